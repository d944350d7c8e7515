"""The words of Spanish."""

from __future__ import annotations

from annotator.text.languages.language import AdWords, Language
from annotator.text.languages.shared import GAP, either

# fmt: off
_WORDS = (
    "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete",
    "dieciocho", "diecinueve", "veinte", "veintiún", "veintiuno", "veintiuna", "veintidós", "veintitrés", "veinticuatro", "veinticinco", "veintiséis",
    "veintisiete", "veintiocho", "veintinueve", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa", "cien", "ciento",
    "doscientos", "doscientas", "trescientos", "trescientas", "cuatrocientos", "cuatrocientas", "quinientos", "quinientas", "seiscientos", "seiscientas",
    "setecientos", "setecientas", "ochocientos", "ochocientas", "novecientos", "novecientas", "mil",
)
_SPELLED = rf"(?:(?:{either(_WORDS)})\b(?:(?:{GAP}y)?{GAP}(?:un|uno|una|{either(_WORDS)})\b){{,8}}|cero)"
_ROUGH = r"(?:cientos|centenares|miles|millares|decenas|docenas|millones)"

SPANISH = Language(
    code="es",
    common=("el", "los", "las", "que", "de", "y", "en", "por", "con", "una", "para", "del", "se", "su", "al", "no", "es"),
    one=("un", "uno", "una"),
    few=("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
    spelled=_SPELLED,
    magnitudes=("millón", "millones", "billón", "billones", "millar", "millares", "centenar", "centenares", "decena", "decenas", "docena", "docenas"),
    digit_magnitudes=("mil", "millones", "millón", "billones", "mil millones", "M"),
    before_magnitude=("un", "una", "medio", "media", "varios", "varias", "unos", "unas", "algunos", "algunas", "unos pocos", "un par de"),
    fraction=(
        rf"(?:un|{_SPELLED}){GAP}(?:tercios?|cuartos?|quintos?|sextos?|décimos?)\b|(?:la{GAP})?mitad\b"
        rf"|(?:una|la|{_SPELLED}){GAP}(?:tercera|cuarta|quinta|sexta|séptima|octava|novena|décima)s?{GAP}partes?\b"
        rf"|(?:uno|una|{_SPELLED}){GAP}de{GAP}cada{GAP}(?:{_SPELLED}|\d+)(?!\w)"
    ),
    rough=rf"{_ROUGH}\b(?={GAP}de\b)(?:{GAP}de{GAP}{_ROUGH}\b){{,4}}",
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
    little=(
        "el", "la", "los", "las", "lo", "un", "una", "unos", "unas", "de", "del", "al", "a", "ante", "con", "contra", "desde", "en",
        "entre", "hacia", "hasta", "para", "por", "según", "sobre", "tras", "y", "e", "o", "u", "pero", "sino", "si", "como", "que", "qué",
        "quien", "quién", "cual", "cuál", "cuando", "donde", "cuyo", "este", "esta", "estos", "estas", "ese", "esa", "esos", "esas",
        "aquel", "aquella", "eso", "esto", "yo", "me", "mi", "mis", "tú", "te", "tu", "tus", "él", "ella", "nosotros", "nos", "nuestro",
        "nuestra", "nuestros", "nuestras", "ustedes", "usted", "ellos", "ellas", "les", "le", "se", "su", "sus", "es", "son", "era", "eran",
        "fue", "fueron", "ser", "sido", "está", "están", "estaba", "estar", "ha", "han", "he", "hemos", "había", "haber", "hay", "tiene",
        "tienen", "tener", "puede", "pueden", "debe", "deben", "va", "van", "más", "muy", "también", "todo", "toda", "todos", "todas",
        "mismo", "ya", "porque", "así",
    ),
    negations=(
        "no", "nunca", "jamás", "ningún", "ninguna", "ninguno", "nada", "nadie", "sin", "ni", "tampoco",
    ),
    pronouns=("él", "ella"),
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
