"""Tables of numbers whose ground says how high they are; the number in each cell says it without colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from annotator.text.wrap import cell_length
from annotator.tui.theme import Palette, blend, rgb
from annotator.tui.widgets.report_view import Line, fit

_HOT = (230, 159, 0)
"""Orange, which people who confuse red and green tell from every ground."""
_STRONGEST = 0.8
_STANDS_OUT = 2 / 3
"""The heat from which on a cell is drawn reversed where there are not enough colours."""


class Cell(NamedTuple):
    """One number."""

    text: str
    heat: float | None = None
    """0 to 1; `None` for a cell without."""


def heat_style(palette: Palette, heat: float | None) -> Style:
    """The ground and the ink of a cell."""
    plain = palette.flat(palette.look.text, palette.look.bar)
    if heat is None:
        return plain
    if palette.depth != "truecolor":
        return plain + Style(bold=True, reverse=True) if heat >= _STANDS_OUT else plain
    ground = blend(rgb(palette.look.bar), _HOT, _STRONGEST * max(0.0, min(heat, 1.0)))
    light = 0.2126 * ground[0] + 0.7152 * ground[1] + 0.0722 * ground[2] > 120
    return Style(color=Color.from_rgb(*((0, 0, 0) if light else (255, 255, 255))), bgcolor=Color.from_rgb(*ground))


def heat_table(
    palette: Palette, rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[Cell]], width: int
) -> list[Line]:
    """A table with a line of column names; columns that find no room are left out, from the end.

    Args:
        palette: the colours.
        rows: the names at the left.
        columns: the names above.
        cells: by row and column.
        width: cells of a line.
    """
    plain = palette.flat(palette.look.text, palette.look.bar)
    bold = plain + Style(bold=True)
    name = min(max([cell_length(row) for row in rows] or [1]), max(width // 3, 4))
    number = max([len(cell.text) for row in cells for cell in row] or [1])
    wanted = max([number, *(min(cell_length(column), 9) for column in columns)]) + 2
    each = min(wanted, max((width - name - 2) // max(len(columns), 1), number + 1))
    shown = min(len(columns), max((width - name - 2) // each, 1))
    head = "".join(f" {fit(column, each - 1, right=True)}" for column in columns[:shown])
    lines = [Line([Segment(" " * (name + 2), plain), Segment(head, bold)])]
    for title, row in zip(rows, cells, strict=True):
        segments = [Segment(f" {fit(title, name)} ", plain)]
        for cell in row[:shown]:
            segments += [
                Segment(" ", plain),
                Segment(fit(cell.text, each - 1, right=True), heat_style(palette, cell.heat)),
            ]
        lines.append(Line(segments))
    if shown < len(columns):
        lines.append(Line([Segment(f" no room for {len(columns) - shown} more", plain)]))
    return lines
