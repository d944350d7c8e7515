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

from annotator.text.sanitize import one_line
from annotator.text.wrap import Rows, cell_length
from annotator.tui.theme import Palette
from annotator.tui.widgets.hint_letters import Marks, Range
from annotator.tui.widgets.paint import Focus, drawn_span, paint_row
from annotator.tui.widgets.report_view import fit, folded

_AROUND = 14
"""Code points shown before and after a boundary, at least."""
_MOST_ROWS = 3
"""Rows of text that a lane has."""
_WIDE = 70
"""Cells from which on names and labels have more room."""

_ONE_ROW = {ord(character): "↵" for character in "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"}
"""Line ends would cut a lane short; each is drawn as one character, so that places stay."""

Place = tuple[int, int, str]


class Lane(NamedTuple):
    """A version, and whose it is."""

    key: str
    """What takes it: a digit, or the key for none of the versions; empty if it takes more than that."""
    who: str
    places: Sequence[Place]
    """`(start, end, label)` in reading order."""
    taken: bool = False
    """Whether it is what was decided."""


class Shown(NamedTuple):
    """A passage as the lanes show it."""

    told: Sequence[str]
    """Sentences above the lanes, the first in bold."""
    lanes: Sequence[Lane]
    text: str
    """The article's text, or as much of it as is known, in its place."""


class Excerpt(NamedTuple):
    """Stretches of a text joined by an ellipsis."""

    text: str
    pieces: Sequence[tuple[int, int, int]]
    """Start and end in the whole text, and where that stands in this one."""

    def places(self, start: int, end: int) -> list[Range]:
        """Where a stretch of the whole text stands here, in pieces."""
        return [
            (at + max(start, a) - a, at + min(end, b) - a) for a, b, at in self.pieces if max(start, a) < min(end, b)
        ]


def excerpt(text: str, boundaries: Sequence[int], room: int) -> Excerpt:
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
    return Excerpt(shown + "…" * (pieces[-1][1] < len(text)), found)


def _around(text: str, start: int, end: int) -> Range:
    """What is shown around a stretch of text: some more on both sides, in whole words if they are not too long."""
    first, last = max(start - _AROUND, 0), min(end + _AROUND, len(text))
    if first > 0 and not text[first - 1].isspace():
        first = next((i for i in range(first, start) if text[i - 1].isspace()), first)
    if last < len(text) and not text[last].isspace():
        last = next((i for i in range(last, end, -1) if text[i].isspace()), last)
    return first, last


