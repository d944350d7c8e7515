"""Work in parts: one function for all parts, and the results in the parts' order, wherever each part is done.

This machine does them itself, the later half in a copy of this process where there is a second processor for it and it is
safe. `annotator.cluster` has the engine for other machines.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import accumulate
from typing import Generic, Protocol, TypeVar

from annotator.errors import AnnotatorError

Shared = TypeVar("Shared")
Part = TypeVar("Part")
Result = TypeVar("Result")
Step = Callable[[int], None]
"""Told how much more was done."""
Work = Callable[[Shared, Part, Step | None], Iterable[Result]]
"""What is made of a part, from what all parts share; it changes neither. A function of a module, so that others have it too."""
MANY = 2**24
"""Bytes that are worth a second process."""


class Engine(Protocol):
    """Who does the work."""

    def shares(self, sizes: Sequence[int], worth: int | None = MANY) -> list[range]:
        """Some things in a row cut into parts with about as much to do in each; none is empty.

        Args:
            sizes: how much there is to do for each thing.
            worth: how much is worth a second process of this machine; without it this one works alone, and result by
                result, so that none has to be kept.
        """
        ...

    def map(
        self,
        work: Work[Shared, Part, Result],
        shared: Shared,
        parts: Sequence[Part],
        sizes: Sequence[int],
        step: Step | None = None,
    ) -> Iterator[Result]:
        """What the work makes of all parts, in the parts' order.

        Args:
            work: what is done.
            shared: what it needs for every part.
            parts: from `shares`.
            sizes: how much there is to do in each.
            step: told how much more was done.

        Raises:
            AnnotatorError: as the work does; or if an engine cannot do its part.
        """
        ...


class ThisMachine:
    """One process, or two."""

    def shares(self, sizes: Sequence[int], worth: int | None = MANY) -> list[range]:
        """See `Engine`."""
        count, total = len(sizes), sum(sizes)
        half = count
        if worth is not None and count > 1 and total >= worth and may_fork():
            half = min(enumerate(accumulate(sizes), 1), key=lambda one: abs(one[1] - total // 2))[0]
        return [part for part in (range(half), range(half, count)) if part]

    def map(
        self,
        work: Work[Shared, Part, Result],
        shared: Shared,
        parts: Sequence[Part],
        sizes: Sequence[int],
        step: Step | None = None,
    ) -> Iterator[Result]:
        """See `Engine`; a copy of this process does the second of two parts."""
        if len(parts) != 2:
            for part in parts:
                yield from work(shared, part, step)
            return
        first, second = parts
        with closing(Fork(lambda: list(work(shared, second, None)))) as fork:
            yield from work(shared, first, step)
            found = fork.result()
        if step is not None:
            step(sizes[1])
        yield from found


THIS_MACHINE = ThisMachine()


def may_fork() -> bool:
    """Whether there is a second processor, on Linux, and no other thread, which a copy could leave with a lock taken."""
    import threading  # as all modules here that are imported late: every command has this one, few make a copy

    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


class Fork(Generic[Result]):
    """A task that a copy of this process works on from the moment it is made; it must be closed."""

    def __init__(self, task: Callable[[], Result]) -> None:
        import warnings

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
            import pickle
            import signal

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
        import pickle

        try:
            found = pickle.load(self._pipe)  # noqa: S301 - from our own copy
        except (EOFError, OSError, pickle.UnpicklingError):
            return self._task()
        if isinstance(found, AnnotatorError):
            raise found
        return found  # type: ignore[no-any-return]

    def close(self) -> None:
        """End the copy, if it still works."""
        import signal

        self._pipe.close()
        if self._pid > 0:
            with contextlib.suppress(OSError):
                os.kill(self._pid, signal.SIGTERM)
                os.waitpid(self._pid, 0)
            self._pid = -1


__all__ = ["MANY", "THIS_MACHINE", "Engine", "Fork", "Step", "ThisMachine", "Work"]
