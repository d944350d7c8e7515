"""The groups that go with a dataset: those that everybody agrees on, with their members in its articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson
from msgspec.structs import replace

from annotator.boards.anchors import Anchors
from annotator.boards.group import Member, Place
from annotator.boards.group_file import read_group_files
from annotator.boards.joint_groups import JointGroup, joint_groups
from annotator.boards.place_index import PlaceIndex
from annotator.dataset.document import AnnotatorSpans, Document, Documents, Entry
from annotator.dataset.shared_text import Tie
from annotator.journal.records import Fields, Problem
from annotator.project import ProjectFolder

GROUPS = "groups.jsonl"
"""The file of groups in a dataset's folder."""


class DatasetGroups:
    """The groups of a dataset.

    Attributes:
        groups: those that nobody contradicts, with two members or more in the dataset's articles.
        undecided: how many others people differ about.
        outside: how many have fewer than two members in the dataset's articles.
        ties: articles that a group binds together, whoever made it and whether or not somebody differs.
    """

    def __init__(self, found: Sequence[JointGroup], versions: Collection[tuple[str, str | None]]) -> None:
        """Take everybody's groups, and the versions `(article, sha256)` of the dataset's texts."""
        self.groups: list[JointGroup] = []
        self.undecided = self.outside = 0
        self.ties: list[Tie] = []
        for joint in found:
            inside = [n for n, member in enumerate(joint.members) if (member.article, member.sha256) in versions]
            self.ties += _ties(joint, inside)
            if not joint.settled:
                self.undecided += 1
            elif len(inside) < 2:
                self.outside += 1
            else:
                members = tuple(joint.members[n] for n in inside)
                self.groups.append(replace(joint, members=members, by=tuple(joint.by[n] for n in inside)))
        self._ids = PlaceIndex((member.place, group.id) for group in self.groups for member in group.members)

    @property
    def annotators(self) -> set[str]:
        """Everybody who made one of them."""
        return {name for group in self.groups for name in group.groups}

    @cached_property
    def attributions(self) -> dict[tuple[str, str | None], list[JointGroup]]:
        """By version of an article, those whose content is there, with their members there; what comes first first."""
        found: dict[tuple[str, str | None], list[tuple[int, JointGroup]]] = {}
        for group in self.groups:
            contents = [member for member in group.members if (group.kind, member.role) == ("attribution", "content")]
            if contents:
                first = min(contents, key=lambda member: (member.article, member.start))
                version = first.article, first.sha256
                members = tuple(m for m in group.members if (m.article, m.sha256) == version)
                found.setdefault(version, []).append((first.start, replace(group, members=members)))
        return {
            version: [group for _, group in sorted(groups, key=lambda one: (one[0], one[1].id))]
            for version, groups in found.items()
        }

    def of_span(self, document: Document, span: Fields) -> list[str]:
        """The ids of the groups that a span is in."""
        if document.sha256 is None:
            return []
        return sorted(set(self._ids.at(Place(document.id, document.sha256, span["start"], span["end"], span["label"]))))

    def by_others(self, names: Mapping[str, str]) -> DatasetGroups:
        """The same under other names."""
        found = DatasetGroups([], ())
        found.groups = [
            replace(
                group,
                by=tuple(tuple(sorted(names.get(name, name) for name in by)) for by in group.by),
                groups={names.get(name, name): ids for name, ids in group.groups.items()},
            )
            for group in self.groups
        ]
        found.undecided, found.outside, found.ties, found._ids = self.undecided, self.outside, self.ties, self._ids
        return found

    def with_ids(self, documents: Documents) -> Documents:
        """The documents with `groups`, the ids of its groups, in every span."""

        def told(document: Document, spans: Sequence[Fields]) -> list[Fields]:
            return [{**span, "groups": self.of_span(document, span)} for span in spans]

        def read(entry: Entry) -> Document:
            document = documents.read(entry)
            own = AnnotatorSpans(document.own, lambda name: told(document, document.own[name]))
            return document._replace(spans=told(document, document.spans), own=own)

        return Documents(documents.entries, read)

    def lines(self, parts: Mapping[str, Documents], *, with_text: bool) -> Iterator[bytes]:
        """The file of groups, a group a line; members tell the part of a dataset that has several."""
        part_of = {entry.id: name for name, documents in parts.items() for entry in documents.entries}
        for group in self.groups:
            members = [
                _row(member, with_text=with_text)
                | ({"part": part_of[member.article]} if len(parts) > 1 else {})
                | {"annotators": list(by)}
                for member, by in zip(group.members, group.by, strict=True)
            ]
            about = {"id": group.id, "kind": group.kind, "relation": group.relation, "members": members}
            yield orjson.dumps({**about, "attributes": group.attributes, "annotators": sorted(group.groups)}) + b"\n"

    def parted(self, parts: Mapping[str, Documents]) -> int:
        """How many groups have members in several parts."""
        part_of = {entry.id: name for name, documents in parts.items() for entry in documents.entries}
        return sum(len({part_of[member.article] for member in group.members}) > 1 for group in self.groups)

    def counts(self) -> dict[str, Any]:
        """For `card.json`."""
        kinds = Counter(f"{group.kind}, {group.relation}" for group in self.groups)
        return {
            "groups": len(self.groups),
            "members": sum(len(group.members) for group in self.groups),
            "kinds": dict(sorted(kinds.items())),
            "undecided": self.undecided,
            "outside": self.outside,
        }


def _ties(joint: JointGroup, inside: Sequence[int]) -> Iterator[Tie]:
    articles = list(dict.fromkeys(joint.members[n].article for n in inside))
    for other in articles[1:]:
        one, two = sorted((articles[0], other))
        yield Tie("group", (one, two), f"{joint.kind}, {joint.relation}")


def _row(member: Member, *, with_text: bool) -> dict[str, Any]:
    names = ("article", "sha256", "start", "end", "label", "text", "role")
    return {name: getattr(member, name) for name in names if with_text or name != "text"}


def groups_of(project: ProjectFolder, documents: Documents) -> tuple[DatasetGroups | None, dict[Path, list[Problem]]]:
    """The project's groups for a dataset of these documents, `None` if nobody has any; and the lines that were passed over.

    Raises:
        AnnotatorError: if a file of groups cannot be read.
    """
    read = read_group_files(project.group_files())
    versions = {(entry.id, entry.sha256) for entry in documents.entries}
    found = joint_groups(read.folds, Anchors(project, versions))
    return (DatasetGroups(found, versions) if found else None), read.problems
