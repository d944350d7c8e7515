"""Numbers as the guideline cuts them: value, touching modifier, unit; ranges, ratios and series ordinals; never dates.

Text that holds digits but no quantity (dates, clock times, codes, addresses) is blanked first, at equal length; then
candidates are found by pattern and judged one by one by their neighbours: names, years, pronouns, things pointed back to.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

from annotator.text.languages import language_of
from annotator.text.languages.shared import (
    CURRENCY_CODES,
    CURRENCY_SIGNS,
    DIGIT_MAGNITUDES,
    GAP,
    HYPHEN,
    MONTHS,
    SHORT_MONTHS,
    SPACE,
    SYMBOLS,
    TIME_SYMBOLS,
    UNSPACED,
    by_letter,
    either,
    in_small_letters,
    small_letters,
)
from annotator.text.segments.paragraphs import line_at, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.model import Range
    from annotator.text.languages.language import Language

_DASH = r"[-‐‑‒–—−]"
_YEAR = r"(?:1[0-9]|20)\d\d"
_NO_WORD_BEFORE = rf"(?<![^\W{UNSPACED}])"
_NO_WORD_AFTER = rf"(?![^\W{UNSPACED}]|[’'][^\W{UNSPACED}])"
"""A number may touch letters of scripts without spaces."""
_LETTER = rf"[^\W\d_{UNSPACED}]"
_VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_PLUS_MINUS = "+±−-"


def value_patterns(language: Language) -> tuple[str, str]:
    """Patterns of a spelled-out number, and of one in digits."""
    small = language.spelled
    magnitude = rf"(?:{HYPHEN}|{GAP})(?:{either(language.magnitudes)})\b"
    tail = rf"(?:{magnitude}(?:(?:{GAP}{language.magnitude_and})?(?:{HYPHEN}|{GAP}){small}\b)?)"
    before = either(language.before_magnitude)
    end = rf"(?:\b|(?<=[{UNSPACED}]))"
    worded = rf"(?:{language.fraction}|(?:{before}|{small}){tail}+{language.and_part}|{language.rough}|{small}{end}{language.and_part})"
    grouped = rf"(?:\d{{1,3}}(?:(?:[,.'’]|{SPACE})\d{{3}}(?!\d))+|\d{{1,3}}(?:,\d\d)+,\d{{3}}(?!\d))(?:[.,]\d+)?"
    vulgar = f"[{_VULGAR}]"
    simple = rf"(?:{grouped}|\d+[.,]\d+|\d+(?:{GAP}?\d/\d{{1,2}}(?!\d))|\d{{1,2}}/(?:[2-9]|10|16)(?![\d/])|\d+{vulgar}?|{vulgar})"
    after_digits = by_letter((*DIGIT_MAGNITUDES, *language.digit_magnitudes))
    short = (
        rf"(?:(?:{HYPHEN}|{GAP}?)(?:{after_digits})(?!\w)|[mk](?!\w)"
        rf"|{SPACE}?[百千万億兆亿萬]{{1,4}}(?:\d[\d,.]{{,8}}[百千万億兆亿萬]{{,4}}){{,4}})"
    )
    signs = either(CURRENCY_SIGNS)
    digits = rf"(?:(?:{signs}){SPACE}?)?(?:(?<![\w.,)])[{_PLUS_MINUS}])?(?:(?:{signs}){SPACE}?)?{simple}{short}?\+?"
    return worded, digits


def _gap(language: Language) -> str:
    return GAP if language.spaces else f"{GAP}?"


def unit_pattern(language: Language) -> str:
    """The pattern of what may follow a value as its unit, with the space or hyphen between them."""
    gap = _gap(language)
    times, measures = (*TIME_SYMBOLS, *language.time_units), (*SYMBOLS, *language.measures)
    per = rf"(?:{GAP}(?:{either(language.per)}){GAP}(?:{by_letter(language.per_units)})\b)?"
    cubic = rf"(?:(?:{either(language.before_measure)}){GAP})?"
    after = rf"(?:{HYPHEN}(?:{language.after_unit})\b)?" if language.after_unit else ""
    worded = rf"(?:{gap}|{HYPHEN})(?:{by_letter(language.percent)}|{by_letter(times)}|{cubic}(?:{by_letter(measures)})(?:{per})){_NO_WORD_AFTER}{after}"
    glued = rf"(?:{by_letter(word for word in (*measures, *times) if len(word) <= 4)}){_NO_WORD_AFTER}"
    money = (
        rf"(?:{GAP}?(?:{language.of_unit})?(?:{by_letter((*CURRENCY_CODES, *language.currencies))}){_NO_WORD_AFTER})"
    )
    sign = rf"{GAP}?(?:%|％|‰|°{SPACE}?[CF]?(?!\w))(?:{SPACE}points?\b|-points?\b)?"
    return rf"(?:{sign}|{worded}|{glued}|{money})"


@cache
def _letter() -> re.Pattern[str]:
    return re.compile(_LETTER)


@cache
def quantity(language: Language) -> re.Pattern[str]:
    """One value with its unit, a range, a ratio or a duration, for small letters (`small_letters`).

    Groups: `ratio`; `between`; or `first`, a value with its unit, and then `more` of a duration, or `joint` and `second`.
    """
    worded, digits = value_patterns(language)
    value = rf"(?:{worded}|{digits})"
    unit = unit_pattern(language)
    amount = rf"{value}{unit}?(?!{HYPHEN}(?:for|to|in){HYPHEN})"
    time = rf"(?:{by_letter((*TIME_SYMBOLS, *language.time_units))})(?!\w)"
    duration = rf"(?:(?:,?{GAP}{language.magnitude_and}|,)?{GAP}{value}(?:{GAP}|{HYPHEN})?{time})"
    words = either(language.range_words)
    joint = rf"(?:{GAP}?{_DASH}{GAP}?(?=[\d½⅓¼¾$€£])|{HYPHEN}|{GAP}(?:{words}){GAP}|{HYPHEN}(?:to|for){HYPHEN}|:(?=\d)|/(?=\d)|[~〜～])"
    one = either((*language.one[:1], *language.few))
    bare = rf"(?:\d[\d,]{{,30}}|{language.spelled}|{either(language.magnitudes)})"
    ratio = rf"{bare}{HYPHEN}(?:for|to|in){HYPHEN}{bare}(?!\w)"
    one_in = (
        rf"(?:{one}|[1-9])(?:{GAP}(?:{either(language.one_in)}){GAP}|{HYPHEN}in{HYPHEN})(?:{value})(?!{unit})(?![\w])"
    )
    for_for = r"(?P<same>\d[\d,]{,30}|one|thousand|hundred) for (?P=same)(?![\w])"
    first, second = language.between or ("(?!)", "(?!)")
    between = rf"{first}{GAP}{amount}{GAP}{second}{GAP}{amount}"
    trailing = rf"(?:{_gap(language)}(?:{either(language.trailing)})(?:\b|(?<=[{UNSPACED}]))|{HYPHEN}plus\b)"
    return re.compile(
        in_small_letters(
            rf"{_NO_WORD_BEFORE}(?<![/@#第])(?:(?P<ratio>{ratio}|{one_in}|{for_for})|(?P<between>{between})"
            rf"|(?P<first>{amount})(?:(?P<more>{duration}{{1,6}})|(?P<joint>{joint})(?P<second>{amount}))?{trailing}?)"
        )
    )


@cache
def ordinal(language: Language) -> re.Pattern[str]:
    """Ordinals from second up, in words or digits, for small letters."""
    return re.compile(in_small_letters(rf"(?<![^\W{UNSPACED}]|-)(?:{language.ordinals}){_NO_WORD_AFTER}"))


@cache
def _beginnings(language: Language) -> str:
    """A pattern of the words in small letters that `quantity` and `ordinal` may begin with; some of them are none."""
    listed = (
        *language.one, *language.few, *language.magnitudes, *language.before_magnitude, *(language.between or ())[:1],
        *(f"{sign}[" for sign in CURRENCY_SIGNS),
        "one", "thousand", "hundred",
    )  # fmt: skip
    patterns = (language.fraction, language.rough, language.spelled, language.ordinals)
    said = small_letters("|".join((*(word.split()[0] for word in listed), *patterns)).replace(GAP, " "))
    said = re.sub(
        r"(?:\(\?=| \(\?:)(?:[^()]|\([^()]*\))*\)", "", re.sub(r"\\u\w{4}|\\.", "_", said)
    )  # what follows begins none
    words, beginnings = set[str](), set[str]()
    for letters, after in re.findall(r"(?<![^\W\d_])(?<! )([^\W\d_]+)(.?)", said):
        shortest = letters[:-1] if after and after in "?*{" else letters
        if len(letters) > 2 or (after and after in "[("):
            beginnings.add(shortest)
        else:
            words |= {letters, shortest or letters}
    return rf"{by_letter(beginnings)}|(?:{by_letter(words)})(?!{_LETTER})"


@cache
def _starts(language: Language) -> re.Pattern[str]:
    """Where the next number may begin, as the group 1: the patterns are slow, and of most words it is known that none begins there.

    A number begins with a whole word, digits, a sign before digits, or a letter of a script without spaces.
    """
    signs = re.escape("".join({sign for sign in CURRENCY_SIGNS if len(sign) == 1}) + _PLUS_MINUS)
    currency = rf"(?:(?:{either(CURRENCY_SIGNS)}){SPACE}?)?"
    price = in_small_letters(rf"(?=[{signs}]){currency}[{_PLUS_MINUS}]?{currency}[\d{_VULGAR}]")
    word = rf"{_LETTER}++"
    passed = rf"(?![{_VULGAR}]|{_beginnings(language)}){word}|[^\w{signs}]++|_|(?!{price})[{signs}]"
    return re.compile(rf"(?:{passed})*+(?:({word}|\d++|[{UNSPACED}{signs}])|\Z)")


@cache
def _names_with_ordinals(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What after an ordinal makes it no count of a series, and what does so after one in digits."""
    eras, places = either(language.eras), either(language.numbered_names)
    return re.compile(rf"[ -](?:{eras})\b", re.IGNORECASE), re.compile(rf"\s(?:{places})\b")


