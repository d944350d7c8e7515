"""Looks for everything that can be wrong in a journal or a file of flat spans. Changes nothing."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec
import numpy as np

from annotator.journal.columns import (
    Bools,
    ColumnReader,
    Ints,
    Small,
    SpanColumns,
    differs,
    sort_order,
    winning_rows,
)
from annotator.journal.copies import original_stem
from annotator.journal.journal_files import NEWLINE, JournalFiles
from annotator.journal.records import JournalLine, NewerFormatError, Problem, is_refusal_id, parse
from annotator.model import GOLD, ArticleState
from annotator.rules import BrokenRule, Ruleset
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


@dataclass(frozen=True, slots=True)
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


_TEXTS = 2**6
"""So many are gone through at once."""
_Text = tuple[str, str | None]
"""An article's id and the sha256 of one of its texts; `None` for a span that does not say which."""


class _CheckReader(ColumnReader):
    """Reads one file, and goes on behind lines of a newer format, which are in `newer`."""

    def __init__(self, path: Path, stem: str) -> None:
        super().__init__()
        self._path, self._stem = path, original_stem(stem)
        self.newer: list[Problem] = []

    def _of_newer_format(self, number: int, error: NewerFormatError) -> None:
        self.newer.append(Problem(number, str(error)))


class _Said(msgspec.Struct, gc=False):
    """What is looked at in a line that was found good."""

    text: str | None = None
    attributes: dict[str, str] | None = None


class _Standing(NamedTuple):
    """A live span, as rules look at it."""

    start: int
    end: int
    label: str
    text: str | None
    attributes: dict[str, str]
    line: int


class _Spans(NamedTuple):
    """The spans of a file, superseded ones too: those of a journal's records, then the flat ones. `(spans,)` each."""

    owners: Ints
    """The annotator; or a number for several, see `_Check`."""
    article: Small
    version: Small
    label: Small
    start: Small
    end: Small
    place: Ints
    line: Ints
    live: Bools


def verify(
    path: Path,
    stem: str,
    texts: TextSources,
    labels: Collection[str],
    rules: Ruleset,
    progress: Callable[[int], None] | None = None,
) -> FileCheck:
    """Check every line of a file.

    Args:
        path: the file.
        stem: its name without its ending: the annotator whose it should be.
        texts: how articles are found.
        labels: the names of the project's labels.
        rules: what counts as wrong about spans that can be read.
        progress: told of how many bytes more the spans were looked at.

    Raises:
        AnnotatorError: if it is not there, or was changed while it was read.
    """
    found = _Check(path, stem, texts)
    misfits, broken = found.misfits_and_broken_rules(rules, progress)
    findings = [
        *misfits,
        *found.unreadable(),
        *found.shared_ids(),
        *found.against_texts(),
        *found.strangers(),
        *found.unknown_labels(labels),
        *found.duplicates(),
    ]
    findings.sort()
    return FileCheck(findings, broken, found.count, int(found.spans.live.sum()), found.hashes())


