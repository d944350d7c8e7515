"""Quotations in marks that are somebody's words, less the terms, titles and names that can be told by what is around.

In doubt a quotation is proposed: so the guideline has it, and refusing costs a key as accepting does.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from annotator.text.languages import language_of
from annotator.text.languages.shared import SMALL_WORDS, either
from annotator.text.segments import quotations

if TYPE_CHECKING:
    from annotator.model import Range
    from annotator.text.languages.language import Language

_LOOK = 70
_TERM_WORDS = 6
"""A term, nickname or format has at most this many words."""
_TITLE_WORDS = 12
_MARKS = "“”„«»‹›「」『』\"‘’‚'"
_END = r"[\s,:(]*\Z"
_TERM_BEFORE = re.compile(
    r"(?:\bso[- ]called|\b(?:also |better |otherwise |widely |commonly |formerly |officially )?known (?:simply |locally |there )?as"
    r"|\b(?:dubbed|nicknamed|code-?named|christened|branded as|referred to as|short for|stands for)(?: (?:it|him|her|them|the))?"
    r"|\bthe (?:\w+ )?(?:terms?|words?|label|acronym|abbreviation|nickname|hashtag|buzzword|codename|code name)"
    r"|\b(?:format|category|genre|model|concept|principle|notion) (?:of|called|named|known as)"
    rf"|\b(?:under|by|with) the (?:name|title|nickname|pseudonym)(?: of)?){_END}",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(rf"\b(?:called|named|titled|entitled|subtitled|named after){_END}", re.IGNORECASE)
_WHAT_BEFORE = re.compile(r"\b(?:what|which|that|who)\b[^.!?;]*\Z", re.IGNORECASE)
_WORK_BEFORE = re.compile(
    r"\b(?:films?|movies?|novels?|books?|songs?|albums?|singles?|series|plays?|shows?|documentary|podcasts?|operas?|musicals?"
    r"|poems?|memoirs?|biography|essay|painting|exhibition|sculpture|magazine|newspaper|thriller|drama|comedy|sitcom"
    r"|video game|game|programmes?|project|operation|exercise|initiative|campaign|scheme|chapter|episode|course|bestseller"
    rf"|hit|column|blog){_END}",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w[\w’'-]*")


def spoken(text: str, start: int, end: int, language: str | None = None) -> list[Range]:
    """The outermost quotations that overlap `[start, end)` and are not told to be a term, a title or a name."""
    rules = language_of(text, language)
    return [item for item in quotations(text, start, end) if _is_spoken(text, *item, rules)]


def _is_spoken(text: str, start: int, end: int, language: Language) -> bool:
    inside = text[start + 1 : end].rstrip(_MARKS)
    words = _WORD.findall(inside[:400])
    if not words:
        return False
    if len(words) > _TITLE_WORDS or inside.rstrip()[-1:] in {",", "!", "?"}:
        return True
    before = text[max(start - _LOOK, 0) : start]
    if _spoken_after(language).match(text, end, end + 60):
        return True
    if len(words) <= _TERM_WORDS and _TERM_BEFORE.search(before):
        return False
    titled = _is_title(words)
    if _NAME_BEFORE.search(before):
        # “What she called ‘a betrayal’” gives words; “a plan called ‘Green Wave’” gives a name.
        return not titled or _WHAT_BEFORE.search(before) is not None
    return not (titled and inside[-1:] != "." and _WORK_BEFORE.search(before) is not None)


@cache
def _spoken_after(language: Language) -> re.Pattern[str]:
    """At most two words and one that says that what comes before them was said."""
    return re.compile(rf"[\s,]*(?:\w+ ){{0,2}}(?:{either(language.said)})\b", re.IGNORECASE)


def _is_title(words: list[str]) -> bool:
    """Whether the words are written as a title: the first and every longer one with a capital or a digit."""
    return not words[0][0].islower() and all(not word[0].islower() or word in SMALL_WORDS for word in words)
