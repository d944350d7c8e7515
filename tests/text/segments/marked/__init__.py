"""Texts marked by hand, `<language>.txt` each, and how much of the marks the finders find.

A text is what stands between two blank lines. `{n|…}` marks a number, `{q|…}` a quotation, `{a|…}` an advertisement, and
`|` outside of those a place where a further sentence begins. All texts are invented.

    python -m tests.text.segments.marked [--missed]

prints the table of `docs/languages.md`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from annotator.model import DEFAULT_LABELS
from annotator.suggest import suggest
from annotator.text.segments import sentences

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "de", "fr", "es", "hi-en", "ja")
KINDS = {"q": "quotations", "n": "numbers", "s": "sentences", "a": "ads"}
_TOKEN = re.compile(r"\{([qna])\||[|}]")


class Marked(NamedTuple):
    """A text without its marks, and what is marked: ranges of quotations, numbers, ads; starts of sentences as empty ones."""

    text: str
    marks: dict[str, set[tuple[int, int]]]


class Score(NamedTuple):
    """How many marks there are, how many of them were found, and how much was found in all."""

    marked: int
    right: int
    found: int

    @property
    def recall(self) -> float:
        return self.right / self.marked if self.marked else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0


def read(language: str) -> list[Marked]:
    """The marked texts of a language."""
    return [_unmarked(one) for one in (FOLDER / f"{language}.txt").read_text("utf-8").strip("\n").split("\n\n")]


def _unmarked(source: str) -> Marked:
    text, at, opened = "", 0, list[tuple[str, int]]()
    marks: dict[str, set[tuple[int, int]]] = {kind: set() for kind in KINDS}
    for token in _TOKEN.finditer(source):
        text += source[at : token.start()]
        at = token.end()
        if token[1]:
            opened.append((token[1], len(text)))
        elif token[0] == "}":
            kind, start = opened.pop()
            marks[kind].add((start, len(text)))
        else:
            marks["s"].add((len(text), len(text)))
    return Marked(text + source[at:], marks)


def found(text: str, language: str) -> dict[str, set[tuple[int, int]]]:
    """What the finders find in a text, in the shape of its marks."""
    code = "en" if language == "hi-en" else language
    proposed = suggest(text, {label.name: label for label in DEFAULT_LABELS}, language=code)
    return {
        **{
            kind: {item[:2] for item in proposed if item.label == name}
            for kind, name in (("q", "quote"), ("n", "number"), ("a", "ad"))
        },
        "s": {(start, start) for start, _ in sentences(text, language=code)[1:]},
    }


def scores(language: str) -> dict[str, Score]:
    """The score of each kind."""
    pairs = [(marked.marks, found(marked.text, language)) for marked in read(language)]
    return {
        kind: Score(
            sum(len(marks[kind]) for marks, _ in pairs),
            sum(len(marks[kind] & have[kind]) for marks, have in pairs),
            sum(len(have[kind]) for _, have in pairs),
        )
        for kind in KINDS
    }
