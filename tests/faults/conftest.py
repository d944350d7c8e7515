"""What the fault tests share; the table of their results is `tests/faults/harness/table.py`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.harness.forks import Forks


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """Processes that can be killed, each doing one job."""
    started = Forks(tmp_path_factory.mktemp("forks"))
    yield started
    started.close()
