"""`make bench`: everything, or the parts named: `make bench ARGS="screen journal"`.

With `--full`, the parts that are measured on corpora take them as large as the bars name them, and minutes. `--out FILE`
adds the run to a file; `compare A B` tells what is slower by a fifth in B's last run than in A's, with exit 1.
"""

from __future__ import annotations

import argparse
import compileall
import importlib
import os
import platform
import sys
from pathlib import Path

from benchmarks import history, report

PARTS = (
    "screen",
    "journal",
    "commands",
    "agreement",
    "gold",
    "projects",
    "signs",
    "boards",
    "quantities",
    "coverage",
    "cluster",
    "second_look",
)
_SIZED = frozenset({"agreement", "gold", "projects", "signs", "boards", "quantities", "coverage", "cluster"})


def main() -> int:
    """Run the parts, or compare two runs; 2 for an unknown part."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; or: compare A B")
    parser.add_argument("--full", action="store_true", help="corpora as large as the bars name them")
    parser.add_argument("--out", type=Path, metavar="FILE", help="add this run to a file")
    asked = parser.parse_args()
    if asked.parts[:1] == ["compare"] and len(asked.parts) == 3:
        return compare(*map(Path, asked.parts[1:]))
    unknown = [part for part in asked.parts if part not in PARTS]
    if unknown:
        print(f"no part is called {unknown[0]!r}: choose of {', '.join(PARTS)}", file=sys.stderr)
        return 2
    for folder in ("annotator", "benchmarks"):  # or the first start of each would be measured compiling it
        compileall.compile_dir(Path(__file__).parents[1] / folder, quiet=1)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}")
    for part in asked.parts or PARTS:
        measure = importlib.import_module(f"benchmarks.{part}").main
        if part in _SIZED:
            measure(full=asked.full)
        else:
            measure()
    if asked.out is not None:
        history.append(asked.out, report.RUN)
    return 0


def compare(before: Path, after: Path) -> int:
    """Tell what became slower, and what faster; 1 if anything became slower by a fifth."""
    try:
        found = list(history.compared(before, after))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    slower = [(name, ratio) for name, ratio in found if ratio >= history.SLOWER]
    faster = [(name, ratio) for name, ratio in found if ratio <= 1 / history.SLOWER]
    for word, rows in (("SLOWER", slower), ("faster", faster)):
        for name, ratio in sorted(rows, key=lambda row: -row[1]):
            print(f"{word} {ratio:5.2f} ×  {name}")
    print(f"{len(found)} rows compared: {len(slower)} slower by a fifth or more, {len(faster)} faster")
    return 1 if slower else 0


if __name__ == "__main__":
    sys.exit(main())
