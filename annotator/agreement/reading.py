"""Journals and flat spans read into columns, a piece of a file at a time: no record outlives its piece.

What counts is what `annotator.journal.corpus.read_corpus` finds in the same files, without its objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np

from annotator.agreement.table import Bools, Finished, Ints, Names, Spans, Table, assemble
from annotator.journal.bulk import no_cycles_expected
from annotator.journal.copies import original_stem
from annotator.journal.flat import flat_span, is_flat, owners
from annotator.journal.fold import precedence
from annotator.journal.pieces import Files, Piece
from annotator.journal.read import Line, NewerFormatError, Problem, numbered, parse, parse_json
from annotator.journal.shapes import Flat, Head, Put, StateOf, shaped_flat, shaped_lines
from annotator.model import ANNOTATOR_NAME, ARTICLE_ID, AnnotatorError
from annotator.text.display import one_line

_NO_SPAN = -1
_UNKNOWN = -1


class Read(NamedTuple):
    """What was read."""

    table: Table
    problems: dict[Path, list[Problem]]
    """Lines passed over, by file."""


def read_table(
    paths: Iterable[Path], labels: Sequence[str] = (), progress: Callable[[int], None] | None = None
) -> Read:
    """Fold journals and flat span files, in any order and number, into one table.

    Args:
        paths: the files.
        labels: label names that come first, in this order, even without spans; others follow by name.
        progress: told how many bytes were read.

    Raises:
        AnnotatorError: if a file is missing, unreadable, or holds records of a newer format.
    """
    files = Files(list(paths))
    gathering = _Gathering()
    problems: dict[Path, list[Problem]] = {}
    with no_cycles_expected():
        for file, path in enumerate(files.paths):
            found: list[Problem] = []
            for piece in files.pieces(file):
                gathering.take(piece, path, found)
                if progress is not None:
                    progress(len(piece.whole))
            if found:
                problems[path] = found
        return Read(_table(gathering, files, labels), problems)


class _OddNameError(ValueError):
    """A name that no article or annotator can have."""


class _Codes(dict[str, int]):
    """Names with their numbers, in the order in which they were first met."""

    def __init__(self, pattern: Any = None) -> None:
        super().__init__()
        self._pattern = pattern

    def __missing__(self, name: str) -> int:
        if self._pattern is not None and not self._pattern.fullmatch(name):
            raise _OddNameError
        self[name] = code = len(self)
        return code

    def of(self, names: Sequence[str]) -> Ints:
        """The numbers of names, `(names,)`; new names get new ones."""
        return np.fromiter(map(self.__getitem__, names), np.int64, len(names))


def _integers(values: list[int]) -> Ints:
    return np.fromiter(values, np.int64, len(values))


class _Rows(NamedTuple):
    """Columns of records, `(records,)` each."""

    annotator: Ints
    article: Ints
    label: Ints
    """`_NO_SPAN` where the record is no span."""
    start: Ints
    end: Ints
    version: Ints
    identity: Ints
    """A hash of the record's id; the same for all flat spans, which have none."""
    place: Ints


