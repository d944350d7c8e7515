"""A list to choose from, of which only the lines in view are ever made: two thousand cost no more than twenty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from annotator.tui.theme import Palette
from annotator.tui.widgets.scroll import RowView

Paint = Callable[[int, int, Style], list[Segment]]
"""Draws an item: its number, the width in cells, the style of plain text on that line."""


class PickList(RowView):
    """Lines that are items of some longer list, one of them highlighted."""

    ALLOW_SELECT = False

    @dataclass
    class Picked(Message):
        """A line was clicked."""

        item: int
        cell: int = 0
        """Counted from the list's left."""

    def __init__(self, palette: Palette, paint: Paint) -> None:
        super().__init__(id="rows")
        self.palette = palette
        self._paint = paint
        self._items: Sequence[int] = ()
        self._line = 0

    def show(self, items: Sequence[int], highlighted: int | None = None) -> None:
        """List these items, with one of them highlighted, or the first."""
        self._items = items
        self._line = items.index(highlighted) if highlighted in items else 0
        self.set_row_count(len(items))
        self._reveal()
        self.refresh()

    @property
    def highlighted(self) -> int | None:
        """The item on the highlighted line; `None` if there is none."""
        return self._items[self._line] if self._items else None

    def move(self, lines: int) -> None:
        """Highlight another line, so many further down (up, if negative)."""
        if self._items:
            old, self._line = self._line, max(0, min(self._line + lines, len(self._items) - 1))
            self._reveal()
            self.refresh(*(Region(0, line - self.top, self.size.width, 1) for line in {old, self._line}))

    @property
    def page(self) -> int:
        return max(self.size.height - 1, 1)

    def on_resize(self) -> None:
        self.set_row_count(len(self._items))
        self._reveal()

    def _reveal(self) -> None:
        if not self.top <= self._line < self.top + self.size.height:
            self.scroll_to_row(self._line - self.size.height // 2)

    def render_line(self, y: int) -> Strip:
        width, plain = self.size.width, self.palette.bar
        line = y + self.top
        if line >= len(self._items):
            nothing = " nothing fits" if not self._items and y == 0 else ""
            return Strip([Segment(nothing, self.palette.bar_faint)]).adjust_cell_length(width, plain)
        style = self.palette.chosen(plain) if line == self._line else plain
        # The scroll bar takes the last cell.
        return Strip(self._paint(self._items[line], width - 1, style)).adjust_cell_length(width, style)

    def on_click(self, event: events.Click) -> None:
        line = event.y + self.top
        if 0 <= line < len(self._items):
            self.post_message(self.Picked(self._items[line], event.x))
