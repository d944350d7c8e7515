"""The units of one article, and how unlike two of them are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from annotator.agreement.table import Floats, Ints


class Weights(NamedTuple):
    """The parameters of the dissimilarity, as the paper names them; Δ∅, the cost of a missing unit, is 1."""

    alpha: float = 1.0
    """Weight of the positions."""
    beta: float = 1.0
    """Weight of the labels."""


class Units(NamedTuple):
    """What all annotators tagged in an article, `(units,)` each."""

    annotator: Ints
    """Numbers 0 … n − 1; an annotator may have no unit."""
    start: Ints
    end: Ints
    label: Ints

    def __len__(self) -> int:
        return len(self.annotator)

    def rows(self, rows: Ints) -> Units:
        """Some of the units."""
        return Units(*(column[rows] for column in self))


def dissimilarities(units: Units, weights: Weights) -> Floats:
    """How unlike every two units are, `(units, units)`; infinite between units of one annotator.

    α · ((|Δstart| + |Δend|) / (length + length))² + β · (0 for one label, 1 for two): the paper's combination of its
    sporadic positional dissimilarity and a categorial one in which all labels are equally far from each other.
    """
    length = units.end - units.start
    shift = np.abs(units.start[:, None] - units.start) + np.abs(units.end[:, None] - units.end)
    position = (shift / (length[:, None] + length)) ** 2
    found: Floats = weights.alpha * position + weights.beta * (units.label[:, None] != units.label)
    found[units.annotator[:, None] == units.annotator] = np.inf
    return found
