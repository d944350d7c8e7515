"""The articles and spans that go through other programs: the bundled ones, and one made of what breaks offsets."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from tests.clients.server import ClientError

ROOT = Path(__file__).parents[2]
HARD = "planted"
MERGED = "merged.jsonl"
JOINED = "joined"
"""The annotator as whom the dataset's own spans, which are nobody's, are imported."""
TEXT = (
    "\U0001f468‍\U0001f469‍\U0001f467 Fair opens\r\n\r\n“We sold 1,200 tickets,” said Zoe\u0301 Brandt \U0001f3aa, “and 300 more at noon.”\r\n"
    "Nai\u0308ve guesses of 5 km were wrong.\r\n\r\n\U0001f36a Eat Krumbo biscuits!\r\n"
)
"""A family (three emoji joined) before everything, line ends of Windows, accents that are characters of their own."""
_GIVEN: dict[str, tuple[tuple[str, str], ...]] = {
    "kim": (
        ("“We sold 1,200 tickets,”", "quote"),
        ("We sold 1,200 tickets", "claim"),
        ("1,200 tickets", "number"),
        ("Nai\u0308ve guesses of 5 km were wrong.", "claim"),
        ("5 km", "number"),
        ("\U0001f36a Eat Krumbo biscuits!", "ad"),
    ),
    "lee": (
        ("“We sold 1,200 tickets,”", "quote"),
        ("1,200 tickets", "number"),
        ("said Zoe\u0301 Brandt \U0001f3aa, “and 300 more", "claim"),
        ("5 km were", "number"),
    ),
}
MADE_THERE = (("Zoe\u0301 Brandt", "claim"), ("300 more", "number"), ("Krumbo biscuits!\r\n", "ad"))
"""What is annotated in the other program: all behind an emoji; the last one ends with a line end, as a drag may."""


class Place(NamedTuple):
    """A span wherever it is kept: code points of an article."""

    article: str
    start: int
    end: int
    label: str

    def shown(self) -> str:
        """For the message about a difference."""
        return f"{self.article} {self.start}-{self.end} {self.label}"


def places_made_there() -> list[Place]:
    """`MADE_THERE` as code points."""
    return [place(words, label) for words, label in MADE_THERE]


def place(words: str, label: str) -> Place:
    """The first place of some words of the planted article."""
    start = TEXT.index(words)
    return Place(HARD, start, start + len(words), label)


def utf16(text: str, offset: int) -> int:
    """The UTF-16 code units before a code point: what JavaScript's selections count."""
    return len(text[:offset].encode("utf-16-le")) // 2


def annotator(project: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """The command line, in a process of its own, in a project; exit codes 0 and 1 are answers.

    Raises:
        ClientError: if it ends otherwise.
    """
    command = [sys.executable, "-m", "annotator", *(str(argument) for argument in arguments)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode not in {0, 1}:
        raise ClientError(f"annotator {' '.join(command[3:])}: {done.stderr.strip()}")
    return done


def make_project(root: Path) -> Path:
    """A project with the bundled articles and annotations, and the planted article annotated by both."""
    shutil.copytree(ROOT / "seeds", root / "seeds")
    shutil.copytree(ROOT / "annotations", root / "annotations")
    (root / "seeds" / f"{HARD}.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    for name, given in _GIVEN.items():
        spans = [
            {"article": at.article, "start": at.start, "end": at.end, "label": at.label, "text": words}
            | {"annotator": name, "attributes": {"speaker": "Zoe\u0301 \U0001f3aa"} if label == "quote" else {}}
            | {"note": "two\nlines" if label == "number" else None}
            for words, label in given
            for at in (place(words, label),)
        ]
        lines = root / f"{name}-planted.jsonl"
        lines.write_text("".join(json.dumps(span) + "\n" for span in spans))
        annotator(root, "import", lines, "--as", name, "--done")
    merged(root, ("kim", "lee"), root / MERGED)
    return root


def make_empty(root: Path, of: Path) -> Path:
    """A project with the same articles, which nobody has annotated."""
    shutil.copytree(of / "seeds", root / "seeds")
    (root / "annotations").mkdir()
    return root


def merged(project: Path, names: Iterable[str], out: Path) -> list[dict[str, Any]]:
    """The joined spans of some annotators, with votes; what says how a span came is left out."""
    journals = [project / "annotations" / f"{name}.jsonl" for name in names]
    annotator(project, "merge", *journals, "--keep", "all", "-o", out)
    found = [json.loads(line) for line in out.read_text().splitlines()]
    return [{name: value for name, value in span.items() if name != "origin"} for span in found]


def places(project: Path, name: str) -> set[Place]:
    """The spans of an annotator's journal."""
    if not (project / "annotations" / f"{name}.jsonl").exists():
        return set()
    found = merged(project, [name], project / f"only-{name}.jsonl")
    return set(map(_place, found))


def places_in(file: Path) -> set[Place]:
    """The places of a file of flat spans."""
    return {_place(json.loads(line)) for line in file.read_text().splitlines()}


def _place(span: dict[str, Any]) -> Place:
    return Place(*(span[field] for field in Place._fields))
