"""What one annotator does to groups: the same, apart, take out, join, note, dissolve, move, undo, redo. No screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from annotator.boards.anchors import Anchored, Anchors
from annotator.boards.board import Board, BoardRow
from annotator.boards.group import (
    Apart,
    Dissolved,
    Group,
    GroupKind,
    GroupRecord,
    Member,
    Place,
    Relation,
    wrong_with,
)
from annotator.boards.group_file import GroupFile, open_group_file
from annotator.boards.joint_groups import joint_groups
from annotator.boards.proposal import Proposal
from annotator.errors import AnnotatorError
from annotator.journal.journal import NotSavedError
from annotator.journal.records import now
from annotator.model import Origin
from annotator.project import ProjectFolder
from annotator.session import new_id
from annotator.text.sanitize import one_line, plural
from annotator.undo import UndoStacks, UndoStep, quoted


@dataclass(frozen=True)
class GroupOutcome:
    """What an action did."""

    message: str
    """One short sentence for the status line."""
    group: Group | None = None
    """The group that came out of it, if one did."""
    failure: str | None = None
    """Why it is not saved; `None` if it is on the disk, or nothing was to be written."""


class GroupSession:
    """One annotator's groups, each change of which is on the disk when it is done; `with` closes the file at the end.

    Attributes:
        file: where everything is written before it counts as done.
        anchors: where members are in the texts as they are now.
    """

    def __init__(self, project: ProjectFolder, annotator: str, *, read_only: bool = False) -> None:
        self.file: GroupFile = open_group_file(project, annotator, read_only=read_only)
        self.anchors = Anchors(project)
        self._project = project
        self._stacks = UndoStacks(self.file.tail)
        self._checked: set[tuple[Place, str]] = set()
        self._texts_missing: list[tuple[str, str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # --- what stands ---------------------------------------------------------------------------------------------

    @property
    def groups(self) -> list[Group]:
        """The groups that stand, with their members as they were decided on, by when they were made."""
        return self.file.fold.groups()

    @property
    def aparts(self) -> list[Apart]:
        """What stands as apart."""
        return self.file.fold.aparts()

    def board(self, proposals: Iterable[Proposal]) -> Board:
        """This annotator's groups, members where they are in the present texts, with what is still to be decided.

        Groups with a member in common, as two computers may have made them, are one row with the id of the first.
        """
        first = {group.id: group for group in self.groups}
        groups = [
            first[one.id].changed(members=one.members, attributes=one.attributes | first[one.id].attributes)
            for one in joint_groups({self.file.annotator: self.file.fold}, self.anchors)
        ]
        return Board(groups, self.anchors.all_moved(self.aparts), proposals)

    def strayed(self) -> list[tuple[Group, list[Anchored]]]:
        """The groups with members that are no longer in their article as they were: what became of these."""
        groups = self.groups
        self.anchors.of(member for group in groups for member in group.members)
        found = ((group, [one for one in self.anchors.of(group.members) if one.standing != "here"]) for group in groups)
        return [(group, members) for group, members in found if members]

    # --- actions -------------------------------------------------------------------------------------------------

    def take(self, row: BoardRow) -> GroupOutcome:
        """Decide that an offer is right: its members become a group, or join the one that it says.

        Of an offer that is sure, what is only perhaps the same is not taken: it is offered to join the group.
        """
        members = [member for number, member in enumerate(row.members) if number not in row.unsure]
        if row.joins is not None and (group := self._group(row.joins)) is not None:
            return self.add(group, members)
        return self.group(members, kind=row.kind, relation=row.relation, attributes=row.attributes, origin="suggested")

    def same(
        self, members: Iterable[Member], *, kind: GroupKind = "quotation", attributes: Mapping[str, str] | None = None
    ) -> GroupOutcome:
        """Decide that members are the same; groups that hold one of them are joined."""
        return self.group(members, kind=kind, attributes=attributes)

    def group(
        self,
        members: Iterable[Member],
        *,
        kind: GroupKind,
        relation: Relation = "same",
        attributes: Mapping[str, str] | None = None,
        origin: Origin = "hand",
    ) -> GroupOutcome:
        """Decide that members belong together, in one step for undo.

        What is the same as a member of another group is the same as all of it, so such groups are joined: the one made
        first keeps its id, and its attributes where both note something else. What was put apart is so no more.

        Raises:
            AnnotatorError: if a member is not in its article's text, or has a role that the group has no place for.
        """
        chosen = tuple({member.place: member for member in members}.values())
        joined = self._touching(chosen, kind) if _is_one(kind, relation) else []
        members = self._whole(joined, chosen)
        noted: dict[str, str] = dict(attributes or {})
        places = {member.place for member in members}
        for group in self.groups:
            if (group.kind, group.relation) == (kind, relation) and places == {m.place for m in group.members}:
                if noted.items() <= group.attributes.items():
                    return GroupOutcome("that is a group already", group)
                return self.note(group, group.attributes | noted)
        for group in reversed(joined):
            noted |= group.attributes
        action = new_id()
        if joined:
            record = self._next(joined[0], action, members=members, attributes=noted)
        else:
            record = Group(
                **self._new(action), kind=kind, relation=relation, members=members, attributes=noted, origin=origin
            )
        self._check(record)
        records: list[GroupRecord] = [record, *(self._tombstone(group.id, action) for group in joined[1:])]
        records += self._no_more_apart(members, relation, action)
        return self._apply(records, f"{_told(relation)}: {_described(record)}", record.id)

    def add(self, group: Group, members: Iterable[Member]) -> GroupOutcome:
        """Add members to a group, in one step for undo; see `group`."""
        standing = self._group(group.id)
        if standing is None:
            return GroupOutcome("that group is gone")
        if _is_one(standing.kind, standing.relation):
            return self.group([*standing.members, *members], kind=standing.kind)
        action = new_id()
        record = self._next(standing, action, members=self._whole([standing], members))
        self._check(record)
        records = [record, *self._no_more_apart(record.members, record.relation, action)]
        return self._apply(records, f"{_told(record.relation)}: {_described(record)}", record.id)

    def join(self, one: Group, other: Group) -> GroupOutcome:
        """Decide that two groups are one; see `group`."""
        return self.add(one, other.members)

    def apart(self, members: Iterable[Member], *, relation: Relation = "same") -> GroupOutcome:
        """Keep that no two of these members belong together, so that it is not offered again.

        Raises:
            AnnotatorError: if a member is not in its article's text.
        """
        chosen = tuple({member.place: member for member in members}.values())
        places = {member.place for member in chosen}
        for group in self.groups:
            if group.relation == relation and len(places & {member.place for member in group.members}) > 1:
                return GroupOutcome("these stand in one group: take one of them out first", group)
        if any(apart.relation == relation and places <= {m.place for m in apart.members} for apart in self.aparts):
            return GroupOutcome("these are apart already")
        record = Apart(**self._new(new_id()), members=chosen, relation=relation)
        self._check(record)
        return self._apply([record], f"apart: {_described(record)}", None)

    def refuse(self, row: BoardRow) -> GroupOutcome:
        """Decide that an offer is wrong: its members are apart, from each other or from the group that it says."""
        group = None if row.joins is None else self._group(row.joins)
        if group is None:
            return self.apart(row.members, relation=row.relation)
        action = new_id()
        records = [
            Apart(**self._new(action), members=(member, other), relation=row.relation)
            for member in row.members
            for other in group.members
        ]
        for record in records:
            self._check(record)
        return self._apply(records, f"apart from the group: {quoted(row.members[0].text)}", group.id)

    def take_out(self, group: Group, member: Member, *, apart: bool = False) -> GroupOutcome:
        """Take a member out of a group, in one step for undo; where nothing would be left to belong together, dissolve it.

        Args:
            group: which.
            member: which.
            apart: keep too that it is apart from each of the others.
        """
        standing = self._group(group.id)
        if standing is None or member.place not in {one.place for one in standing.members}:
            return GroupOutcome("that member is out already", standing)
        left = tuple(one for one in standing.members if one.place != member.place)
        action = new_id()
        changed = self._next(standing, action, members=left)
        dissolves = len(left) < 2 or wrong_with(changed) is not None
        records: list[GroupRecord] = [self._tombstone(standing.id, action) if dissolves else changed]
        if apart:
            records += [
                Apart(**self._new(action), members=(member, other), relation=standing.relation) for other in left
            ]
        what = f"taken out: {quoted(member.text)}{', which dissolved the group' if dissolves else ''}"
        return self._apply(records, what, standing.id)

    def note(self, group: Group, attributes: Mapping[str, str], *, note: str | None = None) -> GroupOutcome:
        """Have these attributes of all members of a group, in place of the earlier ones; `note` too, if it is not `None`."""
        standing = self._group(group.id)
        if standing is None:
            return GroupOutcome("that group is gone")
        note = standing.note if note is None else note
        if (dict(attributes), note) == (standing.attributes, standing.note):
            return GroupOutcome("nothing changed", standing)
        record = self._next(standing, new_id(), attributes=dict(attributes), note=note)
        return self._apply([record], f"changed the notes of {_described(record)}", record.id)

    def dissolve(self, group: Group) -> GroupOutcome:
        """Have a group no more; a tombstone stays in the file."""
        if (standing := self._group(group.id)) is None:
            return GroupOutcome("that group is gone")
        return self._apply([self._tombstone(standing.id, new_id())], f"dissolved: {_described(standing)}", None)

    def take_back(self, apart: Apart) -> GroupOutcome:
        """Have members apart no more, so that they may be offered again."""
        if not isinstance(standing := self.file.fold.value(apart.id), Apart):
            return GroupOutcome("these are apart no more")
        return self._apply([self._tombstone(standing.id, new_id())], f"no more apart: {_described(standing)}", None)

    def move(self, also: Iterable[Member] = ()) -> GroupOutcome:
        """Write what stands elsewhere in edited texts, or with other words, where it is now, in one step for undo.

        Args:
            also: members that are `unsure` and may be moved too; what is in no text any more stays as it was decided.
        """
        unsure = {member.place for member in also}
        action = new_id()
        records: list[GroupRecord] = []
        count = 0
        records_now: list[Group | Apart] = [*self.groups, *self.aparts]
        for standing, moved in zip(records_now, self.anchors.all_moved(records_now, unsure), strict=True):
            changed = sum(one is not other for one, other in zip(moved.members, standing.members, strict=True))
            if changed:
                origin = {"origin": "reanchored"} if isinstance(standing, Group) else {}
                records.append(self._next(standing, action, members=moved.members, **origin))
                count += changed
        if not records:
            return GroupOutcome("nothing to move")
        return self._apply(records, f"moved {plural(count, 'member')} to the present texts", None)

    def undo(self) -> GroupOutcome | None:
        """Take the last action back, also one from before a restart; `None` if there is none."""
        return self._take_back(self._stacks.done, "undid")

    def redo(self) -> GroupOutcome | None:
        """Bring the last undone action back; `None` if there is none."""
        return self._take_back(self._stacks.undone, "redid")

    # --- the file ------------------------------------------------------------------------------------------------

    def save_again(self) -> str | None:
        """Try again to save what could not be saved; why it still cannot be, or `None` if all is on the disk."""
        if self.file.read_only is not None:
            return None
        no_text = self._keep_texts([])
        return self._write([]) or no_text

    def close(self) -> None:
        """Let go of the file.

        Raises:
            AnnotatorError: if something could not be saved.
        """
        self.file.close()
        if self.file.unsaved:
            raise AnnotatorError(f"{one_line(str(self.file.path))}: NOT SAVED: {self.file.not_saved_because}")

    # --- how it is done ------------------------------------------------------------------------------------------

    def _group(self, identity: str) -> Group | None:
        """A standing group."""
        record = self.file.fold.value(identity)
        return record if isinstance(record, Group) else None

    def _touching(self, members: Sequence[Member], kind: GroupKind) -> list[Group]:
        """The groups of the same that hold one of the members, the one made first first."""
        places, articles = {member.place for member in members}, {member.article for member in members}
        ours = (group for group in self.groups if (group.kind, group.relation) == (kind, "same"))
        near = (group for group in ours if not articles.isdisjoint(member.article for member in group.members))
        return [group for group in near if not places.isdisjoint(self._places(group))]

    def _places(self, group: Group) -> set[Place]:
        """Where the members of a group were when it was decided on, and where they are in the present texts."""
        return {member.place for one in (group, self.anchors.moved(group)) for member in one.members}

    def _whole(self, groups: Iterable[Group], members: Iterable[Member]) -> tuple[Member, ...]:
        """The members of groups, and those of the others that are not among them."""
        groups = list(groups)
        taken = {place for group in groups for place in self._places(group)}
        whole = {member.place: member for group in groups for member in group.members}
        return tuple((whole | {member.place: member for member in members if member.place not in taken}).values())

    def _no_more_apart(self, members: Sequence[Member], relation: Relation, action: str) -> list[GroupRecord]:
        """The records by which no two of the members are apart, and all else is as apart as it was."""
        places = {member.place for member in members}
        records: list[GroupRecord] = []
        for apart in self.aparts:
            inside = [member for member in apart.members if member.place in places]
            if apart.relation != relation or len(inside) < 2:
                continue
            outside = [member for member in apart.members if member.place not in places]
            if not outside:
                records.append(self._tombstone(apart.id, action))
                continue
            records.append(self._next(apart, action, members=(inside[0], *outside)))
            records += [Apart(**self._new(action), members=(one, *outside), relation=relation) for one in inside[1:]]
        return records

    def _new(self, action: str) -> dict[str, Any]:
        return {"id": new_id(), "rev": 1, "annotator": self.file.annotator, "at": now(), "action": action}

    def _next(self, record: Any, action: str, undoes: str | None = None, **values: Any) -> Any:
        news = {"rev": self.file.fold.revision(record.id) + 1, "at": now(), "action": action, "undoes": undoes}
        return record.changed(**news, annotator=self.file.annotator, **values)

    def _tombstone(self, identity: str, action: str, undoes: str | None = None) -> Dissolved:
        rev = self.file.fold.revision(identity) + 1
        return Dissolved(
            id=identity, rev=rev, annotator=self.file.annotator, at=now(), action=action, undoes=undoes
        )  # fmt: skip

    def _check(self, record: Group | Apart) -> None:
        """Refuse a record that could not be read again, or whose members are not in their texts."""
        if len(record.members) < 2:
            raise AnnotatorError("a group has two members at least: choose another one")
        if wrong := wrong_with(record):
            raise AnnotatorError(wrong)
        for member in record.members:
            if (member.place, member.text) in self._checked:
                continue
            text = self._project.text(member.sha256, member.article)
            if text is None or text[member.start : member.end] != member.text:
                why = "its text is not known" if text is None else "the words there are others"
                raise AnnotatorError(f"{member.article} {member.start}–{member.end}: {why}: choose it again")
            self._checked.add((member.place, member.text))

    def _apply(self, records: Sequence[GroupRecord], message: str, group: str | None) -> GroupOutcome:
        if self.file.read_only is not None:
            raise AnnotatorError(f"nothing can be changed: {self.file.read_only}")
        no_text = self._keep_texts(records)
        failure = self._write(records) or no_text
        for record in records:
            self._stacks.remember(record)
        return GroupOutcome(message, None if group is None else self._group(group), failure)

    def _keep_texts(self, records: Sequence[GroupRecord]) -> str | None:
        """Keep the articles' texts of the members, so that they can be found again; why that failed, or `None`.

        What could not be kept is tried again with the next action.
        """
        members = (m for record in records if not isinstance(record, Dissolved) for m in record.members)
        wanted = [*self._texts_missing, *((member.article, member.sha256) for member in members)]
        self._texts_missing = []
        failure = None
        for name, sha256 in dict.fromkeys(wanted):
            article = self.anchors.present(name)
            if article is not None and article.sha256 == sha256:
                try:
                    self._project.snapshots.keep(article)
                except OSError as error:
                    self._texts_missing.append((name, sha256))
                    failure = f"NOT SAVED: the article's text could not be kept ({error.strerror})"
        return failure

    def _write(self, records: Sequence[GroupRecord]) -> str | None:
        try:
            self.file.append(records)
        except NotSavedError as error:
            return str(error)
        return None

    def _take_back(self, stack: list[UndoStep], word: str) -> GroupOutcome | None:
        fold = self.file.fold
        while stack:
            step, action = stack[-1], new_id()
            records: list[GroupRecord] = []
            for identity, revision in step.steps:
                before = fold.before(identity, revision)
                if before is None and revision > 1:
                    break  # it is no longer in the file, so there is nothing to go back to
                if before is None or isinstance(before.head, Dissolved):
                    records.append(self._tombstone(identity, action, step.id))
                else:
                    records.append(self._next(before.head, action, step.id))
            else:
                told = self._told_of(records, again=word == "redid")
                return self._apply(records, f"{word}: {told}", records[0].id)
            stack.pop()
        return None

    def _told_of(self, records: Sequence[GroupRecord], *, again: bool) -> str:
        """What taking back brings, in words; asked before it is written."""
        if len(records) > 1:
            return f"groups are as they were before{' undoing' * again}"
        record = records[0]
        current = self.file.fold.value(record.id)
        if isinstance(record, Dissolved):
            assert isinstance(current, Group | Apart)
            return f"{_described(current)} {'is a group' if isinstance(current, Group) else 'is apart'} no more"
        if isinstance(current, Dissolved):
            return f"{_described(record)} is back"
        return f"{_described(record)} is {'changed again' if again else 'as it was'}"


def _is_one(kind: GroupKind, relation: Relation) -> bool:
    """Whether members of such groups are one thing, so that groups with one in common are one too."""
    return kind != "attribution" and relation == "same"


def _told(relation: Relation) -> str:
    return {"same": "one group", "parts": "total and parts", "rising": "rising", "disagree": "disagreeing"}[relation]


def _described(record: Group | Apart) -> str:
    longest = max(record.members, key=lambda member: len(member.text))
    return f"{plural(len(record.members), 'member')}, {quoted(longest.text)}"
