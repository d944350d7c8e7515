"""Two systems against one gold: a paired difference with its interval, and a test that swaps what they said."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from annotator.agreement.accuracy import Against, analyse_against
from annotator.agreement.precision_recall import FIELDS, MATCHES, values_of
from annotator.agreement.result import AgreementSettings
from annotator.agreement.systems import DifferenceInAccuracy, TwoSystems, _adjusted, swapped
from annotator.agreement.table import Floats
from annotator.report.accuracy_text import render_accuracy
from annotator.report.json import against_structure
from annotator.report.wording import WIDTH
from tests.agreement.agreement_world import HALF, Spanning, table

RIGHT: list[Spanning] = [(0, 5, "ad")]


def against(articles: dict[str, dict[str, list[Spanning]]], resamples: int = 1_000) -> Against:
    return analyse_against(table(articles), AgreementSettings(HALF, resamples, 0))


def one_span_each(first: int, second: int, both: int) -> dict[str, dict[str, list[Spanning]]]:
    """Articles with one span of gold: found by system a alone in so many, by b alone in so many, by both in so many."""
    found: dict[str, dict[str, list[Spanning]]] = {}
    for i in range(first + second + both):
        has_a, has_b = not first <= i < first + second, i >= first
        found[f"a{i:02d}"] = {"gold": RIGHT, "a": RIGHT * has_a, "b": RIGHT * has_b}
    return found


@pytest.mark.parametrize(("first", "second", "p"), [(8, 2, 0.109375), (6, 0, 0.03125), (9, 1, 0.021484375)])
def test_with_one_span_an_article_the_test_of_recall_is_the_sign_test(first: int, second: int, p: float) -> None:
    """Two-sided binomial tails, as in the tables of the sign test and of McNemar's exact test."""
    (two,) = against(one_span_each(first, second, 20)).systems
    assert (two.one, two.other, two.articles, two.exact) == ("a", "b", first + second + 20, True)
    assert two.values["strict"]["recall"].p == pytest.approx(p)
    assert two.values["strict"]["recall"].difference.value == pytest.approx((first - second) / two.articles)


def counts(articles: int, seed: int) -> tuple[Floats, Floats]:
    """Counts of two systems that are equally good, `(articles, 9)` each."""
    generator = np.random.default_rng(seed)
    gold = generator.integers(1, 6, articles)
    sides = []
    for _ in range(2):
        equal = generator.binomial(gold, 0.7)
        side = np.zeros((articles, 9))
        side[:, 0], side[:, 1], side[:, 2] = gold, equal + generator.poisson(0.8, articles), equal
        side[:, 8] = generator.binomial(gold - equal, 0.5) + equal
        sides.append(side)
    return sides[0], sides[1]


def test_few_articles_are_swapped_in_every_way() -> None:
    one, other = counts(7, 3)
    observed = np.abs(values_of(one.sum(axis=0)) - values_of(other.sum(axis=0)))
    reached = np.zeros(9)
    for swap in product([False, True], repeat=7):
        way = np.array(swap)[:, None]
        left, right = np.where(way, other, one).sum(axis=0), np.where(way, one, other).sum(axis=0)
        reached += np.abs(values_of(left) - values_of(right)) >= observed - 1e-12
    p, shuffles, exact = swapped(one, other, 1_000, 0)
    assert exact
    assert shuffles <= 2**7
    assert p == pytest.approx(reached / 2**7)


def test_random_swaps_come_near_to_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = counts(16, 5)
    drawn, shuffles, exact = swapped(one, other, 20_000, 1)
    assert (shuffles, exact) == (20_000, False)
    monkeypatch.setattr("annotator.agreement.systems._EXACTLY", 16)
    every, _, exact = swapped(one, other, 20_000, 1)
    assert exact
    assert drawn == pytest.approx(every, abs=0.02)


