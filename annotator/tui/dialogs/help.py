"""Help: every action of a screen with its key, found by typing and run from there, and the keys of the pane at hand."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.widgets import Static

from annotator.text.sanitize import one_line
from annotator.text.wrap import cell_length
from annotator.tui.actions import Action, shown_key
from annotator.tui.dialogs.lists import FilteredScreen
from annotator.tui.theme import Palette

_KEYS = 10
"""Cells for the keys."""
_FIRST = ("Tagging", "Spans", "Deciding", "Articles", "Going", "Writing", "Moving", "Selecting", "Looks", "Help")
"""The groups of actions, what matters most first."""


def how_well(typed: str, title: str, help_line: str, keys: Sequence[str]) -> int | None:
    """How well an action fits what was typed, 0 the best; `None` if it does not.

    A key, the beginning of the title, the beginning of a word in it, any part of it, the beginnings of words in the help
    line, and last the letters of the title in their order with others between.
    """
    title, help_line = title.casefold(), help_line.casefold()
    words = typed.split()
    if typed in {key.casefold() for key in keys}:
        return 0
    if title.startswith(typed):
        return 1
    if all(f" {word}" in f" {title}" for word in words):
        return 2
    if all(word in title for word in words):
        return 3
    if len(typed) > 2 and all(f" {word}" in f" {title} {help_line}" for word in words):
        return 4
    letters = iter(title)
    return 5 if all(letter in letters for letter in typed.replace(" ", "")) else None


class HelpScreen(FilteredScreen[str]):
    """Actions by group in columns, the help of the one that is highlighted below; answers an action as Textual runs it."""

    BOX = "dialog full"
    COLUMN = 36

    def __init__(self, actions: list[Action], palette: Palette, heading: str = "") -> None:
        """Make the screen; `heading` says where the keys hold, if not on the whole screen."""
        super().__init__(palette, placeholder="type a key, or what you want to do", hint=" ")
        order = {group: place for place, group in enumerate(_FIRST)}
        self._actions = sorted(actions, key=lambda action: order.get(action.group, len(order)))
        self._groups = list(dict.fromkeys(action.group for action in self._actions))
        self.heading = heading or f"{len(actions)} actions: Enter does the one that is highlighted, Esc goes back"

    def fitting(self, typed: str) -> Sequence[int]:
        if not typed:
            return self._by_group()
        ranked = [
            (rank, place)
            for place, action in enumerate(self._actions)
            if (rank := how_well(typed, action.title, action.help, [*map(shown_key, action.key_list)])) is not None
        ]
        return [place for _, place in sorted(ranked)]

    def _by_group(self) -> list[int]:
        """All actions, a heading before each group; of those that extend the selection the heading of moves tells."""
        found: list[int] = []
        for place, action in enumerate(self._actions):
            if action.id.startswith("extend_"):
                continue
            heading = -1 - self._groups.index(action.group)
            if heading not in found:
                found.append(heading)
            found.append(place)
        return found

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        accent = Style(color=self.palette.accent.color, bold=True)
        if item < 0:
            group = self._groups[-1 - item]
            more = "  with Shift: select" if group == "Moving" else ""
            return [Segment(f" {group}", style + accent), Segment(more, style)]
        action = self._actions[item]
        keys = " ".join(map(shown_key, action.key_list))
        room = max(_KEYS, cell_length(keys) + 1) if cell_length(keys) < width // 2 else _KEYS
        return [
            Segment(f" {one_line(keys, room - 1):{room}}", style + accent),
            Segment(one_line(action.title, width - room - 2), style),
        ]

    def follow(self) -> None:
        """Say what the highlighted action does."""
        item = self.list.highlighted
        self.query_one(".hint", Static).update(Content(self._actions[item].help if item is not None else " "))

    def pick(self, item: int) -> None:
        self.dismiss(self._actions[item].call)
