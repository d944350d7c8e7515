"""Keys, clicks, pastes and sizes at random, in a terminal, for an hour: nothing crashes and nothing saved is lost."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.harness.table import Tally


def number(word: str, line: str) -> int:
    found = re.search(rf"{word} ([\d,]+)", line)
    assert found is not None, line
    return int(found[1].replace(",", ""))


@pytest.mark.fault("random keys in a terminal, for long")
def test_random_keys_crash_nothing_and_lose_nothing(full: bool, tally: Tally) -> None:
    if not full:
        pytest.skip("takes an hour: make faults FULL=1 (FUZZ_SECONDS=600 for ten minutes); the quick run has its own")
    seconds = int(os.environ.get("FUZZ_SECONDS", "3600"))
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults.fuzz_keys", "--seconds", str(seconds)],
        cwd=Path(__file__).parents[2], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        timeout=seconds + 300,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-3000:]
    line = ran.stdout.strip().splitlines()[-1]
    assert number("keys", line) > 0
    tally(
        tried=number("records", line),
        lost=number("lost", line),
        fault=f"random keys in a terminal for {seconds:,} s: records written",
    )
