"""Reads files of records a piece at a time: all lines of it at once, or those one by one among which one is odd."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import NamedTuple

from annotator.journal.records import LINE_LIMIT, OwnedSpan, read_together
from annotator.model import Record

_FEW = 32
"""Lines that are read one by one where something is odd about one of them."""


class Piece(NamedTuple):
    """Some whole lines of a file; the last one of the file may lack its newline."""

    place: int
    """Of the first byte, as who reads it counts."""
    whole: bytes


class OddNameError(ValueError):
    """A name that no article or annotator can have."""


class PieceReader(ABC):
    """What all that is read into is a class below's to say."""

    def __init__(self) -> None:
        self._number = 1
        """Of the line that is read next."""

    def take(self, piece: Piece) -> None:
        """Add the records of a piece."""
        places, braced = self._lines(piece)
        count = len(places)
        records = read_together(piece.whole) if braced else None
        try:
            # Where lines begin and end with braces, and there are as many records, each holds one.
            if records and len(records) == count and self._add(records, places):
                self._number += count
                return
        except OddNameError:
            pass
        if count > _FEW:
            middle = int(places[count // 2]) - piece.place
            self.take(Piece(piece.place, piece.whole[:middle]))
            self.take(Piece(piece.place + middle, piece.whole[middle:]))
        else:
            self._one_by_one(piece.whole, places)
            self._number += count

    def _lines(self, piece: Piece) -> tuple[Sequence[int], bool]:
        """The places of the lines, blank ones too; and whether all begin and end with braces, and may be read together."""
        starts = _line_starts(piece.whole)
        places = [start + piece.place for start in starts] if piece.place else starts
        return places, may_be_read_together(piece.whole) and _are_braced(piece.whole, starts)

    @abstractmethod
    def _add(self, records: Sequence[Record] | Sequence[OwnedSpan], places: Sequence[int]) -> bool:
        """Add records, all of a journal or all flat spans; `False` if one of them wants a closer look.

        Then some others may have been added: a record that is added twice counts once.

        Raises:
            OddNameError: as `False`.
        """

    @abstractmethod
    def _one_by_one(self, whole: bytes, places: Sequence[int]) -> None:
        """Add the records of lines, or say what is wrong with a line."""


def _line_starts(whole: bytes) -> list[int]:
    """Where lines begin, blank ones too."""
    starts, find = [0], whole.find
    last, end = len(whole) - 1, find(b"\n")
    while -1 < end < last:
        starts.append(end + 1)
        end = find(b"\n", end + 1)
    return starts


def may_be_read_together(whole: bytes) -> bool:
    """Whether lines are no longer than one may be, and the last one ends with a brace."""
    return len(whole) <= LINE_LIMIT and whole.endswith((b"}\n", b"}"))


def _are_braced(whole: bytes, starts: Sequence[int]) -> bool:
    """Whether all lines begin, and all but the last one end, with braces."""
    letter = whole.__getitem__
    first, last = bytes(map(letter, starts)), bytes([letter(start - 2) for start in starts[1:]])
    return first.count(b"{") == len(starts) and last.count(b"}") == len(last)
