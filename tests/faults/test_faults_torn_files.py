"""FAULTS 4, 5, 6, 24, 26, 51: files that a crash, a tool or git has left in a sorry state."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.journal.journal import Journal
from annotator.journal.records import read_lines
from annotator.project import ProjectFolder
from tests.faults.harness.table import Tally
from tests.making import fold_of, raw, records_in, seen, span, start_session, state, tombstone, winners

BEFORE = [raw(span("01A")), raw(state("started"))]
LAST = raw(span("01B", 4, 9, note="“ünusual” \U0001f469"))


def write(project: ProjectFolder, data: bytes, name: str = "kim.jsonl") -> Path:
    project.annotations.mkdir(exist_ok=True)
    path = project.annotations / name
    path.write_bytes(data)
    return path


def open_and_append(path: Path) -> Journal:
    opened = Journal.open(path, "kim")
    opened.append([span("01C")])
    opened.close()
    return opened


@pytest.mark.fault("the last line torn at each of its bytes")
def test_a_last_line_torn_at_any_byte_loses_nothing_before_or_after_it(project: ProjectFolder, tally: Tally) -> None:
    head = b"".join(line + b"\n" for line in BEFORE)
    for cut in range(len(LAST) + 1):
        path = write(project, head + LAST[:cut])
        opened = open_and_append(path)
        reading = read_lines(path.read_bytes())
        whole = ["01B"] if cut == len(LAST) else []
        assert [line.record["id"] for line in reading.lines] == ["01A", "article:ferry", *whole, "01C"]
        assert path.read_bytes().startswith(head + LAST[:cut])
        assert [p.line for p in opened.problems.get(path, [])] == ([3] if 0 < cut < len(LAST) else [])
    tally(tried=len(LAST) + 1)


def test_a_crash_while_mending_is_mended_the_next_time(project: ProjectFolder) -> None:
    head = b"".join(line + b"\n" for line in BEFORE)
    path = write(project, head + LAST[:30])
    Journal.open(path, "kim").close()
    once = path.read_bytes()
    Journal.open(path, "kim").close()
    assert path.read_bytes() == once
    with path.open("ab") as file:
        file.write(LAST[:50])
    open_and_append(path)
    assert {"01A", "01C"} <= {r["id"] for r in records_in(project.annotations)}


@pytest.mark.parametrize("zeros", [1, 511, 512, 4096])
@pytest.mark.parametrize("glued", [False, True])
def test_zero_bytes_at_the_end_lose_nothing(project: ProjectFolder, zeros: int, glued: bool) -> None:
    head = b"".join(line + b"\n" for line in BEFORE)
    path = write(project, head + (LAST[:20] if glued else b"") + b"\0" * zeros)
    opened = open_and_append(path)
    assert [r["id"] for r in records_in(project.annotations)] == ["01A", "article:ferry", "01C"]
    (problem,) = opened.problems[path]
    assert problem.line == 3
    assert glued or f"{zeros} zero bytes" in problem.message


def test_rubbish_in_the_middle_stays_and_is_reported_by_its_line(project: ProjectFolder) -> None:
    data = BEFORE[0] + b"\n\xff\x00rubbish\n[1]\n" + LAST + b"\n"
    path = write(project, data)
    opened = open_and_append(path)
    assert path.read_bytes() == data + raw(span("01C")) + b"\n"
    assert [problem.line for problem in opened.problems[path]] == [2, 3]
    assert len(opened.fold.live("ferry")) == 3


def test_both_sides_of_a_conflict_are_read_and_its_marks_reported(project: ProjectFolder) -> None:
    ours, theirs = raw(span("01X")), raw(span("01Y", 4, 9))
    marks = [b"<<<<<<< HEAD", b"=======", b">>>>>>> lee"]
    data = b"\n".join([*BEFORE, marks[0], ours, marks[1], theirs, marks[2], LAST, b""])
    opened = open_and_append(write(project, data))
    (problems,) = opened.problems.values()
    assert [problem.line for problem in problems] == [3, 5, 7]
    assert all("conflict marker" in problem.message for problem in problems)
    assert {r["id"] for r in opened.fold.live("ferry")} == {"01A", "01X", "01Y", "01B", "01C"}


def test_two_branches_of_a_journal_merge_to_the_union_and_undelete_nothing() -> None:
    base = [raw(span("01A")), raw(span("01B", 4, 9))]
    ours, theirs = [*base, raw(tombstone("01A"))], [*base, raw(span("01A", rev=2, at="1970-01-01T00:00:00.000Z"))]
    merged = fold_of(*dict.fromkeys([*theirs, *ours]))
    assert winners(merged) == winners(fold_of(*ours, *theirs))
    assert [r["id"] for r in merged.live("ferry")] == ["01B"]


def test_a_doubled_journal_shows_and_undoes_every_span_once(project: ProjectFolder) -> None:
    session = start_session(project.annotations)
    session.tag([(0, 3)], "claim")
    session.tag([(4, 9)], "quote")
    session.journal.close()
    path = session.journal.path
    path.write_bytes(path.read_bytes() * 2)
    again = start_session(project.annotations)
    assert seen(again) == seen(session)
    for count in (1, 0):
        assert again.undo() is not None
        assert len(again.spans) == count
    assert again.undo() is None
    again.journal.close()
