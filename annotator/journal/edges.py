"""The first and the last eight bytes of a span's text, held as numbers: enough to see by what boundaries differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]

SIZE = 8
NO_TEXT = np.uint64(0xFFFFFFFFFFFFFFFF)
"""Where the record holds no text; these bytes stand in none."""
UNKNOWN = "eight bytes do not tell"
"""What `cut` returns, this very string, where an edge alone does not tell."""
_BACKSLASH = b"\\"


class Edges(NamedTuple):
    """Both ends of texts, `(texts,)` each: little-endian, with zeros after a text that is shorter.

    They are as in the line, escapes included, or as in the text.
    """

    first: Words
    last: Words

    @classmethod
    def none(cls, count: int) -> Edges:
        """Of records without texts."""
        return cls(np.full(count, NO_TEXT), np.full(count, NO_TEXT))

    @classmethod
    def of(cls, texts: Sequence[str | None]) -> Edges:
        """Of texts that were read; an empty one is none."""
        whole = [text.encode() if text else NO_TEXT.tobytes() for text in texts]
        first = b"".join(text[:SIZE].ljust(SIZE, b"\0") for text in whole)
        last = b"".join(text[-SIZE:].ljust(SIZE, b"\0") for text in whole)
        return cls(np.frombuffer(first, dtype="<u8"), np.frombuffer(last, dtype="<u8"))


def cut(word: np.uint64, size: int, *, last: bool) -> str | None:
    """The first, or last, code points of a text.

    Args:
        word: its edge.
        size: how many.
        last: which edge this is.

    Returns:
        The characters; all of a text that has fewer. `None` if there is no text; `UNKNOWN` if they do not stand in
        the edge alone, or not plainly.
    """
    if word == NO_TEXT:
        return None
    edge = int(word).to_bytes(SIZE, "little").rstrip(b"\0")
    if _BACKSLASH in edge:
        return UNKNOWN
    if not last:
        found = edge.decode(errors="ignore")[:size]
        if len(found) == size or len(edge) < SIZE:
            return found
        return UNKNOWN
    # What comes first in a full edge may be the rest of a character, or of an escape.
    found = edge.decode(errors="ignore")
    if len(found) > size or len(edge) < SIZE:
        return found[-size:]
    return UNKNOWN
