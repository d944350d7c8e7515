"""Work beside the agreement screen: a thread that says how far it is, ends with a result, and can be told to stop."""

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


class Told(Message):
    """How far a thread is."""

    def __init__(self, run: int, doing: str) -> None:
        super().__init__()
        self.run, self.doing = run, doing


class Ended(Message):
    """A thread is done, with what it found or what went wrong."""

    def __init__(self, run: int, result: object) -> None:
        super().__init__()
        self.run, self.result = run, result


@dataclass
class Work:
    """What a thread does; it posts messages, and touches nothing else.

    Attributes:
        number: stands in its messages.
        do: given what to tell how far it is, and what answers whether to give up, it returns what it found or raises;
            `Stopped` where it gave up.
        post: the screen's.
        stop: set when nobody wants the result any longer.
    """

    number: int
    do: Callable[[Callable[[str], None], Callable[[], bool]], object]
    post: Callable[[Message], bool]
    stop: threading.Event = field(default_factory=threading.Event)
    _step: str = ""
    _last: float = 0.0

    def start(self) -> None:
        """Begin, in a thread that no end of the program waits for."""
        threading.Thread(target=self._run, daemon=True, name="agreement").start()

    def _run(self) -> None:
        try:
            result = self.do(self._tell, self.stop.is_set)
        except Stopped:
            return
        except Exception as error:  # told where the screen is
            result = error
        self._post(Ended(self.number, result))

    def _tell(self, doing: str) -> None:
        step = doing.partition(" ")[0]
        if step != self._step or monotonic() - self._last >= _OFTEN:
            self._step, self._last = step, monotonic()
            self._post(Told(self.number, doing))

    def _post(self, message: Message) -> None:
        if not self.stop.is_set():
            with contextlib.suppress(RuntimeError):  # the application has ended
                self.post(message)
