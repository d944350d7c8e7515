"""The integers behind every value: per article and label, and per cell (two annotators in one article) and label.

All are sums over articles, so that any partition of the articles adds up to the same integers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from annotator.agreement.alpha import alpha, character_alpha, disagreement, pooled_alpha, sweep
from annotator.agreement.pairing import (
    Block,
    Cells,
    Disagreements,
    Kind,
    align,
    block_cuts,
    blocks,
    cells_of,
    f1,
    identical,
    overlaps,
    relaxed,
    spans_a_block,
)
from annotator.agreement.table import Floats, Ints, Table, tally
from annotator.engine import THIS_MACHINE, Engine, Step
from annotator.errors import AnnotatorError

_LARGEST = 2**27
_MANY = 2**18
"""Spans that are worth a second process."""

CELL_COLUMNS = 13
(
    SPANS_LEFT, SPANS_RIGHT, EXACT, LABEL_LEFT, LABEL_RIGHT, BOUNDARY, OTHER_LEFT, OTHER_RIGHT, RELAXED,
    COVERED_LEFT, COVERED_RIGHT, COVERED_BOTH, SQUARES,
) = range(CELL_COLUMNS)  # fmt: skip
"""Columns of `Sums.cells`: spans of the two annotators; pairs equal in range and label; pairs of one range and two labels,
by the left and by the right one's; pairs of one label and two ranges (split ones too); pairs that differ in both, by the
left and by the right label; pairs matched at the IoU threshold; characters that each and both cover; the summed squares
of both annotators' units. The pairs of the first kinds are those of one matching, see `disagreements`."""

DIFFERING, COVERED, SQUARED = range(3)
"""Columns of `Sums.layers`: Σ W · C · (m − C), characters covered over annotators, squares of their units."""


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """What was counted.

    Attributes:
        table: the shared articles.
        where: the cells' articles and annotators.
        cells: `(cells, labels, 13)`.
        layers: `(articles, labels, 3)`.
        differences: the pairs and lone spans that are not equal.
    """

    table: Table
    where: Cells
    cells: Ints
    layers: Ints
    differences: Disagreements


def count(table: Table, iou: Fraction, block_spans: int | None = None, engine: Engine = THIS_MACHINE) -> Sums:
    """Count all that the measures need, in one pass over the table in blocks of articles.

    Args:
        table: spans of any articles; those with a single finisher are left out.
        iou: the least intersection over union of a relaxed match.
        block_spans: spans a block; changes memory, never a number.
        engine: who counts.

    Raises:
        AnnotatorError: if there are so many labels, annotators and articles that the sums would not fit in memory.
    """
    table = table.shared()
    where = cells_of(table)
    labels = len(table.labels)
    if len(where) * labels > _LARGEST:
        raise AnnotatorError(
            f"{len(where):,} pairs of annotators and articles with {labels:,} labels are too many: choose with --label"
        )
    cells = np.zeros((len(where), labels, CELL_COLUMNS), dtype=np.int64)
    layers = np.zeros((len(table.articles), labels, 3), dtype=np.int64)
    counting = _Counting(iou, block_spans or spans_a_block(table))
    cuts = block_cuts(table, counting.block_spans)
    rows = np.searchsorted(table.article, [cut.start for cut in cuts] + [len(table.articles)])
    sizes: list[int] = np.diff(rows).tolist()
    shares = engine.shares(sizes, _MANY)
    ranges = [range(cuts[share.start].start, cuts[share.stop - 1].stop) for share in shares]
    parts = [table.some(articles) for articles in ranges]
    found = []
    counted = engine.map(_count_part, counting, parts, [len(part.article) for part in parts])
    for block, articles, row in zip(counted, cuts, rows.tolist(), strict=False):
        own = slice(int(where.first[articles.start]), int(where.first[articles.stop]))
        cells[own], layers[articles.start : articles.stop] = block.cells, block.layers
        found.append(block.differences.moved(row, own.start))
    return Sums(table, where, cells, layers, Disagreements.joined(found))


class _Counting(NamedTuple):
    """How it is counted."""

    iou: Fraction
    block_spans: int


class _Counted(NamedTuple):
    """What was counted in a block, whose rows and cells are numbered from 0."""

    cells: Ints
    layers: Ints
    differences: Disagreements


def _count_part(counting: _Counting, table: Table, _: Step | None) -> Iterator[_Counted]:
    """Count some whole blocks."""
    labels = len(table.labels)
    for block in blocks(table, cells_of(table), counting.block_spans):
        cells = np.zeros((len(block.pairs), labels, CELL_COLUMNS), dtype=np.int64)
        layers = np.zeros((len(block.m), labels, 3), dtype=np.int64)
        yield _Counted(cells, layers, _count_block(block, counting.iou, cells, layers))


