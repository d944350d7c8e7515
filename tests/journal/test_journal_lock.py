"""One writer a journal, and nobody locked out by the dead."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from annotator.journal import storage
from annotator.journal.storage import JournalLock


def test_the_second_is_told_who_holds_the_journal(tmp_path: Path) -> None:
    first, second = JournalLock(tmp_path / "kim.jsonl"), JournalLock(tmp_path / "kim.jsonl")
    assert first.acquire()
    assert not second.acquire()
    assert second.holder().startswith(f"process {os.getpid()} on ")
    first.release()
    assert second.acquire()
    second.release()


def test_annotators_do_not_hinder_each_other(tmp_path: Path) -> None:
    locks = [JournalLock(tmp_path / f"{name}.jsonl") for name in ("kim", "lee", "kim.b")]
    assert all(lock.acquire() for lock in locks)
    for lock in locks:
        lock.release()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"pid":"x"}', b"\xff", b'{"pid":1,"host":"\\u001b[2J","since":1}']
)
def test_a_leftover_file_with_any_content_blocks_nobody_and_is_shown_harmlessly(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".kim.lock").write_bytes(content)
    lock = JournalLock(tmp_path / "kim.jsonl")
    assert "\x1b" not in lock.holder()
    assert lock.acquire()
    assert lock.holder().startswith(f"process {os.getpid()}")
    lock.release()
    lock.release()
    assert lock.path.exists()


def test_a_full_disk_does_not_take_the_lock_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    lock, other = JournalLock(tmp_path / "kim.jsonl"), JournalLock(tmp_path / "kim.jsonl")
    with monkeypatch.context() as broken:
        broken.setattr(os, "write", full)
        assert lock.acquire()
    assert not other.acquire()
    assert other.holder() == "another process"
    lock.release()


def test_a_link_in_the_locks_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_bytes(b"precious")
    (tmp_path / ".kim.lock").symlink_to(tmp_path / "precious")
    with pytest.raises(OSError, match="symbolic links"):
        JournalLock(tmp_path / "kim.jsonl").acquire()
    assert (tmp_path / "precious").read_bytes() == b"precious"


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are those of POSIX")
def test_a_replaced_file_is_old_or_new_and_leaves_nothing_lying_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "memory.json"
    storage.replace_file(path, b"old")
    with monkeypatch.context() as broken:

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        broken.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            storage.replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    storage.replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_ISREG(path.stat().st_mode)


def test_short_writes_are_continued_until_all_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    descriptor = storage.open_append(tmp_path / "a", create=True)
    with monkeypatch.context() as short:
        short.setattr(os, "write", lambda fd, data: write(fd, data[:3]))
        storage.write_all(descriptor, b"0123456789")
    os.close(descriptor)
    assert (tmp_path / "a").read_bytes() == b"0123456789"
