"""An import that is cut off at any system call is completed by the same import, and has left nothing half-done."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from annotator.journal.storage import is_temporary
from tests.faults.harness.forks import Forks
from tests.faults.harness.strace import Strace, strace_or_skip
from tests.faults.harness.table import Tally
from tests.making import lines_of

ROW = {"id": "port", "title": "The port", "text": "It closed in May."}
SOURCE = {"text": "Ann sold 1,200 boats.", "label": [[0, 3, "claim"], [9, 14, "number"]]}
WORDS = ["import", "in/port.json", "in/note.txt", "in/work.jsonl", "--as", "kim", "--done"]


@pytest.fixture
def strace(forks: Forks, tmp_path_factory: pytest.TempPathFactory) -> Strace:
    return strace_or_skip(forks, tmp_path_factory.mktemp("strace"))


def begin(root: Path) -> None:
    (root / "in").mkdir(parents=True)
    (root / "seeds").mkdir()
    (root / "in" / "port.json").write_text(json.dumps([ROW]))
    (root / "in" / "note.txt").write_text("A note.\n")
    (root / "in" / "work.jsonl").write_text(json.dumps(SOURCE) + "\n")


def files_in(root: Path) -> dict[str, bytes]:
    """All but the journal and what no run reads, by name."""
    found = (path for path in root.rglob("*") if path.is_file() and "in" not in path.relative_to(root).parts)
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in found
        if not is_temporary(path.name) and path.suffix not in {".lock", ".jsonl"}
    }


def worth(root: Path) -> list[dict[str, Any]]:
    """What the journal says, without times and the names of actions."""
    records = [line.record for line in lines_of(root / "annotations" / "kim.jsonl")]
    return [
        {key: value for key, value in record.items() if key not in {"at", "action", "rev"}}
        for record in {record["id"]: record for record in records}.values()
    ]


def test_an_import_killed_before_any_of_its_system_calls_is_completed_by_the_next(
    strace: Strace, forks: Forks, tmp_path: Path, full: bool, tally: Tally
) -> None:
    root, acks = tmp_path / "project", tmp_path / "acks"
    begin(root)
    ended = strace.run("command", root, acks, *WORDS)
    assert ended.code == 0, ended.said
    calls = strace.calls_on(root) if full else strace.states_of(root)
    assert {"openat", "write", "fsync", "link", "fdatasync"} <= {call.name for call in calls}
    whole, said = files_in(root), worth(root)
    assert len(said) == 3
    assert {"seeds/port.txt", "seeds/port.meta.json", "annotations/.gitignore"} <= whole.keys()
    for call in calls:
        shutil.rmtree(root)
        begin(root)
        ended = strace.run("command", root, acks, *WORDS, inject=f"{call.name}:signal=KILL:when={call.turn}")
        assert ended.killed, f"survived the kill at {call.line}: {ended.said}"
        for name, data in files_in(root).items():
            assert data == whole[name], f"{name} was half-done at {call.line}"
        ended = forks.run("command", root, acks, *WORDS)
        assert ended.code == 0, f"{call.line}: {ended.said}"
        assert files_in(root) == whole, call.line
        assert worth(root) == said, call.line
    tally(tried=len(calls), fault="SIGKILL before each system call of import")


@pytest.mark.parametrize("error", ["EIO", "ENOSPC", "EMFILE"])
def test_an_import_whose_system_call_fails_says_so_and_is_completed_by_the_next(
    strace: Strace, forks: Forks, tmp_path: Path, full: bool, tally: Tally, error: str
) -> None:
    root, acks = tmp_path / "project", tmp_path / "acks"
    begin(root)
    assert strace.run("command", root, acks, *WORDS).code == 0
    names = {"openat"} if error == "EMFILE" else {"openat", "write", "fsync", "fdatasync", "mkdir"}
    calls = [call for call in strace.states_of(root) if call.name in names]
    whole, said = files_in(root), worth(root)
    for call in calls if full else calls[::2]:
        shutil.rmtree(root)
        begin(root)
        ended = strace.run("command", root, acks, *WORDS, inject=f"{call.name}:error={error}:when={call.turn}")
        assert ended.code in {0, 2}, f"{call.line}: {ended}"
        assert all(line.startswith("annotator: ") for line in ended.said.splitlines()), ended.said
        for name, data in files_in(root).items():
            assert data == whole[name], f"{name} was half-done at {call.line}"
        ended = forks.run("command", root, acks, *WORDS)
        assert ended.code == 0, f"{call.line}: {ended.said}"
        assert {name: data for name, data in files_in(root).items() if "/.git" not in name} == {
            name: data for name, data in whole.items() if "/.git" not in name
        }, call.line
        assert worth(root) == said, call.line
    tally(tried=len(calls), fault=f"{error} at each system call of import")
