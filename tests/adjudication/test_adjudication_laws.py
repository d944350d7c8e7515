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
from annotator.adjudication.cut import cut_passages, passages_of_article
from annotator.adjudication.decisions import NONE, Resolution, intersection, take_version, union
from annotator.adjudication.gold import own_records, read_gold
from annotator.adjudication.passage_status import Statuses, gold_spans
from annotator.adjudication.passages import Passage
from annotator.adjudication.ruled_passages import Passages
from annotator.errors import AnnotatorError
from annotator.journal.columns import read_columns
from annotator.journal.records import read_lines
from annotator.merge import Keep, kept
from annotator.model import GOLD
from tests.adjudication.adjudicating import (
    NAME,
    SHA,
    TEXT,
    Place,
    Work,
    closed,
    cut_of,
    gold,
    lines_of,
    live,
    opened,
    place,
    places,
    works,
    write,
)
from tests.making import examples
from tests.slow_reading import merge, read_corpus

RULES = st.sampled_from(["unanimous", "majority", 1, 2, 3])


def answer(passage: Passage, dice: random.Random) -> Resolution:
    """Any answer that the passage allows."""
    versions = [version for version in passage.versions if version.spans]
    ways = [NONE, *(take_version(passage, version, TEXT) for version in versions)]
    for way in (union, intersection):
        with contextlib.suppress(AnnotatorError):  # they have nothing in common, or nothing but white space
            ways.append(way(passage, TEXT))
    return dice.choice(ways)


def everything(passages: Passages) -> list[Passage]:
    return [*passages.disputed, *passages.agreed]


def decide_all(adjudication: Adjudication, dice: random.Random, share: float = 1.0) -> None:
    for status in adjudication.statuses.open:
        if dice.random() < share:
            assert adjudication.decide([(status.passage, answer(status.passage, dice))]).failure is None


@given(works(), RULES)
@settings(max_examples=examples(60), deadline=None)
def test_every_span_is_in_exactly_one_passage_and_no_rule_changes_which(work: Work, rule: Keep) -> None:
    with tempfile.TemporaryDirectory() as name:
        cut = cut_of(Path(name), work)
        paths = [Path(name) / "annotations" / f"{annotator}.jsonl" for annotator in work]
        joined = merge(read_corpus(paths), finished_only=True).spans
        passages = Passages(cut, rule)
        agreed = {place(span) for span in kept(joined, rule)}
        found = everything(passages)
        assert Counter(span.place for passage in found for span in passage.spans) == Counter(map(place, joined))
        assert {span.place for passage in found for span in passage.taken} == agreed
        assert all(passage.taken == passage.spans for passage in passages.agreed)
        assert not any(passage.taken == passage.spans for passage in passages.disputed)
        ids = [passage.id for passage in found]
        by_all = Passages(cut, "unanimous")
        assert sorted(ids) == sorted({passage.id for passage in (*by_all.disputed, *by_all.agreed)})


@given(works(), st.randoms(use_true_random=False))
@settings(max_examples=examples(40), deadline=None)
def test_the_order_of_the_files_does_not_matter(work: Work, dice: random.Random) -> None:
    names = list(work)
    with tempfile.TemporaryDirectory() as name:
        first = everything(Passages(cut_of(Path(name), work, names)))
        dice.shuffle(names)
        assert everything(Passages(cut_of(Path(name), work, [*names, *names[:1]]))) == first


@given(works(), st.randoms(use_true_random=False), RULES)
@settings(max_examples=examples(25), deadline=None)
def test_decisions_survive_a_journal_that_is_shuffled_doubled_and_cut_in_two(
    work: Work, dice: random.Random, rule: Keep
) -> None:
    with tempfile.TemporaryDirectory() as name:
        project = write(Path(name), work)
        adjudication = opened(project, rule=rule)
        decide_all(adjudication, dice)
        before = gold_spans(adjudication.statuses, adjudication.records.fold)
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
        statuses = Statuses(adjudication.statuses.passages, found.fold)
        assert not statuses.open
        assert gold_spans(statuses, found.fold) == before


