"""Searches the articles of a project one after another, and tells of each hit what is around it and tagged there."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from annotator.errors import AnnotatorError
from annotator.model import GOLD, Range
from annotator.project import ArticleFile, ProjectFolder
from annotator.search.matching import Matcher, matcher
from annotator.search.query import Query, fits_any
from annotator.search.span_table import OwnSpans, SearchedSpan, SpanTable
from annotator.search.texts import KeptText, Texts
from annotator.text.load import FileStamp, file_stamp, load_meta
from annotator.text.sanitize import one_line
from annotator.text.segments.paragraphs import paragraphs

CONTEXT = 80
"""Code points on each side of a hit."""
_BATCH, _BATCH_BYTES = 64, 250_000
"""Articles that are matched together."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A wording or a span that was found; offsets are code points of the article as its file is now."""

    article: str
    start: int
    end: int
    paragraph: int
    """Counted from 1."""
    left: str
    text: str
    right: str
    spans: tuple[SearchedSpan, ...]
    """Those that have a character in common with it, in reading order."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found."""

    hits: list[Hit]
    """By article and in reading order."""
    articles: int
    """How many were searched."""
    by_article: dict[str, int]
    """Hits, of the articles that have any."""
    by_label: dict[str, int]
    """Hits over which there is a span of the label."""
    untagged: int
    """Hits without a span over them."""
    earlier_text: int
    """Spans that fit, but are of an earlier text of their article, and are not among the hits."""
    unreadable: dict[str, str] = field(default_factory=dict)
    """By id, why an article could not be searched."""


class FoundPlace(NamedTuple):
    """A hit, as long as nothing more is told of it."""

    number: int
    """The article's place."""
    kept: KeptText
    """The text that was searched."""
    range: Range

    @property
    def key(self) -> tuple[str, int, int]:
        """What tells it from others: article, start, end."""
        return self.kept.article, *self.range


class _Article(NamedTuple):
    """An article that hits are told of."""

    kept: KeptText
    table: SpanTable | None
    text: str
    paragraphs: list[int]
    """Where they begin."""
    spans: list[SearchedSpan]


