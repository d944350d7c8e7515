"""What the formats for other annotation tools share: which files there are, and what a span says that they cannot hold."""

from __future__ import annotations

import re
import tempfile
import weakref
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import IO, Literal, NamedTuple

from annotator.dataset.dataset import Content, Dataset, FileContents
from annotator.dataset.document import Document, Documents, Entry
from annotator.journal.records import Fields
from annotator.model import Range
from annotator.text.segments.words import LETTER

VOTES = "votes (support of how many annotators)"
ATTRIBUTES = "attributes"
NOTES = "notes"
_BLOCK = 2**20
"""Bytes that are read at once."""


class DatasetView(NamedTuple):
    """The documents of one part with the dataset's spans, or with those that one annotator gave."""

    name: str
    """`train`, or `train.kim`: for names of files."""
    documents: Documents
    annotator: str | None
    """`None` for the dataset's own spans."""


def views(dataset: Dataset) -> Iterator[DatasetView]:
    """Each part with the dataset's spans; then, for each annotator whose work was joined in it, with theirs."""
    for part, documents in dataset.parts.items():
        yield DatasetView(part, documents, None)
        for name in sorted({name for entry in documents.entries for name in entry.own}):
            of = [entry for entry in documents.entries if name in entry.own]
            yield DatasetView(f"{part}.{name}", Documents(of, _as_given_by(name, documents.read)), name)


def a_file_each(
    dataset: Dataset, suffix: str, content: Callable[[DatasetView], Iterator[bytes]]
) -> tuple[FileContents, tuple[str, ...]]:
    """A file for each view, and the names of those that hold one annotator's own spans."""
    found = list(views(dataset))
    files = FileContents({f"{view.name}{suffix}": partial(content, view) for view in found})
    return files, tuple(f"{view.name}{suffix}" for view in found if view.annotator is not None)


def made_together(names: Sequence[str], make: Callable[[], Iterator[Sequence[bytes]]]) -> dict[str, Content]:
    """Files that are made in one pass.

    Args:
        names: of the files.
        make: gives some bytes of each file, again and again.
    """
    made = _Together(len(names), make)
    return {name: partial(made.parts, number) for number, name in enumerate(names)}


class _Together:
    """While one of the files is read, the others are kept in temporary ones, each until it is read."""

    def __init__(self, count: int, make: Callable[[], Iterator[Sequence[bytes]]]) -> None:
        self._count, self._make = count, make
        self._kept: dict[int, IO[bytes]] = {}
        weakref.finalize(self, _close, self._kept)

    def parts(self, number: int) -> Iterator[bytes]:
        """The bytes of a file."""
        kept = self._kept.pop(number, None)
        if kept is None:
            yield from self._made(number)
            return
        with kept:
            kept.seek(0)
            while block := kept.read(_BLOCK):
                yield block

    def _made(self, number: int) -> Iterator[bytes]:
        _close(self._kept)
        others: dict[int, IO[bytes]] = {
            other: tempfile.TemporaryFile()  # noqa: SIM115 - until it is read
            for other in range(self._count)
            if other != number
        }
        try:
            for parts in self._make():
                for other, file in others.items():
                    file.write(parts[other])
                yield parts[number]
        except BaseException:
            _close(others)
            raise
        self._kept |= others


def _close(files: dict[int, IO[bytes]]) -> None:
    while files:
        files.popitem()[1].close()


def _as_given_by(name: str, read: Callable[[Entry], Document]) -> Callable[[Entry], Document]:
    def own(entry: Entry) -> Document:
        document = read(entry)
        return document._replace(spans=document.own[name], own={})

    return own


def text_of(document: Document) -> str:
    """The text of a document of an export that holds the texts."""
    assert document.text is not None  # asked for before anything is written
    return document.text


def labels_of(dataset: Dataset) -> list[str]:
    """The labels of the dataset, sorted."""
    dataset.documents.finish()
    return sorted({label for entry in dataset.entries for label in entry.labels})


def lost(dataset: Dataset, *kinds: str) -> dict[str, int]:
    """How often the dataset has what a format cannot hold (some of `VOTES`, `ATTRIBUTES`, `NOTES`), if it has it at all."""
    counts: Counter[str] = Counter()
    for document in dataset.documents:
        for span in document.spans:
            counts[VOTES] += (span["of"] or 0) > 1
            counts[ATTRIBUTES] += len(span["attributes"] or ())
            counts[NOTES] += bool(span["note"])
    return {kind: counts[kind] for kind in kinds if counts[kind]}


def without_spans(dataset: Dataset) -> dict[str, int]:
    """How many articles have no span, which formats that list spans do not name."""
    dataset.documents.finish()
    empty = sum(not entry.labels for entry in dataset.entries)
    return {"articles without a span": empty} if empty else {}


def apart(spans: Iterable[Fields]) -> tuple[list[Fields], list[Fields]]:
    """The spans that do not overlap each other, the longest first served, and the others."""
    kept: list[Fields] = []
    others = []
    for span in sorted(spans, key=lambda s: (s["start"] - s["end"], s["start"])):
        place = bisect_left(kept, span["start"], key=lambda s: int(s["start"]))
        before, after = kept[max(place - 1, 0) : place], kept[place : place + 1]
        if any(s["end"] > span["start"] for s in before) or any(s["start"] < span["end"] for s in after):
            others.append(span)
        else:
            kept.insert(place, span)
    return kept, others


def file_name(document: Entry, taken: set[str]) -> str:
    """A name for the files of one version of an article, unlike those `taken`; added to them."""
    name = document.id if document.id not in taken else f"{document.id}.{(document.sha256 or '')[:8]}"
    taken.add(name)
    return name


# What XML 1.0 has no way to write: https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def in_xml(text: str) -> tuple[str, int]:
    """The text with U+FFFD for each character that XML cannot hold, and how many these are."""
    return _NOT_XML.subn("\ufffd", text)


RULE = (
    "A token is a run of letters, marks, digits and underscores, or any other single character that is not white space."
)
_TOKEN = re.compile(rf"{LETTER}+|\S")


def tokens(text: str) -> Iterator[Range]:
    """The tokens of a text in order, as ranges of code points."""
    return (match.span() for match in _TOKEN.finditer(text))


def cut_at(ranges: Iterable[Range], edges: Iterable[int]) -> Iterator[Range]:
    """The ranges, each parted wherever one of `edges` falls inside it."""
    inside = iter(sorted(set(edges)))
    edge = next(inside, None)
    for start, end in ranges:
        while edge is not None and edge <= start:
            edge = next(inside, None)
        low = start
        while edge is not None and edge < end:
            yield low, edge
            low, edge = edge, next(inside, None)
        yield low, end


Unit = Literal["code-points", "utf-16"]

WORDS: dict[Unit, str] = {"code-points": "Unicode code points", "utf-16": "UTF-16 code units"}
"""What the units are called."""


class Utf16:
    """From code points to UTF-16 code units of one text, and back."""

    def __init__(self, text: str) -> None:
        # Each character beyond U+FFFF takes two units, so that only those need to be known.
        self._wide = [i for i, c in enumerate(text) if c > "\uffff"] if not text.isascii() else []
        self._wide_units = [i + nth for nth, i in enumerate(self._wide)]

    def units(self, offset: int) -> int:
        """The units before the code point at `offset`."""
        return offset + bisect_right(self._wide, offset - 1)

    def code_points(self, units: int) -> int | None:
        """The code points before `units`; `None` in the middle of a surrogate pair."""
        before = bisect_right(self._wide_units, units - 1)
        if before and self._wide_units[before - 1] == units - 1:
            return None
        return units - before
