"""The board of a project as everybody decided it, with what is still offered; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from annotator.boards.anchors import Anchors
from annotator.boards.board import Board
from annotator.boards.group import Group
from annotator.boards.group_file import read_group_files
from annotator.boards.joint_groups import joint_groups
from annotator.boards.proposal import Proposal
from annotator.journal.records import Problem
from annotator.project import ProjectFolder


class DecidedBoard(NamedTuple):
    """A board, and the lines of files of groups that were passed over, by file."""

    board: Board
    problems: dict[Path, list[Problem]]


def decided_board(project: ProjectFolder, offers: Callable[[Sequence[Group]], Iterable[Proposal]]) -> DecidedBoard:
    """Everybody's groups, those with a member in common as one, and the proposals that these leave.

    Members stand where they are in the present texts. What anybody put apart is not offered.

    Args:
        project: whose groups.
        offers: what is proposed beside the groups that stand.

    Raises:
        AnnotatorError: if a file of groups cannot be read.
    """
    read = read_group_files(project.group_files())
    anchors = Anchors(project)
    first = {group.id: group for fold in read.folds.values() for group in fold.groups()}
    groups = [
        first[joint.id].changed(members=joint.members, attributes=joint.attributes)
        for joint in joint_groups(read.folds, anchors)
    ]
    aparts = anchors.all_moved([apart for fold in read.folds.values() for apart in fold.aparts()])
    return DecidedBoard(Board(groups, aparts, offers(groups)), read.problems)