def _count_block(block: Block, iou: Fraction, cells: Ints, layers: Ints) -> Disagreements:
    """Fill in the block's part of both arrays."""
    labels = block.labels
    shape = len(block.pairs), labels
    exact = identical(block)
    same_label = overlaps(block, np.arange(len(block)), block.layer, Fraction(0))
    differences = align(block, exact, same_label, iou)
    alike = same_label.where(relaxed(block, same_label, iou))
    by_rank = (len(block.m), block.most, labels)
    spans = tally((block.article * block.most + block.rank) * labels + block.label, by_rank)
    found = sweep(block)
    article, low, high = block.pairs.T
    cells[:, :, SPANS_LEFT] = spans[article, low]
    cells[:, :, SPANS_RIGHT] = spans[article, high]
    cells[:, :, EXACT] = tally(block.cell(exact.one, exact.other) * labels + block.label[exact.one], shape)
    _count_kinds(block, differences, cells)
    cells[:, :, RELAXED] = tally(block.cell(alike.one, alike.other) * labels + block.label[alike.one], shape)
    cells[:, :, COVERED_LEFT] = found.covered[article, low]
    cells[:, :, COVERED_RIGHT] = found.covered[article, high]
    cells[:, :, COVERED_BOTH] = found.both
    cells[:, :, SQUARES] = found.squares[article, low] + found.squares[article, high]
    layers[:, :, DIFFERING] = found.differing
    layers[:, :, COVERED] = found.covered.sum(axis=1)
    layers[:, :, SQUARED] = found.squares.sum(axis=1)
    return differences


def _count_kinds(block: Block, found: Disagreements, cells: Ints) -> None:
    """Fill in the columns of matched pairs that differ."""
    shape = cells.shape[:2]
    cell = found.cell.astype(np.int64) * block.labels
    left, right = cell + block.label[found.one], cell + block.label[found.other]
    same_range, both = found.kind == Kind.LABEL, found.kind == Kind.LABEL_AND_BOUNDARY
    cells[:, :, LABEL_LEFT], cells[:, :, LABEL_RIGHT] = tally(left[same_range], shape), tally(right[same_range], shape)
    cells[:, :, OTHER_LEFT], cells[:, :, OTHER_RIGHT] = tally(left[both], shape), tally(right[both], shape)
    cells[:, :, BOUNDARY] = tally(left[~same_range & ~both], shape)


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Sums as the measures need them, for rows that are articles, or totals.

    Attributes:
        matches: `(…, parts, columns)`: the sums that `MEASURES` name, spans of both first. The parts are the labels
            and then all together, or all together alone.
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

    def of(self, summed: Summed) -> Floats:
        """One of the sums that `MEASURES` name, `(…, parts)`."""
        return self.matches[..., summed_columns().index(summed)]

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
        cells = np.zeros((len(sums.table.articles), len(sums.table.labels), CELL_COLUMNS), dtype=np.int64)
    m = sums.table.finishers
    layers = sums.layers.astype(np.float64)
    layers[:, :, DIFFERING] /= np.maximum(m - 1, 1)[:, None]
    positions = (m * sums.table.lengths).astype(np.float64)
    return Counts(_matches(cells), layers, positions)


def by_cell(sums: Sums) -> Counts:
    """The counts of each cell, `(cells, labels + 1, 4)` and so on."""
    return counts_of(sums.cells, sums.table.lengths[sums.where.article])


def counts_of(cells: Ints, lengths: Ints) -> Counts:
    """The counts of cells, or of sums of the cells of two annotators each, given the code points that they are of."""
    covered = cells[:, :, COVERED_LEFT] + cells[:, :, COVERED_RIGHT]
    differing = covered - 2 * cells[:, :, COVERED_BOTH]
    layers = np.empty((*cells.shape[:2], 3))
    for place, sum_ in enumerate((differing, covered, cells[:, :, SQUARES])):
        layers[:, :, place] = sum_
    return Counts(_matches(cells), layers, 2.0 * lengths.astype(np.float64))


def _matches(cells: Ints) -> Floats:
    """Of cells or articles, `(…, labels, columns)`, what `Counts.matches` holds, all labels together last."""
    columns = summed_columns()
    found = np.empty((len(cells), cells.shape[1] + 1, len(columns)))
    for place, summed in enumerate(columns):
        found[:, :-1, place] = summed(cells)
        found[:, -1, place] = found[:, :-1, place].sum(axis=1)
    return found


def scores(counts: Counts) -> Floats:
    """The measures, `(…, parts, len(MEASURES))`; NaN where one is undefined."""
    return np.stack([measure.value(counts) for measure in MEASURES.values()], axis=-1)


Summed = Callable[[Ints], Ints]
"""Of cells, `(cells, labels, columns)`, the integers that a measure sums over articles, `(cells, labels)`."""


def spans_of_both(cells: Ints) -> Ints:
    """n_A + n_B."""
    return cells[..., SPANS_LEFT] + cells[..., SPANS_RIGHT]


