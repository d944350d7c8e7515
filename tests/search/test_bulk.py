"""Many hits changed at once: one step for undo, only the annotator's own spans, whatever the articles."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import AnnotatorError
from annotator.project import ProjectFolder
from annotator.search.bulk import BulkEdit, BulkPlan, plan
from annotator.search.query import Query, parse_query
from annotator.search.searcher import Searcher
from annotator.search.span_table import OwnSpans
from annotator.session import Session, open_session
from tests.cli.cli_world import World, two_annotators
from tests.making import examples


@pytest.fixture
def world(tmp_path: Path) -> World:
    return two_annotators(tmp_path)


def begin(world: World, annotator: str = "kim", *, read_only: bool = False) -> Session:
    project = ProjectFolder.find(world.root)
    session = open_session(project, annotator, read_only=read_only)
    session.open(project.load(project.articles()[0]))
    return session


def planned(world: World, session: Session, line: str, edit: BulkEdit) -> BulkPlan:
    """What an edit would do to all hits of a line."""
    searcher = Searcher(ProjectFolder.find(world.root), None, OwnSpans(session.journal.annotator, session.journal.fold))
    searcher.table()
    query = parse_query(line)
    return plan(session, searcher, query, chain.from_iterable(searcher.search(query)), edit)


def spans_of(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """What counts of an annotator's journal, without what only says when and how often it was written."""
    fold = session.journal.fold
    return {
        article: [
            (s.id, s.start, s.end, s.label, s.text, s.note, s.origin, tuple(s.attributes.items()))
            for s in fold.spans(article)
        ]
        for article in ("council", "harbour", "port")
    }


def test_a_wording_is_tagged_in_all_articles_and_undone_at_once_after_a_restart(world: World) -> None:
    session = begin(world)
    before = spans_of(session)
    found = planned(world, session, "on", BulkEdit(label="claim"))
    assert found.told() == "3 new spans in 2 articles"
    session.change_across(found.edits)
    assert [len(spans) for spans in spans_of(session).values()] == [4, 1, 2]
    session.journal.close()
    session = begin(world)
    outcome = session.undo()
    assert outcome is not None
    assert "in 2 articles): 3 spans as they were before" in outcome.message
    assert spans_of(session) == before
    outcome = session.redo()
    assert outcome is not None
    assert outcome.message.endswith(": 3 spans as they were before undoing")
    assert [len(spans) for spans in spans_of(session).values()] == [4, 1, 2]


def test_of_spans_the_labels_change_and_others_spans_stay(world: World) -> None:
    session = begin(world)
    found = planned(world, session, "label:ad,claim annotator:kim,lee", BulkEdit(label="quote"))
    assert found.told() == "2 spans changed in 2 articles"
    session.change_across(found.edits)
    assert {s[3] for spans in spans_of(session).values() for s in spans} == {"quote", "number"}
    found = planned(world, session, "label:number", BulkEdit(label="claim"))
    assert (found.told(), found.left()) == (
        "1 span changed in 1 article",
        ["2 hits left: only others' spans, which stay theirs"],
    )


def test_removing_and_noting(world: World) -> None:
    session = begin(world)
    noted = planned(world, session, "label:quote", BulkEdit(attributes={"cue": "said", "speaker": ""}, note="look"))
    session.change_across(noted.edits)
    quote = next(s for s in session.journal.fold.spans("council") if s.label == "quote")
    assert (quote.attributes, quote.note) == ({"cue": "said"}, "look")
    assert planned(world, session, "label:quote", BulkEdit(attributes={}, note="look")).left() == [
        "1 hit left: so already"
    ]
    session.change_across(planned(world, session, "lost label:quote", BulkEdit(remove=True)).edits)
    assert "quote" not in {s.label for s in session.journal.fold.spans("council")}
    plain = planned(world, session, "rained", BulkEdit(remove=True))
    assert plain.left() == ["1 hit left: no span of yours with just these bounds"]
    assert planned(world, session, "It rained.", BulkEdit(remove=True)).told() == "1 span removed in 1 article"


def test_what_is_tagged_so_already_is_not_tagged_twice(world: World) -> None:
    session = begin(world)
    found = planned(world, session, "It rained.", BulkEdit(label="claim"))
    assert (found.told(), found.left()) == ("nothing to change", ["1 hit left: so already"])


def test_spans_of_an_earlier_text_are_left_alone(world: World) -> None:
    world.article("harbour", "Another text: Glimmo bike lamps — order now.")
    session = begin(world)
    found = planned(world, session, "glimmo", BulkEdit(label="claim"))
    assert (found.edits, found.elsewhere) == ([], 1)


def test_an_article_that_was_never_open_is_started_and_its_text_kept(world: World) -> None:
    session = begin(world, "mo")
    session.change_across(planned(world, session, "ships", BulkEdit(label="claim")).edits)
    state = session.state("port")
    assert state is not None
    assert (state.state, state.seconds) == ("started", 0)
    assert session.state("council") is None
    assert session.snapshots.text(world.sha256("port"), 1000) == world.texts["port"]
    assert session.undo() is not None
    assert session.state("port") == state, "as after one span that was undone"


def test_a_session_that_only_looks_changes_nothing(world: World) -> None:
    session = begin(world, read_only=True)
    found = planned(world, session, "on", BulkEdit(label="claim"))
    with pytest.raises(AnnotatorError, match="nothing can be changed"):
        session.change_across(found.edits)


EDITS = st.sampled_from(
    [
        *(BulkEdit(label=label) for label in ("claim", "quote", "ad")),
        BulkEdit(remove=True),
        *(BulkEdit(attributes={"cue": "x"}, note=note) for note in (None, "", "n")),
    ]
)
LINES = st.sampled_from(
    ["o", "on", "label:claim", "e label:claim,ad", "annotator:kim", "lost", "4", "It rained.", "note:"]
)


@settings(max_examples=examples(40), deadline=None)
@given(steps=st.lists(st.tuples(LINES, EDITS), min_size=1, max_size=4), reopened=st.booleans())
def test_undo_brings_back_exactly_what_was_and_redo_what_came_of_it(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, BulkEdit]], reopened: bool
) -> None:
    world = two_annotators(tmp_path_factory.mktemp("world"))
    session = begin(world)
    states = [spans_of(session)]
    for line, edit in steps:
        found = planned(world, session, line, edit)
        if found.edits:
            session.change_across(found.edits)
            states.append(spans_of(session))
    if reopened:
        session.journal.close()
        session = begin(world)
    for state in reversed(states[:-1]):
        assert session.undo() is not None
        assert spans_of(session) == state
    for state in states[1:]:
        assert session.redo() is not None
        assert spans_of(session) == state
    session.journal.close()


def test_a_query_without_spans_means_the_wording() -> None:
    assert not Query("a").of_spans
    assert Query("a", annotators=("kim",)).of_spans
    assert not Query("a", annotators=("kim",), states=("done",)).of_spans
