"""What a number is worth, from its digits or words: exactly, and every reading of what has several."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from annotator.text.languages.shared import DIGIT_MAGNITUDES, EAST_ASIAN, UNSPACED, either

if TYPE_CHECKING:
    from annotator.text.languages.language import Language

ROUGH = 2, 10
"""Dozens are from 2 to 10 dozen."""
LONGEST = 200
"""Code points of a number; what is longer has no value."""
_VULGAR = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5", "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅛": "1/8",
    "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
}  # fmt: skip
_SPACES = " \t\u00a0\u2009\u202f"
_DIGITS = re.compile(
    rf"(?P<sign>[-−+±])?[{_SPACES}]?(?:(?P<number>\d[\d.,'’{_SPACES}]*\d(?![/\d])|\d(?![/\d]))?"
    rf"[{_SPACES}]?(?P<vulgar>[{''.join(_VULGAR)}]|\d{{1,6}}/\d{{1,6}})?)(?P<rest>.*)",
    re.DOTALL,
)
_SHORT = {"k": 1_000, "m": 1_000_000}


class Value(NamedTuple):
    """One reading of a number."""

    low: Fraction
    high: Fraction
    step: Fraction = Fraction(0)
    """The place of the last figure said, where a magnitude or a unit says that the value may be rounded to it; else 0."""

    def times(self, scale: Fraction | int) -> Value:
        """The same, so many times."""
        return Value(self.low * scale, self.high * scale, self.step * scale)


def exactly(value: Fraction | float, step: Fraction | int = 0) -> Value:
    """The value of a number that says one."""
    return Value(Fraction(value), Fraction(value), Fraction(step))


def readings(said: str, language: Language, *, measured: bool = False, share: bool = False) -> list[Value]:
    """Every value that a number in digits or words may have; several where a mark may part groups or a fraction.

    Args:
        said: The number without its unit and currency, such as `1.5 million`, `three hundred`, `dozens`.
        language: Whose words and marks are meant.
        measured: Whether a unit follows, so that digits may have been rounded.
        share: Whether that is a percent sign or the like, before which nobody groups thousands.
    """
    said = said.strip()
    if not said or len(said) > LONGEST:
        return []
    if not language.spaces and re.search(rf"[{UNSPACED}]", said):
        return _east_asian(said)
    if said[0].isdigit() or said[0] in _VULGAR or (said[0] in "-−+±" and len(said) > 1):
        return _in_digits(said, language, measured=measured, share=share)
    value = _in_words(said, language)
    return [] if value is None else [value]


def _in_digits(said: str, language: Language, *, measured: bool, share: bool) -> list[Value]:
    match = _DIGITS.match(said)
    if match is None or not (match["number"] or match["vulgar"]):
        return []
    rest = match["rest"].strip(_SPACES + "-‐‑").rstrip("+")
    magnitude = _magnitude(rest, language) if rest else 1
    if magnitude is None:
        return []
    found = _plain(match["number"] or "0", language.decimal, sure=share or bool(rest))
    if match["vulgar"]:
        more = Fraction(_VULGAR.get(match["vulgar"], match["vulgar"])) if not match["vulgar"].endswith("/0") else None
        found = [] if more is None else [exactly(value.low + more) for value in found]
    sign = -1 if match["sign"] in {"-", "−"} else 1
    rounded = bool(rest) or measured
    return [exactly(value.low * magnitude * sign, value.step * magnitude if rounded else 0) for value in found]


def _magnitude(word: str, language: Language) -> int | None:
    """What a word or sign after digits multiplies them by; `None` if it is none, and so are several in a row."""
    product, known = 1, _magnitudes(language)
    for match in _split(word, tuple(known), compounds=True):
        if match not in known:
            return None
        product *= known[match]
    return product


@cache
def _magnitudes(language: Language) -> dict[str, int]:
    words = {**_SHORT, **EAST_ASIAN, **DIGIT_MAGNITUDES, **language.magnitudes, **language.digit_magnitudes}
    return {word.casefold(): value for word, value in words.items() if value > 9}


@cache
def _splitter(words: tuple[str, ...], *, compounds: bool) -> re.Pattern[str]:
    end = "" if compounds else r"(?!\w)"
    return re.compile(rf"(?:{either(words)}){end}|[^\W\d_]+|\d+")


def _split(text: str, words: tuple[str, ...], *, compounds: bool) -> list[str]:
    """The words of a text in small letters, known ones first, with one space between the parts of one.

    `compounds` takes known words out of longer ones: dreihundertzwanzig, 3億5000万.
    """
    return [" ".join(part.split()) for part in _splitter(words, compounds=compounds).findall(text.casefold())]


def _plain(digits: str, decimal: str, *, sure: bool) -> list[Value]:
    """The readings of digits with marks between them: `decimal` is the mark that the language has before fractions.

    `sure` says that one before three digits is that mark. Two marks say themselves which parts groups, and so does one that comes twice, or that no three digits follow.
    """
    digits = re.sub(rf"['’{_SPACES}]", "", digits)
    marks = [character for character in digits if character in ".,"]
    if not marks:
        zeros = len(digits) - len(digits.rstrip("0"))
        return [exactly(int(digits), 10 ** min(zeros, len(digits) - 1))]
    last = marks[-1]
    whole, _, part = digits.rpartition(last)
    grouped = exactly(int(re.sub(r"[.,]", "", digits)))
    as_fraction = exactly(Fraction(f"{re.sub(r'[.,]', '', whole)}.{part}"), Fraction(1, 10 ** len(part)))
    if len(marks) > 1:
        return [grouped] if marks.count(last) > 1 or len(set(marks)) == 1 else [as_fraction]
    if len(part) != 3 or len(whole) > 3 or whole == "0":
        return [as_fraction]
    if decimal and last != decimal:
        return [grouped]
    return [as_fraction] if decimal and sure else [grouped, as_fraction]


class _Words(NamedTuple):
    """The number words of a language, in small letters."""

    values: dict[str, float]
    magnitudes: dict[str, int]
    rough: dict[str, int]
    denominators: dict[str, int]
    all: tuple[str, ...]


@cache
def _words(language: Language) -> _Words:
    def small(words: dict[str, float]) -> dict[str, float]:
        return {word.casefold(): value for word, value in words.items()}

    values = small(dict(language.values))
    magnitudes = {word: value for word, value in _magnitudes(language).items() if len(word) > 1}
    rough = {word.casefold(): value for word, value in language.rough_values.items()}
    denominators = {word.casefold(): value for word, value in language.denominators.items()}
    joining = ("and", "und", "et", "y")
    return _Words(values, magnitudes, rough, denominators, (*values, *magnitudes, *rough, *denominators, *joining))


_AND = frozenset({"and", "und", "et", "y"})
_BETWEEN = frozenset(
    {
        "of",
        "de",
        "d",
        "des",
        "von",
        "par",
        "aux",
        "la",
        "le",
        "die",
        "der",
        "aber",
        "good",
        "bonne",
        "petite",
        "knappes",
        "knappe",
        "parte",
        "partes",
    }
)


def _in_words(said: str, language: Language) -> Value | None:
    """The value of a number in words; `None` if a word among them is none."""
    words = _words(language)
    tokens = _split(
        said.replace("-", " ").replace("‐", " ").replace("‑", " "), words.all, compounds=language.code == "de"
    )
    known = [token for token in tokens if token not in _BETWEEN]
    if not known:
        return None
    if known[0] in words.rough:
        return _rough(known, words)
    sum_ = _Sum(french=language.code == "fr")
    for token in known:
        if token.isdigit():
            sum_.add(int(token))
        elif token in words.denominators:
            sum_.part(words.denominators[token])
        elif token in _AND:
            sum_.mark()
        elif token in words.values and words.values[token] not in {100, 1_000}:
            sum_.add(words.values[token])
        elif token in words.values or token in words.magnitudes:
            sum_.multiply(int(words.values.get(token) or words.magnitudes[token]))
        else:
            return None
    value = sum_.value
    return exactly(value, _last_place(value, words, known))


def _last_place(value: Fraction, words: _Words, known: list[str]) -> Fraction:
    """The place that a magnitude word rounds to."""
    magnitude = words.magnitudes.get(known[-1], 0)
    return Fraction(magnitude) if magnitude >= 1_000 and value >= magnitude else Fraction(0)


def _rough(known: list[str], words: _Words) -> Value | None:
    product = 1
    for token in known:
        if token in _AND:
            break
        value = words.rough.get(token) or words.magnitudes.get(token) or int(words.values.get(token) or 0)
        if not value:
            return None
        product *= value
    return Value(Fraction(product * ROUGH[0]), Fraction(product * ROUGH[1])) if product > 1 else None


class _Sum:
    """A number in words, while it is heard word by word."""

    def __init__(self, *, french: bool) -> None:
        self._french = french
        self._total = Fraction(0)
        self._now = Fraction(0)
        """What is below the next magnitude."""
        self._before_and: Fraction | None = None
        self._last: float = 0
        self._parted = False

    @property
    def value(self) -> Fraction:
        return self._total + self._now

    def add(self, value: float) -> None:
        if self._parted and value == 1:
            return  # half *a* million
        if self._french and value == 20 and self._last == 4:
            self._now += 76  # quatre-vingt
        else:
            self._now += Fraction(value)
        self._last = value

    def mark(self) -> None:
        """An *and* was heard."""
        self._before_and = self._now

    def part(self, denominator: int) -> None:
        """A half, thirds: of one, or so many as were heard since *and*."""
        whole = self._before_and or Fraction(0)
        numerator = self._now - whole
        if self._before_and is None and self._last > 9:
            whole, numerator = self._now, Fraction(1)
        self._now = whole + _or_one(numerator) / denominator
        self._parted = True

    def multiply(self, magnitude: int) -> None:
        if magnitude < 1_000:
            self._now = _or_one(self._now) * magnitude if self._now < 100 else self._now + magnitude
        elif not self._now and self._total:
            self._total *= magnitude
        else:
            self._total += _or_one(self._now) * magnitude
            self._now = Fraction(0)
        self._last, self._before_and, self._parted = 0, None, False


def _or_one(value: Fraction) -> Fraction:
    return value or Fraction(1)


_EAST_ASIAN_PART = re.compile(r"\d[\d,]*(?:\.\d+)?|[^\d,.\s]")


def _east_asian(said: str) -> list[Value]:
    """A number in kanji, or in digits with kanji magnitudes: 三百, 120万, 3億5000万."""
    if match := re.fullmatch(r"(\d{1,6}|\w{1,6})分の(\d{1,6}|\w{1,6})", said):
        below, above = _east_asian(match[1]), _east_asian(match[2])
        return [exactly(above[0].low / below[0].low)] if below and above and below[0].low else []
    if said in {"半分", "半数", "一半"}:
        return [exactly(Fraction(1, 2))]
    rough = said.startswith("数")
    total = section = digit = Fraction(0)
    for part in _EAST_ASIAN_PART.findall(said[1:] if rough else said):
        if part[0].isdigit():
            digit = Fraction(part.replace(",", ""))
            continue
        value = EAST_ASIAN.get(part)
        if value is None:
            return []
        if value < 10:
            digit = digit * 10 + value
        elif value < 10_000:
            section, digit = section + (digit or 1) * value, Fraction(0)
        else:
            total, section, digit = total + ((section + digit) or 1) * value, Fraction(0), Fraction(0)
    value_ = total + section + digit
    return [Value(value_ * ROUGH[0], value_ * ROUGH[1]) if rough else exactly(value_)]


__all__ = ["LONGEST", "ROUGH", "Value", "exactly", "readings"]
