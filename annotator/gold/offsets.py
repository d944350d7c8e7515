"""Offsets as other programs count them: in UTF-16 code units as JavaScript does, where this program counts code points."""

from __future__ import annotations

from bisect import bisect_right
from typing import Literal

Unit = Literal["code-points", "utf-16"]

WORDS: dict[Unit, str] = {"code-points": "Unicode code points", "utf-16": "UTF-16 code units"}
"""What the units are called."""


class Utf16:
    """From code points to UTF-16 code units of one text, and back."""

    def __init__(self, text: str) -> None:
        # Each character beyond U+FFFF takes two units, so that only those need to be known.
        self._wide = [i for i, c in enumerate(text) if c > "\uffff"] if not text.isascii() else []
        self._wide_units = [i + nth for nth, i in enumerate(self._wide)]

    def units(self, offset: int) -> int:
        """The units before the code point at `offset`."""
        return offset + bisect_right(self._wide, offset - 1)

    def code_points(self, units: int) -> int | None:
        """The code points before `units`; `None` in the middle of a surrogate pair."""
        before = bisect_right(self._wide_units, units - 1)
        if before and self._wide_units[before - 1] == units - 1:
            return None
        return units - before
