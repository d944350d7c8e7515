"""The words of German."""

from __future__ import annotations

from annotator.text.languages.language import AdWords, Language
from annotator.text.languages.shared import GAP, MONTHS, by_word, either

# fmt: off
_CORE = by_word({
    2: "zwei|zwo", 3: "drei", 4: "vier", 5: "fünf", 6: "sechs", 7: "sieben", 8: "acht", 9: "neun", 10: "zehn", 11: "elf", 12: "zwölf", 13: "dreizehn",
    14: "vierzehn", 15: "fünfzehn", 16: "sechzehn", 17: "siebzehn", 18: "achtzehn", 19: "neunzehn", 20: "zwanzig", 30: "dreißig|dreissig",
    40: "vierzig", 50: "fünfzig", 60: "sechzig", 70: "siebzig", 80: "achtzig", 90: "neunzig", 100: "hundert", 1_000: "tausend",
})
_FEW = ("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_SPELLED = rf"(?:(?:ein(?:und)?)?(?:{either(_CORE)})(?:(?:und|ein){{,2}}(?:{either(_CORE)})){{,8}}(?:eins|einhalb)?|anderthalb|eineinhalb|null)"
_MAGNITUDES = by_word({
    12: "Dutzend", 100: "Hundert|hundert", 1_000: "Tausend|tausend", 1_000_000: "Million|Millionen", 1_000_000_000: "Milliarde|Milliarden",
    1_000_000_000_000: "Billion|Billionen",
})
_PARTS = by_word({
    3: "Drittel|Dritteln", 4: "Viertel|Vierteln", 5: "Fünftel", 6: "Sechstel", 7: "Siebtel", 8: "Achtel", 9: "Neuntel", 10: "Zehntel", 100: "Hundertstel",
})

GERMAN = Language(
    code="de",
    common=("der", "die", "das", "und", "ist", "nicht", "mit", "den", "von", "dem", "ein", "eine", "sich", "auf", "für", "im", "zu"),
    capital_nouns=True,
    one=("ein", "eine", "einer", "einem", "einen", "eines", "eins"),
    few=_FEW,
    decimal=",",
    values={"null": 0, **dict.fromkeys(("ein", "eine", "einer", "einem", "einen", "eines", "eins"), 1), "anderthalb": 1.5, **_CORE},
    denominators={**_PARTS, "hälfte": 2, "halbe": 2, "halben": 2, "halbes": 2, "halb": 2, "einhalb": 2},
    spelled=_SPELLED,
    magnitudes=_MAGNITUDES,
    digit_magnitudes=by_word({
        12: "Dutzend", 100: "Hundert", 1_000: "Tausend|Tsd.", 1_000_000: "Mio", 1_000_000_000: "Mrd", 1_000_000_000_000: "Billion|Billionen|Bio.",
    }),
    before_magnitude=(
        "ein", "eine", "einer", "einem", "einen", "eine halbe", "einer halben", "ein halbes", "ein paar", "einige", "mehrere",
        "anderthalb", "viele", "ein knappes", "eine knappe",
    ),
    fraction=(
        rf"(?:ein|einem|eines|{_SPELLED}){GAP}(?:{either(_PARTS)})\b|(?:(?:die|der){GAP})?hälfte\b|dreiviertel\b"
        rf"|(?:einer|eine|ein|{either(_FEW)}){GAP}von{GAP}(?:{_SPELLED}|\d+)(?!\w)"
    ),
    rough=r"(?:(?:zehn|hundert)?tausenden?|hunderten?|dutzenden?|millionen|milliarden)(?:[ \u00a0](?:und[ \u00a0]aber|und|von)[ \u00a0](?:tausenden?|hunderten?|millionen))*(?!\w)",
    rough_values=by_word({
        1: "einige|mehrere|viele|ein paar", 10: "zehn", 12: "dutzende|dutzenden", 100: "hunderte|hunderten|hundert", 1_000: "tausende|tausenden",
        1_000_000: "millionen", 1_000_000_000: "milliarden",
    }),
    ordinals=(
        r"(?:zweit|dritt|viert|fünft|sechst|siebt|siebent|acht|neunt|zehnt|elft|zwölft|dreizehnt|zwanzigst|dreißigst|hundertst|tausendst"
        rf"|(?:ein|{either(_FEW)})und(?:zwanzig|dreißig|vierzig|fünfzig)st)(?:e[nrsm]?)(?![\w-])"
        r"|(?:(?<=zum )|(?<=der )|(?<=die )|(?<=das )|(?<=den )|(?<=dem )|(?<=beim )|(?<=ihr )|(?<=sein ))\d{1,3}\.(?=[ \u00a0][A-ZÄÖÜ])"
    ),
    modifiers=by_word({
        "about": "etwa|rund|ungefähr|circa|ca.|bis zu rund|zirka|schätzungsweise|geschätzt|geschätzte|gegen|um die|insgesamt rund|plus",
        "nearly": "knapp|fast|nahezu|annähernd|beinahe|etwas weniger als|kaum|an die",
        "just over": "gut|etwas mehr als",
        "more than": "mehr als|über|weit über|deutlich über|deutlich mehr als",
        "at least": "mindestens|wenigstens|nicht weniger als",
        "fewer than": "weniger als|unter",
        "at most": "höchstens|maximal|bis zu|nicht mehr als",
        "exactly": "genau|exakt|gerade einmal",
        "minus": "minus",
    }),
    trailing=by_word({"at least": "oder mehr|und mehr", "at most": "oder weniger"}),
    between=("zwischen", "und"),
    range_words=("bis", "oder", "zu", "von"),
    one_in=("von", "von je"),
    time_units=by_word({
        "s": "Sekunde|Sekunden|Sek.", "min": "Minute|Minuten|Min.|min", "h": "Stunde|Stunden|Std.|h", "d": "Tag|Tage|Tagen", "night": "Nacht|Nächte|Nächten",
        "week": "Woche|Wochen", "month": "Monat|Monate|Monaten", "a": "Jahr|Jahre|Jahren", "decade": "Jahrzehnt|Jahrzehnte|Jahrzehnten",
        "century": "Jahrhunderte|Jahrhunderten",
    }),
    measures=by_word({
        "km": "Kilometer|Kilometern", "m": "Meter|Metern", "cm": "Zentimeter|Zentimetern", "mm": "Millimeter|Millimetern", "mi": "Meile|Meilen",
        "km²": "Quadratkilometer|Quadratkilometern", "m²": "Quadratmeter|Quadratmetern|qm", "m³": "Kubikmeter|Kubikmetern", "ha": "Hektar",
        "l": "Liter|Litern", "kg": "Kilogramm|Kilo", "g": "Gramm", "t": "Tonne|Tonnen", "pound": "Pfund", "Zentner": "Zentner", "°C": "Grad Celsius",
        "°": "Grad", "W": "Watt", "kW": "Kilowatt", "MW": "Megawatt", "GW": "Gigawatt", "kWh": "Kilowattstunden", "TWh": "Terawattstunden", "V": "Volt",
        "km/h": "Stundenkilometer|Stundenkilometern|km pro Stunde", "MB": "Megabyte", "GB": "Gigabyte", "TB": "Terabyte", "nmi": "Seemeilen",
        "bbl": "Barrel", "×": "mal",
    }),
    percent=by_word({
        "%": "Prozent", "pp": "Prozentpunkte|Prozentpunkten|Prozentpunkt", "‰": "Promille", "bp": "Basispunkte|Basispunkten", "point": "Punkte|Punkten",
    }),
    currencies=by_word({
        "EUR": "Euro|Euros", "cent": "Cent", "$": "Dollar", "USD": "US-Dollar", "CHF": "Schweizer Franken|Fr.", "franc": "Franken", "GBP": "Pfund Sterling",
        "RUB": "Rubel", "JPY": "Yen", "CNY": "Yuan", "krone": "Kronen", "PLN": "Zloty", "lira": "Lira", "rupee": "Rupien", "peso": "Peso|Pesos",
        "DEM": "Mark|D-Mark",
    }),
    pointing=("die", "diese", "jene", "den", "diesen", "der"),
    designators=(
        "seite", "seiten", "s.", "nr.", "nr", "nummer", "artikel", "art.", "paragraf", "§", "§§", "abs.", "absatz", "kapitel", "band", "zimmer", "raum",
        "linie", "gleis", "tor", "stufe", "phase", "klasse", "zone", "teil", "tag", "platz", "rang", "flug", "bus", "version", "ausgabe", "kanal",
        "a", "b", "halle", "bezirk", "block", "typ", "runde", "kategorie",
    ),
    not_quantities=(
        r"(?<![\d.,])\d{1,2}(?:[.:]\d\d)?(?:[ \u00a0](?:bis|und)[ \u00a0]\d{1,2}(?:[.:]\d\d)?)?[ \u00a0]?Uhr(?:[ \u00a0]\d\d)?",
        r"(?<![\d.,])(?:3[01]|[12]\d|0?[1-9])\.(?:1[0-2]|0?[1-9])\.(?!\d)",
        r"\d{1,2}\.[ \u00a0](?:Jahrhundert|Jh\.|Weltkrieg|FC|Liga|Bundesliga|Klasse|Stock|Etage|Bezirk)\w*",
    ),
    links=("von", "der", "des", "den", "unserer", "seiner", "ihrer", "weitere", "weiteren", "andere", "anderen", "neue", "neuen", "dieser", "aller"),
    phrase_ends=(
        "aber", "alle", "als", "am", "an", "auch", "auf", "aus", "bei", "beim", "bis", "da", "damit", "dann", "das", "dass", "davon", "dazu", "dem", "den",
        "denen", "der", "des", "die", "dies", "diese", "doch", "dort", "durch", "ein", "eine", "einem", "einen", "einer", "er", "es", "für", "gegen", "haben",
        "hat", "hatte", "hatten", "hier", "hinter", "ihr", "ihre", "im", "in", "ins", "ist", "je", "jeweils", "kamen", "können", "man", "mehr", "mit",
        "müssen", "nach", "nicht", "noch", "nun", "nur", "ob", "oder", "ohne", "pro", "seien", "sein", "seit", "sich", "sie", "sind", "so", "sollen",
        "sowie", "starben", "täglich", "über", "um", "und", "unter", "vom", "von", "vor", "waren", "weil", "wenn", "werden", "wie", "wieder", "wir", "wird",
        "wo", "wollen", "worden", "wurde", "wurden", "zu", "zum", "zur", "zurück", "zusammen", "zwischen", "insgesamt", "darunter", "heute", "gestern",
    ),
    people=(
        "menschen", "personen", "leute", "männer", "frauen", "kinder", "jungen", "mädchen", "soldaten", "zivilisten", "gefangene", "gefangenen",
        "kriegsgefangene", "kriegsgefangenen", "häftlinge", "polizisten", "passagiere", "opfer", "bewohner", "bürger", "arbeiter", "schüler", "studenten",
        "patienten", "wähler", "flüchtlinge", "migranten", "beschäftigte", "mitarbeiter", "lehrer", "gäste", "verletzte", "tote", "todesopfer", "geiseln",
        "ukrainer", "russen", "deutsche", "ausländer", "teilnehmer", "besucher", "mitglieder", "erwachsene", "jugendliche", "fahrgäste", "insassen",
    ),
    endings=("innen", "en", "n", "e", "s"),
    each=("jeweils",),
    each_first=("je", "jeweils"),
    no_rate=("nach", "vor", "danach", "davor", "zuvor", "darauf", "später", "des", "der"),
    rates=("pro", "je", "auf jeder", "von jeder", "für jede", "für jeden", "auf jede"),
    time_rates=("am", "im", "in der", "jeden", "jede", "jedes"),
    since=("seit", "ab"),
    totals=("insgesamt", "zusammen", "zusammengenommen", "in summe", "alles in allem", "summe", "gesamt"),
    wholes=("von den", "von diesen", "der", "unter den"),
    ands=("und", "sowie", "und weitere", "plus", "und auch"),
    contrasts=(
        "verglichen", "vergangenen", "vergangenes", "letztes", "letzten", "zuvor", "früher", "vorher", "vor einem jahr", "gegenüber", "während", "aber",
        "sondern", "später", "gestern", "statt", "im vorjahr", "vorjahr", "dagegen",
    ),
    listing=("darunter", "davon", "von denen", "von ihnen", "bestehend aus", "und zwar"),
    ages=("alt", "jährige", "jähriger", "jährigen", "alter", "lebensjahr"),
    weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    not_compound=("mal", "fach"),
    abbreviations=(
        "z. B.", "z.B.", "d. h.", "d.h.", "u. a.", "u.a.", "o. ä.", "i. d. R.", "v. a.", "s. o.", "Dr.", "Prof.", "Nr.", "St.", "bzw.", "ca.", "Mio.",
        "Mrd.", "Tsd.", "Str.", "Abs.", "Art.", "evtl.", "ggf.", "inkl.", "vgl.", "Dipl.", "Ing.", "Hr.", "Fr.", "geb.", "gest.", "sog.", "a. D.", "u. U.",
        "zzt.", "Jh.", "v. Chr.", "n. Chr.", "S.", "Bd.", "Kap.", "max.", "min.", "Co.", "mind.", "Fa.",
    ),
    no_end=(
        (r"(?<!\d)\d{1,2}\.\s+\Z", rf"(?:{either(MONTHS)}|Jahrhundert|Jh\.|Weltkrieg|FC|Liga|Bundesliga)"),
        (r"(?i:\b(?:am|zum|der|die|das|den|dem|des|vom|im|beim|ins|ihr|sein|jeder|jedes|bis|und|als)\s\d{1,3}\.\s+\Z)", r"\w"),
    ),
    said=(
        "sagte", "sagt", "sagten", "fragte", "fragt", "schrieb", "schreibt", "erklärte", "erklärt", "betonte", "meinte", "meint", "rief", "antwortete",
        "teilte", "berichtete", "so", "hieß", "heißt", "kritisierte", "forderte", "warnte", "ergänzte", "fügte", "räumte", "gab",
    ),
    little=(
        "der", "die", "das", "den", "dem", "des", "ein", "eine", "einer", "einem", "einen", "eines", "und", "oder", "aber", "denn", "wenn",
        "als", "wie", "dass", "daß", "ob", "weil", "ich", "mich", "mir", "mein", "meine", "meiner", "meinem", "meinen", "wir", "uns",
        "unser", "unsere", "unserer", "unseren", "du", "dich", "dir", "dein", "ihr", "euch", "sie", "ihn", "ihm", "ihnen", "er", "es",
        "sein", "seine", "seiner", "seinem", "seinen", "ihre", "ihrer", "ihrem", "ihren", "sich", "man", "wer", "was", "welche", "welcher",
        "welches", "dieser", "diese", "dieses", "diesem", "diesen", "jener", "jede", "jeder", "jedes", "jedem", "jeden", "alle", "allem",
        "allen", "aller", "in", "im", "an", "am", "auf", "aus", "bei", "beim", "mit", "nach", "von", "vom", "vor", "zu", "zum", "zur",
        "für", "durch", "um", "über", "unter", "gegen", "bis", "seit", "während", "ist", "sind", "war", "waren", "bin", "bist", "seid",
        "wird", "werden", "wurde", "wurden", "worden", "hat", "haben", "hatte", "hatten", "habe", "kann", "können", "konnte", "könnte",
        "muss", "müssen", "musste", "soll", "sollen", "sollte", "will", "wollen", "wollte", "würde", "würden", "darf", "dürfen", "mag",
        "möchte", "da", "dort", "hier", "so", "auch", "noch", "nur", "schon", "sehr", "mehr", "doch", "ja", "dann", "damit", "dabei",
        "daran", "darauf", "dazu", "davon",
    ),
    negations=(
        "nicht", "kein", "keine", "keinen", "keiner", "keinem", "keines", "nie", "niemals", "niemand", "niemanden", "nichts", "ohne",
        "weder",
    ),
    pronouns=("er", "sie"),
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
