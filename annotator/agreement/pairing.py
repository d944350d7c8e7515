"""A table cut into blocks of whole articles, so that pairs of spans are listed in bounded memory; and those lists.

Within a block every article's finishers are numbered 0 … m−1 (their *rank*), and every two of them are a *cell*:
the place where two people's work on one article is compared. Cells are numbered through the whole table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from annotator.agreement.table import Bools, Ints, Table, tally
from annotator.model import AnnotatorError

BLOCK_SPANS = 2**17
_LISTED = 2**22
"""How many pairs of spans are looked at in one go."""

_MOST = 2**26
_SCATTERED = (1 << 31) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Every two finishers of every article, sorted by article, then by the two annotators.

    Attributes:
        first: `(articles + 1,)`, the number of each article's first cell.
        article, left, right: `(cells,)`, codes; `left < right` are annotators.
        ranks: `(cells, 2)`, the ranks of the two.
    """

    first: Ints
    article: Ints
    left: Ints
    right: Ints
    ranks: Ints

    def __len__(self) -> int:
        return len(self.article)


def cells_of(table: Table) -> Cells:
    """The cells of a table."""
    m = table.finishers
    first = np.zeros(len(m) + 1, dtype=np.int64)
    np.cumsum(m * (m - 1) // 2, out=first[1:])
    article, left, right = (np.zeros(int(first[-1]), dtype=np.int64) for _ in range(3))
    ranks = np.zeros((int(first[-1]), 2), dtype=np.int64)
    for count in np.unique(m[m >= 2]).tolist():
        these = np.flatnonzero(m == count)
        who = np.nonzero(table.done[these])[1].reshape(len(these), count)
        upper = np.stack(np.triu_indices(count, 1), axis=1)
        places = (first[these][:, None] + np.arange(len(upper))).ravel()
        article[places] = np.repeat(these, len(upper))
        left[places] = who[:, upper[:, 0]].ravel()
        right[places] = who[:, upper[:, 1]].ravel()
        ranks[places] = np.tile(upper, (len(these), 1))
    return Cells(first, article, left, right, ranks)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The spans of some whole articles, in the table's order.

    Attributes:
        base: the row of the table at which the block begins.
        articles: the range of article codes, `(first, one past the last)`.
        article, label, start, end, annotator, rank: `(spans,)`; `article` counts from the block's first one.
        m: `(articles,)`, finishers of each article; `most` is the largest of them.
        lots: `(spans,)`, a scattered number for the range of each.
        tagged: `(articles · most,)`, a number for what each finisher, by rank, has tagged in an article.
        first_cell: `(articles,)`, numbered through the block; `cells` says where in the whole table that is.
        pairs: `(cells, 3)`, article, lower rank and higher rank of each cell.
        labels: how many labels there are.
    """

    base: int
    articles: tuple[int, int]
    article: Ints
    label: Ints
    start: Ints
    end: Ints
    annotator: Ints
    rank: Ints
    lots: npt.NDArray[np.uint64]
    tagged: Ints
    m: Ints
    first_cell: Ints
    cells: slice
    pairs: Ints
    labels: int

    def __len__(self) -> int:
        return len(self.article)

    @property
    def most(self) -> int:
        """The largest number of finishers of an article."""
        return int(self.m.max(initial=1))

    @property
    def layer(self) -> Ints:
        """Article and label as one number, `(spans,)`."""
        return self.article * self.labels + self.label

    def cell(self, one: Ints, other: Ints) -> Ints:
        """The cell of every two spans (rows of the block, of one article and of different annotators)."""
        low = np.minimum(self.rank[one], self.rank[other])
        high = np.maximum(self.rank[one], self.rank[other])
        return self.cell_of(self.article[one], low, high)

    def cell_with(self, span: Ints, rank: Ints) -> Ints:
        """The cell of every span and another finisher, by rank, of its article."""
        low = np.minimum(self.rank[span], rank)
        return self.cell_of(self.article[span], low, np.maximum(self.rank[span], rank))

    def cell_of(self, article: Ints, low: Ints | int, high: Ints | int) -> Ints:
        """The cell, numbered through the block, of two ranks of an article, `low < high`."""
        return self.first_cell[article] + low * (2 * self.m[article] - low - 1) // 2 + high - low - 1


def blocks(table: Table, cells: Cells, articles: range, spans: int | None = None) -> Iterator[Block]:
    """Some articles of the table in blocks of whole ones; every article is in exactly one.

    Args:
        table: the spans.
        cells: its cells.
        articles: by code, without gaps.
        spans: about how many spans a block may have, by default so many that its arrays stay near a few megabytes.
    """
    m = table.finishers
    rank = np.cumsum(table.done, axis=1, dtype=np.int64) - 1
    spans = spans or max(BLOCK_SPANS // int(m.max(initial=1)), 1)
    ends = np.searchsorted(table.article, np.arange(len(m)), side="right")
    first = articles.start
    row = int(ends[first - 1]) if first else 0
    while first < articles.stop:
        last = min(max(int(np.searchsorted(ends, row + spans, side="right")), first + 1), articles.stop)
        stop = int(ends[last - 1])
        cut = slice(row, stop)
        in_cells = slice(int(cells.first[first]), int(cells.first[last]))
        article, label, start, end, annotator = (
            column[cut].astype(np.int64)
            for column in (table.article, table.label, table.start, table.end, table.annotator)
        )
        ranks, lots, most = rank[article, annotator], _scattered(start, end), int(m[first:last].max(initial=1))
        article -= first
        yield Block(
            base=row,
            articles=(first, last),
            article=article,
            label=label,
            start=start,
            end=end,
            annotator=annotator,
            rank=ranks,
            lots=lots,
            tagged=_summed(lots, label, article * most + ranks, (last - first) * most),
            m=m[first:last],
            first_cell=cells.first[first:last] - cells.first[first],
            cells=in_cells,
            pairs=np.column_stack((cells.article[in_cells] - first, cells.ranks[in_cells])),
            labels=len(table.labels),
        )
        first, row = last, stop


def _scattered(start: Ints, end: Ints) -> npt.NDArray[np.uint64]:
    """A scattered number for each range, `(spans,)`."""
    mixed = (start.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) ^ (
        end.astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    )
    found: npt.NDArray[np.uint64] = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return found


def _summed(lots: npt.NDArray[np.uint64], label: Ints, owner: Ints, owners: int) -> Ints:
    """A number for the spans of each owner, `(owners,)`, that depends on their ranges and labels alone."""
    few = (lots >> np.uint64(34)).astype(np.int64) * (label + 1) % _SCATTERED  # sums of these are exact
    return tally(owner, (owners,), few)


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Overlapping spans of two annotators of one article: rows of a block, `one` of the lower rank.

    `shared` is the intersection and `union` the union of each two, in code points.
    """

    one: Ints
    other: Ints
    shared: Ints
    union: Ints

    def __len__(self) -> int:
        return len(self.one)

    def where(self, keep: Bools) -> Edges:
        """The edges for which `keep`, `(edges,)`, is true."""
        rows = np.flatnonzero(keep)
        return Edges(self.one[rows], self.other[rows], self.shared[rows], self.union[rows])

    def alike(self, iou: Fraction) -> Bools:
        """Whether intersection over union reaches `iou`; compared in integers, hence exact."""
        return self.shared * iou.denominator >= self.union * iou.numerator


def overlaps(block: Block, rows: Ints, group: Ints, iou: Fraction = Fraction(0)) -> Edges:
    """Every two spans of one group and of different annotators that share a character (and reach `iou`).

    Args:
        block: the spans.
        rows: `(k,)`, which of them, in any order.
        group: `(k,)`, the group of each; only spans of one group meet. Groups never span articles.
        iou: the least intersection over union; the higher it is, the fewer pairs are looked at.

    Raises:
        AnnotatorError: if there are more than memory should hold.
    """
    width = int(block.end.max(initial=0)) + 1
    place = group * width + block.start[rows]
    order = np.argsort(place, kind="stable")
    rows, place = rows[order], place[order]
    start, end, rank = block.start[rows], block.end[rows], block.rank[rows]
    # The later of two alike spans starts while enough of the earlier one is left: at least iou of its length, and 1.
    enough = np.maximum(-(-(end - start) * iou.numerator // iou.denominator), 1)
    stop = np.searchsorted(place, place + (end - start) - enough, side="right")
    count = stop - np.arange(len(rows)) - 1
    parts: list[tuple[Ints, Ints, Ints, Ints]] = []
    listed = 0
    for low, high in _portions(count):
        some = count[low:high]
        i = np.repeat(np.arange(low, high), some)
        j = i + 1 + np.arange(len(i)) - np.repeat(np.cumsum(some) - some, some)
        apart = np.flatnonzero(rank[i] != rank[j])
        i, j = i[apart], j[apart]
        shared = np.minimum(end[i], end[j]) - start[j]
        union = np.maximum(end[i], end[j]) - start[i]
        good = np.flatnonzero(shared * iou.denominator >= union * iou.numerator)
        i, j, shared, union = i[good], j[good], shared[good], union[good]
        turned = rank[i] > rank[j]
        parts.append((rows[np.where(turned, j, i)], rows[np.where(turned, i, j)], shared, union))
        listed += len(i)
        if listed > _MOST:
            raise AnnotatorError(
                f"more than {_MOST:,} pairs of spans overlap in one article or a few: thousands of spans lie on one "
                "another there; take them out, or choose other articles with --article"
            )
    if not parts:
        none = np.zeros(0, dtype=np.int64)
        return Edges(none, none, none, none)
    return Edges(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _portions(count: Ints) -> Iterator[tuple[int, int]]:
    """Ranges of spans whose pairs number at most `_LISTED`, or that are one span long."""
    total = np.cumsum(count)
    low, before = 0, 0
    while low < len(count):
        high = max(int(np.searchsorted(total, before + _LISTED, side="right")), low + 1)
        if int(total[high - 1]) > before:
            yield low, high
        low, before = high, int(total[high - 1])