@cache
def modifiers(language: Language) -> re.Pattern[str]:
    """One or more modifiers with the space after them, at the end of what is searched, for small letters."""
    return re.compile(
        in_small_letters(
            rf"(?:(?<![\w'’-])(?:{either(language.modifiers)}){GAP}|{_NO_WORD_BEFORE}(?:{either(language.signs)}){SPACE}?)+\Z"
        )
    )


@cache
def _modifier_ends(language: Language) -> tuple[str, ...]:
    """The last words of modifiers, in small letters."""
    return tuple({small_letters(word).split()[-1] for word in (*language.modifiers, *language.signs)})


def modifiers_before(small: str, low: int, start: int, language: Language) -> re.Match[str] | None:
    """The modifiers that end at `start` of a text in small letters, and begin at `low` at least."""
    before = small[max(low, start - _LAST_WORD) : start].rstrip()
    return modifiers(language).search(small, low, start) if before.endswith(_modifier_ends(language)) else None


@cache
def time_at_end(language: Language) -> re.Pattern[str]:
    """A unit of time at the end of what is searched."""
    return re.compile(rf"[\s-](?:{either((*TIME_SYMBOLS, *language.time_units))})\Z", re.IGNORECASE)


@cache
def _not_unit(language: Language) -> re.Pattern[str]:
    """What of an amount is not its unit."""
    words = {
        word.casefold().rstrip(".")
        for word in (*DIGIT_MAGNITUDES, *language.digit_magnitudes, *language.magnitudes, *language.one, "bn", "k", "m")
    }
    return re.compile(rf"[^\w%‰°€$£¥₹₽₴₺₩₪]|[\d_]|\b(?:{either(words)}|{language.spelled})\b")