def equal_pairs(cells: Ints) -> Ints:
    """Pairs equal in range and label."""
    return cells[..., EXACT]


def spans_of_equal_range(cells: Ints) -> Ints:
    """Spans that found their range, under whatever label: each pair is counted from both its ends."""
    return 2 * cells[..., EXACT] + cells[..., LABEL_LEFT] + cells[..., LABEL_RIGHT]


def relaxed_pairs(cells: Ints) -> Ints:
    """Pairs matched at the IoU threshold."""
    return cells[..., RELAXED]


def _strict_f1(counts: Counts) -> Floats:
    return f1(counts.of(equal_pairs), counts.spans)


def _boundary_f1(counts: Counts) -> Floats:
    return f1(counts.of(spans_of_equal_range) / 2.0, counts.spans)


def _relaxed_f1(counts: Counts) -> Floats:
    return f1(counts.of(relaxed_pairs), counts.spans)


def _unitizing_alpha(counts: Counts) -> Floats:
    differing, covered, squares = np.moveaxis(counts.layers, -1, 0)
    positions = counts.positions[..., None]
    pooled = pooled_alpha(*disagreement(differing, positions, covered, squares))[..., None]
    by_label = alpha(differing, positions, covered, squares)
    return np.concatenate((by_label, pooled), axis=-1)[..., -counts.matches.shape[-2] :]


def _character_alpha(counts: Counts) -> Floats:
    differing, covered, _ = np.moveaxis(counts.layers, -1, 0)
    positions = counts.positions[..., None]
    pooled = pooled_alpha(*disagreement(differing, positions, covered, covered))[..., None]
    by_label = character_alpha(differing, positions, covered)
    return np.concatenate((by_label, pooled), axis=-1)[..., -counts.matches.shape[-2] :]


class Measure(NamedTuple):
    """One measure: all that the reports need to know of it.

    Attributes:
        name: in JSON.
        title: in text, on the page and on the screen.
        meaning: what it counts, in a few words; `{iou}` stands for the threshold.
        sums: what is summed over articles for it, besides the spans of both and the layers of alpha.
        value: computes it from such sums, `(…, parts)`; NaN where undefined.
        tile: its place among the large figures of the page; 0 for none.
        on_tile: what it means, in the words of that place, where they are others.
        column: how important its column is in the tables of labels, pairs, annotators and articles (1: the most; a
            narrow screen shows these alone), of which differences are reported too; 0 for none.
        drawn: its marker and its colour in the chart of intervals.
        narrow: its title over narrow columns, where it is another.
        cited: as the card of a dataset names it; empty if it does not.
        least: the lowest value that there can be, of 1 at most.
    """

    name: str
    title: str
    meaning: str
    sums: tuple[Summed, ...]
    value: Callable[[Counts], Floats]
    tile: int = 0
    on_tile: str = ""
    column: int = 0
    drawn: tuple[str, str] | None = None
    narrow: str = ""
    cited: str = ""
    least: float = 0.0


MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure(
            "f1", "strict F1", "same label and same boundaries", (equal_pairs,), _strict_f1,
            tile=1, column=1, drawn=("o", "#0072B2"), narrow="F1",
            cited="pairwise span F1, strict (equal start, end and label)",
        ),
        Measure(
            "boundary_f1", "boundaries only", "same boundaries, any label", (spans_of_equal_range,), _boundary_f1, tile=3
        ),
        Measure(
            "relaxed_f1", "relaxed F1", "same label, overlap (IoU) of {iou} or more", (relaxed_pairs,), _relaxed_f1,
            tile=2, column=3, drawn=("s", "#D55E00"), narrow="relaxed",
            cited="pairwise span F1, relaxed (same label, intersection over union at least 0.5)",
        ),
        Measure(
            "alpha", "alpha", "unitizing, corrected for chance", (), _unitizing_alpha,
            tile=4, on_tile="corrected for chance; limits 0.667 and 0.800", column=2, drawn=("D", "#009E73"),
            cited="unitizing alpha (Krippendorff et al. 2016; chance-corrected)", least=-1.0,
        ),
        Measure(
            "character_alpha", "character alpha", "the same, character by character", (), _character_alpha, least=-1.0
        ),
    )
}  # fmt: skip
"""Every measure by its name, in the order of the reports and of the last axis of `scores`. A new one is a function and a
row: text, page, screen and JSON show it with its interval."""


def summed_columns() -> list[Summed]:
    """What the last axis of `Counts.matches` holds."""
    return list(dict.fromkeys((spans_of_both, *(summed for measure in MEASURES.values() for summed in measure.sums))))


def columns_shown() -> list[Measure]:
    """The measures that have a column in the tables, in the order of the reports."""
    return [measure for measure in MEASURES.values() if measure.column]


def column_of(name: str) -> int:
    """The place of a measure on the last axis of `scores`."""
    return list(MEASURES).index(name)
