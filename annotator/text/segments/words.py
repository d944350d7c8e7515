"""Words: runs of letters, marks and digits, with the apostrophes, hyphens and decimal marks inside them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from annotator.text.edges import stripped

if TYPE_CHECKING:
    from annotator.model import Range

LOOK = 256
"""Code points within which a word is looked for around a position; a longer word may be cut."""
LONGEST = 10_000
"""Code points after which the way to the next word stops within a word."""

# `\w` knows no combining marks. Blocks of scripts that write vowels as marks are taken whole, without their full stops.
_MARKS = (
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0963\u0966-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e"
    r"\u0eb1-\u0ebc\u0ec8-\u0ecd\u0f71-\u0f84\u102b-\u103e\u17b6-\u17d3\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    r"\u200c\u200d\u00ad\u3099\u309a\ufe20-\ufe2f"
)
LETTER = rf"[\w{_MARKS}]"
"""A pattern for one letter, mark or digit of a word."""
_WORD = re.compile(
    r"(?<![^\W_])(?:[^\W\d_]\.){2,}"  # U.S., p.m.
    rf"|{LETTER}+(?:(?:['’‐‑-]|(?<=\d)[.,](?=\d)){LETTER}+)*"
)
_FIRST = re.compile(LETTER)
WITHOUT_SPACES = (
    r"[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    r"\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af]"
)
"""A character of a script that writes no spaces between words: Thai, Lao, Tibetan, Burmese, Khmer, kana, Han."""
_REST = re.compile(rf"(?:{LETTER}|['’‐‑-](?={LETTER})|(?<=\d)[.,](?=\d))*")


@cache
def _without_spaces() -> re.Pattern[str]:
    """Made when it is first asked for: that takes as long as drawing a page does."""
    return re.compile(WITHOUT_SPACES)


def word_at(text: str, pos: int) -> Range | None:
    """The word that holds the code point at `pos`; None on white space and punctuation."""
    for start, end in words(text, pos, pos + 1):
        if start <= pos < end:
            return start, end
    return None


def words(text: str, start: int, end: int) -> list[Range]:
    """The words that overlap `[start, end)`, whole, in order."""
    start, end = max(start, 0), min(end, len(text))
    low = _space_before(text, start)
    high = end
    while high < min(end + LOOK, len(text)) and not text[high].isspace():
        high += 1
    found = (match.span() for match in _WORD.finditer(text, low, high))
    return [(first, last) for first, last in found if last > start and first < end]


def whole_words(text: str, start: int, end: int) -> Range:
    """`[start, end)` grown to whole words, without white space at its edges; empty if there is nothing else in it.

    An edge within a script that writes no spaces between words stays where it is.
    """
    start, end = stripped(text, start, end)
    if start == end:
        return start, end
    first, last = word_at(text, start), word_at(text, end - 1)
    if first is not None and not _without_spaces().match(text, start):
        start = max([first[0], *(mark.end() for mark in _without_spaces().finditer(text, first[0], start))])
    if last is not None and not _without_spaces().match(text, end - 1):
        beyond = _without_spaces().search(text, end, last[1])
        end = max(end, beyond.start() if beyond else last[1])
    return start, end


def next_word(text: str, pos: int) -> int:
    """Where the next word after `pos` begins; the end of the text if there is none."""
    pos = max(pos, 0)
    here = word_at(text, pos)
    rest = _REST.match(text, here[1], here[1] + LONGEST) if here else None
    found = _FIRST.search(text, rest.end() if rest else pos)
    return found.start() if found else len(text)


def previous_word(text: str, pos: int) -> int:
    """Where the word that begins before `pos` begins; 0 if there is none."""
    pos = min(pos, len(text))
    look, low, high = LOOK, pos, min(pos + 1, len(text))
    while low > 0:
        low = _space_before(text, max(low - look, 0))
        starts = [match.start() for match in _WORD.finditer(text, low, high)]
        starts = [start for start in starts if start < pos]
        if starts:
            return starts[-1]
        look, high = look * 4, low
    return 0


def next_word_end(text: str, pos: int) -> int:
    """Where the word at `pos`, or the next one, ends; the end of the text if there is none."""
    here = word_at(text, pos) or word_at(text, next_word(text, pos))
    return here[1] if here else len(text)


def previous_word_end(text: str, pos: int) -> int:
    """Where the last word that ends before `pos` ends; 0 if there is none."""
    while pos > 0:
        start = previous_word(text, pos)
        here = word_at(text, start)
        if here is None:
            break
        if here[1] < pos:
            return here[1]
        pos = start
    return 0


def _space_before(text: str, pos: int) -> int:
    """The nearest place at or before `pos`, within `LOOK`, that white space or the text's beginning precedes."""
    floor = max(pos - LOOK, 0)
    while pos > floor and not text[pos - 1].isspace():
        pos -= 1
    return pos
