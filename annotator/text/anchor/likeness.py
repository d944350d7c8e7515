"""How alike two wordings are, and how far the texts around two places run alike."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.text.anchor.effort import Effort

LONG = 400
"""Code points beyond which wordings are compared by their words, without their order."""
_WORD = re.compile(r"\w+")


def likeness(one: str, other: str, effort: Effort) -> float:
    """From 0 to 1: twice what both have in common, by their lengths; 0 if there is no effort left to tell."""
    if one == other:
        return 1.0
    sizes = len(one) + len(other)
    if not one or not other or min(len(one), len(other)) * 3 < max(len(one), len(other)):
        return 0.0
    if max(len(one), len(other)) > LONG:
        return shared_words(one, other) if effort.allows(sizes) else 0.0
    if not effort.allows(len(one) * len(other)):
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def shared_words(one: str, other: str) -> float:
    """From 0 to 1: twice the words that both hold, by the number of words of both."""
    mine, theirs = Counter(_WORD.findall(one)), Counter(_WORD.findall(other))
    words = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / words if words else 0.0


def run_after(one: str, i: int, other: str, j: int, limit: int) -> int:
    """How many characters from `i` and from `j` on are equal, at most `limit`."""
    low, high = 0, min(limit, len(one) - i, len(other) - j)
    while low < high:
        middle = (low + high + 1) // 2
        if one[i + low : i + middle] == other[j + low : j + middle]:
            low = middle
        else:
            high = middle - 1
    return low


def run_before(one: str, i: int, other: str, j: int, limit: int) -> int:
    """How many characters before `i` and before `j` are equal, at most `limit`."""
    low, high = 0, min(limit, i, j)
    while low < high:
        middle = (low + high + 1) // 2
        if one[i - middle : i - low] == other[j - middle : j - low]:
            low = middle
        else:
            high = middle - 1
    return low
