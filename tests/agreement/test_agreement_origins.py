"""Agreement by where spans came from, and what it goes with."""

from __future__ import annotations

import numpy as np
import pytest

from annotator.agreement import origins as module
from annotator.agreement.origins import (
    EDITED,
    HAND,
    SUGGESTED,
    clustered,
    nested,
    origins,
    variables,
)
from annotator.agreement.result import AgreementSettings, analyse
from annotator.report.extras import by_origin, extra_lines
from annotator.report.wording import WIDTH
from tests.agreement.agreement_world import HALF, Spanning, corpus, from_corpus, table


def steered(number: int, alone: float, helped: float) -> tuple[module.Origins, int]:
    """Kim and Lee each take most of ten suggestions, or most of ten objects by hand, in so many articles."""
    generator = np.random.default_rng(3)
    articles: dict[str, dict[str, list[Spanning]]] = {}
    for i in range(number):
        places = np.arange(20)
        share = np.where(places < 10, alone, helped)
        people = {}
        for who in ("kim", "lee"):
            chosen = places[generator.random(20) < share]
            people[who] = [(5 * int(n), 5 * int(n) + 2 + int(n + i) % 3, "ad" if n % 3 else "claim") for n in chosen]
        articles[f"a{i:03d}"] = people
    found = analyse(from_corpus(corpus(articles)), AgreementSettings(HALF, 1_000, 0))
    origin = np.where(found.sums.table.start >= 50, SUGGESTED, HAND)
    return origins(found, origin), len(origin)


def test_the_share_of_an_origin_is_that_of_its_spans_which_the_other_has() -> None:
    found, spans = steered(60, 0.5, 0.9)
    hand, suggested = found.shares
    assert (hand.origin, suggested.origin, hand.articles) == ("hand", "suggested", 60)
    assert hand.cases + suggested.cases == spans
    assert hand.share.value == pytest.approx(0.5, abs=0.06)
    assert suggested.share.value == pytest.approx(0.9, abs=0.03)
    assert hand.share.high is not None
    assert suggested.share.low is not None
    assert hand.share.high < suggested.share.low


def test_what_goes_with_agreement_has_an_odds_ratio_that_says_so() -> None:
    """9 : 1 against 1 : 1 are odds of 9; length and label go with nothing."""
    found, _ = steered(120, 0.5, 0.9)
    ratios = {one.variable: one.ratio for one in found.regression.odds}
    assert ratios["suggested, not by hand"].value == pytest.approx(9.0, rel=0.25)
    assert (ratios["suggested, not by hand"].low or 0.0) > 5.0
    for name in ("length (twice as long)", "claim, not ad"):
        assert (ratios[name].low or 9.0) < 1.0 < (ratios[name].high or 0.0), name
    assert "nested" not in ratios


def test_of_one_variable_it_is_the_odds_ratio_of_the_table_with_the_error_of_woolf() -> None:
    """Woolf (1955): the logarithm of ad/bc has the variance 1/a + 1/b + 1/c + 1/d; each case a cluster of its own."""
    a, b, c, d = 300, 100, 150, 450
    exposed = np.repeat([1.0, 1.0, 0.0, 0.0], [a, b, c, d])
    outcome = np.repeat([1.0, 0.0, 1.0, 0.0], [a, b, c, d])
    design = np.column_stack((np.ones(len(exposed)), exposed))
    fitted = module._fit(design, outcome)
    assert fitted is not None
    coefficients, error = clustered(design, outcome, fitted, np.arange(len(outcome)))
    assert coefficients[1] == pytest.approx(np.log(a * d / (b * c)))
    assert error[1] == pytest.approx((1 / a + 1 / b + 1 / c + 1 / d) ** 0.5, rel=0.01)


