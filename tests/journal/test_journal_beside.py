"""Files read by two processes are what they are when one reads them; what goes wrong in the other is said here."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from typing import Any

import orjson
import pytest

from annotator.errors import AnnotatorError
from annotator.journal import columns
from annotator.journal import columns as pieces
from annotator.journal.beside import Beside
from annotator.journal.columns import read_columns

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
        if who == "mo":
            lines[10] = b"no record"
            lines[20] = orjson.dumps(line("kim", 3) | {"rev": 2, "label": "moved"})
        paths[-1].write_bytes(b"\n".join(lines) + b"\n")
    flat = folder / "flat.jsonl"
    flat.write_bytes(
        orjson.dumps({"article": "kim-1", "start": 1, "end": 2, "label": "claim", "annotator": "ana"}) + b"\n"
    )
    return [*paths, flat]


def read(paths: list[Path]) -> Any:
    found = read_columns(paths)
    rows = found.spans
    named = [
        [names[code] for code in codes.tolist()]
        for names, codes in (
            (found.annotators, rows.annotator), (found.articles, rows.article), (found.labels, rows.label),
            ([*found.versions, None], rows.version),
        )
    ]  # fmt: skip
    lines = found.files.needed_lines(sorted(rows.place.tolist()))
    spans = sorted(zip(*named, rows.start.tolist(), rows.end.tolist(), rows.place.tolist(), strict=True), key=repr)
    return spans, lines, found.problems


def test_two_processes_read_what_one_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = journals(tmp_path)
    alone = read(paths)
    monkeypatch.setattr(columns, "_MANY", 1)
    monkeypatch.setattr(columns, "may_fork", lambda: True)
    begun: list[Beside[Any]] = []

    def beginning(task: Callable[[Callable[[int], None]], Any]) -> Beside[Any]:
        begun.append(Beside(task))
        return begun[-1]

    monkeypatch.setattr(columns, "Beside", beginning)

    assert read(paths) == alone
    assert len(begun) == 1
    assert len(alone[0]) == 90 + 60 + 28 + 1
    assert any(span[2] == "moved" for span in alone[0])
    assert [len(found) for found in alone[2].values()] == [1]


def test_what_the_other_process_refuses_is_said_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "_MANY", 1)
    monkeypatch.setattr(columns, "may_fork", lambda: True)
    with pytest.raises(AnnotatorError, match=r"missing\.jsonl"):
        read_columns([*journals(tmp_path), tmp_path / "missing.jsonl"])


def test_a_task_that_is_killed_is_done_here() -> None:
    here = os.getpid()

    def task(tell: Callable[[int], None]) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        tell(7)
        return here

    told: list[int] = []
    assert Beside(task).result(told.append) == here
    assert told == [7]


def test_a_task_tells_how_far_it_is() -> None:
    def task(tell: Callable[[int], None]) -> int:
        tell(3)
        tell(4)
        return os.getpid()

    told: list[int] = []
    assert Beside(task).result(told.append) != os.getpid()
    assert told == [3, 4]


@pytest.mark.parametrize("seed", range(30))
def test_lines_are_found_again_wherever_they_stand(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(pieces, "_AHEAD", chance.choice((4, 16, 64, 2**16)))
    monkeypatch.setattr(pieces, "_SPARSE", chance.choice((1, 8, 4096)))
    for number in range(40):
        lines = [bytes(chance.choices(b"abc\r", k=chance.randrange(12))) for _ in range(chance.randrange(1, 12))]
        path = tmp_path / f"{number}.jsonl"
        path.write_bytes(b"\n".join(lines) + chance.choice((b"\n", b"")))
        files = pieces.Files([path])
        assert b"".join(piece.whole for piece in files.pieces(0)) == path.read_bytes()
        starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
        wanted = sorted(chance.choices(range(len(lines)), k=chance.randrange(1, 9)))
        assert files.lines([starts[row] for row in wanted]) == [lines[row].removesuffix(b"\r") for row in wanted]


def test_a_single_file_is_read_in_halves_with_its_lines_numbered_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [orjson.dumps(line("kim", number)) for number in range(200)]
    lines[20] = lines[150] = b"no record"
    path = tmp_path / "kim.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n")
    alone = read([path])
    monkeypatch.setattr(columns, "_MANY", 1)
    monkeypatch.setattr(columns, "may_fork", lambda: True)
    assert read([path]) == alone
    assert [problem.line for problem in alone[2][path]] == [21, 151]


def test_without_room_for_another_process_the_task_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> int:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, "fork", full)
    assert Beside(lambda _: os.getpid()).result() == os.getpid()


LEFT_ALONE = """
import os, sys, time
from annotator.journal.beside import Beside

def task(tell):
    print(os.getpid(), flush=True)
    time.sleep(0.5)
    return bytes(2**24)

beside = Beside(task)
time.sleep(0.2)
os._exit(0)
"""


def test_a_copy_whose_process_was_killed_ends() -> None:
    ran = subprocess.run([sys.executable, "-c", LEFT_ALONE], stdout=subprocess.PIPE, text=True, check=True, timeout=30)
    # Its output is closed once the copy, which has it too, has ended.
    assert int(ran.stdout) > 0


def test_a_line_longer_than_any_record_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_PIECE", 64)
    monkeypatch.setattr(pieces, "_LONGEST", 1_000)
    path = tmp_path / "kim.jsonl"
    path.write_bytes(orjson.dumps(line("kim", 0)) + b"\n")
    assert len(read([path])[0]) == 1
    path.write_bytes(b'"' * 2_000)
    with pytest.raises(AnnotatorError, match=r"kim\.jsonl: a line of more than"):
        read([path])
