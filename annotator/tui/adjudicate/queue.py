"""Which passages are gone through, and in what order: filters, progress, names or letters. No widgets."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import Literal, NamedTuple

from annotator.adjudication.items import KINDS, Item, Lane
from annotator.adjudication.status import Standing, Standings
from annotator.text.sanitize import one_line

Facet = Literal["show", "label", "kind", "article", "pair"]
FACETS: tuple[Facet, ...] = ("show", "kind", "label", "article", "pair")
AGREED, OPEN, REOPENED = "what the rule took", "undecided", "open again"


class Line(NamedTuple):
    """One filter that can be chosen."""

    facet: Facet | None
    """`None`: everything."""
    value: str
    decided: int
    of: int

    @property
    def shown(self) -> str:
        """As the list has it."""
        return "everything" if self.facet is None else f"{self.facet}: {one_line(self.value, 80)}"


@dataclass
class View:
    """The passages that are gone through.

    Attributes:
        chosen: by facet, what alone is shown.
        later: the ids of those left for later in this session.
        blind: whether names are letters.
        seed: decides the order of versions where names are letters.
    """

    blind: bool = False
    seed: int = 0
    chosen: dict[Facet, str] = field(default_factory=dict)
    later: dict[str, None] = field(default_factory=dict)

    # --- names ---------------------------------------------------------------------------------------------------

    def lanes(self, item: Item) -> list[Lane]:
        """The versions in the order in which they are shown, those without a span last."""
        lanes = item.lanes
        if self.blind:
            order = random.Random(f"{self.seed}:{item.id}")  # noqa: S311 - nothing secret: the same order every time
            order.shuffle(lanes)
            lanes.sort(key=lambda lane: not lane.nodes)
        return lanes

    def name(self, item: Item, name: str) -> str:
        """What an annotator is called on a passage."""
        if not self.blind:
            return name
        order = [*(n for lane in self.lanes(item) for n in lane.names), *item.elsewhere]
        place = order.index(name) if name in order else len(order)
        return chr(ord("A") + place) if place < 26 else f"#{place + 1}"

    # --- filters -------------------------------------------------------------------------------------------------

    def standings(self, all_of: Standings) -> list[Standing]:
        """What is gone through, by article and place."""
        source = all_of.agreed if self.chosen.get("show") == AGREED else all_of.items
        return [standing for standing in source if self._fits(standing)] if self.chosen else list(source)

    def _fits(self, standing: Standing, without: Facet | None = None) -> bool:
        return all(
            value in set(_values(standing, facet))
            for facet, value in self.chosen.items()
            if facet != without and not (facet == "show" and value == AGREED)
        )

    def lines(self, all_of: Standings) -> list[Line]:
        """The filters that can be chosen, each with how much of it is decided, given the others that are."""
        decided = sum(not standing.open for standing in all_of.items)
        found = [Line(None, "", decided, len(all_of.items))]
        source = all_of.agreed if self.chosen.get("show") == AGREED else all_of.items
        for facet in FACETS:
            if facet == "pair" and self.blind:
                continue  # it would tell the names
            counts: Counter[str] = Counter()
            settled: Counter[str] = Counter()
            for standing in source:
                if self._fits(standing, facet):
                    values = set(_values(standing, facet))
                    counts.update(values)
                    settled.update(values if not standing.open else ())
            if facet == "show":
                found.append(Line("show", AGREED, len(all_of.agreed), len(all_of.agreed)))
            found += [Line(facet, value, settled[value], counts[value]) for value in _ordered(facet, counts)]
        return found

    def choose(self, line: Line) -> None:
        """Show that alone; chosen again, show the others too."""
        if line.facet is None:
            self.chosen.clear()
        elif self.chosen.get(line.facet) == line.value:
            del self.chosen[line.facet]
        else:
            self.chosen[line.facet] = line.value

    @property
    def told(self) -> str:
        """What alone is shown, in words; empty if everything is."""
        return ", ".join(one_line(value, 40) for value in self.chosen.values())

    # --- order ---------------------------------------------------------------------------------------------------

    def next_open(self, shown: Sequence[Standing], place: int) -> int | None:
        """The place of the next undecided passage, going around at the end; those left for later come last."""
        order = chain(range(place + 1, len(shown)), range(min(place + 1, len(shown))))
        left: list[int] = []
        for i in order:
            if shown[i].open:
                if shown[i].item.id not in self.later:
                    return i
                left.append(i)
        ids = list(self.later)
        return min(left, key=lambda i: ids.index(shown[i].item.id), default=None)


def _values(standing: Standing, facet: Facet) -> Iterator[str]:
    item = standing.item
    if facet == "label":
        yield from item.labels
    elif facet == "kind":
        yield KINDS[item.kind]
    elif facet == "article":
        yield item.article
    elif facet == "pair":
        yield from _pairs(item)
    else:
        if standing.open:
            yield OPEN
        if standing.reopened:
            yield REOPENED


def _pairs(item: Item) -> Iterator[str]:
    """Every two annotators who do not have the same here."""
    for one, other in combinations(item.lanes, 2):
        for a in one.names:
            for b in other.names:
                yield " – ".join(sorted((a, b)))


def _ordered(facet: Facet, values: Iterable[str]) -> list[str]:
    if facet == "kind":
        return [name for name in KINDS.values() if name in set(values)]
    return sorted(values)


def progress(standings: Standings, shown: Sequence[Standing]) -> str:
    """How far it is: `12 of 30 decided`, and of all where only some are shown."""
    decided = sum(not standing.open for standing in shown)
    told = f"{decided:,} of {len(shown):,} decided"
    if len(shown) != len(standings.items) and shown and shown[0].item.kind != "agreed":
        told += f" (of all: {len(standings.items) - len(standings.open):,} of {len(standings.items):,})"
    return told
