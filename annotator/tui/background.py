"""Work in a thread beside a screen, which is told how far it is and what came of it, and can be given up."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from textual.message import Message

_OFTEN = 0.1
"""Seconds between two messages about how far it is."""


class Stopped(Exception):  # noqa: N818 - nothing went wrong
    """The person no longer wants to know."""


@dataclass(eq=False, repr=False)
class WorkProgress(Message):
    """How far a thread is."""

    work: BackgroundWork
    doing: str


@dataclass(eq=False, repr=False)
class Ended(Message):
    """A thread is done, with what it found or what went wrong."""

    work: BackgroundWork
    result: object


@dataclass(eq=False, repr=False)
class BackgroundWork:
    """What a thread does; it posts messages, and touches nothing else.

    Attributes:
        do: given what to tell how far it is, and what answers whether to give up, it returns what it found or raises;
            `Stopped` where it gave up.
        post: the screen's.
        doing: how far it is; kept by the screen.
        stop: set when nobody wants the result any longer.
    """

    do: Callable[[Callable[[str], None], Callable[[], bool]], object]
    post: Callable[[Message], bool]
    doing: str = "beginning"
    stop: threading.Event = field(default_factory=threading.Event)
    _step: str = ""
    _last: float = 0.0

    def start(self) -> None:
        """Begin, in a thread that no end of the program waits for."""
        threading.Thread(target=self._run, daemon=True, name="background").start()

    def _run(self) -> None:
        try:
            result = self.do(self._tell, self.stop.is_set)
        except Stopped:
            return
        except Exception as error:  # told where the screen is
            result = error
        self._post(Ended(self, result))

    def _tell(self, doing: str) -> None:
        step = doing.partition(" ")[0]
        if step != self._step or monotonic() - self._last >= _OFTEN:
            self._step, self._last = step, monotonic()
            self._post(WorkProgress(self, doing))

    def _post(self, message: Message) -> None:
        if not self.stop.is_set():
            with contextlib.suppress(RuntimeError):  # the application has ended
                self.post(message)
