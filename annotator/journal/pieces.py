"""Files of lines read a piece at a time, and single lines read again later: for files larger than should be in memory."""

from __future__ import annotations

import os
import sys
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from annotator.journal.raw import open_regular
from annotator.model import AnnotatorError
from annotator.text.sanitize import one_line

_PIECE = 2**19
"""Bytes: small enough that the records of a piece stay in a processor's cache."""
_LONGEST = 2**26
"""Bytes of a line."""
_OFFSET_BITS = 44
_AHEAD = 2**16
"""Bytes that are read at once where lines stand close together."""
_SPARSE = 2**12
"""Bytes a line: where fewer are wanted, each is looked for by itself."""


Stamps = dict[int, tuple[int, ...]]
"""By the file's number."""


class Piece(NamedTuple):
    """Some whole lines of a file; the last one of the file may lack its newline."""

    place: int
    """Of the first byte, see `Files`."""
    whole: bytes

    def lines(self) -> list[bytes]:
        """The lines without their newlines."""
        lines = self.whole.split(b"\n")
        if not lines[-1]:
            lines.pop()
        return lines


class Files:
    """Files that are read once from end to end, and here and there again.

    A line's *place* is one number: which of the files, and at which byte. Files are open only while they are read;
    `stamps` tell what they were then, so that no line is taken from a file that was changed since.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = list(paths)
        self.stamps: Stamps = {}

    def pieces(self, file: int, begin: int = 0, end: int | None = None) -> Iterator[Piece]:
        """All of a file, or what stands between two offsets at which lines begin.

        Raises:
            AnnotatorError: if it is missing, is no regular file, or cannot be read.
        """
        with self._open(file) as descriptor:
            os.lseek(descriptor, begin, os.SEEK_SET)
            place, parts = (file << _OFFSET_BITS) + begin, [b""]
            left = sys.maxsize if end is None else end - begin
            while block := os.read(descriptor, min(_PIECE, left)):
                left -= len(block)
                cut = block.rfind(b"\n") + 1
                parts.append(block[:cut] if cut else block)
                if not cut and sum(map(len, parts)) > _LONGEST:
                    shown = one_line(str(self.paths[file]))
                    raise AnnotatorError(f"{shown}: a line of more than {_LONGEST >> 20} MiB is no record: take it out")
                if cut:
                    whole = b"".join(parts)
                    yield Piece(place, whole)
                    place += len(whole)
                    parts = [block[cut:]]
            if rest := b"".join(parts):
                yield Piece(place, rest)

    def line_after(self, file: int, offset: int) -> int | None:
        """Where the first line begins after an offset; `None` if there is none.

        Raises:
            AnnotatorError: as `pieces`.
        """
        with self._open(file) as descriptor:
            os.lseek(descriptor, offset, os.SEEK_SET)
            while block := os.read(descriptor, _AHEAD):
                at = block.find(b"\n") + 1
                if at:
                    return offset + at
                offset += len(block)
        return None

    def lines_before(self, file: int, offset: int) -> int:
        """How many lines end before an offset.

        Raises:
            AnnotatorError: as `pieces`.
        """
        return sum(piece.whole.count(b"\n") for piece in self.pieces(file, 0, offset)) if offset else 0

    @contextmanager
    def _open(self, file: int) -> Iterator[int]:
        shown = one_line(str(self.paths[file]))
        descriptor = open_regular(self.paths[file])
        if descriptor is None:
            raise AnnotatorError(f"{shown}: there is no such file: name a journal or a file of flat spans")
        try:
            self.stamps.setdefault(file, _stamp(descriptor))
            yield descriptor
        except OSError as error:
            raise AnnotatorError(f"{shown}: reading failed ({error.strerror}): check the disk") from error
        finally:
            os.close(descriptor)

    def lines(self, places: Sequence[int]) -> list[bytes | None]:
        """The lines at these places, which ascend; `None` where the file was changed since, or can no longer be read."""
        found: list[bytes | None] = []
        begin = 0
        while begin < len(places):
            file = places[begin] >> _OFFSET_BITS
            end = bisect_left(places, (file + 1) << _OFFSET_BITS, begin)
            reader = _Reader(self.paths[file], self.stamps.get(file))
            try:
                found += reader.lines(places[begin:end], file << _OFFSET_BITS)
            except OSError:
                found += [None] * (end - begin)
            reader.close()
            begin = end
        return found

    def needed_lines(self, places: Sequence[int]) -> list[bytes]:
        """The lines at these places, which ascend.

        Raises:
            AnnotatorError: if a file was changed or removed since it was read, or can no longer be read.
        """
        lines = self.lines(places)
        found = [line for line in lines if line is not None]
        if len(found) < len(lines):
            shown = one_line(str(self.paths[places[lines.index(None)] >> _OFFSET_BITS]))
            raise AnnotatorError(f"{shown}: was changed while it was read, or cannot be read again: try once more")
        return found


class _Reader:
    """One open file from which lines are picked."""

    def __init__(self, path: Path, stamp: tuple[int, ...] | None) -> None:
        try:
            self._descriptor = open_regular(path)
        except AnnotatorError:
            self._descriptor = None
        if self._descriptor is not None and _stamp(self._descriptor) != stamp:
            self.close()

    def lines(self, places: Sequence[int], origin: int) -> Sequence[bytes | None]:
        """The lines at places that ascend from `origin`, the file's first byte."""
        if self._descriptor is None:
            return [None] * len(places)
        found: list[bytes] = []
        returns = False
        at = 0
        while at < len(places):
            buffer = self._from(places[at] - origin)
            returns = returns or b"\r" in buffer
            # All that begin here and end here; the first one does, or ends the file.
            past = max(bisect_left(places, places[at] + max(buffer.rfind(b"\n"), 0) + 1, at), at + 1)
            found += _picked(buffer, [place - places[at] for place in places[at:past]])
            at = past
        return [line.removesuffix(b"\r") for line in found] if returns else found

    def _from(self, offset: int) -> bytes:
        """The bytes from an offset on, one whole line at least."""
        size = _AHEAD
        while True:
            buffer = self._read(offset, size)
            if b"\n" in buffer or len(buffer) < size:
                return buffer
            size *= 8

    def _read(self, offset: int, size: int) -> bytes:
        assert self._descriptor is not None
        os.lseek(self._descriptor, offset, os.SEEK_SET)
        return os.read(self._descriptor, size)

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _picked(buffer: bytes, begins: list[int]) -> list[bytes]:
    """The lines that begin at these places of a buffer and end in it, or with it."""
    if len(begins) * _SPARSE < len(buffer):
        ends = [buffer.find(b"\n", begin) for begin in begins]
        return [buffer[begin : end if end >= 0 else None] for begin, end in zip(begins, ends, strict=True)]
    lines = buffer.split(b"\n")
    starts = accumulate((len(line) + 1 for line in lines), initial=0)
    at = dict(zip(starts, lines, strict=False))
    return [at[begin] for begin in begins]


def _stamp(descriptor: int) -> tuple[int, ...]:
    status = os.fstat(descriptor)
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
