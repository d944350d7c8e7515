"""Letters that stand for places in view: which letter goes where. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence

from annotator.model import Range

LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""The home row first."""
ALPHABET = LETTERS + LETTERS.upper()
"""Capitals only where small letters run out."""
_BESIDE = 8
"""Characters that a letter may stand beside its place, where the place is taken."""


def short_codes(count: int, letters: str = LETTERS) -> list[str]:
    """So many codes of one letter, and of two where one will not do, the short ones first; none begins another."""
    size = len(letters)
    begin = min(max(-((size - count) // (size - 1)), 0), size)  # so many letters begin codes of two
    single, first = letters[: size - begin], letters[size - begin :]
    return [*single, *(one + two for one in first for two in letters)][:count]


def two_letters(places: Sequence[Range]) -> dict[str, Range]:
    """Two letters for each place; as many small ones as will do. Places that would touch the one before are left out."""
    apart = []
    free = -1
    for place in places:
        if place[0] >= free:
            apart.append(place)
            free = place[0] + 2
    alphabet = LETTERS if len(apart) <= len(LETTERS) ** 2 else ALPHABET
    codes = (first + second for first in alphabet for second in alphabet)
    return dict(zip(codes, apart, strict=False))


def cells_of(codes: Mapping[str, Range], text: str) -> dict[str, list[int]]:
    """Over which characters the letters of each code are drawn: where its place begins, and no two over the same one.

    Where two places begin together, the letters of the second are drawn just after those of the first.
    """
    from annotator.text.segments import next_grapheme

    taken: set[int] = set()
    found = {}
    for code, (start, _) in sorted(codes.items(), key=lambda entry: (entry[1][0], -entry[1][1])):
        near, at = list[int](), start
        while at < min(start + _BESIDE, len(text)) and text[at] not in "\r\n" and len(near) < len(code):
            near += [at] if at not in taken else []
            at = next_grapheme(text, at)
        # At the end of a line there may be no room for a second letter but before the place.
        near += [at for at in range(start - 1, start - _BESIDE, -1) if at >= 0 and at not in taken and text[at] == " "]
        found[code] = sorted(near[: len(code)])
        taken.update(found[code])
    return found


class Marks:
    """Ranges that do not overlap, found by offset: what a search found, what `*` would tag."""

    def __init__(self, ranges: Iterable[Range] = ()) -> None:
        self.ranges = sorted(ranges)
        self._starts = [start for start, _ in self.ranges]

    def __len__(self) -> int:
        return len(self.ranges)

    def touching(self, start: int, end: int) -> list[Range]:
        """Those that share a code point with `[start, end)`."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        return [r for r in self.ranges[first : bisect_left(self._starts, end)] if r[1] > start]

    def after(self, offset: int) -> Range | None:
        """The first that begins after an offset, else the very first."""
        if not self.ranges:
            return None
        return self.ranges[bisect_right(self._starts, offset) % len(self.ranges)]

    def before(self, offset: int) -> Range | None:
        """The last that begins before an offset, else the very last."""
        return self.ranges[bisect_left(self._starts, offset) - 1] if self.ranges else None
