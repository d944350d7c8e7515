"""Everything there is to report about a table, as values: what the text, JSON and other views all show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import NamedTuple

import numpy as np

from annotator.agreement import semeval
from annotator.agreement import sums as column
from annotator.agreement.alpha import kappa, observed_agreement
from annotator.agreement.boundaries import habits, name_kinds
from annotator.agreement.disagreements import Disagreements, Kind
from annotator.agreement.estimates import (
    Difference,
    Estimate,
    Scores,
    Side,
    difference,
    estimate,
    estimates,
    meet,
    named,
)
from annotator.agreement.items import ErrorRates, error_rates
from annotator.agreement.passages import Passage, worst_passages
from annotator.agreement.resampling import replicate
from annotator.agreement.scores import Counts, by_article, by_cell, scores
from annotator.agreement.sums import Sums, count
from annotator.agreement.table import Floats, Ints, Table
from annotator.model import AnnotatorError
from annotator.text.display import one_line

__all__ = [
    "Analysis",
    "AnnotatorReport",
    "Difference",
    "Estimate",
    "PairReport",
    "Scores",
    "Settings",
    "analyse",
    "check",
]


class Settings(NamedTuple):
    """What the person asked for."""

    iou: Fraction = Fraction(1, 2)
    resamples: int = 10_000
    seed: int = 0


class PairReport(NamedTuple):
    """Two annotators, over the articles that both have annotated."""

    left: int
    right: int
    articles: int
    spans: tuple[int, int]
    scores: Scores
    labels: list[Scores]
    """By label code, without intervals, with `kappa` and `observed` besides."""
    semeval: semeval.Counts
    less_overall: Difference | None
    """The pair less all pairs, over the pair's articles; `None` where there is one pair alone."""


class Extremes(NamedTuple):
    """The pairs with the lowest and the highest strict F1, by their places in `Analysis.pairs`."""

    lowest: int
    highest: int
    difference: Difference
    """The lowest less the highest."""


class AnnotatorReport(NamedTuple):
    """One annotator against all others: the sums over the pairs that they are in."""

    who: int
    articles: int
    spans: int
    scores: Scores


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """All results.

    Attributes:
        settings: as asked for.
        everything: the table with articles of a single finisher too, for who did what.
        sums: the counted sums and the shared articles' table.
        overall: the measures over all labels.
        labels: by label code.
        pairs: every two annotators that share an article.
        annotators: each against all others; empty where there is one pair alone.
        extremes: `None` where there is one pair alone, or only one with a defined value.
        observed: `(labels,)`, the share of characters on which annotators agree; NaN without any.
        error_rates: by the model of Dawid & Skene; `None` under three annotators.
        articles: `(articles, measures)`, by article code of the shared table; NaN where undefined.
        all_without: `(articles, measures)`, of all the other articles: what each article does to the headline.
        differences: with their final kinds.
        confusion: `(pairs, labels + 1, labels + 1)`, as in `pairs`: left annotator's label by right's, none last.
        kinds: `(labels + 1, kinds)`: disagreements that have a span of the label; last all together.
        habits: sentences.
        passages: the worst first.
    """

    settings: Settings
    everything: Table
    sums: Sums
    overall: Scores
    labels: list[Scores]
    pairs: list[PairReport]
    annotators: list[AnnotatorReport]
    extremes: Extremes | None
    observed: Floats
    error_rates: ErrorRates | None
    articles: Floats
    all_without: Floats
    differences: Disagreements
    confusion: Ints
    kinds: Ints
    habits: list[str]
    passages: list[Passage]

    @property
    def without(self) -> Floats:
        """Strict F1 of all the other articles, `(articles,)`."""
        return self.all_without[:, 0]


