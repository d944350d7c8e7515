"""The patterns that find numbers, built from `number_words` when first wanted. They decide nothing about context."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from annotator.text.segments import number_words as w

if TYPE_CHECKING:
    from collections.abc import Iterable

_SPACE = r"[ \t\u00a0\u2009\u202f]"
_GAP = rf"(?:{_SPACE}{{1,2}})"
_DASH = r"[-‐‑‒–—−]"
_HYPHEN = r"[-‐‑]"
_YEAR = r"(?:1[0-9]|20)\d\d"


def either(words: Iterable[str]) -> str:
    """A pattern for any of `words`, longer ones first; a space in them stands for any one space."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", _SPACE) for word in ordered)


def _values() -> tuple[str, str]:
    """Patterns of a spelled-out number, and of one in digits."""
    small = rf"(?:(?:{either(w.TENS)})(?:(?:{_HYPHEN}|{_SPACE})(?:one|{either(w.ONES)}))?|{either(w.TEENS)}|{either(w.ONES)}|one|zero)"
    magnitude = rf"(?:{_HYPHEN}|{_GAP})(?:{either(w.MAGNITUDES)})\b"
    tail = rf"(?:{magnitude}(?:(?:{_GAP}and)?(?:{_HYPHEN}|{_GAP}){small}\b)?)"
    before = either(w.BEFORE_MAGNITUDE)
    plural = rf"(?:(?:tens|scores)(?={_GAP}of\b)|{either(w.PLURALS)})(?:{_GAP}of{_GAP}(?:{either(w.PLURALS)})\b|{_GAP}and{_GAP}(?:{either(w.PLURALS)})\b)*"
    fraction = (
        rf"(?:(?:one|{either(w.ONES)})(?:{_HYPHEN}|{_GAP})(?:{either(w.FRACTIONS)})\b"
        rf"|an?{_GAP}(?:{either(w.FRACTIONS[:1] + w.FRACTIONS[2:])})\b(?={_GAP}(?:of|an?)\b)"
        rf"|half{_GAP}an?{_GAP}(?:{either((*w.MAGNITUDES, *w.TIME_UNITS, *w.MEASURES))})\b)"
    )
    and_part = rf"(?:{_GAP}and{_GAP}(?:a{_GAP}(?:half|third|quarter)|(?:one|{either(w.ONES)}){_HYPHEN}(?:{either(w.FRACTIONS)}))\b)?"
    worded = (
        rf"(?:{fraction}|half(?={_GAP}(?:of|the|its|his|her|their|our|all|an?)\b)|(?:{before}|{small}){tail}+{and_part}"
        rf"|(?:(?:many|several){_GAP})?{plural}|{small}\b{and_part}|twice\b)"
    )
    grouped = rf"\d{{1,3}}(?:(?:[,.'’]|{_SPACE})\d{{3}}(?!\d))+(?:[.,]\d+)?"
    vulgar = r"[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]"
    simple = rf"(?:{grouped}|\d+[.,]\d+|\d+(?:{_GAP}?\d/\d{{1,2}}(?!\d))|\d{{1,2}}/(?:[2-9]|10|16)(?![\d/])|\d+{vulgar}?|{vulgar})"
    short = rf"(?:{_GAP}?(?:{either(word for word in w.SHORT_MAGNITUDES if len(word) > 1)})(?!\w)|[mk](?!\w)|{_HYPHEN}(?:million|billion)\b|{_GAP}(?:hundred|thousand|dozen)\b)"
    digits = rf"(?:(?:{either(w.CURRENCY_SIGNS)}){_SPACE}?)?(?:(?<![\w.,)])[-−+±])?(?:(?:{either(w.CURRENCY_SIGNS)}){_SPACE}?)?{simple}{short}?\+?"
    return worded, digits


