"""The board of a project as everybody decided it, with what is still offered; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from annotator.boards.anchors import Anchors
from annotator.boards.board import Board
from annotator.boards.group import Group
from annotator.boards.group_file import read_group_files
from annotator.boards.proposal import Proposal
from annotator.journal.records import Problem
from annotator.project import ProjectFolder


class DecidedBoard(NamedTuple):
    """A board, and the lines of files of groups that were passed over, by file."""

    board: Board
    problems: dict[Path, list[Problem]]


def decided_board(project: ProjectFolder, proposals: Iterable[Proposal]) -> DecidedBoard:
    """Everybody's groups, members where they are in the present texts, and the proposals that these leave.

    What several decided alike stands there once.

    Raises:
        AnnotatorError: if a file of groups cannot be read.
    """
    read = read_group_files(project.group_files())
    folds = read.folds.values()
    anchors = Anchors(project)
    groups: dict[object, Group] = {}
    for group in (anchors.moved(group) for fold in folds for group in fold.groups()):
        places = frozenset((member.place, member.role) for member in group.members)
        groups.setdefault((group.kind, group.relation, places), group)
    aparts = [anchors.moved(apart) for fold in folds for apart in fold.aparts()]
    return DecidedBoard(Board(groups.values(), aparts, proposals), read.problems)
