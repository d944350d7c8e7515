"""Folds a journal in place: of the records of each id only the one that counts stays, and the old file is kept whole.

Where a second look changed something, the record that counted without it stays too.

Nothing else goes but blank lines: tombstones, refusals, states, unknown fields and lines that cannot be read stay as they
are and in their order. What undo would have gone back to is in the old file alone. Of the file only places of lines are held.
"""

from __future__ import annotations

import filecmp
import hashlib
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast

import numpy as np

from annotator.engine import Step
from annotator.errors import AnnotatorError
from annotator.garbage import no_cycles_expected
from annotator.journal import storage
from annotator.journal.columns import Bools, Codes, Ints, identities
from annotator.journal.copies import original_stem
from annotator.journal.earlier import is_of_second_look
from annotator.journal.journal_files import JournalFiles
from annotator.journal.piece_reader import Piece, PieceReader
from annotator.journal.records import NewerFormatError, OwnedSpan, Parse, numbered, parse
from annotator.journal.storage import JournalLock
from annotator.journal.winners import winning_rows
from annotator.model import ANNOTATOR_NAME, ARTICLE_ID, Record, RevisedRecord, Span
from annotator.text.sanitize import one_line


class Folding(NamedTuple):
    """What folding makes of a file."""

    records: int
    """Readable lines before."""
    kept: int
    """Readable lines after: one an id, and one more where a second look changed it."""
    spans: int
    """Spans that count, or groups, before and after."""
    unreadable: int
    """Lines that could not be read, before and after."""


class TidyResult(NamedTuple):
    """What became of a file."""

    tidied: Folding
    backup: Path | None
    """Where the old file is; `None` if there was nothing to do and the file was left alone."""
    of: Literal["span", "group"] = "span"
    """What the file holds."""


PASSES = 7
"""How often a file is gone through at most: the old one to be read, where ids stand twice to be read again there, to be compared,
written and kept; and the new one to be read and compared."""
_AT_ONCE = 2**12
"""Lines."""
_COPIED = 2**20
"""Bytes that are copied together."""


class _WrongFileError(AnnotatorError):
    """What is wrong with the file that is tidied, whose name is still to be put before it."""


def tidy(path: Path, read: Parse[Any] = parse, progress: Step | None = None) -> TidyResult:
    """Fold the journal at `path`, under its lock, so that after a crash at any moment the old or the new file is there.

    Args:
        path: the file.
        read: what reads a line of it, where it is another file of records than a journal.
        progress: told of how many bytes more were gone through, up to `PASSES` times.

    Raises:
        AnnotatorError: if it is no journal, is being written by another process, holds records of a newer format, or
            cannot be written; then it is as it was.
    """
    shown = one_line(str(path))
    if not os.path.lexists(path):
        raise AnnotatorError(f"{shown}: there is no such file: name a journal")
    lock = JournalLock(path.with_name(f"{original_stem(path.stem)}.jsonl"))
    try:
        found = Folded(path, read, progress)
        if not found.changes:
            return TidyResult(found.folding, None)
        if not lock.acquire():
            raise _WrongFileError(f"is being written by {lock.holder()}: close that first")
        return _tidy(path, found, read, progress)
    except OSError as error:
        raise AnnotatorError(f"{shown}: could not be tidied ({error.strerror}); no record is lost") from error
    except _WrongFileError as error:
        raise AnnotatorError(f"{shown}: {error}") from error
    finally:
        lock.release()


def _tidy(path: Path, found: Folded, read: Parse[Any], progress: Step | None) -> TidyResult:
    descriptor = storage.open_append(path, create=False)
    try:
        with storage.locked(descriptor), storage.undone_when_stopped():
            status = os.fstat(descriptor)
            if found.stamp != (
                status.st_ino,
                status.st_size,
                status.st_mtime_ns,
            ):  # somebody added before we had the lock
                found = Folded(path, read, progress)
            with storage.staged(path, found.lines()) as temporary:
                check_same(found, Folded(temporary, read, progress))
                backup = _back_up(path, descriptor, progress)
                now = path.stat(follow_symlinks=False)
                if (now.st_dev, now.st_ino, now.st_size) != (status.st_dev, status.st_ino, status.st_size):
                    raise _WrongFileError("was changed by another program meanwhile: nothing was changed; try again")
                storage.put_in_place(temporary, path)
            return TidyResult(found.folding, backup)
    finally:
        os.close(descriptor)


