"""Hits as lines of which the middle is the hit: harmless to draw, each in exactly so many cells."""

from __future__ import annotations

from typing import NamedTuple

from annotator.search.searcher import Hit
from annotator.text.sanitize import one_line
from annotator.text.wrap import cell_length, clusters

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
    return line if _cells(line) <= width else f"{_beginning(line, width - 1).rstrip()}…"


def _filled(line: str, width: int) -> str:
    """The beginning of a line in exactly so many cells, cut anywhere between two characters."""
    line = _beginning(line, width)
    return line + " " * (width - _cells(line))


def _beginning(line: str, width: int) -> str:
    """The characters at the beginning of a line that fit into so many cells."""
    if line.isascii():
        return line[: max(width, 0)]
    end = 0
    for cluster in clusters(line):
        if cluster.cell + cluster.width > width:
            break
        end = cluster.end
    return line[:end]


def _end_of(line: str, width: int) -> str:
    """The end of a line in exactly so many cells, cut anywhere between two characters."""
    if line.isascii():
        line = line[max(len(line) - width, 0) :]
    else:
        whole = _cells(line)
        first = (cluster.start for cluster in clusters(line) if whole - cluster.cell <= width)
        line = line[next(first, len(line)) :]
    return " " * (width - _cells(line)) + line


def _cells(line: str) -> int:
    """As `cell_length`, of a line that is harmless."""
    return len(line) if line.isascii() else cell_length(line)
