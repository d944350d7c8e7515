"""The spans of one article, found by offset: what is here, what overlaps, what comes next.

Spans may nest, overlap and cross. Look-ups cost what is near the offset, not what the article holds: every span is
entered in each block of text that it touches.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Iterator

from annotator.model import Span

_BLOCK = 512
"""Code points; about one paragraph of news."""

ReadingKey = tuple[int, int, str, str]


def order(span: Span) -> ReadingKey:
    """Reading order: by start, the longer first, then label and id."""
    return span.start, -span.end, span.label, span.id


def crosses(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether two ranges overlap with neither inside the other."""
    return a[0] < b[0] < a[1] < b[1] or b[0] < a[0] < b[1] < a[1]


class SpanIndex:
    """A changing set of spans of one article, by id, by offset and in reading order."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._spans: dict[str, Span] = {}
        self._blocks: dict[int, dict[str, Span]] = {}
        self._keys: list[ReadingKey] = []
        self.counts: Counter[str] = Counter()
        """How many spans each label has."""
        for span in spans:
            self._enter(span)
        self._keys = sorted(order(span) for span in self._spans.values())

    def __len__(self) -> int:
        return len(self._spans)

    def __iter__(self) -> Iterator[Span]:
        return (self._spans[key[3]] for key in self._keys)

    def __contains__(self, identity: object) -> bool:
        return identity in self._spans

    def get(self, identity: str) -> Span | None:
        """The span with this id, if there is one."""
        return self._spans.get(identity)

    def nth(self, index: int) -> Span:
        """The span at a place in reading order; `IndexError` beyond the ends."""
        return self._spans[self._keys[index][3]]

    def place(self, span: Span) -> int:
        """The place of a span in reading order (where it would stand, if it does not)."""
        return bisect_left(self._keys, order(span))

    def beside(self, current: Span | None, offset: int, step: int) -> Span | None:
        """The span after (`step` 1) or before (-1) the current one, without one after the cursor; `None` beyond the ends."""
        if current is None:
            return self.following(offset - 1) if step > 0 else self.preceding(offset)
        place = self.place(current)
        place = place + (current.id in self) if step > 0 else place - 1
        return self.nth(place) if 0 <= place < len(self) else None

    def _enter(self, span: Span) -> None:
        self._spans[span.id] = span
        self.counts[span.label] += 1
        for block in range(span.start // _BLOCK, (span.end - 1) // _BLOCK + 1):
            self._blocks.setdefault(block, {})[span.id] = span

    def put(self, span: Span) -> None:
        """Add a span, or replace the one with its id."""
        self.remove(span.id)
        self._enter(span)
        insort(self._keys, order(span))

    def remove(self, identity: str) -> Span | None:
        """Take a span out; returns it, or `None` if it was not there."""
        span = self._spans.pop(identity, None)
        if span is not None:
            del self._keys[bisect_left(self._keys, order(span))]
            self.counts[span.label] -= 1
            for block in range(span.start // _BLOCK, (span.end - 1) // _BLOCK + 1):
                del self._blocks[block][identity]
        return span

    def overlapping(self, start: int, end: int) -> list[Span]:
        """The spans that share a code point with `[start, end)`, in reading order."""
        near = range(start // _BLOCK, max(end - 1, start) // _BLOCK + 1)
        blocks = [block for place in near if (block := self._blocks.get(place))]
        spans = (
            blocks[0] if len(blocks) == 1 else {identity: span for block in blocks for identity, span in block.items()}
        )
        return sorted([span for span in spans.values() if span.start < end and start < span.end], key=order)

    def at(self, offset: int) -> list[Span]:
        """The spans that cover the code point at `offset`, the longest first and the innermost last."""
        return sorted(self.overlapping(offset, offset + 1), key=lambda span: (span.start - span.end, order(span)))

    def exact(self, start: int, end: int, label: str | None = None) -> Span | None:
        """The span with just this range (and label, if one is given)."""
        for span in self.overlapping(start, end):
            if span.range == (start, end) and label in {None, span.label}:
                return span
        return None

    def crossing(self, start: int, end: int) -> list[Span]:
        """The spans that `[start, end)` overlaps without nesting."""
        return [span for span in self.overlapping(start, end) if crosses(span.range, (start, end))]

    def following(self, offset: int) -> Span | None:
        """The first span that begins after `offset`."""
        place = bisect_right(self._keys, offset, key=lambda key: key[0])
        return self.nth(place) if place < len(self._keys) else None

    def preceding(self, offset: int) -> Span | None:
        """The last span that begins before `offset`."""
        place = bisect_left(self._keys, offset, key=lambda key: key[0])
        return self.nth(place - 1) if place else None
