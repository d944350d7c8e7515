"""What a board shows: decided groups, and of the program's offers what is still open."""

from __future__ import annotations

from typing import Any

from annotator.boards.board import Board
from annotator.boards.proposal import Proposal
from tests.boards.groups_world import apart, group, member


def offer(members: str, fullest: int = 0, **more: Any) -> Proposal:
    """The program thinks that the same was said in these articles."""
    found = {"kind": "quotation", "status": "sure", "reason": "same words", **more}
    return Proposal(members=tuple(map(member, members)), fullest=fullest, **found)


def shown(board: Board) -> list[tuple[str, str, str | None]]:
    """The offers: status, articles, and the group that they join."""
    return [(row.status, "".join(m.article for m in row.members), row.joins) for row in board.offers]


def test_what_is_decided_is_offered_no_more_and_what_is_new_is_offered_to_its_group() -> None:
    board = Board([group(members="ab")], [], [offer("ab"), offer("abc"), offer("cd")])
    assert shown(board) == [("sure", "c", "01A"), ("sure", "cd", None)]
    assert [(row.status, row.group) for row in board.rows[:1]] == [("decided", "01A")]


def test_a_group_of_another_kind_or_relation_decides_nothing() -> None:
    board = Board([group(kind="quantity", relation="disagree")], [], [offer("ab", kind="quantity")])
    assert shown(board) == [("sure", "ab", None)]


def test_what_was_put_apart_is_never_offered_together() -> None:
    assert shown(Board([], [apart(members="ab")], [offer("ab")])) == []
    assert shown(Board([], [apart(members="ab")], [offer("abcd", fullest=1)])) == [("perhaps", "bcd", None)]
    assert shown(Board([group(members="ab")], [apart(members="bc")], [offer("abcd")])) == [("sure", "d", "01A")]
    assert shown(Board([], [apart(relation="disagree")], [offer("ab", kind="quantity")])) == [("sure", "ab", None)]


def test_parts_without_one_of_them_are_not_offered() -> None:
    parts = offer("abc", kind="quantity", relation="parts")
    assert shown(Board([], [apart(members="bc", relation="parts")], [parts])) == []


def test_the_same_stretch_with_slightly_other_ends_is_the_same_member() -> None:
    wider = group().changed(members=(member("a", 0, 12), member("b", 0, 40)))
    assert shown(Board([wider], [], [offer("ab")])) == [("sure", "b", "01A")]


def test_the_member_that_says_most_stays_the_one_to_show() -> None:
    [row] = Board([], [apart(members="ab")], [offer("abcd", fullest=3)]).offers
    assert row.members[row.fullest].article == "d"
    long = group().changed(members=(member("a"), member("b", 0, 20)))
    assert Board([long], [], []).decided[0].fullest == 1
