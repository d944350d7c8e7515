"""What all languages share: the patterns that their rows are built with, symbols, signs and months."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Meaning = TypeVar("Meaning")

SPACE = r"[ \t\u00a0\u2009\u202f]"
GAP = rf"(?:{SPACE}{{1,2}})"
HYPHEN = r"[-‐‑]"
UNSPACED = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff66-\uff9f"
"""Letters of scripts without spaces between words, as the inside of a class: a number may touch them."""


def either(words: Iterable[str]) -> str:
    """A pattern for any of `words`, longer ones first; a space in them stands for any one space; of none, for nothing."""
    return "|".join(map(_escaped, sorted(set(words), key=_longer_first))) or r"(?!)"


def by_letter(words: Iterable[str]) -> str:
    """As `either`, for small letters: of words that begin otherwise only one letter is looked at."""
    after: dict[str, list[str]] = {}
    for word in sorted(set(map(small_letters, words)), key=_longer_first):
        after.setdefault(word[0], []).append(_escaped(word[1:]))
    return "|".join(f"{_escaped(first)}(?:{'|'.join(rest)})" for first, rest in after.items()) or r"(?!)"


def _longer_first(word: str) -> tuple[int, str]:
    return -len(word), word


def _escaped(word: str) -> str:
    return re.escape(word).replace(r"\ ", SPACE)


def in_small_letters(pattern: str) -> str:
    """A pattern that finds in `small_letters` of a text what it finds in the text without regard to case, in less than half the time."""
    return re.sub(r"\\.|\(\?P|[^\\(]+", lambda part: part[0] if part[0][0] in "\\(" else part[0].lower(), pattern)


_OTHER_FORMS = "İıſᲁᲃᲄᲅ"
"""What `re.IGNORECASE` takes for other letters, but `str.lower` does not."""
_ANY_OTHER_FORM = re.compile(f"[{_OTHER_FORMS}]")
_LETTERS = str.maketrans(_OTHER_FORMS, "iisдстт")


def small_letters(text: str) -> str:
    """A text in small letters, as many code points as before."""
    usual = text.isascii() or _ANY_OTHER_FORM.search(text) is None
    return (text if usual else text.translate(_LETTERS)).lower()


def by_word(words: Mapping[Meaning, str]) -> dict[str, Meaning]:
    """What each word means, from words that are parted by `|`, by what they mean."""
    return {word: meaning for meaning, listed in words.items() for word in listed.split("|")}


# fmt: off
SYMBOLS = by_word({
    "km": "km", "m": "m", "cm": "cm", "mm": "mm", "mi": "mi", "ft": "ft", "ha": "ha", "l": "l", "ml": "ml", "kg": "kg", "g": "g", "mg": "mg",
    "oz": "oz", "km/h": "km/h", "m/s": "m/s", "kW": "kW", "MW": "MW", "GW": "GW", "kWh": "kWh", "MWh": "MWh", "GWh": "GWh", "TWh": "TWh",
    "V": "V", "Hz": "Hz", "kHz": "kHz", "MHz": "MHz", "GHz": "GHz", "KB": "KB", "MB": "MB", "GB": "GB", "TB": "TB", "kcal": "kcal", "psi": "psi",
    "hPa": "hPa", "dB": "dB", "km²": "km²|km2", "m²": "m²|m2", "m³": "m³|m3",
})
TIME_SYMBOLS = by_word({"h": "h", "s": "s", "ms": "ms", "min": "min"})
CURRENCY_SIGNS = by_word({
    "USD": "US$|USD", "AUD": "A$|AU$", "CAD": "C$|CA$", "HKD": "HK$", "NZD": "NZ$", "SGD": "S$", "BRL": "R$", "TWD": "NT$", "EUR": "€|EUR", "$": "$",
    "GBP": "£|GBP", "¥": "¥", "INR": "₹|INR|Rs|Rs.", "RUB": "₽|RUB", "UAH": "₴|UAH", "TRY": "₺", "KRW": "₩", "ILS": "₪", "CHF": "CHF", "JPY": "JPY",
    "CNY": "CNY", "kr": "kr",
})
CURRENCY_CODES = by_word({
    "USD": "USD", "EUR": "EUR|€", "GBP": "GBP|£", "CHF": "CHF", "JPY": "JPY|円", "CNY": "CNY|元", "RUB": "RUB|₽", "UAH": "UAH|₴", "INR": "INR|₹",
    "CAD": "CAD", "AUD": "AUD", "SEK": "SEK", "NOK": "NOK", "DKK": "DKK", "PLN": "PLN", "CZK": "CZK", "HUF": "HUF", "TRY": "TRY|₺", "$": "$", "¥": "¥",
    "KRW": "₩", "ILS": "₪",
})
MONTHS = by_word({
    1: "January|Januar|Jänner|janvier|enero", 2: "February|Februar|février|febrero", 3: "March|März|mars|marzo", 4: "April|avril|abril",
    5: "May|Mai|mai|mayo", 6: "June|Juni|juin|junio", 7: "July|Juli|juillet|julio", 8: "August|août|agosto",
    9: "September|septembre|septiembre", 10: "October|Oktober|octobre|octubre", 11: "November|novembre|noviembre",
    12: "December|Dezember|décembre|diciembre",
})
SHORT_MONTHS = by_word({
    1: "Jan", 2: "Feb", 3: "Mar", 4: "Apr", 6: "Jun", 7: "Jul", 8: "Aug", 9: "Sept|Sep", 10: "Oct", 11: "Nov", 12: "Dec",
})
"""Dates are known in all languages of the table, whichever the article's is."""
DIGIT_MAGNITUDES = by_word({
    1_000: "тыс.", 100_000: "lakh|lakhs", 1_000_000: "million|mln|mn|Mio.|Million|Millionen|millions|millones|млн", 10_000_000: "crore|crores",
    1_000_000_000: "billion|bn|mlrd|mld|Mrd.|Milliarde|Milliarden|milliard|milliards|mil millones|млрд",
    1_000_000_000_000: "trillion|tn|trn|lakh crore|трлн",
})
"""Magnitudes that belong to the digits before them in every language; a language's own come first."""
EAST_ASIAN = by_word({
    0: "〇|零", 1: "一", 2: "二|两|兩", 3: "三", 4: "四", 5: "五", 6: "六", 7: "七", 8: "八", 9: "九", 10: "十", 100: "百", 1_000: "千",
    10_000: "万|萬", 100_000_000: "億|亿", 1_000_000_000_000: "兆",
})
SMALL_WORDS = (
    "a", "an", "and", "as", "at", "but", "by", "de", "for", "from", "in", "into", "la", "le", "nor", "of", "on", "or", "over", "the",
    "to", "up", "with",
)
"""Words of a title that begin with a small letter, in every language."""
AD_HEADS = (
    "sponsored", "advertisement", "advertorial", "ad", "anzeige", "werbung", "reklame", "publicidad", "patrocinado",
    "publicité", "広告",
)
"""Before a colon or a dash these head an advertisement, in every language."""
