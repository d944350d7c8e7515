"""Laws that hold whatever was annotated; slow and obvious counts agree with the quick ones."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator import engine
from annotator.agreement import measures
from annotator.agreement.alpha import disagreement
from annotator.agreement.measures import Sums, by_article, by_cell, count, scores
from annotator.agreement.pairing import Kind, blocks, cells_of, maximum_matching
from annotator.agreement.result import AgreementSettings, analyse
from annotator.errors import AnnotatorError
from tests.agreement.agreement_world import (
    HALF,
    LABELS,
    Articles,
    Spanning,
    analysis,
    corpus,
    from_corpus,
    largest_matching,
    slow_disagreement,
    slow_f1,
    table,
)
from tests.making import examples

LENGTH = 30
SOME = settings(max_examples=examples(150), deadline=None)


def spans(labels: tuple[str, ...] = LABELS) -> st.SearchStrategy[list[Spanning]]:
    def ordered(numbers: tuple[int, int, str]) -> Spanning:
        return min(numbers[:2]), max(numbers[:2]) + 1, numbers[2]

    place = st.integers(0, LENGTH - 1)
    return st.lists(st.tuples(place, place, st.sampled_from(labels)).map(ordered), max_size=8)


def corpora(least: int = 2, most: int = 4) -> st.SearchStrategy[dict[str, dict[str, list[Spanning]]]]:
    """One to five articles; the first is finished by at least two people, the others by anybody."""
    names = [f"who{i}" for i in range(most)]

    def people(at_least: int) -> st.SearchStrategy[dict[str, list[Spanning]]]:
        return st.lists(st.sampled_from(names), unique=True, min_size=at_least, max_size=most).flatmap(
            lambda chosen: st.fixed_dictionaries({name: spans() for name in chosen})
        )

    return st.tuples(people(least), st.lists(people(0), max_size=4)).map(
        lambda found: {f"article{i}": who for i, who in enumerate((found[0], *found[1]))}
    )


def totals(found: Sums) -> list[int]:
    return [*found.cells.sum(axis=(0, 1)).tolist(), *found.layers.sum(axis=(0, 1)).tolist(), len(found.where)]


def same(one: float | None, other: float | None) -> bool:
    return one == pytest.approx(other, nan_ok=True) if one is not None and other is not None else one is other


@SOME
@given(corpora(), st.sampled_from([Fraction(1, 10), HALF, Fraction(9, 10), Fraction(1)]))
def test_f1_is_what_sets_and_a_textbook_matching_count(articles: Articles, iou: Fraction) -> None:
    found = analysis(articles, LENGTH, iou=iou, labels=LABELS)
    assert same(found.overall["f1"].value, slow_f1(articles, None))
    assert same(found.overall["relaxed_f1"].value, slow_f1(articles, iou))
    for code, label in enumerate(LABELS):
        assert same(found.labels[code]["f1"].value, slow_f1(articles, None, label))
        assert same(found.labels[code]["relaxed_f1"].value, slow_f1(articles, iou, label))


@SOME
@given(corpora())
def test_alpha_is_what_characters_and_units_give(articles: Articles) -> None:
    lengths = {article: LENGTH + i for i, article in enumerate(articles)}
    found = analysis(articles, lengths, labels=LABELS)
    counts = by_article(found.sums).total()
    observed, expected = disagreement(counts.layers[:, 0], counts.positions, counts.layers[:, 1], counts.layers[:, 2])
    for code, label in enumerate(LABELS):
        slow_observed, slow_expected = slow_disagreement(articles, lengths, label)
        assert observed[code] == pytest.approx(float(slow_observed))
        assert expected[code] == pytest.approx(float(slow_expected))


@SOME
@given(corpora())
def test_a_pair_counts_as_if_the_two_were_alone(articles: Articles) -> None:
    found = analysis(articles, LENGTH, labels=LABELS)
    names = found.sums.table.annotators
    for pair in found.pairs:
        two = {names[pair.left], names[pair.right]}
        alone = analysis(
            {a: {n: s for n, s in w.items() if n in two} for a, w in articles.items()}, LENGTH, labels=LABELS
        )
        for name, estimate in pair.scores.items():
            assert same(estimate.value, alone.overall[name].value)


@SOME
@given(corpora())
def test_cells_add_up_to_articles(articles: Articles) -> None:
    found = count(table(articles, LENGTH), HALF)
    assert np.array_equal(by_cell(found).matches.sum(axis=0), by_article(found).matches.sum(axis=0))


@SOME
@given(corpora(), st.randoms(use_true_random=False))
def test_the_order_of_spans_and_articles_is_nothing(articles: Articles, chance: object) -> None:
    shuffle = chance.shuffle  # type: ignore[attr-defined]
    keys = list(articles)
    shuffle(keys)
    mixed = {}
    for article in keys:
        mixed[article] = {name: list(found) for name, found in articles[article].items()}
        for found in mixed[article].values():
            shuffle(found)
    assert structure_of(mixed) == structure_of(articles)


def structure_of(articles: Articles) -> object:
    found = analysis(articles, LENGTH)
    return totals(found.sums), found.kinds.tolist(), found.overall, found.passages, found.confusion.tolist()


@SOME
@given(corpora(), st.permutations(range(4)))
def test_the_names_of_the_annotators_are_nothing(articles: Articles, order: list[int]) -> None:
    renamed = {a: {f"who{order[int(name[3:])]}": s for name, s in who.items()} for a, who in articles.items()}
    one, other = analysis(articles, LENGTH, labels=LABELS), analysis(renamed, LENGTH, labels=LABELS)
    for a, b in zip((one.overall, *one.labels), (other.overall, *other.labels), strict=True):
        # Of stacked labels more than one may be the confused one; which is a matter of order, by label only.
        assert all(same(a[name].value, b[name].value) for name in a)


@SOME
@given(corpora(), st.integers(1, 4))
def test_any_partition_of_the_articles_gives_the_same_integers(articles: Articles, cut: int) -> None:
    whole = count(table(articles, LENGTH, LABELS), HALF)
    parts = [dict(list(articles.items())[:cut]), dict(list(articles.items())[cut:])]
    found = [totals(count(table(part, LENGTH, LABELS), HALF)) for part in parts]
    assert np.sum(found, axis=0).tolist() == totals(whole)


@SOME
@given(corpora(), st.integers(1, 12))
def test_the_size_of_blocks_is_nothing(articles: Articles, size: int) -> None:
    found = table(articles, LENGTH, LABELS)
    one, other = count(found, HALF), count(found, HALF, size)
    assert np.array_equal(one.cells, other.cells)
    assert np.array_equal(one.layers, other.layers)
    for name in ("one", "other", "kind", "cell", "lone", "lone_cell", "piece", "piece_cell"):
        assert sorted(getattr(one.differences, name)) == sorted(getattr(other.differences, name))


@settings(max_examples=15, deadline=None)
@given(corpora())
def test_how_many_processes_count_is_nothing(articles: Articles) -> None:
    found = table(articles, LENGTH, LABELS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "may_fork", lambda: True)
        patch.setattr(measures, "_MANY", 1)
        forked = count(found, HALF, 3)
    alone = count(found, HALF, 3)
    assert np.array_equal(alone.cells, forked.cells)
    assert np.array_equal(alone.layers, forked.layers)
    for name in ("one", "other", "kind", "cell", "lone", "lone_cell", "piece", "piece_cell"):
        assert np.array_equal(getattr(alone.differences, name), getattr(forked.differences, name))


@SOME
@given(corpora())
def test_blocks_hold_every_span_and_cell_once(articles: Articles) -> None:
    shared = table(articles, LENGTH).shared()
    cells = cells_of(shared)
    parts = list(blocks(shared, cells, 3))
    assert sum(map(len, parts)) == len(shared.article)
    assert sum(len(part.pairs) for part in parts) == len(cells)


@SOME
@given(st.lists(spans(), min_size=1, max_size=3), st.integers(2, 4))
def test_identical_files_agree_fully_or_not_at_all_defined(texts: list[list[Spanning]], people: int) -> None:
    found = analysis({f"a{i}": {f"who{j}": text for j in range(people)} for i, text in enumerate(texts)}, LENGTH)
    tagged = any(texts)
    for name in ("f1", "boundary_f1", "relaxed_f1"):
        assert found.overall[name].value == (1 if tagged else None)
    for name in ("alpha", "character_alpha"):
        assert found.overall[name].value in {1, None}
    assert not found.kinds[-1, 1:].any()


@SOME
@given(spans(), spans())
def test_every_span_is_in_one_relation(kim: list[Spanning], lee: list[Spanning]) -> None:
    found = analysis({"one": {"kim": kim, "lee": lee}}, LENGTH).differences
    exact = set(kim) & set(lee)
    rows = [*found.one, *found.other, *found.lone, *found.piece]
    assert len(rows) == len(set(rows))
    assert len(rows) + 2 * len(exact) == len(set(kim)) + len(set(lee))


@SOME
@given(spans(("claim",)), spans(("claim",)))
def test_boundary_disagreements_are_a_largest_matching(kim: list[Spanning], lee: list[Spanning]) -> None:
    found = analysis({"one": {"kim": kim, "lee": lee}}, LENGTH)
    left, right = set(kim) - set(lee), set(lee) - set(kim)
    edges = [(a, b) for a in left for b in right if a[0] < b[1] and b[0] < a[1]]
    assert len(found.differences.kind) == largest_matching(edges)
    assert Kind.LABEL not in found.differences.kind


@SOME
@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.integers(1, 3)), max_size=40))
def test_the_matching_is_a_matching_and_the_largest(found: list[tuple[int, int, int]]) -> None:
    edges = {(left, right): weight for left, right, weight in found}
    left = np.array([edge[0] for edge in edges], dtype=np.int64)
    right = np.array([edge[1] for edge in edges], dtype=np.int64)
    taken = maximum_matching(left, right, np.array(list(edges.values()), dtype=np.float64), 20 - left, 12)
    assert len(set(left[taken])) == len(set(right[taken])) == taken.sum()
    assert taken.sum() == largest_matching(list(edges))


def test_a_long_chain_needs_long_augmenting_paths() -> None:
    """Heaviest first takes every second edge; only a path through all of them adds the last one."""
    n = 300
    edges = [(i, i) for i in range(n)] + [(i + 1, i) for i in range(n - 1)]
    weight = np.array([1.0] * n + [2.0] * (n - 1))
    left, right = np.array(edges, dtype=np.int64).T
    assert maximum_matching(left, right, weight, left, n).sum() == n


def test_a_random_relabelling_has_an_alpha_near_zero() -> None:
    """Both tag the same ranges with labels drawn at random: nothing of the labels is shared but chance."""
    generator = np.random.default_rng(11)
    articles: dict[str, dict[str, list[Spanning]]] = {}
    for i in range(400):
        articles[f"a{i}"] = {
            who: [(p, p + 1, LABELS[generator.integers(4)]) for p in range(60)] for who in ("kim", "lee", "max")
        }
    found = analysis(articles, 60)
    for scores_of in (found.overall, *found.labels):
        assert abs(scores_of["alpha"].value or 1) < 0.02
        assert scores_of["f1"].value == pytest.approx(0.25, abs=0.02)


def test_spans_placed_at_random_have_an_alpha_near_zero() -> None:
    generator = np.random.default_rng(5)
    articles: dict[str, dict[str, list[Spanning]]] = {}
    for i in range(2000):
        starts = generator.integers(0, 90, size=2)
        articles[f"a{i}"] = {
            who: [(int(start), int(start) + 10, "claim")] for who, start in zip(("kim", "lee"), starts, strict=True)
        }
    assert abs(analysis(articles, 100).overall["alpha"].value or 1) < 0.03


@SOME
@given(corpora())
def test_f1_is_symmetric_in_the_two(articles: Articles) -> None:
    found = count(table(articles, LENGTH), HALF)
    swapped = found.cells[:, :, [1, 0, 2, 4, 3, 5, 7, 6, 8, 10, 9, 11, 12]]
    assert np.array_equal(
        scores(by_cell(found).total()),
        scores(by_cell(Sums(found.table, found.where, swapped, found.layers, found.differences)).total()),
        equal_nan=True,
    )


@SOME
@given(corpora())
def test_annotators_against_the_rest_are_sums_of_their_pairs(articles: Articles) -> None:
    found = analysis(articles, LENGTH)
    for one in found.annotators:
        matched = spans_of = 0
        for people in articles.values():
            for a, b in combinations(people, 2):
                if found.sums.table.annotators[one.who] in {a, b}:
                    matched += len(set(people[a]) & set(people[b]))
                    spans_of += len(set(people[a])) + len(set(people[b]))
        assert same(one.scores["f1"].value, 2 * matched / spans_of if spans_of else None)


@settings(max_examples=20, deadline=None)
@given(corpora())
def test_an_interval_has_its_ends_in_order_and_in_range(articles: Articles) -> None:
    found = analyse(from_corpus(corpus(articles, LENGTH)), AgreementSettings(HALF, 60, 1))
    for scores_of in (found.overall, *found.labels, *(pair.scores for pair in found.pairs)):
        for name, (value, low, high) in scores_of.items():
            if low is not None and high is not None:
                assert value is not None
                assert low <= high <= 1
                assert name not in {"f1", "boundary_f1", "relaxed_f1"} or low >= 0


def test_more_annotators_than_a_word_has_bits() -> None:
    """Seventy people on one article and half of them on another, against the slow count."""
    generator = np.random.default_rng(8)
    articles: dict[str, dict[str, list[Spanning]]] = {}
    for article, people in (("a", 70), ("b", 35)):
        articles[article] = {
            f"who{i:02d}": [(int(s), int(s) + 4, "claim") for s in generator.integers(0, 26, size=3)]
            for i in range(people)
        }
    found = analysis(articles, LENGTH)
    observed, expected = slow_disagreement(articles, {"a": LENGTH, "b": LENGTH}, "claim")
    assert found.overall["alpha"].value == pytest.approx(1 - float(observed / expected))
    last = found.sums.cells[-1, 0]
    covers = [{c for s, e, _ in articles["b"][f"who{i}"] for c in range(s, e)} for i in (33, 34)]
    assert last[[measures.COVERED_LEFT, measures.COVERED_RIGHT, measures.COVERED_BOTH]].tolist() == [
        len(covers[0]), len(covers[1]), len(covers[0] & covers[1]),
    ]  # fmt: skip
    wide = count(table({"a": articles["a"]}, LENGTH), HALF).cells[-1, 0]
    covers = [{c for s, e, _ in articles["a"][f"who{i}"] for c in range(s, e)} for i in (68, 69)]
    assert wide[measures.COVERED_BOTH] == len(covers[0] & covers[1])


def test_spans_nested_by_the_thousand_are_refused_in_one_sentence_that_names_the_article() -> None:
    nested: list[Spanning] = [(i, 4_000 - i, "claim") for i in range(1_600)]
    few: list[Spanning] = nested[:3]
    crowded = {"a": {"kim": few, "lee": few}, "b": {"kim": nested, "lee": nested}, "c": {"kim": few, "lee": few}}
    with pytest.raises(AnnotatorError, match=r"^b: 5,118,400 pairs of spans overlap, .* lie on one another"):
        analysis(crowded, 4_000)
    with pytest.raises(AnnotatorError, match=r"^b: .* lie on one another"):
        analysis({"b": {"kim": [(i, 8_000 - i, "ad") for i in range(3_000)], "lee": few}}, 8_000)