@cache
def _near_digit(pattern: str, before: int) -> re.Pattern[str]:
    """A pattern that finds the first `found` of a pattern that begins at once or up to `before` code points later."""
    return re.compile(rf"(?s:.){{0,{before}}}?(?P<found>{pattern})")


def _near_digits(text: str, pattern: str, before: int) -> Iterator[re.Match[str]]:
    """The matches, as `found`, of a pattern whose matches hold a digit at most `before` code points after they begin.

    Elsewhere it is not tried.
    """
    slow, at = _near_digit(pattern, before), 0
    for digits in _DIGITS.finditer(text):
        while at <= digits.start():
            at = max(at, digits.start() - before)
            match = slow.match(text, at)
            if match is None:
                at += before + 1
            else:
                yield match
                at = match.end()


def dates_in(text: str) -> list[Range]:
    """Where dates with at least a day or a year stand, in order."""
    return [match.span("found") for match in _near_digits(text, _dates(), _MONTH)]


def years_in(text: str, kind: Literal["sure", "bare"]) -> list[Range]:
    """Where years, decades and spans of years stand, in order: those that are `sure`, or bare four-digit numbers.

    A bare one may be a quantity: whoever searches decides.
    """
    return [match.span("found") for match in _near_digits(text, _years(), _EARLY) if match[kind]]


