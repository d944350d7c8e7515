"""One line a measurement: what, the reference, ours, the ratio, the bar; and all lines of a run, to be compared later."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.apart import Cost


@dataclass(frozen=True)
class Row:
    """A measurement beside its reference, both in `unit`."""

    what: str
    ours: float
    reference: float
    unit: str
    bar: float | None = None
    """The largest ratio, or, without a reference (0), the largest value that is good enough."""
    cpu: tuple[float, float] | None = None
    """The same in processor time, ours and the reference's, which other programs on the machine hardly change."""

    @property
    def value(self) -> float:
        """The ratio, or, without a reference, ours."""
        return self.ours / self.reference if self.reference else self.ours

    @property
    def steady(self) -> float:
        """What is compared between runs: the value in processor time where that was taken."""
        if self.cpu is None:
            return self.value
        ours, reference = self.cpu
        return ours / reference if reference else ours

    def __str__(self) -> str:
        shown = (
            f"{self.value:8.2f} ×" if self.reference else f"{self.value:8.{2 if self.unit == 's' else 0}f} {self.unit}"
        )
        verdict = "" if self.bar is None else f"bar {self.bar:g}: {'met' if self.value <= self.bar else 'MISSED'}"
        beside = f"{self.ours:10.3f} against {self.reference:10.3f} {self.unit}" if self.reference else " " * 34
        steady = "" if self.cpu is None else f"processor {self.steady:.2f}{' ×' if self.cpu[1] else ' s'}"
        return f"{self.what:<52} {shown}   {beside}   {verdict:<18} {steady}".rstrip()


RUN: list[tuple[str, Row]] = []
"""What was shown in this run, each row with the heading above it."""
_above = [""]


def heading(text: str) -> None:
    """A line between groups of rows."""
    _above[0] = text.partition(" (")[0]
    print(f"\n{text}")


def show(row: Row) -> None:
    """Print a row, and keep it for the history."""
    RUN.append((_above[0], row))
    print(row, flush=True)


def timed(what: str, ours: Cost, reference: Cost | None = None, bar: float | None = None) -> Row:
    """A row of the seconds that two tasks took."""
    other = (0.0, 0.0) if reference is None else (reference.seconds, reference.cpu)
    return Row(what, ours.seconds, other[0], "s", bar, (ours.cpu, other[1]))


def interleaved(rounds: int, *tasks: Callable[[], object]) -> list[float]:
    """The median seconds of each task, run in turn so that what slows the machine slows all of them."""
    times: list[list[float]] = [[] for _ in tasks]
    for _ in range(rounds):
        for task, found in zip(tasks, times, strict=True):
            begin = time.perf_counter()
            task()
            found.append(time.perf_counter() - begin)
    return [statistics.median(found) for found in times]
