"""`make bench`: everything, or the parts named: `make bench ARGS="screen journal"`."""

from __future__ import annotations

import importlib
import os
import platform
import sys

PARTS = ("screen", "journal", "commands")


def main() -> int:
    """Run the parts; 2 for an unknown one."""
    wanted = sys.argv[1:] or list(PARTS)
    unknown = [part for part in wanted if part not in PARTS]
    if unknown:
        print(f"no part is called {unknown[0]!r}: choose of {', '.join(PARTS)}", file=sys.stderr)
        return 2
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}")
    for part in wanted:
        importlib.import_module(f"benchmarks.{part}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
