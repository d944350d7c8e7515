"""Copies of journals count as their annotator's in every report, which says that they were read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.cli_world import World, two_annotators

COPIES = ["kim (Ann's conflicted copy 2026-11-22)", "kim-LAPTOP"]
TOLD = "annotator: 2 copies of kim.jsonl read with it: kim (Ann's conflicted copy 2026-11-22).jsonl, kim-LAPTOP.jsonl"


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = two_annotators(tmp_path)
    for name in COPIES:
        world.journal(name).write_bytes(world.journal("kim").read_bytes())
    world.span("lee", "port", "Monday", "claim")
    return world


def test_a_copy_is_nobody_of_its_own_and_changes_no_figure(world: World) -> None:
    commands = [("status", "--json"), ("agreement", "--resamples", "0", "--json")]
    ran = [world.run(*command) for command in commands]
    for name in COPIES:
        world.journal(name).rename(world.root / f"{name}.jsonl")

    assert list(ran[0].json["annotators"]) == ["kim", "lee"]
    assert [r.out for r in ran] == [world.run(*command).out for command in commands]
    assert [TOLD in r.err for r in ran] == [True, True]


def test_work_that_only_a_copy_holds_counts(world: World) -> None:
    world.put("kim", "port", 0, 3, "quote")
    world.journal("kim").replace(world.journal("kim-LAPTOP"))
    ran = world.run("status", "--json")

    assert ran.json["annotators"]["kim"]["spans"] == {"ad": 1, "claim": 1, "number": 1, "quote": 2}


def test_check_looks_at_each_copy_and_says_what_they_are(world: World) -> None:
    ran = world.run("check")

    assert ran.code == 0
    assert "not by its name" not in ran.out
    assert TOLD in ran.err


def test_a_named_file_is_read_alone_and_the_copies_beside_it_are_named(world: World) -> None:
    ran = world.run("merge", world.journal("kim"), "-o", "-")

    assert f"{COPIES[0]}.jsonl is a copy of kim.jsonl by its name and records, and was not read" in ran.err
    assert TOLD in world.run("merge", *(world.journal(name) for name in ("kim", *COPIES)), "-o", "-").err


def test_flat_spans_in_a_copied_file_belong_to_the_one_whose_copy_it_is(world: World) -> None:
    flat = world.root / "max (1).jsonl"
    flat.write_text('{"article":"port","start":0,"end":8,"label":"claim"}\n')

    assert world.run("merge", flat, "-o", "-").lines[0]["annotators"] == ["max"]
