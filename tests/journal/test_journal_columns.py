"""Lines decoded many at once are what they are when each is looked at closely, in whatever order and spacing."""

from __future__ import annotations

import errno
import json
import os
import random
from itertools import accumulate
from pathlib import Path
from typing import Any

import orjson
import pytest

from annotator.errors import AnnotatorError
from annotator.journal import journal_files, piece_reader, records
from annotator.journal.check import CheckedFile, FileCheck, TextSources
from annotator.journal.check_texts import check_texts, file_check
from annotator.journal.columns import ColumnReader, read_columns
from annotator.journal.journal_files import JournalFiles
from annotator.rules import Ruleset
from tests.making import raw, span

TEXTS = (
    "a bridge", "“two cracks”, he said", "naïve café", "😀 of 12 %", 'a "straight" mark', "two\nlines\tand a tab",
    "x", "back\\slash", "a / slash", "delete\x7f", "\u2028 separates", 'a key": 1', 'spaced " : it', "il dit : non", "é",
)  # fmt: skip
SHA256 = "0123456789abcdef" * 4


def record(chance: random.Random, number: int) -> dict[str, Any]:
    about = {
        "id": f"01JQ{chance.randrange(90):022d}",
        "rev": chance.choice((1, 1, 2)),
        "article": f"article-{number // 9}",
    }
    about |= {"annotator": chance.choice(("kim", "lee")), "at": f"2026-01-01T00:00:0{chance.randrange(2)}.000Z"}
    kind = chance.choice(("put",) * 6 + ("del", "article"))
    if kind == "article":
        state = {"sha256": SHA256, "length": 5_000, "state": chance.choice(("done", "started"))}
        return {"v": 1, "op": kind, **about, "id": f"article:{about['article']}", **state}
    if kind == "del":
        return {
            "v": 1,
            "op": kind,
            **about,
            **chance.choice(({}, {"refused": {"sha256": SHA256, "start": 1, "end": 2, "label": "ad"}})),
        }
    text = chance.choice(TEXTS)
    place = {"sha256": SHA256, "start": number, "end": number + len(text), "label": "claim", "text": text}
    more = {
        "origin": "hand",
        "attributes": chance.choice(({}, {"speaker": "Ana", "cue": "said"})),
        "note": None,
        "action": "01K",
    }
    return {"v": 1, "op": kind, **about, **place, **{name: more[name] for name in more if chance.random() < 0.9}}


def flat_span(chance: random.Random, number: int) -> dict[str, Any]:
    text = chance.choice(TEXTS)
    owners = chance.choice(({}, {"annotator": "lee"}, {"annotators": ["kim", "lee"], "support": 2, "of": 3}))
    whole = {"sha256": SHA256, "text": text, **owners}
    kept = {name: whole[name] for name in whole if chance.random() < 0.9}
    return {"article": f"article-{number // 9}", "start": number, "end": number + len(text), "label": "quote", **kept}


STRANGE = {"weight": 1.5, "tool": {"name": "x: y", "runs": [1, {"start": 2}]}, "label:": "", "é": None, "sure": True}


