"""Which items to compare: those that share rare keys, without looking at every two.

Of the items that have a key, each is a candidate with the first few alone, in an order that puts the fullest wordings
first. What thousands have in common therefore costs no more than what a few have, and wordings that many outlets
print still meet: in the fullest ones. Time and memory grow with the number of keys.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LEADERS = 8
"""Items of one key that later ones are compared with."""
_ROWS = 2**18
"""Rows whose pairs are counted together."""


def candidates(keys: Ints, items: Ints, most: int, least: float = 0.0) -> tuple[Ints, Ints]:
    """Pairs of items that share keys: `(pairs,)` the earlier ones and `(pairs,)` the later ones, by the later.

    Args:
        keys: `(rows,)` hashes of what an item has.
        items: `(rows,)` items from 0, the fullest first; each with a key once.
        most: candidates of one item: those with the heaviest keys in common. A key weighs the less the more items have it.
        least: the weight from which on two are candidates.
    """
    order = np.lexsort((items, keys))
    keys, items = keys[order], items[order]
    starts = _starts(keys)
    sizes = np.diff(np.append(starts, len(keys)))
    first = np.repeat(starts, sizes)
    rank = np.arange(len(keys)) - first
    weight = np.repeat(1 / np.log2(1 + sizes), sizes)
    later = np.flatnonzero(rank > 0)
    later = later[np.argsort(items[later], kind="stable")]
    if not len(later):
        return later, later
    bounds = _starts(items[later])
    blocks = [int(bounds[at]) for at in np.flatnonzero(np.diff(bounds // _ROWS, prepend=-1))]
    found = [
        _pairs(items, first, rank, weight, later[low:high], most, least)
        for low, high in zip(blocks, [*blocks[1:], len(later)], strict=True)
    ]
    return np.concatenate([one for one, _ in found]), np.concatenate([other for _, other in found])


def _pairs(
    items: Ints, first: Ints, rank: Ints, weight: Floats, rows: Ints, most: int, least: float
) -> tuple[Ints, Ints]:
    """The pairs of some rows, sorted by the later item and then by the weight of what they share."""
    codes, weights = [], []
    count = int(items[rows].max(initial=0)) + 1
    for leader in range(LEADERS):
        some = rows[rank[rows] > leader]
        codes.append(items[some] * count + items[first[some] + leader])
        weights.append(weight[some])
    code, places = np.unique(np.concatenate(codes), return_inverse=True)
    total = np.bincount(places, np.concatenate(weights), minlength=len(code))
    code, total = code[total >= least], total[total >= least]
    later, earlier = code // count, code % count
    order = np.lexsort((earlier, -total, later))
    later, earlier = later[order], earlier[order]
    starts = _starts(later)
    place = np.arange(len(later)) - np.repeat(starts, np.diff(np.append(starts, len(later))))
    return earlier[place < most], later[place < most]


def _starts(values: Ints) -> Ints:
    """Where a new value begins in sorted ones."""
    return np.flatnonzero(np.concatenate((np.ones(min(len(values), 1), dtype=np.bool_), values[1:] != values[:-1])))
