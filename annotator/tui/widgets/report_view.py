"""Pages of lines to read, some of which lead to a place; and the row of tabs above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from annotator.text.sanitize import one_line
from annotator.text.wrap import Rows, cell_length, fit
from annotator.tui.theme import Palette, blend, ink_on, rgb
from annotator.tui.widgets.drawn_rows import DrawnRows
from annotator.tui.widgets.scroll import RowView


class ReportLine(NamedTuple):
    """A line of a page."""

    segments: list[Segment]
    target: int | None = None
    """Which of the page's places it belongs to; several lines may."""


def folded(text: str, width: int) -> list[str]:
    """`text`, harmless to draw, in lines of at most so many cells."""
    line = one_line(text)
    rows = Rows(line, width)
    return [line[slice(*rows.visible(row))].rstrip() for row in range(len(rows))]


class ReportPage(RowView):
    """Lines to scroll through; where some lead to places, up and down go from one place to the next."""

    @dataclass
    class Picked(Message):
        """A line that leads to a place was clicked."""

        target: int

    def __init__(self, palette: Palette) -> None:
        super().__init__(id="rows")
        self.palette = palette
        self._lines: Sequence[ReportLine] = ()
        self._targets: list[int] = []
        self.target: int | None = None
        """The place that is highlighted."""

    def show(self, lines: Sequence[ReportLine], target: int | None = None, top: int = 0) -> None:
        """Show these lines, with a place highlighted or else the first, and so far scrolled down."""
        self._lines = lines
        self._targets = sorted({line.target for line in lines if line.target is not None})
        self.target = target if target in self._targets else next(iter(self._targets), None)
        self.set_row_count(len(lines))
        self.scroll_to_row(top)
        if self.target != next(iter(self._targets), None):
            self._reveal()
        self.refresh()

    def move(self, step: int) -> None:
        """Highlight another place, so many further on; scroll where there is none."""
        if self.target is None:
            self.scroll_to_row(self.top + step)
            return
        here = self._targets.index(self.target)
        there = max(0, min(here + step, len(self._targets) - 1))
        if there == here:  # the lines before the first place and behind the last one
            self.scroll_to_row(self.top + step)
            return
        self.target = self._targets[there]
        self._reveal()
        self.refresh()

    def page(self, pages: int) -> None:
        """Scroll by so many pages; the highlight follows."""
        self.scroll_to_row(self.top + pages * max(self.size.height - 1, 1))
        self._follow()

    def edge(self, side: int) -> None:
        """Scroll to the first line (-1) or the last (1)."""
        self.scroll_to_row(0 if side < 0 else len(self._lines))
        if self._targets:
            self.target = self._targets[0 if side < 0 else -1]
        self.refresh()

    def _rows(self, target: int | None) -> tuple[int, int]:
        """The first line of a place and the one behind its last."""
        rows = [row for row, line in enumerate(self._lines) if line.target == target]
        return rows[0], rows[-1] + 1

    def _reveal(self) -> None:
        """Have the lines of the highlighted place in view, the first above all."""
        first, beyond = self._rows(self.target)
        if self.target == self._targets[0]:
            first = 0
        if beyond > self.top + self.size.height:
            self.scroll_to_row(beyond - self.size.height)
        if first < self.top:
            self.scroll_to_row(first)

    def _follow(self) -> None:
        """Highlight the first place that begins in view, if the one that is does not."""
        if self.target is None:
            return
        view = range(self.top, self.top + self.size.height)
        if self._rows(self.target)[0] not in view:
            begun = (target for target in self._targets if self._rows(target)[0] in view)
            self.target = next(begun, self.target)
        self.refresh()

    def on_resize(self) -> None:
        """The lines are the same until others are shown."""
        self.set_row_count(len(self._lines))

    def render_line(self, y: int) -> Strip:
        """One line; the first of the highlighted place is drawn as chosen, the others have a bar beside them."""
        width, plain = self.size.width, self.palette.bar
        row = y + self.top
        if row >= len(self._lines):
            return Strip.blank(width, plain)
        line = self._lines[row]
        here = line.target is not None and line.target == self.target
        first = here and (row == 0 or self._lines[row - 1].target != line.target)
        chosen = self.palette.chosen(Style())
        if first:
            segments = [Segment(" ", plain + chosen)] + [
                Segment(text, (style or plain) + chosen) for text, style, _ in line.segments
            ]
            return (
                Strip(segments).adjust_cell_length(max(width - 1, 1), plain + chosen).adjust_cell_length(width, plain)
            )
        bar = Segment("▌" if here else " ", self.palette.accent)
        # The scroll bar takes the last cell.
        return Strip([bar, *line.segments]).adjust_cell_length(width, plain)

    def on_click(self, event: events.Click) -> None:
        row = event.y + self.top
        target = self._lines[row].target if 0 <= row < len(self._lines) else None
        if target is not None:
            self.target = target
            self.refresh()
            self.post_message(self.Picked(target))


