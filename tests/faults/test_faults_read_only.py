"""A file system that is read-only, or becomes so while somebody annotates: said, and nothing is lost."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.errors import AnnotatorError
from tests.cli.cli_world import two_annotators
from tests.making import restart, seen, start_session


def mount(*words: object) -> bool:
    try:
        return subprocess.run(["mount", *map(str, words)], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not mount("-t", "tmpfs", "-o", "size=4m", "none", folder):
        pytest.skip("no right to mount a file system (needs root): refusals made by hand stand in for it")
    yield folder
    subprocess.run(["umount", "-l", "-R", str(folder)], check=True)


def test_a_journal_on_a_read_only_disk_opens_for_reading_and_says_why(disk: Path) -> None:
    session = start_session(disk)
    session.tag([(0, 3)], "claim")
    session.journal.close()
    content = session.journal.path.read_bytes()
    assert mount("-o", "remount,ro", disk)
    again = start_session(disk)
    assert again.journal.read_only == f"{disk} cannot be written to (Read-only file system)"
    assert seen(again) == seen(session)
    with pytest.raises(AnnotatorError, match="nothing can be changed"):
        again.tag([(4, 9)], "claim")
    again.leave()
    again.journal.close()
    assert session.journal.path.read_bytes() == content


def test_commands_read_a_read_only_disk_and_those_that_write_say_that_they_cannot(disk: Path) -> None:
    world = two_annotators(disk)
    world.journal("kim").write_bytes(world.journal("kim").read_bytes() * 2)
    assert mount("-o", "remount,ro", disk)
    for reading in (["status"], ["check"], ["agreement", "--resamples", "0"]):
        assert world.run(*reading).code == 0
    for writing in (
        ["tidy", world.journal("kim")],
        ["merge", world.journal("lee"), "-o", disk / "flat.jsonl"],
        ["export", world.journal("lee"), "--to", "jsonl", "-o", disk / "data"],
    ):
        ran = world.run(*writing)
        assert ran.code == 2
        assert "Read-only file system" in ran.err


def test_a_disk_that_becomes_read_only_is_said_and_what_waited_is_saved_when_it_is_not(disk: Path) -> None:
    folder = disk / "annotations"
    session = start_session(folder)
    # A file open for writing keeps a disk from becoming read-only, so the folder is covered by a read-only view of it.
    assert mount("--bind", folder, folder)
    assert mount("-o", "remount,bind,ro", folder)
    for n in range(3):
        failure = session.tag([(n, 9)], "claim").failure
        assert failure is not None
        assert "Read-only file system" in failure
    assert session.journal.unsaved >= 3
    assert mount("-o", "remount,bind,rw", folder)
    assert session.tag([(4, 14)], "quote").failure is None
    assert session.journal.unsaved == 0
    before = seen(session)
    again = restart(session)
    assert seen(again) == before
    assert len(before) == 4
    again.journal.close()
