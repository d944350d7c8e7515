"""Boards and the ties of a split over many articles, against reading them and folding their words."""

from __future__ import annotations

import os
import random
import re
import tempfile
from collections import Counter
from pathlib import Path

import orjson

import annotator.api
from annotator.dataset.grouping import grouping
from annotator.dataset.shared_text import Compared
from annotator.errors import AnnotatorError
from annotator.model import Meta
from annotator.report.boards import Boards
from benchmarks.apart import measured
from benchmarks.report import Row, heading, show, timed

ROUNDS = 3
_HERE = "benchmarks.boards"
_OUTLETS = 8
_QUOTATIONS = 8
"""Of an article; an event has twice as many, and each outlet prints some of them in its own way."""
_SYLLABLES = [first + last for first in "bdfgklmnprstvz" for last in ("a", "e", "i", "o", "u", "ai", "or", "en")]
_SMALL = (
    "the",
    "of",
    "to",
    "and",
    "a",
    "in",
    "that",
    "it",
    "is",
    "was",
    "for",
    "on",
    "with",
    "as",
    "by",
    "we",
    "they",
    "our",
    "not",
)


def make(folder: Path, articles: int, seed: int = 0) -> None:
    """Write articles of invented words, eight outlets an event, eight quotations an article."""
    chance = random.Random(seed)
    (folder / "seeds").mkdir()
    vocabulary = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(4_000 + 4 * articles)]
    for event in range((articles + _OUTLETS - 1) // _OUTLETS):
        quoted = [_words(chance, vocabulary, chance.randint(8, 32)) for _ in range(2 * _QUOTATIONS)]
        for outlet in range(min(_OUTLETS, articles - event * _OUTLETS)):
            parts = []
            for words in chance.sample(quoted, _QUOTATIONS):
                parts += [_printed(chance, words), " ".join(_words(chance, vocabulary, 60)).capitalize() + "."]
            path = folder / "seeds" / f"e{event:05d}-{outlet}.txt"
            path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
            meta = {"source": f"Outlet {outlet}", "language": "en", "event": f"event {event}"}
            path.with_suffix(".meta.json").write_bytes(orjson.dumps(meta))


def _words(chance: random.Random, vocabulary: list[str], count: int) -> list[str]:
    """Words as frequent as in a language: small ones, and of the others the first ones most often."""
    found = []
    for _ in range(count):
        small = chance.random() < 0.45
        found.append(chance.choice(_SMALL) if small else vocabulary[int(len(vocabulary) * chance.random() ** 4)])
    return found


def _printed(chance: random.Random, words: list[str]) -> str:
    """A quotation as an outlet prints it: whole, cut, split or with a word changed."""
    dice = chance.random()
    if dice < 0.3:
        begin = chance.randrange(len(words) // 2)
        words = words[begin : begin + chance.randint(6, len(words))]
    elif dice < 0.5:
        words = [*words[:3], "remarkably", *words[4:]]
    elif dice < 0.7:
        at = len(words) // 2
        return f"“{' '.join(words[:at]).capitalize()},” the mayor said, “{' '.join(words[at:])}.”"
    return f"“{' '.join(words).capitalize()},” the mayor said."


def read_and_fold(folder: str) -> None:
    """Every article read, its words folded and counted."""
    counts: Counter[str] = Counter()
    for path in sorted(Path(folder).glob("seeds/*.txt")):
        counts.update(re.findall(r"\w+", path.read_text(encoding="utf-8").casefold()))
    if not counts:
        raise AnnotatorError("nothing was read")


def boards(folder: str) -> None:
    """What `annotator boards --kind quotes --json` does, its output thrown away."""
    found: Boards = annotator.api.open(folder, exactly=True).boards(kind="quotes")
    with Path(os.devnull).open("wb") as out:
        out.write(orjson.dumps(found.structure()))
    if not found.rows:
        raise AnnotatorError("nothing was found")


def ties(folder: str) -> None:
    """What a split asks of articles that name no event, all texts at hand."""
    paths = sorted(Path(folder).glob("seeds/*.txt"))
    articles = [Compared(path.stem, path.read_text(encoding="utf-8"), Meta(language="en")) for path in paths]
    if not grouping({one.article: one.article for one in articles}, articles).ties:
        raise AnnotatorError("nothing was tied")


def main(*, full: bool = False) -> None:
    """All of it; `full`: with 4,000 articles, which takes minutes."""
    articles = 4_000 if full else 1_000
    heading(f"Boards of {articles:,} articles × {_QUOTATIONS} quotations (median of {ROUNDS}, in turn; seconds, MiB)")
    with tempfile.TemporaryDirectory() as name:
        small, large = Path(name) / "small", Path(name) / "large"
        for folder, count in ((small, articles // 4), (large, articles)):
            folder.mkdir()
            make(folder, count)
        read, fewer, all_, tied = measured(
            ROUNDS,
            (_HERE, "read_and_fold", str(large)),
            (_HERE, "boards", str(small)),
            (_HERE, "boards", str(large)),
            (_HERE, "ties", str(large)),
        )
        show(timed("boards --json, against reading and folding", all_, read, 40))
        show(timed("four times the articles: time", all_, fewer, 6))
        show(Row("peak memory", all_.peak, 0, "MiB", 300 if not full else None))
        show(timed("what a split keeps together, against the same", tied, read, 25))
