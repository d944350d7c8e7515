"""What one annotator does: every action is kept, can be taken back, also after a restart, also after a failure."""

from __future__ import annotations

import os
import re
import tempfile
import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator import session as session_module
from annotator.errors import AnnotatorError
from annotator.model import Article
from annotator.session import Outcome, Session
from annotator.undo import when_and_where
from tests.making import article, lines_of, records_in, restart, seen, start_session, texts

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "tag",
                "tag",
                "tag",
                "change",
                "move",
                "delete",
                "refuse",
                "mark",
                "undo",
                "undo",
                "redo",
                "reopen",
                "resize",
                "split",
                "join",
                "back",
            ]
        ),
        st.integers(0, 1000),
        st.integers(0, 1000),
        st.sampled_from(["claim", "quote", "rumour"]),
    ),
    max_size=14,
)


def failing(*_: object) -> int:
    raise OSError(28, "No space left on device")


def take(session: Session, about: Article, step: tuple[str, int, int, str]) -> bool:
    """Do one step, as far as it is possible; whether it is one for undo."""
    word, a, b, label = step
    before = len(records_in(session.journal.path.parent))
    spans = list(session.spans)
    start, end = sorted((a % (about.length + 1), b % (about.length + 1)))
    if word == "tag" and start < end:
        session.tag([(start, end)], label)
    elif word == "refuse" and start < end:
        session.refuse(start, end, label)
    elif word == "mark":
        session.mark("done" if a % 2 else "skipped", note="n" if b % 2 else None)
    elif word == "change" and spans:
        session.change(spans[a % len(spans)], label=label, note=str(b % 3))
    elif word == "move" and spans and start < end:
        session.change(spans[a % len(spans)], start=start, end=end)
    elif word == "resize" and spans:
        session.move_edge(spans[(a + b) % len(spans)], "start", a % (about.length + 1))
        session.move_edge(spans[(a + b) % len(spans)], "end", b % (about.length + 1))
        session.keep()
    elif word == "split" and spans:
        session.split(spans[a % len(spans)], b % (about.length + 1))
    elif word == "join" and spans:
        session.join(spans[a % len(spans)])
    elif word == "back":
        known = [*(span.id for span in spans), *(span.id for span in session.removed())]
        past = session.history(known[a % len(known)]) if known else []
        if past:
            session.go_back(past[b % len(past)].record)
    elif word == "delete" and spans:
        session.delete(list({s.id: s for s in (spans[a % len(spans)], spans[b % len(spans)])}.values()))
    return len(records_in(session.journal.path.parent)) > before


def shown(session: Session) -> tuple[object, ...]:
    """The spans, and what is not suggested again."""
    return seen(session), frozenset(session.refused)


@settings(max_examples=60)
@given(texts(20), STEPS)
def test_undo_and_redo_walk_through_every_state_also_over_restarts(
    text: str, steps: list[tuple[str, int, int, str]]
) -> None:
    about = article(text)
    with tempfile.TemporaryDirectory() as folder:
        session = start_session(Path(folder), about)
        states, now = [shown(session)], 0
        for step in steps:
            if step[0] == "undo":
                assert (session.undo() is not None) == (now > 0)
                now = max(now - 1, 0)
            elif step[0] == "redo":
                assert (session.redo() is not None) == (now + 1 < len(states))
                now = min(now + 1, len(states) - 1)
            elif step[0] == "reopen":
                session = restart(session)
            elif take(session, about, step):
                states[now + 1 :] = [shown(session)]
                now += 1
            assert shown(session) == states[now]
            assert all(text[s.start : s.end] == s.text for s in session.spans)
        session = restart(session)
        for earlier in reversed(states[:now]):
            assert session.undo() is not None
            assert shown(session) == earlier
        assert session.undo() is None
        assert not session.spans
        assert not session.refused
        session.journal.close()


@pytest.mark.parametrize("reopening", [False, True])
def test_as_many_undos_as_actions_give_the_spans_of_the_beginning(session: Session, reopening: bool) -> None:
    session.tag([(4, 9)], "claim")
    session = restart(session)
    first = seen(session)
    session.tag([(0, 3), (10, 14)], "quote")
    session.change(next(iter(session.spans)), label="ad", note="odd", attributes={"speaker": "Quist"})
    session.delete(list(session.spans))
    session.mark("done")
    for _ in range(4):
        if reopening:
            session = restart(session)
        assert session.undo() is not None
    assert seen(session) == first
    for _ in range(4):
        if reopening:
            session = restart(session)
        assert session.redo() is not None
    assert seen(session) == {}
    assert session.redo() is None
    session.journal.close()


def test_undo_goes_one_step_back_and_not_to_the_first_state(session: Session) -> None:
    outcome = session.tag([(4, 9)], "claim")
    for label in ("quote", "number", "ad"):
        assert outcome.span is not None
        outcome = session.change(outcome.span, label=label)
    back = session.undo()
    assert back is not None
    assert back.span is not None
    assert back.span.label == "number"
    assert back.ranges == ((4, 9),)


