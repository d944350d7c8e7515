"""One line on the terminal that says how far a command is, drawn anew beside the work for as long as that takes.

It loads next to nothing, so that it stands there before anything else is loaded.
"""

from __future__ import annotations

import _thread  # not `threading`: what counts threads before it makes a copy of this process need not mind this one
import os
import sys
from time import monotonic, sleep

_FIRST, _AGAIN = 0.1, 0.2
"""Seconds until the line is drawn, and drawn anew."""
_CELLS = 30
"""Of a bar."""
_TELLING = 0.3
"""Seconds after which the speed so far tells of the time that remains."""
_PATIENCE = 0.1
"""Seconds that stopping waits for a terminal that takes nothing."""


class Task:
    """Work that was begun, of which `length` steps are all."""

    __slots__ = ("_length", "_since", "_what", "done")

    def __init__(self, what: str, length: int = 0) -> None:
        """Begin; without a length nobody knows how far it is."""
        self._what, self._length, self._since = what, length, monotonic()
        self.done = 0

    def step(self, more: int) -> None:
        """So much more is done."""
        self.done += more

    def __str__(self) -> str:
        """How far it is: a bar and the time that remains, else the time that has passed."""
        seconds, share = monotonic() - self._since, min(self.done / self._length, 1.0) if self._length else 0.0
        bar = f"  [{'#' * int(share * _CELLS):-<{_CELLS}}] {share:4.0%}" if self._length else " ..."
        left = seconds * (1 - share) / share if share and seconds >= _TELLING else None
        return f"{self._what}{bar}  {_clock(seconds) if left is None else f'{_clock(left)} left'}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class ProgressLine:
    """The line. A thread draws it; whoever prints anything else holds it hidden meanwhile: `with LINE: …`."""

    def __init__(self) -> None:
        self._drawn = 0
        """Cells of it on the terminal."""
        self._lock = _thread.allocate_lock()
        self.running = False
        self.task = Task("annotator")

    def start(self) -> None:
        """Have it drawn from now on, if there is a terminal."""
        if sys.stderr is not None and sys.stderr.isatty():
            self.task, self.running = Task("annotator"), True
            _thread.start_new_thread(self._draw, ())

    def stop(self) -> None:
        """Take it away for good."""
        self.running = False
        if self._lock.acquire(timeout=_PATIENCE):  # who was interrupted may have it
            self._lock.release()
        self._write("")

    def __enter__(self) -> None:
        self._lock.acquire()
        self._write("")

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def _draw(self) -> None:
        sleep(_FIRST)
        while self.running:
            with self._lock:
                if self.running:
                    self._write(str(self.task))
            sleep(_AGAIN)

    def _write(self, shown: str) -> None:
        """Put this in place of what stands there."""
        if not (shown or self._drawn):
            return
        try:
            columns = os.get_terminal_size(2).columns or 80
        except OSError:
            columns = 80
        shown = shown[: columns - 1]
        covered = shown.ljust(min(self._drawn + len("^C"), columns - 1))  # which a terminal shows itself
        self._drawn = len(shown)
        try:
            os.write(2, f"\r{covered}{'' if shown else chr(13)}".encode())
        except OSError:  # a terminal that is gone
            self.running = False


LINE = ProgressLine()
"""This process's."""
