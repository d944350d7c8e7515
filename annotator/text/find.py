"""Finding wordings in a text: the words of a search, and the same wording elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from annotator.model import Range

_MARKS = {"'": "‘’‚", '"': "“”„"}
"""Straight marks with the curly ones that they find."""
_ONE = {"İ": "i", "ı": "i"} | {curly: straight for straight, found in _MARKS.items() for curly in found}


def words_pattern(words: str) -> re.Pattern[str] | None:
    """What finds the words of a search: white space matches any, straight marks match curly ones.

    Case matters only where a capital was typed. `None` if there are no words.
    """
    parts = words.split()
    if not parts:
        return None
    flags = 0 if any(c.isupper() for c in words) else re.IGNORECASE
    pattern = r"\s+".join(map(re.escape, parts))
    for straight, curly in _MARKS.items():
        pattern = pattern.replace(straight, f"[{straight}{curly}]")
    return re.compile(pattern, flags)


def found_by(words: str, text: str) -> list[Range]:
    """Where the words of a search stand, see `words_pattern`."""
    pattern = words_pattern(words)
    return [] if pattern is None else [match.span() for match in pattern.finditer(text)]


def same_wordings(text: str, wording: str) -> list[Range]:
    """Where exactly this wording stands as whole words, without overlaps."""
    before = r"(?<!\w)" if wording[:1].isalnum() else ""
    after = r"(?!\w)" if wording[-1:].isalnum() else ""
    return [match.span() for match in re.finditer(before + re.escape(wording) + after, text)]


def folded(text: str) -> bytes:
    """A text in which each word of a search stands, folded alike, wherever `words_pattern` may find it.

    It tells at once where there is nothing to find; offsets are not those of the text.
    """
    if not text.isascii():
        for character, plain in _ONE.items():
            text = text.replace(character, plain)
    return text.casefold().encode("utf-8", "surrogatepass")


def needles(words: str) -> Sequence[bytes]:
    """The words of a search, folded as `folded` does, the longest first."""
    return sorted(map(folded, words.split()), key=len, reverse=True)
