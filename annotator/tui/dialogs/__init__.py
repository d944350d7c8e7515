"""What all dialogs share: an answer is given once, however often its key was pressed before the dialog was gone."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Static

from annotator.tui.annotate.context import is_open, is_ready
from annotator.tui.widgets.field import CUT, as_line
from annotator.tui.widgets.status_line import KeyBar


class Dialog(ModalScreen[ScreenResultType]):
    """A screen over the others that gives an answer."""

    BINDINGS: ClassVar = [
        Binding("ctrl+q", "leave_program", "Leave the program"),
        Binding("ctrl+c", "app.help_quit", show=False),
        Binding("f1", "app.keys_here", "The keys of this place"),
    ]
    CSS_PATH: ClassVar = [Path(__file__).with_name("dialogs.tcss")]
    HOLDS_TYPING: ClassVar = False
    """Whether leaving the program from here would lose what was typed and not confirmed."""

    _answered = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return is_ready(self) and super().check_action(action, parameters)

    def on_mount(self) -> None:
        if is_open(self):
            self.begin()

    def begin(self) -> None:
        """Show what is there at first; the widgets are there."""

    async def on_key_bar_clicked(self, event: KeyBar.Clicked) -> None:
        await self.run_action(event.action)

    async def action_leave_program(self) -> None:
        if self.HOLDS_TYPING:
            self.show_way_out()
        else:
            await self.app.action_quit()

    def show_way_out(self) -> None:
        """Say how the program is left from here, where there is a place to say so."""
        if self.query(".hint"):
            leave = "Enter keeps this, Esc drops it; then Ctrl+Q leaves."
            self.show_hint(leave if self.HOLDS_TYPING else "Ctrl+Q leaves.")

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Answer and close. Later answers are none: Textual would close what is then on top, the article itself."""
        if self._answered or self.app.screen is not self:
            return AwaitComplete()
        self._answered = True
        return super().dismiss(result)

    def show_hint(self, words: str) -> None:
        """Say something at the bottom, also where a small screen leaves hints out."""
        hint = self.query_one(".hint", Static)
        hint.update(Content(words))
        hint.display = True


class Form(Dialog[ScreenResultType]):
    """A dialog with fields to type into; Escape keeps nothing."""

    AUTO_FOCUS = "Field"
    CSS_PATH: ClassVar = [Path(__file__).with_name("dialogs.tcss")]
    HOLDS_TYPING = True
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]
    BINDINGS = [("escape", "dismiss(None)", "Cancel")]

    classes_of_box = "dialog"
    heading: str
    hint = "Enter keeps, Esc cancels."

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes=self.classes_of_box, can_focus=False):
            yield Static(Content(self.heading), classes="title")
            yield from self.fields()
            yield Static(Content(self.hint), id="hint", classes="hint")

    def fields(self) -> ComposeResult:
        """What is between the title and the hint."""
        raise NotImplementedError

    def on_field_cut(self) -> None:
        self.show_hint(CUT)


def typed(value: str, before: str) -> str:
    """What a field holds, harmless and trimmed; exactly what it held before if nobody changed it."""
    return before if value == as_line(before) else as_line(value).strip()
