"""`annotator adjudicate` up to its screen, and what the other commands make of the gold that it writes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from annotator.adjudication.adjudicator import Adjudication
from annotator.adjudication.decisions import NONE, take_version
from annotator.adjudication.gold import adjudication_of, read_annotators
from annotator.project import ProjectFolder
from tests.cli.cli_world import World, two_annotators


@pytest.fixture
def world(tmp_path: Path) -> World:
    return two_annotators(tmp_path)


def opened(world: World, rule: int | None = None) -> Adjudication:
    project = ProjectFolder.find(world.root)
    adjudication = adjudication_of(project, read_annotators(project, project.journals()), "ada", rule)
    adjudication.begin()
    return adjudication


def decide(world: World, *, most: int = 100) -> int:
    """Decide for kim's version, or for none where kim has none; how many were decided."""
    adjudication = opened(world)
    found = adjudication.statuses.open[:most]
    for status in found:
        passage = status.passage
        version = next((version for version in passage.versions if version.spans and "kim" in version.annotators), None)
        text = adjudication.text(passage)
        adjudication.decide([(passage, NONE if version is None else take_version(passage, version, text))])
    adjudication.session.journal.close()
    return len(found)


def exported(world: World) -> tuple[str, dict[str, list[dict[str, Any]]], dict[str, Any]]:
    """What an export of gold says, its spans by article, and its card."""
    ran = world.run("export", "--to", "jsonl", "-o", world.root / "ds")
    assert ran.code == 0, ran.err
    lines = (world.root / "ds" / "data.jsonl").read_text("utf-8").splitlines()
    documents = [json.loads(line) for line in lines]
    return ran.err, {d["id"]: d["spans"] for d in documents}, json.loads((world.root / "ds" / "card.json").read_bytes())


def test_without_a_terminal_it_says_so_and_writes_nothing(world: World) -> None:
    ran = world.run("adjudicate", "--as", "ada")
    assert ran.code == 2
    assert "the screen needs a terminal" in ran.err
    assert not world.journal("gold").exists()


def test_gold_that_merge_wrote_is_refused_with_what_to_do(world: World) -> None:
    world.run("merge", world.journal("kim"), world.journal("lee"), "-o", world.journal("gold"))
    before = world.journal("gold").read_bytes()
    ran = world.run("adjudicate", "--as", "ada")
    assert ran.code == 2
    assert "holds flat spans, as merge writes them" in ran.err
    gold, free = (os.path.relpath(path) for path in (world.journal("gold"), world.root / "merged.jsonl"))
    assert f"move it away (mv {gold} {free})" in ran.err
    assert world.journal("gold").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--rule", "most"], "unanimous, majority or a number"),
        (["--rule", "0"], "unanimous, majority or a number"),
        (["--as", "gold"], "is kept for adjudicated spans"),
        (["nobody.jsonl"], "there is no such file"),
    ],
)
def test_wrong_usage_is_one_sentence(world: World, words: list[str], told: str) -> None:
    try:
        err = world.run("adjudicate", *words).err
    except Exception as error:  # what click itself refuses
        err = str(error)
    assert told in err


def test_gold_is_not_decided_on(world: World) -> None:
    decide(world)
    ran = world.run("adjudicate", world.journal("gold"), "--as", "ada")
    assert ran.code == 2
    assert "is what is decided, not what is decided on" in ran.err


def test_export_has_what_was_agreed_and_what_was_decided_with_the_votes(world: World) -> None:
    assert decide(world) == 3
    err, spans, card = exported(world)
    told = {
        article: [(s["label"], s["annotators"], s["support"], s["of"], s["origin"]) for s in found]
        for article, found in spans.items()
    }
    assert told == {
        "council": [
            ("quote", ["kim", "lee"], 2, 2, "hand"),
            ("number", ["kim"], 1, 2, "adjudicated"),
            ("claim", ["kim"], 1, 2, "adjudicated"),
        ],
        "harbour": [("ad", ["kim"], 1, 2, "adjudicated")],
        "port": [],
    }
    assert "undecided" not in err
    assert {entry["name"] for entry in card["inputs"]} == {f"annotations/{n}.jsonl" for n in ("gold", "kim", "lee")}


def test_what_is_undecided_is_left_out_and_said(world: World) -> None:
    decide(world, most=1)
    err, spans, card = exported(world)
    assert "2 disagreements are undecided: left out (annotator adjudicate)" in err
    assert "2 disagreements are undecided" in json.dumps(card)
    assert sum(map(len, spans.values())) == 2


def test_a_decision_on_what_changed_since_is_left_out_and_said(world: World) -> None:
    decide(world)
    world.span("lee", "council", "It rained", "claim")
    err, spans, _ = exported(world)
    assert "1 disagreement is undecided: left out (annotator adjudicate)" in err
    assert "decided before and open again: 1 (annotators changed their spans: 1)" in err
    assert [span["label"] for span in spans["council"]] == ["quote", "number"]


