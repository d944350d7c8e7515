"""Maximum one-to-one matching in a bipartite graph, exact, over arrays: no loop over spans."""

from __future__ import annotations

import numpy as np

from annotator.agreement.table import Bools, Floats, Ints

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
