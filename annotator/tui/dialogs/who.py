"""Who is annotating: asked once, remembered for the project."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from annotator.errors import AnnotatorError
from annotator.model import check_annotator_name
from annotator.tui.dialogs import Dialog
from annotator.tui.widgets.field import CUT, Field


class WhoScreen(Dialog[str]):
    """Asks for the annotator's name, proposing one."""

    BINDINGS = [("ctrl+q", "app.quit", "Quit"), ("escape", "app.quit", "Quit"), ("f2", "app.tutorial", "Tutorial")]

    def __init__(
        self,
        proposal: str,
        question: str = "Who is annotating?",
        about: str = "Your spans go to annotations/<name>.jsonl.",
    ) -> None:
        super().__init__()
        self._proposal, self._question, self._about = proposal, question, about

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content(self._question), classes="title")
            yield Static(Content(f"{self._about} Enter takes the name, Esc leaves."))
            yield Field(self._proposal, name_id="name")
            yield Static(Content(""), id="wrong")
            yield Static(Content("F2: a tutorial of two minutes, for newcomers."), classes="hint")

    def on_field_cut(self) -> None:
        self.query_one("#wrong", Static).update(Content(CUT))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        try:
            self.dismiss(check_annotator_name(event.value.strip()))
        except AnnotatorError as error:
            self.query_one("#wrong", Static).update(Content(str(error).replace(" with --as NAME", "")))
