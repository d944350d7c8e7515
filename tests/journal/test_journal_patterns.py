"""Lines read all at once as arrays are what the same lines are when they are read one by one."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import AnnotatorError
from annotator.journal import alike
from annotator.journal import columns as gathering
from annotator.journal.columns import Columns, read_columns
from annotator.journal.edges import UNKNOWN, Edges, cut
from annotator.journal.patterns import Lines, Strings, pattern_of
from annotator.journal.records import shaped_lines

TEXTS = (
    "a bridge", "“two cracks”, he said", "naïve café", "😀 of 12 %", 'a "straight" mark', "two\nlines\tand a tab",
    "x", "back\\slash", "a / slash", "delete\x7f", "\u2028 separates", "12345678", "123456789", "é", "…",
)  # fmt: skip
SHA256 = "0123456789abcdef" * 4


def span_line(chance: random.Random, number: int) -> dict[str, Any]:
    text = chance.choice(TEXTS)
    start = chance.choice((0, 7, 99, 1_234, 99_999_990, 123_456_789, number))
    return {
        "v": 1, "op": "put", "id": f"01JQ{number:022d}", "rev": chance.choice((1, 1, 1, 2)),
        "article": f"article-{number // 9}", "sha256": SHA256, "start": start, "end": start + len(text),
        "label": chance.choice(("claim", "quote", "number", "a label longer than eight bytes", "Zürich")), "text": text,
        "annotator": chance.choice(("kim", "kim", "lee")), "at": "2026-01-01T00:00:00.000Z",
        "origin": chance.choice(("hand", "hand", "hand", "suggested")), "attributes": {}, "note": None,
        "action": f"01K{number:023d}",
    }  # fmt: skip


def flat_line(chance: random.Random, number: int) -> dict[str, Any]:
    fields = span_line(chance, number)
    flat = {name: fields[name] for name in ("article", "sha256", "start", "end", "label")}
    shape = number // 40 % 4
    if shape == 0:
        return {**flat, "annotator": fields["annotator"]}
    if shape == 1:
        whose = chance.choice((["kim"], ["kim", "lee"]))
        return {**flat, "text": fields["text"], "annotators": whose, "support": len(whose), "of": 2}
    if shape == 2:
        return {**flat, "text": fields["text"]}
    del flat["sha256"]
    return flat


def state_line(_: random.Random, number: int) -> dict[str, Any]:
    article = f"article-{number // 9}"
    return {
        "v": 1, "op": "article", "id": f"article:{article}", "rev": 1, "article": article, "sha256": SHA256,
        "length": 5_000, "annotator": "kim", "at": "2026-01-01T00:00:01.000Z", "state": "done", "seconds": 3, "note": None,
    }  # fmt: skip


def read(path: Path) -> Any:
    """All that stands in a file, in the order of its lines; or the sentence that it is refused with."""
    try:
        columns = read_columns([path])
    except AnnotatorError as error:
        return str(error)
    return sorted(_spans(columns), key=repr), sorted(map(repr, columns.states)), columns.problems


def _spans(columns: Columns) -> list[Any]:
    rows = columns.spans
    edges = zip(*(edge.tolist() for edge in (rows.first, rows.last)), strict=True)
    told = [(_told(first, last=False), _told(last, last=True)) for first, last in edges]
    names: tuple[Sequence[str | None], ...] = (
        columns.annotators, columns.articles, columns.labels, [*columns.versions, None],
    )  # fmt: skip
    coded = (rows.annotator, rows.article, rows.label, rows.version)
    values: list[list[str | None]] = [
        [known[code] for code in codes.tolist()] for known, codes in zip(names, coded, strict=True)
    ]
    return list(zip(*values, rows.start.tolist(), rows.end.tolist(), rows.place.tolist(), told, strict=True))


def _told(word: int, *, last: bool) -> str | None:
    """One character, where it is told without reading the line again: an escape in a line does not tell."""
    return cut(np.uint64(word), 1, last=last)


def both_ways(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    monkeypatch.setattr(alike, "_ALIKE", 8)
    fast = read(path)
    monkeypatch.setattr(alike, "_ALIKE", 10**9)
    return fast, read(path)


def without_edges(found: Any) -> Any:
    return found if isinstance(found, str) else ([span[:-1] for span in found[0]], *found[1:])


MAKERS: tuple[Callable[[random.Random, int], dict[str, Any]], ...] = (span_line, flat_line)
WOUNDS = [bytes([byte]) for byte in b'"\\,:{}[]019 -.eun\x00\x1f\x7f\x80\xc3\xff\n\r'] + [
    b"",
    b"\\u0041",
    b"\\/",
    "é".encode(),
]


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("seed", range(60))
def test_wounded_lines_are_read_alike(
    make: Callable[[random.Random, int], dict[str, Any]], seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    lines = [orjson.dumps(make(chance, number)) for number in range(160)]
    if make is span_line:
        lines.insert(80, orjson.dumps(state_line(chance, 80)))
    for _ in range(seed % 5):
        row = chance.randrange(len(lines))
        place = chance.randrange(len(lines[row]))
        lines[row] = lines[row][:place] + chance.choice(WOUNDS) + lines[row][place + chance.randrange(3) :]
    end = chance.choice((b"\n", b"\n", b""))
    (tmp_path / "kim.jsonl").write_bytes(b"\n".join(lines) + end)
    fast, slow = both_ways(tmp_path / "kim.jsonl", monkeypatch)
    assert without_edges(fast) == without_edges(slow)
    if not seed % 5:
        assert len(fast[0]) >= 160


def test_most_lines_of_a_journal_are_read_by_pattern(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(0)
    path = tmp_path / "kim.jsonl"
    path.write_bytes(b"".join(orjson.dumps(span_line(chance, number)) + b"\n" for number in range(2_000)))
    read_singly: list[int] = []

    def counting(lines: bytes) -> Any:
        read_singly.append(lines.count(b"\n"))
        return shaped_lines(lines)

    monkeypatch.setattr(gathering, "shaped_lines", counting)
    assert len(read(path)[0]) == 2_000
    # A seventh of the texts hold a backslash that needs a second look, another the longest numbers.
    assert sum(read_singly) < 700


@settings(max_examples=300)
@given(st.text(min_size=1, max_size=12), st.integers(1, 9))
def test_an_edge_tells_what_the_text_begins_and_ends_with_or_nothing(text: str, size: int) -> None:
    text = text.replace("\0", "0").encode(errors="ignore").decode() or "x"
    written = orjson.dumps({"text": text}) + b"\n"
    lines = Lines(written)
    found = Strings(np.array([len(b'{"text":"')]), np.array([len(written) - len(b'"}\n')]))
    for edges in (Edges.of([text]), *([lines.edges(found)] if lines.usable[0] else [])):
        assert cut(edges.first[0], size, last=False) in (text[:size], UNKNOWN)
        assert cut(edges.last[0], size, last=True) in (text[-size:], UNKNOWN)


def test_edges_of_plain_texts_tell() -> None:
    edges = Edges.of(["“two”", "a long text that ends here.", None])
    assert [cut(word, 1, last=False) for word in edges.first] == ["“", "a", None]
    assert [cut(word, 2, last=True) for word in edges.last] == ["o”", "e.", None]
    assert cut(edges.first[1], 9, last=False) == UNKNOWN


def test_there_is_no_pattern_of_a_line_with_spaces() -> None:
    assert pattern_of(b'{"article": "a", "start": 1, "end": 2, "label": "claim"}') is None
    assert pattern_of(b'{"article":"a","start":1,"end":2,"label":"claim"}') is not None
