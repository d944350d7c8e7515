"""The three rows above the text that say what to do."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from annotator.text.sanitize import one_line
from annotator.text.wrap import Rows, cell_length
from annotator.tui.theme import Palette

ROWS = 2
"""Rows for what to do, below the heading."""


class TutorialBox(Widget):
    """A heading with the way out, and what to do or what went wrong."""

    DEFAULT_CSS = f"TutorialBox {{ height: {ROWS + 1}; dock: top; }}"

    def __init__(self, palette: Palette) -> None:
        super().__init__(id="tutorial")
        self.palette = palette
        self._shown = ("", "", "", False)

    def show(self, heading: str, way_out: str, text: str, *, wrong: bool = False) -> None:
        """Show a step.

        Args:
            heading: which step it is.
            way_out: the keys that skip and leave; left out where there is no room for both.
            text: what to do.
            wrong: the text says what came out instead.
        """
        shown = (one_line(heading), one_line(way_out), one_line(text, 400), wrong)
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def on_resize(self) -> None:
        """Fold the text anew."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One of the rows."""
        heading, way_out, text, wrong = self._shown
        width, look = self.size.width, self.palette.look
        plain = self.palette.flat(look.text, look.bar)
        accent = self.palette.flat(look.accent, look.bar, bold=True)
        if y == 0:
            gap = width - cell_length(heading) - cell_length(way_out) - 2
            line = f" {heading}{' ' * gap}" if gap > 0 else f" {heading}"
            out = [Segment(way_out, plain)] if gap > 0 else []
            return Strip([Segment(line, accent), *out]).adjust_cell_length(width, plain)
        rows = Rows(text, max(width - 4, 8))
        line = text[slice(*rows.visible(y - 1))].rstrip() if y <= min(len(rows), ROWS) else ""
        if y == ROWS and len(rows) > ROWS:
            line = line[:-1] + "…"
        style = accent if wrong else plain
        sign = ("✗" if wrong else "▸") if y == 1 else " "
        return Strip([Segment(f" {sign} ", accent), Segment(line, style)]).adjust_cell_length(width, plain)
