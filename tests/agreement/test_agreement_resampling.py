"""Intervals: seeded, bounded in memory, percentiles of honest resamples of articles."""

from __future__ import annotations

import numpy as np
import pytest

from annotator.agreement import resampling
from annotator.agreement.analysis import Settings, analyse
from annotator.agreement.resampling import draws, intervals, replicate
from annotator.agreement.scores import Counts, by_article, scores
from annotator.agreement.table import from_corpus
from tests.agreement.agreement_world import HALF, LABELS, Spanning, analysis, corpus


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
    one, again, other = (analyse(found, Settings(HALF, 200, seed)).overall for seed in (3, 3, 4))
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
    """One of forty articles has a number: 36 of 100 replicates are without it, which still leaves most."""
    articles: dict[str, dict[str, list[Spanning]]] = {f"a{i}": {"kim": [], "lee": []} for i in range(40)}
    articles["a0"] = {"kim": [(0, 5, "ad")], "lee": [(0, 5, "ad")]}
    assert analysis(articles, resamples=400).overall["f1"] == (1.0, 1.0, 1.0)
    counts = Counts(np.zeros((10, 1, 4)), np.zeros((10, 1, 3)), np.zeros(10))
    counts.matches[:4, 0] = 2.0
    assert np.isnan(intervals(counts, np.array([[0.5] * 5]))).all()


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
    analyse(from_corpus(corpus(some_articles())), Settings(HALF, 70, 0), told.append)
    assert sum(told) == 70
