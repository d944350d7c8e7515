"""Gathers what an export writes: finished articles, their texts and spans, every offset checked, an article at a time."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import compress, pairwise
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import orjson

from annotator.adjudication.decisions import PREFIX, Decision
from annotator.adjudication.gold import GoldContent
from annotator.agreement.intervals import estimates, is_unstable
from annotator.agreement.measures import MEASURES, count
from annotator.agreement.result import AgreementSettings, side_of_all
from annotator.agreement.table import Table, check, table_of
from annotator.dataset.dataset import DatasetContents, Decisions, Said, SpanLines
from annotator.dataset.document import AnnotatorSpans, Document, Documents, Entry
from annotator.dataset.read_store import ReadStore
from annotator.engine import THIS_MACHINE, Engine, Step
from annotator.errors import AnnotatorError
from annotator.garbage import no_cycles_expected
from annotator.journal.columns import UNKNOWN, Columns, Ints, SpanColumns, differs, sort_order
from annotator.journal.copies import copies_of
from annotator.journal.fold import reading_order
from annotator.journal.journal_files import JournalFiles
from annotator.journal.records import Fields
from annotator.merge import Parts, VoteCount
from annotator.model import GOLD, SWEEP
from annotator.project import ArticleFile, ProjectFolder
from annotator.span_lines import record_of
from annotator.text.load import load_meta
from annotator.text.sanitize import one_line, plural

_NOTHING_SAID: Fields = {"origin": None, "attributes": {}, "note": None}
"""What a record may lack, as a merge has it."""


class JournalSpans:
    """The work of annotators, by article."""

    def __init__(self, journals: Columns, names: Sequence[str]) -> None:
        """Take what the journals of all hold; only the work of `names` counts, in that order."""
        self._files = journals.files
        self._article = {name: code for code, name in enumerate(journals.articles)}
        self._who = {name: journals.annotators.index(name) for name in names}
        self._done = journals.done()
        self._states: dict[tuple[str, int], str] = {}
        """The version that each annotator's state speaks of, by article and annotator."""
        for state, who in zip(journals.states, journals.state_owners.tolist(), strict=True):
            self._states[state.article, who] = state.sha256
        rows = journals.spans
        order = sort_order((rows.article.astype(np.int64), rows.annotator.astype(np.int64)))
        self._place = rows.place[order]
        key = rows.article[order].astype(np.int64) * len(journals.annotators) + rows.annotator[order]
        self._first = np.searchsorted(key, np.arange(self._done.size + 1))
        self._version = {sha256: code for code, sha256 in enumerate(journals.versions)}
        self._versions = len(journals.versions) + 1
        of_version, counts = np.unique(
            key * self._versions + (rows.version[order].astype(np.int64) - UNKNOWN), return_counts=True
        )
        self._counts: dict[int, int] = dict(zip(of_version.tolist(), counts.tolist(), strict=True))

    def counts(self, article: str, sha256: str | None) -> dict[str, int]:
        """How many spans those gave who finished this version of an article, by their names."""
        code = self._article.get(article)
        if code is None:
            return {}
        return {
            name: self._count(code, who, sha256)
            for name, who in self._who.items()
            if self._done[code, who] and self._states.get((article, who), sha256) == sha256
        }

    def _count(self, article: int, who: int, sha256: str | None) -> int:
        """Spans of this version, and those that do not say of which they are."""
        cell = (article * self._done.shape[1] + who) * self._versions
        codes = {UNKNOWN, self._version.get(sha256 or "", UNKNOWN)}
        return sum(self._counts.get(cell + code - UNKNOWN, 0) for code in codes)

    def spans(self, name: str, entry: Entry, text: str | None) -> list[Fields]:
        """What an annotator gave in a version of an article, in reading order; spans that do not fit its text left out."""
        cell = self._article[entry.id] * self._done.shape[1] + self._who[name]
        places = self._place[self._first[cell] : self._first[cell + 1]]
        lines = dict(zip(sorted(places.tolist()), self._files.needed_lines(sorted(places.tolist())), strict=True))
        records = [record_of(lines[place]) for place in places.tolist()]
        records.sort(key=lambda record: reading_order({"id": "", **record}))
        spans = [_NOTHING_SAID | span for span in records if span["sha256"] in {None, entry.sha256}]
        if text is not None:
            spans = [span for span in spans if span["text"] in {None, text[span["start"] : span["end"]]}]
        return spans


