"""Counts and scores as the evaluations MUC and SemEval-2013 task 9 report them, from the counted sums.

Definitions and sources: `docs/agreement.md`, "SemEval-2013 counts".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from annotator.agreement import measures
from annotator.agreement.table import Floats, Ints

SCHEMES = ("strict", "exact", "partial", "type")
"""What must be equal: range and label; the range; the range, or half if it overlaps; the label of overlapping spans."""
COUNTS = ("COR", "INC", "PAR", "MIS", "SPU", "POS", "ACT")
"""What MUC calls the first of the `SchemeCounts`, in their order."""


class SchemeCounts(NamedTuple):
    """Integers for every part and scheme, `(parts, schemes)`; the parts are the labels and then all together.

    The left annotator is the key (what MUC calls so: the gold), the right one gives the response. Of a pair under two
    labels the key's part has it under the key's label, and the response's part under the response's.
    """

    correct: Ints
    incorrect: Ints
    partial: Ints
    missing: Ints
    spurious: Ints
    possible: Ints
    """POS, the key's spans = correct + incorrect + partial + missing."""
    actual: Ints
    """ACT, the response's spans = the three of the response + spurious."""
    response_correct: Ints
    response_incorrect: Ints
    response_partial: Ints


class SchemeScores(NamedTuple):
    """Each `(parts, schemes)`; NaN where undefined."""

    precision: Floats
    recall: Floats
    f1: Floats


def semeval(cells: Ints) -> SchemeCounts:
    """The counts of some cells' sums, `(labels, columns)` as in `Sums.cells`."""
    cells = np.concatenate((cells, cells.sum(axis=0, keepdims=True)))
    key = _outcomes(cells, measures.LABEL_LEFT, measures.OTHER_LEFT)
    response = _outcomes(cells, measures.LABEL_RIGHT, measures.OTHER_RIGHT)
    possible, actual = (
        np.repeat(cells[:, spans, None], len(SCHEMES), axis=1) for spans in (measures.SPANS_LEFT, measures.SPANS_RIGHT)
    )
    return SchemeCounts(*key, possible - sum(key), actual - sum(response), possible, actual, *response)


def _outcomes(cells: Ints, label: int, other: int) -> tuple[Ints, Ints, Ints]:
    """Correct, incorrect and partial pairs, `(parts, schemes)`, as one of the two annotators' labels have them."""
    equal, boundary = cells[:, measures.EXACT], cells[:, measures.BOUNDARY]
    of_label, of_both = cells[:, label], cells[:, other]
    none = np.zeros_like(equal)
    correct = np.stack((equal, equal + of_label, equal + of_label, equal + boundary), axis=1)
    partial = np.stack((none, none, boundary + of_both, none), axis=1)
    every = (equal + of_label + boundary + of_both)[:, None]
    return correct, every - correct - partial, partial


def scores(counts: SchemeCounts) -> SchemeScores:
    """Precision, recall and F1; a partial match counts one half (Chinchor & Sundheim 1993).

    F1 is 2 · TP / (POS + ACT) with the mean TP of key and response, so that swapping the two changes nothing. By label
    and with pairs under two labels counted as right (exact, partial) it may differ from the harmonic mean.
    """
    key = counts.correct + counts.partial / 2.0
    response = counts.response_correct + counts.response_partial / 2.0
    return SchemeScores(
        ratio(response, counts.actual),
        ratio(key, counts.possible),
        ratio(key + response, counts.possible + counts.actual),
    )


def ratio(part: Floats | Ints, whole: Floats | Ints) -> Floats:
    """`part / whole`, of one shape; NaN where the whole is 0."""
    found: Floats = np.full(np.shape(whole), np.nan)
    np.divide(part, whole, out=found, where=np.asarray(whole) > 0)
    return found
