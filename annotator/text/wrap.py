"""From a text to the rows of a screen: which code points stand on which row, and in which terminal cells.

Rows partition the text: every code point belongs to exactly one row, line ends to the row that they end. Only the row
asked for is measured, so a cursor key costs the same in an article of a page and in one of a megabyte.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from typing import NamedTuple

from annotator.text.sanitize import display, one_line

_LINE_END = re.compile(r"\r\n|\n|\r")
# One cell each and never joined with a neighbour: what nearly all prose in alphabetic scripts is made of.
_SIMPLE = re.compile(
    r"[\x20-\x7e\xa0-\u02ff\u0370-\u0482\u048a-\u0590\u2010-\u2027\u202f-\u205e\u20a0-\u20c0\u2190-\u21ff\u2400-\u2426]*"
)
_BEGINS_NO_ROW = frozenset(
    "、。，．：；！？）］｝〉》」』】〕〗”’…‥・ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％"
)
_ENDS_NO_ROW = frozenset("（［｛〈《「『【〔〖“‘")
"""Marks that close or go on what stands before them, and that open what comes behind (JIS X 4051, UAX #14)."""
_ROW_LIMIT = 64
"""A row holds at most 4 code points a cell and this many more, whatever combines with whatever."""


class Cluster(NamedTuple):
    """What one user calls a character: code points `[start, end)` drawn in `width` cells from cell `cell` of its row."""

    start: int
    end: int
    cell: int
    width: int


class Rows:
    """A text wrapped to a width.

    Args:
        text: the article's text.
        width: terminal cells a row; a space that ends a row may stand one cell beyond.
    """

    def __init__(self, text: str, width: int) -> None:
        self.text = text
        self.width = max(width, 2)
        self._starts = wrap(text, self.width)

    def __len__(self) -> int:
        return len(self._starts)

    def bounds(self, row: int) -> tuple[int, int]:
        """`[start, end)` of a row in code points, its line end included."""
        start = self._starts[row]
        return start, self._starts[row + 1] if row + 1 < len(self._starts) else len(self.text)

    def visible(self, row: int) -> tuple[int, int]:
        """`[start, end)` of what a row draws: its line end left out."""
        start, end = self.bounds(row)
        if end > start and self.text[end - 1] == "\n":
            end -= 1
        if end > start and self.text[end - 1] == "\r":
            end -= 1
        return start, end

    def row_of(self, offset: int) -> int:
        """The row on which the code point at `offset` stands; the text's end is on the last row."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def clusters(self, row: int) -> list[Cluster]:
        """The characters of a row from left to right."""
        start, end = self.visible(row)
        return clusters(self.text[start:end], start)

    def simple(self, row: int) -> bool:
        """Whether each code point of a row is a character of its own, of one cell: most rows, found without measuring."""
        start, end = self.visible(row)
        return _SIMPLE.fullmatch(display(self.text[start:end])) is not None

    def cell_of(self, offset: int) -> int:
        """The terminal cell, counted from the row's left, in which the code point at `offset` is drawn."""
        row = self.row_of(offset)
        if self.simple(row):
            start, end = self.visible(row)
            return min(offset, end) - start
        found = 0
        for cluster in self.clusters(row):
            if offset < cluster.end:
                return cluster.cell
            found = cluster.cell + cluster.width
        return found

    def offset_at(self, row: int, cell: int) -> int:
        """The offset of the character drawn in a cell of a row; beyond its last character, the row's visible end."""
        _, end = self.visible(row)
        found = self.clusters(row)
        for cluster in found:
            if cell < cluster.cell + cluster.width:
                return cluster.start
        _, full_end = self.bounds(row)
        if full_end == end and row + 1 < len(self):  # wrapped inside a line: stay on this row
            return found[-1].start if found else end
        return end


def clusters(text: str, offset: int = 0) -> list[Cluster]:
    """The grapheme clusters of `text` with their cells, starts counted from `offset`."""
    shown = display(text)
    if _SIMPLE.fullmatch(shown):
        return [Cluster(offset + i, offset + i + 1, i, 1) for i in range(len(shown))]
    from rich.cells import split_graphemes

    found: list[Cluster] = []
    cell = 0
    for start, end, width in split_graphemes(shown)[0]:
        found.append(Cluster(offset + start, offset + end, cell, width))
        cell += width
    return found


def cell_length(text: str) -> int:
    """The terminal cells that the displayed `text` takes."""
    shown = display(text)
    if _SIMPLE.fullmatch(shown):
        return len(shown)
    found = clusters(text)
    return found[-1].cell + found[-1].width if found else 0


def wrap(text: str, width: int) -> array[int]:
    r"""The offsets at which rows of at most `width` cells begin, in order; the first is 0.

    Rows end after a line end (`\n`, `\r\n`, `\r`), else after the last space that fits or beside the last wide
    character, but not before a closing or behind an opening mark, else anywhere between two clusters.
    """
    starts = array("q")
    position = 0
    for match in _LINE_END.finditer(text):
        _wrap_line(text, position, match.start(), width, starts)
        position = match.end()
    _wrap_line(text, position, len(text), width, starts)
    return starts


def _wrap_line(text: str, start: int, end: int, width: int, starts: array[int]) -> None:
    position = start
    starts.append(position)
    simple = _SIMPLE.fullmatch(display(text[start:end])) is not None
    while end - position > width // 2:  # fewer code points than that always fit: none is wider than two cells
        if simple or _begins_simple(text, position, end, width):
            if end - position <= width:
                return
            space = text.rfind(" ", position, position + width + 1)
            cut = space + 1 if space >= position else position + width
        else:
            cut = _cut_clusters(text, position, end, width)
        if cut >= end:
            return
        starts.append(cut)
        position = cut


def _begins_simple(text: str, position: int, end: int, width: int) -> bool:
    """Whether a row from here needs no measuring; one character more, because it could combine with the last."""
    return _SIMPLE.fullmatch(display(text[position : min(position + width + 2, end)])) is not None


def _cut_clusters(text: str, position: int, end: int, width: int) -> int:
    """Where the row that begins at `position` ends, measured cluster by cluster."""
    longest = 4 * width + _ROW_LIMIT
    for window in (width + 8, longest):
        cut = _cut_window(text, position, min(end, position + window), width)
        if cut is not None:
            return cut
    # Everything measured fits: the line's end, or a heap of combining characters that is cut for being too long.
    return min(end, position + longest)


def _cut_window(text: str, position: int, limit: int, width: int) -> int | None:
    """The cut if `text[position:limit]` is too wide for one row, else `None`."""
    best = 0
    wide_before, before = False, ""
    for cluster in clusters(text[position:limit], position):
        first = text[cluster.start]
        if (wide_before or cluster.width == 2) and first not in _BEGINS_NO_ROW and before not in _ENDS_NO_ROW:
            best = cluster.start
        if cluster.cell + cluster.width > width:
            if first == " ":
                return cluster.end
            return best if best > position else max(cluster.start, position + 1)
        if first == " ":
            best = cluster.end
        wide_before, before = cluster.width == 2, first
    return None


def cut(text: str, width: int) -> str:
    """`text`, harmless to draw, in at most so many cells: cut anywhere, with `…`."""
    line = one_line(text, max(width, 1))
    if cell_length(line) <= width:
        return line
    line = one_line(text)
    kept = [cluster.end for cluster in clusters(line) if cluster.cell + cluster.width < width]
    return line[: kept[-1] if kept else 0].rstrip() + "…"


def fit(text: str, width: int, *, right: bool = False) -> str:
    """`text`, harmless to draw, in exactly so many cells: filled with spaces, or cut between words, with `…`."""
    width = max(width, 1)
    line = one_line(text)
    if cell_length(line) > width:
        rows = Rows(line, max(width - 1, 2))
        line = (line[slice(*rows.visible(0))].rstrip() if width > 2 else "") + "…"
        while cell_length(line) > width:  # a row may end in white space beyond its width, with an emoji's skin on it
            line = line[:-2] + "…"
    padding = " " * max(width - cell_length(line), 0)
    return padding + line if right else line + padding
