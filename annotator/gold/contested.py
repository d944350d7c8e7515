"""Finds the conflicts among joined spans that stand as numpy columns: what `annotator.gold.conflicts.compare` finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from annotator.agreement.table import sort_order
from annotator.journal.columns import Bools, Ints

_LARGEST = 2**62

Masks = npt.NDArray[Any]
"""`(spans,)`, a bit for each annotator who gave the span: of int64, or of Python's integers where those are too few."""


class Joint(NamedTuple):
    """Joined spans, `(spans,)` each, sorted by article, start, -end and label; each article has one version."""

    article: Ints
    start: Ints
    end: Ints
    label: Ints
    voters: Masks
    voted: Ints
    """How many voters there are."""
    support: Ints
    """How many votes: flat spans may count more annotators than they name."""
    of: Ints


class Contested(NamedTuple):
    """Which of the joined spans are in a conflict, by row."""

    label: Ints
    """Those of one range with other labels."""
    label_group: Ints
    """Which of those are in one conflict, `(label,)`, ascending."""
    boundary: Ints
    """Those of one label with overlapping ranges."""
    boundary_group: Ints
    missing: Ints
    alone: Ints

    def counts(self) -> dict[str, int]:
        """How many conflicts there are of each kind."""
        return {
            "label": len(np.unique(self.label_group)),
            "boundary": len(np.unique(self.boundary_group)),
            "missing": len(self.missing),
            "alone": len(self.alone),
        }

    def listed(self) -> Iterator[tuple[str, Ints]]:
        """Each conflict's kind and rows."""
        groups = ("label", self.label, self.label_group), ("boundary", self.boundary, self.boundary_group)
        for kind, rows, group in groups:
            cuts = np.flatnonzero(group[1:] != group[:-1]) + 1
            yield from ((kind, some) for some in np.split(rows, cuts) if len(some))
        for kind, rows in (("missing", self.missing), ("alone", self.alone)):
            yield from ((kind, rows[i : i + 1]) for i in range(len(rows)))


def masks(annotators: int) -> Masks:
    """Each annotator's bit, `(annotators,)`."""
    return np.array([1 << who for who in range(annotators)], dtype=np.int64 if annotators < 63 else object)


def contested(joint: Joint) -> Contested:
    """The conflicts; each span is in at most one of each kind."""
    article, start, end = joint.article, joint.start, joint.end
    ranges = _numbered((article[1:] != article[:-1]) | (start[1:] != start[:-1]) | (end[1:] != end[:-1]))
    by_label = sort_order((article, joint.label))
    runs = np.empty_like(ranges)
    runs[by_label] = _runs(*(column[by_label] for column in (article, joint.label, start, end)))
    settled = np.zeros(len(start), dtype=np.bool_)
    groups: list[tuple[Ints, Ints]] = []
    for group in (ranges, runs):
        opposed = _opposed(group, joint)
        settled |= opposed
        rows = np.flatnonzero(opposed)
        rows = rows[np.argsort(group[rows], kind="stable")]
        groups.append((rows, group[rows]))
    left = (joint.support < joint.of) & ~settled
    alone = joint.support == 1
    return Contested(*groups[0], *groups[1], np.flatnonzero(left & ~alone), np.flatnonzero(left & alone))


def _numbered(changes: Bools) -> Ints:
    """Numbers of runs, `(changes + 1,)`, one more after each change."""
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(changes)))


def _runs(article: Ints, label: Ints, start: Ints, end: Ints) -> Ints:
    """Numbers of the longest runs of spans of one article and label in which each overlaps one before it.

    Sorted by article, label and start.
    """
    group = _numbered((article[1:] != article[:-1]) | (label[1:] != label[:-1]))
    if (int(end.max()) + 1) * (int(group[-1]) + 1) > _LARGEST:
        _, codes = np.unique(np.concatenate((start, end)), return_inverse=True)
        start, end = codes[: len(start)], codes[len(start) :]
    shift = group * (int(end.max()) + 1)
    reached = np.maximum.accumulate(end + shift)
    return _numbered(start[1:] + shift[1:] >= reached[:-1])


def _opposed(group: Ints, joint: Joint) -> Bools:
    """The spans of groups in which two were each given by somebody who did not give the other, `(spans,)`.

    Nothing is opposed where the sets of those who gave them are a chain: sorted by size, each within the next.
    """
    order = sort_order((group, joint.voted))
    sorted_groups, voters = group[order], joint.voters[order]
    apart = ((voters[:-1] & ~voters[1:]) != 0).astype(np.bool_) & (sorted_groups[1:] == sorted_groups[:-1])
    found = np.zeros(int(group.max()) + 1, dtype=np.bool_)
    found[sorted_groups[1:][apart]] = True
    opposed: Bools = found[group]
    return opposed
