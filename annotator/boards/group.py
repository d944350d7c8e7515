"""The group record: stretches of articles that somebody decided belong together, or apart. No files, no finding.

Members are anchors, not ids of spans: they hold for journals, merged spans and gold alike. Of one id the highest revision
counts, as in journals, and a dissolved group leaves a tombstone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

import msgspec

from annotator.journal.fold import RecordFold
from annotator.journal.records import Fields, Reading, RecordLine, check_version, parse_json, read_records
from annotator.model import ArticleId, Count, LabelName, Open, Origin, RevisedRecord, Span, fields_in_order
from annotator.text.sanitize import one_line
from annotator.validation import validated

GroupKind = Literal["quotation", "quantity", "attribution"]
"""The same quotation, the same quantity, or a quotation with its source and cue."""
Relation = Literal["same", "parts", "rising", "disagree"]
"""What members are to each other: the same; a total and its parts; values that go on changing, in the members' order;
or values of one thing that cannot all be right."""
Role = Literal["content", "source", "cue", "total", "part"]
"""What a member is in its group: `source` and `cue` in an attribution, `total` and `part` in parts, else `content`."""

MOST_MEMBERS = 10_000


class Place(NamedTuple):
    """What tells a member from others: a stretch of one text of an article, with a label."""

    article: str
    sha256: str
    start: int
    end: int
    label: str


class Member(Open, frozen=True, kw_only=True):
    """A stretch `[start, end)` of an article in a group, in code points: `article.text[start:end] == text`."""

    article: ArticleId
    sha256: str
    """Of the article's file, as the stretch was found in it."""
    start: Count
    end: Count
    label: LabelName
    """The span's; for a source or cue that nobody tagged, `source` or `cue`."""
    text: str
    role: Role = "content"

    @property
    def place(self) -> Place:
        """What tells it from others."""
        return Place(self.article, self.sha256, self.start, self.end, self.label)

    @classmethod
    def of_span(cls, span: Span, role: Role = "content") -> Self:
        """The member that a span is."""
        return cls(
            article=span.article, sha256=span.sha256, start=span.start, end=span.end, label=span.label, text=span.text, role=role
        )  # fmt: skip


Members = Annotated[tuple[Member, ...], msgspec.Meta(min_length=2, max_length=MOST_MEMBERS)]


class WithMembers(RevisedRecord, frozen=True, kw_only=True):
    """What groups and kept *no*s share."""

    members: Members

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Self:
        """The record with these fields, members as values or with their fields."""
        members = (m if isinstance(m, Member) else Member.from_fields(m) for m in fields["members"])
        return super().from_fields({**fields, "members": tuple(members)})


class Group(WithMembers, frozen=True, kw_only=True, tag="group"):
    """Stretches that belong together, as an annotator decided."""

    op: ClassVar[Literal["group"]] = "group"
    kind: GroupKind
    relation: Relation = "same"
    attributes: dict[str, str] = {}
    """What is noted of all members at once."""
    origin: Origin = "hand"
    note: str | None = None


class Apart(WithMembers, frozen=True, kw_only=True, tag="apart"):
    """A kept *no*: no two of these stretches belong into one group. Taken back by a tombstone."""

    op: ClassVar[Literal["apart"]] = "apart"
    relation: Relation = "same"
    """What they are not to each other; they may still be something else."""


class Dissolved(RevisedRecord, frozen=True, kw_only=True, tag="del"):
    """The tombstone of a group or of an `Apart`. It stays for ever, so that an old copy of the file cannot bring it back."""

    op: ClassVar[Literal["del"]] = "del"


GroupRecord = Group | Apart | Dissolved
GROUP_KINDS: dict[str, type[GroupRecord]] = {"group": Group, "apart": Apart, "del": Dissolved}
GroupLine = RecordLine[GroupRecord]

_ORDER = (
    "v", "op", "id", "rev", "kind", "relation", "members", "attributes", "origin", "annotator", "at", "note", "action", "undoes",
)  # fmt: skip


