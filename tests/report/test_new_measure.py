"""A new measure is one function and one row: text, page, screen and JSON then show it with its interval."""

from __future__ import annotations

import pytest

from annotator.agreement.measures import MEASURES, Counts, Measure, equal_pairs
from annotator.agreement.table import Floats
from annotator.model import DEFAULT_LABELS
from annotator.report.advice import causes
from annotator.report.html import page
from annotator.report.json import structure
from annotator.report.text import render
from annotator.report.wording import WIDTH, between, number
from annotator.tui.agreement.pages import LineWriter, overview
from annotator.tui.agreement.worker import Measured
from annotator.tui.theme import THEMES, Palette
from tests.agreement.agreement_world import Spanning, analysis
from tests.report.page_world import parsed


def _jaccard(counts: Counts) -> Floats:
    """Equal spans as a share of all that somebody has, each counted once: F / (2 − F)."""
    equal = counts.of(equal_pairs)
    return equal / (counts.spans - equal)


def _no_text(sha256: str | None, article: str) -> None:
    """No article's text is there."""


@pytest.fixture
def jaccard(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Measure("jaccard", "Jaccard", "equal spans of all spans", (equal_pairs,), _jaccard, tile=5)
    monkeypatch.setitem(MEASURES, row.name, row)


@pytest.mark.usefixtures("jaccard")
def test_a_row_in_the_table_of_measures_shows_a_new_one_in_every_report(monkeypatch: pytest.MonkeyPatch) -> None:
    articles: dict[str, dict[str, list[Spanning]]] = {
        f"a{i}": {"kim": [(0, 5, "ad"), (9, 12, "claim")], "lee": [(0, 5 + i % 3, "ad"), (9, 12, "claim")]}
        for i in range(30)
    }
    found = analysis(articles, resamples=200)
    mine, strict = found.overall["jaccard"], found.overall["f1"].value
    assert strict is not None
    assert mine.value == pytest.approx(strict / (2 - strict))
    assert mine.value is not None
    assert mine.low is not None
    assert mine.high is not None
    assert mine.low < mine.value < mine.high

    (row,) = (line for line in render(found).splitlines() if line.lstrip().startswith("Jaccard"))
    assert row.split(maxsplit=3)[1:] == [number(mine.value), between(mine), "equal spans of all spans"]

    known = {label.name: label for label in DEFAULT_LABELS}
    (tile,) = parsed(page(found, known, _no_text)).all("div", "jaccard")
    assert [part.text for part in tile.all("p")] == [
        "Jaccard",
        number(mine.value),
        between(mine),
        "equal spans of all spans",
    ]

    # A measure with a column is in the tables too, where they have room for one more.
    monkeypatch.setitem(MEASURES, "jaccard", MEASURES["jaccard"]._replace(column=4))
    assert "Jaccard" in next(line for line in page(found, known, _no_text).split("<section") if 'id="labels"' in line)
    assert all(len(line) <= WIDTH for line in render(analysis(articles, resamples=200)).splitlines())

    write = LineWriter(Palette(THEMES["dark"], DEFAULT_LABELS, "none"), 80)
    drawn = [
        "".join(part.text for part in line.segments)
        for line in overview(Measured(found, causes(found), []), write).lines
    ]
    (line,) = (line for line in drawn if line.startswith("Jaccard"))
    assert f"{number(mine.value)} {between(mine)}" in line

    told = structure(found)
    assert told["overall"]["jaccard"] == mine._asdict()
    assert set(told["labels"]["ad"]["jaccard"]) == {"value", "low", "high"}
    assert told["pairs"][0]["jaccard"] == mine._asdict()
    assert "jaccard" in told["articles"][0]
    assert "jaccard_without" in told["articles"][0]