def edited(project: ProjectFolder, entries: Iterable[Entry]) -> list[str]:
    """The articles of which no entry is of the file as it is now, by name; those without a file left out.

    Args:
        project: where the files are.
        entries: of documents that were read.

    Raises:
        AnnotatorError: if a file cannot be read.
    """
    versions: dict[str, set[str | None]] = {}
    for entry in entries:
        versions.setdefault(entry.id, set()).add(None if entry.in_file else entry.sha256)
    limit = project.settings.limits.article_bytes

    def is_new(path: Path, known: set[str | None]) -> bool:
        # What is too large for an article was never one: gigabytes need not be read to know that.
        return path.is_file() and (path.stat().st_size > limit or sha256_of(path) not in known)

    return [
        article
        for article, known in sorted(versions.items())
        if None not in known and is_new(_file_of(project, article), known)
    ]


def _file_of(project: ProjectFolder, article: str) -> Path:
    return project.seeds / f"{article}.txt"


def sha256_of(path: Path) -> str:
    """The sha256 of a file.

    Raises:
        AnnotatorError: if it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise AnnotatorError(
            f"{one_line(str(path))}: cannot be read ({error.strerror}): check the disk and its rights"
        ) from error


_DECISIONS = (b'"rule"', f'"{PREFIX}'.encode())
"""One of these stands in every file of decisions as this program writes it."""
_REMEMBERED = 2**14
"""Ends of lines, most of which are like others."""

_Key = tuple[str, str | None]
"""An article's id and the sha256 of one of its versions."""


def collect(
    columns: Columns,
    journals: Columns,
    project: ProjectFolder,
    least: int = 1,
    *,
    once: bool = False,
    engine: Engine = THIS_MACHINE,
) -> DatasetContents:
    """The finished articles of files.

    Files of flat spans do not say who finished an article without a span. Where the files have no article states at
    all, the project's journals are asked about the annotators that they name.

    Args:
        columns: what is to be exported.
        journals: the annotators' own work.
        project: where the texts are.
        least: only articles that so many annotators finished.
        once: whether the documents will be gone through a single time.
        engine: who joins votes, and checks the spans against the texts.

    Raises:
        AnnotatorError: when a document is read, naming the first span that does not fit its text.
    """
    joining = VoteCount(columns, finished_only=True)
    has_span = np.zeros(len(columns.articles), dtype=np.bool_)
    has_span[columns.spans.article] = True
    with_spans = set(compress(columns.articles, has_span.tolist()))
    lengths = columns.finished()
    added: list[str] = []
    contested = 0
    if not columns.states:
        named = only_by(journals, set(columns.annotators))
        lengths = named.finished()
        added = sorted({article for article, _ in lengths} - with_spans)
        contested = _missing(VoteCount(named, finished_only=True), joining)
    keys = joining.article_versions() | {key for key in lengths if key[0] not in with_spans}
    own = JournalSpans(journals, _own_names(columns.annotators, journals.annotators))
    reading = _Reading(project, _Joined(joining), own, engine, once=once and least <= 1)
    documents, told = reading.documents(keys, lengths, least)
    added = sorted({*added} & {entry.id for entry in documents.entries})
    return DatasetContents(
        documents, joining.left_out, sorted(columns.annotators), added, contested, reading.said, told
    )


def collect_gold(
    gold: GoldContent, journals: Columns, project: ProjectFolder, least: int = 1, *, once: bool = False
) -> DatasetContents:
    """The finished articles with what all agreed on and what was decided; what is undecided is in none of them.

    Args:
        gold: what the journals and the decisions add up to, or what gold's own records hold.
        journals: the annotators' own work; none where gold stands alone.
        project: where the texts are.
        least: only articles that so many annotators finished.
        once: whether the documents will be gone through a single time.

    Raises:
        AnnotatorError: when a document is read, naming the first span that does not fit its text.
    """
    spans: dict[_Key, list[Fields]] = {key: [] for key in gold.lengths}
    for span in gold.spans:
        spans.setdefault((span["article"], span["sha256"]), []).append(span)
    names = [] if gold.alone else sorted(set(journals.annotators) - {GOLD})
    own = JournalSpans(journals, names)
    reading = _Reading(project, _AtHand(spans), own, THIS_MACHINE, once=once and least <= 1)  # the spans are here
    documents, told = reading.documents(spans, gold.lengths, least)
    shown = {entry.id for entry in documents.entries}
    made = [decision for decision in gold.decisions if decision.article in shown]
    annotators = gold.annotators if gold.alone else names
    return DatasetContents(
        documents, gold.left_out, annotators, [], 0, reading.said, [*gold.account, *told], _counted(made)
    )