def test_after_something_new_nothing_can_be_redone(session: Session) -> None:
    session.tag([(4, 9)], "claim")
    session.undo()
    session.tag([(0, 3)], "claim")
    assert session.redo() is None
    assert restart(session).redo() is None


def test_one_action_on_many_spans_is_one_step_back(session: Session) -> None:
    session.tag([(0, 3), (4, 9), (10, 14)], "claim")
    session = restart(session)
    assert session.undo() is not None
    assert seen(session) == {}
    assert session.undo() is None
    session.journal.close()


def test_a_key_held_down_writes_one_record(session: Session) -> None:
    outcomes = [session.tag([(4, 9)], "claim") for _ in range(20)]
    assert len(session.spans) == 1
    assert [r["op"] for r in records_in(session.journal.path.parent)] == ["article", "put"]
    assert outcomes[-1].message == "that is tagged claim already"
    assert outcomes[-1].span is not None
    span = outcomes[-1].span
    for _ in range(20):
        session.delete([span])
    assert [r["op"] for r in records_in(session.journal.path.parent)] == ["article", "put", "del"]
    session.undo()
    assert len(session.spans) == 1


def test_the_same_range_named_twice_is_tagged_once(session: Session) -> None:
    session.tag([(4, 9), (4, 9)], "claim")
    assert len(session.spans) == 1


def test_a_span_that_is_gone_is_not_brought_back_by_changing_it(session: Session) -> None:
    span = session.tag([(4, 9)], "claim").span
    assert span is not None
    session.delete([span])
    assert session.change(span, label="quote").message == "that span is gone"
    assert len(session.spans) == 0


def test_a_change_begins_from_what_the_span_is_now(session: Session) -> None:
    span = session.tag([(4, 9)], "claim").span
    assert span is not None
    session.change(span, label="quote")
    changed = session.change(span, note="odd").span
    assert changed is not None
    assert (changed.label, changed.note) == ("quote", "odd")


def test_a_change_into_a_twin_is_refused(session: Session) -> None:
    session.tag([(4, 9)], "claim")
    other = session.tag([(4, 9)], "quote").span
    assert other is not None
    assert session.change(other, label="claim").message == "that is tagged claim already"
    assert session.change(other, label="quote").message == "nothing changed"
    assert len(session.spans) == 2


@pytest.mark.parametrize("where", [(3, 3), (5, 4), (-1, 3), (0, 10_000)])
def test_what_is_no_stretch_of_the_text_is_not_tagged(session: Session, where: tuple[int, int]) -> None:
    with pytest.raises(AnnotatorError, match="is no stretch of ferry"):
        session.tag([where], "claim")
    span = session.tag([(4, 9)], "claim").span
    assert span is not None
    with pytest.raises(AnnotatorError, match="is no stretch of ferry"):
        session.change(span, start=where[0], end=where[1])
    assert [s.range for s in session.spans] == [(4, 9)]


@pytest.mark.parametrize("values", [{"label": "ad"}, {"start": 3}, {"end": 8}])
def test_a_suggestion_that_was_changed_says_so(session: Session, values: dict[str, object]) -> None:
    span = session.tag([(4, 9)], "claim", origin="suggested").span
    assert span is not None
    changed = session.change(span, **values).span
    assert changed is not None
    assert changed.origin == "edited"


def test_the_first_action_notes_that_the_article_is_begun(session: Session) -> None:
    session.tag([(4, 9)], "claim")
    state = session.state("ferry")
    assert state is not None
    assert (state.state, state.length) == ("started", article().length)


def test_done_can_be_taken_back_with_its_note(session: Session) -> None:
    session.mark("started", note="first")
    session.mark("done", note="second")
    session.undo()
    state = session.state("ferry")
    assert state is not None
    assert (state.state, state.note) == ("started", "first")
    session.redo()
    state = session.state("ferry")
    assert state is not None
    assert (state.state, state.note) == ("done", "second")


def test_time_is_counted_without_pauses_and_adds_up(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 10.0, 5000.0])
    monkeypatch.setattr(session_module, "monotonic", lambda: next(clock))
    for _ in range(3):
        session.touch()
    assert session.seconds == 70
    session.tag([(4, 9)], "claim")
    session.leave()
    assert restart(session).seconds == 70


def test_looking_writes_nothing(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 10.0])
    monkeypatch.setattr(session_module, "monotonic", lambda: next(clock))
    session.touch()
    session.touch()
    session.open(article("other", "market"))
    assert session.leave() is None
    session.journal.close()
    assert not session.journal.path.exists()


def test_who_only_looks_can_change_nothing(tmp_path: Path) -> None:
    session = start_session(tmp_path, read_only=True)
    for action in (lambda: session.tag([(4, 9)], "claim"), lambda: session.mark("done"), session.undo, session.redo):
        with pytest.raises(AnnotatorError, match="nothing can be changed: opened for reading only"):
            action()
    assert list(tmp_path.iterdir()) == []


