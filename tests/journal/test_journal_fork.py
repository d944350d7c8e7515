"""Files read by two processes are what they are when one reads them; what goes wrong in the copy is said here."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest

from annotator.errors import AnnotatorError
from annotator.journal import columns, fork
from annotator.journal.columns import read_columns
from annotator.journal.fork import Fork, in_halves

SHA256 = "0123456789abcdef" * 4


def line(who: str, number: int) -> dict[str, Any]:
    return {
        "v": 1, "op": "put", "id": f"01JQ{who}{number:021d}", "rev": 1, "article": f"{who}-{number // 4}", "sha256": SHA256,
        "start": number, "end": number + 8, "label": f"label {number % 3}", "text": "a bridge", "annotator": who,
        "at": "2026-01-01T00:00:00.000Z", "origin": "hand", "attributes": {}, "note": None,
    }  # fmt: skip


def journals(folder: Path) -> list[Path]:
    paths = []
    for who, count in (("kim", 90), ("lee", 60), ("mo", 30)):
        paths.append(folder / f"{who}.jsonl")
        lines = [orjson.dumps(line(who, number)) for number in range(count)]
        about = {name: line(who, 0)[name] for name in ("v", "rev", "article", "sha256", "annotator", "at")}
        state = {"op": "article", "id": f"article:{who}-0", "length": 700, "state": "done", "seconds": 30}
        lines.append(orjson.dumps(about | state))
        if who == "mo":
            lines[10] = b"no record"
            lines[20] = orjson.dumps(line("kim", 3) | {"rev": 2, "label": "moved"})
        paths[-1].write_bytes(b"\n".join(lines) + b"\n")
    flat = folder / "flat.jsonl"
    flat.write_bytes(
        orjson.dumps({"article": "kim-1", "start": 1, "end": 2, "label": "claim", "annotator": "ana"}) + b"\n"
    )
    return [*paths, flat]


def two_processes(monkeypatch: pytest.MonkeyPatch) -> list[Fork[Any]]:
    begun: list[Fork[Any]] = []

    def begin(task: Callable[[], Any]) -> Fork[Any]:
        begun.append(Fork(task))
        return begun[-1]

    monkeypatch.setattr(fork, "_MANY", 1)
    monkeypatch.setattr(fork, "may_fork", lambda: True)
    monkeypatch.setattr(columns, "Fork", begin)
    return begun


def read(paths: list[Path], told: Callable[[int], None] | None = None) -> Any:
    found = read_columns(paths, told)
    lines = found.files.needed_lines(sorted(found.spans.place.tolist()))
    names = found.annotators, found.articles, found.labels, found.versions
    states = found.states, found.state_owners.tolist(), found.done().tolist()
    return names, [column.tolist() for column in found.spans], lines, states, found.problems


def test_two_processes_read_what_one_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = journals(tmp_path)
    alone = read(paths)
    begun = two_processes(monkeypatch)
    told: list[int] = []
    assert read(paths, told.append) == alone
    assert len(begun) == 1
    assert sum(told) == sum(path.stat().st_size for path in paths)
    assert len(alone[2]) == 90 + 60 + 28 + 1
    assert len(alone[3][0]) == 3
    assert [len(found) for found in alone[4].values()] == [1]


def test_what_two_processes_make_of_some_files_stands_in_the_files_order(monkeypatch: pytest.MonkeyPatch) -> None:
    two_processes(monkeypatch)
    found = in_halves("abcd", [5, 1, 2, 4], lambda name: (name, os.getpid()))
    assert [name for name, _ in found] == ["a", "b", "c", "d"]
    assert [process == os.getpid() for _, process in found] == [True, True, False, False]


def test_what_the_copy_refuses_is_said_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two_processes(monkeypatch)
    with pytest.raises(AnnotatorError, match=r"missing\.jsonl"):
        read_columns([*journals(tmp_path), tmp_path / "missing.jsonl"])


def done_by(task: Callable[[], int]) -> int:
    with closing(Fork(task)) as fork:
        return fork.result()


def test_a_task_is_done_in_the_copy() -> None:
    assert done_by(os.getpid) != os.getpid()


@pytest.mark.parametrize("number", [signal.SIGKILL, None])
def test_a_task_that_ends_early_is_done_here(number: signal.Signals | None) -> None:
    here = os.getpid()

    def task() -> int:
        if os.getpid() == here:
            return here
        if number is not None:
            os.kill(os.getpid(), number)
        raise MemoryError

    assert done_by(task) == here


def test_without_room_for_another_process_the_task_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> int:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, "fork", full)
    assert done_by(os.getpid) == os.getpid()


LEFT_ALONE = """
import os, time
from annotator.journal.fork import Fork, in_halves

def task():
    print(os.getpid(), flush=True)
    time.sleep(0.5)
    return bytes(2**24)

fork = Fork(task)
time.sleep(0.2)
os._exit(0)
"""


def test_a_copy_whose_process_was_killed_ends() -> None:
    ran = subprocess.run([sys.executable, "-c", LEFT_ALONE], stdout=subprocess.PIPE, text=True, check=True, timeout=30)
    # Its output is closed once the copy, which has it too, has ended.
    assert int(ran.stdout) > 0
