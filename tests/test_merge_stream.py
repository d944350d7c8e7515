"""Merging through columns gives, byte for byte, what folding all records gives; and without their memory."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import AnnotatorError
from annotator.file_merge import FileMerge
from annotator.journal.records import Fields
from annotator.merge import Keep, kept, ordered_kinds, to_jsonl
from tests.making import raw, span, state, texts, tombstone
from tests.slow_reading import merge, read_corpus

NAMES = st.sampled_from(["kim", "lee", "max"])
ARTICLES = st.sampled_from(["ferry", "ferry", "market", "zoo"])
HASHES = st.sampled_from(["1" * 64] * 5 + ["2" * 64])
IDS = st.sampled_from([f"01{letter}" for letter in "ABCDEFGHIJ"] + ['x","article":"z'])
LABELS = st.sampled_from(["claim", "quote", 'a "label",\\'])
ATTRIBUTES = st.sampled_from([{}, {}, {"speaker": "Ana"}, {"unit": "m", "speaker": '","annotator":"x'}])
NOTES = st.sampled_from([None, None, None, "a", 'n,"origin":"hand","attributes":{},"note":null'])


@st.composite
def puts(draw: st.DrawFn) -> bytes:
    """A span's line, as this program writes it or nearly so, whose text may be anything."""
    start, size = draw(st.integers(0, 9)), draw(st.integers(1, 6))
    text = draw(st.sampled_from(["x" * size] * 3 + [(draw(texts(6)) + "\x1b\x7f\u2028" * 6)[:size]]))
    more: dict[str, Any] = draw(st.sampled_from([{}, {}, {}, {"confidence": 0.5}]))
    line = raw(
        span(
            draw(IDS), start, start + size, rev=draw(st.integers(1, 2)), text=text,
            annotator=draw(NAMES), article=draw(ARTICLES), sha256=draw(HASHES), label=draw(LABELS),
            attributes=draw(ATTRIBUTES), note=draw(NOTES), origin=draw(st.sampled_from(["hand", "hand", "edited"])),
            action=draw(st.sampled_from([None, "01X"])),
        ),
        **more,
    )  # fmt: skip
    return line if draw(st.integers(0, 5)) else orjson.dumps(orjson.loads(line), option=orjson.OPT_SORT_KEYS)


DELS = st.builds(lambda i, who: raw(tombstone(i, rev=2, annotator=who)), IDS, NAMES)
STATES = st.builds(
    lambda word, who, name, sha256: raw(
        state(word, id=f"article:{name}", annotator=who, article=name, sha256=sha256, length=20)
    ),
    st.sampled_from(["done", "done", "started"]), NAMES, ARTICLES, HASHES,
)  # fmt: skip
FLAT = st.builds(
    lambda name, start, label, more: orjson.dumps(
        {"article": name, "start": start, "end": start + 2, "label": label, **more}
    ),
    ARTICLES, st.integers(0, 5), LABELS,
    st.sampled_from([{}, {"sha256": "1" * 64, "annotators": ["kim", "zoe"]}, {"annotator": "max", "support": 2, "of": 4}]),
)  # fmt: skip


@st.composite
def merged(draw: st.DrawFn) -> bytes:
    """A flat span's line, as `merge` writes it or nearly so: with votes that it may count otherwise than others."""
    start, size = draw(st.integers(0, 9)), draw(st.integers(1, 6))
    text = draw(st.sampled_from(["x" * size] * 3 + [(draw(texts(6)) + '\\"\x1b\n\u2028' * 6)[:size], None]))
    names = draw(st.sampled_from([["kim"], ["kim", "lee"], ["kim", "lee"], ["lee", "kim"], ["kim", "kim"], []]))
    fields = {
        "article": draw(ARTICLES), "sha256": draw(st.sampled_from(["1" * 64] * 8 + ["2" * 64, None])),
        "start": start, "end": start + size, "label": draw(LABELS), "text": text, "annotators": names,
        "support": draw(st.sampled_from([2, 2, 1, 3, None])), "of": draw(st.sampled_from([2, 2, 2, 3, None])),
        "origin": draw(st.sampled_from(["hand", "hand", "adjudicated", None])),
        "attributes": draw(ATTRIBUTES), "note": draw(NOTES), **draw(st.sampled_from([{}, {}, {}, {"confidence": 0.5}])),
    }  # fmt: skip
    line = orjson.dumps(fields)
    return draw(st.sampled_from([line, line, line, line.replace(b'":', b'": '), line.replace(b"x", b"\\u0078")]))


