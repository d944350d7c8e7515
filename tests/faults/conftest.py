"""What the fault tests share; the table of their results is `tests/faults/harness/table.py`."""

from __future__ import annotations

import compileall
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.harness.forks import Forks

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """Processes that can be killed, each doing one job.

    All modules are compiled before, so that a process does not make other system calls than the one before it.
    """
    for package in ("annotator", "tests"):
        compileall.compile_dir(ROOT / package, quiet=1)
    started = Forks(tmp_path_factory.mktemp("forks"))
    yield started
    started.close()
