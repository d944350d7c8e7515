"""What all tests share: a small project, an annotator's journal and session, the profile of the property tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from annotator.journal.journal import Journal
from annotator.project import ProjectFolder
from annotator.session import Session
from tests.making import FERRY, FULL_LAWS, MARKET, examples, start_session

pytest_plugins = ["tests.faults.harness.table"]

# A busy machine must not fail a law for being slow, nor a run on the build machine depend on luck.
settings.register_profile("all", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("daily", settings.get_profile("all"), max_examples=examples(100))
settings.load_profile("all" if FULL_LAWS else "daily")
if os.environ.get("CI"):
    settings.register_profile("ci", settings(), derandomize=True)
    settings.load_profile("ci")


@pytest.fixture(autouse=True)
def state_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes what the program remembers of the user."""
    monkeypatch.setenv("ANNOTATOR_STATE", str(tmp_path_factory.mktemp("state")))


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    """A project with two articles and no annotations yet."""
    root = tmp_path / "project"
    (root / "seeds").mkdir(parents=True)
    (root / "seeds" / "ferry.txt").write_bytes(FERRY.encode())
    (root / "seeds" / "market.txt").write_bytes(MARKET.encode())
    return ProjectFolder.find(root)


@pytest.fixture
def journal(project: ProjectFolder) -> Iterator[Journal]:
    """Kim's journal in the project, open for writing."""
    opened = project.open_journal("kim")
    yield opened
    opened.close()


@pytest.fixture
def session(project: ProjectFolder) -> Iterator[Session]:
    """Kim's session in the project, with the article `ferry` open."""
    started = start_session(project.annotations)
    yield started
    started.journal.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say in one line what the daily round does not run."""
    if config.getoption("markexpr") == "not fault":
        laws = "" if FULL_LAWS else ", and three of four examples of each law"
        terminalreporter.write_line(f"left to make test-all: tests/faults, tests/terminal, tests/interop{laws}")
