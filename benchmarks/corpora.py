"""Invented annotations of any size: the same articles by several annotators who mostly agree, as journals or flat spans."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import NamedTuple

import orjson

LENGTH = 4_600
"""Code points of an article of about 700 words."""
SPANS = 31
_LABELS = ("claim", "quote", "number", "ad")
_SHARES = (0.40, 0.20, 0.38, 0.02)
_WIDTHS = {"claim": (50, 160), "quote": (30, 190), "number": (1, 18), "ad": (120, 300)}
_WORDS = "the bridge over the river was closed for nine hours while engineers looked at “two cracks”, the council said "


class Made(NamedTuple):
    """Where a corpus was written, one file an annotator."""

    journals: list[Path]
    flat: list[Path]


def make(folder: Path, articles: int, annotators: int, *, flat: bool = True, seed: int = 0) -> Made:
    """Write the files into `folder`; the same arguments give the same bytes."""
    text = (_WORDS * (LENGTH // len(_WORDS) + 2))[: LENGTH + 400]
    names = [f"annotator{number}" for number in range(annotators)]
    made = Made([folder / f"{name}.jsonl" for name in names], [folder / f"{name}.flat.jsonl" for name in names])
    for who, name in enumerate(names):
        chance = random.Random(seed * 1_000 + who)
        journal, spans, number = [], [], 0
        with made.journals[who].open("wb") as journal_file, made.flat[who].open("wb") as flat_file:
            for article in range(articles):
                about = {"article": f"article-{article:05d}"}
                about["sha256"] = hashlib.sha256(about["article"].encode()).hexdigest()
                truth = random.Random(f"{seed}:{article}")
                found = annotated(truth, chance)
                for start, end, label in found:
                    number += 1
                    journal.append(_put(about, name, number, (start, end, label), text[start:end]))
                    spans.append({**about, "start": start, "end": end, "label": label, "annotator": name})
                journal.append(_state(about, name))
                journal_file.write(b"".join(orjson.dumps(record) + b"\n" for record in journal))
                if flat:
                    flat_file.write(b"".join(orjson.dumps(span) + b"\n" for span in spans))
                journal.clear()
                spans.clear()
    return made


def as_others_write(path: Path) -> Path:
    """A copy of a journal beside it, with spaces, other escapes and its keys in the order of the alphabet."""
    copy = path.with_suffix(".foreign.jsonl")
    with path.open("rb") as lines, copy.open("w", encoding="ascii") as file:
        for line in lines:
            file.write(json.dumps(orjson.loads(line), sort_keys=True) + "\n")
    return copy


def with_strange_fields(path: Path) -> Path:
    """A copy of a journal beside it, with fields that this program does not know."""
    copy = path.with_suffix(".strange.jsonl")
    with path.open("rb") as lines, copy.open("wb") as file:
        for line in lines:
            file.write(
                orjson.dumps(orjson.loads(line) | {"weight": 1.5, "tool": {"name": "x", "runs": [1, 2]}}) + b"\n"
            )
    return copy


def annotated(truth: random.Random, chance: random.Random) -> list[tuple[int, int, str]]:
    """The article's true spans as one annotator sees them: some missed, moved, relabelled, some added."""
    found = set()
    for _ in range(SPANS + 3):
        label = truth.choices(_LABELS, _SHARES)[0]
        start = truth.randrange(LENGTH - 300)
        end = start + truth.randint(*_WIDTHS[label])
        dice = chance.random()
        if dice < 0.14:
            continue
        if dice < 0.24:
            end = max(start + 1, end + chance.choice((-6, -1, 1, 7)))
        elif dice < 0.30:
            start = max(0, min(end - 1, start + chance.choice((-4, -1, 1, 5))))
        elif dice < 0.34:
            label = chance.choice(_LABELS)
        found.add((start, end, label))
    for _ in range(chance.randrange(4)):
        start = chance.randrange(LENGTH - 300)
        found.add((start, start + chance.randint(1, 150), chance.choice(_LABELS)))
    return sorted(found)


def _put(about: dict[str, str], name: str, number: int, span: tuple[int, int, str], text: str) -> dict[str, object]:
    identity = f"01J{hashlib.sha256(f'{name}{number}'.encode()).hexdigest()[:23].upper()}"
    return {
        "v": 1, "op": "put", "id": identity, "rev": 1, **about, "start": span[0], "end": span[1], "label": span[2],
        "text": text, "annotator": name, "at": "2026-01-01T00:00:00.000Z", "origin": "hand", "attributes": {},
        "note": None, "action": f"01K{identity[3:]}",
    }  # fmt: skip


def _state(about: dict[str, str], name: str) -> dict[str, object]:
    return {
        "v": 1, "op": "article", "id": f"article:{about['article']}", "rev": 1, **about, "length": LENGTH,
        "annotator": name, "at": "2026-01-01T00:00:01.000Z", "state": "done", "seconds": 300, "note": None,
    }  # fmt: skip
