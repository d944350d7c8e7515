"""Sums that an article says: a total and its parts, which come out. Only what surely is one is found; a person sees the rest.

Parts stand next to one another and beside their total, in one unit. Their values are no proof: three numbers of a page
come out by chance. The words must say it too: *390 prisoners: 270 soldiers and 120 civilians*, *390 in all*; or, up to
three sentences apart, the parts are joined by *and*, count people or the total's own thing, somebody is said to have
said both, and nothing contrasts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from annotator.boards.figures import Figure
from annotator.text.languages.shared import either
from annotator.text.quantities.counted import people
from annotator.text.quantities.quantity import ABOUT, Quantity
from annotator.text.quantities.said_date import said_dates
from annotator.text.quantities.units import DATE, factor

if TYPE_CHECKING:
    from annotator.text.languages.language import Language

MOST_PARTS = 8
SMALLEST = 20
"""Of a total, where the words beside it do not say that it is one."""
SMALLEST_APART = 100
"""Of a total that stands in another sentence than its parts."""
SENTENCES_APART = 3
_LOOSE = Fraction(1, 40)
"""The share of a total with *nearly* or *about* by which its parts may miss it."""
MOST_BETWEEN = 600
"""Code points between a total and its parts in another sentence."""
_NEAR = 30
"""Code points beside a number in which words are looked for that say what it is."""
_OPENS = re.compile(r"[:(（–—―]\s*(?:[^\W\d]+\s+){0,3}\Z|\s-\s+(?:[^\W\d]+\s+){0,3}\Z|\n\s*\Z")
_CLOSES = re.compile(r"[,\s]*[:(（–—―]\s*\Z")
_CLAUSE = re.compile(r"[.;!?\n]")
_ENDS = re.compile(r"[.!?…。]['\"”’»*_]*(?=\s)")
_NAMED = re.compile(r"\w,\s\Z|\w\s\(\Z")
_AFTER_AGE = re.compile(r"\s?[,;)]|\s\w{1,3}\s\d")


class Sum(NamedTuple):
    """A total and the parts that come to it."""

    total: Figure
    parts: tuple[Figure, ...]

    @property
    def value(self) -> Fraction:
        """What the parts come to."""
        return sum((part.quantity.low for part in self.parts), Fraction(0))


def sums_of(text: str, figures: Sequence[Figure]) -> list[Sum]:
    """The sums that an article's numbers say, by where they begin.

    Args:
        text: of the article.
        figures: its numbers, in order.
    """
    figures = [figure for figure in figures if figure.quantity.unit != DATE]
    found: list[Sum] = []
    for at, total in enumerate(figures):
        if not _may_be_total(total):
            continue
        for block in _blocks(figures, at):
            if _comes_out(total.quantity, [part.quantity for part in block]) and _is_said(text, total, block):
                found.append(Sum(total, tuple(block)))
                break
    return sorted(found, key=lambda one: min(one.total.start, one.parts[0].start))


def comes_out(total: Quantity, parts: Sequence[Quantity]) -> bool:
    """Whether parts that a person named come to their total, as far as the modifiers of all of them leave it open.

    Under *nearly*, *about* and the like the total may be missed by 5 %; so may it if parts themselves are not exact.
    """
    scales = [factor(part.unit, total.unit) for part in parts]
    if any(scale is None for scale in scales):
        return False
    scaled = [part.times(scale or 1) for part, scale in zip(parts, scales, strict=True)]
    if _comes_out(total, scaled, ABOUT):
        return True
    if not any(part.bound or part.is_range for part in scaled):
        return False
    ends = [part.interval() for part in scaled]
    low, high = sum((end.low for end in ends), Fraction(0)), sum((end.high for end in ends), Fraction(0))
    whole = total.interval()
    return max(low, whole.low) <= min(high, whole.high)


def _may_be_total(figure: Figure) -> bool:
    quantity = figure.quantity
    return (
        not quantity.is_range and not quantity.asked and quantity.low > 1 and quantity.unit not in {"a", "ratio", "×"}
    )


def _may_be_part(figure: Figure, total: Figure) -> bool:
    part, whole = figure.quantity, total.quantity
    return (
        not part.is_range
        and not part.asked
        and 0 < part.low < whole.low
        and part.unit == whole.unit
        and part.bound in {None, "exactly", "about"}
        and (part.per == whole.per or not whole.per)
    )


def _blocks(figures: Sequence[Figure], at: int) -> Iterator[list[Figure]]:
    """Numbers next to a total that may be all its parts: behind it, then before it; two to eight."""
    total = figures[at]
    for step in (1, -1):
        block: list[Figure] = []
        place = at + step
        while 0 <= place < len(figures) and len(block) < MOST_PARTS and _may_be_part(figures[place], total):
            if block and figures[place].quantity.per != block[0].quantity.per:
                break
            if block and figures[place].sentence != block[0].sentence:
                break
            block.append(figures[place])
            if len(block) > 1:
                yield block if step == 1 else block[::-1]
            place += step


def _comes_out(total: Quantity, parts: Sequence[Quantity], share: Fraction = _LOOSE) -> bool:
    value = sum((part.low for part in parts), Fraction(0))
    missing = total.low - value
    match total.bound:
        case None | "exactly":
            rounded = max(total.step, *(part.step for part in parts)) / 2 if total.step else Fraction(0)
            loose = total.low * share if any(part.bound == "about" for part in parts) else Fraction(0)
            return abs(missing) <= max(min(rounded, total.low * share), loose)
        case "nearly":
            return 0 <= missing <= total.low * share
        case "about":
            return abs(missing) <= total.low * share
        case "more than" | "just over":
            return 0 <= -missing <= total.low * share
        case "at least" | "at most":
            return missing == 0
        case _:
            return False


class _Cues(NamedTuple):
    """What a language has to say that numbers belong together."""

    listing: re.Pattern[str]
    whole: re.Pattern[str]
    totals: re.Pattern[str]
    contrast: re.Pattern[str]
    joins: re.Pattern[str]
    age: re.Pattern[str]
    said: re.Pattern[str]


@cache
def _cues(language: Language) -> _Cues:
    def words(listed: tuple[str, ...], frame: str = r"(?<!\w)(?:{})(?!\w)") -> re.Pattern[str]:
        return re.compile(frame.format(either(listed)), re.IGNORECASE)

    return _Cues(
        words(language.listing),
        words(language.wholes, r"(?<!\w)(?:{})\s+\Z"),
        words(language.totals),
        words(language.contrasts),
        words(language.ands, r"[\s,]*(?:,|(?<!\w)(?:{})(?!\w))[\s,]*"),
        words(language.ages),
        words(language.said),
    )


def _is_said(text: str, total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the words around numbers that come out say that they are a total and its parts."""
    cues = _cues(total.language)
    if any(_is_age(text, figure, cues) for figure in (total, *parts)):
        return False
    total_first = total.start < parts[0].start
    between = text[total.end : parts[0].start] if total_first else text[parts[-1].end : total.start]
    if cues.contrast.search(between):
        return False
    together = total.sentence == parts[0].sentence
    if together and (
        _opened(text, total, between, cues) if total_first else _closed(text, total, parts, between, cues)
    ):
        return total.quantity.low >= SMALLEST or _one_thing(total, parts)
    return _goes_together(text, total, parts, cues)


