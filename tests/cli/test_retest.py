"""A second, blind pass of the same annotator: kept apart, reported as consistency, never a vote."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
import pytest

from annotator.errors import AnnotatorError
from annotator.project import ProjectFolder
from tests.cli.cli_world import World, two_annotators


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Kim has gone over council and port a second time, ten days later: one span is as before, one ends elsewhere."""
    world = two_annotators(tmp_path)
    again = World.__new__(World)
    again.root, again.texts, again._count = tmp_path / "second", world.texts, 500
    (tmp_path / "second" / "annotations").mkdir(parents=True)
    later = "2026-12-02T05:30:15.123Z"
    again.span("kim", "council", "“We lost 4 million euros,”", "quote", at=later)
    again.span("kim", "council", "4 million", "number", at=later)
    again.state("kim", "council", at=later)
    again.state("kim", "port", at=later)
    again.state("kim", "harbour", "started", at=later)
    (tmp_path / "annotations" / "retest").mkdir()
    again.journal("kim").rename(tmp_path / "annotations" / "retest" / "kim.jsonl")
    return world


def test_consistency_is_a_report_of_its_own(world: World) -> None:
    """Kim had 3 spans in council, has 2 there now, one of them the same: 2 · 1 / 5."""
    (kim,) = world.run("agreement", "--retest", "--json").json["retest"]
    assert (kim["annotator"], kim["finished_again"], kim["articles"], kim["unstable"]) == ("kim", 2, 2, True)
    assert kim["f1"]["value"] == pytest.approx(2 / 5)
    assert kim["labels"]["quote"]["f1"]["value"] == 1.0
    assert kim["days"] == pytest.approx(10.0)
    assert "THE SAME ANNOTATOR TWICE" in world.run("agreement", "--retest").out
    assert world.run("agreement", "--retest", "--fail-under", "0.5").code == 1
    for more in ([world.journal("kim")], ["--against", world.journal("lee")], ["--gamma"]):
        with pytest.raises(click.UsageError):
            world.run("agreement", "--retest", *more)


def test_who_annotates_alone_can_measure_it_too(world: World) -> None:
    world.journal("lee").unlink()
    assert world.run("agreement").code == 2
    assert world.run("agreement", "--retest").code == 0


def test_everything_else_is_as_it_was_before_the_second_pass(world: World) -> None:
    before = world.run("agreement", "--json").out, world.run("status", "--json").out
    shutil.rmtree(world.root / "annotations" / "retest")
    assert (world.run("agreement", "--json").out, world.run("status", "--json").out) == before


def test_a_second_pass_is_no_vote(world: World) -> None:
    merged = world.run("merge", "-o", "-", world.journal("kim"), world.journal("lee")).lines
    assert {line["of"] for line in merged if line["article"] == "council"} == {2}
    second = world.root / "annotations" / "retest" / "kim.jsonl"
    for command in (["merge", "-o", "-"], ["agreement"]):
        ran = world.run(*command, world.journal("lee"), second)
        assert ran.code == 2
        assert "is a second pass, which is no vote: leave it out" in ran.err


def test_check_reads_a_second_pass_too_and_counts_none_of_its_spans(world: World) -> None:
    second = world.root / "annotations" / "retest" / "kim.jsonl"
    whole = world.run("check", "--json").json
    assert str(second) in whole["files"]
    assert whole["errors"] == 0
    assert "copy" not in world.run("check").err
    with second.open("ab") as file:
        file.write(b"{broken}\n")
    broken = world.run("check", "--json")
    assert (broken.code, [found["file"] for found in broken.json["findings"]]) == (1, [str(second)])
    shutil.rmtree(second.parent)
    assert world.run("check", "--json").json["spans"] == whole["spans"]


def test_labels_that_are_asked_for_are_those_of_the_second_pass_too(world: World) -> None:
    (kim,) = world.run("agreement", "--json", "--retest", "--label", "number").json["retest"]
    assert kim["f1"]["value"] == 0.0
    assert kim["labels"].keys() == {"number"}


def test_where_nobody_made_a_second_pass_it_is_said_how(tmp_path: Path) -> None:
    ran = two_annotators(tmp_path).run("agreement", "--retest")
    assert (ran.code, "annotate --retest --as NAME" in ran.err) == (2, True)


def test_it_is_a_pass_of_somebody_over_what_they_have_done(world: World) -> None:
    assert "say whose with --as NAME" in world.run("annotate", "--retest").err
    assert "lee has not marked it done" in world.run("annotate", "--retest", "--as", "lee", "port").err
    assert "mo has marked no article done here" in world.run("annotate", "--retest", "--as", "mo").err
    assert "needs a terminal" in world.run("annotate", "--retest", "--as", "kim", "port").err
    folder = ProjectFolder.find(world.root)
    assert {article.id for article in folder.articles_again("kim")} == {"council", "harbour", "port"}
    assert {article.id for article in folder.articles_again("lee")} == {"council", "harbour"}
    with pytest.raises(AnnotatorError):
        folder.articles_again("gold")


def test_a_name_for_the_report_is_refused_with_what_to_do(world: World) -> None:
    for more in ((), ("--retest",)):
        with pytest.raises(click.UsageError, match="each named in the report: leave --as out"):
            world.run("agreement", *more, "--as", "kim")
    assert "--as" not in world.run("agreement", "--help").out
