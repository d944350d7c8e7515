"""Everybody's files of groups, `annotations/boards/<annotator>.jsonl`: one opened for writing, and all of them read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from annotator.boards.group import (
    Dissolved,
    Fields,
    GroupFold,
    GroupLine,
    GroupRecord,
    group_fields,
    parse_group,
    read_groups,
)
from annotator.garbage import no_cycles_expected
from annotator.journal.journal import RecordFile
from annotator.journal.journal_files import JournalFiles
from annotator.journal.records import Problem
from annotator.journal.storage import read_journal_bytes
from annotator.project import ProjectFolder


class GroupFile(RecordFile[GroupRecord, GroupFold]):
    """One annotator's append-only file of groups; written, locked and recovered as a journal is."""

    no_records = GroupFold
    parse = staticmethod(parse_group)
    fields_of = staticmethod(group_fields)

    @staticmethod
    def texts_of(line: GroupLine) -> Iterable[tuple[str, str]]:
        """The texts of the members; a tombstone tells none."""
        head = line.head
        return () if isinstance(head, Dissolved) else ((member.sha256, member.article) for member in head.members)


def group_path(project: ProjectFolder, annotator: str) -> Path:
    """Where the annotator's file of groups is or will be."""
    return project.boards / f"{annotator}.jsonl"


def open_group_file(project: ProjectFolder, annotator: str, *, read_only: bool = False) -> GroupFile:
    """The file of groups of an annotator, opened for writing where possible.

    Raises:
        AnnotatorError: if the name cannot be an annotator's, or the file cannot be read.
    """
    project.check_name(annotator)
    if not read_only:
        project.begin_writing()
    return GroupFile.open(group_path(project, annotator), annotator, read_only=read_only)


class GroupsRead(NamedTuple):
    """What files of groups hold."""

    folds: dict[str, GroupFold]
    """By annotator, as the records name them, so that copies of a file are read with it."""
    problems: dict[Path, list[Problem]]
    """The lines that were passed over."""


def read_group_files(paths: Sequence[Path]) -> GroupsRead:
    """Everybody's groups.

    Raises:
        AnnotatorError: if a file cannot be read.
    """
    folds: dict[str, GroupFold] = {}
    problems: dict[Path, list[Problem]] = {}
    for path in paths:
        with no_cycles_expected():
            reading = read_groups(read_journal_bytes(path) or b"")
            for line in reading.lines:
                folds.setdefault(line.head.annotator, GroupFold()).add(line)
        if reading.problems:
            problems[path] = reading.problems
    return GroupsRead(dict(sorted(folds.items())), problems)


def holds_groups(path: Path) -> bool:
    """Whether a file is one of groups: by a record in it, or where there is none by its folder's name.

    Raises:
        AnnotatorError: if it cannot be read.
    """
    pieces = JournalFiles([path]).pieces(0) if os.path.lexists(path) else ()
    for raw in chain.from_iterable(piece.whole.split(b"\n") for piece in pieces):
        if b'"group"' in raw or b'"apart"' in raw:
            try:
                operation: object = parse_group(raw).head.op
            except ValueError:
                continue
            if operation != "del":
                return True
        elif b'"put"' in raw or b'"article"' in raw:
            return False
    return path.absolute().parent.name == "boards"


__all__ = ["Fields", "GroupFile", "GroupsRead", "group_path", "holds_groups", "open_group_file", "read_group_files"]