class Tabs(DrawnRows, Widget):
    """The names of the pages, the one that is shown standing out; a click on another shows that."""

    @dataclass
    class Clicked(Message):
        """A name was clicked."""

        page: int

    def __init__(self, palette: Palette, names: Sequence[str]) -> None:
        super().__init__(id="tabs")
        self.palette = palette
        self._names = names
        self._here = 0

    def show(self, here: int) -> None:
        """Have one stand out."""
        self._here = here
        self.refresh()

    def _titles(self) -> list[str]:
        """With their numbers; where there is no room, the others' names are left out."""
        titles = [f" {number} {name} " for number, name in enumerate(self._names, 1)]
        if sum(map(len, titles)) <= self.size.width:
            return titles
        return [title if i == self._here else f" {i + 1} " for i, title in enumerate(titles)]

    def render_line(self, y: int) -> Strip:
        plain, accent = self.palette.bar, self.palette.accent
        chosen = accent + Style(reverse=True)
        segments = [Segment(title, chosen if i == self._here else plain) for i, title in enumerate(self._titles())]
        return Strip(segments).adjust_cell_length(self.size.width, plain)

    def on_click(self, event: events.Click) -> None:
        cell = 0
        for page, title in enumerate(self._titles()):
            cell += len(title)
            if event.x < cell:
                self.post_message(self.Clicked(page))
                return


_EIGHTHS = " ▏▎▍▌▋▊▉█"


def bar(share: float, width: int) -> str:
    """A bar of `share` (0 to 1) of `width` cells, filled with spaces; what is more than nothing shows."""
    eighths = round(max(0.0, min(share, 1.0)) * width * 8)
    eighths = max(eighths, 1) if share > 0 else 0
    whole, part = divmod(eighths, 8)
    return ("█" * whole + (_EIGHTHS[part] if part else "")).ljust(width)[:width]


_HOT = (230, 159, 0)
"""Orange, which people who confuse red and green tell from every ground."""
_STRONGEST = 0.8
_STANDS_OUT = 2 / 3
"""The heat from which on a cell is drawn reversed where there are not enough colours."""


class HeatCell(NamedTuple):
    """One number."""

    text: str
    heat: float | None = None
    """0 to 1; `None` for a cell without."""


def heat_style(palette: Palette, heat: float | None) -> Style:
    """The ground and the ink of a cell."""
    plain = palette.bar
    if heat is None:
        return plain
    if palette.depth != "truecolor":
        return plain + Style(bold=True, reverse=True) if heat >= _STANDS_OUT else plain
    ground = blend(rgb(palette.look.bar), _HOT, _STRONGEST * max(0.0, min(heat, 1.0)))
    return Style(color=Color.from_rgb(*ink_on(ground)), bgcolor=Color.from_rgb(*ground))


def heat_table(
    palette: Palette, rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[HeatCell]], width: int
) -> list[ReportLine]:
    """A table with a line of column names; columns that find no room are left out, from the end.

    Args:
        palette: the colours.
        rows: the names at the left.
        columns: the names above.
        cells: by row and column.
        width: cells of a line.
    """
    plain = palette.bar
    bold = plain + Style(bold=True)
    name = min(max([cell_length(row) for row in rows] or [1]), max(width // 3, 4))
    number = max([len(cell.text) for row in cells for cell in row] or [1])
    wanted = max([number, *(min(cell_length(column), 9) for column in columns)]) + 2
    each = min(wanted, max((width - name - 2) // max(len(columns), 1), number + 1))
    shown = min(len(columns), max((width - name - 2) // each, 1))
    head = "".join(f" {fit(column, each - 1, right=True)}" for column in columns[:shown])
    lines = [ReportLine([Segment(" " * (name + 2), plain), Segment(head, bold)])]
    for title, row in zip(rows, cells, strict=True):
        segments = [Segment(f" {fit(title, name)} ", plain)]
        for cell in row[:shown]:
            segments += [
                Segment(" ", plain),
                Segment(fit(cell.text, each - 1, right=True), heat_style(palette, cell.heat)),
            ]
        lines.append(ReportLine(segments))
    if shown < len(columns):
        lines.append(ReportLine([Segment(f" no room for {len(columns) - shown} more", plain)]))
    return lines
