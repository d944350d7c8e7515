"""Runs a function of a benchmark in a process of its own, so that its time and its peak memory are its alone."""

from __future__ import annotations

import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """What a task took."""

    seconds: float
    """Without starting Python and loading modules."""
    peak: float
    """MiB, everything included."""
    cpu: float
    """Seconds of processor time, that of processes it began included."""


def measured(rounds: int, *tasks: Sequence[str]) -> list[Cost]:
    """The medians of tasks, each `(module, function, argument, …)`, run in turn."""
    costs: list[list[Cost]] = [[] for _ in tasks]
    for _ in range(rounds):
        for task, found in zip(tasks, costs, strict=True):
            ran = subprocess.run(
                [sys.executable, "-m", "benchmarks.apart", *task], stdout=subprocess.PIPE, text=True, check=True
            )
            found.append(Cost(*json.loads(ran.stdout)))
    return [Cost(*(statistics.median(values) for values in zip(*found, strict=True))) for found in costs]


def _peak() -> float:
    try:  # what getrusage says on Linux counts the parent's memory before exec
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def _spent() -> float:
    """Processor time so far, in seconds."""
    return sum(os.times()[:4])


def main() -> None:
    """Run the function that is named, and print its cost."""
    module, function, *arguments = sys.argv[1:]
    task = getattr(importlib.import_module(module), function)
    begin, spent = time.perf_counter(), _spent()
    task(*arguments)
    print(json.dumps([time.perf_counter() - begin, _peak(), _spent() - spent]))


if __name__ == "__main__":
    main()
