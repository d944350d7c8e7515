"""A copy of this process that does a part of the work, where there is a second processor for it and it is safe."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Generic, TypeVar

import numpy as np

from annotator.errors import AnnotatorError

Item = TypeVar("Item")
Result = TypeVar("Result")
_MANY = 2**24
"""Bytes that are worth a second process."""


def may_fork() -> bool:
    """Whether there is a second processor, on Linux, and no other thread, which a copy could leave with a lock taken."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


class Fork(Generic[Result]):
    """A task that a copy of this process works on from the moment it is made; it must be closed."""

    def __init__(self, task: Callable[[], Result]) -> None:
        self._task = task
        read, write = os.pipe()
        self._pipe, self._pid = open(read, "rb"), -1  # noqa: SIM115
        with warnings.catch_warnings(), contextlib.suppress(OSError):  # without room for another process, alone
            # Newer versions of Python warn of the idle threads of numpy's matrix products, which the copy never uses.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._pid = os.fork()
        if not self._pid:
            self._work(write)
        os.close(write)

    def _work(self, write: int) -> None:
        """In the copy: it keeps quiet, whatever happens, and never returns."""
        try:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            self._pipe.close()  # so that writing fails when nobody is left to read
            with open(write, "wb") as pipe:
                try:
                    pickle.dump(self._task(), pipe, protocol=5)
                except AnnotatorError as error:
                    pickle.dump(error, pipe)
        finally:
            os._exit(0)

    def result(self) -> Result:
        """What the task returned; if the copy was killed, the task is done here.

        Raises:
            AnnotatorError: as the task did.
        """
        try:
            found = pickle.load(self._pipe)  # noqa: S301 - from our own copy
        except (EOFError, OSError, pickle.UnpicklingError):
            return self._task()
        if isinstance(found, AnnotatorError):
            raise found
        return found  # type: ignore[no-any-return]

    def close(self) -> None:
        """End the copy, if it still works."""
        self._pipe.close()
        if self._pid > 0:
            with contextlib.suppress(OSError):
                os.kill(self._pid, signal.SIGTERM)
                os.waitpid(self._pid, 0)
            self._pid = -1


def half_of(sizes: Sequence[int]) -> int:
    """How many of some files come first to about half of all bytes; all of them if there are few bytes, or no copy may work."""
    if sum(sizes) < _MANY or not may_fork():
        return len(sizes)
    return int(np.argmin(np.abs(np.cumsum(sizes) - sum(sizes) // 2))) + 1


def in_halves(items: Sequence[Item], sizes: Sequence[int], work: Callable[[Item], Result]) -> list[Result]:
    """What is made of each item, in order; a copy of this process sees to the later half, where it is worth while.

    Args:
        items: each worked on without a thought of the others.
        sizes: their bytes.
        work: must not change anything.

    Raises:
        AnnotatorError: as the work does.
    """
    half = half_of(sizes)
    if half == len(items):
        return list(map(work, items))
    with closing(Fork(lambda: list(map(work, items[half:])))) as fork:
        return [*map(work, items[:half]), *fork.result()]
