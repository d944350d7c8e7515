"""How often the intervals of the agreement report hold the true value, in corpora drawn from one whose values are known.

A population of invented articles is counted once; each corpus is so many of them, drawn with replacement, so that the
population's own values are the true ones. Articles are of very unequal length and difficulty, one label is rare.
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
from annotator.agreement.table import Finished, Ints, ListedTexts, Names, Table, TaggedColumns, assemble
from benchmarks.report import heading

SIZES = (5, 10, 20, 50, 200)
ANNOTATORS = (2, 3, 5)
_POPULATION = 2_000
_SHARES = {"claim": 0.43, "quote": 0.34, "number": 0.21, "ad": 0.02}
_COMMON, _RARE = 0, 3
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


class Difficulty(NamedTuple):
    """How often spans are missed or end elsewhere, and how unlike articles are in that."""

    error: float = 0.1
    spread: float = 0.5
    """Standard deviation of the logarithm."""


USUAL, EASY, HARD = Difficulty(), Difficulty(0.02, 0.8), Difficulty(0.3, 0.8)


def population(
    annotators: int, articles: int = _POPULATION, seed: int = 0, difficulty: Difficulty = USUAL
) -> Population:
    """Invented annotations by people who err alike."""
    table = _table(annotators, articles, np.random.default_rng(seed), difficulty)
    sums = count(table, Fraction(1, 2))
    counts = by_article(sums)
    together, *pairs = sides_of(sums, counts, pair_cells(sums))
    systems = (count(table.only_annotators((0, system)), Fraction(1, 2)) for system in (1, annotators - 1))
    return Population(sums, together._replace(counts=counts), pairs, *systems)


def _table(annotators: int, articles: int, chance: np.random.Generator, difficulty: Difficulty) -> Table:
    lengths = np.maximum(400, chance.lognormal(8.0, 0.6, articles)).astype(np.int64)
    rows: set[tuple[int, ...]] = set()
    for article, length in enumerate(lengths.tolist()):
        spans = int(chance.poisson(length / 230))
        start = chance.integers(0, length - 100, spans)
        label = chance.choice(len(_SHARES), spans, p=list(_SHARES.values()))
        end = start + chance.integers(3, 90, spans)
        error = min(difficulty.error * np.exp(chance.normal(0, difficulty.spread)), 0.6)
        for who in range(annotators):
            missed, moved, mistaken = (chance.random(spans) < error * share for share in (1.0, 1.0, 0.3))
            ends = np.where(moved, end + chance.integers(1, 8, spans), end)
            labels = np.where(mistaken, chance.integers(0, _RARE, spans), label)
            here = zip(labels[~missed].tolist(), start[~missed].tolist(), ends[~missed].tolist(), strict=True)
            rows.update((who, article, *span) for span in here)
            for place in chance.integers(0, length - 100, chance.poisson(3 * error)).tolist():
                rows.add((who, article, int(chance.integers(0, _RARE)), place, place + int(chance.integers(3, 60))))
    who, article, label, start, end = np.array(sorted(rows), dtype=np.int64).T
    names = Names(
        tuple(f"annotator{who}" for who in range(annotators)),
        tuple(f"article-{article:05d}" for article in range(articles)),
        tuple(_SHARES),
    )
    numbers, people = np.divmod(np.arange(articles * annotators), annotators)
    return assemble(
        names,
        tuple(_SHARES),
        TaggedColumns(who, article, label, start, end, np.full(len(rows), -1), np.arange(len(rows))),
        np.ones((articles, annotators), dtype=np.bool_),
        Finished(people, numbers, np.full(len(people), -1)),
        lengths,
        ListedTexts([None] * len(rows)),
    )


def drawn(side: Side, articles: Ints) -> Side:
    """A corpus of articles, each of which may be drawn several times."""
    return Side(np.arange(len(articles)), side.counts.rows(articles), side.pairs[articles])


def values(people: Population, articles: Ints, others: Ints) -> Iterator[tuple[str, Estimate]]:
    """Every kind of value in the report on a corpus of `articles`, its baseline one of `others`."""
    every, pairs = drawn(people.every, articles), [drawn(pair, articles) for pair in people.pairs]
    by_label = estimates(every)
    together = every._replace(counts=every.counts.together())
    other = drawn(people.every._replace(counts=people.every.counts.together()), others)
    found = {
        "overall": by_label[-1],
        "common label": by_label[_COMMON],
        "rare label": by_label[_RARE],
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
    for what, scored in (("gold", accuracy[-1]), ("gold, rare label", accuracy[_RARE])):
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


def _covered(
    annotators: int, size: int, corpora: int, difficulty: Difficulty = USUAL
) -> dict[str, tuple[int, int, float]]:
    return coverage(population(annotators, difficulty=difficulty), size, corpora, seed=size)


def _alarmed(annotators: int, size: int, corpora: int) -> tuple[int, int]:
    people = population(annotators, 500)
    return false_alarms(people, size, corpora, seed=size), false_alarms(people, size, corpora, seed=size, rest=True)


def main(*, full: bool = False) -> None:
    """All of it; `full`: five times as many corpora, which takes minutes."""
    corpora = 5_000 if full else 1_000
    kinds = [*((annotators, USUAL) for annotators in ANNOTATORS), (3, EASY), (3, HARD)]
    asked = [(annotators, size, corpora, difficulty) for annotators, difficulty in kinds for size in SIZES]
    alarming = [(annotators, size, corpora) for annotators in (3, 4, 5, 6) for size in SIZES]
    with Pool(os.cpu_count()) as pool:
        found = dict(zip(asked, pool.starmap(_covered, asked, chunksize=1), strict=True))
        alarms = dict(zip(alarming, pool.starmap(_alarmed, alarming, chunksize=1), strict=True))
    for annotators, difficulty in kinds:
        error, of = (
            f"errors in {100 * difficulty.error:g} of 100 spans",
            found[annotators, SIZES[0], corpora, difficulty],
        )
        heading(
            f"{annotators} annotators, {error}, {corpora:,} corpora: of the intervals of 95 % … % hold the value (mean width)"
        )
        print(f"{'articles':<29}" + "".join(f"{size:>22}" for size in SIZES))
        for what in of:
            cells = (_cell(*found[annotators, size, corpora, difficulty][what], corpora) for size in SIZES)
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
