"""Checks the spans of files against the texts that they are of, and each other: a stretch of articles at a time.

Whether a span has the words that stand at its place is seen by their hashes, for all spans together. Only lines that do not
fit, or that break a rule of the project's own, are read again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np

from annotator.journal.broken_rows import NO_OTHER, BrokenRows, LiveSpans, broken_rows, takes_all
from annotator.journal.check import (
    CheckedFile,
    CheckedSpans,
    CheckFinding,
    FileCheck,
    FileRuleFinding,
    Severity,
    Text,
    TextSources,
    misfit,
)
from annotator.journal.columns import Bools, Ints, distinct
from annotator.rules import BrokenRule, Ruleset, shown
from annotator.text.edges import INVISIBLE, clean, has_ink

ARTICLES = 2**6
"""So many are gone through at once."""


class TextFindings(NamedTuple):
    """What was found in one file's spans of some articles."""

    misfits: list[CheckFinding]
    """In no order."""
    broken: list[tuple[Any, ...]]
    """By article and place: what `FileRuleFinding` is made of, which is passed on faster."""
    lengths: dict[Text, int | None]
    """Of the texts of spans and states in code points; `None` where there is no text."""


class _Said(msgspec.Struct, gc=False):
    """What is looked at in a line that was found good."""

    text: str | None = None
    attributes: dict[str, str] | None = None


_decode = msgspec.json.Decoder(_Said).decode


class _Standing(NamedTuple):
    """A live span, as rules look at it."""

    start: int
    end: int
    label: str
    text: str | None
    attributes: dict[str, str]
    line: int


class _Texts:
    """The texts of some articles, one behind the other.

    Attributes:
        known: the texts by what they are; `None` where there is none.
        joined: all of them.
    """

    def __init__(self, abouts: Iterable[Text], sources: TextSources) -> None:
        self.known: dict[Text, str | None] = {}
        for article, sha256 in abouts:
            version = sources.present(article) if sha256 is None else sha256
            self.known[article, sha256] = None if version is None else sources.by_hash(version, article)
        self.joined = "".join(text for text in self.known.values() if text is not None)
        self._lengths = {about: -1 if text is None else len(text) for about, text in self.known.items()}
        ends = np.cumsum([max(length, 0) for length in self._lengths.values()]).tolist()
        self._begins = {about: end - max(n, 0) for (about, n), end in zip(self._lengths.items(), ends, strict=True)}
        self._codes = np.frombuffer(self.joined.encode("utf-32-le"), dtype=np.uint32)
        self._paragraphs: dict[Text, list[int]] = {}

    def places(self, abouts: Sequence[Text]) -> tuple[Ints, Ints]:
        """Where texts begin among all, and their lengths, −1 where there is none; `(texts,)` each."""
        begins = np.array([self._begins[about] for about in abouts], dtype=np.int64)
        return begins, np.array([self._lengths[about] for about in abouts], dtype=np.int64)

    def blank(self, places: Ints) -> Bools:
        """Whether the characters at some places show nothing."""
        codes = self._codes[places]
        return _BLANK[np.minimum(codes, len(_BLANK) - 1)]

    def paragraph(self, about: Text, start: int) -> int | None:
        """In which paragraph, counted from 1, something begins; `None` if that cannot be said."""
        starts = self._paragraphs.get(about)
        if starts is None:
            from annotator.text.segments import paragraphs  # only where something is wrong

            text = self.known[about]
            self._paragraphs[about] = starts = [] if text is None else [begin for begin, _ in paragraphs(text)]
        return max(bisect_right(starts, start), 1) if starts else None


_BLANK = np.zeros(max(map(ord, INVISIBLE)) + 2, dtype=np.bool_)
"""By code point; the last one stands for all larger ones, which show something."""
_BLANK[[code for code in range(0x3001) if not has_ink(chr(code))] + [*map(ord, INVISIBLE)]] = True


