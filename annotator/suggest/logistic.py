"""Logistic regression with a normal prior, from labels of which some were forgotten. Numpy alone, and no randomness.

Newton's method (Hastie, Tibshirani & Friedman 2009, §4.4.1). That somebody forgot a label with some probability is
taken into account by expectation and maximisation (Elkan & Noto 2008): what is not labelled counts as labelled by how
likely it was forgotten, as told by the fit without it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

FORGOTTEN = 0.1
"""How often a label that belongs is taken to be forgotten."""
_ROUNDS = 3
_STEPS = 25
_ENOUGH = 1e-4
_FEW = 20
"""Groups up to which a fit without each is made in full; of more, by one Newton step."""


class Posterior(NamedTuple):
    """What is known of the weights: normal, by Laplace's approximation."""

    weights: Floats
    """`(features,)`."""
    precision: Floats
    """`(features, features)`."""


class Labelled(NamedTuple):
    """Rows of which it is known whether they were labelled."""

    x: Floats
    """`(rows, features)`."""
    labelled: Bools
    """`(rows,)`."""
    settled: Bools
    """`(rows,)`: where it is certain that a missing label was not forgotten."""


def learn(rows: Labelled, prior: Posterior) -> tuple[Posterior, Floats]:
    """What is known after the rows, and the target of each, `(rows,)`: 1, or how likely its label was forgotten."""
    target, known = rows.labelled.astype(np.float64), prior
    for last in (*(False,) * _ROUNDS, True):
        known = _fit(rows.x, target, prior, known.weights)
        if not last:
            target = forgotten(probability(without_each(rows.x, target, known)), rows)
    return known, target


def forgotten(likely: Floats, rows: Labelled) -> Floats:
    """Of each row 1 if it was labelled, else how likely it was forgotten, given how likely the label belongs."""
    found = likely * FORGOTTEN / (likely * FORGOTTEN + 1 - likely)
    found[rows.settled] = 0
    found[rows.labelled] = 1
    return found


def without_each(x: Floats, target: Floats, known: Posterior) -> Floats:
    """The log-odds of each row by the fit without it, `(rows,)`, by one Newton step (Pregibon 1981)."""
    z = x @ known.weights
    p = probability(z)
    lever = np.einsum("ij,ij->i", x @ np.linalg.inv(known.precision), x)
    left: Floats = z - lever * (target - p) / np.maximum(1 - p * (1 - p) * lever, 0.05)
    return left


def without_groups(x: Floats, target: Floats, group: Ints, prior: Posterior, known: Posterior) -> Floats:
    """The log-odds of each row by the fit without its group, `(rows,)`; `group`, `(rows,)`, numbers them from 0."""
    groups = int(group.max(initial=-1)) + 1
    left = np.empty(len(target))
    z = x @ known.weights
    p = probability(z)
    spread = x @ np.linalg.inv(known.precision) if groups > _FEW else x
    for number in range(groups):
        mine = np.flatnonzero(group == number)
        if groups <= _FEW:
            rest = group != number
            left[mine] = x[mine] @ _fit(x[rest], target[rest], prior, known.weights).weights
            continue
        kernel = spread[mine] @ x[mine].T
        weight = p[mine] * (1 - p[mine])
        step = np.linalg.solve(np.eye(len(mine)) - weight[:, None] * kernel, target[mine] - p[mine])
        left[mine] = z[mine] - kernel @ step
    return left


def probability(log_odds: Floats) -> Floats:
    """The probabilities of log-odds, `(rows,)`."""
    return 1 / (1 + np.exp(-np.clip(log_odds, -60, 60)))


def _fit(x: Floats, target: Floats, prior: Posterior, start: Floats) -> Posterior:
    """The most likely weights, by Newton's method with steps halved where they go too far."""
    weights, loss = start, _loss(x, target, prior, start)
    precision = prior.precision
    for _ in range(_STEPS):
        p = probability(x @ weights)
        gradient = x.T @ (p - target) + prior.precision @ (weights - prior.weights)
        spread = x * np.sqrt(p * (1 - p))[:, None]
        precision = spread.T @ spread + prior.precision  # of a matrix by itself only half is computed
        step = np.linalg.solve(precision, gradient)
        size, lower = 1.0, _loss(x, target, prior, weights - step)
        while lower > loss and size > 1e-3:
            size /= 2
            lower = _loss(x, target, prior, weights - size * step)
        if loss - lower < _ENOUGH:
            break
        weights, loss = weights - size * step, lower
    return Posterior(weights, precision)


def _loss(x: Floats, target: Floats, prior: Posterior, weights: Floats) -> float:
    z, off = x @ weights, weights - prior.weights
    return float(np.sum(np.logaddexp(0, z) - target * z) + off @ prior.precision @ off / 2)
