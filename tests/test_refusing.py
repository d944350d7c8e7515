"""Suggestions that were refused stay refused, in their text, until that is undone; wordings are remembered for twins."""

from __future__ import annotations

import re

import orjson
import pytest

from annotator.errors import AnnotatorError
from annotator.session import Session
from tests.making import article, records_in, restart, start_session


def test_a_refused_suggestion_stays_refused_until_it_is_undone_also_over_restarts(session: Session) -> None:
    refused = session.refuse(4, 9, "claim")
    assert (refused.message, refused.ranges, refused.failure) == ("refused claim ‹ferry›", ((4, 9),), None)
    assert session.refuse(4, 9, "claim").message == "claim ‹ferry› is refused already"
    session = restart(session)
    assert session.refused == {(4, 9, "claim")}
    back = session.undo()
    assert back is not None
    assert re.fullmatch(r"undid \(\d\d:\d\d\): claim ‹ferry› is proposed again", back.message)
    assert back.ranges == ((4, 9),)
    session = restart(session)
    assert session.refused == set()
    again = session.redo()
    assert again is not None
    assert re.fullmatch(r"redid \(\d\d:\d\d\): claim ‹ferry› is refused again", again.message)
    session = restart(session)
    assert session.refused == {(4, 9, "claim")}
    assert [r["op"] for r in records_in(session.journal.path.parent)] == ["article", "del", "del", "del"]
    session.journal.close()


def test_a_refusal_is_a_tombstone_that_says_what_was_refused(session: Session) -> None:
    session.refuse(4, 9, "claim")
    record = records_in(session.journal.path.parent)[-1]
    sha256 = article().sha256
    assert (record["op"], record["id"], record["rev"]) == ("del", f"suggestion:{sha256[:12]}:4-9:claim", 1)
    assert record["refused"] == {"sha256": sha256, "start": 4, "end": 9, "label": "claim"}


def test_a_label_as_long_as_the_format_allows_can_be_refused(session: Session) -> None:
    labels = ["x" * 200, "x" * 199 + "y"]
    for label in labels:
        session.refuse(4, 9, label)
    assert restart(session).refused == {(4, 9, label) for label in labels}
    assert len({r["id"] for r in records_in(session.journal.path.parent)}) == 3


def test_what_is_refused_belongs_to_the_text_it_was_refused_in(session: Session) -> None:
    session.refuse(4, 9, "claim")
    session.open(article("The ferry floats.\n"))
    assert session.refused == set()
    undone = session.undo()
    assert undone is not None
    assert undone.message == "undid: a suggested claim is proposed again"
    session.redo()
    session.open(article(name="copy"))
    assert session.refused == {(4, 9, "claim")}
    session.refuse(0, 3, "claim")
    session.undo()
    session.open(article())
    assert session.refused == {(4, 9, "claim")}


@pytest.mark.parametrize(
    "refused",
    [None, 7, {}, {"start": 3}, {"start": True}, {"end": 4}, {"end": 10}, {"label": "quote"}, {"label": None}],
)
def test_a_refusal_that_was_written_wrong_refuses_nothing(session: Session, refused: object) -> None:
    session.refuse(4, 9, "claim")
    path = session.journal.path
    session.journal.close()
    lines = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    lines[-1]["refused"] = lines[-1]["refused"] | refused if isinstance(refused, dict) and refused else refused
    path.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    session = start_session(path.parent)
    assert session.refused == set()
    assert session.undo() is not None
    session.journal.close()


def test_what_is_tagged_after_it_was_refused_is_tagged(session: Session) -> None:
    session.refuse(4, 9, "claim")
    session.tag([(4, 9)], "claim")
    assert len(restart(session).spans) == 1


@pytest.mark.parametrize("where", [(3, 3), (5, 4), (-1, 3), (0, 10_000)])
def test_only_a_stretch_of_the_text_can_be_refused(session: Session, where: tuple[int, int]) -> None:
    with pytest.raises(AnnotatorError, match="is no stretch of ferry"):
        session.refuse(*where, "claim")


def test_wordings_of_all_articles_are_remembered_the_latest_first_and_once(session: Session) -> None:
    labels = {"claim", "number"}
    session.tag([(4, 9), (10, 14)], "claim")
    session.tag([(0, 3)], "rumour")
    session.open(article("Two boats, two boats.", "market"))
    session.tag([(4, 9), (15, 20)], "claim")
    removed = session.tag([(0, 3)], "number").span
    assert session.wordings(labels) == [("number", "Two"), ("claim", "boats"), ("claim", "sank"), ("claim", "ferry")]
    assert removed is not None
    session.delete([removed])
    assert restart(session).wordings(labels) == [("claim", "boats"), ("claim", "sank"), ("claim", "ferry")]


def test_no_more_than_500_wordings_are_remembered(session: Session) -> None:
    long = article(" ".join(f"boat{n}" for n in range(600)), "long")
    session.open(long)
    places = [(long.text.index(f"boat{n}"), long.text.index(f"boat{n}") + len(f"boat{n}")) for n in range(600)]
    session.tag(places, "claim")
    found = session.wordings({"claim"})
    assert (len(found), found[0]) == (500, ("claim", "boat599"))
