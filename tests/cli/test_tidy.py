"""`annotator tidy` folds a journal, says what it did, and every other command says the same as before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from annotator.journal.storage import JournalLock
from tests.cli.cli_world import World, two_annotators


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = two_annotators(tmp_path)
    first = world.span("kim", "port", "port", "claim")
    for rev in (2, 3):
        world.span("kim", "port", "port", "quote", id=first, rev=rev)
    return world


def test_it_says_what_it_folded_and_where_the_old_file_is(world: World) -> None:
    before = world.journal("kim").read_bytes()
    ran = world.run("tidy", world.journal("kim"))

    assert (ran.code, ran.out) == (0, "")
    assert "10 records folded to 8; 5 spans stand before and after; the old file is kim.jsonl.bak" in ran.err
    assert "can no longer be undone" in ran.err
    assert world.journal("kim").with_name("kim.jsonl.bak").read_bytes() == before
    assert "nothing to do: 8 records, 5 spans" in world.run("tidy", world.journal("kim")).err


def test_as_json_it_gives_the_counts(world: World) -> None:
    path = world.journal("kim")
    counts = {"file": str(path), "records": 10, "kept": 8, "spans": 5, "unreadable": 0}

    assert world.run("tidy", path, "--json").json == {**counts, "backup": f"{path}.bak"}
    assert world.run("tidy", path, "--json").json == {**counts, "records": 8, "backup": None}


def test_every_other_command_says_the_same_before_and_after(world: World) -> None:
    commands = [
        ("status", "--json"),
        ("agreement", "--resamples", "0", "--json"),
        ("merge", world.journal("kim"), world.journal("lee"), "-o", "-"),
    ]
    before = [world.run(*command).out for command in commands]
    world.run("tidy", world.journal("kim"))

    assert [world.run(*command).out for command in commands] == before
    assert world.run("check").code == 0


def test_lines_that_cannot_be_read_are_kept_and_mentioned(world: World) -> None:
    with world.journal("kim").open("ab") as file:
        file.write(b"<<<<<<< HEAD\nrubbish\n")
    ran = world.run("tidy", world.journal("kim"))

    assert ran.code == 0
    assert "2 lines that cannot be read stayed" in ran.err
    assert world.journal("kim").read_bytes().endswith(b"<<<<<<< HEAD\nrubbish\n")


def test_copies_beside_it_stay_and_are_named(world: World) -> None:
    copy = world.journal("kim (1)")
    copy.write_bytes(world.journal("kim").read_bytes())
    ran = world.run("tidy", world.journal("kim"))

    assert "kim (1).jsonl is a copy of kim.jsonl by its name and records, and was not read" in ran.err
    assert copy.read_bytes() == world.journal("kim.jsonl").with_suffix(".bak").read_bytes()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nobody.jsonl", "nobody.jsonl: there is no such file: name a journal"),
        ("seeds/port.txt", "port.txt: holds no record: name a journal"),
        ("annotations", "annotations: is not a regular file: name a JSONL file"),
    ],
)
def test_what_is_no_journal_is_refused_with_one_line_and_exit_2(world: World, name: str, sentence: str) -> None:
    command = [sys.executable, "-m", "annotator", "tidy", name]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=world.root)

    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == f"annotator: {name.removesuffix(Path(name).name)}{sentence}\n"


def test_a_journal_that_is_open_is_refused_and_left_alone(world: World) -> None:
    before = world.journal("kim").read_bytes()
    lock = JournalLock(world.journal("kim"))
    assert lock.acquire()
    ran = world.run("tidy", world.journal("kim"))
    lock.release()

    assert ran.code == 2
    assert "kim.jsonl: is being written by process" in ran.err
    assert world.journal("kim").read_bytes() == before
