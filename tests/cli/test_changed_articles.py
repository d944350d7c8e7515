"""Spans of an article's earlier text, as merge, status and export tell of them: with the text they were made in."""

from __future__ import annotations

import json
from pathlib import Path

import orjson
import pytest

from annotator.project import ArticleFile, ProjectFolder
from annotator.session import Session
from tests.cli.cli_world import HARBOUR, PORT, World
from tests.making import start_session

EDITED = "Corrected. " + HARBOUR


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Kim has finished an article whose file was edited; one of two spans was moved to the new text."""
    world = World(tmp_path)
    world.article("harbour", HARBOUR)
    world.article("port", PORT)
    project = ProjectFolder.find(tmp_path)
    harbour = project.articles()[0]
    session = start_session(project.annotations, project.load(harbour))
    for wording, label in (("12 days", "number"), ("Glimmo bike lamps — order now.", "ad")):
        start = HARBOUR.index(wording)
        session.tag([(start, start + len(wording))], label)
    session.mark("done")
    harbour.path.write_text(EDITED)
    session.open(project.load(harbour))
    session.move([move for move in session.moves_finder()() if move.span.label == "number"])
    session.mark("done")
    session.journal.close()
    world.texts["harbour"] = EDITED
    return world


def test_merge_keeps_both_with_the_hash_of_their_text(world: World) -> None:
    ran = world.run("merge", world.journal("kim"), "-o", "-")
    spans = {span["label"]: span for span in ran.lines}
    assert set(spans) == {"number", "ad"}
    assert spans["number"]["sha256"] == world.sha256("harbour")
    assert spans["number"]["origin"] == "reanchored"
    assert spans["ad"]["sha256"] != world.sha256("harbour")
    assert "version" in ran.err


def test_status_counts_them(world: World) -> None:
    assert "1 span of earlier texts of 1 article: the screen moves them (key M)" in world.run("status").out
    articles = {article["id"]: article["earlier_text"] for article in world.run("status", "--json").json["articles"]}
    assert articles == {"harbour": 1, "port": 0}


def test_export_writes_each_with_its_own_text_and_says_so(world: World, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = world.run("export", world.journal("kim"), "--to", "jsonl", "-o", out, "--with-text")
    assert "1 article in more than one version of the text" in ran.err
    documents = [orjson.loads(line) for line in (out / "data.jsonl").read_bytes().splitlines()]
    assert sorted(document["text"] for document in documents) == sorted([HARBOUR, EDITED])
    for document in documents:
        (span,) = document["spans"]
        assert document["text"][span["start"] : span["end"]] == span["text"]
    assert any("more than one version" in limit for limit in json.loads((out / "card.json").read_bytes())["limits"])


def test_check_finds_nothing_wrong(world: World) -> None:
    ran = world.run("check")
    assert ran.code == 0
    assert "warning: 1 span of harbour is of an earlier text (sha256 " in ran.out
    assert "…): M in the screen moves it\n" in ran.out
    assert len(ran.out.splitlines()) == 1


def test_check_says_what_mends_gold_of_an_earlier_text(world: World) -> None:
    annotations = world.root / "annotations"
    (annotations / "gold.jsonl").write_bytes((annotations / "kim.jsonl").read_bytes())
    ran = world.run("check", annotations / "gold.jsonl")
    assert "…): adjudicate asks anew once the annotators' spans are moved\n" in ran.out


def test_check_has_nothing_to_say_of_records_that_no_longer_count(world: World) -> None:
    """The article is as it was before, and so are the spans: what stood in between is history."""
    (world.root / "seeds" / "harbour.txt").write_text(HARBOUR)
    ran = world.run("check")
    assert "1 span of harbour is of an earlier text" in ran.out
    project = ProjectFolder.find(world.root)
    session = Session(project.open_journal("kim"), project.snapshots, 10**6)
    session.open(project.load(ArticleFile("harbour", project.seeds / "harbour.txt")))
    while (outcome := session.undo()) is not None and "as it was" not in outcome.message:
        pass
    session.journal.close()
    ran = world.run("check")
    assert (ran.code, ran.out) == (0, "")


def test_check_warns_of_an_article_whose_file_is_gone(world: World) -> None:
    (world.root / "seeds" / "port.txt").unlink()
    (world.root / "seeds" / "harbour.txt").unlink()
    ran = world.run("check", "--json")
    assert ran.code == 0
    gone = [found["message"] for found in ran.json["findings"] if found["kind"] == "gone"]
    assert len(gone) == 2
    assert all(m.startswith("harbour has no file that can be read: 1 span of harbour is of the text") for m in gone)


def test_an_article_without_a_file_is_exported_and_counted(world: World, tmp_path: Path) -> None:
    (world.root / "seeds" / "harbour.txt").unlink()
    assert "harbour*" in world.run("status").out
    out = tmp_path / "out"
    world.run("export", world.journal("kim"), "--to", "jsonl", "-o", out, "--with-text")
    assert (out / "data.jsonl").read_bytes().count(b"\n") == 2
