"""How far people agree about groups: F1 of the pairs of members that stand in one group.

Two people agree on a pair of members if both have it in a group of the same kind and relation; members that are alike
enough (`place_index`) are the same. It is the pairwise F1 of clusterings, 2·shared / (one's pairs + the other's), as
links are counted for coreference. Of an attribution only the pairs with what was said count, of a total those with a part.

What may have come out otherwise is an event, not an article: members of a pair stand in different articles, so that
leaving one article out would take half of a pair away. The jackknife therefore leaves out whole events; where a group
reaches over several, they count as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np

from annotator.agreement.intervals import Estimate, between, estimate, jackknife
from annotator.agreement.table import Floats
from annotator.boards.anchors import Anchors
from annotator.boards.group import GroupFold, GroupKind, Place
from annotator.boards.joint_groups import Classes, Everybody, GroupConflict, OwnGroup

KINDS: tuple[GroupKind, ...] = ("quotation", "quantity", "attribution")


@dataclass(frozen=True)
class PairF1:
    """F1 of pairs of members, and what it rests on."""

    f1: Estimate
    """With its 95 % interval, if it rests on enough events and pairs."""
    shared: int
    """Pairs that both have."""
    pairs: int
    """Pairs of the one and pairs of the other, added up."""
    events: int
    """How many events have such a pair, those counting as one that a group reaches over."""


@dataclass(frozen=True)
class AnnotatorPair:
    """Two annotators."""

    annotators: tuple[str, str]
    overall: PairF1


@dataclass(frozen=True)
class GroupAgreement:
    """How far people agree about groups, over the events in which both of two have decided on something."""

    overall: PairF1
    """Over all pairs of annotators."""
    kinds: dict[str, PairF1]
    """By kind of group."""
    pairs: list[AnnotatorPair]
    conflicts: list[GroupConflict]
    """Where people say what cannot both be right."""


class _Counts(NamedTuple):
    """Counts of two annotators, `(events, 1 + kinds)` each; all kinds together first."""

    shared: Floats
    pairs: Floats


def group_agreement(
    folds: Mapping[str, GroupFold], events: Mapping[str, str], anchors: Anchors | None = None
) -> GroupAgreement:
    """How far people agree about groups.

    Args:
        folds: by annotator.
        events: of articles what they report on; an article that is not there is an event of its own.
        anchors: where members are in the present texts; without, as they were decided on.
    """
    everybody = Everybody(folds, anchors)
    unit_of, count = _units(everybody, events)
    counts = {
        (one, other): _counts(everybody, unit_of, count, one, other) for one, other in combinations(sorted(folds), 2)
    }
    every = _Counts(*(sum(column) for column in zip(*counts.values(), strict=True))) if counts else _none(count)
    parts = _measured(every, len(counts))
    return GroupAgreement(
        parts[0],
        {kind: part for kind, part in zip(KINDS, parts[1:], strict=True) if part.pairs},
        [AnnotatorPair(pair, _measured(found, 1)[0]) for pair, found in counts.items()],
        [conflict for joint in everybody.joint() for conflict in joint.conflicts],
    )


def _units(everybody: Everybody, events: Mapping[str, str]) -> tuple[dict[str, int], int]:
    """The number of each article's event, those being one that a group reaches over; and how many there are."""
    classes: Classes[str] = Classes()

    def event(article: str) -> str:
        return f"event {events[article]}" if article in events else f"article {article}"

    articles = {place.article for own in everybody.own for place in own.places}
    articles |= {place.article for apart in everybody.aparts for place in apart.places}
    for own in everybody.own:
        classes.unite(sorted({event(place.article) for place in own.places}))
    numbers: dict[str, int] = {}
    found = {article: numbers.setdefault(classes.of(event(article)), len(numbers)) for article in sorted(articles)}
    return found, len(numbers)


def _none(events: int) -> _Counts:
    return _Counts(np.zeros((events, 1 + len(KINDS))), np.zeros((events, 1 + len(KINDS))))


def _counts(everybody: Everybody, unit_of: Mapping[str, int], events: int, one: str, other: str) -> _Counts:
    """What two people have in the events in which both decided on something."""
    worked: dict[str, set[int]] = {one: set(), other: set()}
    for name, places in [
        *((own.annotator, own.places) for own in everybody.own),
        *((apart.annotator, apart.places) for apart in everybody.aparts),
    ]:
        if name in worked:
            worked[name].update(unit_of[place.article] for place in places)
    both = worked[one] & worked[other]
    found = _none(events)

    def add(column: Floats, own: OwnGroup, number: int) -> None:
        unit = unit_of[next(iter(own.places)).article]
        column[unit, 0] += number
        column[unit, 1 + KINDS.index(own.kind)] += number

    mine = [own for own in everybody.own if own.annotator == one and _unit(own, unit_of) in both]
    theirs = [own for own in everybody.own if own.annotator == other and _unit(own, unit_of) in both]
    for own in (*mine, *theirs):
        add(found.pairs, own, _pairs(own, own))
    holding: dict[tuple[str, str, Place], list[int]] = {}
    for number, own in enumerate(theirs):
        for place in own.places:
            holding.setdefault((own.kind, own.relation, place), []).append(number)
    for own in mine:
        met = Counter(n for place in own.places for n in holding.get((own.kind, own.relation, place), ()))
        for number, times in met.items():
            if times > 1:
                add(found.shared, own, _pairs(own, theirs[number]))
    return found


def _unit(own: OwnGroup, unit_of: Mapping[str, int]) -> int:
    return unit_of[next(iter(own.places)).article]


def _pairs(one: OwnGroup, other: OwnGroup) -> int:
    """How many pairs of members two groups share; with itself, how many a group has."""
    both = [(place, member.role) for place, member in one.places.items() if place in other.places]
    same = [role for place, role in both if other.places[place].role == role]
    heads = sum(role in {"content", "total"} for role in same)
    if one.kind == "attribution" or one.relation == "parts":
        return heads * (len(same) - heads)
    return len(both) * (len(both) - 1) // 2


def _measured(counts: _Counts, annotator_pairs: int) -> list[PairF1]:
    """F1 of each part; the interval over events."""
    events = np.arange(len(counts.pairs))
    shared, pairs = counts.shared.sum(axis=0), counts.pairs.sum(axis=0)
    values = _f1(shared, pairs)
    found = jackknife(
        events,
        values,
        _f1(shared - counts.shared, pairs - counts.pairs),
        counts.pairs / max(annotator_pairs, 1),
    )
    low, high = between(found.values, found.margin, np.zeros(len(values)))
    return [
        PairF1(estimate(values[n], low[n], high[n]), int(shared[n]), int(pairs[n]), int(found.articles[n]))
        for n in range(len(values))
    ]


def _f1(shared: Floats, pairs: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(pairs > 0, 2.0 * shared / pairs, np.nan)


__all__ = ["AnnotatorPair", "GroupAgreement", "PairF1", "group_agreement"]
