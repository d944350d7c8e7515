"""One line a measurement: what, the reference, ours, the ratio, the bar."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A measurement beside its reference, both in `unit`."""

    what: str
    ours: float
    reference: float
    unit: str
    bar: float | None = None
    """The largest ratio, or, without a reference (0), the largest value that is good enough."""

    def __str__(self) -> str:
        value = self.ours / self.reference if self.reference else self.ours
        shown = f"{value:8.2f} ×" if self.reference else f"{value:8.0f} {self.unit}"
        verdict = "" if self.bar is None else f"bar {self.bar:g}: {'met' if value <= self.bar else 'MISSED'}"
        beside = f"{self.ours:10.3f} against {self.reference:10.3f} {self.unit}" if self.reference else " " * 34
        return f"{self.what:<52} {shown}   {beside}   {verdict}".rstrip()


def heading(text: str) -> None:
    """A line between groups of rows."""
    print(f"\n{text}")


def interleaved(rounds: int, *tasks: Callable[[], object]) -> list[float]:
    """The median seconds of each task, run in turn so that what slows the machine slows all of them."""
    times: list[list[float]] = [[] for _ in tasks]
    for _ in range(rounds):
        for task, found in zip(tasks, times, strict=True):
            begin = time.perf_counter()
            task()
            found.append(time.perf_counter() - begin)
    return [statistics.median(found) for found in times]
