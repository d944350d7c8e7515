"""What hears of the project's work while it goes on: which lines were passed over, and how far the work is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from annotator.engine import Step

if TYPE_CHECKING:
    from annotator.journal.records import Problem


class Listener(Protocol):
    """What hears of work while it goes on."""

    def read(self, files: Sequence[Path], problems: Mapping[Path, Sequence[Problem]], /) -> None:
        """Files were read, and these lines of theirs passed over."""

    def progress(self, what: str, length: int, /) -> AbstractContextManager[Step | None]:
        """Something begins; what is entered is told of its steps, `length` in all."""


class _Nobody:
    def read(self, *_: object) -> None:
        pass

    def progress(self, _: str, __: int, /) -> AbstractContextManager[Step | None]:
        return nullcontext()


NOBODY: Listener = _Nobody()


class HearsProgress(_Nobody):
    """Has a listener hear how far work is, and not which lines were passed over: those are told otherwise."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener

    def progress(self, what: str, length: int, /) -> AbstractContextManager[Step | None]:
        """See `Listener`."""
        return self._listener.progress(what, length)


def reading(files: Sequence[Path], listener: Listener) -> AbstractContextManager[Step | None]:
    """Tell the listener that files are read; what is entered is told how many bytes more were."""
    return listener.progress("reading", sum(sizes_of(files)))


def sizes_of(files: Sequence[Path]) -> list[int]:
    """The bytes of files; 0 for what is none, as reading it will say."""
    return [path.stat().st_size if path.is_file() else 0 for path in files]
