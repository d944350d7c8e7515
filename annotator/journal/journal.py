"""One annotator's file of records: opened once, appended to, never rewritten. A journal is the one that holds spans.

A record counts as saved when `append` has returned: then its line was written at the end of the file in one call and
synced to the disk. What could not be saved is kept in memory, tried again with the next append, and can be asked for.
"""

from __future__ import annotations

import contextlib
import errno
import heapq
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

import orjson
from msgspec import UnsetType

from annotator.errors import AnnotatorError
from annotator.garbage import no_cycles_expected
from annotator.journal import storage
from annotator.journal.copies import copies_of
from annotator.journal.fold import Fold, RecordFold
from annotator.journal.records import (
    Fields,
    Problem,
    Reading,
    RecordLine,
    numbered,
    parse,
    read_records,
)
from annotator.journal.storage import JournalLock, read_descriptor
from annotator.journal.storage import read_journal_bytes as read_journal_bytes
from annotator.journal.stored_lines import StoredLines
from annotator.model import Record, RevisedRecord, Tombstone, record_fields
from annotator.text.sanitize import one_line

TAIL = 5_000
"""Records kept in their order, from which undo is restored after a restart."""


class NotSavedError(AnnotatorError):
    """The last action is in memory but not on the disk; the message says why and how many actions wait."""


class _FileChangedError(OSError):
    """The journal's path no longer leads to the file as this process left it."""


class _ForsakenError(OSError):
    """The file must not be written to again: the disk did not confirm it, or a newer version of this program did."""


AnyRecord = TypeVar("AnyRecord", bound=RevisedRecord)
AnyFold = TypeVar("AnyFold", bound=RecordFold[Any])


