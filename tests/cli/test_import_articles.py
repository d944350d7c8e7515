"""Whose spans and which articles `annotator import` takes what it reads for."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.cli_world import COUNCIL, HARBOUR, World, two_annotators

LF = COUNCIL.replace("\r\n", "\n")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A project with the council's article, whose lines end as on Windows, and its metadata."""
    (tmp_path / "project").mkdir()
    world = World(tmp_path / "project")
    world.article("council", COUNCIL, title="The vote")
    return world


def put(world: World, name: str, *values: Any) -> Path:
    path = world.root.parent / name
    path.write_text("".join(json.dumps(value) + "\n" for value in values))
    return path


def seeds(world: World) -> list[str]:
    return sorted(path.name for path in (world.root / "seeds").glob("*.txt"))


def spans(world: World, annotator: str) -> list[tuple[str, str]]:
    """The article and the text of every span of theirs."""
    path = world.journal(annotator)
    lines = map(json.loads, path.read_text("utf-8").splitlines()) if path.exists() else ()
    return sorted((line["article"], line["text"]) for line in lines if line["op"] == "put")


def prodigy(text: str, wording: str) -> dict[str, Any]:
    start = text.index(wording)
    span = {"start": start, "end": start + len(wording), "label": "claim"}
    return {"text": text, "spans": [span], "answer": "accept", "_annotator_id": "news-ana"}


@pytest.mark.parametrize("split", [False, True])
def test_brat_brings_each_annotators_spans_back_and_leaves_gold(tmp_path: Path, split: bool) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    world = two_annotators(tmp_path / "one")
    world.run("merge", world.journal("kim"), world.journal("lee"), "-o", world.journal("gold"), "--keep", "unanimous")
    more = ["--split", "50/50"] if split else []
    assert world.run("export", "--to", "brat", "-o", tmp_path / "out", "--with-text", *more).code == 0
    other = World(tmp_path / "two")
    ran = other.run("import", tmp_path / "out")

    assert ran.code == 0, ran.err
    assert sorted(path.stem for path in (other.root / "annotations").glob("*.jsonl")) == ["kim", "lee"]
    assert spans(other, "kim") == spans(world, "kim")
    assert spans(other, "lee") == [span for span in spans(world, "lee") if span[0] != "port"]  # not finished
    assert "1 span of 3 documents left out, as gold is no annotator's" in ran.err
    # The folders alone say the same, as they are moved below brat's own without the card.
    (tmp_path / "out" / "card.json").unlink()
    assert other.run("import", tmp_path / "out", "--only", "gold", "--as", "mo").code == 0
    assert spans(other, "mo") == [("council", "“We lost 4 million euros,”")]


def test_folders_of_other_peoples_are_still_annotators(world: World) -> None:
    for name in ("data", "ana.maria"):
        folder = world.root.parent / "brat" / name
        folder.mkdir(parents=True)
        (folder / "council.txt").write_bytes(COUNCIL.encode())
        (folder / "council.ann").write_text("T1\tclaim 0 18\tThe council voted.\n")
    assert world.run("import", world.root.parent / "brat").code == 0

    assert spans(world, "data") == spans(world, "ana.maria") == [("council", "The council voted.")]


def test_a_nameless_text_with_other_line_ends_is_the_article_that_is_there(world: World) -> None:
    ran = world.run("import", put(world, "db.jsonl", prodigy(LF, "It rained.")))

    assert ran.code == 0, ran.err
    assert seeds(world) == ["council.txt"]
    assert spans(world, "ana") == [("council", "It rained.")]
    assert "1 document whose text differs from the article's in white space: offsets carried over" in ran.err
    doccano = {"text": LF, "label": [[0, 18, "claim"]]}
    assert world.run("import", put(world, "project.jsonl", doccano, doccano), "--as", "bo").code == 0
    assert (seeds(world), spans(world, "bo")) == (["council.txt"], [("council", "The council voted.")])


def test_a_double_that_an_earlier_import_made_is_not_taken_for_the_article(world: World) -> None:
    world.article("db-1", LF)
    for name in ("db.jsonl", "other.jsonl"):
        assert world.run("import", put(world, name, prodigy(LF, "It rained."))).code == 0

    assert spans(world, "ana") == [("council", "It rained.")]


def test_two_new_texts_that_differ_in_white_space_are_one_article(world: World) -> None:
    port = "The port reopened.\r\nShips came.\r\n"
    source = put(
        world, "db.jsonl", prodigy(port, "Ships came."), prodigy(port.replace("\r\n", "\n"), "The port reopened.")
    )
    assert world.run("import", source).code == 0

    assert seeds(world) == ["council.txt", "db-1.txt"]
    assert spans(world, "ana") == [("db-1", "Ships came."), ("db-1", "The port reopened.")]


def test_labels_that_the_project_lacks_are_counted_and_it_says_how_to_add_them(world: World) -> None:
    task = prodigy(COUNCIL, "It rained.")
    task["spans"] += [{"start": 0, "end": 3, "label": "PERSON"}, {"start": 4, "end": 11, "label": "PERSON"}]
    ran = world.run("import", put(world, "db.jsonl", task))

    assert "2 spans with labels that the project lacks: PERSON (2)" in ran.err
    assert "[[labels]] with name and key to annotator.toml" in ran.err
    task["spans"] = task["spans"][:1]
    assert "lacks" not in world.run("import", put(world, "db.jsonl", task)).err


@pytest.mark.parametrize("sign", [";", "\t", ","])
def test_csv_with_semicolons_or_tabs_is_read_as_spreadsheets_write_it(world: World, sign: str) -> None:
    path = world.root.parent / "spans.csv"
    path.write_text(f"\ufeffarticle{sign}start{sign}end{sign}label\r\ncouncil{sign}0{sign}18{sign}claim\r\n", "utf-8")
    assert world.run("import", path, "--as", "ana").code == 0

    assert spans(world, "ana") == [("council", "The council voted.")]


def test_csv_with_another_sign_says_what_is_expected(world: World) -> None:
    path = world.root.parent / "spans.csv"
    path.write_text("article|start|end|label\ncouncil|0|18|claim\n")
    ran = world.run("import", path, "--as", "ana")

    assert ran.code == 2
    assert "with commas (or semicolons, or tabs) between" in ran.err


def test_a_dataset_in_a_folder_is_taken_in_once_and_not_once_an_annotator(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    world.run("merge", world.journal("kim"), world.journal("lee"), "-o", world.root / "all.jsonl")
    world.run("export", world.root / "all.jsonl", "--to", "doccano", "-o", tmp_path / "out", "--with-text")
    shutil.rmtree(tmp_path / "annotations")
    ran = world.run("import", tmp_path / "out", "--from", "doccano", "--as", "mo")

    assert "annotator: mo: 6 spans added;" in ran.err
    assert "gives twice" not in ran.err


@pytest.mark.parametrize("command", ["check", "status", "merge"])
def test_a_reader_who_leaves_is_nothing_wrong(world: World, command: str) -> None:
    world.article("harbour", HARBOUR)
    for number in range(2000):
        world.put("kim", "council", 0, 3, "claim", sha256="0" * 64, note=str(number))
    more = [str(world.journal("kim")), "-o", "-"] if command == "merge" else []
    ran = subprocess.Popen(
        [sys.executable, "-m", "annotator", "--project", str(world.root), command, *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert ran.stdout is not None
    ran.stdout.close()
    assert ran.stderr is not None
    err = ran.stderr.read()
    ran.stderr.close()

    assert ran.wait() == 141
    assert b"Traceback" not in err
