"""The dates that a text says, as far as it says them; what could be two dates is none."""

from __future__ import annotations

import datetime
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from annotator.text.languages.shared import MONTHS, SHORT_MONTHS, either
from annotator.text.quantities.counted import counted
from annotator.text.segments.numbers import dates_in, years_in

if TYPE_CHECKING:
    from annotator.model import Range
    from annotator.text.languages.language import Language

_MONTH_NUMBERS = {word.casefold(): number for word, number in {**SHORT_MONTHS, **MONTHS}.items()}
_MONTH = re.compile(rf"(?:{either(_MONTH_NUMBERS)})(?!\w)")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_DAY = re.compile(r"(?<!\d)(?:3[01]|[12]\d|0?[1-9])(?!\d)")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)")
_PART_OF_YEAR = re.compile(r"(?<!\w)(?:early|mid|late)[-‐‑ ]((?:19|20)\d\d)(?![\d-])")
_MONTH_ALONE = re.compile(rf"(?<!\w)(?:{either(MONTHS)})(?!\w)")


SINCE = 80
"""Code points before a date in which *since* is looked for."""


_WORD_BEFORE = re.compile(r"[^\W\d_]+(?=\s\Z)")


class SaidDate(NamedTuple):
    """A date in a text."""

    start: int
    end: int
    date: str
    """`2025-05-23`, `2025-05` or `2025`; `05-23` or `05` where the year is not said; `w4` for a Friday."""


def said_dates(text: str, language: Language) -> list[SaidDate]:
    """The dates, months with a year, years and days of the week of a text, in order."""
    if not _hint(language).search(text):
        return []
    found: list[SaidDate] = []
    taken = bytearray(len(text))

    def take(place: Range, date: str) -> None:
        start, end = place
        if date and not taken[start]:
            found.append(SaidDate(start, end, date))
        taken[start:end] = b"\1" * (end - start)

    for place in dates_in(text):
        take(place, _date(text[slice(*place)], american=language.code in {"", "en"}))
    for match in _PART_OF_YEAR.finditer(text):
        take(match.span(), match[1])
    for place in years_in(text, "bare"):
        if not taken[place[0]] and _is_year(text, place, language):
            take(place, text[slice(*place)])
    for match in _MONTH_ALONE.finditer(text):
        take(match.span(), f"{_MONTH_NUMBERS[match[0].casefold()]:02}")
    if language.weekdays:
        weekday, names = _weekday(language)
        found += [SaidDate(*match.span(), f"w{names[match[0].casefold()]}") for match in weekday.finditer(text)]
    return sorted(date for date in found if not _begins(text, date, language))


def _is_year(text: str, place: Range, language: Language) -> bool:
    """Whether a bare number of four digits is a year: not where a noun follows and no small word comes before it."""
    start, end = place
    if not 1500 <= int(text[start:end]) <= 2100:
        return False
    before = _WORD_BEFORE.search(text, max(start - 30, 0), start)
    if before is None or before[0].casefold() in {*language.phrase_ends, *language.since}:
        return True
    return not counted(text, end, language).thing


def _begins(text: str, date: SaidDate, language: Language) -> bool:
    """Whether a date is since when something is."""
    before = text[max(date.start - SINCE, 0) : date.start]
    return bool(language.since and _since(language).search(re.split(r"[,;:.–—]", before)[-1]))


@cache
def _since(language: Language) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{either(language.since)})(?!\w)", re.IGNORECASE)


@cache
def _hint(language: Language) -> re.Pattern[str]:
    """What a text with a date has in it, found faster than the dates are."""
    words = {word[:3] for word in (*MONTHS, *language.weekdays)}
    return re.compile(rf"\d{{4}}|\d[./-]\d|(?<!\w)(?:{either(words)})", re.IGNORECASE)


@cache
def _weekday(language: Language) -> tuple[re.Pattern[str], dict[str, int]]:
    names = {name.casefold(): number for number, name in enumerate(language.weekdays)}
    flags = re.NOFLAG if language.weekdays[0][0].isupper() else re.IGNORECASE
    return re.compile(rf"(?<!\w)(?:{either(language.weekdays)})(?!\w)", flags), names


def _date(said: str, *, american: bool) -> str:
    if match := _ISO.fullmatch(said):
        return _valid(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.fullmatch(said):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
        year += 2000 if year < 100 else 0
        if match[2] != "." and american and day <= 12 and day != month:
            if month <= 12:
                return ""  # 3/4/2025 is the third of April or the fourth of March
            day, month = month, day
        return _valid(year, month, day)
    folded = said.casefold()
    month_said = _MONTH.search(folded)
    if month_said is None:
        return ""
    number = _MONTH_NUMBERS[month_said[0]]
    year_said = _YEAR.search(folded)
    rest = folded if year_said is None else folded[: year_said.start()] + " " * 4 + folded[year_said.end() :]
    days = _DAY.findall(rest)
    day = int(days[-1]) if days else 0
    if year_said is None:
        return f"{number:02}-{day:02}" if day else f"{number:02}"
    return _valid(int(year_said[0]), number, day) if day else f"{year_said[0]}-{number:02}"


def _valid(year: int, month: int, day: int) -> str:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return ""


def days_of(date: str) -> tuple[int, int]:
    """The first and the last day of a whole date, month or year, counted from 1 January of the year 1."""
    year, month, day = (int(part) for part in f"{date}-0-0".split("-")[:3])
    first = datetime.date(year, month or 1, day or 1)
    if day:
        return first.toordinal(), first.toordinal()
    following = datetime.date(year + (month in {0, 12}), month % 12 + 1 if month else 1, 1)
    return first.toordinal(), following.toordinal() - 1


def as_of(said: list[SaidDate], start: int, end: int, published: str | None) -> str:
    """As of when a number at `[start, end)` holds: the nearest date of its sentence, made whole by when it was published.

    A day without a year is the last such day, a Friday the last Friday, up to the day of publication. Without a date in
    the sentence it is that day; without that, nothing.
    """
    day = day_of(published)
    dated = sorted(said, key=lambda date: (max(date.start - end, start - date.end), date.start))
    for date in dated:
        if whole := whole_date(date.date, day):
            return whole
    return day.isoformat() if day else ""


def day_of(published: str | None) -> datetime.date | None:
    """The day on which an article was published; `None` if that is not said."""
    try:
        return datetime.date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def whole_date(date: str, published: datetime.date | None) -> str:
    """A date with its year, told by the day of publication; empty if that is not known."""
    if date[:1] == "w":
        if published is None:
            return ""
        return (published - datetime.timedelta((published.weekday() - int(date[1:])) % 7)).isoformat()
    if len(date) == 4 or len(date) > 5:
        return date
    if published is None:
        return ""
    month, _, day = date.partition("-")
    key = (int(month), int(day or 1))
    year = published.year - (key > (published.month, published.day))
    return _valid(year, *key) if day else f"{year}-{month}"


def before(one: str, other: str) -> bool | None:
    """Whether a date is earlier than another; `None` if one of them is missing or they share what is said of both."""
    if not one or not other:
        return None
    length = min(len(one), len(other))
    return None if one[:length] == other[:length] else one[:length] < other[:length]


__all__ = ["SaidDate", "as_of", "before", "day_of", "days_of", "said_dates", "whole_date"]
