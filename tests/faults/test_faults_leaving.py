"""Whoever leaves after somebody removed, replaced or cut what was saved: all of it is on the disk again, and this is told."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotator.journal import storage
from annotator.journal.recovery import set_aside
from annotator.session import Session
from tests.cli.cli_world import two_annotators
from tests.making import article, raw, restart, seen, span
from tests.terminal.pty_world import Pty

Harm = Callable[[Path], None]


def remove_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


def move_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("moved"))


def remove(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def replace(path: Path) -> None:
    other = path.with_name("sync.tmp")
    other.write_bytes(raw(span("01X", 20, 25)) + b"\n")
    other.replace(path)


def write_over(path: Path) -> None:
    """As `rsync --inplace` does: of the same size, in the same file."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.write((raw(span("01X", 20, 25)) + b"\n").ljust(size, b"\n"))
    os.utime(path, ns=(1, 1))


HARMS: list[Harm] = [remove_folder, move_folder, remove, cut, empty, replace, write_over]


def on_disk(folder: Path, name: str = "kim") -> set[bytes]:
    return {line for file in folder.glob(f"{name}*.jsonl") for line in file.read_bytes().split(b"\n")}


def work(session: Session) -> set[bytes]:
    session.tag([(0, 3)], "claim")
    made = session.tag([(4, 9)], "quote").span
    assert made is not None
    session.change(made, label="ad")
    session.undo()
    return set(session.journal.path.read_bytes().split())


@pytest.mark.parametrize("harm", HARMS)
def test_leaving_without_a_further_action_keeps_all_records_in_a_recovery_file(session: Session, harm: Harm) -> None:
    saved, before = work(session), seen(session)
    harm(session.journal.path)
    session.close()
    assert saved <= on_disk(session.journal.path.parent)
    assert session.journal.unsaved == 0
    (kept,) = session.journal.path.parent.glob("kim.recovered-*.jsonl")
    assert "was removed, cut short or replaced by somebody" in session.journal.notice
    assert kept.name in session.journal.notice
    again = restart(session)
    assert {key: value for key, value in seen(again).items() if key != "01X"} == before
    assert again.snapshots.text(article().sha256, 1000) == article().text
    assert again.journal.notice == ""
    again.close()
    assert list(again.journal.path.parent.glob("kim.recovered-*.jsonl")) == [kept]


def test_leaving_an_untouched_journal_reads_and_writes_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    work(session)
    for name in ("write", "pread", "read", "fsync", "fdatasync"):
        monkeypatch.setattr(os, name, lambda *_: pytest.fail("nothing is to be done"))
    session.close()
    assert session.journal.notice == ""


@pytest.mark.parametrize("harm", [remove, cut, empty])
def test_a_recovery_file_that_is_harmed_is_made_good_too(session: Session, harm: Harm) -> None:
    saved = work(session)
    replace(session.journal.path)
    session.tag([(10, 14)], "claim")
    (kept,) = session.journal.copies
    assert saved <= on_disk(session.journal.path.parent)
    harm(kept)
    session.close()
    assert saved <= on_disk(session.journal.path.parent)


@pytest.mark.parametrize("harm", [remove, cut])
def test_a_recovery_file_of_an_earlier_run_is_made_good_too(session: Session, harm: Harm) -> None:
    saved = work(session)
    replace(session.journal.path)
    session.close()
    again = restart(session)
    harm(again.journal.copies[0])
    again.close()
    assert saved <= on_disk(session.journal.path.parent)


