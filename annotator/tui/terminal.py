"""Textual's driver, made to outlast what terminals do: vanish, stop and go on, send bytes that are no text."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import re
import signal
import sys
from collections.abc import Iterator
from time import monotonic
from typing import Any, Protocol, cast

from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers import linux_driver
from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver
from textual.keys import Keys
from textual.message import Message

LONGEST = 8_192
"""Characters; a control string that does not end within so many is none."""
# OSC, DCS, APC, PM and SOS, up to their end: BEL, or ST (ESC and a backslash). Of CSI what Textual takes for something
# else: with sub-parameters (it would fail), longer than it looks (it would take the rest for keys), and replies.
_WHOLE = re.compile(
    r"\x1b[\]PX_^][^\x1b\x07]*(?:\x07|\x1b\\)"
    r"|\x1b\[(?:[0-9;<-?]*:[0-?]*[ -/]*|[0-?]{30,}[ -/]*|[=>?][0-?]*(?!\$y)[ -/]*)[@-~]"
)
# A beginning whose end may still come; at least two characters after its introducer, for Alt and P is a key.
_BEGUN = re.compile(r"\x1b(?:[\]PX_^][^\x1b\x07]{2,}\x1b?|\[[0-?]{29,}[ -/]*)\Z")


_PASTE, _PASTED = "\x1b[200~", "\x1b[201~"
_SEQUENCE_SECONDS = 0.1
"""Within which the rest of a sequence comes after its escape; Textual waits as long."""
PASTE_LIMIT = 100_000
"""Characters kept of a paste; no field takes as many, and Textual reads one after the other."""
_WIDEST = 10_000
"""Columns or rows of a terminal."""
_SURROGATE = re.compile("[\ud800-\udfff]")
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

    def feed(self, data: str) -> Iterator[Message]:
        """Parse some input; empty at its end."""
        if data and not (data := self._replies.typed(data)):
            return
        for message in super().feed(data):
            if isinstance(message, events.Resize):
                sane = all(0 < cells <= _WIDEST for cells in message.size)
                # A terminal that does not know its size in pixels cannot tell places in them.
                pixels = message.pixel_size or (0, 0)
                self.mouse_pixels = sane and min(pixels) > 0 and max(pixels) <= _WIDEST**2
                if not sane:
                    continue
            yield message

    def _parse_extended_key(self, sequence: str) -> list[events.Key] | None:  # type: ignore[override]
        """The keys of a sequence; what no keyboard sends is none, and also no sequence that may still go on."""
        try:
            found = super()._parse_extended_key(sequence)
        except (ValueError, OverflowError):
            return [events.Key(Keys.Ignore, sequence)]
        if any(_SURROGATE.search(key.key + (key.character or "")) for key in found or ()):
            return [events.Key(Keys.Ignore, sequence)]
        return found

    def parse_mouse_code(self, code: str) -> Message | None:
        """What the mouse did; nothing at places that no terminal has."""
        if any(int(number) > _WIDEST**2 for number in re.findall(r"\d+", code)):
            return None
        return super().parse_mouse_code(code)


class SteadyWriter(WriterThread):
    """Goes on taking what is written when the terminal is gone: Textual's ends, and then its queue blocks the program."""

    def run(self) -> None:
        """Write until told to stop; what is told last may be what meets the terminal gone."""
        there = True
        while (text := self._queue.get()) is not None:
            there = there and self._written(text)
        self._written("")

    def _written(self, text: str) -> bool:
        """Whether the terminal took it; the rest is flushed when nothing more waits."""
        try:
            self._file.write(text)
            if self._queue.empty():
                self._file.flush()
        except OSError:
            return False
        return True


class _Decoder:
    """UTF-8 from a keyboard: what is not UTF-8 becomes U+FFFD instead of an error."""

    def __init__(self) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode

    def decode(self, data: bytes, final: bool = False) -> str:
        """What was typed.

        Raises:
            EOFError: the terminal is gone; reading on would give nothing for ever.
        """
        if not data:
            raise EOFError
        return self._decode(data, final)


def _decoders(_: str) -> type[_Decoder]:
    return _Decoder


for _name, _ours in (("XTermParser", TypedOnly), ("WriterThread", SteadyWriter), ("getincrementaldecoder", _decoders)):
    assert hasattr(linux_driver, _name)
    setattr(linux_driver, _name, _ours)


class LosesTerminal(Protocol):
    """What the driver asks of the application."""

    def terminal_gone(self) -> None:
        """Leave as when the terminal hangs up."""


class CarefulDriver(LinuxDriver):
    """Draws on stdout, in UTF-8 whatever the locale; stops and goes on only between two steps of the program."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        assert sys.__stdout__ is not None
        self._file = open(  # noqa: SIM115 - as long as the program runs
            sys.__stdout__.fileno(), "w", encoding="utf-8", errors="backslashreplace", closefd=False
        )
        self._ours = False
        """Whether the terminal is set up for the screen."""
        self._stopped = False
        self._loop = asyncio.get_running_loop()
        self._loop.add_signal_handler(signal.SIGTSTP, self._stop)
        self._loop.add_signal_handler(signal.SIGCONT, self._go_on)

    def _stop(self) -> None:
        """Give the terminal back and stop; return when told to go on, which `_go_on` is told too."""
        if self._ours:
            self._stopped = True
            self.suspend_application_mode()
        os.kill(os.getpid(), signal.SIGSTOP)

    def _go_on(self) -> None:
        """Take the terminal again; whoever stopped us without asking (SIGSTOP) may have left it in any state."""
        if self._ours:
            self.suspend_application_mode()
        elif not self._stopped:
            return  # the program is about to end
        self._stopped = False
        self.resume_application_mode()
        self._app.screen.refresh(layout=True)

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._ours = True

    def stop_application_mode(self) -> None:
        self._ours = False
        super().stop_application_mode()

    def write(self, data: str) -> None:
        """Write, unless the terminal is not ours just now: then all will be drawn anew anyway."""
        if self._writer_thread is not None and self._writer_thread.is_alive():
            super().write(data)

    def _run_input_thread(self) -> None:
        with contextlib.suppress(RuntimeError):  # the program has ended
            try:
                self.run_input_thread()
            except (OSError, EOFError):
                self._loop.call_soon_threadsafe(cast("LosesTerminal", self._app).terminal_gone)
            except Exception as error:
                self._loop.call_soon_threadsafe(self._app._handle_exception, error)
