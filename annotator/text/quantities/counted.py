"""What a number counts, and by what: the noun after it and `each`, `per side`, `a week`, told by the words around them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from annotator.text.languages.shared import SPACE, either

if TYPE_CHECKING:
    from annotator.text.languages.language import Language

MOST_WORDS = 6
"""Words after a number that are looked at for what it counts."""
LOOK = 160
"""Code points after a number that are looked at for by what it is counted."""
_WORD = re.compile(rf"{SPACE}{{1,2}}[\"“„«‘']?(?P<word>[^\W\d_]+(?:[-‐‑'’.][^\W\d_]+)*)", re.UNICODE)
_CLAUSE_END = re.compile(r"[;:!?\n]|\.(?:\s|\Z)|[–—]\s")
_LAST = re.compile(r"[^\W\d_]+(?=\s\Z)")
_COUNTER = re.compile(r"[人名件台本枚個回社戸棟票頭匹歳位次家岁]")
_ELISION = re.compile(r"\A(?:d|l|qu|j|m|t|s|n|c)['’]", re.IGNORECASE)
_ENGLISH = frozenset({"and", "or"})
_NO_NOUN = re.compile(r"(?:ed|ly)\Z")


class Counted(NamedTuple):
    """What a number counts."""

    said: str = ""
    thing: str = ""
    end: int = 0
    """Where it ends."""


def counted(text: str, end: int, language: Language, *, mass: bool = False) -> Counted:
    """What a number that ends at `end` counts: the noun phrase directly after it, without articles and pronouns.

    Args:
        text: A sentence, or what follows the number of it.
        end: Where the number ends.
        language: Whose words are meant.
        mass: Whether it may be measured, and so have no plural: 5 feet of water.
    """
    if not language.spaces:
        counter = _COUNTER.match(text, end)
        return Counted(counter[0], counter[0], counter.end()) if counter else Counted()
    links, ends = _links(language), _ends(language)
    words: list[tuple[int, int, str]] = []
    at = end
    nouns = _ENGLISH if language.code == "en" else ()
    while len(words) < MOST_WORDS and (match := _WORD.match(text, at)):
        start, word = match.start("word"), match["word"]
        if language.code == "fr" and (elision := _ELISION.match(word)):
            start, word = start + elision.end(), word[elision.end() :]
        folded = word.casefold()
        if not words and folded in links:
            at = match.end()
            continue
        if folded in nouns and words and not _plural(words[-1][2], language):
            at = match.end()
            continue  # Norwegian *and* Danish sailors
        if folded in ends or not word:
            break
        words.append((start, match.end(), word))
        at = match.end()
    head = _head([word for _, _, word in words], language)
    if head is None and mass and words:
        head = 0
    if head is None:
        return Counted()
    first = head if language.noun_first else 0
    start, stop = words[first][0], words[head][1]
    return Counted(text[start:stop].rstrip("'’."), stem(words[head][2], language), stop)


def _head(words: list[str], language: Language) -> int | None:
    """Which of the words after a number is the noun."""
    if not words:
        return None
    if language.noun_first:
        return 0
    if language.capital_nouns:
        capital = [number for number, word in enumerate(words) if word[0].isupper()]
        if not capital:
            return None
        first = capital[0]
        goes_on = words[first].endswith("er") and first + 1 in capital
        return first + 1 if goes_on else first
    if language.code != "en":
        return 0 if len(words[0]) > 2 else None
    head = next((number for number, word in enumerate(words) if _plural(word, language)), None)
    if head is None:
        return 0 if len(words) == 1 and not _NO_NOUN.search(words[0]) else None
    return head


def _plural(word: str, language: Language) -> bool:
    folded = word.casefold()
    return folded in language.plurals or (
        len(word) > 2 and folded.endswith("s") and not folded.endswith(("ss", "us", "is", "’s", "'s", "ous"))
    )


@cache
def _links(language: Language) -> frozenset[str]:
    return frozenset(language.links)


@cache
def _ends(language: Language) -> frozenset[str]:
    return frozenset(language.phrase_ends) - frozenset(language.links)


@cache
def people(language: Language) -> frozenset[str]:
    """The stems of the words for people."""
    return frozenset(stem(word, language) for word in language.people)


def stem(word: str, language: Language) -> str:
    """A noun in small letters without the ending that its plural may have, so that one and many compare."""
    folded = word.casefold().rstrip("'’.").replace("’", "'")
    last = re.split(r"[-‐‑]", folded)[-1] if language.code in {"en", ""} else folded
    for ending in language.endings:
        if last.endswith(ending) and len(last) - len(ending) >= 3:
            kept = last[: -len(ending)]
            return kept + {"ies": "y", "sses": "ss", "ches": "ch", "shes": "sh", "xes": "x"}.get(ending, "")
    return last


@cache
def _rates(language: Language) -> re.Pattern[str] | None:
    """`per X`, `on each X`, `a week`, and `each` alone. Groups: `noun`, `time`, `each`."""
    parts = []
    if language.each:
        parts.append(rf"(?P<each>{either(language.each)})")
    if language.rates:
        parts.append(rf"(?:{either(language.rates)}){SPACE}(?P<noun>[^\W\d_]+)")
    if language.time_rates and language.time_units:
        no_time = rf"(?!\w|{SPACE}(?:{either(language.no_rate)})\b)"
        parts.append(rf"(?:{either(language.time_rates)}){SPACE}(?P<time>{either(language.time_units)}){no_time}")
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE) if parts else None


@cache
def _first(language: Language) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{either(language.each_first)}){SPACE}\Z", re.IGNORECASE)


def rate(text: str, start: int, end: int, language: Language, stop: int | None = None) -> str:
    """By what a number at `[start, end)` is counted: a unit of time, `each`, or a noun such as `side`; empty if it is all.

    Args:
        text: A sentence.
        start: Where the number begins.
        end: Where it, or what it counts, ends; `each` is looked for up to the end of the clause.
        language: Whose words are meant.
        stop: Where a rate in time must begin before: at the next number.
    """
    pattern = _rates(language)
    if pattern is None:
        return ""
    clause = _CLAUSE_END.search(text, end, end + LOOK)
    until = clause.start() if clause else min(len(text), end + LOOK)
    units = {word.casefold(): unit for word, unit in language.time_units.items()}
    ends = _ends(language)
    if language.each_first and _first(language).search(text, max(start - 12, 0), start):
        return "each"
    for match in pattern.finditer(text, end, until):
        if match["each"]:
            return "each"
        if match["time"] and (last := _LAST.search(text, end, match.start())) and last[0].casefold() in ends:
            continue  # *in* a week
        word = (match["time"] or match["noun"]).casefold()
        if unit := units.get(word):
            if stop is None or match.start() < stop:
                return unit
        elif word not in ends:
            return stem(word, language)
    return ""


__all__ = ["LOOK", "MOST_WORDS", "Counted", "counted", "people", "rate", "stem"]
