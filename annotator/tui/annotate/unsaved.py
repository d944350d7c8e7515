"""The dialog of what cannot be saved: why, and the ways out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from annotator.journal.journal import Journal
from annotator.journal.storage import new_file
from annotator.text.sanitize import one_line, plural
from annotator.tui.dialogs import Dialog
from annotator.tui.widgets.field import Field

COPY_LIMIT = 74_994
"""Bytes copied at most: in Base64 they are just under the 100,000 characters beyond which terminals drop a copy."""

UnsavedAnswer = Literal["saved", "leave"]


class UnsavedScreen(Dialog[UnsavedAnswer]):
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
        super().__init__()
        self._journal, self._failure, self._try_again = journal, failure, try_again

    def compose(self) -> ComposeResult:
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

    def begin(self) -> None:
        for field in self.query(Field):
            field.display = False
        self._show()

    def _show(self, told: str = "") -> None:
        journal = self._journal
        what = self._failure
        if journal.unsaved:
            size = f"{plural(journal.unsaved, 'record')}, {len(journal.unsaved_lines):,} bytes"
            what = f"NOT SAVED: {plural(journal.unsaved_actions, 'action')} ({size}): {journal.not_saved_because}"
        self.query_one("#what", Static).update(Content(one_line(what)))
        line = self.query_one("#told", Static)
        line.update(Content(told))
        line.display = bool(told)
        if told:
            line.scroll_visible(animate=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        getattr(self, f"action_{event.button.id}")()

    def action_retry(self) -> None:
        failure = self._try_again()
        if failure is None:
            self.dismiss("saved")
            return
        self._failure = failure
        self._show("Still not saved.")

    def action_leave(self) -> None:
        self.dismiss("leave")

    def action_back(self) -> None:
        for field in self.query(Field):
            if field.display:
                field.display = False
                self.set_focus(self.query_one("#file"))
                return
        self.dismiss(None)

    # --- another file --------------------------------------------------------------------------------------------

    def action_file(self) -> None:
        for field in self.query(Field):
            field.display = True
            self.set_focus(field)
            self._show("Enter writes them there, Esc does not. A file that exists is left as it is.")

    def on_input_submitted(self) -> None:
        field = self.query_one(Field)
        told = self._write(field.value.strip())
        if not told.startswith("NOT"):
            field.display = False
            self.set_focus(self.query_one("#file"))
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
        return f"{plural(count, 'record')} written to {one_line(str(path))}; the journal still gets them, as soon as it can be."

    # --- the clipboard -------------------------------------------------------------------------------------------

    def action_copy(self) -> None:
        lines = self._journal.unsaved_lines
        if len(lines) > COPY_LIMIT:
            self._show(
                f"NOT copied: {len(lines):,} bytes are more than the {COPY_LIMIT:,} that terminals take: use a file."
            )
        elif lines:
            self.app.copy_to_clipboard(lines.decode())
            self._show(
                f"{plural(self._journal.unsaved, 'record')} handed to the terminal to copy. Not every terminal does: "
                "paste them somewhere to see."
            )
