"""Work in steps: between two of them whoever waits can be told how far it is, and can give it up."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

Result = TypeVar("Result")
Steps = Generator[float, None, Result]
"""Yields the share that is done, 0 to 1, after each step, and returns what came of all."""


def finish(steps: Steps[Result]) -> Result:
    """Go through all steps; what came of it."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result