def _is_date_at(text: str, start: int) -> bool:
    match = _near_digit(_dates(), _MONTH).match(text, start)
    return match is not None and match.start("found") == start


@cache
def _dates() -> str:
    month = rf"(?:(?:{either(MONTHS)})\b|(?:{either(SHORT_MONTHS)})\b\.?)"
    day = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|er|\.)?"
    days = rf"{day}(?:{SPACE}?[-–—/]{SPACE}?{day}|{SPACE}(?:and|to|or|und|bis|et|au){SPACE}{day})?"
    link = rf"(?:{SPACE}|{SPACE}of{SPACE}|{SPACE}de{SPACE})"
    year = rf"(?:,?{SPACE}(?:de{SPACE})?{_YEAR}(?![\d%]))?"
    return (
        rf"(?<![\w.,-])(?:{days}{link}{month}{year}(?![\d])(?:{SPACE}?[–—]{SPACE}?{days}{link}{month}{year})?"
        rf"|{month}{SPACE}{days}(?!\d|[.,]\d|{SPACE}?%){year}(?:{SPACE}?[–—]{SPACE}?{month}{SPACE}{days}{year})?"
        rf"|{month},?{SPACE}(?:de{SPACE})?{_YEAR}(?!\d|[.,]\d)"
        r"|\d{4}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])(?!\d)|\d{1,2}(?P<mark>[./-])\d{1,2}(?P=mark)(?:\d{4}|\d\d)(?!\d))"
    )


_MONTH = 20
"""Code points of a date before its first digit, at most."""


@cache
def _years() -> str:
    return (
        rf"(?<![\w.,$€£/-])(?:(?P<sure>(?:early|mid|late|pre|post)[-‐‑ ]{_YEAR}s?|(?:FY|AD|A\.D\.){SPACE}?\d{{1,4}}|{_YEAR}[–—/-](?:{_YEAR}|\d\d)"
        rf"|{_YEAR}s|['’‘]\d0s|\d0s|\d{{1,4}}{SPACE}(?:BC|BCE|AD|CE|B\.C\.|A\.D\.))|(?P<bare>{_YEAR}))(?!\w|[.,]\d|[–-]\d)"
    )


_EARLY = 6
"""Code points of a year, with what is before it, before its first digit, at most."""


@cache
def masks(language: Language) -> re.Pattern[str]:
    """What holds digits but no quantity: addresses, tags, clock times, codes, versions, footnotes, dial numbers."""
    return re.compile(_masks(language))


