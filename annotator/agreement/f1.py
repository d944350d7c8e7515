"""The F1 family: spans of two annotators counted as equal, as equal in their boundaries, or as overlapping enough.

Definitions and sources: `docs/agreement.md`, "F1".
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from annotator.agreement.blocks import Block, Edges
from annotator.agreement.matching import maximum_matching
from annotator.agreement.table import Bools, Floats, Ints, differs, tally

_SCATTERED = (1 << 31) - 1


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
    scattered = _scattered(block)
    lots = (scattered[edges.one] + scattered[edges.other]) >> np.uint64(1)
    one, other = nodes(block, edges)
    turned = _turned(block, scattered, edges)
    left, right = np.where(turned, other, one), np.where(turned, one, other)
    return maximum_matching(left, right, weight, lots.astype(np.int64), len(block) * block.most)


def _scattered(block: Block) -> npt.NDArray[np.uint64]:
    """A scattered number for the range of each span, `(spans,)`."""
    start, end = block.start.astype(np.uint64), block.end.astype(np.uint64)
    mixed = (start * np.uint64(0x9E3779B97F4A7C15)) ^ (end * np.uint64(0xC2B2AE3D27D4EB4F))
    found: npt.NDArray[np.uint64] = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return found


def _turned(block: Block, scattered: npt.NDArray[np.uint64], edges: Edges) -> Bools:
    """Whether the annotator of `other` is the left side of each edge's matching: one order by what the two tagged."""
    few = (scattered >> np.uint64(34)).astype(np.int64) * (block.label + 1) % _SCATTERED  # sums of these are exact
    owner = block.article * block.most + block.rank
    tagged = tally(owner, (len(block.m) * block.most,), few)
    turned: Bools = tagged[owner[edges.one]] > tagged[owner[edges.other]]
    return turned


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
