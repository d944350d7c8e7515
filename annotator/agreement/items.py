"""Candidate spans as items that every annotator judged: for error rates and for kappa of many annotators.

An item is a range that at least one annotator of the article tagged; an annotator's response is the label there, each
of them if labels are stacked, or none. The countless ranges that nobody tagged are stood for by `UNTAGGED` times as many
items. Why, and the limits of this view: `docs/agreement.md`, "Error rates".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from annotator.agreement.dawid_skene import Estimates, Responses, dawid_skene, fleiss_kappa
from annotator.agreement.semeval import ratio
from annotator.agreement.table import Bools, Floats, Ints, Table, differs, sort_order, tally

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


class _Patterns(NamedTuple):
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
    if len(annotators) < LEAST_ANNOTATORS or labels > _MOST_LABELS:
        return None
    if len(table.article) * len(annotators) > _MOST_ANSWERS or not len(table.article):
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
    whole = _one_response_each(found, len(annotators))
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


def _fitted(found: _Patterns, people: int, classes: int) -> Estimates:
    """The model, with a last item that stands for those that nobody tagged."""
    patterns = len(found.weights)
    responses = Responses(
        np.append(found.responses.item, np.full(people, patterns)),
        np.append(found.responses.observer, np.arange(people)),
        np.append(found.responses.given, np.full(people, classes - 1)),
    )
    weights = np.append(found.weights, UNTAGGED * found.weights.sum())
    return dawid_skene(responses, (patterns + 1, people, classes), weights)


def _patterns(table: Table, annotators: Ints) -> _Patterns:
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
    return _Patterns(Responses(*np.nonzero(bits)), weights.astype(np.int64), (said > 0).sum(axis=1))


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


def _one_response_each(found: _Patterns, people: int) -> Bools:
    """The patterns in which every annotator gave exactly one response."""
    whole: Bools = (found.judges == people) & (np.bincount(found.responses.item) == people)
    return whole


def _warnings(found: _Patterns, fitted: Estimates, people: int, expected: Floats, labels: tuple[str, ...]) -> list[str]:
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