def test_where_no_recovery_file_can_be_written_the_records_count_as_unsaved(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = work(session)
    remove_folder(session.journal.path)
    session.journal.path.parent.write_bytes(b"a file in its place")
    session.close()
    assert set(session.journal.unsaved_lines.split()) == saved
    monkeypatch.undo()
    kept = set_aside(session.journal.unsaved_lines, session.journal.path, [tmp_path / "elsewhere"])
    assert kept is not None
    assert set(kept.read_bytes().split()) == saved


def test_what_another_program_added_is_no_loss(session: Session) -> None:
    work(session)
    with session.journal.path.open("ab") as file:
        file.write(raw(span("01X", 20, 25)) + b"\n")
    session.close()
    assert session.journal.notice == ""
    assert list(session.journal.path.parent.glob("kim.recovered-*")) == []


def test_a_recovery_file_is_as_private_as_the_journal(session: Session) -> None:
    work(session)
    session.journal.path.chmod(0o600)
    cut(session.journal.path)
    session.close()
    (kept,) = session.journal.path.parent.glob("kim.recovered-*.jsonl")
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.fixture
def screen(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Pty, Path]]:
    """A screen on which something was saved, and its journal."""
    world = tmp_path / "world"
    world.mkdir()
    two_annotators(world)
    name = request.param
    words = ["--as", "ada"] if name == "ada" else ["adjudicate", "--as", "ada"]
    pty = Pty(world, *words)
    journal = world / "annotations" / f"{name}.jsonl"
    saved = b'"label":"ad"' if name == "ada" else b'"id":"decision:'
    try:
        pty.wait("quit" if name == "ada" else "1/3")
        pty.send(b"a" if name == "ada" else b"x")
        pty.wait(lambda _: journal.exists() and saved in journal.read_bytes())
        pty.wait("saved ")
        yield pty, journal
    finally:
        pty.close()


def control_q(pty: Pty) -> None:
    pty.send(b"\x11")


def terminate(pty: Pty) -> None:
    pty.process.send_signal(signal.SIGTERM)


def hang_up(pty: Pty) -> None:
    pty.process.send_signal(signal.SIGHUP)


@pytest.mark.parametrize("screen", ["ada", "gold"], indirect=True)
@pytest.mark.parametrize("harm", [remove_folder, cut, replace])
@pytest.mark.parametrize(("leave", "code"), [(control_q, 0), (terminate, 143), (hang_up, 129)])
def test_every_screen_keeps_and_tells_what_is_on_the_disk_no_more(
    screen: tuple[Pty, Path], harm: Harm, leave: Callable[[Pty], None], code: int
) -> None:
    pty, journal = screen
    saved = set(journal.read_bytes().split(b"\n"))
    harm(journal)
    leave(pty)
    assert pty.code() == code
    assert saved <= on_disk(journal.parent, journal.stem) | {b""}
    (kept,) = journal.parent.glob(f"{journal.stem}.recovered-*.jsonl")
    after = pty.raw[pty.raw.rindex(b"\x1b[?1049l") :]
    assert kept.name.encode() in after
    assert b"could NOT be saved" not in after


@pytest.mark.parametrize("screen", ["ada", "gold"], indirect=True)
def test_a_terminal_that_is_gone_after_the_folder_went_leaves_the_recovery_file(screen: tuple[Pty, Path]) -> None:
    pty, journal = screen
    saved = set(journal.read_bytes().split(b"\n"))
    remove_folder(journal)
    os.close(pty.slave)
    os.close(pty.master)
    assert pty.process.wait(30) == 129
    assert saved <= on_disk(journal.parent, journal.stem) | {b""}


@pytest.mark.parametrize("screen", ["ada"], indirect=True)
def test_where_the_project_takes_nothing_they_go_elsewhere_and_are_printed(screen: tuple[Pty, Path]) -> None:
    pty, journal = screen
    saved = set(journal.read_bytes().split(b"\n"))
    remove_folder(journal)
    journal.parent.write_bytes(b"a file in its place")
    pty.send(b"\x11")
    assert pty.code() == 1
    (kept,) = (journal.parent.parent / "state").glob("ada.recovered-*.jsonl")
    assert saved <= set(kept.read_bytes().split(b"\n")) | {b""}
    assert b"could NOT be saved" in pty.raw


@pytest.mark.parametrize("nth", range(1, 8))
def test_a_new_file_is_there_whole_or_not_at_all_whatever_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    done = 0

    def failing(name: str) -> Callable[..., object]:
        real = getattr(os, name)

        def call(*words: object, **more: object) -> object:
            nonlocal done
            done += 1
            if done == nth:
                raise OSError(5, "made to fail")
            return real(*words, **more)

        return call

    for name in ("open", "write", "fsync", "link"):
        monkeypatch.setattr(os, name, failing(name))
    path = tmp_path / "new.txt"
    try:
        storage.new_file(path, b"whole")
    except OSError:
        assert not path.exists() or path.read_bytes() == b"whole"
    else:
        assert path.read_bytes() == b"whole"
    monkeypatch.undo()
    assert [file.name for file in tmp_path.iterdir() if file != path] == []