@given(works(), st.randoms(use_true_random=False), RULES)
@settings(max_examples=examples(40), deadline=None)
def test_who_folds_the_journal_alone_finds_the_gold_of_an_article_of_which_all_is_decided(
    work: Work, dice: random.Random, rule: Keep
) -> None:
    with tempfile.TemporaryDirectory() as name:
        adjudication = opened(write(Path(name), work), rule=rule)
        decide_all(adjudication, dice)
        state = adjudication.records.fold.state(NAME)
        assert state is not None
        assert state.state == "done"
        assert sorted(set(live(adjudication))) == sorted(gold(adjudication))
        closed(adjudication)


@given(works(), st.randoms(use_true_random=False), st.data())
@settings(max_examples=examples(40), deadline=None)
def test_a_changed_span_opens_the_passages_that_it_touches_and_no_others(
    work: Work, dice: random.Random, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as name:
        adjudication = opened(write(Path(name), work))
        decide_all(adjudication, dice)
        decided = {s.passage.id: gold_of(adjudication, s.passage) for s in adjudication.statuses.disputed}
        closed(adjudication)
        changed = data.draw(st.sampled_from(sorted(work)))
        after = work | {changed: data.draw(places())}
        again = opened(write(Path(name), after))
        for status in again.statuses.disputed:
            if status.passage.id in decided:  # nobody changed anything in it
                assert status.decided
                assert gold_of(again, status.passage) == decided[status.passage.id]
            else:
                assert status.open
        gone = set(decided) - {status.passage.id for status in again.statuses.disputed}
        told = {decision.passage for s in again.statuses.disputed for decision in s.before}
        assert gone == told | {decision.passage for decision in again.statuses.void}
        closed(again)


def gold_of(adjudication: Adjudication, passage: Passage) -> list[tuple[int, int, str]]:
    status = adjudication.status_of(passage)
    assert status.decision is not None
    records = (adjudication.records.fold.current(identity) for identity, _ in status.decision.gives)
    return [place(record) for record in records if record is not None]


@given(works(), st.randoms(use_true_random=False), st.data(), RULES)
@settings(max_examples=examples(40), deadline=None)
def test_a_journal_that_is_missing_opens_nothing_writes_nothing_and_takes_nothing_from_gold_alone(
    work: Work, dice: random.Random, data: st.DataObject, rule: Keep
) -> None:
    with tempfile.TemporaryDirectory() as name:
        project = write(Path(name), work)
        adjudication = opened(project, rule=rule)
        decide_all(adjudication, dice)
        resting = {name for s in adjudication.statuses.disputed if s.decided for name, *_ in s.passage.votes}
        before = Counter(gold(adjudication))
        closed(adjudication)
        if not resting:
            return
        journal = project.journal_path(GOLD).read_bytes()
        project.journal_path(data.draw(st.sampled_from(sorted(resting)))).unlink()
        again = opened(project)
        assert again.read_only is not None
        assert not any(status.reopened for status in again.statuses.disputed)
        assert not again.statuses.void
        closed(again)
        assert project.journal_path(GOLD).read_bytes() == journal
        read = read_gold(project.journal_path(GOLD))
        assert read is not None
        assert Counter(map(place, own_records(read).spans)).keys() == before.keys()


@given(works(), st.randoms(use_true_random=False), RULES, RULES)
@settings(max_examples=examples(40), deadline=None)
def test_under_another_rule_every_decision_holds_and_gives_what_it_gave(
    work: Work, dice: random.Random, rule: Keep, other: Keep
) -> None:
    with tempfile.TemporaryDirectory() as name:
        project = write(Path(name), work)
        adjudication = opened(project, rule=rule)
        decide_all(adjudication, dice, 0.7)
        decided = {s.passage: gold_of(adjudication, s.passage) for s in adjudication.statuses.disputed if s.decided}
        closed(adjudication)
        again = opened(project, rule=other)
        assert {passage: gold_of(again, passage) for passage in decided} == decided
        assert not again.statuses.void
        assert not any(status.reopened for status in again.statuses.disputed)
        closed(again)


@given(works(), st.randoms(use_true_random=False), RULES)
@settings(max_examples=examples(40), deadline=None)
def test_of_a_decided_passage_gold_has_what_was_decided_and_nothing_beside_it(
    work: Work, dice: random.Random, rule: Keep
) -> None:
    with tempfile.TemporaryDirectory() as name:
        adjudication = opened(write(Path(name), work), rule=rule)
        decide_all(adjudication, dice)
        expected = {p for s in adjudication.statuses.disputed for p in gold_of(adjudication, s.passage)}
        expected |= {span.place for s in adjudication.statuses.agreed for span in s.passage.spans}
        assert set(gold(adjudication)) == expected == set(live(adjudication))
        closed(adjudication)


@given(works())
@settings(max_examples=examples(40), deadline=None)
def test_union_and_intersection_never_begin_or_end_with_white_space(work: Work) -> None:
    with tempfile.TemporaryDirectory() as name:
        found = Passages(cut_of(Path(name), work))
        for passage in found.disputed:
            for way in (union, intersection):
                with contextlib.suppress(AnnotatorError):
                    drafts = way(passage, TEXT).spans
                    assert all(draft.text == TEXT[draft.start : draft.end] == draft.text.strip() for draft in drafts)
                    assert drafts


@given(works(), st.randoms(use_true_random=False), st.lists(st.sampled_from("dddurx"), max_size=14), RULES)
@settings(max_examples=examples(40), deadline=None)
def test_undo_and_redo_go_through_the_same_golds_across_restarts(
    work: Work, dice: random.Random, steps: list[str], rule: Keep
) -> None:
    with tempfile.TemporaryDirectory() as name:
        project = write(Path(name), work)
        adjudication = opened(project, rule=rule)
        done = [gold(adjudication)]
        undone: list[list[Place]] = []
        for step in steps:
            items = [s.passage for s in (*adjudication.statuses.disputed, *adjudication.statuses.agreed)]
            if step == "d" and items:
                chosen = dice.sample(items, dice.randint(1, min(2, len(items))))
                adjudication.decide([(passage, answer(passage, dice)) for passage in chosen])
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
@settings(max_examples=examples(15), deadline=None)
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
@settings(max_examples=examples(15), deadline=None)
def test_opening_again_writes_nothing_new(work: Work) -> None:
    with tempfile.TemporaryDirectory() as name:
        project = write(Path(name), work)
        closed(opened(project))
        path = project.journal_path(GOLD)
        before = path.read_bytes() if path.exists() else b""
        closed(opened(project, "bo"))
        assert (path.read_bytes() if path.exists() else b"") == before


@given(works(), works())
@settings(max_examples=examples(40), deadline=None)
def test_an_articles_disagreements_are_those_that_it_has_among_all_articles(work: Work, other: Work) -> None:
    with tempfile.TemporaryDirectory() as name:
        project = write(Path(name), work)
        for annotator, given_there in other.items():
            with project.journal_path(annotator).open("ab") as file:
                file.writelines(line + b"\n" for line in lines_of(annotator, given_there, "other"))
        columns = read_columns(project.journals())
        everything = Passages(cut_passages(columns)).disputed
        for article, people in ((NAME, work), ("other", other)):
            found = passages_of_article(columns, article, SHA)
            assert Counter(found.disputed) == Counter(passage for passage in everything if passage.article == article)
            assert set(found.finishers) == set(people)
        assert not passages_of_article(columns, "elsewhere", SHA).finishers