def test_the_error_is_that_of_fitting_again_without_each_cluster() -> None:
    """One step is near enough where many are left."""
    generator = np.random.default_rng(1)
    cluster = generator.integers(0, 25, 500)
    design = np.column_stack((np.ones(500), generator.normal(size=500)))
    effect = generator.normal(size=25)[cluster] + 0.7 * design[:, 1]
    outcome = (generator.random(500) < 1 / (1 + np.exp(-effect))).astype(np.float64)
    fitted = module._fit(design, outcome)
    assert fitted is not None
    _, error = clustered(design, outcome, fitted, cluster)
    without = [module._fit(design[cluster != out], outcome[cluster != out]) for out in np.unique(cluster)]
    again = np.array([found for found in without if found is not None])
    assert len(again) == 25
    assert error == pytest.approx(np.sqrt(24 * np.var(again, axis=0)), rel=0.02)


def test_cases_that_repeat_each_other_in_their_cluster_tell_nothing_new() -> None:
    generator = np.random.default_rng(0)
    design = np.column_stack((np.ones(90), generator.normal(size=90)))
    outcome = (generator.random(90) < 0.6).astype(np.float64)
    once, fourfold = (
        clustered(np.repeat(design, n, 0), np.repeat(outcome, n), fitted, np.repeat(np.arange(90), n))
        for n in (1, 4)
        if (fitted := module._fit(np.repeat(design, n, 0), np.repeat(outcome, n))) is not None
    )
    assert fourfold[0] == pytest.approx(once[0])
    assert fourfold[1] == pytest.approx(once[1])


def test_too_few_articles_too_few_events_and_what_tells_without_fail_are_refused() -> None:
    few, _ = steered(12, 0.5, 0.9)
    assert "12 articles have spans" in few.regression.refused
    rare, _ = steered(25, 0.99, 0.99)
    assert "and each takes 10" in rare.regression.refused
    sure, _ = steered(60, 0.5, 1.0)
    assert "without fail" in sure.regression.refused
    part = by_origin(sure)
    assert part.sentences[-1].startswith("No regression: some variable")
    assert part.structure["regression"]["odds_ratios"] == {}


def test_the_blind_part_is_the_articles_in_which_nobody_took_a_suggestion() -> None:
    articles: dict[str, dict[str, list[Spanning]]] = {
        "blind": {"kim": [(0, 5, "ad")], "lee": [(0, 5, "ad")]},
        "empty": {"kim": [], "lee": []},
        "helped": {"kim": [(0, 5, "ad")], "lee": [(0, 6, "ad")]},
    }
    found = analyse(table(articles), AgreementSettings(HALF, 1_000, 0))
    blind = origins(found, np.array([HAND, HAND, HAND, EDITED])).blind
    assert blind is not None
    assert (blind[0], blind[1], blind[2]["f1"].value) == (2, 1, 1.0)
    # In no article.
    nothing = analyse(table({"helped": articles["helped"]}), AgreementSettings(HALF, 1_000, 0))
    assert origins(nothing, np.array([EDITED, HAND])).blind is None


def test_a_span_is_nested_by_another_one_of_its_own_annotator_alone() -> None:
    found = table(
        {
            "one": {"kim": [(0, 20, "claim"), (5, 8, "ad"), (18, 25, "ad"), (30, 40, "ad")], "lee": [(31, 33, "ad")]},
            "two": {"kim": [(5, 8, "claim")], "lee": [(5, 8, "claim"), (5, 8, "ad")]},
        }
    )
    inside = nested(found).tolist()
    rows = zip(found.article.tolist(), found.annotator.tolist(), found.start.tolist(), found.end.tolist(), strict=True)
    by_span: dict[tuple[int, ...], set[bool]] = {}
    for row, known in zip(rows, inside, strict=True):
        by_span.setdefault(row, set()).add(known)
    assert by_span == {
        (0, 0, 0, 20): {True}, (0, 0, 5, 8): {True}, (0, 0, 18, 25): {False}, (0, 0, 30, 40): {False},
        (0, 1, 31, 33): {False}, (1, 0, 5, 8): {False}, (1, 1, 5, 8): {True},
    }  # fmt: skip
    assert "nested" in variables(found, np.zeros(len(inside), dtype=np.int64))[0]


def test_the_report_fits_its_width() -> None:
    found, _ = steered(60, 0.5, 0.9)
    lines = extra_lines(by_origin(found))
    assert all(len(line) <= WIDTH for line in lines)
    assert any("suggested, not by hand" in line for line in lines)
