"""Looks for everything that can be wrong in a journal or a file of flat spans. Changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from annotator.garbage import no_cycles_expected
from annotator.journal.columns import (
    Bools,
    ColumnReader,
    Ints,
    Small,
    SpanColumns,
    differs,
    distinct,
    sort_order,
)
from annotator.journal.copies import original_stem
from annotator.journal.journal_files import JournalFiles
from annotator.journal.records import (
    JournalLine,
    NewerFormatError,
    OwnedSpan,
    Problem,
    is_refusal_id,
    parse,
)
from annotator.journal.winners import winning_rows
from annotator.model import GOLD, Record, Span
from annotator.text.sanitize import one_line

Severity = Literal["error", "warning"]


class CheckFinding(NamedTuple):
    """One thing that is wrong, or worth a look, in one line of a file."""

    line: int
    """Counted from 1."""
    severity: Severity
    kind: str
    """One word for programs: `unreadable`, `text`, `missing-text`, `length`, `duplicate` and so on."""
    message: str


class TextSources(NamedTuple):
    """How the texts are found that spans are checked against."""

    by_hash: Callable[[str, str], str | None]
    """From sha256 and article id to the text; `None` if there is none."""
    present: Callable[[str], str | None]
    """From an article's id to the sha256 of the present file; `None` if there is none."""


@dataclass(slots=True)  # not frozen: there may be hundreds of thousands, and those take three times as long to make
class FileRuleFinding:
    """A rule about spans that a span in a line of a file breaks."""

    file: str
    line: int
    """Counted from 1."""
    rule: str
    article: str
    paragraph: int | None
    """Counted from 1; `None` where the text is nowhere."""
    label: str
    start: int
    end: int
    text: str | None
    message: str
    """What is wrong, in words of which the span is the subject."""
    other_line: int | None
    """Of the span that it breaks the rule with, if it takes two."""


class FileCheck(NamedTuple):
    """What was found in one file."""

    findings: list[CheckFinding]
    """By line."""
    broken: list[FileRuleFinding]
    """By article and place."""
    records: int
    """Readable lines."""
    spans: int
    """Spans that count."""
    hashes: set[str]
    """The sha256 of all texts that the file refers to."""


Text = tuple[str, str | None]
"""An article's id and the sha256 of one of its texts; `None` for a span that does not say which."""
NO_TEXT = -1
"""In place of the hash of a wording, where a flat span gives none."""


class _CheckReader(ColumnReader):
    """Reads one file, keeps the hash of each span's wording, and goes on behind lines of a newer format, which are in `newer`."""

    def __init__(self, path: Path, stem: str) -> None:
        super().__init__()
        self._path, self._stem = path, original_stem(stem)
        self.newer: list[Problem] = []
        self._hashes: list[tuple[Ints, Ints]] = [(np.zeros(0, dtype=np.int64),) * 2]
        self._begins = [np.zeros(1, dtype=np.int64)]

    def _add_at(self, records: Sequence[Record] | Sequence[OwnedSpan], places: Ints) -> bool:
        self._begins.append(places)
        return super()._add_at(records, places)

    def _one_by_one(self, whole: bytes, places: Sequence[int]) -> None:
        self._begins.append(np.array(places, dtype=np.int64))
        super()._one_by_one(whole, places)

    def begins(self) -> Ints:
        """Where all lines begin."""
        return distinct(np.concatenate(self._begins))

    def _add_spans(self, puts: Sequence[Span], places: Ints) -> bool:
        added = super()._add_spans(puts, places)
        if added:
            self._hashes.append((places, np.fromiter([hash(put.text) for put in puts], np.int64, len(puts))))
        return added

    def _add_flat(self, spans: Sequence[OwnedSpan], places: Ints) -> bool:
        added = super()._add_flat(spans, places)
        if added:
            said = [hash(span.text) if isinstance(span.text, str) else NO_TEXT for span in spans]
            self._hashes.append((places, np.array(said, dtype=np.int64)))
        return added

    def _of_newer_format(self, number: int, error: NewerFormatError) -> None:
        self.newer.append(Problem(number, str(error)))

    def wordings(self, places: Ints) -> Ints:
        """The hashes of the wordings of the spans at some places."""
        known, hashes = (np.concatenate(columns) for columns in zip(*self._hashes, strict=True))
        order = np.argsort(known, kind="stable")
        return hashes[order][np.searchsorted(known[order], places)]