@cache
def _masks(language: Language) -> str:
    own = "".join(rf"|{pattern}" for pattern in language.not_quantities)
    zone = r"(?:GMT|UTC|BST|CET|CEST|EST|EDT|ET|PST|PDT|PT|Uhr|MSK|IST|JST)"
    half = r"(?:a\.m\.|p\.m\.|am\b|pm\b|AM\b|PM\b)"
    return (
        r"https?://\S{1,300}|</?[A-Za-z][^<>]{0,400}>|www\.\S{1,300}|[\w.+-]{1,64}+@[\w.-]{1,200}|[#@]\w+"
        rf"|(?<![\w-])[^\W\d_{UNSPACED}]++(?:[-‐‑_/.]?\d[^\W{UNSPACED}]*)(?:[-_/]\w+)*"  # F-16, G7, mp3; not after a hyphen that follows a digit
        rf"|(?=[^\s\d]{{0,2}}\d)(?:(?<![\d.,])(?:[01]?\d|2[0-4])[.:h][0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:{SPACE}?{half}|{SPACE}?{zone}\b)"
        rf"|(?<![\d.,])\d{{1,2}}(?:{SPACE}?[–-]{SPACE}?\d{{1,2}})?{SPACE}?(?:{half}|{zone}\b|o['’]clock)"
        r"|(?<![\d.,:])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?![\d:])"
        rf"|(?<!\d)(?:[01]\d|2[0-4])[0-5]\d(?:{SPACE}?{zone}\b|{SPACE}hours\b)"
        r"|\[\d{1,3}\]|(?<![\d.,])(?!\d{1,3}(?:\.\d{3})+(?![\d.]))\d+\.\d+\.\d+(?:\.\d+)*(?!\d)|\+\d[\d -]{6,}\d|(?<![\d.,:'’])(?<!\d[ \u00a0\u2009\u202f])0\d[\d -]*"
        r"|(?<!\w)(?:9/11|24/7|7/7)(?!\w)|(?<!\w)\d{1,2}/\d{1,2}/\d{2,4}(?!\w)|\d{1,30}[A-Z]{1,3}\d\w*|(?<!\w)\d[DGK](?!\w)"
        + own
        + ")"
    )


@cache
def _mask_in_run(language: Language) -> re.Pattern[str]:
    return re.compile(rf"\S*?(?P<found>{_masks(language)})")


_NO_MASK = r"[^\s\d@#</w]*+(?:w(?!ww\.)[^\s\d@#</w]*+)*+"
_RUN = re.compile(rf"(?:{_NO_MASK}\s++)*+(?:({_NO_MASK}[\d@#</w]\S*+)|{_NO_MASK}\Z)")
"""What stands between white space and has a character that masks have, as the group 1: most of a text has none, and is passed over."""


def _masked(line: str, language: Language) -> list[Range]:
    """Where what holds digits but no quantity stands."""
    found: list[Range] = []
    pattern, at = _mask_in_run(language), 0
    for run in _RUN.finditer(line):
        at = max(at, run.start(1))
        while at < run.end(1) and (match := pattern.match(line, at)):
            found.append(match.span("found"))
            at = match.end()
    return found


LOOK = 600
"""Code points of a longer line that are looked at on either side of a position."""
LINE = 20_000
"""Longer lines are read in pieces of this many code points."""
_BLANK = "\x00"
_BEFORE = 60
_LAST_WORD = 30
"""Code points of the last word of a modifier, with the space after it, at most."""
_WORD_BEFORE = re.compile(r"([^\s\x00(\[{“”\"‘«„,;:!?|*_]+)[ \t\u00a0\u202f]\Z")
_LIST_NUMBER = re.compile(r"\s*\d{1,3}[.)]\s")
_STARTS = re.compile(r"(?:^|[.!?…:;|–—•(\[“”\"‘«„*-])[\s“\"‘'«„*(\[_-]*\Z")
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d+")
_ITEM = re.compile(r"\s*\d{1,2} (?=[^\W\d_a-z]\w* (?:an?|the|your|to|for|with|out|up|off|on|in) )")
_TIME_GOES_ON = re.compile(r"\s(?:later|ago|before|after|of|to|or|and|too|longer|earlier|at)\b|\s*[.,;:!?)”’\"]|\s*\Z")
_ORDINAL_COMPOUND = re.compile(r"[-‐‑](?!\w+est\b|most\b)\w")


