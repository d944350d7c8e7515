"""Agreement against other projects' packages, on corpora with nested, stacked, touching and crossing spans.

Where another tool gives another number for such spans, a test says with the smallest example which and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import bratiaa
import krippendorff
import numpy as np
import pytest
from nervaluate import Evaluator
from pyannote.core import Segment
from pygamma_agreement import CombinedCategoricalDissimilarity, Continuum, ShuffleContinuumSampler
from sklearn.metrics import cohen_kappa_score
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss_kappa

from annotator.agreement.dawid_skene import fleiss_kappa
from annotator.agreement.gamma import Units, Weights, best_alignment, cat_disorder, least_disorder, of_article
from annotator.agreement.origins import _fit, clustered
from annotator.agreement.semeval import semeval
from tests.agreement.agreement_world import LABELS, Articles, Spanning, analysis, two
from tests.interop.agreement_corpora import LENGTH, drawn

PEOPLE = pytest.mark.parametrize("people", [2, 3, 5])
EXACT = 1e-12
SAME = ("correct", "incorrect", "partial", "spurious", "possible", "actual")


def covers(spans: Sequence[Spanning], label: str) -> Any:
    """Which characters lie in a span of the label, `(LENGTH,)` of 0 and 1."""
    found = np.zeros(LENGTH)
    for start, end, which in spans:
        if which == label:
            found[start:end] = 1
    return found


@PEOPLE
def test_character_alpha_is_krippendorffs(people: int) -> None:
    """Every character a unit; articles that an annotator did not do are missing data."""
    corpus = drawn(people, people)
    found = analysis(corpus, LENGTH, labels=LABELS)
    names = [f"who{who}" for who in range(people)]
    for code, label in enumerate(LABELS):
        data = np.hstack(
            [
                np.array([covers(work[name], label) if name in work else np.full(LENGTH, np.nan) for name in names])
                for work in corpus.values()
                if len(work) >= 2
            ]
        )
        theirs = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
        assert found.labels[code]["character_alpha"].value == pytest.approx(theirs, abs=EXACT)


@PEOPLE
def test_kappa_is_scikit_learns(people: int) -> None:
    corpus = drawn(people, 10 + people)
    found = analysis(corpus, LENGTH, labels=LABELS)
    names = found.sums.table.annotators
    compared = 0
    for pair in found.pairs:
        left, right = names[pair.left], names[pair.right]
        both = [work for work in corpus.values() if left in work and right in work]
        for code, label in enumerate(LABELS):
            one, other = (np.concatenate([covers(work[name], label) for work in both]) for name in (left, right))
            theirs = cohen_kappa_score(one, other)
            ours = pair.labels[code]["kappa"].value
            # Where neither covers anything theirs is not a number, and ours is undefined.
            assert (ours is None) == bool(np.isnan(theirs))
            if ours is not None:
                assert ours == pytest.approx(theirs, abs=EXACT)
                compared += 1
    assert compared >= len(found.pairs)


@PEOPLE
def test_strict_f1_of_every_pair_is_bratiaas(people: int, tmp_path: Path) -> None:
    """Files of brat, one an annotator and article; spans may overlap there in every way, too."""
    corpus = drawn(people, 20 + people)
    names = [f"who{who}" for who in range(people)]
    for article, work in corpus.items():
        for name, spans in work.items():
            folder = tmp_path / name
            folder.mkdir(exist_ok=True)
            lines = [f"T{i}\t{label} {s} {e}\t{'x' * (e - s)}\n" for i, (s, e, label) in enumerate(spans, 1)]
            (folder / f"{article}.txt").write_text("x" * LENGTH)
            (folder / f"{article}.ann").write_text("".join(lines))

    def documents() -> Any:
        for article, work in corpus.items():
            document = bratiaa.Document(str(tmp_path / "who0" / f"{article}.txt"), doc_id=article)
            document.ann_files = [bratiaa.AnnFile(name, tmp_path / name / f"{article}.ann") for name in sorted(work)]
            yield document

    theirs = bratiaa.F1Agreement(documents, list(LABELS), annotators=names, documents=list(corpus))
    matrix = theirs.compute_total_f1_matrix()
    found = analysis(corpus, LENGTH, labels=LABELS)
    assert len(found.pairs) == people * (people - 1) // 2
    for pair in found.pairs:
        assert pair.scores["f1"].value == pytest.approx(matrix[pair.left, pair.right], abs=EXACT)


def evaluated(kim: Sequence[Spanning], lee: Sequence[Spanning]) -> Any:
    """What nervaluate makes of one article; its ends are the last character's places."""
    sides = [[[{"start": s, "end": e - 1, "label": label} for s, e, label in spans]] for spans in (kim, lee)]
    return Evaluator(*sides, tags=list(LABELS), loader="dict").evaluate()["overall"]


