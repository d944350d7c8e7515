"""The F1 family: spans of two annotators counted as equal, as equal in their boundaries, or as overlapping enough.

Definitions and sources: `docs/agreement.md`, "F1".
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from annotator.agreement.matching import maximum_matching
from annotator.agreement.pairing import Block, Edges
from annotator.agreement.table import Bools, Floats, Ints, differs


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
