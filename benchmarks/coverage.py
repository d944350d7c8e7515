"""How often the intervals of the agreement report hold the true value, in corpora drawn from one whose values are known.

A population of invented articles is counted once; each corpus is so many of them, drawn with replacement, so that the
population's own values are the true ones. Articles are of unequal length and difficulty, one label is rare; see `coverage_worlds`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from multiprocessing import Pool
from typing import NamedTuple

import numpy as np

from annotator.agreement.intervals import Estimate, Side, difference, estimate, estimates
from annotator.agreement.measures import Sums, by_article, count
from annotator.agreement.precision_recall import accuracies, with_all_labels
from annotator.agreement.result import AgreementSettings, extremes, pair_cells, rest_sides, sides_of
from annotator.agreement.systems import differences
from annotator.agreement.table import Ints
from benchmarks.coverage_worlds import COMMON, EASY, HARD, RARE, UNEVEN, USUAL, World, invented
from benchmarks.report import heading

SIZES = (5, 10, 20, 50, 200)
ANNOTATORS = (2, 3, 5)
_POPULATION = 2_000
_SHOWN = ("f1", "relaxed_f1", "alpha")


class Population(NamedTuple):
    """Articles that all of some annotators have annotated.

    Attributes:
        sums: what was counted.
        every: all pairs together, by label and then of all.
        pairs: each pair.
        gold: the first two alone, the first of whom is gold.
        other: the first and the last alone: another system against the same gold.
    """

    sums: Sums
    every: Side
    pairs: list[Side]
    gold: Sums
    other: Sums


def population(annotators: int, articles: int = _POPULATION, seed: int = 0, world: World = USUAL) -> Population:
    """Invented annotations, counted."""
    table = invented(world, annotators, articles, np.random.default_rng(seed))
    sums = count(table, Fraction(1, 2))
    counts = by_article(sums)
    together, *pairs = sides_of(sums, counts, pair_cells(sums))
    systems = (count(table.only_annotators((0, system)), Fraction(1, 2)) for system in (1, annotators - 1))
    return Population(sums, replace(together, counts=counts), pairs, *systems)


def drawn(side: Side, articles: Ints) -> Side:
    """A corpus of articles, each of which may be drawn several times."""
    return Side(np.arange(len(articles)), side.counts.rows(articles), side.pairs[articles])


def values(people: Population, articles: Ints, others: Ints) -> Iterator[tuple[str, Estimate]]:
    """Every kind of value in the report on a corpus of `articles`, its baseline one of `others`."""
    every, pairs = drawn(people.every, articles), [drawn(pair, articles) for pair in people.pairs]
    by_label = estimates(every)
    together = replace(every, counts=every.counts.together())
    other = drawn(replace(people.every, counts=people.every.counts.together()), others)
    found = {
        "overall": by_label[-1],
        "common label": by_label[COMMON],
        "rare label": by_label[RARE],
        "pair": estimates(pairs[0])[-1],
        "less baseline": difference(together, other, paired=False).scores,
    }
    if len(pairs) > 1:
        found["against rest"] = estimates(Side.joined(pairs[: len(people.sums.table.annotators) - 1]))[-1]
        found["pair less all"] = difference(pairs[0], together, paired=True).scores
        found["pair less pair"] = difference(pairs[0], pairs[1], paired=True).scores
    for what, scores in found.items():
        yield from ((f"{what}, {measure}", scores[measure]) for measure in _SHOWN)
    accuracy = accuracies(replace(people.gold, cells=people.gold.cells[articles]), AgreementSettings())
    for what, scored in (("gold", accuracy[-1]), ("gold, rare label", accuracy[RARE])):
        yield from ((f"{what}, {field}", scored["strict"][field]) for field in ("precision", "recall"))
    if len(pairs) > 1:
        less, low, high = differences(*(with_all_labels(side)[articles] for side in (people.gold, people.other)))
        for place, field in enumerate(("precision", "recall", "F1")):
            yield f"system less system, {field}", estimate(less[place], low[place], high[place])


def coverage(people: Population, size: int, corpora: int, seed: int = 0) -> dict[str, tuple[int, int, float]]:
    """Of each kind of value how many corpora have an interval, how many of these hold the value, and their mean width."""
    chance, all_of_them = np.random.default_rng(seed), np.arange(len(people.every.rows))
    truth = {what: found.value for what, found in values(people, all_of_them, all_of_them)}
    given, held, width = (dict.fromkeys(truth, 0.0) for _ in range(3))
    for _ in range(corpora):
        articles, others = chance.integers(0, len(all_of_them), (2, size))
        for what, found in values(people, articles, others):
            true = truth[what]
            if found.low is not None and found.high is not None and true is not None:
                given[what] += 1
                held[what] += found.low <= true <= found.high
                width[what] += found.high - found.low
    return {what: (int(given[what]), int(held[what]), width[what] / max(given[what], 1)) for what in truth}


def false_alarms(people: Population, size: int, corpora: int, seed: int = 0, *, rest: bool = False) -> int:
    """In how many corpora the lowest is told from the highest where all are equal: annotators change places.

    Of pairs, or of annotators against the `rest`.
    """
    annotators = len(people.sums.table.annotators)
    names = {pair: place for place, pair in enumerate(combinations(range(annotators), 2))}
    flat = np.stack([pair.counts.flat() for pair in people.pairs])
    chance, alarms = np.random.default_rng(seed), 0
    for _ in range(corpora):
        articles = chance.integers(0, flat.shape[1], size)
        places = chance.permuted(np.tile(np.arange(annotators), (size, 1)), axis=1)
        sides = []
        for one, other in names:
            who = np.sort(places[:, [one, other]], axis=1)
            pair = np.array([names[left, right] for left, right in who.tolist()])
            counts = people.pairs[0].counts.like(flat[pair, articles])
            sides.append(Side(np.arange(size), counts, np.ones(size, dtype=np.int64)))
        if rest:
            sides = list(rest_sides(annotators, list(names), sides).values())
        found = extremes(sides, AgreementSettings(resamples=1_000))
        if found is not None:
            score = found.difference.scores["f1"]
            alarms += score.high is not None and score.high < 0.0
    return alarms


def _covered(annotators: int, size: int, corpora: int, world: World = USUAL) -> dict[str, tuple[int, int, float]]:
    return coverage(population(annotators, world=world), size, corpora, seed=size)


def _alarmed(annotators: int, size: int, corpora: int) -> tuple[int, int]:
    people = population(annotators, 500)
    return false_alarms(people, size, corpora, seed=size), false_alarms(people, size, corpora, seed=size, rest=True)


def main(*, full: bool = False) -> None:
    """All of it; `full`: five times as many corpora, which takes minutes."""
    corpora = 5_000 if full else 1_000
    kinds = [*((annotators, USUAL) for annotators in ANNOTATORS), *((3, world) for world in (EASY, HARD, *UNEVEN))]
    asked = [(annotators, size, corpora, world) for annotators, world in kinds for size in SIZES]
    alarming = [(annotators, size, corpora) for annotators in (3, 4, 5, 6) for size in SIZES]
    with Pool(os.cpu_count()) as pool:
        found = dict(zip(asked, pool.starmap(_covered, asked, chunksize=1), strict=True))
        alarms = dict(zip(alarming, pool.starmap(_alarmed, alarming, chunksize=1), strict=True))
    for annotators, world in kinds:
        of = found[annotators, SIZES[0], corpora, world]
        heading(
            f"{annotators} annotators, {world.told}, {corpora:,} corpora: of the intervals of 95 % … % hold the value (mean width)"
        )
        print(f"{'articles':<29}" + "".join(f"{size:>22}" for size in SIZES))
        for what in of:
            cells = (_cell(*found[annotators, size, corpora, world][what], corpora) for size in SIZES)
            print(f"{what:<29}" + "".join(cells))
    heading(
        "The lowest is told from the highest where annotators are equal (%; bar 7): pairs, annotators against the rest"
    )
    for annotators in (3, 4, 5, 6):
        shares = (
            ", ".join(f"{100 * one / corpora:.1f}" for one in alarms[annotators, size, corpora]) for size in SIZES
        )
        print(f"{f'{annotators} annotators':<29}{''.join(f'{share:>22}' for share in shares)}")


def _cell(given: int, held: int, width: float, corpora: int) -> str:
    """`94.6 (0.231)`, with the share of corpora that have an interval where some have none."""
    if 50 * given < corpora:
        return f"{'none':>22}"
    some = "" if 100 * given > 99 * corpora else f" of {100 * given / corpora:.0f} %"
    return f"{f'{100 * held / given:.1f} ({width:.3f}){some}':>22}"
