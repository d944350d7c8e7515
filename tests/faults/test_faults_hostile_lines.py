"""FAULTS 28, 41, 42, 43, 44: lines made to mislead are reported by number; what is merely new is kept."""

from __future__ import annotations

import orjson
import pytest

from annotator.journal.journal import Journal
from annotator.journal.records import LINE_LIMIT, read_lines
from annotator.project import ProjectFolder
from annotator.session import Session
from tests.making import article, lines_of, raw, records_in, span, start_session, state

GOOD = raw(span("01A"))


def swapped(old: str, new: str) -> bytes:
    line = raw(span("01B", 4, 9))
    assert old.encode() in line
    return line.replace(old.encode(), new.encode(), 1)


HOSTILE = {
    "twice": swapped('"start":4', '"start":4,"start":5'),
    "twice deep": swapped('"attributes":{}', '"attributes":{"a":"1","a":"2"}'),
    "twice escaped": swapped('"start":4', '"start":4,"st\\u0061rt":5'),
    "nan": swapped('"start":4', '"start":NaN'),
    "infinity": swapped('"start":4', '"start":Infinity'),
    "digits": swapped('"start":4', '"start":' + "4" * 30),
    "digits elsewhere": swapped('"note":null', '"extra":' + "4" * 5000),
    "surrogate": swapped('"note":null', '"note":"\\ud800"'),
    "not utf-8": swapped('"note":null', '"note":"X"').replace(b"X", b"\xff"),
    "string": swapped('"start":4', '"start":"4"'),
    "true": swapped('"rev":1', '"rev":true'),
    "true version": swapped('"v":1', '"v":true'),
    "float version": swapped('"v":1', '"v":1.0'),
    "float": swapped('"end":9', '"end":9.0'),
    "no version's": swapped('"v":1', '"v":0'),
    "list as origin": swapped('"origin":"hand"', '"origin":["hand"]'),
    "object as origin": swapped('"origin":"hand"', '"origin":{}'),
    "list as op": swapped('"op":"put"', '"op":["put"]'),
    "list as state": raw(state()).replace(b'"state":"done"', b'"state":["done"]'),
    "list": b"[" + raw(span("01B")) + b"]",
    "number": b"5",
    "two on a line": raw(span("01B")) + raw(span("01C")),
    "backwards": swapped('"start":4,"end":9', '"start":9,"end":4'),
    "negative": swapped('"start":4', '"start":-4'),
    "empty": swapped('"end":9', '"end":4'),
    "not its length": swapped('"end":9', '"end":10'),
    "hostile article": swapped('"article":"ferry"', '"article":"../../etc/passwd"'),
    "hostile annotator": swapped('"annotator":"kim"', '"annotator":"../lee"'),
    "control in name": swapped('"annotator":"kim"', '"annotator":"kim\\u001b[2J"'),
    **{f"depth {n}": swapped('"note":null', '"note":null,"deep":' + "[" * n + "]" * n) for n in (254, 500, 2_000, 100_000)},
    "key of escapes": swapped('"note":null', '"\\u001b[2J":1,"\\u001b[2J":2'),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_line_is_passed_over_and_told_by_its_number(project: ProjectFolder, kind: str) -> None:
    project.annotations.mkdir()
    path = project.journal_path("kim")
    data = GOOD + b"\n" + HOSTILE[kind] + b"\n" + raw(span("01D")) + b"\n"
    path.write_bytes(data)
    opened = Journal.open(path, "kim")
    (problem,) = opened.problems[path]
    assert problem.line == 2
    assert len(problem.message) < 300
    assert problem.message.isprintable()
    assert sorted(record["id"] for record in opened.fold.records()) == ["01A", "01D"]
    opened.append([span("01E")])
    opened.close()
    assert path.read_bytes() == data + raw(span("01E")) + b"\n"


def test_a_line_of_a_hundred_megabytes_is_refused_by_its_size() -> None:
    reading = read_lines(GOOD + b'\n{"note":"' + b"x" * (LINE_LIMIT + 1) + b'"}\n')
    assert len(reading.lines) == 1
    assert "more than any record" in reading.problems[0].message


@pytest.mark.parametrize("depth", [1, 100, 250])
def test_what_is_read_can_be_written_again(project: ProjectFolder, depth: int) -> None:
    project.annotations.mkdir()
    line = orjson.loads(raw(span(), sha256=article().sha256))
    deep: object = []
    for _ in range(depth):
        deep = [deep]
    project.journal_path("kim").write_bytes(orjson.dumps(line | {"reviewed": deep, "label": "rumour"}) + b"\n")
    session = start_session(project.annotations)
    (found,) = session.spans
    assert session.change(found, note="seen").failure is None
    session.journal.close()
    last = lines_of(session.journal.path)[-1].record
    assert (last["reviewed"], last["label"], last["note"]) == (deep, "rumour", "seen")


def test_spans_may_nest_cross_and_touch(session: Session) -> None:
    ranges = [(0, 9), (4, 9), (5, 14), (9, 14), (0, 14)]
    session.tag(ranges, "claim")
    session.tag(ranges, "quote")
    again = start_session(session.journal.path.parent, read_only=True)
    assert len(again.spans) == 10
    assert sorted({s.range for s in again.spans}) == sorted(ranges)


def test_one_id_for_two_spans_shows_one_and_keeps_both(project: ProjectFolder) -> None:
    project.annotations.mkdir()
    project.journal_path("kim").write_bytes(GOOD + b"\n" + raw(span("01A", 4, 9)) + b"\n")
    session = start_session(project.annotations)
    assert len(session.spans) == 1
    assert len(session.journal.fold.versions("01A")) == 2
    session.journal.close()
    assert len(records_in(project.annotations)) == 2
