"""The measure of how work grows: four times the input may not take nine times as long."""

from __future__ import annotations

import gc
import math
from collections.abc import Callable
from time import process_time
from typing import Any

FACTOR = 4
STEEPEST = 9.0
"""Of the times of inputs of which one is `FACTOR` as long: a square would give 16."""
RESOLUTION = 0.1
"""Seconds of the processor's time below which a ratio says nothing."""
TRIES = 5


def assert_grows_evenly(work: Callable[[Any], object], make: Callable[[int], Any], size: int) -> None:
    """What a busy machine adds is no growth: the least of the times counts, of as many tries as it takes, up to `TRIES`."""
    small = large = math.inf
    for _ in range(TRIES):
        small = min(small, _seconds(work, make(size)))
        large = min(large, _seconds(work, make(FACTOR * size)))
        if large < max(STEEPEST * small, RESOLUTION):
            return
    raise AssertionError(f"{small:.3f} s, and {large:.3f} s for {FACTOR} times as much")


def _seconds(work: Callable[[Any], object], given: Any) -> float:
    """Without the garbage collector, which walks through all that the tests before hold, the more often the longer the input."""
    gc.collect()
    gc.disable()
    try:
        begun = process_time()
        work(given)
        return process_time() - begun
    finally:
        gc.enable()
