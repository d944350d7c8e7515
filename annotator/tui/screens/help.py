"""All keys, from the one table of actions."""

from __future__ import annotations

from itertools import groupby

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from annotator.tui.actions import Action, shown_key
from annotator.tui.theme import Palette


class HelpScreen(ModalScreen[None]):
    """Every action with its keys, by group."""

    BINDINGS = [("escape,question_mark,q", "dismiss(None)", "Back")]

    def __init__(self, actions: list[Action], palette: Palette) -> None:
        super().__init__()
        self._actions, self._palette = actions, palette

    def compose(self) -> ComposeResult:
        """Groups of lines, in one scrolling page."""
        with VerticalScroll(classes="dialog wide", can_focus=True) as page:
            page.border_title = "Keys"
            yield Static(self._text())
            yield Static(Content("↑ ↓ scroll, Esc goes back."), classes="hint")

    def _text(self) -> Content:
        lines: list[Content] = []
        for group, actions in groupby(self._actions, key=lambda action: action.group):
            lines.append(Content.styled(f"{group}", "bold $accent"))
            for action in actions:
                keys = " ".join(shown_key(key) for key in action.keys.split(","))
                lines.append(Content.assemble((f"  {keys:<18}", "bold"), action.help))
            lines.append(Content(""))
        return Content("\n").join(lines)