def _counted(made: Sequence[Decision]) -> Decisions:
    by = Counter(decision.by for decision in made)
    return Decisions(dict(sorted(by.items())), Counter(decision.choice for decision in made))


def may_hold_decisions(path: Path) -> bool:
    """Whether it is worth while to look for decisions in a journal of gold and its copies: other files are read faster."""
    files = JournalFiles([path, *copies_of(path, GOLD)])
    return any(
        mark in piece.whole for file in range(len(files.paths)) for piece in files.pieces(file) for mark in _DECISIONS
    )


def only_by(columns: Columns, names: set[str]) -> Columns:
    """What these annotators did."""
    wanted = np.array([name in names for name in columns.annotators], dtype=np.bool_)
    code = np.cumsum(wanted) - 1
    rows, states = wanted[columns.spans.annotator], wanted[columns.state_owners]
    spans = SpanColumns._make(column[rows] for column in columns.spans)
    return columns._replace(
        annotators=[name for name in columns.annotators if name in names],
        spans=spans._replace(annotator=code[spans.annotator]),
        flat_from=int(rows[: columns.flat_from].sum()),
        states=[state for state, taken in zip(columns.states, states.tolist(), strict=True) if taken],
        state_owners=code[columns.state_owners[states]],
    )


def _own_names(named: Sequence[str], known: Sequence[str]) -> list[str]:
    """Those whose work was joined, and whose journals are there: all, if it is adjudicated."""
    if len(named) == 1 and GOLD not in named:
        return []
    return sorted(name for name in known if name != GOLD and (GOLD in named or name in named))


def _missing(journals: VoteCount, joining: VoteCount) -> int:
    """How many ranges with a label have votes in the journals, but not in what is exported."""
    if not len(journals.votes.article):
        return 0
    articles = {name: code for code, name in enumerate([*joining.articles, *journals.articles])}
    labels = {name: code for code, name in enumerate([*joining.labels, *journals.labels])}
    columns: list[list[Ints]] = [[], [], [], [], []]
    for there, one in enumerate((joining, journals)):
        votes = one.votes
        article = np.array([articles[name] for name in one.articles], dtype=np.int64)[votes.article]
        label = np.array([labels[name] for name in one.labels], dtype=np.int64)[votes.label]
        source = np.full(len(article), there)
        for column, values in zip(columns, (article, label, votes.start, votes.end, source), strict=True):
            column.append(values.astype(np.int64))
    *place, source = (np.concatenate(parts) for parts in columns)
    order = sort_order((*place, source))
    if not len(order):
        return 0
    first = np.concatenate((np.ones(1, dtype=np.bool_), differs(*(column[order] for column in place))))
    return int(source[order][first].sum())


class _Spans(Protocol):
    """The spans of single documents, in groups of articles with about as many votes each.

    Attributes:
        firsts: the first article of each group but the first group.
        sizes: how many votes each group has.
    """

    firsts: list[str]
    sizes: list[int]

    def part(self, groups: range) -> _Spans:
        """Those of some groups, with no more than they need."""
        ...

    def spans(self, key: _Key) -> SpanLines | list[Fields]:
        """The spans of one version of an article, in order."""
        ...


class _AtHand:
    """See `_Spans`; they are all in memory."""

    def __init__(self, spans: Mapping[_Key, list[Fields]]) -> None:
        self._spans = spans
        self.firsts: list[str] = []
        self.sizes = [0]

    def part(self, groups: range) -> _Spans:
        """See `_Spans`."""
        return self

    def spans(self, key: _Key) -> SpanLines | list[Fields]:
        """See `_Spans`."""
        return self._spans[key]


