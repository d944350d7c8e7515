"""What the formats for attributions share: the attributions of an article, by role, and which spans are in none."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.boards.group import Member
from annotator.boards.joint_groups import JointGroup
from annotator.dataset.dataset import Dataset
from annotator.dataset.document import Entry


def attributions_in(dataset: Dataset, entry: Entry) -> list[JointGroup]:
    """The attributions of one version of an article, those first whose content comes first."""
    if dataset.contents.groups is None:
        return []
    return dataset.contents.groups.attributions.get((entry.id, entry.sha256), [])


def by_role(group: JointGroup) -> dict[str, list[Member]]:
    """The members of an attribution as `source`, `cue` and `content`, in reading order."""
    found: dict[str, list[Member]] = {"source": [], "cue": [], "content": []}
    for member in sorted(group.members, key=lambda member: (member.start, member.end)):
        found[member.role].append(member)
    return found


def spans_alone(dataset: Dataset) -> dict[str, int]:
    """How many spans are in no attribution, which is all that these formats hold."""
    inside: set[str] = set()
    if dataset.contents.groups is not None:
        inside = {group.id for group in dataset.contents.groups.groups if group.kind == "attribution"}
    count = sum(inside.isdisjoint(span.get("groups", ())) for document in dataset.documents for span in document.spans)
    return not_held({"spans in no attribution": count})


def not_held(counts: Mapping[str, int]) -> dict[str, int]:
    """Those that are not 0."""
    return {what: count for what, count in counts.items() if count}