class Searcher:
    """A project's articles and spans, kept for the next search.

    Args:
        project: what is searched.
        files: the articles, in the order of the hits; by default those of the project.
        own: the spans of the annotator at work, if somebody is.
        others: whether the other annotators' spans are searched too, in articles that the one at work has marked done.

    Attributes:
        searched: how many articles the last search has looked through.
        earlier_text: how many spans that fitted the last search are of another text than their article's file.
        unfinished: in how many articles the last search met no others' spans, as the annotator at work has not finished them.
    """

    def __init__(
        self,
        project: ProjectFolder,
        files: Sequence[ArticleFile] | None = None,
        own: OwnSpans | None = None,
        *,
        others: bool = True,
    ) -> None:
        self.project = project
        self.texts = Texts(project.articles() if files is None else files, project.settings.limits.article_bytes)
        self.earlier_text = self.searched = self.unfinished = 0
        self._own, self._others = own, others
        self._table: SpanTable | None = None
        self._has_gold = False
        self._stamps: dict[Path, FileStamp] = {}
        self._reading = threading.Lock()
        self._events: dict[str, str | None] = {}
        self._last: _Article | None = None

    def look_again(self) -> None:
        """Have files looked at once more: what changed since is read anew."""
        self.texts.look_again()
        self._events = {}
        if self._stamps != self._stamps_now():
            self._table = None

    @property
    def has_spans(self) -> bool:
        """Whether the journals were read already."""
        return self._table is not None

    def table(self, *, gold: bool = False, progress: Callable[[int], None] | None = None) -> SpanTable:
        """Everybody's spans, read when they are first asked for.

        Raises:
            AnnotatorError: if a journal cannot be read.
        """
        with self._reading:  # another search may be at it
            if self._table is None or (gold and not self._has_gold):
                from annotator.journal.columns import read_columns

                self._stamps, self._has_gold = self._stamps_now(), gold
                self._table = SpanTable(read_columns(self.journals(gold=gold), progress), self._own)
            return self._table

    def journals(self, *, gold: bool = False) -> list[Path]:
        """The files that are read: without that of the annotator at work, whose spans the session has."""
        from annotator.journal.copies import original_stem

        mine = self._own.annotator if self._own else None
        journals = [path for path in self.project.journals() if original_stem(path.stem) != mine]
        return [*journals, *(self.project.golds() if gold else ())] if self._others else []

    def _stamps_now(self) -> dict[Path, FileStamp]:
        return {path: file_stamp(path) for path in self.journals()}

    # --- searching -----------------------------------------------------------------------------------------------

    def search(self, query: Query, progress: Callable[[int], None] | None = None) -> Generator[list[FoundPlace]]:
        """The hits of each article that has any; `progress` is told how many more articles were searched.

        Raises:
            AnnotatorError: if nothing is asked for, the pattern is none or takes too long, or a journal cannot be read.
        """
        if not query.asks:
            raise AnnotatorError(
                "say what to look for: words, a pattern, or spans by label, attribute, note, annotator; state, article and event "
                "only say where (annotator status lists the states)"
            )
        self.earlier_text = self.unfinished = 0
        wanted = list(self._articles(query))
        table = self.table(gold=GOLD in query.annotators) if query.of_spans else None
        fitting = table.fitting(query) if table is not None else None
        self._refuse_unknown(query)
        if table is not None and self._others and {*query.annotators} != {self._own and self._own.annotator}:
            self.unfinished = sum(not table.shows_others(self.texts.files[number].id) for number in wanted)
        with ExitStack() as closing:
            matching = closing.enter_context(matcher(query)) if query.words.strip() else None
            self.searched = 0
            for batch in self._batches(wanted):
                ranges = [[]] * len(batch) if matching is None else matching.ranges([text for _, text in batch])
                for (number, text), found in zip(batch, ranges, strict=True):
                    if fitting is not None and (found or matching is None):
                        found = self._in_spans(found, matching, *fitting(text.article, text.sha256))
                    if found:
                        yield [FoundPlace(number, text, place) for place in found]
                self.searched += len(batch)
                if progress is not None:
                    progress(len(batch))

    def _refuse_unknown(self, query: Query) -> None:
        """Refuse labels and annotators that there are not, which would find nothing in silence."""
        labels, annotators = {*query.labels} - {*self.project.labels()}, {*query.annotators}
        if labels:
            _refuse("label", labels, {*self.project.labels(), *self.table().labels})
        if annotators:
            _refuse("annotator", annotators, self.table().annotators)

    def _in_spans(
        self, found: list[Range], matching: Matcher | None, spans: list[SearchedSpan], elsewhere: int
    ) -> list[Range]:
        """The ranges that have a character in common with a span; without words the spans themselves."""
        self.earlier_text += elsewhere
        if matching is None:
            return sorted({(span.start, span.end) for span in spans})
        return [(a, b) for a, b in found if any(span.start < b and a < span.end for span in spans)]

    def _batches(self, wanted: Sequence[int]) -> Iterator[list[tuple[int, KeptText]]]:
        batch: list[tuple[int, KeptText]] = []
        size = 0
        for number in wanted:
            text = self.texts.get(number)
            if text is not None:
                batch.append((number, text))
                size += len(text.raw)
            if len(batch) >= _BATCH or size > _BATCH_BYTES:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _articles(self, query: Query) -> Iterator[int]:
        """The places of the articles that a query asks for."""
        table = self.table(gold=GOLD in query.annotators) if query.states else None
        for number, file in enumerate(self.texts.files):
            if query.articles and not fits_any(file.id, query.articles):
                continue
            if query.events and not fits_any(self._event(file) or "", query.events):
                continue
            if table is None or table.states(file.id, query.annotators) & {*query.states}:
                yield number

    def _event(self, file: ArticleFile) -> str | None:
        if file.id not in self._events:
            try:
                self._events[file.id] = load_meta(file.path).event
            except AnnotatorError:
                self._events[file.id] = None
        return self._events[file.id]

    # --- what is told of a hit -----------------------------------------------------------------------------------

    def hit(self, found: FoundPlace, context: int = CONTEXT) -> Hit:
        """All that is told of a hit, with so many code points on each side; spans only where the journals were read."""
        article, (start, end) = self._article(found.kept), found.range
        # Own spans may have changed since.
        spans = article.spans if self._own is None else self.spans(found.kept)
        return Hit(
            found.kept.article,
            start,
            end,
            max(bisect_right(article.paragraphs, start), 1),
            article.text[max(start - context, 0) : start],
            article.text[start:end],
            article.text[end : end + context],
            tuple(span for span in spans if span.start < end and start < span.end),
        )

    def spans(self, kept: KeptText) -> list[SearchedSpan]:
        """All spans of a text; none before the journals were read."""
        return [] if self._table is None else self._table.spans(kept.article, kept.sha256)

    def _article(self, kept: KeptText) -> _Article:
        """What is asked about an article for each of its hits."""
        last = self._last
        if last is None or last.kept is not kept or last.table is not self._table:
            text = kept.text
            starts = [start for start, _ in paragraphs(text)]
            last = self._last = _Article(kept, self._table, text, starts, self.spans(kept))
        return last


def _refuse(what: str, wanted: set[str], known: set[str]) -> None:
    for name in sorted(wanted - known):
        there = ", ".join(map(one_line, sorted(known))) or "there is none"
        raise AnnotatorError(f"no {what} is called {one_line(name, 40)!r}: {there}")


def search_all(searcher: Searcher, query: Query, progress: Callable[[int], None] | None = None) -> SearchResult:
    """Everything that a search finds, with the spans over it if the journals were read.

    Raises:
        AnnotatorError: see `Searcher.search`.
    """
    hits = [searcher.hit(found) for places in searcher.search(query, progress) for found in places]
    unreadable = dict(searcher.texts.unreadable)
    by_label = Counter(label for hit in hits for label in {span.label for span in hit.spans})
    return SearchResult(
        hits,
        searcher.searched,
        dict(Counter(hit.article for hit in hits)),
        dict(sorted(by_label.items())),
        sum(not hit.spans for hit in hits),
        searcher.earlier_text,
        unreadable,
    )