def numbers(
    text: str, start: int = 0, end: int | None = None, *, dates: bool = False, language: str | None = None
) -> list[Range]:
    """The numbers that overlap `[start, end)`, whole, in order.

    Args:
        text: The article.
        start: Code point from which to look.
        end: Code point before which to look; None for the end of the text.
        dates: Whether dates and years, which the guideline leaves out, are wanted as well.
        language: The code of the text's language; None to tell it from the text.
    """
    rules = language_of(text, language)
    stop = len(text) if end is None else min(end, len(text))
    found: list[Range] = []
    for low, high in lines(text, start, stop):
        low, high = max(low, _cut(text, start - LOOK, low)), min(high, _cut(text, stop + LOOK, high))
        while low < high:
            piece = high if high - low <= LINE else _cut(text, low + LINE, high)
            found += _read(text, low, max(piece, low + 1), rules, dates=dates, lenient=False)
            low = max(piece, low + 1)
    return [(first, last) for first, last in found if first < stop and last > start]


def number_at(text: str, pos: int, *, dates: bool = False, language: str | None = None) -> Range | None:
    """The number that holds `pos`, or that ends there; None if there is none.

    Whoever points at a number means it: what `numbers` leaves out as probably pointing back (the two), as a pronoun
    (one) or as part of a name (Phase 3) is found here. Dates and years are not, unless `dates`.
    """
    rules = language_of(text, language)
    low, high = line_at(text, pos)
    low, high = max(low, _cut(text, pos - LOOK, low)), min(high, _cut(text, pos + LOOK, high))
    for lenient in (False, True):
        found = _read(text, low, high, rules, dates=dates, lenient=lenient)
        for first, last in found:
            if first <= pos < last:
                return first, last
        for first, last in found:
            if last == pos:
                return first, last
    return None


def _cut(text: str, place: int, fallback: int) -> int:
    """A place near `place` where white space begins, so that no number is cut; `fallback` beyond the text's edges."""
    if not 0 < place < len(text):
        return fallback
    space = text.find(" ", place, place + 100)
    return place if space < 0 else space


def _read(text: str, low: int, high: int, language: Language, *, dates: bool, lenient: bool) -> list[Range]:
    """The numbers of `[low, high)`, which lies within one line."""
    line = text[low:high].replace("\n", " ").replace("\r", " ")  # where a hard-wrapped line goes on
    found: list[Range] = []
    masked, dated = _blanked(line, language)
    if dates:
        found += dated
    headline, small = _is_headline(line), small_letters(masked)
    starts, at = [match.start(1) for match in _starts(language).finditer(small) if match[1]], 0
    for start in starts:
        match = quantity(language).match(small, start) if start >= at else None
        if match is None:
            continue
        end = match.end()
        value_end = match.end("first") if match["first"] else end
        if not _belong_together(masked, match, language):
            end = value_end
        modifier = modifiers_before(small, max(at, start - _BEFORE), start, language)
        begin = _modified(masked, match, modifier, language) if modifier else start
        if _counts(masked, match, begin, language, headline=headline, lenient=lenient):
            found.append((begin, end))
            at = end
            continue
        at = max(value_end, start + 1)
    _add_ordinals(masked, small, found, starts, language, headline=headline)
    return sorted((low + start, low + end) for start, end in found)


