"""A made span is changed: resized, split, joined, and brought back to what it was, without losing what is noted of it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import AnnotatorError
from annotator.model import Span, Tombstone
from annotator.session import Outcome, Session
from annotator.span_change import grown, shrunk
from tests.making import FERRY, article, records_in, restart, seen, start_session, texts

STORY = "The ferry sank on Monday. It was old, said Quist. Divers came at once.\n\nNobody was hurt.\n"


@pytest.fixture
def telling(tmp_path: Path) -> Session:
    """A session on STORY."""
    return start_session(tmp_path / "annotations", article(STORY, "story"))


def tagged(session: Session, wording: str, label: str = "claim", **more: object) -> Span:
    assert session.article is not None
    start = session.article.text.index(wording)
    span = session.tag([(start, start + len(wording))], label).span
    assert span is not None
    if more:
        span = session.change(span, **more).span
        assert span is not None
    return span


def written(session: Session) -> int:
    return len(records_in(session.journal.path.parent))


def wordings(session: Session) -> list[str]:
    return [span.text for span in session.spans]


def done(outcome: Outcome | None) -> Span:
    assert outcome is not None
    assert outcome.failure is None
    assert outcome.span is not None
    return outcome.span


class TestResizing:
    """Ends move at once on the screen, and in the file when the person lets go."""

    def test_many_moves_are_one_record_and_one_step_back(self, telling: Session) -> None:
        span = tagged(telling, "The ferry", attributes={"type": "event"}, note="sure")
        before, count = seen(telling), written(telling)
        for to in (10, 12, 14, 17):
            telling.move_edge(span, "end", to)
            assert written(telling) == count
            assert wordings(telling) == [STORY[:to]]
        telling.move_edge(span, "start", 4)
        kept = done(telling.keep())
        assert (kept.id, kept.rev, kept.text) == (span.id, span.rev + 1, "ferry sank on")
        assert (kept.attributes, kept.note) == ({"type": "event"}, "sure")
        assert written(telling) == count + 1
        telling = restart(telling)
        telling.undo()
        assert seen(telling) == before
        telling.redo()
        assert wordings(telling) == ["ferry sank on"]

    def test_what_is_dropped_was_never_written(self, telling: Session) -> None:
        span = tagged(telling, "The ferry")
        before, count = seen(telling), written(telling)
        telling.move_edge(span, "end", 14)
        assert done(telling.drop()).text == "The ferry"
        assert (seen(telling), written(telling)) == (before, count)
        assert telling.keep() is None
        assert telling.drop() is None

    @pytest.mark.parametrize("then", ["tag", "undo", "open", "leave", "other"])
    def test_whatever_comes_next_keeps_it(self, telling: Session, then: str) -> None:
        span, other = tagged(telling, "The ferry"), tagged(telling, "Divers", "quote")
        telling.move_edge(span, "end", 14)
        if then == "tag":
            tagged(telling, "Monday", "number")
        elif then == "undo":
            telling.undo()
            telling.redo()
        elif then == "open":
            telling.open(article())
        elif then == "leave":
            telling.leave()
        else:
            telling.move_edge(other, "end", other.end + 5)
            telling.drop()
        telling.journal.close()
        again = start_session(telling.journal.path.parent, article(STORY, "story"))
        assert "The ferry sank" in wordings(again)

    def test_ends_that_moved_come_out_without_white_space(self, telling: Session) -> None:
        span = tagged(telling, "sank on")
        telling.move_edge(span, "start", STORY.index("ferry") - 1)
        telling.move_edge(span, "end", STORY.index("Monday"))
        assert done(telling.keep()).text == "ferry sank on"

    def test_nothing_left_is_said_and_the_end_stays(self, telling: Session) -> None:
        span = tagged(telling, "The ferry")
        for edge, to in (("end", 0), ("start", 9), ("start", 40)):
            outcome = telling.move_edge(span, edge, to)  # type: ignore[arg-type]
            assert outcome.message == "no further: nothing would be left of the claim"
        assert wordings(telling) == ["The ferry"]
        assert done(telling.keep() or telling.change(span, note="n")).text == "The ferry"

    def test_the_bounds_of_another_span_of_the_label_are_not_taken(self, telling: Session) -> None:
        longer = tagged(telling, "The ferry sank")
        span = tagged(telling, "The ferry")
        before, count = seen(telling), written(telling)
        telling.move_edge(span, "end", longer.end)
        outcome = telling.keep()
        assert done(outcome).id == longer.id
        assert outcome is not None
        assert outcome.message == "that is tagged claim already"
        assert (seen(telling), written(telling)) == (before, count)

    def test_a_suggestion_that_was_resized_says_so_and_a_hand_made_span_does_not(self, telling: Session) -> None:
        made = tagged(telling, "Divers")
        accepted = done(telling.tag([(0, 9)], "claim", origin="suggested"))
        for span in (made, accepted):
            telling.move_edge(span, "end", span.end + 5)
            telling.keep()
        assert [span.origin for span in telling.spans] == ["edited", "hand"]

    def test_who_only_looks_resizes_nothing(self, tmp_path: Path, telling: Session) -> None:
        span = tagged(telling, "The ferry")
        telling.journal.close()
        reader = start_session(telling.journal.path.parent, article(STORY, "story"), read_only=True)
        with pytest.raises(AnnotatorError, match="nothing can be changed"):
            reader.move_edge(span, "end", 14)
        assert wordings(reader) == ["The ferry"]

    @pytest.mark.parametrize(
        ("wording", "edge", "larger", "smaller"),
        [
            ("It was old", "end", "It was old, said Quist.", "It"),
            ("said Quist.", "start", "It was old, said Quist.", "Quist."),
            ("The ferry sank on Monday. It", "end", STORY[: STORY.index("\n")], "The ferry sank on Monday."),
        ],
    )
    def test_an_end_goes_to_the_next_larger_and_smaller_object(
        self, wording: str, edge: str, larger: str, smaller: str
    ) -> None:
        start = STORY.index(wording)
        place, side = (start, start + len(wording)), int(edge == "end")
        for change, expected in ((grown, larger), (shrunk, smaller)):
            ends = list(place)
            ends[side] = change(STORY, place, edge)  # type: ignore[arg-type]
            assert STORY[slice(*ends)] == expected

    @given(texts(30), st.integers(0, 60), st.integers(0, 60), st.sampled_from(["start", "end"]))
    def test_growing_never_takes_away_and_shrinking_never_adds(self, text: str, a: int, b: int, edge: str) -> None:
        start, end = sorted((a % (len(text) + 1), b % (len(text) + 1)))
        if start == end:
            return
        larger, smaller = (f(text, (start, end), edge) for f in (grown, shrunk))  # type: ignore[arg-type]
        if edge == "end":
            assert start < smaller <= end <= larger <= len(text)
        else:
            assert 0 <= larger <= start <= smaller < end


class TestSplitting:
    """One span becomes two."""

    def test_both_parts_keep_the_label_and_the_first_what_is_noted(self, telling: Session) -> None:
        span = tagged(telling, "It was old, said Quist.", "quote", attributes={"speaker": "Quist"}, note="sure")
        before = seen(telling)
        outcome = telling.split(span, STORY.index("said"))
        assert outcome.message.endswith("its notes stay with the first")
        first, second = telling.spans
        assert (first.id, first.text, first.attributes, first.note) == (
            span.id, "It was old,", {"speaker": "Quist"}, "sure",
        )  # fmt: skip
        assert (second.label, second.text, second.attributes, second.note) == ("quote", "said Quist.", {}, None)
        assert second.rev == 1
        telling = restart(telling)
        telling.undo()
        assert seen(telling) == before
        telling.redo()
        assert wordings(telling) == ["It was old,", "said Quist."]

    @pytest.mark.parametrize("at", ["The", " was", "It", " said", "Divers"])
    def test_where_one_part_would_be_empty_nothing_is_split(self, telling: Session, at: str) -> None:
        span = tagged(telling, "It was old,")
        before = written(telling)
        place = STORY.index("It") + 2 if at == " was" else STORY.index(at)
        outcome = telling.split(span, place)
        if at == " was":
            assert wordings(telling) == ["It", "was old,"]
        else:
            assert outcome.message.startswith("nothing to split")
            assert written(telling) == before

    def test_a_part_that_is_tagged_so_already_is_not_tagged_twice(self, telling: Session) -> None:
        tagged(telling, "said Quist.")
        span = tagged(telling, "It was old, said Quist.")
        assert "already" in telling.split(span, STORY.index("said")).message
        assert len(telling.spans) == 2


class TestJoining:
    """Two spans of a label become one."""

    def test_one_id_stays_and_the_other_leaves_a_tombstone(self, telling: Session) -> None:
        first = tagged(telling, "The ferry", attributes={"type": "event"}, note="sure")
        tagged(telling, "sank on", "quote")
        second = tagged(telling, "Monday", attributes={"type": "date", "unit": "day"}, note="when")
        before = seen(telling)
        outcome = telling.join(first)
        joined = done(outcome)
        assert (joined.id, joined.text) == (first.id, "The ferry sank on Monday")
        assert (joined.attributes, joined.note) == ({"type": "event", "unit": "day"}, "sure; when")
        assert outcome.message.endswith("type ‹event› kept, not ‹date›")
        assert [(r["op"], r["id"]) for r in records_in(telling.journal.path.parent)[-2:]] == [
            ("del", second.id),
            ("put", first.id),
        ]
        telling = restart(telling)
        telling.undo()
        assert seen(telling) == before
        telling.redo()
        assert [span.label for span in telling.spans] == ["claim", "quote"]

    def test_splitting_and_joining_again_gives_the_same_text(self, telling: Session) -> None:
        span = tagged(telling, "It was old, said Quist.", attributes={"type": "event"})
        before = seen(telling)
        telling.split(span, STORY.index("said"))
        telling.join(span)
        assert seen(telling) == before

    def test_the_last_of_a_label_has_nothing_to_be_joined_with(self, telling: Session) -> None:
        tagged(telling, "The ferry", "claim")
        span = tagged(telling, "It was old", "quote")
        tagged(telling, "Divers", "claim")
        assert telling.join(span).message == "no quote after this one to join it with"
        assert len(telling.spans) == 3

    def test_a_span_inside_is_taken_in(self, telling: Session) -> None:
        outer = tagged(telling, "It was old, said Quist.")
        tagged(telling, "said Quist.")
        telling.join(outer)
        assert wordings(telling) == ["It was old, said Quist."]

    def test_what_both_together_are_already_is_not_made_twice(self, telling: Session) -> None:
        whole = tagged(telling, "The ferry sank")
        first = tagged(telling, "The ferry")
        tagged(telling, "sank")
        assert "already" in telling.join(first).message
        assert telling.spans.get(whole.id) is not None
        assert len(telling.spans) == 3


class TestHistory:
    """Every revision is told, and any can be gone back to."""

    def test_each_revision_says_what_it_changed(self, telling: Session) -> None:
        span = tagged(telling, "The ferry sank")
        telling.change(span, label="quote")
        telling.change(span, start=4, end=24)
        telling.change(span, attributes={"speaker": "Quist"}, note="sure")
        telling.change(span, attributes={}, note=None)
        telling.delete([span])
        telling.undo()
        telling.change(span, start=26, end=35)
        told = [revision.told for revision in telling.history(span.id)]
        assert told[::-1] == [
            "tagged claim ‹The ferry sank›",
            "claim → quote",
            "begins later, − ‹The›; ends later, + ‹on Monday›",
            "speaker: ‹Quist›; note: ‹sure›",
            "speaker taken away; note taken away",
            "removed",
            "undo: back",
            "now ‹It was ol›",
        ]
        assert [revision.record.rev for revision in telling.history(span.id)] == [8, 7, 6, 5, 4, 3, 2, 1]

    def test_going_back_is_the_next_revision_and_one_step(self, telling: Session) -> None:
        span = tagged(telling, "The ferry sank", attributes={"type": "event"})
        telling.change(span, label="quote", attributes={})
        telling.change(span, end=9)
        before = seen(telling)
        old = telling.history(span.id)[2].record
        again = done(telling.go_back(old))
        assert (again.rev, again.label, again.text, again.attributes) == (
            5, "claim", "The ferry sank", {"type": "event"},
        )  # fmt: skip
        assert telling.go_back(old).message == "claim ‹The ferry sank› is like that now"
        telling = restart(telling)
        telling.undo()
        assert seen(telling) == before

    def test_a_removed_span_is_found_and_brought_back(self, telling: Session) -> None:
        kept, first, second = (tagged(telling, word) for word in ("Divers", "The ferry", "Monday"))
        telling.change(first, note="sure")
        telling.delete([first])
        telling.delete([second])
        telling.refuse(0, 3, "claim")
        telling = restart(telling)
        removed = {span.text: span for span in telling.removed()}
        assert set(removed) == {"Monday", "The ferry"}
        back = done(telling.go_back(removed["The ferry"]))
        assert (back.id, back.note, back.rev) == (first.id, "sure", 4)
        assert [span.text for span in telling.removed()] == ["Monday"]
        telling.undo()
        assert list(telling.spans) == [kept]

    def test_going_back_to_a_removal_removes(self, telling: Session) -> None:
        span = tagged(telling, "The ferry")
        telling.delete([span])
        telling.undo()
        tombstone = telling.history(span.id)[1].record
        assert isinstance(tombstone, Tombstone)
        telling.go_back(tombstone)
        assert not telling.spans

    def test_a_revision_of_another_text_or_with_a_twin_is_not_gone_back_to(self, telling: Session) -> None:
        span = tagged(telling, "The ferry")
        telling.change(span, end=14)
        tagged(telling, "The ferry")
        old = telling.history(span.id)[1].record
        assert telling.go_back(old).message == "that is tagged claim already"
        telling.delete(list(telling.spans))
        telling.open(article(FERRY, "story"))
        count = written(telling)
        assert "of another text" in telling.go_back(old).message
        assert written(telling) == count


@given(texts(20), st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=8))
def test_however_an_end_is_moved_the_text_of_a_span_is_that_of_its_place(
    text: str, moves: list[tuple[int, bool]]
) -> None:
    if not text.strip():
        return
    with tempfile.TemporaryDirectory() as folder:
        session = start_session(Path(folder), article(text))
        span = session.tag([(0, len(text))], "claim").span
        assert span is not None
        before = seen(session)
        for to, first in moves:
            session.move_edge(span, "start" if first else "end", to)
            assert all(text[s.start : s.end] == s.text and s.text.strip() for s in session.spans)
        outcome = session.keep()
        assert all(text[s.start : s.end] == s.text and s.text.strip() for s in session.spans)
        if outcome is not None and outcome.message != "nothing changed":
            assert session.undo() is not None
        assert seen(session) == before
        session.journal.close()
