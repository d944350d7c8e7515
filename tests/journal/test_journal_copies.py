"""Copies that cloud folders and browsers make of a journal are read with it, reported, and nobody of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.errors import AnnotatorError
from annotator.journal.copies import copies_among, copies_of, original_stem, told
from annotator.journal.journal import Journal
from annotator.project import ProjectFolder
from tests.making import raw, restart, seen, span, start_session, tombstone, winners

PLAIN = [
    "kim (Ann's conflicted copy 2026-11-22)",
    "kim (conflicted copy 2026-11-22 1)",
    "kim (conflicted copy 2026-11-22 101500)",
    "kim (Ann-Marie O'Neil (work)'s conflicted copy 2026-11-22)",
    "kim.sync-conflict-20261122-101500-ABCDEFG",
    "kim.sync-conflict-20261122-101500",
    "kim_conflict-20261122-101500",
    "kim (1)",
    "kim(1)",
    "kim 2",
    "kim copy",
    "kim copy 3",
    "kim - Copy",
    "kim - Copy (2)",
    "kim.recovered-20261122T052015000000",
    "kim (1) (2)",
    "kim.recovered-20261122T052015000000 (Ann's conflicted copy 2026-11-22)",
]
NOT_PLAIN = ["kim", "kim-b", "kim.b", "kim_b", "kim2", "kimberley", "ann-marie.k", "kim-LAPTOP", "(1)", " 2"]


@pytest.mark.parametrize("stem", PLAIN)
def test_the_name_tells_whose_copy_a_file_is(stem: str) -> None:
    assert original_stem(stem) == "kim"
    assert original_stem(stem.replace("kim", "k-i.m_2", 1)) == "k-i.m_2"


@pytest.mark.parametrize("stem", NOT_PLAIN)
def test_an_annotators_own_name_is_no_copys(stem: str) -> None:
    assert original_stem(stem) == stem


@pytest.mark.parametrize("stem", [*PLAIN, "kim-LAPTOP", "kim-DESKTOP-4F2"])
def test_a_copy_is_read_with_its_journal_and_left_as_it_is(tmp_path: Path, stem: str) -> None:
    copy = tmp_path / f"{stem}.jsonl"
    (tmp_path / "kim.jsonl").write_bytes(raw(span("01A")) + b"\n")
    copy.write_bytes(raw(span("01A")) + b"\n" + raw(span("01B")) + b"\nrubbish")
    opened = Journal.open(tmp_path / "kim.jsonl", "kim")
    assert opened.copies == [copy]
    assert told(opened.path, opened.copies) == f"1 copy of kim.jsonl read with it: {copy.name}"
    assert {record["id"] for record in opened.fold.live("ferry")} == {"01A", "01B"}
    assert [problem.line for problem in opened.problems[copy]] == [3]
    opened.append([span("01C")])
    opened.close()
    assert (tmp_path / "kim.jsonl").read_bytes() == raw(span("01A")) + b"\n" + raw(span("01C")) + b"\n"
    assert copy.read_bytes().endswith(b"\nrubbish")
    assert copies_among(tmp_path.glob("*.jsonl")) == {tmp_path / "kim.jsonl": [copy]}


@pytest.mark.parametrize("stem", ["kim (1)", "kim-b"])
@pytest.mark.parametrize("other", [raw(span("01B", annotator="kim-b")), b"rubbish", b""])
def test_a_file_that_does_not_name_the_annotator_is_no_copy(tmp_path: Path, stem: str, other: bytes) -> None:
    (tmp_path / "kim.jsonl").write_bytes(raw(span("01A")) + b"\n")
    mixed = raw(span("01X")) + b"\n" if other.startswith(b"{") else b""
    (tmp_path / f"{stem}.jsonl").write_bytes(mixed + other)
    assert copies_of(tmp_path / "kim.jsonl", "kim") == []
    assert copies_among(tmp_path.glob("*.jsonl")) == {}


def test_a_copy_cannot_bring_back_what_was_deleted(tmp_path: Path) -> None:
    (tmp_path / "kim.jsonl").write_bytes(raw(span("01A")) + b"\n" + raw(tombstone("01A")) + b"\n")
    (tmp_path / "kim (1).jsonl").write_bytes(raw(span("01A")) + b"\n")
    opened = Journal.open(tmp_path / "kim.jsonl", "kim", read_only=True)
    assert opened.fold.live("ferry") == []
    assert len(winners(opened.fold)) == 1


def test_a_copy_that_cannot_be_read_is_named_and_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "kim.jsonl").write_bytes(raw(span("01A")) + b"\n")
    (tmp_path / "kim (1).jsonl").symlink_to(tmp_path / "kim.jsonl")
    with pytest.raises(AnnotatorError, match=r"kim \(1\)\.jsonl: is a symbolic link"):
        Journal.open(tmp_path / "kim.jsonl", "kim")


def test_records_of_a_newer_format_in_a_copy_forbid_writing(tmp_path: Path) -> None:
    (tmp_path / "kim.jsonl").write_bytes(raw(span("01A")) + b"\n")
    (tmp_path / "kim (1).jsonl").write_bytes(raw(span("01N"), v=2) + b"\n")
    opened = Journal.open(tmp_path / "kim.jsonl", "kim")
    assert opened.read_only == "kim (1).jsonl holds records of a newer version of annotator: update this one"


def at(second: int) -> str:
    return f"2026-11-22T05:20:{second:02d}.000Z"


def test_undo_goes_back_in_time_over_the_journal_and_its_copies(tmp_path: Path) -> None:
    def put(name: str, second: int) -> bytes:
        return raw(span(name, second, second + 1, text=" ", at=at(second), action=f"action {name}")) + b"\n"

    common, ours, theirs = put("01A", 1), put("01B", 2) + put("01D", 4), put("01C", 3) + put("01E", 5)
    (tmp_path / "kim.jsonl").write_bytes(common + ours)
    (tmp_path / "kim (1).jsonl").write_bytes(common + theirs)
    opened = Journal.open(tmp_path / "kim.jsonl", "kim", read_only=True)
    assert [head.id for head in opened.tail] == ["01A", "01B", "01C", "01D", "01E"]


def test_a_whole_session_on_two_machines_comes_together_and_can_be_undone(tmp_path: Path) -> None:
    session = start_session(tmp_path)
    session.tag([(0, 3)], "claim")
    session.journal.close()
    (tmp_path / "kim.sync-conflict-20261122-101500-ABCDEFG.jsonl").write_bytes(session.journal.path.read_bytes())
    session = start_session(tmp_path)
    session.tag([(4, 9)], "quote")
    session = restart(session)
    assert {value[2] for value in seen(session).values()} == {"claim", "quote"}
    for count in (1, 0):
        session.undo()
        assert len(session.spans) == count
    assert session.undo() is None
    session.journal.close()


def test_the_copies_of_gold_are_no_annotators_journals(project: ProjectFolder) -> None:
    project.annotations.mkdir()
    for name in ("gold", "gold (1)", "gold.sync-conflict-20261122-101500-ABCDEFG", "kim", "kim (1)"):
        (project.annotations / f"{name}.jsonl").write_bytes(raw(span(annotator="kim")) + b"\n")
    assert [path.stem for path in project.journals()] == ["kim (1)", "kim"]
    assert len(copies_of(project.journal_path("gold"), "gold")) == 2


DECISION = raw(tombstone("decision:249c", annotator="ada", choice="none", chosen=[], gives=[], **{"from": []})) + b"\n"


@pytest.mark.parametrize(
    ("lines", "gold", "is_copy"),
    [
        (DECISION, b"", True),
        (raw(span(annotator="gold-LAPTOP")) + b"\n" + DECISION, b"", True),  # a decider may be called so
        (raw(span(annotator="gold-LAPTOP")) + b"\n", DECISION, False),
        (raw(span(annotator="gold-LAPTOP")) + b"\n", raw(span(annotator="gold-LAPTOP")) + b"\n", False),
        (raw(span(annotator="ada")) + b"\n", DECISION + raw(span(annotator="ada")) + b"\n", True),
        (raw(span(annotator="ada")) + b"\n", DECISION, False),
        (b"rubbish\n", DECISION, False),
        (b"", b"", False),
    ],
)
def test_whether_gold_and_a_computers_name_is_a_copy_of_gold_its_records_tell(
    project: ProjectFolder, lines: bytes, gold: bytes, is_copy: bool
) -> None:
    project.annotations.mkdir()
    path = project.journal_path("gold-LAPTOP")
    path.write_bytes(lines)
    project.journal_path("gold").write_bytes(gold)
    found = [path] if is_copy else []
    assert copies_of(project.journal_path("gold"), "gold") == found
    assert copies_among([path]) == ({project.journal_path("gold"): [path]} if is_copy else {})
    assert project.journals() == ([] if is_copy else [path])
    opened = project.open_gold("ada", read_only=True)
    assert opened.copies == found
