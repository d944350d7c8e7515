"""Gamma: disorders by hand, the best alignment against trying all, chance, and what is said where it is too much."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement import gamma as gamma_module
from annotator.agreement.gamma import (
    FEWEST,
    MOST_UNITS,
    Gamma,
    Steps,
    TooMuchWorkError,
    Units,
    Weights,
    best_alignment,
    best_packing,
    cat_disorder,
    dissimilarities,
    gamma,
    least_disorder,
    shuffled,
)
from annotator.api import agreement
from annotator.errors import AnnotatorError
from annotator.report.text import render_gamma
from tests.agreement.agreement_world import LABELS, Articles, Spanning, table
from tests.cli.cli_world import two_annotators
from tests.making import examples

ONE = Weights()
SCATTERED: list[Spanning] = [(i, i + 50, "claim") for i in (0, 110, 190, 310, 390, 480, 610, 690, 830, 930)]


def units(*people: Sequence[Spanning]) -> Units:
    rows = [(who, start, end, LABELS.index(label)) for who, spans in enumerate(people) for start, end, label in spans]
    return Units(*np.array(rows, dtype=np.int64).reshape(-1, 4).T)


def disorder(*people: Sequence[Spanning]) -> float:
    """Of the best alignment, per unit of a mean annotator, as the paper gives it."""
    found = units(*people)
    return least_disorder(found, len(people), ONE) * len(people) / len(found)


def measured(articles: Articles, length: int = 1000, seed: int = 0) -> Gamma:
    return gamma(table(articles, length).shared(), seed)


def alignments_tried(found: Units, people: int, weights: Weights) -> float:
    """The least disorder by trying every partition into unitary alignments, as the paper defines them."""
    unlike = dissimilarities(found, weights)
    pairs = people * (people - 1) / 2

    def of(group: tuple[int | None, ...]) -> float:
        total = 0.0
        for i, one in enumerate(group):
            for other in group[:i]:
                total += 1.0 if one is None or other is None else float(unlike[one, other])
        return total / pairs

    @cache
    def best(left: tuple[int, ...]) -> float:
        if not left:
            return 0.0
        mine = found.annotator[left[0]]
        choices: list[list[int | None]] = [
            [left[0]] if who == mine else [None, *(unit for unit in left if found.annotator[unit] == who)]
            for who in range(people)
        ]
        return min(of(group) + best(tuple(u for u in left if u not in group)) for group in product(*choices))

    return best(tuple(range(len(found))))


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        # The same twice.
        (([(0, 10, "claim")], [(0, 10, "claim")]), 0),
        # Another label: 1 in one pair of one unit each.
        (([(0, 10, "claim")], [(0, 10, "quote")]), 1),
        # Half of it beside: ((5 + 5) / 20)².
        (([(0, 10, "claim")], [(5, 15, "claim")]), 0.25),
        # Next to each other costs as much as one missing; they are aligned, since two alone cost 2.
        (([(0, 10, "claim")], [(10, 20, "claim")]), 1),
        # Too far: both alone, 1 each.
        (([(0, 10, "claim")], [(500, 510, "claim")]), 2),
        # One of two missing: 1 of 1.5 units.
        (([(0, 10, "claim"), (50, 60, "claim")], [(0, 10, "claim")]), 2 / 3),
        # A whole and its four quarters: one quarter aligned, (30 / 50)², and three alone; 2.5 units.
        (([(0, 40, "claim")], [(i, i + 10, "claim") for i in range(0, 40, 10)]), 3.36 / 2.5),
        # Of three, the third has nothing: two of three pairs lack a unit; 2 / 3 units.
        (([(0, 10, "claim")], [(0, 10, "claim")], []), 1),
        # Of three, the third stands next to the others: (0 + 1 + 1) / 3.
        (([(4, 14, "claim")], [(4, 14, "claim")], [(14, 24, "claim")]), 2 / 3),
        # The nearer of two takes it, and of two equally near the one with its label.
        (([(0, 10, "claim")], [(1, 11, "claim"), (2, 12, "claim")]), (0.01 + 1) / 1.5),
        (([(0, 10, "claim")], [(0, 10, "quote"), (0, 10, "claim")]), 1 / 1.5),
    ],
)
def test_disorders_by_hand(people: tuple[list[Spanning], ...], expected: float) -> None:
    assert disorder(*people) == pytest.approx(expected)
    assert disorder(*reversed(people)) == pytest.approx(expected)


@st.composite
def some_units(draw: st.DrawFn) -> tuple[Units, int]:
    people = draw(st.integers(2, 5))
    wide = draw(st.sampled_from([8, 40]))
    row = st.tuples(st.integers(0, people - 1), st.integers(0, wide), st.integers(1, wide), st.integers(0, 2))
    rows = draw(st.lists(row, min_size=1, max_size=9, unique=True))
    who, start, length, label = np.array(rows, dtype=np.int64).T
    return Units(who, start, start + length, label), people


@settings(max_examples=examples(200), deadline=None)
@given(some_units(), st.sampled_from([ONE, Weights(3.0, 1.0), Weights(1.0, 0.0)]))
def test_the_best_alignment_is_the_best_of_all(found: tuple[Units, int], weights: Weights) -> None:
    assert least_disorder(*found, weights) == pytest.approx(alignments_tried(*found, weights), abs=1e-9)


def test_a_packing_that_is_best_in_halves_is_made_whole() -> None:
    """Of the three sides of a triangle one alone fits, worth 2; halves of all three would be worth 3. Five-sided: two."""
    triangle = np.array([[0, 1], [1, 2], [0, 2]])
    assert best_packing(triangle, np.full(3, 2.0), 3, Steps())[0] == 2.0
    five = np.array([[i, (i + 1) % 5] for i in range(5)])
    assert best_packing(np.vstack((five, five + 5)), np.full(10, 1.0), 10, Steps())[0] == 4.0


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(st.tuples(st.frozensets(st.integers(0, 7), min_size=2, max_size=3), st.integers(1, 6)), max_size=12))
def test_a_packing_is_the_most_valuable_one(found: list[tuple[frozenset[int], int]]) -> None:
    groups = dict(found)
    members = np.array([[*sorted(group), 8, 8][:3] for group in groups], dtype=np.int64).reshape(-1, 3)

    def best(rest: list[frozenset[int]]) -> int:
        if not rest:
            return 0
        return max(best(rest[1:]), groups[rest[0]] + best([g for g in rest[1:] if not g & rest[0]]))

    if groups:
        values = np.array(list(groups.values()), dtype=np.float64)
        assert best_packing(members, values, 8, Steps())[0] == pytest.approx(best(list(groups)))


def test_a_packing_of_which_the_solver_sees_a_part_is_that_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gamma_module, "_AT_ONCE", 1)
    draw = np.random.default_rng(3)
    for size in (9, 12, 21):
        members = np.array([sorted(draw.permutation(size)[:3].tolist()) for _ in range(40 * size)])
        values = draw.random(len(members)) + 0.5
        whole = values[gamma_module._best_whole(members, values, size, Steps())].sum()
        assert best_packing(members, values, size, Steps())[0] == pytest.approx(whole, abs=1e-9)


def test_identical_work_has_a_gamma_of_one() -> None:
    spans = [(0, 90, "claim"), (10, 40, "quote"), (40, 45, "number"), (300, 400, "claim")]
    found = measured({"a": {"kim": spans, "lee": spans, "max": spans}})
    assert found.value == found.low == found.high == 1
    assert found.articles[0].observed == 0


def test_the_more_differs_the_lower_gamma_is() -> None:
    kim = SCATTERED
    values = []
    for shift in (0, 2, 5, 12, 25):
        lee = [(start + shift, end + shift, label) for start, end, label in kim]
        value = measured({"a": {"kim": kim, "lee": lee}}, 1100).value
        assert value is not None
        values.append(value)
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == len(values)


@pytest.mark.parametrize("people", [2, 3])
def test_work_that_has_nothing_in_common_has_a_gamma_near_zero(people: int) -> None:
    draw = np.random.default_rng(4)

    def drawn() -> list[Spanning]:
        starts = (range(0, 900, 90) + draw.integers(0, 40, size=10)).tolist()
        turned = int(draw.integers(1000))
        return [((s + turned) % 1000, (s + turned) % 1000 + 40, LABELS[int(draw.integers(3))]) for s in starts]

    found = measured({f"a{i}": {f"who{who}": drawn() for who in range(people)} for i in range(12)}, 1040)
    assert found.value == pytest.approx(0, abs=0.08)


def test_an_article_where_nobody_tagged_anything_has_no_gamma_and_changes_none() -> None:
    work: Articles = {"a": {"kim": [(0, 50, "claim"), (200, 300, "quote")], "lee": [(10, 50, "claim")]}}
    with_empty = measured({**work, "b": {"kim": [], "lee": []}})
    assert with_empty.articles[1].value is None
    assert with_empty.value == measured(work).value
    assert measured({"b": {"kim": [], "lee": []}}).value is None


def test_the_corpus_is_weighed_by_its_spans() -> None:
    kim = SCATTERED
    found = measured({"long": {"kim": kim, "lee": kim}, "short": {"kim": kim[:1], "lee": [(400, 450, "claim")]}})
    long, short = found.articles
    assert short.observed == 2
    assert long.expected is not None
    assert short.expected is not None
    # Ten spans each against one each.
    assert found.value == pytest.approx(1 - 1 * 2 / (10 * long.expected + 1 * short.expected))


def test_the_same_seed_gives_the_same_and_articles_do_not_touch_each_other() -> None:
    work: Articles = {
        "a": {"kim": [(0, 50, "claim"), (200, 300, "quote")], "lee": [(10, 50, "claim")]},
        "b": {"kim": [(0, 9, "number")], "lee": [(3, 9, "number")], "max": [(0, 200, "ad")]},
    }
    found = measured(work)
    assert found == measured(work)
    assert found.articles[1] == measured({"b": work["b"]}).articles[0]
    other = measured(work, seed=1)
    assert other.value != found.value
    assert found.low is not None
    assert found.high is not None
    assert other.value == pytest.approx(found.value, abs=2 * (found.high - found.low))


def test_more_shuffles_are_drawn_where_they_differ_more() -> None:
    kim = SCATTERED
    many = measured({"a": {"kim": kim, "lee": kim}}).articles[0]
    single = measured({"a": {"kim": kim[:1], "lee": kim[:1]}}).articles[0]
    # A lone span never meets another: every shuffle has the same disorder.
    assert single.samples == FEWEST < many.samples
    assert many.expected is not None
    assert 1.96 * many.spread / np.sqrt(many.samples) <= 0.05 * many.expected


def test_chance_keeps_the_annotators_own_work_and_its_cuts_apart() -> None:
    kim: list[Spanning] = [(0, 30, "claim"), (100, 120, "quote"), (110, 115, "number")]
    lee: list[Spanning] = [(400, 410, "ad")]
    found = units(kim, lee, [])
    own = {tuple(sorted((end - start, LABELS.index(label)) for start, end, label in spans)) for spans in (kim, lee, [])}
    draw = np.random.default_rng(0)
    starts = set()
    for _ in range(200):
        sample = shuffled(found, 3, 500, draw)
        assert len(sample) > 0
        assert ((sample.start >= 0) & (sample.start < 500)).all()
        ads = sorted(sample.start[sample.label == LABELS.index("ad")].tolist())
        # Half a mean unit, 65 / 4 / 2 code points.
        assert all(min(b - a, 500 - b + a) >= 65 / 4 / 2 for i, a in enumerate(ads) for b in ads[i + 1 :])
        starts.update(ads)
        for who in range(3):
            rows = np.flatnonzero(sample.annotator == who)
            lengths, labels = (sample.end - sample.start)[rows].tolist(), sample.label[rows].tolist()
            assert tuple(sorted(zip(lengths, labels, strict=True))) in own
    assert len(starts) > 100


def test_an_article_without_room_for_cuts_apart_is_measured_too() -> None:
    assert measured({"a": {"kim": [(0, 10, "claim")], "lee": [(0, 10, "quote")]}}, 10).value is not None
    assert measured({"a": {"kim": [(0, 1, "claim")], "lee": [(0, 1, "claim")]}}, 1).value is None


def test_too_much_work_is_refused_and_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gamma_module, "MOST_GROUPS", 100)
    thick = {f"who{i}": [(j, j + 30, "claim") for j in range(8)] for i in range(4)}
    thin: dict[str, list[Spanning]] = {f"who{i}": [(0, 10, "claim")] for i in range(4)}
    shared = table({"thick": thick, "thin": thin}, 1000)
    found = gamma(shared)
    assert found.refused == ("thick",)
    assert found.value is None
    assert found.articles[0].value is None
    assert found.articles[1].value == 1
    assert "Not measured, for thick: the best alignment of 4 annotators'" in render_gamma(found, shared)


def test_an_article_with_more_spans_than_the_limit_is_refused_at_once() -> None:
    many = [(i, i + 1, "claim") for i in range(MOST_UNITS)]
    with pytest.raises(TooMuchWorkError):
        least_disorder(units(many, [(0, 1, "claim")]), 2, ONE)


def test_gamma_on_the_command_line(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    assert "gamma" not in world.run("agreement", "--json", "--resamples", 0).json
    found = world.run("agreement", "--gamma", "--json", "--resamples", 0, "--seed", 5).json["gamma"]
    assert found["low"] <= found["value"] <= found["high"] <= 1
    assert found["settings"]["seed"] == 5
    assert found["settings"]["alpha"] == found["settings"]["beta"] == found["settings"]["delta_empty"] == 1
    weights = [one["spans"] / one["annotators"] for one in found["articles"]]
    parts = [
        sum(w * one[key] for w, one in zip(weights, found["articles"], strict=True)) for key in ("observed", "expected")
    ]
    assert found["value"] == pytest.approx(1 - parts[0] / parts[1])
    shown = world.run("agreement", "--gamma", "--resamples", 0, "--seed", 5).out
    assert f"against chance): {found['value']:.3f}" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_the_command_line_says_what_it_did_not_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.agreement.gamma.MOST_UNITS", 2)
    ran = two_annotators(tmp_path).run("agreement", "--gamma", "--resamples", 0)
    assert ran.code == 0
    assert "is not measured: the best alignment of 2 annotators' spans is too much work" in ran.err
    assert "against chance): n/a" in ran.out


def test_without_scipy_one_line_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.sparse.csgraph", None)
    ran = two_annotators(tmp_path).run("agreement", "--gamma", "--resamples", 0)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.splitlines()[-1].startswith("gamma: needs the extra 'gamma' (scipy")


def test_that_scipy_is_missing_is_said_before_anything_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    ran = two_annotators(tmp_path).run("agreement", "--gamma", "--resamples", 0, "nobody.jsonl")
    assert ran.err.startswith("gamma: needs the extra 'gamma' (scipy")


def test_agreement_without_gamma_does_not_load_scipy(tmp_path: Path) -> None:
    two_annotators(tmp_path)
    code = (
        "import sys\nfrom annotator.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([name for name in sys.modules if name.startswith('scipy')], file=sys.stderr)"
    )
    words = [sys.executable, "-c", code, "--project", str(tmp_path), "agreement", "--resamples", "0"]
    assert subprocess.run(words, capture_output=True, text=True, check=True).stderr.splitlines()[-1] == "[]"


def test_what_takes_too_many_steps_is_refused_and_the_steps_grow_as_stated() -> None:
    def spent(count: int) -> int:
        steps = Steps()
        spans: list[Spanning] = [(place, place + 600, "claim") for place in range(0, 2 * count, 2)]
        least_disorder(units(spans, spans), 2, ONE, steps)
        return steps.spent

    assert [spent(count) for count in (20, 40, 80)] == [20**3, 40**3, 80**3]
    with pytest.raises(TooMuchWorkError):
        Steps(7).spend(8)
    enough = Steps(8)
    enough.spend(5)
    with pytest.raises(TooMuchWorkError):
        enough.foresee(2)
    crowded: list[Spanning] = [(place, place + 600, "claim") for place in range(0, 150, 3)]
    found = gamma(table({"a": {"kim": crowded, "lee": crowded, "max": crowded}}, 10_000))
    assert found.refused == ("a",)


def cat_of(*people: Sequence[Spanning], weights: Weights = ONE) -> tuple[float, float]:
    found = units(*people)
    return cat_disorder(found, best_alignment(found, len(people), weights).groups, weights)


def test_gamma_cat_looks_at_the_labels_of_aligned_spans_alone() -> None:
    """Of three pairs in one place one has two labels; the span that nobody else has says nothing of labels."""
    kim: list[Spanning] = [(0, 10, "claim"), (20, 30, "quote"), (40, 50, "ad"), (80, 90, "ad")]
    lee: list[Spanning] = [(0, 10, "claim"), (20, 30, "number"), (40, 50, "ad")]
    assert cat_of(kim, lee) == (3.0, 1.0)


def test_pairs_of_a_group_share_its_weight_and_the_farther_apart_the_less_they_count() -> None:
    """Three in one place: three pairs, each 1/2, two of which differ. Ends 5 of 10 and 15 apart: 1 − (5/25)² of a pair."""
    here: list[Spanning] = [(0, 10, "claim")]
    assert cat_of(here, here, [(0, 10, "ad")]) == (1.5, 1.0)
    assert cat_of(here, [(0, 15, "ad")], weights=Weights(1.0, 0.2)) == pytest.approx((1 - 0.04, 1 - 0.04))


def test_the_groups_of_the_best_alignment_add_up_to_its_disorder() -> None:
    draw = np.random.default_rng(8)
    for people in (2, 3, 4):
        spans = [
            [
                (int(s), int(s) + int(draw.integers(3, 30)), LABELS[int(draw.integers(4))])
                for s in draw.integers(0, 150, 6)
            ]
            for _ in range(people)
        ]
        found = units(*spans)
        best = best_alignment(found, people, ONE)
        taken = best.groups[best.groups < len(found)]
        assert len(set(taken.tolist())) == len(taken)
        unlike, pairs = dissimilarities(found, ONE), people * (people - 1) / 2
        disorder = float(len(found) - len(taken))
        for group in best.groups:
            inside = [int(unit) for unit in group if unit < len(found)]
            between = sum(unlike[a, b] for i, a in enumerate(inside) for b in inside[i + 1 :])
            disorder += (between + pairs - len(inside) * (len(inside) - 1) / 2) / pairs
        assert best.disorder == pytest.approx(disorder, abs=1e-9)


def test_gamma_cat_is_1_for_equal_labels_and_about_0_for_labels_by_chance() -> None:
    draw = np.random.default_rng(4)
    places = [(40 * n, 40 * n + 12) for n in range(24)]

    def labelled() -> list[Spanning]:
        return [(start, end, LABELS[int(draw.integers(4))]) for start, end in places]

    same = labelled()
    assert measured({"one": {"kim": same, "lee": same}}).cat == 1.0
    chance = measured({f"a{i}": {"kim": labelled(), "lee": labelled()} for i in range(6)}, seed=1)
    assert chance.cat == pytest.approx(0.0, abs=0.3)
    assert measured({"one": {"kim": [], "lee": []}}).cat is None


def test_the_weight_of_positions_changes_what_is_aligned() -> None:
    apart: list[Spanning] = [(0, 10, "claim")]
    other: list[Spanning] = [(4, 16, "claim")]
    found = units(apart, other)
    assert len(best_alignment(found, 2, ONE).groups) == 1
    assert len(best_alignment(found, 2, Weights(12.0, 1.0)).groups) == 0
    with pytest.raises(AnnotatorError, match="give α above 0"):
        agreement({"kim": apart, "lee": other}, gamma=True, gamma_weights=(0.0, 1.0))
