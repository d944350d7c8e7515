"""Files of lines read a piece at a time, and single lines read again later: for files larger than should be in memory."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from annotator.journal.raw import open_regular
from annotator.model import AnnotatorError
from annotator.text.display import one_line

_PIECE = 2**16
"""Bytes: small enough that the records of a piece stay in a processor's cache."""
_OFFSET_BITS = 44
_AHEAD = 2**16
"""Bytes that are read at once where lines stand close together."""


class Piece(NamedTuple):
    """Some whole lines of a file; the last one of the file may lack its newline."""

    number: int
    """Of the first line, counted from 1."""
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

    A line's *place* is one number: which of the files, and at which byte. Files are open only while they are read.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = list(paths)
        self._seen: dict[int, tuple[int, ...]] = {}

    def pieces(self, file: int) -> Iterator[Piece]:
        """All of a file.

        Raises:
            AnnotatorError: if it is missing, is no regular file, or cannot be read.
        """
        shown = one_line(str(self.paths[file]))
        descriptor = open_regular(self.paths[file])
        if descriptor is None:
            raise AnnotatorError(f"{shown}: there is no such file: name a journal or a file of flat spans")
        try:
            self._seen[file] = _stamp(descriptor)
            place, number, parts = file << _OFFSET_BITS, 1, [b""]
            while block := os.read(descriptor, _PIECE):
                cut = block.rfind(b"\n") + 1
                parts.append(block[:cut] if cut else block)
                if cut:
                    whole = b"".join(parts)
                    yield Piece(number, place, whole)
                    place += len(whole)
                    number += whole.count(b"\n")
                    parts = [block[cut:]]
            if rest := b"".join(parts):
                yield Piece(number, place, rest)
        except OSError as error:
            raise AnnotatorError(f"{shown}: reading failed ({error.strerror}): check the disk") from error
        finally:
            os.close(descriptor)

    def lines(self, places: Sequence[int]) -> list[bytes | None]:
        """The lines at these places; `None` where the file has been changed or removed since it was read.

        Quickest where the places ascend.
        """
        found: list[bytes | None] = []
        reader: _Reader | None = None
        for place in places:
            file, offset = place >> _OFFSET_BITS, place & ((1 << _OFFSET_BITS) - 1)
            if reader is None or reader.file != file:
                if reader is not None:
                    reader.close()
                reader = _Reader(file, self.paths[file], self._seen.get(file))
            found.append(reader.line(offset))
        if reader is not None:
            reader.close()
        return found


class _Reader:
    """One open file from which lines are picked."""

    def __init__(self, file: int, path: Path, stamp: tuple[int, ...] | None) -> None:
        self.file = file
        self._buffer, self._from = b"", 0
        try:
            self._descriptor = open_regular(path)
        except AnnotatorError:
            self._descriptor = None
        if self._descriptor is not None and _stamp(self._descriptor) != stamp:
            self.close()

    def line(self, offset: int) -> bytes | None:
        if self._descriptor is None:
            return None
        begin = offset - self._from
        end = self._buffer.find(b"\n", begin) if 0 <= begin < len(self._buffer) else -1
        size = _AHEAD
        while end < 0:
            self._buffer, self._from, begin = self._read(offset, size), offset, 0
            end = self._buffer.find(b"\n")
            if end < 0 and len(self._buffer) < size:
                end = len(self._buffer)
            size *= 8
        return self._buffer[begin:end].removesuffix(b"\r")

    def _read(self, offset: int, size: int) -> bytes:
        assert self._descriptor is not None
        os.lseek(self._descriptor, offset, os.SEEK_SET)
        return os.read(self._descriptor, size)

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _stamp(descriptor: int) -> tuple[int, ...]:
    status = os.fstat(descriptor)
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
