"""Folds a journal in place: of the records of each id only the one that counts stays, and the old file is kept whole.

Where a second look changed something, the record that counted without it stays too.

Nothing else goes but blank lines: tombstones, refusals, states, unknown fields and lines that cannot be read stay, byte
for byte and in their order. What undo would have gone back to is in the old file alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

from annotator.errors import AnnotatorError
from annotator.journal import storage
from annotator.journal.copies import original_stem
from annotator.journal.earlier import Earlier
from annotator.journal.fold import RecordFold
from annotator.journal.records import AnyLine, Parse, Reading, no_cycles_expected, numbered, parse, read_records
from annotator.journal.storage import JournalLock, read_descriptor, read_journal_bytes
from annotator.text.sanitize import one_line


class FoldedJournal(NamedTuple):
    """A journal's bytes after folding, and what they were made of."""

    data: bytes
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

    tidied: FoldedJournal
    backup: Path | None
    """Where the old file is; `None` if there was nothing to do and the file was left alone."""
    of: Literal["span", "group"] = "span"
    """What the file holds."""


def tidy(path: Path, read: Parse[Any] = parse, progress: Callable[[int], None] | None = None) -> TidyResult:
    """Fold the journal at `path`, under its lock, so that after a crash at any moment the old or the new file is there.

    Args:
        path: the file.
        read: what reads a line of it, where it is another file of records than a journal.
        progress: told of how many bytes more lines were read; all are, up to `PASSES` times.

    Raises:
        AnnotatorError: if it is no journal, is being written by another process, holds records of a newer format, or
            cannot be written; then it is as it was.
    """
    shown = one_line(str(path))
    read = read if progress is None else _telling(read, progress)
    seen = read_journal_bytes(path)
    if seen is None:
        raise AnnotatorError(f"{shown}: there is no such file: name a journal")
    lock = JournalLock(path.with_name(f"{original_stem(path.stem)}.jsonl"))
    try:
        new = tidied(seen, read)
        if new.data == seen:
            return TidyResult(new, None)
        if not lock.acquire():
            raise AnnotatorError(f"is being written by {lock.holder()}: close that first")
        return _tidy(path, seen, new, read)
    except OSError as error:
        raise AnnotatorError(f"{shown}: could not be tidied ({error.strerror}); no record is lost") from error
    except AnnotatorError as error:
        raise AnnotatorError(f"{shown}: {error}") from error
    finally:
        lock.release()


PASSES = 3
"""How often a line is read: to fold it, and to compare the old file and the new one."""
_AT_ONCE = 2**16
"""Bytes of which one is told together."""


def _telling(read: Parse[Any], progress: Callable[[int], None]) -> Parse[Any]:
    """What reads a line, and tells of it."""
    untold = 0

    def told(raw: bytes, names: set[str], number: int) -> Any:
        nonlocal untold
        untold += len(raw) + 1
        if untold >= _AT_ONCE:
            progress(untold)
            untold = 0
        return read(raw, names, number)

    return told


def _tidy(path: Path, seen: bytes, new: FoldedJournal, read: Parse[Any]) -> TidyResult:
    descriptor = storage.open_append(path, create=False)
    try:
        with storage.locked(descriptor):
            status = os.fstat(descriptor)
            data = read_descriptor(descriptor)
            if data != seen:  # somebody added to it before we had the lock
                new = tidied(data, read)
            with storage.staged(path, new.data) as temporary:
                check_same(data, read_journal_bytes(temporary) or b"", read)
                backup = _back_up(path, data)
                now = path.stat(follow_symlinks=False)
                if (now.st_dev, now.st_ino, now.st_size) != (status.st_dev, status.st_ino, len(data)):
                    raise AnnotatorError("was changed by another program meanwhile: nothing was changed; try again")
                storage.put_in_place(temporary, path)
            return TidyResult(new, backup)
    finally:
        os.close(descriptor)


def _back_up(path: Path, data: bytes) -> Path:
    """Keep the old file, whole; what was kept before is never touched."""
    backup = path.with_name(f"{path.name}.bak")
    if os.path.lexists(backup):
        if backup.is_file() and backup.read_bytes() == data:
            return backup
        backup = backup.with_name(f"{backup.name}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    storage.replace_file(backup, data, like=path)
    return backup


def tidied(data: bytes, read: Parse[Any] = parse) -> FoldedJournal:
    """The bytes of a journal, folded; `read` as in `tidy`.

    Raises:
        AnnotatorError: if they hold no record, or one of a newer format.
    """
    with no_cycles_expected():
        reading = read_records(data, read)
        if reading.newer:
            raise AnnotatorError("holds records of a newer version of annotator, which may mean more: update this one")
        if reading.problems and not reading.lines:
            raise AnnotatorError("holds no record: name a journal")
        counting, independent = _counting(reading)
        numbers = {line.number for lines in (counting, independent) for line in lines}
        stay = {line.number: line.raw for line in reading.lines if line.number in numbers}
        unreadable = {problem.line for problem in reading.problems}
        lines = (
            stay.get(number, whole)
            for number, whole in enumerate(data.split(b"\n"), 1)
            if number in stay or number in unreadable
        )
        new = b"".join(line + b"\n" for line in lines)
    spans = sum(line.head.op in {"put", "group"} for line in counting)
    return FoldedJournal(new, len(reading.lines), len(stay), spans, len(unreadable))


def check_same(old: bytes, new: bytes, read: Parse[Any] = parse) -> None:
    """Make sure that two journals' bytes are worth the same; `read` as in `tidy`.

    Raises:
        AnnotatorError: if a record that counts, or a line that cannot be read, is in one of them alone.
    """
    with no_cycles_expected():
        one, other = (_worth(data, read) for data in (old, new))
    if one != other:
        raise AnnotatorError("would not give the same spans when folded: nothing was changed; please report this")


def _worth(data: bytes, read: Parse[Any]) -> tuple[list[list[bytes]], list[bytes]]:
    """The records that count, now and without second looks, and the lines that cannot be read."""
    reading = read_records(data, read)
    unreadable = {problem.line for problem in reading.problems}
    rest = [raw for number, raw in numbered(data) if number in unreadable]
    return [sorted(line.raw for line in lines) for lines in _counting(reading)], rest


def _counting(reading: Reading[AnyLine]) -> tuple[list[AnyLine], list[AnyLine]]:
    """The records that count, now and without second looks."""
    lines, independent = reading.lines, Earlier(independent=True)
    alone = [line for line in lines if independent.holds(line.head)]
    now = _winners(lines)
    return now, now if len(alone) == len(lines) else _winners(alone)


def _winners(lines: Iterable[AnyLine]) -> list[AnyLine]:
    """The record of each annotator's ids that counts: in gold, several annotators' states of an article share an id."""
    folds: dict[str, RecordFold[AnyLine]] = {}
    for line in lines:
        folds.setdefault(line.head.annotator, RecordFold()).add(line)
    return [line for fold in folds.values() for line in fold.lines()]
