"""Several files at once: whose spans, and who finished what."""

from __future__ import annotations

import tempfile
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import AnnotatorError
from annotator.journal.fold import AnnotatorWork, read_corpus
from tests.making import raw, span, state, tombstone

LINES = [
    raw(span("01A")),
    raw(span("01A", rev=2, label="quote")),
    raw(span("01B", 4, 9)),
    raw(tombstone("01B")),
    raw(state("started")),
    raw(state("done", rev=2)),
    raw(span("02A", annotator="lee")),
]


def write(path: Path, *lines: bytes) -> Path:
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


@given(st.permutations(LINES), st.integers(0, len(LINES)), st.booleans())
def test_any_number_of_copies_in_any_order_gives_the_same_work(lines: list[bytes], cut: int, twice: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        one = write(folder / "all.jsonl", *LINES)
        parts = [write(folder / "a.jsonl", *lines[:cut]), write(folder / "b.jsonl", *lines[cut:])]
        whole, pieces = read_corpus([one]), read_corpus([*parts, *parts[:twice]])
    assert whole.works == pieces.works
    assert [s["label"] for s in whole.works["kim"].spans["ferry"]] == ["quote"]
    assert whole.finishers("ferry") == ["kim", "lee"]


def test_only_a_finished_article_counts_where_states_are_kept() -> None:
    spans = {"ferry": [{"start": 0}]}
    assert AnnotatorWork("kim", spans, {}).has_annotated("ferry")
    assert not AnnotatorWork("kim", spans, {}).has_annotated("market")
    assert not AnnotatorWork("kim", spans, {"market": {"state": "done"}}).has_annotated("ferry")
    assert AnnotatorWork("kim", spans, {"market": {"state": "done"}}).has_annotated("market")
    assert not AnnotatorWork("kim", spans, {"ferry": {"state": "skipped"}}).has_annotated("ferry")


def test_a_flat_span_belongs_to_those_it_names_or_to_its_files_name(tmp_path: Path) -> None:
    least = {"article": "ferry", "start": 0, "end": 3, "label": "claim"}
    lines = [least, least | {"annotator": "lee"}, least | {"annotators": ["ana", "bo"]}]
    corpus = read_corpus([write(tmp_path / "max.jsonl", *map(orjson.dumps, lines))])
    assert list(corpus.works) == ["ana", "bo", "lee", "max"]
    assert corpus.articles == ["ferry"]
    assert corpus.length("ferry") is None


def test_wrong_lines_are_reported_by_file_and_number_and_the_rest_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "kim.jsonl", b"rubbish", LINES[0], b'{"start":1}', raw(span("01C"), origin=[]))
    corpus = read_corpus([path])
    assert [problem.line for problem in corpus.problems[path]] == [1, 3, 4]
    assert len(corpus.works["kim"].spans["ferry"]) == 1


def test_a_flat_span_whose_owner_is_no_name_is_a_wrong_line(tmp_path: Path) -> None:
    line = orjson.dumps({"article": "ferry", "start": 0, "end": 3, "label": "claim", "annotator": 5})
    path = write(tmp_path / "max.jsonl", line)
    assert "annotator" in read_corpus([path]).problems[path][0].message


def test_a_missing_file_and_a_newer_one_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match=r"gone\.jsonl: there is no such file"):
        read_corpus([tmp_path / "gone.jsonl"])
    path = write(tmp_path / "new.jsonl", LINES[0], raw(span(), v=3))
    with pytest.raises(AnnotatorError, match=r"new\.jsonl: line 2 .*format 3"):
        read_corpus([path])


def test_the_length_of_an_article_is_told_by_its_states(tmp_path: Path) -> None:
    corpus = read_corpus([write(tmp_path / "kim.jsonl", *LINES)])
    assert corpus.length("ferry") == state().length