def _unit() -> str:
    """The pattern of what may follow a value as its unit, with the space or hyphen between them."""
    per = rf"(?:{_GAP}(?:per|an?){_GAP}(?:second|minute|hour|kilogram|kilo|litre|liter|gallon)\b)?"
    cubic = rf"(?:(?:square|cubic){_GAP})?"
    worded = rf"(?:{_GAP}|{_HYPHEN})(?:{either(w.PERCENT)}|{either(w.TIME_UNITS)}|{cubic}(?:{either(w.MEASURES)})(?:{per}))(?![\w])(?:{_HYPHEN}olds?\b)?"
    glued = rf"(?:{either(word for word in (*w.MEASURES, *w.TIME_UNITS) if len(word) <= 4)})(?![\w])"
    money = rf"(?:{_GAP}?(?:{either(w.CURRENCIES)})(?![\w]))"
    sign = rf"{_GAP}?(?:%|‰|°{_SPACE}?[CF]?(?!\w))(?:{_SPACE}points?\b|-points?\b)?"
    return rf"(?:{sign}|{worded}|{glued}|{money})"


@cache
def quantity() -> re.Pattern[str]:
    """One value with its unit, a range, a ratio or a duration.

    Groups: `ratio`; `between`; or `first`, a value with its unit, and then `more` of a duration, or `joint` and `second`.
    """
    worded, digits = _values()
    value = rf"(?:{worded}|{digits})"
    unit = _unit()
    amount = rf"{value}{unit}?(?!{_HYPHEN}(?:for|to|in){_HYPHEN})"
    time = rf"(?:{either(w.TIME_UNITS)})(?!\w)"
    duration = rf"(?:(?:,?{_GAP}and|,)?{_GAP}{value}(?:{_GAP}|{_HYPHEN})?{time})"
    joint = rf"(?:{_GAP}?{_DASH}{_GAP}?(?=[\d½⅓¼¾$€£])|{_HYPHEN}|{_GAP}(?:to|or|out{_GAP}of){_GAP}|{_HYPHEN}(?:to|for){_HYPHEN}|:(?=\d)|/(?=\d))"
    bare = rf"(?:\d[\d,]*|one|{either((*w.ONES, *w.TEENS, *w.TENS, *w.MAGNITUDES))})"
    ratio = rf"{bare}{_HYPHEN}(?:for|to|in){_HYPHEN}{bare}(?!\w)"
    one_in = rf"(?:one|{either(w.ONES)}|[1-9])(?:{_GAP}in{_GAP}(?:every{_GAP})?|{_GAP}out{_GAP}of{_GAP}(?:every{_GAP})?|{_HYPHEN}in{_HYPHEN})(?:{value})(?!{unit})(?![\w])"
    for_for = r"(?P<same>\d[\d,]*|one|thousand|hundred) for (?P=same)(?![\w])"
    between = rf"between{_GAP}{amount}{_GAP}and{_GAP}{amount}"
    trailing = rf"(?:{_GAP}(?:{either(w.TRAILING[:5])})\b|{_HYPHEN}plus\b)"
    return re.compile(
        rf"(?<![\w/@#_])(?:(?P<ratio>{ratio}|{one_in}|{for_for})|(?P<between>{between})"
        rf"|(?P<first>{amount})(?:(?P<more>{duration}+)|(?P<joint>{joint})(?P<second>{amount}))?{trailing}?)",
        re.IGNORECASE,
    )


@cache
def ordinal() -> re.Pattern[str]:
    """Ordinals from second up, in words or digits."""
    tens = rf"(?:(?:{either(w.TENS)}){_HYPHEN}(?:{either(w.LOW_ORDINALS)})|(?:one{_GAP})?{either(w.ORDINALS)})"
    return re.compile(rf"(?<![\w-])(?:{tens}|\d+(?:,\d{{3}})*(?:st|nd|rd|th))(?!\w)", re.IGNORECASE)


@cache
def modifiers() -> re.Pattern[str]:
    """One or more modifiers with the space after them, at the end of what is searched."""
    return re.compile(
        rf"(?:(?<![\w'’-])(?:{either(w.MODIFIERS)}){_GAP}|(?:{either(w.SIGNS)}){_SPACE}?)+\Z", re.IGNORECASE
    )


@cache
def time_at_end() -> re.Pattern[str]:
    """A unit of time at the end of what is searched."""
    return re.compile(rf"[\s-](?:{either(w.TIME_UNITS)})\Z", re.IGNORECASE)


