"""All keys, from the one table of actions."""

from __future__ import annotations

import textwrap

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from annotator.tui.actions import Action, shown_key
from annotator.tui.dialogs import Dialog
from annotator.tui.theme import Palette

_KEYS = 14
"""Cells for the keys."""


class HelpScreen(Dialog[None]):
    """Every action with its keys, by group."""

    BINDINGS = [("escape,question_mark,q", "dismiss(None)", "Back")]

    def __init__(self, actions: list[Action], palette: Palette) -> None:
        super().__init__()
        self._actions, self._palette = actions, palette

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog wide", can_focus=True) as page:
            page.border_title = "Keys"
            yield Static(self._text())
            yield Static(Content("↑ ↓ scroll, Esc goes back."), classes="hint")

    def _text(self) -> Content:
        room = max(min(60, self.app.size.width - _KEYS - 8), 20)
        lines: list[Content] = []
        groups: dict[str, list[Action]] = {}
        for action in self._actions:
            if action.keys and not action.id.startswith("extend_"):
                groups.setdefault(action.group, []).append(action)
        for group, actions in groups.items():
            lines.append(Content.styled(group, "bold $accent"))
            for action in actions:
                keys = " ".join(map(shown_key, action.key_list))
                first, *rest = textwrap.wrap(action.help, room)
                lines.append(Content.assemble((f"  {keys:<{_KEYS}}", "bold"), first))
                lines += [Content(" " * (_KEYS + 2) + line) for line in rest]
            if group == "Moving":
                lines.append(
                    Content.assemble((f"  {'Shift':<{_KEYS}}", "bold"), "With any of these: extend the selection.")
                )
            lines.append(Content(""))
        return Content("\n").join(lines)
