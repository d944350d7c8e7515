"""Stories of adjudication: what belongs together, what an answer makes gold, what is kept, told, and found again."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from msgspec.structs import replace

import annotator
from annotator.adjudication.adjudicator import Adjudication, PassageEdit
from annotator.adjudication.decisions import NONE, decision_id, intersection, is_decision_id, take_version, union
from annotator.adjudication.describe import differs, reopened
from annotator.adjudication.gold import adjudication_of, open_gold, read_annotators
from annotator.adjudication.passages import Passage
from annotator.adjudication.similar import Similarity
from annotator.adjudication.stepped_work import finish
from annotator.errors import AnnotatorError
from annotator.guideline import add_rule
from annotator.journal.columns import read_columns
from annotator.journal.records import Fields
from annotator.model import GOLD
from annotator.project import ProjectFolder, default_guideline
from tests.adjudication.adjudicating import (
    NAME,
    TEXT,
    Place,
    Work,
    at,
    closed,
    gold,
    live,
    opened,
    passage_at,
    passages_of,
    write,
)

QUOTE, QUOTE_WITHOUT = at("“We lost 4 million euros, a lot.”", "quote"), at("We lost 4 million euros, a lot.", "quote")
CLAIM, CLAIM_LONGER = at("It rained in June", "claim"), at("It rained in June, too.", "claim")
NUMBER, NUMBER_LONGER = at("4 million", "number"), at("4 million euros", "number")
AD, CALLED_CLAIM = at("Buy Kettlo tea!", "ad"), at("Buy Kettlo tea!", "claim")


def records(project: ProjectFolder) -> list[Fields]:
    return [orjson.loads(line) for line in project.journal_path(GOLD).read_bytes().splitlines()]


def only(project: ProjectFolder) -> tuple[Adjudication, Passage]:
    """The adjudication, and its only disagreement."""
    adjudication = opened(project)
    (status,) = adjudication.statuses.disputed
    return adjudication, status.passage


def take(adjudication: Adjudication, passage: Passage, name: str) -> None:
    version = next(version for version in passage.versions if name in version.annotators)
    assert adjudication.decide([(passage, take_version(passage, version, TEXT))]).failure is None


# --- what belongs together -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kim", "lee", "kind"),
    [
        (AD, CALLED_CLAIM, "label"),
        (QUOTE, QUOTE_WITHOUT, "marks"),
        (at("It rained", "claim"), at("rained", "claim"), "start"),
        (NUMBER, NUMBER_LONGER, "end"),
        (at("We lost 4", "claim"), at("lost 4 million", "claim"), "both"),
        (CLAIM, at("It rained in June, too.", "quote"), "label and boundary"),
    ],
)
def test_two_versions_of_one_span_are_one_passage(tmp_path: Path, kim: Place, lee: Place, kind: str) -> None:
    (passage,) = passages_of(tmp_path, {"kim": [kim], "lee": [lee]}).disputed
    assert passage.kind == kind
    assert {version.annotators for version in passage.versions} == {("kim",), ("lee",)}


def test_a_number_in_a_quotation_is_a_passage_of_its_own(tmp_path: Path) -> None:
    found = passages_of(tmp_path, {"kim": [QUOTE, NUMBER], "lee": [QUOTE_WITHOUT, NUMBER_LONGER]}).disputed
    assert [(passage.kind, passage.labels) for passage in found] == [("marks", ("quote",)), ("end", ("number",))]


def test_a_quotation_almost_as_long_as_its_claim_is_not_mixed_up_with_it(tmp_path: Path) -> None:
    inner = (CLAIM[0], CLAIM[1] - 1, "quote")
    found = passages_of(
        tmp_path, {"kim": [CLAIM, inner], "lee": [CLAIM_LONGER, (*inner[:1], inner[1] - 2, "quote")]}
    ).disputed
    assert [passage.labels for passage in found] == [("claim",), ("quote",)]


def test_what_one_tagged_in_pieces_is_one_passage(tmp_path: Path) -> None:
    pieces = [at("“We lost 4 million", "quote"), at("a lot.”", "quote")]
    (passage,) = passages_of(tmp_path, {"kim": [QUOTE], "lee": pieces}).disputed
    assert passage.kind == "split"
    assert differs(passage, TEXT) == "one or several: kim one span, lee 2 spans"


def test_with_three_annotators_versions_are_shared_and_the_rule_decides_what_is_agreed(tmp_path: Path) -> None:
    work: Work = {"kim": [NUMBER], "lee": [NUMBER], "mo": [NUMBER_LONGER]}
    (passage,) = passages_of(tmp_path, work).disputed
    assert [version.annotators for version in passage.versions] == [("kim", "lee"), ("mo",)]
    assert differs(passage, TEXT) == "the end differs: mo takes ‹euros› in, kim and lee leave it out"
    majority = passages_of(tmp_path, work, "majority")
    assert not majority.agreed
    (passage,) = majority.disputed
    assert ([span.place for span in passage.taken], passage.kind) == ([NUMBER], "end")


def test_who_found_nothing_is_told(tmp_path: Path) -> None:
    (passage,) = passages_of(tmp_path, {"kim": [CLAIM], "lee": []}).disputed
    assert differs(passage, TEXT) == "only kim has it"


# --- answers ---------------------------------------------------------------------------------------------------------


def test_answers_make_gold_what_they_say(tmp_path: Path) -> None:
    kim, lee = at("We lost 4 million", "claim"), at("lost 4 million euros", "claim")
    adjudication, passage = only(write(tmp_path, {"kim": [kim], "lee": [lee]}))
    for answer, expected in (
        (union(passage, TEXT), [at("We lost 4 million euros", "claim")]),
        (intersection(passage, TEXT), [at("lost 4 million", "claim")]),
        (NONE, []),
        (take_version(passage, passage.versions[1], TEXT), [lee]),
    ):
        adjudication.decide([(passage, answer)])
        assert gold(adjudication) == expected == live(adjudication)
    closed(adjudication)


def test_versions_with_nothing_in_common_have_no_intersection(tmp_path: Path) -> None:
    adjudication, passage = only(write(tmp_path, {"kim": [AD], "lee": [CALLED_CLAIM]}))
    with pytest.raises(AnnotatorError, match="no stretch under one label"):
        intersection(passage, TEXT)
    assert [draft.label for draft in union(passage, TEXT).spans] == ["ad", "claim"]
    closed(adjudication)


def test_a_decision_says_who_decided_and_on_which_spans(tmp_path: Path) -> None:
    project = write(tmp_path, {"kim": [NUMBER], "lee": [NUMBER_LONGER]})
    adjudication, passage = only(project)
    take(adjudication, passage, "lee")
    closed(adjudication)
    (span,) = [record for record in records(project) if record["op"] == "put"]
    (marker,) = [record for record in records(project) if is_decision_id(record["id"])]
    assert (span["origin"], span["annotator"], span["decides"]) == ("adjudicated", "ada", passage.id)
    assert marker["from"] == span["from"]
    assert {(given["annotator"], given["id"], given["rev"]) for given in marker["from"]} == {
        (name, f"{name}:{start}-{end}-{label}", 1)
        for name, (start, end, label) in (("kim", NUMBER), ("lee", NUMBER_LONGER))
    }
    assert (marker["choice"], marker["chosen"], marker["gives"]) == ("version", ["lee"], [[span["id"], 1]])


def test_none_of_them_is_a_decision_that_is_found_again(tmp_path: Path) -> None:
    project = write(tmp_path, {"kim": [CLAIM], "lee": []})
    adjudication, passage = only(project)
    adjudication.decide([(passage, NONE)])
    closed(adjudication)
    adjudication, passage = only(project)
    assert adjudication.status_of(passage).decided
    assert gold(adjudication) == []
    closed(adjudication)


def test_what_is_agreed_can_be_decided_otherwise(tmp_path: Path) -> None:
    adjudication = opened(write(tmp_path, {"kim": [AD], "lee": [AD]}))
    passage = passage_at(adjudication, AD)
    assert gold(adjudication) == [AD] == live(adjudication)
    adjudication.decide([(passage, NONE)])
    assert gold(adjudication) == [] == live(adjudication)
    adjudication.undo()
    assert gold(adjudication) == [AD] == live(adjudication)
    closed(adjudication)


def test_of_two_deciders_the_later_counts_and_both_are_kept(tmp_path: Path) -> None:
    project = write(tmp_path, {"kim": [NUMBER], "lee": [NUMBER_LONGER]})
    adjudication, passage = only(project)
    take(adjudication, passage, "kim")
    closed(adjudication)
    adjudication = opened(project, "bo")
    take(adjudication, passage, "lee")
    closed(adjudication)
    adjudication = opened(project, "ada")
    assert gold(adjudication) == [NUMBER_LONGER]
    adjudication.undo()
    assert gold(adjudication) == [NUMBER]
    closed(adjudication)
    assert {record["annotator"] for record in records(project)} == {"ada", "bo"}
    assert read_columns([project.journal_path(GOLD)]).annotators == [GOLD]


def test_the_second_to_open_gold_can_only_look(tmp_path: Path) -> None:
    project = write(tmp_path, {"kim": [NUMBER], "lee": [NUMBER_LONGER]})
    first, passage = only(project)
    second = opened(project, "bo")
    assert second.read_only is not None
    assert second.read_only.startswith("gold's file is being written by")
    with pytest.raises(AnnotatorError, match="nothing can be changed"):
        second.decide([(passage, NONE)])
    closed(second)
    take(first, passage, "kim")
    closed(first)


def test_a_note_stays_with_the_decision(tmp_path: Path) -> None:
    project = write(tmp_path, {"kim": [NUMBER], "lee": [NUMBER_LONGER]})
    adjudication, passage = only(project)
    adjudication.note(passage, "ask kim")
    assert adjudication.statuses.open
    take(adjudication, passage, "kim")
    closed(adjudication)
    adjudication, passage = only(project)
    decision = adjudication.status_of(passage).decision
    assert decision is not None
    assert (decision.note, decision.choice) == ("ask kim", "version")
    closed(adjudication)


# --- what changes afterwards -----------------------------------------------------------------------------------------


def test_a_passage_that_changed_is_open_again_and_says_what_changed(tmp_path: Path) -> None:
    project = write(tmp_path, {"kim": [NUMBER, CLAIM], "lee": [NUMBER_LONGER, CLAIM_LONGER]})
    adjudication = opened(project)
    for status in adjudication.statuses.open:
        take(adjudication, status.passage, "kim")
    closed(adjudication)
    shorter = at("4 million eur", "number")
    write(tmp_path, {"lee": [shorter, CLAIM_LONGER]})
    adjudication = opened(project)
    (status,) = adjudication.statuses.open
    assert status.reopened
    assert reopened(status, adjudication.cause(status)) == (
        f"changed since it was decided: lee had number {NUMBER_LONGER[0]}–{NUMBER_LONGER[1]}, "
        f"now has number {shorter[0]}–{shorter[1]}"
    )
    assert gold(adjudication) == [CLAIM]
    state = adjudication.records.fold.state(NAME)
    assert state is not None
    assert state.state == "started"
    write(tmp_path, {"lee": [NUMBER_LONGER, CLAIM_LONGER]})  # and back
    closed(adjudication)
    adjudication = opened(project)
    assert not adjudication.statuses.open
    assert gold(adjudication) == [NUMBER, CLAIM]
    closed(adjudication)


def test_a_decision_on_what_they_agree_on_by_now_is_told_and_kept(tmp_path: Path) -> None:
    project = write(tmp_path, {"kim": [NUMBER], "lee": [NUMBER_LONGER]})
    adjudication, passage = only(project)
    take(adjudication, passage, "kim")
    closed(adjudication)
    write(tmp_path, {"kim": [NUMBER_LONGER]})
    adjudication = opened(project)
    assert [decision.passage for decision in adjudication.statuses.void] == [passage.id]
    assert gold(adjudication) == [NUMBER_LONGER] == live(adjudication)
    assert adjudication.records.fold.current(decision_id(passage.id)) is not None
    closed(adjudication)


def test_a_span_that_somebody_wrote_into_gold_by_hand_stays(tmp_path: Path) -> None:
    project = write(tmp_path, {"kim": [NUMBER], "lee": [NUMBER_LONGER]})
    adjudication, passage = only(project)
    take(adjudication, passage, "kim")
    closed(adjudication)
    mine = next(record for record in records(project) if record["op"] == "put")
    start, end, label = AD
    by_hand = mine | {"id": "by-hand", "start": start, "end": end, "label": label, "text": TEXT[start:end]}
    del by_hand["decides"]
    with project.journal_path(GOLD).open("ab") as file:
        file.write(orjson.dumps(by_hand) + b"\n")
    adjudication = opened(project)
    assert gold(adjudication) == [NUMBER, AD] == live(adjudication)
    closed(adjudication)


# --- editing ---------------------------------------------------------------------------------------------------------


def test_editing_decides_what_stands_in_the_end_and_is_one_step_for_undo(tmp_path: Path) -> None:
    project = write(tmp_path, {"kim": [QUOTE, AD], "lee": [QUOTE_WITHOUT, AD]})
    adjudication, passage = only(project)
    visit = PassageEdit(adjudication, passage)
    visit.begin()
    session = adjudication.session
    assert [span.range for span in session.spans] == [QUOTE[:2], AD[:2]]
    session.tag([NUMBER[:2]], "number")
    session.change(next(iter(session.spans)), start=QUOTE_WITHOUT[0], end=QUOTE_WITHOUT[1])
    done = visit.decide()
    assert done.failure is None
    assert gold(adjudication) == [QUOTE_WITHOUT, NUMBER, AD] == live(adjudication)
    adjudication.undo()
    assert gold(adjudication) == [AD]
    assert adjudication.statuses.open
    closed(adjudication)
    adjudication = opened(project)
    adjudication.redo()
    assert gold(adjudication) == [QUOTE_WITHOUT, NUMBER, AD] == live(adjudication)
    closed(adjudication)


def test_an_agreed_span_changed_while_editing_is_a_decision_of_its_own(tmp_path: Path) -> None:
    adjudication, passage = only(write(tmp_path, {"kim": [QUOTE, AD], "lee": [QUOTE_WITHOUT, AD]}))
    visit = PassageEdit(adjudication, passage)
    visit.begin()
    session = adjudication.session
    session.change(next(span for span in session.spans if span.label == "ad"), label="claim")
    done = visit.decide()
    assert set(done.passages) == {passage.id, passage_at(adjudication, AD).id}
    assert gold(adjudication) == [QUOTE, CALLED_CLAIM] == live(adjudication)
    adjudication.undo()
    assert gold(adjudication) == [AD]
    closed(adjudication)


def test_leaving_an_edit_decides_nothing_and_the_next_one_goes_on_with_it(tmp_path: Path) -> None:
    adjudication, passage = only(write(tmp_path, {"kim": [QUOTE, AD], "lee": [QUOTE_WITHOUT, AD]}))
    visit = PassageEdit(adjudication, passage)
    visit.begin()
    session = adjudication.session
    session.tag([NUMBER[:2]], "number")
    session.delete([span for span in session.spans if span.label == "ad"])
    visit.leave()
    assert gold(adjudication) == [AD]
    assert adjudication.statuses.open
    visit = PassageEdit(adjudication, passage)
    visit.begin()
    assert [span.label for span in session.spans] == ["quote", "number", "ad"]
    visit.decide()
    assert gold(adjudication) == [QUOTE, NUMBER, AD] == live(adjudication)
    closed(adjudication)


def test_an_edit_that_was_cut_off_counts_for_nothing_yet_and_is_found_again(tmp_path: Path) -> None:
    project = write(tmp_path, {"kim": [QUOTE, AD], "lee": [QUOTE_WITHOUT, AD]})
    adjudication, passage = only(project)
    PassageEdit(adjudication, passage).begin()
    adjudication.session.tag([NUMBER[:2]], "number")
    closed(adjudication)  # as a kill would leave it
    adjudication, passage = only(project)
    assert gold(adjudication) == [AD]
    visit = PassageEdit(adjudication, passage)
    visit.begin()
    assert [span.label for span in adjudication.session.spans] == ["quote", "number", "ad"]
    closed(adjudication)


def test_an_edit_that_was_left_makes_no_finished_gold(tmp_path: Path) -> None:
    project = write(tmp_path, {"kim": [QUOTE, AD], "lee": [QUOTE_WITHOUT, AD]})
    adjudication, passage = only(project)
    visit = PassageEdit(adjudication, passage)
    visit.begin()
    visit.leave()
    closed(adjudication)
    path = project.journal_path(GOLD)
    assert not read_columns([path]).done().any()
    export = annotator.open(tmp_path).export("jsonl", tmp_path / "out", source=path)
    assert "1 disagreement is undecided" in str(export.card)
    exported = orjson.loads((tmp_path / "out" / "data.jsonl").read_bytes())
    assert [(span["label"], span["support"]) for span in exported["spans"]] == [("ad", 2)]


# --- the same answer, rules ------------------------------------------------------------------------------------------


def test_the_same_answer_is_offered_where_it_means_the_same(tmp_path: Path) -> None:
    other, other_longer = at("4 per cent", "number"), at("4 per cent, he", "number")
    missing = at("June", "number")
    adjudication = opened(
        write(tmp_path, {"kim": [NUMBER, other, missing], "lee": [NUMBER_LONGER, other_longer]}),
    )
    passage = passage_at(adjudication, NUMBER, NUMBER_LONGER)
    version = next(version for version in passage.versions if version.annotators == ("lee",))
    answer = take_version(passage, version, TEXT)
    adjudication.decide([(passage, answer)])
    (found,) = finish(Similarity(adjudication).resolutions_like(passage, answer)).found
    assert (found.resolution.spans[0].text, found.same) == ("4 per cent, he", False)
    adjudication.decide([(found.passage, found.resolution)])
    assert gold(adjudication) == [other_longer, NUMBER_LONGER]
    closed(adjudication)


def test_what_a_rule_would_touch_says_how_it_was_found(tmp_path: Path) -> None:
    ends_so = at("Prices rose 4 per cent, he said: “We lost 4 million euros", "claim")
    adjudication, passage = only(write(tmp_path, {"kim": [NUMBER], "lee": [NUMBER_LONGER]}))
    closed(adjudication)
    agreed = (ends_so[0], ends_so[1], "number")
    project = write(tmp_path, {"kim": [NUMBER, agreed], "lee": [NUMBER_LONGER, agreed]})
    adjudication, passage = only(project)
    (found,) = finish(Similarity(adjudication).affected_by_rule(passage))
    assert (found.start, found.end, found.how, found.decided) == (*agreed[:2], "ends with the same", True)
    closed(adjudication)


def test_a_rule_is_added_to_the_guideline_and_the_old_one_kept(tmp_path: Path) -> None:
    project = write(tmp_path, {"kim": [NUMBER], "lee": [NUMBER_LONGER]})
    adjudication, passage = only(project)
    closed(adjudication)
    path = add_rule(project, "The unit\nbelongs to \x1b[31mthe number.", passage, "ada", TEXT)
    text = path.read_text("utf-8")
    assert path == tmp_path / "docs" / "guidelines.md"
    assert text.startswith(default_guideline())
    assert "\x1b" not in text
    assert f"({NAME} {NUMBER[0]}–{NUMBER_LONGER[1]}, number: ‹4 million euros›)" in text
    add_rule(project, "Another.", passage, "bo", TEXT)
    assert path.read_text("utf-8").startswith(text)
    assert path.with_name("guidelines.md.bak").read_text("utf-8") == text
    assert path.read_text("utf-8").count("## Rules from adjudication") == 1


def test_a_backup_of_somebody_elses_is_not_written_over(tmp_path: Path) -> None:
    project = write(tmp_path, {"kim": [NUMBER], "lee": [NUMBER_LONGER]})
    adjudication, passage = only(project)
    closed(adjudication)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "guidelines.md").write_text("Ours.")
    (tmp_path / "docs" / "guidelines.md.bak").write_text("theirs")
    add_rule(project, "A rule.", passage, "ada", TEXT)
    assert (tmp_path / "docs" / "guidelines.md.bak").read_text() == "theirs"
    (kept,) = (tmp_path / "docs").glob("guidelines.md.bak-*")
    assert kept.read_text() == "Ours."


def test_a_guideline_outside_the_project_is_not_written_to(tmp_path: Path) -> None:
    project = write(tmp_path, {"kim": [NUMBER], "lee": [NUMBER_LONGER]})
    adjudication, passage = only(project)
    closed(adjudication)
    project.settings = replace(project.settings, guideline="../elsewhere.md")
    with pytest.raises(AnnotatorError, match="outside the project"):
        add_rule(project, "A rule.", passage, "ada", TEXT)
    assert not (tmp_path.parent / "elsewhere.md").exists()


def test_gold_that_merge_wrote_is_not_written_into(tmp_path: Path) -> None:
    project = write(tmp_path, {"kim": [NUMBER], "lee": [NUMBER_LONGER]})
    flat = orjson.dumps({"article": NAME, "start": 0, "end": 6, "label": "claim"}) + b"\n"
    project.journal_path(GOLD).write_bytes(flat)
    with pytest.raises(AnnotatorError, match=r"flat spans.*move it away"):
        open_gold(project, "ada")
    assert project.journal_path(GOLD).read_bytes() == flat


def test_a_notebook_lists_open_passages_decides_one_and_undoes_it_without_a_screen(tmp_path: Path) -> None:
    project = write(tmp_path, {"kim": [NUMBER, CLAIM], "lee": [NUMBER_LONGER, CLAIM]})
    adjudication = adjudication_of(project, read_annotators(project, project.journals()), "ada")
    (passage,) = adjudication.open_passages
    assert {version.annotators: [span.text for span in version.spans] for version in passage.versions} == {
        ("kim",): ["4 million"],
        ("lee",): ["4 million euros"],
    }
    assert differs(passage, adjudication.text(passage)) == "the end differs: lee takes ‹euros› in, kim leaves it out"
    adjudication.decide([(passage, adjudication.resolution(passage, "version", "lee"))])
    assert not adjudication.open_passages
    assert NUMBER_LONGER in gold(adjudication)
    adjudication.undo()
    assert list(adjudication.open_passages) == [passage]
    with pytest.raises(AnnotatorError, match="there is no version of mo here"):
        adjudication.resolution(passage, "version", "mo")
    closed(adjudication)
