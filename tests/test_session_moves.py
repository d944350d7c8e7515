"""Spans of an article that changed: moved to the new text only where the person says so, and never lost."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.model import Article
from annotator.realign import Move
from annotator.session import Session
from tests.making import FERRY, article, records_in, restart, seen, start_session, state, texts

EDITED = "Corrected.\n" + FERRY.replace("1,200", "1,300")
WARNED, PEOPLE, SANK = "“Nobody warned us,”", "1,200 people", "The ferry sank."


def at(wording: str, text: str = FERRY) -> tuple[int, int]:
    start = text.index(wording)
    return start, start + len(wording)


def changed_after(session: Session, after: str = EDITED, *wordings: str) -> list[Move]:
    """Tag the wordings in FERRY, change the article's text, and open it again: what is proposed."""
    for wording in wordings or (SANK, WARNED, PEOPLE):
        session.tag([at(wording)], "claim")
    session.open(article(after))
    return session.moves_finder()()


def wordings(session: Session) -> list[str]:
    return [span.text for span in session.spans]


def test_accepted_moves_stand_in_the_new_text_as_later_revisions_of_the_same_spans(session: Session) -> None:
    moves = changed_after(session)
    before = {span.id: span for span in session.spans}
    outcome = session.move(moves)
    assert outcome.failure is None
    assert outcome.message.startswith("moved 3 spans to the present text")
    assert wordings(session) == [SANK, WARNED, "1,300 people"]
    assert not session.from_snapshot
    assert session.notice == ""
    for span in session.spans:
        assert span.id in before
        assert span.rev == before[span.id].rev + 1
        assert span.origin == "reanchored"
        assert span.sha256 == article(EDITED).sha256
        assert EDITED[span.start : span.end] == span.text


def test_one_undo_takes_the_whole_move_back_and_the_text_with_it_also_after_a_restart(session: Session) -> None:
    moves = changed_after(session)
    before, state_before = seen(session), session.state("ferry")
    session.move(moves)
    after = seen(session)
    session.journal.close()
    session = start_session(session.journal.path.parent, article(EDITED))
    assert seen(session) == after
    outcome = session.undo()
    assert outcome is not None
    assert re.fullmatch(r"undid \(\d\d:\d\d\): 3 spans as they were before", outcome.message)
    assert seen(session) == before
    assert session.article is not None
    assert session.article.text == FERRY
    state_after = session.state("ferry")
    assert state_before is not None
    assert state_after is not None
    assert (state_after.sha256, state_after.length) == (state_before.sha256, state_before.length)
    again = session.redo()
    assert again is not None
    assert again.message == "redid: 3 spans moved again"
    assert seen(session) == after
    assert session.article.text == EDITED
    session.journal.close()


def test_the_new_text_is_kept_and_the_state_speaks_of_it(session: Session) -> None:
    moves = changed_after(session)
    session.move(moves)
    assert session.snapshots.text(article(EDITED).sha256, 10_000) == EDITED
    found = session.state("ferry")
    assert found is not None
    assert (found.sha256, found.length) == (article(EDITED).sha256, len(EDITED))


def test_what_is_not_accepted_keeps_its_text_and_can_be_moved_later(session: Session) -> None:
    moves = changed_after(session)
    session.move(moves[:1])
    assert wordings(session) == [SANK]
    assert session.article is not None
    assert session.article.text == EDITED
    assert session.elsewhere == 2
    assert session.notice.startswith("2 of your spans here belong to another version")
    session = restart(session)  # opens what was at hand
    session.open(article(EDITED))
    later = session.moves_finder()()
    assert [move.span.text for move in later] == [WARNED, PEOPLE]
    assert all(move.span.sha256 == article().sha256 for move in later)
    session.move(later)
    assert wordings(session) == [SANK, WARNED, "1,300 people"]
    session.journal.close()


