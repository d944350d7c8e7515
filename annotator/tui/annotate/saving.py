"""Whether all is saved: the alarm, trying again, a disk that does not answer, leaving."""

from __future__ import annotations

import contextlib
import threading
from asyncio import AbstractEventLoop, get_running_loop
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from annotator.journal.journal import Journal
from annotator.journal.storage import new_file, silent_for
from annotator.text.sanitize import one_line
from annotator.tui.actions import shown_key
from annotator.tui.annotate.context import Part
from annotator.tui.dialogs import Dialog
from annotator.tui.widgets.field import Field

if TYPE_CHECKING:
    from textual.timer import Timer

    from annotator.tui.annotate.screen import AnnotateScreen

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


COPY_LIMIT = 74_994
"""Bytes copied at most: in Base64 they are just under the 100,000 characters beyond which terminals drop a copy."""

Answer = Literal["saved", "leave"]


class UnsavedScreen(Dialog[Answer]):
    """Says what waits and why; answers `saved`, `leave`, or nothing to stay.

    Whatever is chosen, the records go on waiting for the journal until they are in it.
    """

    AUTO_FOCUS = "#retry"
    BINDINGS = [
        Binding("r", "retry", "Try again"),
        Binding("f", "file", "Another file"),
        Binding("c", "copy", "Copy"),
        Binding("p", "leave", "Leave"),
        Binding("escape", "back", "Stay"),
        Binding("down", "app.focus_next", "Next"),
        Binding("up", "app.focus_previous", "Before"),
    ]

    def __init__(self, journal: Journal, failure: str, try_again: Callable[[], str | None]) -> None:
        """Make the dialog.

        Args:
            journal: whose records wait.
            failure: why they are not saved.
            try_again: tries to save; why it still failed, or `None`.
        """
        super().__init__()
        self._journal, self._failure, self._try_again = journal, failure, try_again

    def compose(self) -> ComposeResult:
        """What waits, a line for each way out, what came of the last."""
        records = bool(self._journal.unsaved)
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(Content(""), id="what", classes="title")
            yield Button(Content("r  Try to save again"), id="retry", compact=True)
            if records:
                yield Button(Content("f  Write them to another file"), id="file", compact=True)
                yield Field(self._proposal(), select=False, name_id="path")
                yield Button(Content("c  Copy them to the clipboard"), id="copy", compact=True)
            leave = "p  Leave; they are printed to the terminal" if records else "p  Leave"
            yield Button(Content(leave), id="leave", compact=True)
            yield Button(Content("Esc  Stay; they are kept and tried again"), id="back", compact=True)
            yield Static(Content(""), id="told")

    def on_mount(self) -> None:
        """Show what waits."""
        if self.app._exit or not self.children:
            return  # closed again before it was open
        for field in self.query(Field):
            field.display = False
        self._show()

    def _show(self, told: str = "") -> None:
        journal = self._journal
        what = self._failure
        if journal.unsaved:
            size = f"{_count(journal.unsaved, 'record')}, {len(journal.unsaved_lines):,} bytes"
            what = f"NOT SAVED: {_count(journal.unsaved_actions, 'action')} ({size}): {journal.not_saved_because}"
        self.query_one("#what", Static).update(Content(one_line(what)))
        line = self.query_one("#told", Static)
        line.update(Content(told))
        line.display = bool(told)
        if told:
            line.scroll_visible(animate=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the line says."""
        getattr(self, f"action_{event.button.id}")()

    def action_retry(self) -> None:
        """Try to save."""
        failure = self._try_again()
        if failure is None:
            self.dismiss("saved")
            return
        self._failure = failure
        self._show("Still not saved.")

    def action_leave(self) -> None:
        """Leave all the same."""
        self.dismiss("leave")

    def action_back(self) -> None:
        """Close the field, or the dialog."""
        for field in self.query(Field):
            if field.display:
                field.display = False
                self.query_one("#file").focus()
                return
        self.dismiss(None)

    # --- another file --------------------------------------------------------------------------------------------

    def action_file(self) -> None:
        """Ask for a path."""
        for field in self.query(Field):
            field.display = True
            field.focus()
            self._show("Enter writes them there, Esc does not. A file that exists is left as it is.")

    def on_input_submitted(self) -> None:
        """Write to the path."""
        field = self.query_one(Field)
        told = self._write(field.value.strip())
        if not told.startswith("NOT"):
            field.display = False
            self.query_one("#file").focus()
        self._show(told)

    def _file_name(self) -> str:
        return f"{self._journal.path.stem}.recovered-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.jsonl"

    def _proposal(self) -> str:
        try:
            return str(Path.home() / self._file_name())
        except RuntimeError:
            return self._file_name()

    def _write(self, typed: str) -> str:
        if not typed:
            return "NOT written: name a file, or a folder."
        lines, count = self._journal.unsaved_lines, self._journal.unsaved
        try:
            path = Path(typed).expanduser().absolute()
            if path.is_dir():
                path /= self._file_name()
            new_file(path, lines)
        except FileExistsError:
            return f"NOT written: {one_line(typed)} exists already and was left as it is: name another."
        except (OSError, RuntimeError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            return f"NOT written: {one_line(typed)}: {one_line(why)}: name another."
        return f"{_count(count, 'record')} written to {one_line(str(path))}; the journal still gets them, as soon as it can be."

    # --- the clipboard -------------------------------------------------------------------------------------------

    def action_copy(self) -> None:
        """Hand the lines to the terminal's clipboard."""
        lines = self._journal.unsaved_lines
        if len(lines) > COPY_LIMIT:
            self._show(
                f"NOT copied: {len(lines):,} bytes are more than the {COPY_LIMIT:,} that terminals take: use a file."
            )
        elif lines:
            self.app.copy_to_clipboard(lines.decode())
            self._show(
                f"{_count(self._journal.unsaved, 'record')} handed to the terminal to copy. Not every terminal does: "
                "paste them somewhere to see."
            )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
