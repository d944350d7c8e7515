"""The words of German."""

from __future__ import annotations

from annotator.text.languages.language import AdWords, Language
from annotator.text.languages.shared import GAP, MONTHS, either

# fmt: off
_CORE = (
    "zwei", "zwo", "drei", "vier", "fünf", "sechs", "sechzehn", "sechzig", "sieben", "siebzehn", "siebzig", "acht", "neun", "zehn",
    "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "achtzehn", "neunzehn", "zwanzig", "dreißig", "dreissig", "vierzig",
    "fünfzig", "achtzig", "neunzig", "hundert", "tausend",
)
_FEW = ("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_SPELLED = rf"(?:(?:ein(?:und)?)?(?:{either(_CORE)})(?:(?:und|ein){{,2}}(?:{either(_CORE)})){{,8}}(?:eins|einhalb)?|anderthalb|eineinhalb|null)"
_MAGNITUDES = (
    "Million", "Millionen", "Milliarde", "Milliarden", "Billion", "Billionen", "Dutzend", "Hundert", "Tausend", "hundert", "tausend",
)
_PARTS = (
    "Drittel", "Viertel", "Fünftel", "Sechstel", "Siebtel", "Achtel", "Neuntel", "Zehntel", "Hundertstel", "Dritteln", "Vierteln",
)

GERMAN = Language(
    code="de",
    common=("der", "die", "das", "und", "ist", "nicht", "mit", "den", "von", "dem", "ein", "eine", "sich", "auf", "für", "im", "zu"),
    capital_nouns=True,
    one=("ein", "eine", "einer", "einem", "einen", "eines", "eins"),
    few=_FEW,
    spelled=_SPELLED,
    magnitudes=_MAGNITUDES,
    digit_magnitudes=("Tausend", "Hundert", "Dutzend", "Tsd.", "Billion", "Billionen", "Bio.", "Mio", "Mrd"),
    before_magnitude=(
        "ein", "eine", "einer", "einem", "einen", "eine halbe", "einer halben", "ein halbes", "ein paar", "einige", "mehrere",
        "anderthalb", "viele", "ein knappes", "eine knappe",
    ),
    fraction=(
        rf"(?:ein|einem|eines|{_SPELLED}){GAP}(?:{either(_PARTS)})\b|(?:(?:die|der){GAP})?hälfte\b|dreiviertel\b"
        rf"|(?:einer|eine|ein|{either(_FEW)}){GAP}von{GAP}(?:{_SPELLED}|\d+)(?!\w)"
    ),
    rough=r"(?:(?:zehn|hundert)?tausenden?|hunderten?|dutzenden?|millionen|milliarden)(?:[ \u00a0](?:und[ \u00a0]aber|und|von)[ \u00a0](?:tausenden?|hunderten?|millionen))*(?!\w)",
    ordinals=(
        r"(?:zweit|dritt|viert|fünft|sechst|siebt|siebent|acht|neunt|zehnt|elft|zwölft|dreizehnt|zwanzigst|dreißigst|hundertst|tausendst"
        rf"|(?:ein|{either(_FEW)})und(?:zwanzig|dreißig|vierzig|fünfzig)st)(?:e[nrsm]?)(?![\w-])"
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
