"""FAULTS 7, 8, 9, 10, 11, 12: full disks, limits and disks that fail, at every call, once and for good."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import AnnotatorError
from annotator.journal.journal import Journal, NotSavedError
from annotator.session import Outcome, Session
from tests.faults.harness.table import Tally
from tests.making import article, lines_of, raw, records_in, restart, seen, span, start_session

CALLS = {
    "write": errno.ENOSPC,
    "fdatasync": errno.EIO,
    "fsync": errno.EIO,
    "open": errno.EMFILE,
    "ftruncate": errno.EIO,
}


class Faults:
    """Makes the n-th of the system's calls fail: that one only, or it and all that follow."""

    def __init__(self, names: tuple[str, ...], n: int, *, persistent: bool, short: bool = False) -> None:
        self.names, self.n, self.persistent, self.short = names, n, persistent, short
        self.count = 0

    @property
    def met(self) -> bool:
        return self.count >= self.n

    def failing(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            self.count += 1
            if self.count == self.n or (self.persistent and self.met):
                if self.short and name == "write" and len(args[1]) > 1 and self.count == self.n:
                    self.n += 1  # half of it now, the failure with the next call
                    return real(args[0], args[1][: len(args[1]) // 2])
                raise OSError(CALLS[name], os.strerror(CALLS[name]))
            return real(*args, **more)

        return call

    @contextmanager
    def here(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name in self.names:
                patch.setattr(os, name, self.failing(name, getattr(os, name)))
            yield


def work(session: Session) -> list[Outcome]:
    """Some actions, as a person would do them who does not look at the banner."""
    outcomes = [session.tag([(0, 3)], "claim"), session.tag([(4, 9), (10, 14)], "quote")]
    first = next(iter(session.spans))
    outcomes.append(session.change(first, label="ad"))
    undone = session.undo()
    assert undone is not None
    return [*outcomes, undone, session.mark("done")]


def check_promise(session: Session, outcomes: list[Outcome], folder: Path) -> None:
    """With the fault gone, one more action saves all, and a restart shows all and undoes all."""
    last = session.tag([(2, 6)], "number")
    if last.failure is not None:  # a disk that just failed to sync sends us to a new file, with the next try
        last = session.tag([(2, 7)], "number")
    assert last.failure is None
    assert session.journal.unsaved == 0
    versions = {(r["id"], r["rev"]) for r in records_in(folder)}
    assert {(s.id, s.rev) for s in session.spans} <= versions
    before = seen(session)
    again = restart(session)
    assert again.journal.read_only is None
    assert seen(again) == before
    state = again.state("ferry")
    assert state is not None
    assert state.state == "done"
    while again.undo() is not None:
        pass
    assert seen(again) == {}
    again.journal.close()


SETS = [("write",), ("fdatasync",), ("open",), ("fsync",), ("write", "ftruncate"), tuple(CALLS)]
SHORT = [names for names in SETS if "write" in names]


@pytest.mark.parametrize("persistent", [False, True])
@pytest.mark.parametrize(("names", "short"), [*((names, False) for names in SETS), *((names, True) for names in SHORT)])
def test_whichever_call_fails_nothing_that_was_confirmed_or_waits_is_lost(
    tmp_path: Path, tally: Tally, names: tuple[str, ...], persistent: bool, short: bool
) -> None:
    n = 0
    while True:
        n += 1
        folder = tmp_path / str(n)
        session = start_session(folder)
        faults = Faults(names, n, persistent=persistent, short=short)
        outcomes: list[Outcome] = []
        with faults.here():
            outcomes = work(session)
            saved = {(r["id"], r["rev"]) for r in records_in(folder)} if "open" not in names else set()
        if saved and all(outcome.failure is None for outcome in outcomes):
            assert {(s.id, s.rev) for s in session.spans} <= saved
        check_promise(session, outcomes, folder)
        if not faults.met:
            break
    assert n > 2
    tally(tried=n - 1, fault=f"the n-th call fails while annotating: {', '.join(names)}")


@pytest.mark.parametrize("names", SETS, ids="+".join)
def test_a_file_taken_away_while_calls_fail_is_whole_again_in_the_end(
    tmp_path: Path, tally: Tally, names: tuple[str, ...]
) -> None:
    n = 0
    while True:
        n += 1
        folder = tmp_path / str(n)
        session = start_session(folder)
        session.tag([(3, 4)], "claim")
        session.journal.path.unlink()
        faults = Faults(names, n, persistent=False)
        with faults.here():
            outcomes = work(session)
        check_promise(session, outcomes, folder)
        if not faults.met:
            break
    tally(tried=n - 1, fault="the file is taken away, and then the n-th call fails")


@pytest.mark.parametrize("names", [("write",), ("fdatasync",), ("open",), ("fsync",), tuple(CALLS)], ids="+".join)
def test_a_start_in_which_any_call_fails_changes_no_record(
    tmp_path: Path, tally: Tally, names: tuple[str, ...]
) -> None:
    path = tmp_path / "kim.jsonl"
    content = raw(span("01A")) + b"\n" + raw(span("01B"))[:-9]
    for n in range(1, 12):
        path.write_bytes(content)
        with Faults(names, n, persistent=False).here():
            try:
                opened: Journal | None = Journal.open(path, "kim")
            except AnnotatorError as error:
                opened, why = None, str(error)
                assert "kim.jsonl: cannot be read" in why
        if opened is not None:
            assert opened.fold.revision("01A") == 1
            opened.close()
        assert path.read_bytes() in (content, content + b"\n")
    tally(tried=11, fault="the n-th call fails at the start")


def test_a_disk_that_does_not_confirm_is_not_asked_twice_about_the_same_file(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.tag([(0, 3)], "claim")
    with Faults(("fdatasync",), 1, persistent=False).here():
        outcome = session.tag([(4, 9)], "quote")
    assert outcome.failure is not None
    assert "NOT SAVED: 1 record (Input/output error)" in outcome.failure
    left = session.journal.path.read_bytes()
    assert session.tag([(10, 14)], "ad").failure is None
    assert session.journal.path.read_bytes() == left
    (beside,) = session.journal.path.parent.glob("kim.recovered-*.jsonl")
    assert [line.record["label"] for line in lines_of(beside)] == ["quote", "ad"]
    session = restart(session)
    for count in (2, 1, 0):
        session.undo()
        assert len(session.spans) == count
    assert session.undo() is None
    session.journal.close()


def test_a_disk_that_fails_again_while_recovering_loses_nothing(session: Session) -> None:
    with Faults(("fdatasync",), 1, persistent=True).here():
        for start in range(4):
            assert session.tag([(start, 9)], "claim").failure is not None
    assert session.tag([(5, 9)], "claim").failure is None
    assert len(restart(session).spans) == 5


def test_a_journal_that_cannot_be_read_is_refused_and_not_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kim.jsonl"
    path.write_bytes(raw(span()) + b"\n")

    def failing(*_: object) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(os, "pread", failing)
        with pytest.raises(AnnotatorError, match=r"kim\.jsonl: reading failed \(Input/output error\)"):
            Journal.open(path, "kim")
    assert path.read_bytes() == raw(span()) + b"\n"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("no right to mount a small file system (needs root): RLIMIT_FSIZE stands in for it")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill_up(session: Session) -> list[str]:
    """Tag until saving fails a few times; the ids that were confirmed."""
    confirmed, failures = [], 0
    for start in range(2000):
        outcome = session.tag([(start % 40, start % 40 + 1 + start // 40)], "claim")
        assert outcome.span is not None
        if outcome.failure is None:
            confirmed.append(outcome.span.id)
        else:
            assert outcome.failure.startswith("NOT SAVED: ")
            failures += 1
            if failures == 3:
                return confirmed
    raise AssertionError("the disk was never full")


def test_a_full_disk_is_said_glues_no_half_line_and_works_again_with_space(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(30_000))
    session = start_session(small_disk, article("x" * 200))
    confirmed = fill_up(session)
    on_disk = {line.record["id"] for line in lines_of(session.journal.path)}
    assert set(confirmed) <= on_disk
    (small_disk / "ballast").unlink()
    assert session.tag([(100, 199)], "quote").failure is None
    assert session.journal.unsaved == 0
    assert {s.id for s in session.spans} <= {line.record["id"] for line in lines_of(session.journal.path)}
    assert len(restart(session).spans) == len(confirmed) + 4


def test_a_program_started_on_a_full_disk_says_what_is_not_saved(small_disk: Path) -> None:
    session = start_session(small_disk)
    session.journal.close()
    with (small_disk / "ballast").open("wb", buffering=0) as ballast:
        try:
            while ballast.write(bytes(4096)):
                pass
        except OSError:
            pass
    session = start_session(small_disk)
    if session.journal.read_only is None:
        assert session.tag([(0, 3)], "claim").failure is not None
        (small_disk / "ballast").unlink()
        assert session.tag([(4, 9)], "claim").failure is None
        assert len(restart(session).spans) == 2
    else:
        assert "No space left" in session.journal.read_only


def test_a_limit_on_the_size_of_files_is_said_and_glues_no_half_line(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "kim.jsonl", "kim")
    journal.append([span("01A")])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (journal.path.stat().st_size + 50, hard))
        with pytest.raises(NotSavedError, match="File too large"):
            journal.append([span("01B")])
        assert [line.record["id"] for line in lines_of(journal.path)] == ["01A"]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    journal.append([span("01C")])
    journal.close()
    assert [line.record["id"] for line in lines_of(journal.path)] == ["01A", "01B", "01C"]
