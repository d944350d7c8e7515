"""A table cut into blocks of whole articles, so that pairs of spans are listed in bounded memory; and those lists.

Within a block every article's finishers are numbered 0 … m−1 (their *rank*), and every two of them are a *cell*:
the place where two people's work on one article is compared. Cells are numbered through the whole table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from annotator.agreement.table import Bools, Floats, Ints, Table, tally
from annotator.errors import AnnotatorError
from annotator.journal.columns import Small, differs, small
from annotator.text.sanitize import one_line

BLOCK_SPANS = 2**17
_LISTED = 2**22
"""How many pairs of spans are looked at in one go."""

_MOST, _MOST_A_SPAN = 2**21, 64
"""How many pairs of spans may overlap in a block, whatever it holds, and beside that for each of its spans.

A corpus in which every span overlaps a dozen has far fewer. Without a bound, one article with thousands of spans on one
another, which nobody made by hand, takes hours and all memory: pairs grow with the square of its spans.
"""
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
        article, label, start, end, annotator, rank: `(spans,)`; `article` counts from the block's first one.
        m: `(articles,)`, finishers of each article; `most` is the largest of them.
        lots: `(spans,)`, a scattered number for the range of each.
        tagged: `(articles · most,)`, a number for what each finisher, by rank, has tagged in an article.
        first_cell: `(articles,)`, numbered through the block.
        pairs: `(cells, 3)`, article, lower rank and higher rank of each cell.
        labels: how many labels there are.
        names: the articles' ids.
    """

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
    pairs: Ints
    labels: int
    names: Sequence[str]

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


