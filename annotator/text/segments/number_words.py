"""The words that numbers are made of: values, magnitudes, modifiers, units, and what only looks like a number."""

from __future__ import annotations

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
HALVES = frozenset(
    [
        "lower",
        "upper",
        "first",
        "second",
        "other",
        "top",
        "bottom",
        "latter",
        "front",
        "back",
        "left",
        "right",
        "northern",
        "southern",
        "eastern",
        "western",
        "one",
    ]
)
"""Before *half* these make it a part of a thing, no share: the lower half of the sheet."""
POINTING = frozenset({"the", "these", "those", "other", "first", "last", "next"})
"""Before a bare small number these mostly point back (the two, those three), as the guideline leaves out."""
NOT_COMPOUND = frozenset(
    {"way", "faced", "thirds", "fold", "seater", "by", "piece", "timer", "some", "time", "hand", "handed", "off"}
)
"""After a spelled-out number and a hyphen these make a word of its own."""
