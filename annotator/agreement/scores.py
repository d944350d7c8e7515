"""From counted sums to the measures' values; the same arithmetic for the articles at hand and for resampled ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.agreement import measures as column
from annotator.agreement.alpha import alpha, character_alpha, disagreement, pooled_alpha
from annotator.agreement.f1 import f1
from annotator.agreement.measures import Sums
from annotator.agreement.table import Floats, Ints

MEASURES = ("f1", "boundary_f1", "relaxed_f1", "alpha", "character_alpha")
"""The last axis of `scores`, and the names in JSON."""


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Sums as the measures need them, for rows that are articles, or totals, or replicates.

    Attributes:
        matches: `(…, parts, 4)`: spans of both, equal pairs, spans that found their range, relaxed matches. The parts
            are the labels and then all together, or all together alone.
        layers: `(…, labels, 3)`: o = Σ W · C · (m − C) / (m − 1), covered n1, squares q.
        positions: `(…,)`: n.
    """

    matches: Floats
    layers: Floats
    positions: Floats

    @property
    def spans(self) -> Floats:
        """The spans of both, `(…, parts)`."""
        return self.matches[..., 0]

    def rows(self, rows: Ints) -> Counts:
        """Some of the rows."""
        return Counts(self.matches[rows], self.layers[rows], self.positions[rows])

    def together(self) -> Counts:
        """Without the parts by label."""
        return Counts(self.matches[..., -1:, :], self.layers, self.positions)

    def plus(self, other: Counts) -> Counts:
        """The sum, row by row."""
        return Counts(self.matches + other.matches, self.layers + other.layers, self.positions + other.positions)

    def less(self, other: Counts) -> Counts:
        """The difference, row by row."""
        return Counts(self.matches - other.matches, self.layers - other.layers, self.positions - other.positions)

    def total(self) -> Counts:
        """The sum over the first axis."""
        return Counts(self.matches.sum(axis=0), self.layers.sum(axis=0), self.positions.sum(axis=0))

    def flat(self) -> Floats:
        """All as one matrix, `(rows, columns)`."""
        rows = len(self.positions)
        return np.column_stack((self.matches.reshape(rows, -1), self.layers.reshape(rows, -1), self.positions))

    def like(self, flat: Floats) -> Counts:
        """What `flat` made a matrix of, `(rows, columns)`, in this one's shape."""
        edge = self.matches[0].size
        rows = len(flat)
        return Counts(
            flat[:, :edge].reshape(rows, *self.matches.shape[1:]),
            flat[:, edge:-1].reshape(rows, *self.layers.shape[1:]),
            flat[:, -1],
        )


def by_article(sums: Sums) -> Counts:
    """The counts of each article over all its annotators, `(articles, labels + 1, 4)` and so on."""
    if len(sums.where):
        cells = np.add.reduceat(sums.cells, sums.where.first[:-1], axis=0)
    else:
        cells = np.zeros((len(sums.table.articles), len(sums.table.labels), column.CELL_COLUMNS), dtype=np.int64)
    m = sums.table.finishers
    layers = sums.layers.astype(np.float64)
    layers[:, :, column.DIFFERING] /= np.maximum(m - 1, 1)[:, None]
    positions = (m * sums.table.lengths).astype(np.float64)
    return Counts(_matches(cells), layers, positions)


def by_cell(sums: Sums, rows: Ints | None = None) -> Counts:
    """The counts of each cell, or of some, `(cells, labels + 1, 4)` and so on."""
    cells = sums.cells if rows is None else sums.cells[rows]
    articles = sums.where.article if rows is None else sums.where.article[rows]
    covered = cells[:, :, column.COVERED_LEFT] + cells[:, :, column.COVERED_RIGHT]
    differing = covered - 2 * cells[:, :, column.COVERED_BOTH]
    layers = np.empty((*cells.shape[:2], 3))
    for place, sum_ in enumerate((differing, covered, cells[:, :, column.SQUARES])):
        layers[:, :, place] = sum_
    return Counts(_matches(cells), layers, 2.0 * sums.table.lengths[articles].astype(np.float64))


def _matches(cells: Ints) -> Floats:
    """Of cells or articles, `(…, labels, columns)`, what `Counts.matches` holds, all labels together last."""
    exact = cells[:, :, column.EXACT]
    found = np.empty((len(cells), cells.shape[1] + 1, 4))
    sums = (
        cells[:, :, column.SPANS_LEFT] + cells[:, :, column.SPANS_RIGHT],
        exact,
        2 * exact + cells[:, :, column.LABEL_LEFT] + cells[:, :, column.LABEL_RIGHT],
        cells[:, :, column.RELAXED],
    )
    for place, sum_ in enumerate(sums):
        found[:, :-1, place] = sum_
        found[:, -1, place] = sum_.sum(axis=1)
    return found


def scores(counts: Counts) -> Floats:
    """The measures, `(…, parts, len(MEASURES))`; NaN where one is undefined."""
    spans, exact, ranges, relaxed = np.moveaxis(counts.matches, -1, 0)
    parts = counts.matches.shape[-2]
    differing, covered, squares = np.moveaxis(counts.layers, -1, 0)
    positions = counts.positions[..., None]
    pooled = pooled_alpha(*disagreement(differing, positions, covered, squares))[..., None]
    pooled_characters = pooled_alpha(*disagreement(differing, positions, covered, covered))[..., None]
    unitizing = np.concatenate((alpha(differing, positions, covered, squares), pooled), axis=-1)
    characters = np.concatenate((character_alpha(differing, positions, covered), pooled_characters), axis=-1)
    return np.stack(
        (
            f1(exact, spans),
            # Each pair of equal ranges was counted from both its ends.
            f1(ranges / 2.0, spans),
            f1(relaxed, spans),
            unitizing[..., -parts:],
            characters[..., -parts:],
        ),
        axis=-1,
    )
