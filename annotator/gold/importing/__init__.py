"""The formats that annotations are read from, one module each, imported only when its format is asked for.

A reader takes a file as it comes and judges nothing: which article a document is, and whether a span fits it, is settled
in one place for all (`annotator.gold.importing.settle`).
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from annotator.gold.offsets import Unit

FORMATS = ("jsonl", "doccano", "prodigy", "label-studio", "brat", "conll", "w3c", "csv", "spacy", "webanno")
"""The formats' names; each has a module of that name here (`_` for `-`), with a function `read` that is a `Reader`."""


class GivenSpan(NamedTuple):
    """A span as the source gives it, which may be wrong in every way."""

    label: str | None
    start: int | None
    """In the unit of the source."""
    end: int | None
    text: str | None = None
    """Its wording, if the source quotes it; differences in white space do not count."""
    attributes: Mapping[str, str] = {}
    note: str | None = None
    annotators: tuple[str, ...] = ()
    """Who gave it; empty if the source, or the document, says it of all."""
    fault: str | None = None
    """Why it cannot be a span of this program's (`is discontinuous`)."""
    around: tuple[str, str] = ("", "")
    """What stands before and after it, for spans that are quoted and have no offsets."""


class GivenDocument(NamedTuple):
    """A text and its spans as the source gives them, by one annotator if the source says so."""

    where: str
    """Where the source has it, for messages: `data.jsonl, line 3`."""
    spans: list[GivenSpan]
    article: str | None = None
    """The article's name, or what a name can be made of."""
    text: str | None = None
    sha256: str | None = None
    annotator: str | None = None
    finished: bool = False
    """Whether the source says that the annotator was through with it."""


class Left(NamedTuple):
    """Something that could not be taken, and why."""

    where: str
    """The document, as in `GivenDocument.where`."""
    number: int | None
    """The span's number within the document, from 1; `None` if it is the whole document."""
    why: str


class Given(NamedTuple):
    """What a source holds."""

    documents: Iterable[GivenDocument]
    unit: Unit = "code-points"
    left: list[Left] = []
    """What the reader itself could not take."""
    told: list[str] = []
    """Sentences on what the source has that is no span, and on what was taken for granted."""


class Reader(Protocol):
    """Reads a file, or a folder where the format is one."""

    def __call__(self, path: Path) -> Given:
        """What the source holds.

        Raises:
            AnnotatorError: if it cannot be read at all, or is of another format.
        """


def reader(name: str) -> Reader:
    """The reader of one of `FORMATS`."""
    read: Reader = importlib.import_module(f"annotator.gold.importing.{name.replace('-', '_')}").read
    return read
