"""Everything there is to report about a table, as values: what the text, JSON and other views all show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import NamedTuple

import numpy as np

from annotator.agreement import sums as column
from annotator.agreement.alpha import kappa
from annotator.agreement.boundaries import habits, name_kinds
from annotator.agreement.disagreements import Disagreements, Kind
from annotator.agreement.passages import Passage, worst_passages
from annotator.agreement.resampling import intervals, replicate
from annotator.agreement.scores import MEASURES, Counts, by_article, by_cell, scores
from annotator.agreement.sums import Sums, count
from annotator.agreement.table import Floats, Ints, Table
from annotator.model import AnnotatorError
from annotator.text.display import one_line


class Settings(NamedTuple):
    """What the person asked for."""

    iou: Fraction = Fraction(1, 2)
    resamples: int = 10_000
    seed: int = 0


class Estimate(NamedTuple):
    """A value and its 95 % interval; `None` where undefined (or not asked for)."""

    value: float | None
    low: float | None = None
    high: float | None = None


Scores = dict[str, Estimate]
"""By the names in `MEASURES`."""


class PairReport(NamedTuple):
    """Two annotators, over the articles that both have annotated."""

    left: int
    right: int
    articles: int
    spans: tuple[int, int]
    scores: Scores
    labels: list[Scores]
    """By label code, without intervals, with `kappa` besides."""


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
        articles: `(articles, measures)`, by article code of the shared table; NaN where undefined.
        without: `(articles,)`, strict F1 of all the other articles: what each article does to the headline.
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
    articles: Floats
    without: Floats
    differences: Disagreements
    confusion: Ints
    kinds: Ints
    habits: list[str]
    passages: list[Passage]


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
    counts, cells, pair_cells = by_article(sums), by_cell(sums), _pair_cells(sums)
    sets = [(np.arange(len(counts.positions)), counts)]
    sets += [(sums.where.article[rows], cells.rows(rows).together()) for rows in pair_cells.values()]
    replicated: list[Counts | None] = [None for _ in sets]
    if settings.resamples and len(counts.positions) > 1:
        replicated = [*replicate(sets, len(counts.positions), settings.resamples, settings.seed, progress)]
    whole = _estimates(counts.total(), replicated[0])
    totals = [part.total() for _, part in sets[1:]]
    return Analysis(
        settings=settings,
        everything=table,
        sums=sums,
        overall=whole[-1],
        labels=whole[:-1],
        pairs=[
            _pair(sums, pair, rows, cells.rows(rows).total(), again)
            for (pair, rows), again in zip(pair_cells.items(), replicated[1:], strict=True)
        ],
        annotators=_against_rest(sums, list(pair_cells), totals, replicated[1:]),
        articles=scores(counts)[:, -1],
        without=scores(counts.total().less(counts))[:, -1, 0],
        differences=differences,
        confusion=_confusion(sums, differences, list(pair_cells.values())),
        kinds=_kinds(sums, differences),
        habits=habits(sums, shifts),
        passages=worst_passages(sums.table, differences),
    )


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


def _estimates(total: Counts, replicated: Counts | None) -> list[Scores]:
    """The measures of each part."""
    values = scores(total)
    if replicated is None:
        return [_named(row) for row in values]
    low, high = intervals(replicated, values)
    return [_named(*rows) for rows in zip(values, low, high, strict=True)]


def _named(values: Floats, low: Floats | None = None, high: Floats | None = None) -> Scores:
    return {
        name: Estimate(
            _number(values[i]), None if low is None else _number(low[i]), None if high is None else _number(high[i])
        )
        for i, name in enumerate(MEASURES)
    }


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _pair(sums: Sums, pair: tuple[int, int], rows: Ints, total: Counts, replicated: Counts | None) -> PairReport:
    cells = sums.cells[rows].sum(axis=0)
    positions = np.full(len(cells), int(sums.table.lengths[sums.where.article[rows]].sum()))
    kappas = kappa(
        cells[:, column.COVERED_BOTH], cells[:, column.COVERED_LEFT], cells[:, column.COVERED_RIGHT], positions
    )
    labels = [
        _named(row) | {"kappa": Estimate(_number(value))} for row, value in zip(scores(total)[:-1], kappas, strict=True)
    ]
    spans = int(cells[:, column.SPANS_LEFT].sum()), int(cells[:, column.SPANS_RIGHT].sum())
    return PairReport(*pair, len(rows), spans, _estimates(total.together(), replicated)[-1], labels)


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
            estimates = _estimates(
                reduce(Counts.plus, [totals[i] for i in mine]), reduce(Counts.plus, again) if again else None
            )
            found.append(AnnotatorReport(who, int(sums.table.done[:, who].sum()), int(own[who]), estimates[-1]))
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
