"""Files read by two processes are what they are when one reads them; what goes wrong in the copy is said here."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest

from annotator import engine
from annotator.engine import Engine, Fork, Step, ThisMachine
from annotator.errors import AnnotatorError
from annotator.journal import columns
from annotator.journal.columns import identities, read_columns

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


class TwoProcesses(ThisMachine):
    """This machine, which finds everything worth a second process."""

    def shares(self, sizes: Sequence[int], worth: int | None = 1, most: int | None = None) -> list[range]:
        return super().shares(sizes, 1, most)


@pytest.fixture
def two_processes(monkeypatch: pytest.MonkeyPatch) -> list[Fork[Any]]:
    """The copies that were made."""
    begun: list[Fork[Any]] = []

    class Counted(Fork[Any]):
        def __init__(self, *tasks: Callable[[], Any]) -> None:
            begun.append(self)
            super().__init__(*tasks)

    monkeypatch.setattr(engine, "may_fork", lambda: True)
    monkeypatch.setattr(engine, "Fork", Counted)
    return begun


def read(paths: list[Path], told: Callable[[int], None] | None = None, by: Engine | None = None) -> Any:
    found = read_columns(paths, told, engine=by or ThisMachine())
    lines = found.files.needed_lines(sorted(found.spans.place.tolist()))
    names = found.annotators, found.articles, found.labels, found.versions
    states = found.states, found.state_owners.tolist(), found.done().tolist()
    return names, [column.tolist() for column in found.spans], lines, states, found.problems


@pytest.mark.parametrize("apart", [7, 1_000, 2**22])
def test_two_processes_read_what_one_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, two_processes: list[Fork[Any]], apart: int
) -> None:
    paths = journals(tmp_path)
    alone = read(paths)
    monkeypatch.setattr(columns, "_APART", apart)
    told: list[int] = []
    assert read(paths, told.append, TwoProcesses()) == alone
    assert len(two_processes) == 1
    assert abs(sum(told) - sum(path.stat().st_size for path in paths)) < 500  # a share ends with a line
    assert len(alone[2]) == 90 + 60 + 28 + 1
    assert len(alone[3][0]) == 3
    assert [len(found) for found in alone[4].values()] == [1]


@pytest.mark.usefixtures("two_processes")
def test_what_two_processes_make_of_some_things_stands_in_their_order() -> None:
    def work(names: str, share: range, _: Step | None) -> Iterator[tuple[str, int]]:
        return ((names[place], os.getpid()) for place in share)

    sizes, by = [5, 1, 2, 4], TwoProcesses()
    found = list(by.map(work, "abcd", by.shares(sizes), [6, 6]))
    assert [name for name, _ in found] == ["a", "b", "c", "d"]
    assert [process == os.getpid() for _, process in found] == [True, True, False, False]


@pytest.mark.parametrize("killed_at", [None, 2])
@pytest.mark.usefixtures("two_processes")
def test_parts_whose_results_wait_are_small_and_done_by_turns(killed_at: int | None) -> None:
    here = os.getpid()

    def work(names: str, share: range, _: Step | None) -> Iterator[tuple[str, bool]]:
        if killed_at in share and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return ((names[place], os.getpid() == here) for place in share)

    by, told = ThisMachine(), list[int]()
    parts = by.shares([2, 1, 1, 1, 1, 2], 1, 2)
    assert parts == [range(1), range(1, 3), range(3, 5), range(5, 6)]
    found = list(by.map(work, "abcdef", parts, [2, 2, 2, 2], told.append))
    assert "".join(name for name, _ in found) == "abcdef"
    assert [own for _, own in found] == [True, *[killed_at is not None] * 2, True, True, killed_at is not None]
    assert told == [2, 2]


@pytest.mark.usefixtures("two_processes")
def test_what_the_copy_refuses_is_said_here(tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match=r"missing\.jsonl"):
        read_columns([*journals(tmp_path), tmp_path / "missing.jsonl"], engine=TwoProcesses())


def test_an_id_has_one_number_whatever_it_stands_beside() -> None:
    ids = ["01JQKIM000000000000000001A", "01JQKIM000000000000000001B", "article:a", "", "ü" * 26, "\ud800"]
    together = identities(ids).tolist()
    assert together == [identities([one]).tolist()[0] for one in ids]
    assert identities(ids[:2]).tolist() == together[:2]
    assert len(set(together)) == len(ids)


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
from annotator.engine import Fork

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
