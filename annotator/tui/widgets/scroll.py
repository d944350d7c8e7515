"""What the article pane and the panel share: a scrolling view of rows, of which only those that changed are drawn."""

from __future__ import annotations

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.widget import Widget


class RowView(ScrollView, inherit_bindings=False):
    """A `ScrollView` of a number of rows that never scrolls sideways and never moves by itself."""

    ALLOW_SELECT = False

    def set_row_count(self, count: int) -> None:
        """Say how many rows there are, without a new layout of the screen, which would draw everything again."""
        size = Size(max(self.size.width - 1, 1), count)
        if size != self.virtual_size:
            self.set_reactive(Widget.virtual_size, size)
            self._scroll_update(size)

    @property
    def top(self) -> int:
        """The first row in view."""
        return round(self.scroll_y)

    def scroll_to_row(self, row: int) -> None:
        """Have a row at the top, as far as there are rows to fill the view; at once."""
        row = max(0, min(row, self.virtual_size.height - self.size.height))
        self.scroll_to(0, row, animate=False, immediate=True, force=True)
