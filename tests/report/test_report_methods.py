"""The methods paragraph says what was measured, on what, and nothing that was not so."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from annotator.agreement.origins import EDITED, HAND, SUGGESTED, SWEPT
from annotator.agreement.result import AgreementSettings, analyse
from annotator.report.extras import extra_lines
from annotator.report.methods import methods
from annotator.report.wording import WIDTH, number
from annotator.version import __version__
from tests.agreement.agreement_world import HALF, Spanning, table

GUIDELINE: dict[str, Any] = {
    "name": "docs/guide.md",
    "version": "2.1",
    "sha256": "ab" * 32,
    "rules": 0,
    "last_rule": None,
}
SPANS: list[Spanning] = [(10 * n, 10 * n + 5, "ad") for n in range(6)]


def paragraph(
    articles: dict[str, dict[str, list[Spanning]]], origin: int = HAND, resamples: int = 1_000, days: int = 3
) -> tuple[str, Any]:
    found = analyse(table(articles), AgreementSettings(HALF, resamples, 0))
    shape = found.sums.table.done.shape
    times = 1.7e9 + 86_400.0 * (np.arange(shape[0] * shape[1], dtype=np.float64).reshape(shape) % days)
    part = methods(found, GUIDELINE, times, np.full(len(found.sums.table.article), origin))
    assert all(len(line) <= WIDTH for line in extra_lines(part))
    return part.structure["text"], found


def differing(number_: int) -> dict[str, dict[str, list[Spanning]]]:
    return {f"a{i:02d}": {"kim": SPANS, "lee": SPANS[: 3 + i % 3]} for i in range(number_)}


def test_every_figure_in_it_is_one_of_the_report() -> None:
    text, found = paragraph(differing(12))
    for name in ("f1", "relaxed_f1", "alpha"):
        value, low, high = found.overall[name]
        assert f"is {number(value)} (95 % interval {number(low)} to {number(high)})" in text
    assert (
        "2 annotators (kim, lee) annotated 12 articles of 1,200 characters, each by 2 of them from 2023-11-14 to 2023-11-16"
        in text
    )
    assert "gave 120 spans of 1 label (ad)" in text
    assert "docs/guide.md, version 2.1 (SHA-256 abababababababab" in text
    assert "12 articles with spans, under 50" in text
    assert f"annotator {__version__}" in text


def test_what_was_not_measured_is_not_in_it() -> None:
    without, _ = paragraph(differing(12), resamples=0)
    assert "(no interval)" in without
    assert "jackknife" not in without
    few, _ = paragraph(differing(3), days=1)
    assert "jackknife" not in few
    assert "on 2023-11-14, and" in few
    for text in (without, few):
        assert "Gamma" not in text
        assert "Not compared" not in text


def test_suggestions_taken_and_articles_not_compared_are_said() -> None:
    alone: dict[str, dict[str, list[Spanning]]] = {"b": {"kim": SPANS}}
    text, _ = paragraph(differing(12) | alone, SUGGESTED)
    assert re.search(r"100 % of the spans were suggested by the program and taken as they were, 0 % edited", text)
    assert "Not compared: 1 article that one annotator alone finished." in text
    assert "0 % of the spans were suggested" in paragraph(differing(12), EDITED)[0]
    assert "recorded as taken from a suggestion" in paragraph(differing(12))[0]
    assert "sweep" not in paragraph(differing(12))[0]
    swept = paragraph(differing(12), SWEPT)[0]
    assert (
        "suggestion; 120 (100 % of the spans) were proposed by the program's rule and taken all at once in the sweep."
        in swept
    )