def test_the_rule_is_remembered(world: World) -> None:
    adjudication = opened(world, rule=1)
    assert not adjudication.statuses.open
    adjudication.session.journal.close()
    err, spans, _ = exported(world)
    assert "by the rule of adjudication (1 or more)" in err
    assert len(spans["council"]) == 4
    again = opened(world)
    assert again.statuses.passages.rule == 1
    again.session.journal.close()


def test_the_annotators_own_spans_stand_beside_gold(world: World) -> None:
    decide(world)
    ran = world.run("export", "--to", "label-studio", "--with-text", "-o", world.root / "ls")
    assert ran.code == 0, ran.err
    tasks = json.loads((world.root / "ls" / "data.json").read_bytes())
    names = [annotation.get("created_username") for annotation in tasks[0]["annotations"]]
    assert names[1:] == ["kim", "lee"]


def test_check_and_tidy_take_gold_for_what_it_is(world: World) -> None:
    decide(world)
    before = exported(world)[1]
    assert world.run("check").code == 0
    assert world.run("tidy", world.journal("gold")).code == 0
    assert world.run("check").code == 0
    (world.root / "ds" / "card.json").unlink()
    for path in (world.root / "ds").iterdir():
        path.unlink()
    assert exported(world)[1] == before


def test_annotators_are_scored_against_gold(world: World) -> None:
    decide(world)
    ran = world.run("agreement", "--against", world.journal("gold"), "--json", "--resamples", "0")
    assert ran.code == 0, ran.err
    assert "kim" in json.dumps(ran.json)


def test_a_copy_of_gold_that_a_computer_is_named_in_is_nobodys_work_and_its_decisions_count(world: World) -> None:
    commands = [("status", "--json"), ("agreement", "--resamples", "0", "--json")]
    decide(world)
    before = [world.run(*command).out for command in commands]
    _, spans, _ = exported(world)
    gold, copy = world.journal("gold"), world.journal("gold-LAPTOP-7")
    whole = gold.read_bytes()
    copy.write_bytes(whole)
    gold.write_bytes(whole[: whole.index(b"\n") + 1])

    assert [world.run(*command).out for command in commands] == before
    told, found, _ = exported(world)
    assert found == spans
    assert "1 copy of gold.jsonl read with it: gold-LAPTOP-7.jsonl" in told
    checked = world.run("check")
    assert (checked.code, "not by its name" in checked.out) == (0, False)
    assert "1 copy of gold.jsonl read with it: gold-LAPTOP-7.jsonl" in checked.err
    refused = world.run("adjudicate", world.journal("kim"), copy)
    assert "gold-LAPTOP-7.jsonl: is what is decided" in refused.err
    assert not opened(world).statuses.open


# --- journals that are gone, another rule ----------------------------------------------------------------------------


