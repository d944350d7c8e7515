"""What changes while people work: weeks, and halves of everybody's own order of work."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from annotator.agreement.drift import Drift, drift
from annotator.agreement.result import AgreementSettings, analyse
from annotator.report.extras import drifted, extra_lines
from annotator.report.wording import WIDTH
from tests.agreement.agreement_world import HALF, Spanning, corpus, from_corpus

DAY = 86_400.0
MONDAY = datetime(2026, 9, 7, 8, tzinfo=UTC).timestamp()


def of(number: int, missed: tuple[float, float], *, longer: int = 0, undated: int = 0, words: int = 20) -> Drift:
    """Kim and Lee tag six spans an article, one article a day; Lee misses a share of them in each half of the articles."""
    generator = np.random.default_rng(1)
    articles: dict[str, dict[str, list[Spanning]]] = {}
    for i in range(number):
        late = 2 * i >= number
        spans: list[Spanning] = [(12 * n, 12 * n + 3 + (n + i) % 4, "claim") for n in range(6)]
        lee = [(s, e + longer * late, label) for s, e, label in spans if generator.random() >= missed[late]]
        articles[f"a{i:03d}"] = {"kim": [span for span in spans if generator.random() >= 0.2], "lee": lee}
    found = analyse(from_corpus(corpus(articles)), AgreementSettings(HALF, 1_000, 0))
    times = np.repeat(MONDAY + DAY * np.arange(number, dtype=np.float64)[:, None], 2, axis=1)
    times[:undated, 1] = np.nan
    return drift(found, times, np.full(number, words))


def test_an_annotator_who_learns_is_told_of_and_one_who_does_not_is_not() -> None:
    found = of(80, (0.6, 0.1))
    told = {(one.annotator, one.what) for one in found.changes if one.told}
    assert {("lee", "f1"), ("lee", "rate")} <= told
    assert ("kim", "rate") not in told
    (change,) = (one for one in found.changes if (one.annotator, one.what) == ("lee", "rate"))
    assert change.articles == (40, 40)
    assert change.first == pytest.approx(1_000 * 6 * 0.4 / 20, rel=0.15)
    assert change.second == pytest.approx(1_000 * 6 * 0.9 / 20, rel=0.1)
    (line,) = (
        said for said in drifted(found, ["claim"]).sentences if "lee: claim spans per 1,000 words went from" in said
    )
    assert "between the first and the second half of the own work (+" in line


def test_spans_that_grow_longer_are_told_of() -> None:
    found = of(60, (0.1, 0.1), longer=4)
    (change,) = (one for one in found.changes if (one.annotator, one.what) == ("lee", "length"))
    assert change.told
    assert change.change.value == pytest.approx(4.0, abs=0.3)


def test_without_a_change_none_is_told_of() -> None:
    """Of three looks each at Kim and Lee; 4 to 6 of 100 invented corpora of equal people had a verdict."""
    found = of(80, (0.2, 0.2))
    assert len(found.changes) == 6
    assert not any(one.told for one in found.changes)
    assert "none of them is more than chance can make" in drifted(found, ["claim"]).sentences[-1]


def test_an_article_is_of_the_week_in_which_its_last_annotator_finished_it() -> None:
    found = of(16, (0.2, 0.2))
    assert [(week.monday, week.articles) for week in found.weeks] == [
        (date(2026, 9, 7), 7),
        (date(2026, 9, 14), 7),
        (date(2026, 9, 21), 2),
    ]
    week = found.weeks[0]
    assert week.rate == pytest.approx(float(week.rates.sum()))
    assert 3.0 <= float(week.lengths[0]) <= 6.0
    head = drifted(found, ["claim"]).tables[1].head
    assert head == ["claim/1,000"]
    assert found.extremes is not None


def test_what_has_no_time_or_no_text_is_left_out_and_said() -> None:
    found = of(24, (0.2, 0.2), undated=3, words=0)
    assert (found.undated, sum(week.articles for week in found.weeks)) == (3, 21)
    assert all(np.isnan(week.rate) for week in found.weeks)
    part = drifted(found, ["claim"])
    assert "Of 3 articles it is not known when they were marked done" in part.sentences[-1]
    assert part.structure["weeks"][0]["spans_per_1000_words"] is None
    assert all(len(line) <= WIDTH for line in extra_lines(part))


def test_few_articles_are_not_parted() -> None:
    found = of(12, (0.6, 0.1))
    assert found.changes == []
    assert "nobody has 20 dated articles" in drifted(found, ["claim"]).sentences[1]
