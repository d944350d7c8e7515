"""The text around a hit with all its spans."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from annotator.model import Range, Span
from annotator.search.span_table import SearchedSpan
from annotator.text.wrap import Rows, cut
from annotator.tui.theme import Palette
from annotator.tui.widgets.compare import Excerpt, excerpt
from annotator.tui.widgets.drawn_rows import DrawnRows
from annotator.tui.widgets.hint_letters import Marks
from annotator.tui.widgets.paint import Focus, drawn_span, paint_row


class Preview(DrawnRows, Widget):
    """A title, and the passage with the hit marked in its middle."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(id="preview")
        self.palette = palette
        self._title = ""
        self._excerpt: Excerpt | None = None
        self._spans: list[Span] = []
        self._drawn: tuple[Size, Palette, list[Strip]] | None = None

    def show(self, title: str, text: str, place: Range, spans: Sequence[SearchedSpan]) -> None:
        """Show a place of a text, with the spans of the whole text."""
        self._title, self._excerpt = title, excerpt(text, place)
        first = place[0] - self._excerpt.wording[0]
        length = len(self._excerpt.text)
        inside = (span for span in spans if span.start < first + length and span.end > first)
        self._spans = [
            drawn_span(max(span.start - first, 0), min(span.end - first, length), span.label, str(i))
            for i, span in enumerate(inside)
        ]
        self._drawn = None
        self.refresh()

    def show_nothing(self) -> None:
        """Show that nothing is chosen."""
        self._title, self._excerpt, self._drawn = "", None, None
        self.refresh()

    def render_line(self, y: int) -> Strip:
        if self._drawn is None or self._drawn[:2] != (self.size, self.palette):
            self._drawn = self.size, self.palette, self._lines(*self.size)
        lines = self._drawn[2]
        return lines[y] if y < len(lines) else Strip.blank(self.size.width, self.palette.plain)

    def _lines(self, width: int, height: int) -> list[Strip]:
        if self._excerpt is None or width < 4:
            return []
        look, plain = self.palette.look, self.palette.plain
        title = Segment(f" {cut(self._title, width - 2)}", self.palette.flat(look.accent, look.ground, bold=True))
        rows = Rows(self._excerpt.text, width - 2)
        start, end = self._excerpt.wording
        focus = Focus(cursor=-1, marks=Marks([(start, end)]))
        first, last = rows.row_of(start), rows.row_of(max(end - 1, start))
        room = height - 1
        top = max(min(first - max((room - (last - first + 1)) // 2, 0), len(rows) - room), 0)
        lines = [Strip([title]).adjust_cell_length(width, plain)]
        for row in range(top, min(top + room, len(rows))):
            a, b = rows.bounds(row)
            touching = [span for span in self._spans if span.start < b and a < span.end]
            painted = [Segment(" ", plain), *paint_row(rows, row, touching, focus, self.palette)]
            lines.append(Strip(painted).adjust_cell_length(width, plain))
        return lines
