"""What each disagreement is: one matching of every two annotators' spans, and the kind of every pair and lone span.

The matching goes by priority: same range and label > same range, other label > same label, overlapping > other label,
alike (intersection over union reaches the report's threshold) > alone. `docs/agreement.md`, "Disagreements".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

import numpy as np

from annotator.agreement.f1 import match, nodes
from annotator.agreement.pairing import Block, Edges, overlaps
from annotator.agreement.table import Bools, Floats, Ints
from annotator.journal.rows import Small, small


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


BOUNDARY = (Kind.MARKS, Kind.START, Kind.END, Kind.BOTH)
_FREE, _NO_NODE = -1, -2


@dataclass(frozen=True, slots=True, eq=False)
class Disagreements:
    """Every pair of spans matched but not equal, and every span without a partner. Rows are the table's.

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
        The disagreements: rows of the table, cells numbered through it; boundary kinds are START, END or BOTH, since
        texts are not seen here.
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
    offset = block.cells.start
    return Disagreements(
        one=small(one + block.base),
        other=small(other + block.base),
        kind=kind.astype(np.int8),
        cell=small(cell + offset),
        lone=small(lone // block.most + block.base),
        lone_cell=small(block.cell_with(lone // block.most, lone % block.most) + offset),
        piece=small(pieces // block.most + block.base),
        piece_cell=small(block.cell_with(pieces // block.most, pieces % block.most) + offset),
    )
