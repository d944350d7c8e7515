"""Everything there is to report about a table, as values: what the text, JSON and other views all show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from annotator.agreement import measures as column
from annotator.agreement.alpha import observed_agreement
from annotator.agreement.boundaries import habits, name_kinds
from annotator.agreement.disagreements import Disagreements, Kind
from annotator.agreement.estimates import Scores, Side, estimates
from annotator.agreement.intervals import is_unstable, replicate
from annotator.agreement.items import ErrorRates, error_rates
from annotator.agreement.measures import Sums, count
from annotator.agreement.pairs import (
    AnnotatorReport,
    Extremes,
    PairReport,
    against_rest,
    compared,
    differences,
    lowest_and_highest,
    pair_cells,
    pair_report,
    sides_of,
)
from annotator.agreement.passages import Passage, worst_passages
from annotator.agreement.scores import Counts, by_article, scores
from annotator.agreement.sources import Sources, check
from annotator.agreement.table import Floats, Ints, Table

__all__ = ["Analysis", "AnnotatorReport", "Extremes", "PairReport", "Settings", "analyse"]


class Settings(NamedTuple):
    """What the person asked for."""

    iou: Fraction = Fraction(1, 2)
    resamples: int = 10_000
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """All results.

    Attributes:
        settings: as asked for.
        everything: the table with articles of a single finisher too, for who did what.
        sums: the counted sums and the shared articles' table.
        overall: the measures over all labels.
        labels: by label code.
        with_spans: `(labels + 1,)`, the articles that have a span of the label, last of any: what the values rest on.
        pairs: every two annotators that share an article.
        annotators: each against all others; empty where there is one pair alone.
        extremes: `None` where there is one pair alone, or only one with a defined value, or all have the same.
        observed: `(labels,)`, the share of characters on which annotators agree; NaN without any.
        error_rates: by the model of Dawid & Skene; `None` under three annotators.
        articles: `(articles, measures)`, by article code of the shared table; NaN where undefined.
        all_without: `(articles, measures)`, of all the other articles: what each article does to the headline.
        differences: with their final kinds.
        confusion: `(pairs, labels + 1, labels + 1)`, as in `pairs`: left annotator's label by right's, none last.
        kinds: `(labels + 1, kinds)`: disagreements that have a span of the label; last all together.
        habits: sentences.
        passages: the worst first.
        sources: the files that the table was read from.
    """

    settings: Settings
    everything: Table
    sums: Sums
    overall: Scores
    labels: list[Scores]
    with_spans: Ints
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
    sources: Sources = field(default_factory=Sources)

    @property
    def unstable(self) -> bool:
        """Whether the values over all labels rest on too few articles for their intervals."""
        return is_unstable(int(self.with_spans[-1]))

    @property
    def used(self) -> list[int]:
        """The codes of the labels that somebody used in the shared articles."""
        return np.flatnonzero(self.sums.table.spans_by().any(axis=0)).tolist()

    @property
    def without(self) -> Floats:
        """Strict F1 of all the other articles, `(articles,)`."""
        return self.all_without[:, 0]


def analyse(
    table: Table,
    settings: Settings,
    progress: Callable[[int], None] | None = None,
    sources: Sources | None = None,
) -> Analysis:
    """Measure all there is to measure.

    Args:
        table: from `from_corpus`, and narrowed by `choose`.
        settings: the threshold and the resampling.
        progress: told how many replicates were added.
        sources: the files that the table was read from, if they are known.

    Raises:
        AnnotatorError: if fewer than two people annotated anything, or no article was annotated by two.
    """
    sources = sources or Sources()
    check(table, sources)
    sums = count(table, settings.iou)
    found, shifts = name_kinds(sums.table, sums.differences)
    counts, cells = by_article(sums), pair_cells(sums)
    sides = sides_of(sums, counts, cells)
    every, pairs = Side(np.arange(len(counts.positions)), counts), sides[1:]
    low_high = lowest_and_highest(pairs)
    two = compared(sides, low_high)
    replicated = _replicated([every, *pairs, *(side for both in two for side in both[:2])], settings, progress)
    differences_of = differences(two, replicated[len(sides) :])
    whole = estimates(counts.total(), replicated[0], every.with_spans)
    return Analysis(
        settings=settings,
        everything=table,
        sums=sums,
        overall=whole[-1],
        labels=whole[:-1],
        with_spans=every.with_spans,
        pairs=[
            pair_report(sums, pair, rows, pairs[i], replicated[1 + i], differences_of[i] if two else None)
            for i, (pair, rows) in enumerate(cells.items())
        ],
        annotators=against_rest(sums, list(cells), pairs, replicated[1:]),
        extremes=Extremes(*low_high, differences_of[-1]) if low_high else None,
        observed=observed_agreement(counts.total().layers[:, column.DIFFERING], counts.total().positions),
        error_rates=error_rates(sums.table),
        articles=scores(counts)[:, -1],
        all_without=scores(counts.total().less(counts))[:, -1],
        differences=found,
        confusion=_confusion(sums, found, list(cells.values())),
        kinds=_kinds(sums, found),
        habits=habits(sums, shifts),
        passages=worst_passages(sums.table, found),
        sources=sources,
    )


def _replicated(
    drawn: Sequence[Side], settings: Settings, progress: Callable[[int], None] | None
) -> list[Counts | None]:
    articles = len(drawn[0].rows)
    if settings.resamples and articles > 1:
        return [*replicate(drawn, articles, settings.resamples, settings.seed, progress)]
    return [None for _ in drawn]


def _confusion(sums: Sums, found: Disagreements, cells: list[Ints]) -> Ints:
    table, labels = sums.table, len(sums.table.labels)
    pair_of = np.zeros(len(sums.where), dtype=np.int64)
    for i, rows in enumerate(cells):
        pair_of[rows] = i
    counts = np.zeros((len(cells), labels + 1, labels + 1), dtype=np.int64)
    same = np.arange(labels)
    for i, rows in enumerate(cells):
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
