"""Growing and shrinking a selection along word, phrase, quotation, sentence, paragraph, text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.text.edges import stripped
from annotator.text.segments.numbers import number_at
from annotator.text.segments.paragraphs import line_at, paragraph_at
from annotator.text.segments.quotations import quotations_near
from annotator.text.segments.sentences import sentence_at
from annotator.text.segments.words import word_at

if TYPE_CHECKING:
    from annotator.model import Range

_PHRASE_EDGE = re.compile(r"[;:()\[\]{}“”„«»\"…—–]|,(?!\d)|(?<=\s)[-–](?=\s)|[.!?]+(?=[\s”’\"')\]*_]|$)")
PHRASE_LOOK = 2_000


def grow(text: str, start: int, end: int, language: str | None = None) -> Range:
    """The smallest object that holds `[start, end)` and more; the whole text when there is none but that."""
    around = [item for item in _objects_around(text, start, end, language) if item[0] <= start and end <= item[1]]
    larger = [item for item in around if item[1] - item[0] > end - start]
    return min(larger, key=lambda item: item[1] - item[0], default=(0, len(text)))


def shrink(text: str, start: int, end: int, within_pos: int, language: str | None = None) -> Range:
    """The largest object inside `[start, end)`, and smaller than it, that holds `within_pos`; unchanged if there is none."""
    pos = min(max(within_pos, start), max(end - 1, start))
    inside = [
        item for item in _objects_around(text, pos, pos + 1, language) if start <= item[0] <= pos < item[1] <= end
    ]
    smaller = [item for item in inside if item[1] - item[0] < end - start]
    return max(smaller, key=lambda item: item[1] - item[0], default=(start, end))


def phrase_at(text: str, pos: int) -> Range | None:
    """The words between commas, brackets, dashes, quotation marks and sentence ends around `pos`; None on such a mark."""
    low, high = line_at(text, pos)
    low, high = max(low, pos - PHRASE_LOOK), min(high, pos + PHRASE_LOOK)
    first, last = low, high
    for mark in _PHRASE_EDGE.finditer(text, low, high):
        if mark.end() <= pos:
            first = mark.end()
        elif mark.start() > pos:
            last = mark.start()
            break
        else:
            return None
    first, last = stripped(text, first, last)
    return (first, last) if first <= pos < last else None


def _objects_around(text: str, start: int, end: int, language: str | None) -> list[Range]:
    """All objects at `start` or, where that differs, at the last code point before `end`."""
    found: list[Range | None] = []
    for pos in {start, max(end - 1, start)}:
        found += [
            word_at(text, pos),
            number_at(text, pos, language=language),
            phrase_at(text, pos),
            sentence_at(text, pos, language),
            paragraph_at(text, pos),
        ]
        found += [(item.start, item.end) for item in quotations_near(text, pos) if item.start <= pos < item.end]
    return [item for item in found if item]
