"""The project's guideline, to read beside the work."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from annotator.text.display import display


class GuidelineScreen(ModalScreen[None]):
    """Shows the guideline as it was written."""

    BINDINGS = [("escape,g,q", "dismiss(None)", "Back")]

    def __init__(self, text: str | None, place: str) -> None:
        super().__init__()
        missing = (
            f"This project has no guideline yet: write {place}, or name another file as `guideline` in annotator.toml."
        )
        self._text = missing if text is None else text

    def compose(self) -> ComposeResult:
        """The text, in one scrolling page."""
        shown = "\n".join(display(line) for line in self._text.split("\n"))
        with VerticalScroll(classes="dialog wide", can_focus=True) as page:
            page.border_title = "Guideline"
            yield Static(Content(shown))
            yield Static(Content("↑ ↓ scroll, Esc goes back."), classes="hint")
