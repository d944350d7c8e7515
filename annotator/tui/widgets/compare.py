"""A wording where it stood and where it would stand: two excerpts, side by side where there is room."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from annotator.model import Range
from annotator.text.wrap import Rows, cut
from annotator.tui.theme import Palette
from annotator.tui.widgets.drawn_rows import DrawnRows
from annotator.tui.widgets.hint_letters import Marks
from annotator.tui.widgets.paint import Focus, drawn_span, paint_row
from annotator.tui.widgets.report_view import folded

CONTEXT = 600
"""Code points shown before and after a wording at most."""
_LONGEST = 4_000
"""Code points of a wording that are shown and compared at most."""
_BESIDE = 70
"""Cells from which on the two stand side by side."""
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


class Excerpt(NamedTuple):
    """A stretch of a text around a wording; offsets count from its own beginning."""

    text: str
    wording: Range
    marks: Sequence[Range]
    """What differs from the other wording."""


def excerpt(text: str, place: Range, differs: Sequence[Range] = ()) -> Excerpt:
    """The wording at a place with what is around it.

    Args:
        text: the whole text.
        place: of the wording in it, code points.
        differs: stretches of the wording, counted from its beginning.
    """
    start, end = place
    end = min(end, start + _LONGEST)
    first = max(start - CONTEXT, 0)
    marks = [(start - first + a, start - first + b) for a, b in differs]
    return Excerpt(text[first : end + CONTEXT], (start - first, end - first), marks)


def differing(before: str, after: str) -> tuple[list[Range], list[Range]]:
    """The words of two wordings in which they differ, as stretches of each."""
    words = [[match.span() for match in _WORDS.finditer(text[:_LONGEST])] for text in (before, after)]
    told = [[text[slice(*span)] for span in spans] for text, spans in zip((before, after), words, strict=True)]
    found: tuple[list[Range], list[Range]] = ([], [])
    for kind, a, b, c, d in SequenceMatcher(None, told[0], told[1], autojunk=False).get_opcodes():
        if kind != "equal":
            for ranges, spans, first, last in ((found[0], words[0], a, b), (found[1], words[1], c, d)):
                if first < last:
                    ranges.append((spans[first][0], spans[last - 1][1]))
    return found


class _Side(NamedTuple):
    """One of the two, ready to draw."""

    title: str
    excerpt: Excerpt | None
    instead: str
    """What is shown where there is no wording."""


class Compare(DrawnRows, Widget):
    """Before and after, the wording highlighted in its label's colour, what differs in it marked."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(id="compare")
        self.palette = palette
        self._sides: tuple[_Side, _Side] | None = None
        self._label = ""
        self._lines: tuple[Size, list[Strip]] = Size(0, 0), []

    def show(self, label: str, before: tuple[str, Range] | str, after: tuple[str, Range] | str, why: str = "") -> None:
        """Show a wording in its old and its new text.

        Args:
            label: of the span.
            before: the earlier text and the place in it, or why there is none.
            after: the same of the present text.
            why: how the later place was found.
        """
        marks: tuple[Sequence[Range], Sequence[Range]] = ((), ())
        if not isinstance(before, str) and not isinstance(after, str):
            marks = differing(before[0][slice(*before[1])], after[0][slice(*after[1])])
        self._label = label
        self._sides = _side("BEFORE", before, marks[0]), _side(f"AFTER · {why}" if why else "AFTER", after, marks[1])
        self._lines = Size(0, 0), []
        self.refresh()

    def render_line(self, y: int) -> Strip:
        if self._lines[0] != self.size:
            self._lines = self.size, self._drawn(*self.size)
        lines = self._lines[1]
        return lines[y] if y < len(lines) else Strip.blank(self.size.width, self.palette.plain)

    def _drawn(self, width: int, height: int) -> list[Strip]:
        if self._sides is None or width < 4:
            return []
        first, second = self._sides
        if width < _BESIDE:
            half = (height + 1) // 2
            return [*self._side(first, width, half), *self._side(second, width, height - half)]
        half = (width - 1) // 2
        bar = Segment("│", self.palette.faint)
        both = zip(self._side(first, half, height), self._side(second, width - half - 1, height), strict=True)
        return [Strip([*left, bar, *right]) for left, right in both]

    def _side(self, side: _Side, width: int, height: int) -> list[Strip]:
        """Title and as many rows as there is room for, each of exactly so many cells."""
        plain = self.palette.plain
        look = self.palette.look
        rows = [[Segment(f" {cut(side.title, width - 1)}", self.palette.flat(look.accent, look.ground, bold=True))]]
        if side.excerpt is None:
            rows += [[Segment(f" {row}", plain)] for row in folded(side.instead, max(width - 2, 2))]
        else:
            rows += self._rows(side.excerpt, max(width - 2, 2), height - 1)
        strips = [Strip(row).adjust_cell_length(width, plain) for row in rows[:height]]
        return strips + [Strip.blank(width, plain)] * (height - len(strips))

    def _rows(self, shown: Excerpt, width: int, height: int) -> list[list[Segment]]:
        rows = Rows(shown.text, width)
        span = drawn_span(*shown.wording, self._label)
        focus = Focus(cursor=-1, here=span, marks=Marks(list(shown.marks)))
        first = _first_row(rows, shown, height)
        drawn = range(first, min(first + height, len(rows)))
        return [[Segment(" ", self.palette.plain), *paint_row(rows, i, [span], focus, self.palette)] for i in drawn]


def _side(title: str, what: tuple[str, Range] | str, marks: Sequence[Range]) -> _Side:
    if isinstance(what, str):
        return _Side(title, None, what)
    return _Side(title, excerpt(*what, marks), "")


def _first_row(rows: Rows, shown: Excerpt, height: int) -> int:
    """The row at the top: the wording in the middle; of one too long for that, where it first differs."""
    start, end = shown.wording
    first, last = rows.row_of(start), rows.row_of(max(end - 1, start))
    top = first - max((height - (last - first + 1)) // 2, min(1, height - 1))
    if shown.marks and rows.row_of(shown.marks[0][0]) >= top + height:
        top = rows.row_of(shown.marks[0][0]) - 1
    return max(min(top, len(rows) - height), 0)
