"""The words of English, with lakh and crore of India."""

from __future__ import annotations

from annotator.text.languages.language import AdWords, Language
from annotator.text.languages.shared import GAP, HYPHEN, SPACE, SYMBOLS, TIME_SYMBOLS, either

# fmt: off
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
_ADS = AdWords(
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
    no_product=(
        r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
        r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b",
        r"\b(?:mr|mrs|ms|dr|sir|president|minister|senator|mayor|professor|judge|general|captain|analysis|live|opinion|explainer|background|context)\b",
        r"\b(?:timeline|summary|verdict|service|services|update|updated|editorial|comment|watch|fact check|exclusive|breaking|note|correction|editor)\b",
        r"\b(?:is|are|was|were|has|have|will|said|says)\b",
    ),
    no_slogan=(
        r"\A(?:how|what|why|when|where|acting|former|\w+ed)\b",
        r"\b(?:master|director|chair|chairman|manager|officer|secretary|editor|reporter|correspondent|author|founder|owner|coach|analyst|researcher)\b",
        r"\b(?:spokes\w+|resident|witness|photographer|writer|leader|member|head of)\b",
        r"\b(?:was|were|has|have|had|will|would|could|may|might|said|says|who|which|he|she|they|his|her|their|killed|died|after)\b",
        r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|people|government|police|court|minister|president)\b",
        r"\b(?:up|down) \d[\d.,]* ?(?:%|per ?cent|points)",
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
    eras=("century", "centuries", "millennium", "millennia", "dynasty", "anniversary edition"),
    numbered_names=("Street", "Avenue", "Floor", "Century", "Congress", "Division", "Brigade", "Regiment"),
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
    with_years=("~", "c.", "ca.", "circa", "about", "around", "some", "over", "under"),
    half=("half",),
    halves=(
        "back", "bottom", "eastern", "first", "front", "latter", "left", "lower", "northern", "one", "other", "right",
        "second", "southern", "top", "upper", "western",
    ),
    only_modified=("zero", "one day", "one time", "one second", "one minute", "one night", "one year"),
    after_pronoun=("of", "another", "day", "point", "thing"),
    not_compound=(*_LOW_ORDINALS, "by", "faced", "fold", "hand", "handed", "off", "piece", "seater", "some", "thirds", "time", "timer", "way"),
    never_compound=("one", "zero"),
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
    little=(
        "a", "an", "the", "this", "that", "these", "those", "i", "me", "my", "mine", "we", "us", "our", "ours", "you", "your", "yours",
        "he", "him", "his", "she", "her", "hers", "it", "its", "they", "them", "their", "theirs", "who", "whom", "whose", "which", "what",
        "and", "or", "but", "if", "so", "as", "than", "then", "of", "to", "in", "on", "at", "by", "for", "from", "with", "into", "onto",
        "upon", "about", "over", "under", "out", "off", "up", "down", "after", "before", "between", "through", "during", "am", "is", "are",
        "was", "were", "be", "been", "being", "has", "have", "had", "having", "do", "does", "did", "doing", "will", "would", "shall",
        "should", "can", "could", "may", "might", "must", "there", "here", "when", "where", "how", "why", "while", "because", "just",
        "also", "too", "very", "all", "some", "any", "each", "both", "such", "own", "same", "other", "more", "most", "much", "many",
        "that's", "it's", "he's", "she's", "we're", "they're", "i'm", "i've", "we've", "you're", "i'll", "we'll", "they'll", "he'll",
        "she'll", "it'll", "let's", "got", "get", "said", "says",
    ),
    negations=(
        "not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without", "hardly", "cannot",
    ),
    pronouns=("he", "she"),
    ads=_ADS,
)
