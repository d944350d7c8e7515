"""The best alignment of an article's units: the one with the least disorder, exact, or a refusal."""

from __future__ import annotations

import numpy as np

from annotator.agreement.gamma.assignment import cheapest_assignment
from annotator.agreement.gamma.candidates import candidates
from annotator.agreement.gamma.packing import TooMuchWorkError, best_packing
from annotator.agreement.gamma.units import Units, Weights, dissimilarities
from annotator.agreement.table import Bools, Floats, Ints

MOST_UNITS = 2_000


def least_disorder(units: Units, people: int, weights: Weights) -> float:
    """The summed disorder of the unitary alignments of the best alignment: the paper's δ, times units an annotator.

    A unitary alignment takes at most one unit of each annotator. Its disorder is the mean, over all pairs of
    annotators, of the dissimilarity of their two units, or Δ∅ = 1 where one or both have none in it. An alignment puts
    each unit in one. Every unit alone costs 1; so what alignments spare against that is made as large as can be.

    Units fall apart into knots that have nothing to do with each other. Where two annotators meet, the best alignment
    is an assignment; where more do, a choice among all groups that are of use.

    Args:
        units: of all annotators.
        people: n, also those without a unit; at least 2.
        weights: of the dissimilarity.

    Raises:
        TooMuchWorkError: if it cannot be found exactly within the stated limits.
    """
    if len(units) > MOST_UNITS:
        raise TooMuchWorkError
    pairs = people * (people - 1) // 2
    excess = dissimilarities(units, weights) - 1.0
    spared = 0.0
    for knot in _knots(excess < pairs):
        annotator = units.annotator[knot]
        inside = excess[np.ix_(knot, knot)]
        present = np.unique(annotator)
        if len(present) == 2:
            spared += _of_two(inside[np.ix_(annotator == present[0], annotator == present[1])], pairs)
        elif len(present) > 2:
            groups, values = candidates(annotator, inside, pairs)
            spared += best_packing(groups, values, len(knot))
    return len(units) - spared


def _knots(linked: Bools) -> list[Ints]:
    """The connected parts, of two units or more, of the graph of the units that a group of use may join directly."""
    found = []
    unseen = linked.any(axis=1)
    while unseen.any():
        part = np.zeros(len(linked), dtype=np.bool_)
        fresh = np.flatnonzero(unseen)[:1]
        while len(fresh):
            part[fresh] = True
            fresh = np.flatnonzero(linked[fresh].any(axis=0) & ~part)
        unseen &= ~part
        found.append(np.flatnonzero(part))
    return found


def _of_two(excess: Floats, pairs: int) -> float:
    """What the best alignment of two annotators' units spares; beyond an excess of `pairs` units stay alone."""
    if len(excess) > excess.shape[1]:
        excess = excess.T
    cost = np.minimum(excess, pairs)
    return len(cost) - float(cost[np.arange(len(cost)), cheapest_assignment(cost)].sum()) / pairs
