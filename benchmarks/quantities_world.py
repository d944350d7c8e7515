"""Invented articles on invented events, several outlets an event, that say the same quantities in other words; spans tagged."""

from __future__ import annotations

import hashlib
import random
from typing import NamedTuple

from annotator.boards.board_articles import BoardArticle, TaggedSpan
from annotator.model import Meta


class Kind(NamedTuple):
    """A quantity that reports of an event give."""

    name: str
    low: int
    high: int
    phrasings: tuple[str, ...]
    """With `{n}` for the number, which is tagged, `{where}` and `{what}`."""


class Said(NamedTuple):
    """Where a planted quantity is said."""

    article: str
    start: int
    end: int


class NumbersWorld(NamedTuple):
    """Articles, and the slots planted in them: by event and kind, where it is said."""

    articles: list[BoardArticle]
    slots: dict[tuple[int, str], list[Said]]


_TOPICS: dict[str, tuple[Kind, ...]] = {
    "ferry": (
        Kind("stranded", 120, 900, (
            "{n} passengers were stranded on the {where} ferry overnight.", "The {where} ferry left {n} travellers on the quay until morning.",
            "Overnight, {n} people had to sleep in the {where} terminal after the ferry failed.", "Of the ferry's guests, {n} spent the night at {where}.",
        )),
        Kind("cost", 2, 60, (
            "Mending the {what} will cost ${n} million, the {where} port said.", "The {where} port puts the {what} repair at {n} million dollars.",
            "Repairs to the {what} are to cost {n} million dollars.",
        )),
        Kind("crew", 12, 80, ("A crew of {n} sailors was aboard at {where}.", "{n} sailors worked on the {where} boat.", "The ship's {n} sailors stayed with the {what}.")),
    ),
    "fire": (
        Kind("homes", 20, 400, (
            "The fire destroyed {n} homes in {where}.", "In {where}, {n} houses burned down.", "Flames took {n} homes along the {what}, {where} officials said.",
        )),
        Kind("firefighters", 60, 900, (
            "{n} firefighters fought the blaze near the {what}.", "Around {where}, {n} firefighters were sent against the flames.",
            "The {where} blaze kept {n} firefighters busy for days.",
        )),
        Kind("area", 100, 9000, ("{n} hectares of the {where} woods burned.", "Flames spread over {n} hectares near the {what}.", "The fire had eaten {n} hectares by nightfall in {where}.")),
    ),
    "strike": (
        Kind("workers", 300, 9000, (
            "{n} workers walked out at the {where} {what}.", "The strike at {where} was joined by {n} employees.", "At the {where} {what}, {n} workers stayed away.",
        )),
        Kind("raise", 3, 19, (
            "The union wants {n} percent more pay at the {what}.", "Staff in {where} ask for {n} percent more.", "They demand a raise of {n} percent, the {where} union said.",
        )),
        Kind("trains", 20, 300, ("{n} trains were cancelled in {where}.", "The strike stopped {n} trains around {where}.", "Because of the {what} strike {n} trains did not run.")),
    ),
    "vote": (
        Kind("turnout", 30, 88, ("Turnout in {where} was {n} percent.", "{n} percent of voters went to the polls in {where}.", "In the {what} ballot {n} percent voted.")),
        Kind("ballots", 2000, 90000, ("{n} ballots were cast for the {what}.", "Officials in {where} counted {n} ballots.", "The {where} count came to {n} ballots.")),
        Kind("majority", 5, 400, ("The {what} plan won by {n} votes in {where}.", "A margin of {n} votes decided the {what} question.", "By {n} votes {where} said yes.")),
    ),
}  # fmt: skip
_WHATS = (
    "harbour wall", "east pier", "old mill", "glass hall", "iron bridge", "tram depot", "lighthouse", "paper factory", "water tower", "market roof", "quarry",
    "canal lock", "sawmill", "chapel", "stadium", "brewery", "archive", "airfield", "dairy", "observatory",
)  # fmt: skip
_NOISE = (
    "The mayor spoke for {n} minutes.", "A bakery nearby sold {n} loaves.", "{n} letters reached the paper.", "Rain fell for {n} hours.",
    "The square has {n} lamps.", "A ticket costs ${n}.", "The choir has {n} members.", "{n} percent of readers like the new page.", "The hall seats {n} guests.",
    "It was {n} km to the next town.", "The museum showed {n} paintings.", "A neighbour keeps {n} hens.",
)  # fmt: skip
_OUTLETS = (
    "Morning Post",
    "The Lantern",
    "Daily Harbour",
    "Northern Wire",
    "Coast Radio",
    "The Courier",
    "Evening Sheet",
)