def test_a_failed_save_is_said_stays_on_screen_and_can_be_undone(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.tag([(0, 3)], "claim")
    with monkeypatch.context() as broken:
        broken.setattr(os, "write", failing)
        outcome = session.tag([(4, 9)], "quote")
        assert outcome.failure is not None
        assert outcome.failure.startswith("NOT SAVED: 1 record (No space left on device)")
        assert len(session.spans) == 2
        undone = session.undo()
        assert undone is not None
        assert undone.failure is not None
        redone = session.redo()
        assert redone is not None
        assert len(session.spans) == 2
    after = session.tag([(10, 14)], "ad")
    assert after.failure is None
    before = seen(session)
    session = restart(session)
    assert seen(session) == before
    for count in (2, 1, 0):
        session.undo()
        assert len(session.spans) == count
    assert session.undo() is None
    ids = [(line.record["id"], line.record["rev"]) for line in lines_of(session.journal.path)]
    assert len(ids) == len(set(ids))
    session.journal.close()


def test_what_is_done_while_the_disk_is_waited_for_knows_the_spans_and_not_that_they_are_saved(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync, shown, unsaved = os.fdatasync, threading.Event(), []

    def confirms_once_shown(descriptor: int) -> None:
        assert shown.wait(60)
        sync(descriptor)

    def show(outcome: Outcome) -> None:
        assert outcome.span is not None
        unsaved.append((outcome.span.label, len(session.spans), session.journal.unsaved))
        shown.set()

    monkeypatch.setattr(os, "fdatasync", confirms_once_shown)
    session.while_saving = show
    assert session.tag([(4, 9)], "claim").failure is None
    assert unsaved == [("claim", 1, 2)]  # the state of the article too
    assert session.journal.unsaved == 0


@pytest.mark.parametrize("drawing_fails", [False, True])
def test_a_disk_that_does_not_confirm_is_told_whatever_was_done_meanwhile(
    session: Session, monkeypatch: pytest.MonkeyPatch, *, drawing_fails: bool
) -> None:
    drawn: list[str] = []

    def show(outcome: Outcome) -> None:
        drawn.append(outcome.message)
        if drawing_fails:
            raise ValueError(outcome)

    session.while_saving = show
    monkeypatch.setattr(os, "fdatasync", failing)
    outcome = session.tag([(4, 9)], "claim")
    assert outcome.failure is not None
    assert outcome.failure.startswith("NOT SAVED: 2 records (No space left on device)")
    assert drawn == [outcome.message]
    assert len(session.spans) == 1
    monkeypatch.undo()
    assert session.save_again() is None
    assert session.tag([(0, 3)], "quote").failure is None


def test_a_text_that_cannot_be_kept_is_said_and_takes_no_span_along(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(session.snapshots, "keep", failing)
        outcome = session.tag([(4, 9)], "claim")
    assert outcome.failure == "NOT SAVED: the article's text could not be kept (No space left on device)"
    assert outcome.span is not None
    assert session.tag([(0, 3)], "claim").failure is None
    assert session.snapshots.text(article().sha256, 1000) == article().text
    session = restart(session)
    assert len(session.spans) == 2
    assert session.undo() is not None
    assert session.undo() is not None
    assert len(session.spans) == 0
    session.journal.close()


def test_undo_reaches_the_article_that_was_left(session: Session) -> None:
    session.tag([(4, 9)], "claim")
    session.open(article("Prices rose.", "market"))
    outcome = session.undo()
    assert outcome is not None
    assert (outcome.article, outcome.ranges) == ("ferry", ())
    assert re.fullmatch(r"undid \(\d\d:\d\d, in ferry\): claim ‹ferry› is gone", outcome.message)
    session.open(article())
    assert len(session.spans) == 0


def test_undo_says_when_it_takes_back_what_an_earlier_run_did(session: Session) -> None:
    session.tag([(4, 9)], "claim")
    own = session.undo()
    session.redo()
    assert own is not None
    assert own.message == "undid: claim ‹ferry› is gone"
    session = restart(session)
    outcome = session.undo()
    assert outcome is not None
    assert re.fullmatch(r"undid \(\d\d:\d\d\): claim ‹ferry› is gone", outcome.message)
    again = session.redo()
    assert again is not None
    assert again.message == "redid: claim ‹ferry› is back"
    session.journal.close()


@pytest.mark.parametrize(
    ("at", "place", "words"),
    [
        ("2026-11-22T09:13:15.123Z", None, " (10:13)"),
        ("2026-11-21T09:13:15.123Z", "short-note", " (2026-11-21 10:13, in short-note)"),
        ("yesterday", "short-note", " (in short-note)"),
        ("yesterday", None, ""),
    ],
)
def test_another_day_is_named_and_a_time_that_is_none_left_out(at: str, place: str | None, words: str) -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=timezone(timedelta(hours=1)))
    assert when_and_where(at, place, now) == words


def test_a_removed_label_takes_no_span_along(session: Session) -> None:
    session.tag([(4, 9)], "rumour")
    assert [s.label for s in restart(session).spans] == ["rumour"]
