"""What is asked before many hits are changed: the values, and whether to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from annotator.search.bulk import BulkEdit, BulkPlan
from annotator.text.sanitize import one_line, plural
from annotator.tui.dialogs import Dialog, Form, typed
from annotator.tui.theme import Palette
from annotator.tui.widgets.field import Field
from annotator.tui.widgets.status_line import KeyBar

_GOES = "-"
"""Typed into a field: the value goes."""


class BulkEditScreen(Form[BulkEdit]):
    """One field for each attribute and one for the note; an empty one changes nothing."""

    def __init__(self, hits: int, names: Sequence[str], used: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self._names, self._used = names, used
        self.heading = f"{plural(hits, 'hit')}: what is noted of the spans"
        self.hint = f"An empty field leaves as it is, {_GOES} takes away. Enter goes on, Esc cancels."

    def fields(self) -> ComposeResult:
        for i, name in enumerate(self._names):
            yield Static(Content(one_line(name, 40)))
            yield Field(used=self._used.get(name, ()), name_id=f"a{i}")
        yield Static(Content("note"))
        yield Field(name_id="note")

    def on_input_submitted(self) -> None:
        values = {name: typed(self.query_one(f"#a{i}", Input).value, "") for i, name in enumerate(self._names)}
        note = typed(self.query_one("#note", Input).value, "")
        attributes = {name: "" if value == _GOES else value for name, value in values.items() if value}
        self.dismiss(BulkEdit(attributes=attributes, note="" if note == _GOES else note or None))


class ConfirmScreen(Dialog[bool]):
    """Says what will change and what not; Enter does it, Escape leaves everything as it is."""

    BINDINGS = [("enter", "dismiss(True)", "Do it"), ("escape", "dismiss(None)", "Leave")]

    def __init__(self, what: str, plan: BulkPlan, palette: Palette) -> None:
        super().__init__()
        self.palette = palette
        self._what, self._plan = what, plan

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(Content(f"{self._what}: {plural(self._plan.hits, 'hit')}"), classes="title")
            lines = [f"{self._plan.told()}.", *(f"{left}." for left in self._plan.left()), ""]
            yield Static(Content("\n".join(lines)))
            keys = [
                ("Enter", "do it, one step for undo", "dismiss(True)", None),
                ("Esc", "leave", "dismiss(None)", None),
            ]
            yield KeyBar(self.palette, keys)
