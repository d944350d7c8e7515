"""Which passages are gone through, and in what order: filters, progress, names or letters. No widgets."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np

from annotator.adjudication.lazy_rows import LazyRows
from annotator.adjudication.passage_status import PassageStatus, Statuses
from annotator.adjudication.passages import KIND_NAMES, Passage, PassageVersion
from annotator.adjudication.survey import KINDS, Survey
from annotator.journal.columns import Bools, Ints
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
        later: the numbers of those left for later in this session, in that order.
    """

    blind: bool = False
    seed: int = 0
    chosen: dict[Facet, str] = field(default_factory=dict)
    later: dict[int, None] = field(default_factory=dict)

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

    def passages(self, statuses: Statuses, survey: Survey) -> LazyRows[PassageStatus]:
        """What is gone through, by article and place; of a kind only where the survey is complete."""
        return statuses.rows(self._fitting(statuses, self._facets(statuses, survey)))

    def _shows_agreed(self) -> bool:
        return self.chosen.get("show") == AGREED

    def _facets(self, statuses: Statuses, survey: Survey, wanted: Collection[Facet] = ()) -> dict[Facet, _Values]:
        """The values that passages have of the facets that are wanted, or chosen from."""
        cut = statuses.passages.cut
        numbers = np.flatnonzero(statuses.passages.settled == self._shows_agreed())
        found: dict[Facet, _Values] = {}
        for facet in {*wanted, *self.chosen}:
            if facet == "label":
                found[facet] = _Values(*cut.labelled)
            elif facet == "kind":
                found[facet] = _Values(
                    [KIND_NAMES[kind] for kind in KINDS], numbers, survey.kind[numbers].astype(np.int64)
                )
            elif facet == "article":
                found[facet] = _Values(cut.articles, numbers, cut.article_of[numbers])
            elif facet == "pair":
                found[facet] = _Values.of((" – ".join(pair), some) for pair, some in cut.differing)
            else:
                marks = ((OPEN, statuses.waiting), (REOPENED, statuses.waiting & statuses.overtaken))
                found[facet] = _Values.of((name, np.flatnonzero(mark)) for name, mark in marks)
        return found

    def _fitting(self, statuses: Statuses, facets: Mapping[Facet, _Values], without: Facet | None = None) -> Bools:
        """Which passages fit all that is chosen, but for one facet."""
        fits: Bools = statuses.passages.settled == self._shows_agreed()
        for facet, value in self.chosen.items():
            if facet != without and not (facet == "show" and value == AGREED):
                fits &= facets[facet].having(value, len(fits))
        return fits

    def options(self, statuses: Statuses, survey: Survey) -> list[FilterOption]:
        """The filters that can be chosen, each with how much of it is decided, given the others that are."""
        facets = self._facets(statuses, survey, [facet for facet in FACETS if facet != "pair" or not self.blind])
        found = [FilterOption(None, "", *_decided_of(statuses, ~statuses.passages.settled))]
        for facet in FACETS:
            if facet == "pair" and self.blind:
                continue  # it would give the names away
            fits = self._fitting(statuses, facets, facet)
            counts = facets[facet].counts(fits)
            decided = facets[facet].counts(fits & ~statuses.waiting)
            if facet == "show":
                agreed = int(statuses.passages.settled.sum())
                found.append(FilterOption("show", AGREED, agreed, agreed))
            order = [name for name in KIND_NAMES.values() if name in counts] if facet == "kind" else sorted(counts)
            found += [FilterOption(facet, value, decided.get(value, 0), counts[value]) for value in order]
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

    def next_open(self, statuses: Statuses, shown: Ints, place: int) -> int | None:
        """The place among those shown of the next undecided passage, going around; those left for later come last.

        What nobody can be compared with, as others annotated another text, comes when there is nothing else.
        """
        comparable = (statuses.waiting & ~statuses.passages.cut.uncompared)[shown]
        waiting = np.flatnonzero(comparable if comparable.any() else statuses.waiting[shown])
        cut = int(np.searchsorted(waiting, place, side="right"))
        around = (waiting[cut:], waiting[:cut])
        left: dict[int, int] = {}
        for i in map(int, np.concatenate(around)):
            if (number := int(shown[i])) not in self.later:
                return i
            left.setdefault(number, i)
        return next((left[number] for number in self.later if number in left), None)


class _Values(NamedTuple):
    """Values that passages have: each passage with each of its values once, as numbers."""

    names: Sequence[str]
    passage: Ints
    value: Ints

    @classmethod
    def of(cls, values: Iterable[tuple[str, Ints]]) -> _Values:
        """Values by name, with the passages that have them."""
        names: dict[str, int] = {}
        found = [(names.setdefault(name, len(names)), some) for name, some in values]
        passages = np.concatenate([np.zeros(0, np.int64), *(some for _, some in found)])
        return cls(
            list(names),
            passages,
            np.repeat([code for code, _ in found] or [0], [len(some) for _, some in found] or [0]),
        )

    def having(self, name: str, count: int) -> Bools:
        """Which of so many passages have a value."""
        found = np.zeros(count, dtype=np.bool_)
        if name in self.names:
            found[self.passage[self.value == self.names.index(name)]] = True
        return found

    def counts(self, fits: Bools) -> dict[str, int]:
        """By value: how many of the fitting passages have it, where any has."""
        counts = np.bincount(self.value[fits[self.passage]], minlength=len(self.names)).tolist()
        return {name: count for name, count in zip(self.names, counts, strict=True) if count}


def _decided_of(statuses: Statuses, chosen: Bools) -> tuple[int, int]:
    """How many of the chosen passages are decided, and how many there are."""
    return int((chosen & ~statuses.waiting).sum()), int(chosen.sum())


def progress(statuses: Statuses, shown: Ints) -> str:
    """How far it is: `12 of 30 decided`, and of all where only some are shown."""
    found = f"{len(shown) - int(statuses.waiting[shown].sum()):,} of {len(shown):,} decided"
    decided, disputed = _decided_of(statuses, ~statuses.passages.settled)
    if len(shown) != disputed and len(shown) and not statuses.passages.settled[shown[0]]:
        found += f" (of all: {decided:,} of {disputed:,})"
    return found
