"""What the card, `metadata.json` and the options around them tell of a dataset."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from annotator.export.pseudonyms import pseudonyms
from annotator.formats import EXPORT_FORMATS, format_named
from annotator.guideline import stated_version
from annotator.project import default_guideline
from tests.cli.cli_world import World, two_annotators


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Kim and Lee's project, and a file of all their spans."""
    world = two_annotators(tmp_path)
    world.run(
        "merge", world.journal("kim"), world.journal("lee"), "-o", world.root / "lee-and-kim.jsonl", "--keep", "all"
    )
    return world


def export(world: World, *more: object, to: str = "jsonl") -> Path:
    out = world.root / "out"
    ran = world.run("export", world.root / "lee-and-kim.jsonl", "--to", to, "-o", out, *more)
    assert ran.code == 0, ran.err
    return out


def card_of(out: Path) -> dict[str, Any]:
    card: dict[str, Any] = json.loads((out / "card.json").read_text("utf-8"))
    return card


def test_the_card_tells_who_gave_how_many_spans(world: World) -> None:
    out = export(world)

    assert card_of(out)["spans_by"] == {"kim": 4, "lee": 3}
    assert "6 spans in 3 articles, annotated by kim, lee." in (out / "README.md").read_text("utf-8")
    assert "| kim | 4 | 4 |" in (out / "README.md").read_text("utf-8")
    assert card_of(out)["origins"] == {"hand": 6}


@pytest.mark.parametrize("to", ["jsonl", "prodigy", "conll", "csv", "label-studio"])
def test_with_pseudonyms_no_file_of_an_export_names_an_annotator(world: World, to: str) -> None:
    out = export(world, "--pseudonyms", "--with-text", to=to)

    for path in out.rglob("*"):
        told = path.name + (path.read_text("utf-8") if path.is_file() else "")
        assert "kim" not in told
        assert "lee" not in told
    card = card_of(out)
    assert card["annotators"] == card["agreement"]["annotators"] == ["annotator-1", "annotator-2"]
    assert sorted(card["spans_by"].values()) == [3, 4]
    assert card["inputs"][0]["name"] == "FILE"
    assert "(pseudonyms)" in (out / "README.md").read_text("utf-8")


def test_pseudonyms_are_the_same_ones_in_spans_and_card_and_in_the_next_export(world: World) -> None:
    out = export(world, "--pseudonyms")
    lines = [json.loads(line) for line in (out / "data.jsonl").read_text("utf-8").splitlines()]
    by: dict[str, int] = {}
    for span in (span for line in lines for span in line["spans"]):
        for name in span["annotators"]:
            by[name] = by.get(name, 0) + 1

    assert by == card_of(out)["spans_by"]
    assert pseudonyms(["lee", "kim"]) == pseudonyms(["kim", "lee", "kim"])
    assert pseudonyms(["gold", "kim"]) == {"gold": "gold", "kim": "annotator-1"}


def test_a_name_that_stands_in_a_note_is_counted_as_no_pseudonym_can_hide_it(world: World) -> None:
    world.span("kim", "council", "voted", "claim", note="as Lee says")
    world.span("kim", "council", "council", "claim", note="the fleet sleeps")
    ran = world.run("export", world.journal("kim"), "--to", "jsonl", "-o", world.root / "out", "--pseudonyms")
    card = card_of(world.root / "out")

    assert card["mentions"] == 0  # Lee did not make this dataset
    world.span("kim", "council", "Ana", "claim", attributes={"speaker": "KIM"})
    ran = world.run("export", world.journal("kim"), "--to", "jsonl", "-o", world.root / "two", "--pseudonyms")
    assert card_of(world.root / "two")["mentions"] == 1
    assert "names of annotators are still in notes or attributes" in ran.err
    assert "still have one of their own names in a note or an attribute: 1." in (
        world.root / "two" / "README.md"
    ).read_text("utf-8")


def test_the_guideline_is_told_with_its_version_and_hash(world: World) -> None:
    text = "# Ours\n\nVersion 2.1. Tag everything.\n"
    (world.root / "docs").mkdir()
    (world.root / "docs" / "guidelines.md").write_text(text)
    out = export(world)

    assert card_of(out)["guideline"] == {
        "name": "docs/guidelines.md",
        "version": "2.1",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "rules": 0,
        "last_rule": None,
    }
    assert "docs/guidelines.md, version 2.1, sha256" in (out / "README.md").read_text("utf-8")


