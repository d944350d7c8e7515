"""What every annotator has of a passage, one above the other on the same stretch of text, so that differences stand out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from annotator.adjudication.passages import LabelledRange
from annotator.model import Range
from annotator.text.sanitize import one_line
from annotator.text.wrap import Rows, cell_length, fit
from annotator.tui.theme import Palette
from annotator.tui.widgets.drawn_rows import DrawnRows
from annotator.tui.widgets.hint_letters import Marks
from annotator.tui.widgets.paint import Focus, drawn_span, paint_row
from annotator.tui.widgets.report_view import folded

_AROUND = 14
"""Code points shown before and after a boundary, at least."""
_MOST_ROWS = 3
"""Rows of text that a version has."""
_WIDE = 70
"""Cells from which on names and labels have more room."""

_ONE_ROW = {ord(character): "↵" for character in "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"}
"""Line ends would cut a version short; each is drawn as one character, so that offsets stay."""


class VersionRow(NamedTuple):
    """A version, and whose it is."""

    key: str
    """What takes it: a digit, or the key for none of the versions; empty if it takes more than that."""
    who: str
    places: Sequence[LabelledRange]
    """In reading order."""
    taken: bool = False
    """Whether it is what was decided."""


class Snippet(NamedTuple):
    """Stretches of a text joined by an ellipsis."""

    text: str
    pieces: Sequence[tuple[int, int, int]]
    """Start and end in the whole text, and where that begins in this one."""

    def ranges(self, start: int, end: int) -> list[Range]:
        """Where a stretch of the whole text is in this one, in pieces."""
        return [
            (at + max(start, a) - a, at + min(end, b) - a) for a, b, at in self.pieces if max(start, a) < min(end, b)
        ]


def snippet(text: str, boundaries: Sequence[int], room: int) -> Snippet:
    """What is around the boundaries; all between them if there is room for so many code points."""
    first, last = _around(text, min(boundaries), max(boundaries))
    pieces = [(first, last)]
    if last - first > room:
        pieces = []
        for boundary in sorted(set(boundaries)):
            a, b = _around(text, boundary, boundary)
            if pieces and a <= pieces[-1][1] + 3:
                pieces[-1] = pieces[-1][0], b
            else:
                pieces.append((a, b))
    found, shown = [], ""
    for i, (a, b) in enumerate(pieces):
        shown += " … " if i else "…" if a > 0 else ""
        found.append((a, b, len(shown)))
        shown += text[a:b].replace("\r\n", "↵ ").translate(_ONE_ROW)
    return Snippet(shown + "…" * (pieces[-1][1] < len(text)), found)


def _around(text: str, start: int, end: int) -> Range:
    """What is shown around a stretch of text: some more on both sides, in whole words if they are not too long."""
    first, last = max(start - _AROUND, 0), min(end + _AROUND, len(text))
    if first > 0 and not text[first - 1].isspace():
        first = next((i for i in range(first, start) if text[i - 1].isspace()), first)
    if last < len(text) and not text[last].isspace():
        last = next((i for i in range(last, end, -1) if text[i].isspace()), last)
    return first, last


class VersionsPane(DrawnRows, Widget):
    """Sentences, then the versions; a click on one takes it."""

    @dataclass
    class Picked(Message):
        """A version was clicked; counted from 0."""

        number: int

    def __init__(self, palette: Palette) -> None:
        super().__init__(id="versions")
        self.palette = palette
        self._sentences: Sequence[str] = ()
        self._rows: Sequence[VersionRow] = ()
        self._text = ""
        self._lines: list[tuple[Strip, int | None]] = []
        self._drawn_for = (0, 0)

    def show(self, sentences: Sequence[str], rows: Sequence[VersionRow], text: str) -> None:
        """Show a passage; the widget takes as many lines as that needs, and no more than half the screen.

        Args:
            sentences: about the passage, the first in bold.
            rows: its versions.
            text: the article's, or as much of it as is known, in its place.
        """
        self._sentences, self._rows, self._text = sentences, rows, text
        self._drawn_for = (0, 0)
        self.on_resize()

    def on_resize(self) -> None:
        """Names, labels and text depend on the width."""
        width, most = self.app.size.width, max(self.app.size.height // 2, 4)
        if (width, most) != self._drawn_for:
            self._drawn_for = (width, most)
            self._lines = self._drawn(width, most)
            self.styles.height = max(len(self._lines), 1)
            self.refresh(layout=True)

    def _drawn(self, width: int, most: int) -> list[tuple[Strip, int | None]]:
        plain, count = self.palette.bar, len(self._rows)
        styles = [plain + Style(bold=True), *[plain] * len(self._sentences)]
        sentences = [
            Strip([Segment(f" {line}", style)]).adjust_cell_length(width, plain)
            for sentence, style in zip(self._sentences, styles, strict=False)
            for line in folded(sentence, max(width - 2, 10))
        ]
        found: list[tuple[Strip, int | None]] = [(strip, None) for strip in sentences[: max(most - max(count, 1), 1)]]
        boundaries = [side for row in self._rows for place in row.places for side in place[:2]]
        if not boundaries:
            return found
        height = max(min((most - len(found)) // count, _MOST_ROWS), 1)
        left = 26 if width >= _WIDE else 14
        room = max(width - left - 1, 10)
        shown = snippet(self._text, boundaries, (room - 2) * height - 2)
        wrapped = Rows(shown.text, room)
        for number, row in enumerate(self._rows):
            found += [(strip, number) for strip in self._version(row, shown, wrapped, (left, width, height))]
        return found

    def _version(self, row: VersionRow, shown: Snippet, wrapped: Rows, size: tuple[int, int, int]) -> list[Strip]:
        left, width, height = size
        plain = self.palette.bar
        if not row.places:
            who = [
                Segment("✓" if row.taken else " ", self.palette.accent),
                Segment(fit(row.key, 2) if row.key else "  ", self.palette.accent),
                Segment(f"{fit(row.who, left - 6)}  ", plain + Style(bold=row.taken)),
                Segment("– nothing here", plain + Style(italic=True)),
            ]
            return [Strip(who).adjust_cell_length(width, plain)]
        spans = [
            drawn_span(*found, label, f"{label}:{found[0]}")
            for start, end, label in row.places
            for found in shown.ranges(start, end)
        ]
        marks = [found for start, end in _differing(row, self._rows) for found in shown.ranges(start, end)]
        focus = Focus(cursor=-1, marks=Marks(sorted(marks)))
        heads = [self._head(row, left), *[[Segment(" " * left, plain)]] * (height - 1)]
        return [
            Strip([*head, *paint_row(wrapped, i, spans, focus, self.palette)]).adjust_cell_length(
                width, self.palette.plain
            )
            for i, head in enumerate(heads[: len(wrapped)])
        ]

    def _head(self, row: VersionRow, left: int) -> list[Segment]:
        """Key, names and labels, in exactly so many cells."""
        plain = self.palette.bar
        labels = list(dict.fromkeys(label for _, _, label in row.places))
        many = f"×{len(row.places)}" if len(row.places) > 1 else ""
        bar = self.palette.look.bar
        keys = [Segment(self.palette.key(label), self.palette.mark(label, bar)) for label in labels[:3]]
        name = one_line(labels[0], 8) if left > 20 and len(labels) == 1 else ""
        tail = f" {name}{many}"
        room = max(left - 5 - len(keys) - cell_length(tail) - 1, 1)
        head = [
            Segment("✓" if row.taken else " ", self.palette.accent),
            Segment(f"{row.key:<2}", self.palette.accent),
            Segment(f"{fit(row.who, room)} ", plain + Style(bold=row.taken)),
            *keys,
            Segment(tail, plain),
        ]
        return list(Strip(head).adjust_cell_length(left, plain))

    def render_line(self, y: int) -> Strip:
        strip = self._lines[y][0] if y < len(self._lines) else Strip([])
        return strip.adjust_cell_length(self.size.width, self.palette.bar)

    def on_click(self, event: events.Click) -> None:
        if 0 <= event.y < len(self._lines) and (number := self._lines[event.y][1]) is not None:
            self.post_message(self.Picked(number))


def _differing(row: VersionRow, rows: Sequence[VersionRow]) -> list[Range]:
    """Stretches that a version has within a span of some label, and not all others that have anything do."""
    others = [other for other in rows if other.places and other is not row]
    everybody = (row, *others)
    if not others or len({label for one in everybody for _, _, label in one.places}) > 1:
        return []
    cuts = sorted({side for one in everybody for start, end, _ in one.places for side in (start, end)})
    found = []
    for a, b in pairwise(cuts):
        mine, *theirs = (any(start <= a and b <= end for start, end, _ in one.places) for one in everybody)
        if mine and not all(theirs):
            found.append((a, b))
    return found
