"""Laws of merging: the inputs' order and copies do not matter, and every span is accounted for."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.file_merge import FileMerge
from annotator.merge import CONFLICTS, kept, to_jsonl
from tests.making import examples
from tests.slow_reading import merge, read_corpus

NAMES = ("kim", "lee", "max")
ARTICLES = ("a", "b")
TEXT = "0123456789" * 3


def _file(kind: str, name: str, lines: list[dict[str, Any]]) -> tuple[str, bytes]:
    return f"{name}-{kind}.jsonl", b"".join(orjson.dumps(line) + b"\n" for line in lines)


@st.composite
def spans(draw: st.DrawFn) -> dict[str, Any]:
    start = draw(st.integers(0, 12))
    end = draw(st.integers(start + 1, 14))
    return {
        "article": draw(st.sampled_from(ARTICLES)),
        "sha256": draw(st.sampled_from(["1" * 64, "1" * 64, "2" * 64])),
        "start": start,
        "end": end,
        "label": draw(st.sampled_from(["claim", "quote"])),
        "text": TEXT[start:end],
        "attributes": draw(st.dictionaries(st.sampled_from(["speaker", "unit"]), st.sampled_from("AB"), max_size=2)),
        "note": draw(st.sampled_from([None, None, "x", "y"])),
        "origin": draw(st.sampled_from(["hand", "suggested"])),
    }


@st.composite
def files(draw: st.DrawFn) -> list[tuple[str, bytes]]:
    """Journals, with or without states, and flat files of up to three annotators; a journal may come in two copies."""
    made = []
    for index, name in enumerate(NAMES[: draw(st.integers(1, 3))]):
        about = {"v": 1, "rev": 1, "annotator": name, "at": "2026-11-22T05:20:15.123Z"}
        lines: list[dict[str, Any]] = [
            {**about, "op": "put", "id": f"{index}{i:04}", **span}
            for i, span in enumerate(draw(st.lists(spans(), max_size=8)))
        ]
        if draw(st.booleans()):
            for article in ARTICLES:
                state = draw(st.sampled_from(["started", "done", "done"]))
                state_id = f"article:{article}"
                more = {"sha256": "1" * 64, "length": 30, "state": state, "seconds": 1}
                lines.append({**about, "op": "article", "id": state_id, "article": article, **more})
        cut = draw(st.integers(0, len(lines)))
        made += [_file("one", name, lines[:cut]), _file("two", name, lines)]
        flat = [
            {**span, "sha256": draw(st.sampled_from([None, span["sha256"]]))}
            for span in draw(st.lists(spans(), max_size=3))
        ]
        made.append(_file("flat", name, [{**span, "annotators": [name]} for span in flat]))
    return made


def _written(made: list[tuple[str, bytes]]) -> tuple[bytes, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for i, (name, data) in enumerate(made):
            path = Path(folder) / f"{i}-{name}"
            path.write_bytes(data)
            paths.append(path)
        merged = merge(read_corpus(paths))
    return to_jsonl(merged.spans), to_jsonl(merged.conflicts)


@given(files(), st.randoms(use_true_random=False))
@settings(max_examples=examples(150), deadline=None)
def test_any_order_and_any_number_of_copies_give_the_same_bytes(
    made: list[tuple[str, bytes]], shuffler: random.Random
) -> None:
    other = [*made, *shuffler.sample(made, shuffler.randint(0, len(made)))]
    # Doubling a flat file doubles its lines: the same annotator's second copy of a span is no second vote.
    shuffler.shuffle(other)

    assert _written(other) == _written(made)


@given(files())
@settings(max_examples=examples(150), deadline=None)
def test_every_span_is_in_the_output_or_counted_as_left_out(made: list[tuple[str, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name, _ in made]
        for path, (_, data) in zip(paths, made, strict=True):
            path.write_bytes(data)
        corpus = read_corpus(paths)
    merged = merge(corpus)

    given_spans = sum(len(found) for work in corpus.works.values() for found in work.spans.values())
    votes = sum(len(span["annotators"]) for span in merged.spans)
    assert given_spans == votes + merged.left_out.doubles + sum(merged.left_out.unfinished.values())
    places = [(s["article"], s["start"], -s["end"], s["label"], s["sha256"] or "") for s in merged.spans]
    assert places == sorted(set(places))
    assert all(1 <= span["support"] <= span["of"] for span in merged.spans)
    assert {conflict["kind"] for conflict in merged.conflicts} <= set(CONFLICTS)
    if len(corpus.works) > 1:
        contested = {
            (conflict["article"], span["start"], span["end"], span["label"])
            for conflict in merged.conflicts
            for span in conflict.get("spans", ())
        }
        for span in merged.spans:
            at = (span["article"], span["start"], span["end"], span["label"])
            assert span["support"] == span["of"] or at in contested


@given(files())
@settings(max_examples=examples(100), deadline=None)
def test_merging_what_was_merged_changes_nothing(made: list[tuple[str, bytes]]) -> None:
    once, _ = _written(made)
    again, _ = _written([("flat.jsonl", once)])

    assert again == once


@given(files())
@settings(max_examples=examples(50), deadline=None)
def test_stricter_rules_keep_fewer_spans(made: list[tuple[str, bytes]]) -> None:
    once, _ = _written(made)
    merged = [orjson.loads(line) for line in once.splitlines()]

    by_rule = [to_jsonl(kept(merged, keep)).splitlines() for keep in ("all", "majority", "unanimous")]
    assert len(by_rule[0]) == len(merged)
    assert set(by_rule[2]) <= set(by_rule[1]) <= set(by_rule[0])
    assert [s for s in merged if s["support"] >= 2] == kept(merged, 2)


@settings(max_examples=examples(200))
@given(st.lists(st.lists(st.sampled_from(["a", " a", "b", "", "c"]), min_size=1, max_size=5), min_size=1, max_size=6))
def test_joined_notes_leave_out_just_those_that_stand_in_another(drawn: list[list[str]]) -> None:
    notes = [note for lines in drawn if (note := "\n".join(lines))]
    votes = [
        {
            "article": "a",
            "sha256": "1" * 64,
            "start": 0,
            "end": 1,
            "label": "claim",
            "annotator": f"who-{i}",
            "note": note,
        }
        for i, note in enumerate(notes)
    ]
    said = {note: [line.strip() for line in note.splitlines()] for note in notes}
    first = {tuple(lines): note for note, lines in reversed(said.items())}
    kept = [
        note
        for lines, note in reversed(first.items())
        if not any(lines == other[i : i + len(lines)] for other in first if other != lines for i in range(len(other)))
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "all.jsonl"
        file.write_bytes(b"".join(orjson.dumps(vote) + b"\n" for vote in votes))
        joined = [orjson.loads(line) for part in FileMerge([file]).lines("all") for line in part.splitlines()]
    assert [span["note"] for span in joined] == (["\n".join(kept)] if notes else [])
