"""Numbers as the guideline cuts them: value, touching modifier, unit; ranges, ratios and series ordinals; never dates.

Text that holds digits but no quantity (dates, clock times, codes, addresses) is blanked first, at equal length; then
candidates are found by pattern and judged one by one by their neighbours: names, years, pronouns, things pointed back to.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

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
    either,
)
from annotator.text.segments.paragraphs import line_at, lines

if TYPE_CHECKING:
    from annotator.model import Range
    from annotator.text.languages.language import Language

_DASH = r"[-‐‑‒–—−]"
_YEAR = r"(?:1[0-9]|20)\d\d"
_NO_WORD_BEFORE = rf"(?<![^\W{UNSPACED}])"
_NO_WORD_AFTER = rf"(?![^\W{UNSPACED}]|[’'][^\W{UNSPACED}])"
"""A number may touch letters of scripts without spaces."""


def value_patterns(language: Language) -> tuple[str, str]:
    """Patterns of a spelled-out number, and of one in digits."""
    small = language.spelled
    magnitude = rf"(?:{HYPHEN}|{GAP})(?:{either(language.magnitudes)})\b"
    tail = rf"(?:{magnitude}(?:(?:{GAP}{language.magnitude_and})?(?:{HYPHEN}|{GAP}){small}\b)?)"
    before = either(language.before_magnitude)
    end = rf"(?:\b|(?<=[{UNSPACED}]))"
    worded = rf"(?:{language.fraction}|(?:{before}|{small}){tail}+{language.and_part}|{language.rough}|{small}{end}{language.and_part})"
    grouped = rf"(?:\d{{1,3}}(?:(?:[,.'’]|{SPACE})\d{{3}}(?!\d))+|\d{{1,3}}(?:,\d\d)+,\d{{3}}(?!\d))(?:[.,]\d+)?"
    vulgar = r"[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]"
    simple = rf"(?:{grouped}|\d+[.,]\d+|\d+(?:{GAP}?\d/\d{{1,2}}(?!\d))|\d{{1,2}}/(?:[2-9]|10|16)(?![\d/])|\d+{vulgar}?|{vulgar})"
    after_digits = either((*DIGIT_MAGNITUDES, *language.digit_magnitudes))
    short = (
        rf"(?:(?:{HYPHEN}|{GAP}?)(?:{after_digits})(?!\w)|[mk](?!\w)"
        rf"|{SPACE}?[百千万億兆亿萬]{{1,4}}(?:\d[\d,.]{{,8}}[百千万億兆亿萬]{{,4}}){{,4}})"
    )
    signs = either(CURRENCY_SIGNS)
    digits = rf"(?:(?:{signs}){SPACE}?)?(?:(?<![\w.,)])[-−+±])?(?:(?:{signs}){SPACE}?)?{simple}{short}?\+?"
    return worded, digits


def _gap(language: Language) -> str:
    return GAP if language.spaces else f"{GAP}?"


def unit_pattern(language: Language) -> str:
    """The pattern of what may follow a value as its unit, with the space or hyphen between them."""
    gap = _gap(language)
    times, measures = (*TIME_SYMBOLS, *language.time_units), (*SYMBOLS, *language.measures)
    per = rf"(?:{GAP}(?:{either(language.per)}){GAP}(?:{either(language.per_units)})\b)?"
    cubic = rf"(?:(?:{either(language.before_measure)}){GAP})?"
    after = rf"(?:{HYPHEN}(?:{language.after_unit})\b)?" if language.after_unit else ""
    worded = rf"(?:{gap}|{HYPHEN})(?:{either(language.percent)}|{either(times)}|{cubic}(?:{either(measures)})(?:{per})){_NO_WORD_AFTER}{after}"
    glued = rf"(?:{either(word for word in (*measures, *times) if len(word) <= 4)}){_NO_WORD_AFTER}"
    money = rf"(?:{GAP}?(?:{language.of_unit})?(?:{either((*CURRENCY_CODES, *language.currencies))}){_NO_WORD_AFTER})"
    sign = rf"{GAP}?(?:%|％|‰|°{SPACE}?[CF]?(?!\w))(?:{SPACE}points?\b|-points?\b)?"
    return rf"(?:{sign}|{worded}|{glued}|{money})"


@cache
def _letter() -> re.Pattern[str]:
    return re.compile(rf"[^\W\d_{UNSPACED}]")


@cache
def quantity(language: Language) -> re.Pattern[str]:
    """One value with its unit, a range, a ratio or a duration.

    Groups: `ratio`; `between`; or `first`, a value with its unit, and then `more` of a duration, or `joint` and `second`.
    """
    worded, digits = value_patterns(language)
    value = rf"(?:{worded}|{digits})"
    unit = unit_pattern(language)
    amount = rf"{value}{unit}?(?!{HYPHEN}(?:for|to|in){HYPHEN})"
    time = rf"(?:{either((*TIME_SYMBOLS, *language.time_units))})(?!\w)"
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
        rf"{_NO_WORD_BEFORE}(?<![/@#第])(?:(?P<ratio>{ratio}|{one_in}|{for_for})|(?P<between>{between})"
        rf"|(?P<first>{amount})(?:(?P<more>{duration}{{1,6}})|(?P<joint>{joint})(?P<second>{amount}))?{trailing}?)",
        re.IGNORECASE,
    )


@cache
def ordinal(language: Language) -> re.Pattern[str]:
    """Ordinals from second up, in words or digits."""
    return re.compile(rf"(?<![^\W{UNSPACED}]|-)(?:{language.ordinals}){_NO_WORD_AFTER}", re.IGNORECASE)


@cache
def _token() -> re.Pattern[str]:
    """What a number may begin with: a whole word, digits, a sign, or a letter of a script without spaces."""
    return re.compile(rf"[^\W\d_{UNSPACED}]+|\d+|[{UNSPACED}]|[^\w\s\x00.,;:!?()“”‘’'\"]")


@cache
def _beginnings(language: Language) -> tuple[frozenset[str], tuple[str, ...]]:
    """Words that `quantity` and `ordinal` may begin with, and beginnings of such words; some of them are none."""
    listed = (
        *language.one, *language.few, *language.magnitudes, *language.before_magnitude, *(language.between or ())[:1],
        *(f"{sign}[" for sign in CURRENCY_SIGNS),
        "one", "thousand", "hundred",
    )  # fmt: skip
    patterns = (language.fraction, language.rough, language.spelled, language.ordinals)
    said = "|".join((*(word.split()[0] for word in listed), *patterns)).replace(GAP, " ").casefold()
    said = re.sub(r"\(\?=(?:[^()]|\([^()]*\))*\)", "", re.sub(r"\\u\w{4}|\\.", "_", said))  # what follows begins none
    words, beginnings = set[str](), set[str]()
    for letters, after in re.findall(r"(?<![^\W\d_])(?<! )([^\W\d_]+)(.?)", said):
        shortest = letters[:-1] if after and after in "?*{" else letters
        if len(letters) > 2 or (after and after in "[("):
            beginnings.add(shortest)
        else:
            words |= {letters, shortest}
    return frozenset(words), tuple(beginnings)


@lru_cache(2**15)
def _may_begin(token: str, language: Language) -> bool:
    words, beginnings = _beginnings(language)
    folded = token.casefold()
    return not token[0].isalpha() or folded in words or folded.startswith(beginnings) or not _letter().match(token)


def _starts(masked: str, language: Language) -> list[int]:
    """Where numbers may begin: the patterns are slow, and of most words it is known that none begins with them."""
    return [match.start() for match in _token().finditer(masked) if _may_begin(match[0], language)]


@cache
def _names_with_ordinals(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What after an ordinal makes it no count of a series, and what does so after one in digits."""
    eras, places = either(language.eras), either(language.numbered_names)
    return re.compile(rf"[ -](?:{eras})\b", re.IGNORECASE), re.compile(rf"\s(?:{places})\b")