def check_texts(
    files: Sequence[CheckedFile], articles: Sequence[str], sources: TextSources, rules: Ruleset
) -> list[TextFindings]:
    """Check the spans that files have in some articles, each text of which is asked for once.

    Args:
        files: that were read.
        articles: ids, in order and without a gap: all that the files name between the first and the last.
        sources: how texts are found.
        rules: what counts as wrong about spans that can be read.

    Raises:
        AnnotatorError: if a file was changed since it was read.
    """
    spanned = [_between(file.texts, articles) for file in files]
    only_stated = [file.stated[slice(*_between(file.stated, articles))] for file in files]
    needed = [one for file, (first, last) in zip(files, spanned, strict=True) for one in file.texts[first:last]]
    abouts = dict.fromkeys(sorted([*needed, *(one for some in only_stated for one in some)], key=lambda one: one[0]))
    texts = _Texts(abouts, sources)
    found = []
    for file, (first, last), more in zip(files, spanned, only_stated, strict=True):
        part = _Part(file, first, last, texts)
        lengths = {about: _length(texts.known[about]) for about in (*file.texts[first:last], *more)}
        found.append(TextFindings(part.misfits(), list(part.broken(rules)), lengths))
    return found


def file_check(file: CheckedFile, found: Sequence[TextFindings], present: Mapping[str, str | None]) -> FileCheck:
    """All that was found in a file.

    Args:
        file: that was read.
        found: in its spans, by article; of all that the file names.
        present: by article, the sha256 of its file; `None` if there is none that can be read.
    """
    lengths = {about: length for one in found for about, length in one.lengths.items()}
    misfits = [misfit for one in found for misfit in one.misfits]
    findings = sorted([*file.findings, *misfits, *file.against_texts(lengths, present)])
    broken = [FileRuleFinding(*told) for one in found for told in one.broken]
    return FileCheck(findings, broken, file.count, int(file.spans.live.sum()), file.hashes())


def _between(texts: Sequence[Text], articles: Sequence[str]) -> tuple[int, int]:
    """The places of the texts of some articles among texts by article."""
    first = bisect_left(texts, articles[0], key=lambda about: about[0])
    return first, bisect_right(texts, articles[-1], key=lambda about: about[0])


def _length(text: str | None) -> int | None:
    return None if text is None else len(text)


