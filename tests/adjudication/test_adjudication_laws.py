"""Laws of adjudication: every disagreement has one place, and no decision is lost or taken for another."""

from __future__ import annotations

import contextlib
import random
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.adjudication.adjudicator import Adjudication
from annotator.adjudication.decisions import NONE, Answer, intersection, union, version
from annotator.adjudication.gold import alone, read_gold
from annotator.adjudication.items import Item, board_of
from annotator.adjudication.status import gold_spans, stand
from annotator.errors import AnnotatorError
from annotator.journal.records import read_lines
from annotator.merge import Keep, kept, merge
from annotator.model import GOLD
from tests.adjudication.adjudicating import (
    NAME,
    TEXT,
    Place,
    Work,
    closed,
    corpus_of,
    gold,
    live,
    opened,
    place,
    places,
    works,
    write,
)

RULES = st.sampled_from(["unanimous", "majority", 1, 2, 3])


def answer(item: Item, dice: random.Random) -> Answer:
    """Any answer that the item allows."""
    lanes = [lane for lane in item.lanes if lane.nodes]
    ways = [NONE, *(version(item, lane, TEXT) for lane in lanes)]
    for way in (union, intersection):
        with contextlib.suppress(AnnotatorError):  # they have nothing in common, or nothing but white space
            ways.append(way(item, TEXT))
    return dice.choice(ways)


def decide_all(adjudication: Adjudication, dice: random.Random, share: float = 1.0) -> None:
    for standing in adjudication.standings.open:
        if dice.random() < share:
            assert adjudication.decide([(standing.item, answer(standing.item, dice))]).failure is None


@given(works(), RULES)
@settings(max_examples=60, deadline=None)
def test_every_span_is_in_exactly_one_passage_and_no_rule_changes_which(work: Work, rule: Keep) -> None:
    with tempfile.TemporaryDirectory() as name:
        corpus = corpus_of(Path(name), work)
    board = board_of(corpus, rule)
    joined = merge(corpus, finished_only=True).spans
    agreed = {place(span) for span in kept(joined, rule)}
    everything = [*board.items, *board.agreed]
    assert Counter(node.place for item in everything for node in item.nodes) == Counter(map(place, joined))
    assert {node.place for item in everything for node in item.ruled} == agreed
    assert all(item.ruled == item.nodes for item in board.agreed)
    assert not any(item.ruled == item.nodes for item in board.items)
    ids = [item.id for item in everything]
    by_all = board_of(corpus, "unanimous")
    assert sorted(ids) == sorted({item.id for item in (*by_all.items, *by_all.agreed)})