def _back_up(path: Path, descriptor: int, progress: Step | None) -> Path:
    """Keep the old file, whole; what was kept before is never touched."""
    backup = path.with_name(f"{path.name}.bak")
    if os.path.lexists(backup):
        if backup.is_file() and filecmp.cmp(backup, path, shallow=False):
            return backup
        backup = backup.with_name(f"{backup.name}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    storage.replace_file(backup, _copied(descriptor, progress), like=path)
    return backup


def _copied(descriptor: int, progress: Step | None) -> Iterator[bytes]:
    with open(descriptor, "rb", buffering=0, closefd=False) as file:
        file.seek(0)
        while part := file.read(_COPIED):
            yield part
            if progress is not None:
                progress(len(part))


class _Heads(PieceReader):
    """Of each line of a file where it stands, and of records what tells which of them count."""

    def __init__(self, read: Parse[Any]) -> None:
        super().__init__()
        self._read = read
        self._annotators, self._articles, self._good = Codes(ANNOTATOR_NAME), Codes(ARTICLE_ID), set[str]()
        self.unreadable: list[int] = []
        self._rows: list[tuple[Any, ...]] = [(np.zeros(0, dtype=np.int64),) * 3 + (np.zeros(0, dtype=np.bool_),) * 2]

    @property
    def count(self) -> int:
        """Lines so far, blank ones too."""
        return self._number - 1

    def rows(self) -> tuple[Ints, Ints, Ints, Bools, Bools]:
        """Of each record the annotator, its id's number, its place; whether it is a span or group, and of a second look."""
        return cast("tuple[Ints, Ints, Ints, Bools, Bools]", tuple(map(np.concatenate, zip(*self._rows, strict=True))))

    def _lines(self, piece: Piece) -> tuple[Sequence[int], bool]:
        places, braced = super()._lines(piece)
        return places, braced and self._read is parse

    def _add(self, records: Sequence[Record] | Sequence[OwnedSpan], places: Sequence[int]) -> bool:
        if isinstance(records[0], OwnedSpan):
            self.unreadable += places
            return True
        heads = cast("Sequence[Record]", records)
        if not all(len(head.text) == head.end - head.start > 0 for head in heads if isinstance(head, Span)):
            return False
        self._articles.of([head.article for head in heads])
        self._keep(heads, places)
        return True

    def _keep(self, heads: Sequence[RevisedRecord], places: Sequence[int]) -> None:
        operations = [head.__struct_config__.tag for head in heads]
        self._rows.append((
            self._annotators.of([head.annotator for head in heads]),
            identities([head.id for head in heads]),
            np.array(places, dtype=np.int64),
            np.array([operation in {"put", "group"} for operation in operations], dtype=np.bool_),
            np.array(list(map(is_of_second_look, heads)), dtype=np.bool_),
        ))  # fmt: skip

    def _one_by_one(self, whole: bytes, places: Sequence[int]) -> None:
        for number, raw in numbered(whole):
            place = places[number - 1]
            try:
                self._keep([self._read(raw, self._good, number).head], [place])
            except NewerFormatError:
                raise _WrongFileError(
                    "holds records of a newer version of annotator, which may mean more: update this one"
                ) from None
            except ValueError:
                self.unreadable.append(place)


class Folded:
    """A file that was read, and which of its lines stay.

    Attributes:
        folding: how many.
        changes: whether any line goes, or the last one's end is missing.
        stamp: which file it was, its size in bytes and when it was changed, in ns.
    """

    def __init__(self, path: Path, read: Parse[Any] = parse, progress: Step | None = None) -> None:
        """Read it; see `tidy`.

        Raises:
            AnnotatorError: if it holds no record, or one of a newer format, or cannot be read.
        """
        self._files, self._progress = JournalFiles([path]), progress
        heads, whole = _Heads(read), b"\n"
        with no_cycles_expected():
            for piece in self._files.pieces(0):
                heads.take(piece)
                whole = piece.whole
                if progress is not None:
                    progress(len(whole))
            self.stamp = self._files.stamps[0]
            annotator, identity, place, is_span, second = heads.rows()
            keys = [annotator, identity, place]
            if heads.unreadable and not len(second):
                raise _WrongFileError("holds no record: name a journal")
            self._bytes_of_line = self.stamp[1] // max(heads.count, 1)
            counts = self._winners(keys, read)
            self._now, self._unreadable = place[counts], np.array(heads.unreadable, dtype=np.int64)
            self._independent = self._now
            if second.any():
                alone = [column[~second] for column in keys]
                independent = alone[2][self._winners(alone, read)]
                if not np.array_equal(independent, self._now):
                    self._independent = independent
        records = np.union1d(self._now, self._independent)
        self._stay = np.union1d(records, self._unreadable)
        self.folding = Folding(len(second), len(records), int((counts & is_span).sum()), len(self._unreadable))
        self.changes = len(self._stay) < heads.count or not whole.endswith(b"\n")

    def _winners(self, keys: Sequence[Ints], read: Parse[Any]) -> Bools:
        annotator, identity, place = keys
        return winning_rows(annotator, identity, place, self._files, read, self._told)

    def _told(self, lines: int) -> None:
        if self._progress is not None:
            self._progress(lines * self._bytes_of_line)

    def lines(self) -> Iterator[bytes]:
        """What stays, some lines at a time, byte for byte but for a last end that is missing."""
        for piece in self._files.pieces(0):
            first, last = np.searchsorted(self._stay, (piece.place, piece.place + len(piece.whole)))
            begins = (self._stay[first:last] - piece.place).tolist()
            ends = [piece.whole.find(b"\n", begin) + 1 or None for begin in begins]
            lines = [piece.whole[begin:end] for begin, end in zip(begins, ends, strict=True)]
            yield b"".join(lines if None not in ends else [*lines, b"\n"])
            if self._progress is not None:
                self._progress(len(piece.whole))

    def worth(self) -> list[bytes]:
        """Digests of the records that count, now and without second looks, and of the lines that cannot be read.

        Raises:
            AnnotatorError: if the file was changed since it was read.
        """
        kinds = [self._now, *([] if self._independent is self._now else [self._independent]), self._unreadable]
        digests = [hashlib.sha256() for _ in kinds]
        for digest, places in zip(digests, kinds, strict=True):
            for begin in range(0, len(places), _AT_ONCE):
                lines = self._files.needed_lines(places[begin : begin + _AT_ONCE].tolist())
                digest.update(b"\n".join((*lines, b"")))
                self._told(len(lines))
        return [digest.digest() for digest in digests]


def check_same(old: Folded, new: Folded) -> None:
    """Make sure that two files are worth the same.

    Raises:
        AnnotatorError: if a record that counts, or a line that cannot be read, is in one of them alone.
    """
    if old.worth() != new.worth():
        raise _WrongFileError("would not give the same spans when folded: nothing was changed; please report this")
