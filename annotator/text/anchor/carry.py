"""Where a diff carries a span: the first of the two ways of finding it again."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.text.realign.diff import Diff

    Place = tuple[int, int]

FARTHEST = 400
"""Words of a replaced stretch within which an edge is looked for."""


def carry(diff: Diff, start: int, end: int) -> Place | None:
    """Where the words at `[start, end)` of the old folded text stand in the new one; None if they were removed.

    The edges must be words or the gaps between them; white space at the edges of a span is the caller's.
    """
    old, new, match = diff.old, diff.new, diff.match
    first, last = bisect_right(old.ends, start), bisect_right(old.starts, end - 1) - 1
    if first > last:
        return None
    before, after = _edge(diff, first, last, forward=True), _edge(diff, first, last, forward=False)
    if before is None or after is None:
        return None
    low, high = new.starts[before], new.ends[after]
    if match[first] == before:
        low += max(start - old.starts[first], 0)
    if match[last] == after:
        high -= max(old.ends[last] - end, 0)
    return (low, high) if low < high else None


def _edge(diff: Diff, first: int, last: int, *, forward: bool) -> int | None:
    """The word of the new text that the span of words `[first, last]` begins with, or ends with if not `forward`."""
    match = diff.match
    word = first if forward else last
    if match[word] >= 0:
        return match[word]
    before, after = diff.around(word)
    low = match[before] + 1 if before >= 0 else 0
    high = match[after] if after < len(match) else len(diff.new.ids)
    if low > high or high - low > FARTHEST:
        return None  # its neighbours went to different places
    if high - low == after - before - 1:
        return low + word - before - 1  # word for word
    if low == high:  # removed: the span begins or ends with what is left of it
        inside = after if forward else before
        return match[inside] if first <= inside <= last else None
    if forward and before == first - 1:
        return low
    if not forward and after == last + 1:
        return high - 1
    return None
