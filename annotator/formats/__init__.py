"""The formats that a dataset is written in and annotations are read from: one file each, imported only when asked for.

A new file here is a format of its name (`-` for `_`) without being listed anywhere: it says in `FORMAT` what it is, is
written if it has a function `write` (a `FormatWriter`), and is read if it has a function `read` (a `FormatReader`).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, NamedTuple, Protocol, get_args

from annotator.dataset.dataset import Dataset, FileContents
from annotator.errors import AnnotatorError
from annotator.formats.schema import TableFile
from annotator.formats.views import Unit

_SHARED = frozenset({"attributions", "parsing", "schema", "views"})
_WRITTEN_FIRST = (
    "jsonl", "huggingface", "parquet", "spacy", "webanno",
    "conll", "prodigy", "doccano", "label-studio", "brat", "w3c", "csv",
)  # fmt: skip
_READ_FIRST = ("jsonl", "doccano", "prodigy", "label-studio", "brat", "conll", "w3c", "csv", "spacy", "webanno")


def _formats_with(function: str, first: tuple[str, ...]) -> tuple[str, ...]:
    """The formats that have a function, in the order of `first`, others after them by name.

    Their files are looked into and not imported, so that `--help` does not wait for them.
    """
    names = [
        module.name.replace("_", "-")
        for module in pkgutil.iter_modules(__path__)
        if module.name not in _SHARED
        and f"\ndef {function}(".encode() in (pkgutil.get_data(__name__, f"{module.name}.py") or b"")
    ]
    return tuple(sorted(names, key=lambda name: (first.index(name) if name in first else len(first), name)))


EXPORT_FORMATS = _formats_with("write", _WRITTEN_FIRST)
IMPORT_FORMATS = _formats_with("read", _READ_FIRST)


class Format(NamedTuple):
    """What a format is, as its file says it."""

    where: str
    """Where the offsets stand in its files, for the card that comes with them."""
    unit: Unit = "code-points"
    """What the offsets count."""
    noted: bool = True
    """Whether attributes and notes are in them."""
    votes: bool = True
    """Whether `support` of `of` is."""
    groups: bool = False
    """Whether spans say in which groups they are."""
    needs_text: bool = False
    """Whether it cannot be written without the articles' text."""
    once: bool = False
    """Whether its files are made in one pass over the documents."""
    extra: str | None = None
    """The extra that it needs."""
    suffixes: tuple[str, ...] = ()
    """For import: the endings of files that can be of no other format."""
    single: str | None = None
    """For import: the ending of its files where each can be read by itself; a folder of them is then read file by file."""
    layers: bool = False
    """For import: whether its reader takes `layers`, names of what is to be taken beside the usual."""


class Exported(NamedTuple):
    """The files of an export, and what they do not say."""

    files: FileContents
    lost: Callable[[], Mapping[str, int]] = dict
    """`not_held`, once all files have been read."""
    tables: Callable[[], tuple[TableFile, ...]] = tuple
    """The files that are tables, for the description in Croissant, once all have been read; without one none is made."""
    configs: Callable[[], list[dict[str, Any]]] = list
    """What of the files `datasets.load_dataset` is to open (`configuration`), once all have been read."""
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
        """Sentences on what was written otherwise than it is in the dataset, for the card's limits."""
        self.files.finish()
        return self.sentences()


class FormatWriter(Protocol):
    """Turns a dataset into files of one format."""

    def __call__(self, dataset: Dataset, *, with_text: bool) -> Exported:
        """The files; without `with_text` none of them holds any of the articles' text."""


Discontinuous = Literal["omit", "hull", "pieces"]
"""What becomes of a span in several pieces: left out, one span from the first to the last, or one for each."""
DISCONTINUOUS: tuple[Discontinuous, ...] = get_args(Discontinuous)


class SourceSpan(NamedTuple):
    """A span as a source gives it, which may be wrong in every way."""

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
    """The text before and after it, for spans that are quoted and have no offsets."""
    pieces: tuple[tuple[int, int], ...] = ()
    """Its parts in the order of the text, where the source gives it in several; `text` is their words."""
    where: str = ""
    """Where the source has it, for messages; empty: the so many-eth of its document."""


class SourceDocument(NamedTuple):
    """A text and its spans as a source gives them, by one annotator if the source says so."""

    where: str
    """Where the source has it, for messages: `data.jsonl, line 3`."""
    spans: list[SourceSpan]
    article: str | None = None
    """The article's name, or what a name can be made of."""
    text: str | None = None
    sha256: str | None = None
    annotator: str | None = None
    finished: bool = False
    """Whether the source says that the annotator was through with it."""
    url: str | None = None
    """Where the text was published, for articles that are known by it."""
    incomplete: bool = False
    """Whether the reader left out something of it that may have been a span."""


class NotTaken(NamedTuple):
    """Something that could not be taken in, and why."""

    where: str
    """The document, as in `SourceDocument.where`."""
    number: int | None
    """The span's number within the document, from 1; `None` if it is the whole document."""
    why: str


class Source(NamedTuple):
    """What a file or folder of another program's holds."""

    documents: Iterable[SourceDocument]
    unit: Unit = "code-points"
    left: list[NotTaken] = []
    """What the reader itself could not take."""
    told: list[str] = []
    """Sentences on what the source has that is no span, and on what was taken for granted."""


FormatReader = Callable[..., Source]
"""Reads a file, or a folder where the format is one; AnnotatorError if it cannot be read at all, or is of another format."""


def _file_of(name: str) -> Any:
    return importlib.import_module(f"annotator.formats.{name.replace('-', '_')}")


def format_named(name: str) -> Format:
    """What one of the formats is."""
    found: Format = _file_of(name).FORMAT
    return found


def writer(name: str) -> FormatWriter:
    """The writer of one of `EXPORT_FORMATS`."""
    write: FormatWriter = _file_of(name).write
    return write


def reader(name: str) -> FormatReader:
    """The reader of one of `IMPORT_FORMATS`."""
    read: FormatReader = _file_of(name).read
    return read


def need_text(name: str, *, with_text: bool) -> None:
    """Refuse to write a format without the text that it is made of.

    Raises:
        AnnotatorError: naming the option.
    """
    if format_named(name).needs_text and not with_text:
        raise AnnotatorError(
            f"--to {name}: such files hold the articles' text: add --with-text if you may pass it on, or choose "
            "--to jsonl, which does without"
        )