def with_strange(chance: random.Random, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields, and some that this program does not know."""
    return fields | {name: STRANGE[name] for name in chance.sample(sorted(STRANGE), chance.randrange(1, 4))}


def written(chance: random.Random, fields: dict[str, Any], how: str) -> bytes:
    items = list(fields.items())
    if how != "ours":
        chance.shuffle(items)
    if how == "spaced":
        between = chance.choice(((", ", ": "), (",", " : "), (" ,", "\t:"), (",", "  :")))
        return json.dumps(dict(items), separators=between, ensure_ascii=chance.random() < 0.5).encode()
    return orjson.dumps(dict(items))


WOUNDS = [bytes([byte]) for byte in b'"\\,:{}[]019 -.eun\x00\x1f\x7f\x80\xc3\xff\n\r\t'] + [
    b"", b"\\u0041", b"\\/", "é".encode(), b"}{", b'"rev":1,', b'"v":1,', b'\\u0022:', b"e2",
]  # fmt: skip


def wounded(chance: random.Random, line: bytes) -> bytes:
    if chance.random() < 0.4:  # some key twice, be it written otherwise
        items = list(json.loads(line).items())
        name, value = chance.choice(items)
        items.insert(chance.randrange(len(items)), (name.replace("e", chance.choice(("e", "\\u0065"))), value))
        return (
            "{" + ",".join(f'"{name}"{chance.choice((":", " :"))}{json.dumps(value)}' for name, value in items) + "}"
        ).encode()
    place = chance.randrange(len(line))
    return line[:place] + chance.choice(WOUNDS) + line[place + chance.randrange(3) :]


def read(path: Path) -> Any:
    """All that stands in a file, in the order of its lines; or the sentence that it is refused with."""
    try:
        found = read_columns([path])
    except AnnotatorError as error:
        return str(error)
    rows = found.spans
    named = [
        [names[code] for code in codes.tolist()]
        for names, codes in (
            (found.annotators, rows.annotator), (found.articles, rows.article), (found.labels, rows.label),
            ([*found.versions, None], rows.version),
        )
    ]  # fmt: skip
    spans = sorted(zip(*named, rows.start.tolist(), rows.end.tolist(), rows.place.tolist(), strict=True), key=repr)
    return spans, sorted(map(repr, found.states)), found.problems


@pytest.mark.parametrize("how", ["ours", "shuffled", "spaced"])
@pytest.mark.parametrize("make", [record, flat_span])
@pytest.mark.parametrize("seed", range(40))
def test_lines_read_together_are_what_each_is_by_itself(
    seed: int, make: Any, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    lines = [written(chance, make(chance, number), how) for number in range(160)]
    if seed % 4 > 1:
        lines = [written(chance, with_strange(chance, json.loads(line)), how) for line in lines]
    for row in chance.sample(range(len(lines)), seed % 5):
        lines[row] = wounded(chance, lines[row]) if seed % 2 else chance.choice((b"", b"[]", b"{}", lines[0] * 2))
    end = chance.choice((b"\n", b"\r\n"))
    path = tmp_path / "kim.jsonl"
    path.write_bytes(end.join(lines) + chance.choice((end, b"")))
    fast = read(path)
    monkeypatch.setattr(piece_reader, "read_together", lambda lines: None)
    monkeypatch.setattr(piece_reader, "_FEW", 1_000)
    assert fast == read(path)
    monkeypatch.setattr(records, "_same_keys", lambda raw, rewritten: False)
    assert fast == read(path)
    if not seed % 5:
        assert not fast[2]


@pytest.mark.parametrize("how", ["ours", "shuffled", "spaced"])
def test_no_order_or_spacing_sends_lines_to_the_careful_path(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(0)
    path = tmp_path / "kim.jsonl"
    made = [record(chance, number) for number in range(400)]
    path.write_bytes(
        b"".join(
            written(chance, fields, how) + b"\n"
            for fields in made
            if ("spaced" if how != "spaced" else '"') not in fields.get("text", "")
        )
    )
    closely: list[bytes] = []
    monkeypatch.setattr(ColumnReader, "_one_by_one", lambda _, whole, places: closely.append(whole))
    read(path)
    assert not closely


@pytest.mark.parametrize("seed", range(30))
def test_lines_are_found_again_wherever_they_stand(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(journal_files, "_AHEAD", chance.choice((4, 16, 64, 2**16)))
    for number in range(40):
        lines = [bytes(chance.choices(b"abc\r", k=chance.randrange(12))) for _ in range(chance.randrange(1, 12))]
        path = tmp_path / f"{number}.jsonl"
        path.write_bytes(b"\n".join(lines) + chance.choice((b"\n", b"")))
        files = JournalFiles([path])
        assert b"".join(piece.whole for piece in files.pieces(0)) == path.read_bytes()
        starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
        wanted = sorted(chance.choices(range(len(lines)), k=chance.randrange(1, 9)))
        assert files.lines([starts[row] for row in wanted]) == [lines[row].removesuffix(b"\r") for row in wanted]


def test_lines_that_cannot_be_read_are_numbered_through_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_files, "_PIECE", 2_000)
    lines = [raw(span(f"{number:03}")) for number in range(200)]
    lines[20] = lines[150] = b"no record"
    path = tmp_path / "kim.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n")
    assert [problem.line for problem in read(path)[2][path]] == [21, 151]


def test_too_little_memory_for_records_is_found_before_they_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: int) -> None:
        raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))

    monkeypatch.setattr(records, "mmap", none)
    with pytest.raises(MemoryError):
        records.read_together(raw(span("01A", 0, 2)) + b"\n")


def test_a_line_longer_than_any_record_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_files, "_PIECE", 64)
    monkeypatch.setattr(journal_files, "_LONGEST", 1_000)
    path = tmp_path / "kim.jsonl"
    path.write_bytes(raw(span()) + b"\n")
    assert len(read(path)[0]) == 1
    path.write_bytes(b'"' * 2_000)
    with pytest.raises(AnnotatorError, match=r"kim\.jsonl: a line of more than"):
        read_columns([path])


@pytest.mark.parametrize("seed", range(12))
def test_check_finds_the_same_however_lines_are_read(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    make = chance.choice((record, flat_span))
    lines = [written(chance, make(chance, number), "spaced") for number in range(120)]
    for row in chance.sample(range(len(lines)), 5):
        lines[row] = wounded(chance, lines[row])
    path = tmp_path / "kim.jsonl"
    path.write_bytes(b"\n".join(lines) + chance.choice((b"\n", b"")))
    text = "".join(chance.choices("ab “", k=80))
    texts = TextSources(by_hash=lambda _, article: text if article != "article-3" else None, present=lambda _: SHA256)

    def verify() -> FileCheck:
        file = CheckedFile(path, "kim", ["claim"])
        names = sorted(file.named)
        found = check_texts([file], names, texts, Ruleset())
        return file_check(file, found, dict.fromkeys(names, SHA256))

    together = verify()
    assert together.findings
    monkeypatch.setattr(piece_reader, "read_together", lambda lines: None)
    monkeypatch.setattr(piece_reader, "_FEW", 1_000)
    assert verify() == together
