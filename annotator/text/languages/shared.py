"""What all languages share: the patterns that their rows are built with, symbols, signs and months."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SPACE = r"[ \t\u00a0\u2009\u202f]"
GAP = rf"(?:{SPACE}{{1,2}})"
HYPHEN = r"[-‐‑]"
UNSPACED = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff66-\uff9f"
"""Letters of scripts without spaces between words, as the inside of a class: a number may touch them."""


def either(words: Iterable[str]) -> str:
    """A pattern for any of `words`, longer ones first; a space in them stands for any one space; of none, for nothing."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", SPACE) for word in ordered) or r"(?!)"


# fmt: off
SYMBOLS = (
    "km", "m", "cm", "mm", "mi", "ft", "ha", "l", "ml", "kg", "g", "mg", "oz", "km/h", "m/s", "kW", "MW", "GW", "kWh", "MWh",
    "GWh", "TWh", "V", "Hz", "kHz", "MHz", "GHz", "KB", "MB", "GB", "TB", "kcal", "psi", "hPa", "dB", "km²", "m²", "km2", "m2",
    "m³", "m3",
)
TIME_SYMBOLS = ("h", "s", "ms", "min")
CURRENCY_SIGNS = (
    "US$", "A$", "AU$", "C$", "CA$", "HK$", "NZ$", "S$", "R$", "NT$", "€", "$", "£", "¥", "₹", "₽", "₴", "₺", "₩", "₪",
    "USD", "EUR", "GBP", "CHF", "JPY", "CNY", "RUB", "UAH", "INR", "Rs", "Rs.", "kr",
)
CURRENCY_CODES = (
    "USD", "EUR", "GBP", "CHF", "JPY", "CNY", "RUB", "UAH", "INR", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF",
    "TRY", "€", "$", "£", "¥", "₹", "₽", "₴", "₺", "₩", "₪", "円", "元",
)
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December", "Januar", "Februar", "März", "Mai", "Juni", "Juli", "Oktober", "Dezember", "Jänner",
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec")
"""Dates are known in all languages of the table, whichever the article's is."""
DIGIT_MAGNITUDES = (
    "million", "billion", "trillion", "mln", "mn", "bn", "tn", "trn", "mlrd", "mld", "lakh", "lakhs", "crore", "crores",
    "lakh crore", "Mio.", "Mrd.", "Million", "Millionen", "Milliarde", "Milliarden", "millions", "milliard", "milliards",
    "millones", "mil millones", "тыс.", "млн", "млрд", "трлн",
)
"""Magnitudes that belong to the digits before them in every language."""
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
