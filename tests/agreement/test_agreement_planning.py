"""How many articles it takes until an interval is as narrow."""

from __future__ import annotations

import numpy as np
import pytest

from annotator.agreement.accuracy import analyse_against
from annotator.agreement.planning import chi_square, plan, plan_against
from annotator.agreement.result import AgreementSettings, Analysis
from annotator.report.extras import extra_lines, planned, planned_against
from annotator.report.wording import WIDTH
from tests.agreement.agreement_world import HALF, Spanning, analysis, corpus, from_corpus


def coins(number: int, hits: int) -> dict[str, dict[str, list[Spanning]]]:
    """One span an article, equal in so many."""
    return {f"a{i:03d}": {"kim": [(0, 5, "ad")], "lee": [(0, 5 if i < hits else 6, "ad")]} for i in range(number)}


def test_articles_that_are_coins_take_what_the_binomial_says() -> None:
    """F1 is a mean of coins that fall well in 70 of 100: 1.96² · 0.7 · 0.3 / 0.05² are 323."""
    found = plan(analysis(coins(200, 140)), 0.05)
    (f1,) = [need for need in found.needs if (need.what, need.measure) == ("", "f1")]
    assert found.finished == 200
    assert f1.now == pytest.approx(1.972 * (0.21 / 200) ** 0.5, rel=0.02)
    assert f1.articles == pytest.approx(323, rel=0.03)
    assert f1.low is not None
    assert f1.high is not None
    assert f1.low < 323 < f1.high


def test_chi_square_is_that_of_the_tables() -> None:
    assert [chi_square(19, -1), chi_square(19, 1), chi_square(100, 1)] == pytest.approx(
        [8.907, 32.852, 129.56], rel=3e-3
    )


def test_half_the_width_takes_four_times_the_articles() -> None:
    found: Analysis = analysis(coins(400, 300))
    once, twice = (plan(found, half).needs[0].articles for half in (0.02, 0.01))
    assert once is not None
    assert twice == pytest.approx(4 * once, rel=0.02)


def test_the_articles_without_a_label_count_towards_those_that_it_takes() -> None:
    articles = coins(100, 70) | {f"b{i}": {"kim": [], "lee": []} for i in range(100)}
    (f1, *_) = plan(analysis(articles), 0.05).needs
    assert f1.articles == pytest.approx(2 * 323, rel=0.04)


def test_it_says_why_nothing_can_be_said_and_what_is_never_reached() -> None:
    few = planned(plan(analysis(coins(10, 5)), 0.05))
    assert "nothing can be said" in few.sentences[1]
    assert {row.cells[0] for row in few.tables[0].rows} == {"n/a"}
    generator = np.random.default_rng(0)
    articles: dict[str, dict[str, list[Spanning]]] = {
        f"a{i}": {"kim": [(0, 5, "ad")] * bool(generator.random() < 0.7), "lee": [(0, 5, "ad")]} for i in range(60)
    }
    far = planned(plan(analysis(articles), 0.00001))
    assert "never" in {row.cells[1] for row in far.tables[0].rows}
    assert all(len(line) <= WIDTH for part in (few, far) for line in extra_lines(part))


def test_articles_of_gold_take_what_the_binomial_says() -> None:
    """One span of gold an article, found in 140 of 200, and nothing invented: recall is a mean of coins, precision is 1."""
    articles: dict[str, dict[str, list[Spanning]]] = {
        f"a{i:03d}": {"gold": [(0, 5, "ad")], "tagger": [(0, 5, "ad")] * (i < 140)} for i in range(200)
    }
    against = analyse_against(from_corpus(corpus(articles)), AgreementSettings(HALF, 1_000, 0))
    found = plan_against(against.scored[0].analysis, 0.05)
    needs = {(need.what, need.measure): need for need in found.needs}
    assert set(needs) == {("", "precision"), ("", "recall"), ("", "f1"), ("ad", "f1")}
    assert needs["", "recall"].articles == pytest.approx(323, rel=0.03)
    assert needs["", "precision"].now is None
    assert needs["", "f1"] == needs["ad", "f1"]._replace(what="")
    part = planned_against([("tagger", found)])
    assert part.structure[0]["annotator"] == "tagger"
    assert all(len(line) <= WIDTH for line in extra_lines(part))
