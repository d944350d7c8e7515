"""Starting a command: `annotator --help` against the least Python with click."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.report import Row, heading, interleaved, show

ROUNDS = 15


def main() -> None:
    """Start both in turn."""
    heading(f"Starting ({ROUNDS} starts each, in turn; milliseconds)")

    def start(*words: str) -> None:
        subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, check=True)

    reference, ours = interleaved(
        ROUNDS,
        lambda: start("-c", "import click"),
        lambda: start("-m", "annotator", "--help"),
    )
    show(Row("annotator --help", ours * 1e3, reference * 1e3, "ms", 3.0))
