"""A document: one version of one finished article with its spans; what is known of it before it is read, and many in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from annotator.journal.records import Fields
from annotator.model import Meta


class Document(NamedTuple):
    """One version of one finished article, with its spans."""

    id: str
    sha256: str | None
    length: int | None
    """Code points; `None` if neither a text nor a state record tells."""
    text: str | None
    """`None` if the project does not have the text with this hash."""
    meta: Meta
    spans: Sequence[Fields]
    """Flat spans in reading order."""
    own: Mapping[str, Sequence[Fields]] = {}
    """What each annotator gave who finished this version, by name, in reading order; empty if `spans` is just that."""


class AnnotatorSpans(Mapping[str, Sequence[Fields]]):
    """What each annotator gave in one document, by name, read when it is asked for."""

    def __init__(self, names: Collection[str], read: Callable[[str], Sequence[Fields]]) -> None:
        """Take who gave anything, and how that of one is read."""
        self._names, self._read = names, read

    def __getitem__(self, name: str) -> Sequence[Fields]:
        if name not in self._names:
            raise KeyError(name)
        return self._read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Entry:
    """What is known of a document without its text and spans; `length`, `has_text` and `labels` once it was read.

    Attributes:
        id, sha256, meta, length: as the document's.
        own: how many spans each annotator gave in it, by the names in the document's `own`.
        has_text: whether the project has its text.
        labels: how many spans each label has.
        of: how many annotators finished the article, by the word of its spans.
        read: whether the document has been read.
        in_file: whether its text was read from the article's file, which then is what was annotated.
    """

    __slots__ = ("has_text", "id", "in_file", "labels", "length", "meta", "of", "own", "read", "sha256")

    def __init__(
        self, name: str, sha256: str | None, length: int | None, meta: Meta, own: Mapping[str, int] | None = None
    ) -> None:
        self.id, self.sha256, self.length, self.meta, self.own = name, sha256, length, meta, own or {}
        self.has_text = self.read = self.in_file = False
        self.labels: Mapping[str, int] = {}
        self.of = 0

    @property
    def finishers(self) -> int:
        """How many annotators finished it, as far as journals and spans tell; complete once it was read."""
        return max(len(self.own), self.of)


class Documents(Iterable[Document]):
    """Documents in order, each read when its turn comes and not kept."""

    def __init__(self, entries: Sequence[Entry], read: Callable[[Entry], Document]) -> None:
        """Take entries, and how the document of one is read."""
        self.entries, self.read = entries, read

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Documents:
        """Documents that are at hand."""
        entries = {}
        for document in documents:
            own = {name: len(spans) for name, spans in document.own.items()}
            entry = Entry(document.id, document.sha256, document.length, document.meta, own)
            entry.has_text, entry.read = document.text is not None, True
            entry.labels = Counter(span["label"] for span in document.spans)
            entry.of = max((span.get("of") or 0 for span in document.spans), default=0)
            entries[entry] = document
        return cls(list(entries), entries.__getitem__)

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Document]:
        return map(self.read, self.entries)

    def finish(self) -> None:
        """Read those that have never been, so that all is known of all."""
        for entry in self.entries:
            if not entry.read:
                self.read(entry)

    def only(self, articles: Collection[str]) -> Documents:
        """Those of these articles, in the same order."""
        return Documents([entry for entry in self.entries if entry.id in articles], self.read)
