"""Numbers as the guideline cuts them: value, touching modifier, unit; ranges, ratios and series ordinals; never dates.

Text that holds digits but no quantity (dates, clock times, codes, addresses) is blanked first, at equal length; then
candidates are found by pattern and judged one by one by their neighbours: names, years, pronouns, things pointed back to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.text.segments import number_patterns as patterns
from annotator.text.segments import number_words as words
from annotator.text.segments.paragraphs import line_at, lines

if TYPE_CHECKING:
    from annotator.text.segments.types import Range

LOOK = 600
"""Code points of a longer line that are looked at on either side of a position."""
LINE = 20_000
"""Longer lines are read in pieces of this many code points."""
_BLANK = "\x00"
_BEFORE = 60
_WORD_BEFORE = re.compile(r"([^\s\x00(\[{“”\"‘«„,;:!?|*_]+)[ \t\u00a0\u202f]\Z")
_LIST_NUMBER = re.compile(r"\s*\d{1,3}[.)]\s")
_STARTS = re.compile(r"(?:^|[.!?…:;|–—•(\[“”\"‘«„*-])[\s“\"‘'«„*(\[_-]*\Z")
_SMALL = frozenset(words.ONES)
_DIGIT = re.compile(r"\d")
_NOT_UNIT = re.compile(
    r"[^a-z%‰°€$£¥₹₽₴₺₩₪]|\b(?:[mk]|bn|million|billion|trillion|thousand|hundred|dozen|"
    rf"{'|'.join((*words.ONES, *words.TEENS, *words.TENS, 'one'))})\b"
)
_ERA = re.compile(r"[ -](?:century|centuries|millennium|millennia|dynasty|anniversary edition)\b", re.IGNORECASE)
_SECOND_AS_TIME = re.compile(r"(?:\b(?:a|per|each|every|split|last|any|same)|\d)\s\Z", re.IGNORECASE)
_TIME_GOES_ON = re.compile(r"\s(?:later|ago|before|after|of|to|or|and|too|longer|earlier|at)\b|\s*[.,;:!?)”’\"]|\s*\Z")
_ORDINAL_COMPOUND = re.compile(r"[-‐‑](?!\w+est\b|most\b)\w")


def numbers(text: str, start: int = 0, end: int | None = None, *, dates: bool = False) -> list[Range]:
    """The numbers that overlap `[start, end)`, whole, in order.

    Args:
        text: The article.
        start: Code point from which to look.
        end: Code point before which to look; None for the end of the text.
        dates: Whether dates and years, which the guideline leaves out, are wanted as well.
    """
    stop = len(text) if end is None else min(end, len(text))
    found: list[Range] = []
    for low, high in lines(text, start, stop):
        low, high = max(low, _cut(text, start - LOOK, low)), min(high, _cut(text, stop + LOOK, high))
        while low < high:
            piece = high if high - low <= LINE else _cut(text, low + LINE, high)
            found += _read(text, low, max(piece, low + 1), dates=dates, lenient=False)
            low = max(piece, low + 1)
    return [(first, last) for first, last in found if first < stop and last > start]


def number_at(text: str, pos: int, *, dates: bool = False) -> Range | None:
    """The number that holds `pos`, or that ends there; None if there is none.

    Whoever points at a number means it: what `numbers` leaves out as probably pointing back (the two), as a pronoun
    (one) or as part of a name (Phase 3) is found here. Dates and years are not, unless `dates`.
    """
    low, high = line_at(text, pos)
    low, high = max(low, _cut(text, pos - LOOK, low)), min(high, _cut(text, pos + LOOK, high))
    for lenient in (False, True):
        found = _read(text, low, high, dates=dates, lenient=lenient)
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


def _read(text: str, low: int, high: int, *, dates: bool, lenient: bool) -> list[Range]:
    """The numbers of `[low, high)`, which lies within one line."""
    line = text[low:high]
    found: list[Range] = []
    masked, dated = _blanked(line)
    if dates:
        found += dated
    headline = _is_headline(line)
    pattern, at = patterns.quantity(), 0
    while match := pattern.search(masked, at):
        start, end = match.span()
        value_end = match.end("first") if match["first"] else end
        if not _belong_together(match):
            end = value_end
        modifier = patterns.modifiers().search(masked, max(at, start - _BEFORE), start)
        begin = _modified(masked, match, modifier) if modifier else start
        if _counts(masked, match, begin, headline=headline, lenient=lenient):
            found.append((begin, end))
            at = end
            continue
        at = max(value_end, start + 1)
    _add_ordinals(masked, found, headline=headline)
    return sorted((low + start, low + end) for start, end in found)


def _blanked(line: str) -> tuple[str, list[Range]]:
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

    bullet = _LIST_NUMBER.match(masked)
    if bullet and not patterns.dates().match(masked, bullet.end() - len(bullet[0].lstrip())):
        blank([bullet.span()])
    found = [match.span() for match in patterns.dates().finditer(masked)]
    dated += found
    blank(found)
    found = [match.span() for match in patterns.years().finditer(masked) if match["sure"]]
    dated += found
    blank(found)
    blank([match.span() for match in patterns.masks().finditer(masked)])
    found = [match.span() for match in patterns.years().finditer(masked) if match["bare"] and _is_year(masked, match)]
    dated += found
    blank(found)
    return masked, sorted(dated)


def _is_year(masked: str, match: re.Match[str]) -> bool:
    """Whether a bare four-digit number is a year: from 1500 on, with no modifier before it and no unit after it."""
    value = int(match["bare"])
    if not 1500 <= value <= 2100:
        return False
    quantity = patterns.quantity().match(masked, match.start())
    if quantity and (quantity.end() > match.end() or quantity["ratio"]):
        return False
    modifier = patterns.modifiers().search(masked, max(match.start() - _BEFORE, 0), match.start())
    if modifier is None:
        return True
    loose = modifier[0].strip().casefold() in {
        "around",
        "about",
        "circa",
        "ca.",
        "c.",
        "~",
        "some",
        "near",
        "over",
        "under",
    }
    return loose and value >= 1900 and value % 50 != 0


def _modified(masked: str, match: re.Match[str], modifier: re.Match[str]) -> int:
    """Where the span begins, given the modifiers before its value: `over` may mean during, or belong to a verb."""
    said = modifier[0].strip().casefold()
    if said in words.OVER:
        before = _WORD_BEFORE.search(masked, max(modifier.start() - 30, 0), modifier.start())
        if before and before[1].casefold() in words.PHRASAL:
            return match.start()
        if patterns.time_at_end().search(match[0]):
            return match.start()
    return modifier.start()


def _belong_together(match: re.Match[str]) -> bool:
    """Whether what follows the first value is of the same range or duration: not `5 per cent to €3`, `51, and 3 years`."""
    if match["more"]:
        time = patterns.time_at_end()
        first, more = time.search(match["first"]), time.search(match["more"])
        return bool(first) and (not more or not first or first[0].strip(" -s") != more[0].strip(" -s"))
    if match["joint"] and match["joint"].strip().isalpha():
        first_unit, second_unit = (_NOT_UNIT.sub("", match[name].casefold()) for name in ("first", "second"))
        return not first_unit or first_unit == second_unit
    return True


def _counts(masked: str, match: re.Match[str], begin: int, *, headline: bool, lenient: bool) -> bool:
    """Whether a candidate is a quantity, judged by its own form and by what stands around it."""
    start, end = match.span()
    core = match[0]
    if masked[end : end + 1] in {"_", "/", "@"} and masked[end + 1 : end + 2].isalnum():
        return False
    if _DIGIT.search(core):
        if masked[end : end + 1].isalpha():
            return False
        if re.fullmatch(r"0\d+", core) or masked[begin - 1 : begin] == "#":
            return False
        return begin < start or lenient or not _is_named(masked, match, headline=headline)
    if match["ratio"] or match["between"]:
        return True
    return _worded_counts(masked, match, begin, headline=headline, lenient=lenient)


def _is_named(masked: str, match: re.Match[str], *, headline: bool) -> bool:
    """Whether the word before a number in digits makes it a name or a place in a list: Apollo 11, page 12."""
    core = match[0]
    if not core.isdigit():
        return False  # a unit, a separator, a range or a fraction: it measures
    before = _WORD_BEFORE.search(masked, max(match.start() - 30, 0), match.start())
    if before is None:
        return False
    word = before[1].rstrip(".") if before[1].casefold() not in words.DESIGNATORS else before[1]
    if word.casefold() in words.DESIGNATORS:
        return True
    if (
        headline
        or not any(character.isupper() for character in word)
        or before[1].endswith((".", "’s", "'s", "s’", "s'"))
    ):
        return False
    return word.casefold() not in words.NO_NAMES


def _worded_counts(masked: str, match: re.Match[str], begin: int, *, headline: bool, lenient: bool) -> bool:
    """Whether a spelled-out number is a quantity, not a pronoun (one), a name (Big Four), or pointing back (the two)."""
    start, end = match.span()
    core = match[0]
    folded = core.casefold()
    if core[0].isupper() and not headline and not _STARTS.search(masked[max(begin - 30, 0) : begin]) and begin == start:
        return lenient
    after = re.match(r"[-‐‑](\w+)", masked[end : end + 20])
    if after and (after[1].casefold() in {*words.NOT_COMPOUND, *words.LOW_ORDINALS} or folded in {"one", "zero"}):
        return False
    if folded == "one":
        return begin < start and not re.match(r"\s(?:of|another|day|point|thing)\b", masked[end : end + 10])
    if folded == "half":
        before = _WORD_BEFORE.search(masked, max(begin - 30, 0), begin)
        return before is None or before[1].casefold() not in words.HALVES
    if folded == "zero":
        return begin < start or lenient
    if folded in {"one day", "one time", "one second", "one minute", "one night", "one year"}:
        return begin < start or lenient
    if begin < start or lenient or folded not in _SMALL:
        return not (folded.startswith(("ten ", "one ")) and folded.endswith(" in"))
    before = _WORD_BEFORE.search(masked, max(begin - 30, 0), begin)
    if before is None or before[1].casefold() not in words.POINTING:
        return True
    return before[1].casefold() not in {"the", "these", "those", "other"}


def _add_ordinals(masked: str, found: list[Range], *, headline: bool) -> None:
    """Add the ordinals that count a series and are in no number yet."""
    taken: set[int] = set()
    for start, end in found:
        taken.update(range(start, end))
    for match in patterns.ordinal().finditer(masked):
        start, end = match.span()
        if start in taken or end - 1 in taken or not _is_series(masked, match, headline=headline):
            continue
        found.append((start, end))


def _is_series(masked: str, match: re.Match[str], *, headline: bool) -> bool:
    """Whether an ordinal counts a series: no century, no name (Third Reich, Fifth Avenue), no unit of time, no fraction."""
    start, end = match.span()
    core = match[0]
    after = masked[end : end + 20]
    if _ERA.match(after) or _ORDINAL_COMPOUND.match(after):
        return False
    before = masked[max(start - 20, 0) : start]
    if core[0].isupper() and not headline:
        following = re.match(r"\s(\w)", after)
        if not _STARTS.search(before) or (following and following[1].isupper()):
            return False
    if core[0].isdigit() and re.match(r"\s(?:Street|Avenue|Floor|Century|Congress|Division|Brigade|Regiment)\b", after):
        return False
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
