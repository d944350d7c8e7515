"""Which spans compete, so that one decision settles them: found for all texts at once, in columns. Reads no files.

Two spans that not everybody gave belong to one passage if somebody has the second *instead of* the first: the same
label, overlapping; or another label on the same or nearly the same stretch, where neither has the other's label as well. So a
quotation inside a claim is a passage of its own, and the two boundaries of one claim are one passage.

The rule by which spans are taken has no part in that: it says which spans of a passage gold has until the passage is decided,
and that a passage waits for no decision if it takes all of its spans. So decisions hold under every rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from annotator.journal.columns import Bools, Ints, differs, sort_order

_PAIRS = 2**20
"""Pairs of spans that are looked at together."""
_ROOM = 2**62


class SpanPlaces(NamedTuple):
    """Joined spans, `(spans,)` each, by text and reading order: start, -end, label."""

    text: Ints
    """Numbers of article and version; articles in order, and the versions of each."""
    start: Ints
    end: Ints
    label: Ints
    voters: npt.NDArray[Any]
    """A bit for each annotator who gave the span."""
    support: Ints
    of: Ints

    def rows(self, chosen: Ints | Bools) -> SpanPlaces:
        """Some of them."""
        return SpanPlaces._make(column[chosen] for column in self)


def passage_numbers(spans: SpanPlaces) -> Ints:
    """The number of the passage that each span is in, `(spans,)`: passages stand in the order of their first spans."""
    contested = np.flatnonzero(spans.support != spans.of)  # what all have, nobody has instead of anything
    few = spans.rows(contested)
    pairs = [few_pairs for one, other in _overlapping(few.text, few) for few_pairs in [_apart(few, one, other)]]
    sure, asked = (np.concatenate([found[i] for found in pairs] or [np.zeros((0, 2), np.int64)]) for i in (0, 1))
    if len(asked):
        sure = np.concatenate((sure, asked[_instead(few, asked, _coverers(spans)[contested])]))
    first = np.arange(len(spans.text))
    first[contested] = contested[_first_of_each(len(few.text), sure)]
    _, number = np.unique(first, return_inverse=True)
    return number.astype(np.int64)


def _overlapping(group: Ints, spans: SpanPlaces) -> Iterator[tuple[Ints, Ints]]:
    """The rows of all pairs of spans of one group that share a character, the earlier first, a block of pairs at a time.

    The spans are in the order of their groups and starts.
    """
    count = len(group)
    start, end = spans.start, spans.end
    if (int(group.max(initial=0)) + 1) * (int(end.max(initial=0)) + 1) > _ROOM:
        _, ranks = np.unique(np.concatenate((start, end)), return_inverse=True)
        start, end = ranks[:count], ranks[count:]
    shift = group * (int(end.max(initial=0)) + 1)
    pairs = np.searchsorted(start + shift, end + shift) - np.arange(count) - 1
    total = np.cumsum(pairs)
    begin = 0
    while begin < count:
        before = int(total[begin - 1]) if begin else 0
        stop = max(int(np.searchsorted(total, before + _PAIRS, side="right")), begin + 1)
        some = pairs[begin:stop]
        one = np.repeat(np.arange(begin, stop), some)
        yield one, one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(some) - some, some)
        begin = stop


def _apart(spans: SpanPlaces, one: Ints, other: Ints) -> tuple[Ints, Ints]:
    """Of pairs that overlap, those of which the one is there instead of the other; and those that it depends on others."""
    mine, theirs = spans.voters[one], spans.voters[other]
    apart = ((mine & ~theirs) != 0).astype(np.bool_) & ((theirs & ~mine) != 0).astype(np.bool_)
    one, other = one[apart], other[apart]
    pairs = np.stack((one, other), axis=1)
    alike = spans.label[one] == spans.label[other]
    shared = np.minimum(spans.end[one], spans.end[other]) - np.maximum(spans.start[one], spans.start[other])
    union = np.maximum(spans.end[one], spans.end[other]) - np.minimum(spans.start[one], spans.start[other])
    # From half of their union on spans of other labels count as one span labelled in two ways.
    return pairs[alike], pairs[~alike & (shared >= union - shared)]


def _instead(spans: SpanPlaces, pairs: Ints, coverers: npt.NDArray[Any]) -> Bools:
    """Whether neither's annotators, of pairs of other labels, have the other's label there as well."""
    one, other = pairs.T
    mine, theirs = spans.voters[one] & ~spans.voters[other], spans.voters[other] & ~spans.voters[one]
    found: Bools = ((theirs & ~coverers[one]) != 0).astype(np.bool_) & ((mine & ~coverers[other]) != 0).astype(np.bool_)
    return found


def run_numbers(*columns: Ints) -> Ints:
    """Numbers of runs of rows that are alike in all columns, `(rows,)`."""
    found = np.zeros(len(columns[0]), dtype=np.int64)
    np.cumsum(differs(*columns), out=found[1:])
    return found


def _coverers(spans: SpanPlaces) -> npt.NDArray[Any]:
    """Of each span a bit for each annotator who has one of its label that shares a character with it, `(spans,)`."""
    order = sort_order((spans.text, spans.label, spans.start))
    some = spans.rows(order)
    group = run_numbers(some.text, some.label)
    found = some.voters.copy()
    for one, other in _overlapping(group, some):
        np.bitwise_or.at(found, one, some.voters[other])
        np.bitwise_or.at(found, other, some.voters[one])
    unsorted = np.empty_like(found)
    unsorted[order] = found
    return unsorted


def _first_of_each(count: int, pairs: Ints) -> Ints:
    """Of each of so many rows the first one that pairs lead to, be it over others."""
    first = np.arange(count)
    one, other = pairs.T
    while (first[one] != first[other]).any():
        low, ends = np.minimum(first[one], first[other]), (first[one], first[other])
        for end in ends:
            np.minimum.at(first, end, low)
        while (first[first] != first).any():
            first = first[first]
    return first
