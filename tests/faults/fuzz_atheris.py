"""Fuzzes the readers with atheris, which follows the branches of the code: `python tests/faults/fuzz_atheris.py journal`.

It says at its end how many inputs it tried and exits with 0, or stops at the first that breaks a law of
`tests.faults.harness.oracles`, writes that input to the current folder and exits with another code. It needs
`annotator[fuzz]`; `make faults FULL=1` runs it where that is installed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))
with atheris.instrument_imports(include=["annotator"]):
    from tests.faults.harness.oracles import check_article, check_journal


def main() -> None:
    """Read the arguments and fuzz for so long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("what", choices=["journal", "article"])
    parser.add_argument("--seconds", type=int, default=60, help="how long (default 60)")
    parser.add_argument("--seeds", type=Path, help="a folder of inputs to begin with; it is not changed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made-up.txt"

        def one(data: bytes) -> None:
            if arguments.what == "journal":
                check_journal(data)
            else:
                check_article(path, data)

        found = Path(folder) / "found"  # the fuzzer writes to the first of its folders
        found.mkdir()
        words = [str(found), *([str(arguments.seeds)] if arguments.seeds else [])]
        atheris.Setup([sys.argv[0], f"-max_total_time={arguments.seconds}", "-max_len=4096", *words], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
