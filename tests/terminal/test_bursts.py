"""Keys that arrive all at once, as a slow line or a busy machine delivers them: each acts, in the order it was typed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from tests.terminal.pty_world import Pty

ROOT = Path(__file__).parents[2]
TIMES = 3
"""Each burst is sent to so many programs: what gets out of order does not always."""


@pytest.fixture(params=range(TIMES))
def program(tmp_path: Path) -> Iterator[Pty]:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    started = Pty(tmp_path, "annotate", "--as", "kim")
    try:
        started.wait("1/5")
        yield started
    finally:
        started.close()


@pytest.mark.parametrize(
    ("burst", "then"),
    [
        (b"/moon has\rc", "tagged claim ‹The Moon has"),
        (b"oshort\rc", "tagged claim ‹We forget how"),
        (b"?guideline\r", "Before you begin"),
        (b"\x06lonely\rc", "tagged claim ‹lonely"),
    ],
    ids=["find", "list", "help", "search"],
)
def test_what_is_typed_in_a_burst_goes_where_it_was_meant_to(program: Pty, burst: bytes, then: str) -> None:
    program.send(burst)
    program.wait(then)
    program.send(b"\x11")
    assert program.code() == 0


def test_a_note_typed_in_a_burst_is_the_note(program: Pty, tmp_path: Path) -> None:
    program.send(b"ce\tnot sure\r")
    program.wait("note: not sure")
    program.send(b"\x11")
    assert program.code() == 0
    records = [orjson.loads(line) for line in (tmp_path / "annotations" / "kim.jsonl").read_bytes().splitlines()]
    put = [record for record in records if record["op"] == "put"]
    assert [record["note"] for record in put] == [None, "not sure"]
    # The article's state is written once more at the end if all this took a second or more.
    assert [record["op"] for record in records][:3] == ["article", "put", "put"]
    assert {record["op"] for record in records[3:]} <= {"article"}
