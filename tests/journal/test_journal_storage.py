"""A file is replaced whole or not at all, keeps its rights, and a held file is waited for only so long."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from annotator.errors import AnnotatorError
from annotator.journal import storage
from annotator.journal.journal import Journal, NotSavedError
from annotator.project import ProjectFolder
from tests.making import lines_of, span

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="file modes and links are those of POSIX")


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_the_new_file_has_the_rights_of_the_old_one(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(mode)
    storage.replace_file(path, b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", mode)
    storage.replace_file(tmp_path / "b", b"new", like=path)
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == mode


def test_a_link_is_neither_followed_nor_replaced(tmp_path: Path) -> None:
    (tmp_path / "precious").write_bytes(b"precious")
    link = tmp_path / "link"
    link.symlink_to("precious")
    with pytest.raises(OSError, match="is a symbolic link"):
        storage.replace_file(link, b"new")
    with pytest.raises(OSError, match="is not a regular file"):
        storage.replace_file(tmp_path, b"new")
    assert link.is_symlink()
    assert (tmp_path / "precious").read_bytes() == b"precious"
    assert not list(tmp_path.glob(".*"))


def test_a_write_protected_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o444)
    if os.geteuid() == 0:  # who may write everywhere; the answer that others get is given by hand
        monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError):
        storage.replace_file(path, b"new")
    assert path.read_bytes() == b"old"


def test_the_longest_name_that_a_folder_takes_can_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)
    for data in (b"old", b"new"):
        storage.replace_file(path, data)
        assert path.read_bytes() == data


def test_what_a_killed_run_leaves_is_taken_for_nothing_else(project: ProjectFolder) -> None:
    project.annotations.mkdir()
    staged = storage.staged
    with staged(project.annotations / "kim.jsonl", b"half") as one, staged(project.seeds / "a.txt", b"half") as other:
        assert all(storage.is_temporary(path.name) for path in (one, other))
        assert project.journals() == []
        assert [article.id for article in project.articles()] == ["ferry", "market"]
    assert not any(storage.is_temporary(name) for name in ("kim.jsonl", ".kim.lock", ".annotator-x.tmp", "a.tmp"))


def test_of_several_files_none_is_new_before_all_are_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {tmp_path / name: name.encode() for name in ("a", "b", "card")}
    fsync = os.fsync
    for n in range(1, 4):
        left = n

        def failing(descriptor: int) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise OSError(28, "No space left on device")
            fsync(descriptor)

        with monkeypatch.context() as broken:
            broken.setattr(os, "fsync", failing)
            with pytest.raises(OSError, match="No space"):
                storage.replace_files(files)
        assert list(tmp_path.iterdir()) == []
    storage.replace_files(files)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == files


def test_the_last_file_is_the_last_to_get_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named: list[str] = []
    in_place = Path.replace

    def watched(temporary: Path, path: Path) -> Path:
        named.append(path.name)
        return in_place(temporary, path)

    monkeypatch.setattr(Path, "replace", watched)
    storage.replace_files({tmp_path / name: b"" for name in ("z", "b", "a")})
    assert named == ["z", "b", "a"]


HOLDER = """
import fcntl, sys
with open(sys.argv[1], "rb") as file:
    fcntl.flock(file, fcntl.LOCK_EX)
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_file_that_another_program_holds_is_not_waited_for_without_end(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "PATIENCE", 0.2)
    journal.append([span("01A")])
    command = [sys.executable, "-c", HOLDER, str(journal.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        began = monotonic()
        with pytest.raises(NotSavedError, match=r"NOT SAVED: 1 record \(another program holds the file\)"):
            journal.append([span("01B")])
        assert monotonic() - began >= 0.2
        assert len(lines_of(journal.path)) == 1
        holder.communicate()
    journal.append([span("01C")])
    assert [line.head.id for line in lines_of(journal.path)] == ["01A", "01B", "01C"]


def test_a_file_that_is_held_for_a_moment_is_waited_for(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    journal.append([span("01A")])
    other = storage.open_append(journal.path, create=False)
    assert storage.lock(other)
    monkeypatch.setattr(storage, "sleep", lambda _: storage.unlock(other))
    journal.append([span("01B")])
    os.close(other)
    assert len(lines_of(journal.path)) == 2


@pytest.fixture
def ends_at_ctrl_c() -> Iterator[None]:
    """Ctrl+C ends all at once, as in the program; here by an exception that says so."""

    def end(*_: object) -> None:
        raise SystemExit(130)

    before = signal.signal(signal.SIGINT, end)
    yield
    assert signal.signal(signal.SIGINT, before) is end


@pytest.mark.usefixtures("ends_at_ctrl_c")
def test_files_whose_writing_is_stopped_leave_nothing(tmp_path: Path) -> None:
    left: list[Path] = []

    def content() -> Iterator[bytes]:
        yield b"begun"
        with pytest.raises(SystemExit):
            signal.raise_signal(signal.SIGINT)
        left.extend(tmp_path.rglob("*"))
        raise AnnotatorError("ended")

    with pytest.raises(AnnotatorError):
        storage.write_files({tmp_path / "new" / "one": b"whole", tmp_path / "new" / "two": content()})
    assert left == [], "taken away before the program ended, not after"


@pytest.mark.usefixtures("ends_at_ctrl_c")
def test_files_that_are_being_put_in_place_are_all_there_before_ctrl_c_ends_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_place = Path.replace

    def stopped(path: Path, target: Path) -> Path:
        signal.raise_signal(signal.SIGINT)
        return in_place(path, target)

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(SystemExit):
        storage.write_files({tmp_path / "one": b"1", tmp_path / "two": b"2"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


def test_folders_that_were_made_for_files_go_where_these_are_not_written(tmp_path: Path) -> None:
    def content() -> Iterator[bytes]:
        yield b"begun"
        raise AnnotatorError("ended")

    with pytest.raises(AnnotatorError):
        storage.write_files({tmp_path / "a" / "b" / "one": b"1", tmp_path / "a" / "two": content()})
    assert list(tmp_path.iterdir()) == []
