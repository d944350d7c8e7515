"""The command `search`: a concordance to read, and the same as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.cli_world import World, two_annotators
from tests.test_schemas import read_back


@pytest.fixture
def world(tmp_path: Path) -> World:
    return two_annotators(tmp_path)


def test_hits_stand_in_the_middle_and_are_counted(world: World) -> None:
    ran = world.run("search", "million")
    assert ran.code == 0
    assert ran.out == (
        "council 2  council voted. “We lost 4 million euros,” said Ana 👩‍🚀 Ruiz. It  qn\n"
        "\n1 hit in 1 of 3 articles\nby article: council 1\nby label: n number 1, q quote 1\n"
    )
    ran = world.run("search", "e", "--state", "done", "--annotator", "kim")
    lines = ran.out.split("\n\n")[0].splitlines()
    assert len(lines) > 3
    assert all(cell_len(line) <= 80 for line in lines)


def test_nothing_found_is_said_and_no_error(world: World) -> None:
    assert world.run("search", "zeppelin") == (0, "nothing found in 3 articles\n", "")
    assert world.run("search", "zeppelin", "--json").json["hits"] == []


def test_words_options_and_patterns(world: World) -> None:
    assert "1 hit in 1" in world.run("search", "lost", "4").out
    assert "2 hits in 2" in world.run("search", "--regex", r"4\d?\b").out
    assert "1 hit in 1" in world.run("search", "--attribute", "speaker=ana").out
    assert "1 hit in 1" in world.run("search", "--note", "", "--article", "council").out


def test_what_is_wrong_is_a_sentence_and_exit_2(world: World) -> None:
    assert world.run("search").code == 2
    ran = world.run("search", "--regex", "(")
    assert (ran.code, ran.out) == (2, "")
    assert "is no regular expression" in ran.err


def test_lines_that_cannot_be_read_are_told(world: World) -> None:
    with world.journal("kim").open("ab") as file:
        file.write(b"torn\n")
    ran = world.run("search", "million")
    assert ran.code == 1
    assert "1 hit in 1" in ran.out
    assert "is not JSON" in ran.err


def test_nothing_in_a_text_reaches_the_terminal_raw(world: World) -> None:
    world.article("evil", "before \x1b[2J harbour\u202e after\n")
    out = world.run("search", "harbour").out
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_the_report_fits_its_schema(world: World) -> None:
    world.article("odd", "caf\u00e9 40")
    (world.root / "seeds" / "latin.txt").write_bytes(b"caf\xe9")
    ran = world.run("search", "40", "--json")
    assert read_back("search", ran.out) == ran.json
    assert [hit["spans"] for hit in ran.json["hits"]][1] == [
        {"start": 33, "end": 35, "label": "number", "annotator": "lee"}
    ]
    assert "not searched" in ran.err


def test_a_state_alone_is_said_to_find_nothing(tmp_path: Path) -> None:
    ran = two_annotators(tmp_path).run("search", "--state", "done")
    assert ran.code == 2
    assert "state, article and event only say where (annotator status lists the states)" in ran.err
