"""Where the cursor may stand: boundaries of grapheme clusters, found in a small window. It measures no widths.

Clusters are those of `rich.cells.split_graphemes` on the text as it is drawn (`annotator.text.display`), so that the
cursor and the screen agree, with what that function leaves out: flags (pairs of regional indicators), CRLF as one
cluster, spacing marks, and line ends that no joiner may swallow.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from annotator.text.sanitize import display

if TYPE_CHECKING:
    from annotator.model import Range

LOOK = 64
"""Code points looked at on either side; a cluster longer than that may be cut, never skipped."""
FLAGS_LOOK = 2048
"""How far back a run of regional indicators is followed, since their pairs count from its beginning."""
_LINE_ENDS = "\r\n"
_JOINER = "\u200d"


def next_grapheme(text: str, pos: int) -> int:
    """The end of the cluster at `pos`: greater than `pos`, but `len(text)` at the end of the text."""
    if pos < 0:
        return 0
    if pos >= len(text):
        return len(text)
    if _plain(text[pos]) and (pos + 1 == len(text) or _plain(text[pos + 1])):
        return pos + 1
    return grapheme_at(text, pos)[1]


def previous_grapheme(text: str, pos: int) -> int:
    """The start of the cluster before `pos`: less than `pos`, but 0 at the beginning of the text."""
    if pos <= 0:
        return 0
    if pos > len(text):
        return len(text)
    if _plain(text[pos - 1]) and text[pos - 2 : pos] != "\r\n":
        return pos - 1
    return grapheme_at(text, pos - 1)[0]


def grapheme_at(text: str, pos: int) -> Range:
    """The cluster that holds the code point at `pos`; empty at the end of the text."""
    if pos >= len(text):
        return len(text), len(text)
    pos = max(pos, 0)
    low = _window_start(text, pos)
    window = text[low : pos + LOOK]
    for start, end in _clusters(window):
        if low + end > pos:
            return low + start, low + end
    return pos, pos + 1  # not reached: the window holds `pos`


def _plain(character: str) -> bool:
    """Whether `character` is always a cluster of its own when another such one, or nothing, follows."""
    return " " <= character <= "~" or character == "\n"


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _window_start(text: str, pos: int) -> int:
    """The nearest place at or before `pos` where a cluster surely begins, or as far back as is worth looking."""
    floor = max(pos - LOOK, 0)
    start = pos
    while start > floor and not (" " <= text[start] <= "~" and text[start - 1] != _JOINER):
        start -= 1
        if text[start] in _LINE_ENDS and (text[start] == "\r" or text[start - 1 : start] != "\r"):
            break
    if _is_flag(text[start]):
        floor = max(start - FLAGS_LOOK, 0)
        while start > floor and _is_flag(text[start - 1]):
            start -= 1
    return start


def _clusters(window: str) -> list[Range]:
    """The clusters of a short string, without gaps."""
    from rich.cells import split_graphemes  # here: whoever moves no cursor needs no widths

    clusters: list[Range] = []
    for start, end, _ in split_graphemes(display(window))[0]:
        piece = start
        for inside in range(start, end):  # a joiner takes whatever follows it, line ends too
            if window[inside] in _LINE_ENDS and inside > piece:
                _add(clusters, window, piece, inside)
                piece = inside
        _add(clusters, window, piece, min(end, len(window)))
    return clusters


def _add(clusters: list[Range], window: str, start: int, end: int) -> None:
    """Append a cluster, or join it to the last one where both are one for a reader."""
    if start >= end:
        return
    if clusters:
        before_start, before_end = clusters[-1]
        before, here = window[before_start:before_end], window[start:end]
        if (
            (before == "\r" and here[0] == "\n")
            or (len(before) == 1 and _is_flag(before) and _is_flag(here[0]))
            or (before[-1] not in _LINE_ENDS and _extends(here[0]))
        ):
            clusters[-1] = before_start, end
            return
    clusters.append((start, end))


def _extends(character: str) -> bool:
    """Whether `character` belongs to the cluster before it although it has a width of its own."""
    return unicodedata.category(character) in {"Mn", "Mc", "Me"} or "\U0001f3fb" <= character <= "\U0001f3ff"
