"""From a number in its sentence to the quantity that it says. What a text leaves open is asked, never guessed.

Places in a series (the third), scores and dates say no quantity.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from annotator.text.languages.shared import (
    CURRENCY_CODES,
    CURRENCY_SIGNS,
    GAP,
    HYPHEN,
    SPACE,
    SYMBOLS,
    TIME_SYMBOLS,
    either,
    small_letters,
)
from annotator.text.quantities.counted import Counted, counted, rate, stem
from annotator.text.quantities.number_value import LONGEST, Value, readings
from annotator.text.quantities.quantity import Quantity, attribute_value, plain
from annotator.text.quantities.said_date import SaidDate, as_of, day_of, days_of, said_dates, whole_date
from annotator.text.quantities.units import DATE, DIMENSIONS, UNSURE, dimension_of, factor
from annotator.text.segments.numbers import masks, modifiers_before, ordinal, quantity, unit_pattern, value_patterns

if TYPE_CHECKING:
    from annotator.text.languages.language import Bound, Language

SHARE = "%"
"""The unit of fractions of a whole, too: a third is 100/3 %."""
_BESIDE_DATE = re.compile(r"(?:[^\W\d_]{1,6}\s)?[\s,.]*")
_FRACTION = re.compile(r"\d{1,6}/\d{1,6}|[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]")
RATIO = "ratio"
"""The unit of 3-to-1 and 2:1."""
ATTRIBUTES = ("value", "unit", "modifier", "counted", "per", "as_of")
"""The attributes of a span that say more than its text."""


class _Amount(NamedTuple):
    """A value with its unit."""

    readings: list[Value]
    unit: str = ""
    per: str = ""
    worded: bool = False
    magnitude: Fraction = Fraction(1)


class SentenceNumbers:
    """A sentence, and what its numbers say.

    Args:
        text: The sentence.
        language: Whose words are meant.
        published: When its article was, `2025-05-23…`, for dates that say no year.
    """

    def __init__(self, text: str, language: Language, published: str | None = None) -> None:
        self.text = text
        self.language = language
        self._published = published
        self._dates: list[SaidDate] | None = None

    @property
    def dated(self) -> bool:
        """Whether it says a date."""
        return bool(self._said_dates())

    def _said_dates(self) -> list[SaidDate]:
        if self._dates is None:
            self._dates = said_dates(self.text, self.language)
        return self._dates

    def quantity(
        self, start: int, end: int, attributes: Mapping[str, str] | None = None, following: int | None = None
    ) -> Quantity | None:
        """The quantity that the number at `[start, end)` of the sentence says; `None` if it says none.

        Args:
            start: Where it begins, in code points of the sentence.
            end: Where it ends.
            attributes: What a person noted of the span; it counts more than what is read.
            following: Where the next number of the sentence begins.
        """
        noted = attributes or {}
        found = self._read(start, end, following)
        if found is None and "value" in noted:
            found = Quantity(low=Fraction(0), high=Fraction(0), asked=("value",))
        return found if found is None or not noted else overridden(found, noted, self.language)

    def _read(self, start: int, end: int, following: int | None) -> Quantity | None:
        said, language = self.text[start:end], self.language
        if len(said) > LONGEST or _is_ordinal(said, language) or masks(language).fullmatch(said.strip()):
            return None
        if (date := self._date(start, end)) is not None:
            return date
        found = _found(quantity(language).search(small_letters(said)), said) or self._with_what_follows(start, end)
        amount = _amount_of(found, language) if found else None
        if found is None or amount is None or not amount.readings:
            return None
        first, after = found.start, found.end
        after = end if after >= len(said.rstrip()) else start + after
        if not amount.unit:
            amount, after = self._unit_behind(amount, after)
        thing = Counted() if found.part("ratio") and amount.unit != SHARE else self._counted(after, amount, said)
        bound, modifier = self._modifier(said[:first], found.said, start)
        value, others = amount.readings[0], amount.readings[1:]
        asked = [name for name, open_ in (("value", others), ("unit", amount.unit in UNSURE)) if open_]
        both = [reading.low for reading in amount.readings]
        negative = -1 if bound == "minus" and value.low > 0 else 1
        return Quantity(
            low=min(both) * negative if others else (value.low if negative > 0 else -value.high),
            high=max(both) * negative if others else (value.high if negative > 0 else -value.low),
            step=value.step, unit=amount.unit, per=amount.per or self._rate(start + first, thing.end or after, amount, following),
            bound=None if bound == "minus" else bound, modifier=modifier, counted=thing.said, thing=thing.thing,
            as_of=as_of(self._said_dates(), start, end, self._published), asked=tuple(asked), readings=tuple(both) if others else (),
        )  # fmt: skip

    def _date(self, start: int, end: int) -> Quantity | None:
        """What a span says that is a date, a small word before it aside; `None` if it is none, or its year is not known."""
        for date in self._said_dates():
            beside = self.text[start : date.start] + self.text[date.end : end]
            if date.end > start and date.start < end and _BESIDE_DATE.fullmatch(beside):
                return dated(whole_date(date.date, day_of(self._published)))
        return None

    def _with_what_follows(self, start: int, end: int) -> _Found | None:
        """The number of which the words behind it tell that it is one: half *of* them."""
        match = quantity(self.language).search(small_letters(self.text), start)
        found = _found(match, self.text) if match and match.end() <= end else None
        return found and found._replace(start=found.start - start, end=found.end - start)

    def _unit_behind(self, amount: _Amount, end: int) -> tuple[_Amount, int]:
        """The value with the unit that stands behind a number of which only the value was marked."""
        match = _unit_behind(self.language).match(self.text, end)
        if match is None:
            return amount, end
        unit, per = _unit_of(match[0], self.language)
        return amount._replace(unit=unit, per=amount.per or per), match.end()

    def _counted(self, end: int, amount: _Amount, said: str) -> Counted:
        """What is counted; a money, time or length counts only what an *of* joins to it."""
        mass = amount.unit not in {"", SHARE}
        found = counted(self.text, end, self.language, mass=mass)
        if amount.unit in {"", SHARE} or dimension_of(amount.unit) == "points":
            if not found.said and re.match(r"estimated\b", said):
                return _before(self.text, self.text.find(said), self.language)
            return found
        joined = re.match(rf"{SPACE}(?:of|in|von|de)\b|{SPACE}d[’']", self.text[end : end + 6])
        return found if joined and self.language.spaces and found.said else Counted()

    def _rate(self, start: int, end: int, amount: _Amount, following: int | None) -> str:
        if dimension_of(amount.unit) == "time" or amount.unit == RATIO:
            return ""
        return rate(self.text, start, end, self.language, following)

    def _modifier(self, before: str, number: str, start: int) -> tuple[Bound | None, str]:
        """What binds the value, and how that is said: before it, also before the span, and behind it."""
        language = self.language
        ahead = _modifiers_of(before, language)
        if not ahead and not before.strip("“”\"'‘’«»„(*_ "):
            outside = self.text[max(start - 60, 0) : start] + before
            ahead = _modifiers_of(outside, language)
            if ahead.casefold() in language.over:
                ahead = ""  # hand over 4
        said = ahead
        if said.casefold() in language.over and dimension_of(_unit_of(number, language)[0]) == "time":
            said = ""  # over three days
        behind = trailing(language).search(number)
        if behind and behind[0].strip(" \u00a0-").casefold() in _halves(language):
            behind = None
        bounds = _bounds_in(said, language)
        plus: Bound | None = "more than" if number.endswith("+") else None
        if behind:
            bounds += _bounds_in(behind[0], language) or ["at least"]
        strict: list[Bound] = [bound for bound in bounds if bound != "about"]
        words = " … ".join(filter(None, (said, behind[0].strip() if behind else "")))
        return (strict[-1] if strict else bounds[-1] if bounds else plus), words


def dated(date: str) -> Quantity | None:
    """The quantity that a whole date, month or year is; `None` of an empty one."""
    if not date:
        return None
    first, last = days_of(date)
    return Quantity(low=Fraction(first), high=Fraction(last), unit=DATE, as_of=date)


def _before(text: str, end: int, language: Language) -> Counted:
    """The noun before `, estimated at`."""
    match = re.search(r"([^\W\d_]+),? \Z", text[max(end - 40, 0) : end])
    return Counted(match[1], stem(match[1], language), 0) if match else Counted()


def _is_ordinal(said: str, language: Language) -> bool:
    return bool(ordinal(language).fullmatch(small_letters(said.strip())))


def _modifiers_of(text: str, language: Language) -> str:
    """The modifiers that a text ends with, as they are written."""
    found = modifiers_before(small_letters(text), 0, len(text), language)
    return text[found.start() :].strip() if found else ""


class _Found(NamedTuple):
    """A number as it is written, where it is, and its parts by the groups of `quantity`."""

    start: int
    end: int
    said: str
    parts: dict[str, str]

    def part(self, name: str) -> str:
        """What is written of a group, or nothing."""
        return self.parts.get(name, "")


def _found(match: re.Match[str] | None, text: str) -> _Found | None:
    """What `quantity` matched in a text in small letters."""
    if match is None:
        return None
    parts = {name: text[slice(*match.span(name))] for name, part in match.groupdict().items() if part}
    return _Found(*match.span(), text[slice(*match.span())], parts)


def _amount_of(found: _Found, language: Language) -> _Amount | None:
    """What a number is worth."""
    if ratio := found.part("ratio"):
        return _ratio(ratio, language)
    if between := found.part("between"):
        first, second = (re.escape(word) for word in language.between or ("", ""))
        parts = re.fullmatch(rf"{first}{GAP}(.+?){GAP}{second}{GAP}(.+)", between, re.IGNORECASE)
        return _range(amount(parts[1], language), amount(parts[2], language)) if parts else None
    one = amount(found.part("first"), language)
    if more := found.part("more"):
        return _duration(one, more, language)
    if second := found.part("second"):
        joint = found.part("joint").strip()
        other = amount(second, language)
        if joint.casefold() in language.one_in:
            return _share(one, other)
        if joint in {":", "/"} or joint.casefold() in {"-for-", "-to-"}:
            return _quotient(one, other)
        return _range(one, other)
    behind = trailing(language).search(found.said)
    if behind and behind[0].strip(" \u00a0-").casefold() in _halves(language):
        return one._replace(readings=[Value(v.low + Fraction(1, 2), v.high + Fraction(1, 2)) for v in one.readings])
    return one


@cache
def _amount_pattern(language: Language) -> re.Pattern[str]:
    worded, digits = value_patterns(language)
    return re.compile(
        rf"(?P<value>(?P<worded>{worded})|{digits})(?P<unit>{unit_pattern(language)})?(?P<rest>.*)", re.IGNORECASE
    )


def amount(said: str, language: Language) -> _Amount:
    """A value with its unit: `$1.5 million`, `65 pounds`, `three hundred`; without readings if it is none."""
    match = _amount_pattern(language).match(said.strip())
    if match is None or match["rest"]:  # what is a number only before some words: hundreds (of)
        part = _shares(said.strip(), language)
        found = readings(said, language) if part is None else [Value(part * 100, part * 100)]
        return _Amount(found, "" if part is None else SHARE, worded=True)
    value, sign = _without_sign(match["value"])
    unit, per = _unit_of(match["unit"] or "", language)
    if match["worded"]:
        shares = _shares(value, language)
        if shares is not None:
            return _Amount([] if shares == 0 else [Value(shares * 100, shares * 100)], SHARE, worded=True)
        if value.casefold() == "twice":
            return _Amount(readings(value, language), "×", worded=True)
        before, _, last = value.rpartition(" ")
        if not unit and last.casefold() in _units(language) and (found := readings(before, language)):
            return _Amount(found, _units(language)[last.casefold()], per, worded=True)  # half an hour
    unit = sign or unit
    if unit == "cent" and sign:
        unit = sign
    if not unit and _FRACTION.fullmatch(value):
        return _Amount([reading.times(100) for reading in readings(value, language)], SHARE)
    percent = dimension_of(unit) in {"share", "points"}
    measured = bool(unit) and factor(unit, "EUR") is None and dimension_of(unit) != "time"
    found = readings(value, language, measured=measured, share=percent)
    return _Amount(found, unit, per, worded=bool(match["worded"]), magnitude=_magnitude(value, language))


def _magnitude(value: str, language: Language) -> Fraction:
    """By what the digits of a value are multiplied: what may be left out of the first of two (2 to 3 million)."""
    match = re.match(r"[-−+±]?\d[\d.,'’]*", value)
    if match is None or match.end() == len(value):
        return Fraction(1)
    with_, without = readings(value, language), readings(match[0], language)
    return with_[0].low / without[0].low if with_ and without and without[0].low else Fraction(1)


@cache
def _unit_behind(language: Language) -> re.Pattern[str]:
    joined = rf"{GAP}(?:{language.of_unit})(?:{either((*language.measures, *language.time_units))})"  # millions de mètres cubes
    return re.compile(rf"(?:{unit_pattern(language)}|{joined})(?!\w)", re.IGNORECASE)


@cache
def _signs() -> re.Pattern[str]:
    return re.compile(rf"(?P<minus>[-−+±])?(?P<sign>{either(CURRENCY_SIGNS)}){SPACE}?(?P<more>[-−+±])?", re.IGNORECASE)


def _without_sign(value: str) -> tuple[str, str]:
    """A value without its currency sign, and that currency."""
    match = _signs().match(value)
    if match is None:
        return value, ""
    unit = CURRENCY_SIGNS.get(match["sign"]) or _folded(CURRENCY_SIGNS)[match["sign"].casefold()]
    return (match["minus"] or match["more"] or "") + value[match.end() :], unit


def _folded(words: Mapping[str, str]) -> dict[str, str]:
    return {word.casefold(): unit for word, unit in words.items()}


@cache
def _units(language: Language) -> dict[str, str]:
    """By word in small letters the unit that it names; symbols that differ by a capital come as they are written."""
    tables = (
        TIME_SYMBOLS,
        SYMBOLS,
        CURRENCY_CODES,
        language.currencies,
        language.percent,
        language.time_units,
        language.measures,
    )
    return {word: unit for table in tables for word, unit in (*_folded(table).items(), *table.items())}


def _unit_of(said: str, language: Language) -> tuple[str, str]:
    """The unit that a text ends with or is, and by what it is counted there: `miles per hour` is `mi` by `h`."""
    said = said.strip(" \u00a0\u202f\u2009-‐‑")
    if not said:
        return "", ""
    if re.match(r"[%％‰]", said):
        points = re.search(r"points?\Z", said)
        return ("‰" if said[0] == "‰" else "pp" if points else "%"), ""
    if said[0] == "°":
        return "°" + said[1:].strip().upper(), ""
    per = ""
    if language.per and (
        match := re.search(rf"{GAP}(?:{either(language.per)}){GAP}({either(language.per_units)})\Z", said)
    ):
        said, per = said[: match.start()], _units(language).get(match[1], match[1])
    if language.after_unit:
        said = re.sub(rf"{HYPHEN}(?:{language.after_unit})\Z", "", said)
    power = ""
    if language.before_measure and (match := re.match(rf"({either(language.before_measure)}){GAP}", said)):
        said, power = said[match.end() :], {"square": "²", "cubic": "³"}.get(match[1].casefold(), "")
    said = re.sub(rf"\A(?:{language.of_unit})", "", said)
    known = _units(language)
    said = re.sub(rf"{SPACE}+", " ", said)
    unit = known.get(said) or known.get(said.casefold())
    if unit is None:
        unit = next((known[tail] for tail in _tails(said) if tail in known), "")
    if per == "h" and unit in {"km", "mi"}:
        return {"km": "km/h", "mi": "mph"}[unit], ""
    return unit + power, per


def _tails(said: str) -> list[str]:
    """What a text ends with: from each of its words on, the longest first."""
    starts = [match.start() for match in re.finditer(r"(?<![^\s\d-])[^\s\d-]", said.casefold())]
    return [said.casefold()[start:] for start in starts[-3:]]


def _shares(value: str, language: Language) -> Fraction | None:
    """What a fraction in words is of a whole; 0 if it cannot be read, and `None` if the words are none."""
    for joint in sorted(language.one_in, key=len, reverse=True):
        parts = re.split(rf"{GAP}{re.escape(joint)}{GAP}", value, flags=re.IGNORECASE)
        if len(parts) == 2:
            above, below = (readings(part, language) for part in parts)
            return above[0].low / below[0].low if above and below and below[0].low else Fraction(0)
    if not any(word in _denominators(language) for word in re.split(r"[\s‐‑-]+", value.casefold())):
        return None
    found = readings(value, language)
    return found[0].low if found and 0 < found[0].low < 1 else None


@cache
def _denominators(language: Language) -> frozenset[str]:
    return frozenset(word.casefold() for word in language.denominators)


def _ratio(said: str, language: Language) -> _Amount | None:
    """`1,000-for-1,000` is 1,000 a side; `one in five` is 20 %; others are ratios."""
    parts = re.split(
        rf"(?:{HYPHEN}|{SPACE})+(for|to|in|{either(language.one_in)})(?:{HYPHEN}|{SPACE})+", said, flags=re.IGNORECASE
    )
    if len(parts) != 3:
        return None
    one, other = (amount(part, language) for part in (parts[0], parts[2]))
    if not one.readings:  # thousand-for-thousand
        one, other = (_Amount(readings(part, language)) for part in (parts[0], parts[2]))
    if not one.readings or not other.readings:
        return None
    if parts[1].casefold() == "for":
        if one.readings == other.readings:
            return one._replace(per="side")
        return _quotient(one, other)
    return _quotient(one, other) if parts[1].casefold() == "to" else _share(one, other)


def _share(one: _Amount, other: _Amount) -> _Amount | None:
    if not one.readings or not other.readings or other.readings[0].low <= 0:
        return None
    share = one.readings[0].low / other.readings[0].low * 100
    return _Amount([Value(share, share)], SHARE)


def _quotient(one: _Amount, other: _Amount) -> _Amount | None:
    if not one.readings or not other.readings or not other.readings[0].low:
        return None
    share = one.readings[0].low / other.readings[0].low
    return _Amount([Value(share, share)], RATIO)


def _range(one: _Amount, other: _Amount) -> _Amount | None:
    """From the one to the other, both in the unit of one; `None` if the second is less: a score."""
    if not one.readings or not other.readings:
        return None
    low, high = one.readings[0], other.readings[0]
    unit = other.unit or one.unit
    if one.unit and other.unit and one.unit != other.unit:
        scale = factor(one.unit, other.unit)
        if scale is None:
            return None
        low = low.times(scale)
    if other.magnitude > 1 and one.magnitude == 1 and low.high * other.magnitude <= high.low:
        low = low.times(other.magnitude)
    if low.low > high.high:
        return None
    asked = len(one.readings) + len(other.readings) > 2
    whole = Value(low.low, high.high)
    return _Amount(
        [whole, Value(other.readings[-1].low, other.readings[-1].high)] if asked else [whole], unit, other.per
    )


def _duration(one: _Amount, more: str, language: Language) -> _Amount:
    """`2 hours and 30 minutes`, in the first unit."""
    _, digits = value_patterns(language)
    worded, _ = value_patterns(language)
    total = one.readings[:1]
    for part in re.finditer(rf"(?:{worded}|{digits})(?:{GAP}|{HYPHEN})?[^\W\d_]+", more, re.IGNORECASE):
        another = amount(part[0], language)
        scale = factor(another.unit, one.unit)
        if another.readings and scale is not None and total:
            total = [
                Value(total[0].low + another.readings[0].low * scale, total[0].high + another.readings[0].high * scale)
            ]
    return one._replace(readings=total)


@cache
def trailing(language: Language) -> re.Pattern[str]:
    """A modifier behind a value, at the end of what is searched."""
    return re.compile(rf"(?:(?:{GAP}|\b)(?:{either(language.trailing)})|{HYPHEN}plus)\Z", re.IGNORECASE)


@cache
def _halves(language: Language) -> frozenset[str]:
    """Modifiers behind a value that add a half: *et demie*."""
    return frozenset(word for word, bound in language.trailing.items() if bound == "exactly")


@cache
def _bounds(language: Language) -> dict[str, Bound]:
    return {
        word.casefold(): bound
        for word, bound in (*language.trailing.items(), *language.signs.items(), *language.modifiers.items())
    }


@cache
def _modifier_words(language: Language) -> re.Pattern[str]:
    words = {
        bare.casefold()
        for word in (*language.modifiers, *language.signs, *language.trailing)
        for bare in (word, word.strip())
    }
    return re.compile(either(words), re.IGNORECASE)


def _bounds_in(said: str, language: Language) -> list[Bound]:
    """How each modifier of a text binds."""
    found = (" ".join(word.casefold().split()) for word in _modifier_words(language).findall(said))
    return [_bounds(language)[word] for word in found]


def overridden(found: Quantity, attributes: Mapping[str, str], language: Language) -> Quantity:
    """A quantity with what a person noted in place of what was read.

    A `value` is a number or a range with an en dash; one that cannot be read leaves the value to be asked. A `unit` that
    names none is what is counted.
    """
    changes: dict[str, object] = {}
    asked = set(found.asked)
    value = attributes.get("value", "").strip()
    if value:
        noted = _noted(value, language)
        asked.discard("value")
        if noted is None:
            asked.add("value")
        else:
            changes |= {
                "low": noted.readings[0].low,
                "high": noted.readings[-1].high,
                "step": Fraction(0),
                "readings": (),
            }
            if len(noted.readings) > 1:
                asked.add("value")
                changes["readings"] = tuple(reading.low for reading in noted.readings)
            if noted.unit:
                changes["unit"] = noted.unit
    if unit := attributes.get("unit", "").strip():
        known = _units(language).get(unit) or _units(language).get(unit.casefold()) or _known_unit(unit)
        if known:
            changes["unit"] = known
            asked.discard("unit")
        elif "counted" not in attributes:
            changes |= {"counted": unit, "thing": stem(unit.split()[-1], language)}
    if thing := attributes.get("counted", "").strip():
        changes |= {"counted": thing, "thing": stem(thing.split()[-1], language)}
    if per := attributes.get("per", "").strip():
        times = _folded(language.time_units)
        changes["per"] = times.get(per.casefold()) or stem(per.split()[-1], language)
    if modifier := attributes.get("modifier", "").strip():
        bounds = _bounds_in(modifier, language)
        changes |= {"modifier": modifier, "bound": bounds[-1] if bounds else None}
    if date := attributes.get("as_of", "").strip():
        changes["as_of"] = date
    return msgspec.structs.replace(found, asked=tuple(sorted(asked)), **changes)


def said_attributes(quantity: Quantity, language: Language) -> dict[str, list[str]]:
    """What a quantity says, by attribute of a span, as a person would note it; of an open value each reading."""
    values = [plain(reading).replace(",", "") for reading in quantity.readings] or [attribute_value(quantity)]
    times = [word for word, unit in language.time_units.items() if unit == quantity.per]
    per = min(times, key=len) if times and quantity.per not in times else quantity.per
    unit = "" if "unit" in quantity.asked else quantity.unit
    said = {
        "value": values, "unit": [unit], "modifier": [quantity.modifier], "counted": [quantity.counted], "per": [per],
    }  # fmt: skip
    return {name: known for name, values in said.items() if (known := [value for value in values if value])}


def _known_unit(unit: str) -> str:
    if unit in CURRENCY_CODES or unit in CURRENCY_SIGNS:
        return (CURRENCY_CODES | CURRENCY_SIGNS)[unit]
    return unit if any(unit in units for units in DIMENSIONS.values()) else ""


def _noted(value: str, language: Language) -> _Amount | None:
    small = small_letters(value)
    number = _found(quantity(language).fullmatch(small) or quantity(language).match(small), value)
    found = _amount_of(number, language) if number and number.end == len(value) else None
    return found if found and found.readings else None


__all__ = [
    "ATTRIBUTES",
    "RATIO",
    "SHARE",
    "SentenceNumbers",
    "amount",
    "dated",
    "overridden",
    "said_attributes",
    "trailing",
]
