"""Which passages are gone through, and in what order: filters, progress, names or letters. No widgets."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import Literal, NamedTuple

from annotator.adjudication.passage_status import PassageStatus, Statuses
from annotator.adjudication.passages import KIND_NAMES, Passage, PassageVersion
from annotator.text.sanitize import one_line

Facet = Literal["show", "label", "kind", "article", "pair"]
FACETS: tuple[Facet, ...] = ("show", "kind", "label", "article", "pair")
AGREED, OPEN, REOPENED = "what the rule took", "undecided", "open again"


class FilterOption(NamedTuple):
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
class Queue:
    """The passages that are gone through.

    Attributes:
        blind: whether names are letters.
        seed: decides the order of versions where names are letters.
        chosen: by facet, the only value shown.
        later: the ids of those left for later in this session.
    """

    blind: bool = False
    seed: int = 0
    chosen: dict[Facet, str] = field(default_factory=dict)
    later: dict[str, None] = field(default_factory=dict)

    # --- names ---------------------------------------------------------------------------------------------------

    def versions(self, passage: Passage) -> list[PassageVersion]:
        """The versions in the order in which they are shown, those without a span last."""
        versions = passage.versions
        if self.blind:
            order = random.Random(f"{self.seed}:{passage.id}")  # noqa: S311 - nothing secret: the same order every time
            order.shuffle(versions)
            versions.sort(key=lambda version: not version.spans)
        return versions

    def name(self, passage: Passage, annotator: str) -> str:
        """What an annotator is called on a passage."""
        if not self.blind:
            return annotator
        order = [*(name for version in self.versions(passage) for name in version.annotators), *passage.elsewhere]
        place = order.index(annotator) if annotator in order else len(order)
        return chr(ord("A") + place) if place < 26 else f"#{place + 1}"

    # --- filters -------------------------------------------------------------------------------------------------

    def _source(self, statuses: Statuses) -> list[PassageStatus]:
        return statuses.agreed if self.chosen.get("show") == AGREED else statuses.disputed

    def passages(self, statuses: Statuses) -> list[PassageStatus]:
        """What is gone through, by article and place."""
        return [status for status in self._source(statuses) if self._fits(status)]

    def _fits(self, status: PassageStatus, without: Facet | None = None) -> bool:
        return all(
            value in set(_values(status, facet))
            for facet, value in self.chosen.items()
            if facet != without and not (facet == "show" and value == AGREED)
        )

    def options(self, statuses: Statuses) -> list[FilterOption]:
        """The filters that can be chosen, each with how much of it is decided, given the others that are."""
        found = [FilterOption(None, "", _count_decided(statuses.disputed), len(statuses.disputed))]
        for facet in FACETS:
            if facet == "pair" and self.blind:
                continue  # it would give the names away
            counts: Counter[str] = Counter()
            decided: Counter[str] = Counter()
            for status in self._source(statuses):
                if self._fits(status, facet):
                    values = set(_values(status, facet))
                    counts.update(values)
                    decided.update(values if not status.open else ())
            if facet == "show":
                found.append(FilterOption("show", AGREED, len(statuses.agreed), len(statuses.agreed)))
            order = [name for name in KIND_NAMES.values() if name in counts] if facet == "kind" else sorted(counts)
            found += [FilterOption(facet, value, decided[value], counts[value]) for value in order]
        return found

    def choose(self, option: FilterOption) -> None:
        """Show that alone; chosen again, show the others too."""
        if option.facet is None:
            self.chosen.clear()
        elif self.chosen.get(option.facet) == option.value:
            del self.chosen[option.facet]
        else:
            self.chosen[option.facet] = option.value

    @property
    def in_words(self) -> str:
        """What alone is shown; empty if everything is."""
        return ", ".join(one_line(value, 40) for value in self.chosen.values())

    # --- order ---------------------------------------------------------------------------------------------------

    def next_open(self, shown: Sequence[PassageStatus], place: int) -> int | None:
        """The place of the next undecided passage, going around at the end; those left for later come last."""
        left: list[int] = []
        for i in chain(range(place + 1, len(shown)), range(min(place + 1, len(shown)))):
            if shown[i].open:
                if shown[i].passage.id not in self.later:
                    return i
                left.append(i)
        ids = list(self.later)
        return min(left, key=lambda i: ids.index(shown[i].passage.id), default=None)


def _values(status: PassageStatus, facet: Facet) -> Iterator[str]:
    passage = status.passage
    if facet == "label":
        yield from passage.labels
    elif facet == "kind":
        yield KIND_NAMES[passage.kind]
    elif facet == "article":
        yield passage.article
    elif facet == "pair":  # every two annotators who do not have the same here
        for one, other in combinations(passage.versions, 2):
            yield from (" – ".join(sorted((a, b))) for a in one.annotators for b in other.annotators)
    else:
        if status.open:
            yield OPEN
        if status.reopened:
            yield REOPENED


def _count_decided(statuses: Sequence[PassageStatus]) -> int:
    return sum(not status.open for status in statuses)


def progress(statuses: Statuses, shown: Sequence[PassageStatus]) -> str:
    """How far it is: `12 of 30 decided`, and of all where only some are shown."""
    found = f"{_count_decided(shown):,} of {len(shown):,} decided"
    if len(shown) != len(statuses.disputed) and shown and shown[0].passage.kind != "agreed":
        found += f" (of all: {_count_decided(statuses.disputed):,} of {len(statuses.disputed):,})"
    return found