def _opened(text: str, total: Figure, between: str, cues: _Cues) -> bool:
    """Whether a total that comes first is followed by a list of its parts: *390 prisoners: …*, *of the 390, …*."""
    opening = text[max(total.start - _NEAR, 0) : total.start]
    listed = cues.listing.search(between) or _OPENS.search(between)
    return bool(listed or cues.whole.search(opening) or cues.totals.search(opening))


def _closed(text: str, total: Figure, parts: Sequence[Figure], between: str, cues: _Cues) -> bool:
    """Whether a total that comes last is said to be one: *… 390 in all*, *a total of 390*, *= 390*."""
    ahead = text[max(total.start - _NEAR, parts[-1].end) : total.start]
    clause = _CLAUSE.split(text[total.end : total.end + _NEAR])[0]
    if cues.totals.search(ahead) or cues.totals.search(clause) or between.rstrip().endswith("="):
        return True
    dash = _CLOSES.fullmatch(_behind_thing(between, parts[-1]))
    return bool(dash) and bool(total.quantity.thing) and _one_thing(total, parts)


def _behind_thing(between: str, figure: Figure) -> str:
    """The text behind a number and what it counts."""
    thing = figure.quantity.counted
    at = between.find(thing, 0, len(thing) + 20) if thing else -1
    return between if at < 0 else between[at + len(thing) :]


