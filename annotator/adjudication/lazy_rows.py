"""A sequence of things that are made when they are looked at, and not kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, overload

import numpy as np

from annotator.journal.columns import Ints

Thing = TypeVar("Thing", covariant=True)


class LazyRows(Sequence[Thing]):
    """Things by their numbers: counted without being made, made one by one, or one after the other.

    Attributes:
        numbers: of the things, `(things,)`.
    """

    def __init__(self, numbers: Ints, one: Callable[[int], Thing], each: Callable[[Ints], Iterator[Thing]]) -> None:
        """Say how a thing is made from its number, and how many are, with less work."""
        self.numbers, self._one, self._each = numbers, one, each

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> Thing: ...

    @overload
    def __getitem__(self, place: slice) -> LazyRows[Thing]: ...

    def __getitem__(self, place: int | slice) -> Thing | LazyRows[Thing]:
        if isinstance(place, slice):
            return LazyRows(self.numbers[place], self._one, self._each)
        return self._one(int(self.numbers[place]))

    def chosen(self, places: Sequence[int]) -> LazyRows[Thing]:
        """Those at some places, in that order."""
        return LazyRows(self.numbers[np.array(places, dtype=np.int64)], self._one, self._each)

    def __iter__(self) -> Iterator[Thing]:
        return self._each(self.numbers)