def planted(events: int, outlets: int = 4, seed: int = 0, *, noise: int = 3, modifiers: bool = True) -> NumbersWorld:
    """Articles of so many events by so many outlets each, and their slots.

    Args:
        events: how many.
        outlets: articles an event.
        seed: the same one gives the same articles.
        noise: other numbers in an article.
        modifiers: whether some outlets say *about* and the like.
    """
    chance = random.Random(seed)
    articles: list[BoardArticle] = []
    slots: dict[tuple[int, str], list[Said]] = {}
    topics = list(_TOPICS)
    for event in range(events):
        kinds = _TOPICS[topics[event % len(topics)]]
        values = {kind.name: chance.randint(kind.low, kind.high) for kind in kinds}
        names = {"where": _place(chance), "what": chance.choice(_WHATS)}
        for outlet in range(outlets):
            name = f"event{event:05d}-{outlet}"
            writer = _Writer(chance, modifiers=modifiers)
            for kind in chance.sample(kinds, len(kinds)):
                if chance.random() < 0.85:
                    place = writer.write(chance.choice(kind.phrasings), values[kind.name], names, exact=False)
                    slots.setdefault((event, kind.name), []).append(Said(name, *place))
            for _ in range(noise):
                writer.write(chance.choice(_NOISE), chance.randint(3, 900), names, exact=True)
            text = writer.text
            meta = Meta(source=_OUTLETS[outlet % len(_OUTLETS)], language="en", published="2026-03-10")
            spans = [TaggedSpan(start, end, "number", None, None, {}) for start, end in writer.places]
            articles.append(BoardArticle(name, hashlib.sha256(text.encode()).hexdigest(), text, meta, spans))
    return NumbersWorld(articles, slots)


def _place(chance: random.Random) -> str:
    """The invented name of a town."""
    return "".join(chance.choice("bdfgklmnprstv") + chance.choice("aeiou") for _ in range(3)).title() + "n"


class _Writer:
    def __init__(self, chance: random.Random, *, modifiers: bool) -> None:
        self.text = ""
        self.places: list[tuple[int, int]] = []
        self._chance = chance
        self._modifiers = modifiers

    def write(self, phrasing: str, value: int, names: dict[str, str], *, exact: bool) -> tuple[int, int]:
        """Add a sentence; the place of its number, modifier and unit included."""
        before, _, after = phrasing.partition("{n}")
        sign = before[-1:] if before[-1:] == "$" else ""
        before, after = before.removesuffix("$").format(**names), after.format(**names)
        modifier = (
            "" if exact or not self._modifiers else self._chance.choice(("", "", "", "about ", "some ", "exactly "))
        )
        number = f"{modifier}{sign}{value:,}"
        unit = next(
            (
                word
                for word in (" percent", " million dollars", " million", " hectares", " minutes", " hours", " km")
                if after.startswith(word)
            ),
            "",
        )
        if not before:
            number = number[0].upper() + number[1:]
        start = len(self.text) + len(before)
        self.text += f"{before}{number}{after}\n"
        place = (start, start + len(number) + len(unit))
        self.places.append(place)
        return place
