"""A dataset: finished articles with their spans, in parts. What is known of each is held; texts and spans are read anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, overload

import orjson

from annotator.boards.board_articles import event_of
from annotator.dataset.dataset_groups import DatasetGroups
from annotator.dataset.document import Documents, Entry
from annotator.dataset.grouping import By, Grouping, grouping
from annotator.dataset.shared_text import Compared, Tie
from annotator.dataset.split import SplitArticle, split
from annotator.engine import Step
from annotator.journal.records import Fields
from annotator.merge import LeftOut, Parts
from annotator.model import Meta

WHOLE = "data"
"""The name of the only part of a dataset that is not split."""
PARTS = (WHOLE, "train", "validation", "test")
"""All names that parts have."""


class SpanLines(Sequence[Fields]):
    """Flat spans of one version of one article, of which none is read before somebody asks for what is in it.

    Attributes:
        starts, ends: of the spans, code points.
        labels: how many spans each label has.
    """

    def __init__(
        self,
        article: str,
        sha256: str | None,
        parts: Parts,
        starts: list[int],
        ends: list[int],
        labels: Mapping[str, int],
    ) -> None:
        """Take spans as columns of JSON, and what is known of them."""
        self.starts, self.ends, self.labels, self._parts = starts, ends, labels, parts
        self._about = {"article": article, "sha256": sha256}
        self._objects: list[Fields] | None = None

    @property
    def lines(self) -> tuple[Parts, list[int], list[int], dict[str, int]]:
        """What they were made of, but for the article."""
        return self._parts, self.starts, self.ends, dict(self.labels)

    @cached_property
    def votes(self) -> Counter[bytes]:
        """The ends of the lines, JSON objects from `annotators` on without their braces, with how many lines end so."""
        return Counter(self._parts.rests)

    @property
    def attributes(self) -> set[str]:
        """The names that the spans' attributes have."""
        said = (votes for votes in self.votes if b',"attributes":{},' not in votes)
        return {name for votes in said for name in orjson.loads(b"{%b}" % votes)["attributes"]}

    def to_json(self, text: str | None, *, with_text: bool) -> bytes:
        """A JSON array of the spans without `article` and `sha256`, and with or without `text`.

        Args:
            text: the article's, for spans whose own is not known.
            with_text: whether to write the spans' text.
        """
        ranges, wordings, rests = self._parts
        if text is not None and b"null" in wordings:
            where = zip(wordings, self.starts, self.ends, strict=True)
            wordings = [orjson.dumps(text[start:end]) if said == b"null" else said for said, start, end in where]
        texts = [[b'"text":%b' % said for said in wordings]] if with_text else []
        objects = b"},{".join(map(b",".join, zip(ranges, *texts, rests, strict=True)))
        return b"[{%b}]" % objects if objects else b"[]"

    def fits(self, text: str) -> bool:
        """Whether each span's text is what the article's text has there."""
        found = [text[start:end] for start, end in zip(self.starts, self.ends, strict=True)]
        if orjson.dumps(found) == b"[%b]" % b",".join(self._parts.texts):  # all at once, which is much faster
            return True
        return all(said in (b"null", orjson.dumps(one)) for said, one in zip(self._parts.texts, found, strict=True))

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> Fields: ...
    @overload
    def __getitem__(self, index: slice) -> list[Fields]: ...
    def __getitem__(self, index: int | slice) -> Fields | list[Fields]:
        return self._read()[index]

    def __iter__(self) -> Iterator[Fields]:
        return iter(self._read())

    def _read(self) -> list[Fields]:
        if self._objects is None:
            lines = (b'{%b,"text":%b,%b}' % parts for parts in zip(*self._parts, strict=True))
            self._objects = [{**self._about, **orjson.loads(line)} for line in lines]
        return self._objects


class Said:
    """What the spans of the documents say, summed up; complete once all documents were read.

    Attributes:
        by: how many spans each annotator gave.
        origins: how many spans have each origin; `unknown` where none is said.
        unsupported: how many spans no annotator gave as they are.
    """

    def __init__(self) -> None:
        self.by: Counter[str] = Counter()
        self.origins: Counter[str] = Counter()
        self.unsupported = 0

    def add(self, span: Fields, count: int = 1) -> None:
        """Count a span, or so many that say the same of their votes."""
        for name in span["annotators"] or ():
            self.by[name] += count
        self.origins[span["origin"] or "unknown"] += count
        self.unsupported += count * (span["support"] == 0)

    def by_others(self, names: Mapping[str, str]) -> Said:
        """The same under other names."""
        said = Said()
        said.by = Counter({names.get(name, name): count for name, count in self.by.items()})
        said.origins, said.unsupported = self.origins, self.unsupported
        return said