@cache
def modifiers(language: Language) -> re.Pattern[str]:
    """One or more modifiers with the space after them, at the end of what is searched."""
    return re.compile(
        rf"(?:(?<![\w'’-])(?:{either(language.modifiers)}){GAP}|{_NO_WORD_BEFORE}(?:{either(language.signs)}){SPACE}?)+\Z",
        re.IGNORECASE,
    )


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
def dates() -> re.Pattern[str]:
    """Dates with at least a day or a year."""
    month = rf"(?:(?:{either(MONTHS)})\b|(?:{either(SHORT_MONTHS)})\b\.?)"
    day = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|er|\.)?"
    days = rf"{day}(?:{SPACE}?[-–—/]{SPACE}?{day}|{SPACE}(?:and|to|or|und|bis|et|au){SPACE}{day})?"
    link = rf"(?:{SPACE}|{SPACE}of{SPACE}|{SPACE}de{SPACE})"
    year = rf"(?:,?{SPACE}(?:de{SPACE})?{_YEAR}(?![\d%]))?"
    return re.compile(
        rf"(?<![\w.,-])(?:{days}{link}{month}{year}(?![\d])(?:{SPACE}?[–—]{SPACE}?{days}{link}{month}{year})?"
        rf"|{month}{SPACE}{days}(?!\d|[.,]\d|{SPACE}?%){year}(?:{SPACE}?[–—]{SPACE}?{month}{SPACE}{days}{year})?"
        rf"|{month},?{SPACE}(?:de{SPACE})?{_YEAR}(?!\d|[.,]\d)"
        r"|\d{4}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])(?!\d)|\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d\d)(?!\d))"
    )


