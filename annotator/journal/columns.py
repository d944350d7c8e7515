"""Journals and flat spans read into columns, a piece of a file at a time: no record outlives its piece.

What stands here is what `annotator.journal.corpus.read_corpus` finds in the same files, without its objects: numbers
for names, and for each span the place of its line, from which all else can be read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import compress, pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from annotator.journal.bulk import no_cycles_expected
from annotator.journal.copies import original_stem
from annotator.journal.flat import flat_span, is_flat, owners
from annotator.journal.pieces import Files, Piece
from annotator.journal.read import NewerFormatError, Problem, numbered, parse, parse_json
from annotator.journal.shapes import OP, Flat, Head, Put, StateOf, shaped_flat, shaped_lines
from annotator.journal.standing import standing
from annotator.model import ANNOTATOR_NAME, ARTICLE_ID, GOLD, AnnotatorError
from annotator.text.display import one_line

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

UNKNOWN = -1
"""The version of a flat span without sha256."""
_NO_SPAN = -1
_NEWLINE, _PUT = ord("\n"), ord("p")
_COLUMNS = attrgetter("annotator", "article", "label", "start", "end", "sha256", "text", "id")


class Rows(NamedTuple):
    """Columns of records, `(records,)` each."""

    annotator: Ints
    article: Ints
    label: Ints
    """Negative where the record is no span."""
    start: Ints
    end: Ints
    version: Ints
    """`UNKNOWN` where a flat span has no sha256."""
    identity: Ints
    """A hash of the record's id; the same for all flat spans, which have none."""
    place: Ints
    shaped: Ints
    """1 where the line is exactly as this program writes a journal's line."""


class Columns(NamedTuple):
    """What stands in the files, all folded together."""

    files: Files
    problems: dict[Path, list[Problem]]
    """Lines passed over, by file."""
    annotators: list[str]
    """Everybody whom a record names; codes are places in these lists."""
    articles: list[str]
    labels: list[str]
    versions: list[str]
    """Each the sha256 of a text."""
    spans: Rows
    """The spans that stand: first those of journals, then the flat ones, once for each of their owners."""
    flat_from: int
    """The first row of the flat ones."""
    states: list[StateOf]
    """The states that stand."""
    state_owners: Ints
    """The annotator of each state, `(states,)`."""

    def done(self) -> Bools:
        """Who has annotated what, `(articles, annotators)`: whose state is done, or, without states, who has a span."""
        tells = np.zeros(len(self.annotators), dtype=np.bool_)
        tells[self.state_owners] = True
        done = np.zeros((len(self.articles), len(self.annotators)), dtype=np.bool_)
        done[self.spans.article, self.spans.annotator] = True
        done[:, tells] = False
        ended = np.array([state.state == "done" for state in self.states], dtype=np.bool_)
        done[self.state_articles()[ended], self.state_owners[ended]] = True
        return done

    def state_articles(self) -> Ints:
        """The article of each state, `(states,)`."""
        return _codes(self.articles, [state.article for state in self.states])

    def state_versions(self) -> Ints:
        """The version of each state, `(states,)`."""
        return _codes(self.versions, [state.sha256 for state in self.states])


def read_columns(
    paths: Iterable[Path], progress: Callable[[int], None] | None = None, gold: Path | None = None
) -> Columns:
    """Fold journals and flat span files, in any order and number, into columns.

    Args:
        paths: the files.
        progress: told how many bytes were read.
        gold: a further file, whose records are all of one party named `GOLD`, whoever wrote them.

    Raises:
        AnnotatorError: if a file is missing, unreadable, or holds records of a newer format; or if there is gold and
            somebody else has its name.
    """
    files = Files([*([] if gold is None else [gold]), *paths])
    gathering = _Gathering(gold is not None)
    problems: dict[Path, list[Problem]] = {}
    with no_cycles_expected():
        for file, path in enumerate(files.paths):
            found: list[Problem] = []
            gathering.in_gold = gold is not None and file == 0
            gathering.decided = original_stem(path.stem) == GOLD
            for piece in files.pieces(file):
                gathering.take(piece, path, found)
                if progress is not None:
                    progress(len(piece.whole))
            if found:
                problems[path] = found
        return gathering.columns(files, problems)


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


