"""An article under edit that knows, of every character, what it stands for of the text it began as."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

Owner = tuple[int, int] | None
"""The range of the old text that a character is, or replaces; None for what was put in."""


class Truth(NamedTuple):
    """What became of a span: `kept` with its `place`, `gone`, or `cut` (an edit lay across its edge; no one place)."""

    fate: str
    place: tuple[int, int] | None = None


class Draft:
    """A text that is being edited."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.owners: list[Owner] = [(place, place + 1) for place in range(len(text))]

    def replace(self, edits: Iterable[tuple[int, int, str]]) -> None:
        """Replace ranges of the text as it is now, none overlapping another.

        An empty range puts something in, an empty string takes something out; else the string stands for the range.
        """
        for start, end, wording in sorted(edits, reverse=True):
            owned = [owner for owner in self.owners[start:end] if owner]
            owner = (min(low for low, _ in owned), max(high for _, high in owned)) if owned else None
            self.text = self.text[:start] + wording + self.text[end:]
            self.owners[start:end] = [owner] * len(wording)

    def move(self, start: int, end: int, to: int) -> None:
        """Move a range to before the character at `to`, which lies outside of it."""
        text, owners = self.text[start:end], self.owners[start:end]
        self.text = self.text[:start] + self.text[end:]
        del self.owners[start:end]
        to -= end - start if to >= end else 0
        self.text = self.text[:to] + text + self.text[to:]
        self.owners[to:to] = owners

    def truth(self, start: int, end: int) -> Truth:
        """What became of `[start, end)` of the old text."""
        inside = [
            (place, owner) for place, owner in enumerate(self.owners) if owner and owner[0] < end and owner[1] > start
        ]
        if any(low < start or high > end for _, (low, high) in inside):
            return Truth("cut")
        inside = [(place, owner) for place, owner in inside if not self.text[place].isspace()]
        if not any(self.text[place].isalnum() for place, _ in inside):
            return Truth("gone")
        if any(a[1][0] > b[1][0] for a, b in pairwise(inside)):
            return Truth("cut")  # its parts changed places
        low, high = inside[0][0], inside[-1][0] + 1
        if any(owner and not start <= owner[0] < owner[1] <= end for owner in self.owners[low:high]):
            return Truth("cut")  # something was moved into it
        return Truth("kept", (low, high))