@cache
def dates() -> re.Pattern[str]:
    """Dates with at least a day or a year."""
    month = rf"(?:(?:{either(w.MONTHS)})\b|(?:{either(w.SHORT_MONTHS)})\b\.?)"
    day = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|er|\.)?"
    days = rf"{day}(?:{_SPACE}?[-–—/]{_SPACE}?{day}|{_SPACE}(?:and|to|or|und|bis|et|au){_SPACE}{day})?"
    link = rf"(?:{_SPACE}|{_SPACE}of{_SPACE}|{_SPACE}de{_SPACE})"
    year = rf"(?:,?{_SPACE}(?:de{_SPACE})?{_YEAR}(?![\d%]))?"
    return re.compile(
        rf"(?<![\w.,-])(?:{days}{link}{month}{year}(?![\d])(?:{_SPACE}?[–—]{_SPACE}?{days}{link}{month}{year})?"
        rf"|{month}{_SPACE}{days}(?!\d|[.,]\d|{_SPACE}?%){year}(?:{_SPACE}?[–—]{_SPACE}?{month}{_SPACE}{days}{year})?"
        rf"|{month},?{_SPACE}(?:de{_SPACE})?{_YEAR}(?!\d|[.,]\d)"
        r"|\d{4}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])(?!\d)|\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d\d)(?!\d))"
    )


@cache
def years() -> re.Pattern[str]:
    """Years, decades and spans of years. A bare four-digit number may be a quantity: whoever searches decides."""
    return re.compile(
        rf"(?<![\w.,$€£/-])(?:(?P<sure>(?:early|mid|late|pre|post)[-‐‑ ]{_YEAR}s?|(?:FY|AD|A\.D\.){_SPACE}?\d{{1,4}}|{_YEAR}[–—/-](?:{_YEAR}|\d\d)"
        rf"|{_YEAR}s|['’‘]\d0s|\d0s|\d{{1,4}}{_SPACE}(?:BC|BCE|AD|CE|B\.C\.|A\.D\.))|(?P<bare>{_YEAR}))(?!\w|[.,]\d|[–-]\d)"
    )


@cache
def masks() -> re.Pattern[str]:
    """What holds digits but no quantity: addresses, clock times, codes, versions, footnotes, dial numbers."""
    zone = r"(?:GMT|UTC|BST|CET|CEST|EST|EDT|ET|PST|PDT|PT|Uhr|MSK|IST|JST)"
    half = r"(?:a\.m\.|p\.m\.|am\b|pm\b|AM\b|PM\b)"
    return re.compile(
        r"https?://\S{1,300}|www\.\S{1,300}|[\w.+-]{1,64}@[\w.-]{1,200}|[#@]\w+"
        rf"|(?<![\d.,])(?:[01]?\d|2[0-4])[.:h][0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:{_SPACE}?{half}|{_SPACE}?{zone}\b)"
        rf"|(?<![\d.,])\d{{1,2}}(?:{_SPACE}?[–-]{_SPACE}?\d{{1,2}})?{_SPACE}?(?:{half}|{zone}\b|o['’]clock)"
        r"|(?<![\d.,:])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?![\d:])"
        rf"|(?<!\d)(?:[01]\d|2[0-4])[0-5]\d(?:{_SPACE}?{zone}\b|{_SPACE}hours\b)"
        r"|(?<![\w-])[^\W\d_]+(?:[-‐‑_/.]?\d[\w]*)(?:[-_/]\w+)*"  # F-16, G7, mp3; not after a hyphen that follows a digit
        r"|\[\d{1,3}\]|(?<![\d.,])(?!\d{1,3}(?:\.\d{3})+(?![\d.]))\d+\.\d+\.\d+(?:\.\d+)*(?!\d)|\+\d[\d -]{6,}\d|(?<![\d.,:'’])(?<!\d[ \u00a0\u2009\u202f])0\d[\d -]*"
        r"|(?<!\w)(?:9/11|24/7|7/7)(?!\w)|(?<!\w)\d{1,2}/\d{1,2}/\d{2,4}(?!\w)|\d+[A-Z]{1,3}\d\w*|(?<!\w)\d[DGK](?!\w)"
    )
