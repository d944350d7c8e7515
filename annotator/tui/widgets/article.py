"""The article pane: draws only the rows that changed, whatever the article's size."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from annotator.span_index import SpanIndex
from annotator.text.wrap import Rows
from annotator.tui.theme import Palette
from annotator.tui.widgets.drawn_rows import LightRow
from annotator.tui.widgets.paint import Focus, paint_gutter, paint_row
from annotator.tui.widgets.scroll import RowView

MARGIN_ROWS = 2
"""Rows kept in view above and below the cursor where the pane is tall enough."""
WIDEST = 96
"""Cells of a row of text at most: longer ones are hard to read."""
_MOST, _LESS = 0.5, 0.3
"""A label is drawn quietly from this share of the text in view on, until the view moves to where it has less than the other."""


class ArticlePane(RowView, can_focus=True):
    """Shows a text with spans, a cursor and a selection. All places are offsets in code points of the text.

    What is done on it is told to the screen at once: by way of the widgets between, a key would take three steps more.
    """

    @dataclass(eq=False, repr=False)
    class Pressed(Message):
        """The mouse button went down on the character at `offset`; `chain` counts quick repetitions from 1."""

        offset: int
        chain: int
        extend: bool

    @dataclass(eq=False, repr=False)
    class Typed(Message):
        """A key was pressed. Keys take this one way to the screen, so that they act in the order they were typed."""

        key: str
        character: str | None

    @dataclass(eq=False, repr=False)
    class Dragged(Message):
        """The mouse moved to the character at `offset` with the button held down; `exact` with Ctrl or Alt."""

        offset: int
        exact: bool = False

    class Released(Message):
        """The mouse button went up."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(id="article")
        self.palette = palette
        self.rows = Rows("", 2)
        self.spans = SpanIndex()
        self.proposals = SpanIndex()
        self.broken: Container[str] = ()
        """The ids of spans that break a rule."""
        self.place = Focus()
        self._turned_to: int | None = None
        """Where the cursor came to be when the view was last turned."""
        self._quiet: str | None = None
        """The label that covers most of the text."""
        self._ruler: list[str | None] = []
        """By row of the pane, the label of a span that begins in the part of the text for which it stands."""
        self._pressed = self._on_ruler = False
        """The mouse is: the text must not move under it."""
        self._chain = (0, 0.0, -1)
        self.keys_under_way = 0
        """How many keys went here and are not done yet."""
        self.rows_painted = 0
        """How many rows were drawn so far; tests see here that a key draws no more than it must."""

    # --- what is shown -------------------------------------------------------------------------------------------

    def show(self, text: str, spans: SpanIndex, focus: Focus) -> None:
        """Show another text from its top, or from wherever the cursor is."""
        self.spans = spans
        self.place = focus
        self._wrap(text)
        self.scroll_to_row(0)
        self.reveal(focus.cursor)
        self._quiet = self._covers_most()
        self.refresh()

    def _wrap(self, text: str) -> None:
        gutter = len(self.palette.labels) + 1
        # One cell for the ruler, one for a space that ends a full row.
        self.rows = Rows(text, min(self.size.width - gutter - 2, WIDEST) if self.size.width else 40)
        self.set_row_count(len(self.rows))
        self._ruler = []

    def _covers_most(self) -> str | None:
        """The label that covers most of the text in view; one that did goes on until it covers little."""
        first, last = self.in_view()
        covered: dict[str, int] = {}
        for span in self.spans.overlapping(first, max(last, first + 1)):
            covered[span.label] = covered.get(span.label, 0) + min(span.end, last) - max(span.start, first)
        most = max(covered, key=covered.__getitem__, default=None)
        whole = max(last - first, 1)
        if self._quiet is not None and covered.get(self._quiet, 0) >= whole * _LESS:
            return self._quiet
        return most if most is not None and covered[most] >= whole * _MOST else None

    def on_resize(self) -> None:
        """Wrap anew; the cursor's text stays in view, at the height where it was."""
        above = self.rows.row_of(self.place.cursor) - self.top
        self._wrap(self.rows.text)
        top = self.rows.row_of(self.place.cursor) - max(min(above, self.size.height - 1), 0)
        self.scroll_to_row(top)
        self.reveal(self.place.cursor)
        self._quiet = self._covers_most()
        self.refresh()

    def focus_on(self, focus: Focus) -> None:
        """Show cursor, selection and the span under the cursor where they are now."""
        old, self.place = self.place, focus
        # Letters are for what is in view: it must not move under them. A turned page stays as it was turned.
        stays = bool(focus.hints) or focus.cursor == self._turned_to or self._pressed
        self._turned_to = self._turned_to if focus.cursor == self._turned_to else None
        if old.hints != focus.hints or old.marks.ranges != focus.marks.ranges or old.outlines is not focus.outlines:
            self.refresh()
            if not stays:
                self.reveal(focus.cursor)
            return
        changed = set()
        for before, after in ((old, focus), (focus, old)):
            if before.drawn != after.drawn or before.selection != after.selection:
                changed.add((before.drawn, before.drawn + 1))
        changed |= _difference(old.selection, focus.selection)
        marked = set()
        if old.here != focus.here or old.chosen != focus.chosen:
            marked = {span.range for span in (old.here, focus.here) if span is not None}
        self.redraw(changed, gutter=False)
        self.redraw(marked)
        if not stays:
            self.reveal(focus.cursor)

    def show_changed(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Draw again what has changed: the spans in these ranges are others than before."""
        if self._quiet is None and (quiet := self._covers_most()) is not None:
            # Once a view: what was made quiet stays so, or a long span tagged and undone would draw all of it twice.
            self._quiet = quiet
            self.refresh()
        self.redraw(ranges)
        if self._ruler and (cells := self._redraw_ruler(ranges)):
            self.refresh(*cells)

    def redraw(self, ranges: Iterable[tuple[int, int]], *, gutter: bool = True) -> None:
        """Draw again the cells in which the ranges stand, and the gutter beside them, as far as they are in view."""
        top, (width, height) = self.top, self.outer_size
        regions = set()
        for start, end in ranges:
            first, last = self.rows.row_of(start), self.rows.row_of(max(end - 1, start))
            for row in range(max(first, top), min(last + 1, top + height)):
                left, right = self._cells(row, start, end, width, gutter=gutter)
                regions.add(Region(left, row - top, right - left, 1))
        if regions:
            self.refresh(*regions)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Another view is drawn whole, so this is when to look anew which label covers it."""
        super().watch_scroll_y(old_value, new_value)
        self._quiet = self._covers_most()

    # --- the ruler -----------------------------------------------------------------------------------------------

    def _redraw_ruler(self, ranges: Iterable[tuple[int, int]]) -> set[Region]:
        """Look again at what the ruler shows of these ranges; the cells that differ."""
        height, found = self.outer_size.height, set()
        for y in {self.rows.row_of(start) * height // self._ruled_rows for start, _ in ranges}:
            if 0 <= y < len(self._ruler) and (label := self._ruled(y)) != self._ruler[y]:
                self._ruler[y] = label
                found.add(Region(self.outer_size.width - 1, y, 1, 1))
        return found

    @property
    def _ruled_rows(self) -> int:
        """The rows of text for which the ruler stands: all of them, and where there is room, each beside its own."""
        return max(len(self.rows), self.outer_size.height, 1)

    def _ruled(self, y: int) -> str | None:
        """The rarest label of which a span begins in the part of the text for which a row of the ruler stands."""
        rows, height = len(self.rows), max(self.outer_size.height, 1)
        first, last = -(-y * self._ruled_rows // height), -(-(y + 1) * self._ruled_rows // height)
        if first >= min(last, rows):
            return None
        start, end = self.rows.bounds(first)[0], self.rows.bounds(min(last, rows) - 1)[1]
        labels = {span.label for span in self.spans.overlapping(start, max(end, start + 1)) if span.start >= start}
        return min(labels, key=lambda label: (self.spans.counts[label], label), default=None)

    def _ruler_cell(self, y: int) -> Segment:
        """One cell of the ruler: where the view is, and what is tagged there."""
        if len(self._ruler) != self.outer_size.height:
            self._ruler = [self._ruled(place) for place in range(self.outer_size.height)]
        rows, height = max(len(self.rows), 1), self.outer_size.height
        in_view = rows > height and self.top * height // rows <= y <= (self.top + height - 1) * height // rows
        return self.palette.ruler(self._ruler[y] if y < len(self._ruler) else None, in_view=in_view)

    def _go_by_ruler(self, y: int) -> None:
        """Show the part of the text for which a row of the ruler stands."""
        self.scroll_to_row(y * len(self.rows) // max(self.size.height, 1) - self.size.height // 2)
        self.refresh()

    def _cells(self, row: int, start: int, end: int, width: int, *, gutter: bool) -> tuple[int, int]:
        """From which cell of a row to which a range stands on it, to the row's edge where it goes on beyond."""
        row_start, row_end = self.rows.bounds(row)
        indent = len(self.palette.labels) + 1
        left = 0 if gutter else indent + (self.rows.cell_of(start) if start > row_start else 0)
        return left, width if end >= row_end else indent + self.rows.cell_of(end) + 2

    def reveal(self, offset: int) -> None:
        """Scroll as little as it takes to have the offset in view with some rows around it."""
        row, top, height = self.rows.row_of(offset), self.top, self.outer_size.height
        margin = min(MARGIN_ROWS, max((height - 1) // 3, 0))
        if row < top + margin:
            self.scroll_to_row(row - margin)
        elif row >= top + height - margin:
            self.scroll_to_row(row - height + 1 + margin)

    def reveal_range(self, start: int, end: int) -> None:
        """Bring a range into view, its beginning above all; a third of the pane above it where it was out of view."""
        first, last = self.rows.row_of(start), self.rows.row_of(max(end - 1, start))
        top, height = self.top, self.size.height
        if first < top or last >= top + height:
            self.scroll_to_row(first - height // 3)

    def center(self, start: int, end: int) -> None:
        """Have a range in the middle, its beginning above all."""
        first, last = self.rows.row_of(start), self.rows.row_of(max(end - 1, start))
        self.scroll_to_row(first - max((self.size.height - (last - first + 1)) // 2, 0))

    def in_view(self) -> tuple[int, int]:
        """The range of text that is on the screen now."""
        top = min(self.top, len(self.rows) - 1)
        bottom = min(top + max(self.size.height, 1), len(self.rows)) - 1
        return self.rows.bounds(top)[0], self.rows.bounds(bottom)[1]

    # --- moving by rows ------------------------------------------------------------------------------------------

    def rows_away(self, offset: int, rows: int, cell: int) -> int:
        """The offset some rows further down (up, if negative), as near to a cell of its row as there is one."""
        row = self.rows.row_of(offset) + rows
        if row < 0:
            return 0
        if row >= len(self.rows):
            return len(self.rows.text)
        return self.rows.offset_at(row, cell)

    def turn(self, offset: int, rows: int, cell: int) -> int | None:
        """Turn the view by some rows; `None` if it is at its end, or all is in view.

        Args:
            offset: the cursor's.
            rows: so many rows down, or up if negative.
            cell: of its row that the cursor aims for.

        Returns:
            The offset that is now where the cursor was in the view.
        """
        before, height = self.top, self.size.height
        self.scroll_to_row(before + rows)
        if self.top == before:
            return None
        place = max(0, min(self.rows.row_of(offset) - before, height - 1))
        self._turned_to = self.rows.offset_at(min(self.top + place, len(self.rows) - 1), cell)
        return self._turned_to

    def cell_of(self, offset: int) -> int:
        """The cell of its row in which an offset is drawn."""
        return self.rows.cell_of(offset)

    def row_edges(self, offset: int) -> tuple[int, int]:
        """The first and last offset of the row on which an offset stands, as Home and End go to them."""
        row = self.rows.row_of(offset)
        start, end = self.rows.visible(row)
        _, full_end = self.rows.bounds(row)
        if end == full_end and row + 1 < len(self.rows):  # the row was wrapped: its last character is its end
            clusters = self.rows.clusters(row)
            end = clusters[-1].start if clusters else end
        return start, end

    # --- drawing -------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        width, row, plain = self.outer_size.width - 1, y + self.top, self.palette.plain
        if row >= len(self.rows):
            return Strip([Segment(" " * width, plain), self._ruler_cell(y)], width + 1)
        self.rows_painted += 1
        start, end = self.rows.bounds(row)
        spans = self.spans.overlapping(start, max(end, start + 1))
        outlined = self.proposals if self.place.outlines is None else self.place.outlines
        proposals = outlined.overlapping(start, max(end, start + 1)) if len(outlined) else []
        segments = paint_gutter(self.rows, row, spans, self.palette, self.place.here, proposals, self.broken)
        segments += paint_row(self.rows, row, spans, self.place, self.palette, proposals, self._quiet)
        taken = sum(segment.cell_length for segment in segments)
        if taken > width:
            segments = list(Strip(segments, taken).adjust_cell_length(width))
        elif taken < width:
            segments.append(Segment(" " * (width - taken), plain))
        return LightRow([*Segment.simplify(segments), self._ruler_cell(y)], width + 1)

    # --- keys and the mouse -----------------------------------------------------------------------------------------------

    def offset_under(self, x: int, y: int) -> int:
        """The offset of the character drawn at a cell of the pane; the nearest one if the cell shows none."""
        row = max(0, min(y + self.top, len(self.rows) - 1))
        return self.rows.offset_at(row, max(x - len(self.palette.labels) - 1, 0))

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self.screen.post_message(self.Typed(event.key, event.character if event.is_printable else None))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.button != 1:
            return
        self.screen.set_focus(self)
        self.capture_mouse()
        event.stop()
        if event.x >= self.size.width - 1:
            self._on_ruler = True
            self._go_by_ruler(event.y)
            return
        self._pressed = True
        offset = self.offset_under(event.x, event.y)
        count, when, where = self._chain
        quick = event.time - when < self.app.CLICK_CHAIN_TIME_THRESHOLD and where == offset
        self._chain = (count + 1 if quick else 1, event.time, offset)
        self.screen.post_message(self.Pressed(offset, self._chain[0], event.shift))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Extend a drag; beyond the edges the text scrolls."""
        if self._on_ruler:
            self._go_by_ruler(event.y)
        if not self._pressed:
            return
        if event.y < 0 or event.y >= self.size.height:
            self.scroll_to_row(self.top + (-1 if event.y < 0 else 1))
        y = max(0, min(event.y, self.size.height - 1))
        self.screen.post_message(self.Dragged(self.offset_under(event.x, y), event.ctrl or event.meta))
        event.stop()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._on_ruler:
            self._on_ruler = False
            self.release_mouse()
        if self._pressed:
            self._pressed = False
            self.release_mouse()
            self.screen.post_message(self.Released())
            event.stop()


def _difference(a: tuple[int, int] | None, b: tuple[int, int] | None) -> set[tuple[int, int]]:
    """The ranges in which two selections differ."""
    if a == b:
        return set()
    if a is None or b is None:
        return {selection for selection in (a, b) if selection is not None}
    ends = ((a[0], b[0]), (a[1], b[1]))
    return {(min(was, now) - 1, max(was, now) + 1) for was, now in ends if was != now}