class _Cut(NamedTuple):
    """The joined spans of a group of articles, in columns that are cut to documents."""

    group: int
    cuts: list[tuple[int, int]]
    """Where the rows of each article begin and end."""
    versions: list[int]
    columns: tuple[list[Any], ...]
    """Starts, ends, names of labels, and the parts of the lines."""


class _Joined:
    """See `_Spans`; they are joined when they are asked for, and those of the last group kept."""

    def __init__(self, count: VoteCount) -> None:
        self._count = count
        self._code = {name: code for code, name in enumerate(count.articles)}
        self._version = {sha256: code for code, sha256 in enumerate(count.versions)}
        self._starts = [group.start for group in count.groups]
        self._cut: _Cut | None = None
        self.firsts = [count.articles[start] for start in self._starts[1:]]
        self.sizes = list(map(count.votes_of, count.groups))

    def part(self, groups: range) -> _Spans:
        """See `_Spans`."""
        return _Joined(self._count.part(groups))

    def spans(self, key: _Key) -> SpanLines | list[Fields]:
        """See `_Spans`."""
        article = self._code.get(key[0])
        if article is None:  # known to be finished from the project's journals alone
            return []
        group = bisect_right(self._starts, article) - 1
        found, version = self._some(group), self._version[key[1]]
        begin, end = found.cuts[article - self._starts[group]]
        starts, ends, labels, *parts = (column[begin:end] for column in found.columns)
        if found.versions[begin:end] != [version] * (end - begin):  # the article has several
            here = [code == version for code in found.versions[begin:end]]
            starts, ends, labels, *parts = (list(compress(c, here)) for c in (starts, ends, labels, *parts))
        return SpanLines(*key, Parts(*parts), starts, ends, Counter(labels))

    def _some(self, group: int) -> _Cut:
        if self._cut is None or self._cut.group != group:
            self._cut = None  # gives up its memory before more is taken
            articles = self._count.groups[group]
            with no_cycles_expected():
                joined = self._count.some(articles)
            cuts = np.searchsorted(joined.article, np.arange(articles.start, articles.stop + 1)).tolist()
            labels = [self._count.labels[code] for code in joined.label.tolist()]
            columns = (joined.start.tolist(), joined.end.tolist(), labels, *joined.parts)
            self._cut = _Cut(group, list(pairwise(cuts)), joined.version.tolist(), columns)
        return self._cut


class _Wanted(NamedTuple):
    """A document that is to be read."""

    key: _Key
    sha256: str | None
    """Of its text."""
    length: int | None
    """Code points, as far as it is known without the text."""


class _Found(NamedTuple):
    """What was read of a document, its spans checked."""

    text: str | None
    in_file: bool
    """Whether the text is that of the article's file."""
    spans: SpanLines | list[Fields]


class _Some(NamedTuple):
    """Documents in a row, and their spans."""

    wanted: list[_Wanted]
    spans: _Spans


def _read(project: ProjectFolder, some: _Some, step: Step | None) -> Iterator[_Found]:
    for key, sha256, length in some.wanted:
        text, in_file = _text(project, key[0], sha256)
        spans = some.spans.spans(key)
        _check(key[0], spans, text, length)
        yield _Found(text, in_file, spans)


def _text(project: ProjectFolder, article: str, sha256: str | None) -> tuple[str | None, bool]:
    """The text of a version, and whether it is from the article's file, which then is as it was, or a snapshot."""
    if sha256 is None:
        return None, False
    text = project.unchanged_text(sha256, article)
    return (project.text(sha256, article), False) if text is None else (text, True)


_WORTH = 2**15
"""Votes that are worth a second process."""
_WAITING = 2**14
"""Votes of a part, about."""
_Lines = tuple[Parts, list[int], list[int], Mapping[str, int]]
"""What a `SpanLines` is made of, but for its article: the parts, starts, ends, and the spans by label."""
_Kept = tuple[str | None, _Lines | None]
"""What was read of a version of an article: its text, and its spans where they are lines."""


