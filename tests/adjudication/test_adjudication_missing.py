"""Adjudication when an annotator's journal is gone, when gold is alone, and when the rule is another than before."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from annotator.adjudication.adjudicator import Adjudication, PassageEdit
from annotator.adjudication.cut import cut_passages
from annotator.adjudication.decisions import NONE, decision_id, intersection, take_version, union
from annotator.adjudication.describe import differs, reopened, reopened_in_words, void_in_words
from annotator.adjudication.gold import adjudication_of, own_records, read_annotators, read_gold, rule_change, rule_of
from annotator.adjudication.passage_status import gold_spans
from annotator.adjudication.passages import Passage, passage_id
from annotator.adjudication.ruled_passages import Passages
from annotator.errors import AnnotatorError
from annotator.journal.columns import read_columns
from annotator.merge import Keep
from annotator.model import GOLD
from annotator.project import ProjectFolder
from tests.adjudication.adjudicating import (
    NAME,
    SHA,
    TEXT,
    Work,
    at,
    closed,
    gold,
    lines_of,
    live,
    opened,
    passage_at,
    passages_of,
    write,
)

NUMBER, NUMBER_LONGER = at("4 million", "number"), at("4 million euros", "number")
CLAIM, CLAIM_LONGER = at("It rained in June", "claim"), at("It rained in June, too.", "claim")
AD = at("Buy Kettlo tea!", "ad")
THREE: Work = {
    "kim": [NUMBER, CLAIM, AD],
    "lee": [NUMBER, CLAIM_LONGER, AD],
    "mo": [NUMBER_LONGER, CLAIM, AD],
}


def take(adjudication: Adjudication, passage: Passage, name: str) -> None:
    version = next(version for version in passage.versions if name in version.annotators)
    assert adjudication.decide([(passage, take_version(passage, version, TEXT))]).failure is None


def decided(folder: Path, rule: Keep | None = None) -> ProjectFolder:
    """A project of three of which all is decided, for mo's number and lee's claim."""
    project = write(folder, THREE)
    adjudication = opened(project, rule=rule)
    take(adjudication, passage_at(adjudication, NUMBER, NUMBER_LONGER), "mo")
    take(adjudication, passage_at(adjudication, CLAIM, CLAIM_LONGER), "lee")
    closed(adjudication)
    return project


def reopen(project: ProjectFolder, *without: str, rule: Keep | None = None) -> Adjudication:
    adjudication = adjudication_of(project, read_annotators(project, project.journals()), "bo", rule, without=without)
    assert adjudication.begin() is None
    return adjudication


def bytes_of(project: ProjectFolder) -> bytes:
    return project.journal_path(GOLD).read_bytes()


# --- a journal that is gone ------------------------------------------------------------------------------------------


def test_without_a_journal_that_decisions_rest_on_nothing_is_opened_again_and_nothing_written(tmp_path: Path) -> None:
    project = decided(tmp_path)
    before = bytes_of(project)
    project.journal_path("mo").unlink()
    adjudication = reopen(project)
    assert not adjudication.statuses.open
    assert adjudication.read_only == (
        "mo, on whose spans 2 decisions rest, has no journal here: put it back, or start with --without mo"
    )
    passage = passage_at(adjudication, CLAIM, CLAIM_LONGER)
    with pytest.raises(AnnotatorError, match="mo, on whose spans 2 decisions rest"):
        adjudication.decide([(passage, NONE)])
    closed(adjudication)
    assert bytes_of(project) == before


def test_going_on_without_somebody_opens_the_decisions_on_their_spans_and_is_remembered(tmp_path: Path) -> None:
    project = decided(tmp_path)
    kept_aside = project.journal_path("mo").read_bytes()
    project.journal_path("mo").unlink()
    adjudication = reopen(project, "mo")
    assert [status.passage.labels for status in adjudication.statuses.open] == [("claim",)]
    (status,) = adjudication.statuses.open
    statuses = adjudication.statuses
    assert reopened_in_words(statuses) == "1 (decided on spans of mo, left out since: 1)"
    assert void_in_words(statuses) == "1 (decided on spans of mo, left out since: 1)"
    assert "left out" in reopened(status, adjudication.cause(status))
    closed(adjudication)
    again = reopen(project)
    assert again.read_only is None
    closed(again)
    project.journal_path("mo").write_bytes(kept_aside)
    back = reopen(project)
    assert not back.statuses.open
    assert gold(back) == [NUMBER_LONGER, CLAIM_LONGER, AD]
    closed(back)
    project.journal_path("mo").unlink()
    assert reopen(project).read_only is not None  # mo was counted again meanwhile


def test_who_was_decided_on_again_since_is_not_missed(tmp_path: Path) -> None:
    project = decided(tmp_path)
    write(tmp_path, {"mo": [AD]})
    adjudication = reopen(project)
    for status in adjudication.statuses.open:
        take(adjudication, status.passage, "lee")
    closed(adjudication)
    project.journal_path("mo").unlink()
    adjudication = reopen(project)
    assert adjudication.read_only is None
    closed(adjudication)


def test_gold_alone_has_its_spans_and_the_votes_that_its_records_tell(tmp_path: Path) -> None:
    project = decided(tmp_path)
    adjudication = opened(project)
    whole = gold_spans(adjudication.statuses, adjudication.records.fold)
    closed(adjudication)
    for name in THREE:
        project.journal_path(name).unlink()
    read = read_gold(project.journal_path(GOLD))
    assert read is not None
    found = own_records(read)
    told = ("start", "end", "label", "text", "annotators", "support", "of")
    assert [[span[name] for name in told] for span in found.spans] == [[span[name] for name in told] for span in whole]
    assert found.annotators == ["kim", "lee", "mo"]
    assert found.lengths == {(NAME, SHA): len(TEXT)}


def test_of_gold_alone_an_article_that_is_not_done_is_left_out(tmp_path: Path) -> None:
    project = write(tmp_path, THREE)
    adjudication = opened(project)
    take(adjudication, adjudication.statuses.open[0].passage, "kim")
    closed(adjudication)
    read = read_gold(project.journal_path(GOLD))
    assert read is not None
    found = own_records(read)
    assert found.spans == []
    assert "1 article of which not all is decided is left out" in found.account


# --- rules -----------------------------------------------------------------------------------------------------------


def test_what_the_rule_takes_is_a_version_of_the_passage_and_another_replaces_it(tmp_path: Path) -> None:
    adjudication = opened(write(tmp_path, THREE), rule="majority")
    passage = passage_at(adjudication, NUMBER, NUMBER_LONGER)
    assert differs(passage, TEXT) == "the end differs: mo takes ‹euros› in, kim and lee leave it out"
    assert [version.annotators for version in passage.versions] == [("kim", "lee"), ("mo",)]
    assert gold(adjudication) == [NUMBER, CLAIM, AD]
    take(adjudication, passage, "mo")
    assert gold(adjudication) == [NUMBER_LONGER, CLAIM, AD]
    take(adjudication, passage_at(adjudication, CLAIM, CLAIM_LONGER), "kim")
    assert gold(adjudication) == [NUMBER_LONGER, CLAIM, AD] == live(adjudication)
    adjudication.undo()
    adjudication.undo()
    assert gold(adjudication) == [NUMBER, CLAIM, AD]
    adjudication.decide([(passage, NONE)])
    assert gold(adjudication) == [CLAIM, AD]
    closed(adjudication)


def test_editing_shows_what_the_rule_takes_elsewhere_and_decides_nothing_there(tmp_path: Path) -> None:
    adjudication = opened(write(tmp_path, THREE), rule="majority")
    number, claim = (passage_at(adjudication, *pair) for pair in ((NUMBER, NUMBER_LONGER), (CLAIM, CLAIM_LONGER)))
    visit = PassageEdit(adjudication, claim)
    visit.begin()
    session = adjudication.session
    assert [span.range for span in session.spans] == [NUMBER[:2], CLAIM[:2], AD[:2]]
    session.delete([span for span in session.spans if span.label == "number"])
    visit.leave()
    assert gold(adjudication) == [NUMBER, CLAIM, AD]
    visit = PassageEdit(adjudication, claim)
    visit.begin()
    session.change(next(span for span in session.spans if span.label == "claim"), end=CLAIM_LONGER[1])
    visit.decide()
    assert [status.passage.id for status in adjudication.statuses.open] == [number.id]
    assert gold(adjudication) == [NUMBER, CLAIM_LONGER, AD]
    take(adjudication, number, "mo")
    assert gold(adjudication) == [NUMBER_LONGER, CLAIM_LONGER, AD] == live(adjudication)
    closed(adjudication)


def test_a_span_of_the_rule_that_is_changed_while_another_passage_is_edited_is_decided(tmp_path: Path) -> None:
    adjudication = opened(write(tmp_path, THREE), rule="majority")
    number, claim = (passage_at(adjudication, *pair) for pair in ((NUMBER, NUMBER_LONGER), (CLAIM, CLAIM_LONGER)))
    visit = PassageEdit(adjudication, claim)
    visit.begin()
    session = adjudication.session
    session.change(next(span for span in session.spans if span.label == "number"), end=NUMBER_LONGER[1])
    assert set(visit.decide().passages) == {number.id, claim.id}
    assert gold(adjudication) == [NUMBER_LONGER, CLAIM, AD] == live(adjudication)
    adjudication.undo()
    assert gold(adjudication) == [NUMBER, CLAIM, AD]
    closed(adjudication)


def test_another_rule_leaves_every_decision_and_says_before_what_it_changes(tmp_path: Path) -> None:
    project = write(tmp_path, THREE)
    adjudication = opened(project)
    take(adjudication, passage_at(adjudication, NUMBER, NUMBER_LONGER), "mo")
    closed(adjudication)
    before = bytes_of(project)
    read = read_gold(project.journal_path(GOLD))
    assert read is not None
    cut = read_annotators(project, project.journals())
    assert rule_change(read.fold, cut, None) is rule_change(read.fold, cut, "unanimous") is None
    assert rule_change(read.fold, cut, "majority") == (
        "gold was decided by the rule unanimous, and so it goes on without --rule. By the rule majority it takes 1 span "
        "more without a decision. Decisions stay as they are."
    )
    assert "1 passage waits for none any more" in (rule_change(read.fold, cut, 1) or "")
    assert bytes_of(project) == before
    adjudication = reopen(project, rule="majority")
    assert adjudication.status_of(passage_at(adjudication, NUMBER, NUMBER_LONGER)).decided
    assert gold(adjudication) == [NUMBER_LONGER, CLAIM, AD]
    closed(adjudication)


def test_undo_does_not_bring_the_rule_of_then_back(tmp_path: Path) -> None:
    project = write(tmp_path, THREE)
    adjudication = opened(project)
    passage = passage_at(adjudication, NUMBER, NUMBER_LONGER)
    take(adjudication, passage, "mo")
    take(adjudication, passage, "kim")
    closed(adjudication)
    adjudication = reopen(project, rule="majority")
    adjudication.undo()
    adjudication.redo()
    adjudication.undo()
    assert rule_of(adjudication.records.fold) == "majority"
    closed(adjudication)


def test_a_decision_made_beside_what_the_rule_takes_is_open_again_and_nobody_is_said_to_have_changed_it(
    tmp_path: Path,
) -> None:
    project = write(tmp_path, THREE)
    about = {"article": NAME, "sha256": SHA, "annotator": "ada", "at": "2026-11-22T08:00:00.000Z"}
    versions = [("mo", *NUMBER_LONGER)]
    start, end, label = NUMBER_LONGER
    given = [{"annotator": "mo", "start": start, "end": end, "label": label}]
    identity = passage_id(NAME, SHA, versions)
    alone_in_it = {"v": 1, "op": "del", "id": decision_id(identity), "rev": 1, **about, "decides": identity}
    alone_in_it |= {"choice": "none", "chosen": [], "gives": [], "from": given, "note": None, "rule": "majority"}
    project.journal_path(GOLD).write_bytes(orjson.dumps(alone_in_it) + b"\n")
    adjudication = reopen(project)
    (status,) = [status for status in adjudication.statuses.disputed if status.reopened]
    told = reopened(status, adjudication.cause(status))
    assert told == "as number ‹4 million›, which the rule takes, is a version of it now; nobody changed anything"
    assert "kim" not in reopened_in_words(adjudication.statuses)
    closed(adjudication)


# --- white space -----------------------------------------------------------------------------------------------------


def test_union_and_intersection_have_no_white_space_at_their_ends(tmp_path: Path) -> None:
    one, other = at(" million euros, ", "number"), at("4 million ", "number")
    (passage,) = passages_of(tmp_path, {"kim": [one], "lee": [other]}).disputed
    assert [draft.text for draft in intersection(passage, TEXT).spans] == ["million"]
    assert [draft.text for draft in union(passage, TEXT).spans] == ["4 million euros,"]
    assert [draft.text for draft in intersection(passage, None).spans] == ["million"]


def test_nothing_but_white_space_in_common_is_no_intersection(tmp_path: Path) -> None:
    (passage,) = passages_of(tmp_path, {"kim": [at("lost 4 ", "number")], "lee": [at(" million", "number")]}).disputed
    with pytest.raises(AnnotatorError, match="but white space in common"):
        intersection(passage, TEXT)


@pytest.mark.parametrize(
    ("between", "told"),
    [
        (" ", "a space"),
        ("  ", "2 spaces"),
        ("\r\n", "a line break"),
        ("\n", "a line break"),
        (" \r\n\r\n", "2 line breaks and a space"),
        ("\t", "a tab"),
        (" x\r\ny", "‹x y›"),
    ],
)
def test_what_is_in_dispute_is_named_where_it_would_be_shown_as_nothing(
    tmp_path: Path, between: str, told: str
) -> None:
    (passage,) = passages_of(
        tmp_path, {"kim": [NUMBER], "lee": [(NUMBER[0], NUMBER[1] + len(between), "number")]}
    ).disputed
    text = TEXT[: NUMBER[1]] + between + TEXT[NUMBER[1] :]
    assert differs(passage, text) == f"the end differs: lee takes {told} in, kim leaves it out"


@pytest.mark.parametrize(
    ("end", "kind"), [("🤬", "end"), ("€", "end"), ("”", "marks"), (" ", "marks"), ("!)", "marks")]
)
def test_only_space_and_punctuation_are_called_so(tmp_path: Path, end: str, kind: str) -> None:
    paths = []
    for name, tail in (("kim", ""), ("lee", end)):
        (line, state) = lines_of(name, [NUMBER])
        record = orjson.loads(line) | {"end": NUMBER[1] + len(tail), "text": TEXT[NUMBER[0] : NUMBER[1]] + tail}
        paths.append(tmp_path / f"{name}.jsonl")
        paths[-1].write_bytes(orjson.dumps(record) + b"\n" + state + b"\n")
    (passage,) = Passages(cut_passages(read_columns(paths))).disputed
    assert passage.kind == kind
