"""Worked examples: published ones with their source, and ones that can be counted on fingers."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from annotator.agreement import measures, semeval
from annotator.agreement.alpha import kappa
from annotator.agreement.dawid_skene import Responses, dawid_skene, fleiss_kappa
from annotator.agreement.measures import Sums, by_article, count
from annotator.agreement.pairing import Kind
from annotator.agreement.result import Analysis
from tests.agreement.agreement_world import HALF, Spanning, analysis, table, two, value

# Krippendorff, Content Analysis, 4th ed. 2019, figure 12.11 (p. 340): three observers, a continuum of 60, positions
# counted from 1 and inclusive; as the tests of the R package quallmer transcribe it.
FIGURE_12_11 = {
    "alex": [(1, 7, "1"), (8, 13, "2"), (31, 32, "5"), (33, 37, "6"), (38, 44, "6"), (45, 60, "7")],
    "paul": [(1, 7, "1"), (8, 13, "3"), (14, 21, "5"), (33, 44, "6")],
    "suzan": [(1, 7, "1"), (8, 13, "4"), (14, 21, "5"), (33, 37, "6"), (38, 41, "6"), (42, 44, "6")],
}


def figure(*, blind: bool) -> dict[str, list[Spanning]]:
    return {
        who: [(start - 1, end, "unit" if blind else label) for start, end, label in units]
        for who, units in FIGURE_12_11.items()
    }


def counted(articles: Any, lengths: Any) -> Sums:
    return count(table(articles, lengths), HALF)


def many_valued(found: Sums, *, gaps: float, squares: bool) -> float:
    """Alpha for several values at once, from the sums of their layers.

    A pair of unlike values is unlike in the layers of both, hence counts once when the layers' o are added up.

    Args:
        found: the layers; no annotator has two values on one character.
        gaps: o of the layer "no value".
        squares: whether stretches are units (unitizing) or characters are (coding).
    """
    totals = by_article(found).total()
    n = float(totals.positions)
    covered = totals.layers[:, measures.COVERED]
    units = totals.layers[:, measures.SQUARED] if squares else covered
    n0 = n - covered.sum()
    alike = ((covered**2 - units).sum() + n0 * n0 - n0) / (n * n - units.sum() - n0)
    return float(1 - (totals.layers[:, measures.DIFFERING].sum() + gaps) / (n - n * alike))


def test_krippendorff_2019_figure_12_11_units_against_gaps() -> None:
    """Published: |uα = 0.413."""
    found = analysis({"continuum": figure(blind=True)}, 60)
    assert value(found, "alpha") == pytest.approx(0.413, abs=0.001)
    assert value(found, "alpha") == pytest.approx(1 - 52 / 88.6766, abs=1e-5)
    assert found.sums.layers[0, 0].tolist() == [2 * 52 // 2, 109, 911]


def test_krippendorff_2019_figure_12_11_all_values() -> None:
    """Published: uα = 0.510. Its sums are those of our layers."""
    values = counted({"continuum": figure(blind=False)}, 60)
    blind = by_article(counted({"continuum": figure(blind=True)}, 60)).total()
    assert many_valued(values, gaps=float(blind.layers[0, measures.DIFFERING]), squares=True) == pytest.approx(
        0.510, abs=5e-4
    )


def coded(rows: tuple[str, ...]) -> dict[str, dict[str, list[Spanning]]]:
    """Reliability data, an observer a row and a unit a column, as articles of one character."""
    return {
        f"unit{i:02d}": {f"observer{j}": [(0, 1, row[i])] for j, row in enumerate(rows) if row[i] != "*"}
        for i in range(len(rows[0]))
    }


@pytest.mark.parametrize(
    ("rows", "published"),
    [
        # Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section B.
        (("aabbdcccedda", "babbbccceddd"), 0.692),
        # The same, section C: four observers, twelve units, missing values, units with a single value.
        (("123321412***", "1233224125*3", "*3332342251*", "12332441251*"), 0.743),
        # Krippendorff 2004 as in "Krippendorff's alpha", Wikipedia, "A computational example": nominal 0.691.
        (("*****34121133*3", "1*213343*******", "**21344*21133*4"), 0.691),
    ],
)  # fmt: skip
def test_krippendorff_nominal_alpha_comes_out_of_the_layers(rows: tuple[str, ...], published: float) -> None:
    """Articles of one character with 1/(m − 1) weights and missing observers are his canonical reliability data."""
    found = counted(coded(rows), 1)
    assert many_valued(found, gaps=0, squares=False) == pytest.approx(published, abs=5e-4)


def test_krippendorff_2011_binary_data() -> None:
    """Section A: two observers, ten units, values 0 and 1: alpha = 0.095."""
    rows = ("0100000010", "1110010000")
    spans = [[(i, i + 1, "one") for i, bit in enumerate(row) if bit == "1"] for row in rows]
    found = two(spans[0], spans[1], 10)
    assert value(found, "character_alpha") == pytest.approx(0.095, abs=5e-4)


@pytest.mark.parametrize(
    ("both", "left", "right", "neither", "published"),
    [
        (20, 5, 10, 15, 0.40),  # "Cohen's kappa", Wikipedia, the grant proposals
        (45, 15, 25, 15, 0.1304),  # the same, "same percentage but different numbers"
        (25, 35, 5, 35, 0.2593),  # the same
    ],
)
def test_cohen_1960_kappa_of_two_by_two_tables(
    both: int, left: int, right: int, neither: int, published: float
) -> None:
    length = both + left + right + neither
    found = two([(0, both + left, "claim")], [(0, both, "claim"), (both + left, both + left + right, "claim")], length)
    assert found.pairs[0].labels[0]["kappa"].value == pytest.approx(published, abs=5e-5)


def test_hripcsak_and_rothschild_2005_kappa_approaches_f1_as_negatives_grow() -> None:
    """With a = 20, b = 5, c = 10 positive specific agreement is 2a / (2a + b + c), whatever d is."""
    kim = [(2 * i, 2 * i + 1, "claim") for i in range(25)]
    lee = [(2 * i, 2 * i + 1, "claim") for i in (*range(20), *range(25, 35))]
    kappas = []
    for length in (100, 10_000, 10_000_000):
        found = two(kim, lee, length)
        assert value(found, "f1") == pytest.approx(40 / 55)
        kappas.append(found.pairs[0].labels[0]["kappa"].value)
    assert kappas == sorted(kappas, key=lambda k: -abs((k or 0) - 40 / 55))
    assert kappas[-1] == pytest.approx(40 / 55, abs=1e-5)


@pytest.mark.parametrize(
    ("key", "response", "kind"),
    [
        ([(0, 8, "drug")], [(0, 8, "drug")], Kind.AGREE),  # I: surface and type match
        ([], [(0, 8, "drug")], Kind.MISSING),  # II: the system invented an entity
        ([(0, 8, "drug")], [], Kind.MISSING),  # III: the system misses an entity
        ([(0, 8, "drug")], [(0, 8, "brand")], Kind.LABEL),  # IV: the wrong type
        ([(0, 8, "drug")], [(0, 6, "drug")], Kind.END),  # V: the boundaries are wrong
        ([(0, 8, "drug")], [(0, 6, "brand")], Kind.LABEL_AND_BOUNDARY),  # VI: boundaries and type are wrong
    ],
)
def test_semeval_2013_task_9_scenarios(key: list[Spanning], response: list[Spanning], kind: Kind) -> None:
    """Segura-Bedmar, Martínez & Herrero-Zazo 2013; the six scenarios as Batista (2018) lists them."""
    assert kinds(two(key, response)) == {kind: 1}


def test_semeval_2013_task_9_scores() -> None:
    """Batista 2018, "Named-entity evaluation metrics": strict F1 0.33, exact 0.50, type 0.50 on seven entities."""
    key = [(0, 7, "brand"), (23, 31, "drug"), (40, 51, "drug"), (60, 69, "drug"), (70, 82, "drug"), (95, 109, "group")]
    response = [
        (10, 17, "brand"), (20, 31, "drug"), (40, 51, "brand"), (60, 69, "drug"), (70, 82, "drug"), (90, 109, "drug"),
    ]  # fmt: skip
    found = two(key, response, 120)
    assert value(found, "f1") == pytest.approx(2 / 6)
    assert value(found, "boundary_f1") == pytest.approx(3 / 6)
    assert value(found, "relaxed_f1") == pytest.approx(3 / 6)
    assert kinds(found) == {Kind.AGREE: 2, Kind.LABEL: 1, Kind.START: 1, Kind.LABEL_AND_BOUNDARY: 1, Kind.MISSING: 2}


def test_articles_are_summed_and_not_averaged() -> None:
    """A tool that averages per document says 0.5 here."""
    many = [(i, i + 1, "number") for i in range(0, 18, 2)]
    others = [(start + 30, end + 30, label) for start, end, label in many]
    found = analysis({
        "short": {"kim": [(0, 5, "ad")], "lee": [(0, 5, "ad")]},
        "long": {"kim": many, "lee": others},
    })  # fmt: skip
    assert value(found, "f1") == pytest.approx(2 * 1 / 20)


def test_a_missed_nested_quote_and_number_cost_agreement() -> None:
    """A tool that keeps one label a character says 1.0 when the outer span is all it looks at."""
    found = two([(0, 50, "claim"), (5, 20, "quote"), (7, 9, "number")], [(0, 50, "claim")])
    assert value(found, "f1") == pytest.approx(2 * 1 / 4)
    assert value(found, "f1", "claim") == 1
    assert value(found, "f1", "quote") == 0
    assert kinds(found) == {Kind.AGREE: 1, Kind.MISSING: 2}


def test_who_found_nothing_is_counted() -> None:
    found = analysis({"one": {"kim": [(0, 5, "ad")], "lee": [], "max": [(0, 5, "ad")]}})
    # Pairs: kim–lee 0 of 1, kim–max 1 of 2, lee–max 0 of 1.
    assert value(found, "f1") == pytest.approx(2 * 1 / 4)
    assert len(found.pairs) == 3


def test_stacked_labels_are_two_spans() -> None:
    found = two([(0, 9, "claim"), (0, 9, "quote")], [(0, 9, "quote")])
    assert value(found, "f1") == pytest.approx(2 / 3)
    assert value(found, "boundary_f1") == pytest.approx(2 / 3)
    assert kinds(found) == {Kind.AGREE: 1, Kind.MISSING: 1}


def test_stacked_labels_pair_off_one_to_one_before_they_count_as_confused() -> None:
    found = two([(0, 9, "claim"), (0, 9, "quote")], [(0, 9, "quote"), (0, 9, "number")])
    assert kinds(found) == {Kind.AGREE: 1, Kind.LABEL: 1}
    assert value(found, "boundary_f1") == 1


def test_the_same_span_twice_counts_once() -> None:
    found = two([(0, 9, "claim"), (0, 9, "claim")], [(0, 9, "claim")])
    assert value(found, "f1") == 1


def test_nested_spans_of_one_label_match_one_to_one() -> None:
    found = two([(0, 20, "claim"), (0, 12, "claim")], [(0, 20, "claim")])
    assert value(found, "relaxed_f1") == pytest.approx(2 / 3)
    assert kinds(found) == {Kind.AGREE: 1, Kind.MISSING: 1}


def test_adjacent_spans_stay_apart() -> None:
    """Touching numbers of one annotator against one number of the other: the same characters, other units."""
    found = two([(10, 15, "number"), (15, 20, "number")], [(10, 20, "number")])
    assert value(found, "f1") == 0
    assert value(found, "alpha") == 1
    assert found.sums.layers[0, 0].tolist() == [0, 20, 25 + 25 + 100]
    assert kinds(found) == {Kind.SPLIT: 1}


def test_overlapping_spans_of_one_annotator_are_one_unit_of_a_layer() -> None:
    found = two([(10, 15, "claim"), (14, 20, "claim")], [(10, 20, "claim")])
    assert found.sums.layers[0, 0].tolist() == [0, 20, 200]


def test_alpha_of_one_half_overlap_by_hand() -> None:
    """Kim [0, 4), Lee [2, 6) of 10: Do = 2·4; n = 20, n1 = 8, n0 = 12, q = 32: De = 20·2·8·12 / (400 − 32 − 12)."""
    found = two([(0, 4, "claim")], [(2, 6, "claim")], 10)
    assert value(found, "alpha") == pytest.approx(1 - 8 / (3840 / 356))
    assert value(found, "character_alpha") == pytest.approx(1 - 8 / (2 * 8 * 12 / 19))


def test_alpha_pools_disagreements_over_labels_and_not_alphas() -> None:
    spans: list[Spanning] = [(0, 4, "claim"), (6, 8, "ad")]
    found = two(spans, [(0, 4, "claim"), (7, 9, "ad")], 10)
    assert value(found, "alpha", "claim") == 1
    expected_claim = 20 * 2 * 8 * 12 / (400 - 32 - 12)
    expected_ad = 20 * 2 * 4 * 16 / (400 - 8 - 16)
    assert value(found, "alpha", "ad") == pytest.approx(1 - 4 / expected_ad)
    assert value(found, "alpha") == pytest.approx(1 - 4 / (expected_claim + expected_ad))


def test_each_article_weighs_one_over_its_annotators_less_one() -> None:
    """Three annotators, one of them covers 5 characters alone: o = 5 · 1 · 2 / 2; Krippendorff et al. 2016, eq. 1."""
    found = analysis({"one": {"a": [(0, 5, "ad")], "b": [], "c": []}}, 10)
    counts = by_article(found.sums).total()
    assert counts.layers[0].tolist() == [5.0, 5.0, 25.0]
    assert counts.positions == 30


def test_a_greedy_matching_would_miss_one() -> None:
    """The best pair blocks the two next best; the maximum takes those."""
    found = two([(10, 20, "claim"), (13, 24, "claim")], [(10, 21, "claim"), (6, 17, "claim")])
    assert value(found, "relaxed_f1") == 1


def test_the_threshold_itself_is_reached_exactly() -> None:
    assert value(two([(0, 10, "ad")], [(0, 5, "ad")]), "relaxed_f1") == 1
    assert value(two([(0, 11, "ad")], [(0, 5, "ad")]), "relaxed_f1") == 0
    # 0.3 is no binary fraction: floats would say 3 / 10 < 0.3 in one order of operations.
    assert value(two([(0, 10, "ad")], [(0, 3, "ad")], iou=Fraction(3, 10)), "relaxed_f1") == 1


def test_touching_spans_do_not_overlap() -> None:
    assert kinds(two([(0, 5, "ad")], [(5, 9, "ad")])) == {Kind.MISSING: 2}


def test_a_number_in_a_claim_is_no_confusion_of_the_two() -> None:
    assert kinds(two([(0, 50, "claim")], [(10, 12, "number")])) == {Kind.MISSING: 2}


def test_one_span_against_three_pieces_is_one_split() -> None:
    found = two([(0, 30, "quote")], [(0, 9, "quote"), (10, 19, "quote"), (20, 30, "quote")])
    assert kinds(found) == {Kind.SPLIT: 1}
    assert len(found.differences.piece) == 2


def test_only_articles_of_two_count() -> None:
    found = analysis({"both": {"kim": [(0, 5, "ad")], "lee": [(0, 5, "ad")]}, "alone": {"kim": [(0, 5, "ad")]}})
    assert found.sums.table.articles == ("both",)
    assert value(found, "f1") == 1


def test_with_nothing_tagged_all_is_undefined() -> None:
    found = analysis({"one": {"kim": [], "lee": []}, "two": {"kim": [], "lee": []}}, labels=("claim",), resamples=50)
    assert all(estimate == (None, None, None) for estimate in found.overall.values())
    assert all(estimate == (None, None, None) for estimate in found.labels[0].values())


def test_alpha_is_undefined_where_everybody_covers_everything() -> None:
    found = two([(0, 10, "ad")], [(0, 10, "ad")], 10)
    assert value(found, "f1") == 1
    assert value(found, "alpha") is None


def test_kappa_without_variance_is_undefined() -> None:
    none, all_of = np.array([0]), np.array([10])
    assert math.isnan(kappa(none, none, none, all_of)[0])
    assert math.isnan(kappa(all_of, all_of, all_of, all_of)[0])


def kinds(found: Analysis) -> dict[Kind, int]:
    return {kind: int(found.kinds[-1, kind]) for kind in Kind if found.kinds[-1, kind]}


# Dawid & Skene 1979, Table 1: 45 patients, the first of five anaesthetists thrice, as the program by D. Card (2014)
# transcribes it. A word a patient: the first's three ratings, then one of each other.
ANAESTHETISTS = [
    "1111111",
    "3334334",
    "1122122",
    "2223121",
    "2223222",
    "2223322",
    "1222111",
    "3333433",
    "2222223",
    "2322223",
    "4444444",
    "2223343",
    "1111111",
    "2223212",
    "1211111",
    "1112111",
    "1111111",
    "1111111",
    "2222221",
    "2221322",
    "2222222",
    "2222221",
    "2223222",
    "2212222",
    "1111111",
    "1111111",
    "2322222",
    "1111111",
    "1111111",
    "1121121",
    "1111111",
    "3333233",
    "1111111",
    "2222222",
    "2223232",
    "4334343",
    "2212232",
    "2323233",
    "3333432",
    "1111111",
    "1111111",
    "1212111",
    "2322222",
    "1211111",
    "2222222",
]


def test_dawid_and_skene_1979_anaesthetists() -> None:
    """Published (their Table 2 and p. 26): prevalence 0.40, 0.42, 0.11, 0.07; error rates of observer 1, 0.89 and 0.88."""
    ratings = np.array([[int(c) - 1 for c in word] for word in ANAESTHETISTS])
    observer = np.tile([0, 0, 0, 1, 2, 3, 4], len(ratings))
    responses = Responses(np.repeat(np.arange(len(ratings)), 7), observer, ratings.ravel())
    found = dawid_skene(responses, (45, 5, 4))
    assert found.converged
    assert found.prevalence == pytest.approx([0.40, 0.42, 0.11, 0.07], abs=0.005)
    assert found.rates[0, 0, :2] == pytest.approx([0.89, 0.11], abs=0.005)
    assert found.rates[0, 1, :3] == pytest.approx([0.07, 0.88, 0.05], abs=0.005)
    # All anaesthetists rate patients 1 and 11 alike; nobody doubts those.
    assert found.classes[[0, 10], [0, 3]] == pytest.approx([1, 1], abs=1e-6)


# Fleiss 1971, Table 1: 30 patients, 6 psychiatric diagnoses each, as statsmodels' tests transcribe it.
DIAGNOSES = [
    "444444",
    "222555",
    "233335",
    "555555",
    "222444",
    "113333",
    "333355",
    "113334",
    "114444",
    "555555",
    "144444",
    "124444",
    "222333",
    "144444",
    "224445",
    "333335",
    "111455",
    "111112",
    "224444",
    "133555",
    "555555",
    "244444",
    "224555",
    "114444",
    "144445",
    "222224",
    "111155",
    "224444",
    "133333",
    "555555",
]
# "Fleiss' kappa", Wikipedia, worked example: 10 subjects, 14 raters, 5 categories.
WIKIPEDIA = (
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
)  # fmt: skip


def test_fleiss_1971_psychiatric_diagnoses() -> None:
    """Published: observed agreement 0.555, kappa 0.430."""
    counts = np.array([[row.count(str(c)) for c in range(1, 6)] for row in DIAGNOSES])
    assert fleiss_kappa(counts) == pytest.approx((0.555, 0.430), abs=0.001)


def test_fleiss_kappa_of_ten_subjects_and_fourteen_raters() -> None:
    assert fleiss_kappa(np.array(WIKIPEDIA)) == pytest.approx((0.378, 0.210), abs=0.0005)


def test_fleiss_kappa_of_one_class_alone_is_undefined() -> None:
    assert np.isnan(fleiss_kappa(np.array([[3, 0], [3, 0]]))[1])


def test_semeval_2013_counts_of_the_published_example() -> None:
    """Batista 2018: COR, INC, PAR, MIS, SPU of six entities of the key and six of the response."""
    key = [(0, 7, "brand"), (23, 31, "drug"), (40, 51, "drug"), (60, 69, "drug"), (70, 82, "drug"), (95, 109, "group")]
    response = [
        (10, 17, "brand"), (20, 31, "drug"), (40, 51, "brand"), (60, 69, "drug"), (70, 82, "drug"), (90, 109, "drug"),
    ]  # fmt: skip
    of = two(key, response, 120).pairs[0].semeval
    counts = {scheme: [int(column[-1, i]) for column in of[:7]] for i, scheme in enumerate(semeval.SCHEMES)}
    assert counts == {
        "strict": [2, 3, 0, 1, 1, 6, 6],
        "exact": [3, 2, 0, 1, 1, 6, 6],
        "partial": [3, 0, 2, 1, 1, 6, 6],
        "type": [3, 2, 0, 1, 1, 6, 6],
    }
    assert semeval.scores(of).f1[-1] == pytest.approx([2 / 6, 3 / 6, 4 / 6, 3 / 6])


@pytest.mark.parametrize(
    ("key", "response", "counts"),
    [
        # Segura-Bedmar et al. 2013: the six scenarios; COR, INC, PAR, MIS, SPU under strict, exact, partial, type.
        ([(0, 8, "drug")], [(0, 8, "drug")], ["COR", "COR", "COR", "COR"]),
        ([], [(0, 8, "drug")], ["SPU", "SPU", "SPU", "SPU"]),
        ([(0, 8, "drug")], [], ["MIS", "MIS", "MIS", "MIS"]),
        ([(0, 8, "drug")], [(0, 8, "brand")], ["INC", "COR", "COR", "INC"]),
        ([(0, 8, "drug")], [(0, 6, "drug")], ["INC", "INC", "PAR", "COR"]),
        ([(0, 8, "drug")], [(0, 6, "brand")], ["INC", "INC", "PAR", "INC"]),
    ],
)
def test_semeval_2013_counts_of_each_scenario(key: list[Spanning], response: list[Spanning], counts: list[str]) -> None:
    of = two(key, response).pairs[0].semeval
    names = ("COR", "INC", "PAR", "MIS", "SPU")
    for scheme, name in enumerate(counts):
        assert [n for n, column in zip(names, of, strict=False) if column[-1, scheme]] == [name]


def test_chinchor_and_sundheim_1993_partial_matches_count_one_half() -> None:
    """One right, one partial, one missing; precision (1 + ½) / 2, recall (1 + ½) / 3."""
    of = two([(0, 5, "ad"), (10, 20, "ad"), (40, 45, "ad")], [(0, 5, "ad"), (10, 19, "ad")]).pairs[0].semeval
    scores = semeval.scores(of)
    partial = semeval.SCHEMES.index("partial")
    assert scores.precision[-1, partial] == pytest.approx(1.5 / 2)
    assert scores.recall[-1, partial] == pytest.approx(1.5 / 3)


def test_observed_agreement_is_the_diagonal_of_the_table() -> None:
    """Cohen 1960: of 50 characters both cover 20 and neither 15: 35 of 50."""
    found = two([(0, 25, "claim")], [(0, 20, "claim"), (25, 35, "claim")], 50)
    assert found.pairs[0].labels[0]["observed"].value == pytest.approx(0.7)
    assert found.observed[0] == pytest.approx(0.7)
