"""Columns of records: numbers for names, and for each record the place of its line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from annotator.journal.edges import Words

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Small = npt.NDArray[np.integer[Any]]
"""Integers held in as few bytes as they need; sums and products of them want a larger type."""

UNKNOWN = -1
"""The version of a flat span without sha256."""
_LARGEST = int(np.iinfo(np.int32).max)


class Rows(NamedTuple):
    """Columns of records, `(records,)` each."""

    annotator: Small
    article: Small
    label: Small
    """Negative where the record is no span."""
    start: Small
    end: Small
    version: Small
    """`UNKNOWN` where a flat span has no sha256."""
    identity: Ints
    """A number made from the record's id; the same for all flat spans, which have none."""
    place: Ints
    shaped: Bools
    """Whether the line is exactly as this program writes a journal's line."""
    first: Words
    """The edges of the span's text, see `annotator.journal.edges`."""
    last: Words


def small(column: Small) -> Small:
    """The same integers in four bytes each, where they fit."""
    if column.max(initial=0) > _LARGEST or column.min(initial=0) < -_LARGEST:
        return column
    return column.astype(np.int32)


_TYPES = (*(np.int32,) * 6, np.int64, np.int64, np.bool_, np.uint64, np.uint64)
_SPARE = 8
"""A column that is full grows by this part of it."""


class Growing:
    """Rows of which more are to come, in hardly more memory than they need."""

    def __init__(self) -> None:
        self._columns: list[npt.NDArray[Any]] = [np.empty(0, dtype=kind) for kind in _TYPES]
        self._count = 0

    def add(self, rows: Rows) -> None:
        """Append rows."""
        count = self._count + len(rows.place)
        for number, part in enumerate(rows):
            column = self._columns[number]
            if part.dtype.itemsize > column.dtype.itemsize:
                column = self._columns[number] = column.astype(part.dtype)
            if len(column) < count:
                column.resize(count + count // _SPARE, refcheck=False)
            column[self._count : count] = part
        self._count = count

    def finished(self) -> Rows:
        """All rows; they are given up."""
        for column in self._columns:
            column.resize(self._count, refcheck=False)
        columns, self._columns = self._columns, []
        return Rows._make(columns)


def joined(rows: Rows, keep: Bools, more: Rows) -> Rows:
    """The rows for which `keep`, `(records,)`, is true, and then more: a column at a time, in the arrays that are there.

    `rows` are of no use after it.
    """
    every, none = bool(keep.all()), not len(more.place)
    if every and none:
        return rows
    found = []
    for column, further in zip(rows, more, strict=True):
        kept = column if every else column[keep]
        if not every:
            column.resize(0, refcheck=False)
        found.append(kept if none else np.concatenate((kept, further)))
        if every and not none:
            column.resize(0, refcheck=False)
    return Rows._make(found)


class OddNameError(ValueError):
    """A name that no article or annotator can have."""


class Codes(dict[str, int]):
    """Names with their numbers, in the order in which they were first met.

    Args:
        pattern: what a name must match; asking for the number of another raises `OddNameError`.
    """

    def __init__(self, pattern: Any = None) -> None:
        super().__init__()
        self._pattern = pattern

    def __missing__(self, name: str) -> int:
        if self._pattern is not None and not self._pattern.fullmatch(name):
            raise OddNameError
        self[name] = code = len(self)
        return code

    def of(self, names: Sequence[str]) -> Small:
        """The numbers of names, `(names,)`; new names get new ones."""
        return np.fromiter(map(self.__getitem__, names), np.int32, len(names))
