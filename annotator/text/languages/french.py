"""The words of French."""

from __future__ import annotations

from annotator.text.languages.language import AdWords, Language
from annotator.text.languages.shared import GAP, SPACE, either

# fmt: off
_WORDS = (
    "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize",
    "vingt", "vingts", "trente", "quarante", "cinquante", "soixante", "septante", "huitante", "octante", "nonante", "cent", "cents", "mille",
)
_SPELLED = rf"(?:(?:{either(_WORDS)})\b(?:(?:[-‐‑ \u00a0]|[-‐‑ ]et[-‐‑ ])(?:un|une|{either(_WORDS)})\b){{,8}}|zéro)"
_MAGNITUDES = (
    "million", "millions", "milliard", "milliards", "millier", "milliers", "centaine", "centaines", "dizaine", "dizaines", "douzaine",
    "douzaines", "quinzaine", "vingtaine", "trentaine", "quarantaine", "cinquantaine", "soixantaine",
)
_ROUGH = r"(?:centaines|milliers|dizaines|douzaines|millions|milliards)"

FRENCH = Language(
    code="fr",
    common=("le", "la", "les", "des", "et", "est", "dans", "pour", "une", "du", "que", "qui", "sur", "pas", "au", "par", "il"),
    one=("un", "une"),
    few=("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
    spelled=_SPELLED,
    magnitudes=_MAGNITUDES,
    digit_magnitudes=("milliers", "mille", "M", "Md", "Mds"),
    before_magnitude=("un", "une", "un demi", "quelques", "plusieurs", "deux ou trois", "une bonne", "une petite"),
    fraction=(
        rf"(?:un|{_SPELLED}){GAP}(?:tiers|quarts?|cinquièmes?|sixièmes?|dixièmes?|centièmes?)\b|(?:la{GAP})?moitié\b"
        rf"|(?:un|une|{_SPELLED}){GAP}sur{GAP}(?:{_SPELLED}|\d+)(?!\w)"
    ),
    rough=rf"(?:(?:des|de|d[’']|par|aux){SPACE}?)?{_ROUGH}\b(?:{GAP}de{GAP}{_ROUGH}\b){{,4}}",
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
