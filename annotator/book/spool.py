"""Rows that are too many to be held, kept in a temporary file until their pages are written."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

import msgspec

_ROWS = 200
"""Rows that are read at once."""

_Row = TypeVar("_Row")


class Run(NamedTuple):
    """Where some rows stand that follow one another."""

    at: int
    """Bytes before them."""
    size: int
    """Their bytes."""
    rows: int


class Spool(Generic[_Row]):
    """A file of rows, gone with the object."""

    def __init__(self, row: type[_Row]) -> None:
        """Take what a row is."""
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the object
        self._encode = msgspec.json.Encoder().encode
        self._decode = msgspec.json.Decoder(list[row]).decode  # type: ignore[valid-type]
        self._end = 0

    def put(self, rows: Sequence[_Row]) -> list[Run]:
        """Keep rows."""
        runs = []
        for first in range(0, len(rows), _ROWS):
            some = rows[first : first + _ROWS]
            data = self._encode(some)
            self._file.write(data)
            runs.append(Run(self._end, len(data), len(some)))
            self._end += len(data)
        return runs

    def get(self, run: Run) -> list[_Row]:
        """Rows that were kept."""
        self._file.seek(run.at)
        found: list[_Row] = self._decode(self._file.read(run.size))
        return found

    def close(self) -> None:
        """Give the file back."""
        self._file.close()
