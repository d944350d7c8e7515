"""Work shared out to processes and machines by dask: the engine of `--engine dask`. Loaded when it is asked for, dask too.

What travels is functions of this program, by their names, and values, as pickles. Whoever can reach a scheduler or a
worker can run code there: see docs/cluster.md.
"""

from __future__ import annotations

import logging
import os
import pickle
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from time import monotonic
from typing import Any

from annotator.engine import MANY, Engine, Part, Result, Shared, Step, Work, cut
from annotator.errors import AnnotatorError, need
from annotator.garbage import no_cycles_expected
from annotator.text.sanitize import one_line
from annotator.version import __version__

_PATIENCE = 10
"""Seconds for a scheduler to answer."""
_WITHOUT_WORKERS = 30
"""Seconds for a worker to come, or to come back."""
_LOOK = 2
"""Seconds after which a part that is waited for is asked after."""
_FETCHED = 600
"""Seconds in which what was done must come here."""
_A_THREAD = 2
"""Parts for each thread of the workers, so that none waits long for the last one."""
_ASKED = "--engine dask"


@contextmanager
def dask_engine(scheduler: str | None = None, partitions: int | None = None) -> Iterator[Engine]:
    """An engine whose parts dask's workers do, for the length of a `with` block.

    Args:
        scheduler: the address of a scheduler, such as `tcp://10.0.0.1:8786`; without one, workers of this machine, one for
            each of its processors.
        partitions: in how many parts work is cut; by default two for each thread of the workers.

    Raises:
        AnnotatorError: if the extra `cluster` is not installed, or the scheduler cannot be reached.
    """
    distributed = need("distributed", "cluster", _ASKED)
    logging.getLogger("distributed").setLevel(logging.CRITICAL + 1)  # what goes wrong is said here, in one line
    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")  # of large parts, ports in use and the like
        try:
            where = scheduler or stack.enter_context(_own_workers(distributed))
            client = distributed.Client(where, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError, RuntimeError) as error:
            if scheduler is None:
                raise AnnotatorError(
                    f"{_ASKED}: no workers can be started here ({one_line(str(error), 100)})"
                ) from error
            raise AnnotatorError(
                f"--scheduler {one_line(scheduler, 80)}: cannot be reached: is `dask scheduler` running there, and is this its address?"
            ) from error
        stack.enter_context(client)
        yield _DaskEngine(client, distributed, partitions)


def _own_workers(distributed: Any) -> Any:
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return distributed.LocalCluster(
        n_workers=count, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
    )


def _packed(value: object) -> bytes:
    """A value as dask has it, which neither looks into bytes nor has its scheduler unpack them; made without a look for garbage."""
    with no_cycles_expected():
        return pickle.dumps(value, 5)


def _unpacked(data: bytes) -> Any:
    with no_cycles_expected():
        return pickle.loads(data)  # noqa: S301 - which dask would do itself, see above


def _done(version: str, given: bytes) -> bytes:
    """On a worker: all results of a part, from the work, what all parts share and the part."""
    if version != __version__:
        raise AnnotatorError(f"a worker has annotator {__version__}, and here is {version}: install one version on all")
    work, shared, part = _unpacked(given)
    return _packed(list(work(shared, part, None)))


class _DaskEngine:
    """See `Engine`."""

    def __init__(self, client: Any, distributed: Any, partitions: int | None) -> None:
        self._client, self._distributed, self._partitions = client, distributed, partitions

    def _threads(self) -> int:
        return max(sum(map(int, self._client.nthreads().values())), 1)

    def shares(self, sizes: Sequence[int], worth: int | None = MANY, most: int | None = None) -> list[range]:
        """See `Engine`; what this machine has room for is of no account."""
        return cut(sizes, min(self._partitions or _A_THREAD * self._threads(), len(sizes))) if sizes else []

    def map(
        self,
        work: Work[Shared, Part, Result],
        shared: Shared,
        parts: Sequence[Part],
        sizes: Sequence[int],
        step: Step | None = None,
    ) -> Iterator[Result]:
        """See `Engine`; of the parts that are done, few wait to be fetched, and a part whose worker is lost is done by another."""
        client = self._client
        try:
            ahead = 2 * self._threads()
            waiting: deque[Any] = deque()
            for number, size in enumerate(sizes):
                for part in parts[number + len(waiting) : number + ahead]:
                    # Each has its own copy of what all share, which is little: workers that wait for one do less at a time.
                    given = _packed((work, shared, part))
                    waiting.append(client.submit(_done, __version__, given, pure=False))
                found = self._result(waiting.popleft())
                if step is not None:
                    step(size)
                yield from found
        except OSError as error:
            raise self._lost() from error

    def _result(self, future: Any) -> list[Any]:
        """What a part came to.

        Raises:
            AnnotatorError: as the part does; or saying why no worker does it.
        """
        alone_since = monotonic()
        while not future.done():
            try:
                with self._client.as_current():
                    self._distributed.wait(future, timeout=_LOOK)
            except (TimeoutError, self._distributed.TimeoutError):
                pass  # so that it is looked whether anybody is at work
            except Exception:
                break  # the future says what is wrong
            else:
                break
            if self._client.status != "running":
                raise self._lost()
            if self._client.nthreads():
                alone_since = monotonic()
            elif monotonic() > alone_since + _WITHOUT_WORKERS:
                raise AnnotatorError(
                    f"{_ASKED}: the scheduler has no workers: start some (dask worker ADDRESS) and ask again"
                )
        try:
            found: list[Any] = _unpacked(future.result(timeout=_FETCHED))
        except AnnotatorError:
            raise
        except Exception as error:
            raise (self._refused(error) if future.status == "error" else self._lost()) from error
        return found

    def _refused(self, error: Exception) -> AnnotatorError:
        if isinstance(error, self._distributed.KilledWorker):
            return AnnotatorError(
                f"{_ASKED}: several workers were lost over one part of the work: give them more memory, or ask for more --partitions"
            )
        why = one_line(f"{type(error).__name__}: {error}", 100)
        return AnnotatorError(
            f"{_ASKED}: a worker could not do its part ({why}): has each of them this version of annotator, and the extras?"
        )

    @staticmethod
    def _lost() -> AnnotatorError:
        return AnnotatorError(f"{_ASKED}: the scheduler is gone, and with it the work: start it and ask again")


__all__ = ["dask_engine"]
