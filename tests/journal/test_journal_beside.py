"""Files read by two processes are what they are when one reads them; what goes wrong in the other is said here."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from annotator.journal import columns
from annotator.journal.beside import Beside
from annotator.journal.columns import read_columns
from annotator.model import AnnotatorError

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