def group_fields(record: GroupRecord) -> dict[str, Any]:
    """The record as the mapping that its line holds: known fields in their usual order, then unknown ones."""
    fields = fields_in_order(record, record.op, _ORDER)
    if not isinstance(record, Dissolved):
        fields["members"] = [member.fields() for member in record.members]
    return fields


def parse_group(raw: bytes, names: set[str] | None = None, number: int = 0) -> GroupLine:
    """One line of a file of groups as a record, as `annotator.journal.records.parse` reads one of a journal.

    Args:
        raw: the line without its newline.
        names: not needed here.
        number: of the line in its file.

    Raises:
        ValueError: a sentence that says what is wrong with the line.
    """
    fields = parse_json(raw)
    check_version(fields)
    kind = GROUP_KINDS.get(operation) if isinstance(operation := fields.get("op"), str) else None
    if kind is None:
        raise ValueError("op: a record says what it is, group, apart or del")
    try:
        record: GroupRecord = validated(kind, fields)
    except ValueError as error:
        raise ValueError(one_line(str(error), 200)) from None
    if not isinstance(record, Dissolved) and (wrong := wrong_with(record)):
        raise ValueError(wrong)
    return GroupLine(number, raw, record, fields)


def read_groups(data: bytes) -> Reading[GroupLine]:
    """Every record of the bytes of a file of groups, and every line that is none."""
    return read_records(data, parse_group)


_ROLES: dict[str, set[str]] = {"attribution": {"content", "source", "cue"}, "parts": {"total", "part"}}


def wrong_with(record: Group | Apart) -> str | None:
    """What cannot be right about a record whose fields are each good, in a sentence; `None` if nothing is."""
    seen: dict[Place, int] = {}
    for number, member in enumerate(record.members, 1):
        start, end = member.start, member.end
        if start >= end:
            return f"member {number}: the stretch {start}–{end} is empty or backwards"
        if end - start != len(member.text):
            return (
                f"member {number}: the stretch {start}–{end} does not have the length of its text ({len(member.text)})"
            )
        first = seen.setdefault(member.place, number)
        if first != number:
            return f"member {number} is member {first} again"
    return _wrong_roles(record) if isinstance(record, Group) else None


def _wrong_roles(group: Group) -> str | None:
    if group.kind != "quantity" and group.relation != "same":
        return f"relation: a group of kind {group.kind} has the relation same, not {group.relation}"
    what = "attribution" if group.kind == "attribution" else group.relation
    allowed = _ROLES.get(what, {"content"})
    for number, member in enumerate(group.members, 1):
        if member.role not in allowed:
            return f"member {number}: the role {member.role} is none of {what}: {', '.join(sorted(allowed))}"
    if what in _ROLES and not any(member.role in {"content", "total"} for member in group.members):
        return f"members: none of them is the {'content' if what == 'attribution' else 'total'}"
    return None


class GroupFold(RecordFold[GroupLine]):
    """The groups and kept *no*s that a set of records adds up to; both come by id, which is by when they were made."""

    def groups(self) -> list[Group]:
        """The groups that stand."""
        return [head for head in self._standing() if isinstance(head, Group)]

    def aparts(self) -> list[Apart]:
        """What stands as apart."""
        return [head for head in self._standing() if isinstance(head, Apart)]

    def value(self, identity: str) -> GroupRecord | None:
        """The record of an id that counts."""
        winner = self._winners.get(identity)
        return None if winner is None else winner.head

    def _standing(self) -> Iterable[GroupRecord]:
        return (self._winners[identity].head for identity in sorted(self._winners))


__all__ = [
    "GROUP_KINDS", "Apart", "Dissolved", "Fields", "Group", "GroupFold", "GroupKind", "GroupLine", "GroupRecord",
    "Member", "Place", "Relation", "Role", "WithMembers", "group_fields", "parse_group", "read_groups", "wrong_with",
]  # fmt: skip
