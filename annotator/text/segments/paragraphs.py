"""Lines and paragraphs: what a line end ends. A paragraph is a line that is not blank; nothing else ends one.

Of a text whose lines were broken at one width (hard-wrapped), a line here is all the rows up to a blank or a short one.
"""

from __future__ import annotations

import io
import itertools
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from annotator.text.edges import INK, INVISIBLE, stripped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.model import Range

NARROWEST, WIDEST = 30, 120
"""Code points of the longest row of a text that may be hard-wrapped."""
FULL = 0.8
"""Of the longest row: what a row and the first word of the next one come to where the text only goes on; rows are ragged."""
MOST_ROWS = 200
"""Rows that are read as one line at most."""
_MARKUP = "*_|"
_BULLET = re.compile(r"(?:[-*+•‣◦▪●·–—>]|#{1,6})\s+")
_LINE_BULLET = re.compile(r"(?:\d{1,3}|[a-z])[.)]\s+(?=\S)")
_CLOSING_HEADING = re.compile(r"\s#{1,6}$")


def line_at(text: str, pos: int) -> Range:
    r"""The whole line at `pos` without its terminator (`\n`, `\r\n`, `\r`); a terminator belongs to the line before it."""
    start, end = _row_at(text, pos)
    wraps = _wraps(text) if "\n" in text else frozenset()
    if wraps:
        while start > 0 and (before := _row_at(text, start - 1))[1] in wraps:
            start = before[0]
        end = _wrapped_end(text, end, wraps)
    return start, end


def _wrapped_end(text: str, end: int, wraps: frozenset[int]) -> int:
    """Where the line ends, one of whose rows ends at `end`."""
    while end in wraps:
        end = _row_end(text, after_line(text, end))
    return end


@lru_cache(8)
def _wraps(text: str) -> frozenset[int]:
    """The ends of rows at which a hard-wrapped text only goes on: the first word of the next row had no place in the row.

    A text is hard-wrapped if no row is longer than `WIDEST`, and at half of such ends and at two at least no
    sentence ends and the next row begins with a small letter.
    """
    whole = list(io.StringIO(text, newline=""))  # each with its terminator: `\n`, `\r\n`, `\r`
    starts = itertools.accumulate(map(len, whole), initial=0)
    rows = [(start, start + len(row.rstrip("\r\n"))) for start, row in zip(starts, whole, strict=False)]
    widest = max((end - start for start, end in rows), default=0)
    if not NARROWEST <= widest <= WIDEST:
        return frozenset()
    ends, going_on, length = list[int](), 0, 0
    for (start, end), (after, last) in itertools.pairwise(rows):
        words = text[after:last].split(maxsplit=1)
        full = bool(words) and end - start + 1 + len(words[0]) > FULL * widest and not _BULLET.match(text, after, last)
        length = length + 1 if full else 0
        if full and length % MOST_ROWS:
            ends.append(end)
            going_on += text[after].islower() and text[end - 1] not in ".!?…:"
    return frozenset(ends) if going_on >= 2 and 2 * going_on >= len(ends) else frozenset()


def _row_at(text: str, pos: int) -> Range:
    r"""The characters around `pos` up to a `\n`, `\r\n` or `\r` on either side."""
    pos = min(max(pos, 0), len(text))
    if text[pos - 1 : pos + 1] == "\r\n" and pos > 0:
        pos -= 1
    start = text.rfind("\n", 0, pos) + 1
    return max(start, text.rfind("\r", start, pos) + 1), _row_end(text, pos)


def _row_end(text: str, pos: int) -> int:
    end = text.find("\n", pos)
    end = len(text) if end < 0 else end
    carriage = text.find("\r", pos, end)
    return end if carriage < 0 else carriage


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[Range]:
    """The lines that `[start, end)` touches, whole, without their terminators."""
    stop = len(text) if end is None else min(end, len(text))
    low, high = line_at(text, start)
    wraps = _wraps(text) if "\n" in text else frozenset()
    while True:
        yield low, high
        low = after_line(text, high)
        if low == high or low >= stop:
            return
        high = _wrapped_end(text, _row_end(text, low), wraps)


def after_line(text: str, end: int) -> int:
    """The start of the line after the one whose text ends at `end`; `end` itself at the end of the text."""
    if text.startswith("\r\n", end):
        return end + 2
    return end + 1 if end < len(text) else end


def trimmed(text: str, start: int, end: int) -> Range:
    """`[start, end)` without what no span begins or ends with: white space, list bullets, markup.

    Bullets are `- `, `* `, `• ` and, at the beginning of a line, `1. `; markup is `*`, `_`, `|` at either edge, `# ` of
    a heading and `> `. Empty at `start` if nothing else is there.
    """
    origin = start
    while True:
        before = start, end
        start, end = stripped(text, start, end)
        if start == end:
            return origin, origin
        bullet = _BULLET.match(text, start, end)
        if bullet is None:
            bullet = _LINE_BULLET.match(text, start, end)
            bullet = bullet if bullet and _begins_line(text, start) else None
        if bullet:
            start = bullet.end()
        while start < end and text[start] in _MARKUP:
            start += 1
        while end > start and text[end - 1] in _MARKUP:
            end -= 1
        heading = _CLOSING_HEADING.search(text, max(end - 7, start), end)
        end = heading.start() if heading else end
        if (start, end) == before:
            return before


def _begins_line(text: str, pos: int) -> bool:
    """Whether only white space and markup stand before `pos` on its line."""
    before = text[max(pos - 64, 0) : pos].rstrip(" \t\u00a0" + _MARKUP + INVISIBLE)
    return before[-1:] in {"\n", "\r"} or (not before and pos <= 64)


def paragraph_at(text: str, pos: int) -> Range | None:
    """The paragraph at `pos` without white space at its edges; None on a blank line."""
    start, end = stripped(text, *line_at(text, pos))
    return (start, end) if start < end else None


def paragraphs(text: str, start: int = 0, end: int | None = None) -> list[Range]:
    """The paragraphs that overlap `[start, end)`, whole, in order."""
    stop = len(text) if end is None else end
    found = (stripped(text, *line) for line in lines(text, start, stop))
    return [(low, high) for low, high in found if low < high and low < stop and high > start]


def next_paragraph(text: str, pos: int) -> int:
    """Where the paragraph after the one at `pos` begins; the end of the text if there is none."""
    ink = INK.search(text, line_at(text, pos)[1])
    return ink.start() if ink else len(text)


def previous_paragraph(text: str, pos: int) -> int:
    """Where the paragraph at `pos` begins if `pos` is beyond that, else the one before; 0 if there is none."""
    low, high = line_at(text, pos)
    start, end = stripped(text, low, high)
    if start < end and start < pos:
        return start
    last = _last_ink(text, low)
    return stripped(text, *line_at(text, last))[0] if last >= 0 else 0


def _last_ink(text: str, before: int) -> int:
    """Where the last character that is no white space stands before `before`; -1 if there is none."""
    size = 256
    while before > 0:
        low = max(before - size, 0)
        found = [match.start() for match in INK.finditer(text, low, before)]
        if found:
            return found[-1]
        before, size = low, size * 2
    return -1
