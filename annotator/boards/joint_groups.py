"""What everybody's groups say together: who says what, and where two people differ. Nothing is decided here.

A group of one person and one of another are the same joint group if they have a member in common, which may have slightly
other ends. Where one says *the same* and another *apart*, or has two groups of it, both are told; neither time nor number
decides.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Generic, Literal, NamedTuple, TypeVar

from annotator.boards.anchors import Anchors
from annotator.boards.group import Apart, Group, GroupFold, GroupKind, Member, Place, Relation
from annotator.boards.place_index import canonical
from annotator.model import Closed

Difference = Literal["apart", "divided", "source"]
"""One says that members belong together, and the other that they are apart; that they belong to several groups; or that
what was said has another source."""


class GroupConflict(Closed, frozen=True, kw_only=True):
    """That two people differ, or that one person's files say two things."""

    kind: Difference
    one: str
    """Who has the members in one group."""
    other: str
    """Who says otherwise."""
    members: tuple[Member, ...]
    """Which members: those put apart, those in several groups, or the sources."""
    groups: tuple[str, ...]
    """The ids of the records of `one` that say so."""
    others: tuple[str, ...]
    """Those of `other`."""

    @property
    def message(self) -> str:
        """In a sentence."""
        count = len(self.members)
        if self.kind == "apart":
            have = "have" if " and " in self.one else "has"
            return f"{self.one} {have} {count} members in one group that {self.other} put apart"
        if self.kind == "source":
            return f"{self.one} and {self.other} name other sources of one quotation"
        return f"{self.one} has members in one group that {self.other} has in {len(self.others)}"


class JointGroup(Closed, frozen=True, kw_only=True):
    """The groups of one or several people that have members in common."""

    kind: GroupKind
    relation: Relation
    members: tuple[Member, ...]
    by: tuple[tuple[str, ...], ...]
    """Of each member, who has it in a group."""
    groups: dict[str, tuple[str, ...]]
    """By annotator: the ids of their groups."""
    attributes: dict[str, str]
    """What nobody contradicts."""
    differing: tuple[str, ...]
    """The names of attributes of which people say different things."""
    conflicts: tuple[GroupConflict, ...]

    @property
    def id(self) -> str:
        """The first id of all of its groups."""
        return min(identity for identities in self.groups.values() for identity in identities)

    @property
    def settled(self) -> bool:
        """Whether nobody says otherwise."""
        return not self.conflicts


Thing = TypeVar("Thing", bound=Hashable)


class Classes(Generic[Thing]):
    """Things that are one with others, kept as classes (a disjoint-set forest)."""

    def __init__(self) -> None:
        self._above: dict[Thing, Thing] = {}

    def of(self, thing: Thing) -> Thing:
        """The thing that stands for the class."""
        self._above.setdefault(thing, thing)
        while self._above[thing] != thing:
            self._above[thing] = self._above[self._above[thing]]
            thing = self._above[thing]
        return thing

    def unite(self, things: Iterable[Thing]) -> None:
        """Have things in one class."""
        first, *rest = map(self.of, things)
        for other in rest:
            self._above[self.of(other)] = self.of(first)


class _Said(NamedTuple):
    """A group of somebody, with the places that stand for its members."""

    annotator: str
    group: Group
    places: dict[Place, Member]

    @property
    def deciding(self) -> list[Place]:
        """The places that make it one with another group: of all members that are one thing, else of what it is about."""
        if self.group.kind != "attribution" and self.group.relation != "parts":
            return list(self.places)
        return [place for place, member in self.places.items() if member.role in {"content", "total"}]


class OwnGroup(NamedTuple):
    """What one person has as one: groups of theirs with a member in common."""

    annotator: str
    kind: GroupKind
    relation: Relation
    places: dict[Place, Member]
    groups: tuple[str, ...]


class _Apart(NamedTuple):
    """What somebody put apart, with the places that stand for its members."""

    annotator: str
    record: Apart
    places: dict[Place, Member]


class Everybody:
    """Everybody's groups on common places.

    Attributes:
        own: what each has as one.
        aparts: what each put apart.
    """

    def __init__(self, folds: Mapping[str, GroupFold], anchors: Anchors | None = None) -> None:
        groups = [(name, group) for name, fold in folds.items() for group in fold.groups()]
        aparts = [(name, apart) for name, fold in folds.items() for apart in fold.aparts()]
        if anchors is not None:
            groups = list(zip([n for n, _ in groups], anchors.all_moved([group for _, group in groups]), strict=True))
            aparts = list(zip([n for n, _ in aparts], anchors.all_moved([apart for _, apart in aparts]), strict=True))
        self._standing = standing = canonical(m.place for _, record in (*groups, *aparts) for m in record.members)
        self._said = [_Said(name, group, _places(group.members, standing)) for name, group in groups]
        self.aparts = [_Apart(name, apart, _places(apart.members, standing)) for name, apart in aparts]
        self.own = [
            OwnGroup(
                said[0].annotator, said[0].group.kind, said[0].group.relation, _members(said, standing), _ids(said)
            )
            for said in _united(self._said, by_annotator=True)
        ]

    def joint(self) -> list[JointGroup]:
        """The joint groups, by the first of their ids."""
        own = {(one.annotator, identity): one for one in self.own for identity in one.groups}
        apart: dict[tuple[Relation, Place], list[_Apart]] = {}
        for said_apart in self.aparts:
            for place in said_apart.places:
                apart.setdefault((said_apart.record.relation, place), []).append(said_apart)
        found = []
        for said in _united(self._said, by_annotator=False):
            ours = list({id(one): one for s in said for one in [own[s.annotator, s.group.id]]}.values())
            members = _members(said, self._standing)
            near = [one for place in members for one in apart.get((said[0].group.relation, place), ())]
            conflicts = [*_apart_though_together(near, members, ours), *_divided(ours), *_other_sources(ours)]
            found.append(_joint(said, ours, members, conflicts))
        return sorted(found, key=lambda joint: joint.id)


