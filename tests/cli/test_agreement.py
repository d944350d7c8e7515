"""`annotator agreement` as it is used."""

from __future__ import annotations

from pathlib import Path

import click
import orjson
import pytest

from tests.cli.cli_world import World, two_annotators


def test_the_report_of_a_project(tmp_path: Path) -> None:
    ran = two_annotators(tmp_path).run("agreement")
    assert ran.code == 0
    assert "2 annotators, 2 shared articles" in ran.out
    assert "1 article finished by one annotator only" in ran.out
    assert ran.err == ""


def test_the_numbers_by_hand(tmp_path: Path) -> None:
    """Kim has 4 spans and Lee 3 in what both finished; the quote alone is the same, the ad has another label."""
    found = two_annotators(tmp_path).run("agreement", "--json", "--resamples", 0).json
    assert found["overall"]["f1"] == {"value": pytest.approx(2 / 7), "low": None, "high": None}
    assert found["overall"]["boundary_f1"]["value"] == pytest.approx(4 / 7)
    assert found["overall"]["relaxed_f1"]["value"] == pytest.approx(4 / 7)
    assert found["disagreements"]["all labels"] == {
        "agree": 1,
        "label": 1,
        "boundary": {"space or punctuation": 0, "start": 0, "end": 1, "both": 0},
        "split or merged": 0,
        "label and boundary": 0,
        "missing": 1,
    }
    assert found["confusion"]["counts"][3][0] == 1
    assert found["labels"]["ad"]["spans"] == {"kim": 1, "lee": 0}


def test_labels_and_articles_can_be_chosen(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    quote = world.run("agreement", "--label", "quote", "--json").json
    assert quote["overall"]["f1"]["value"] == 1
    assert list(quote["labels"]) == ["quote"]
    harbour = world.run("agreement", "--article", "harbour", "--json").json
    assert harbour["overall"]["f1"]["value"] == 0
    assert harbour["settings"]["shared_articles"] == 1


def test_the_threshold_of_the_relaxed_f1_can_be_chosen(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    assert world.run("agreement", "--iou", "0.9", "--json").json["overall"]["relaxed_f1"]["value"] == pytest.approx(
        2 / 7
    )


@pytest.mark.parametrize(("least", "code"), [("0.2", 0), ("0.9", 1)])
def test_a_gate_for_scripts(tmp_path: Path, least: str, code: int) -> None:
    ran = two_annotators(tmp_path).run("agreement", "--fail-under", least)
    assert ran.code == code
    assert ("0.286" in ran.err) == bool(code)


def test_an_undefined_value_does_not_pass_the_gate(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.article("port", "Nothing here.")
    for name in ("kim", "lee"):
        world.state(name, "port")
    ran = world.run("agreement", "--fail-under", "0")
    assert ran.code == 1
    assert "undefined" in ran.err
    assert "n/a" in ran.out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--label", "adverb"], "no label 'adverb'"),
        (["--article", "moon"], "no article 'moon'"),
        (["kim.jsonl"], "only kim has finished"),
        (["nowhere.jsonl"], "there is no such file"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], says: str
) -> None:
    world = two_annotators(tmp_path)
    monkeypatch.chdir(tmp_path / "annotations")
    ran = world.run("agreement", *args)
    assert ran.code == 2
    assert says in ran.err
    assert "\n" not in ran.err.strip()
    assert ran.out == ""


def test_no_shared_article_is_one_sentence(tmp_path: Path) -> None:
    world = World(tmp_path)
    for name, article in (("kim", "port"), ("lee", "moon")):
        world.article(article, "Nothing here.")
        world.state(name, article)
    ran = world.run("agreement")
    assert ran.code == 2
    assert "no article was finished by two" in ran.err


def test_copies_of_a_journal_change_nothing(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    once = world.run("agreement", "--json").json
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(b"".join(sorted(world.journal("kim").read_bytes().splitlines(keepends=True), reverse=True)))
    assert world.run("agreement", "--json", copy, world.journal("lee"), world.journal("kim")).json == once


def test_flat_files_without_lengths_are_read_and_the_guess_is_told(tmp_path: Path) -> None:
    for name, end in (("kim", 9), ("lee", 8)):
        line = {"article": "port", "start": 0, "end": end, "label": "claim"}
        (tmp_path / f"{name}.jsonl").write_bytes(orjson.dumps(line) + b"\n")
    (tmp_path / "p").mkdir()
    ran = World(tmp_path / "p").run("agreement", tmp_path / "kim.jsonl", tmp_path / "lee.jsonl", "--json")
    assert ran.code == 0
    assert "the length of port is not recorded" in ran.err
    assert ran.json["settings"]["guessed_lengths"] == ["port"]
    assert ran.json["articles"][0]["length"] == 9


def test_a_line_that_is_no_record_is_passed_over_and_told(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    with world.journal("kim").open("ab") as file:
        file.write(b"not json\n")
    ran = world.run("agreement")
    assert ran.code == 0
    assert "passed over" in ran.err


def test_gold_is_no_annotator(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    (tmp_path / "annotations" / "gold.jsonl").write_bytes(world.journal("kim").read_bytes())
    assert world.run("agreement", "--json").json["settings"]["annotators"] == ["kim", "lee"]


def test_annotators_are_scored_against_gold(tmp_path: Path) -> None:
    """Against Kim's spans as gold, Lee has 3, one of them right, and Kim herself is not scored."""
    world = two_annotators(tmp_path)
    ran = world.run("agreement", "--against", world.journal("kim"), "--json", "--resamples", 50)
    strict = ran.json["scored"][0]["accuracy"]["strict"]
    assert [scored["annotator"] for scored in ran.json["scored"]] == ["lee"]
    assert [strict[field]["value"] for field in ("precision", "recall", "f1")] == pytest.approx([1 / 3, 1 / 4, 2 / 7])
    assert "LEE AGAINST GOLD" in world.run("agreement", "--against", world.journal("kim")).out


@pytest.mark.parametrize(("least", "code"), [("0.5", 0), ("0.6", 1)])
def test_the_gate_looks_at_the_measure_named_and_at_the_lowest_annotator(tmp_path: Path, least: str, code: int) -> None:
    world = two_annotators(tmp_path)
    asked = ["--measure", "boundary_f1", "--fail-under", least]
    assert world.run("agreement", *asked).code == code
    ran = world.run("agreement", "--against", world.journal("kim"), *asked)
    assert ran.code == code
    assert ("the boundary F1 is 0.571" in ran.err) == bool(code)


def test_a_run_is_compared_with_another(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    files = ["--baseline", world.journal("kim"), "--baseline", world.journal("lee")]
    found = world.run("agreement", *files, "--json", "--resamples", 50).json["less_baseline"]
    assert (found["paired"], found["articles"], found["f1"]["value"]) == (True, [2, 2], 0)
    assert "LESS THE BASELINE" in world.run("agreement", *files, "--resamples", 50).out


def test_gold_is_not_scored_against_itself(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    with pytest.raises(click.UsageError, match="against itself"):
        world.run("agreement", world.journal("kim"), "--against", world.journal("kim"))
    with pytest.raises(click.UsageError, match="--against and --baseline"):
        world.run("agreement", "--against", world.journal("kim"), "--baseline", world.journal("lee"))