class _Reading:
    """Reads every document once, checks it, and sums up what its spans say; afterwards it is had from a temporary file.

    Documents are read in their order, the next ones while somebody works with one.
    """

    def __init__(self, project: ProjectFolder, spans: _Spans, own: JournalSpans, engine: Engine, *, once: bool) -> None:
        """Take where texts and spans come from; `once`: whether nobody will ask for a document again, so that none is kept."""
        self._project, self._engine = project, engine
        self._spans, self._own = spans, own
        self._wanted: dict[Entry, _Wanted] = {}
        self._places: dict[Entry, int] = {}
        self._reading: Iterator[tuple[int, _Found]] = iter(())
        self._votes: dict[bytes, Fields] = {}
        self._kept = None if once else ReadStore[_Kept](_Kept)
        self._own_kept = None if once else ReadStore[list[Fields]](list[Fields])
        self.said = Said()

    def documents(
        self, keys: Iterable[_Key], lengths: Mapping[_Key, int | None], least: int
    ) -> tuple[Documents, list[str]]:
        """The documents of these versions that so many annotators finished, in order; and what that left out."""
        every = self._documents(keys, lengths)
        if least <= 1:
            return every, []
        every.finish()
        kept = [entry for entry in every.entries if entry.finishers >= least]
        self.said = Said()
        for entry in kept:
            self._add(self.read(entry).spans)
        few = len(every) - len(kept)
        told = f"{plural(few, 'article')} that fewer than {least} annotators finished, left out (--min-annotators)"
        return Documents(kept, self.read), [told] * bool(few)

    def _documents(self, keys: Iterable[_Key], lengths: Mapping[_Key, int | None]) -> Documents:
        for key in sorted(keys, key=lambda key: (key[0], key[1] or "")):
            path = _file_of(self._project, key[0])
            sha256 = key[1] or (self._project.load(ArticleFile(key[0], path)).sha256 if path.is_file() else None)
            own = self._own.counts(key[0], sha256)
            entry = Entry(key[0], sha256, lengths.get(key), load_meta(path), own)
            self._places[entry] = len(self._wanted)
            self._wanted[entry] = _Wanted(key, sha256, entry.length)
        return Documents(list(self._wanted), self.read)

    def read(self, entry: Entry) -> Document:
        """One document."""
        if self._kept is not None and entry in self._kept:
            text, lines = self._kept.get(entry)
            key = self._wanted[entry].key
            spans = self._spans.spans(key) if lines is None else SpanLines(key[0], key[1], *lines)
        else:
            text, spans = self._note(entry, self._next(self._places[entry]))
        own = AnnotatorSpans(entry.own, lambda name: self._own_spans(name, entry, text))
        return Document(entry.id, entry.sha256, entry.length, text, entry.meta, spans, own)

    def _next(self, place: int) -> _Found:
        """What was read of a document, which most often is the one after the last that was asked for."""
        following, found = next(self._reading, (-1, None))
        if found is None or following != place:
            self._reading = self._read_from(place)
            _, found = next(self._reading)
        if place == len(self._wanted) - 1:
            next(self._reading, None)  # whoever read is through
        return found

    def _read_from(self, place: int) -> Iterator[tuple[int, _Found]]:
        """The place of each document from one on, and what was read of it."""
        wanted, firsts, sizes = list(self._wanted.values()), self._spans.firsts, self._spans.sizes
        names = [one.key[0] for one in wanted]
        begin = bisect_right(firsts, names[place])
        shares = [
            range(begin + share.start, begin + share.stop)
            for share in self._engine.shares(sizes[begin:], _WORTH, _WAITING)
        ]
        cuts = [place, *(bisect_left(names, firsts[share.start - 1]) for share in shares[1:]), len(names)]
        parts = [
            _Some(wanted[first:last], self._spans.part(share))
            for share, (first, last) in zip(shares, pairwise(cuts), strict=True)
        ]
        of_parts = [sum(sizes[share.start : share.stop]) for share in shares]
        yield from enumerate(self._engine.map(_read, self._project, parts, of_parts), place)

    def _note(self, entry: Entry, found: _Found) -> tuple[str | None, SpanLines | list[Fields]]:
        """What is known of a document that was read for the first time."""
        text, entry.in_file, spans = found
        if text is None and entry.sha256 is not None:  # whoever read it may lack what is here
            text, entry.in_file = _text(self._project, entry.id, entry.sha256)
            _check(entry.id, spans, text, entry.length)
        entry.has_text = text is not None
        entry.length = entry.length if text is None else len(text)
        entry.labels = spans.labels if isinstance(spans, SpanLines) else Counter(span["label"] for span in spans)
        entry.of = self._add(spans)
        entry.read = True
        if self._kept is not None:
            self._kept.put(entry, (text, spans.lines if isinstance(spans, SpanLines) else None))
        return text, spans

    def _own_spans(self, name: str, entry: Entry, text: str | None) -> list[Fields]:
        if self._own_kept is None:
            return self._own.spans(name, entry, text)
        if (entry, name) not in self._own_kept:
            self._own_kept.put((entry, name), self._own.spans(name, entry, text))
        return self._own_kept.get((entry, name))

    def _add(self, spans: Sequence[Fields]) -> int:
        """Sum up what they say; how many annotators finished the article, by their word."""
        if not isinstance(spans, SpanLines):
            for span in spans:
                self.said.add(span)
            return max((span["of"] or 0 for span in spans), default=0)
        most = 0
        for votes, number in spans.votes.items():
            if votes not in self._votes:
                if len(self._votes) >= _REMEMBERED:
                    self._votes.clear()
                self._votes[votes] = orjson.loads(b"{%b}" % votes)
            self.said.add(self._votes[votes], number)
            most = max(most, self._votes[votes]["of"] or 0)
        return most


