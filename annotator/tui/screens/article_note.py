"""The note on an article, and how far it is."""

from __future__ import annotations

from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from annotator.model import State
from annotator.text.sanitize import one_line
from annotator.tui.annotate.edit_span import typed
from annotator.tui.dialogs import Dialog
from annotator.tui.theme import Palette
from annotator.tui.widgets.choice import Choice
from annotator.tui.widgets.field import CUT, Field

STATES: tuple[State, ...] = ("started", "done", "skipped")


class Noted(NamedTuple):
    """What the dialog answers."""

    state: State
    note: str


class ArticleNoteScreen(Dialog[Noted]):
    """A field and three words; Enter keeps, Escape cancels."""

    AUTO_FOCUS = "Field"
    HOLDS_TYPING = True
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]
    BINDINGS = [("escape", "dismiss(None)", "Cancel")]

    def __init__(self, name: str, before: Noted, palette: Palette) -> None:
        super().__init__()
        self._name_shown, self._before, self._palette = name, before, palette

    def compose(self) -> ComposeResult:
        """The article's name, its state, its note."""
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(Content(f"article: {one_line(self._name_shown, 200)}"), classes="title")
            yield Static(Content("note"))
            yield Field(self._before.note, select=False, name_id="note")
            yield Static(Content("state"))
            yield Choice(self._palette, STATES, self._before.state)
            hint = "Enter keeps, Tab: note or state, ← → choose the state, Esc cancels."
            yield Static(Content(hint), id="hint", classes="hint")

    def on_field_cut(self) -> None:
        """Say that a paste was too long."""
        hint = self.query_one("#hint", Static)
        hint.update(Content(CUT))
        hint.display = True  # also where a small screen leaves hints out

    def on_input_submitted(self) -> None:
        """Keep both."""
        self._keep()

    def on_choice_settled(self) -> None:
        """Keep both."""
        self._keep()

    def _keep(self) -> None:
        state = next(state for state in STATES if state == self.query_one(Choice).chosen)
        self.dismiss(Noted(state, typed(self.query_one(Input).value, self._before.note)))
