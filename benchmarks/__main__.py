"""`make bench`: everything, or the parts named: `make bench ARGS="screen journal"`.

With `--full`, the parts that are measured on corpora take them as large as the bars name them, and minutes.
"""

from __future__ import annotations

import importlib
import os
import platform
import sys

PARTS = ("screen", "journal", "commands", "agreement", "gold", "boards", "numbers", "coverage")
_SIZED = frozenset({"agreement", "gold", "boards", "numbers", "coverage"})


def main() -> int:
    """Run the parts; 2 for an unknown one."""
    full = "--full" in sys.argv[1:]
    wanted = [word for word in sys.argv[1:] if word != "--full"] or list(PARTS)
    unknown = [part for part in wanted if part not in PARTS]
    if unknown:
        print(f"no part is called {unknown[0]!r}: choose of {', '.join(PARTS)}", file=sys.stderr)
        return 2
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}")
    for part in wanted:
        measure = importlib.import_module(f"benchmarks.{part}").main
        if part in _SIZED:
            measure(full=full)
        else:
            measure()
    return 0


if __name__ == "__main__":
    sys.exit(main())
