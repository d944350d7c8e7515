"""Files read into columns: the same spans as by folding records, whatever order, doubling or rubbish they hold."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.table import Table, read_table
from annotator.errors import AnnotatorError
from tests.agreement.agreement_world import from_corpus
from tests.making import AT, article, raw, span, state, tombstone
from tests.slow_reading import read_corpus

NAMES = st.sampled_from(["kim", "lee", "max"])
ARTICLES = st.sampled_from(["ferry", "market"])
IDS = st.sampled_from([f"01{letter}" for letter in "ABCDEF"])
LABELS = st.sampled_from(["claim", "quote", "new"])
HASHES = st.sampled_from([article().sha256, article().sha256, "0" * 64])
PUTS = st.builds(
    lambda i, rev, who, name, label, sha256, start, size: raw(
        span(i, start, start + size, rev=rev, annotator=who, article=name, label=label, sha256=sha256, text="x" * size)
    ),
    IDS, st.integers(1, 3), NAMES, ARTICLES, LABELS, HASHES, st.integers(0, 5), st.integers(1, 5),
)  # fmt: skip
DELS = st.builds(lambda i, rev, who: raw(tombstone(i, rev=rev, annotator=who)), IDS, st.integers(1, 3), NAMES)
STATES = st.builds(
    lambda word, rev, who, name, length: raw(
        state(word, id=f"article:{name}", rev=rev, annotator=who, article=name, length=length)
    ),
    st.sampled_from(["done", "done", "started", "skipped"]),
    st.integers(1, 3),
    NAMES,
    ARTICLES,
    st.integers(10, 20),
)
FLAT = st.builds(
    lambda name, start, size, label, who: orjson.dumps(
        {"article": name, "start": start, "end": start + size, "label": label, **who}
    ),
    ARTICLES,
    st.integers(0, 5),
    st.integers(1, 5),
    LABELS,
    st.sampled_from([{}, {"annotator": "lee"}, {"annotators": ["kim", "max"]}, {"annotators": None}]),
)
WRONG = st.sampled_from(
    [
        b"rubbish",
        raw(span(), start=5, end=2),
        raw(span(), text="longer than it is"),
        raw(span(), article="../x"),
        raw(span(), annotator="a b"),
        raw(span()).replace(b'"rev":1', b'"rev":1,"rev":2'),
        b'{"article":"ferry","start":3,"end":3,"label":"claim"}',
        b'{"article":"ferry","start":3,"end":5,"label":"claim","annotators":["../x"]}',
        b"",
        b"<<<<<<< HEAD",
    ]
)
SPACED = st.builds(lambda line: orjson.dumps(orjson.loads(line), option=orjson.OPT_SORT_KEYS), PUTS)
FILES = st.lists(
    st.lists(st.one_of(PUTS, PUTS, DELS, STATES, FLAT, WRONG, SPACED), max_size=14), min_size=1, max_size=3
)


def columns(table: Table) -> dict[str, object]:
    spans = list(zip(table.article, table.label, table.start, table.end, table.annotator, strict=True))
    return {
        "names": (table.articles, table.annotators, table.labels, table.apart),
        "done": table.done.tolist(),
        "lengths": table.lengths.tolist(),
        "guessed": table.guessed.tolist(),
        "spans": [tuple(map(int, row)) for row in spans],
    }


@given(FILES, st.booleans())
def test_columns_hold_what_folding_gives(files: list[list[bytes]], ended: bool) -> None:
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{name}.jsonl" for name in ("kim", "lee", "max")[: len(files)]]
        for path, lines in zip(paths, files, strict=True):
            path.write_bytes(b"\n".join(lines) + b"\n" * ended)
        corpus = read_corpus(paths)
        read = read_table(paths, ["claim"])
        assert columns(read.table) == columns(from_corpus(corpus, ["claim"]))
        assert read.problems == corpus.problems


def test_a_spans_text_is_read_again_from_its_line(tmp_path: Path) -> None:
    lines = [raw(span(f"{n:03}", n, n + 3, text=f"{n:03}")) for n in range(90)]
    (tmp_path / "kim.jsonl").write_bytes(b"\n".join(lines) + b"\n" + raw(state(length=200)) + b"\n")
    (tmp_path / "lee.jsonl").write_bytes(b'{"article":"ferry","start":0,"end":3,"label":"claim"}\n')
    table = read_table([tmp_path / "kim.jsonl", tmp_path / "lee.jsonl"]).table
    rows = np.arange(len(table.article))
    texts = {(int(table.start[row]), int(table.annotator[row])): table.text(int(row)) for row in rows}
    assert texts == {**{(n, 0): f"{n:03}" for n in range(90)}, (0, 1): None}
    assert table.texts.many(table.source[::-1]) == [table.text(int(row)) for row in rows[::-1]]


def test_a_text_is_not_taken_from_a_file_that_changed_since(tmp_path: Path) -> None:
    path = tmp_path / "kim.jsonl"
    path.write_bytes(raw(span()) + b"\n" + raw(state()) + b"\n")
    table = read_table([path]).table
    path.write_bytes(b"x" + path.read_bytes())
    assert table.text(0) is None
    path.unlink()
    assert table.text(0) is None


def test_a_line_longer_than_what_is_read_at_once_is_one_record(tmp_path: Path) -> None:
    size = 300_000
    path = tmp_path / "kim.jsonl"
    path.write_bytes(raw(span("01B")) + b"\n" + raw(span(end=size, text="é" * size)) + b"\n" + raw(span("01C", 1, 4)))
    table = read_table([path]).table
    assert sorted(table.end.tolist()) == [3, 4, size]
    assert table.text(int(np.argmax(table.end))) == "é" * size


def test_reading_tells_how_far_it_is_and_what_it_cannot_read(tmp_path: Path) -> None:
    path = tmp_path / "kim.jsonl"
    path.write_bytes((raw(span()) + b"\n") * 2_000)
    told: list[int] = []
    read_table([path], progress=told.append)
    assert sum(told) == path.stat().st_size
    assert len(told) > 1
    with pytest.raises(AnnotatorError, match="no such file"):
        read_table([tmp_path / "gone.jsonl"])
    path.write_bytes(raw(span()) + b"\n" + raw(span(), v=2, at=AT) + b"\n")
    with pytest.raises(AnnotatorError, match="line 2 is of format 2"):
        read_table([path])
