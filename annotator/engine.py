"""Work in parts: one function for all parts, and the results in the parts' order, wherever each part is done.

This machine does them itself, every second one in a copy of this process where there is a second processor for it and it is
safe. `annotator.cluster` has the engine for other machines.
"""

from __future__ import annotations

import contextlib
import os
import sys
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import accumulate, pairwise
from typing import Generic, Protocol, TypeVar

from annotator.errors import AnnotatorError
from annotator.garbage import no_cycles_expected

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

    def shares(self, sizes: Sequence[int], worth: int | None = MANY, most: int | None = None) -> list[range]:
        """Some things in a row cut into parts with about as much to do in each; none is empty.

        Args:
            sizes: how much there is to do for each thing.
            worth: how much is worth a second process of this machine; without it this one works alone, and result by
                result, so that none has to be kept.
            most: about how much a part of this machine may be, whose results wait in memory for their turn.
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


def cut(sizes: Sequence[int], count: int) -> list[range]:
    """Some things in a row cut into at most so many parts, as alike in size as they can be; none is empty."""
    total = list(accumulate(max(size, 1) for size in sizes))
    ends = {0, len(total)}
    for goal in (total[-1] * part / count for part in range(1, count)):
        place = bisect_left(total, goal)
        before = total[place - 1] if place else 0
        ends.add(place if goal - before <= total[place] - goal else place + 1)
    return [range(begin, end) for begin, end in pairwise(sorted(ends))]


class ThisMachine:
    """One process, or two."""

    def shares(self, sizes: Sequence[int], worth: int | None = MANY, most: int | None = None) -> list[range]:
        """See `Engine`."""
        total = sum(sizes)
        if worth is None or len(sizes) < 2 or total < worth or not may_fork():
            return [range(len(sizes))] if sizes else []
        return cut(sizes, 2 * (1 if most is None else max(total // (2 * most), 1)))

    def map(
        self,
        work: Work[Shared, Part, Result],
        shared: Shared,
        parts: Sequence[Part],
        sizes: Sequence[int],
        step: Step | None = None,
    ) -> Iterator[Result]:
        """See `Engine`; a copy of this process does every second part, one ahead of those that are done here."""
        if len(parts) < 2:
            for part in parts:
                yield from work(shared, part, step)
            return
        with closing(Fork(*(partial(_all_of, work, shared, part) for part in parts[1::2]))) as fork:
            for number, part in enumerate(parts):
                if number % 2 == 0:
                    yield from work(shared, part, step)
                    continue
                found = fork.result()
                if step is not None:
                    step(sizes[number])
                yield from found


def _all_of(work: Work[Shared, Part, Result], shared: Shared, part: Part) -> list[Result]:
    return list(work(shared, part, None))


class Scaled:
    """Steps of work, told on as so many steps that somebody was promised.

    Args:
        step: who was promised `length` steps.
        length: how many.
        work: how much work is all.
    """

    def __init__(self, step: Step, length: int, work: int) -> None:
        self._step, self._length, self._work = step, length, max(work, 1)
        self._done = self._told = 0

    def __call__(self, more: int) -> None:
        """So much more work is done."""
        self._done = min(self._done + more, self._work)
        whole = self._length * self._done // self._work
        if whole > self._told:
            self._step(whole - self._told)
            self._told = whole

    def end(self) -> None:
        """All is done."""
        self(self._work)


THIS_MACHINE = ThisMachine()


def may_fork() -> bool:
    """Whether there is a second processor, on Linux, and no other thread, which a copy could leave with a lock taken."""
    import threading  # as all modules here that are imported late: every command has this one, few make a copy

    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


class Fork(Generic[Result]):
    """Tasks that a copy of this process works on from the moment it is made, each once the one before was fetched.

    It must be closed.
    """

    def __init__(self, *tasks: Callable[[], Result]) -> None:
        import warnings

        self._tasks = deque(tasks)
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
                    for task in self._tasks:
                        found = task()
                        with no_cycles_expected():
                            pickle.dump(found, pipe, protocol=5)
                        pipe.flush()
                except AnnotatorError as error:
                    pickle.dump(error, pipe)
        finally:
            os._exit(0)

    def result(self) -> Result:
        """What the next task returned; if the copy was killed, the task is done here.

        Raises:
            AnnotatorError: as the task did.
        """
        import pickle

        task = self._tasks.popleft()
        try:
            with no_cycles_expected():
                found = pickle.load(self._pipe)  # noqa: S301 - from our own copy
        except (EOFError, OSError, pickle.UnpicklingError):
            return task()
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


__all__ = ["MANY", "THIS_MACHINE", "Engine", "Fork", "Scaled", "Step", "ThisMachine", "Work", "cut"]
