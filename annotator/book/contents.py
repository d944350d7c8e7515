"""What a book holds: its articles in order and their spans, read once and kept out of memory until their pages are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from annotator.book.names import page_stem, web_address
from annotator.book.search_index import ATTRIBUTE, NOTE, TEXT, TITLE, SearchIndex
from annotator.book.spool import Run, Spool
from annotator.dataset.document import Document, Documents, Entry
from annotator.engine import Step
from annotator.journal.records import Fields
from annotator.text.sanitize import one_line

_AROUND = 70
"""Code points before and after a span in a concordance."""
_WORDING = 700
"""Code points of a span in a concordance."""
_TITLE = 160
_LINE = re.compile(r"\S[^\n]*")


class BookSpan(msgspec.Struct, frozen=True, array_like=True):
    """A span as pages show it."""

    number: int
    """In its article, from 1, in reading order."""
    start: int
    """Code points."""
    end: int
    label: int
    """Its place among the book's labels."""
    nth: int
    """Among those of its label in the article, from 1."""
    annotators: list[str] | None
    """Who gave it."""
    support: int | None
    of: int | None
    origin: str | None
    attributes: dict[str, str]
    note: str | None
    groups: list[str] = []
    """The ids of the groups that it is in."""
    before: str | None = None
    """The text before it on its line; `None` in a book without texts, as the next two."""
    wording: str | None = None
    """Its own text, or how that begins."""
    after: str | None = None


class BookArticle:
    """One version of one article.

    Attributes:
        number: its place in the book's search index.
        entry: what the dataset knows of it.
        file: its page, from the book's folder.
        title: its title, or how it begins, or its id.
        outlet: who published it; empty if that is not known.
        event: what it reports on; empty if that is not known.
        runs: where its spans are kept, by label.
        spans: how many there are.
    """

    __slots__ = ("entry", "event", "file", "number", "outlet", "runs", "spans", "title")

    def __init__(self, number: int, entry: Entry, file: str, title: str) -> None:
        self.number, self.entry, self.file, self.title = number, entry, file, title
        self.outlet = one_line(entry.meta.source or "", _TITLE)
        self.event = one_line(entry.meta.event or "", _TITLE)
        self.runs: dict[int, list[Run]] = {}
        self.spans = 0

    @property
    def published(self) -> str:
        """The date, as the article's metadata give it."""
        return one_line(self.entry.meta.published or "", 40)

    @property
    def url(self) -> str | None:
        """Where it was published, if that is an address of the web."""
        return web_address(self.entry.meta.url or "")

    def count(self, label: int) -> int:
        """How many spans of a label it has."""
        return sum(run.rows for run in self.runs.get(label, ()))

    @property
    def by_event(self) -> tuple[bool, str, str, str, int]:
        """Its place in an index by event; those of no event come last."""
        return not self.event, self.event.casefold(), self.event, self.outlet.casefold(), self.number

    @property
    def by_outlet(self) -> tuple[bool, str, str, str, int]:
        """Its place in an index by outlet; those of none come last."""
        return not self.outlet, self.outlet.casefold(), self.outlet, self.event.casefold(), self.number


@dataclass(frozen=True, slots=True)
class BookContents:
    """Everything that pages are made of.

    Attributes:
        articles: by id.
        labels: names, those of the project first, then others as they come; a label's place is its place here.
        spool: the spans.
        words: for the search.
        documents: to read an article's text again.
        with_text: whether the book shows the texts.
    """

    articles: list[BookArticle]
    labels: list[str]
    spool: Spool[BookSpan]
    words: SearchIndex
    documents: Documents
    with_text: bool

    def text(self, article: BookArticle) -> str | None:
        """An article's text, if the book shows it."""
        return self.documents.read(article.entry).text if self.with_text else None

    def spans(self, article: BookArticle, most: int) -> list[BookSpan]:
        """The spans of an article in reading order, at most so many of each label."""
        found: list[BookSpan] = []
        for runs in article.runs.values():
            rows = 0
            for run in runs:
                if rows < most:
                    found += self.spool.get(run)
                    rows += run.rows
        return sorted(found, key=lambda span: span.number)[:most]

    def of_label(self, articles: Sequence[BookArticle], label: int) -> Iterator[tuple[BookArticle, Run]]:
        """Where the spans of a label are kept, article by article."""
        for article in articles:
            for run in article.runs.get(label, ()):
                yield article, run


def read_contents(
    documents: Documents, known: Sequence[str], *, with_text: bool, step: Step | None = None
) -> BookContents:
    """Read every document once.

    Args:
        documents: of the dataset.
        known: the project's labels.
        with_text: whether the book shows the texts.
        step: told of each document.
    """
    places = {name: place for place, name in enumerate(known)}
    contents = BookContents([], [], Spool(BookSpan), SearchIndex(), documents, with_text)
    taken: set[str] = set()
    for number, entry in enumerate(documents.entries):
        document = documents.read(entry)
        text = document.text if with_text else None
        stem = page_stem(entry.id, taken, entry.sha256 or "")
        article = BookArticle(number, entry, f"articles/{stem}.html", title_of(document, text))
        _take(contents, article, document, text, places)
        contents.articles.append(article)
        if step is not None:
            step(1)
    contents.labels.extend(places)
    return contents


def title_of(document: Document, text: str | None) -> str:
    """The title of an article, or its first line where the text may be shown, or its id."""
    title = one_line(document.meta.title or "", _TITLE)
    if not title and text is not None and (line := _LINE.search(text)):
        title = one_line(line[0][:_WORDING], _TITLE)
    return title or document.id


def _take(
    contents: BookContents, article: BookArticle, document: Document, text: str | None, places: dict[str, int]
) -> None:
    """Keep an article's spans, and the words by which it is found."""
    by_label: dict[int, list[BookSpan]] = {}
    index = contents.words.of_article(article.number)
    index.add(TITLE, " ".join((article.title, article.outlet, article.event, *document.meta.authors)))
    for number, fields in enumerate(document.spans, 1):
        label = places.setdefault(fields["label"], len(places))
        rows = by_label.setdefault(label, [])
        span = _span(fields, number, label, len(rows) + 1, text)
        rows.append(span)
        for value in span.attributes.values():
            index.add(ATTRIBUTE, value, number)
        if span.note:
            index.add(NOTE, span.note, number)
    if text is not None:
        index.add(TEXT, text)
    index.close()
    for label in sorted(by_label):
        article.runs[label] = contents.spool.put(by_label[label])
        article.spans += len(by_label[label])


def _span(fields: Fields, number: int, label: int, nth: int, text: str | None) -> BookSpan:
    start, end = fields["start"], fields["end"]
    before = wording = after = None
    if text is not None:
        before, after = _around(text, start, end)
        wording = text[start : min(end, start + _WORDING)]
    return BookSpan(
        number=number,
        start=start,
        end=end,
        label=label,
        nth=nth,
        annotators=fields["annotators"],
        support=fields["support"],
        of=fields["of"],
        origin=fields["origin"],
        attributes={str(name): str(value) for name, value in (fields["attributes"] or {}).items()},
        note=fields["note"],
        groups=fields.get("groups", []),
        before=before,
        wording=wording,
        after=after,
    )


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """The text before and after a span on its lines, cut between words where it goes on."""
    before, after = text[max(start - _AROUND, 0) : start], text[end : end + _AROUND]
    line, rest = before.rpartition("\n")[2], after.partition("\n")[0]
    if len(line) == _AROUND:
        line = f"… {line.partition(' ')[2] or line}"
    if len(rest) == _AROUND:
        rest = f"{rest.rpartition(' ')[0] or rest} …"
    return line, rest
