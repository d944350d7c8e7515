"""Error rates of observers without a gold standard: the EM algorithm of Dawid & Skene (1979), for any items.

It knows nothing of spans; `items` makes items of them. Assumptions and limits: `docs/agreement.md`, "Error rates".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from annotator.agreement.semeval import ratio
from annotator.agreement.table import Floats, Ints, Table, tally
from annotator.journal.columns import differs, sort_order

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


LEAST_ANNOTATORS = 3
LEAST_ITEMS = 30
UNTAGGED = 100
_MOST_LABELS = 50
_MOST_ANSWERS = 2**27
_FEW_ITEMS = 10
_KEY_BITS = 63


class ErrorRates(NamedTuple):
    """What the model of Dawid & Skene makes of a table.

    Attributes:
        annotators: `(observers,)`, their codes.
        items: how many tagged ranges there are.
        estimates: with all items, untagged ones too; the classes are the labels and none, the last.
        expected: `(classes,)`, how many of the tagged ranges are of each class by the model.
        invented: `(observers,)`, the share of the ranges that the annotator tagged which the model takes for nothing.
        warnings: sentences about what the estimates rest on.
        complete: tagged ranges with exactly one response of every annotator.
        observed, kappa: the share of agreeing pairs of responses, and Fleiss' kappa, of those; NaN where undefined.
    """

    annotators: Ints
    items: int
    estimates: Estimates
    expected: Floats
    invented: Floats
    warnings: list[str]
    complete: int
    observed: float
    kappa: float


class _ResponsePatterns(NamedTuple):
    """Items with equal responses as one."""

    responses: Responses
    weights: Ints
    judges: Ints
    """`(patterns,)`, how many annotators judged the items."""


def error_rates(table: Table) -> ErrorRates | None:
    """Estimate every annotator's error rates without gold.

    Args:
        table: the articles that two or more annotated.

    Returns:
        `None` if no range was judged by three annotators, there are fewer than `LEAST_ITEMS`, or if labels or items are too many for a table of rates.
    """
    annotators = np.flatnonzero(table.done.any(axis=0))
    labels = len(table.labels)
    spans = len(table.article)
    if len(annotators) < LEAST_ANNOTATORS or labels > _MOST_LABELS or not 0 < spans * len(annotators) <= _MOST_ANSWERS:
        return None
    found = _patterns(table, annotators)
    if found.weights.sum() < LEAST_ITEMS or not (found.judges >= LEAST_ANNOTATORS).any():
        return None
    items = int(found.weights.sum())
    fitted = _fitted(found, len(annotators), labels + 1)
    members = fitted.classes[:-1] * found.weights[:, None]
    tagged = np.zeros((len(found.weights), len(annotators)))
    given_any = found.responses.given < labels
    tagged[found.responses.item[given_any], found.responses.observer[given_any]] = 1.0
    invented = ratio(members[:, -1] @ tagged, found.weights @ tagged)
    counts = tally(found.responses.item * (labels + 1) + found.responses.given, (len(found.weights), labels + 1))
    # Every annotator gave exactly one response.
    whole = (found.judges == len(annotators)) & (np.bincount(found.responses.item) == len(annotators))
    return ErrorRates(
        annotators,
        items,
        fitted,
        members.sum(axis=0),
        invented,
        _warnings(found, fitted, len(annotators), members.sum(axis=0), table.labels),
        int(found.weights[whole].sum()),
        *fleiss_kappa(counts[whole], found.weights[whole]),
    )


def _fitted(found: _ResponsePatterns, people: int, classes: int) -> Estimates:
    """The model, with a last item that stands for those that nobody tagged."""
    patterns = len(found.weights)
    responses = Responses(
        np.append(found.responses.item, np.full(people, patterns)),
        np.append(found.responses.observer, np.arange(people)),
        np.append(found.responses.given, np.full(people, classes - 1)),
    )
    weights = np.append(found.weights, UNTAGGED * found.weights.sum())
    return dawid_skene(responses, (patterns + 1, people, classes), weights)


def _patterns(table: Table, annotators: Ints) -> _ResponsePatterns:
    people, width = len(annotators), len(table.labels) + 1
    shifts = width * np.arange(people)
    if people * width < _KEY_BITS:  # all that is said of an item as one number
        keys = [(_said(table, part, annotators) << shifts).sum(axis=1) for part in table.parts()]
        key, weights = np.unique(np.concatenate(keys), return_counts=True)
        said = key[:, None] >> shifts & (1 << width) - 1
    else:
        every = np.concatenate([_said(table, part, annotators) for part in table.parts()])
        said, weights = np.unique(every, axis=0, return_counts=True)
    bits = (said[:, :, None] >> np.arange(width)) & 1
    return _ResponsePatterns(Responses(*np.nonzero(bits)), weights.astype(np.int64), (said > 0).sum(axis=1))


def _said(table: Table, part: slice, annotators: Ints) -> Ints:
    """The labels that each annotator gave each item of some articles, `(items, observers)`.

    They are bits, none a bit of its own; 0 where the annotator did not judge.
    """
    article, start, end = table.article[part], table.start[part], table.end[part]
    order = sort_order((article, start, end))
    article = article[order]
    fresh = np.ones(len(order), dtype=np.bool_)
    fresh[1:] = differs(article, start[order], end[order])
    item = np.cumsum(fresh) - 1
    items, people = int(item[-1]) + 1, len(annotators)
    observer = np.searchsorted(annotators, table.annotator[part][order])
    # Each label once: sums of different powers of two set the bits.
    said = tally(item * people + observer, (items, people), np.int64(1) << table.label[part][order].astype(np.int64))
    judged = table.done[article[fresh]][:, annotators]
    said[judged & (said == 0)] = np.int64(1) << len(table.labels)
    return said


def _warnings(
    found: _ResponsePatterns, fitted: Estimates, people: int, expected: Floats, labels: tuple[str, ...]
) -> list[str]:
    said = []
    if people == LEAST_ANNOTATORS:
        said.append("Of three annotators rates can just be estimated; nothing is left to test the model by.")
    lone = int(found.weights[found.judges < LEAST_ANNOTATORS].sum())
    if 2 * lone > int(found.weights.sum()):
        said.append("Most spans were judged by two annotators only, who cannot tell whose error a difference is.")
    few = [name for name, number in zip(labels, expected.tolist(), strict=False) if number < _FEW_ITEMS]
    if few:
        said.append(f"Under {_FEW_ITEMS} spans are by the model {' or '.join(few)}: rates of these say little.")
    if not fitted.converged:
        said.append(f"The estimates still moved after {fitted.iterations:,} iterations.")
    return said
