"""The words of French."""

from __future__ import annotations

from annotator.text.languages.language import AdWords, Language
from annotator.text.languages.shared import GAP, SPACE, by_word, either

# fmt: off
_WORDS = by_word({
    2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 6: "six", 7: "sept", 8: "huit", 9: "neuf", 10: "dix", 11: "onze", 12: "douze", 13: "treize",
    14: "quatorze", 15: "quinze", 16: "seize", 20: "vingt|vingts", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 70: "septante",
    80: "huitante|octante", 90: "nonante", 100: "cent|cents", 1_000: "mille",
})
_SPELLED = rf"(?:(?:{either(_WORDS)})\b(?:(?:[-‐‑ \u00a0]|[-‐‑ ]et[-‐‑ ])(?:un|une|{either(_WORDS)})\b){{,8}}|zéro)"
_MAGNITUDES = by_word({
    10: "dizaine|dizaines", 12: "douzaine|douzaines", 15: "quinzaine", 20: "vingtaine", 30: "trentaine", 40: "quarantaine", 50: "cinquantaine",
    60: "soixantaine", 100: "centaine|centaines", 1_000: "millier|milliers", 1_000_000: "million|millions", 1_000_000_000: "milliard|milliards",
})
_ROUGH = r"(?:centaines|milliers|dizaines|douzaines|millions|milliards)"

