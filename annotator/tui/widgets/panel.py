"""The annotation panel: what is tagged in the article, in reading order (inner spans indented) or by label."""

from __future__ import annotations

import textwrap
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from annotator.model import Span
from annotator.span_index import SpanIndex, order
from annotator.text.sanitize import one_line
from annotator.tui.theme import Palette
from annotator.tui.widgets.drawn_rows import LightRow
from annotator.tui.widgets.scroll import RowView

_DEEPEST = 3
"""Levels of indentation shown."""
_KEPT_LINES = 2_000


class SpanPanel(RowView):
    """A list of spans, drawn line by line, so that ten thousand cost no more than ten.

    In reading order nothing is kept beside the spans; by label the lines are put in order when the spans change.
    """

    @dataclass(eq=False, repr=False)
    class Picked(Message):
        """A span was clicked."""

        span: Span

    def __init__(self, palette: Palette) -> None:
        super().__init__(id="spans")
        self.palette = palette
        self.spans = SpanIndex()
        self.here: Span | None = None
        self.chosen = False
        self.by_label = False
        self.broken: Container[str] = ()
        """The ids of spans that break a rule."""
        self.how_to_begin: Sequence[str] = ()
        """What an empty list says beside that it is empty, as sentences."""
        self._lines: list[tuple[str, Span | None]] = []
        """By label: `(label, span)` of each line, a heading having no span."""
        self._line_of: dict[str, int] = {}
        self._span_lines: dict[str, tuple[Span, tuple[object, ...], Strip]] = {}
        """By id: the line of a span, with all that it was drawn from."""

    # --- what is shown -------------------------------------------------------------------------------------------

    def show(self, spans: SpanIndex, changed: range | None = None) -> None:
        """Show these spans; call again when they have changed, with the places of those that are other than before.

        What comes after these is drawn already, some lines higher up or further down.
        """
        self.spans = spans
        if self.by_label:
            self._group()
        before, (width, height) = self.virtual_size.height, self.size
        self.set_row_count(count := len(self._lines) if self.by_label else len(spans))
        if changed is None or self.by_label or not (before and count):
            self.refresh(Region(0, 0, width, height))
            return
        first, below = (max(place - self.top, 0) for place in (changed.start, changed.stop))
        if first < height:
            moved = {y + count - before: row for y, row in self._kept_rows.items()}
            self.refresh(Region(0, first, width, height - first))
            self._kept_rows.update((y, moved[y]) for y in range(below, height) if y in moved)

    def set_order(self, *, by_label: bool) -> None:
        """List the spans by label, or in reading order."""
        self.by_label = by_label
        self._lines, self._line_of = [], {}
        self.show(self.spans)
        self._reveal()
        self.refresh()

    def _group(self) -> None:
        """Put the lines in order: the labels as the project has them, then those it does not know, by name."""
        groups: dict[str, list[Span]] = {name: [] for name in self.palette.labels}
        for name in sorted(name for name, count in self.spans.counts.items() if count):
            groups.setdefault(name, [])
        for span in self.spans:
            groups[span.label].append(span)
        self._lines = [
            line for name, spans in groups.items() if spans for line in ((name, None), *((name, s) for s in spans))
        ]
        self._line_of = {span.id: i for i, (_, span) in enumerate(self._lines) if span is not None}

    def line_of(self, span: Span) -> int | None:
        """The line on which a span stands; `None` if it is not listed."""
        if span.id not in self.spans:
            return None
        return self._line_of.get(span.id) if self.by_label else self.spans.place(span)

    def span_on(self, line: int) -> Span | None:
        """The span on a line; `None` for a heading or below the last."""
        if self.by_label:
            return self._lines[line][1] if 0 <= line < len(self._lines) else None
        return self.spans.nth(line) if 0 <= line < len(self.spans) else None

    def on_resize(self) -> None:
        self.show(self.spans)
        self._reveal()

    def _reveal(self) -> None:
        """Bring the span under the cursor into view, in the middle if it was out of it."""
        line = self.line_of(self.here) if self.here is not None else None
        if line is not None and not self.top <= line < self.top + self.outer_size.height:
            self.scroll_to_row(line - self.outer_size.height // 2)

    def focus_on(self, here: Span | None, chosen: bool) -> None:
        """Mark the span under the cursor and bring it into view."""
        if here == self.here and chosen == self.chosen:
            return
        old, self.here, self.chosen = self.here, here, chosen
        self.redraw(span for span in (old, here) if span is not None)
        self._reveal()

    def redraw(self, spans: Iterable[Span]) -> None:
        """Draw the lines of some spans again."""
        top, (width, height) = self.top, self.outer_size
        lines = {line - top for span in spans if (line := self.line_of(span)) is not None}
        if regions := [Region(0, y, width, 1) for y in sorted(lines) if 0 <= y < height]:
            self.refresh(*regions)

    # --- drawing -------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        line, width = y + self.top, self.outer_size.width
        span = self.span_on(line)
        if span is not None:
            return self._span_line(span, 1 if self.by_label else self._depth(span), width)
        if self.by_label and line < len(self._lines):
            return self._heading(self._lines[line][0])
        told = self._told_of_nothing(width) if not len(self.spans) else []
        words = f"  {told[line]}" if line < len(told) else ""
        return Strip([Segment(words.ljust(width)[:width], self.palette.bar_faint)])

    def _told_of_nothing(self, width: int) -> list[str]:
        """What an empty list says, in lines of at most so many cells."""
        parts = ["nothing tagged yet", *(("", *self.how_to_begin) if self.how_to_begin else ())]
        return [
            line for part in parts for line in textwrap.wrap(part, max(width - 3, 8), subsequent_indent="  ") or [""]
        ]

    def _heading(self, label: str) -> Strip:
        """A label with its key and how many spans it has."""
        look, width = self.palette.look, self.size.width
        count = f" {self.spans.counts[label]:,} "
        title = f" {self.palette.key(label)} {one_line(label, max(width - len(count) - 4, 1))}"
        style = self.palette.mark(label, look.bar)
        strip = Strip([Segment(title, style)]).adjust_cell_length(max(width - len(count), 0), style)
        return Strip([*strip, Segment(count, style)]).adjust_cell_length(width, style)

    def _depth(self, span: Span) -> int:
        """In how many spans it lies that are listed above it."""
        here, near = order(span), self.spans.overlapping(span.start, span.start + 1)
        return min(sum(other.end >= span.end and order(other) < here for other in near), _DEEPEST)

    def _span_line(self, span: Span, depth: int, width: int) -> Strip:
        """The line of a span, as it was drawn before if nothing of it has changed: others come to stand above it."""
        here = self.here is not None and span.id == self.here.id
        look = (depth, width, here and (1 + self.chosen), span.id in self.broken, self.palette, self._kept_for)
        before = self._span_lines.get(span.id)
        if before is None or before[0] is not span or before[1] != look:
            if len(self._span_lines) >= _KEPT_LINES:
                self._span_lines.clear()
            drawn = self.ready(self._draw_span(span, depth, width, here=here))
            before = self._span_lines[span.id] = (span, look, drawn)
        return before[2]

    def _draw_span(self, span: Span, depth: int, width: int, *, here: bool) -> Strip:
        """One span: its key, indented, how its text begins, and whether there is more to know of it."""
        ground = self.palette.look.bar
        plain = self.palette.bar
        style = self.palette.chosen(plain, bold=self.chosen) if here else plain
        marks = "".join(mark for mark, there in (("¶", span.note), ("=", span.attributes)) if there)
        wrong = "!" if span.id in self.broken else ""
        taken = len(marks) + len(wrong)
        room = max(width - 2 - depth - 2 - taken - (1 if taken else 0) - 1, 1)
        mark = self.palette.mark(span.label, ground)
        mark = mark + style if here else mark
        segments = [
            Segment("▌" if here else " ", mark),
            Segment(" " * depth, style),
            Segment(f"{self.palette.key(span.label)} ", mark),
        ]
        words, fits = one_line(span.text, room), max(width - taken - depth - 4, 0)
        left = fits - cell_len(words)
        segments.append(Segment(words if left >= 0 else set_cell_size(words, fits), style))
        if left > 0:
            segments.append(Segment(" " * left, style))
        if wrong:
            warning = self.palette.warning(ground)
            segments.append(Segment(wrong, warning + style if here else warning))
        segments.append(Segment(f"{marks} ", style if here else self.palette.bar_faint))
        return LightRow(segments)

    def on_click(self, event: events.Click) -> None:
        """Choose the span on the line that was clicked; on a heading, the first of its label."""
        line = event.y + self.top
        span = self.span_on(line)
        if span is None and self.by_label and line < len(self._lines):
            span = self.span_on(line + 1)
        if span is not None:
            self.post_message(self.Picked(span))
