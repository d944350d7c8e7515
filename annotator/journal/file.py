"""The journal of one annotator: opened once, appended to, never rewritten.

A record counts as saved when `append` has returned: then its line was written at the end of the file in one call and
synced to the disk. What could not be saved is kept in memory, tried again with the next append, and can be asked for.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import orjson

from annotator.journal import platform
from annotator.journal.bulk import no_cycles_expected
from annotator.journal.fold import Fold
from annotator.journal.lock import JournalLock
from annotator.journal.read import Fields, Line, Problem, Reading, read_lines
from annotator.model import AnnotatorError, Record, record_fields
from annotator.text.display import one_line

TAIL = 5_000
"""Records kept in their order, from which undo is restored after a restart."""


class NotSavedError(AnnotatorError):
    """The last action is in memory but not on the disk; the message says why and how many actions wait."""


class _FileChangedError(OSError):
    """The journal's path no longer leads to the file as this process left it."""


class _ForsakenError(OSError):
    """The file must not be written to again: the disk did not confirm it, or a newer version of this program did."""


class Journal:
    """One annotator's append-only file, and the spans it adds up to.

    Attributes:
        path: the file, which need not exist before the first append.
        annotator: whose it is.
        fold: the state of all records, unsaved ones included.
        problems: lines that could not be read, by file; they stay in the file.
        tail: the last records of the file as it was opened, in its order.
        read_only: why nothing can be written, or `None`.
    """

    def __init__(self, path: Path, annotator: str) -> None:
        self.path = path
        self.annotator = annotator
        self.fold = Fold()
        self.problems: dict[Path, list[Problem]] = {}
        self.tail: list[Fields] = []
        self.read_only: str | None = None
        self._lock = JournalLock(path)
        self._descriptor: int | None = None
        self._target = path
        self._size = 0
        self._pending: list[bytes] = []
        self._lines: list[bytes] = []
        """Every record read or appended, in order: what a lost file is written again from."""
        self._doubted = False
        """The file was found changed, and has not been read and mended since."""

    @classmethod
    def open(cls, path: Path, annotator: str, *, read_only: bool = False) -> Journal:
        """Open for appending, or, where that is impossible, for reading with `read_only` saying why.

        Opening changes nothing but this: a last line that was cut off gets its newline, so that the next record
        begins on a line of its own. Files that a failed disk made necessary (`<name>.recovered-….jsonl`) are read too.

        Raises:
            AnnotatorError: if there is a file that cannot be read.
        """
        journal = cls(path, annotator)
        if read_only:
            journal.read_only = "opened for reading only"
        else:
            journal._acquire()
        try:
            for file in (path, *sorted(path.parent.glob(f"{path.stem}.recovered-*.jsonl"))):
                journal._read(file)
        except AnnotatorError:
            journal.close()
            raise
        return journal

    def _acquire(self) -> None:
        try:
            platform.make_folder(self.path.parent)
            if not self._lock.acquire():
                self.read_only = f"{self.annotator}'s file is being written by {self._lock.holder()}: start again when that is closed"
        except OSError as error:
            self.read_only = f"{one_line(str(self.path.parent))} cannot be written to ({error.strerror})"

    def _read(self, file: Path) -> None:
        data = read_journal_bytes(file)
        if data is None:
            return
        with no_cycles_expected():
            reading = read_lines(data)
            for line in reading.lines:
                self.fold.add(line.raw, line.record)
        self._lines += [line.raw for line in reading.lines]
        self.tail += _tail(reading.lines)
        if reading.problems:
            self.problems[file] = reading.problems
        if reading.newer and self.read_only is None:
            self.read_only = f"{one_line(file.name)} holds records of a newer version of annotator: update this one"
        if self.read_only is not None or file != self.path:
            return
        try:
            self._descriptor = platform.open_append(file, create=False)
            self._size = len(data)
            if reading.torn:
                with platform.locked(self._descriptor):
                    self._write(b"\n")
        except OSError as error:
            self.read_only = f"{one_line(file.name)} cannot be written to ({error.strerror})"

    @property
    def unsaved(self) -> int:
        """How many records are in memory but not confirmed on the disk."""
        return len(self._pending)

    @property
    def unsaved_lines(self) -> bytes:
        """The unconfirmed records, as they would stand in the file."""
        return b"".join(self._pending)

    def append(self, records: Sequence[Record]) -> None:
        """Write the records and return when they are on the disk; earlier unsaved ones go first.

        Raises:
            NotSavedError: they are not; they stay in memory and in `fold`, and the next append tries again.
            AnnotatorError: the journal is read-only; nothing was changed.
        """
        if self.read_only is not None:
            raise AnnotatorError(f"nothing can be changed: {self.read_only}")
        for record in records:
            fields = record_fields(record)
            raw = orjson.dumps(fields)
            self.fold.add(raw, fields)
            self._lines.append(raw)
            self._pending.append(raw + b"\n")
        self.save_pending()

    def save_pending(self) -> None:
        """Try to write what is unsaved.

        Raises:
            NotSavedError: see `append`.
        """
        if not self._pending:
            return
        try:
            self._save()
        except OSError as error:
            if isinstance(error, _ForsakenError):
                self._leave_for_recovery_file()
            raise NotSavedError(
                f"NOT SAVED: {len(self._pending)} record{'s' * (len(self._pending) != 1)} "
                f"({error.strerror or error}); kept in memory, tried again with the next action"
            ) from error
        self._pending.clear()

    def _save(self) -> None:
        there: set[bytes] = set()
        try:
            self._open_target()
        except _FileChangedError:
            there = self._reopen()
        assert self._descriptor is not None
        with platform.locked(self._descriptor):
            self._write(b"".join(line for line in self._pending if line[:-1] not in there))

    def _open_target(self) -> None:
        """Make sure that the descriptor is the file at the path, and as long as we left it."""
        if self._doubted:
            raise _FileChangedError
        if self._descriptor is None:
            self._descriptor = platform.open_append(self._target, create=True)
            self._size = os.fstat(self._descriptor).st_size
            if self._size:
                raise _FileChangedError  # somebody made it since we looked: read it first
            return
        ours = os.fstat(self._descriptor)
        try:
            there = self._target.stat(follow_symlinks=False)
        except FileNotFoundError:
            raise _FileChangedError from None
        # Longer is as bad as shorter: half a line may stand at its end, for the next record to be glued to.
        if (ours.st_dev, ours.st_ino) != (there.st_dev, there.st_ino) or ours.st_size != self._size:
            raise _FileChangedError

    def _reopen(self) -> set[bytes]:
        """Somebody removed, replaced or changed the file: read what is there, and add what only we still know.

        Returns:
            The records that were found in the file.
        """
        self._doubted = True
        self._let_go()
        platform.make_folder(self._target.parent)
        self._descriptor = platform.open_append(self._target, create=True)
        with platform.locked(self._descriptor):
            data = _read_descriptor(self._descriptor)
            reading = read_lines(data)
            if reading.newer:
                raise _ForsakenError(errno.EPERM, "the journal now holds records of a newer version of annotator")
            there = {line.raw for line in reading.lines}
            waiting = {line[:-1] for line in self._pending}
            lost = [raw + b"\n" for raw in dict.fromkeys(self._lines) if raw not in there and raw not in waiting]
            self._take_in(reading)
            self._size = len(data)
            if reading.torn or lost:
                self._write(b"\n" * reading.torn + b"".join(lost))
        self._doubted = False
        return there

    def _take_in(self, reading: Reading) -> None:
        """Fold what somebody else wrote into our file."""
        known = set(self._lines)
        self._lines += [line.raw for line in reading.lines if line.raw not in known]
        for line in reading.lines:
            self.fold.add(line.raw, line.record)
        if reading.problems:
            self.problems[self._target] = reading.problems

    def _write(self, data: bytes) -> None:
        """Append and sync, under the lock. After a failed write the file ends where it did before."""
        assert self._descriptor is not None
        before = os.fstat(self._descriptor).st_size
        try:
            platform.write_all(self._descriptor, data)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, before)
            raise
        self._size = before + len(data)
        try:
            platform.sync(self._descriptor)
        except OSError as error:
            # What the system did with the pages is unknown, so this file is not trusted with another try.
            raise _ForsakenError(error.errno, error.strerror) from error

    def _leave_for_recovery_file(self) -> None:
        """Go on in a new file, with every record that is not confirmed."""
        self._let_go()
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        self._target = self.path.with_name(f"{self.path.stem}.recovered-{stamp}.jsonl")

    def _let_go(self) -> None:
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def close(self) -> None:
        """Let go of the file and the lock. What is unsaved is tried a last time; ask `unsaved` before and after."""
        with contextlib.suppress(NotSavedError):
            self.save_pending()
        self._let_go()
        self._lock.release()


