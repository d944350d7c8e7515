"""`annotator merge`, as a user meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click import UsageError

from tests.cli.cli_world import World, two_annotators


@pytest.fixture
def world(tmp_path: Path) -> World:
    return two_annotators(tmp_path)


def _merge(world: World, *more: object) -> list[Any]:
    ran = world.run("merge", world.journal("kim"), world.journal("lee"), "-o", "-", *more)
    assert ran.code == 0
    return ran.lines


def test_spans_of_two_annotators_are_joined_with_votes(world: World) -> None:
    spans = _merge(world)

    quote = next(span for span in spans if span["label"] == "quote")
    assert quote == {
        "article": "council",
        "sha256": world.sha256("council"),
        "start": 20,
        "end": 46,
        "label": "quote",
        "text": "“We lost 4 million euros,”",
        "annotators": ["kim", "lee"],
        "support": 2,
        "of": 2,
        "origin": "hand",
        "attributes": {"speaker": "Ana Ruiz"},
        "note": None,
    }
    assert [(s["article"], s["label"], s["support"]) for s in spans] == [
        ("council", "quote", 2),
        ("council", "number", 1),
        ("council", "number", 1),
        ("council", "claim", 1),
        ("harbour", "ad", 1),
        ("harbour", "claim", 1),
    ]


def test_spans_in_articles_not_finished_have_no_vote_and_that_is_said(world: World) -> None:
    ran = world.run("merge", world.journal("kim"), world.journal("lee"), "-o", "-")

    assert {span["article"] for span in ran.lines} == {"council", "harbour"}
    assert "1 span by lee left out: articles not marked done (port: 1)" in ran.err


@pytest.mark.parametrize(
    ("keep", "labels"), [("majority", ["quote"]), ("unanimous", ["quote"]), ("2", ["quote"]), ("3", [])]
)
def test_keep_leaves_out_spans_with_too_few_votes_and_says_how_many(world: World, keep: str, labels: list[str]) -> None:
    ran = world.run("merge", world.journal("kim"), world.journal("lee"), "-o", "-", "--keep", keep)

    assert [span["label"] for span in ran.lines] == labels
    assert f"{6 - len(labels)} left out by --keep {keep}" in ran.err


@pytest.mark.parametrize("keep", ["0", "-1", "most", "2.5", "99999999999", "²"])
def test_keep_takes_no_other_word(world: World, keep: str) -> None:
    with pytest.raises(UsageError, match="all, majority, unanimous, or a number"):
        world.run("merge", world.journal("kim"), "-o", "-", "--keep", keep)


def test_conflicts_are_counted_on_stderr_and_written_as_jsonl(world: World) -> None:
    where = world.root / "conflicts.jsonl"
    ran = world.run("merge", world.journal("kim"), world.journal("lee"), "-o", "-", "--conflicts", where)

    found = [json.loads(line) for line in where.read_text().splitlines()]
    assert [(c["kind"], c["article"], [s["text"] for s in c["spans"]]) for c in found] == [
        ("boundary", "council", ["4 million euros", "4 million"]),
        ("alone", "council", ["It rained."]),
        ("label", "harbour", ["Glimmo bike lamps — order now."] * 2),
    ]
    assert "conflicts: 1 label, 1 boundary, 1 alone" in ran.err


def test_a_span_that_one_annotator_nests_in_a_shared_one_is_no_boundary_conflict(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.article("a", "It rained, it poured.")
    for name in ("kim", "lee"):
        world.put(name, "a", 0, 21, "claim")
        world.state(name, "a")
    world.put("kim", "a", 0, 10, "claim")
    ran = world.run("merge", world.journal("kim"), world.journal("lee"), "-o", "-")

    assert "conflicts: 1 alone" in ran.err


def test_differing_attributes_go_by_majority_and_are_listed(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.article("a", "It rained.")
    for name, speaker in (("kim", "Ruiz"), ("lee", "Ana Ruiz"), ("max", "Ruiz"), ("zoe", "")):
        attributes = {"speaker": speaker, "cue": "said"} if speaker else {}
        world.put(name, "a", 0, 10, "quote", attributes=attributes, note=speaker or None)
        world.state(name, "a")
    where = world.root / "conflicts.jsonl"
    files = [world.journal(name) for name in ("zoe", "max", "lee", "kim")]
    span = world.run("merge", *files, "-o", "-", "--conflicts", where).lines[0]

    assert span["attributes"] == {"cue": "said", "speaker": "Ruiz"}
    assert span["note"] == "Ruiz\nAna Ruiz"
    conflict = json.loads(where.read_text())
    assert conflict["kind"] == "attributes"
    assert conflict["values"] == {"speaker": {"Ana Ruiz": 1, "Ruiz": 2}}


def test_one_journal_gives_every_span_that_stands_whatever_its_state(world: World) -> None:
    ran = world.run("merge", world.journal("lee"), "-o", "-", "--keep", "unanimous")

    assert len(ran.lines) == 4
    assert all(span["support"] == span["of"] == 1 for span in ran.lines)
    assert "unfinished articles too" in ran.err


def test_copies_of_one_journal_fold_into_one_and_a_deletion_stays(world: World) -> None:
    old = world.root / "kim-old.jsonl"
    old.write_bytes(world.journal("kim").read_bytes())
    first = json.loads(old.read_text().splitlines()[0])
    gone = {
        "v": 1,
        "op": "del",
        "id": first["id"],
        "rev": 2,
        "article": "council",
        "annotator": "kim",
        "at": first["at"],
    }
    world.write("kim", gone)

    for files in ([old, world.journal("kim")], [world.journal("kim"), old, old]):
        ran = world.run("merge", *files, "-o", "-")
        assert [span["label"] for span in ran.lines] == ["number", "claim", "ad"]


def test_annotators_who_worked_on_different_texts_stay_apart_and_it_is_told(world: World) -> None:
    world.article("council", "Now it reads otherwise, and is much longer than it was before.")
    world.put("max", "council", 20, 46, "quote")
    world.state("max", "council")
    ran = world.run("merge", world.journal("kim"), world.journal("max"), "-o", "-")

    assert [s["support"] for s in ran.lines if s["label"] == "quote"] == [1, 1]
    assert "conflicts: 1 version" in ran.err


def test_a_merged_file_can_be_merged_again_without_a_change(world: World) -> None:
    out = world.root / "flat.jsonl"
    world.run("merge", world.journal("kim"), world.journal("lee"), "-o", out)
    ran = world.run("merge", out, "-o", "-")

    assert ran.out.encode() == out.read_bytes()


def test_flat_spans_without_a_hash_join_those_of_the_only_known_version(world: World) -> None:
    flat = world.root / "max.jsonl"
    flat.write_text('{"article":"council","start":20,"end":46,"label":"quote"}\n')
    ran = world.run("merge", world.journal("kim"), flat, "-o", "-")

    assert ran.lines[0]["annotators"] == ["kim", "max"]
    assert ran.lines[0]["text"] == "“We lost 4 million euros,”"
    assert "1 span without sha256" in ran.err


def test_fields_that_flat_spans_do_not_carry_are_named(world: World) -> None:
    world.put("kim", "port", 0, 3, "claim", confidence=0.5)
    ran = world.run("merge", world.journal("kim"), "-o", "-")

    assert "fields left out that flat spans do not carry: confidence" in ran.err


def test_unreadable_lines_are_named_and_the_exit_code_tells(world: World) -> None:
    with world.journal("kim").open("ab") as file:
        file.write(b"{torn\n")
    ran = world.run("merge", world.journal("kim"), "-o", world.root / "flat.jsonl")

    assert ran.code == 1
    assert "line 8: is not JSON" in ran.err
    assert len((world.root / "flat.jsonl").read_text().splitlines()) == 4


@pytest.mark.parametrize(
    "target", ["annotations/kim.jsonl", "annotations/lee.jsonl", "annotations/new.jsonl", "seeds/port.txt"]
)
def test_nothing_that_was_annotated_or_written_by_others_is_overwritten(world: World, target: str) -> None:
    path = world.root / target
    before = path.read_bytes() if path.exists() else None
    ran = world.run("merge", world.journal("kim"), "-o", path)

    assert ran.code == 2
    assert path.name in ran.err
    assert (path.read_bytes() if path.exists() else None) == before


def test_a_journal_elsewhere_and_a_link_to_an_input_are_refused_too(world: World) -> None:
    elsewhere = world.root / "copy.jsonl"
    elsewhere.write_bytes(b'{"article":"a","start":0,"end":1,"label":"claim"}\n' + world.journal("lee").read_bytes())
    link = world.root / "link.jsonl"
    link.symlink_to(world.journal("kim"))

    for path in (elsewhere, link):
        ran = world.run("merge", world.journal("kim"), "-o", "-", "--conflicts", path)
        assert ran.code == 2
    assert world.run("merge", world.journal("kim"), "-o", link).code == 2


def test_the_summary_as_json_counts_what_was_written_and_left_out(world: World) -> None:
    out = world.root / "annotations" / "gold.jsonl"
    summary = world.run("merge", world.journal("kim"), world.journal("lee"), "-o", out, "--keep", "2", "--json").json

    assert summary["written"] == 1
    assert summary["left_out"] == {"keep": 5, "unfinished": [{"annotator": "lee", "article": "port", "spans": 1}]}
    assert summary["conflicts"] == {"label": 1, "boundary": 1, "alone": 1}
    with pytest.raises(UsageError, match="only one"):
        world.run("merge", world.journal("kim"), "-o", "-", "--json")


def test_names_cannot_steer_the_terminal(world: World) -> None:
    flat = world.root / "flat.jsonl"
    flat.write_text(
        json.dumps({"article": "council", "start": 0, "end": 3, "label": "c", "annotator": "\x1b[31mx"}) + "\n"
    )
    ran = world.run("merge", flat, world.journal("kim"), "-o", "-")

    assert "\x1b" not in ran.err
    assert "[31mx" in ran.err


def test_a_missing_file_is_one_line_and_exit_2(world: World) -> None:
    command = [sys.executable, "-m", "annotator", "--project", str(world.root), "merge", "nobody.jsonl", "-o", "-"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ran.returncode == 2
    assert ran.stdout == ""
    assert ran.stderr == "annotator: nobody.jsonl: there is no such file: name a journal or a file of flat spans\n"


def test_output_in_a_pipe_is_the_file_byte_for_byte(world: World) -> None:
    out = world.root / "flat.jsonl"
    files = [str(world.journal("lee")), str(world.journal("kim"))]
    command = [sys.executable, "-m", "annotator", "--project", str(world.root), "merge", *files, "-o"]
    piped = subprocess.run([*command, "-"], capture_output=True, check=True)
    subprocess.run([*command, str(out)], capture_output=True, check=True)

    assert piped.stdout == out.read_bytes()
    assert not list(world.root.glob(".*.tmp"))


def test_votes_of_annotators_who_are_counted_but_not_named_stay(world: World) -> None:
    flat = world.root / "crowd.jsonl"
    line = {"article": "council", "start": 20, "end": 46, "label": "quote", "support": 3, "of": 5}
    flat.write_text(json.dumps({**line, "sha256": world.sha256("council")}) + "\n")
    span = world.run("merge", world.journal("kim"), flat, "-o", "-").lines[0]

    assert (span["annotators"], span["support"], span["of"]) == (["crowd", "kim"], 3, 5)


def test_flat_files_say_nothing_of_what_is_finished_and_merge_says_so(world: World) -> None:
    world.span("kim", "council", "council", "claim")
    flat = []
    for name in ("kim", "lee"):
        flat.append(world.root / f"{name}-flat.jsonl")
        world.run("merge", world.journal(name), "-o", flat[-1])
    ran = world.run("merge", *flat, "-o", "-")

    assert "of kim, lee there are only flat spans, which do not say who finished an article" in ran.err
    ran = world.run("merge", flat[0], world.journal("lee"), "-o", "-")
    assert "of kim there are only flat spans" in ran.err
    ran = world.run("merge", flat[0], world.journal("kim"), world.journal("lee"), "-o", "-")
    assert "only flat spans" not in ran.err


def test_a_note_is_not_said_again_by_flat_spans_that_joined_it_already(world: World) -> None:
    for name, note in (("kim", "a single word\nor two?"), ("lee", "no, three"), ("mo", "no, three")):
        world.span(name, "harbour", "Harbour", "claim", note=note)
        world.state(name, "harbour")
    joined = world.root / "joined.jsonl"
    journals = [world.journal(name) for name in ("kim", "lee", "mo")]
    world.run("merge", *journals, "-o", joined)
    again = world.run("merge", joined, *journals, "-o", "-").lines

    notes = {line["note"] for line in again if (line["article"], line["end"]) == ("harbour", 7)}
    assert notes == {"a single word\nor two?\nno, three"}
    assert again == [json.loads(line) for line in joined.read_text("utf-8").splitlines()]


def test_attributes_that_differ_are_told_whenever_the_files_say_both(world: World) -> None:
    for name, speaker in (("kim", "Ana"), ("lee", "Bo")):
        world.span(name, "harbour", "Harbour", "claim", attributes={"speaker": speaker})
    flat = world.root / "kim-flat.jsonl"
    world.run("merge", world.journal("kim"), "-o", flat)

    for files in ([world.journal("kim")], [flat], [flat, world.journal("kim")]):
        assert "1 attributes" in world.run("merge", *files, world.journal("lee"), "-o", "-").err


def test_asking_for_more_votes_than_there_are_annotators_is_pointed_at(world: World) -> None:
    ran = world.run("merge", world.journal("kim"), world.journal("lee"), "-o", "-", "--keep", 3)

    assert ran.lines == []
    assert "--keep 3 asks for more votes than there are annotators here (2)" in ran.err
    assert "asks for more" not in world.run("merge", world.journal("kim"), "-o", "-", "--keep", 1).err


@pytest.mark.parametrize("option", ["-o", "--conflicts"])
def test_no_folder_is_made_for_a_mistyped_path(world: World, option: str) -> None:
    out = world.root / "nope" / "x.jsonl"
    more = [] if option == "-o" else ["-o", "-"]
    ran = world.run("merge", world.journal("kim"), option, out, *more)

    assert ran.code == 2
    assert f"there is no folder {out.parent}: make it first" in ran.err
    assert not out.parent.exists()
