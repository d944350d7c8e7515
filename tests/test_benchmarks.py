"""The history of measurements: what became slower is told, and a run can be added to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks import history
from benchmarks.report import Row


def run(path: Path, *rows: Row) -> None:
    history.append(path, [("Keys", row) for row in rows])


def compare(before: Path, after: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", "compare", str(before), str(after)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_row_that_is_slower_by_a_fifth_is_told_by_its_ratio_and_others_are_not(tmp_path: Path) -> None:
    before, after = tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    run(before, Row("cursor", 5.0, 1.0, "ms"))  # an older run: the last one counts
    run(before, Row("cursor", 2.0, 1.0, "ms"), Row("tab", 3.0, 1.0, "ms"), Row("gone", 1.0, 0.0, "s"))
    run(after, Row("cursor", 4.6, 2.0, "ms"), Row("tab", 7.2, 2.0, "ms"), Row("new", 9.0, 0.0, "s"))
    found = compare(before, after)
    assert found.returncode == 1
    assert found.stdout.splitlines() == [
        "SLOWER  1.20 ×  Keys: tab",
        "2 rows compared: 1 slower by a fifth or more, 0 faster",
    ]
    assert compare(after, after).returncode == 0


def test_processor_time_is_compared_where_it_was_taken(tmp_path: Path) -> None:
    before, after = tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    run(before, Row("check", 4.0, 2.0, "s", cpu=(4.0, 2.0)))
    run(after, Row("check", 9.0, 2.0, "s", cpu=(3.0, 2.0)))  # on a busy machine
    found = compare(before, after)
    assert (found.returncode, found.stdout.splitlines()[0]) == (
        0,
        "faster  0.75 ×  Check".replace("Check", "Keys: check"),
    )


def test_a_file_without_a_run_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    assert compare(empty, empty).returncode == compare(empty, tmp_path / "none.jsonl").returncode == 2