@pytest.mark.parametrize("seed", range(20))
def test_all_semeval_counts_are_nervaluates_where_spans_are_apart(seed: int) -> None:
    """Its counting from the first span on is right where each overlaps one of the other side at most."""
    work = drawn(2, 30 + seed, articles=1, apart=True)["a00"]
    found = two(work["who0"], work["who1"], LENGTH)
    theirs = evaluated(work["who0"], work["who1"])
    ours = semeval(found.sums.cells.sum(axis=0))
    for scheme, name in enumerate(("strict", "exact", "partial", "ent_type")):
        for count, attribute in (("missing", "missed"), *((same, same) for same in SAME)):
            assert int(getattr(ours, count)[-1, scheme]) == getattr(theirs[name], attribute), (name, count)
    assert found.overall["f1"].value == pytest.approx(theirs["strict"].f1, abs=EXACT)
    assert found.overall["boundary_f1"].value == pytest.approx(theirs["exact"].f1, abs=EXACT)


def test_nervaluate_lets_a_span_take_anothers_equal() -> None:
    """A nested number: it takes the claim for the number's first overlap, so that the equal claim is left without one.

    Both sides have the claim; 2 · 1 / (1 + 2) of the spans are equal. Of the same spans in another order it finds that.
    """
    claim, number = (0, 20, "claim"), (5, 7, "number")
    assert evaluated([claim], [number, claim])["strict"].correct == 0
    assert evaluated([claim], [claim, number])["strict"].correct == 1
    assert two([claim], [number, claim]).overall["f1"].value == pytest.approx(2 / 3)


def brute_f1(corpus: Articles) -> float:
    equal = spans = 0
    for work in corpus.values():
        for one, other in combinations(work.values(), 2):
            equal += sum(span in other for span in one)
            spans += len(one) + len(other)
    return 2 * equal / spans


@PEOPLE
def test_strict_f1_is_a_plain_count(people: int) -> None:
    corpus = drawn(people, 40 + people)
    assert analysis(corpus, LENGTH).overall["f1"].value == pytest.approx(brute_f1(corpus), abs=EXACT)


def unitizing_alpha(corpus: Articles, label: str) -> float:
    """Equations 1–5 of Krippendorff et al. (2016) for one value, read anew: sections, crossed with each other one by one.

    Every annotator's continuum falls into units and gaps; every two sections of two annotators of an article are
    intersected. Chance pairs each character with each of another unit; a gap's characters are units of their own.
    """
    lengths: list[int] = []
    observed = total = 0.0
    gaps = 0
    for work in corpus.values():
        if len(work) < 2:
            continue
        sections = []
        for spans in work.values():
            units = united([(s, e) for s, e, which in spans if which == label])
            edges = sorted({0, LENGTH, *(edge for unit in units for edge in unit)})
            sections.append([(s, e, any(a <= s < b for a, b in units)) for s, e in pairwise(edges)])
            lengths += [e - s for s, e in units]
            gaps += LENGTH - sum(e - s for s, e in units)
        total += LENGTH * len(work)
        for one in sections:
            for other in sections:
                if one is not other:
                    for s, e, inside in one:
                        for a, b, within in other:
                            observed += max(0, min(e, b) - max(s, a)) * (inside != within) / (len(work) - 1)
    covered = sum(lengths)
    pairs = sum(length * (total - length) for length in lengths) + gaps * (total - 1)
    return 1 - (observed / total) / (2 * covered * gaps / pairs)


