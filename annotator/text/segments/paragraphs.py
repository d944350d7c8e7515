"""Lines and paragraphs: what a line end ends. A paragraph is a line that is not blank; nothing else ends one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.text.edges import INK, INVISIBLE, stripped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.model import Range

_MARKUP = "*_|"
_BULLET = re.compile(r"(?:[-*+•‣◦▪●·–—>]|#{1,6})\s+")
_LINE_BULLET = re.compile(r"(?:\d{1,3}|[a-z])[.)]\s+(?=\S)")
_CLOSING_HEADING = re.compile(r"\s#{1,6}$")


def line_at(text: str, pos: int) -> Range:
    r"""The whole line at `pos` without its terminator (`\n`, `\r\n`, `\r`); a terminator belongs to the line before it."""
    pos = min(max(pos, 0), len(text))
    if text[pos - 1 : pos + 1] == "\r\n" and pos > 0:
        pos -= 1
    start = text.rfind("\n", 0, pos) + 1
    start = max(start, text.rfind("\r", start, pos) + 1)
    end = text.find("\n", pos)
    end = len(text) if end < 0 else end
    carriage = text.find("\r", pos, end)
    return start, end if carriage < 0 else carriage


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[Range]:
    """The lines that `[start, end)` touches, whole, without their terminators."""
    stop = len(text) if end is None else min(end, len(text))
    low, high = line_at(text, start)
    while True:
        yield low, high
        after = after_line(text, high)
        if after == high or after >= stop:
            return
        low, high = line_at(text, after)


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