def analyse(table: Table, settings: Settings, progress: Callable[[int], None] | None = None) -> Analysis:
    """Measure all there is to measure.

    Args:
        table: from `from_corpus`, and narrowed by `choose`.
        settings: the threshold and the resampling.
        progress: told how many replicates were added.

    Raises:
        AnnotatorError: if fewer than two people annotated anything, or no article was annotated by two.
    """
    check(table)
    sums = count(table, settings.iou)
    differences, shifts = name_kinds(sums.table, sums.differences)
    counts, pair_cells = by_article(sums), _pair_cells(sums)
    sides = _sides(sums, counts, pair_cells)
    pairs = sides[1:]
    low_high = _lowest_and_highest(pairs)
    compared = _compared(sides, low_high)
    drawn = [(np.arange(len(counts.positions)), counts), *pairs, *(side for two in compared for side in two[:2])]
    replicated = _replicated(drawn, settings, progress)
    differences_of = _differences(compared, replicated[len(sides) :])
    whole = estimates(counts.total(), replicated[0])
    return Analysis(
        settings=settings,
        everything=table,
        sums=sums,
        overall=whole[-1],
        labels=whole[:-1],
        pairs=[
            _pair(sums, pair, rows, replicated[1 + i], differences_of[i] if compared else None)
            for i, (pair, rows) in enumerate(pair_cells.items())
        ],
        annotators=_against_rest(sums, list(pair_cells), [side.counts.total() for side in pairs], replicated[1:]),
        extremes=Extremes(*low_high, differences_of[-1]) if low_high else None,
        observed=observed_agreement(counts.total().layers[:, column.DIFFERING], counts.total().positions),
        error_rates=error_rates(sums.table),
        articles=scores(counts)[:, -1],
        all_without=scores(counts.total().less(counts))[:, -1],
        differences=differences,
        confusion=_confusion(sums, differences, list(pair_cells.values())),
        kinds=_kinds(sums, differences),
        habits=habits(sums, shifts),
        passages=worst_passages(sums.table, differences),
    )


def _sides(sums: Sums, counts: Counts, pair_cells: dict[tuple[int, int], Ints]) -> list[Side]:
    """All pairs together, then each pair."""
    cells = by_cell(sums)
    every = Side(np.arange(len(counts.positions)), counts.together())
    return [every, *(Side(sums.where.article[rows], cells.rows(rows).together()) for rows in pair_cells.values())]


def _lowest_and_highest(pairs: list[Side]) -> tuple[int, int] | None:
    values = np.array([scores(side.counts.total())[-1, 0] for side in pairs])
    defined = np.flatnonzero(~np.isnan(values))
    if len(defined) < 2:
        return None
    return int(defined[np.argmin(values[defined])]), int(defined[::-1][np.argmax(values[defined[::-1]])])


def _compared(sides: list[Side], low_high: tuple[int, int] | None) -> list[tuple[Side, Side, bool]]:
    """Each pair and all pairs over the pair's articles; last the lowest and the highest pair."""
    every, pairs = sides[0], sides[1:]
    if len(pairs) < 2:
        return []
    found = [(pair, every.only(pair.rows), True) for pair in pairs]
    return [*found, meet(pairs[low_high[0]], pairs[low_high[1]])] if low_high else found


def _replicated(
    drawn: Sequence[tuple[Ints, Counts]], settings: Settings, progress: Callable[[int], None] | None
) -> list[Counts | None]:
    articles = len(drawn[0][0])
    if settings.resamples and articles > 1:
        return [*replicate(drawn, articles, settings.resamples, settings.seed, progress)]
    return [None for _ in drawn]


def _differences(compared: list[tuple[Side, Side, bool]], replicated: list[Counts | None]) -> list[Difference]:
    found = []
    for i, (one, other, paired) in enumerate(compared):
        left, right = replicated[2 * i : 2 * i + 2]
        again = None if left is None or right is None else (left, right)
        found.append(difference(one, other, paired, again))
    return found


def check(table: Table) -> None:
    """Raise `AnnotatorError` if there is nothing to compare."""
    busy = [
        one_line(name, 40)
        for name, any_done in zip(table.annotators, table.done.sum(axis=0).tolist(), strict=True)
        if any_done
    ]
    if not busy:
        raise AnnotatorError("nobody has finished an article here: mark articles done (key d) and ask again")
    if len(busy) == 1:
        raise AnnotatorError(
            f"only {busy[0]} has finished articles here: agreement needs two annotators, name both files"
        )
    if not (table.finishers >= 2).any():
        apart = " (those that two finished have differing texts)" if table.apart else ""
        raise AnnotatorError(f"no article was finished by two annotators{apart}: have two people finish the same ones")


