"""Hits as lines of which the middle is the hit: harmless to draw, each in exactly so many cells."""

from __future__ import annotations

from typing import NamedTuple

from annotator.search.searcher import Hit
from annotator.text.sanitize import one_line
from annotator.text.wrap import Rows, cell_length

_LEFT = 0.42
"""The share of a line that is left of the hit, where the hit is short."""


class Line(NamedTuple):
    """The three parts of a line."""

    left: str
    hit: str
    right: str


def line_of(hit: Hit, width: int) -> Line:
    """A hit between what is left and right of it, together `width` cells, of which the hit begins at the same one.

    A hit that is longer than there is room for ends in `…`.
    """
    before = int(width * _LEFT)
    wording = _cut(one_line(hit.text) or "·", max(width - before, 1))
    # What is folded to a space at an edge is one: `one_line` trims.
    left = _spaced(hit.left, at_end=True)
    right = _spaced(hit.right, at_end=False)
    return Line(_end_of(left, before), wording, _filled(right, width - before - _cells(wording)))


def _spaced(text: str, *, at_end: bool) -> str:
    """A context on one line, with one space towards the hit where there is white space."""
    line = one_line(text)
    if at_end:
        return f"{line} " if text[-1:].isspace() else line
    return f" {line}" if text[:1].isspace() else line


def _cut(line: str, width: int) -> str:
    """The beginning of a line in at most so many cells, `…` where more follows."""
    if _cells(line) <= width:
        return line
    rows = Rows(line, max(width - 1, 2))
    shown = line[slice(*rows.visible(0))].rstrip() if width > 2 else ""
    while _cells(shown) > width - 1:  # white space or an emoji's skin may stand beyond a row's width
        shown = shown[:-1]
    return shown + "…"


def _filled(line: str, width: int) -> str:
    """The beginning of a line in exactly so many cells, cut anywhere."""
    while _cells(line) > width:
        line = line[: min(len(line) - 1, width)]
    return line + " " * (width - _cells(line))


def _end_of(line: str, width: int) -> str:
    """The end of a line in exactly so many cells, cut anywhere."""
    while _cells(line) > width:
        line = line[max(len(line) - width, 1) :]
    return " " * (width - _cells(line)) + line


def _cells(line: str) -> int:
    """As `cell_length`, of a line that is harmless."""
    return len(line) if line.isascii() else cell_length(line)
