"""Saving and opening: a durable append against the bare system calls, reading against `orjson.loads`."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from statistics import median

import orjson

from annotator.journal.journal import Journal
from annotator.model import Span, record_fields
from benchmarks.report import Row, heading, interleaved, show

SAVES = 200


def _span(number: int, rev: int = 1) -> Span:
    text = "the bridge over the river closed at nine, the council said"
    return Span(
        id=f"01J{number:023d}", rev=rev, article="measured", annotator="kim", at="2026-01-01T00:00:00.000Z",
        sha256="0" * 64, start=number, end=number + len(text), label="claim", text=text,
    )  # fmt: skip


def _fill(path: Path, records: int) -> None:
    with path.open("wb") as file:
        for number in range(records):
            file.write(orjson.dumps(record_fields(_span(number))) + b"\n")


def saves() -> None:
    """A confirmed save at growing journal sizes, each against a bare append and fdatasync on the same disk."""
    heading(f"A durable save (median of {SAVES}; milliseconds)")
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder = Path(name)
        first: float | None = None
        for size in (100, 10_000, 100_000, 1_000_000):
            path = folder / "kim.jsonl"
            _fill(path, size)
            journal = Journal.open(path, "kim")
            bare = os.open(folder / "bare", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            line = orjson.dumps(record_fields(_span(0))) + b"\n"
            ours: list[float] = []
            reference: list[float] = []
            for number in range(SAVES):
                begin = time.perf_counter()
                os.write(bare, line)
                os.fdatasync(bare)
                middle = time.perf_counter()
                journal.append([_span(size + number)])
                ours.append(time.perf_counter() - middle)
                reference.append(middle - begin)
            journal.close()
            os.close(bare)
            value = median(ours) * 1e3
            show(Row(f"save to a journal of {size:,} spans", value, median(reference) * 1e3, "ms", 2.0))
            first = first or value
            if size == 1_000_000:
                show(Row("1,000,000 spans against 100", value, first, "ms", 1.5))
            path.unlink()


def opening() -> None:
    """Opening a journal against parsing its lines."""
    heading("Opening a journal of 10,000 records (milliseconds)")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "kim.jsonl"
        _fill(path, 10_000)

        def parse() -> None:
            for line in path.read_bytes().split(b"\n"):
                if line:
                    orjson.loads(line)

        def ours() -> None:
            Journal.open(path, "kim", read_only=True)

        reference, value = interleaved(9, parse, ours)
        show(Row("open and fold", value * 1e3, reference * 1e3, "ms", 3.0))


def main() -> None:
    """All of it."""
    saves()
    opening()