@given(works(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_files_does_not_matter(work: Work, dice: random.Random) -> None:
    names = list(work)
    with tempfile.TemporaryDirectory() as name:
        first = board_of(corpus_of(Path(name), work, names))
        dice.shuffle(names)
        assert board_of(corpus_of(Path(name), work, [*names, *names[:1]])) == first


@given(works(), st.randoms(use_true_random=False), RULES)
@settings(max_examples=25, deadline=None)
def test_decisions_survive_a_journal_that_is_shuffled_doubled_and_cut_in_two(
    work: Work, dice: random.Random, rule: Keep
) -> None:
    with tempfile.TemporaryDirectory() as name:
        project = write(Path(name), work)
        adjudication = opened(project, rule=rule)
        decide_all(adjudication, dice)
        before = gold_spans(adjudication.standings, adjudication.desk.fold)
        closed(adjudication)
        path = project.journal_path(GOLD)
        lines = path.read_bytes().splitlines() if path.exists() else []
        lines += lines
        dice.shuffle(lines)
        half = len(lines) // 2
        path.write_bytes(b"".join(line + b"\n" for line in lines[:half]))
        path.with_name("gold (1).jsonl").write_bytes(b"".join(line + b"\n" for line in lines[half:]))
        found = read_gold(path)
        assert found is not None
        standings = stand(adjudication.desk.board, found.fold)
        assert not standings.open
        assert gold_spans(standings, found.fold) == before


@given(works(), st.randoms(use_true_random=False), RULES)
@settings(max_examples=40, deadline=None)
def test_who_folds_the_journal_alone_finds_the_gold_of_an_article_of_which_all_is_decided(
    work: Work, dice: random.Random, rule: Keep
) -> None:
    with tempfile.TemporaryDirectory() as name:
        adjudication = opened(write(Path(name), work), rule=rule)
        decide_all(adjudication, dice)
        state = adjudication.desk.fold.state(NAME)
        assert state is not None
        assert state.state == "done"
        assert sorted(set(live(adjudication))) == sorted(gold(adjudication))
        closed(adjudication)


@given(works(), st.randoms(use_true_random=False), st.data())
@settings(max_examples=40, deadline=None)
def test_a_changed_span_opens_the_passages_that_it_touches_and_no_others(
    work: Work, dice: random.Random, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as name:
        adjudication = opened(write(Path(name), work))
        decide_all(adjudication, dice)
        decided = {s.item.id: gold_of(adjudication, s.item) for s in adjudication.standings.items}
        closed(adjudication)
        changed = data.draw(st.sampled_from(sorted(work)))
        after = work | {changed: data.draw(places())}
        again = opened(write(Path(name), after))
        for standing in again.standings.items:
            if standing.item.id in decided:  # nobody changed anything in it
                assert standing.decided
                assert gold_of(again, standing.item) == decided[standing.item.id]
            else:
                assert standing.open
        gone = set(decided) - {standing.item.id for standing in again.standings.items}
        told = {decision.item for s in again.standings.items for decision in s.before}
        assert gone == told | {decision.item for decision in again.standings.void}
        closed(again)


def gold_of(adjudication: Adjudication, item: Item) -> list[tuple[int, int, str]]:
    standing = adjudication.standing(item.id)
    assert standing.decision is not None
    records = (adjudication.desk.fold.current(identity) for identity, _ in standing.decision.gives)
    return [place(record) for record in records if record is not None]


@given(works(), st.randoms(use_true_random=False), st.data(), RULES)
@settings(max_examples=40, deadline=None)
def test_a_journal_that_is_missing_opens_nothing_writes_nothing_and_takes_nothing_from_gold_alone(
    work: Work, dice: random.Random, data: st.DataObject, rule: Keep
) -> None:
    with tempfile.TemporaryDirectory() as name:
        project = write(Path(name), work)
        adjudication = opened(project, rule=rule)
        decide_all(adjudication, dice)
        resting = {name for s in adjudication.standings.items if s.decided for name, *_ in s.item.versions}
        before = Counter(gold(adjudication))
        closed(adjudication)
        if not resting:
            return
        journal = project.journal_path(GOLD).read_bytes()
        project.journal_path(data.draw(st.sampled_from(sorted(resting)))).unlink()
        again = opened(project)
        assert again.read_only is not None
        assert not any(standing.reopened for standing in again.standings.items)
        assert not again.standings.void
        closed(again)
        assert project.journal_path(GOLD).read_bytes() == journal
        read = read_gold(project.journal_path(GOLD))
        assert read is not None
        assert Counter(map(place, alone(read).spans)).keys() == before.keys()


@given(works(), st.randoms(use_true_random=False), RULES, RULES)
@settings(max_examples=40, deadline=None)
def test_under_another_rule_every_decision_holds_and_gives_what_it_gave(
    work: Work, dice: random.Random, rule: Keep, other: Keep
) -> None:
    with tempfile.TemporaryDirectory() as name:
        project = write(Path(name), work)
        adjudication = opened(project, rule=rule)
        decide_all(adjudication, dice, 0.7)
        decided = {s.item.id: gold_of(adjudication, s.item) for s in adjudication.standings.items if s.decided}
        closed(adjudication)
        again = opened(project, rule=other)
        assert {item: gold_of(again, again.standing(item).item) for item in decided} == decided
        assert not again.standings.void
        assert not any(standing.reopened for standing in again.standings.items)
        closed(again)


@given(works(), st.randoms(use_true_random=False), RULES)
@settings(max_examples=40, deadline=None)
def test_of_a_decided_passage_gold_has_what_was_decided_and_nothing_beside_it(
    work: Work, dice: random.Random, rule: Keep
) -> None:
    with tempfile.TemporaryDirectory() as name:
        adjudication = opened(write(Path(name), work), rule=rule)
        decide_all(adjudication, dice)
        expected = {p for s in adjudication.standings.items for p in gold_of(adjudication, s.item)}
        expected |= {node.place for s in adjudication.standings.agreed for node in s.item.nodes}
        assert set(gold(adjudication)) == expected == set(live(adjudication))
        closed(adjudication)


@given(works())
@settings(max_examples=40, deadline=None)
def test_union_and_intersection_never_begin_or_end_with_white_space(work: Work) -> None:
    with tempfile.TemporaryDirectory() as name:
        found = board_of(corpus_of(Path(name), work))
    for item in found.items:
        for way in (union, intersection):
            with contextlib.suppress(AnnotatorError):
                drafts = way(item, TEXT).drafts
                assert all(draft.text == TEXT[draft.start : draft.end] == draft.text.strip() for draft in drafts)
                assert drafts


@given(works(), st.randoms(use_true_random=False), st.lists(st.sampled_from("dddurx"), max_size=14), RULES)
@settings(max_examples=40, deadline=None)
def test_undo_and_redo_go_through_the_same_golds_across_restarts(
    work: Work, dice: random.Random, steps: list[str], rule: Keep
) -> None:
    with tempfile.TemporaryDirectory() as name:
        project = write(Path(name), work)
        adjudication = opened(project, rule=rule)
        done = [gold(adjudication)]
        undone: list[list[Place]] = []
        for step in steps:
            items = [s.item for s in (*adjudication.standings.items, *adjudication.standings.agreed)]
            if step == "d" and items:
                chosen = dice.sample(items, dice.randint(1, min(2, len(items))))
                adjudication.decide([(item, answer(item, dice)) for item in chosen])
                done.append(gold(adjudication))
                undone = []
            elif step == "u":
                assert (adjudication.undo() is None) == (len(done) == 1)
                if len(done) > 1:
                    undone.append(done.pop())
            elif step == "r":
                assert (adjudication.redo() is None) == (not undone)
                if undone:
                    done.append(undone.pop())
            elif step == "x":
                closed(adjudication)
                adjudication = opened(project, rule=rule)
            assert gold(adjudication) == done[-1]
        closed(adjudication)


@given(works(), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_nothing_is_ever_taken_out_of_the_journal(work: Work, dice: random.Random) -> None:
    with tempfile.TemporaryDirectory() as name:
        project = write(Path(name), work)
        path, before = project.journal_path(GOLD), b""
        for _ in range(3):
            adjudication = opened(project)
            decide_all(adjudication, dice, 0.5)
            adjudication.undo()
            closed(adjudication)
            now = path.read_bytes() if path.exists() else b""
            assert now.startswith(before)
            assert not read_lines(now).problems
            before = now


@given(works())
@settings(max_examples=15, deadline=None)
def test_opening_again_writes_nothing_new(work: Work) -> None:
    with tempfile.TemporaryDirectory() as name:
        project = write(Path(name), work)
        closed(opened(project))
        path = project.journal_path(GOLD)
        before = path.read_bytes() if path.exists() else b""
        closed(opened(project, "bo"))
        assert (path.read_bytes() if path.exists() else b"") == before