def _codes(names: Sequence[str], wanted: Sequence[str]) -> Ints:
    code = {name: i for i, name in enumerate(names)}
    return np.array([code[name] for name in wanted], dtype=np.int64)


class _Gathering:
    """All that has been read so far."""

    def __init__(self, has_gold: bool = False) -> None:
        self.annotators = _Codes(ANNOTATOR_NAME)
        self._has_gold, self.in_gold, self.decided = has_gold, False, False
        if has_gold:
            self.annotators[GOLD] = 0
        self.articles = _Codes(ARTICLE_ID)
        self.labels = _Codes()
        self.versions = _Codes()
        self.records: list[Rows] = []
        self.flat: list[Rows] = []
        self.states: dict[int, StateOf] = {}
        """By place."""

    def take(self, piece: Piece, path: Path, problems: list[Problem]) -> None:
        """Add the records of a piece: all at once if they are as this program writes them, else one by one."""
        letters = np.frombuffer(piece.whole, dtype=np.uint8)
        starts = np.concatenate((np.zeros(1, dtype=np.int64), np.flatnonzero(letters == _NEWLINE) + 1))
        if starts[-1] == len(letters):
            starts = starts[:-1]
        places = starts + piece.place
        try:
            if piece.whole.startswith(b'{"v":'):
                kinds = letters[np.minimum(starts + OP, len(letters) - 1)]
                if self._add_shaped(piece.whole, starts, kinds, places):
                    return
            else:
                spans = shaped_flat(piece.whole)
                if spans is not None and self._add_flat(spans, places, original_stem(path.stem)):
                    return
        except _OddNameError:
            pass
        self._one_by_one(piece, places, path, problems)

    def _add_shaped(self, whole: bytes, starts: Ints, kinds: npt.NDArray[np.uint8], places: Ints) -> bool:
        """Add the records of whole lines as this program writes them; `False` if they are not, or are wrong.

        Then some may have been added all the same: a record that is added twice counts once.
        """
        cuts = [0, *starts[1:][kinds[1:] != kinds[:-1]].tolist(), len(whole)]
        puts: list[Head] = []
        others: list[Head] = []
        for begin, end in pairwise(cuts):
            heads = shaped_lines(whole[begin:end])
            if heads is None:
                return False
            if isinstance(heads[0], Put):
                puts += heads
            else:
                others += heads
        is_span = kinds == _PUT
        if others:
            self._add_others(others, places[~is_span])
        return not puts or self._add_spans(puts, places[is_span], 1)

    def _who(self, names: Sequence[str]) -> Ints:
        """The numbers of annotators; of gold for all in its file."""
        if self.in_gold:
            return np.zeros(len(names), dtype=np.int64)
        if self._has_gold and GOLD in names:
            raise AnnotatorError(
                f"{GOLD!r} stands among the annotators that are compared with gold: leave its file out"
            )
        return self.annotators.of(names)

    def _writers(self, names: Sequence[str]) -> Ints:
        """The numbers of those who wrote a journal's records; in gold's journal they are gold's, whoever decided."""
        return self._who([GOLD] * len(names) if self.decided else names)

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

    def _add(self, heads: Sequence[Head], places: Ints) -> None:
        """Add records that were found good."""
        is_span = [isinstance(head, Put) for head in heads]
        if any(is_span):
            self._add_spans(list(compress(heads, is_span)), places[is_span], 0)
        if not all(is_span):
            rest = ~np.array(is_span)
            self._add_others(list(compress(heads, rest.tolist())), places[rest])

    def _add_spans(self, puts: Sequence[Head], places: Ints, shaped: int) -> bool:
        """Add spans; `False` if a span's ends or length are wrong, and then none is added."""
        people, articles, labels, starts, ends, versions, texts, ids = zip(*map(_COLUMNS, puts), strict=True)
        count = len(puts)
        start, end = np.fromiter(starts, np.int64, count), np.fromiter(ends, np.int64, count)
        length = np.fromiter(map(len, texts), np.int64, count)
        if (length != end - start).any() or not length.all():
            return False
        rows = Rows(
            self._writers(people),
            self.articles.of(articles),
            self.labels.of(labels),
            start,
            end,
            self.versions.of(versions),
            np.fromiter(map(hash, ids), np.int64, count),
            places,
            np.full(count, shaped, dtype=np.int64),
        )
        self.records.append(rows)
        return True

    def _add_others(self, heads: Sequence[Head], places: Ints) -> None:
        """Tombstones and states: rows without a span."""
        none = np.full(len(heads), _NO_SPAN)
        self.records.append(
            Rows(
                self._writers([head.annotator for head in heads]),
                self.articles.of([head.article for head in heads]),
                none,
                none,
                none,
                none,
                np.array([hash(head.id) for head in heads], dtype=np.int64),
                places,
                none,
            )
        )
        states = {place: head for place, head in zip(places.tolist(), heads, strict=True) if isinstance(head, StateOf)}
        self.versions.of([state.sha256 for state in states.values()])
        self.states.update(states)

    def _add_flat(self, spans: Sequence[Flat], places: Ints, stem: str) -> bool:
        """Add flat spans, one row an owner; `False` if a span's ends or length are wrong, and then none is added."""
        start = np.array([span.start for span in spans], dtype=np.int64)
        end = np.array([span.end for span in spans], dtype=np.int64)
        length = np.array([len(span.text) if span.text else -1 for span in spans], dtype=np.int64)
        if (start >= end).any() or ((length != end - start) & (length >= 0)).any():
            return False
        people = [(GOLD,) if self.in_gold else span.annotators or (span.annotator or stem,) for span in spans]
        row = np.repeat(np.arange(len(spans)), [len(names) for names in people])
        versions = [self.versions[span.sha256] if span.sha256 else UNKNOWN for span in spans]
        self.flat.append(
            Rows(
                self._who([name for names in people for name in names]),
                self.articles.of([span.article for span in spans])[row],
                self.labels.of([span.label for span in spans])[row],
                start[row],
                end[row],
                np.array(versions, dtype=np.int64)[row],
                np.zeros(len(row), dtype=np.int64),
                places[row],
                np.zeros(len(row), dtype=np.int64),
            )
        )
        return True

    def columns(self, files: Files, problems: dict[Path, list[Problem]]) -> Columns:
        """What stands; the gathered records are given up."""
        records, flat = _joined(self.records), _joined(self.flat)
        stands = standing(records.annotator, records.identity, records.place, files)
        said = np.flatnonzero(stands & (records.label < 0))
        said = said[np.array([place in self.states for place in records.place[said].tolist()], dtype=np.bool_)]
        states = [self.states[place] for place in records.place[said].tolist()]
        # A name that came with a piece which was then read otherwise may be nobody's.
        seen = np.zeros(len(self.annotators), dtype=np.bool_)
        seen[records.annotator] = seen[flat.annotator] = True
        recode = np.cumsum(seen) - 1
        owner = recode[records.annotator[said]]
        live = stands & (records.label >= 0)
        read, more = list(reversed(records)), list(flat)
        del records, flat, stands
        rows = Rows(*(np.concatenate((read.pop()[live], column)) for column in more))  # each given up in its turn
        return Columns(
            files,
            problems,
            list(compress(self.annotators, seen.tolist())),
            list(self.articles),
            list(self.labels),
            list(self.versions),
            rows._replace(annotator=recode[rows.annotator]),
            int(live.sum()),
            states,
            owner,
        )


def _joined(parts: list[Rows]) -> Rows:
    """The parts in one; the list is emptied."""
    if not parts:
        return Rows(*(np.zeros(0, dtype=np.int64) for _ in Rows._fields))
    columns = list(zip(*parts, strict=True))
    parts.clear()
    columns.reverse()
    return Rows(*(np.concatenate(columns.pop()) for _ in Rows._fields))