class CheckedSpans(NamedTuple):
    """The spans of a file, superseded ones too, those of one text together, `(spans,)` each; in a text a journal's come first."""

    owners: Ints
    """The annotator; or a number for several, see `CheckedFile`."""
    article: Small
    version: Small
    label: Small
    start: Small
    end: Small
    place: Ints
    line: Ints
    live: Bools
    wording: Ints
    """Python's hash of the words, which holds in this process and its copies; or `NO_TEXT`."""


class _State(NamedTuple):
    """How far an article is, as a line says."""

    line: int
    counts: bool
    about: Text
    length: int


class CheckedFile:
    """One file, read, and what is wrong with it whatever the texts are. No record is kept.

    Args:
        path: the file.
        stem: its name without its ending: the annotator whose it should be.
        labels: the names of the project's labels.
        progress: told how many bytes were read.

    Attributes:
        shown: its path.
        spans: its spans; `texts`: what each text of spans is, by article, and `cuts`: where the spans of each begin, and the end.
        stated: the texts that only states are of, by article.
        labels: the names of the labels by their codes.
        annotator_count: how many annotators it names; their numbers are below it.
        several: by the number of several owners, who they are.
        count: how many lines can be read.
        findings: what is wrong.

    Raises:
        AnnotatorError: if it is not there, or was changed while it was read.
    """

    def __init__(
        self, path: Path, stem: str, labels: Collection[str], progress: Callable[[int], None] | None = None
    ) -> None:
        self.shown, self._stem = str(path), stem
        self.files = JournalFiles([path])
        reader = _CheckReader(path, stem)
        self._torn = False
        with no_cycles_expected():
            for piece in self.files.pieces(0):
                reader.take(piece)
                self._torn = not piece.whole.endswith(b"\n")
                if progress is not None:
                    progress(len(piece.whole))
        self._begins = reader.begins()
        records, flat = reader.records.finished(), reader.flat.finished()
        _, once = np.unique(records.place, return_index=True)
        self._records = records = SpanColumns._make(column[once] for column in records)
        self._live = winning_rows(records.annotator, records.identity, records.place, self.files)
        self._flat = SpanColumns._make(column[np.argsort(flat.place, kind="stable")] for column in flat)
        self._annotators, self._articles, self.labels = map(list, (reader.annotators, reader.articles, reader.labels))
        self._versions = [*reader.versions, None]  # the last one is that of UNKNOWN
        live = {place for place in records.place[self._live].tolist() if place in reader.states}
        said = sorted(reader.states.items())
        lines = self._lines([place for place, _ in said]).tolist()
        self._states = [
            _State(line, place in live, (one.article, one.sha256), one.length)
            for line, (place, one) in zip(lines, said, strict=True)
        ]
        self.several: dict[int, tuple[int, ...]] = {}
        self.spans, self.texts, self.cuts = self._by_text(self._all_spans(reader))
        self.stated = sorted({state.about for state in self._states} - {*self.texts})
        self.annotator_count = len(self._annotators)
        self.count = len(records.place) + len(distinct(flat.place))
        self._has_flat = len(flat.place) > 0
        self.findings = [
            *self._unreadable(reader),
            *self._shared_ids(),
            *self._strangers(),
            *self._unknown_labels(labels),
            *self._duplicates(),
        ]
        del self._records, self._live, self._flat, self._begins

    def _all_spans(self, reader: _CheckReader) -> CheckedSpans:
        """A journal's spans, then the flat ones."""
        given, flat = self._records.label >= 0, self._flat
        _, first, count = np.unique(flat.place, return_index=True, return_counts=True)
        owners = flat.annotator[first].astype(np.int64)
        for row in np.flatnonzero(count > 1).tolist():
            owners[row] = len(self._annotators) + row
            self.several[int(owners[row])] = tuple(flat.annotator[first[row] : first[row] + count[row]].tolist())
        rows = SpanColumns._make(
            np.concatenate((one[given], other[first])) for one, other in zip(self._records, flat, strict=True)
        )
        live = np.concatenate((self._live[given], np.ones(len(first), dtype=np.bool_)))
        owners = np.concatenate((self._records.annotator[given], owners))
        line, wording = self._lines(rows.place), reader.wordings(rows.place)
        where = rows.article, rows.version, rows.label, rows.start, rows.end, rows.place
        return CheckedSpans(owners, *where, line, live, wording)

    def _by_text(self, spans: CheckedSpans) -> tuple[CheckedSpans, list[Text], list[int]]:
        """The spans of each text together; texts by article, those of one by the first span that counts."""
        several = len(self._versions)
        rank = np.argsort(np.argsort(np.array(self._articles, dtype=np.str_)))
        codes = spans.article.astype(np.int64) * several + spans.version % several
        _, text = np.unique(codes, return_inverse=True)
        live, rows = np.flatnonzero(spans.live), np.arange(len(text))
        first = np.full(len(text), len(text))
        np.minimum.at(first, text[live], live)
        order = sort_order((rank[spans.article], first[text], text, rows))
        cuts = [0, *(np.flatnonzero(np.diff(text[order])) + 1).tolist(), len(order)] if len(order) else [0]
        firsts = codes[order[cuts[:-1]]].tolist()
        texts: list[Text] = [(self._articles[code // several], self._versions[code % several]) for code in firsts]
        return CheckedSpans._make(column[order] for column in spans), texts, cuts

    def _lines(self, places: Ints | list[int]) -> Ints:
        """The numbers of the lines at some places."""
        return np.searchsorted(self._begins, places, side="right").astype(np.int64)

    @property
    def named(self) -> set[str]:
        """The articles that spans and states are of."""
        return {article for article, _ in (*self.texts, *self.stated)}

    def hashes(self) -> set[str]:
        """The sha256 of all texts that the file refers to."""
        found = {sha256 for _, sha256 in (*self.texts, *(state.about for state in self._states))}
        return {sha256 for sha256 in found if sha256 is not None}

    def lines_of(self, rows: Ints) -> dict[int, bytes]:
        """The lines of some spans, by row.

        Raises:
            AnnotatorError: if the file was changed since it was read.
        """
        rows = rows[np.argsort(self.spans.place[rows])]
        lines = self.files.needed_lines(self.spans.place[rows].tolist())
        return dict(zip(rows.tolist(), lines, strict=True))

    # --- whatever the texts are ----------------------------------------------------------------------------------

    def _unreadable(self, reader: _CheckReader) -> Iterator[CheckFinding]:
        """Lines that cannot be read, and a last one that was cut off."""
        for line, message in reader.newer:
            yield CheckFinding(line, "error", "newer", message)
        for problems in reader.problems.values():
            for line, message in problems:
                yield CheckFinding(line, "error", "unreadable", message)
        if self._torn:
            message = "the last line has no end: the next record will add it"
            yield CheckFinding(len(self._begins), "warning", "torn", message)

    def _shared_ids(self) -> Iterator[CheckFinding]:
        """Ids that two things share, and revisions that say two things."""
        _, code, count = np.unique(self._records.identity, return_inverse=True, return_counts=True)
        places = self._records.place[count[code] > 1]
        first: dict[str, JournalLine] = {}
        revisions: dict[tuple[str, str, int], JournalLine] = {}
        names: set[str] = set()
        for number, raw in zip(self._lines(places).tolist(), self.files.needed_lines(places.tolist()), strict=True):
            line = parse(raw, names, number)
            head, shown = line.head, one_line(line.head.id, 60)
            if is_refusal_id(head.id):
                continue  # the id tells what was refused: anybody who refuses the same writes it
            other = first.setdefault(head.id, line)
            # The states of one article share an id in a file of several annotators; in gold, anybody may revise a span.
            strangers = head.annotator != other.head.annotator and head.op != "article" and self._stem != GOLD
            if strangers or head.article != other.head.article:
                message = f"the id {shown} is of another article or annotator in line {other.number}"
                yield CheckFinding(number, "error", "collision", message)
            same = revisions.setdefault((head.annotator, head.id, head.rev), line)
            if same.raw != raw:
                message = f"revision {head.rev} of {shown} says something else in line {same.number}: the later wins"
                yield CheckFinding(number, "warning", "revision", message)

    def _strangers(self) -> Iterator[CheckFinding]:
        """Records of another annotator than the file's name tells."""
        records = self._records
        for who, line, count in _first_and_count(records.annotator, self._lines(records.place)):
            name = self._annotators[who]
            if self._stem != GOLD and not is_named_after(self._stem, name):
                message = f"{_records(count)} of {name}, whose file this is not by its name"
                yield CheckFinding(line, "warning", "annotator", message)

    def _unknown_labels(self, labels: Collection[str]) -> Iterator[CheckFinding]:
        """Labels that the project does not have."""
        for code, line, count in _first_and_count(self.spans.label[self.spans.live], self.spans.line[self.spans.live]):
            label = self.labels[code]
            if label not in labels:
                message = f"the label {one_line(label, 40)!r} ({_records(count)}) is none of the project's"
                yield CheckFinding(line, "warning", "label", message)

    def _duplicates(self) -> Iterator[CheckFinding]:
        """Spans that somebody has twice."""
        flat, records = self._flat, self._records
        given = self._live & (records.label >= 0)
        rows = SpanColumns._make(np.concatenate((one[given], two)) for one, two in zip(records, flat, strict=True))
        version = rows.version % len(self._versions)
        columns = (rows.annotator, rows.article, version, rows.start, rows.end, rows.label)
        order = sort_order(columns)
        group = np.zeros(len(order), dtype=np.int64)
        group[order[1:]] = np.cumsum(differs(*(column[order] for column in columns)))
        several = np.flatnonzero(np.bincount(group)[group] > 1)
        row_at = {place: row for row, place in enumerate(self.spans.place.tolist())} if len(several) else {}
        seen: dict[int, int] = {}
        told = 0
        lines = self._lines(rows.place[several]).tolist()
        for code, line, place in zip(group[several].tolist(), lines, rows.place[several].tolist(), strict=True):
            if line == told:
                continue  # a flat span of several annotators
            first = seen.setdefault(code, line)
            if first != line:
                told = line
                message = f"the {self._place(row_at[place])} is there already, in line {first}"
                yield CheckFinding(line, "error", "duplicate", message)

    def _place(self, row: int) -> str:
        spans = self.spans
        label, article = one_line(self.labels[spans.label[row]], 40), self._articles[spans.article[row]]
        return f"{label} at {spans.start[row]}–{spans.end[row]} of {article}"

    # --- against the texts ---------------------------------------------------------------------------------------

    def against_texts(
        self, lengths: Mapping[Text, int | None], present: Mapping[str, str | None]
    ) -> Iterator[CheckFinding]:
        """Lengths that do not fit the text, texts that are gone, articles that have changed.

        Args:
            lengths: of the texts of spans and states in code points; `None` where there is none.
            present: by article, the sha256 of its file; `None` if there is none that can be read.
        """
        for about, (line, _) in self._first_of_texts(live=False).items():
            if lengths[about] is None:
                yield CheckFinding(line, "error", "missing-text", text_missing(about))
        mended_by = None if self._has_flat else "adjudicate" if self._stem == GOLD else "M"
        for about, found in self._first_of_texts(live=True).items():
            yield from _stale(about, found, lengths[about], present[about[0]], mended_by)
        for line, counts, about, said in self._states:
            if lengths[about] not in {None, said}:
                message = f"says that {about[0]} has {said} characters; it has {lengths[about]}"
                yield CheckFinding(line, "error" if counts else "warning", "length", message)

    def _first_of_texts(self, *, live: bool) -> dict[Text, tuple[int, int]]:
        """Which texts spans and states are of, all or those that count: the first line, and how many spans."""
        text = np.repeat(np.arange(len(self.texts)), np.diff(self.cuts))
        rows = self.spans.live if live else np.ones(len(text), dtype=np.bool_)
        found = {
            self.texts[text]: (line, count) for text, line, count in _first_and_count(text[rows], self.spans.line[rows])
        }
        for state in self._states:
            if state.counts or not live:
                first, count = found.get(state.about, (state.line, 0))
                found[state.about] = min(state.line, first), count
        return found


def _stale(
    about: Text, found: tuple[int, int], length: int | None, present: str | None, mended_by: str | None
) -> Iterator[CheckFinding]:
    """Spans and states of an article's earlier text, with the way to mend that, or of an article without a file now."""
    (article, sha256), (line, count) = about, found
    what = f"{count} span{'s' * (count != 1)} of {article}" if count else f"the state of {article}"
    is_are = "are" if count > 1 else "is"
    if sha256 is None:
        return
    if present is None and length is not None:
        kept = f"{what} {is_are} of the text that was kept ({version_shown(sha256)})"
        yield CheckFinding(line, "warning", "gone", f"{article} has no file that can be read: {kept}")
    elif present not in {None, sha256}:
        message = f"{what} {is_are} of an earlier text ({version_shown(sha256)}; now {present[:11]}…)"
        if count and mended_by == "M":
            message += f": M in the screen moves {'them' if count > 1 else 'it'}"
        elif count and mended_by == "adjudicate":
            message += ": adjudicate asks anew once the annotators' spans are moved"
        yield CheckFinding(line, "warning", "stale", message)


def verify_snapshot(name: str, data: bytes) -> CheckFinding | None:
    """Whether a snapshot's content is what its name, `<sha256>.txt`, says."""
    sha256 = hashlib.sha256(data).hexdigest()
    if f"{sha256}.txt" == name:
        return None
    return CheckFinding(
        1, "error", "snapshot", f"the content has the sha256 {sha256}, which is not its name: restore it"
    )


def text_missing(about: Text) -> str:
    """That a text is nowhere, in a sentence."""
    article, sha256 = about
    return f"the text of {article} ({version_shown(sha256)}) is neither among the snapshots nor the articles: offsets unchecked"


def version_shown(sha256: str | None) -> str:
    """A version of a text, as messages name it."""
    return f"sha256 {one_line(sha256, 12)}" if sha256 else "no sha256"


def misfit(start: int, end: int, wording: str | None, text: str, article: str) -> str | None:
    """Why a stretch with this wording is not in the text, in a sentence; `None` if it is."""
    if end > len(text):
        return f"the span {start}–{end} ends behind the text's last character, {len(text)}"
    if wording is None or text[start:end] == wording:
        return None
    shown = one_line(repr(text[start:end]), 50)
    return f"the span {start}–{end} is {one_line(repr(wording), 50)} here and {shown} in {article}"


def is_named_after(stem: str, name: str) -> bool:
    """Whether a file of this stem is the annotator's, or a copy as `kim.recovered-…`, `kim (2)`, `kim.sync-conflict-…`."""
    return stem == name or (stem.startswith(name) and not stem[len(name)].isalnum())


def _first_and_count(codes: Small, lines: Ints) -> list[tuple[int, int, int]]:
    """The different codes, each with the first of its lines and how many there are."""
    order = np.argsort(lines, kind="stable")
    found, first, counts = np.unique(codes[order], return_index=True, return_counts=True)
    return list(zip(found.tolist(), lines[order][first].tolist(), counts.tolist(), strict=True))


def _records(count: int) -> str:
    return f"{count} record{'s' * (count != 1)}"