def _check(article: str, spans: SpanLines | list[Fields], text: str | None, length: int | None) -> None:
    limit = length if text is None else len(text)
    if isinstance(spans, SpanLines):
        inside = limit is None or max(spans.ends, default=0) <= limit
        if inside and (text is None or spans.fits(text)):
            return
    for span in spans:
        start, end = span["start"], span["end"]
        found = span["text"] if text is None else text[start:end]
        if (limit is None or end <= limit) and (span["text"] is None or found == span["text"]):
            continue
        raise AnnotatorError(
            f"{article}: the {one_line(span['label'], 40)} at {start}–{end} is "
            f"{one_line(repr(span['text']), 60)} in the file, but not in the article's text "
            f"({one_line(repr(found), 60)}): see annotator check"
        )


class Taken(NamedTuple):
    """How many of annotators' own spans were not found by hand, or not independently.

    Attributes:
        spans: all of them.
        suggested: from suggestions, those of second looks too.
        second_look: made or changed when, or after, their annotator had seen what was learned from other articles.
        swept: proposed by the program's rule, and taken all at once in the sweep.
    """

    spans: int
    suggested: int
    second_look: int
    swept: int


def taken_spans(journals: Columns, annotators: Collection[str], articles: Collection[str]) -> Taken:
    """What these annotators' own spans in articles came from."""
    rows = journals.spans
    wanted = np.array([name in {*annotators} for name in journals.annotators], dtype=np.bool_)[rows.annotator]
    wanted &= np.array([name in {*articles} for name in journals.articles], dtype=np.bool_)[rows.article]
    found = [journals.offered[place] for place in rows.place[wanted].tolist() if place in journals.offered]
    swept = sum(offered.by == SWEEP for offered in found)
    suggested = sum(offered.by is not None for offered in found) - swept
    return Taken(int(wanted.sum()), suggested, sum(offered.second_look for offered in found), swept)


def shared_table(
    journals: Columns, annotators: Collection[str], articles: Collection[str], labels: Sequence[str]
) -> Table | None:
    """The spans of annotators in those of the articles that two or more of them finished, if there are any.

    Args:
        journals: the annotators' own work.
        annotators: whose work counts.
        articles: by id.
        labels: the order of reports; others come after them.
        engine: who counts.
    """
    table = table_of(only_by(journals, set(annotators)), labels)
    wanted = set(articles)
    table = table.only_articles(np.array([article in wanted for article in table.articles], dtype=np.bool_)).shared()
    return table if table.articles else None


def cited_measures(table: Table, engine: Engine = THIS_MACHINE) -> dict[str, Any]:
    """The measures that are cited, for a card; the engine counts."""
    settings = AgreementSettings()
    check(table)
    overall = estimates(side_of_all(count(table, settings.iou, engine=engine)), with_intervals=settings.resamples > 0)[
        -1
    ]
    busy = np.flatnonzero(table.done.any(axis=0))
    return {
        "annotators": [table.annotators[who] for who in busy],
        "articles": len(table.articles),
        "stable": not is_unstable(len(table.articles)),
        "measures": [
            {"measure": name, "name": measure.cited, **overall[name]._asdict()}
            for name, measure in MEASURES.items()
            if measure.cited
        ],
    }
