"""A list to choose from, of which only the lines in view are ever made: two thousand cost no more than twenty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.containers import Vertical
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from annotator.tui.theme import Palette
from annotator.tui.widgets.scroll import RowView

Paint = Callable[[int, int, Style], list[Segment]]
"""Draws an item: its number, the width in cells, the style of plain text on that line."""


class ListBox(Vertical):
    """A box around a list, as high as that needs at its longest, as far as there is room; it does not shrink again."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        # One row is the list's already, which takes what the others leave.
        rows = sum(listed.most_lines(width) - 1 for listed in self.query(PickList) if listed.display)
        return super().get_content_height(container, viewport, width) + rows

    @property
    def _has_relative_children_height(self) -> bool:
        """Textual asks whether to fill all room there is: not for a list whose lines were counted."""
        return False


class PickList(RowView):
    """Lines that are items of some longer list, one of them highlighted; side by side in columns where it is asked for.

    An item below 0 is a heading: it is painted, and never highlighted.
    """

    ALLOW_SELECT = False

    @dataclass
    class Picked(Message):
        """A line was clicked."""

        item: int
        cell: int = 0
        """Counted from the list's left."""

    def __init__(self, palette: Palette, paint: Paint, least_column: int = 0) -> None:
        """Make the list.

        Args:
            palette: the colours.
            paint: draws an item.
            least_column: as many columns as have so many cells each stand side by side; 0: one.
        """
        super().__init__(id="rows")
        self.palette = palette
        self._paint = paint
        self._least_column = least_column
        self._items: Sequence[int] = ()
        self.empty = "nothing fits"
        """What is said where there is nothing to list."""
        self._most = 0
        """Items listed at once so far."""
        self._place = 0

    def show(self, items: Sequence[int], highlighted: int | None = None) -> None:
        """List these items, with one of them highlighted, or the first."""
        self._items = items
        if len(items) > self._most:
            self._most = len(items)
            if isinstance(self.parent, ListBox):
                self.parent.refresh(layout=True)
        self._place = items.index(highlighted) if highlighted in items else 0
        if items and items[self._place] < 0:
            self._place += 1
        self.set_row_count(self.lines)
        self._reveal()
        self.refresh()

    def highlight(self, item: int | None) -> None:
        """Highlight an item, or none."""
        self._place = self._items.index(item) if item in self._items else -1
        self._reveal()
        self.refresh()

    def most_lines(self, width: int) -> int:
        """How many lines the longest list so far takes in so many cells; at least one, on which an empty list says so."""
        return max(-(-self._most // self._columns_in(width)), 1)

    def _columns_in(self, width: int) -> int:
        return max((width - 1) // self._least_column, 1) if self._least_column else 1

    @property
    def columns(self) -> int:
        return self._columns_in(self.size.width)

    @property
    def lines(self) -> int:
        """How many lines the items take, a column after the other."""
        return -(-len(self._items) // self.columns)

    @property
    def highlighted(self) -> int | None:
        """The item that is highlighted; `None` if there is none."""
        return self._items[self._place] if self._items and self._place >= 0 else None

    def move(self, lines: int) -> None:
        """Highlight another item, so many further on (back, if negative)."""
        if not self._items:
            return
        place = max(0, min(self._place + lines, len(self._items) - 1))
        while 0 <= place < len(self._items) and self._items[place] < 0:
            place += 1 if lines > 0 else -1
        if 0 <= place < len(self._items):
            old, self._place = self._place, place
            self._reveal()
            lines_changed = {place % self.lines for place in (old, place)}
            self.refresh(*(Region(0, line - self.top, self.size.width, 1) for line in lines_changed))

    @property
    def page(self) -> int:
        """How far a page goes: to what is at the same height in the next column, where there are columns."""
        return self.lines if self.columns > 1 else max(self.size.height - 1, 1)

    def on_resize(self) -> None:
        self.set_row_count(self.lines)
        self._reveal()

    def _reveal(self) -> None:
        if self._place < 0:
            return
        line = self._place % max(self.lines, 1)
        if self.size.height and not self.top <= line < self.top + self.size.height:
            self.scroll_to_row(line - self.size.height // 2)

    def render_line(self, y: int) -> Strip:
        width, plain = self.size.width, self.palette.bar
        line, lines = y + self.top, self.lines
        if line >= lines:
            nothing = f" {self.empty}" if not self._items and y == 0 else ""
            return Strip([Segment(nothing, self.palette.bar_faint)]).adjust_cell_length(width, plain)
        room = (width - 1) // self.columns  # the scroll bar takes the last cell
        cells: list[Segment] = []
        for place in range(line, len(self._items), lines):
            style = self.palette.chosen(plain) if place == self._place else plain
            # Of one column all of the line is the item's, the cell of the scroll bar too.
            size = room if self.columns > 1 else width
            cells += Strip(self._paint(self._items[place], room, style)).adjust_cell_length(size, style)
        return Strip(cells).adjust_cell_length(width, plain)

    def on_click(self, event: events.Click) -> None:
        line, room = event.y + self.top, max((self.size.width - 1) // self.columns, 1)
        column = min(event.x // room, self.columns - 1)
        place = line + column * self.lines
        if 0 <= line < self.lines and place < len(self._items) and self._items[place] >= 0:
            self.post_message(self.Picked(self._items[place], event.x - column * room))