class RecordFile(ABC, Generic[AnyRecord, AnyFold]):
    """One annotator's append-only file, and what it adds up to. What records it holds, a class below says.

    Attributes:
        path: the file, which need not exist before the first append.
        annotator: whose it is.
        fold: the state of all records, unsaved ones included.
        copies: the files beside it that were read with it: copies by other programs, and recovery files.
        problems: lines that could not be read, by file; they stay in the file.
        tail: the last records of the files as they were opened, in the order of the work.
        read_only: why nothing can be written, or `None`.
        notice: what happened to the file beneath us that the person has not been told yet, or an empty string.
        not_saved_because: why the last try to write failed, in the system's words; empty if it did not.
        forsaken: how many files in a row were given up because the disk did not confirm them.
    """

    def __init__(self, path: Path, annotator: str) -> None:
        self.path = path
        self.annotator = annotator
        self.fold = self.no_records()
        self.copies: list[Path] = []
        self.problems: dict[Path, list[Problem]] = {}
        self.tail: list[AnyRecord] = []
        self.read_only: str | None = None
        self.notice = ""
        self._lock = JournalLock(path)
        self._descriptor: int | None = None
        self._target = path
        self._size = 0
        self._pending: list[bytes] = []
        self._pending_actions: set[str] = set()
        self.not_saved_because = ""
        self.forsaken = 0
        self._opened: Iterable[bytes] = ()
        """Every record that stood in the file when it was opened, in order; with `_written`, what a lost file is made of."""
        self._written: list[bytes] = []
        """Every later record that is or should be in the file, in order."""
        self._copied: list[bytes] = []
        """What the copies held beyond these when they were read."""
        self._left: dict[Path, storage.Stamp | None] = {}
        """How each file that was read or written was left."""
        self._doubted = False
        """The file was found changed, and has not been read and mended since."""

    @staticmethod
    @abstractmethod
    def no_records() -> AnyFold:
        """The fold of an empty file."""

    @staticmethod
    @abstractmethod
    def parse(raw: bytes, names: set[str] | None = None, number: int = 0) -> RecordLine[AnyRecord]:
        """One line as a record, see `annotator.journal.records.parse`."""

    @staticmethod
    @abstractmethod
    def fields_of(record: AnyRecord) -> Fields:
        """The record as the mapping that its line holds."""

    @staticmethod
    @abstractmethod
    def texts_of(line: RecordLine[AnyRecord]) -> Iterable[tuple[str, str]]:
        """The texts that a record tells of, as `(sha256, article)`."""

    @classmethod
    def open(
        cls, path: Path, annotator: str, *, read_only: bool = False, progress: Callable[[int], None] | None = None
    ) -> Self:
        """Open for appending, or, where that is impossible, for reading with `read_only` saying why.

        Opening changes nothing but this: a last line that was cut off gets its newline, so that the next record
        begins on a line of its own. Copies beside it (`annotator.journal.copies`) are read too, and left as they are.

        Args:
            path: the file, which need not be there.
            annotator: whose it is.
            read_only: whether to open it for reading in any case.
            progress: told how many bytes of it were read; what it raises ends the reading.

        Raises:
            AnnotatorError: if there is a file that cannot be read.
        """
        journal = cls(path, annotator)
        if read_only:
            journal.read_only = "opened for reading only"
        else:
            journal._acquire()
        try:
            journal._read_all(progress)
        except BaseException:
            journal.close()
            raise
        return journal

    def _acquire(self) -> None:
        try:
            storage.make_folder(self.path.parent)
            if not self._lock.acquire():
                self.read_only = f"{self.path.stem}'s file is being written by {self._lock.holder()}: start again when that is closed"
        except OSError as error:
            self.read_only = f"{one_line(str(self.path.parent))} cannot be written to ({error.strerror})"

    def _read_all(self, progress: Callable[[int], None] | None) -> None:
        self._left[self.path] = storage.stamp(self.path)
        data = read_journal_bytes(self.path)
        tails = [_tail(self._begin(data or b"", progress))]
        if data is not None and self.read_only is None:
            self._make_ready(len(data), torn=data[-1:] not in {b"", b"\n"})
        self.copies = self._copies()
        known = set(self._opened) if self.copies else set()
        for copy in self.copies:
            lines = self._read_copy(copy, known)
            known.update(line.raw for line in lines)
            tails.append(_tail([line.head for line in lines]))
        # By time, but each file's own order stays, whatever its clock said.
        tail = list(heapq.merge(*tails, key=lambda head: head.at)) if self.copies else tails[0]
        self._remember(tail)
        self.tail = _undoable(tail, self.fold)

    def _begin(self, data: bytes, progress: Callable[[int], None] | None) -> list[AnyRecord]:
        """Take in the file's own bytes; returns its last records, `TAIL` at least where it has so many."""
        with no_cycles_expected():
            reading = read_records(data, self.parse)
            self.fold.extend(reading.lines)
        if progress is not None:
            progress(len(data))
        self._opened = [line.raw for line in reading.lines]
        self._note(self.path, reading.problems, newer=reading.newer)
        return [line.head for line in reading.lines]

    def _remember(self, tail: Sequence[AnyRecord]) -> None:
        """These are the last records of all files."""

    def _note(self, file: Path, problems: list[Problem], *, newer: bool) -> None:
        """Note what could not be read in a file."""
        if problems:
            self.problems[file] = problems
        if newer and self.read_only is None:
            self.read_only = f"{one_line(file.name)} holds records of a newer version of annotator: update this one"

    def _copies(self) -> list[Path]:
        return copies_of(self.path, self.annotator, self.parse)

    def _read_copy(self, file: Path, known: Container[bytes]) -> list[RecordLine[AnyRecord]]:
        """The lines of a copy, taken into account, but for those that are known from other files."""
        self._left[file] = storage.stamp(file)
        with no_cycles_expected():
            reading = read_records(read_journal_bytes(file) or b"", self.parse, known)
            self.fold.extend(reading.lines)
        self._copied += [line.raw for line in reading.lines]
        self._note(file, reading.problems, newer=reading.newer)
        return reading.lines

    def _own_lines(self) -> Iterator[bytes]:
        """Every record that is or should be in the file, in order."""
        return chain(self._opened, self._written)

    def _make_ready(self, size: int, *, torn: bool) -> None:
        """Open the file as it was read for appending, at the beginning of a line."""
        try:
            self._descriptor = storage.open_append(self.path, create=False)
            self._size = size
            if torn:
                with storage.locked(self._descriptor):
                    self._write(b"\n")
        except OSError as error:
            self.read_only = f"{one_line(self.path.name)} cannot be written to ({error.strerror})"

    @property
    def unsaved(self) -> int:
        """How many records are in memory but not confirmed on the disk."""
        return len(self._pending)

    @property
    def unsaved_actions(self) -> int:
        """How many of the person's actions have a record that is not confirmed; time spent is no action."""
        return len(self._pending_actions)

    @property
    def unsaved_lines(self) -> bytes:
        """The unconfirmed records, as they would stand in the file."""
        return b"".join(self._pending)

    def append(self, records: Iterable[AnyRecord]) -> None:
        """Write the records and return when they are on the disk; earlier unsaved ones go first.

        Raises:
            NotSavedError: they are not; they stay in memory and in `fold`, and the next append tries again.
            AnnotatorError: the journal is read-only; nothing was changed.
        """
        self.take(records)
        self.save_pending()

    def take(self, records: Iterable[AnyRecord]) -> None:
        """Have the records in memory, in `fold` and among the unsaved.

        Raises:
            AnnotatorError: the journal is read-only; nothing was changed.
        """
        if self.read_only is not None:
            raise AnnotatorError(f"nothing can be changed: {self.read_only}")
        for record in records:
            line = orjson.dumps(self.fields_of(record)) + b"\n"
            raw = line[:-1]  # a copy: what the encoder returns keeps kilobytes that it did not need
            read = self.parse(raw)
            read.head = record
            self.fold.add(read)
            self._written.append(raw)
            self._pending.append(line)
            if record.action is not None:
                self._pending_actions.add(record.action)

    def save_pending(self, meanwhile: Callable[[], None] | None = None) -> None:
        """Try to write what is unsaved; `meanwhile` may be done while the disk is waited for, see `storage.sync`.

        Raises:
            NotSavedError: see `append`.
        """
        if not self._pending:
            return
        try:
            self._save(meanwhile)
        except OSError as error:
            self.not_saved_because = error.strerror or str(error)
            if isinstance(error, _ForsakenError):
                self._leave_for_recovery_file()
            raise NotSavedError(
                f"NOT SAVED: {len(self._pending)} record{'s' * (len(self._pending) != 1)} "
                f"({self.not_saved_because}); kept in memory, tried again with the next action"
            ) from error
        self._pending.clear()
        self._pending_actions.clear()
        self.not_saved_because, self.forsaken = "", 0

    def _save(self, meanwhile: Callable[[], None] | None) -> None:
        there: set[bytes] = set()
        try:
            self._open_target()
        except _FileChangedError:
            there = self._reopen()
        assert self._descriptor is not None
        with storage.locked(self._descriptor):
            self._write(b"".join(line for line in self._pending if line[:-1] not in there), meanwhile)

    def _open_target(self) -> None:
        """Make sure that the descriptor is the file at the path, and as long as we left it."""
        if self._doubted:
            raise _FileChangedError
        if self._descriptor is None:
            self._descriptor = storage.open_append(self._target, create=True)
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
        """Somebody removed, replaced or changed the file: read what is there, and keep what only we still know.

        A file that is gone or empty is written again. One that says something else may be meant so, by git for example:
        it is left as it is, and what is no longer in it is kept beside it.

        Returns:
            The records that were found in the file.
        """
        self._doubted = True
        self._let_go()
        storage.make_folder(self._target.parent)
        self._descriptor = storage.open_append(self._target, create=True)
        with storage.locked(self._descriptor):
            data = read_descriptor(self._descriptor)
            ours = dict.fromkeys(self._own_lines())
            reading = read_records(data, self.parse, ours)
            if reading.newer:
                raise _ForsakenError(errno.EPERM, "the file now holds records of a newer version of annotator")
            there = {raw for _, raw in numbered(data)}
            waiting = {line[:-1] for line in self._pending}
            lost = [raw + b"\n" for raw in ours if raw not in there and raw not in waiting]
            self._take_in(reading)
            self._size = len(data)
            if data and lost:
                self._keep_apart(lost)
                lost = []
            if reading.torn or lost:
                self._write(b"\n" * reading.torn + b"".join(lost))
        self._doubted = False
        return there

    def _keep_apart(self, lost: list[bytes]) -> None:
        """Put records that are gone from the file into one beside it, which is read with it from now on."""
        beside = self._recovery_path()
        storage.replace_file(beside, b"".join(lost), like=self._target)
        self.copies.append(beside)
        self._left[beside] = storage.stamp(beside)
        gone = {line[:-1] for line in lost}
        self._written = [raw for raw in self._own_lines() if raw not in gone]
        self._opened = ()
        self._copied += [line[:-1] for line in lost]
        self.notice = (
            f"{one_line(self._target.name)} was cut short or replaced by somebody: {len(lost)} of your records that are "
            f"no longer in it were saved in {beside.name}"
        )

    def _recovery_path(self) -> Path:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        return self.path.with_name(f"{self.path.stem}.recovered-{stamp}.jsonl")

    def _take_in(self, reading: Reading[RecordLine[AnyRecord]]) -> None:
        """Fold what somebody else wrote into our file."""
        self._written += [line.raw for line in reading.lines]
        self.fold.extend(reading.lines)
        if reading.problems:
            self.problems[self._target] = reading.problems

    def _write(self, data: bytes, meanwhile: Callable[[], None] | None = None) -> None:
        """Append and sync, under the lock. After a failed write the file ends where it did before."""
        assert self._descriptor is not None
        before = os.fstat(self._descriptor).st_size
        try:
            storage.write_all(self._descriptor, data)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, before)
            raise
        self._size = before + len(data)
        try:
            storage.sync(self._descriptor, meanwhile)
        except OSError as error:
            # What the system did with the pages is unknown, so this file is not trusted with another try.
            raise _ForsakenError(error.errno, error.strerror) from error
        self._left[self._target] = storage.stamp(self._descriptor)

    def _leave_for_recovery_file(self) -> None:
        """Go on in a new file, with every record that is not confirmed."""
        self._let_go()
        self.forsaken += 1
        self._target = self._recovery_path()

    def _let_go(self) -> None:
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def close(self) -> None:
        """Let go of the file and the lock. What is unsaved is tried a last time; ask `unsaved` before and after.

        What was saved and is on the disk no more, because somebody removed, replaced or cut a file of this journal, is
        put into a recovery file, and `notice` says so; where that cannot be written, it is unsaved.
        """
        with contextlib.suppress(NotSavedError):
            self.save_pending()
        if self.read_only is None and any(storage.stamp(path) != left for path, left in self._left.items()):
            self._keep_lost()
        self._let_go()
        self._lock.release()

    def _keep_lost(self) -> None:
        waiting = set(self.unsaved_lines.split(b"\n"))
        there: set[bytes] = set()
        for file in {self.path, *self._left, *self._copies()}:
            with contextlib.suppress(AnnotatorError):
                there.update(raw for _, raw in numbered(read_journal_bytes(file) or b""))
        known = dict.fromkeys((*self._own_lines(), *self._copied))  # the file's in the order of the work, for undo
        lost = [raw + b"\n" for raw in known if raw not in there and raw not in waiting]
        if not lost:
            return
        beside = self._recovery_path()
        try:
            storage.make_folder(beside.parent)
            storage.new_file(beside, b"".join(lost), like=self.path)
        except OSError as error:
            self._pending += lost
            self.not_saved_because = error.strerror or str(error)
            return
        records = "1 saved record was" if len(lost) == 1 else f"{len(lost)} saved records were"
        self.notice = (
            f"{one_line(self.path.name)} was removed, cut short or replaced by somebody: {records} on the disk no "
            f"more, and {'is' if len(lost) == 1 else 'are'} now in {one_line(str(beside), 300)}, which is read with it"
        )