FRENCH = Language(
    code="fr",
    common=("le", "la", "les", "des", "et", "est", "dans", "pour", "une", "du", "que", "qui", "sur", "pas", "au", "par", "il"),
    one=("un", "une"),
    few=("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
    decimal=",",
    values={"zéro": 0, "un": 1, "une": 1, **_WORDS},
    denominators=by_word({
        2: "moitié|demi|demie", 3: "tiers", 4: "quart|quarts", 5: "cinquième|cinquièmes", 6: "sixième|sixièmes", 10: "dixième|dixièmes",
        100: "centième|centièmes",
    }),
    spelled=_SPELLED,
    magnitudes=_MAGNITUDES,
    digit_magnitudes=by_word({1_000: "milliers|mille", 1_000_000: "M", 1_000_000_000: "Md|Mds"}),
    before_magnitude=("un", "une", "un demi", "quelques", "plusieurs", "deux ou trois", "une bonne", "une petite"),
    fraction=(
        rf"(?:un|{_SPELLED}){GAP}(?:tiers|quarts?|cinquièmes?|sixièmes?|dixièmes?|centièmes?)\b|(?:la{GAP})?moitié\b"
        rf"|(?:un|une|{_SPELLED}){GAP}sur{GAP}(?:{_SPELLED}|\d+)(?!\w)"
    ),
    rough=rf"(?:(?:des|de|d[’']|par|aux){SPACE}?)?{_ROUGH}\b(?:{GAP}de{GAP}{_ROUGH}\b){{,4}}",
    rough_values=by_word({
        1: "quelques|plusieurs", 10: "dizaines", 12: "douzaines", 100: "centaines", 1_000: "milliers", 1_000_000: "millions", 1_000_000_000: "milliards",
    }),
    ordinals=(
        r"(?:deuxième|troisième|quatrième|cinquième|sixième|septième|huitième|neuvième|dixième|onzième|douzième|vingtième|centième)s?"
        r"|seconde?(?=[ \u00a0](?:fois|tour|mandat|guerre|vague|édition|place|rang|partie))|(?:[2-9]|\d\d+)(?:e|ème|ième|nd|nde)"
    ),
    modifiers=by_word({
        "about": "environ|à peu près|quelque|autour de|plus ou moins|approximativement|aux alentours de",
        "nearly": "près de|presque|à peine|un peu moins de",
        "just over": "un peu plus de|à peine plus de",
        "more than": "plus de|bien plus de",
        "at least": "au moins|au minimum|pas moins de|minimum",
        "fewer than": "moins de|moins",
        "at most": "au plus|jusqu’à|jusqu'à|au maximum|pas plus de|maximum",
        "exactly": "exactement",
    }),
    signs=by_word({
        "about": "~|≈|±", "nearly": "près d’|près d'", "fewer than": "<|moins d’|moins d'", "more than": ">|plus d’|plus d'", "at most": "≤",
        "at least": "≥",
    }),
    trailing=by_word({"about": "environ", "exactly": "et demie|et demi", "at least": "ou plus|au moins", "at most": "ou moins|au plus"}),
    between=("entre", "et"),
    range_words=("à", "ou", "sur"),
    one_in=("sur",),
    of_unit=rf"(?:de{GAP}|d[’'])",
    time_units=by_word({
        "s": "seconde|secondes", "min": "minute|minutes|min", "h": "heure|heures|h", "d": "jour|jours", "night": "nuit|nuits", "week": "semaine|semaines",
        "month": "mois", "a": "an|ans|année|années", "decade": "décennies", "century": "siècles",
    }),
    measures=by_word({
        "km": "kilomètre|kilomètres", "m": "mètre|mètres", "cm": "centimètres|centimètre", "mm": "millimètres|millimètre",
        "km²": "kilomètres carrés|kilomètre carré", "m²": "mètres carrés", "m³": "mètres cubes|mètre cube",
        "km/h": "kilomètres par heure|kilomètres-heure", "ha": "hectare|hectares", "l": "litre|litres", "kg": "kilo|kilos|kilogrammes",
        "g": "gramme|grammes", "t": "tonne|tonnes", "°": "degré|degrés", "°C": "degrés Celsius", "W": "watts", "kW": "kilowatts", "MW": "mégawatts",
        "GW": "gigawatts", "kWh": "kilowattheures", "TWh": "térawattheures", "V": "volts", "bbl": "barils", "kn": "nœuds", "nmi": "milles", "mi": "miles",
        "MB": "mégaoctets|Mo", "GB": "gigaoctets|Go", "TB": "To", "×": "fois",
    }),
    percent=by_word({
        "%": "pour cent", "pp": "points de pourcentage|point de pourcentage", "point": "points|point", "‰": "pour mille", "bp": "points de base",
    }),
    currencies=by_word({
        "EUR": "euro|euros", "cent": "centime|centimes", "$": "dollar|dollars", "franc": "francs|franc", "CHF": "francs suisses", "GBP": "livres sterling",
        "pound": "livres", "RUB": "roubles", "JPY": "yens", "CNY": "yuans", "peso": "pesos", "rupee": "roupies", "dirham": "dirhams", "dinar": "dinars",
    }),
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
    links=("de", "d", "des", "les", "la", "nos", "ses", "leurs", "autres", "nouveaux", "nouvelles", "jeunes", "petits", "petites", "grands", "grandes", "premiers", "de nos", "vos"),
    phrase_ends=(
        "a", "à", "afin", "ainsi", "après", "au", "aussi", "autour", "aux", "avaient", "avait", "avant", "avec", "ce", "cela", "ces", "cette", "chacun",
        "chacune", "chaque", "chez", "comme", "contre", "dans", "depuis", "dès", "dont", "du", "elle", "elles", "en", "encore", "entre", "environ", "est",
        "et", "étaient", "était", "été", "il", "ils", "la", "le", "les", "leur", "lors", "mais", "même", "ne", "on", "ont", "ou", "où", "par", "parmi",
        "pas", "pendant", "plus", "pour", "qu", "quand", "que", "qui", "sans", "se", "selon", "sera", "seront", "si", "son", "sont", "sous", "sur", "tous",
        "tout", "un", "une", "vers", "y", "au total", "ensemble", "hier", "sauf", "l", "s", "n", "c",
    ),
    people=(
        "personnes", "gens", "hommes", "femmes", "enfants", "garçons", "filles", "soldats", "militaires", "civils", "prisonniers", "détenus", "captifs",
        "policiers", "passagers", "victimes", "habitants", "citoyens", "travailleurs", "ouvriers", "étudiants", "élèves", "patients", "électeurs",
        "réfugiés", "migrants", "salariés", "employés", "enseignants", "invités", "blessés", "morts", "otages", "ukrainiens", "russes", "français",
        "étrangers", "adultes", "membres", "visiteurs", "spectateurs", "manifestants", "pompiers", "gendarmes",
    ),
    noun_first=True,
    endings=("s", "x"),
    each=("chacun", "chacune"),
    rates=("par", "de chaque", "pour chaque", "à chaque", "chaque"),
    time_rates=("par", "chaque"),
    since=("depuis", "dès"),
    totals=("au total", "en tout", "ensemble", "total", "somme", "à eux deux", "réunis", "confondus"),
    wholes=("sur les", "des", "parmi les", "de ces"),
    ands=("et", "ainsi que", "et aussi", "plus"),
    contrasts=(
        "comparé", "contre", "dernier", "dernière", "auparavant", "précédent", "précédente", "il y a un an", "tandis que", "alors que", "mais", "plus tard",
        "hier", "au lieu de", "l’an dernier", "l'an dernier",
    ),
    listing=("dont", "parmi lesquels", "parmi eux", "soit", "répartis entre", "comprenant", "y compris"),
    ages=("âgé", "âgés", "âgée", "âgées", "âge"),
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    not_quantities=(
        r"(?<![\d.,])\d{1,2}[ \u00a0\u202f]?(?:h|heures)[ \u00a0\u202f]?[0-5]\d(?!\d)",
        r"(?<=[àÀ] )\d{1,2}[ \u00a0\u202f]?(?:h|heures)(?!\w)",
        r"\d{1,2}(?:e|ème)[ \u00a0]siècles?",
    ),
    abbreviations=(
        "p. ex.", "M.", "MM.", "Mme.", "Mlle.", "Dr.", "Me.", "St.", "cf.", "av.", "apr.", "env.", "art.", "chap.", "vol.", "J.-C.", "éd.", "n.", "p.", "pp.",
    ),
    ends=("art", "vol"),
    no_end=((r"\b(?:etc|ex)\.,?\s+\Z", r"[a-zà-ÿ]"), (r"\b[A-Z]\.-[A-Z]\.\s+\Z", r"\w")),
    said=(
        "dit", "dit-il", "dit-elle", "déclare", "déclaré", "demande", "demanda", "demande-t-il", "demande-t-elle", "demande-t-on", "écrit", "explique",
        "expliqué", "ajoute", "ajouté", "assure", "assuré", "affirme", "affirmé", "répond", "répondit", "lance", "lancé", "selon", "a-t-il", "a-t-elle",
        "souligne", "estime", "prévient", "confie", "raconte", "martèle", "insiste", "poursuit", "interroge", "s’interroge",
    ),
    little=(
        "le", "la", "les", "l", "un", "une", "des", "du", "de", "d", "au", "aux", "à", "en", "dans", "sur", "sous", "par", "pour", "avec",
        "chez", "vers", "entre", "et", "ou", "mais", "donc", "car", "si", "comme", "que", "qu", "qui", "quoi", "dont", "où", "ce", "cet",
        "cette", "ces", "c", "ça", "cela", "ceci", "je", "j", "me", "m", "moi", "mon", "ma", "mes", "tu", "te", "toi", "ton", "ta", "tes",
        "il", "elle", "on", "nous", "notre", "nos", "vous", "votre", "vos", "ils", "elles", "leur", "leurs", "lui", "se", "s", "son", "sa",
        "ses", "est", "sont", "était", "étaient", "suis", "es", "sommes", "êtes", "être", "été", "a", "ai", "as", "avons", "avez", "ont",
        "avait", "avaient", "avoir", "eu", "fait", "faire", "va", "vont", "peut", "peuvent", "doit", "doivent", "sera", "seront", "serait",
        "y", "plus", "très", "aussi", "bien", "tout", "tous", "toute", "toutes", "même",
    ),
    negations=(
        "ne", "non", "pas", "jamais", "aucun", "aucune", "rien", "personne", "sans", "ni", "n",
    ),
    pronouns=("il", "elle"),
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
