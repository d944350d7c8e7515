"""Invented articles in four languages that print the same quotations: cut, split, reworded, in other marks."""

from __future__ import annotations

import hashlib
import random
from typing import NamedTuple

from annotator.boards.board_articles import BoardArticle
from annotator.model import Meta


class Tongue(NamedTuple):
    """What quotations of a language are made of."""

    who: tuple[str, ...]
    does: tuple[str, ...]
    which: tuple[str, ...]
    what: tuple[str, ...]
    joins: tuple[str, ...]
    when: tuple[str, ...]
    others: tuple[str, ...]
    """Words that stand for words that were changed."""
    said: tuple[str, ...]
    marks: tuple[tuple[str, str], ...]
    filler: tuple[str, ...]


def _list(words: str) -> tuple[str, ...]:
    return tuple(words.replace("\n", " ").split(", "))


ENGLISH = Tongue(
    _list("""our engineers, nobody in this town, my grandmother, the inspectors, the river, volunteers, the harbour master,
those children, a retired judge, the county, two consultants, fishermen, our neighbours, the night nurses, half the council, the ferry crews,
farmers on the plateau, the choir, most tenants, the archivist"""),
    _list("""warned us about, never wanted, repaired, inspected, swallowed, is paying for, painted, cannot insure, forgot to lock, will defend,
has mapped, photographed, borrowed, keeps defending, voted against, measured, sold tickets for, is ashamed of, wrote songs about, rebuilt,
abandoned, inherited, is suing over, cleaned, dreams of, moved into, patrols, has flooded, mortgaged, renamed"""),
    _list("""rusty, northern, unfinished, beloved, crooked, wooden, haunted, overpriced, medieval, temporary, underground, blue, municipal, leaking, secret,
floating, prefabricated, listed, draughty, enormous, forgotten, solar-powered, disputed, tiled, bankrupt, seasonal, fireproof, hexagonal"""),
    _list("""bridge, ferry terminal, library, swimming pool, orchard, clock tower, tram depot, quarry, market hall, lighthouse, school kitchen, cinema, reservoir,
windmill, bakery, hospital wing, bus lane, archive, greenhouse, stadium, boathouse, cemetery wall, observatory, sawmill, playground, chapel,
dairy, signal box, fire station, allotments, brewery, skating rink, planetarium, weighbridge, mortuary, bandstand"""),
    _list("and, while, because, although, so, but, since, until"),
    _list("""before the first frost, by the end of the decade, whatever parliament decides, without raising any fees, as soon as the glaziers leave, even at low tide,
for the price of a tractor, every other Sunday, under a false name, with their own tools, in spite of three judges,
during the strike"""),
    _list("gigantic, yesterday, quietly, nineteen, never, purple, remarkable, elsewhere"),
    _list("she said, the mayor said, Mr. Brandt added, he told reporters"),
    (("“", "”"), ('"', '"'), ("‘", "’"), ("«", "»")),
    (
        "The meeting went on until late.", "Rain had stopped by the time people left.", "A second hearing is planned.",
        "The plans hang in the hall.", "It was the third evening of its kind.",
    ),
)  # fmt: skip
GERMAN = Tongue(
    _list("""unsere Ingenieure, niemand im Dorf, meine Großmutter, die Prüfer, der Kreis, zwei Berater, die Fischer, unsere Nachbarn, der halbe Rat,
viele Mieter, eine pensionierte Richterin, der Chor"""),
    _list("""warnten vor der, wollte keine, reparierten die, vermessen die, bezahlt die, strichen die, versichert die, vergaßen die, verteidigt die, fotografierten
die, verkaufte die, schämt sich der, erbten die, räumten die, verklagt die"""),
    _list("""rostigen, nördlichen, unfertigen, geliebten, schiefen, hölzernen, teuren, mittelalterlichen, vorläufigen, unterirdischen, undichten, geheimen,
schwimmenden, vergessenen, umstrittenen, gekachelten"""),
    _list("""Brücke, Fähre, Bücherei, Schwimmhalle, Obstwiese, Markthalle, Schulküche, Talsperre, Windmühle, Bäckerei, Busspur, Sternwarte, Kapelle, Molkerei,
Feuerwache, Turnhalle, Brauerei, Eisbahn"""),
    _list("und, während, denn, obwohl, aber, weil"),
    _list("""vor dem ersten Frost, bis zum Ende des Jahrzehnts, ohne jede Gebühr, sobald die Glaser gehen, trotz dreier Urteile, mit eigenem Werkzeug,
unter falschem Namen, jeden zweiten Sonntag"""),
    _list("riesige, gestern, leise, neunzehn, nie, lila, bemerkenswert"),
    _list("sagte sie, sagte der Bürgermeister, erklärte Frau Brandt"),
    (("„", "“"), ("»", "«"), ('"', '"')),
    ("Die Sitzung dauerte bis spät in den Abend.", "Der Regen hatte aufgehört, als die Leute gingen.", "Eine zweite Anhörung ist geplant."),
)  # fmt: skip
FRENCH = Tongue(
    _list("""nos ingénieurs, personne ici, ma grand-mère, les inspecteurs, le département, deux experts, les pêcheurs, nos voisins, la moitié du conseil,
beaucoup de locataires, une juge retraitée, la chorale"""),
    _list("""ont dénoncé la, ne voulait pas la, ont réparé la, mesurent la, finance la, ont repeint la, assure la, oublient la, défend la, ont photographié la,
vendait la, ont hérité de la, ont vidé la, attaque en justice la"""),
    _list("""petite, grande, nouvelle, vieille, fameuse, prétendue, malheureuse, coûteuse, énorme, curieuse, fragile, étrange, lointaine, précieuse"""),
    _list("""passerelle, bibliothèque, piscine, carrière, halle, cantine, boulangerie, serre, chapelle, laiterie, caserne, patinoire, digue, fontaine, gare routière,
salle de sport, brasserie, scierie"""),
    _list("et, alors que, car, bien que, mais, puisque"),
    _list("""avant le premier gel, sans augmenter aucun tarif, malgré trois jugements, dès le départ des vitriers, sous un faux nom, avec leurs propres outils,
un dimanche sur deux, pour le prix d’un tracteur"""),
    _list("gigantesque, hier, doucement, jamais, violet, remarquable"),
    _list("a-t-elle dit, explique le maire, ajoute Mme Brandt"),
    (("« ", " »"), ("“", "”"), ('"', '"')),
    ("La réunion a duré jusque tard.", "La pluie avait cessé quand les gens sont partis.", "Une autre audience est prévue."),
)  # fmt: skip
SPANISH = Tongue(
    _list("""nuestros ingenieros, nadie del pueblo, mi abuela, los inspectores, la provincia, dos consultores, los pescadores, los vecinos, medio concejo,
muchos inquilinos, una jueza jubilada, el coro"""),
    _list("""denunciaron la, no quería la, repararon la, midieron la, financia la, pintaron la, asegura la, olvidaron la, defiende la, fotografiaron la, vendía la,
heredaron la, vaciaron la, demandó por la"""),
    _list("""pequeña, enorme, nueva, vieja, famosa, supuesta, triste, costosa, curiosa, frágil, extraña, lejana, preciosa, torcida"""),
    _list("""pasarela, biblioteca, piscina, cantera, lonja, cocina escolar, panadería, ermita, lechería, huerta, presa, fuente, torre, estación, noria,
plaza cubierta, cervecería, serrería"""),
    _list("y, mientras, porque, aunque, pero, hasta que"),
    _list("""antes de la primera helada, sin subir ninguna tarifa, pese a tres sentencias, cuando se marchen los vidrieros, con nombre falso, con sus propias herramientas,
un domingo de cada dos, por el precio de un tractor"""),
    _list("gigantesca, ayer, despacio, nunca, morada, notable"),
    _list("dijo ella, explicó el alcalde, añadió la señora Brandt"),
    (("«", "»"), ("“", "”"), ('"', '"')),
    ("La reunión duró hasta tarde.", "Ya no llovía cuando la gente se fue.", "Habrá otra audiencia."),
)  # fmt: skip
TONGUES = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH}