KEEPS: st.SearchStrategy[Keep] = st.sampled_from(["all", "majority", "unanimous", 2])


def files(*lines: st.SearchStrategy[bytes]) -> st.SearchStrategy[list[bytes]]:
    """One to three files of such lines; the last line may lack its newline."""
    one = st.lists(st.one_of(*lines), max_size=14).map(lambda found: b"".join(line + b"\n" for line in found))
    return st.lists(st.one_of(one, one, one.map(lambda data: data[:-1])), min_size=1, max_size=3)


JOURNALS = files(puts(), puts(), puts(), STATES, STATES, DELS)
MIXED = files(puts(), puts(), STATES, DELS, FLAT, st.just(b"rubbish"), st.just(b""))


def write(folder: str, contents: list[bytes]) -> list[Path]:
    paths = [Path(folder) / f"file{i}.jsonl" for i in range(len(contents))]
    for path, data in zip(paths, contents, strict=True):
        path.write_bytes(data)
    return paths


MERGED = files(merged())
AGAIN = files(merged(), merged(), merged(), puts(), STATES)


@given(st.one_of(JOURNALS, MIXED, MERGED, AGAIN), KEEPS)
@settings(max_examples=400, deadline=None)
def test_columns_and_records_give_the_same_bytes_conflicts_and_counts(contents: list[bytes], keep: Keep) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = write(folder, contents)
        corpus = read_corpus(paths)
        merging = FileMerge(paths)
        conflicts: list[bytes] = []
        found = b"".join(merging.lines(keep, conflicts.append))
        quiet = FileMerge(paths)
        assert b"".join(quiet.lines(keep)) == found
    merged = merge(corpus)
    chosen = kept(merged.spans, keep)

    assert found == to_jsonl(chosen)
    assert b"".join(conflicts) == to_jsonl(merged.conflicts)
    assert (
        ordered_kinds(quiet.kinds)
        == ordered_kinds(merging.kinds)
        == ordered_kinds(Counter(one["kind"] for one in merged.conflicts))
    )
    assert (merging.joined, merging.written) == (len(merged.spans), len(chosen))
    assert merging.articles == len({one["article"] for one in chosen})
    assert merging.annotators == list(corpus.works)
    assert merging.problems == corpus.problems
    assert merging.left_out == merged.left_out
    assert list(merging.left_out.unfinished) == list(merged.left_out.unfinished)


@pytest.mark.parametrize("people", [62, 63, 64, 70])
def test_as_many_annotators_as_come_may_vote(tmp_path: Path, people: int) -> None:
    lines = []
    for who in range(people):
        name = f"annotator{who:02}"
        places = [(0, 3), (5, 8) if who % 2 else (5, 9)] + [(10, 13)] * (who == people - 1)
        lines += [
            raw(span(f"{name}-{i}", start, end, annotator=name, text="x" * (end - start)))
            for i, (start, end) in enumerate(places)
        ]
        lines.append(raw(state(annotator=name)))
    (path,) = write(str(tmp_path), [b"".join(line + b"\n" for line in lines)])
    merging = FileMerge([path])

    assert b"".join(merging.lines("all")) == to_jsonl(merge(read_corpus([path])).spans)
    assert ordered_kinds(merging.kinds) == {"boundary": 1, "alone": 1}