class Decisions(NamedTuple):
    """What was decided where annotators differ."""

    by: Mapping[str, int]
    """How many decisions each adjudicator made."""
    choices: Mapping[str, int]
    """How many decisions there are of each kind (`version`, `union`, `none` …)."""


class DatasetContents(NamedTuple):
    """Documents, and an account of what was left out or came from elsewhere."""

    documents: Documents
    """By id; finished articles without a span included."""
    left_out: LeftOut
    """Complete once all documents were read."""
    annotators: list[str]
    added: list[str]
    """Articles without a span, known to be finished from the project's journals alone."""
    contested: int
    """Spans that the same annotators have in the project's journals but not in the file: mostly, too few votes."""
    said: Said
    told: Sequence[str] = ()
    """Of adjudicated gold, by which rule the rest was taken, and what is undecided or no longer holds."""
    decisions: Decisions | None = None
    """Of adjudicated gold."""
    groups: DatasetGroups | None = None
    """What the articles have in common; `None` if nobody decided on a group."""


class Dataset(NamedTuple):
    """The contents, in parts."""

    parts: dict[str, Documents]
    """By name: `train`, `validation`, `test`, or `WHOLE` alone."""
    contents: DatasetContents

    @property
    def documents(self) -> Documents:
        """The documents of all parts."""
        return self.contents.documents

    @property
    def entries(self) -> Sequence[Entry]:
        """What is known of the documents of all parts."""
        return self.contents.documents.entries


def part(
    documents: Documents, shares: Mapping[str, Decimal] | None, groups: Grouping, seed: int
) -> dict[str, Documents]:
    """The documents in parts, kept in order within each; articles of one of the groups stay together.

    Raises:
        AnnotatorError: if the articles cannot be parted as asked.
    """
    if shares is None:
        return {WHOLE: documents}
    documents.finish()
    items = [SplitArticle(entry.id, groups.groups[entry.id], entry.labels) for entry in documents.entries]
    share = "text or a group" if any(tie.kind == "group" for tie in groups.ties) else "text"
    ties = groups.ties if groups.by == "event" else []
    chosen = split(items, shares, seed, len(ties), share, [tie.articles for tie in ties])
    return {name: documents.only({id_ for id_, part in chosen.items() if part == name}) for name in shares}


def grouped(documents: Documents, by: By, bound: Sequence[Tie] = (), step: Step | None = None) -> Grouping:
    """The groups that are not to be parted, and what articles of different events share.

    Args:
        documents: the articles.
        by: what is never parted.
        bound: articles that annotators' groups bind.
        step: told `STEPS` times of each document.
    """
    events = {entry.id: group_of(entry, "event") for entry in documents.entries}
    texts: dict[str, str | None] = {}
    quoted: dict[str, list[str]] = {}
    metas: dict[str, Meta] = {}
    for document in documents:  # of one article there may be several versions
        text = texts.get(document.id)
        texts[document.id] = document.text if text is None else f"{text}\n\n{document.text or ''}"
        wordings = [span["text"] for span in document.spans if span["label"] == "quote" and span["text"]]
        quoted.setdefault(document.id, []).extend(wordings)
        metas[document.id] = document.meta
        if step is not None:
            step(1)
    articles = [Compared(name, texts[name], metas[name], quoted[name]) for name in texts]
    return grouping(events, articles, by, bound, step)


def group_of(entry: Entry, by: By) -> str:
    """The group that must not be parted: the article's event, without letter case, else the article itself."""
    event = event_of(entry.meta.event)
    return f"article {entry.id}" if by == "article" or event is None else f"event {event}"


Content = bytes | Callable[[], Iterable[bytes]]
"""The bytes of a file, or what makes them in parts."""


class FileContents(Mapping[str, bytes]):
    """Contents by the file's name, relative to the folder of the dataset."""

    def __init__(self, contents: Mapping[str, Content]) -> None:
        """Take the contents; those that are functions are called when the file is read."""
        self._contents = contents
        self._unread = dict.fromkeys(contents)

    def parts(self, name: str) -> Iterator[bytes]:
        """The bytes of a file in parts."""
        content = self._contents[name]
        yield from [content] if isinstance(content, bytes) else content()
        self._unread.pop(name, None)

    def finish(self) -> None:
        """Make those that were never read, for what is counted on the way."""
        for name in list(self._unread):
            for _ in self.parts(name):
                pass

    def __getitem__(self, name: str) -> bytes:
        return b"".join(self.parts(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._contents)

    def __len__(self) -> int:
        return len(self._contents)
