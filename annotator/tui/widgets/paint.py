"""From a row of text and the spans on it to styled segments: pure, so that it can be tested without a screen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from rich.segment import Segment

from annotator.model import Span
from annotator.span_index import SpanIndex
from annotator.text.sanitize import display, thinned
from annotator.text.wrap import Rows, cell_length
from annotator.tui.theme import Palette, TextState
from annotator.tui.widgets.hint_letters import Marks


class Focus(NamedTuple):
    """Where the person is: offsets in code points."""

    cursor: int = 0
    selection: tuple[int, int] | None = None
    here: Span | None = None
    """The span under the cursor, or the chosen one."""
    chosen: bool = False
    marks: Marks = Marks()
    """What a search found, or what is about to be tagged."""
    hints: Mapping[int, Segment] = MappingProxyType({})
    """Letters drawn in place of the characters at their offsets."""
    outlines: SpanIndex | None = None
    """What is drawn as suggestions are, in their place: what a letter would tag, what others have tagged."""
    moving: int | None = None
    """The character at the moving end of the chosen span, which is drawn in place of the cursor."""
    settled: SpanIndex | None = None
    """Spans that are drawn faintly where no others are."""
    unlikely: SpanIndex | None = None
    """What is drawn dimmer where nothing else is, as it is unlikely to be tagged."""

    @property
    def drawn(self) -> int:
        """Where the cursor is drawn."""
        return self.cursor if self.moving is None else self.moving


def drawn_span(start: int, end: int, label: str, identity: str = "", text: str = "") -> Span:
    """A span that is drawn and never saved; `identity` tells it from others on the same screen."""
    return Span(
        id=identity, rev=1, article="", annotator="", at="", sha256="", start=start, end=end, label=label, text=text
    )


def paint_row(
    rows: Rows,
    row: int,
    spans: Sequence[Span],
    focus: Focus,
    palette: Palette,
    proposals: Sequence[Span] = (),
    quiet: str | None = None,
) -> list[Segment]:
    """The text of one row as segments.

    Args:
        rows: the wrapped text.
        row: which one.
        spans: those that touch the row, in reading order.
        focus: cursor, selection and the span under the cursor.
        palette: the styles.
        proposals: suggested spans that touch the row.
        quiet: the label that covers most of the text, if one does.
    """
    start, end = rows.visible(row)
    _, full_end = rows.bounds(row)
    clusters = _Clusters(rows, row)
    marks = focus.marks.touching(start, end)
    hints = {clusters.floor(at): letter for at, letter in focus.hints.items() if start <= at < end}
    drawn = display(rows.text[start:end])  # as a whole: what is drawn for a character may depend on its neighbours
    segments = []
    settled = focus.settled.overlapping(start, max(end, start + 1)) if focus.settled is not None else []
    unlikely = focus.unlikely.overlapping(start, max(end, start + 1)) if focus.unlikely is not None else []
    edges = [*spans, *proposals, *settled, *unlikely]
    for a, b in pairwise(_cuts(start, end, clusters, edges, marks, hints, focus)):
        shown = thinned(drawn[a - start : b - start])
        if a in hints:
            segments.append(Segment(hints[a].text.ljust(cell_length(shown)), hints[a].style))
            continue
        cell = _cell(a, b, clusters.after(a) >= b, spans, focus)
        proposed = [p for p in proposals if p.start < b and a < p.end]
        marked = any(m[0] < b and a < m[1] for m in marks)
        faint = quiet is not None and cell.layers[-1:] == (quiet,)
        if settled and not cell.layers:
            cell = cell._replace(layers=_cell(a, b, False, settled, focus).layers, quiet=True)
            faint = bool(cell.layers)
        if proposed or marked or faint:
            last = [p.label for p in proposed if p.end <= b] if clusters.after(a) >= b else []
            inner = last[0] if last else proposed[-1].label if proposed else None
            cell = cell._replace(proposed=inner, marked=marked, proposed_end=bool(last), quiet=faint)
        if not (cell.layers or proposed or marked) and any(p.start < b and a < p.end for p in unlikely):
            cell = cell._replace(dimmed=True)
        segments.append(Segment(shown, palette.cell(cell)))
    # The line end, or the end of the text, shows where the cursor or a selection stands on it.
    if end < full_end or row == len(rows) - 1:
        selected = focus.selection is not None and focus.selection[0] <= end < focus.selection[1]
        cursor = end <= focus.drawn < max(full_end, end + 1) and focus.selection is None
        if selected or cursor:
            inside = [span for span in spans if span.start <= end < span.end]
            at_end = focus._replace(cursor=end, moving=None) if cursor else focus
            segments.append(Segment(" ", palette.cell(_cell(end, end + 1, False, inside, at_end))))
    return segments


class _Clusters:
    """Where the characters of a row begin: styles change there and nowhere else, or an emoji would fall apart."""

    def __init__(self, rows: Rows, row: int) -> None:
        self._start, self._end = rows.visible(row)
        self._starts = None if rows.simple(row) else [*(cluster.start for cluster in rows.clusters(row)), self._end]

    def floor(self, offset: int) -> int:
        """The start of the character at an offset."""
        if self._starts is None or not self._start <= offset <= self._end:
            return offset
        return self._starts[bisect_right(self._starts, offset) - 1]

    def after(self, offset: int) -> int:
        """The start of the character after the one at an offset."""
        if self._starts is None or not self._start <= offset < self._end:
            return offset + 1
        return self._starts[bisect_right(self._starts, offset)]


def _cuts(
    start: int,
    end: int,
    clusters: _Clusters,
    spans: Sequence[Span],
    marks: Sequence[tuple[int, int]],
    hints: Iterable[int],
    focus: Focus,
) -> list[int]:
    """The offsets within `[start, end]` at which the style may change, in order."""
    found = {start, end, clusters.floor(focus.drawn), clusters.after(focus.drawn)}
    for at in hints:
        found.update((at, clusters.after(at)))
    for mark in marks:
        found.update(map(clusters.floor, mark))
    for span in spans:
        last = clusters.floor(span.end - 1)
        found.update((clusters.floor(span.start), clusters.after(span.start), last, clusters.after(last)))
    if focus.selection is not None:
        found.update(map(clusters.floor, focus.selection))
    return sorted(offset for offset in found if start <= offset <= end)


def _cell(start: int, end: int, single: bool, spans: Sequence[Span], focus: Focus) -> TextState:
    """How `[start, end)`, which no boundary divides, is drawn; `single` if it is one character."""
    covering = [span for span in spans if span.start < end and start < span.end]
    if len(covering) > 1:
        covering.sort(key=lambda span: span.start - span.end)
    edges = [span for span in covering if start <= span.start or span.end <= end] if single else []
    here = focus.here
    inside = here is not None and here.start < end and start < here.end
    return TextState(
        layers=tuple(dict.fromkeys(span.label for span in covering)),
        edge=edges[-1].label if edges else None,
        here=here.label if here is not None and inside else None,
        chosen=inside and focus.chosen,
        selected=focus.selection is not None and focus.selection[0] <= start < focus.selection[1],
        cursor=start <= focus.drawn < end and focus.selection is None,
    )


def paint_gutter(
    rows: Rows,
    row: int,
    spans: Sequence[Span],
    palette: Palette,
    own: Span | None,
    proposals: Sequence[Span] = (),
    broken: Container[str] = (),
) -> list[Segment]:
    """One column a label: its key where a span of it begins on this row, a line where one goes on, else nothing.

    A question mark stands where only a suggestion begins; an exclamation mark, in a column of its own, where a span does
    that breaks a rule.

    Labels that the project does not know share the last column.
    """
    start, end = rows.bounds(row)
    known = list(palette.labels)
    segments = []
    for i, name in enumerate(known):
        last = i == len(known) - 1
        mine = [s for s in spans if s.label == name or (last and s.label not in palette.labels)]
        if not mine:
            proposed = any(p.label == name and start <= p.start < end for p in proposals)
            segments.append(Segment("?", palette.mark(name)) if proposed else Segment(" ", palette.plain))
            continue
        begins = any(start <= span.start < end for span in mine)
        character = palette.key(mine[0].label) if begins else "│"
        if own is not None and own in mine:
            character = character.upper() if begins else "┃"
        segments.append(Segment(character, palette.mark(mine[0].label)))
    wrong = any(start <= span.start < end and span.id in broken for span in spans)
    segments.append(Segment("!", palette.warning(palette.look.ground)) if wrong else Segment(" ", palette.plain))
    return segments