def _pair_cells(sums: Sums) -> dict[tuple[int, int], Ints]:
    """The cells of every two annotators, by their codes."""
    code = sums.where.left * len(sums.table.annotators) + sums.where.right
    order = np.argsort(code, kind="stable")
    codes, first = np.unique(code[order], return_index=True)
    parts = np.split(order, first[1:])
    return {
        (int(pair) // len(sums.table.annotators), int(pair) % len(sums.table.annotators)): rows
        for pair, rows in zip(codes, parts, strict=True)
    }


def _pair(
    sums: Sums, pair: tuple[int, int], rows: Ints, replicated: Counts | None, less_overall: Difference | None
) -> PairReport:
    cells = sums.cells[rows].sum(axis=0)
    total = by_cell(sums, rows).total()
    positions = np.full(len(cells), int(sums.table.lengths[sums.where.article[rows]].sum()))
    both, left, right = (cells[:, c] for c in (column.COVERED_BOTH, column.COVERED_LEFT, column.COVERED_RIGHT))
    kappas = kappa(both, left, right, positions)
    # Of two annotators Σ W · C · (m − C) / (m − 1) is the characters that one alone covers, and n is twice the length.
    observed = observed_agreement((left + right - 2 * both).astype(np.float64), 2.0 * positions)
    labels = [
        named(row) | {"kappa": estimate(value), "observed": estimate(share)}
        for row, value, share in zip(scores(total)[:-1], kappas, observed, strict=True)
    ]
    spans = int(cells[:, column.SPANS_LEFT].sum()), int(cells[:, column.SPANS_RIGHT].sum())
    return PairReport(
        *pair,
        len(rows),
        spans,
        estimates(total.together(), replicated)[-1],
        labels,
        semeval.semeval(cells),
        less_overall,
    )


def _against_rest(
    sums: Sums, pairs: list[tuple[int, int]], totals: list[Counts], replicated: list[Counts | None]
) -> list[AnnotatorReport]:
    found: list[AnnotatorReport] = []
    if len(pairs) < 2:
        return found
    own = sums.table.spans_by().sum(axis=1)
    for who in range(len(sums.table.annotators)):
        mine = [i for i, pair in enumerate(pairs) if who in pair]
        if mine:
            again = [counts for i in mine if (counts := replicated[i]) is not None]
            found_scores = estimates(
                reduce(Counts.plus, [totals[i] for i in mine]), reduce(Counts.plus, again) if again else None
            )
            found.append(AnnotatorReport(who, int(sums.table.done[:, who].sum()), int(own[who]), found_scores[-1]))
    return found


def _confusion(sums: Sums, found: Disagreements, pair_cells: list[Ints]) -> Ints:
    table, labels = sums.table, len(sums.table.labels)
    pair_of = np.zeros(len(sums.where), dtype=np.int64)
    for i, rows in enumerate(pair_cells):
        pair_of[rows] = i
    counts = np.zeros((len(pair_cells), labels + 1, labels + 1), dtype=np.int64)
    same = np.arange(labels)
    for i, rows in enumerate(pair_cells):
        counts[i, same, same] = sums.cells[rows][:, :, column.EXACT].sum(axis=0)
    np.add.at(counts, (pair_of[found.cell], table.label[found.one], table.label[found.other]), 1)
    label = table.label[found.lone]
    by_left = table.annotator[found.lone] == sums.where.left[found.lone_cell]
    rows, columns = np.where(by_left, label, labels), np.where(by_left, labels, label)
    np.add.at(counts, (pair_of[found.lone_cell], rows, columns), 1)
    return counts


def _kinds(sums: Sums, found: Disagreements) -> Ints:
    table, labels = sums.table, len(sums.table.labels)
    counts = np.zeros((labels + 1, len(Kind)), dtype=np.int64)
    exact = sums.cells[:, :, column.EXACT].sum(axis=0)
    counts[:-1, Kind.AGREE], counts[-1, Kind.AGREE] = exact, exact.sum()
    np.add.at(counts, (table.label[found.one], found.kind), 1)
    two = table.label[found.one] != table.label[found.other]
    np.add.at(counts, (table.label[found.other[two]], found.kind[two]), 1)
    counts[:, Kind.MISSING] += np.bincount(table.label[found.lone], minlength=labels + 1)
    np.add.at(counts[-1], found.kind, 1)
    counts[-1, Kind.MISSING] += len(found.lone)
    return counts
