"""The words and marks by which objects in prose are found: one row a language, and how a text's language is told.

A row holds words and, where words do not do, short patterns; what is made of them is the finders' business and the same
for all languages. A list that is empty finds nothing, so the neutral row, for languages that have none of their own,
finds what needs no words: digits with their groups, signs and magnitudes, marks, sentence ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
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


@dataclass(frozen=True, kw_only=True, eq=False)
class AdWords:
    """Patterns of what advertisements say, at the beginning of a sentence (`calls`, `lead`) or anywhere."""

    calls: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    """Verbs with which an advertisement bids; of a report, some."""
    offers: tuple[str, ...] = ()
    yours: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    """Verbs of a report that quotes."""
    told: tuple[str, ...] = ()
    """Patterns of what else a report says and an advertisement does not."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Language:
    """The words of one language. Compared and hashed as the object it is."""

    code: str
    common: tuple[str, ...] = ()
    """Frequent words that tell it from the others."""
    capital_nouns: bool = False
    """Whether nouns begin with a capital, so that a capital tells no name."""
    spaces: bool = True
    """Whether words are parted by spaces."""

    # Numbers
    one: tuple[str, ...] = ()
    """What is an article or a pronoun as often as it is a number."""
    few: tuple[str, ...] = ()
    """Two to nine."""
    spelled: str = r"(?!)"
    """The pattern of a spelled-out number without magnitudes."""
    magnitudes: tuple[str, ...] = ()
    digit_magnitudes: tuple[str, ...] = ()
    """After digits, with or without a space."""
    magnitude_and: str = r"(?!)"
    """What stands between a magnitude and the rest of a number: three hundred *and* five."""
    before_magnitude: tuple[str, ...] = ()
    fraction: str = r"(?!)"
    and_part: str = ""
    """The pattern of a part after a number, or nothing: two *and a half*."""
    rough: str = r"(?!)"
    """Dozens, hundreds of thousands."""
    ordinals: str = r"(?!)"
    modifiers: tuple[str, ...] = ()
    """What says how exact a value is or which bound."""
    signs: tuple[str, ...] = ("~", "≈", "<", ">", "≤", "≥", "±", "c.", "ca.")
    """Modifiers that may touch the value."""
    trailing: tuple[str, ...] = ()
    between: tuple[str, str] | None = None
    range_words: tuple[str, ...] = ()
    one_in: tuple[str, ...] = ()
    of_unit: str = r"(?!)"
    """Between a value and its unit: millions *d’*euros."""
    time_units: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    percent: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    pointing: tuple[str, ...] = ()
    """Before a bare small number these point back (the two), as the guideline leaves out."""
    designators: tuple[str, ...] = ()
    """A bare number directly after one of these names a thing and counts nothing."""
    no_names: tuple[str, ...] = ()
    """Capitalised at the beginning of a sentence these name nothing: a number after them may count."""
    not_quantities: tuple[str, ...] = ()
    """Patterns of what holds digits and no quantity."""
    over: tuple[str, ...] = ()
    """Modifiers that before a time mean during (over three days), and after some verbs belong to them."""
    phrasal: tuple[str, ...] = ()
    """Those verbs: hand over four regions."""
    halves: tuple[str, ...] = ()
    """Before *half* these make it a part of a thing, no share: the lower half of the sheet."""
    not_compound: tuple[str, ...] = ()
    """After a spelled-out number and a hyphen these make a word of its own."""
    before_measure: tuple[str, ...] = ()
    """Square, cubic."""
    per: tuple[str, ...] = ()
    per_units: tuple[str, ...] = ()
    """What with one of `per` before it belongs to a measure: miles *per hour*."""
    after_unit: str = ""
    """A pattern of what a hyphen may join to a unit: ten-year-*old*."""

    # Sentences and quotations
    abbreviations: tuple[str, ...] = ()
    """With their full stop; no sentence ends with them, unless the text does."""
    no_end: tuple[tuple[str, str], ...] = ()
    """Patterns of what may be before and after a place where no sentence ends."""
    said: tuple[str, ...] = ()
    """Verbs that follow what somebody said."""

    ads: AdWords = AdWords()


# fmt: off
# --- what all languages share --------------------------------------------------------------------------------------

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
AD_HEADS = (
    "sponsored", "advertisement", "advertorial", "ad", "anzeige", "werbung", "reklame", "publicidad", "patrocinado",
    "publicité", "広告",
)
"""Before a colon or a dash these head an advertisement, in every language."""

# --- English -------------------------------------------------------------------------------------------------------