class Screens:
    """Stands for the terminal: what was asked before a screen opened, and how often one did."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answer: bool) -> None:
        self.asked: list[str] = []
        self.opened = 0
        self._answer = answer
        monkeypatch.setattr("annotator.cli.adjudicate.needs_terminal", lambda: None)
        monkeypatch.setattr("annotator.cli.adjudicate.run_app", self._run)
        monkeypatch.setattr("annotator.cli.adjudicate.click.confirm", self._confirm)

    def _run(self, *_: object, **__: object) -> int:
        self.opened += 1
        return 0

    def _confirm(self, text: str, **_: object) -> bool:
        self.asked.append(text)
        return self._answer


def test_export_is_refused_where_decisions_rest_on_spans_of_somebody_who_has_no_journal(world: World) -> None:
    decide(world)
    world.journal("lee").unlink()
    ran = world.run("export", "--to", "jsonl", "-o", world.root / "ds")
    assert ran.code == 2
    assert ran.err.endswith(
        "lee, on whose spans 2 decisions rest, has no journal here: put it back; or export gold's own records (--alone); "
        "or go on without (annotator adjudicate --without lee), which opens those decisions again"
    )
    assert not (world.root / "ds").exists()


@pytest.mark.parametrize("way", ["no journals", "somebody else's journals", "--alone"])
def test_finished_gold_is_exported_by_itself(world: World, way: str) -> None:
    decide(world)
    _, before, _ = exported(world)
    assert sum(map(len, before.values())) == 4
    for path in (world.root / "ds").iterdir():
        path.unlink()
    world.journal("lee").unlink()
    if way != "--alone":
        world.journal("kim").unlink()
    if way == "somebody else's journals":
        world.span("zoe", "port", "40", "number")
        world.state("zoe", "port")
    option = ["--alone"] if way == "--alone" else []
    ran = world.run("export", world.journal("gold"), *option, "--to", "jsonl", "-o", world.root / "ds")
    assert ran.code == 0, ran.err
    lines = (world.root / "ds" / "data.jsonl").read_text("utf-8").splitlines()
    spans = {d["id"]: d["spans"] for d in map(json.loads, lines)}
    told = ("start", "end", "label", "annotators", "support", "of")
    assert {a: [[s[n] for n in told] for s in found] for a, found in spans.items()} == {
        a: [[s[n] for n in told] for s in found] for a, found in before.items()
    }
    card = (world.root / "ds" / "README.md").read_text("utf-8")
    assert "annotators' own journals were not read" in card
    assert "annotators' own journals were not read" in ran.err
    assert "agreement: n/a" in card


def test_alone_is_for_gold(world: World) -> None:
    ran = world.run("export", world.journal("kim"), "--alone", "--to", "jsonl", "-o", world.root / "ds")
    assert (ran.code, "holds no decisions: leave --alone out" in ran.err) == (2, True)


def test_gold_alone_of_which_nothing_is_decided_to_the_end_says_what_to_do(world: World) -> None:
    adjudication = opened(world)
    adjudication.decide([(adjudication.statuses.open[0].passage, NONE)])
    adjudication.session.journal.close()
    gold = [line for line in world.journal("gold").read_bytes().splitlines(keepends=True) if b'"done"' not in line]
    world.journal("gold").write_bytes(b"".join(gold))
    ran = world.run("export", "--alone", "--to", "jsonl", "-o", world.root / "ds")
    assert ran.code == 2
    assert "holds no finished article: decide all of its passages (annotator adjudicate) first" in ran.err


def test_decisions_that_are_left_out_say_why_and_how_many(world: World) -> None:
    decide(world)
    world.journal("lee").unlink()
    project = ProjectFolder.find(world.root)
    corpus = read_annotators(project, project.journals())
    adjudication = adjudication_of(project, corpus, "ada", without=["lee"])
    adjudication.begin()
    adjudication.session.journal.close()
    err, _, card = exported(world)
    told = "decisions left out, as nothing is left to decide there: 2 (decided on spans of lee, left out since: 2)"
    assert told in err
    assert any(told in limit.lower() for limit in card["limits"])


def test_another_rule_than_before_is_asked_about_and_nothing_written_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(world)
    before = world.journal("gold").read_bytes()
    screens = Screens(monkeypatch, answer=False)
    ran = world.run("adjudicate", "--as", "bo", "--rule", "1")
    assert (ran.code, screens.opened) == (2, 0)
    assert "nothing was changed: start without --rule to go on as before" in ran.err
    (question,) = screens.asked
    assert "gold was decided by the rule unanimous, and so it goes on without --rule" in question
    assert "Decisions stay as they are" in question
    assert world.journal("gold").read_bytes() == before
    screens = Screens(monkeypatch, answer=True)
    assert world.run("adjudicate", "--as", "bo", "--rule", "1").code == 0
    assert (len(screens.asked), screens.opened) == (1, 1)


@pytest.mark.parametrize("words", [[], ["--rule", "unanimous"], ["--rule", "majority", "--read-only"]])
def test_the_same_rule_or_only_looking_asks_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    decide(world)
    screens = Screens(monkeypatch, answer=False)
    assert world.run("adjudicate", "--as", "bo", *words).code == 0
    assert (screens.asked, screens.opened) == ([], 1)


def test_who_is_missed_is_said_before_the_screen_opens(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    decide(world)
    Screens(monkeypatch, answer=False)
    told = "lee, on whose spans 2 decisions rest, has no journal here: put it back, or start with --without lee"
    assert told in world.run("adjudicate", "--as", "bo", world.journal("kim")).err
    world.journal("lee").rename(world.root / "lee.jsonl")
    assert told in world.run("adjudicate", "--as", "bo").err
    assert told not in world.run("adjudicate", "--as", "bo", "--without", "lee").err


def test_nobody_whose_spans_are_read_can_be_left_out(world: World) -> None:
    ran = world.run("adjudicate", "--as", "bo", "--without", "lee")
    assert (ran.code, "--without lee: spans of that name are in the files read" in ran.err) == (2, True)


def test_without_somebody_on_whom_nothing_rests_is_refused(world: World) -> None:
    ran = world.run("adjudicate", "--as", "ada", "--without", "zed")
    assert ran.code == 2
    assert "--without zed: no decision rests on spans of that name: leave --without out" in ran.err


def test_a_rule_that_nobody_can_meet_is_asked_about(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(question: str, **_: object) -> bool:
        asked.append(question)
        return False

    monkeypatch.setattr("annotator.cli.adjudicate.needs_terminal", lambda: None)
    monkeypatch.setattr("click.confirm", answer)
    assert world.run("adjudicate", "--as", "ada", "--rule", "9").code == 2
    assert asked == ["annotator: --rule 9: 2 annotators were read, so no span is taken without a decision. Go on?"]
