"""The board that one annotator works on: what was read once, what they decided since, and what is still offered.

Reading is slow and done in a thread; deciding is quick. Quotations and quantities are each a board of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from annotator.boards.board import Board, BoardRow, Status
from annotator.boards.board_articles import BoardArticles
from annotator.boards.figures import Figure
from annotator.boards.group import Group, GroupKind, Member, Place
from annotator.boards.group_file import read_group_files
from annotator.boards.group_session import GroupOutcome, GroupSession
from annotator.boards.joint_groups import joint_groups
from annotator.boards.lanes import Lane, lanes
from annotator.boards.number_board import JudgedSlot, NumberBoard, read_numbers
from annotator.boards.place_index import PlaceIndex
from annotator.boards.proposal import Proposal
from annotator.boards.quote_board import quote_proposals, read_quotations
from annotator.boards.slots import NAME
from annotator.boards.sums import Sum
from annotator.boards.utterances import outlets_in_words
from annotator.listener import NOBODY, Listener
from annotator.model import ObjectKind
from annotator.project import ProjectFolder
from annotator.text.quantities.quantity import agree

_LABELLED: Mapping[GroupKind, ObjectKind] = {"quotation": "quotation", "quantity": "number"}


class WorkRow(NamedTuple):
    """A group as it is worked on: what was decided, and what is offered to it.

    Attributes:
        status: `decided`, or how sure the offer is.
        kind: of group.
        members: the decided ones first.
        decided: how many these are.
        unsure: which members, from 0, a person has to look at before taking them.
        fullest: which one says most.
        reason: why the rest is offered.
        attributes: what is noted of all.
        group: the decided group; `None` for an offer.
    """

    status: Status
    kind: GroupKind
    members: tuple[Member, ...]
    decided: int
    unsure: frozenset[int]
    fullest: int
    reason: str
    attributes: dict[str, str]
    group: Group | None

    @property
    def key(self) -> tuple[Place, ...]:
        """What finds it again after something was decided."""
        return tuple(member.place for member in self.members)

    @property
    def name(self) -> str:
        """What somebody called it, else what its fullest member says."""
        return self.attributes.get(NAME) or self.members[self.fullest].text


class BoardTexts(NamedTuple):
    """What was read of the articles for a board.

    Attributes:
        kind: of group.
        articles: which can be had again by version.
        outlets: of each article, who published it.
        proposals: of quotations.
        numbers: what they say; `None` on a board of quotations.
        notes: what was left out, in sentences.
    """

    kind: GroupKind
    articles: BoardArticles
    outlets: Mapping[str, str]
    proposals: Sequence[Proposal]
    numbers: NumberBoard | None
    notes: Sequence[str]


def read_board(
    folder: ProjectFolder, kind: GroupKind, files: Sequence[Path] = (), listener: Listener = NOBODY
) -> BoardTexts:
    """Read all articles with their spans, and find what is offered.

    Args:
        folder: the project.
        kind: `quotation` or `quantity`.
        files: whose spans; without any gold, where there is some, else all journals.
        listener: hears how far it is.

    Raises:
        AnnotatorError: if a file of spans cannot be read.
    """
    articles = BoardArticles(folder, files, _LABELLED[kind], (), listener)
    if kind == "quotation":
        read = read_quotations(articles, listener)
        proposals = quote_proposals(read.utterances, listener)
        return BoardTexts(kind, articles, read.outlets, proposals, None, articles.notes())
    numbers = read_numbers(articles, listener)
    return BoardTexts(kind, articles, numbers.outlets, (), NumberBoard(numbers, articles.version), articles.notes())


class WorkBoard:
    """Rows to decide on; each decision is on the disk when it is done.

    Attributes:
        texts: what was read.
        session: what decides.
    """

    def __init__(self, folder: ProjectFolder, texts: BoardTexts, session: GroupSession) -> None:
        self.texts, self.session = texts, session
        self._folder = folder

    # --- what there is -------------------------------------------------------------------------------------------

    @cached_property
    def _board(self) -> Board:
        return self.session.board(self.texts.proposals)

    @cached_property
    def rows(self) -> list[WorkRow]:
        """All of them: first what is open, the sure before the rest, then what was decided."""
        kind = self.texts.kind
        joining: dict[str | None, list[BoardRow]] = {}
        for row in self._board.offers:
            joining.setdefault(row.joins, []).append(row)
        offers = [_offered(row) for row in joining.get(None, ()) if len(self._outlets_of(row.members)) > 1]
        groups = {group.id: group for group in self.session.groups}
        decided = [
            self._with_offers(groups[row.group], row, joining.get(row.group, ()))
            for row in self._board.decided
            if row.group in groups and row.kind == kind
        ]
        return [*sorted(offers, key=lambda row: row.status != "sure"), *decided]

    @cached_property
    def _at(self) -> PlaceIndex[WorkRow]:
        return PlaceIndex((member.place, row) for row in self.rows for member in row.members)

    @cached_property
    def conflicts(self) -> dict[str, list[str]]:
        """By the id of an own group, what others say otherwise, in sentences."""
        me = self.session.file.annotator
        folds = {**read_group_files(self._folder.group_files()).folds, me: self.session.file.fold}
        found: dict[str, list[str]] = {}
        for joint in joint_groups(folds, self.session.anchors):
            for identity in joint.groups.get(me, ()):
                found.setdefault(identity, []).extend(conflict.message for conflict in joint.conflicts)
        return found

    def row_at(self, article: str, sha256: str, start: int, end: int) -> WorkRow | None:
        """The row with a member that shares a character with a stretch, or is at it; of several the decided one first."""
        inside = [
            row
            for row in self.rows
            if any(
                member.article == article and member.sha256 == sha256 and member.start <= max(end - 1, start)
                and start < member.end for member in row.members
            )
        ]  # fmt: skip
        return min(inside, key=lambda row: row.status != "decided", default=None)

    def seed(self, article: str, sha256: str, start: int, end: int) -> WorkRow | None:
        """A number that is in no slot yet, with what perhaps belongs to it; `None` if none is at that place.

        Args:
            article: in which it stands.
            sha256: of the article's text.
            start: code point from which it is looked for.
            end: code point before which it is.
        """
        numbers = self.texts.numbers
        figures = numbers.index.figures if numbers is not None else []
        here = (one for one in figures if (one.article, one.sha256) == (article, sha256))
        figure = next((one for one in here if one.start <= max(end - 1, start) and start < one.end), None)
        if figure is None or numbers is None:
            return None
        member = figure.member()
        offers = self.session.board(numbers.begun_by(member)).offers
        found = {one.place: one for offer in offers if offer.joins is None for one in offer.members}
        found.pop(member.place, None)
        members = (member, *self._equal_first([member], found.values()))
        reason = (
            "tick with Space what is the same quantity; Enter then asks for a name"
            if found
            else "nothing else looks like it"
        )
        return WorkRow(
            "perhaps", "quantity", members, 0, frozenset(range(1, len(members))), 0, reason, {}, None
        )  # fmt: skip

    def opened(self, row: WorkRow) -> WorkRow:
        """A row with all that is offered to it: what perhaps belongs to a slot is looked for when somebody looks at it."""
        numbers = self.texts.numbers
        if numbers is None or row.group is None:
            return row
        decided = next((one for one in self._board.decided if one.group == row.group.id), None)
        if decided is None:
            return row
        moved = row.group.changed(members=decided.members)
        offers = self.session.board(numbers.offers([moved])).offers
        shown = self._with_offers(row.group, decided, [offer for offer in offers if offer.joins == row.group.id])
        standing, offered = shown.members[: shown.decided], shown.members[shown.decided :]
        shown = shown._replace(members=(*standing, *self._equal_first(standing, offered)))
        return shown._replace(reason="what is not ticked perhaps belongs here too" if shown.unsure else "")

    def _equal_first(self, members: Sequence[Member], offered: Iterable[Member]) -> list[Member]:
        """What is offered to a slot, with what says a value of its members before the rest."""
        said = [figure.quantity for member in members if (figure := self.figure(member)) is not None]

        def differs(member: Member) -> bool:
            figure = self.figure(member)
            return figure is None or not any(agree(figure.quantity, one) for one in said)

        return sorted(offered, key=differs)

    def find_again(self, row: WorkRow) -> WorkRow | None:
        """The row that has become of one after a decision; `None` if nothing has."""
        found = (other for member in row.members for other in self._at.at(member.place))
        return min(found, key=lambda other: other.status != "decided", default=None)

    def outlet(self, member: Member) -> str:
        """Who published the article of a member."""
        return self.texts.outlets.get(member.article, member.article)

    def outlets_of(self, row: WorkRow) -> list[str]:
        """Who published the members of a row."""
        return self._outlets_of(row.members)

    def outlets_told(self, row: WorkRow) -> str:
        """How many outlets that is, in words."""
        return outlets_in_words([*map(self.outlet, row.members)], row.unsure)

    def _outlets_of(self, members: Iterable[Member]) -> list[str]:
        return list(dict.fromkeys(map(self.outlet, members)))

    def lanes(self, row: WorkRow) -> list[Lane]:
        """The wordings of a row of quotations, the fullest first; see `annotator.boards.lanes`."""
        shown = BoardRow(
            status=row.status, kind=row.kind, relation="same", members=row.members, unsure=tuple(sorted(row.unsure)),
            fullest=row.fullest, reason="", attributes={},
        )  # fmt: skip
        return lanes(shown, self.texts.articles.version)

    def figure(self, member: Member) -> Figure | None:
        """What a member of a row of quantities says."""
        return None if self.texts.numbers is None else self.texts.numbers.figure(member)

    def judged(self, row: WorkRow) -> JudgedSlot | None:
        """What the members of a decided slot say, and what that is to each other; `None` for an offer."""
        if row.group is None or self.texts.numbers is None:
            return None
        return self.texts.numbers.judged(row.members[: row.decided])

    def sums(self, row: WorkRow) -> list[Sum]:
        """The sums that articles say, whose total is a decided member of a slot."""
        numbers = self.texts.numbers
        return [] if numbers is None else numbers.sums_with(row.members[: row.decided])

    def _with_offers(self, group: Group, row: BoardRow, offers: Sequence[BoardRow]) -> WorkRow:
        """A decided group, with what is offered to it."""
        standing = row.members
        offered: list[Member] = []
        unsure: set[int] = set()
        reasons = []
        for offer in offers:
            first = len(standing) + len(offered)
            offered += offer.members
            sure = offer.status == "sure"
            unsure |= {first + n for n in (offer.unsure if sure else range(len(offer.members)))}
            reasons.append(offer.reason)
        members = (*standing, *offered)
        return WorkRow(
            "decided", row.kind, members, len(standing), frozenset(unsure), row.fullest, "; ".join(reasons),
            row.attributes, group,
        )  # fmt: skip

    # --- what is done --------------------------------------------------------------------------------------------

    def take(self, row: WorkRow, chosen: Collection[int], attributes: Mapping[str, str] | None = None) -> GroupOutcome:
        """Decide that the chosen members, by number, belong together, with those that were decided."""
        members = [row.members[number] for number in sorted(chosen) if number >= row.decided]
        if row.group is not None:
            if not members:
                return GroupOutcome("that is decided: tick what else belongs to it", row.group)
            return self._done(self.session.add(row.group, members))
        if len(members) < 2:
            return GroupOutcome("tick with Space at least two that belong together")
        noted = {**row.attributes, **(attributes or {})}
        return self._done(self.session.group(members, kind=row.kind, attributes=noted, origin="suggested"))

    def refuse(self, row: WorkRow, number: int) -> GroupOutcome:
        """Decide that a member does not belong to a group, and keep that; of an offer, that its members are apart."""
        member = row.members[number]
        if row.group is None:
            others = row.members if row.kind == "quotation" else (row.members[0], member)
            if len({one.place for one in others}) < 2:
                return GroupOutcome("that is the number itself: choose another one")
            return self._done(self.session.apart(others))
        if number < row.decided:
            return self._done(self.session.take_out(row.group, row.group.members[number], apart=True))
        offer = BoardRow(
            status="perhaps", kind=row.kind, relation=row.group.relation, members=(member,), fullest=0, reason="",
            attributes={}, joins=row.group.id,
        )  # fmt: skip
        return self._done(self.session.refuse(offer))

    def take_out(self, row: WorkRow, number: int) -> GroupOutcome:
        """Take a member out of a decided group, without keeping that it is apart."""
        if row.group is None or number >= row.decided:
            return GroupOutcome("that is not decided yet: Space unticks it")
        return self._done(self.session.take_out(row.group, row.group.members[number]))

    def join(self, row: WorkRow, other: WorkRow) -> GroupOutcome:
        """Decide that two rows are one group; of an offer what is sure, of a decided group its members."""
        return self._done(
            self.session.group(
                [*_certain(row), *_certain(other)], kind=row.kind, attributes=other.attributes | row.attributes
            )
        )

    def note(self, row: WorkRow, attributes: Mapping[str, str]) -> GroupOutcome:
        """Have these attributes of all members of a decided group."""
        if row.group is None:
            return GroupOutcome("nothing is decided yet")
        return self._done(self.session.note(row.group, attributes))

    def undo(self) -> GroupOutcome | None:
        """Take the last action back; `None` if there is none."""
        return self._perhaps(self.session.undo())

    def redo(self) -> GroupOutcome | None:
        """Bring the last undone action back; `None` if there is none."""
        return self._perhaps(self.session.redo())

    def _perhaps(self, outcome: GroupOutcome | None) -> GroupOutcome | None:
        return None if outcome is None else self._done(outcome)

    def _done(self, outcome: GroupOutcome) -> GroupOutcome:
        for name in ("_board", "rows", "_at", "conflicts"):
            self.__dict__.pop(name, None)
        return outcome


def _offered(row: BoardRow) -> WorkRow:
    unsure = range(len(row.members)) if row.status == "perhaps" else row.unsure
    return WorkRow(
        row.status, row.kind, row.members, 0, frozenset(unsure), row.fullest, row.reason, row.attributes, None
    )


def _certain(row: WorkRow) -> list[Member]:
    """What of a row is joined to another: decided members, of an offer those that are sure, or all where none is."""
    if row.group is not None:
        return list(row.group.members)
    sure = [member for number, member in enumerate(row.members) if number not in row.unsure]
    return sure if len(sure) > 1 else list(row.members)


__all__ = ["BoardTexts", "WorkBoard", "WorkRow", "read_board"]
