"""The formats that a dataset can be written in, one module each, imported only when its format is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from annotator.dataset.dataset import Dataset, Files
from annotator.errors import AnnotatorError
from annotator.formats.schema import Table
from annotator.formats.views import Unit

EXPORT_FORMATS = (
    "jsonl", "huggingface", "parquet", "spacy", "webanno",
    "conll", "prodigy", "doccano", "label-studio", "brat", "w3c", "csv",
)  # fmt: skip
"""The formats' names; each has a module of that name here (`_` for `-`), with a function `write` that is a `Writer`."""

NEED_TEXT = frozenset({"spacy", "webanno", "conll", "prodigy", "doccano", "label-studio", "brat"})
"""The formats that cannot be written without the articles' text."""


class Holds(NamedTuple):
    """What the files of a format hold, for the card that comes with them."""

    where: str
    """Where the offsets stand in them."""
    unit: Unit = "code-points"
    """What the offsets count."""
    noted: bool = True
    """Whether attributes and notes are in them."""
    votes: bool = True
    """Whether `support` of `of` is."""


HOLDS = {
    "jsonl": Holds("`start` and `end` of each of an article's `spans`"),
    "huggingface": Holds("`start` and `end` of each of an article's `spans`"),
    "parquet": Holds("the columns `start` and `end` of the spans"),
    "spacy": Holds("`start` and `end` in `doc.user_data`; `doc.spans` is made of whole tokens"),
    "webanno": Holds("`begin` and `end` of each annotation", unit="utf-16"),
    "conll": Holds("the second and third column of each token", noted=False, votes=False),
    "prodigy": Holds("`start` and `end` of each of a task's `spans`", votes=False),
    "doccano": Holds("the first two values of each `label`", unit="utf-16", noted=False, votes=False),
    "label-studio": Holds("`start` and `end` of each `value`", votes=False),
    "brat": Holds("the numbers in the `T` lines of each `.ann`", votes=False),
    "w3c": Holds("`start` and `end` of each TextPositionSelector", votes=False),
    "csv": Holds("the columns `start` and `end`"),
}
"""By the format's name."""


class Exported(NamedTuple):
    """The files of an export, and what they do not say."""

    files: Files
    lost: Callable[[], Mapping[str, int]] = dict
    """`not_held`, once all files have been read."""
    tables: Callable[[], tuple[Table, ...]] = tuple
    """The files that are tables, for the description in Croissant, once all have been read; without one none is made."""
    head: Mapping[str, Any] = {}
    """More for the YAML head of README.md."""
    sentences: Callable[[], tuple[str, ...]] = tuple
    """`told`, once all files have been read."""
    own: tuple[str, ...] = ()
    """The files with one annotator's own spans each, which hold the same articles again."""

    @property
    def described(self) -> bool:
        """Whether there are tables."""
        return self.tables is not tuple

    @property
    def not_held(self) -> Mapping[str, int]:
        """What the format could not hold: a phrase (`attributes`, `nested spans`) and how many were lost."""
        self.files.finish()
        return self.lost()

    @property
    def told(self) -> tuple[str, ...]:
        """Sentences on what was written otherwise than it stands in the dataset, for the card's limits."""
        self.files.finish()
        return self.sentences()


class Writer(Protocol):
    """Turns a dataset into files of one format."""

    def __call__(self, dataset: Dataset, *, with_text: bool) -> Exported:
        """The files; without `with_text` none of them holds any of the articles' text."""


def writer(name: str) -> Writer:
    """The writer of one of `FORMATS`."""
    write: Writer = importlib.import_module(f"annotator.formats.{name.replace('-', '_')}").write
    return write


def need_text(name: str, *, with_text: bool) -> None:
    """Refuse to write a format without the text that it is made of.

    Raises:
        AnnotatorError: naming the option.
    """
    if name in NEED_TEXT and not with_text:
        raise AnnotatorError(
            f"--to {name}: such files hold the articles' text: add --with-text if you may pass it on, or choose "
            "--to jsonl, which does without"
        )


IMPORT_FORMATS = ("jsonl", "doccano", "prodigy", "label-studio", "brat", "conll", "w3c", "csv", "spacy", "webanno")
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
    read: Reader = importlib.import_module(f"annotator.formats.{name.replace('-', '_')}").read
    return read
