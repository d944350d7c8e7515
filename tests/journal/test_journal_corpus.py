"""Several files at once: whose spans, and who finished what."""

from __future__ import annotations

import tempfile
from collections import Counter
from itertools import compress
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import AnnotatorError
from annotator.journal.columns import Columns, read_columns
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


def spans_of(found: Columns) -> Counter[tuple[str, str, str]]:
    """How many spans of which annotator, article and label."""
    rows = found.spans
    codes = zip(rows.annotator.tolist(), rows.article.tolist(), rows.label.tolist(), strict=True)
    return Counter(
        (found.annotators[who], found.articles[article], found.labels[label]) for who, article, label in codes
    )


def finishers(found: Columns, article: str) -> list[str]:
    return sorted(compress(found.annotators, found.done()[found.articles.index(article)].tolist()))


@given(st.permutations(LINES), st.integers(0, len(LINES)), st.booleans())
def test_any_number_of_copies_in_any_order_gives_the_same_work(lines: list[bytes], cut: int, twice: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts = [write(folder / "a.jsonl", *lines[:cut]), write(folder / "b.jsonl", *lines[cut:])]
        found = read_columns([*parts, *parts[:twice]])
    assert spans_of(found) == {("kim", "ferry", "quote"): 1, ("lee", "ferry", "claim"): 1}
    assert finishers(found, "ferry") == ["kim", "lee"]
    assert found.finished() == {("ferry", state().sha256): state().length}


def test_only_a_finished_article_counts_where_states_are_kept(tmp_path: Path) -> None:
    for word, counts in (("started", []), ("skipped", []), ("done", ["kim"])):
        path = write(tmp_path / "kim.jsonl", raw(span()), raw(state(word)))
        assert finishers(read_columns([path]), "ferry") == counts
    other = state(id="article:market", article="market")
    assert finishers(read_columns([write(tmp_path / "kim.jsonl", raw(span()), raw(other))]), "ferry") == []
    assert finishers(read_columns([write(tmp_path / "kim.jsonl", raw(span()))]), "ferry") == ["kim"]


def test_a_flat_span_belongs_to_those_it_names_or_to_its_files_name(tmp_path: Path) -> None:
    least = {"article": "ferry", "start": 0, "end": 3, "label": "claim"}
    lines = [least, least | {"annotator": "lee"}, least | {"annotators": ["ana", "bo"]}]
    found = read_columns([write(tmp_path / "max.jsonl", *map(orjson.dumps, lines))])
    assert spans_of(found) == {(name, "ferry", "claim"): 1 for name in ("ana", "bo", "lee", "max")}
    assert found.finished() == {}


def test_wrong_lines_are_reported_by_file_and_number_and_the_rest_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "kim.jsonl", b"rubbish", LINES[0], b'{"start":1}', raw(span("01C"), origin=[]))
    found = read_columns([path])
    assert [problem.line for problem in found.problems[path]] == [1, 3, 4]
    assert spans_of(found) == {("kim", "ferry", "claim"): 1}


def test_a_flat_span_whose_owner_is_no_name_is_a_wrong_line(tmp_path: Path) -> None:
    line = orjson.dumps({"article": "ferry", "start": 0, "end": 3, "label": "claim", "annotator": 5})
    path = write(tmp_path / "max.jsonl", line)
    assert "annotator" in read_columns([path]).problems[path][0].message


def test_a_missing_file_and_a_newer_one_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match=r"gone\.jsonl: there is no such file"):
        read_columns([tmp_path / "gone.jsonl"])
    path = write(tmp_path / "new.jsonl", LINES[0], raw(span(), v=3))
    with pytest.raises(AnnotatorError, match=r"new\.jsonl: line 2 .*format 3"):
        read_columns([path])
