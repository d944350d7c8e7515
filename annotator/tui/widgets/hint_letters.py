"""Letters that stand for places in view: which letter goes where. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from annotator.model import Range

_LETTERS = "asdfghjklqwertyuiopzxcvbnm"
ALPHABET = _LETTERS + _LETTERS.upper()
"""The home row first; capitals only where small letters run out."""


def one_letter(places: Sequence[Range]) -> dict[str, Range]:
    """A letter for each place, the first places getting the easiest; more than 52 places get none."""
    return dict(zip(ALPHABET, places, strict=False))


def two_letters(places: Sequence[Range]) -> dict[str, Range]:
    """Two letters for each place; as many small ones as will do. Places that would touch the one before are left out."""
    apart = []
    free = -1
    for place in places:
        if place[0] >= free:
            apart.append(place)
            free = place[0] + 2
    alphabet = _LETTERS if len(apart) <= len(_LETTERS) ** 2 else ALPHABET
    codes = (first + second for first in alphabet for second in alphabet)
    return dict(zip(codes, apart, strict=False))


def drawn(hints: dict[str, Range], typed: str) -> dict[int, str]:
    """Which letters are over which character: those still to be typed, of the hints that begin as typed."""
    return {
        place[0] + i: letter
        for code, place in hints.items()
        if code.startswith(typed)
        for i, letter in enumerate(code[len(typed) :])
    }


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