def _apart_though_together(
    aparts: Iterable[_Apart], members: Mapping[Place, Member], ours: Sequence[OwnGroup]
) -> Iterator[GroupConflict]:
    """What somebody put apart and somebody else has in one group, or several people have together."""
    for said in {id(one): one for one in aparts}.values():
        places = [place for place in said.places if place in members]
        if len(places) < 2:
            continue
        against = [own for own in ours if sum(place in own.places for place in places) > 1]
        if not against:  # one has the first with another, and somebody else the second with that
            several = [own for own in ours if any(place in own.places for place in places)]
            names = " and ".join(sorted({own.annotator for own in several}))
            groups = tuple(identity for own in several for identity in own.groups)
            against = [OwnGroup(names, ours[0].kind, ours[0].relation, dict(members), groups)]
        for own in against:
            found = tuple(said.places[place] for place in places if place in own.places)
            yield GroupConflict(
                kind="apart", one=own.annotator, other=said.annotator, members=found, groups=own.groups,
                others=(said.record.id,),
            )  # fmt: skip


def _places(members: Iterable[Member], standing: Mapping[Place, Place]) -> dict[Place, Member]:
    """Members by the places that stand for them; of several of one place the longest."""
    found: dict[Place, Member] = {}
    for member in members:
        place = standing[member.place]
        if place not in found or len(found[place].text) < len(member.text):
            found[place] = member
    return found


def _united(said: Sequence[_Said], *, by_annotator: bool) -> Iterator[list[_Said]]:
    """The groups that have a deciding place in common, of each annotator apart or of all together."""
    classes: Classes[tuple[object, ...]] = Classes()
    keys = []
    for one in said:
        about = (one.annotator if by_annotator else "", one.group.kind, one.group.relation)
        found = [(*about, *place) for place in one.deciding]
        classes.unite(found)
        keys.append(found[0])
    together: dict[tuple[object, ...], list[_Said]] = {}
    for one, key in zip(said, keys, strict=True):
        together.setdefault(classes.of(key), []).append(one)
    return iter(together.values())


def _members(said: Sequence[_Said], standing: Mapping[Place, Place]) -> dict[Place, Member]:
    """The members of several groups, in the order of the groups."""
    ordered = sorted(said, key=lambda one: (one.group.id, one.annotator))
    return _places((member for one in ordered for member in one.places.values()), standing)


def _ids(said: Iterable[_Said]) -> tuple[str, ...]:
    return tuple(sorted(one.group.id for one in said))


def _joint(
    said: Sequence[_Said], ours: Sequence[OwnGroup], members: dict[Place, Member], conflicts: Sequence[GroupConflict]
) -> JointGroup:
    by: dict[Place, set[str]] = {}
    for one in said:
        for place in one.places:
            by.setdefault(place, set()).add(one.annotator)
    noted: dict[str, set[str]] = {}
    for one in said:
        for name, value in one.group.attributes.items():
            noted.setdefault(name, set()).add(value)
    groups: dict[str, tuple[str, ...]] = {}
    for own in ours:
        groups[own.annotator] = (*groups.get(own.annotator, ()), *own.groups)
    return JointGroup(
        kind=said[0].group.kind,
        relation=said[0].group.relation,
        members=tuple(members.values()),
        by=tuple(tuple(sorted(by[place])) for place in members),
        groups=dict(sorted(groups.items())),
        attributes={name: next(iter(values)) for name, values in noted.items() if len(values) == 1},
        differing=tuple(sorted(name for name, values in noted.items() if len(values) > 1)),
        conflicts=tuple(conflicts),
    )


def _divided(ours: Sequence[OwnGroup]) -> Iterator[GroupConflict]:
    """Where one has as one what another has in several groups."""
    of: dict[str, dict[Place, OwnGroup]] = {}
    for one in ours:
        of.setdefault(one.annotator, {}).update(dict.fromkeys(one.places, one))
    for one in ours:
        if one.kind == "attribution" or one.relation == "parts":
            continue  # what they are about is one already; a source or part may be in several
        for name, known in of.items():
            if name == one.annotator:
                continue
            met = {other.groups: other for place in one.places if (other := known.get(place)) is not None}
            if len(met) > 1:
                members = tuple(member for place, member in one.places.items() if place in known)
                others = tuple(identity for groups in met for identity in groups)
                yield GroupConflict(
                    kind="divided", one=one.annotator, other=name, members=members, groups=one.groups, others=others
                )


def _other_sources(ours: Sequence[OwnGroup]) -> Iterator[GroupConflict]:
    """Where two people name sources that have none in common."""
    for one, other in combinations(ours, 2):
        mine, theirs = ({p: m for p, m in own.places.items() if m.role == "source"} for own in (one, other))
        if mine and theirs and one.annotator != other.annotator and mine.keys().isdisjoint(theirs):
            yield GroupConflict(
                kind="source", one=one.annotator, other=other.annotator, members=(*mine.values(), *theirs.values()),
                groups=one.groups, others=other.groups,
            )  # fmt: skip


def joint_groups(folds: Mapping[str, GroupFold], anchors: Anchors | None = None) -> list[JointGroup]:
    """What everybody's groups say together.

    Args:
        folds: by annotator.
        anchors: where members are in the present texts; without, as they were decided on.
    """
    return Everybody(folds, anchors).joint()


__all__ = ["Apart", "Classes", "Everybody", "GroupConflict", "JointGroup", "OwnGroup", "joint_groups"]
