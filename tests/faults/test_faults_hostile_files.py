"""Things that are no files, or lead elsewhere, in the place of every file that the program reads: told at once."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest

from annotator.errors import AnnotatorError
from annotator.project import ProjectFolder
from tests.cli.cli_world import World, two_annotators
from tests.making import article, start_session

PLACES = {
    "article": "seeds/council.txt",
    "meta": "seeds/council.meta.json",
    "journal": "annotations/kim.jsonl",
    "lock": "annotations/.kim.lock",
    "snapshot": "annotations/articles/{sha256}.txt",
    "settings": "annotator.toml",
    "guideline": "docs/guidelines.md",
}
PATIENCE = 20.0
"""Seconds; reading `/dev/zero` or the sparse file, or waiting at a pipe, takes longer."""


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(3 * 2**30)


KINDS: dict[str, Callable[[Path], None]] = {
    "pipe": lambda path: os.mkfifo(path),
    "device": lambda path: path.symlink_to("/dev/zero"),
    "folder": lambda path: path.mkdir(),
    "sparse": _sparse,
    "dangling": lambda path: path.symlink_to(path.with_name("nowhere")),
    "loop": lambda path: path.symlink_to(path),
}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return two_annotators(tmp_path)


def place(world: World, where: str, kind: str) -> Path:
    """Put a thing in the place of a file."""
    path = world.root / PLACES[where].format(sha256=world.sha256("council"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    KINDS[kind](path)
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes and devices")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("where", PLACES)
def test_no_command_waits_for_or_reads_what_is_no_file(world: World, where: str, kind: str) -> None:
    path = place(world, where, kind)
    begun = monotonic()
    export = ["export", world.journal("lee"), "--to", "jsonl", "-o", world.root / "dataset"]
    for words in (["check"], ["status"], export):
        ran = world.run(*words)
        assert ran.code in (0, 1, 2)
        if words == ["check"] and where in {"article", "meta", "journal", "settings"}:
            assert path.name in ran.out + ran.err
            assert ran.code
    assert monotonic() - begun < PATIENCE


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes and devices")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("where", PLACES)
def test_opening_a_session_never_hangs_and_writes_into_no_such_thing(world: World, where: str, kind: str) -> None:
    place(world, where, kind)
    begun = monotonic()
    try:
        project = ProjectFolder.find(world.root, exactly=True)
        project.open_journal("kim").close()
        project.guideline()
        for file in project.articles():
            project.load(file)
        assert project.text(world.sha256("council"), "council") in (None, world.texts["council"])
    except AnnotatorError as error:
        assert "\n" not in str(error)  # noqa: PT017 - whether it is refused or not is for each place to say
    assert monotonic() - begun < PATIENCE


@pytest.mark.parametrize("where", ["annotations", "annotations/articles"])
def test_nothing_is_written_through_a_link_that_leads_out_of_the_project(tmp_path: Path, where: str) -> None:
    root, outside = tmp_path / "project", tmp_path / "outside"
    (root / "seeds").mkdir(parents=True)
    (root / where).parent.mkdir(exist_ok=True)
    outside.mkdir()
    (root / where).symlink_to(outside, target_is_directory=True)
    with pytest.raises(AnnotatorError, match="leads out of the project"):
        ProjectFolder.find(root).open_journal("kim")
    assert list(outside.iterdir()) == []


def test_a_journal_that_is_a_link_is_refused_and_what_it_leads_to_stays_as_it_is(tmp_path: Path) -> None:
    root, outside = tmp_path / "project", tmp_path / "outside.jsonl"
    (root / "annotations").mkdir(parents=True)
    outside.write_bytes(b"private\n")
    (root / "annotations" / "kim.jsonl").symlink_to(outside)
    with pytest.raises(AnnotatorError, match="symbolic link"):
        ProjectFolder.find(root, exactly=True).open_journal("kim")
    assert outside.read_bytes() == b"private\n"


def test_a_snapshot_that_is_a_link_is_not_written_through(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    folder = tmp_path / "annotations" / "articles"
    folder.mkdir(parents=True)
    (folder / f"{article().sha256}.txt").symlink_to(outside)
    session = start_session(tmp_path / "annotations")
    session.tag([(0, 3)], "claim")
    session.journal.close()
    assert not outside.exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("seeds/latin.txt", b"caf\xe9\n", "line 1, byte 3 (0xE9) is not UTF-8"),
        ("seeds/wide.txt", "a".encode("utf-16"), "is UTF-16"),
        ("seeds/a b.txt", b"x", "rename it"),
        ("seeds/a\x1b[2Jb.txt", b"x", "rename it"),
        ("seeds/port.TXT", b"x", "has the name of port"),
    ],
)
def test_check_lists_articles_that_cannot_be_opened_and_status_marks_them(
    world: World, name: str, content: bytes, words: str
) -> None:
    path = world.root / name
    path.write_bytes(content)
    ran = world.run("check")
    assert ran.code == 1
    (line,) = [line for line in ran.out.splitlines() if words in line]
    assert line.isprintable()
    assert line.partition("iconv")[0].count("seeds/") == 1
    status = world.run("status")
    assert "1 file cannot be read: annotator check names it" in status.out
    assert "! cannot be opened: annotator check says why" in status.out
    assert any(row["unreadable"] for row in world.run("status", "--json").json["articles"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "Invalid JSON"),
        (b'{"title": 5}', "title"),
        (b'{"title": "\\ud800"}', "Invalid JSON"),
        (b"\xff", "not UTF-8"),
    ],
)
def test_what_is_beside_an_article_and_cannot_be_read_is_an_error_but_the_article_is_whole(
    world: World, content: bytes, words: str
) -> None:
    (world.root / "seeds" / "port.meta.json").write_bytes(content)
    ran = world.run("check")
    assert ran.code == 1
    (line,) = [line for line in ran.out.splitlines() if words in line]
    assert line.isprintable()
    assert line.partition("iconv")[0].count("port.meta.json") == 1
    assert "cannot be opened" not in world.run("status").out
    assert "1 file cannot be read: annotator check names it" in world.run("status").out
    assert world.run("merge", world.journal("kim"), "-o", "-").code == 0
    for split in ((), ("--split", "50/50")):  # not: taken for an article of no event, which may be parted from its own
        ran = world.run("export", world.journal("kim"), "--to", "jsonl", "-o", world.root / "out", *split)
        assert ran.code == 2
        assert "port.meta.json" in ran.err
        assert not (world.root / "out").exists()


def test_check_looks_at_articles_before_anybody_has_annotated(tmp_path: Path) -> None:
    world = World(tmp_path)
    (tmp_path / "seeds" / "latin.txt").write_bytes(b"caf\xe9\n")
    assert world.run("check").code == 1
    assert "latin.txt:1: " in world.run("check").out


@pytest.mark.parametrize("name", ["../../kim", "a\x1b]0;pwned\x07", "k\u202ei", "", "x" * 65, "a/b", 7])
@pytest.mark.parametrize("field", ["annotator", "annotators"])
def test_a_flat_span_of_somebody_who_cannot_be_is_a_bad_line(world: World, field: str, name: object) -> None:
    if name == "" and field == "annotator":
        name = " "  # an empty one is none, and the file's name stands for it
    span = {"article": "council", "start": 0, "end": 3, "label": "claim", field: [name] if field[-1] == "s" else name}
    path = world.root / "votes.jsonl"
    path.write_text(json.dumps(span) + "\n")
    checked = world.run("check", path)
    assert (checked.code, checked.out.count(f"{path.name}:1:")) == (1, 1)
    merged = world.run("merge", path, "-o", world.root / "out.jsonl")
    assert merged.code == 1
    assert "line 1: annotator" in merged.err
    assert merged.err.replace("\n", "").isprintable()
    assert (world.root / "out.jsonl").read_bytes() == b""
