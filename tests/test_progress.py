"""How far everybody is, as journals tell it."""

from __future__ import annotations

from pathlib import Path

from annotator.journal.columns import read_columns
from annotator.progress import PersonAtWork, done_by_someone, people_at_work
from tests.making import raw, span, state, tombstone

AT = "2026-11-22T05:20:15.123Z"


def written(folder: Path, name: str, *lines: bytes) -> Path:
    path = folder / f"{name}.jsonl"
    path.write_bytes(b"".join(line.rstrip(b"\n") + b"\n" for line in lines))
    return path


def test_articles_and_spans_are_counted_and_the_last_record_that_counts_says_when(tmp_path: Path) -> None:
    kim = written(
        tmp_path,
        "kim",
        raw(span("01A")),
        raw(span("01B", article="harbour")),
        raw(state("done")),
        raw(state("started", id="article:harbour", article="harbour", at=AT)),
        raw(state("skipped", id="article:third", article="third")),
    )
    lee = written(tmp_path, "lee", raw(span("01C", annotator="lee", at=AT)), raw(tombstone("01C", annotator="lee")))
    columns = read_columns([kim, lee])
    people = people_at_work(columns, {"ferry", "harbour", "third", "fourth"})
    assert people["kim"] == PersonAtWork(done=1, started=1, skipped=1, spans=2, last=AT)
    assert people["lee"] == PersonAtWork(done=0, started=0, skipped=0, spans=0, last=None)
    assert done_by_someone(columns) == {"ferry"}


def test_what_is_done_elsewhere_does_not_count(tmp_path: Path) -> None:
    columns = read_columns([written(tmp_path, "kim", raw(span("01A")), raw(state("done")))])
    people = people_at_work(columns, {"other"})
    assert (people["kim"].done, people["kim"].spans) == (0, 0)
    assert people["kim"].last is not None