def _tail(lines: list[Line]) -> list[Fields]:
    """The last records, without the rest of an action that the cut went through: half of it cannot be undone."""
    if len(lines) <= TAIL:
        return [line.record for line in lines]
    cut = lines[-TAIL - 1].record.get("action")
    tail = [line.record for line in lines[-TAIL:]]
    whole = next((i for i, record in enumerate(tail) if cut is None or record.get("action") != cut), len(tail))
    return tail[whole:]


def read_journal_bytes(path: Path) -> bytes | None:
    """The bytes of a journal; `None` if there is no such file.

    Raises:
        AnnotatorError: if it is there but is a symbolic link, no regular file, or unreadable.
    """
    shown = one_line(str(path))
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise AnnotatorError(f"{shown}: is a symbolic link: put the file itself there") from error
        raise AnnotatorError(f"{shown}: cannot be read ({error.strerror}): check its permissions") from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise AnnotatorError(f"{shown}: is not a regular file: name a JSONL file")
        return _read_descriptor(descriptor)
    except OSError as error:
        raise AnnotatorError(
            f"{shown}: reading failed ({error.strerror}): nothing was changed; check the disk"
        ) from error
    finally:
        os.close(descriptor)


def _read_descriptor(descriptor: int) -> bytes:
    chunks = []
    offset = 0
    while chunk := os.pread(descriptor, 1 << 24, offset) if hasattr(os, "pread") else os.read(descriptor, 1 << 24):
        chunks.append(chunk)
        offset += len(chunk)
    return b"".join(chunks)
