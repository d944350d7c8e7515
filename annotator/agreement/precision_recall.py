"""Precision, recall and F1 of one party against another, with intervals, from the counts of both by article.

Definitions: `docs/agreement.md`, "Against gold".
"""

from __future__ import annotations

import numpy as np

from annotator.agreement import measures
from annotator.agreement.intervals import Estimate, Jackknife, between, estimate, jackknife
from annotator.agreement.measures import Sums
from annotator.agreement.result import AgreementSettings
from annotator.agreement.semeval import ratio
from annotator.agreement.table import Floats

MATCHES = ("strict", "boundary", "relaxed")
"""Which pairs are true positives: those that the strict, boundary and relaxed F1 count."""
FIELDS = ("precision", "recall", "f1")

Accuracy = dict[str, dict[str, Estimate]]
"""By the names in `MATCHES` and `FIELDS`."""


def accuracies(sums: Sums, settings: AgreementSettings) -> list[Accuracy]:
    """Of each label and of all."""
    cells = with_all_labels(sums)
    values = values_of(cells.sum(axis=0))
    low = high = np.full_like(values, np.nan)
    if settings.resamples:
        low, high = between(values, jackknife_of(cells).margin, np.zeros(values.shape[-1]))
    return [_accuracy(*rows) for rows in zip(values, low, high, strict=True)]


def with_all_labels(sums: Sums) -> Floats:
    """The counts of gold and one system, by article and label and of all labels last, `(articles, labels + 1, 9)`."""
    cells = sums.cells[:, :, : measures.COVERED_LEFT].astype(np.float64)
    return np.concatenate((cells, cells.sum(axis=1, keepdims=True)), axis=1)


def jackknife_of(cells: Floats) -> Jackknife:
    """Of precision, recall and F1, `(parts, 9)`, from what `with_all_labels` gives."""
    total = cells.sum(axis=0)
    return jackknife(np.arange(len(cells)), values_of(total), values_of(total - cells), _counted(cells))


def _counted(cells: Floats) -> Floats:
    """The spans that each value counts, `(…, 9)`: precision twice those found, recall twice gold's, F1 those of both."""
    found, gold = cells[..., measures.SPANS_RIGHT], cells[..., measures.SPANS_LEFT]
    return np.stack([2 * found, 2 * gold, found + gold] * len(MATCHES), axis=-1)


def values_of(cells: Floats) -> Floats:
    """Precision, recall and F1 of the three kinds of matches, `(…, parts, 9)`, from sums `(…, parts, columns)`."""
    gold, found = cells[..., measures.SPANS_LEFT], cells[..., measures.SPANS_RIGHT]
    exact, relaxed = cells[..., measures.EXACT], cells[..., measures.RELAXED]
    pairs = (
        (exact, exact),
        (exact + cells[..., measures.LABEL_LEFT], exact + cells[..., measures.LABEL_RIGHT]),
        (relaxed, relaxed),
    )
    return np.stack(
        [
            value
            for of_gold, of_found in pairs
            for value in (ratio(of_found, found), ratio(of_gold, gold), ratio(of_gold + of_found, gold + found))
        ],
        axis=-1,
    )


def _accuracy(values: Floats, low: Floats, high: Floats) -> Accuracy:
    return {
        match: {
            field: estimate(*(numbers[len(FIELDS) * i + j] for numbers in (values, low, high)))
            for j, field in enumerate(FIELDS)
        }
        for i, match in enumerate(MATCHES)
    }
