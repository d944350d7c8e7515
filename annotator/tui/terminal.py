"""Textual's driver, made to outlast what terminals do: vanish, stop and go on, send bytes that are no text."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import signal
import sys
from typing import TYPE_CHECKING, Any, cast

from textual.app import App
from textual.drivers import linux_driver
from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver

from annotator.tui.replies import TypedOnly

if TYPE_CHECKING:
    from annotator.tui.app import AnnotatorApp


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
        """Take the terminal."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._ours = True

    def stop_application_mode(self) -> None:
        """Give the terminal back."""
        self._ours = False
        super().stop_application_mode()

    def write(self, data: str) -> None:
        """Write, unless the terminal is not ours just now: then all will be drawn anew anyway."""
        if self._writer_thread is not None and self._writer_thread.is_alive():
            super().write(data)

    def _run_input_thread(self) -> None:
        app = cast("AnnotatorApp", self._app)
        with contextlib.suppress(RuntimeError):  # the program has ended
            try:
                self.run_input_thread()
            except (OSError, EOFError):
                self._loop.call_soon_threadsafe(app.terminal_gone)
            except Exception as error:
                self._loop.call_soon_threadsafe(app._handle_exception, error)