def _goes_together(text: str, total: Figure, parts: Sequence[Figure], cues: _Cues) -> bool:
    """Whether parts that *and* joins, and a total that nothing joins to them, count one thing at one time."""
    whole, apart = total.quantity, total.sentence != parts[0].sentence
    least = SMALLEST_APART if apart else SMALLEST
    if (
        whole.low < least
        or whole.bound not in {None, "exactly"}
        or _is_round(whole.low)
        or not _one_thing(total, parts)
    ):
        return False
    row = sorted((total, *parts), key=lambda figure: figure.start)
    gaps = [_behind_thing(text[one.end : other.start], one) for one, other in pairwise(row)]
    joined = [cues.joins.fullmatch(gap) is not None for gap in gaps]
    at = 0 if row[0] is total else len(gaps) - 1
    if joined[at] or not all(joined[:at] + joined[at + 1 :]) or len(gaps[at]) > MOST_BETWEEN:
        return False
    if apart and not (
        len(_ENDS.findall(gaps[at])) <= SENTENCES_APART
        and all(cues.said.search(text, *sentence) for sentence in (total.sentence, parts[0].sentence))
    ):
        return False
    around = text[min(total.sentence[0], parts[0].sentence[0]) : max(total.sentence[1], parts[0].sentence[1])]
    return not cues.contrast.search(around) and len({date.date for date in said_dates(around, total.language)}) <= 1


def _one_thing(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether parts count what the total counts, or people as it does, or do not say what."""
    things = [part.quantity.thing for part in parts]
    whole = total.quantity.thing
    if not whole:
        return bool(total.quantity.unit) and not any(things)
    known = people(total.language)
    persons = _is_person(total, known)
    return all(
        not thing or thing == whole or (persons and _is_person(part, known))
        for part, thing in zip(parts, things, strict=True)
    )


def _is_person(figure: Figure, known: frozenset[str]) -> bool:
    """Whether a number counts people: by a word for them, or by the name of a people, where a capital tells names."""
    last = figure.quantity.counted.rpartition(" ")[2]
    return figure.quantity.thing in known or (last[:1].isupper() and not figure.language.capital_nouns)


def _is_round(value: Fraction) -> bool:
    """Whether a value has one figure that is not 0: a hall for 200."""
    return value.denominator == 1 and len(str(value.numerator).rstrip("0")) < 2


def _is_age(text: str, figure: Figure, cues: _Cues) -> bool:
    """Whether a number is how old somebody is: *aged 23*, *Lee, 41,*."""
    if figure.quantity.thing or figure.quantity.unit:
        return False
    before, after = text[max(figure.start - _NEAR, 0) : figure.start], text[figure.end : figure.end + _NEAR]
    if cues.age.search(before) or cues.age.search(_CLAUSE.split(after)[0]):
        return True
    return bool(_NAMED.search(before) and _AFTER_AGE.match(after))


__all__ = ["MOST_PARTS", "Sum", "comes_out", "sums_of"]