class _Check:
    """One file, read, and what is wrong with it.

    Attributes:
        spans: its spans.
        count: how many lines can be read.
    """

    def __init__(self, path: Path, stem: str, texts: TextSources) -> None:
        self._shown, self._stem, self._texts = str(path), stem, texts
        self._files = JournalFiles([path])
        self._reader = reader = _CheckReader(path, stem)
        begins, self._torn = [np.zeros(1, dtype=np.int64)], False
        for piece in self._files.pieces(0):
            reader.take(piece)
            begins.append(np.flatnonzero(np.frombuffer(piece.whole, dtype=np.uint8) == NEWLINE) + piece.place + 1)
            self._torn = not piece.whole.endswith(b"\n")
        self._begins = np.concatenate(begins)
        records, flat = reader.records.finished(), reader.flat.finished()
        _, once = np.unique(records.place, return_index=True)
        self._records = records = SpanColumns._make(column[once] for column in records)
        self._live = winning_rows(records.annotator, records.identity, records.place, self._files)
        self._flat = SpanColumns._make(column[np.argsort(flat.place, kind="stable")] for column in flat)
        self._annotators, self._articles, self._labels = map(list, (reader.annotators, reader.articles, reader.labels))
        self._versions = [*reader.versions, None]  # the last one is that of UNKNOWN
        self._states = sorted(reader.states.items())
        self._lengths: dict[_Text, int | None] = {}
        self._several: dict[int, tuple[int, ...]] = {}
        """By the number of several owners: who they are."""
        self.spans = self._all_spans()
        self.count = len(records.place) + len(np.unique(flat.place))

    def _all_spans(self) -> _Spans:
        given, flat = self._records.label >= 0, self._flat
        _, first, count = np.unique(flat.place, return_index=True, return_counts=True)
        owners = flat.annotator[first].astype(np.int64)
        for row in np.flatnonzero(count > 1).tolist():
            owners[row] = len(self._annotators) + row
            self._several[int(owners[row])] = tuple(flat.annotator[first[row] : first[row] + count[row]].tolist())
        rows = SpanColumns._make(
            np.concatenate((one[given], other[first])) for one, other in zip(self._records, flat, strict=True)
        )
        live = np.concatenate((self._live[given], np.ones(len(first), dtype=np.bool_)))
        owners = np.concatenate((self._records.annotator[given], owners))
        line = self._lines(rows.place)
        return _Spans(owners, rows.article, rows.version, rows.label, rows.start, rows.end, rows.place, line, live)

    def _lines(self, places: Ints | list[int]) -> Ints:
        """The numbers of the lines at some places."""
        return np.searchsorted(self._begins, places, side="right").astype(np.int64)

    def _place(self, row: int) -> str:
        spans = self.spans
        label, article = one_line(self._labels[spans.label[row]], 40), self._articles[spans.article[row]]
        return f"{label} at {spans.start[row]}–{spans.end[row]} of {article}"

    def hashes(self) -> set[str]:
        """The sha256 of all texts that the file refers to."""
        found = {self._versions[code] for code in np.unique(self.spans.version).tolist()}
        return {sha256 for sha256 in (*found, *(state.sha256 for _, state in self._states)) if sha256 is not None}

    def unreadable(self) -> Iterator[CheckFinding]:
        """Lines that cannot be read, and a last one that was cut off."""
        for line, message in self._reader.newer:
            yield CheckFinding(line, "error", "newer", message)
        for problems in self._reader.problems.values():
            for line, message in problems:
                yield CheckFinding(line, "error", "unreadable", message)
        if self._torn:
            message = "the last line has no end: the next record will add it"
            yield CheckFinding(len(self._begins), "warning", "torn", message)

    def shared_ids(self) -> Iterator[CheckFinding]:
        """Ids that two things share, and revisions that say two things."""
        _, code, count = np.unique(self._records.identity, return_inverse=True, return_counts=True)
        places = self._records.place[count[code] > 1]
        first: dict[str, JournalLine] = {}
        revisions: dict[tuple[str, str, int], JournalLine] = {}
        names: set[str] = set()
        for number, raw in zip(self._lines(places).tolist(), self._files.needed_lines(places.tolist()), strict=True):
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

    # --- against the texts ---------------------------------------------------------------------------------------

    def against_texts(self) -> Iterator[CheckFinding]:
        """Spans and lengths that do not fit the text, texts that are gone, articles that have changed."""
        lengths = self._lengths
        live = {place for place in self._records.place[self._live].tolist() if place in self._reader.states}
        lines = self._lines([place for place, _ in self._states]).tolist()
        states = [(line, state, place in live) for line, (place, state) in zip(lines, self._states, strict=True)]
        for about, (line, _) in self._by_text(np.ones(len(self.spans.line), dtype=np.bool_), states).items():
            if about not in lengths:
                self._text(about)
            if lengths[about] is None:
                yield CheckFinding(line, "error", "missing-text", text_missing(about))
        yield from self._stale(self._by_text(self.spans.live, [one for one in states if one[2]]))
        for line, state, counts in states:
            length = lengths[state.article, state.sha256]
            if length not in {None, state.length}:
                message = f"says that {state.article} has {state.length} characters; it has {length}"
                yield CheckFinding(line, "error" if counts else "warning", "length", message)

    def _by_text(self, rows: Bools, states: Iterable[tuple[int, ArticleState, bool]]) -> dict[_Text, tuple[int, int]]:
        """Which texts some spans and states are of: the first line, and how many spans."""
        spans, several = self.spans, len(self._versions)
        codes = spans.article[rows].astype(np.int64) * several + spans.version[rows] % several
        found: dict[_Text, tuple[int, int]] = {}
        for code, line, count in _first_and_count(codes, spans.line[rows]):
            found[self._articles[code // several], self._versions[code % several]] = line, count
        for line, state, _ in states:
            about = state.article, state.sha256
            first, count = found.get(about, (line, 0))
            found[about] = min(line, first), count
        return found

    def _stale(self, standing: Mapping[_Text, tuple[int, int]]) -> Iterator[CheckFinding]:
        """Spans and states that are of an article's earlier text, or of an article that has no file any more."""
        movable = self._stem != GOLD and not len(self._flat.place)
        for about, (line, count) in standing.items():
            article, sha256 = about
            what = f"{count} span{'s' * (count != 1)} of {article}" if count else f"the state of {article}"
            is_are = "are" if count > 1 else "is"
            present = None if sha256 is None else self._texts.present(article)
            if sha256 is not None and present is None and self._lengths[about] is not None:
                kept = f"{what} {is_are} of the text that was kept ({version_shown(sha256)})"
                yield CheckFinding(line, "warning", "gone", f"{article} has no file that can be read: {kept}")
            elif present not in {None, sha256}:
                moves = f": M in the screen moves {'them' if count > 1 else 'it'}" if count and movable else ""
                message = f"{what} {is_are} of an earlier text ({version_shown(sha256)}; now {present[:11]}…){moves}"
                yield CheckFinding(line, "warning", "stale", message)

    def _text(self, about: _Text) -> str | None:
        """A version of an article's text, by default the present one; `None` if there is none. Its length is noted."""
        article, sha256 = about
        known = self._texts.present(article) if sha256 is None else sha256
        found = None if known is None else self._texts.by_hash(known, article)
        self._lengths[about] = None if found is None else len(found)
        return found

    def _about(self, row: int) -> _Text:
        """Which text a span is of."""
        return self._articles[self.spans.article[row]], self._versions[self.spans.version[row]]

    def _lines_of(self, rows: Ints) -> dict[int, bytes]:
        """The lines of some spans, by row."""
        rows = rows[np.argsort(self.spans.place[rows])]
        lines = self._files.needed_lines(self.spans.place[rows].tolist())
        return dict(zip(rows.tolist(), lines, strict=True))

    # --- each with the others ------------------------------------------------------------------------------------

    def strangers(self) -> Iterator[CheckFinding]:
        """Records of another annotator than the file's name tells."""
        records = self._records
        for who, line, count in _first_and_count(records.annotator, self._lines(records.place)):
            name = self._annotators[who]
            if self._stem != GOLD and not is_named_after(self._stem, name):
                message = f"{_records(count)} of {name}, whose file this is not by its name"
                yield CheckFinding(line, "warning", "annotator", message)

    def unknown_labels(self, labels: Collection[str]) -> Iterator[CheckFinding]:
        """Labels that the project does not have."""
        for code, line, count in _first_and_count(self.spans.label[self.spans.live], self.spans.line[self.spans.live]):
            label = self._labels[code]
            if label not in labels:
                message = f"the label {one_line(label, 40)!r} ({_records(count)}) is none of the project's"
                yield CheckFinding(line, "warning", "label", message)

    def duplicates(self) -> Iterator[CheckFinding]:
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

    def misfits_and_broken_rules(
        self, rules: Ruleset, progress: Callable[[int], None] | None = None
    ) -> tuple[list[CheckFinding], list[FileRuleFinding]]:
        """Spans that are not in their texts; and what each annotator's spans of one text break, by article.

        What several annotators share is told once.
        """
        spans, decode = self.spans, msgspec.json.Decoder(_Said).decode
        misfits: list[CheckFinding] = []
        broken: list[FileRuleFinding] = []
        for rows, lines in self._read_by_text(progress):
            article, text = self._about(int(rows[0]))[0], self._text(self._about(int(rows[0])))
            owned: dict[int, list[_Standing]] = {}
            given = (spans.owners, spans.start, spans.end, spans.label, spans.line, spans.live)
            columns = (rows, *(column[rows] for column in given))
            for row, owners, start, end, label, line, live in zip(*(c.tolist() for c in columns), strict=True):
                said = decode(lines[row])
                if text is not None and (message := misfit(start, end, said.text, text, article)):
                    more = "" if live else " (a later revision has replaced it)"
                    misfits.append(CheckFinding(line, "error" if live else "warning", "text", message + more))
                one = _Standing(start, end, self._labels[label], said.text, said.attributes or {}, line)
                for owner in self._several.get(owners, (owners,)) if live else ():
                    owned.setdefault(owner, []).append(one)
            found = (problem for some in owned.values() for problem in rules.broken(some))
            problems = {(problem.span.line, problem.rule.name): problem for problem in found}
            if problems:
                broken += _placed(self._shown, article, problems.values(), text)
        return misfits, broken

    def _read_by_text(self, progress: Callable[[int], None] | None) -> Iterator[tuple[Ints, dict[int, bytes]]]:
        """The spans of each text with their lines, by row; lines are read for many texts at once."""
        texts = self._rows_by_text()
        for first in range(0, len(texts), _TEXTS):
            some = texts[first : first + _TEXTS]
            lines = self._lines_of(np.concatenate(some))
            yield from ((rows, lines) for rows in some)
            if progress is not None:
                progress(sum(map(len, lines.values())) + len(lines))

    def _rows_by_text(self) -> list[Ints]:
        """The spans of each text, in order; texts by article, those of one by the first span that counts."""
        spans, several = self.spans, len(self._versions)
        if not len(spans.line):
            return []
        rank = np.argsort(np.argsort(np.array(self._articles)))
        _, text = np.unique(spans.article.astype(np.int64) * several + spans.version % several, return_inverse=True)
        live, rows = np.flatnonzero(spans.live), np.arange(len(text))
        first = np.full(len(text), len(text))
        np.minimum.at(first, text[live], live)
        order = sort_order((rank[spans.article], first[text], text, rows))
        return np.split(order, np.flatnonzero(np.diff(text[order])) + 1)


def verify_snapshot(name: str, data: bytes) -> CheckFinding | None:
    """Whether a snapshot's content is what its name, `<sha256>.txt`, says."""
    sha256 = hashlib.sha256(data).hexdigest()
    if f"{sha256}.txt" == name:
        return None
    return CheckFinding(
        1, "error", "snapshot", f"the content has the sha256 {sha256}, which is not its name: restore it"
    )


def text_missing(about: _Text) -> str:
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


def _placed(
    file: str, article: str, problems: Iterable[BrokenRule[_Standing]], text: str | None
) -> Iterator[FileRuleFinding]:
    """Problems of one text, with the paragraphs in which they are."""
    from annotator.text.segments import paragraphs  # only where something is wrong

    starts = [start for start, _ in paragraphs(text)] if text is not None else []
    for problem in sorted(problems, key=lambda problem: problem.span[:3]):
        span, other = problem.span, problem.other
        paragraph = max(bisect_right(starts, span.start), 1) if starts else None
        place = (problem.rule.name, article, paragraph, span.label, span.start, span.end, span.text)
        yield FileRuleFinding(file, span.line, *place, problem.says, None if other is None else other.line)