def test_equal_systems_are_told_apart_in_about_5_of_100_corpora() -> None:
    p = np.array([swapped(*counts(30, seed), 400, seed)[0][:3] for seed in range(400)])
    assert ((p < 0.05).mean(axis=0) < 0.08).all()
    assert ((p < 0.5).mean(axis=0) > 0.4).all()


def test_the_interval_is_what_leaving_out_each_article_gives() -> None:
    generator = np.random.default_rng(4)
    articles: dict[str, dict[str, list[Spanning]]] = {}
    for i in range(20):
        spans: list[Spanning] = [(7 * n, 7 * n + 5, "ad") for n in range(6)]
        articles[f"a{i:02d}"] = {
            "gold": spans,
            "a": [span for span in spans if generator.random() < 0.9],
            "b": [span for span in spans if generator.random() < 0.6],
        }
    (two,) = against(articles).systems
    found = two.values["strict"]["recall"]
    assert (two.one, found.one is not None and found.one > (found.other or 1.0)) == ("a", True)
    left = []
    for out in articles:
        (less,) = against({a: who for a, who in articles.items() if a != out}, 0).systems
        left.append(less.values["strict"]["recall"].difference.value)
    error = (19 * np.var(np.array(left, dtype=np.float64))) ** 0.5
    value, low, high = found.difference
    assert value is not None
    assert low is not None
    assert high is not None
    assert (high - low) / 2 == pytest.approx(2.1 * error, rel=0.05)
    assert low < value < high


def test_a_system_differs_from_its_copy_by_nothing() -> None:
    articles = {a: {**who, "b": who["a"]} for a, who in one_span_each(0, 3, 20).items()}
    (two,) = against(articles).systems
    assert two.values["strict"]["f1"].difference == (0.0, 0.0, 0.0)
    assert two.values["strict"]["f1"].p == 1.0


def test_p_values_of_several_pairs_are_those_of_holm() -> None:
    """0.01, 0.04 and 0.03 become 3 · 0.01, 2 · 0.03, and no less than that."""

    def two(name: str, p: float) -> TwoSystems:
        value = DifferenceInAccuracy(0.5, 0.4, (0.1, None, None), p, None)  # type: ignore[arg-type]
        return TwoSystems(name, "x", 9, 10, False, {match: dict.fromkeys(FIELDS, value) for match in MATCHES})

    found = _adjusted([two("a", 0.01), two("b", 0.04), two("c", 0.03)])
    assert [one.values["strict"]["f1"].adjusted for one in found] == pytest.approx([0.03, 0.06, 0.06])


def test_without_draws_there_is_no_test() -> None:
    found = against(one_span_each(8, 2, 20), 0)
    assert found.systems[0].values["strict"]["f1"].p is None
    assert "Noreen" not in render_accuracy(found)
    assert against_structure(found)["systems"][0]["strict"]["f1"]["low"] is None


def test_people_agree_among_themselves_on_the_articles_of_gold_alone() -> None:
    articles = one_span_each(8, 2, 20)
    people: dict[str, dict[str, list[Spanning]]] = {
        a: {"kim": RIGHT, "lee": RIGHT if i % 4 else []} for i, a in enumerate([*articles, "elsewhere"])
    }
    found = analyse_against(table(articles), AgreementSettings(HALF, 1_000, 0), None, table(people))
    assert found.people is not None
    assert (found.people.annotators, found.people.articles) == (["kim", "lee"], 30)
    without = sum(1 for i in range(30) if i % 4 == 0)
    assert found.people.scores["f1"].value == pytest.approx(2 * (30 - without) / (60 - without))
    less = found.people.less["a"]
    assert (less.paired, less.articles) == (True, (30, 30))
    text = render_accuracy(found)
    assert "PEOPLE AMONG THEMSELVES: 2 annotators, 30 articles of gold" in text
    assert all(len(line) <= WIDTH for line in text.splitlines())
    assert against_structure(found)["people"]["less"]["a"]["f1"]["value"] == pytest.approx(less.scores["f1"].value)
