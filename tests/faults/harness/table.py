"""A pytest plugin: counts what the fault tests tried, and tells it as a table at the end of the run.

Every test in `tests/faults` and `tests/terminal`, and any other with a mark `fault`, gets a row. The row is named by
the mark, `@pytest.mark.fault("a full disk")`, or else by the test's own name. A test that passed counts as one tried and
one survived, one that failed as lost; a test that tries many things counts them itself with the fixture `tally`.
Counts travel in the tests' reports, so they arrive from the workers of pytest-xdist too.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

import pytest

BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"
"""Between these two lines of a Markdown file `--faults-table` puts the table; other files it writes whole."""
_FOLDERS = ("tests/faults/", "tests/terminal/")
_KEY = "fault"


class Tally(Protocol):
    """Counts one fault's trials; may be called again, also with other names."""

    def __call__(self, *, tried: int, survived: int | None = None, lost: int = 0, fault: str | None = None) -> None:
        """Add to a row of the table.

        Args:
            tried: how often the fault was made to happen.
            survived: how often all that was promised held; by default always.
            lost: how often it did not, or how many confirmed things were gone.
            fault: the row's name, by default the test's.
        """


@dataclass
class Row:
    """What became of one fault."""

    tried: int = 0
    survived: int = 0
    lost: int = 0


@dataclass
class Results:
    """All rows of a run, and what did not run."""

    rows: dict[str, Row] = field(default_factory=dict)
    skipped: dict[tuple[str, str], int] = field(default_factory=dict)
    """(fault, reason): how many tests."""
    began: float = field(default_factory=monotonic)

    def add(self, fault: str, tried: int, survived: int, lost: int) -> None:
        """Count into a row, which is made when it is new."""
        row = self.rows.setdefault(fault, Row())
        row.tried += tried
        row.survived += survived
        row.lost += lost

    def total(self) -> Row:
        """The sum of all rows."""
        rows = self.rows.values()
        return Row(sum(r.tried for r in rows), sum(r.survived for r in rows), sum(r.lost for r in rows))

    def in_order(self) -> list[tuple[str, Row]]:
        """The rows by name, and their sum."""
        return [*sorted(self.rows.items(), key=lambda item: item[0].casefold()), ("all", self.total())]


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of `make faults`."""
    group = parser.getgroup("faults")
    group.addoption("--faults", action="store_true", help="print the table of faults tried, survived and lost")
    group.addoption("--faults-full", action="store_true", help="the long run: 1,000 kills, 50 power cuts, fuzzing")
    group.addoption("--faults-table", metavar="FILE", help="write the table as Markdown to FILE")


def pytest_configure(config: pytest.Config) -> None:
    """Make a place for the results, and the mark known."""
    config.addinivalue_line("markers", "fault(name): the test is a row of the table of faults, under this name")
    config.stash[_RESULTS] = Results()


_RESULTS = pytest.StashKey[Results]()


@pytest.hookimpl(tryfirst=True)  # before `-m fault` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of the folders of faults."""
    for item in items:
        if item.nodeid.startswith(_FOLDERS) and item.get_closest_marker("fault") is None:
            item.add_marker(pytest.mark.fault)


def fault_name(item: pytest.Item) -> str | None:
    """The row that a test counts into; `None` if it is no fault test."""
    mark = item.get_closest_marker("fault")
    if mark is None:
        return None
    if mark.args:
        return str(mark.args[0])
    words = item.nodeid.rpartition("::")[2].partition("[")[0].removeprefix("test_").replace("_", " ")
    return words[:1].upper() + words[1:]


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Tally:
    """Counts what a test with many trials tried; replaces the one trial that a test counts for otherwise."""

    def count(*, tried: int, survived: int | None = None, lost: int = 0, fault: str | None = None) -> None:
        name = fault or fault_name(request.node)
        held = tried - min(lost, tried) if survived is None else survived
        request.node.user_properties.append((_KEY, [name, tried, held, lost]))

    return count


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    """Whether this is the long run."""
    return bool(request.config.getoption("--faults-full"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Send the row's name along with the report."""
    report = yield
    name = fault_name(item)
    if name is not None:
        report.user_properties.append(("fault name", name))
    return report


def _reason(report: pytest.TestReport) -> str:
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")


class _Collector:
    """Takes the reports in, on the process that has them all."""

    def __init__(self, results: Results) -> None:
        self.results = results

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count one test."""
        name = dict(report.user_properties).get("fault name")
        if name is None:
            return
        if report.skipped:
            key = (str(name), _reason(report))
            self.results.skipped[key] = self.results.skipped.get(key, 0) + 1
            return
        if report.when != "call" and report.passed:
            return
        counts: list[Any] = [value for key, value in report.user_properties if key == _KEY]
        for count in counts:
            self.results.add(*count)
        if report.failed and not any(count[3] for count in counts):
            self.results.add(str(name), 1, 0, 1)
        elif not counts:
            self.results.add(str(name), 1, 1, 0)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Collect where all reports arrive: not in the workers."""
    if not hasattr(session.config, "workerinput"):
        session.config.pluginmanager.register(_Collector(session.config.stash[_RESULTS]))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A loss fails the run, even if no test said so; write the table where it was asked for."""
    if hasattr(session.config, "workerinput"):
        return
    results = session.config.stash[_RESULTS]
    if exitstatus == pytest.ExitCode.OK and results.total().lost:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    file = session.config.getoption("--faults-table")
    if file and results.rows:
        _put(Path(file), markdown(results, full=bool(session.config.getoption("--faults-full"))))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The table, or in a run of all tests one line."""
    results = config.stash[_RESULTS]
    if not results.rows:
        return
    total = results.total()
    sums = f"{total.tried:,} tried, {total.survived:,} survived, {total.lost:,} lost"
    if not config.getoption("--faults"):
        terminalreporter.write_line(
            f"faults: {sums}, {sum(results.skipped.values())} not tried (make faults lists them)"
        )
        return
    terminalreporter.section("faults")
    width = max(map(len, results.rows))
    terminalreporter.write_line(f"{'fault':{width}}   tried survived  lost")
    for name, row in results.in_order():
        terminalreporter.write_line(f"{name:{width}} {row.tried:>7,} {row.survived:>8,} {row.lost:>5,}")
    for (name, reason), count in results.skipped.items():
        terminalreporter.write_line(f"not tried: {name}{f' ({count} tests)' * (count > 1)}: {reason}")
    terminalreporter.write_line(f"{sums}, in {monotonic() - results.began:,.0f} s")


def markdown(results: Results, *, full: bool) -> str:
    """The table and what was not tried, with where and for how long it ran."""
    release = re.split("[-+]", platform.release())[0]
    lines = [
        f"{'The full run' if full else 'A quick run'}: {platform.system()} {release}, Python {platform.python_version()}, "
        f"{monotonic() - results.began:,.0f} s.",
        "",
        "| fault | tried | survived | lost |",
        "|---|---:|---:|---:|",
    ]
    lines += [f"| {name} | {row.tried:,} | {row.survived:,} | {row.lost:,} |" for name, row in results.in_order()]
    if results.skipped:
        lines += ["", "Not tried there:", ""]
        lines += [
            f"- {name}{f' ({count} tests)' * (count > 1)}: {reason}"
            for (name, reason), count in results.skipped.items()
        ]
    return "\n".join(lines) + "\n"


def _put(file: Path, table: str) -> None:
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    head, begin, rest = before.partition(BEGIN)
    _, end, tail = rest.partition(END)
    file.write_text(f"{head}{begin}\n{table}{end}{tail}" if begin and end else table, encoding="utf-8")
