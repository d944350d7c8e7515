"""The attributes and the note of a span."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from annotator.model import Span, State
from annotator.text.sanitize import one_line
from annotator.tui.dialogs import Form, typed
from annotator.tui.theme import Palette
from annotator.tui.widgets.choice import WordChoice
from annotator.tui.widgets.field import Field, as_line


class EditScreen(Form[dict[str, Any]]):
    """One input a field; Enter keeps all, Escape nothing."""

    def __init__(
        self,
        span: Span,
        names: Sequence[str],
        used: Mapping[str, Sequence[str]],
        read: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Ask for attributes.

        Args:
            span: whose.
            names: which.
            used: values to propose, the likeliest first.
            read: those of them that were read from the text, shown in a field that is empty.
        """
        super().__init__()
        self._span, self._names, self._used, self._read = span, names, used, read or {}
        self.heading = f"{one_line(span.label, 40)}: {one_line(span.text, 200)}"
        proposals = " → completes, ↑ ↓ bring what was read or used before." if used else ""
        self.hint = f"Enter keeps, Tab: next field, Esc cancels.{proposals}"

    def fields(self) -> ComposeResult:
        for i, name in enumerate(self._names):
            yield Static(Content(one_line(name, 40)))
            values = self._used.get(name, ())
            read = f"↓ {as_line(self._read[name][0])}" if self._read.get(name) else ""
            yield Field(self._span.attributes.get(name, ""), used=values, placeholder=read, name_id=f"a{i}")
        yield Static(Content("note"))
        yield Field(self._span.note or "", select=False, name_id="note")

    def on_input_submitted(self) -> None:
        """Keep what was typed; fields left as they were shown keep their exact old value."""
        attributes = {}
        for i, name in enumerate(self._names):
            value = typed(self.query_one(f"#a{i}", Input).value, self._span.attributes.get(name, ""))
            if value:
                attributes[name] = value
        note = typed(self.query_one("#note", Input).value, self._span.note or "")
        self.dismiss({"attributes": attributes, "note": note or None})


STATES: tuple[State, ...] = ("started", "done", "skipped")


class Noted(NamedTuple):
    """What the dialog answers."""

    state: State
    note: str


class ArticleNoteScreen(Form[Noted]):
    """A field and three words; Enter keeps, Escape cancels."""

    hint = "Enter keeps, Tab: note or state, ← → choose the state, Esc cancels."

    def __init__(self, name: str, before: Noted, palette: Palette) -> None:
        super().__init__()
        self._before, self._palette = before, palette
        self.heading = f"article: {one_line(name, 200)}"

    def fields(self) -> ComposeResult:
        yield Static(Content("note"))
        yield Field(self._before.note, select=False, name_id="note")
        yield Static(Content("state"))
        yield WordChoice(self._palette, STATES, self._before.state)

    def on_input_submitted(self) -> None:
        state = next(state for state in STATES if state == self.query_one(WordChoice).chosen)
        self.dismiss(Noted(state, typed(self.query_one(Input).value, self._before.note)))

    on_word_choice_settled = on_input_submitted
