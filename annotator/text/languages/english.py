"""The words of English, with lakh and crore of India."""

from __future__ import annotations

from annotator.text.languages.language import AdWords, Language
from annotator.text.languages.shared import GAP, HYPHEN, SPACE, SYMBOLS, TIME_SYMBOLS, by_word, either

# fmt: off
_ONES = ("two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_MAGNITUDES = {
    "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 1_000_000_000_000, "dozen": 12,
    "lakh": 100_000, "crore": 10_000_000,
}
_PLURALS = {f"{word}s": value for word, value in _MAGNITUDES.items()}
_FRACTIONS = by_word({
    2: "half|halves", 3: "third|thirds", 4: "quarter|quarters|fourth|fourths", 5: "fifth|fifths", 6: "sixth|sixths", 7: "seventh|sevenths",
    8: "eighth|eighths", 9: "ninth|ninths", 10: "tenth|tenths", 100: "hundredth|hundredths",
})
_ORDINALS = (
    "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
    "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
    "thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth", "hundredth", "thousandth", "millionth",
)
_TIME_UNITS = by_word({
    "s": "seconds|second|secs|sec|s", "min": "minutes|minute|mins|min", "h": "hours|hour|hrs|hr|h", "d": "days|day", "night": "nights|night",
    "week": "weeks|week", "fortnight": "fortnights", "month": "months|month", "a": "years|year|yrs|yr", "decade": "decades|decade",
    "century": "centuries|century", "ms": "milliseconds|millisecond|ms",
})
_MEASURES = by_word({
    "km": "kilometres|kilometre|kilometers|kilometer|km", "m": "metres|metre|meters|meter|m", "cm": "centimetres|centimetre|centimeters|centimeter|cm",
    "mm": "millimetres|millimetre|millimeters|millimeter|mm", "mi": "miles|mile|mi", "yd": "yards|yard", "ft": "feet|foot|ft", "in": "inches|inch",
    "nmi": "nautical miles|nautical mile", "ly": "light-years|light years", "fathom": "fathoms", "acre": "acres|acre", "ha": "hectares|hectare|ha",
    "l": "litres|litre|liters|liter|l", "ml": "ml", "gal": "gallons|gallon", "bbl": "barrels|barrel", "pt": "pints|pint",
    "kg": "kilograms|kilogram|kilos|kilo|kg", "g": "grams|gram|g", "mg": "milligrams|mg", "t": "tonnes|tonne|tons|ton", "pound": "pounds|pound",
    "lb": "lbs|lb", "oz": "ounces|ounce|oz", "kn": "knots|knot", "mph": "mph|m.p.h.", "km/h": "kph|km/h|kmh", "m/s": "m/s", "W": "watts|watt",
    "kW": "kilowatts|kW", "MW": "megawatts|MW", "GW": "gigawatts|GW", "kWh": "kWh|kilowatt-hours", "MWh": "MWh|megawatt-hours", "GWh": "GWh",
    "TWh": "TWh|terawatt-hours", "V": "volts|volt|V", "A": "amps", "Hz": "hertz|Hz", "kHz": "kHz", "MHz": "MHz", "GHz": "GHz", "B": "bytes",
    "KB": "kilobytes|KB", "MB": "megabytes|MB", "GB": "gigabytes|GB", "TB": "terabytes|TB", "MP": "megapixels", "px": "pixels", "cal": "calories",
    "kcal": "kcal", "psi": "psi", "hPa": "hPa", "dB": "decibels|dB", "ct": "carats", "°C": "degrees Celsius", "°F": "degrees Fahrenheit",
    "°": "degrees|degree", "K": "kelvin", "km²": "km²|km2|sq km", "m²": "m²|m2|sq m", "m³": "m³|m3", "ft²": "sq ft", "×": "times",
    "kt": "kilotons|kilotonnes", "Mt": "megatons|megatonnes",
})
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
    decimal=".",
    values={
        "zero": 0, "a": 1, "an": 1, "one": 1, "twice": 2, "a couple of": 2, **dict(zip(_ONES, range(2, 10), strict=True)),
        **dict(zip(_TEENS, range(10, 20), strict=True)), **dict(zip(_TENS, range(20, 100, 10), strict=True)),
    },
    denominators=_FRACTIONS,
    spelled=_SMALL,
    magnitudes=_MAGNITUDES,
    digit_magnitudes={"hundred": 100, "thousand": 1_000, "dozen": 12},
    magnitude_and="and",
    before_magnitude=_BEFORE_MAGNITUDE,
    fraction=(
        rf"(?:one|{either(_ONES)})(?:{HYPHEN}|{GAP})(?:{either(_FRACTIONS)})\b"
        rf"|an?{GAP}(?:{either(word for word in _FRACTIONS if word != 'halves')})\b(?={GAP}(?:of|an?)\b)"
        rf"|half{GAP}an?{GAP}(?:{either((*_MAGNITUDES, *_TIME_UNITS, *_MEASURES, *SYMBOLS, *TIME_SYMBOLS))})\b"
        rf"|half(?={GAP}(?:of|the|its|his|her|their|our|all|an?)\b)|twice\b"
    ),
    and_part=rf"(?:{GAP}and{GAP}(?:a{GAP}(?:half|third|quarter)|(?:one|{either(_ONES)}){HYPHEN}(?:{either(_FRACTIONS)}))\b)?",
    rough=(
        rf"(?:(?:many|several){GAP})?(?:(?:tens|scores)(?={GAP}of\b)|{either(_PLURALS)})"
        rf"(?:{GAP}of{GAP}(?:{either(_PLURALS)})\b|{GAP}and{GAP}(?:{either(_PLURALS)})\b)*"
    ),
    rough_values={"several": 1, "a few": 1, "many": 1, "tens": 10, "scores": 20, **_PLURALS},
    ordinals=(
        rf"(?:(?:{either(_TENS)}){HYPHEN}(?:{either(_LOW_ORDINALS)})|(?:one{GAP})?{either(_ORDINALS)})"
        r"|\d{1,30}(?:,\d{3}){,10}(?:st|nd|rd|th)"
    ),
    eras=("century", "centuries", "millennium", "millennia", "dynasty", "anniversary edition"),
    numbered_names=("Street", "Avenue", "Floor", "Century", "Congress", "Division", "Brigade", "Regiment"),
    modifiers=by_word({
        "about": "about|around|roughly|approximately|approx.|some|just about|an estimated|estimated|estimated at|estimated to be|"
        "estimated to be around|estimated to be about|a reported|the equivalent of|somewhere around|something like|more or less|circa|ca.|c.|"
        "plus or minus|a further estimated|another estimated",
        "nearly": "nearly|almost|close to|just under|just below|just short of|slightly less than|slightly under|a little under|a little less than|"
        "barely|virtually|practically|not quite",
        "just over": "just over|just above|slightly more than|slightly over|a little over|a little more than|a good",
        "more than": "more than|greater than|higher than|over|above|well over|well above|far more than|many more than|upwards of|upward of|"
        "in excess of",
        "at least": "at least|no less than|no fewer than|not less than|a minimum of",
        "fewer than": "less than|fewer than|lower than|under|below|well under|well below|as few as|as little as",
        "at most": "at most|no more than|not more than|up to|as many as|as much as|a maximum of|anything up to",
        "exactly": "exactly|precisely",
        "minus": "minus",
    }),
    trailing=by_word({"about": "or so|or thereabouts", "at least": "or more", "at most": "or fewer|or less"}),
    between=("between", "and"),
    range_words=("to", "or", "out of"),
    one_in=("in", "in every", "out of", "out of every"),
    time_units=_TIME_UNITS,
    measures=_MEASURES,
    percent=by_word({"%": "per cent|percent|pct", "pp": "percentage points|percentage point", "bp": "basis points|basis point|bps"}),
    currencies=by_word({
        "USD": "US dollars|U.S. dollars", "$": "dollars|dollar", "EUR": "euros|euro", "cent": "cents|cent", "GBP": "pounds sterling",
        "pound": "pounds", "penny": "pence", "franc": "francs", "CHF": "Swiss francs", "RUB": "rubles|ruble|roubles|rouble",
        "UAH": "hryvnias|hryvnia|hryvnas", "JPY": "yen", "CNY": "yuan", "rupee": "rupees|rupee", "krona": "kronor", "krone": "kroner",
        "CZK": "koruna", "peso": "pesos|peso", "lira": "liras|lira", "PLN": "zlotys|zloty", "ILS": "shekels|shekel", "ZAR": "rand",
        "dirham": "dirhams", "riyal": "riyals", "HUF": "forints", "BTC": "bitcoin|bitcoins",
    }),
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
    links=("of", "the", "its", "our", "their", "his", "her", "my", "your", "these", "those", "all", "more", "other", "additional", "further", "extra", "such", "new"),
    phrase_ends=(
        "a", "about", "across", "added", "after", "against", "ago", "all", "along", "alone", "also", "although", "amid", "among", "an", "and", "annually",
        "any", "are", "around", "as", "at", "away", "back", "be", "because", "been", "before", "being", "below", "between", "both", "but", "by", "came",
        "can", "could", "daily", "did", "died", "do", "does", "during", "each", "either", "every", "for", "from", "had", "has", "have", "he", "here",
        "his", "home", "how", "however", "if", "in", "including", "inside", "into", "is", "it", "its", "just", "last", "later", "like", "made", "may",
        "might", "more", "must", "near", "next", "nor", "not", "now", "of", "off", "on", "once", "only", "onto", "or", "out", "outside", "over", "per",
        "said", "says", "she", "should", "since", "so", "still", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they",
        "this", "those", "though", "through", "to", "together", "toward", "towards", "under", "until", "up", "via", "was", "we", "went", "were", "what",
        "when", "where", "which", "while", "who", "whom", "whose", "will", "with", "within", "without", "won", "would", "you", "yet", "apiece",
        "respectively", "total", "altogether", "overall", "today", "yesterday", "tomorrow", "old",
    ),
    people=(
        "people", "person", "men", "women", "children", "boys", "girls", "adults", "soldiers", "troops", "civilians", "prisoners", "detainees", "captives",
        "personnel", "servicemen", "servicewomen", "members", "officers", "police", "fighters", "passengers", "victims", "residents", "citizens", "workers",
        "students", "pupils", "patients", "voters", "refugees", "migrants", "staff", "employees", "teachers", "guests", "crew", "pows", "hostages",
        "foreigners", "nationals", "combatants", "conscripts", "sailors", "nurses", "doctors", "wounded", "dead", "injured", "deaths", "candidates",
        "males", "females", "seniors", "toddlers", "infants", "babies", "protesters", "returnees", "visitors", "spectators", "players", "firefighters",
    ),
    plurals=(
        "people", "men", "women", "children", "personnel", "police", "staff", "crew", "cattle", "sheep", "fish", "aircraft", "servicemen", "servicewomen",
        "policemen", "firemen", "fishermen", "businessmen", "wounded", "dead", "injured", "deer", "feet", "teeth", "mice", "geese", "offspring", "media",
        "data", "criteria", "phenomena", "bacteria",
    ),
    endings=("ies", "sses", "ches", "shes", "xes", "s"),
    each=("each", "apiece"),
    rates=("per", "every", "on each", "by each", "from each", "for each", "to each", "in each", "at each", "of each", "on either", "from either"),
    time_rates=("a", "an", "each"),
    no_rate=("ago", "earlier", "later", "before", "after", "or"),
    since=("since", "from"),
    totals=("in all", "in total", "altogether", "all told", "combined", "overall", "total", "totalling", "totaling", "together", "sum", "all in all", "add up to", "adds up to"),
    wholes=("of the", "of those", "of these", "of its", "of their", "out of the"),
    ands=("and", "and another", "as well as", "plus", "along with", "together with", "and also"),
    contrasts=(
        "compared", "previous", "previously", "earlier", "last", "a year ago", "up from", "down from", "against", "while", "whereas", "but", "instead",
        "later", "yesterday", "formerly", "versus", "vs", "vs.", "rather than", "unlike", "instead of", "in contrast", "the year before",
    ),
    listing=("including", "of whom", "of which", "of them", "comprising", "made up of", "consisting of", "split between", "divided into", "among them"),
    ages=("aged", "age", "ages", "old", "olds", "year-old", "year-olds"),
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
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
    ends=("no", "me", "ok", "ill", "miss", "art", "ore", "fed", "may"),
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
