"""Maximum one-to-one matching in a bipartite graph, exact, over arrays: no loop over spans."""

from __future__ import annotations

import numpy as np

from annotator.agreement.table import Bools, Floats, Ints

_GREEDY_ROUNDS = 32


def maximum_matching(left: Ints, right: Ints, weight: Floats, nodes: int) -> Bools:
    """Which edges a maximum matching takes.

    Its size is the largest there is (augmenting paths: Berge 1957; searched from all free nodes at once, as in
    Azad, Buluç & Pothen 2017). Among the largest ones it starts from the heaviest edges and leaves no end that they
    matched alone; equal weights go by the edges' order.

    Args:
        left: `(edges,)`, node numbers below `nodes`.
        right: likewise, on the other side. No edge stands here twice.
        weight: `(edges,)`, the larger the sooner taken.
        nodes: how many numbers there are on either side.

    Returns:
        `(edges,)` booleans.
    """
    order = np.argsort(-weight, kind="stable")
    mate_left, mate_right = _greedy(left[order], right[order], nodes)
    _augment(left, right, mate_left, mate_right)
    taken: Bools = mate_left[left] == right
    return taken


def _greedy(left: Ints, right: Ints, nodes: int) -> tuple[Ints, Ints]:
    """Mates, −1 where free, after taking over and over every edge that is the first one of both its ends."""
    mate_left = np.full(nodes, -1, dtype=np.int64)
    mate_right = mate_left.copy()
    first_left = np.empty(nodes, dtype=np.int64)
    first_right = np.empty(nodes, dtype=np.int64)
    for _ in range(_GREEDY_ROUNDS):
        if not len(left):
            break
        numbers = np.arange(len(left))
        # Of repeated places the last one written stays: backwards, that is the heaviest edge.
        first_left[left[::-1]] = numbers[::-1]
        first_right[right[::-1]] = numbers[::-1]
        best = (first_left[left] == numbers) & (first_right[right] == numbers)
        mate_left[left[best]] = right[best]
        mate_right[right[best]] = left[best]
        alive = (mate_left[left] < 0) & (mate_right[right] < 0)
        left, right = left[alive], right[alive]
    return mate_left, mate_right


def _augment(left: Ints, right: Ints, mate_left: Ints, mate_right: Ints) -> None:
    """Lengthen the matching, in place, along augmenting paths until there is none."""
    free = mate_left[left] < 0
    if not free.any():
        return
    order = np.argsort(left, kind="stable")
    ends = right[order]
    offsets = np.searchsorted(left[order], np.arange(len(mate_left) + 1))
    parent = np.full(len(mate_right), -1, dtype=np.int64)
    root = np.full(len(mate_left), -1, dtype=np.int64)
    starts = np.unique(left[free])
    while len(starts):
        found = _search(starts, offsets, ends, mate_right, parent, root)
        for end in found:
            _flip(int(end), parent, mate_left, mate_right)
        if not len(found):
            break
        parent[:] = -1
        starts = starts[mate_left[starts] < 0]


def _search(starts: Ints, offsets: Ints, ends: Ints, mate_right: Ints, parent: Ints, root: Ints) -> Ints:
    """Free right nodes at the ends of alternating paths from `starts`, one a start; no two paths share a node.

    A breadth-first forest: every right node gets at most one parent, so that the trees are disjoint.
    """
    root[starts] = starts
    frontier = starts
    done = np.zeros(len(root), dtype=np.bool_)
    found: list[Ints] = []
    while len(frontier):
        count = offsets[frontier + 1] - offsets[frontier]
        source = np.repeat(frontier, count)
        places = np.repeat(offsets[frontier] - (np.cumsum(count) - count), count) + np.arange(len(source))
        reached = ends[places]
        new = parent[reached] < 0
        reached, first = np.unique(reached[new], return_index=True)
        source = source[new][first]
        parent[reached] = source
        open_end = mate_right[reached] < 0
        roots, one = np.unique(root[source[open_end]], return_index=True)
        fresh = ~done[roots]
        found.append(reached[open_end][one][fresh])
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
