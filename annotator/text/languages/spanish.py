"""The words of Spanish."""

from __future__ import annotations

from annotator.text.languages.language import AdWords, Language
from annotator.text.languages.shared import GAP, by_word, either

# fmt: off
_WORDS = by_word({
    2: "dos", 3: "tres", 4: "cuatro", 5: "cinco", 6: "seis", 7: "siete", 8: "ocho", 9: "nueve", 10: "diez", 11: "once", 12: "doce", 13: "trece",
    14: "catorce", 15: "quince", 16: "dieciséis", 17: "diecisiete", 18: "dieciocho", 19: "diecinueve", 20: "veinte", 21: "veintiún|veintiuno|veintiuna",
    22: "veintidós", 23: "veintitrés", 24: "veinticuatro", 25: "veinticinco", 26: "veintiséis", 27: "veintisiete", 28: "veintiocho", 29: "veintinueve",
    30: "treinta", 40: "cuarenta", 50: "cincuenta", 60: "sesenta", 70: "setenta", 80: "ochenta", 90: "noventa", 100: "cien|ciento",
    200: "doscientos|doscientas", 300: "trescientos|trescientas", 400: "cuatrocientos|cuatrocientas", 500: "quinientos|quinientas",
    600: "seiscientos|seiscientas", 700: "setecientos|setecientas", 800: "ochocientos|ochocientas", 900: "novecientos|novecientas", 1_000: "mil",
})
_SPELLED = rf"(?:(?:{either(_WORDS)})\b(?:(?:{GAP}y)?{GAP}(?:un|uno|una|{either(_WORDS)})\b){{,8}}|cero)"
_ROUGH = r"(?:cientos|centenares|miles|millares|decenas|docenas|millones)"

