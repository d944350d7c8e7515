"""The report on agreement about groups: as text, and as programs read it."""

from __future__ import annotations

from dataclasses import dataclass

from typing_extensions import TypedDict  # pydantic takes typing's from Python 3.12 on

from annotator.agreement.intervals import LEAST_ARTICLES, LEAST_SPANS
from annotator.boards.group_agreement import GroupAgreement, PairF1
from annotator.boards.joint_groups import GroupConflict
from annotator.report.json import estimate_structure
from annotator.report.structure import EstimateReport
from annotator.report.wording import interval, paragraph, short
from annotator.text.sanitize import one_line, plural

_NAME = 28
_SHOWN = 20
"""Conflicts that are listed; the JSON has all."""
_MEANING = (
    "Counted are the events in which both of two annotators decided on something (a group, or that something is apart). "
    "An event's articles are left out together for the 95 % interval, since a pair's members stand in different articles; "
    f"under {LEAST_ARTICLES} events or {LEAST_SPANS} pairs there is none."
)


class PairF1Report(TypedDict):
    """F1 of pairs of members."""

    f1: EstimateReport
    shared: int
    """Pairs that both have."""
    pairs: int
    """Pairs of the one and pairs of the other, added up."""
    events: int
    """How many events have such a pair, those counting as one that a group reaches over."""


class PairOfAnnotators(PairF1Report):
    """The same of two annotators."""

    annotators: list[str]


class ConflictMember(TypedDict):
    """Where a member is."""

    article: str
    sha256: str
    start: int
    end: int
    label: str
    text: str


class ConflictReport(TypedDict):
    """What two people say, and cannot both be right about; or one person's files."""

    kind: str
    """`apart`, `divided` or `source`."""
    one: str
    other: str
    message: str
    members: list[ConflictMember]
    groups: list[str]
    """The ids of the records of `one`."""
    others: list[str]
    """Those of `other`."""


class GroupAgreementReport(TypedDict):
    """What `annotator agreement --groups --json` prints."""

    overall: PairF1Report
    kinds: dict[str, PairF1Report]
    pairs: list[PairOfAnnotators]
    conflicts: list[ConflictReport]


@dataclass(frozen=True)
class GroupReport:
    """How far people agree about groups, as `annotator agreement --groups` prints it."""

    analysis: GroupAgreement

    def to_dict(self) -> GroupAgreementReport:
        """What `--json` prints."""
        found = self.analysis
        return {
            "overall": _part(found.overall),
            "kinds": {kind: _part(part) for kind, part in found.kinds.items()},
            "pairs": [{**_part(pair.overall), "annotators": list(pair.annotators)} for pair in found.pairs],
            "conflicts": [_conflict(conflict) for conflict in found.conflicts],
        }

    def to_text(self) -> str:
        """The report; lines of at most 80 characters."""
        found = self.analysis
        lines = ["Agreement about groups: F1 of pairs of members that stand in one group", ""]
        lines += [f"{'':{_NAME}}{'pair F1':24}{'pairs':>9}{'shared':>8}{'events':>8}", _row("all kinds", found.overall)]
        lines += [_row(f"  {kind}", part) for kind, part in found.kinds.items()]
        if len(found.pairs) > 1:
            for pair in found.pairs:
                lines.append(_row(" and ".join(short(name, 11) for name in pair.annotators), pair.overall))
        lines += ["", *paragraph(_MEANING, "")]
        if found.conflicts:
            lines += ["", f"{plural(len(found.conflicts), 'conflict')}; neither time nor number decides:"]
            for conflict in found.conflicts[:_SHOWN]:
                lines.append(f"  {one_line(conflict.message, 76)}")
                lines += [f"    {one_line(m.article, 24)}: ‹{one_line(m.text, 40)}›" for m in conflict.members[:4]]
            if len(found.conflicts) > _SHOWN:
                lines.append(f"  … and {len(found.conflicts) - _SHOWN} more (--json lists all)")
        return "".join(f"{line}\n" for line in lines)


def _part(part: PairF1) -> PairF1Report:
    return {"f1": estimate_structure(part.f1), "shared": part.shared, "pairs": part.pairs, "events": part.events}


def _conflict(conflict: GroupConflict) -> ConflictReport:
    return {
        "kind": conflict.kind,
        "one": conflict.one,
        "other": conflict.other,
        "message": conflict.message,
        "members": [
            {
                "article": member.article, "sha256": member.sha256, "start": member.start, "end": member.end,
                "label": member.label, "text": member.text,
            }
            for member in conflict.members
        ],
        "groups": list(conflict.groups),
        "others": list(conflict.others),
    }  # fmt: skip


def _row(name: str, part: PairF1) -> str:
    return f"{name:{_NAME}}{interval(part.f1):24}{part.pairs:>9,}{part.shared:>8,}{part.events:>8,}"
