"""Runs kept one a line, and what of a later one is slower."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from benchmarks.report import Row

SLOWER = 1.2
"""From so many times a value on it is told."""


def append(path: Path, rows: Iterable[tuple[str, Row]]) -> None:
    """Add a run to a file."""
    run = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "rows": [
            {"group": group, "what": row.what, "value": row.value, "steady": row.steady, "bar": row.bar}
            for group, row in rows
        ],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(orjson.dumps(run) + b"\n")


def compared(before: Path, after: Path) -> Iterator[tuple[str, float]]:
    """What the last runs of two files have in common: group and name of a row, and the later value by the earlier.

    Raises:
        OSError: if a file cannot be read.
        ValueError: if it holds no run.
    """
    earlier, later = _last(before), _last(after)
    for key, value in later.items():
        if earlier.get(key):
            yield ": ".join(key), value / earlier[key]


def _last(path: Path) -> dict[tuple[str, str], float]:
    lines = path.read_bytes().splitlines()
    if not lines:
        raise ValueError(f"{path}: holds no run")
    run: dict[str, Any] = orjson.loads(lines[-1])
    return {(row["group"], row["what"]): row["steady"] for row in run["rows"]}
