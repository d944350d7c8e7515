"""A project without `seeds/`, its texts in the folder itself, as a user meets it: all is as it is with `seeds/`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.cli_world import COUNCIL, World, two_annotators


def without_seeds(world: World) -> World:
    for path in (world.root / "seeds").iterdir():
        path.rename(world.root / path.name)
    (world.root / "seeds").rmdir()
    return world


@pytest.fixture
def worlds(tmp_path: Path) -> tuple[World, World]:
    """The same project with and without `seeds/`; two outlets have one quotation."""
    found = []
    for name in ("seeded", "plain"):
        (tmp_path / name).mkdir()
        world = two_annotators(tmp_path / name)
        for article, outlet in (("council", "Daily"), ("echo", "Echo")):
            world.article(article, COUNCIL, event="council-vote", source=outlet)
        world.span("kim", "echo", "“We lost 4 million euros,”", "quote")
        world.state("kim", "echo")
        found.append(world)
    return found[0], without_seeds(found[1])


@pytest.mark.parametrize(
    ("words", "shows"),
    [
        ("status", "2 articles finished by 2"),
        ("check", "0 wrong, 0 to look at"),
        ("boards", "Daily"),
        ("search million --event council-vote", "echo"),
        ("agreement --resamples 0", "quote"),
        ("export annotations/kim.jsonl --to jsonl -o out --split 50/50 --with-text", "bridge"),
    ],
)
def test_every_command_says_the_same(
    worlds: tuple[World, World], words: str, shows: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []
    for world in worlds:
        monkeypatch.chdir(world.root)
        ran = world.run(*words.split())
        written = {path.name: path.read_text("utf-8") for path in sorted(world.root.glob("out/*"))}
        said.append((ran.code, ran.out.replace(str(world.root), "ROOT"), ran.err, written))
    assert shows in f"{said[0]}"
    assert said[1] == said[0]


def test_import_puts_articles_beside_those_that_are_there(worlds: tuple[World, World], tmp_path: Path) -> None:
    _, plain = worlds
    (tmp_path / "ferry.txt").write_text("The ferry sank.")
    assert plain.run("import", tmp_path / "ferry.txt").code == 0
    assert (plain.root / "ferry.txt").read_text() == "The ferry sank."
    assert not (plain.root / "seeds").exists()
    assert "echo: is there already" in plain.run("import", plain.root / "echo.txt").err


def test_import_renames_what_newsrooms_name_and_keeps_what_is_known_of_it(
    worlds: tuple[World, World], tmp_path: Path
) -> None:
    room = tmp_path / "room"
    room.mkdir()
    for name, meta in (("Talks, May 23", '{"source": "Daily", "event": "talks", "desk": 5}'), ("Bad meta", "[")):
        (room / f"{name}.txt").write_text(f"{name}: he came.")
        (room / f"{name}.meta.json").write_text(meta)
    ran = worlds[0].run("import", room)
    seeds = worlds[0].root / "seeds"
    assert json.loads((seeds / "Talks-May-23.meta.json").read_text()) == {
        "source": "Daily",
        "event": "talks",
        "desk": 5,
    }
    assert (seeds / "Bad-meta.txt").exists()
    assert not (seeds / "Bad-meta.meta.json").exists()
    assert "Bad meta.meta.json: " in ran.err
    assert "taken in without it" in ran.err


@pytest.mark.parametrize(
    "words", ["agreement kim lee", "merge kim.jsonl -o -", "boards kim", "check kim", "export kim --to csv -o x"]
)
def test_an_annotator_named_as_a_file_is_told_where_the_journal_is(
    worlds: tuple[World, World], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(worlds[1].root)
    ran = worlds[1].run(*words.split())
    assert ran.code == 2
    assert ran.err.endswith(": there is no such file: did you mean annotations/kim.jsonl?")


def test_a_link_to_the_project_is_no_link_out_of_it(worlds: tuple[World, World], tmp_path: Path) -> None:
    plain = worlds[1]
    (tmp_path / "link").symlink_to(plain.root)
    plain.root = tmp_path / "link"
    (tmp_path / "ferry.txt").write_text("The ferry sank.")
    assert plain.run("import", tmp_path / "ferry.txt").code == 0