FOREIGN: dict[str, Callable[[Fields], bytes]] = {
    "other order": lambda fields: orjson.dumps(fields, option=orjson.OPT_SORT_KEYS),
    "spaces": lambda fields: json.dumps(fields, ensure_ascii=False).encode(),
    "escapes": lambda fields: json.dumps(fields, sort_keys=True).encode(),
    "carriage returns": lambda fields: b" " + orjson.dumps(fields) + b"\r",
    "further fields": lambda fields: orjson.dumps({"tool": ["x", {"y": None}], **fields}),
}


@pytest.mark.parametrize("shape", FOREIGN)
def test_lines_that_other_programs_wrote_are_merged_as_our_own_and_made_records_only_where_people_differ(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shape: str
) -> None:
    said = {"text": "“é\n\x7f", "attributes": {"unit": "m", "speaker": 'Ana "B"'}, "note": "a\tb"}
    lines = [raw(span(f"{i}{name}", i, i + 4, annotator=name, **said)) for name in ("kim", "lee") for i in range(9)]
    lines += [raw(state(annotator=name, id="article:ferry")) for name in ("kim", "lee")]
    (own,) = write(str(tmp_path), [b"\n".join(lines)])
    foreign = tmp_path / "foreign.jsonl"
    foreign.write_bytes(b"\n".join(FOREIGN[shape](orjson.loads(line)) for line in lines))
    monkeypatch.setattr("annotator.merge.record_of", None)
    found = [(b"".join(one.lines("all")), one.joined, one.kinds) for one in (FileMerge([own]), FileMerge([foreign]))]

    assert found[0] == found[1]
    assert found[0][1] == 9


def test_what_a_journals_record_calls_support_is_nothing_to_the_votes(tmp_path: Path) -> None:
    (path,) = write(str(tmp_path), [raw(span(), support="high", of=2**63, annotators=5)])
    (only,) = FileMerge([path]).lines("all")

    assert (orjson.loads(only)["annotators"], orjson.loads(only)["support"]) == (["kim"], 1)


def test_a_file_that_changes_meanwhile_is_told_of_instead_of_merged(tmp_path: Path) -> None:
    (path,) = write(str(tmp_path), [raw(span()) + b"\n"])
    merging = FileMerge([path])
    path.write_bytes(path.read_bytes() + raw(span("01B")) + b"\n")

    with pytest.raises(AnnotatorError, match="was changed while it was read"):
        list(merging.lines("all"))


def test_the_memory_taken_does_not_grow_with_the_number_of_copies(tmp_path: Path) -> None:
    lines = [raw(span(f"01{i}", i, i + 200, text="x" * 200)) for i in range(3_000)]
    data = b"".join(line + b"\n" for line in lines)
    peaks = [_peak(write(str(tmp_path), [data] * copies)) for copies in (1, 10)]

    assert peaks[1] < 2 * peaks[0]  # ten times the lines


def _peak(paths: list[Path]) -> int:
    import tracemalloc

    tracemalloc.start()
    try:
        assert sum(map(len, FileMerge(paths).lines("all"))) > 0
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_merged_line_is_not_copied_for_somebody_whose_vote_does_not_count(tmp_path: Path) -> None:
    line = merged_line("market", ["kim", "lee"])
    finished_elsewhere = {
        "v": 1, "op": "article", "id": "article:ferry", "rev": 1, "article": "ferry", "sha256": "1" * 64, "length": 20,
        "annotator": "kim", "at": "2026-11-22T05:20:15.123Z", "state": "done", "seconds": 0, "note": None,
    }  # fmt: skip
    paths = write(str(tmp_path), [line + b"\n", orjson.dumps(finished_elsewhere) + b"\n"])
    (only,) = FileMerge(paths).lines("all")
    assert orjson.loads(only)["annotators"] == ["lee"]
    assert only == to_jsonl(merge(read_corpus(paths)).spans)


def merged_line(article: str, names: list[str]) -> bytes:
    said = {"article": article, "sha256": "1" * 64, "start": 0, "end": 1, "label": "claim", "text": "x"}
    votes = {"annotators": names, "support": len(names), "of": len(names)}
    return orjson.dumps({**said, **votes, "origin": "hand", "attributes": {}, "note": None})