def test_without_a_guideline_of_its_own_the_one_that_the_screen_shows_is_told(world: World) -> None:
    guideline = card_of(export(world))["guideline"]

    assert guideline["name"] == "the one that comes with annotator"
    assert guideline["version"] == stated_version(default_guideline())
    assert guideline["sha256"] == hashlib.sha256(default_guideline().encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("Version 1. The default.", "1"),
        ("version: 2026-11-03\n", "2026-11-03"),
        ("This is VERSION v0.9-draft, for us", "0.9-draft"),
        ("This conversion 7 has none.", None),
        ("An earlier version of this was shorter.", None),
        ("x" * 3000 + "Version 4", None),
    ],
)
def test_the_version_is_what_the_guideline_states_in_its_beginning(text: str, version: str | None) -> None:
    assert stated_version(text) == version


def test_the_rights_that_a_user_states_are_kept_by_the_next_export(world: World) -> None:
    out = export(world)
    assert "Rights in the texts: **not stated**" in (out / "README.md").read_text("utf-8")
    (out / "card.json").write_text(json.dumps({**card_of(out), "rights": "The Harbour Post allows research."}))
    export(world)

    assert card_of(out)["rights"] == "The Harbour Post allows research."
    assert "Rights in the texts: The Harbour Post allows research." in (out / "README.md").read_text("utf-8")
    (out / "card.json").write_text(json.dumps({**card_of(out), "rights": 7}))
    ran = world.run("export", world.root / "lee-and-kim.jsonl", "--to", "jsonl", "-o", out)
    assert (ran.code, "rights: must be a string or null" in ran.err) == (2, True)


def test_metadata_json_describes_the_files_and_only_columns_that_they_have(world: World) -> None:
    for more in (["--with-text"], ["--standoff"]):
        out = export(world, "--split", "50/50", *more)
        described = json.loads((out / "metadata.json").read_text("utf-8"))

        assert described["conformsTo"] == "http://mlcommons.org/croissant/1.0"
        assert {file["contentUrl"]: file["sha256"] for file in described["distribution"]} == {
            name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in ("train.jsonl", "test.jsonl")
        }
        for records in described["recordSet"]:
            line = json.loads((out / f"{records['name']}.jsonl").read_bytes().splitlines()[0])
            columns = {field["source"]["extract"]["column"] for field in records["field"] if "source" in field}
            assert columns <= line.keys()
            assert ("text" in columns) == (more == ["--with-text"])
        assert (
            card_of(out)["files"]["metadata.json"] == hashlib.sha256((out / "metadata.json").read_bytes()).hexdigest()
        )


@pytest.mark.parametrize("to", [name for name in EXPORT_FORMATS if format_named(name).needs_text])
def test_a_format_that_is_made_of_the_text_refuses_to_do_without(world: World, to: str) -> None:
    ran = world.run("export", world.root / "lee-and-kim.jsonl", "--to", to, "-o", world.root / "out")

    assert ran.code == 2
    assert f"--to {to}: such files hold the articles' text: add --with-text" in ran.err
    assert not (world.root / "out").exists()


@pytest.mark.parametrize(
    ("to", "package", "extra"),
    [
        ("spacy", "spacy", "spacy"),
        ("parquet", "pyarrow", "parquet"),
        ("huggingface", "pyarrow", "parquet"),
        ("webanno", "cassis", "uima"),
    ],
)
def test_a_format_whose_package_is_missing_names_the_extra(
    world: World, monkeypatch: pytest.MonkeyPatch, to: str, package: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    ran = world.run("export", world.root / "lee-and-kim.jsonl", "--to", to, "-o", world.root / "out", "--with-text")

    assert ran.code == 2
    assert (
        f"--to {to}: needs the extra '{extra}' ({package} is not installed): in the folder that annotator was "
        f"installed from, pip install -e '.[{extra}]'" in ran.err
    )
    assert not (world.root / "out").exists()


def test_help_names_every_format(world: World) -> None:
    shown = "".join(world.run("export", "--help").out.split())  # names are wrapped at their hyphens too

    assert [name for name in EXPORT_FORMATS if name not in shown] == []
