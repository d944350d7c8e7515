"""Control strings that a terminal sends by itself (its name, its colours) are no keys: they are taken out of the input.

Textual's parser does not know them and would hand on their characters as if they had been typed: `x` removes a span.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.message import Message

LONGEST = 8_192
"""Characters; a control string that does not end within so many is none."""
# OSC, DCS, APC, PM and SOS, up to their end: BEL, or ST (ESC and a backslash).
_WHOLE = re.compile(r"\x1b[\]PX_^][^\x1b\x07]*(?:\x07|\x1b\\)")
# A beginning whose end may still come; at least two characters after its introducer, for Alt and P is a key.
_BEGUN = re.compile(r"\x1b[\]PX_^][^\x1b\x07]{2,}\x1b?\Z")


class Replies:
    """Takes control strings out of what a terminal sends, also where one comes in pieces."""

    def __init__(self) -> None:
        self._begun = ""

    def typed(self, data: str) -> str:
        """What of `data` was typed (keys, mouse, pastes); a control string that only began is kept back."""
        data = _WHOLE.sub("", self._begun + data)
        self._begun = ""
        begun = _BEGUN.search(data)
        if begun is not None and len(data) - begun.start() <= LONGEST:
            data, self._begun = data[: begun.start()], data[begun.start() :]
        return data


class TypedOnly(XTermParser):
    """Textual's parser, given only what was typed."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._replies = Replies()

    def feed(self, data: str) -> Iterable[Message]:
        """Parse some input; empty at its end."""
        if data and not (data := self._replies.typed(data)):
            return ()
        return super().feed(data)
