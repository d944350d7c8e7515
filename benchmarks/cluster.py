"""Agreement and merge by two of dask's workers on this machine, against the two processes that the program uses by itself."""

from __future__ import annotations

import importlib
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from annotator.agreement.result import AgreementSettings, analyse
from annotator.agreement.table import read_table
from annotator.cluster import dask_engine
from annotator.engine import THIS_MACHINE, Engine
from annotator.file_merge import FileMerge
from benchmarks.apart import Cost, measured
from benchmarks.corpora import make
from benchmarks.report import Row, heading, show

# Here, so that loading it is not taken for work.
distributed: Any = None if find_spec("distributed") is None else importlib.import_module("distributed")

ROUNDS = 3
WORKERS = 2
_HERE = "benchmarks.cluster"
_ALONE = "-"
_BAR = 1.25
"""An efficiency of 0.8."""


@contextmanager
def _engine(address: str) -> Iterator[Engine]:
    if address == _ALONE:
        yield THIS_MACHINE
        return
    with dask_engine(address) as engine:
        yield engine


def agreement(address: str, *files: str) -> None:
    """All measures, without intervals."""
    with _engine(address) as engine:
        table = read_table([Path(name) for name in files], engine=engine).table
        analyse(table, AgreementSettings(resamples=0), engine=engine)


def merge(address: str, *files: str) -> None:
    """All flat spans, made and thrown away."""
    with _engine(address) as engine:
        for _ in FileMerge([Path(name) for name in files], engine=engine).lines("all"):
            pass


def _spent() -> float:
    return sum(os.times()[:4])


def _by_workers(task: str, cluster: Any, *files: str) -> Cost:
    """What a task costs with the workers and the scheduler, which runs in this process."""
    with distributed.Client(cluster) as client:
        before = sum(client.run(_spent).values()) + sum(os.times()[:2])
        (cost,) = measured(ROUNDS, (_HERE, task, cluster.scheduler_address, *files))
        more = sum(client.run(_spent).values()) + sum(os.times()[:2]) - before
    return cost._replace(cpu=cost.cpu + more / ROUNDS)


def main(*, full: bool = False) -> None:
    """Measure both, where the extra is installed."""
    articles = 10_000 if full else 2_000
    heading(
        f"{WORKERS} workers of dask against this machine by itself ({articles:,} articles × 2, median of {ROUNDS}; seconds)"
    )
    if distributed is None:
        print("left out: the extra 'cluster' is not installed")
        return
    quiet = {"dashboard_address": None, "silence_logs": logging.CRITICAL}
    with (
        tempfile.TemporaryDirectory() as folder,
        distributed.LocalCluster(n_workers=WORKERS, threads_per_worker=1, **quiet) as cluster,
    ):
        files = [str(path) for path in make(Path(folder), articles, 2, flat=False).journals]
        for task in ("agreement", "merge"):
            (alone,) = measured(ROUNDS, (_HERE, task, _ALONE, *files))
            shared = _by_workers(task, cluster, *files)
            show(Row(task, shared.seconds, alone.seconds, "s", _BAR, (shared.cpu, alone.cpu)))
