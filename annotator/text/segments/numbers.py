"""Numbers as the guideline cuts them: value, touching modifier, unit; ranges, ratios and series ordinals; never dates.

Text that holds digits but no quantity (dates, clock times, codes, addresses) is blanked first, at equal length; then
candidates are found by pattern and judged one by one by their neighbours: names, years, pronouns, things pointed back to.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from annotator.text.segments.paragraphs import line_at, lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.model import Range

ONES = ("two", "three", "four", "five", "six", "seven", "eight", "nine")
"""`one` is apart: alone it is more often a pronoun."""
TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
MAGNITUDES = ("hundred", "thousand", "million", "billion", "trillion", "dozen")
SHORT_MAGNITUDES = ("million", "billion", "trillion", "mln", "mn", "bn", "tn", "trn", "m", "k", "Mio.", "Mrd.")
"""After digits, with or without a space; `m` and `k` only without, or after a currency sign."""
PLURALS = ("dozens", "hundreds", "thousands", "millions", "billions", "trillions")
FRACTIONS = (
    "half", "halves", "third", "thirds", "quarter", "quarters", "fourth", "fourths", "fifth", "fifths", "sixth", "sixths",
    "seventh", "sevenths", "eighth", "eighths", "ninth", "ninths", "tenth", "tenths", "hundredth", "hundredths",
)  # fmt: skip
ORDINALS = (
    "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
    "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
    "thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth", "hundredth", "thousandth",
    "millionth",
)  # fmt: skip
LOW_ORDINALS = ("first", *ORDINALS[:8])

MODIFIERS = (
    "about", "around", "roughly", "approximately", "approx.", "some", "nearly", "almost", "close to",
    "at least", "at most", "no less than", "no more than", "no fewer than", "not more than", "not less than",
    "more than", "less than", "fewer than", "greater than", "higher than", "lower than", "over", "under", "above", "below",
    "just over", "just under", "just about", "just above", "just below", "just short of", "well over", "well under",
    "well above", "well below", "far more than", "many more than", "slightly more than", "slightly less than",
    "slightly over", "slightly under", "a little over", "a little under", "a little more than", "a little less than",
    "up to", "as many as", "as much as", "as few as", "as little as", "upwards of", "upward of", "in excess of",
    "an estimated", "estimated", "estimated at", "estimated to be", "estimated to be around", "estimated to be about",
    "a maximum of", "a minimum of", "a reported", "exactly", "precisely", "barely", "virtually", "practically",
    "the equivalent of", "somewhere around", "something like", "anything up to", "more or less", "circa", "ca.", "c.",
    "plus or minus", "a good", "a further estimated", "another estimated", "not quite", "minus",
)  # fmt: skip
"""What says how exact a value is or which bound. Not `only`, `just`, `a total of`: they say nothing about the value."""
SIGNS = ("~", "≈", "<", ">", "≤", "≥", "±", "c.", "ca.")
BEFORE_MAGNITUDE = ("several", "a few", "many", "a couple of", "half a", "a")
OVER = frozenset({"over"})
"""Before a time it means during (over three days), after some verbs it belongs to them."""
PHRASAL = frozenset({
    "hand", "hands", "handed", "handing", "take", "takes", "took", "taken", "taking", "turn", "turns", "turned",
    "turning", "carry", "carried", "carries", "pass", "passed", "roll", "rolled", "all", "flew", "fly",
    "flying", "spread", "fight", "fought", "fighting", "rule", "ruled", "preside", "presided", "win", "won",
    "watch", "watched", "back", "looked", "think",
})  # fmt: skip
"""Before `over` these make it part of a verb: hand over four regions."""
TRAILING = ("or so", "or more", "or fewer", "or less", "or thereabouts", "at least", "at most", "and counting")

TIME_UNITS = (
    "seconds", "second", "secs", "sec", "minutes", "minute", "mins", "min", "hours", "hour", "hrs", "hr", "days", "day",
    "nights", "night", "weeks", "week", "fortnights", "months", "month", "years", "year", "yrs", "yr", "decades", "decade",
    "centuries", "century", "milliseconds", "millisecond", "ms", "h", "s",
)  # fmt: skip
MEASURES = (
    "kilometres", "kilometre", "kilometers", "kilometer", "km", "metres", "metre", "meters", "meter", "m",
    "centimetres", "centimetre", "centimeters", "centimeter", "cm", "millimetres", "millimetre", "millimeters",
    "millimeter", "mm", "miles", "mile", "mi", "yards", "yard", "feet", "foot", "ft", "inches", "inch",
    "nautical miles", "nautical mile", "light-years", "light years", "fathoms",
    "acres", "acre", "hectares", "hectare", "ha", "litres", "litre", "liters", "liter", "l", "ml", "gallons", "gallon",
    "barrels", "barrel", "pints", "pint", "kilograms", "kilogram", "kilos", "kilo", "kg", "grams", "gram", "g",
    "milligrams", "mg", "tonnes", "tonne", "tons", "ton", "pounds", "pound", "lbs", "lb", "ounces", "ounce", "oz",
    "knots", "knot", "mph", "kph", "km/h", "kmh", "m/s", "watts", "watt", "kilowatts", "megawatts", "gigawatts", "kW", "MW",
    "GW", "kWh", "MWh", "GWh", "TWh", "kilowatt-hours", "megawatt-hours", "terawatt-hours", "volts", "volt", "V",
    "amps", "hertz", "Hz", "kHz", "MHz", "GHz", "bytes", "kilobytes", "megabytes", "gigabytes", "terabytes",
    "KB", "MB", "GB", "TB", "megapixels", "pixels", "calories", "kcal", "psi", "hPa", "decibels", "dB", "carats",
    "degrees Celsius", "degrees Fahrenheit", "degrees", "degree", "kelvin", "km²", "m²", "km2", "m2", "m³", "m3", "sq km",
    "sq ft", "sq m", "times", "kilotons", "megatons", "kilotonnes", "megatonnes",
)  # fmt: skip
PERCENT = (
    "per cent", "percent", "percentage points", "percentage point", "basis points", "basis point", "pct", "bps", "Prozent",
    "pour cent", "por ciento", "procent",
)  # fmt: skip
CURRENCIES = (
    "US dollars", "U.S. dollars", "dollars", "dollar", "euros", "euro", "Euro", "cents", "cent", "pounds sterling", "pounds",
    "pence", "francs", "Swiss francs", "rubles", "ruble", "roubles", "rouble", "hryvnias", "hryvnia", "hryvnas", "yen", "yuan",
    "rupees", "rupee", "kronor", "kroner", "koruna", "pesos", "peso", "liras", "lira", "zlotys", "zloty",
    "shekels", "shekel", "rand", "dirhams", "riyals", "forints", "bitcoin", "bitcoins",
    "USD", "EUR", "GBP", "CHF", "JPY", "CNY", "RUB", "UAH", "INR", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF",
    "TRY", "€", "$", "£", "¥", "₹", "₽", "₴", "₺", "₩", "₪",
)  # fmt: skip
CURRENCY_SIGNS = (
    "US$", "A$", "AU$", "C$", "CA$", "HK$", "NZ$", "S$", "R$", "NT$", "€", "$", "£", "¥", "₹", "₽", "₴", "₺", "₩", "₪",
    "USD", "EUR", "GBP", "CHF", "JPY", "CNY", "RUB", "UAH", "INR", "Rs", "kr",
)  # fmt: skip

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December", "Januar", "Februar", "März", "Mai", "Juni", "Juli", "Oktober", "Dezember",
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec")

DESIGNATORS = frozenset({
    "no", "no.", "nos", "nos.", "nr", "nr.", "number", "page", "pages", "chapter", "room", "flight", "line",
    "gate", "route", "article", "paragraph", "section", "version", "day", "step", "part", "grade", "level",
    "type", "category", "group", "class", "formula", "lane", "platform", "pier", "phase", "channel", "highway",
    "interstate", "figure", "fig", "table", "unit", "block", "building", "house", "apartment", "suite", "track",
    "episode", "season", "volume", "vol", "vol.", "issue", "bus", "tram", "train", "runway", "station",
    "district", "precinct", "ward", "zone", "area", "point", "resolution", "act", "rule", "clause", "item",
    "lot", "model", "mark", "form", "terminal", "round", "numbered", "code", "codes", "alarm", "alarms",
})  # fmt: skip
"""A bare number directly after one of these names a thing and counts nothing."""
NO_NAMES = frozenset({
    "a", "about", "above", "after", "all", "almost", "also", "although", "an", "and", "another", "any",
    "approximately", "around", "as", "at", "because", "before", "below", "between", "but", "by", "despite",
    "during", "each", "even", "every", "few", "for", "from", "given", "had", "has", "have", "he", "her", "his",
    "how", "however", "if", "in", "including", "into", "is", "it", "its", "just", "last", "least", "like",
    "many", "more", "most", "nearly", "next", "nine", "no", "not", "now", "of", "off", "on", "once", "one",
    "only", "or", "other", "our", "out", "over", "per", "roughly", "she", "since", "so", "some", "such", "than",
    "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "though", "through",
    "throughout", "to", "today", "together", "under", "until", "up", "upon", "was", "we", "were", "what",
    "when", "where", "whereas", "which", "while", "who", "whose", "will", "with", "within", "without", "would",
    "you", "yes", "yesterday", "yet", "they've", "we've", "i", "my", "your", "among", "amid", "both", "add",
    "added", "make", "made", "get", "got", "still", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday", "officials", "police",
})  # fmt: skip
"""Capitalised at the beginning of a sentence these name nothing: a number after them may count."""
HALVES = frozenset({
    "lower", "upper", "first", "second", "other", "top", "bottom", "latter", "front", "back", "left", "right",
    "northern", "southern", "eastern", "western", "one",
})  # fmt: skip
"""Before *half* these make it a part of a thing, no share: the lower half of the sheet."""
POINTING = frozenset({"the", "these", "those", "other", "first", "last", "next"})
"""Before a bare small number these mostly point back (the two, those three), as the guideline leaves out."""
NOT_COMPOUND = frozenset(
    {"way", "faced", "thirds", "fold", "seater", "by", "piece", "timer", "some", "time", "hand", "handed", "off"}
)
"""After a spelled-out number and a hyphen these make a word of its own."""


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
    small = rf"(?:(?:{either(TENS)})(?:(?:{_HYPHEN}|{_SPACE})(?:one|{either(ONES)}))?|{either(TEENS)}|{either(ONES)}|one|zero)"
    magnitude = rf"(?:{_HYPHEN}|{_GAP})(?:{either(MAGNITUDES)})\b"
    tail = rf"(?:{magnitude}(?:(?:{_GAP}and)?(?:{_HYPHEN}|{_GAP}){small}\b)?)"
    before = either(BEFORE_MAGNITUDE)
    plural = rf"(?:(?:tens|scores)(?={_GAP}of\b)|{either(PLURALS)})(?:{_GAP}of{_GAP}(?:{either(PLURALS)})\b|{_GAP}and{_GAP}(?:{either(PLURALS)})\b)*"
    fraction = (
        rf"(?:(?:one|{either(ONES)})(?:{_HYPHEN}|{_GAP})(?:{either(FRACTIONS)})\b"
        rf"|an?{_GAP}(?:{either(FRACTIONS[:1] + FRACTIONS[2:])})\b(?={_GAP}(?:of|an?)\b)"
        rf"|half{_GAP}an?{_GAP}(?:{either((*MAGNITUDES, *TIME_UNITS, *MEASURES))})\b)"
    )
    and_part = rf"(?:{_GAP}and{_GAP}(?:a{_GAP}(?:half|third|quarter)|(?:one|{either(ONES)}){_HYPHEN}(?:{either(FRACTIONS)}))\b)?"
    worded = (
        rf"(?:{fraction}|half(?={_GAP}(?:of|the|its|his|her|their|our|all|an?)\b)|(?:{before}|{small}){tail}+{and_part}"
        rf"|(?:(?:many|several){_GAP})?{plural}|{small}\b{and_part}|twice\b)"
    )
    grouped = rf"\d{{1,3}}(?:(?:[,.'’]|{_SPACE})\d{{3}}(?!\d))+(?:[.,]\d+)?"
    vulgar = r"[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]"
    simple = rf"(?:{grouped}|\d+[.,]\d+|\d+(?:{_GAP}?\d/\d{{1,2}}(?!\d))|\d{{1,2}}/(?:[2-9]|10|16)(?![\d/])|\d+{vulgar}?|{vulgar})"
    short = rf"(?:{_GAP}?(?:{either(word for word in SHORT_MAGNITUDES if len(word) > 1)})(?!\w)|[mk](?!\w)|{_HYPHEN}(?:million|billion)\b|{_GAP}(?:hundred|thousand|dozen)\b)"
    digits = rf"(?:(?:{either(CURRENCY_SIGNS)}){_SPACE}?)?(?:(?<![\w.,)])[-−+±])?(?:(?:{either(CURRENCY_SIGNS)}){_SPACE}?)?{simple}{short}?\+?"
    return worded, digits


def _unit() -> str:
    """The pattern of what may follow a value as its unit, with the space or hyphen between them."""
    per = rf"(?:{_GAP}(?:per|an?){_GAP}(?:second|minute|hour|kilogram|kilo|litre|liter|gallon)\b)?"
    cubic = rf"(?:(?:square|cubic){_GAP})?"
    worded = rf"(?:{_GAP}|{_HYPHEN})(?:{either(PERCENT)}|{either(TIME_UNITS)}|{cubic}(?:{either(MEASURES)})(?:{per}))(?![\w])(?:{_HYPHEN}olds?\b)?"
    glued = rf"(?:{either(word for word in (*MEASURES, *TIME_UNITS) if len(word) <= 4)})(?![\w])"
    money = rf"(?:{_GAP}?(?:{either(CURRENCIES)})(?![\w]))"
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
    time = rf"(?:{either(TIME_UNITS)})(?!\w)"
    duration = rf"(?:(?:,?{_GAP}and|,)?{_GAP}{value}(?:{_GAP}|{_HYPHEN})?{time})"
    joint = rf"(?:{_GAP}?{_DASH}{_GAP}?(?=[\d½⅓¼¾$€£])|{_HYPHEN}|{_GAP}(?:to|or|out{_GAP}of){_GAP}|{_HYPHEN}(?:to|for){_HYPHEN}|:(?=\d)|/(?=\d))"
    bare = rf"(?:\d[\d,]{{,30}}|one|{either((*ONES, *TEENS, *TENS, *MAGNITUDES))})"
    ratio = rf"{bare}{_HYPHEN}(?:for|to|in){_HYPHEN}{bare}(?!\w)"
    one_in = rf"(?:one|{either(ONES)}|[1-9])(?:{_GAP}in{_GAP}(?:every{_GAP})?|{_GAP}out{_GAP}of{_GAP}(?:every{_GAP})?|{_HYPHEN}in{_HYPHEN})(?:{value})(?!{unit})(?![\w])"
    for_for = r"(?P<same>\d[\d,]{,30}|one|thousand|hundred) for (?P=same)(?![\w])"
    between = rf"between{_GAP}{amount}{_GAP}and{_GAP}{amount}"
    trailing = rf"(?:{_GAP}(?:{either(TRAILING[:5])})\b|{_HYPHEN}plus\b)"
    return re.compile(
        rf"(?<![\w/@#_])(?:(?P<ratio>{ratio}|{one_in}|{for_for})|(?P<between>{between})"
        rf"|(?P<first>{amount})(?:(?P<more>{duration}{{1,6}})|(?P<joint>{joint})(?P<second>{amount}))?{trailing}?)",
        re.IGNORECASE,
    )


@cache
def ordinal() -> re.Pattern[str]:
    """Ordinals from second up, in words or digits."""
    tens = rf"(?:(?:{either(TENS)}){_HYPHEN}(?:{either(LOW_ORDINALS)})|(?:one{_GAP})?{either(ORDINALS)})"
    return re.compile(rf"(?<![\w-])(?:{tens}|\d{{1,30}}(?:,\d{{3}}){{,10}}(?:st|nd|rd|th))(?!\w)", re.IGNORECASE)


@cache
def modifiers() -> re.Pattern[str]:
    """One or more modifiers with the space after them, at the end of what is searched."""
    return re.compile(rf"(?:(?<![\w'’-])(?:{either(MODIFIERS)}){_GAP}|(?:{either(SIGNS)}){_SPACE}?)+\Z", re.IGNORECASE)


@cache
def time_at_end() -> re.Pattern[str]:
    """A unit of time at the end of what is searched."""
    return re.compile(rf"[\s-](?:{either(TIME_UNITS)})\Z", re.IGNORECASE)


@cache
def dates() -> re.Pattern[str]:
    """Dates with at least a day or a year."""
    month = rf"(?:(?:{either(MONTHS)})\b|(?:{either(SHORT_MONTHS)})\b\.?)"
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
        r"|(?<!\w)(?:9/11|24/7|7/7)(?!\w)|(?<!\w)\d{1,2}/\d{1,2}/\d{2,4}(?!\w)|\d{1,30}[A-Z]{1,3}\d\w*|(?<!\w)\d[DGK](?!\w)"
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
_SMALL = frozenset(ONES)
_DIGIT = re.compile(r"\d")
_NOT_UNIT = re.compile(
    r"[^a-z%‰°€$£¥₹₽₴₺₩₪]|\b(?:[mk]|bn|million|billion|trillion|thousand|hundred|dozen|"
    rf"{'|'.join((*ONES, *TEENS, *TENS, 'one'))})\b"
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
    pattern, at = quantity(), 0
    while match := pattern.search(masked, at):
        start, end = match.span()
        value_end = match.end("first") if match["first"] else end
        if not _belong_together(match):
            end = value_end
        modifier = modifiers().search(masked, max(at, start - _BEFORE), start)
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
    if bullet and not dates().match(masked, bullet.end() - len(bullet[0].lstrip())):
        blank([bullet.span()])
    found = [match.span() for match in dates().finditer(masked)]
    dated += found
    blank(found)
    found = [match.span() for match in years().finditer(masked) if match["sure"]]
    dated += found
    blank(found)
    blank([match.span() for match in masks().finditer(masked)])
    found = [match.span() for match in years().finditer(masked) if match["bare"] and _is_year(masked, match)]
    dated += found
    blank(found)
    return masked, sorted(dated)


def _is_year(masked: str, match: re.Match[str]) -> bool:
    """Whether a bare four-digit number is a year: from 1500 on, with no modifier before it and no unit after it."""
    value = int(match["bare"])
    if not 1500 <= value <= 2100:
        return False
    whole = quantity().match(masked, match.start())
    if whole and (whole.end() > match.end() or whole["ratio"]):
        return False
    modifier = modifiers().search(masked, max(match.start() - _BEFORE, 0), match.start())
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
    if said in OVER:
        before = _WORD_BEFORE.search(masked, max(modifier.start() - 30, 0), modifier.start())
        if before and before[1].casefold() in PHRASAL:
            return match.start()
        if time_at_end().search(match[0]):
            return match.start()
    return modifier.start()


def _belong_together(match: re.Match[str]) -> bool:
    """Whether what follows the first value is of the same range or duration: not `5 per cent to €3`, `51, and 3 years`."""
    if match["more"]:
        time = time_at_end()
        first, more = time.search(match["first"]), time.search(match["more"])
        return bool(first) and (not more or not first or first[0].strip(" -s") != more[0].strip(" -s"))
    if match["joint"] and match["joint"].strip().isalpha():
        first_unit, second_unit = (_NOT_UNIT.sub("", match[name].casefold()) for name in ("first", "second"))
        return not first_unit or first_unit == second_unit
    return True


def _counts(masked: str, match: re.Match[str], begin: int, *, headline: bool, lenient: bool) -> bool:
    """Whether a candidate is a quantity, judged by its own form and by what is around it."""
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
    word = before[1].rstrip(".") if before[1].casefold() not in DESIGNATORS else before[1]
    if word.casefold() in DESIGNATORS:
        return True
    if (
        headline
        or not any(character.isupper() for character in word)
        or before[1].endswith((".", "’s", "'s", "s’", "s'"))
    ):
        return False
    return word.casefold() not in NO_NAMES


def _worded_counts(masked: str, match: re.Match[str], begin: int, *, headline: bool, lenient: bool) -> bool:
    """Whether a spelled-out number is a quantity, not a pronoun (one), a name (Big Four), or pointing back (the two)."""
    start, end = match.span()
    core = match[0]
    folded = core.casefold()
    if core[0].isupper() and not headline and not _STARTS.search(masked[max(begin - 30, 0) : begin]) and begin == start:
        return lenient
    after = re.match(r"[-‐‑](\w+)", masked[end : end + 20])
    if after and (after[1].casefold() in {*NOT_COMPOUND, *LOW_ORDINALS} or folded in {"one", "zero"}):
        return False
    if folded == "one":
        return begin < start and not re.match(r"\s(?:of|another|day|point|thing)\b", masked[end : end + 10])
    if folded == "half":
        before = _WORD_BEFORE.search(masked, max(begin - 30, 0), begin)
        return before is None or before[1].casefold() not in HALVES
    if folded == "zero":
        return begin < start or lenient
    if folded in {"one day", "one time", "one second", "one minute", "one night", "one year"}:
        return begin < start or lenient
    if begin < start or lenient or folded not in _SMALL:
        return not (folded.startswith(("ten ", "one ")) and folded.endswith(" in"))
    before = _WORD_BEFORE.search(masked, max(begin - 30, 0), begin)
    if before is None or before[1].casefold() not in POINTING:
        return True
    return before[1].casefold() not in {"the", "these", "those", "other"}


def _add_ordinals(masked: str, found: list[Range], *, headline: bool) -> None:
    """Add the ordinals that count a series and are in no number yet."""
    taken: set[int] = set()
    for start, end in found:
        taken.update(range(start, end))
    for match in ordinal().finditer(masked):
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
