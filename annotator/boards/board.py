"""What was decided and what is still offered, one row a group: what a board shows. Writes nothing.

An offer is left out, or shrunk, where its members stand in a decided group already or were put apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from annotator.boards.group import Apart, Group, GroupKind, Member, Place, Relation
from annotator.boards.place_index import PlaceIndex
from annotator.boards.proposal import Proposal
from annotator.model import Closed

Status = Literal["sure", "perhaps", "decided"]


class BoardRow(Closed, frozen=True, kw_only=True):
    """A decided group, or an offer."""

    status: Status
    kind: GroupKind
    relation: Relation
    members: tuple[Member, ...]
    """Of an offer, those that are not decided yet: one is enough where it `joins` a group."""
    unsure: tuple[int, ...] = ()
    """Which members, from 0, a person has to look at though the others are sure."""
    fullest: int
    """Which member, from 0, to show for all: the one that says most."""
    reason: str
    """Why it is offered; empty if it was decided."""
    attributes: dict[str, str]
    group: str | None = None
    """The id of the record that decided it; `None` for an offer."""
    joins: str | None = None
    """The id of the decided group to which the members of an offer are to be added; `None` for a group of its own."""


class Board:
    """Rows, the decided ones first and by when they were decided, then offers as they were given."""

    def __init__(self, groups: Iterable[Group], aparts: Iterable[Apart], proposals: Iterable[Proposal]) -> None:
        self._apart = _Apart(aparts)
        self._groups = list(groups)
        self._of = PlaceIndex((member.place, group) for group in self._groups for member in group.members)
        self.decided = [decided_row(group) for group in self._groups]
        self.offers = [row for proposal in proposals for row in self._offers(proposal)]

    @property
    def rows(self) -> list[BoardRow]:
        """All of them."""
        return [*self.decided, *self.offers]

    def _offers(self, proposal: Proposal) -> list[BoardRow]:
        touched: dict[str, Group] = {}
        left: list[int] = []
        for number, member in enumerate(proposal.members):
            standing = [
                g for g in self._of.at(member.place) if (g.kind, g.relation) == (proposal.kind, proposal.relation)
            ]
            touched |= {group.id: group for group in standing}
            left += [] if standing else [number]
        if len(touched) == 1 and left:
            return self._joining(proposal, left, next(iter(touched.values())))
        return self._parts(proposal, left)

    def _joining(self, proposal: Proposal, left: Sequence[int], group: Group) -> list[BoardRow]:
        """What is offered beside one group that holds the rest: to be added to it, unless that was put apart."""
        taken = list(group.members)
        joining: list[int] = []
        for number in left:
            member = proposal.members[number]
            if not self._apart.among(member, taken, proposal.relation):
                joining.append(number)
                taken.append(member)
        others = [number for number in left if number not in joining]
        rows = [_offer(proposal, joining, proposal.status, group.id)] if joining else []
        return rows + self._parts(proposal, others)

    def _parts(self, proposal: Proposal, left: Sequence[int]) -> list[BoardRow]:
        """An offer of the members that are left, cut where some were put apart; the one that says most comes first."""
        parts: list[list[int]] = []
        for number in sorted(left, key=lambda number: number != proposal.fullest):
            member = proposal.members[number]
            fitting = (
                part
                for part in parts
                if not self._apart.among(member, [proposal.members[other] for other in part], proposal.relation)
            )
            part = next(fitting, None)
            if part is None:
                parts.append([number])
            else:
                part.append(number)
        if len(parts) > 1 and (proposal.kind == "attribution" or proposal.relation in {"parts", "disagree"}):
            return []  # each member has its own part in it: half of it is nothing
        status = "perhaps" if len(parts) > 1 else proposal.status
        return [_offer(proposal, sorted(part), status) for part in parts if len(part) > 1]


def decided_row(group: Group) -> BoardRow:
    """The row of a group."""
    fullest = max(range(len(group.members)), key=lambda number: len(group.members[number].text))
    return BoardRow(
        status="decided", kind=group.kind, relation=group.relation, members=group.members, fullest=fullest, reason="",
        attributes=group.attributes, group=group.id,
    )  # fmt: skip


def _offer(proposal: Proposal, numbers: Sequence[int], status: Status, joins: str | None = None) -> BoardRow:
    """A row of some of a proposal's members; it is sure only if two of them are, or one that joins what was decided."""
    members = tuple(proposal.members[number] for number in numbers)
    longest = max(range(len(members)), key=lambda number: len(members[number].text))
    fullest = numbers.index(proposal.fullest) if proposal.fullest in numbers else longest
    unsure = tuple(at for at, number in enumerate(numbers) if number in proposal.unsure)
    if unsure and len(members) - len(unsure) < (1 if joins else 2):
        status, unsure = "perhaps", ()
    return BoardRow(
        status=status, kind=proposal.kind, relation=proposal.relation, members=members, unsure=unsure, fullest=fullest,
        reason=proposal.reason, attributes=proposal.attributes, joins=joins,
    )  # fmt: skip


class _Apart:
    """Which members were put apart from which."""

    def __init__(self, aparts: Iterable[Apart]) -> None:
        self._said = PlaceIndex(
            (member.place, (apart.id, apart.relation, number))
            for apart in aparts
            for number, member in enumerate(apart.members)
        )
        self._known: dict[Place, dict[tuple[str, Relation], int]] = {}

    def _of(self, member: Member) -> dict[tuple[str, Relation], int]:
        """By record and relation: as which of its members."""
        if member.place not in self._known:
            self._known[member.place] = {(name, relation): n for name, relation, n in self._said.at(member.place)}
        return self._known[member.place]

    def among(self, member: Member, others: Iterable[Member], relation: Relation) -> bool:
        """Whether a member was put apart from any of the others."""
        mine = {name: number for name, number in self._of(member).items() if name[1] == relation}
        return bool(mine) and any(
            name in theirs and theirs[name] != number
            for theirs in map(self._of, others)
            for name, number in mine.items()
        )


__all__ = ["Board", "BoardRow", "Status", "decided_row"]
