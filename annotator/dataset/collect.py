"""Gathers what an export writes: finished articles, their texts and spans, every offset checked, an article at a time."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import compress, pairwise
from pathlib import Path
from typing import Any, NamedTuple

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
from annotator.engine import THIS_MACHINE, Engine
from annotator.errors import AnnotatorError
from annotator.journal.columns import UNKNOWN, Columns, Ints, SpanColumns, differs, sort_order
from annotator.journal.copies import copies_of
from annotator.journal.fold import reading_order
from annotator.journal.journal_files import JournalFiles
from annotator.journal.records import Fields, no_cycles_expected
from annotator.merge import Parts, VoteCount, record_of
from annotator.model import GOLD
from annotator.project import ArticleFile, ProjectFolder
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
    columns: Columns, journals: Columns, project: ProjectFolder, least: int = 1, *, once: bool = False
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
    joined = _Joined(joining)
    reading = _Reading(project, joined.spans, own, once=once and least <= 1)
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
    reading = _Reading(project, spans.__getitem__, JournalSpans(journals, names), once=once and least <= 1)
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


class _AtHand(NamedTuple):
    """The joined spans of a group of articles, in columns that are cut to documents."""

    group: int
    cuts: list[tuple[int, int]]
    """Where the rows of each article begin and end."""
    versions: list[int]
    columns: tuple[list[Any], ...]
    """Starts, ends, names of labels, and the parts of the lines."""


class _Joined:
    """The joined spans of single documents, of which those of some articles are at hand."""

    def __init__(self, count: VoteCount) -> None:
        self._count = count
        self._code = {name: code for code, name in enumerate(count.articles)}
        self._version = {sha256: code for code, sha256 in enumerate(count.versions)}
        self._starts = [group.start for group in count.groups]
        self._at_hand: _AtHand | None = None

    def spans(self, key: _Key) -> SpanLines | list[Fields]:
        """The joined spans of one version of an article, in order."""
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

    def _some(self, group: int) -> _AtHand:
        if self._at_hand is None or self._at_hand.group != group:
            self._at_hand = None  # gives up its memory before more is taken
            articles = self._count.groups[group]
            with no_cycles_expected():
                joined = self._count.some(articles)
            cuts = np.searchsorted(joined.article, np.arange(articles.start, articles.stop + 1)).tolist()
            labels = [self._count.labels[code] for code in joined.label.tolist()]
            columns = (joined.start.tolist(), joined.end.tolist(), labels, *joined.parts)
            self._at_hand = _AtHand(group, list(pairwise(cuts)), joined.version.tolist(), columns)
        return self._at_hand


_Lines = tuple[Parts, list[int], list[int], Mapping[str, int]]
"""What a `SpanLines` is made of, but for its article: the parts, starts, ends, and the spans by label."""
_Kept = tuple[str | None, _Lines | None]
"""What was read of a version of an article: its text, and its spans where they are lines."""


class _Reading:
    """Reads every document once, checks it, and sums up what its spans say; afterwards it is had from a temporary file."""

    def __init__(
        self,
        project: ProjectFolder,
        spans: Callable[[_Key], SpanLines | list[Fields]],
        own: JournalSpans,
        *,
        once: bool,
    ) -> None:
        """Take where texts and spans come from; `once`: whether nobody will ask for a document again, so that none is kept."""
        self._project = project
        self._spans, self._own = spans, own
        self._keys: dict[Entry, _Key] = {}
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
            self._keys[entry] = key
        return Documents(list(self._keys), self.read)

    def read(self, entry: Entry) -> Document:
        """One document."""
        if self._kept is not None and entry in self._kept:
            text, lines = self._kept.get(entry)
            article, sha256 = key = self._keys[entry]
            spans = self._spans(key) if lines is None else SpanLines(article, sha256, *lines)
        else:
            text = self._text(entry)
            spans = self._spans(self._keys[entry])
            self._note(entry, text, spans)
        own = AnnotatorSpans(entry.own, lambda name: self._own_spans(name, entry, text))
        return Document(entry.id, entry.sha256, entry.length, text, entry.meta, spans, own)

    def _text(self, entry: Entry) -> str | None:
        """The text of a version: from the article's file, which is then known to be as it was, or a snapshot."""
        if entry.sha256 is None:
            return None
        text = self._project.unchanged_text(entry.sha256, entry.id)
        entry.in_file = text is not None
        return self._project.text(entry.sha256, entry.id) if text is None else text

    def _note(self, entry: Entry, text: str | None, spans: SpanLines | list[Fields]) -> None:
        """What is known of a document that was read for the first time."""
        _check(entry.id, spans, text, entry.length)
        entry.has_text = text is not None
        entry.length = entry.length if text is None else len(text)
        entry.labels = spans.labels if isinstance(spans, SpanLines) else Counter(span["label"] for span in spans)
        entry.of = self._add(spans)
        entry.read = True
        if self._kept is not None:
            self._kept.put(entry, (text, spans.lines if isinstance(spans, SpanLines) else None))

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


def offered_spans(journals: Columns, annotators: Collection[str], articles: Collection[str]) -> tuple[int, int]:
    """How many of these annotators' own spans in articles came from suggestions, and how many from second looks."""
    rows = journals.spans
    wanted = np.array([name in {*annotators} for name in journals.annotators], dtype=np.bool_)[rows.annotator]
    wanted &= np.array([name in {*articles} for name in journals.articles], dtype=np.bool_)[rows.article]
    found = [journals.offered[place] for place in rows.place[wanted].tolist() if place in journals.offered]
    return sum(offered.by is not None for offered in found), sum(offered.second_look for offered in found)


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