class _Part:
    """The spans of a file that are of some texts, numbered from 0 on, and what is wrong with them."""

    def __init__(self, file: CheckedFile, first: int, last: int, texts: _Texts) -> None:
        self._file, self._texts, self._abouts = file, texts, file.texts[first:last]
        cuts = np.array(file.cuts[first : last + 1] or [0], dtype=np.int64)
        self._from, self._cuts = int(cuts[0]), cuts - cuts[0]
        self._spans = CheckedSpans._make(column[cuts[0] : cuts[-1]] for column in file.spans)
        self._text = np.repeat(np.arange(last - first), np.diff(cuts))
        begins, lengths = texts.places(self._abouts)
        begin, length = begins[self._text], np.maximum(lengths, 0)[self._text]
        start, end = (np.minimum(ends, length) + begin for ends in (self._spans.start, self._spans.end))
        self._begin, self._end = start, end
        joined = texts.joined
        words = [hash(joined[one:other]) for one, other in zip(start.tolist(), end.tolist(), strict=True)]
        self._fits: Bools = (np.array(words, dtype=np.int64) == self._spans.wording) & (lengths >= 0)[self._text]
        self._fits &= self._spans.end <= length
        self._said = self._read(np.flatnonzero(~self._fits))

    def _read(self, rows: Ints) -> dict[int, _Said]:
        """What the lines of some spans say, by row."""
        lines = self._file.lines_of(rows + self._from) if len(rows) else {}
        return {row - self._from: _decode(line) for row, line in lines.items()}

    def _wordings(self, rows: Ints) -> list[str | None]:
        """The words of some spans."""
        joined, said = self._texts.joined, self._said
        columns = (rows, self._begin[rows], self._end[rows])
        return [
            said[row].text if row in said else joined[begin:end]
            for row, begin, end in zip(*(column.tolist() for column in columns), strict=True)
        ]

    def misfits(self) -> list[CheckFinding]:
        """Spans that are not in their texts."""
        found = []
        for row, said in self._said.items():
            about, spans = self._abouts[self._text[row]], self._spans
            text = self._texts.known[about]
            if text is None:
                continue
            if message := misfit(int(spans.start[row]), int(spans.end[row]), said.text, text, about[0]):
                more = "" if spans.live[row] else " (a later revision has replaced it)"
                severity: Severity = "error" if spans.live[row] else "warning"
                found.append(CheckFinding(int(spans.line[row]), severity, "text", message + more))
        return found

    def broken(self, rules: Ruleset) -> Iterator[tuple[Any, ...]]:
        """What each annotator's spans of one text break, by article. What several annotators share is told once."""
        if not len(self._text):
            return
        swept = set(self._text.tolist())
        found = BrokenRows._make(np.zeros(0, dtype=np.int64) for _ in BrokenRows._fields)
        if takes_all(rules):
            # What several annotators share is told once: of the order in which that is done, the sweeps are sure.
            shared = self._spans.owners >= self._file.annotator_count
            swept = set(self._text[shared].tolist())
            left = self._spans.live & ~np.isin(self._text, np.array(sorted(swept), dtype=np.int64))
            found, hard = self._rows(np.flatnonzero(left), rules)
            swept |= hard
        told, done = self._told(found, rules), 0
        bounds = np.searchsorted(found.text, sorted(swept)).tolist()
        for text, bound in zip(sorted(swept), bounds, strict=True):
            yield from told[done:bound]
            yield from self._swept(text, rules)
            done = bound
        yield from told[done:]

    def _rows(self, rows: Ints, rules: Ruleset) -> tuple[BrokenRows, set[int]]:
        """What some spans break, and the texts that are left to the sweeps."""
        spans = self._spans
        fits, ragged = self._fits[rows], np.zeros(len(rows), dtype=np.bool_)
        good = rows[fits]
        ragged[fits] = self._texts.blank(self._begin[good]) | self._texts.blank(self._end[good] - 1)
        for place in np.flatnonzero(~fits).tolist():
            text = self._said[int(rows[place])].text
            ragged[place] = bool(text and not clean(text))
        start, end = (ends[rows].astype(np.int64) for ends in (spans.start, spans.end))
        live = LiveSpans(self._text[rows], spans.owners[rows], start, end, spans.label[rows], ragged)
        found, hard = broken_rows(live, self._file.labels, rules)
        other = np.where(found.other == NO_OTHER, NO_OTHER, rows[found.other]) if len(rows) else found.other
        return found._replace(row=rows[found.row], other=other), hard

    def _told(self, found: BrokenRows, rules: Ruleset) -> list[tuple[Any, ...]]:
        """Problems as they are passed on."""
        spans, texts, file, labels = self._spans, self._texts, self._file.shown, self._file.labels
        others: dict[int, tuple[str, int | None]] = {NO_OTHER: ("", None)}
        rows = distinct(found.other[found.other != NO_OTHER])
        columns = (column[rows].tolist() for column in (spans.label, spans.line))
        for row, words, label, line in zip(rows.tolist(), self._wordings(rows), *columns, strict=True):
            others[row] = shown(labels[label], words), line
        told = []
        columns = (column[found.row].tolist() for column in (spans.line, spans.label, spans.start, spans.end))
        problems = (column.tolist() for column in (found.text, found.other, found.rule))
        for text, other, number, words, line, label, start, end in zip(
            *problems, self._wordings(found.row), *columns, strict=True
        ):
            about, rule = self._abouts[text], rules.rules[number]
            sentence, other_line = others[other]
            place = rule.name, about[0], texts.paragraph(about, start), labels[label], start, end
            told.append((file, line, *place, words, rule.says.replace("{other}", sentence), other_line))
        return told

    def _swept(self, text: int, rules: Ruleset) -> Iterator[tuple[Any, ...]]:
        """What the spans of one text break, by the sweeps of all rules."""
        rows = np.arange(self._cuts[text], self._cuts[text + 1])
        rows = rows[self._spans.live[rows]]
        said = self._read(rows)
        spans, file = self._spans, self._file
        owned: dict[int, list[_Standing]] = {}
        columns = (spans.owners, spans.start, spans.end, spans.label, spans.line)
        for row, owners, start, end, label, line in zip(
            rows.tolist(), *(column[rows].tolist() for column in columns), strict=True
        ):
            words = said[row]
            one = _Standing(start, end, file.labels[label], words.text, words.attributes or {}, line)
            for owner in file.several.get(owners, (owners,)):
                owned.setdefault(owner, []).append(one)
        found = (problem for some in owned.values() for problem in rules.broken(some))
        problems: dict[tuple[int, str], BrokenRule[_Standing]] = {
            (problem.span.line, problem.rule.name): problem for problem in found
        }
        about = self._abouts[text]
        for problem in sorted(problems.values(), key=lambda problem: problem.span[:3]):
            span, other = problem.span, problem.other
            place = problem.rule.name, about[0], self._texts.paragraph(about, span.start), span.label, span.start
            told = (*place, span.end, span.text, problem.says, None if other is None else other.line)
            yield (file.shown, span.line, *told)
