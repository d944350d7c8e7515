"""Intervals: a jackknife over articles that holds the true value, none where it could not, and the largest of several."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from annotator.agreement import intervals
from annotator.agreement.intervals import LEAST_ARTICLES, LEAST_SPANS, between, reckon, student
from annotator.agreement.measures import MEASURES
from annotator.agreement.result import AgreementSettings, analyse
from annotator.report.json import structure
from annotator.report.text import render
from benchmarks.coverage import coverage, false_alarms, population
from benchmarks.coverage_worlds import EASY, UNEVEN
from tests.agreement.agreement_world import HALF, LABELS, Spanning, analysis, corpus, from_corpus


def some_articles(number: int = 25) -> dict[str, dict[str, list[Spanning]]]:
    generator = np.random.default_rng(2)
    found: dict[str, dict[str, list[Spanning]]] = {}
    for i in range(number):
        people = {}
        for who in ("kim", "lee", "max")[: 2 + i % 2]:
            starts = generator.integers(0, 12, size=generator.integers(0, 5)) * 7
            people[who] = [(int(s), int(s) + 5, LABELS[int(s) % 3]) for s in starts]
        found[f"a{i:02d}"] = people
    return found


def test_only_the_extremes_depend_on_the_seed() -> None:
    found = from_corpus(corpus(some_articles(60)))
    one, again, other = (analyse(found, AgreementSettings(HALF, 200, seed)) for seed in (3, 3, 4))
    assert one.overall == other.overall
    assert structure(one)["lowest_less_highest"] == structure(again)["lowest_less_highest"]
    assert structure(one)["lowest_less_highest"] != structure(other)["lowest_less_highest"]


def test_an_interval_is_what_leaving_out_each_article_gives() -> None:
    """Each article is left out of the corpus, and what is left measured again from its spans."""
    articles = some_articles(24)
    found = analysis(articles, resamples=40, labels=LABELS)
    holding = [name for name, people in articles.items() if any(people.values())]
    spans = np.array([(len(articles[a]) - 1) * sum(len(set(own)) for own in articles[a].values()) for a in holding])
    alike = spans.sum() ** 2 / (spans**2).sum()
    for name, least in (("f1", 0.0), ("relaxed_f1", 0.0), ("alpha", -1.0)):
        value, *ends = found.overall[name]
        assert value is not None
        left = [
            analysis({a: who for a, who in articles.items() if a != out}, labels=LABELS).overall[name].value
            for out in holding
        ]
        shares = (np.array(left, dtype=np.float64) - np.mean(np.array(left, dtype=np.float64))) ** 2
        freedom = 2 * np.mean(shares) ** 2 / np.var(shares) * len(left)
        error = np.sqrt((len(left) - 1) * np.mean(shares))
        margin = error * student(np.array(min(freedom, len(left) - 1.0, alike - 0.5)))
        assert ends == pytest.approx(between(np.array([value]), np.array([margin]), np.array([least])).ravel())


@pytest.mark.parametrize("at_once", [1, 500, 2**19])
def test_the_intervals_of_many_pairs_are_those_of_each_alone(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intervals, "_BLOCK", at_once)
    pairs = population(5, 12).pairs
    reckon(pairs)
    for pair in pairs:
        for together, alone in zip(pair.jackknife(), replace(pair).jackknife(), strict=True):
            np.testing.assert_array_equal(together, alone)


def test_quantiles_are_those_of_students_tables() -> None:
    found = student(np.array([2.0, 3.0, 4.0, 5.0, 9.0, 19.0, 49.0, 199.0]))
    assert found == pytest.approx([4.3027, 3.1824, 2.7764, 2.5706, 2.2622, 2.0930, 2.0096, 1.9720], rel=5e-4)
    assert student(np.array([2.0, 3.0, 9.0]), 0.999) == pytest.approx([31.5991, 12.9240, 4.7809], rel=5e-4)


def test_a_few_long_articles_make_an_interval_wide() -> None:
    """Two of ten articles hold most of the spans: what they say of others is as sure as what some three alike articles say."""
    generator = np.random.default_rng(4)

    def half_width(sizes: list[int]) -> float:
        people: dict[str, dict[str, list[Spanning]]] = {}
        for i, size in enumerate(sizes):
            kim: list[Spanning] = [(10 * n, 10 * n + 5, "ad") for n in range(size)]
            people[f"a{i}"] = {"kim": kim, "lee": [span for span in kim if generator.random() < 0.7]}
        _, low, high = analysis(people, resamples=1_000).overall["f1"]
        assert low is not None
        assert high is not None
        return high - low

    alike, unlike = ([half_width(sizes) for _ in range(20)] for sizes in ([20] * 10, [80, 80, *[5] * 8]))
    assert np.mean(unlike) > 1.3 * np.mean(alike)


def test_the_width_is_that_of_the_binomial_where_articles_are_coins() -> None:
    """One span an article, equal in 70 of 100: F1 is a mean of 100 coins, its standard error √(0.7 · 0.3 / 100)."""
    articles: dict[str, dict[str, list[Spanning]]] = {
        f"a{i:03d}": {"kim": [(0, 5, "ad")], "lee": [(0, 5 if i < 70 else 6, "ad")]} for i in range(100)
    }
    value, low, high = analysis(articles, resamples=4000).overall["f1"]
    assert value == pytest.approx(0.7)
    assert high is not None
    assert low is not None
    assert high - low == pytest.approx(2 * 1.984 * (0.21 / 100) ** 0.5, rel=0.03)


def test_one_article_has_no_interval() -> None:
    found = analysis({"one": {"kim": [(0, 5, "ad")], "lee": [(0, 5, "ad"), (7, 9, "ad")]}}, resamples=100)
    assert found.overall["f1"].value == pytest.approx(2 / 3)
    assert found.overall["f1"][1:] == (None, None)


@pytest.mark.parametrize(
    ("articles", "spans", "given"),
    [(LEAST_ARTICLES, LEAST_SPANS // 10, True), (LEAST_ARTICLES - 1, 20, False), (LEAST_SPANS // 2 - 1, 1, False)],
)
def test_few_articles_or_few_spans_have_no_interval(articles: int, spans: int, given: bool) -> None:
    people: dict[str, dict[str, list[Spanning]]] = {}
    for i in range(articles):
        kim: list[Spanning] = [(10 * n, 10 * n + 5, "ad") for n in range(spans)]
        people[f"a{i}"] = {"kim": kim, "lee": [(0, 5 + i % 2, "ad"), *kim[1:]]}
        people[f"empty{i}"] = {"kim": [], "lee": []}
    found = analysis(people, resamples=100)
    assert all((found.overall[measure].low is not None) == given for measure in ("f1", "alpha"))


def test_what_does_not_vary_has_no_interval() -> None:
    same: dict[str, dict[str, list[Spanning]]] = {
        f"a{i}": {"kim": [(0, 5, "ad"), (7, 9, "ad")], "lee": [(0, 5, "ad"), (7, 8, "ad")]} for i in range(30)
    }
    assert analysis(same, resamples=100).overall["f1"] == (0.5, None, None)


def test_nine_in_ten_intervals_at_least_hold_the_true_value() -> None:
    """Nominally 19 in 20; `python -m benchmarks coverage` looks closer."""
    found = coverage(population(3, 300), 10, 300)
    for what in ("overall, f1", "overall, alpha", "common label, f1", "pair, f1", "against rest, alpha", "gold, recall",
                 "pair less pair, f1", "less baseline, f1"):  # fmt: skip
        given, held, _ = found[what]
        assert given > (240 if what.startswith("common label") else 290), what
        assert 0.88 * given <= held, what


def test_so_they_do_of_few_articles_of_very_unequal_length() -> None:
    """With k − 1 degrees of freedom some 90 in 100 would."""
    found = coverage(population(3, 400, world=UNEVEN[0]), 7, 300)
    for what in ("overall, f1", "overall, alpha", "pair, f1", "against rest, alpha", "gold, recall"):
        given, held, _ = found[what]
        assert given > 200, what
        assert 0.92 * given <= held, what


def test_the_interval_of_a_rare_label_on_which_few_articles_differ_holds_the_true_value() -> None:
    """Those few make up its standard error, which is then less sure than the number of articles says."""
    given, held, _ = coverage(population(3, 400, world=EASY), 200, 300)["rare label, alpha"]
    assert given > 200
    assert 0.9 * given <= held


def test_equal_annotators_are_hardly_ever_told_apart() -> None:
    assert false_alarms(population(4, 200), 20, 200) <= 25
    assert false_alarms(population(3, 200), 20, 200, rest=True) <= 25


def test_a_pair_an_annotator_and_a_difference_that_rest_on_one_article_have_no_interval() -> None:
    """Max shares three articles with the others, of which two are empty."""
    generator = np.random.default_rng(3)
    articles: dict[str, dict[str, list[Spanning]]] = {}
    for i in range(50):
        starts = generator.integers(0, 12, size=4) * 7
        spans: list[Spanning] = [(int(s), int(s) + 5, "ad") for s in starts]
        articles[f"a{i:02d}"] = {"kim": spans, "lee": spans[: 2 + i % 2]}
    articles["a00"]["max"] = [(0, 5, "ad"), (90, 95, "ad")]
    for empty in ("b", "c"):
        articles[empty] = {"kim": [], "lee": [], "max": []}
    found = analysis(articles, resamples=400)
    told = structure(found)
    pairs = {"".join(name[0] for name in pair["annotators"]): pair for pair in told["pairs"]}
    assert (pairs["km"]["articles"], pairs["km"]["articles_with_spans"], pairs["km"]["unstable"]) == (3, 1, True)
    assert (pairs["kl"]["articles_with_spans"], pairs["kl"]["unstable"]) == (50, False)
    rest = {one["annotator"]: one for one in told["annotators"]}
    assert (rest["max"]["articles_with_spans"], rest["max"]["unstable"], rest["kim"]["unstable"]) == (1, True, False)
    for measure in MEASURES:
        for alone in (pairs["km"], pairs["lm"], rest["max"]["against_rest"]):
            assert alone[measure]["value"] is not None
            assert (alone[measure]["low"], alone[measure]["high"]) == (None, None)
        assert pairs["kl"][measure]["low"] is not None
    assert "kim" in told["lowest_less_highest"]["pairs"][1]
    for difference in (told["lowest_less_highest"], pairs["km"]["less_overall"]):
        assert difference["f1"]["value"] is not None
        assert (difference["f1"]["low"], difference["f1"]["high"]) == (None, None)


@pytest.mark.parametrize(
    ("missed", "told"), [(0.5, "more than chance alone makes"), (0.1, "no more than chance alone can make")]
)
def test_an_annotator_is_lower_than_the_others_only_where_the_lowest_of_equal_ones_would_not_be(
    missed: float, told: str
) -> None:
    generator = np.random.default_rng(6)
    articles: dict[str, dict[str, list[Spanning]]] = {}
    for i in range(60):
        spans: list[Spanning] = [(7 * n, 7 * n + 5, "ad") for n in range(8)]
        shares = {"kim": 0.1, "lee": 0.1, "max": missed}
        articles[f"a{i:02d}"] = {
            who: [span for span in spans if generator.random() >= share] for who, share in shares.items()
        }
    found = analysis(articles, resamples=1_000)
    report = structure(found)["lowest_less_highest_annotator"]
    (line,) = (line for line in render(found).split("\n\n") if line.startswith("EACH AGAINST THE REST"))
    assert f"judged as the largest of several: {told}." in " ".join(line.split())
    assert (report["f1"]["high"] < 0) == (missed > 0.2)
    if missed > 0.2:
        assert report["annotators"][0] == "max"
