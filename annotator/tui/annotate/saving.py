"""Whether all is saved: the alarm, trying again, a disk that does not answer, leaving."""

from __future__ import annotations

import contextlib
import threading
from asyncio import AbstractEventLoop, get_running_loop
from typing import TYPE_CHECKING

from annotator.journal.storage import silent_for
from annotator.text.sanitize import one_line
from annotator.tui.actions import shown_key
from annotator.tui.annotate.context import Context

if TYPE_CHECKING:
    from textual.timer import Timer

    from annotator.tui.annotate.unsaved import UnsavedAnswer

RETRY_SECONDS = 3.0
"""Between two tries to save without a further action; doubled for each file in a row that the disk did not confirm."""
_LONGEST = 300.0
_SILENCE = 0.6
"""Seconds without an answer of the disk after which the screen says so."""


class Saving:
    """Says whether all is saved, tries again by itself, and asks before something unsaved is left."""

    def __init__(self, context: Context) -> None:
        self.screen = context
        self._retry: Timer | None = None
        self._watch: SilenceWatch | None = None

    def start(self) -> None:
        """Look out for a disk that does not answer."""
        self._watch = SilenceWatch(self.screen, get_running_loop())
        self._watch.start()

    def stop(self) -> None:
        """Look out no more."""
        if self._watch is not None:
            self._watch.ended.set()

    @property
    def alarm(self) -> bool:
        """Whether something is not on the disk."""
        return self.screen.session.journal.unsaved > 0 or self.screen.failure is not None

    @property
    def unsaved(self) -> str:
        """What is not saved, why, and the key that does something about it; empty if all is."""
        if not self.alarm:
            return ""
        self._try_later()
        journal = self.screen.session.journal
        count = journal.unsaved_actions
        keys = next((action.keys for action in self.screen.actions if action.id == "save_again"), "")
        key = shown_key(keys.split(",")[0]) if keys else "Ctrl+Q"
        because = f"NOT SAVED: {count} action{'s' * (count != 1)} ({one_line(journal.not_saved_because)})"
        return f"{because if count else self.screen.failure or 'NOT SAVED: the time spent'}  {key}: what to do"

    @property
    def who_and_when(self) -> str:
        """Who works here, and when it was saved."""
        session = self.screen.session
        if self.alarm:
            saved = "NOT SAVED"
        elif session.journal.read_only is not None:
            saved = "READ ONLY"
        elif session.resizing is not None:
            saved = "not saved yet"
        else:
            saved = f"saved {session.saved_at.astimezone():%H:%M:%S}" if session.saved_at else "no changes yet"
        retest = " · RETEST" if self.screen.project.retest else ""
        return f"{session.journal.annotator}{retest} · {saved}"

    # --- trying again --------------------------------------------------------------------------------------------

    def _try_later(self) -> None:
        if self._retry is None:
            wait = min(RETRY_SECONDS * 2**self.screen.session.journal.forsaken, _LONGEST)
            self._retry = self.screen.set_timer(wait, self._try_by_itself)

    def _try_by_itself(self) -> None:
        self._retry = None
        if not self.alarm or self._save() is not None:
            return
        from annotator.tui.annotate.unsaved import UnsavedScreen

        self.screen.say("everything is saved")
        top = self.screen.app.screen
        if isinstance(top, UnsavedScreen):
            top.dismiss("saved")

    def _save(self) -> str | None:
        """Try to save what waits; why it failed, or `None`."""
        self.screen.failure = self.screen.session.save_again()
        self.screen.show()
        return self.screen.failure

    def save_again(self) -> None:
        """Try to save what is unsaved; if it cannot be, ask what to do with it."""
        if self._save() is None:
            self.screen.say("everything is saved")
        else:
            self._ask(leaving=False)

    def leave_program(self) -> None:
        """Leave; if something cannot be saved, ask first."""
        if self.alarm and self._save() is not None:
            self._ask(leaving=True)
        else:
            self.screen.app.exit()

    def _ask(self, *, leaving: bool) -> None:
        from annotator.tui.annotate.unsaved import UnsavedScreen

        app = self.screen.app

        def answered(answer: UnsavedAnswer | None) -> None:
            if answer == "leave" or (answer == "saved" and leaving):
                app.exit()
            elif answer == "saved":
                self.screen.say("everything is saved")

        if not isinstance(app.screen, UnsavedScreen):
            failure = self.screen.failure or "NOT SAVED"
            app.push_screen(UnsavedScreen(self.screen.session.journal, failure, self._save), answered)


class SilenceWatch(threading.Thread):
    """Says on the status line that the disk does not answer, while the program can do nothing but wait for it.

    A save is done before the next key is looked at, so that nothing is ever shown as saved that is not. A disk that
    hangs therefore holds the screen; what is typed meanwhile waits in the terminal and is done afterwards.
    """

    def __init__(self, context: Context, loop: AbstractEventLoop) -> None:
        super().__init__(name="silence-watch", daemon=True)
        # The application too: a screen that was taken down meanwhile no longer leads to it.
        self.screen, self.app, self._loop = context, context.app, loop
        self.ended = threading.Event()

    def run(self) -> None:
        """Look a few times a second, until `ended`."""
        shown = False
        while not self.ended.wait(_SILENCE / 3):
            silence = silent_for()
            if silence > _SILENCE:
                shown = True
                self._draw(f" saving… the disk has not answered for {silence:.0f} s; keys wait ")
            elif shown:
                shown = False
                with contextlib.suppress(RuntimeError):  # the loop has ended
                    self._loop.call_soon_threadsafe(self.screen.refresh)

    def _draw(self, words: str) -> None:
        driver = self.app._driver
        width, height = self.app.size
        if driver is not None and height > 1:
            line = words[:width].ljust(width)
            driver.write(f"\x1b7\x1b[{height - 1};1H\x1b[0;7;1m{line}\x1b[0m\x1b8")
            driver.flush()