_ONES = ("two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_MAGNITUDES = ("hundred", "thousand", "million", "billion", "trillion", "dozen", "lakh", "crore")
_PLURALS = ("dozens", "hundreds", "thousands", "millions", "billions", "trillions", "lakhs", "crores")
_FRACTIONS = (
    "half", "halves", "third", "thirds", "quarter", "quarters", "fourth", "fourths", "fifth", "fifths", "sixth", "sixths",
    "seventh", "sevenths", "eighth", "eighths", "ninth", "ninths", "tenth", "tenths", "hundredth", "hundredths",
)
_ORDINALS = (
    "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
    "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
    "thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth", "hundredth", "thousandth", "millionth",
)
_TIME_UNITS = (
    "seconds", "second", "secs", "sec", "minutes", "minute", "mins", "min", "hours", "hour", "hrs", "hr", "days", "day",
    "nights", "night", "weeks", "week", "fortnights", "months", "month", "years", "year", "yrs", "yr", "decades", "decade",
    "centuries", "century", "milliseconds", "millisecond", "ms", "h", "s",
)
_MEASURES = (
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
)
_BEFORE_MAGNITUDE = ("several", "a few", "many", "a couple of", "half a", "a")
_SMALL = rf"(?:(?:{either(_TENS)})(?:(?:{HYPHEN}|{SPACE})(?:one|{either(_ONES)}))?|{either(_TEENS)}|{either(_ONES)}|one|zero)"
_LOW_ORDINALS = ("first", *_ORDINALS[:8])
_MONEY = r"(?:[£$€¥₹]\s?\d[\d.,]*|\d[\d.,]*\s?(?:€|euros?|dollars?|pounds?))"
_NOW = r"(?:now|today|tonight|here|online|yours|instantly|early|in[- ]store)"
_ENGLISH_ADS = AdWords(
    calls=(
        rf"(?:pre-?)?order (?:yours|{_NOW}|your|the|from|at|two|one|direct)",
        rf"(?:shop|buy|book|try|call|apply|enrol|register|reserve|switch|donate|act|hurry|join|upgrade|download|visit)(?: \w+){{0,3}} {_NOW}\b",
        r"shop (?:the|our|for|all|at)\b|(?:book|reserve|claim|renew|redeem|activate|customi[sz]e) (?:your|a free|a table|our)\b",
        r"subscribe (?:now|today|to|for|here|and|from)\b|sign up (?:now|today|for|to|here|and|free)\b|become an? (?:member|subscriber)\b",
        rf"(?:get|grab|enjoy|save|take)(?: (?:up to|an extra|a|an|your|an additional|over|at least))* (?:\d+ ?%|{_MONEY}) (?:off|discount|on|when|with|every|cash)",
        r"(?:get|grab|claim|enjoy|receive|request|order) (?:your|a|our|one|two|\w+ (?:days?|weeks?|months?)) (?:\w+ )?free\b",
        r"(?:start|begin|claim|try|take) (?:your|a|our) (?:free|no-obligation|\d+-day|risk-free)",
        r"get (?:yours|(?:your )?tickets)\b|buy (?:one|two|now|your|tickets)\b|use (?:the |promo |discount |voucher )?code\b",
        r"download (?:the|our) (?:\w+ )?app\b|(?:get|try) \w+(?: \w+)? (?:free|for free|risk-free)\b|treat (?:yourself|your)\b|upgrade (?:your|to)\b",
        rf"(?:get |buy |book )?tickets (?:available )?(?:from|at|for) (?:just |only )?(?:{_MONEY}|www\.|\w+\.\w)",
    ),
    lead=(
        "add", "again", "ask", "apply", "beat", "become", "begin", "bring", "browse", "build", "buy", "call", "catch", "change",
        "choose", "claim", "click", "come", "cook", "create", "discover", "do", "don't", "drink", "drive", "eat", "enjoy", "escape",
        "ease", "experience", "explore", "feel", "fill", "find", "fly", "forget", "gear", "get", "give", "go", "grab", "have", "hear",
        "hurry", "indulge", "join", "keep", "learn", "leave", "let", "light", "listen", "live", "look", "love", "make", "meet", "move",
        "order", "own", "pack", "pick", "plan", "play", "power", "protect", "put", "refresh", "relax", "rent", "ride", "run", "save",
        "say", "see", "sell", "send", "share", "shop", "shine", "sign", "simplify", "sleep", "slip", "smell", "smile", "snap", "soak",
        "spend", "stay", "stop", "stream", "subscribe", "switch", "take", "taste", "think", "transform", "travel", "treat", "try",
        "turn", "unlock", "unwind", "upgrade", "use", "visit", "wake", "walk", "warm", "watch", "wear", "win", "work", "write",
    ),
    offers=(
        rf"\d+ ?% off\b|{_MONEY} off\b|half[- ]price|buy one,? get one|2-for-1|two for one",
        r"free (?:shipping|delivery|trial|returns|gift|installation|quote|consultation|samples?|tasting|refills?|postage|brochure|catalogue|month)\b",
        r"(?:limited|special|exclusive|introductory|early[- ]bird|one|launch|holiday)[- ](?:time )?(?:offers?|deals?|editions?|discounts?|prices?|sale)\b",
        r"while (?:stocks?|supplies) lasts?|(?:terms|conditions|t&cs|exclusions)(?: and conditions)? apply|offer (?:ends|valid|expires)|limited time",
        r"money-back|risk-free|no (?:obligation|contract|strings|hidden fees|credit card)|cancel any ?time|satisfaction guaranteed|guaranteed\.",
        rf"(?:from (?:just|only)|for (?:just|only)|just|only|now|starting at|prices? from) {_MONEY}|{_MONEY} ?(?:/|an? |per )(?:month|week|year|mo)\b",
        r"(?:promo|discount|voucher|coupon) code|gift cards?\b|best[- ]price|great (?:deals?|value|prices)|unbeatable|bargains?\b",
        r"(?:in|at) (?:stores|shops|pharmacies|supermarkets|all good \w+)(?: now| today| everywhere| near you)?[.!]|available (?:now|online|at|in (?:stores|shops))|now in (?:stores|shops)|in stores",
        r"\b(?:www\.|https?://)\S+|\b[a-z0-9-]+\.(?:com|shop|store|example|co\.uk|de|net)(?:/\S*)?(?=[\s.!,)]|\Z)|®|™",
        r"\b(?:now with|new and improved|all-new|brand[- ]new|award-winning|handcrafted|the perfect|perfect for|ideal for|made for|designed for|trusted by|loved by)\b",
    ),
    yours=("you", "your", "yours", "yourself", r"we['’]ve", "our"),
    said=(
        "said", "says", "told", "wrote", "tweeted", "announced", "reported", "reports", "claimed", "warned", "asked", "testified",
        "argued", "confirmed", "according to", "in a statement",
        r"spokes\w+",
    ),
    told=(
        r"\b(?:was|were|had|has been|have been|did|would|could|might|rose|fell|won|lost|sold|made|took|gave|went|began|became|opened|closed)\b",
        r"\b(?:last|earlier|this) (?:week|month|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|\bon (?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\byesterday\b",
        r"\b(?:he|she|they|his|her|their)\b",
    ),
)


ENGLISH = Language(
    code="en",
    common=("the", "of", "and", "to", "in", "that", "is", "was", "for", "with", "said", "on", "by", "from", "were"),
    one=("one",),
    few=_ONES,
    spelled=_SMALL,
    magnitudes=_MAGNITUDES,
    digit_magnitudes=("hundred", "thousand", "dozen"),
    magnitude_and="and",
    before_magnitude=_BEFORE_MAGNITUDE,
    fraction=(
        rf"(?:one|{either(_ONES)})(?:{HYPHEN}|{GAP})(?:{either(_FRACTIONS)})\b"
        rf"|an?{GAP}(?:{either(_FRACTIONS[:1] + _FRACTIONS[2:])})\b(?={GAP}(?:of|an?)\b)"
        rf"|half{GAP}an?{GAP}(?:{either((*_MAGNITUDES, *_TIME_UNITS, *_MEASURES, *SYMBOLS, *TIME_SYMBOLS))})\b"
        rf"|half(?={GAP}(?:of|the|its|his|her|their|our|all|an?)\b)|twice\b"
    ),
    and_part=rf"(?:{GAP}and{GAP}(?:a{GAP}(?:half|third|quarter)|(?:one|{either(_ONES)}){HYPHEN}(?:{either(_FRACTIONS)}))\b)?",
    rough=(
        rf"(?:(?:many|several){GAP})?(?:(?:tens|scores)(?={GAP}of\b)|{either(_PLURALS)})"
        rf"(?:{GAP}of{GAP}(?:{either(_PLURALS)})\b|{GAP}and{GAP}(?:{either(_PLURALS)})\b)*"
    ),
    ordinals=(
        rf"(?:(?:{either(_TENS)}){HYPHEN}(?:{either(_LOW_ORDINALS)})|(?:one{GAP})?{either(_ORDINALS)})"
        r"|\d{1,30}(?:,\d{3}){,10}(?:st|nd|rd|th)"
    ),
    modifiers=(
        "about", "around", "roughly", "approximately", "approx.", "some", "nearly", "almost", "close to", "at least",
        "at most", "no less than", "no more than", "no fewer than", "not more than", "not less than", "more than",
        "less than", "fewer than", "greater than", "higher than", "lower than", "over", "under", "above", "below",
        "just over", "just under", "just about", "just above", "just below", "just short of", "well over", "well under",
        "well above", "well below", "far more than", "many more than", "slightly more than", "slightly less than",
        "slightly over", "slightly under", "a little over", "a little under", "a little more than", "a little less than",
        "up to", "as many as", "as much as", "as few as", "as little as", "upwards of", "upward of", "in excess of",
        "an estimated", "estimated", "estimated at", "estimated to be", "estimated to be around", "estimated to be about",
        "a maximum of", "a minimum of", "a reported", "exactly", "precisely", "barely", "virtually", "practically",
        "the equivalent of", "somewhere around", "something like", "anything up to", "more or less", "circa", "ca.", "c.",
        "plus or minus", "a good", "a further estimated", "another estimated", "not quite", "minus",
    ),
    trailing=("or so", "or more", "or fewer", "or less", "or thereabouts"),
    between=("between", "and"),
    range_words=("to", "or", "out of"),
    one_in=("in", "in every", "out of", "out of every"),
    time_units=_TIME_UNITS,
    measures=_MEASURES,
    percent=("per cent", "percent", "percentage points", "percentage point", "basis points", "basis point", "pct", "bps"),
    currencies=(
        "US dollars", "U.S. dollars", "dollars", "dollar", "euros", "euro", "cents", "cent", "pounds sterling", "pounds",
        "pence", "francs", "Swiss francs", "rubles", "ruble", "roubles", "rouble", "hryvnias", "hryvnia", "hryvnas", "yen",
        "yuan", "rupees", "rupee", "kronor", "kroner", "koruna", "pesos", "peso", "liras", "lira", "zlotys", "zloty",
        "shekels", "shekel", "rand", "dirhams", "riyals", "forints", "bitcoin", "bitcoins",
    ),
    pointing=("the", "these", "those", "other"),
    designators=(
        "act", "alarm", "alarms", "apartment", "area", "article", "block", "building", "bus", "category", "channel",
        "chapter", "class", "clause", "code", "codes", "day", "district", "episode", "fig", "figure", "flight", "form",
        "formula", "gate", "grade", "group", "highway", "house", "interstate", "issue", "item", "lane", "level", "line",
        "lot", "mark", "model", "no", "no.", "nos", "nos.", "nr", "nr.", "number", "numbered", "page", "pages",
        "paragraph", "part", "phase", "pier", "platform", "point", "precinct", "resolution", "room", "round", "route",
        "rule", "runway", "season", "section", "station", "step", "suite", "table", "terminal", "track", "train", "tram",
        "type", "unit", "version", "vol", "vol.", "volume", "ward", "zone", "p.", "pp.",
    ),
    no_names=(
        "a", "about", "above", "add", "added", "after", "all", "almost", "also", "although", "amid", "among", "an", "and",
        "another", "any", "approximately", "around", "as", "at", "because", "before", "below", "between", "both", "but",
        "by", "despite", "during", "each", "even", "every", "few", "for", "friday", "from", "get", "given", "got", "had",
        "has", "have", "he", "her", "his", "how", "however", "i", "if", "in", "including", "into", "is", "it", "its",
        "just", "last", "least", "like", "made", "make", "many", "monday", "more", "most", "my", "nearly", "next", "nine",
        "no", "not", "now", "of", "off", "officials", "on", "once", "one", "only", "or", "other", "our", "out", "over",
        "per", "police", "roughly", "saturday", "she", "since", "so", "some", "still", "such", "sunday", "than", "that",
        "the", "their", "them", "then", "there", "these", "they", "they've", "this", "those", "though", "through",
        "throughout", "thursday", "to", "today", "together", "tuesday", "under", "until", "up", "upon", "was", "we",
        "we've", "wednesday", "were", "what", "when", "where", "whereas", "which", "while", "who", "whose", "will", "with",
        "within", "without", "would", "yes", "yesterday", "yet", "you", "your",
    ),
    over=("over",),
    phrasal=(
        "all", "back", "carried", "carries", "carry", "fight", "fighting", "flew", "fly", "flying", "fought", "hand",
        "handed", "handing", "hands", "looked", "pass", "passed", "preside", "presided", "roll", "rolled", "rule", "ruled",
        "spread", "take", "taken", "takes", "taking", "think", "took", "turn", "turned", "turning", "turns", "watch",
        "watched", "win", "won",
    ),
    halves=(
        "back", "bottom", "eastern", "first", "front", "latter", "left", "lower", "northern", "one", "other", "right",
        "second", "southern", "top", "upper", "western",
    ),
    not_compound=(*_LOW_ORDINALS, "by", "faced", "fold", "hand", "handed", "off", "piece", "seater", "some", "thirds", "time", "timer", "way"),
    before_measure=("square", "cubic"),
    per=("per", "a", "an"),
    per_units=("second", "minute", "hour", "kilogram", "kilo", "litre", "liter", "gallon"),
    after_unit="olds?",
    no_end=(
        (
            r"\b(?:[ap]\.m\.|noon|midnight)\s+\Z",
            r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|E[SD]?T|C[SD]?T|M[SD]T|P[SD]?T|GMT|UTC|BST|Eastern|Central|Pacific|Mountain)\b",
        ),
    ),
    said=(
        "said", "says", "asked", "asks", "told", "tells", "wrote", "writes", "added", "adds", "tweeted", "posted", "replied", "shouted",
        "cried", "answered", "wondered", "demanded", "quipped", "noted", "warned", "insisted", "recalled", "exclaimed", "joked",
    ),
    ads=_ENGLISH_ADS,
)