class Lanes(Widget):
    """Sentences, then a lane a version; a click on one takes it."""

    @dataclass
    class Picked(Message):
        """A lane was clicked."""

        lane: int

    def __init__(self, palette: Palette) -> None:
        super().__init__(id="lanes")
        self.palette = palette
        self._shown = Shown((), (), "")
        self._lines: list[tuple[Strip, int | None]] = []
        self._drawn_for = (0, 0)

    def show(self, shown: Shown) -> None:
        """Show a passage; the widget takes as many rows as that needs, and no more than half the screen."""
        self._shown = shown
        self._drawn_for = (0, 0)
        self._fit()

    def on_resize(self) -> None:
        """Names, labels and text depend on the width."""
        self._fit()

    def _fit(self) -> None:
        width, most = self.app.size.width, max(self.app.size.height // 2, 4)
        if (width, most) != self._drawn_for:
            self._drawn_for = (width, most)
            self._lines = self._drawn(width, most)
            self.styles.height = max(len(self._lines), 1)
            self.refresh(layout=True)

    def _drawn(self, width: int, most: int) -> list[tuple[Strip, int | None]]:
        look = self.palette.look
        plain = self.palette.flat(look.text, look.bar)
        lanes = self._shown.lanes
        found: list[tuple[Strip, int | None]] = []
        told_rows = max(most - max(len(lanes), 1), 1)
        for i, sentence in enumerate(self._shown.told):
            style = plain + Style(bold=True) if i == 0 else plain
            for row in folded(sentence, max(width - 2, 10)):
                if len(found) < told_rows:
                    found.append((Strip([Segment(f" {row}", style)]).adjust_cell_length(width, plain), None))
        if not lanes:
            return found
        rows = max(min((most - len(found)) // len(lanes), _MOST_ROWS), 1)
        left = 26 if width >= _WIDE else 14
        room = max(width - left - 1, 10)
        boundaries = [side for lane in lanes for place in lane.places for side in place[:2]]
        if not boundaries:
            return found
        seen = excerpt(self._shown.text, boundaries, (room - 2) * rows - 2)
        wrapped = Rows(seen.text, room)
        for number, lane in enumerate(lanes):
            found += self._lane(lane, number, seen, wrapped, (left, width, rows))
        return found

    def _lane(
        self, lane: Lane, number: int, seen: Excerpt, wrapped: Rows, size: tuple[int, int, int]
    ) -> list[tuple[Strip, int | None]]:
        left, width, rows = size
        look = self.palette.look
        plain = self.palette.flat(look.text, look.bar)
        accent = self.palette.flat(look.accent, look.bar, bold=True)
        if not lane.places:
            who = [
                Segment("✓" if lane.taken else " ", accent),
                Segment(f"{fit(lane.key, 2) if lane.key else '  '}", accent),
                Segment(f"{fit(lane.who, left - 6)}  ", plain + Style(bold=lane.taken)),
                Segment("– nothing here", plain + Style(italic=True)),
            ]
            return [(Strip(who).adjust_cell_length(width, plain), number)]
        spans = [
            drawn_span(*at, label, f"{label}:{at[0]}")
            for start, end, label in lane.places
            for at in seen.places(start, end)
        ]
        marks = [at for start, end in _apart(lane, self._shown.lanes) for at in seen.places(start, end)]
        focus = Focus(cursor=-1, marks=Marks(sorted(marks)))
        found: list[tuple[Strip, int | None]] = []
        for row in range(min(len(wrapped), rows)):
            head = self._head(lane, left, first=row == 0)
            segments = paint_row(wrapped, row, spans, focus, self.palette)
            strip = Strip([*head, *segments]).adjust_cell_length(width, self.palette.plain)
            found.append((strip, number))
        return found

    def _head(self, lane: Lane, left: int, *, first: bool) -> list[Segment]:
        """Key, names and labels, in exactly so many cells."""
        look = self.palette.look
        plain = self.palette.flat(look.text, look.bar)
        if not first:
            return [Segment(" " * left, plain)]
        accent = self.palette.flat(look.accent, look.bar, bold=True)
        labels = list(dict.fromkeys(label for _, _, label in lane.places))
        many = f"×{len(lane.places)}" if len(lane.places) > 1 else ""
        keys = [Segment(self.palette.key(label), self.palette.mark(label, look.bar)) for label in labels[:3]]
        name = one_line(labels[0], 8) if left > 20 and len(labels) == 1 else ""
        tail = f" {name}{many}"
        room = max(left - 5 - len(keys) - cell_length(tail) - 1, 1)
        head = [
            Segment("✓" if lane.taken else " ", accent),
            Segment(f"{lane.key:<2}", accent),
            Segment(f"{fit(lane.who, room)} ", plain + Style(bold=lane.taken)),
            *keys,
            Segment(tail, plain),
        ]
        return list(Strip(head).adjust_cell_length(left, plain))

    def render_line(self, y: int) -> Strip:
        """A sentence, or a row of a lane."""
        look, width = self.palette.look, self.size.width
        if y < len(self._lines):
            return self._lines[y][0].adjust_cell_length(width, self.palette.flat(look.text, look.bar))
        return Strip.blank(width, self.palette.flat(look.text, look.bar))

    def on_click(self, event: events.Click) -> None:
        """Take the lane that was clicked."""
        if 0 <= event.y < len(self._lines) and (number := self._lines[event.y][1]) is not None:
            self.post_message(self.Picked(number))


def _apart(lane: Lane, lanes: Sequence[Lane]) -> list[Range]:
    """Stretches that a lane has within a span of some label, and not all others that have anything do."""
    others = [other for other in lanes if other.places and other is not lane]
    if not others:
        return []
    cuts = sorted({side for one in (lane, *others) for start, end, _ in one.places for side in (start, end)})
    found = []
    for a, b in pairwise(cuts):
        mine = {label for start, end, label in lane.places if start <= a and b <= end}
        each = [{label for start, end, label in other.places if start <= a and b <= end} for other in others]
        if mine and any(mine - theirs for theirs in each) and any(one != each[0] or one != mine for one in each):
            found.append((a, b))
    labels = {label for one in (lane, *others) for _, _, label in one.places}
    return found if len(labels) == 1 else []