SHORTEST_CUT = 7
"""Words."""


class Planted(NamedTuple):
    """Articles, and for each the number of the quotation that it prints, by the code point at which that begins."""

    articles: list[BoardArticle]
    printed: dict[tuple[str, int], int]


def planted(seed: int, quotations: int = 200, each: tuple[int, int] = (2, 4)) -> Planted:
    """Articles with quotations of which each is printed by some of them, worded in some way."""
    chance = random.Random(seed)
    articles: list[BoardArticle] = []
    printed: dict[tuple[str, int], int] = {}
    codes = [*("en",) * 4, "de", "fr", "es"]
    for number in range(quotations):
        code = codes[number % len(codes)]
        words = _made(TONGUES[code], chance)
        for outlet in range(chance.randint(*each)):
            name = f"a{number}-{outlet}"
            before = " ".join(chance.sample(TONGUES[code].filler, 2)) + "\n\n"
            text = before + _as_printed(words, outlet == 0, TONGUES[code], chance)
            text += "\n\n" + chance.choice(TONGUES[code].filler) + "\n"
            meta = Meta(source=f"outlet {outlet}", language=code)
            articles.append(BoardArticle(name, hashlib.sha256(text.encode()).hexdigest(), text, meta))
            printed[name, len(before)] = number
    return Planted(articles, printed)


def _made(tongue: Tongue, chance: random.Random) -> list[str]:
    """The words of a quotation: two or three statements, a time."""
    statements = [
        f"{chance.choice(tongue.who)} {chance.choice(tongue.does)} {chance.choice(tongue.which)} {chance.choice(tongue.what)}"
        for _ in range(chance.randint(2, 3))
    ]
    made = statements[0] + "".join(f" {chance.choice(tongue.joins)} {other}" for other in statements[1:])
    return f"{made} {chance.choice(tongue.when)}".split()


def _as_printed(words: list[str], whole: bool, tongue: Tongue, chance: random.Random) -> str:
    """A quotation in an article: cut, with up to three words changed, or broken by an attribution."""
    kept = list(words)
    opening, closing = chance.choice(tongue.marks)
    how = "whole" if whole else chance.choice(("cut", "changed", "split", "both"))
    if how in {"cut", "both"}:
        length = chance.randint(min(SHORTEST_CUT, len(kept)), len(kept))
        begin = chance.randrange(len(kept) - length + 1)
        kept = kept[begin : begin + length]
    if how in {"changed", "both"}:
        for place in chance.sample(range(len(kept)), chance.randint(1, 3 if how == "changed" else 1)):
            kept[place] = chance.choice(tongue.others)
    said = chance.choice(tongue.said)
    if how != "split":
        return f"{opening}{' '.join(kept)},{closing} {said}."
    at = chance.randint(4, len(kept) - 4)
    return f"{opening}{' '.join(kept[:at])},{closing} {said}, {opening}{' '.join(kept[at:])}.{closing}"
