"""The unitary alignments that a best alignment may hold: groups of units, one an annotator at most."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from annotator.agreement.gamma.packing import TooMuchWorkError
from annotator.agreement.table import Bools, Floats, Ints

MOST = 300_000
"""Groups of spans near one another."""
_LOOKED_AT = 2**22
_PORTION = 2**19
_EPSILON = 1e-12


def candidates(annotator: Ints, excess: Floats, pairs: int) -> tuple[Ints, Floats]:
    """All groups of two units or more that are not as good or better in two parts.

    Against both parts apart, joining them adds Σ excess over the pairs between them, / `pairs`, and spares Δ∅ = 1; so
    a group is of no use if these sums reach `pairs` for any way of parting it. That no part of it is worth more alone
    is looked at one unit against the rest while groups grow, and in all ways at the end.

    Args:
        annotator: `(units,)`, whose they are.
        excess: `(units, units)`, dissimilarity − Δ∅; between units of one annotator it is not read.
        pairs: n(n − 1)/2 for the n annotators of the article.

    Returns:
        `(groups, annotators)` of units, filled up with the number of units; what each spares against its units apart.

    Raises:
        TooMuchWorkError: if there are more than `MOST`.
    """
    size = len(annotator)
    people = np.unique(annotator)
    of = [np.flatnonzero(annotator == who) for who in people]
    padded = np.zeros((size + 1, size + 1))
    padded[:size, :size] = excess
    least = _least_to_come(excess, of)
    groups = np.full((1, 0), size, dtype=np.int64)
    for step, units in enumerate(of):
        groups = _grow(groups, units, padded, least[step], pairs)
    groups = groups[(groups < size).sum(axis=1) >= 2]
    groups = groups[_in_one_piece(groups, padded, pairs)]
    if len(groups) > MOST:
        raise TooMuchWorkError
    inside = np.zeros(len(groups))
    for one, other in combinations(range(len(of)), 2):
        inside += padded[groups[:, one], groups[:, other]]
    # Divided last: where units are equal these are whole numbers, and the disorder is 0 and not nearly so.
    spared: Floats = (groups < size).sum(axis=1) - 1.0 - inside / pairs
    worth = spared > _EPSILON
    return groups[worth], spared[worth]


def _least_to_come(excess: Floats, of: list[Ints]) -> Floats:
    """The least that units of later annotators can add to each unit's sum of excess, `(annotators, units + 1)`."""
    size = len(excess)
    least = np.zeros((len(of), size + 1))
    for step in range(len(of) - 2, -1, -1):
        least[step, :size] = least[step + 1, :size] + np.minimum(excess[:, of[step + 1]].min(axis=1), 0.0)
    return least


def _grow(groups: Ints, units: Ints, padded: Floats, least: Floats, pairs: int) -> Ints:
    """Every group with every unit of the next annotator, or with none, that may still become one of use."""
    choices = np.append(units, len(padded) - 1)
    if len(groups) * len(choices) > _LOOKED_AT:
        raise TooMuchWorkError
    each = max(_PORTION // len(choices), 1)
    grown = []
    for low in range(0, len(groups), each):
        some = groups[low : low + each]
        some = np.column_stack((np.repeat(some, len(choices), axis=0), np.tile(choices, len(some))))
        grown.append(some[_may_become_of_use(some, padded, least, pairs)])
    return np.concatenate(grown)


def _may_become_of_use(groups: Ints, padded: Floats, least: Floats, pairs: int) -> Bools:
    """Whether no unit is better off without the rest, whatever units are still to come."""
    size, columns = len(padded) - 1, range(groups.shape[1])
    keep = np.ones(len(groups), dtype=np.bool_)
    for column in columns:
        total = least[groups[:, column]].copy()
        for other in columns:
            if other != column:
                total += padded[groups[:, column], groups[:, other]]
        keep &= (groups[:, column] == size) | (total < pairs)
    return keep


def _in_one_piece(groups: Ints, padded: Floats, pairs: int) -> Bools:
    """Whether no way of parting a group into two makes it better or as good."""
    width = groups.shape[1]
    keep = np.ones(len(groups), dtype=np.bool_)
    there = groups < len(padded) - 1
    for count in range(1, width // 2 + 1):
        for part in combinations(range(width), count):
            rest = [column for column in range(width) if column not in part]
            between = np.zeros(len(groups))
            for one in part:
                for other in rest:
                    between += padded[groups[:, one], groups[:, other]]
            parted = there[:, part].any(axis=1) & there[:, rest].any(axis=1)
            keep &= ~parted | (between < pairs)
    return keep