def test_a_removed_passage_is_told_and_its_span_stays_unless_it_is_removed(session: Session) -> None:
    moves = changed_after(session, FERRY.replace(f"{WARNED} said Mayor Ólafur Quist.", ""))
    lost = [move for move in moves if move.found is None]
    assert [move.span.text for move in lost] == [WARNED]
    assert lost[0].why
    session.move(moves)
    assert [
        record["text"] for record in session.journal.fold.live("ferry") if record["sha256"] == article().sha256
    ] == [WARNED]
    (left,) = session.moves_finder()()
    outcome = session.move([], [left])
    assert outcome.message == "removed 1"
    assert session.moves_finder()() == []
    session.undo()
    assert [move.span.text for move in session.moves_finder()()] == [WARNED]


def test_what_changed_after_it_was_found_is_not_moved_by_what_was_found(session: Session) -> None:
    moves = changed_after(session)
    gone, relabelled, kept = (move.span for move in moves)
    session.delete([gone])
    session.change(relabelled, label="quote")
    session.move(moves)
    assert [(span.id, span.label) for span in session.spans] == [(kept.id, "claim")]
    assert [(move.span.id, move.span.label) for move in session.moves_finder()()] == [(relabelled.id, "quote")]


def test_a_span_that_undo_brings_back_into_the_text_is_no_longer_counted_as_of_another(session: Session) -> None:
    moves = changed_after(session, EDITED, SANK, WARNED)
    session.move(moves[:1])
    session.open(article())  # the file is as it was before
    assert session.elsewhere == 1
    session.undo()
    assert session.elsewhere == 0
    assert session.notice == ""
    assert sorted(wordings(session)) == sorted([SANK, WARNED])


def test_spans_of_two_earlier_texts_each_move_from_their_own(session: Session) -> None:
    changed_after(session, EDITED, SANK, WARNED)
    session.move(session.moves_finder()()[:1])
    third = "Once more.\n" + EDITED
    session.open(article(third))
    moves = session.moves_finder()()
    assert {move.before for move in moves} == {FERRY, EDITED}
    session.move(moves)
    assert wordings(session) == [SANK, WARNED]
    assert session.elsewhere == 0


def test_spans_whose_text_was_lost_are_listed_and_cannot_be_moved(session: Session) -> None:
    session.tag([at(SANK)], "claim")
    for path in session.snapshots.folder.iterdir():
        path.unlink()
    session.open(article(EDITED))
    (move,) = session.moves_finder()()
    assert move.found is None
    assert "was not kept" in move.why
    assert session.move([move]).message == "nothing was moved"
    assert len(session.journal.fold.live("ferry")) == 1


def test_a_span_does_not_move_onto_another_of_its_label(session: Session) -> None:
    changed_after(session, EDITED, SANK, WARNED)
    session.move(session.moves_finder()()[1:])
    session.tag([at(SANK, EDITED)], "claim")
    (move,) = session.moves_finder()()
    assert move.found is None
    assert "already" in move.why
    assert len(session.journal.fold.live("ferry")) == 3


def test_done_stays_done_only_where_nothing_but_spacing_differs(session: Session) -> None:
    session.tag([at(SANK)], "claim")
    session.mark("done", note="n")
    session.open(article(FERRY.replace("\r\n", "\n")))
    session.move(session.moves_finder()())
    found = session.state("ferry")
    assert found is not None
    assert (found.state, found.note) == ("done", "n")
    session.open(article(EDITED))
    outcome = session.move(session.moves_finder()())
    assert "look through what is new" in outcome.message
    found = session.state("ferry")
    assert found is not None
    assert (found.state, found.note) == ("started", "n")
    session.undo()
    found = session.state("ferry")
    assert found is not None
    assert found.state == "done"


def test_work_in_the_new_text_decides_which_one_is_opened(session: Session) -> None:
    changed_after(session, EDITED, SANK)
    assert session.from_snapshot
    session.move(session.moves_finder()())
    session.delete(list(session.spans))
    session.open(article(EDITED))
    assert not session.from_snapshot


