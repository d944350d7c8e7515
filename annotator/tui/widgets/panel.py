"""The annotation panel: what is tagged in the article, in reading order, inner spans indented under outer ones."""

from __future__ import annotations

from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from annotator.model import Span
from annotator.spans import SpanIndex
from annotator.text.display import one_line
from annotator.tui.theme import Palette, rgb
from annotator.tui.widgets.rows import RowView

_DEEPEST = 3
"""Levels of indentation shown."""


class SpanPanel(RowView):
    """A list of spans, drawn line by line, so that ten thousand cost no more than ten."""

    @dataclass
    class Picked(Message):
        """A span was clicked."""

        span: Span

    def __init__(self, palette: Palette) -> None:
        super().__init__(id="spans")
        self.palette = palette
        self.spans = SpanIndex()
        self.here: Span | None = None
        self.chosen = False

    def show(self, spans: SpanIndex, changed: int = 0) -> None:
        """Show these spans; call again when they have changed, with the place of the first one that did."""
        self.spans = spans
        self.set_row_count(len(spans))
        first = max(changed - self.top, 0)
        if first < self.size.height:
            self.refresh(Region(0, first, self.size.width, self.size.height - first))

    def on_resize(self) -> None:
        """The list is as wide as the panel."""
        self.show(self.spans)
        self._reveal()

    def _reveal(self) -> None:
        """Bring the span under the cursor into view, in the middle if it was out of it."""
        if self.here is None or self.here.id not in self.spans:
            return
        line, top = self.spans.place(self.here), self.top
        if not top <= line < top + self.size.height:
            self.scroll_to_row(line - self.size.height // 2)

    def focus_on(self, here: Span | None, chosen: bool) -> None:
        """Mark the span under the cursor and bring it into view."""
        if here == self.here and chosen == self.chosen:
            return
        old, self.here, self.chosen = self.here, here, chosen
        for span in (old, here):
            if span is not None and span.id in self.spans:
                self.refresh(Region(0, self.spans.place(span) - self.top, self.size.width, 1))
        self._reveal()

    def render_line(self, y: int) -> Strip:
        """One span: its key, indented by its depth, and how its text begins."""
        width = self.size.width
        ground = self.palette.look.bar
        plain = self.palette.flat(self.palette.look.text, ground)
        line = y + self.top
        if line >= len(self.spans):
            empty = "  nothing tagged yet" if line == 0 else ""
            return Strip([Segment(empty.ljust(width)[:width], self.palette.flat(self.palette.look.faint, ground))])
        span = self.spans.nth(line)
        here = self.here is not None and span.id == self.here.id
        style = self._highlight(plain) if here else plain
        around = [s for s in self.spans.overlapping(*span.range) if s.start <= span.start and span.end <= s.end]
        depth = min(len([s for s in around if s.id != span.id and self.spans.place(s) < line]), _DEEPEST)
        marks = "".join(mark for mark, there in (("¶", span.note), ("=", span.attributes)) if there)
        room = max(width - 2 - depth - 2 - len(marks) - (1 if marks else 0) - 1, 1)
        mark = self.palette.mark(span.label, ground) + (style if here else Style())
        segments = [
            Segment("▌" if here else " ", mark),
            Segment(" " * depth, style),
            Segment(f"{self.palette.key(span.label)} ", mark),
            Segment(one_line(span.text, room), style),
        ]
        strip = Strip(segments).adjust_cell_length(width - len(marks) - 1, style)
        faint = Style(color=self.palette.flat(self.palette.look.faint, ground).color)
        tail = [Segment(f"{marks} ", style if here else style + faint)]
        return Strip([*strip, *tail]).adjust_cell_length(width, style)

    def _highlight(self, plain: Style) -> Style:
        if self.palette.depth != "truecolor":
            return plain + Style(reverse=True, bold=self.chosen)
        from rich.color import Color

        ground = Color.from_rgb(*rgb(self.palette.look.select))
        return Style(color=plain.color, bgcolor=ground, bold=self.chosen)

    def on_click(self, event: events.Click) -> None:
        """Choose the span on the line that was clicked."""
        line = event.y + self.top
        if 0 <= line < len(self.spans):
            self.post_message(self.Picked(self.spans.nth(line)))