def _blanked(line: str, language: Language) -> tuple[str, list[Range]]:
    """The line with dates, times, codes and addresses blanked out, and the dates and years in it."""
    dated: list[Range] = []
    masked = line

    def blank(ranges: list[Range]) -> None:
        nonlocal masked
        if ranges:
            parts, at = [], 0
            for start, end in ranges:
                parts += [masked[at:start], _BLANK * (end - start)]
                at = end
            masked = "".join((*parts, masked[at:]))

    bullet = _LIST_NUMBER.match(masked) or (None if _is_headline(line) else _ITEM.match(masked))
    if bullet and not _is_date_at(masked, bullet.end() - len(bullet[0].lstrip())):
        blank([bullet.span()])
    if _DIGIT.search(masked):
        dated += (found := dates_in(masked))
        blank(found)
        dated += (found := years_in(masked, "sure"))
        blank(found)
    blank(_masked(masked, language))
    if _DIGIT.search(masked) and (bare := years_in(masked, "bare")):
        small = small_letters(masked)
        dated += (found := [year for year in bare if _is_year(small, *year, language)])
        blank(found)
    return masked, sorted(dated)


def _is_year(small: str, start: int, end: int, language: Language) -> bool:
    """Whether a bare four-digit number is a year: from 1500 on, with no modifier before it and no unit after it."""
    value = int(small[start:end])
    if not 1500 <= value <= 2100:
        return False
    whole = quantity(language).match(small, start)
    if whole and (whole.end() > end or whole["ratio"]):
        return False
    modifier = modifiers_before(small, max(start - _BEFORE, 0), start, language)
    if modifier is None:
        return True
    return modifier[0].strip().casefold() in language.with_years and value >= 1900 and value % 50 != 0


def _modified(masked: str, match: re.Match[str], modifier: re.Match[str], language: Language) -> int:
    """Where the span begins, given the modifiers before its value: `over` may mean during, or belong to a verb."""
    said = modifier[0].strip().casefold()
    if said in language.over:
        before = _WORD_BEFORE.search(masked, max(modifier.start() - 30, 0), modifier.start())
        if before and before[1].casefold() in language.phrasal:
            return match.start()
        if time_at_end(language).search(match[0]):
            return match.start()
    return modifier.start()


def _belong_together(masked: str, match: re.Match[str], language: Language) -> bool:
    """Whether what follows the first value is of the same range or duration: not `5 per cent to €3`, `51, and 3 years`."""
    if match["more"]:
        first, more = (time_at_end(language).search(masked[slice(*match.span(name))]) for name in ("first", "more"))
        return bool(first) and (not more or not first or first[0].strip(" -s") != more[0].strip(" -s"))
    if match["joint"] and match["joint"].strip().isalpha():
        first_unit, second_unit = (_not_unit(language).sub("", match[name].casefold()) for name in ("first", "second"))
        return not first_unit or first_unit == second_unit
    return True


def _counts(
    masked: str, match: re.Match[str], begin: int, language: Language, *, headline: bool, lenient: bool
) -> bool:
    """Whether a candidate is a quantity, judged by its own form and by what is around it."""
    start, end = match.span()
    core = masked[start:end]
    if masked[end : end + 1] in {"_", "/", "@"} and masked[end + 1 : end + 2].isalnum():
        return False
    if _DIGIT.search(core):
        if _letter().match(masked, end):
            return False
        if re.fullmatch(r"0\d+", core) or masked[begin - 1 : begin] == "#":
            return False
        return begin < start or lenient or not _is_named(masked, match, language, headline=headline)
    if match["ratio"] or match["between"]:
        return True
    return _worded_counts(masked, match, begin, language, headline=headline, lenient=lenient)


def _is_named(masked: str, match: re.Match[str], language: Language, *, headline: bool) -> bool:
    """Whether the word before a number in digits makes it a name or a place in a list: Apollo 11, page 12."""
    if not match[0].isdigit():
        return False  # a unit, a separator, a range or a fraction: it measures
    before = _WORD_BEFORE.search(masked, max(match.start() - 30, 0), match.start())
    if before is None:
        return False
    told = before[1].rpartition("’")[2] or before[1]  # l’article 5
    if {told.casefold(), told.rstrip(".").casefold()} & set(language.designators):
        return True
    word = before[1].rstrip(".")
    if (
        headline
        or language.capital_nouns
        or not any(character.isupper() for character in word)
        or before[1].endswith((".", "’s", "'s", "s’", "s'"))
    ):
        return False
    return word.casefold() not in language.no_names


