"""The attributes and the note of a span."""

from __future__ import annotations

from typing import Any

from textual import events
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


class Field(Input):
    """An input that takes as much of a paste as there is room for, as one line, and says if that was not all."""

    def _on_paste(self, event: events.Paste) -> None:
        # Textual's own would refuse a text that is too long as a whole, in silence, and drop all but its first line.
        event.prevent_default()
        event.stop()
        room = MAX_LENGTH - len(self.value) + len(self.selected_text)
        text = display(event.text[: room + 1].replace("\r\n", " ").replace("\n", " ").replace("\r", " "))
        self.replace(text[:room], *sorted(self.selection))
        if len(event.text) > room:
            hint = f"The paste was cut: a field holds {MAX_LENGTH:,} characters."
            self.screen.query_one("#hint", Static).update(Content(hint))


class EditScreen(ModalScreen[dict[str, Any]]):
    """One input a field; Enter keeps all, Escape nothing."""

    AUTO_FOCUS = "Field"
    BINDINGS = [("escape", "dismiss(None)", "Cancel")]

    def __init__(self, span: Span) -> None:
        super().__init__()
        self._span = span
        names = [*KNOWN_ATTRIBUTES.get(span.label, ()), *span.attributes]
        self._names = list(dict.fromkeys(names))

    def compose(self) -> ComposeResult:
        """The span's text, its attributes, its note."""
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(Content(f"{self._span.label}: {one_line(self._span.text, 200)}"), classes="title")
            for i, name in enumerate(self._names):
                yield Static(Content(one_line(name, 40)))
                yield Field(display(self._span.attributes.get(name, "")), id=f"a{i}", max_length=MAX_LENGTH)
            yield Static(Content("note"))
            yield Field(display(self._span.note or ""), id="note", max_length=MAX_LENGTH)
            yield Static(Content("Enter keeps, Tab goes to the next field, Esc cancels."), id="hint", classes="hint")

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
