"""`annotator export`, as a user meets it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from annotator.formats import EXPORT_FORMATS, format_named
from tests.cli.cli_world import COUNCIL, World, two_annotators


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Kim and Lee's project with gold made by unanimity: one quote, and two articles without a span."""
    world = two_annotators(tmp_path)
    world.run("merge", world.journal("kim"), world.journal("lee"), "-o", world.journal("gold"), "--keep", "unanimous")
    return world


def _lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_the_default_is_gold_without_any_text(world: World) -> None:
    out = world.root / "out"
    ran = world.run("export", "--to", "jsonl", "-o", out)

    assert ran.code == 0
    assert sorted(path.name for path in out.iterdir()) == ["README.md", "card.json", "data.jsonl", "metadata.json"]
    lines = _lines(out / "data.jsonl")
    assert lines[0] == {
        "id": "council",
        "sha256": world.sha256("council"),
        "length": len(COUNCIL),
        "meta": {
            "title": None,
            "source": None,
            "url": None,
            "authors": [],
            "published": None,
            "language": "en",
            "event": "council-vote",
        },
        "spans": [
            {
                "start": 20,
                "end": 46,
                "label": "quote",
                "annotators": ["kim", "lee"],
                "support": 2,
                "of": 2,
                "origin": "hand",
                "attributes": {"speaker": "Ana Ruiz"},
                "note": None,
            }
        ],
    }
    assert not any("euros" in path.read_text("utf-8") for path in out.iterdir())


def test_finished_articles_without_a_span_are_in_it_and_that_is_said(world: World) -> None:
    out = world.root / "out"
    ran = world.run("export", "--to", "jsonl", "-o", out)

    assert [(line["id"], len(line["spans"])) for line in _lines(out / "data.jsonl")] == [
        ("council", 1),
        ("harbour", 0),
        ("port", 0),
    ]
    assert "2 articles without a span taken in as finished" in ran.err
    card = json.loads((out / "card.json").read_text())
    assert card["total"]["without_spans"] == 2
    assert any(limit.startswith("5 spans of these annotators did not enter") for limit in card["limits"])


def test_a_journal_gives_its_finished_articles_only(world: World) -> None:
    out = world.root / "out"
    ran = world.run("export", world.journal("lee"), "--to", "jsonl", "-o", out)

    assert [line["id"] for line in _lines(out / "data.jsonl")] == ["council", "harbour"]
    assert "1 span by lee left out: articles not marked done (port: 1)" in ran.err


def test_with_text_every_span_is_where_its_text_is(world: World) -> None:
    out = world.root / "out"
    world.run("export", world.journal("kim"), "--to", "jsonl", "-o", out, "--with-text")

    lines = _lines(out / "data.jsonl")
    spans = [(line, span) for line in lines for span in line["spans"]]
    assert len(spans) == 4
    assert all(line["text"][span["start"] : span["end"]] == span["text"] for line, span in spans)
    assert lines[0]["text"] == COUNCIL
    assert hashlib.sha256(lines[0]["text"].encode()).hexdigest() == lines[0]["sha256"]


def test_splits_keep_events_together_and_the_card_says_how(world: World) -> None:
    out = world.root / "out"
    assert world.run("export", "--to", "jsonl", "-o", out, "--split", "50/50", "--seed", 3).code == 0

    parts = {name: [line["id"] for line in _lines(out / f"{name}.jsonl")] for name in ("train", "test")}
    assert sorted(parts.values()) == [["council"], ["harbour", "port"]]
    card = json.loads((out / "card.json").read_text())
    assert (card["split"]["asked"], card["split"]["by"], card["split"]["seed"]) == ("50/50", "event", 3)
    assert {article["id"]: article["split"] for article in card["articles"]} == {
        article: name for name, articles in parts.items() for article in articles
    }


def test_a_split_that_events_forbid_is_refused_and_by_article_warns(world: World) -> None:
    out = world.root / "out"
    ran = world.run("export", "--to", "jsonl", "-o", out, "--split", "80/10/10")
    assert ran.code == 2
    assert "3 articles are of 2 events, too few for 3 parts" in ran.err
    assert not out.exists()

    ran = world.run("export", "--to", "jsonl", "-o", out, "--split", "80/10/10", "--by", "article")
    assert ran.code == 0
    told = re.search(r"stand in several parts: bridge: (harbour|port) in (\w+), (harbour|port) in (\w+)", ran.err)
    assert told is not None
    assert (told[1] == told[3], told[2] == told[4]) == (False, False)
    assert "Articles of one event stand in different splits (bridge: " in (out / "README.md").read_text("utf-8")


