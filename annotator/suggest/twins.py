"""Further occurrences of a tagged wording: whole words, exact."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from annotator.text.languages.shared import small_letters
from annotator.text.segments import numbers
from annotator.text.segments.numbers import modifiers_before, quantity
from annotator.text.segments.quotations import PAIRS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.model import ObjectKind, Range
    from annotator.text.languages.language import Language

SHORTEST = 3
"""Letters and digits that a wording must have, unless quotation marks say that it is meant."""
LONGEST = 2_000
"""Code points of a wording; nobody writes so much twice."""
_MODIFIED = 60
_WORD = re.compile(r"\w+")


def occurrences(
    text: str, wording: str, label_object: ObjectKind | None, start: int, end: int, language: Language
) -> Iterator[Range]:
    """Where `wording` stands in `text`, overlapping `[start, end)`, with no word and no number cut."""
    size, kind = len(wording), kind_of(wording, label_object, language.code)
    if kind is None:
        return
    place = text.find(wording, max(start - size + 1, 0), end + size - 1)
    while place >= 0:
        after = place + size
        whole = _whole(text, place, after) and (kind != "number" or _whole_number(text, place, after, language))
        if whole:
            yield place, after
        place = text.find(wording, after if whole else place + 1, end + size - 1)


@lru_cache(4096)
def kind_of(
    wording: str, label_object: ObjectKind | None = None, language: str | None = None
) -> Literal["quotation", "number", "words"] | None:
    """What a wording is by its own form; None if a second one need not mean the same: `two`, `7`, `it`."""
    if not wording.strip() or len(wording) > LONGEST:
        return None
    if wording[0] in PAIRS or label_object == "quotation":
        return "quotation"
    if len(wording) < 80 and numbers(wording, language=language) == [(0, len(wording))]:
        digits = sum(character.isdigit() for character in wording)
        measured = 0 < digits < sum(not character.isspace() for character in wording)
        return "number" if digits > 1 or measured or len(_WORD.findall(wording)) > 1 else None
    return "words" if sum(character.isalnum() for character in wording) >= SHORTEST else None


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no word is cut at either edge."""
    cut_before = start > 0 and _in_word(text[start]) and _in_word(text[start - 1])
    return not cut_before and not (end < len(text) and _in_word(text[end - 1]) and _in_word(text[end]))


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _whole_number(text: str, start: int, end: int, language: Language) -> bool:
    """Whether no number goes on at either edge: 12 in 12,000, in 12 km, in $12, in about 12."""
    if start > 0 and text[start - 1] in "$€£¥-–−.,/:":
        return False
    first = max(start - _MODIFIED - 1, 0)
    small, place = small_letters(text[first : end + 80]), start - first
    longer = quantity(language).match(small, place)
    if longer is not None and longer.end() > end - first:
        return False
    return modifiers_before(small, max(place - _MODIFIED, 0), place, language) is None