class Journal(RecordFile[Record, Fold]):
    """One annotator's append-only file, and the spans it adds up to."""

    no_records = Fold
    parse = staticmethod(parse)
    fields_of = staticmethod(record_fields)

    def _begin(self, data: bytes, progress: Callable[[int], None] | None) -> list[Record]:
        stored = StoredLines(TAIL)
        stored.read(data, progress)
        self.fold.begin(stored)
        self._opened = stored
        self._note(self.path, stored.problems, newer=stored.newer)
        return stored.recent()

    def _remember(self, tail: Sequence[Record]) -> None:
        for head in tail:
            self.fold.was_written(head.id)

    @staticmethod
    def texts_of(line: RecordLine[Record]) -> Iterable[tuple[str, str]]:
        """The text that a record tells of; a deletion tells none, but for those by which gold keeps its decisions."""
        head = line.head
        sha256 = line.record.get("sha256") if isinstance(head, Tombstone) else head.sha256
        return [(sha256, head.article)] if isinstance(sha256, str) else []


def _tail(heads: list[AnyRecord]) -> list[AnyRecord]:
    """The last records, with the rest of an action that the cut would go through: half of it cannot be undone."""
    first = max(len(heads) - TAIL, 0)
    action = heads[first].action if heads else None
    while first and action and heads[first - 1].action == action:
        first -= 1
    return heads[first:]


def _undoable(tail: list[AnyRecord], fold: RecordFold[Any]) -> list[AnyRecord]:
    """The records after the last whose earlier revisions are gone, as `annotator tidy` leaves them.

    What an action before that did is no longer known as a whole, so that undoing it would undo half of it.
    """
    known = {(head.id, head.rev) for head in tail}
    for place in range(len(tail) - 1, -1, -1):
        head = tail[place]
        before = head.rev - 1
        # Of what a second look changed, tidying leaves an earlier revision, but not all.
        if before and (head.id, before) not in known and all(one.head.rev != before for one in fold.versions(head.id)):
            return _after_action(tail[place + 1 :], head.action)
    return tail


def _after_action(heads: list[AnyRecord], action: str | UnsetType | None) -> list[AnyRecord]:
    whole = next((i for i, head in enumerate(heads) if not action or head.action != action), len(heads))
    return heads[whole:]
