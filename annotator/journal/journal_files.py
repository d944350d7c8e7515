"""Files of records read as bytes: from end to end in pieces of whole lines, and single lines again by their places."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from annotator.errors import AnnotatorError
from annotator.journal.piece_reader import Piece
from annotator.journal.storage import open_regular
from annotator.remote import RemotePath
from annotator.text.sanitize import one_line

NEWLINE = ord("\n")
_PIECE = 2**19
"""Bytes: small enough that the records of a piece stay in a processor's cache."""
_LONGEST = 2**26
"""Bytes of a line."""
_OFFSET_BITS = 44
_EVERYTHING = 2**62
_AHEAD = 2**16
"""Bytes that are read at once where lines stand close together."""
_SIZE = 1
"""Where the size stands in a stamp; before it is which file it is."""


class _Source(NamedTuple):
    """An open file, and what tells that it is as it was, also on another machine that has it in its file system."""

    file: Any
    stamp: tuple[int, ...]

    def seek(self, place: int) -> None:
        """Go to a byte."""
        self.file.seek(place)

    def read(self, size: int) -> bytes:
        """So many bytes, or what is left."""
        found: bytes = self.file.read(size)
        return found

    def close(self) -> None:
        """Close the file."""
        self.file.close()


def _source(path: Path) -> _Source | None:
    """A file, opened; `None` if there is none.

    Raises:
        AnnotatorError: if it is no regular file, or cannot be read.
    """
    if isinstance(path, RemotePath):
        try:
            about = path.stat()
            return _Source(path.open(), (about.st_ino, about.st_size))
        except FileNotFoundError:
            return None
    descriptor = open_regular(path)
    if descriptor is None:
        return None
    status = os.fstat(descriptor)
    return _Source(FileIO(descriptor), (status.st_ino, status.st_size, status.st_mtime_ns))


class JournalFiles:
    """Files that are read once from end to end, and here and there again.

    A line's *place* is one number: which of the files, and at which byte. Files are open only while they are read;
    `stamps` tell what they were then, so that no line is taken from a file that was changed since.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = list(paths)
        self._where = self.paths
        self.stamps: dict[int, tuple[int, ...]] = {}
        self._instead: dict[int, bytes] = {}
        self._tails: dict[int, bytes] = {}
        """Of files that may grow: what stood at the end when they were read."""

    def __getstate__(self) -> dict[str, Any]:
        # Another process may be in another folder.
        return {**self.__dict__, "_where": [path.absolute() for path in self._where]}

    def amended(self, instead: dict[int, bytes]) -> JournalFiles:
        """The same files, read as if other lines stood at some places."""
        files = JournalFiles(self.paths)
        files.stamps, files._instead = self.stamps, self._instead | instead
        return files

    def growing(self) -> JournalFiles:
        """The same files, of which lines are taken also after something was added at their ends."""
        files = self.amended({})
        for file, stamp in self.stamps.items():
            with suppress(AnnotatorError), self._open(file) as source:
                files._tails[file] = _tail(source, stamp[_SIZE])
        return files

    def _is_as_read(self, file: int, source: _Source) -> bool:
        stamp, now = self.stamps[file], source.stamp
        grew = file in self._tails and now[:_SIZE] == stamp[:_SIZE]
        return now == stamp or (grew and _tail(source, stamp[_SIZE]) == self._tails[file])

    def pieces(self, file: int, begin: int = 0, end: int | None = None) -> Iterator[Piece]:
        """A file, or those of its lines that begin within a stretch of it.

        Args:
            file: which.
            begin: the byte at which the stretch begins.
            end: the byte before which it ends; by default the file's end.

        Raises:
            AnnotatorError: if it is missing, is no regular file, or cannot be read.
        """
        with self._open(file) as source:
            begin = _next_line(source, begin)
            end = None if end is None else _next_line(source, end)
            place, left, parts = (file << _OFFSET_BITS) + begin, _EVERYTHING if end is None else end - begin, [b""]
            source.seek(begin)
            while block := source.read(min(_PIECE, left)):
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

    def lines_before(self, file: int, begin: int) -> int:
        """How many lines of a file begin before a byte of it."""
        return sum(piece.whole.count(b"\n") for piece in self.pieces(file, 0, begin))

    def seen(self, stamps: dict[int, tuple[int, ...]]) -> None:
        """Take over what files were that somebody else has read.

        Raises:
            AnnotatorError: if one was changed since a part of it was read.
        """
        for file, stamp in stamps.items():
            if self.stamps.setdefault(file, stamp) != stamp:
                raise self._changed(file)

    def _changed(self, file: int) -> AnnotatorError:
        shown = one_line(str(self.paths[file]))
        return AnnotatorError(f"{shown}: was changed while it was read, or cannot be read again: try once more")

    @contextmanager
    def _open(self, file: int) -> Iterator[_Source]:
        shown = one_line(str(self.paths[file]))
        source = _source(self._where[file])
        if source is None:
            raise AnnotatorError(f"{shown}: there is no such file: name a journal or a file of flat spans")
        try:
            self.stamps.setdefault(file, source.stamp)
            yield source
        except OSError as error:
            raise AnnotatorError(f"{shown}: reading failed ({error.strerror or error}): check the disk") from error
        finally:
            source.close()

    def lines(self, places: Sequence[int]) -> list[bytes | None]:
        """The lines at these places, which ascend; `None` where the file was changed since, or can no longer be read."""
        found: list[bytes | None] = []
        while len(found) < len(places):
            file = places[len(found)] >> _OFFSET_BITS
            end = bisect_left(places, (file + 1) << _OFFSET_BITS, len(found))
            offsets = np.array(places[len(found) : end], dtype=np.int64) - (file << _OFFSET_BITS)
            lines: list[bytes | None] = [None] * len(offsets)
            with suppress(AnnotatorError), self._open(file) as source:
                if self._is_as_read(file, source):
                    lines[:] = _lines_at(source, offsets)
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
            raise self._changed(places[lines.index(None)] >> _OFFSET_BITS)
        return found


def _next_line(source: _Source, place: int) -> int:
    """Where the first line begins at or after a byte of a file."""
    if place == 0:
        return 0
    place -= 1
    source.seek(place)
    while block := source.read(_AHEAD):
        if (at := block.find(b"\n")) >= 0:
            return place + at + 1
        place += len(block)
    return place


def _lines_at(source: _Source, offsets: npt.NDArray[np.int64]) -> list[bytes]:
    """The lines of a file at offsets that ascend."""
    found: list[bytes] = []
    while len(found) < len(offsets):
        first, size, buffer = int(offsets[len(found)]), _AHEAD, b""
        while b"\n" not in buffer and len(buffer) < size:
            source.seek(first)
            buffer = source.read(size)
            if len(buffer) < size:
                break
            size *= 8
        # All that begin here and end here; the first one does, or ends the file.
        past = max(int(np.searchsorted(offsets, first + max(buffer.rfind(b"\n"), 0) + 1)), len(found) + 1)
        begins = offsets[len(found) : past] - first
        newlines = np.append(np.flatnonzero(np.frombuffer(buffer, dtype=np.uint8) == NEWLINE), len(buffer))
        ends = newlines[np.searchsorted(newlines, begins)]
        lines = [buffer[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
        found += [line.removesuffix(b"\r") for line in lines] if b"\r" in buffer else lines
    return found


def _tail(source: _Source, size: int) -> bytes:
    """The last bytes of the first `size` ones."""
    source.seek(max(size - _AHEAD, 0))
    return source.read(min(size, _AHEAD))