def _worded_counts(
    masked: str, match: re.Match[str], begin: int, language: Language, *, headline: bool, lenient: bool
) -> bool:
    """Whether a spelled-out number is a quantity, not a pronoun (one), a name (Big Four), or pointing back (the two)."""
    start, end = match.span()
    core = masked[start:end]
    folded = core.casefold()
    noun = language.capital_nouns and folded not in language.few
    if (
        core[0].isupper()
        and not headline
        and not noun
        and not _STARTS.search(masked[max(begin - 30, 0) : begin])
        and begin == start
    ):
        return lenient
    after = re.match(r"[-‐‑](\w+)", masked[end : end + 20])
    if after and (after[1].casefold() in language.not_compound or folded in language.never_compound):
        return False
    if folded in language.one:
        following = re.match(r"\s(\w+)", masked[end : end + 30])
        return begin < start and (following is None or following[1] not in language.after_pronoun)
    if folded in language.half:
        before = _WORD_BEFORE.search(masked, max(begin - 30, 0), begin)
        return before is None or before[1].casefold() not in language.halves
    if begin < start or lenient:
        return True
    if folded in language.only_modified:
        return False
    if folded not in language.few:
        return True
    before = _WORD_BEFORE.search(masked, max(begin - 30, 0), begin)
    return before is None or before[1].casefold() not in language.pointing


def _add_ordinals(
    masked: str, small: str, found: list[Range], starts: list[int], language: Language, *, headline: bool
) -> None:
    """Add the ordinals that count a series and are in no number yet."""
    taken: set[int] = set()
    for start, end in found:
        taken.update(range(start, end))
    end = 0
    for start in starts:
        match = ordinal(language).match(small, start) if start >= end else None
        if match is None:
            continue
        end = match.end()
        if start not in taken and end - 1 not in taken and _is_series(masked, match, language, headline=headline):
            found.append((start, end))


def _is_series(masked: str, match: re.Match[str], language: Language, *, headline: bool) -> bool:
    """Whether an ordinal counts a series: no century, no name (Third Reich, Fifth Avenue), no unit of time, no fraction."""
    start, end = match.span()
    core = masked[start:end]
    after = masked[end : end + 20]
    era, numbered = _names_with_ordinals(language)
    if era.match(after) or _ORDINAL_COMPOUND.match(after):
        return False
    before = masked[max(start - 20, 0) : start]
    if core[0].isupper() and not headline:
        following = re.match(r"\s(\w)", after)
        if not _STARTS.search(before) or (following and following[1].isupper()):
            return False
    if core[0].isdigit() and numbered.match(after):
        return False
    if after.startswith(",") and not before.strip('\0 "“‘*_'):
        return False  # Second, maybe they forgot
    if core.casefold() == "second":
        if re.search(r"\b(?:per|each|every|split|last|any)\s\Z", before, re.IGNORECASE):
            return False
        if re.search(r"\ba\s\Z", before, re.IGNORECASE) and _TIME_GOES_ON.match(after):
            return False
        if re.match(r"\s(?:hand|thoughts?|nature|to none|half)\b", after):
            return False
    if re.match(r"\s(?:party|parties|world|half|degree)\b", after) and core.casefold() in {"third", "second"}:
        return False
    return not (re.search(r"\b(?:an?|one)\s\Z", before, re.IGNORECASE) and re.match(r"\sof\b", after))


def _is_headline(line: str) -> bool:
    """Whether most words of a line are capitalised: then a capital tells no name."""
    if len(line) > 300 or line.rstrip().endswith((".", "!", "”", '"')):
        return False
    long_words = [word for word in line.split() if len(word) > 3 and word[0].isalpha()]
    return len(long_words) > 2 and sum(word[0].isupper() for word in long_words) >= 0.7 * len(long_words)
