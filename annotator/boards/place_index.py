"""Finds a stretch of an article among others, also where somebody marked it with slightly other ends."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Generic, TypeVar

from annotator.boards.group import Place

ALIKE = 0.5
"""The least intersection over union of two stretches that are taken for one, as for relaxed matches of spans."""
_NEAR = 64
"""Stretches that are looked at, on each side; more overlap nowhere but in made-up files."""

What = TypeVar("What")


def overlap(one: Place, other: Place) -> float:
    """The intersection over union of two stretches, from 0 to 1; 0 in other articles, texts or labels."""
    if (one.article, one.sha256, one.label) != (other.article, other.sha256, other.label):
        return 0.0
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(shared, 0) / (max(one.end, other.end) - min(one.start, other.start))


def canonical(places: Iterable[Place]) -> dict[Place, Place]:
    """For each place the one that stands for it: that of the first in reading order which it is alike enough."""
    found: dict[Place, Place] = {}
    standing: list[Place] = []
    for place in sorted(set(places)):
        near = [other for other in _just_before(place, standing) if overlap(place, other) >= ALIKE]
        if not near:
            standing.append(place)
        found[place] = max(near, key=lambda other: overlap(place, other), default=place)
    return found


def _just_before(place: Place, standing: list[Place]) -> Iterator[Place]:
    """Of sorted places those that may be alike: what begins farther before than a place is long cannot be."""
    for other in islice(reversed(standing), _NEAR):
        if other[:2] != place[:2] or place.start - other.start > place.end - place.start:
            return
        yield other


class PlaceIndex(Generic[What]):
    """Things by the places that they are about; several may be about one."""

    def __init__(self, things: Iterable[tuple[Place, What]]) -> None:
        self._things: dict[Place, list[What]] = {}
        for place, thing in things:
            self._things.setdefault(place, []).append(thing)
        self._sorted: dict[tuple[str, str, str], list[Place]] = {}
        for place in sorted(self._things):
            self._sorted.setdefault((place.article, place.sha256, place.label), []).append(place)

    def at(self, place: Place) -> list[What]:
        """What is about a place, or where nothing is, about the place that is most alike, if one is enough."""
        if place in self._things:
            return self._things[place]
        beside = self._sorted.get((place.article, place.sha256, place.label), [])
        here = bisect_left(beside, place)
        near = beside[max(here - _NEAR, 0) : here + _NEAR]
        best = max(near, key=lambda other: overlap(place, other), default=None)
        return self._things[best] if best is not None and overlap(place, best) >= ALIKE else []
