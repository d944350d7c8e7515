"""Files of records read as bytes: from end to end in pieces of whole lines, and single lines again by their places."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np

from annotator.errors import AnnotatorError
from annotator.journal.piece_reader import Piece
from annotator.journal.storage import open_regular
from annotator.text.sanitize import one_line

NEWLINE = ord("\n")
_PIECE = 2**19
"""Bytes: small enough that the records of a piece stay in a processor's cache."""
_LONGEST = 2**26
"""Bytes of a line."""
_OFFSET_BITS = 44
_AHEAD = 2**16
"""Bytes that are read at once where lines stand close together."""


class JournalFiles:
    """Files that are read once from end to end, and here and there again.

    A line's *place* is one number: which of the files, and at which byte. Files are open only while they are read;
    `stamps` tell what they were then, so that no line is taken from a file that was changed since.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = list(paths)
        self.stamps: dict[int, tuple[int, ...]] = {}
        self._instead: dict[int, bytes] = {}

    def amended(self, instead: dict[int, bytes]) -> JournalFiles:
        """The same files, read as if other lines stood at some places."""
        files = JournalFiles(self.paths)
        files.stamps, files._instead = self.stamps, self._instead | instead
        return files

    def pieces(self, file: int) -> Iterator[Piece]:
        """All of a file.

        Raises:
            AnnotatorError: if it is missing, is no regular file, or cannot be read.
        """
        with self._open(file) as descriptor:
            place, parts = file << _OFFSET_BITS, [b""]
            while block := os.read(descriptor, _PIECE):
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
        while len(found) < len(places):
            file = places[len(found)] >> _OFFSET_BITS
            end = bisect_left(places, (file + 1) << _OFFSET_BITS, len(found))
            offsets = [place - (file << _OFFSET_BITS) for place in places[len(found) : end]]
            lines: list[bytes | None] = [None] * len(offsets)
            with suppress(AnnotatorError), self._open(file) as descriptor:
                if _stamp(descriptor) == self.stamps[file]:
                    lines[:] = _lines_at(descriptor, offsets)
            found += lines
        if self._instead:
            return [self._instead.get(place, line) for place, line in zip(places, found, strict=True)]
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


def _lines_at(descriptor: int, offsets: Sequence[int]) -> list[bytes]:
    """The lines of a file at offsets that ascend."""
    found: list[bytes] = []
    while len(found) < len(offsets):
        first, size, buffer = offsets[len(found)], _AHEAD, b""
        while b"\n" not in buffer and len(buffer) < size:
            os.lseek(descriptor, first, os.SEEK_SET)
            buffer = os.read(descriptor, size)
            if len(buffer) < size:
                break
            size *= 8
        # All that begin here and end here; the first one does, or ends the file.
        past = max(bisect_left(offsets, first + max(buffer.rfind(b"\n"), 0) + 1, len(found)), len(found) + 1)
        begins = np.array(offsets[len(found) : past], dtype=np.int64) - first
        newlines = np.append(np.flatnonzero(np.frombuffer(buffer, dtype=np.uint8) == NEWLINE), len(buffer))
        ends = newlines[np.searchsorted(newlines, begins)]
        lines = [buffer[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
        found += [line.removesuffix(b"\r") for line in lines] if b"\r" in buffer else lines
    return found


def _stamp(descriptor: int) -> tuple[int, ...]:
    status = os.fstat(descriptor)
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