def united(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        inside = [unit for unit in found if unit[0] < end and start < unit[1]]
        found = [unit for unit in found if unit not in inside]
        found.append((min([start, *(u[0] for u in inside)]), max([end, *(u[1] for u in inside)])))
    return found


@PEOPLE
def test_unitizing_alpha_is_what_a_slow_reading_of_the_paper_gives(people: int) -> None:
    corpus = drawn(people, 50 + people)
    found = analysis(corpus, LENGTH, labels=LABELS)
    for code, label in enumerate(LABELS):
        assert found.labels[code]["alpha"].value == pytest.approx(unitizing_alpha(corpus, label), abs=EXACT)


@pytest.mark.parametrize("judges", [2, 3, 6])
def test_fleiss_kappa_is_statsmodels(judges: int) -> None:
    counts = np.random.default_rng(judges).multinomial(judges, [0.5, 0.3, 0.15, 0.05], size=40)
    _, kappa = fleiss_kappa(counts.astype(np.int64), np.ones(40, dtype=np.int64))
    assert kappa == pytest.approx(statsmodels_fleiss_kappa(counts), abs=EXACT)


def units(work: dict[str, list[Spanning]]) -> Units:
    rows = [(i, s, e, LABELS.index(label)) for i, spans in enumerate(work.values()) for s, e, label in spans]
    return Units(*np.array(rows, dtype=np.int64).T)


def continuum(work: dict[str, list[Spanning]], length: int) -> Any:
    found = Continuum()
    for name, spans in work.items():
        found.add_annotator(name)
        for start, end, label in spans:
            found.add(name, Segment(start, end), label)
    found.bound_inf, found.bound_sup = 0.0, float(length)
    return found


@PEOPLE
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("alpha", [1, 3])
def test_the_best_alignment_has_the_disorder_that_pygamma_finds(people: int, seed: int, alpha: int) -> None:
    """It solves the whole as one integer programme, in 32-bit numbers."""
    work = drawn(people, 60 + 10 * people + seed, articles=1)["a00"]
    mine = units(work)
    theirs = continuum(work, LENGTH).get_best_alignment(CombinedCategoricalDissimilarity(alpha=alpha, beta=1))
    ours = least_disorder(mine, people, Weights(alpha, 1.0)) * people / len(mine)
    assert ours == pytest.approx(float(theirs.disorder), abs=1e-6)


@pytest.mark.parametrize("people", [2, 3])
def test_gamma_is_pygammas_within_its_sampling_error(people: int) -> None:
    """With its shuffling sampler; by default it draws lengths and gaps from normal distributions, which is not the paper."""
    draw = np.random.default_rng(people)
    base: list[Spanning] = [(s, s + int(draw.integers(15, 60)), LABELS[s % 3]) for s in range(5, 800, 90)]
    work = {
        f"who{who}": sorted({(s + int(draw.integers(9)), e, label) for s, e, label in base}) for who in range(people)
    }
    ours = of_article(units(work), people, 1000, np.random.default_rng(1), Weights())
    np.random.seed(5)
    theirs = continuum(work, 1000).compute_gamma(
        CombinedCategoricalDissimilarity(), sampler=ShuffleContinuumSampler(), n_samples=150
    )
    assert ours.expected is not None
    chance = [alignment.disorder for alignment in theirs.chance_alignments]
    error = np.hypot(ours.spread / np.sqrt(ours.samples), np.std(chance) / np.sqrt(len(chance)))
    assert ours.expected == pytest.approx(float(theirs.expected_disorder), abs=4 * error)
    assert ours.value == pytest.approx(float(theirs.gamma), abs=4 * error / ours.expected)


@PEOPLE
@pytest.mark.parametrize("alpha", [1, 2])
def test_gamma_cats_disorder_is_pygammas_but_for_spans_that_are_aligned_with_none(people: int, alpha: int) -> None:
    """It also counts each pair of a span with nothing, as 1 of 1, which Mathet's (2017) does not."""
    work = drawn(people, 80 + people, articles=1)["a00"]
    dissimilarity = CombinedCategoricalDissimilarity(alpha=alpha, beta=1)
    theirs = continuum(work, LENGTH).get_best_alignment(dissimilarity)
    mine = units(work)
    weight, differing = cat_disorder(
        mine, best_alignment(mine, people, Weights(alpha, 1.0)).groups, Weights(alpha, 1.0)
    )
    alone = 0
    for group in theirs:
        here = sum(unit is not None for _, unit in group.n_tuple)
        alone += here * (people - here)
    assert float(theirs.gamma_k_disorder(dissimilarity, None)) == pytest.approx(
        (differing + alone) / (weight + alone), abs=1e-5
    )


@pytest.mark.parametrize("seed", range(3))
def test_a_logistic_regression_is_statsmodels_and_its_errors_by_article_are_near(seed: int) -> None:
    draw = np.random.default_rng(seed)
    cluster = draw.integers(0, 30, 600)
    design = np.column_stack((np.ones(600), draw.normal(size=600), draw.random(600) < 0.3)).astype(np.float64)
    effect = design @ [0.3, 0.8, -0.5] + draw.normal(size=30)[cluster]
    outcome = (draw.random(600) < 1 / (1 + np.exp(-effect))).astype(np.float64)
    fitted = _fit(design, outcome)
    assert fitted is not None
    coefficients, error = clustered(design, outcome, fitted, cluster)
    theirs = GLM(outcome, design, family=Binomial()).fit(
        cov_type="cluster", cov_kwds={"groups": cluster, "use_correction": False}
    )
    assert coefficients == pytest.approx(theirs.params, abs=1e-6)
    assert error == pytest.approx(theirs.bse, rel=0.15)  # theirs is the sandwich
