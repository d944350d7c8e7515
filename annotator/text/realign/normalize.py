r"""A text as two editions of it are compared: marks straightened, letters composed, white space runs as one space."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

_MARKS = {"'": "‘’‚‛ʼ′", '"': "“”„‟″", "-": "‐‑‒–—−"}
_STRAIGHT = str.maketrans({curly: plain for plain, group in _MARKS.items() for curly in group})
_SPACES = re.compile(r"\s+")
_LONG_OR_ODD_SPACE = re.compile(r"\s\s+|[^\S ]")
_NOT_ASCII = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")


class Folded:
    """A folded text that knows where each of its characters stands in the text as it is written.

    Attributes:
        raw: The text as it is written.
        text: The folded text. Never empty where `raw` is not.
    """

    def __init__(self, raw: str) -> None:
        self.raw = raw
        # Stretches of 1:1 characters begin at these places; one folded character may stand for the rest of a stretch.
        self._raw_starts = [0]
        self._starts = [0]
        self.text = self._fold(raw)

    def _fold(self, raw: str) -> str:
        """`raw`, folded, noting each place whose length changes."""
        composed = unicodedata.is_normalized("NFC", raw)
        parts: list[str] = []
        done = folded = 0
        for start, end, piece in _spaces(raw) if composed else _spaces_and_letters(raw):
            parts += (raw[done:start], piece)
            folded += start - done + len(piece)
            if len(piece) != end - start:
                self._raw_starts.append(end)
                self._starts.append(folded)
            done = end
        parts.append(raw[done:])
        return "".join(parts).translate(_STRAIGHT)

    def raw_at(self, place: int) -> int:
        """The code point of `raw` where the folded character at `place` begins; `len(raw)` at the end."""
        stretch = bisect_right(self._starts, place) - 1
        offset = self._raw_starts[stretch] + place - self._starts[stretch]
        if stretch + 1 < len(self._starts):
            return min(offset, self._raw_starts[stretch + 1] - 1)
        return min(offset, len(self.raw))

    def at(self, offset: int) -> int:
        """The place of the folded character that stands for the code point at `offset` of `raw`."""
        stretch = bisect_right(self._raw_starts, offset) - 1
        place = self._starts[stretch] + offset - self._raw_starts[stretch]
        if stretch + 1 < len(self._starts):
            return min(place, self._starts[stretch + 1] - 1)
        return min(place, len(self.text))

    def unit(self, place: int) -> str:
        """What is written for the folded character at `place`."""
        return self.raw[self.raw_at(place) : self.raw_at(place + 1)]


def _spaces(raw: str) -> list[tuple[int, int, str]]:
    """The white space of `raw` that is not one space, with what it is folded to."""
    return [(match.start(), match.end(), " ") for match in _LONG_OR_ODD_SPACE.finditer(raw)]


def _spaces_and_letters(raw: str) -> list[tuple[int, int, str]]:
    """The white space of `raw` that is not one space, and its letters that are not composed."""
    found = _spaces(raw)
    for match in _NOT_ASCII.finditer(raw):
        if unicodedata.is_normalized("NFC", match[0]):
            continue
        start = match.start()
        for place in range(start + 1, match.end() + 1):
            if place < match.end() and _goes_on(raw[place]):
                continue
            piece = unicodedata.normalize("NFC", raw[start:place])
            if piece != raw[start:place] and not _SPACES.search(piece):
                found.append((start, place, piece))
            start = place
    return sorted(found)


def _goes_on(character: str) -> bool:
    """Whether `character` may be composed with what is before it."""
    return unicodedata.combining(character) != 0 or "\u1160" <= character <= "\u11ff"