def spans_a_block(table: Table) -> int:
    """About how many spans a block may have, so that its arrays stay near a few megabytes."""
    return max(BLOCK_SPANS // int(table.finishers.max(initial=1)), 1)


def block_cuts(table: Table, spans: int) -> list[range]:
    """The articles, by code, of blocks of whole ones with about so many spans; every article is in exactly one.

    What follows one of these cuts is cut in the same way by itself.
    """
    ends = np.searchsorted(table.article, np.arange(len(table.articles)), side="right")
    found = []
    first, row = 0, 0
    while first < len(ends):
        last = min(max(int(np.searchsorted(ends, row + spans, side="right")), first + 1), len(ends))
        found.append(range(first, last))
        first, row = last, int(ends[last - 1])
    return found


def blocks(table: Table, cells: Cells, spans: int) -> Iterator[Block]:
    """The table in blocks, see `block_cuts`.

    Args:
        table: the spans.
        cells: its cells.
        spans: about how many spans a block may have.
    """
    m = table.finishers
    rank = np.cumsum(table.done, axis=1, dtype=np.int64) - 1
    for cut in block_cuts(table, spans):
        first, last = cut.start, cut.stop
        rows = slice(*np.searchsorted(table.article, (first, last)).tolist())
        in_cells = slice(int(cells.first[first]), int(cells.first[last]))
        article, label, start, end, annotator = (
            column[rows].astype(np.int64)
            for column in (table.article, table.label, table.start, table.end, table.annotator)
        )
        ranks, lots, most = rank[article, annotator], _scattered(start, end), int(m[first:last].max(initial=1))
        article -= first
        yield Block(
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
            pairs=np.column_stack((cells.article[in_cells] - first, cells.ranks[in_cells])),
            labels=len(table.labels),
            names=table.articles[first:last],
        )


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
    if int(count.sum()) > _MOST + _MOST_A_SPAN * len(rows):
        raise _crowded(block, rows, count)
    parts: list[tuple[Ints, Ints, Ints, Ints]] = []
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
    if not parts:
        none = np.zeros(0, dtype=np.int64)
        return Edges(none, none, none, none)
    return Edges(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _crowded(block: Block, rows: Ints, count: Ints) -> AnnotatorError:
    """What to say of a block with too many overlapping pairs; it names the article that has most of them."""
    pairs = np.bincount(block.article[rows], weights=count)
    article = one_line(block.names[int(np.argmax(pairs))])
    return AnnotatorError(
        f"{article}: {int(pairs.max()):,} pairs of spans overlap, as thousands of spans lie on one another there: take "
        "them out, or choose other articles with --article"
    )


def _portions(count: Ints) -> Iterator[tuple[int, int]]:
    """Ranges of spans whose pairs number at most `_LISTED`, or that are one span long."""
    total = np.cumsum(count)
    low, before = 0, 0
    while low < len(count):
        high = max(int(np.searchsorted(total, before + _LISTED, side="right")), low + 1)
        if int(total[high - 1]) > before:
            yield low, high
        low, before = high, int(total[high - 1])


_KEY_BITS, _LOT_BITS = 62, 63
_ROUNDS = 24
"""Rounds by weight; dense graphs would need as many as they have nodes, and go on by chance."""


def maximum_matching(left: Ints, right: Ints, weight: Floats, lot: Ints, nodes: int) -> Bools:
    """Which edges a maximum matching takes.

    Its size is the largest there is (augmenting paths: Berge 1957; searched from all free nodes at once, as in
    Azad, Buluç & Pothen 2017). Among the largest ones it starts from the heaviest edges and leaves no end that they
    matched alone. What it does in one component of the graph depends on nothing outside of it.

    Args:
        left: `(edges,)`, node numbers below `nodes`.
        right: likewise, on the other side. No edge stands here twice.
        weight: `(edges,)`, the larger the sooner taken.
        lot: `(edges,)`, not negative, decides between equal weights, the smaller first; any order does, a scattered one is quickest.
        nodes: how many numbers there are on either side.

    Returns:
        `(edges,)` booleans.
    """
    alone: Bools = (np.bincount(left, minlength=nodes)[left] == 1) & (np.bincount(right, minlength=nodes)[right] == 1)
    rest = np.flatnonzero(~alone)
    if len(rest):
        # Most edges stand alone; only the ends of the others need numbers.
        lefts, one = np.unique(left[rest], return_inverse=True)
        rights, other = np.unique(right[rest], return_inverse=True)
        alone[rest] = _matched(one, other, weight[rest], lot[rest], max(len(lefts), len(rights)))
    return alone


def _matched(left: Ints, right: Ints, weight: Floats, lot: Ints, nodes: int) -> Bools:
    """Which edges a maximum matching takes, for ends that are numbered without gaps."""
    mate_left = np.full(nodes, -1, dtype=np.int64)
    mate_right = mate_left.copy()
    order = _heaviest_first(weight, lot)
    rest = _greedy(order, left, right, mate_left, mate_right, _ROUNDS)
    if len(rest):
        rest = rest[np.argsort(lot[rest], kind="stable")]
        _greedy(rest, left, right, mate_left, mate_right, None)
    _augment(left, right, lot, mate_left, mate_right)
    taken: Bools = mate_left[left] == right
    return taken


def _heaviest_first(weight: Floats, lot: Ints) -> Ints:
    """The order by weight, the heaviest first, and by lot where weights are equal (by as many of its bits as fit)."""
    order = np.argsort(-weight)
    sorted_weight = weight[order]
    place = np.zeros(len(order), dtype=np.int64)
    np.cumsum(sorted_weight[1:] != sorted_weight[:-1], out=place[1:])
    bits = _KEY_BITS - int(place[-1]).bit_length()
    return order[np.argsort((place << bits) | (lot[order] >> (_LOT_BITS - bits)), kind="stable")]


def _greedy(order: Ints, left: Ints, right: Ints, mate_left: Ints, mate_right: Ints, rounds: int | None) -> Ints:
    """Take over and over every edge that is the first one of both its ends; fills in the mates.

    Returns:
        The edges between free nodes that are left after so many rounds (`None`: as many as it takes).
    """
    first_left = np.empty_like(mate_left)
    first_right = np.empty_like(mate_right)
    while len(order) and rounds != 0:
        one, other = left[order], right[order]
        numbers = np.arange(len(order))
        # Of repeated places the last one written stays: backwards, that is the first edge.
        first_left[one[::-1]] = numbers[::-1]
        first_right[other[::-1]] = numbers[::-1]
        best = (first_left[one] == numbers) & (first_right[other] == numbers)
        mate_left[one[best]] = other[best]
        mate_right[other[best]] = one[best]
        order = order[(mate_left[one] < 0) & (mate_right[other] < 0)]
        rounds = None if rounds is None else rounds - 1
    return order


def _augment(left: Ints, right: Ints, lot: Ints, mate_left: Ints, mate_right: Ints) -> None:
    """Lengthen the matching, in place, along augmenting paths until there is none."""
    free = mate_left[left] < 0
    if not free.any():
        return
    order = np.argsort(left, kind="stable")
    ends, lots = right[order], lot[order]
    offsets = np.searchsorted(left[order], np.arange(len(mate_left) + 1))
    parent = np.full(len(mate_right), -1, dtype=np.int64)
    root = np.full(len(mate_left), -1, dtype=np.int64)
    starts = np.unique(left[free])
    while len(starts):
        found = _search(starts, (offsets, ends, lots), mate_right, parent, root)
        for end in found:
            _flip(int(end), parent, mate_left, mate_right)
        if not len(found):
            break
        parent[:] = -1
        starts = starts[mate_left[starts] < 0]


def _search(starts: Ints, graph: tuple[Ints, Ints, Ints], mate_right: Ints, parent: Ints, root: Ints) -> Ints:
    """Free right nodes at the ends of alternating paths from `starts`, one a start; no two paths share a node.

    A breadth-first forest: every right node gets one parent at most, by lot, so that the trees are disjoint and many.
    """
    offsets, ends, lots = graph
    root[starts] = starts
    frontier = starts
    done = np.zeros(len(root), dtype=np.bool_)
    found: list[Ints] = []
    while len(frontier):
        count = offsets[frontier + 1] - offsets[frontier]
        source = np.repeat(frontier, count)
        places = np.repeat(offsets[frontier] - (np.cumsum(count) - count), count) + np.arange(len(source))
        new = parent[ends[places]] < 0
        source, places = source[new], places[new]
        drawn = np.argsort(lots[places], kind="stable")
        reached, first = np.unique(ends[places[drawn]], return_index=True)
        source = source[drawn][first]
        parent[reached] = source
        open_end = mate_right[reached] < 0
        roots, one = np.unique(root[source[open_end]], return_index=True)
        found.append(reached[open_end][one])
        done[roots] = True
        frontier = mate_right[reached[~open_end]]
        root[frontier] = root[source[~open_end]]
        frontier = frontier[~done[root[frontier]]]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def _flip(end: int, parent: Ints, mate_left: Ints, mate_right: Ints) -> None:
    """Turn the path that leads to the free right node `end`: its free edges are taken, its taken ones freed."""
    while end >= 0:
        source = int(parent[end])
        following = int(mate_left[source])
        mate_left[source] = end
        mate_right[end] = source
        end = following


def f1(matched: Ints | Floats, spans: Ints | Floats) -> Floats:
    """2 · TP / (n_A + n_B), the harmonic mean of precision and recall whichever side is called the reference.

    Without a count of true negatives it equals positive specific agreement (Hripcsak & Rothschild 2005, eq. 4).

    Args:
        matched: TP, pairs of spans counted as the same, any shape.
        spans: n_A + n_B, of the same shape.

    Returns:
        The same shape; NaN where there is no span at all.
    """
    spans = np.asarray(spans, dtype=np.float64)
    value: Floats = np.full(spans.shape, np.nan)
    np.divide(2.0 * matched, spans, out=value, where=spans > 0)
    return value


def identical(block: Block) -> Edges:
    """Every two spans of an article that are equal in start, end and label, of two annotators."""
    fresh = np.ones(len(block) + 1, dtype=np.bool_)
    fresh[1:-1] = differs(block.article, block.label, block.start, block.end)
    begins = np.flatnonzero(fresh)
    row = np.arange(len(block))
    count = np.repeat(begins[1:], np.diff(begins)) - row - 1
    one = np.repeat(row, count)
    other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(count) - count, count)
    length = block.end[one] - block.start[one]
    return Edges(one, other, length, length)


def nodes(block: Block, edges: Edges) -> tuple[Ints, Ints]:
    """Both ends of each edge as nodes: a span as seen from one other annotator, `span · most + rank of the other`."""
    most = block.most
    return edges.one * most + block.rank[edges.other], edges.other * most + block.rank[edges.one]


def match(block: Block, edges: Edges, weight: Floats) -> Bools:
    """Which edges a maximum one-to-one matching takes, every two annotators by themselves; heavier ones sooner.

    Which of several equally good matchings that is depends on what the two tagged, and not on who they are.
    """
    lots = (block.lots[edges.one] + block.lots[edges.other]) >> np.uint64(1)
    one, other = nodes(block, edges)
    owner = block.article[edges.one] * block.most
    turned = block.tagged[owner + block.rank[edges.one]] > block.tagged[owner + block.rank[edges.other]]
    left, right = np.where(turned, other, one), np.where(turned, one, other)
    return maximum_matching(left, right, weight, lots.astype(np.int64), len(block) * block.most)


def relaxed(block: Block, same_label: Edges, iou: Fraction) -> Bools:
    """Which edges between spans of one label a maximum one-to-one matching takes, of those that reach `iou`.

    Args:
        block: the spans.
        same_label: their overlaps within each label.
        iou: the least intersection over union.

    Returns:
        `(edges,)` booleans. Every two annotators are matched apart from the others.
    """
    alike = same_label.alike(iou)
    edges = same_label.where(alike)
    chosen = np.zeros(len(alike), dtype=np.bool_)
    chosen[alike] = match(block, edges, edges.shared / edges.union)
    return chosen


class Kind(IntEnum):
    """How two annotators' work on one span relates."""

    AGREE = 0
    LABEL = 1
    """The same range under another label."""
    MARKS = 2
    """The same label; the boundaries differ by spaces and punctuation alone."""
    START = 3
    END = 4
    BOTH = 5
    SPLIT = 6
    """One annotator's span is two or more separate ones of the other, of the same label."""
    LABEL_AND_BOUNDARY = 7
    MISSING = 8


KIND_NAMES = {
    Kind.AGREE: "agree",
    Kind.LABEL: "label",
    Kind.MARKS: "space or punctuation",
    Kind.START: "start",
    Kind.END: "end",
    Kind.BOTH: "both",
    Kind.SPLIT: "split or merged",
    Kind.LABEL_AND_BOUNDARY: "label and boundary",
    Kind.MISSING: "missing",
}
KIND_TERMS = KIND_NAMES | {Kind.BOTH: "start and end"}
"""What text, page and screens call them."""
BOUNDARY = (Kind.MARKS, Kind.START, Kind.END, Kind.BOTH)
_FREE, _NO_NODE = -1, -2


@dataclass(frozen=True, slots=True, eq=False)
class Disagreements:
    """Every pair of spans matched but not equal, and every span without a partner, by their rows.

    Attributes:
        one, other: `(matched,)`, the spans of the annotator with the lower and the higher code.
        kind: `(matched,)`, a `Kind` each.
        cell: `(matched,)`.
        lone: `(alone,)`, spans without a partner in their cell.
        lone_cell: `(alone,)`.
        piece: `(pieces,)`, further pieces of a split span; they are part of its one disagreement.
        piece_cell: `(pieces,)`.
    """

    one: Small
    other: Small
    kind: Small
    cell: Small
    lone: Small
    lone_cell: Small
    piece: Small
    piece_cell: Small

    @classmethod
    def joined(cls, parts: Sequence[Disagreements]) -> Disagreements:
        """Several blocks' disagreements as one."""
        none = np.zeros(0, dtype=np.int8)
        return cls(*(np.concatenate([none, *(getattr(part, name) for part in parts)]) for name in cls.__slots__))

    def moved(self, rows: int, cells: int) -> Disagreements:
        """The same where so many rows and cells come before those that these are of."""
        by = dict.fromkeys(("one", "other", "lone", "piece"), rows) | dict.fromkeys(
            ("cell", "lone_cell", "piece_cell"), cells
        )
        return replace(self, **{name: small(getattr(self, name).astype(np.int64) + more) for name, more in by.items()})


class _State:
    """Which nodes (a span as seen from one other annotator) have a partner by now."""

    def __init__(self, block: Block) -> None:
        most = block.most
        self.block = block
        ranks = np.arange(most)
        real = (ranks != block.rank[:, None]) & (ranks < block.m[block.article][:, None])
        self.kind = np.where(real, _FREE, _NO_NODE).astype(np.int8).ravel()
        self.partner = np.full(len(self.kind), -1, dtype=np.int64)
        self.taken: list[tuple[Edges, Kind]] = []

    def free(self, edges: Edges) -> Edges:
        """The edges whose two ends are still free."""
        one, other = nodes(self.block, edges)
        return edges.where((self.kind[one] == _FREE) & (self.kind[other] == _FREE))

    def rows(self) -> Ints:
        """The spans that are free towards anybody."""
        free = self.kind.reshape(len(self.block), self.block.most) == _FREE
        return np.flatnonzero(np.logical_or.reduce([free[:, rank] for rank in range(self.block.most)]))

    def take(self, edges: Edges, kind: Kind) -> None:
        """Match the two ends of each edge; no node stands in two of them."""
        one, other = nodes(self.block, edges)
        self.kind[one] = self.kind[other] = kind
        self.partner[one] = edges.other
        self.partner[other] = edges.one
        self.taken.append((edges, kind))

    def match(self, edges: Edges, weight: Floats, kind: Kind) -> None:
        """Match as many free ends as possible, the heaviest edges first."""
        self.take(edges.where(match(self.block, edges, weight)), kind)


def align(block: Block, exact: Edges, same_label: Edges, iou: Fraction) -> Disagreements:
    """Match the spans of every two annotators of a block and name what differs.

    Args:
        block: the spans.
        exact: those that are equal.
        same_label: those of one label that overlap.
        iou: how alike spans of different labels must be to count as one span labelled in two ways. A lower bar would
            call a number inside a claim a confusion whenever each annotator missed one of the two.

    Returns:
        The disagreements: rows and cells of the block; boundary kinds are START, END or BOTH, since texts are not seen here.
    """
    state = _State(block)
    state.take(exact, Kind.AGREE)
    same_range = state.free(overlaps(block, state.rows(), block.article[state.rows()], Fraction(1)))
    order_of_labels = -(block.label[same_range.one] + block.label[same_range.other]).astype(np.float64)
    state.match(same_range, order_of_labels, Kind.LABEL)
    free = state.free(same_label)
    state.match(free, free.shared / free.union, Kind.BOTH)
    free = state.free(overlaps(block, state.rows(), block.article[state.rows()], iou))
    state.match(free, free.shared / free.union, Kind.LABEL_AND_BOUNDARY)
    pieces, whole = _pieces(block, state, same_label)
    return _collect(block, state, pieces, whole)


def _pieces(block: Block, state: _State, same_label: Edges) -> tuple[Ints, Bools]:
    """Lone spans that are a further piece of a span which the other annotator left whole.

    Returns:
        The nodes of the pieces; and for every node whether its span was split, or is the piece first matched.
    """
    forward, backward = nodes(block, same_label)
    piece = np.concatenate((forward, backward))
    whole = np.concatenate((backward, forward))
    shared = np.tile(same_label.shared, 2)
    of_split = np.zeros(len(state.kind), dtype=np.bool_)
    lone = np.flatnonzero((state.kind[piece] == _FREE) & (state.kind[whole] == Kind.BOTH))
    piece, whole, shared = piece[lone], whole[lone], shared[lone]
    first = state.partner[whole]
    span = piece // block.most
    separate = (block.end[span] <= block.start[first]) | (block.start[span] >= block.end[first])
    piece, whole, shared, first = piece[separate], whole[separate], shared[separate], first[separate]
    order = np.lexsort((whole, -shared, piece))
    chosen, best = np.unique(piece[order], return_index=True)
    whole, first = whole[order][best], first[order][best]
    of_split[whole] = True
    of_split[first * block.most + block.rank[whole // block.most]] = True
    return chosen, of_split


def _collect(block: Block, state: _State, pieces: Ints, of_split: Bools) -> Disagreements:
    edges = [(edges, kind) for edges, kind in state.taken if kind is not Kind.AGREE]
    one = np.concatenate([edge.one for edge, _ in edges])
    other = np.concatenate([edge.other for edge, _ in edges])
    kind = np.repeat([int(kind) for _, kind in edges], [len(edge) for edge, _ in edges]).astype(np.int64)
    overlapping = kind == Kind.BOTH
    kind[overlapping & (block.end[one] == block.end[other])] = Kind.START
    kind[overlapping & (block.start[one] == block.start[other])] = Kind.END
    kind[overlapping & of_split[one * block.most + block.rank[other]]] = Kind.SPLIT
    cell = block.cell(one, other)
    state.kind[pieces] = Kind.SPLIT
    lone = np.flatnonzero(state.kind == _FREE)
    return Disagreements(
        one=small(one),
        other=small(other),
        kind=kind.astype(np.int8),
        cell=small(cell),
        lone=small(lone // block.most),
        lone_cell=small(block.cell_with(lone // block.most, lone % block.most)),
        piece=small(pieces // block.most),
        piece_cell=small(block.cell_with(pieces // block.most, pieces % block.most)),
    )
