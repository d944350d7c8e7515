"""What the article pane and the panel share: a scrolling view of rows, of which only those that changed are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Self, cast

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip
from textual.widget import Widget

from annotator.tui.widgets.drawn_rows import DrawnRows


@lru_cache(16)
def _bar_of(height: int, count: int, position: float) -> Sequence[Segment]:
    """The cells of a bar of some height beside so many rows."""
    return ScrollBarRender.render_bar(height, count, height, position).segments


class RowBar(DrawnRows, ScrollBar):
    """A vertical scroll bar of which only the cells that change are drawn, in the same frame as the rows beside it."""

    _shown: Sequence[Segment] = ()

    def _cells(self) -> Sequence[Segment]:
        """What the cells of the bar are now, from the top."""
        bar = cast("ScrollBarRender", self.render())
        style, height = cast("Style", bar.style), self.outer_size.height
        draw = partial(bar.render_bar, height, bar.virtual_size, bar.window_size, bar.position)
        if style.bgcolor is None or style.color is None:
            return list(draw().segments)[:height]
        return list(draw(back_color=style.bgcolor, bar_color=style.color).segments)[:height]

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Draw the cells again that differ from those on the screen."""
        if not regions and self.is_mounted and len(self._shown) == self.outer_size.height:
            before, self._shown = self._shown, self._cells()
            regions = tuple(Region(0, y, 1, 1) for y, cell in enumerate(self._shown) if cell != before[y])
            if not regions and not layout:
                return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_line(self, y: int) -> Strip:
        if len(self._shown) != self.outer_size.height:
            self._shown = self._cells()
        if y >= len(self._shown):  # of a layout that is about to be replaced
            return Strip.blank(1)
        return Strip([self._shown[y]], 1).apply_style(self.visual_style.rich_style)


class RowView(DrawnRows, ScrollView, inherit_bindings=False):
    """A `ScrollView` of a number of rows that never scrolls sideways and never moves by itself."""

    def _set_dirty(self, *regions: Region) -> None:
        """The scroll bar, which lies over the rows, is drawn only where it changes."""
        super()._set_dirty(*regions)
        if bar := self.show_vertical_scrollbar and self.styles.scrollbar_size_vertical:
            rows = self.outer_size.region.shrink((0, bar, 0, 0))
            self._repaint_regions = {region.intersection(rows) for region in self._repaint_regions}

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

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scroll bar, made when it is first asked for."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = RowBar(name="vertical", thickness=self.scrollbar_size_vertical)
            self._vertical_scrollbar.display = False
            self.app._start_widget(self, self._vertical_scrollbar)
        return self._vertical_scrollbar

    def _bar(self, count: int) -> object:
        """How the scroll bar looks with so many rows; `None` if there is none."""
        height = self.outer_size.height
        if not (self.show_vertical_scrollbar and self.styles.scrollbar_size_vertical and 0 < height < count):
            return None
        return _bar_of(height, count, self.vertical_scrollbar.position)

    @property
    def top(self) -> int:
        """The first row in view."""
        return round(self.scroll_y)

    def scroll_to_row(self, row: int) -> None:
        """Have a row at the top, as far as there are rows to fill the view; at once."""
        row = max(0, min(row, self.virtual_size.height - self.size.height))
        self.scroll_to(0, row, animate=False, immediate=True, force=True)
