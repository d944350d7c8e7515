"""Work that takes more than a moment, done a few steps at a time between keys, with a word on how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual.screen import Screen

from annotator.adjudication.stepped_work import Steps
from annotator.errors import AnnotatorError

_AT_ONCE = 3
"""Steps between two looks at the keyboard."""
_PAUSE = 0.001
"""Seconds in which keys are taken."""
Result = TypeVar("Result")


class Stepwise:
    """One piece of work at a time; the next one takes its place.

    Attributes:
        waited_for: what is done that the person waits for, in words; empty if nothing is.
    """

    def __init__(self, screen: Screen[None], tell: Callable[[str], None]) -> None:
        """Work for a screen; `tell` is told how far it is, and what went wrong."""
        self._screen, self._tell = screen, tell
        self._next: Callable[[], None] | None = None
        self.waited_for = ""
        self._may_stop = True

    def run(
        self,
        what: str,
        steps: Steps[Result],
        then: Callable[[Result], None],
        *,
        waited_for: bool = True,
        may_stop: bool = True,
    ) -> None:
        """Do some work, and go on with what came of it; small work is done at once.

        Args:
            what: the work, in words.
            steps: which it has.
            then: given what came of it.
            waited_for: whether keys have to wait for it.
            may_stop: whether Escape gives it up.
        """

        def go_on() -> None:
            if self._next is not go_on:
                return  # it was given up
            share = 0.0
            try:
                for _ in range(_AT_ONCE):
                    share = next(steps)
            except StopIteration as end:
                self._end()
                then(end.value)
                return
            except AnnotatorError as error:
                self._end()
                self._tell(str(error))
                return
            if waited_for:
                self._tell(f"{what}: {share:.0%}{' (Esc stops)' * may_stop}")
            self._screen.set_timer(_PAUSE, go_on)

        self._next, self._may_stop = go_on, may_stop
        self.waited_for = what if waited_for else ""
        go_on()

    def stop(self) -> bool:
        """Give the work up, if that can be; whether nothing is waited for any more."""
        if not self.waited_for or self._may_stop:
            self._end()
        return not self.waited_for

    def _end(self) -> None:
        self._next, self.waited_for = None, ""