class _Gathering:
    """All that has been read so far."""

    def __init__(self) -> None:
        self.annotators = _Codes(ANNOTATOR_NAME)
        self.articles = _Codes(ARTICLE_ID)
        self.labels = _Codes()
        self.versions = _Codes()
        self.records: list[_Rows] = []
        self.flat: list[_Rows] = []
        self.states: dict[int, StateOf] = {}
        """By place."""

    def take(self, piece: Piece, path: Path, problems: list[Problem]) -> None:
        """Add the records of a piece: all at once if they are as this program writes them, else one by one."""
        lines = piece.lines()
        places = np.empty(len(lines), dtype=np.int64)
        places[0] = piece.place
        np.cumsum(_integers([len(line) + 1 for line in lines[:-1]]), out=places[1:])
        places[1:] += piece.place
        try:
            if lines[0].startswith(b'{"v":'):
                heads = shaped_lines(lines, piece.whole)
                if heads is not None and self._add(heads, places):
                    return
            else:
                spans = shaped_flat(lines, piece.whole)
                if spans is not None and self._add_flat(spans, places, original_stem(path.stem)):
                    return
        except _OddNameError:
            pass
        self._one_by_one(piece, places, path, problems)

    def _one_by_one(self, piece: Piece, places: Ints, path: Path, problems: list[Problem]) -> None:
        heads: list[tuple[Head, int]] = []
        flat: list[tuple[Flat, int]] = []
        names: set[str] = set()
        for number, raw in numbered(piece.whole):
            place = int(places[number - 1])
            try:
                fields = {} if raw.startswith(b'{"v":') else parse_json(raw)
                if is_flat(fields):
                    span = flat_span(fields).model_dump()
                    owners(span, original_stem(path.stem))
                    flat.append((msgspec.convert(span, Flat), place))
                else:
                    heads.append((parse(raw, names).head, place))
            except NewerFormatError as error:
                line = piece.number + number - 1
                raise AnnotatorError(f"{one_line(str(path))}: line {line} {error}") from None
            except ValueError as error:
                problems.append(Problem(piece.number + number - 1, str(error)))
        if heads:
            self._add([head for head, _ in heads], np.array([place for _, place in heads], dtype=np.int64))
        if flat:
            where = np.array([place for _, place in flat], dtype=np.int64)
            self._add_flat([span for span, _ in flat], where, original_stem(path.stem))

    def _add(self, heads: Sequence[Head], places: Ints) -> bool:
        """Add records; `False` if a span's ends or length are wrong, and then none is added."""
        puts = [head for head in heads if type(head) is Put]
        others = len(puts) < len(heads)
        if puts:
            start, end = _integers([put.start for put in puts]), _integers([put.end for put in puts])
            length = _integers([len(put.text) for put in puts])
            if (length != end - start).any() or not length.all():
                return False
            rows = _Rows(
                self.annotators.of([put.annotator for put in puts]),
                self.articles.of([put.article for put in puts]),
                self.labels.of([put.label for put in puts]),
                start,
                end,
                self.versions.of([put.sha256 for put in puts]),
                _integers([hash(put.id) for put in puts]),
                places[[type(head) is Put for head in heads]] if others else places,
            )
            self.records.append(rows)
        if others:
            self._add_others([(h, int(at)) for h, at in zip(heads, places, strict=True) if type(h) is not Put])
        return True

    def _add_others(self, heads: Sequence[tuple[Head, int]]) -> None:
        """Tombstones and states: rows without a span."""
        none = np.full(len(heads), _NO_SPAN)
        self.records.append(
            _Rows(
                self.annotators.of([head.annotator for head, _ in heads]),
                self.articles.of([head.article for head, _ in heads]),
                none,
                none,
                none,
                none,
                _integers([hash(head.id) for head, _ in heads]),
                np.array([place for _, place in heads], dtype=np.int64),
            )
        )
        self.states.update((place, head) for head, place in heads if isinstance(head, StateOf))

    def _add_flat(self, spans: Sequence[Flat], places: Ints, stem: str) -> bool:
        """Add flat spans, one row an owner; `False` if a span's ends or length are wrong, and then none is added."""
        start, end = _integers([span.start for span in spans]), _integers([span.end for span in spans])
        length = _integers([len(span.text) if span.text else -1 for span in spans])
        if (start >= end).any() or ((length != end - start) & (length >= 0)).any():
            return False
        people = [span.annotators or (span.annotator or stem,) for span in spans]
        row = np.repeat(np.arange(len(spans)), [len(names) for names in people])
        versions = [self.versions[span.sha256] if span.sha256 else _UNKNOWN for span in spans]
        self.flat.append(
            _Rows(
                self.annotators.of([name for names in people for name in names]),
                self.articles.of([span.article for span in spans])[row],
                self.labels.of([span.label for span in spans])[row],
                start[row],
                end[row],
                np.array(versions, dtype=np.int64)[row],
                np.zeros(len(row), dtype=np.int64),
                places[row],
            )
        )
        return True