# --- German --------------------------------------------------------------------------------------------------------

_DE_CORE = (
    "zwei", "zwo", "drei", "vier", "fünf", "sechs", "sechzehn", "sechzig", "sieben", "siebzehn", "siebzig", "acht", "neun", "zehn",
    "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "achtzehn", "neunzehn", "zwanzig", "dreißig", "dreissig", "vierzig",
    "fünfzig", "achtzig", "neunzig", "hundert", "tausend",
)
_DE_FEW = ("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_DE_SPELLED = rf"(?:(?:ein(?:und)?)?(?:{either(_DE_CORE)})(?:(?:und|ein){{,2}}(?:{either(_DE_CORE)})){{,8}}(?:eins|einhalb)?|anderthalb|eineinhalb|null)"
_DE_MAGNITUDES = (
    "Million", "Millionen", "Milliarde", "Milliarden", "Billion", "Billionen", "Dutzend", "Hundert", "Tausend", "hundert", "tausend",
)
_DE_PARTS = (
    "Drittel", "Viertel", "Fünftel", "Sechstel", "Siebtel", "Achtel", "Neuntel", "Zehntel", "Hundertstel", "Dritteln", "Vierteln",
)

GERMAN = Language(
    code="de",
    common=("der", "die", "das", "und", "ist", "nicht", "mit", "den", "von", "dem", "ein", "eine", "sich", "auf", "für", "im", "zu"),
    capital_nouns=True,
    one=("ein", "eine", "einer", "einem", "einen", "eines", "eins"),
    few=_DE_FEW,
    spelled=_DE_SPELLED,
    magnitudes=_DE_MAGNITUDES,
    digit_magnitudes=("Tausend", "Hundert", "Dutzend", "Tsd.", "Billion", "Billionen", "Bio.", "Mio", "Mrd"),
    before_magnitude=(
        "ein", "eine", "einer", "einem", "einen", "eine halbe", "einer halben", "ein halbes", "ein paar", "einige", "mehrere",
        "anderthalb", "viele", "ein knappes", "eine knappe",
    ),
    fraction=(
        rf"(?:ein|einem|eines|{_DE_SPELLED}){GAP}(?:{either(_DE_PARTS)})\b|(?:(?:die|der){GAP})?hälfte\b|dreiviertel\b"
        rf"|(?:einer|eine|ein|{either(_DE_FEW)}){GAP}von{GAP}(?:{_DE_SPELLED}|\d+)(?!\w)"
    ),
    rough=r"(?:(?:zehn|hundert)?tausenden?|hunderten?|dutzenden?|millionen|milliarden)(?:[ \u00a0](?:und[ \u00a0]aber|und|von)[ \u00a0](?:tausenden?|hunderten?|millionen))*(?!\w)",
    ordinals=(
        r"(?:zweit|dritt|viert|fünft|sechst|siebt|siebent|acht|neunt|zehnt|elft|zwölft|dreizehnt|zwanzigst|dreißigst|hundertst|tausendst"
        rf"|(?:ein|{either(_DE_FEW)})und(?:zwanzig|dreißig|vierzig|fünfzig)st)(?:e[nrsm]?)(?![\w-])"
        r"|(?:(?<=zum )|(?<=der )|(?<=die )|(?<=das )|(?<=den )|(?<=dem )|(?<=beim )|(?<=ihr )|(?<=sein ))\d{1,3}\.(?=[ \u00a0][A-ZÄÖÜ])"
    ),
    modifiers=(
        "etwa", "rund", "ungefähr", "circa", "ca.", "knapp", "fast", "nahezu", "gut", "mehr als", "weniger als", "über", "unter",
        "mindestens", "höchstens", "wenigstens", "maximal", "bis zu", "bis zu rund", "zirka", "schätzungsweise", "geschätzt", "geschätzte",
        "annähernd", "beinahe", "gegen", "um die", "nicht mehr als", "nicht weniger als", "genau", "exakt", "minus", "plus", "weit über",
        "deutlich über", "deutlich mehr als", "etwas mehr als", "etwas weniger als", "kaum", "an die", "gerade einmal", "insgesamt rund",
    ),
    trailing=("oder mehr", "und mehr", "oder weniger"),
    between=("zwischen", "und"),
    range_words=("bis", "oder", "zu", "von"),
    one_in=("von", "von je"),
    time_units=(
        "Sekunde", "Sekunden", "Sek.", "Minute", "Minuten", "Min.", "Stunde", "Stunden", "Std.", "Tag", "Tage", "Tagen", "Nacht", "Nächte",
        "Nächten", "Woche", "Wochen", "Monat", "Monate", "Monaten", "Jahr", "Jahre", "Jahren", "Jahrzehnt", "Jahrzehnte", "Jahrzehnten",
        "Jahrhunderte", "Jahrhunderten", "h", "min",
    ),
    measures=(
        "Kilometer", "Kilometern", "Meter", "Metern", "Zentimeter", "Zentimetern", "Millimeter", "Millimetern", "Meile", "Meilen", "Quadratkilometer",
        "Quadratkilometern", "Quadratmeter", "Quadratmetern", "Kubikmeter", "Kubikmetern", "Hektar", "Liter", "Litern", "Kilogramm", "Kilo", "Gramm", "Tonne",
        "Tonnen", "Pfund", "Zentner", "Grad Celsius", "Grad", "Watt", "Kilowatt", "Megawatt", "Gigawatt", "Kilowattstunden", "Terawattstunden",
        "Volt", "Stundenkilometer", "Stundenkilometern", "km pro Stunde", "Megabyte", "Gigabyte", "Terabyte", "Seemeilen", "Barrel", "mal", "qm",
    ),
    percent=("Prozent", "Prozentpunkte", "Prozentpunkten", "Prozentpunkt", "Promille", "Basispunkte", "Basispunkten", "Punkte", "Punkten"),
    currencies=(
        "Euro", "Euros", "Cent", "Dollar", "US-Dollar", "Franken", "Schweizer Franken", "Pfund Sterling", "Rubel", "Yen", "Yuan", "Kronen", "Zloty",
        "Lira", "Rupien", "Peso", "Pesos", "Mark", "D-Mark", "Fr.",
    ),
    pointing=("die", "diese", "jene", "den", "diesen", "der"),
    designators=(
        "seite", "seiten", "s.", "nr.", "nr", "nummer", "artikel", "art.", "paragraf", "§", "§§", "abs.", "absatz", "kapitel", "band", "zimmer", "raum",
        "linie", "gleis", "tor", "stufe", "phase", "klasse", "zone", "teil", "tag", "platz", "rang", "flug", "bus", "version", "ausgabe", "kanal",
        "a", "b", "halle", "bezirk", "block", "typ", "runde", "kategorie",
    ),
    not_quantities=(
        r"(?<![\d.,])\d{1,2}(?:[.:]\d\d)?(?:[ \u00a0](?:bis|und)[ \u00a0]\d{1,2}(?:[.:]\d\d)?)?[ \u00a0]?Uhr(?:[ \u00a0]\d\d)?",
        r"\d{1,2}\.[ \u00a0](?:Jahrhundert|Jh\.|Weltkrieg|FC|Liga|Bundesliga|Klasse|Stock|Etage|Bezirk)\w*",
    ),
    not_compound=("mal", "fach"),
    abbreviations=(
        "z. B.", "z.B.", "d. h.", "d.h.", "u. a.", "u.a.", "o. ä.", "i. d. R.", "v. a.", "s. o.", "Dr.", "Prof.", "Nr.", "St.", "bzw.", "ca.", "Mio.",
        "Mrd.", "Tsd.", "Str.", "Abs.", "Art.", "evtl.", "ggf.", "inkl.", "vgl.", "Dipl.", "Ing.", "Hr.", "Fr.", "geb.", "gest.", "sog.", "a. D.", "u. U.",
        "zzt.", "Jh.", "v. Chr.", "n. Chr.", "S.", "Bd.", "Kap.", "max.", "min.", "Co.", "mind.",
    ),
    no_end=(
        (r"(?<!\d)\d{1,2}\.\s+\Z", rf"(?:{either(MONTHS)}|Jahrhundert|Jh\.|Weltkrieg|FC|Liga|Bundesliga)"),
        (r"(?i:\b(?:am|zum|der|die|das|den|dem|des|vom|im|beim|ins|ihr|sein|jeder|jedes|bis|und|als)\s\d{1,3}\.\s+\Z)", r"\w"),
    ),
    said=(
        "sagte", "sagt", "sagten", "fragte", "fragt", "schrieb", "schreibt", "erklärte", "erklärt", "betonte", "meinte", "meint", "rief", "antwortete",
        "teilte", "berichtete", "so", "hieß", "heißt", "kritisierte", "forderte", "warnte", "ergänzte", "fügte", "räumte", "gab",
    ),
    ads=AdWords(
        calls=(
            r"(?:jetzt|hier|gleich|noch heute) (?:\w+ ){0,3}?(?:bestellen|kaufen|buchen|sichern|abonnieren|testen|anmelden|sparen|entdecken|shoppen|reservieren|mitmachen)\b",
            r"(?:bestellen|buchen|sichern|abonnieren|testen|sparen|entdecken|erleben|gönnen|holen|melden|kaufen) sie\b",
            r"(?:bestell|sicher|hol|abonnier|teste|entdecke|spar)e? (?:dir|jetzt|dein\w*|bis zu)\b",
            r"nur (?:heute|jetzt|diese woche|solange)\b",
            r"tickets? (?:ab|für|unter) (?:\d|www\.|\w+\.\w)",
        ),
        offers=(
            r"\bgratis\b|\bkostenlos\w*|\bversandkostenfrei\w*|\bgutschein\w*|\brabatt\w*|\bsparen\b|\bangebot\w*|\bschnäppchen\b",
            r"\b(?:ab|nur|für nur|schon ab|statt) \d[\d.,]* ?(?:€|Euro)",
            r"\b(?:www\.|https?://)\S+|®|™|\bonline-?shop\b",
            r"\bsolange (?:der )?vorrat\b|\bjederzeit kündbar\b|\bohne risiko\b",
        ),
        yours=("dein", "deine", "deinen", "dir", "ihr zuhause", "ihre vorteile"),
        said=("sagte", "sagt", "teilte", "erklärte", "berichtet", "berichtete", "laut", "hieß es", "kritisierte", "warnte", r"sprecher\w*"),
        told=(
            r"\b(?:war|waren|wurde|wurden|hatte|hatten|verkaufte\w*|stieg\w*|sank\w*|gewann\w*|verlor\w*|fiel|fielen|kamen?|gab)\b",
            r"\b(?:gestern|am (?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag))\b",
        ),
    ),
)

# --- French --------------------------------------------------------------------------------------------------------

_FR_WORDS = (
    "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize",
    "vingt", "vingts", "trente", "quarante", "cinquante", "soixante", "septante", "huitante", "octante", "nonante", "cent", "cents", "mille",
)
_FR_SPELLED = rf"(?:(?:{either(_FR_WORDS)})\b(?:(?:[-‐‑ \u00a0]|[-‐‑ ]et[-‐‑ ])(?:un|une|{either(_FR_WORDS)})\b){{,8}}|zéro)"
_FR_MAGNITUDES = (
    "million", "millions", "milliard", "milliards", "millier", "milliers", "centaine", "centaines", "dizaine", "dizaines", "douzaine",
    "douzaines", "quinzaine", "vingtaine", "trentaine", "quarantaine", "cinquantaine", "soixantaine",
)
_FR_ROUGH = r"(?:centaines|milliers|dizaines|douzaines|millions|milliards)"

FRENCH = Language(
    code="fr",
    common=("le", "la", "les", "des", "et", "est", "dans", "pour", "une", "du", "que", "qui", "sur", "pas", "au", "par", "il"),
    one=("un", "une"),
    few=("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
    spelled=_FR_SPELLED,
    magnitudes=_FR_MAGNITUDES,
    digit_magnitudes=("milliers", "mille", "M", "Md", "Mds"),
    before_magnitude=("un", "une", "un demi", "quelques", "plusieurs", "deux ou trois", "une bonne", "une petite"),
    fraction=(
        rf"(?:un|{_FR_SPELLED}){GAP}(?:tiers|quarts?|cinquièmes?|sixièmes?|dixièmes?|centièmes?)\b|(?:la{GAP})?moitié\b"
        rf"|(?:un|une|{_FR_SPELLED}){GAP}sur{GAP}(?:{_FR_SPELLED}|\d+)(?!\w)"
    ),
    rough=rf"(?:(?:des|de|d[’']|par|aux){SPACE}?)?{_FR_ROUGH}\b(?:{GAP}de{GAP}{_FR_ROUGH}\b){{,4}}",
    ordinals=(
        r"(?:deuxième|troisième|quatrième|cinquième|sixième|septième|huitième|neuvième|dixième|onzième|douzième|vingtième|centième)s?"
        r"|seconde?(?=[ \u00a0](?:fois|tour|mandat|guerre|vague|édition|place|rang|partie))|(?:[2-9]|\d\d+)(?:e|ème|ième|nd|nde)"
    ),
    modifiers=(
        "environ", "près de", "presque", "plus de", "moins de", "au moins", "au plus", "à peu près", "quelque", "autour de", "jusqu’à", "jusqu'à",
        "à peine", "au maximum", "au minimum", "pas moins de", "pas plus de", "un peu plus de", "un peu moins de", "exactement", "à peine plus de",
        "plus ou moins", "approximativement", "aux alentours de", "bien plus de", "moins", "minimum", "maximum",
    ),
    signs=("~", "≈", "<", ">", "≤", "≥", "±", "plus d’", "plus d'", "moins d’", "moins d'", "près d’", "près d'"),
    trailing=("et demie", "et demi", "ou plus", "ou moins", "au moins", "au plus", "environ"),
    between=("entre", "et"),
    range_words=("à", "ou", "sur"),
    of_unit=rf"(?:de{GAP}|d[’'])",
    time_units=(
        "seconde", "secondes", "minute", "minutes", "heure", "heures", "jour", "jours", "nuit", "nuits", "semaine", "semaines", "mois", "an", "ans",
        "année", "années", "décennies", "siècles", "h", "min",
    ),
    measures=(
        "kilomètre", "kilomètres", "mètre", "mètres", "centimètres", "centimètre", "millimètres", "millimètre", "kilomètres carrés", "mètres carrés",
        "kilomètre carré", "mètres cubes", "mètre cube", "kilomètres par heure", "kilomètres-heure", "hectare", "hectares", "litre", "litres", "kilo", "kilos",
        "kilogrammes", "gramme", "grammes", "tonne", "tonnes", "degré", "degrés", "degrés Celsius", "watts", "kilowatts", "mégawatts", "gigawatts",
        "kilowattheures", "térawattheures", "volts", "barils", "nœuds", "milles", "miles", "mégaoctets", "gigaoctets", "fois", "Mo", "Go", "To",
    ),
    percent=("pour cent", "points de pourcentage", "point de pourcentage", "points", "point", "pour mille", "points de base"),
    currencies=(
        "euro", "euros", "centime", "centimes", "dollar", "dollars", "francs", "franc", "francs suisses", "livres sterling", "livres", "roubles", "yens",
        "yuans", "pesos", "roupies", "dirhams", "dinars",
    ),
    pointing=("les", "ces", "ses", "leurs", "nos", "vos", "des", "aux", "mes"),
    designators=(
        "page", "pages", "p.", "article", "articles", "art.", "n°", "nº", "no", "numéro", "chapitre", "ligne", "chambre", "salle", "quai", "porte", "phase",
        "partie", "étape", "tome", "volume", "zone", "vol", "bus", "version", "groupe", "type", "niveau", "route", "acte", "canal",
    ),
    no_names=(
        "le", "la", "les", "un", "une", "des", "en", "dans", "il", "elle", "ils", "elles", "et", "mais", "sur", "pour", "avec", "au", "aux", "ces", "ses",
        "leurs", "nos", "environ", "plus", "moins", "avant", "après", "depuis", "entre", "parmi", "selon", "dont", "quelque", "quelques", "seuls", "seulement",
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "près", "on", "nous", "de", "à",
    ),
    not_quantities=(
        r"(?<![\d.,])\d{1,2}[ \u00a0\u202f]?(?:h|heures)[ \u00a0\u202f]?[0-5]\d(?!\d)",
        r"(?<=[àÀ] )\d{1,2}[ \u00a0\u202f]?(?:h|heures)(?!\w)",
        r"\d{1,2}(?:e|ème)[ \u00a0]siècles?",
    ),
    abbreviations=(
        "p. ex.", "M.", "MM.", "Mme.", "Mlle.", "Dr.", "Me.", "St.", "cf.", "av.", "apr.", "env.", "art.", "chap.", "vol.", "J.-C.", "éd.", "n.", "p.", "pp.",
    ),
    no_end=((r"\b(?:etc|ex)\.,?\s+\Z", r"[a-zà-ÿ]"), (r"\b[A-Z]\.-[A-Z]\.\s+\Z", r"\w")),
    said=(
        "dit", "dit-il", "dit-elle", "déclare", "déclaré", "demande", "demanda", "demande-t-il", "demande-t-elle", "demande-t-on", "écrit", "explique",
        "expliqué", "ajoute", "ajouté", "assure", "assuré", "affirme", "affirmé", "répond", "répondit", "lance", "lancé", "selon", "a-t-il", "a-t-elle",
        "souligne", "estime", "prévient", "confie", "raconte", "martèle", "insiste", "poursuit", "interroge", "s’interroge",
    ),
    ads=AdWords(
        calls=(
            r"(?:abonnez|inscrivez|offrez)-vous\b",
            r"(?:commandez|achetez|réservez|profitez|découvrez|essayez|économisez|téléchargez|testez)(?: (?:dès )?maintenant| vite| aujourd[’']hui| votre| vos| en ligne| de| gratuitement)\b",
            r"(?:billets|places) (?:à partir de|dès|sur) (?:\d|www\.|\w+\.\w)",
        ),
        offers=(
            r"\bgratuite?s?\b|\blivraison offerte\b|\boffre (?:spéciale|exclusive|limitée)\b|\bcode promo\b|\bsans engagement\b|\bsatisfait ou remboursé\b",
            r"\b\d+ ?% de (?:réduction|remise)\b|\b(?:seulement|à partir de|dès) \d[\d.,]* ?(?:€|euros)",
            r"\b(?:www\.|https?://)\S+|®|™|\bprofitez\b",
        ),
        yours=("vous", "votre", "vos"),
        said=("a déclaré", "dit", "selon", "a annoncé", "a indiqué", "affirme", "explique", "a précisé", r"porte-parole"),
        told=(
            r"\b(?:était|étaient|avait|avaient|a été|ont été|a vendu|ont vendu|a perdu|a gagné|a baissé|a augmenté)\b",
            r"\b(?:hier|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) dernier)\b",
        ),
    ),
)

# --- Spanish -------------------------------------------------------------------------------------------------------

_ES_WORDS = (
    "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete",
    "dieciocho", "diecinueve", "veinte", "veintiún", "veintiuno", "veintiuna", "veintidós", "veintitrés", "veinticuatro", "veinticinco", "veintiséis",
    "veintisiete", "veintiocho", "veintinueve", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa", "cien", "ciento",
    "doscientos", "doscientas", "trescientos", "trescientas", "cuatrocientos", "cuatrocientas", "quinientos", "quinientas", "seiscientos", "seiscientas",
    "setecientos", "setecientas", "ochocientos", "ochocientas", "novecientos", "novecientas", "mil",
)
_ES_SPELLED = rf"(?:(?:{either(_ES_WORDS)})\b(?:(?:{GAP}y)?{GAP}(?:un|uno|una|{either(_ES_WORDS)})\b){{,8}}|cero)"
_ES_ROUGH = r"(?:cientos|centenares|miles|millares|decenas|docenas|millones)"

SPANISH = Language(
    code="es",
    common=("el", "los", "las", "que", "de", "y", "en", "por", "con", "una", "para", "del", "se", "su", "al", "no", "es"),
    one=("un", "uno", "una"),
    few=("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
    spelled=_ES_SPELLED,
    magnitudes=("millón", "millones", "billón", "billones", "millar", "millares", "centenar", "centenares", "decena", "decenas", "docena", "docenas"),
    digit_magnitudes=("mil", "millones", "millón", "billones", "mil millones", "M"),
    before_magnitude=("un", "una", "medio", "media", "varios", "varias", "unos", "unas", "algunos", "algunas", "unos pocos", "un par de"),
    fraction=(
        rf"(?:un|{_ES_SPELLED}){GAP}(?:tercios?|cuartos?|quintos?|sextos?|décimos?)\b|(?:la{GAP})?mitad\b"
        rf"|(?:una|la|{_ES_SPELLED}){GAP}(?:tercera|cuarta|quinta|sexta|séptima|octava|novena|décima)s?{GAP}partes?\b"
        rf"|(?:uno|una|{_ES_SPELLED}){GAP}de{GAP}cada{GAP}(?:{_ES_SPELLED}|\d+)(?!\w)"
    ),
    rough=rf"{_ES_ROUGH}\b(?={GAP}de\b)(?:{GAP}de{GAP}{_ES_ROUGH}\b){{,4}}",
    ordinals=(
        r"(?:segund[oa]|tercer[oa]?|cuart[oa]|quint[oa]|sext[oa]|séptim[oa]|octav[oa]|noven[oa]|décim[oa]|undécim[oa]|duodécim[oa]|vigésim[oa]|centésim[oa])"
        r"|(?:[2-9]|\d\d+)\.?[ºª]"
    ),
    modifiers=(
        "unos", "unas", "cerca de", "casi", "alrededor de", "aproximadamente", "más de", "menos de", "al menos", "por lo menos", "como mínimo",
        "como máximo", "hasta", "hasta un", "hasta una", "apenas", "más o menos", "en torno a", "en torno al", "no menos de", "no más de", "algo más de",
        "poco más de", "poco menos de", "exactamente", "cerca de un", "casi un", "más de un", "menos de un", "alrededor de un", "al menos un", "menos",
        "un máximo de", "un mínimo de",
    ),
    trailing=("y medio", "y media", "o más", "o menos", "al menos", "como mínimo"),
    between=("entre", "y"),
    range_words=("a", "o"),
    of_unit=rf"(?:de{GAP})",
    time_units=(
        "segundo", "segundos", "minuto", "minutos", "hora", "horas", "día", "días", "noche", "noches", "semana", "semanas", "mes", "meses", "año", "años",
        "década", "décadas", "siglos", "h", "min",
    ),
    measures=(
        "kilómetro", "kilómetros", "metro", "metros", "centímetro", "centímetros", "milímetro", "milímetros", "kilómetros cuadrados", "metros cuadrados",
        "metros cúbicos", "kilómetros por hora", "hectárea", "hectáreas", "litro", "litros", "kilo", "kilos", "kilogramos", "gramo", "gramos", "tonelada",
        "toneladas", "grado", "grados", "grados centígrados", "vatios", "kilovatios", "megavatios", "gigavatios", "kilovatios hora", "barriles", "nudos",
        "millas", "libras", "megabytes", "gigabytes", "veces",
    ),
    percent=("por ciento", "puntos porcentuales", "punto porcentual", "puntos", "punto", "por mil", "puntos básicos"),
    currencies=(
        "euro", "euros", "céntimo", "céntimos", "dólar", "dólares", "peso", "pesos", "pesetas", "libras esterlinas", "rublos", "yenes", "yuanes", "francos",
        "reales", "soles", "bolívares", "quetzales", "rupias",
    ),
    pointing=("los", "las", "estos", "estas", "esos", "esas", "sus", "mis", "tus"),
    designators=(
        "página", "páginas", "pág.", "p.", "artículo", "artículos", "art.", "n.º", "nº", "n°", "núm.", "número", "capítulo", "línea", "sala", "puerta", "vía",
        "fase", "parte", "etapa", "tomo", "volumen", "zona", "vuelo", "versión", "grupo", "tipo", "nivel", "ruta", "acto", "canal", "habitación", "planta",
    ),
    no_names=(
        "el", "la", "los", "las", "un", "una", "unos", "unas", "en", "de", "del", "al", "y", "pero", "con", "por", "para", "sobre", "entre", "desde", "hasta",
        "tras", "según", "más", "menos", "hay", "hubo", "son", "eran", "estos", "estas", "sus", "solo", "sólo", "otros", "otras", "cada", "hace", "se",
        "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "cerca", "casi", "unos", "a",
    ),
    not_quantities=(r"(?<=[aA] las )\d{1,2}(?:[.:]\d\d)?(?:[ \u00a0](?:horas|h)(?!\w))?", r"\d{1,2}[.:]\d\d[ \u00a0](?:horas|h)(?!\w)"),
    abbreviations=(
        "p. ej.", "Sr.", "Sra.", "Srta.", "Dr.", "Dra.", "D.", "Dña.", "Ud.", "Uds.", "EE. UU.", "EE.UU.", "núm.", "pág.", "págs.", "art.", "av.", "Avda.",
        "Gral.", "Ing.", "Lic.", "Prof.", "S. A.", "a. C.", "d. C.", "aprox.", "n.º", "cap.", "vol.", "Sto.", "Sta.", "c.", "P. D.",
    ),
    no_end=((r"\betc\.,?\s+\Z", r"[a-zà-ÿ]"),),
    said=(
        "dijo", "dice", "preguntó", "pregunta", "escribió", "escribe", "explicó", "explica", "añadió", "añade", "aseguró", "asegura", "afirmó", "afirma",
        "respondió", "responde", "señaló", "señala", "declaró", "indicó", "subrayó", "advirtió", "gritó", "exclamó", "insistió", "según", "comentó",
    ),
    ads=AdWords(
        calls=(
            r"¡?(?:compra|pide|reserva|suscríbete|ahorra|descarga|aprovecha|prueba|regístrate|consigue|descubre|compre|pida|reserve|suscríbase|ahorre|pruebe|aproveche)(?: ya| ahora| hoy| gratis| tu| su| online| un \d| hasta)\b",
            r"(?:entradas|boletos) (?:desde|a partir de|en) (?:\d|www\.|\w+\.\w)",
        ),
        offers=(
            r"\bgratis\b|\bgratuit[oa]s?\b|\boferta (?:especial|exclusiva|limitada)\b|\bcódigo promocional\b|\bsin compromiso\b|\bdescuento\b",
            r"\bahorra (?:un )?\d+ ?%|\b(?:solo|sólo|desde|por) \d[\d.,]* ?(?:€|euros)",
            r"\b(?:www\.|https?://)\S+|®|™",
        ),
        yours=("tú", "tu", "tus", "te", "usted"),
        said=("dijo", "según", "anunció", "informó", "aseguró", "explicó", "afirmó", r"portavoz"),
        told=(
            r"\b(?:era|eran|fue|fueron|había|vendió|vendieron|perdió|ganó|subió|bajó|cayó)\b",
            r"\b(?:ayer|el (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo))\b",
        ),
    ),
)

# --- Japanese and Chinese ------------------------------------------------------------------------------------------

_COUNTERS = r"(?=[人名件台本枚個回社戸棟票頭匹歳カか箇ヶ年月日時分秒週円元ドユキメト倍割度％%个位次家岁天])"

JAPANESE = Language(
    code="ja",
    spaces=False,
    few=(),
    spelled=rf"(?:(?:数[十百千万億兆]{{1,4}}|[一二三四五六七八九]?[十百千万億兆][〇一二三四五六七八九十百千万億兆]{{,12}}){_COUNTERS}|[二三四五六七八九](?=(?:人|件|台|社|か所|カ所|か月|カ月|年間|日間|時間|週間)))",
    fraction=r"(?:\d{1,6}|[二三四五六七八九十]{1,6})分の(?:\d{1,6}|[一二三四五六七八九]{1,6})|半分|半数|一半",
    ordinals=r"第(?:\d+|[二三四五六七八九十百]+)",
    signs=(
        "~", "≈", "<", ">", "≤", "≥", "±", "約", "およそ", "おおよそ", "ほぼ", "少なくとも", "最大", "最低", "最大で", "少なくとも約",
        "マイナス", "大约", "大約", "约", "至少", "超过", "近", "将近",
    ),
    trailing=("以上", "以下", "未満", "あまり", "余り", "余"),
    range_words=("から", "至", "到"),
    time_units=("時間", "分間", "分", "秒", "秒間", "日間", "週間", "か月", "カ月", "ヶ月", "か月間", "年間", "小时", "分钟", "天", "周", "个月"),
    measures=(
        "キロ", "キロメートル", "メートル", "センチ", "センチメートル", "ミリ", "ミリメートル", "平方メートル", "平方キロメートル", "ヘクタール", "トン", "キログラム",
        "グラム", "リットル", "度", "倍", "ワット", "キロワット", "公里", "米", "吨", "公斤", "公顷",
    ),
    percent=("パーセント", "％", "ポイント", "割", "个百分点", "百分点"),
    currencies=("円", "ドル", "米ドル", "ユーロ", "元", "人民元", "ポンド", "ウォン", "美元", "欧元", "日元"),
    not_quantities=(
        r"(?:\d{2,4}年)?\d{1,2}月(?:\d{1,2}日)?|\d{4}年(?:度)?(?!間)|(?<!\d)\d{1,2}日(?!間)|\d{2,4}年代|(?:令和|平成|昭和)\d+年",
        r"(?:午前|午後|上午|下午)?\d{1,2}(?:時(?!間)|点)(?:\d{1,2}分|半)?|\d{1,2}:\d\d",
        r"\d+世紀|\d+世纪",
    ),
)

# fmt: on
NEUTRAL = Language(code="")
"""For languages without a row."""

LANGUAGES = {
    language.code: language for language in (ENGLISH, GERMAN, FRENCH, SPANISH, JAPANESE, replace(JAPANESE, code="zh"))
}
DEFAULT = ENGLISH
"""For a text that names no language and shows none."""

_KANA = re.compile("[\u3040-\u30ff]")
_HAN = re.compile("[\u4e00-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+")
LOOKED_AT = 4_000
"""Code points from the beginning of a text by which its language is told."""


def language_of(text: str, code: str | None = None) -> Language:
    """The row for a text: that of its code, the neutral one for a code without a row; without a code, the one the text shows.

    Args:
        text: The text; it is not looked at if there is a code.
        code: A language code as in an article's metadata (`de`, `de-AT`, `pt_BR`), or the name of none.
    """
    if code is None or not code.strip():
        return _shown(text)
    first = re.split(r"[-_]", code.strip().casefold())[0]
    return LANGUAGES.get(first) or _neutral(first)


@lru_cache(64)
def _neutral(code: str) -> Language:
    return replace(NEUTRAL, code=code)


@lru_cache(16)
def _shown(text: str) -> Language:
    """The language whose frequent words make up most of the text's beginning, if three of them and twice the next; by script."""
    beginning = text[:LOOKED_AT]
    if len(_HAN.findall(beginning)) + len(_KANA.findall(beginning)) > len(beginning) // 4:
        return LANGUAGES["ja" if _KANA.search(beginning) else "zh"]
    words = [word.casefold() for word in _WORD.findall(beginning)]
    counts = sorted(
        ((sum(word in language.common for word in words), language.code) for language in LANGUAGES.values()),
        reverse=True,
    )
    (most, code), (next_most, _) = counts[:2]
    return LANGUAGES[code] if most >= 3 and most >= 2 * next_most else DEFAULT