def test_the_text_that_was_worked_on_last_is_the_one_shown(session: Session) -> None:
    changed_after(session, EDITED, SANK, WARNED, PEOPLE)
    session.move(session.moves_finder()()[:1])  # two are left in the first text, and the state is of the second
    session.open(article("Third.\n" + EDITED))
    assert session.article is not None
    assert session.article.text == EDITED
    assert session.elsewhere == 2
    assert session.notice.startswith("the article's file has changed since")
    assert "2 of your spans" in session.notice


def test_time_spent_after_a_move_is_noted_of_the_new_text(session: Session) -> None:
    moves = changed_after(session)
    session.move(moves)
    session._seconds = 30
    session.leave()
    found = session.state("ferry")
    assert found is not None
    assert found.sha256 == article(EDITED).sha256


def test_an_article_without_a_file_is_read_from_its_snapshot(session: Session) -> None:
    session.tag([at(SANK)], "claim")
    assert session.open_without_file("ferry")
    assert session.article is not None
    assert session.article.text == FERRY
    assert "gone" in session.notice
    assert wordings(session) == [SANK]
    assert session.moves_finder()() == []
    session.tag([at(WARNED)], "quote")
    assert {span.sha256 for span in session.spans} == {article().sha256}
    assert not session.open_without_file("never-annotated")
    assert session.article.id == "ferry"


def test_moving_an_imported_span_that_no_state_speaks_of_can_be_undone(session: Session) -> None:
    session.tag([at(SANK)], "claim")
    path = session.journal.path
    session.journal.close()
    path.write_bytes(b"".join(line for line in path.read_bytes().splitlines(True) if b'"op":"put"' in line))
    session = start_session(path.parent, article(EDITED))
    assert session.state("ferry") is None
    session.move(session.moves_finder()())
    assert wordings(session) == [SANK]
    session.undo()
    assert session.from_snapshot
    found = session.state("ferry")
    assert found is not None
    assert found.sha256 == state().sha256
    session.journal.close()


@settings(max_examples=60)
@given(texts(12), texts(12), st.data())
def test_whatever_is_moved_nothing_is_lost_and_undo_brings_everything_back(
    old: str, new: str, data: st.DataObject
) -> None:
    old = "x" + old
    places = st.tuples(st.integers(0, len(old) - 1), st.integers(1, 9), st.sampled_from(["claim", "quote"]))
    with tempfile.TemporaryDirectory() as name:
        session = start_session(Path(name), article(old))
        for start, length, label in data.draw(st.lists(places, min_size=1, max_size=4)):
            session.tag([(start, min(start + length, len(old)))], label)
        about: Article = article(
            new.lstrip("\ufeff") + old[: len(old) // 2]
        )  # a mark at the beginning is no part of a text
        session.open(about)
        before = {record["id"]: record for record in session.journal.fold.live("ferry")}
        shown = seen(session)
        moves = session.moves_finder()()
        chosen = [move for move in moves if data.draw(st.booleans())]
        session.move(chosen)
        after = session.journal.fold.live("ferry")
        assert {record["id"] for record in after} == set(before)
        assert len({(r["sha256"], r["start"], r["end"], r["label"]) for r in after}) == len(after)
        for record in after:
            text = session.snapshots.text(record["sha256"], 10_000)
            assert text is not None
            assert text[record["start"] : record["end"]] == record["text"]
        if any(move.found for move in chosen):
            session.undo()
        standing = {record["id"]: record for record in session.journal.fold.live("ferry")}
        for identity, record in standing.items():
            for field in ("start", "end", "label", "text", "sha256", "origin"):
                assert record[field] == before[identity][field]
        assert seen(session) == shown
        session.journal.close()
        assert len(records_in(Path(name))) >= len(before)
