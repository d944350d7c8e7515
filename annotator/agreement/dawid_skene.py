"""Error rates of observers without a gold standard: the EM algorithm of Dawid & Skene (1979), for any items.

It knows nothing of spans; `items` makes items of them. Assumptions and limits: `docs/agreement.md`, "Error rates".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from annotator.agreement.table import Floats, Ints, tally

TOLERANCE = 1e-8
"""Of the log-likelihood: the share that an iteration has to gain for another one to follow."""
MOST_ITERATIONS = 500


class Responses(NamedTuple):
    """One entry a response: of which item, by whom, which class. An item may have several of one observer."""

    item: Ints
    observer: Ints
    given: Ints


class Estimates(NamedTuple):
    """What the algorithm found.

    Attributes:
        prevalence: `(classes,)`, p of the paper.
        rates: `(observers, classes, classes)`, π: the chance that the observer, of an item of one class, says another
            (equation 2.3); NaN where an observer saw no item of a class.
        classes: `(items, classes)`, T: the chance of each class, for each item.
        iterations: how many it took.
        converged: whether the last one gained less than `TOLERANCE`.
        log_likelihood: of the responses, without a constant.
    """

    prevalence: Floats
    rates: Floats
    classes: Floats
    iterations: int
    converged: bool
    log_likelihood: float


def dawid_skene(responses: Responses, shape: tuple[int, int, int], weights: Ints | None = None) -> Estimates:
    """Estimate the error rates of observers, the prevalence of classes and the class of each item.

    It begins with each item's share of responses (equation 3.1): no chance is involved, and the same responses give
    the same estimates.

    Args:
        responses: in any order; every item has at least one.
        shape: how many items, observers and classes there are.
        weights: `(items,)`, how many items each one stands for; 1 by default.
    """
    items, observers, classes = shape
    weight = np.ones(items) if weights is None else weights.astype(np.float64)
    order = np.argsort(responses.item, kind="stable")
    item, observer, given = (column[order] for column in responses)
    begins = np.searchsorted(item, np.arange(items))
    votes = tally(item * classes + given, (items, classes)).astype(np.float64)
    posterior = votes / votes.sum(axis=1, keepdims=True)
    asked = observer * classes + given
    iterations, converged, likelihood = 0, False, -np.inf
    while iterations < MOST_ITERATIONS and not converged:
        iterations += 1
        before = likelihood
        prevalence, rates = _maximise(posterior, weight, item, asked, observers)
        posterior, likelihood = _expect(prevalence, rates, begins, observer, given, weight)
        converged = likelihood - before <= TOLERANCE * abs(likelihood)
    seen = rates.sum(axis=2, keepdims=True) > 0
    return Estimates(prevalence, np.where(seen, rates, np.nan), posterior, iterations, converged, likelihood)


def _maximise(posterior: Floats, weight: Floats, item: Ints, asked: Ints, observers: int) -> tuple[Floats, Floats]:
    """Prevalence and error rates from the items' classes (equations 2.3 and 2.4)."""
    classes = posterior.shape[1]
    weighted = posterior * weight[:, None]
    sums = np.stack(
        [np.bincount(asked, weighted[item, true], minlength=observers * classes) for true in range(classes)], axis=1
    )
    rates = sums.reshape(observers, classes, classes).transpose(0, 2, 1)
    whole = rates.sum(axis=2, keepdims=True)
    return weighted.sum(axis=0) / weight.sum(), np.divide(rates, whole, out=np.zeros_like(rates), where=whole > 0)


def _expect(
    prevalence: Floats, rates: Floats, begins: Ints, observer: Ints, given: Ints, weight: Floats
) -> tuple[Floats, float]:
    """The items' classes from prevalence and error rates (equation 2.5), and the logarithm of the likelihood."""
    with np.errstate(divide="ignore"):
        logs, base = np.log(rates), np.log(prevalence)
    joint = base + np.add.reduceat(logs[observer, :, given], begins, axis=0)
    top = joint.max(axis=1, keepdims=True)
    scaled = np.exp(joint - top)
    whole = scaled.sum(axis=1, keepdims=True)
    posterior: Floats = scaled / whole
    return posterior, float((weight * (np.log(whole) + top)[:, 0]).sum())


def fleiss_kappa(counts: Ints, weights: Ints | None = None) -> tuple[float, float]:
    """Observed agreement and kappa of Fleiss (1971, equations 3 to 7) for items of equally many responses.

    Args:
        counts: `(items, classes)`, how many responses of each class an item has; two or more in all.
        weights: `(items,)`, how many items each one stands for; 1 by default.

    Returns:
        The share of agreeing pairs of responses, and kappa; NaN without items or, for kappa, with one class alone.
    """
    weight = np.ones(len(counts)) if weights is None else weights.astype(np.float64)
    if not weight.sum():
        return float("nan"), float("nan")
    responses = int(counts[0].sum())
    alike = (counts * (counts - 1)).sum(axis=1) / (responses * (responses - 1))
    observed = float((weight * alike).sum() / weight.sum())
    shares = (weight[:, None] * counts).sum(axis=0) / (weight.sum() * responses)
    expected = float((shares**2).sum())
    return observed, (observed - expected) / (1 - expected) if expected < 1 else float("nan")
