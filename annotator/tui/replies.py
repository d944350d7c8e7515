"""What a terminal sends that nobody typed is no key: its own replies (its name, its colours), escapes in pasted text.

Textual's parser would hand on their characters, and those pasted after an escape, as if they had been typed: `x` removes
a span. So replies are taken out of the input, and control characters out of what is pasted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from time import monotonic

from textual._xterm_parser import XTermParser
from textual.message import Message

LONGEST = 8_192
"""Characters; a control string that does not end within so many is none."""
# OSC, DCS, APC, PM and SOS, up to their end: BEL, or ST (ESC and a backslash).
_WHOLE = re.compile(r"\x1b[\]PX_^][^\x1b\x07]*(?:\x07|\x1b\\)")
# A beginning whose end may still come; at least two characters after its introducer, for Alt and P is a key.
_BEGUN = re.compile(r"\x1b[\]PX_^][^\x1b\x07]{2,}\x1b?\Z")


_PASTE, _PASTED = "\x1b[200~", "\x1b[201~"
_SEQUENCE_SECONDS = 0.1
"""Within which the rest of a sequence comes after its escape; Textual waits as long."""
PASTE_LIMIT = 2_000_000
"""Characters kept of a paste; no field takes as many."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Replies:
    """Takes out what was not typed, also where it comes in pieces."""

    def __init__(self) -> None:
        self._begun = ""
        """The beginning of a control string, or of the mark that a paste begins with."""
        self._paste: list[str] | None = None
        """What has come of a paste; `None` outside of one."""
        self._pasted = 0
        self._mark = _PASTE
        """What the paste at hand begins with; empty if that was handed on already."""
        self._escaped_at = -1.0

    def typed(self, data: str) -> str:
        """What of `data` was typed (keys, mouse, pastes); what only began is kept back, a paste until it is whole."""
        found: list[str] = []
        if self._paste is None:
            data, self._begun = self._begun + data, ""
            if self._after_escape():
                if len(data) < len(_PASTE) - 1 and _PASTE[1:].startswith(data):
                    self._begun = data
                    return ""
                if data.startswith(_PASTE[1:]):
                    found.append(_PASTE[1:])
                    data = data.removeprefix(_PASTE[1:])
                    self._paste, self._pasted, self._mark = [], 0, ""
        while data:
            if self._paste is None:
                before, mark, data = data.partition(_PASTE)
                found.append(self._without_replies(before, last=not mark))
                if mark:
                    self._paste, self._pasted, self._mark = [], 0, _PASTE
            else:
                data = self._more_of_paste(data, found)
        typed = "".join(found)
        self._escaped_at = monotonic() if typed.endswith("\x1b") else -1.0
        return typed

    def _after_escape(self) -> bool:
        """Whether what was handed on last ended in an escape just now: the key, or the beginning of a sequence."""
        return monotonic() - self._escaped_at < _SEQUENCE_SECONDS

    def _without_replies(self, data: str, *, last: bool) -> str:
        data = _WHOLE.sub("", data)
        begun = _BEGUN.search(data) if last else None
        if begun is not None and len(data) - begun.start() <= LONGEST:
            data, self._begun = data[: begun.start()], data[begun.start() :]
        elif last:
            cut = next((n for n in range(len(_PASTE) - 1, 1, -1) if data.endswith(_PASTE[:n])), 0)
            data, self._begun = data[: len(data) - cut], data[len(data) - cut :]
        return data

    def _more_of_paste(self, data: str, found: list[str]) -> str:
        """Take in more of a paste; what comes after its end."""
        assert self._paste is not None
        tail = "".join(self._paste[-1:]) + data  # the mark at the end may come in two pieces
        content, mark, rest = tail.partition(_PASTED)
        self._paste[-1:] = [content]
        if not mark:
            self._pasted += len(data)
            if self._pasted > PASTE_LIMIT:
                self._paste[-1:] = [content[-len(_PASTED) :]]
            elif len(content) > len(_PASTED):
                self._paste[-1:] = [content[: -len(_PASTED)], content[-len(_PASTED) :]]
            return ""
        text = _CONTROLS.sub("", "".join(self._paste)[:PASTE_LIMIT])
        found.append(f"{self._mark}{text}{_PASTED}")
        self._paste = None
        return rest


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
