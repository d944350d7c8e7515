"""The attributes and the note of a span."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from annotator.model import Span
from annotator.text.display import display, one_line

KNOWN_ATTRIBUTES = {"quote": ("speaker", "cue"), "number": ("value", "unit"), "claim": ("type",)}
MAX_LENGTH = 2_000
"""Code points of a note or an attribute; what a paste brings beyond is cut, and that is said."""


class EditScreen(ModalScreen[dict[str, Any]]):
    """One input a field; Enter keeps all, Escape nothing."""

    BINDINGS = [("escape", "dismiss(None)", "Cancel")]

    def __init__(self, span: Span) -> None:
        super().__init__()
        self._span = span
        names = [*KNOWN_ATTRIBUTES.get(span.label, ()), *span.attributes]
        self._names = list(dict.fromkeys(names))

    def compose(self) -> ComposeResult:
        """The span's text, its attributes, its note."""
        with VerticalScroll(classes="dialog"):
            yield Static(Content(f"{self._span.label}: {one_line(self._span.text, 200)}"), classes="title")
            for i, name in enumerate(self._names):
                yield Static(Content(one_line(name, 40)))
                yield Input(display(self._span.attributes.get(name, "")), id=f"a{i}", max_length=MAX_LENGTH)
            yield Static(Content("note"))
            yield Input(display(self._span.note or ""), id="note", max_length=MAX_LENGTH)
            yield Static(Content("Enter keeps, Tab goes to the next field, Esc cancels."), classes="hint")

    def on_input_submitted(self) -> None:
        """Keep what was typed; fields left as they were shown keep their exact old value."""
        attributes = {}
        for i, name in enumerate(self._names):
            value = _typed(self.query_one(f"#a{i}", Input).value, self._span.attributes.get(name, ""))
            if value:
                attributes[name] = value
        note = _typed(self.query_one("#note", Input).value, self._span.note or "")
        self.dismiss({"attributes": attributes, "note": note or None})


def _typed(value: str, before: str) -> str:
    return before if value == display(before) else display(value).strip()
