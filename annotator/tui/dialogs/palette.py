"""The palette: every action of the one table, found by typing."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style

from annotator.text.sanitize import one_line
from annotator.text.wrap import cell_length
from annotator.tui.actions import Action, shown_key
from annotator.tui.dialogs.lists import FilteredScreen
from annotator.tui.theme import Palette

_KEYS = 13
"""Cells for the keys."""
_ROOMY = 50
"""Cells of a line from which on the help stands there too."""


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


class PaletteScreen(FilteredScreen[str]):
    """Choose an action; answers it as Textual runs it."""

    def __init__(self, actions: list[Action], palette: Palette) -> None:
        super().__init__(palette, placeholder="type what you want to do", hint="Enter does it, Esc goes back.")
        self._actions = [action for action in actions if action.id != "palette"]
        self.heading = f"{len(self._actions)} actions"

    def fitting(self, typed: str) -> Sequence[int]:
        if not typed:
            return range(len(self._actions))
        ranked = [
            (rank, i)
            for i, action in enumerate(self._actions)
            if (rank := how_well(typed, action.title, action.help, [*map(shown_key, action.key_list)])) is not None
        ]
        return [i for _, i in sorted(ranked)]

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        action = self._actions[item]
        keys, accent = " ".join(map(shown_key, action.key_list)), Style(color=self.palette.accent.color, bold=True)
        title = f"{one_line(action.title, 24):18}"
        if width < _ROOMY:  # no room for the help line
            return [Segment(f" {title}  ", style), Segment(one_line(keys, 16), style + accent)]
        room = width - _KEYS - 1 - cell_length(title) - 3
        return [
            Segment(f" {one_line(keys, _KEYS - 1):{_KEYS}}", style + accent),
            Segment(f"{title}  ", style),
            Segment(one_line(action.help, room), style + Style(bold=False)),
        ]

    def pick(self, item: int) -> None:
        self.dismiss(self._actions[item].call)