def _table(gathering: _Gathering, files: Files, labels: Sequence[str]) -> Table:
    records, flat = _joined(gathering.records), _joined(gathering.flat)
    standing = _standing(records, files)
    said = records.place[standing & (records.label < 0)].tolist()
    states = [gathering.states[place] for place in said if place in gathering.states]
    live = standing & (records.label >= 0)
    rows = _Rows(*(np.concatenate((mine[live], more)) for mine, more in zip(records, flat, strict=True)))
    seen = np.zeros(len(gathering.annotators), dtype=np.bool_)
    seen[records.annotator] = seen[flat.annotator] = True
    recode = np.cumsum(seen) - 1
    names = list(compress(gathering.annotators, seen.tolist()))
    owner = recode[[gathering.annotators[state.annotator] for state in states]] if states else np.zeros(0, np.int64)
    rows = rows._replace(annotator=recode[rows.annotator])
    spans = Spans(rows.annotator, rows.article, rows.label, rows.start, rows.end, rows.version, rows.place)
    done, finished, lengths = _finished(gathering, states, owner, spans, len(names))
    known = Names(names, list(gathering.articles), list(gathering.labels), list(gathering.versions))
    return assemble(known, labels, spans, done, finished, lengths, _LineTexts(files))


def _joined(parts: Sequence[_Rows]) -> _Rows:
    if not parts:
        return _Rows(*(np.zeros(0, dtype=np.int64) for _ in _Rows._fields))
    return _Rows(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _standing(rows: _Rows, files: Files) -> Bools:
    """Which records win over the others of their id and annotator, `(records,)`.

    Only records whose ids may be the same are looked at again, in their files.
    """
    standing = np.ones(len(rows.place), dtype=np.bool_)
    key = rows.identity * np.int64(1_000_003) + rows.annotator
    ordered = np.sort(key)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(twice):
        return standing
    doubled = np.flatnonzero(np.isin(key, twice))
    doubled = doubled[np.argsort(rows.place[doubled], kind="stable")]
    winners: dict[tuple[int, str], tuple[Line, int]] = {}
    lines = files.lines(rows.place[doubled].tolist())
    for row, who, raw in zip(doubled.tolist(), rows.annotator[doubled].tolist(), lines, strict=True):
        if raw is None:
            raise AnnotatorError("a file was changed while it was read: ask again")
        line = parse(raw)
        other = winners.get((who, line.head.id))
        if other is None or precedence(line) > precedence(other[0]):
            winners[who, line.head.id] = line, row
    standing[doubled] = False
    standing[[row for _, row in winners.values()]] = True
    return standing


def _finished(
    gathering: _Gathering, states: Sequence[StateOf], people: Ints, spans: Spans, annotators: int
) -> tuple[Bools, Finished, Ints]:
    """Who has annotated what, `(articles, annotators)`; what the states say; and the recorded lengths, `(articles,)`."""
    articles = gathering.articles.of([state.article for state in states])
    lengths = np.zeros(len(gathering.articles), dtype=np.int64)
    np.maximum.at(lengths, articles, np.array([state.length for state in states], dtype=np.int64))
    tells = np.zeros(annotators, dtype=np.bool_)
    tells[people] = True
    done = np.zeros((len(gathering.articles), annotators), dtype=np.bool_)
    done[spans.article, spans.annotator] = True
    done[:, tells] = False
    ended = np.array([state.state == "done" for state in states], dtype=np.bool_)
    done[articles[ended], people[ended]] = True
    version = gathering.versions.of([state.sha256 for state in states])
    return done, Finished(people[ended], articles[ended], version[ended]), lengths


class _Text(msgspec.Struct, gc=False):
    text: str | None = None


class _LineTexts:
    """The texts of spans, read again from their lines."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._decode = msgspec.json.Decoder(_Text).decode

    def many(self, sources: Ints) -> list[str | None]:
        order = np.argsort(sources, kind="stable")
        lines = self._files.lines(sources[order].tolist())
        found: list[str | None] = [None] * len(lines)
        for place, raw in zip(order.tolist(), lines, strict=True):
            found[place] = None if raw is None else self._decode(raw).text
        return found
