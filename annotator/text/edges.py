"""What no span begins or ends with: white space, and characters that show nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.model import Range

INVISIBLE = "\u200b\u2060\ufeff"
"""Characters without ink that are no white space to Python, yet begin or end no span."""
INK = re.compile(rf"[^\s{INVISIBLE}]")
"""A pattern for one character that shows something."""


def stripped(text: str, start: int, end: int) -> Range:
    """`[start, end)` without white space at its edges; empty at `start` if there is nothing else."""
    first = INK.search(text, start, end)
    if first is None:
        return start, start
    start = first.start()
    while end > start and not has_ink(text[end - 1]):
        end -= 1
    return start, end


def has_ink(character: str) -> bool:
    """Whether a character shows anything."""
    return not (character.isspace() or character in INVISIBLE)


def clean(text: str) -> bool:
    """Whether a text begins and ends with ink."""
    return bool(text) and has_ink(text[0]) and has_ink(text[-1])