SPANISH = Language(
    code="es",
    common=("el", "los", "las", "que", "de", "y", "en", "por", "con", "una", "para", "del", "se", "su", "al", "no", "es"),
    one=("un", "uno", "una"),
    few=("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
    decimal=",",
    values={"cero": 0, "un": 1, "uno": 1, "una": 1, **_WORDS},
    denominators=by_word({
        2: "mitad|medio|media", 3: "tercio|tercios|tercera|terceras", 4: "cuarto|cuartos|cuarta|cuartas", 5: "quinto|quintos|quinta|quintas",
        6: "sexto|sextos|sexta|sextas", 7: "séptima|séptimas", 8: "octava|octavas", 9: "novena|novenas", 10: "décimo|décimos|décima|décimas",
    }),
    spelled=_SPELLED,
    magnitudes=by_word({
        10: "decena|decenas", 12: "docena|docenas", 100: "centenar|centenares", 1_000: "millar|millares", 1_000_000: "millón|millones",
        1_000_000_000_000: "billón|billones",
    }),
    digit_magnitudes=by_word({1_000: "mil", 1_000_000: "millones|millón|M", 1_000_000_000: "mil millones", 1_000_000_000_000: "billones"}),
    before_magnitude=("un", "una", "medio", "media", "varios", "varias", "unos", "unas", "algunos", "algunas", "unos pocos", "un par de"),
    fraction=(
        rf"(?:un|{_SPELLED}){GAP}(?:tercios?|cuartos?|quintos?|sextos?|décimos?)\b|(?:la{GAP})?mitad\b"
        rf"|(?:una|la|{_SPELLED}){GAP}(?:tercera|cuarta|quinta|sexta|séptima|octava|novena|décima)s?{GAP}partes?\b"
        rf"|(?:uno|una|{_SPELLED}){GAP}de{GAP}cada{GAP}(?:{_SPELLED}|\d+)(?!\w)"
    ),
    rough=rf"{_ROUGH}\b(?={GAP}de\b)(?:{GAP}de{GAP}{_ROUGH}\b){{,4}}",
    rough_values=by_word({
        1: "varios|varias|unos|unas|algunos|algunas|unos pocos", 10: "decenas", 12: "docenas", 100: "cientos|centenares", 1_000: "miles|millares",
        1_000_000: "millones",
    }),
    ordinals=(
        r"(?:segund[oa]|tercer[oa]?|cuart[oa]|quint[oa]|sext[oa]|séptim[oa]|octav[oa]|noven[oa]|décim[oa]|undécim[oa]|duodécim[oa]|vigésim[oa]|centésim[oa])"
        r"|(?:[2-9]|\d\d+)\.?[ºª]"
    ),
    modifiers=by_word({
        "about": "unos|unas|alrededor de|alrededor de un|aproximadamente|más o menos|en torno a|en torno al",
        "nearly": "cerca de|cerca de un|casi|casi un|apenas|poco menos de",
        "just over": "algo más de|poco más de",
        "more than": "más de|más de un",
        "at least": "al menos|al menos un|por lo menos|como mínimo|no menos de|un mínimo de",
        "fewer than": "menos de|menos de un|menos",
        "at most": "como máximo|hasta|hasta un|hasta una|no más de|un máximo de",
        "exactly": "exactamente",
    }),
    trailing=by_word({"exactly": "y medio|y media", "at least": "o más|al menos|como mínimo", "at most": "o menos"}),
    between=("entre", "y"),
    range_words=("a", "o"),
    one_in=("de cada",),
    of_unit=rf"(?:de{GAP})",
    time_units=by_word({
        "s": "segundo|segundos", "min": "minuto|minutos|min", "h": "hora|horas|h", "d": "día|días", "night": "noche|noches", "week": "semana|semanas",
        "month": "mes|meses", "a": "año|años", "decade": "década|décadas", "century": "siglos",
    }),
    measures=by_word({
        "km": "kilómetro|kilómetros", "m": "metro|metros", "cm": "centímetro|centímetros", "mm": "milímetro|milímetros", "km²": "kilómetros cuadrados",
        "m²": "metros cuadrados", "m³": "metros cúbicos", "km/h": "kilómetros por hora", "ha": "hectárea|hectáreas", "l": "litro|litros",
        "kg": "kilo|kilos|kilogramos", "g": "gramo|gramos", "t": "tonelada|toneladas", "°": "grado|grados", "°C": "grados centígrados", "W": "vatios",
        "kW": "kilovatios", "MW": "megavatios", "GW": "gigavatios", "kWh": "kilovatios hora", "bbl": "barriles", "kn": "nudos", "mi": "millas",
        "pound": "libras", "MB": "megabytes", "GB": "gigabytes", "×": "veces",
    }),
    percent=by_word({
        "%": "por ciento", "pp": "puntos porcentuales|punto porcentual", "point": "puntos|punto", "‰": "por mil", "bp": "puntos básicos",
    }),
    currencies=by_word({
        "EUR": "euro|euros", "cent": "céntimo|céntimos", "$": "dólar|dólares", "peso": "peso|pesos", "ESP": "pesetas", "GBP": "libras esterlinas",
        "RUB": "rublos", "JPY": "yenes", "CNY": "yuanes", "franc": "francos", "BRL": "reales", "PEN": "soles", "VES": "bolívares", "GTQ": "quetzales",
        "rupee": "rupias",
    }),
    pointing=("los", "las", "estos", "estas", "esos", "esas", "sus", "mis", "tus"),
    designators=(
        "página", "páginas", "pág.", "p.", "artículo", "artículos", "art.", "n.º", "nº", "n°", "núm.", "número", "capítulo", "línea", "sala", "puerta", "vía",
        "fase", "parte", "etapa", "tomo", "volumen", "zona", "vuelo", "versión", "grupo", "tipo", "nivel", "ruta", "acto", "canal", "habitación", "planta",
    ),
    no_names=(
        "el", "la", "los", "las", "un", "una", "unos", "unas", "en", "de", "del", "al", "y", "pero", "con", "por", "para", "sobre", "entre", "desde", "hasta",
        "tras", "según", "más", "menos", "hay", "hubo", "son", "eran", "estos", "estas", "sus", "solo", "sólo", "otros", "otras", "cada", "hace", "se",
        "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "cerca", "murieron", "fallecieron", "resultaron", "llegaron",
        "participaron", "asistieron", "había", "fueron", "quedan", "quedaron", "faltan", "casi", "unos", "a",
    ),
    links=("de", "los", "las", "jóvenes", "grandes", "pequeños", "pequeñas", "nuestros", "nuestras", "sus", "otros", "otras", "nuevos", "nuevas", "primeros", "más"),
    phrase_ends=(
        "a", "al", "ante", "antes", "así", "aunque", "bajo", "cada", "como", "con", "contra", "cuando", "de", "del", "desde", "después", "donde", "durante",
        "e", "el", "ella", "ellos", "en", "entre", "era", "eran", "es", "esta", "estaban", "están", "este", "fue", "fueron", "ha", "había", "habían", "han",
        "hasta", "hay", "hoy", "incluidos", "incluidas", "la", "las", "le", "lo", "los", "mientras", "ni", "no", "o", "para", "pero", "por", "que", "quien",
        "quienes", "se", "según", "ser", "si", "sin", "sobre", "son", "su", "también", "tras", "un", "una", "uno", "y", "ya", "ayer", "juntos", "será",
        "serán",
    ),
    people=(
        "personas", "gente", "hombres", "mujeres", "niños", "niñas", "soldados", "militares", "civiles", "prisioneros", "presos", "detenidos", "cautivos",
        "policías", "pasajeros", "víctimas", "habitantes", "ciudadanos", "trabajadores", "obreros", "estudiantes", "alumnos", "pacientes", "votantes",
        "refugiados", "migrantes", "empleados", "profesores", "invitados", "heridos", "muertos", "rehenes", "ucranianos", "rusos", "españoles",
        "extranjeros", "adultos", "miembros", "visitantes", "espectadores", "manifestantes", "bomberos",
    ),
    noun_first=True,
    endings=("s",),
    each=("cada uno", "cada una"),
    rates=("por", "por cada", "de cada", "para cada", "cada"),
    time_rates=("al", "a la", "por", "cada"),
    since=("desde",),
    totals=("en total", "en conjunto", "total", "juntos", "juntas", "suma", "en suma", "sumados"),
    wholes=("de los", "de las", "de estos", "de estas", "entre los"),
    ands=("y", "e", "así como", "y otros", "y otras", "más"),
    contrasts=(
        "comparado", "frente a", "pasado", "pasada", "anterior", "anteriormente", "hace un año", "mientras", "pero", "después", "ayer", "en lugar de",
        "sino",
    ),
    listing=("de ellos", "de ellas", "de los cuales", "de las cuales", "entre ellos", "entre ellas", "incluidos", "incluidas", "compuesto por"),
    ages=("edad", "edades"),
    weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    not_quantities=(r"(?<=[aA] las )\d{1,2}(?:[.:]\d\d)?(?:[ \u00a0](?:horas|h)(?!\w))?", r"\d{1,2}[.:]\d\d[ \u00a0](?:horas|h)(?!\w)"),
    abbreviations=(
        "p. ej.", "Sr.", "Sra.", "Srta.", "Dr.", "Dra.", "D.", "Dña.", "Ud.", "Uds.", "EE. UU.", "EE.UU.", "núm.", "pág.", "págs.", "art.", "av.", "Avda.",
        "Gral.", "Ing.", "Lic.", "Prof.", "S. A.", "a. C.", "d. C.", "aprox.", "n.º", "cap.", "vol.", "Sto.", "Sta.", "c.", "P. D.",
    ),
    ends=("no", "contra", "bien", "mar"),
    no_end=((r"\betc\.,?\s+\Z", r"[a-zà-ÿ]"), (r"[?!…][”»\"]?\s+\Z", r"[—–][^\S\n]?[a-zà-ÿ]")),
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