def test_the_five_bundled_articles_are_one_event_and_cannot_be_split(tmp_path: Path) -> None:
    world = World(tmp_path)
    for path in (Path(__file__).parents[2] / "seeds").glob("*.*"):
        shutil.copy(path, tmp_path / "seeds")
    for path in (tmp_path / "seeds").glob("*-*.txt"):
        world.texts[path.stem] = path.read_bytes().decode()
        world.put("kim", path.stem, 0, 5, "claim")
        world.state("kim", path.stem)
    ran = world.run("export", world.journal("kim"), "--to", "jsonl", "-o", tmp_path / "out", "--split", "80/20")

    assert ran.code == 2
    assert "the 5 articles are of 1 event, too few for 2 parts" in ran.err


def test_the_card_names_inputs_hashes_guideline_and_asks_for_a_licence(world: World) -> None:
    (world.root / "docs").mkdir()
    (world.root / "docs" / "guidelines.md").write_bytes(b"Tag it.")
    out = world.root / "out"
    ran = world.run("export", "--to", "jsonl", "-o", out, "--json")
    card = json.loads((out / "card.json").read_text())

    assert ran.json == card
    gold = world.journal("gold").read_bytes()
    assert card["inputs"] == [{"name": "annotations/gold.jsonl", "sha256": hashlib.sha256(gold).hexdigest()}]
    guideline = {"name": "docs/guidelines.md", "version": None, "sha256": hashlib.sha256(b"Tag it.").hexdigest()}
    assert card["guideline"] == {**guideline, "rules": 0, "last_rule": None}
    assert card["licence"] is None
    assert card["made"]["command"] == "annotator export annotations/gold.jsonl --to jsonl --standoff"
    for name, sha256 in card["files"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == sha256
    readme = (out / "README.md").read_text("utf-8")
    assert "**Not stated.**" in readme
    assert "| data | 3 | 2 | 1 | 1 |" in readme
    assert "The format holds everything" in readme
    assert str(world.root) not in readme + json.dumps(card)


def test_the_licence_that_a_user_sets_is_kept_by_the_next_export(world: World) -> None:
    out = world.root / "out"
    world.run("export", "--to", "jsonl", "-o", out)
    card = json.loads((out / "card.json").read_text())
    (out / "card.json").write_text(json.dumps({**card, "licence": "cc-by-4.0"}))
    assert world.run("export", "--to", "jsonl", "-o", out).code == 0

    assert json.loads((out / "card.json").read_text())["licence"] == "cc-by-4.0"
    assert 'license: "cc-by-4.0"' in (out / "README.md").read_text("utf-8")
    assert "Not stated" not in (out / "README.md").read_text("utf-8")


def test_the_same_export_twice_gives_the_same_data(world: World) -> None:
    for name in ("one", "two"):
        world.run("export", "--to", "jsonl", "-o", world.root / name, "--split", "50/50")

    for part in ("train.jsonl", "test.jsonl", "metadata.json"):
        assert (world.root / "one" / part).read_bytes() == (world.root / "two" / part).read_bytes()


def test_a_folder_with_anything_else_in_it_is_refused_and_left_alone(world: World) -> None:
    out = world.root / "out"
    out.mkdir()
    (out / "train.jsonl").write_text("mine")
    assert world.run("export", "--to", "jsonl", "-o", out, "--split", "50/50").code == 2
    assert [path.name for path in out.iterdir()] == ["train.jsonl"]

    for place in ("seeds", "annotations", "."):
        ran = world.run("export", "--to", "jsonl", "-o", world.root / place)
        assert ran.code == 2
        assert "choose another folder" in ran.err


def test_an_edited_or_left_over_file_of_an_earlier_export_is_not_lost(world: World) -> None:
    out = world.root / "out"
    world.run("export", "--to", "jsonl", "-o", out)
    ran = world.run("export", "--to", "jsonl", "-o", out, "--split", "50/50")
    assert ran.code == 2
    assert "data.jsonl: is of an earlier export" in ran.err
    with (out / "README.md").open("a") as file:
        file.write("My own words.")
    ran = world.run("export", "--to", "jsonl", "-o", out)
    assert ran.code == 2
    assert "README.md: was changed" in ran.err


def test_a_card_of_another_program_is_refused(world: World) -> None:
    out = world.root / "out"
    out.mkdir()
    for content in ("[]", "{", '{"card": 1, "files": {}, "licence": 7}'):
        (out / "card.json").write_text(content)
        ran = world.run("export", "--to", "jsonl", "-o", out)
        assert ran.code == 2
        assert "card.json" in ran.err


def test_a_span_that_does_not_fit_its_text_stops_everything_and_is_named(world: World) -> None:
    world.put("kim", "council", 4, 11, "claim", text="COUNCIL")
    out = world.root / "out"
    ran = world.run("export", world.journal("kim"), "--to", "jsonl", "-o", out)

    assert ran.code == 2
    assert "council: the claim at 4–11 is 'COUNCIL' in the file" in ran.err
    assert not out.exists()


def test_a_missing_text_is_counted_in_stand_off_and_refused_with_text(world: World) -> None:
    (world.root / "seeds" / "council.txt").unlink()
    ran = world.run("export", world.journal("kim"), "--to", "jsonl", "-o", world.root / "out", "--with-text")
    assert ran.code == 2
    assert "the text of 1 article (council) is not in the project" in ran.err

    ran = world.run("export", world.journal("kim"), "--to", "jsonl", "-o", world.root / "out")
    assert ran.code == 0
    assert "the text of 1 article is not at hand" in ran.err
    assert _lines(world.root / "out" / "data.jsonl")[0]["length"] == len(COUNCIL)


def test_a_changed_article_is_exported_with_the_text_that_was_annotated(world: World) -> None:
    snapshots = world.root / "annotations" / "articles"
    snapshots.mkdir()
    (snapshots / f"{world.sha256('council')}.txt").write_bytes(COUNCIL.encode())
    (world.root / "seeds" / "council.txt").write_text("Something else.")
    out = world.root / "out"
    assert world.run("export", world.journal("kim"), "--to", "jsonl", "-o", out, "--with-text").code == 0

    assert _lines(out / "data.jsonl")[0]["text"] == COUNCIL


def test_flat_spans_without_hash_or_text_are_taken_from_the_present_article(world: World) -> None:
    flat = world.root / "max.jsonl"
    flat.write_text('{"article":"port","start":0,"end":8,"label":"claim"}\n')
    out = world.root / "out"
    assert world.run("export", flat, "--to", "jsonl", "-o", out, "--with-text").code == 0

    line = _lines(out / "data.jsonl")[0]
    assert (line["sha256"], line["spans"][0]["text"]) == (world.sha256("port"), "The port")
    flat.write_text('{"article":"port","start":0,"end":999,"label":"claim"}\n')
    assert world.run("export", flat, "--to", "jsonl", "-o", world.root / "other").code == 2


def test_labels_that_look_like_markup_do_not_break_the_card(world: World) -> None:
    world.put("kim", "council", 0, 3, "a|b <b>\n# x")
    out = world.root / "out"
    world.run("export", world.journal("kim"), "--to", "jsonl", "-o", out)
    readme = (out / "README.md").read_text("utf-8")

    assert "| a\\|b \\<b\\> \\# x |" in readme
    assert "<b>" not in readme


def test_without_gold_it_says_how_to_make_one(world: World) -> None:
    world.journal("gold").unlink()
    command = [sys.executable, "-m", "annotator", "--project", str(world.root), "export", "--to", "jsonl", "-o", "x"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=world.root)

    assert ran.returncode == 2
    assert "there is no gold yet: make it with annotator adjudicate" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_an_export_in_a_real_process(world: World) -> None:
    command = [sys.executable, "-m", "annotator", "export", "--to", "jsonl", "-o", "out", "--split", "50/50"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=world.root)

    assert (ran.returncode, ran.stdout) == (0, "")
    assert "no licence is stated" in ran.stderr
    assert (world.root / "out" / "train.jsonl").exists()


def test_nothing_finished_is_nothing_to_export(world: World) -> None:
    world.span("max", "port", "40", "number")
    world.state("max", "port", "started")
    ran = world.run("export", world.journal("max"), "--to", "jsonl", "-o", world.root / "out")

    assert ran.code == 2
    assert "holds no finished article" in ran.err


def test_the_card_names_the_agreement_and_its_measures(world: World) -> None:
    out = world.root / "out"
    world.run("export", "--to", "jsonl", "-o", out)
    agreement = json.loads((out / "card.json").read_text())["agreement"]

    assert (agreement["annotators"], agreement["articles"], agreement["stable"]) == (["kim", "lee"], 2, False)
    # Kim has 4 spans on the two articles that both finished, Lee has 3, and one of them is the same.
    strict = agreement["measures"][0]
    assert strict["measure"] == "f1"
    assert strict["value"] == pytest.approx(2 * 1 / (4 + 3))
    assert [measure["measure"] for measure in agreement["measures"]] == ["f1", "relaxed_f1", "alpha"]
    assert "strict (equal start, end and label): 0.286" in (out / "README.md").read_text("utf-8")
    assert "few for intervals" in (out / "README.md").read_text("utf-8")


def test_one_annotator_has_nobody_to_agree_with(world: World) -> None:
    world.journal("lee").unlink()
    world.run("export", world.journal("kim"), "--to", "jsonl", "-o", world.root / "out")

    assert json.loads((world.root / "out" / "card.json").read_text())["agreement"] is None
    assert "agreement: n/a" in (world.root / "out" / "README.md").read_text("utf-8")


def test_what_a_killed_export_left_behind_is_no_obstacle_to_the_next(world: World) -> None:
    out = world.root / "out"
    world.run("export", "--to", "jsonl", "-o", out)
    (out / ".annotator-0123456789abcdef.tmp").write_bytes(b"half a fi")

    assert world.run("export", "--to", "jsonl", "-o", out).code == 0


def test_an_export_that_fails_on_the_way_leaves_every_file_of_the_one_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = world.root / "out"
    world.run("export", "--to", "jsonl", "-o", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    fsync, count = os.fsync, 0

    def third(descriptor: int) -> None:
        nonlocal count
        count += 1
        if count == 3:
            raise OSError(28, "No space left on device")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", third)
    ran = world.run("export", "--to", "jsonl", "-o", out, "--with-text")

    assert ran.code == 2
    assert "out: cannot be written (No space left on device)" in ran.err
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_what_a_format_moves_is_said_to_be_moved_and_not_left_out(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    world.put("kim", "council", *_of(world, "council", "mill"), "claim")
    ran = world.run("export", world.journal("kim"), "--to", "conll", "--with-text", "-o", tmp_path / "ds")
    assert ran.code == 0, ran.err
    told = "edges of spans inside a token (widened to the whole token): 1 widened"
    assert f"the format could not hold {told}\n" in ran.err
    assert f"{told}." in (tmp_path / "ds" / "README.md").read_text("utf-8")


def _of(world: World, article: str, wording: str) -> tuple[int, int]:
    start = world.texts[article].index(wording)
    return start, start + len(wording)


@pytest.mark.parametrize("to", EXPORT_FORMATS)
def test_the_same_input_gives_the_same_bytes_and_no_folder_of_this_machine_is_in_them(world: World, to: str) -> None:
    if (extra := format_named(to).extra) is not None:
        pytest.importorskip({"parquet": "pyarrow", "uima": "cassis"}.get(extra, extra))
    for out in ("one", "two"):
        assert world.run("export", world.journal("kim"), "--to", to, "-o", world.root / out, "--with-text").code == 0
    one, two = (
        {path.relative_to(top): path.read_bytes() for path in top.rglob("*") if path.is_file()}
        for top in (world.root / "one", world.root / "two")
    )
    assert one == two
    assert not [path for path, data in one.items() if str(world.root).encode() in data]


def test_where_a_guideline_outside_of_the_project_lies_is_not_in_the_card(world: World) -> None:
    elsewhere = world.root.with_name("elsewhere")
    elsewhere.mkdir()
    (elsewhere / "rules.md").write_text("# Rules\n")
    (world.root / "annotator.toml").write_text(f"guideline = {json.dumps(str(elsewhere / 'rules.md'))}\n")
    assert world.run("export", "--to", "jsonl", "-o", world.root / "out").code == 0
    assert json.loads((world.root / "out" / "card.json").read_text())["guideline"]["name"] == "rules.md"


@pytest.mark.parametrize("command", [("export", "--to", "jsonl"), ("book",)])
def test_several_files_are_to_be_merged_first(tmp_path: Path, command: tuple[str, ...]) -> None:
    world = two_annotators(tmp_path)
    with pytest.raises(click.UsageError) as refused:
        world.run(*command, world.journal("kim"), world.journal("lee"), "-o", tmp_path / "out")
    told = refused.value.format_message()
    assert told.startswith(f"{command[0]} takes one FILE: join them first with annotator merge ")
    assert f"{world.journal('kim')} {world.journal('lee')} -o merged.jsonl" in told
