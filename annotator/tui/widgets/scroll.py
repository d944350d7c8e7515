"""What the article pane and the panel share: a scrolling view of rows, of which only those that changed are drawn."""

from __future__ import annotations

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.widget import Widget


class RowView(ScrollView, inherit_bindings=False):
    """A `ScrollView` of a number of rows that never scrolls sideways and never moves by itself."""

    ALLOW_SELECT = False

    def set_row_count(self, count: int) -> None:
        """Say how many rows there are, without a new layout of the screen, which would draw everything again."""
        size = Size(max(self.size.width - 1, 1), count)
        if size == self.virtual_size:
            return
        before = self._bar(self.virtual_size.height)
        self.set_reactive(Widget.virtual_size, size)
        if before is None or self.scroll_y > self.max_scroll_y or self._bar(count) != before:
            self._scroll_update(size)
        else:  # among many rows the bar is where it was: as many cells need not be drawn
            self.vertical_scrollbar.set_reactive(ScrollBar.window_virtual_size, count)

    def _bar(self, count: int) -> object:
        """How the scroll bar looks with so many rows; `None` if there is none."""
        height = self.size.height
        if not (self.show_vertical_scrollbar and self.styles.scrollbar_size_vertical and 0 < height < count):
            return None
        bar = self.vertical_scrollbar
        return bar.renderer.render_bar(height, count, height, bar.position).segments

    @property
    def top(self) -> int:
        """The first row in view."""
        return round(self.scroll_y)

    def scroll_to_row(self, row: int) -> None:
        """Have a row at the top, as far as there are rows to fill the view; at once."""
        row = max(0, min(row, self.virtual_size.height - self.size.height))
        self.scroll_to(0, row, animate=False, immediate=True, force=True)