@cache
def years() -> re.Pattern[str]:
    """Years, decades and spans of years. A bare four-digit number may be a quantity: whoever searches decides."""
    return re.compile(
        rf"(?<![\w.,$€£/-])(?:(?P<sure>(?:early|mid|late|pre|post)[-‐‑ ]{_YEAR}s?|(?:FY|AD|A\.D\.){SPACE}?\d{{1,4}}|{_YEAR}[–—/-](?:{_YEAR}|\d\d)"
        rf"|{_YEAR}s|['’‘]\d0s|\d0s|\d{{1,4}}{SPACE}(?:BC|BCE|AD|CE|B\.C\.|A\.D\.))|(?P<bare>{_YEAR}))(?!\w|[.,]\d|[–-]\d)"
    )


@cache
def masks(language: Language) -> re.Pattern[str]:
    """What holds digits but no quantity: addresses, tags, clock times, codes, versions, footnotes, dial numbers."""
    own = "".join(rf"|{pattern}" for pattern in language.not_quantities)
    zone = r"(?:GMT|UTC|BST|CET|CEST|EST|EDT|ET|PST|PDT|PT|Uhr|MSK|IST|JST)"
    half = r"(?:a\.m\.|p\.m\.|am\b|pm\b|AM\b|PM\b)"
    return re.compile(
        r"https?://\S{1,300}|</?[A-Za-z][^<>]{0,400}>|www\.\S{1,300}|[\w.+-]{1,64}+@[\w.-]{1,200}|[#@]\w+"
        rf"|(?<![\w-])[^\W\d_{UNSPACED}]++(?:[-‐‑_/.]?\d[^\W{UNSPACED}]*)(?:[-_/]\w+)*"  # F-16, G7, mp3; not after a hyphen that follows a digit
        # All else has a digit at once: most of a text has none, and is passed over.
        rf"|(?=[^\s\d]{{0,2}}\d)(?:(?<![\d.,])(?:[01]?\d|2[0-4])[.:h][0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:{SPACE}?{half}|{SPACE}?{zone}\b)"
        rf"|(?<![\d.,])\d{{1,2}}(?:{SPACE}?[–-]{SPACE}?\d{{1,2}})?{SPACE}?(?:{half}|{zone}\b|o['’]clock)"
        r"|(?<![\d.,:])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?![\d:])"
        rf"|(?<!\d)(?:[01]\d|2[0-4])[0-5]\d(?:{SPACE}?{zone}\b|{SPACE}hours\b)"
        r"|\[\d{1,3}\]|(?<![\d.,])(?!\d{1,3}(?:\.\d{3})+(?![\d.]))\d+\.\d+\.\d+(?:\.\d+)*(?!\d)|\+\d[\d -]{6,}\d|(?<![\d.,:'’])(?<!\d[ \u00a0\u2009\u202f])0\d[\d -]*"
        r"|(?<!\w)(?:9/11|24/7|7/7)(?!\w)|(?<!\w)\d{1,2}/\d{1,2}/\d{2,4}(?!\w)|\d{1,30}[A-Z]{1,3}\d\w*|(?<!\w)\d[DGK](?!\w)"
        + own
        + ")"
    )


