"""Whether all is saved: the alarm, trying again, a disk that does not answer, leaving."""

from __future__ import annotations

import contextlib
import threading
from asyncio import AbstractEventLoop, get_running_loop
from typing import TYPE_CHECKING, cast

from annotator.journal.storage import silent_for
from annotator.text.sanitize import one_line
from annotator.tui.actions import shown_key
from annotator.tui.annotate.context import Part

if TYPE_CHECKING:
    from textual.timer import Timer

    from annotator.tui.annotate.screen import AnnotateScreen
    from annotator.tui.screens.unsaved import Answer

RETRY_SECONDS = 3.0
"""Between two tries to save without a further action; doubled for each file in a row that the disk did not confirm."""
_LONGEST = 300.0
_SILENCE = 0.6
"""Seconds without an answer of the disk after which the screen says so."""


class Saving(Part):
    """The state of saving; part of `AnnotateScreen`."""

    failure: str | None
    _retry: Timer | None = None
    _watch: SilenceWatch | None = None

    @property
    def _screen(self) -> AnnotateScreen:
        return cast("AnnotateScreen", self)

    def on_mount(self) -> None:
        """Look out for a disk that does not answer."""
        self._watch = SilenceWatch(self._screen, get_running_loop())
        self._watch.start()

    def on_unmount(self) -> None:
        """Look out no more."""
        if self._watch is not None:
            self._watch.ended.set()

    @property
    def alarm(self) -> bool:
        """Whether something is not on the disk."""
        return self.session.journal.unsaved > 0 or self.failure is not None

    def saving_shown(self) -> tuple[str, str]:
        """What the status line says: the message, and its right end. While something is unsaved, that and what to do."""
        journal = self.session.journal
        if self.alarm:
            self._try_later()
            count = journal.unsaved_actions
            message = f"NOT SAVED: {count} action{'s' * (count != 1)} ({one_line(journal.not_saved_because)})"
            keys = next((action.keys for action in self._screen.actions if action.id == "save_again"), "")
            key = shown_key(keys.split(",")[0]) if keys else "Ctrl+Q"
            return (
                message if count else self.failure or "NOT SAVED: the time spent",
                f"{journal.annotator}  {key}: what to do",
            )
        if journal.read_only is not None:
            return self.message, f"{journal.annotator}  READ ONLY"
        if self.session.saved_at is None:
            return self.message, f"{journal.annotator}  no changes yet"
        return self.message, f"{journal.annotator}  saved {self.session.saved_at.astimezone():%H:%M:%S}"

    # --- trying again --------------------------------------------------------------------------------------------

    def _try_later(self) -> None:
        if self._retry is None:
            wait = min(RETRY_SECONDS * 2**self.session.journal.forsaken, _LONGEST)
            self._retry = self._screen.set_timer(wait, self._try_by_itself)

    def _try_by_itself(self) -> None:
        from annotator.tui.screens.unsaved import UnsavedScreen

        self._retry = None
        if not self.alarm or self._save() is not None:
            return
        self.say("everything is saved")
        top = self.app.screen
        if isinstance(top, UnsavedScreen):
            top.dismiss("saved")

    def _save(self) -> str | None:
        """Try to save what waits; why it failed, or `None`."""
        self.failure = self.session.save_again()
        self.show()
        return self.failure

    def action_save_again(self) -> None:
        """Try to save what is unsaved; if it cannot be, ask what to do with it."""
        if self._save() is None:
            self.say("everything is saved")
        else:
            self._ask(leaving=False)

    # --- leaving -------------------------------------------------------------------------------------------------

    def keep_place(self) -> None:
        """Remember where the person is, and note the time spent."""
        self.session.leave()
        screen = self._screen
        if self.session.article is not None:
            place = {"article": screen.here_file.id, "offset": self.caret.offset}
            screen.memory.put(self.project, f"place:{self.session.journal.annotator}", place)

    def action_quit(self) -> None:
        """Leave; if something cannot be saved, ask first."""
        self.keep_place()
        if self.alarm and self._save() is not None:
            self._ask(leaving=True)
        else:
            self.app.exit()

    def _ask(self, *, leaving: bool) -> None:
        from annotator.tui.screens.unsaved import UnsavedScreen

        def answered(answer: Answer | None) -> None:
            if answer == "leave" or (answer == "saved" and leaving):
                self.app.exit()
            elif answer == "saved":
                self.say("everything is saved")

        if isinstance(self.app.screen, UnsavedScreen):
            return
        self.app.push_screen(UnsavedScreen(self.session.journal, self.failure or "NOT SAVED", self._save), answered)


class SilenceWatch(threading.Thread):
    """Says on the status line that the disk does not answer, while the program can do nothing but wait for it.

    A save is done before the next key is looked at, so that nothing is ever shown as saved that is not. A disk that
    hangs therefore holds the screen; what is typed meanwhile waits in the terminal and is done afterwards.
    """

    def __init__(self, screen: AnnotateScreen, loop: AbstractEventLoop) -> None:
        super().__init__(name="silence-watch", daemon=True)
        self._screen, self._loop = screen, loop
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
                    self._loop.call_soon_threadsafe(self._screen.refresh)

    def _draw(self, words: str) -> None:
        driver = self._screen.app._driver
        width, height = self._screen.app.size
        if driver is not None and height > 1:
            line = words[:width].ljust(width)
            driver.write(f"\x1b7\x1b[{height - 1};1H\x1b[0;7;1m{line}\x1b[0m\x1b8")
            driver.flush()
