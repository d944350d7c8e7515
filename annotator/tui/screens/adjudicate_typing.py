"""What is typed on the adjudicating screen: a note on a passage, a rule for the guideline."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from annotator.text.sanitize import one_line
from annotator.tui.annotate.edit_span import typed
from annotator.tui.dialogs import Dialog
from annotator.tui.widgets.field import CUT, Field


class TypingScreen(Dialog[str]):
    """One field; answers what was typed, Escape nothing."""

    AUTO_FOCUS = "Field"
    HOLDS_TYPING = True
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]
    BINDINGS = [("escape", "dismiss(None)", "Cancel")]

    def __init__(self, title: str, about: str, before: str = "") -> None:
        """Make the dialog.

        Args:
            title: what is asked for.
            about: a sentence below it.
            before: what the field holds at first.
        """
        super().__init__()
        self._title_shown, self._about, self._before = title, about, before

    def compose(self) -> ComposeResult:
        """What is asked for, a field."""
        with VerticalScroll(classes="dialog typing", can_focus=False):
            yield Static(Content(one_line(self._title_shown)), classes="title")
            yield Static(Content(one_line(self._about)))
            yield Field(self._before, select=False, name_id="typed")
            yield Static(Content("Enter keeps, Esc cancels."), id="hint", classes="hint")

    def on_field_cut(self) -> None:
        """Say that a paste was too long."""
        hint = self.query_one("#hint", Static)
        hint.update(Content(CUT))
        hint.display = True  # also where a small screen leaves hints out

    def on_input_submitted(self) -> None:
        """Answer what was typed."""
        self.dismiss(typed(self.query_one("#typed", Input).value, self._before))