LOOK = 600
"""Code points of a longer line that are looked at on either side of a position."""
LINE = 20_000
"""Longer lines are read in pieces of this many code points."""
_BLANK = "\x00"
_BEFORE = 60
_WORD_BEFORE = re.compile(r"([^\s\x00(\[{“”\"‘«„,;:!?|*_]+)[ \t\u00a0\u202f]\Z")
_LIST_NUMBER = re.compile(r"\s*\d{1,3}[.)]\s")
_STARTS = re.compile(r"(?:^|[.!?…:;|–—•(\[“”\"‘«„*-])[\s“\"‘'«„*(\[_-]*\Z")
_DIGIT = re.compile(r"\d")
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
    headline = _is_headline(line)
    starts, at = _starts(masked, language), 0
    for start in starts:
        match = quantity(language).match(masked, start) if start >= at else None
        if match is None:
            continue
        end = match.end()
        value_end = match.end("first") if match["first"] else end
        if not _belong_together(match, language):
            end = value_end
        modifier = modifiers(language).search(masked, max(at, start - _BEFORE), start)
        begin = _modified(masked, match, modifier, language) if modifier else start
        if _counts(masked, match, begin, language, headline=headline, lenient=lenient):
            found.append((begin, end))
            at = end
            continue
        at = max(value_end, start + 1)
    _add_ordinals(masked, found, starts, language, headline=headline)
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
    if bullet and not dates().match(masked, bullet.end() - len(bullet[0].lstrip())):
        blank([bullet.span()])
    if _DIGIT.search(masked):
        found = [match.span() for match in dates().finditer(masked)]
        dated += found
        blank(found)
        found = [match.span() for match in years().finditer(masked) if match["sure"]]
        dated += found
        blank(found)
    blank([match.span() for match in masks(language).finditer(masked)])
    if _DIGIT.search(masked):
        found = [
            match.span() for match in years().finditer(masked) if match["bare"] and _is_year(masked, match, language)
        ]
        dated += found
        blank(found)
    return masked, sorted(dated)


def _is_year(masked: str, match: re.Match[str], language: Language) -> bool:
    """Whether a bare four-digit number is a year: from 1500 on, with no modifier before it and no unit after it."""
    value = int(match["bare"])
    if not 1500 <= value <= 2100:
        return False
    whole = quantity(language).match(masked, match.start())
    if whole and (whole.end() > match.end() or whole["ratio"]):
        return False
    modifier = modifiers(language).search(masked, max(match.start() - _BEFORE, 0), match.start())
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


def _belong_together(match: re.Match[str], language: Language) -> bool:
    """Whether what follows the first value is of the same range or duration: not `5 per cent to €3`, `51, and 3 years`."""
    if match["more"]:
        time = time_at_end(language)
        first, more = time.search(match["first"]), time.search(match["more"])
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
    core = match[0]
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
    core = match[0]
    if not core.isdigit():
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
    core = match[0]
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


def _add_ordinals(masked: str, found: list[Range], starts: list[int], language: Language, *, headline: bool) -> None:
    """Add the ordinals that count a series and are in no number yet."""
    taken: set[int] = set()
    for start, end in found:
        taken.update(range(start, end))
    end = 0
    for start in starts:
        match = ordinal(language).match(masked, start) if start >= end else None
        if match is None:
            continue
        end = match.end()
        if start not in taken and end - 1 not in taken and _is_series(masked, match, language, headline=headline):
            found.append((start, end))


def _is_series(masked: str, match: re.Match[str], language: Language, *, headline: bool) -> bool:
    """Whether an ordinal counts a series: no century, no name (Third Reich, Fifth Avenue), no unit of time, no fraction."""
    start, end = match.span()
    core = match[0]
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
