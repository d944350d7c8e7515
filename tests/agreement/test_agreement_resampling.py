"""Intervals: seeded, bounded in memory, percentiles of honest resamples of articles."""

from __future__ import annotations

import numpy as np
import pytest

from annotator.agreement import intervals as resampling
from annotator.agreement.intervals import draws, intervals, replicate
from annotator.agreement.measures import MEASURES, Counts, by_article, scores
from annotator.agreement.result import AgreementSettings, analyse
from annotator.report.json import structure
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


def test_every_replicate_draws_as_many_articles_as_there_are() -> None:
    weights = np.concatenate(list(draws(30, 500, 0)))
    assert weights.shape == (500, 30)
    assert (weights.sum(axis=1) == 30).all()
    # Multinomial: mean 1, variance 1 − 1/30.
    assert weights.mean(axis=0) == pytest.approx(1, abs=0.2)
    assert weights.var() == pytest.approx(29 / 30, abs=0.05)


def test_the_same_seed_gives_the_same_report_and_another_another() -> None:
    found = from_corpus(corpus(some_articles()))
    one, again, other = (analyse(found, AgreementSettings(HALF, 200, seed)).overall for seed in (3, 3, 4))
    assert one == again
    assert one["f1"].value == other["f1"].value
    assert one["f1"] != other["f1"]


def test_an_interval_is_the_percentiles_of_corpora_made_of_drawn_articles() -> None:
    """Each replicate is measured again from its spans, articles copied as often as they were drawn."""
    articles = some_articles(8)
    found = analysis(articles, resamples=40, labels=LABELS)
    names = list(articles)
    values: dict[str, list[float]] = {"f1": [], "relaxed_f1": [], "alpha": []}
    for weights in np.concatenate(list(draws(8, 40, 0))).astype(int):
        drawn = {f"{names[i]}.{k}": articles[names[i]] for i, times in enumerate(weights) for k in range(times)}
        again = analysis(drawn, labels=LABELS).overall
        for name, collected in values.items():
            collected.append(again[name].value or 0.0)
    for name, collected in values.items():
        low, high = np.quantile(collected, (0.025, 0.975))
        assert [*found.overall[name][1:]] == pytest.approx([low, high])


def test_the_width_is_that_of_the_binomial_where_articles_are_coins() -> None:
    """One span an article, equal in 70 of 100: F1 is a mean of 100 coins, its standard error √(0.7 · 0.3 / 100)."""
    articles: dict[str, dict[str, list[Spanning]]] = {
        f"a{i:03d}": {"kim": [(0, 5, "ad")], "lee": [(0, 5 if i < 70 else 6, "ad")]} for i in range(100)
    }
    value, low, high = analysis(articles, resamples=4000).overall["f1"]
    assert value == pytest.approx(0.7)
    assert high is not None
    assert low is not None
    assert high - low == pytest.approx(2 * 1.96 * (0.21 / 100) ** 0.5, rel=0.06)


def test_one_article_has_no_interval() -> None:
    found = analysis({"one": {"kim": [(0, 5, "ad")], "lee": [(0, 5, "ad"), (7, 9, "ad")]}}, resamples=100)
    assert found.overall["f1"].value == pytest.approx(2 / 3)
    assert found.overall["f1"][1:] == (None, None)


def test_a_value_that_most_replicates_leave_undefined_has_no_interval() -> None:
    counts = Counts(np.zeros((10, 1, 4)), np.zeros((10, 1, 3)), np.zeros(10))
    counts.matches[:4, 0] = 2.0
    assert np.isnan(intervals(counts, np.array([[0.5] * 5]), np.array([10]))).all()


def test_what_rests_on_one_article_of_many_has_no_interval_and_what_rests_on_two_has() -> None:
    """One of forty articles has a number: 36 of 100 replicates are without it, and all others have the same value."""
    articles: dict[str, dict[str, list[Spanning]]] = {
        f"a{i}": {"kim": [(0, 5, "ad")], "lee": [(0, 5 + i % 2, "ad")]} for i in range(40)
    }
    for article in ("a0", "a1"):
        articles[article] = {"kim": [(0, 5, "claim")], "lee": [(0, 5, "claim"), (8, 9, "quote")]}
    articles["a1"]["lee"] = [(0, 6, "claim")]
    found = analysis(articles, resamples=400)
    one, some = found.sums.table.labels.index("quote"), found.sums.table.labels.index("claim")
    assert found.with_spans.tolist() == [38, 2, 1, 40]
    for measure in MEASURES:
        assert found.labels[one][measure][1:] == (None, None), measure
    assert found.labels[one]["f1"].value == 0
    assert found.labels[some]["f1"] == (0.5, 0.0, 1.0)
    assert None not in found.overall["alpha"]


def test_a_pair_an_annotator_and_a_difference_that_rest_on_one_article_have_no_interval() -> None:
    """Max shares three articles with the others, of which two are empty."""
    generator = np.random.default_rng(3)
    articles: dict[str, dict[str, list[Spanning]]] = {}
    for i in range(30):
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
    assert (pairs["kl"]["articles_with_spans"], pairs["kl"]["unstable"]) == (30, False)
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


def test_blocks_of_weights_stay_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resampling, "_BLOCK", 100)
    sizes = [weights.size for weights in draws(30, 10, 0)]
    assert max(sizes) <= 100
    assert sum(sizes) == 300


def test_pairs_that_share_few_articles_are_drawn_with_the_others() -> None:
    found = analysis(some_articles())
    counts = by_article(found.sums)
    some = np.array([1, 4, 6])
    whole, part = replicate([(np.arange(25), counts), (some, counts.rows(some))], 25, 30, 0)
    weights = np.concatenate(list(draws(25, 30, 0)))
    assert np.allclose(part.flat(), weights[:, some] @ counts.rows(some).flat())
    assert np.allclose(scores(whole), scores(counts.like(weights @ counts.flat())), equal_nan=True)


def test_progress_is_told_of_every_replicate() -> None:
    told: list[int] = []
    analyse(from_corpus(corpus(some_articles())), AgreementSettings(HALF, 70, 0), told.append)
    assert sum(told) == 70
