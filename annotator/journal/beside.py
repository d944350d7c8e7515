"""Half of the work in a process of its own, beside this one, where that is safe: for reading files on two processors."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Result = TypeVar("Result")
Progress = Callable[[int], None]


def may_fork() -> bool:
    """Whether a copy of this process can work beside it: on Linux, with a second processor, and without other threads."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


class Beside(Generic[Result]):
    """A task that a copy of this process works on from the moment it is made.

    Args:
        task: takes what it tells its progress to; what it returns is pickled.
    """

    def __init__(self, task: Callable[[Progress], Result]) -> None:
        from multiprocessing import get_context  # takes as long to load as a small file to read

        self._task = task
        context = get_context("fork")
        self._here, there = context.Pipe(duplex=False)
        self._process = context.Process(target=_work, args=(self._here, there, task), daemon=True)
        with warnings.catch_warnings(), contextlib.suppress(OSError):  # without room for another process, alone
            # Said of the idle threads of numpy's matrix products, which the copy has no use for.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process.start()
        there.close()

    def result(self, progress: Progress | None = None) -> Result:
        """What the task returned; if the copy was killed, the task is done here.

        Raises:
            AnnotatorError: as the task did.
        """
        tell = progress or (lambda _: None)
        try:
            while True:
                found = self._here.recv()
                if isinstance(found, int):
                    tell(found)
                elif isinstance(found, AnnotatorError):
                    raise found
                else:
                    (result,) = found
                    return result  # type: ignore[no-any-return]
        except (EOFError, OSError):
            return self._task(tell)
        finally:
            self.stop()

    def stop(self) -> None:
        """End the copy, if it still works."""
        self._here.close()
        if self._process.pid is not None:
            self._process.terminate()
            self._process.join()


def _work(here: Connection, there: Connection, task: Callable[[Progress], object]) -> None:
    """The copy: it keeps quiet, whatever happens, and says nothing but its result."""
    here.close()  # so that it ends when nobody is left to read
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    with contextlib.suppress(OSError), open(os.devnull, "w", encoding="utf-8") as nothing:
        os.dup2(nothing.fileno(), 2)
        try:
            there.send((task(there.send),))
        except AnnotatorError as error:
            there.send(error)
