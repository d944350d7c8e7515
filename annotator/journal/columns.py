"""Journals and flat spans read into columns, a piece of a file at a time: no record outlives its piece.

There are numbers for names, and for each span the place of its line, from which all else can be read again.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain, compress
from pathlib import Path
from typing import Any, NamedTuple, cast

import msgspec
import numpy as np
import numpy.typing as npt

from annotator.engine import MANY, THIS_MACHINE, Engine, Step
from annotator.errors import AnnotatorError
from annotator.garbage import no_cycles_expected
from annotator.journal.copies import is_of_gold, original_stem
from annotator.journal.earlier import Earlier, is_of_second_look
from annotator.journal.journal_files import NEWLINE, JournalFiles
from annotator.journal.piece_reader import OddNameError, Piece, PieceReader, may_be_read_together
from annotator.journal.records import (
    JournalLine,
    NewerFormatError,
    OwnedSpan,
    Problem,
    StateLine,
    numbered,
    read_line,
)
from annotator.journal.winners import winning_rows
from annotator.model import ANNOTATOR_NAME, ARTICLE_ID, GOLD, SWEEP, ArticleState, Record, Span, Tombstone
from annotator.text.sanitize import one_line

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Small = npt.NDArray[np.integer[Any]]
"""Integers held in as few bytes as they need; sums and products of them want a larger type."""

UNKNOWN = -1
"""The version of a flat span without sha256."""
_LARGEST = int(np.iinfo(np.int32).max)


class SpanColumns(NamedTuple):
    """Columns of records, `(records,)` each."""

    annotator: Small
    article: Small
    label: Small
    """Negative where the record is no span."""
    start: Small
    end: Small
    version: Small
    """`UNKNOWN` where a flat span has no sha256."""
    identity: Ints
    """A number made from the record's id; the same for all flat spans, which have none."""
    place: Ints


def small(column: Small) -> Small:
    """The same integers in four bytes each, where they fit."""
    if column.max(initial=0) > _LARGEST or column.min(initial=0) < -_LARGEST:
        return column
    return column.astype(np.int32)


def sort_order(columns: Sequence[Small]) -> Ints:
    """The order that sorts by the columns, the first one foremost; one packed key where that fits 62 bits."""
    sizes = [int(column.max(initial=0)) + 1 for column in columns]
    room = 1
    for size in sizes:
        room *= size
    if room > 2**62:
        return np.lexsort(tuple(reversed(columns))).astype(np.int64)
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column, size in zip(columns, sizes, strict=True):
        key *= size
        key += column
    return np.argsort(key, kind="stable").astype(np.int64)


def differs(*columns: Small) -> Bools:
    """Whether each row but the first differs from the one before it in any column, `(rows − 1,)`."""
    found: Bools = columns[0][1:] != columns[0][:-1]
    for column in columns[1:]:
        found |= column[1:] != column[:-1]
    return found


def distinct(column: Ints) -> Ints:
    """The different values, in order; `numpy.unique` takes many times as long where they are many."""
    ordered = np.sort(column)
    found: Ints = ordered[np.append(True, differs(ordered))[: len(ordered)]]
    return found


_TYPES = (*(np.int32,) * 6, np.int64, np.int64)
_SPARE = 8
"""A column that is full grows by this part of it."""


class _GrowingColumns:
    """Rows of which more are to come, in hardly more memory than they need."""

    def __init__(self) -> None:
        self._columns: list[npt.NDArray[Any]] = [np.empty(0, dtype=kind) for kind in _TYPES]
        self._count = 0

    def add(self, rows: SpanColumns) -> None:
        """Append rows."""
        count = self._count + len(rows.place)
        for number, part in enumerate(rows):
            column = self._columns[number]
            if part.dtype.itemsize > column.dtype.itemsize:
                column = self._columns[number] = column.astype(part.dtype)
            if len(column) < count:
                column.resize(count + count // _SPARE, refcheck=False)
            column[self._count : count] = part
        self._count = count

    def rows(self) -> SpanColumns:
        """All rows, of which more are to come."""
        return SpanColumns._make([column[: self._count] for column in self._columns])

    def finished(self) -> SpanColumns:
        """All rows; they are given up."""
        for column in self._columns:
            column.resize(self._count, refcheck=False)
        columns, self._columns = self._columns, []
        return SpanColumns._make(columns)


class Codes(dict[str, int]):
    """Names with their numbers, in the order in which they were first met.

    Args:
        pattern: what a name must match; asking for the number of another raises `OddNameError`.
    """

    def __init__(self, pattern: Any = None) -> None:
        super().__init__()
        self._pattern = pattern

    def __missing__(self, name: str) -> int:
        if self._pattern is not None and not self._pattern.fullmatch(name):
            raise OddNameError
        self[name] = code = len(self)
        return code

    def of(self, names: Sequence[str]) -> Small:
        """The numbers of names, `(names,)`; new names get new ones."""
        return np.fromiter(map(self.__getitem__, names), np.int32, len(names))


class Offered(NamedTuple):
    """Where a span came from that was not found by hand, or not independently."""

    by: str | None
    second_look: bool


# There are as many as spans, and of a few kinds.
_offered = lru_cache(Offered)
_ULID = 26
_WORDS = 4
_MULTIPLIERS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], dtype=np.uint64
)


def identities(ids: Sequence[str]) -> Ints:
    """A number for each of some records' ids, `(ids,)`: the same in every process, and seldom one for two ids."""
    joined = "".join(ids)
    if set(map(len, ids)) == {_ULID} and joined.isascii():
        letters = np.zeros((len(ids), _WORDS * 8), dtype=np.uint8)
        letters[:, :_ULID] = np.frombuffer(joined.encode(), dtype=np.uint8).reshape(-1, _ULID)
        mixed = (letters.view("<u8") * _MULTIPLIERS).sum(axis=1, dtype=np.uint64)
        mixed ^= mixed >> np.uint64(29)
        numbers: Ints = mixed.view(np.int64)
        return numbers
    numbers = np.fromiter((zlib.crc32(one.encode("utf-8", "surrogatepass")) for one in ids), np.int64, len(ids))
    usual = [place for place, one in enumerate(ids) if len(one) == _ULID and one.isascii()]
    if usual:
        numbers[usual] = identities([ids[place] for place in usual])
    return numbers


_NO_SPAN = -1
_OPENS, _CLOSES = b"{}"


class ColumnReader(PieceReader):
    """All that has been read so far.

    Args:
        has_gold: whether gold, with which others are compared, is among the files.
        earlier: the records that count, if not all do.

    Attributes:
        annotators, articles, labels, versions: the names met, with their codes.
        records: of journals, with tombstones and states; `flat`: flat spans, one row for each of their owners.
        states: by place.
        problems: lines passed over, by file.
        offered: by place, what proposed a span, where something did.
    """

    def __init__(self, *, has_gold: bool = False, earlier: Earlier | None = None) -> None:
        super().__init__()
        self.annotators = Codes(ANNOTATOR_NAME)
        self.articles = Codes(ARTICLE_ID)
        self.labels = Codes()
        self.versions = Codes()
        self.records = _GrowingColumns()
        self.flat = _GrowingColumns()
        self.states: dict[int, ArticleState] = {}
        self.problems: dict[Path, list[Problem]] = {}
        self.offered: dict[int, Offered] = {}
        self._has_gold, self._in_gold, self._earlier = has_gold, False, earlier
        self._path, self._stem, self._decided = Path(), "", False
        self._before: Callable[[], int] = int
        if has_gold:
            self.annotators[GOLD] = 0

    def begin(self, path: Path, *, in_gold: bool, of_gold: bool, before: Callable[[], int]) -> None:
        """Say of which file the next pieces are.

        Args:
            path: the file.
            in_gold: whether it is the gold that others are compared with.
            of_gold: whether it is gold's own journal, or a copy of that.
            before: counts the lines before the first piece, should the number of a line have to be told.
        """
        self._in_gold, self._before = in_gold, before
        self._path, self._stem, self._decided, self._number = path, original_stem(path.stem), of_gold, 1

    def names(self) -> tuple[Codes, ...]:
        """All names met."""
        return self.annotators, self.articles, self.labels, self.versions

    def __getstate__(self) -> tuple[Any, ...]:
        """All that was read, in few and plain values, to be absorbed in another process."""
        states = msgspec.json.Encoder().encode_lines(list(self.states.values()))
        columns = tuple(self.records.rows()), tuple(self.flat.rows())
        return tuple(map(list, self.names())), columns, list(self.states), states, self.problems, self.offered

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.__init__()  # type: ignore[misc]
        names, columns, places, states, self.problems, self.offered = state
        for own, met in zip(self.names(), names, strict=True):
            own.update(zip(met, range(len(met)), strict=True))
        for growing, rows in zip((self.records, self.flat), columns, strict=True):
            growing.add(SpanColumns._make(rows))
        found = msgspec.json.Decoder(StateLine).decode_lines(states)
        self.states.update(zip(places, cast("list[ArticleState]", found), strict=True))

    def absorb(self, other: ColumnReader) -> None:
        """Add what was read elsewhere."""
        # The last place is for the negative codes, that is for none.
        known = zip(self.names(), other.names(), strict=True)
        codes = [np.append(own.of(list(names)), np.int32(-1)) for own, names in known]
        for growing, found in ((self.records, other.records), (self.flat, other.flat)):
            rows = found.rows()
            old = (rows.annotator, rows.article, rows.label, rows.version)
            annotator, article, label, version = (new[column] for new, column in zip(codes, old, strict=True))
            growing.add(rows._replace(annotator=annotator, article=article, label=label, version=version))
        self.states.update(other.states)
        for path, problems in other.problems.items():
            self.problems.setdefault(path, []).extend(problems)
        self.offered.update(other.offered)

    def _lines(self, piece: Piece) -> tuple[Sequence[int], bool]:
        """See `PieceReader`; in arrays, which reading a single journal has no time to load."""
        letters = np.frombuffer(piece.whole, dtype=np.uint8)
        starts = np.append(0, np.flatnonzero(letters[:-1] == NEWLINE) + 1)
        braced = may_be_read_together(piece.whole)
        braced = braced and bool((letters[starts] == _OPENS).all() and (letters[starts[1:] - 2] == _CLOSES).all())
        return cast("Sequence[int]", starts + piece.place), braced

    def _add(self, records: Sequence[Record] | Sequence[OwnedSpan], places: Sequence[int]) -> bool:
        """Add records; `False` if a span's ends or length are wrong, and then none of the flat ones is added."""
        return self._add_at(records, np.asarray(places, dtype=np.int64))

    def _add_at(self, records: Sequence[Record] | Sequence[OwnedSpan], places: Ints) -> bool:
        if isinstance(records[0], OwnedSpan):
            return self._add_flat(cast("Sequence[OwnedSpan]", records), places)
        heads = cast("Sequence[Record]", records)
        if self._earlier is not None:
            holds = np.array([self._earlier.holds(head) for head in heads], dtype=np.bool_)
            heads, places = list(compress(heads, holds)), places[holds]
            if not heads:
                return True
        is_span = np.array([isinstance(head, Span) for head in heads], dtype=np.bool_)
        if is_span.all():
            return self._add_spans(cast("Sequence[Span]", heads), places)
        self._add_others([head for head in compress(heads, ~is_span) if not isinstance(head, Span)], places[~is_span])
        return not is_span.any() or self._add_spans(
            cast("Sequence[Span]", list(compress(heads, is_span))), places[is_span]
        )

    def _codes_of(self, names: Sequence[str]) -> Small:
        """The numbers of annotators; of gold for all in its file."""
        if self._in_gold:
            return np.zeros(len(names), dtype=np.int32)
        if self._has_gold and GOLD in names:
            raise AnnotatorError(
                f"{GOLD!r} stands among the annotators that are compared with gold: leave its file out"
            )
        return self.annotators.of(names)

    def _writers(self, names: Sequence[str]) -> Small:
        """The numbers of those who wrote a journal's records; in gold's journal they are gold's, whoever decided."""
        return self._codes_of([GOLD] * len(names) if self._decided else names)

    def _add_spans(self, puts: Sequence[Span], places: Ints) -> bool:
        """Add spans; `False` if a span's ends or length are wrong, and then none is added."""
        count = len(puts)
        start, end = (np.fromiter(ends, np.int64, count) for ends in ([p.start for p in puts], [p.end for p in puts]))
        length = np.fromiter([len(put.text) for put in puts], np.int64, count)
        if (length != end - start).any() or not length.all():
            return False
        self._note_offers(puts, places)
        self.records.add(
            SpanColumns(
                self._writers([put.annotator for put in puts]),
                self.articles.of([put.article for put in puts]),
                self.labels.of([put.label for put in puts]),
                small(start),
                small(end),
                self.versions.of([put.sha256 for put in puts]),
                identities([put.id for put in puts]),
                places,
            )
        )
        return True

    def _add_others(self, heads: Sequence[Tombstone | ArticleState], places: Ints) -> None:
        """Tombstones and states: rows without a span."""
        self._note_offers(heads, places)
        none = np.full(len(heads), _NO_SPAN, dtype=np.int32)
        self.records.add(
            SpanColumns(
                self._writers([head.annotator for head in heads]),
                self.articles.of([head.article for head in heads]),
                none,
                none,
                none,
                none,
                identities([head.id for head in heads]),
                places,
            )
        )
        states = {
            place: head for place, head in zip(places.tolist(), heads, strict=True) if isinstance(head, ArticleState)
        }
        self.versions.of([state.sha256 for state in states.values()])
        self.states.update(states)

    def _note_offers(self, heads: Sequence[Record], places: Ints) -> None:
        for number in [number for number, head in enumerate(heads) if head.by or head.look]:
            head = heads[number]
            self.offered[int(places[number])] = _offered(head.by or None, is_of_second_look(head))

    def _add_flat(self, spans: Sequence[OwnedSpan], places: Ints) -> bool:
        """Add flat spans, one row an owner; `False` if a span's ends or length are wrong, and then none is added."""
        count = len(spans)
        start, end = (np.fromiter(e, np.int64, count) for e in ([s.start for s in spans], [s.end for s in spans]))
        lengths = [len(span.text) if isinstance(span.text, str) else -1 for span in spans]
        length = np.fromiter(lengths, np.int64, count)
        if (start >= end).any() or ((length != end - start) & (length >= 0)).any():
            return False
        if self._earlier is not None:
            raise AnnotatorError(
                f"{one_line(str(self._path))}: holds flat spans, which do not say when and how they came: name journals"
            )
        owned = [(GOLD,) if self._in_gold else span.annotators or (span.annotator or self._stem,) for span in spans]
        row = np.repeat(np.arange(count), np.fromiter(map(len, owned), np.int64, count))
        versions = [self.versions[span.sha256] if span.sha256 else UNKNOWN for span in spans]
        none = np.zeros(len(row), dtype=np.int64)
        self.flat.add(
            SpanColumns(
                self._codes_of(list(chain.from_iterable(owned))),
                self.articles.of([span.article for span in spans])[row],
                self.labels.of([span.label for span in spans])[row],
                small(start)[row],
                small(end)[row],
                np.fromiter(versions, np.int32, count)[row],
                none,
                places[row],
            )
        )
        return True

    def _of_newer_format(self, number: int, error: NewerFormatError) -> None:
        """Refuse a line, given by its number, that this program does not know how to read."""
        raise AnnotatorError(f"{one_line(str(self._path))}: line {number} {error}") from None

    def _one_by_one(self, whole: bytes, places: Sequence[int]) -> None:
        """Add the records of lines, or say what is wrong with a line."""
        heads: list[tuple[Record, int]] = []
        flat: list[tuple[OwnedSpan, int]] = []
        names: set[str] = set()
        for number, raw in numbered(whole):
            place = int(places[number - 1])
            try:
                found = read_line(raw, names, self._stem)
                if isinstance(found, JournalLine):
                    heads.append((found.head, place))
                else:
                    flat.append((OwnedSpan.from_fields(found), place))
            except NewerFormatError as error:
                self._of_newer_format(self._before() + self._number + number - 1, error)
            except ValueError as error:
                problem = Problem(self._before() + self._number + number - 1, str(error))
                self.problems.setdefault(self._path, []).append(problem)
        for records in (heads, flat):
            if records:
                self._add([record for record, _ in records], [place for _, place in records])  # type: ignore[arg-type]


_APART = MANY >> 2
"""Bytes of a file that are read by one."""


class Columns(NamedTuple):
    """What is in the files, all folded together."""

    files: JournalFiles
    problems: dict[Path, list[Problem]]
    """Lines passed over, by file."""
    annotators: list[str]
    """Everybody whom a record names; codes are places in these lists."""
    articles: list[str]
    labels: list[str]
    versions: list[str]
    """Each the sha256 of a text."""
    spans: SpanColumns
    """The spans that count: first those of journals, then the flat ones, once for each of their owners."""
    flat_from: int
    """The first row of the flat ones."""
    states: list[ArticleState]
    """The states that count."""
    state_owners: Small
    """The annotator of each state, `(states,)`."""
    offered: dict[int, Offered]
    """By the place of a record's line, what proposed it, where something did; also of records that do not count."""

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

    def suggested(self) -> int:
        """How many of the spans that count were taken from suggestions."""
        found = map(self.offered.get, self.spans.place.tolist()) if self.offered else ()
        return sum(one is not None and one.by not in {None, SWEEP} for one in found)

    def spans_once(self) -> SpanColumns:
        """The spans that count, without flat ones that their annotator has before: what merge wrote repeats journals."""
        rows = self.spans
        if self.flat_from == len(rows.place):
            return rows
        what = rows.annotator, rows.article, rows.version - UNKNOWN, rows.label, rows.start, rows.end
        order = sort_order((*what, np.arange(len(rows.place))))
        again = np.zeros(len(order), dtype=np.bool_)
        again[order[1:]] = ~differs(*(column[order] for column in what))
        again[: self.flat_from] = False
        return SpanColumns._make(column[~again] for column in rows)

    def finished(self) -> dict[tuple[str, str | None], int | None]:
        """The versions of articles which somebody has marked done, with their lengths in code points."""
        states = sorted(
            zip(self.state_owners.tolist(), self.states, strict=True), key=lambda one: self.annotators[one[0]]
        )
        return {(state.article, state.sha256): state.length for _, state in states if state.state == "done"}

    def labels_given(self) -> set[str]:
        """The labels that spans have which count."""
        return {self.labels[code] for code in np.unique(self.spans.label).tolist()}

    def lines_of(
        self, annotators: Collection[str] | None, labels: Collection[str] | None, articles: Collection[str] | None
    ) -> list[tuple[str, bytes]]:
        """Spans that count, as their annotators' names and the lines; `None` for all annotators, labels or articles.

        Raises:
            AnnotatorError: if a file was changed since it was read.
        """
        rows = self.spans
        taken = np.ones(len(rows.place), dtype=np.bool_)
        for column, names, wanted in (
            (rows.annotator, self.annotators, annotators),
            (rows.label, self.labels, labels),
            (rows.article, self.articles, articles),
        ):
            if wanted is not None:
                taken &= np.array([name in wanted for name in names], dtype=np.bool_)[column]
        order = np.flatnonzero(taken)
        order = order[np.argsort(rows.place[order], kind="stable")]
        lines = self.files.needed_lines(rows.place[order].tolist())
        return [(self.annotators[who], line) for who, line in zip(rows.annotator[order].tolist(), lines, strict=True)]

    def state_articles(self) -> Ints:
        """The article of each state, `(states,)`."""
        return _codes(self.articles, [state.article for state in self.states])

    def state_versions(self) -> Ints:
        """The version of each state, `(states,)`."""
        return _codes(self.versions, [state.sha256 for state in self.states])


class _Stretch(NamedTuple):
    """Some bytes of a file."""

    file: int
    begin: int
    end: int | None
    """`None` for the last one of the file, which may be written to meanwhile."""


class _Asked(NamedTuple):
    """What is read."""

    files: JournalFiles
    of_gold: list[bool]
    """Which of them are gold's own journals and copies of it."""
    has_gold: bool
    """Whether the first one is the gold that others are compared with."""
    earlier: Earlier | None


class _Read(NamedTuple):
    """What was read of some stretches, and what their files were then."""

    reader: ColumnReader
    stamps: dict[int, tuple[int, ...]]


def read_columns(
    paths: Iterable[Path],
    progress: Callable[[int], None] | None = None,
    gold: Path | None = None,
    earlier: Earlier | None = None,
    engine: Engine = THIS_MACHINE,
) -> Columns:
    """Fold journals and flat span files, in any order and number, into columns.

    Args:
        paths: the files.
        progress: told how many bytes were read.
        gold: a further file, whose records are all of one party named `GOLD`, whoever wrote them.
        earlier: the state to fold to; by default that of now.
        engine: who reads.

    Raises:
        AnnotatorError: if a file is missing, unreadable, or holds records of a newer format; if there is gold and
            somebody else has its name; or if an earlier state is asked of flat spans.
    """
    files = JournalFiles([*([] if gold is None else [gold]), *paths])
    stretches, sizes = _stretches(list(map(_size, files.paths)))
    asked = _Asked(files, list(map(is_of_gold, files.paths)), gold is not None, earlier)
    gathered = ColumnReader(has_gold=gold is not None, earlier=earlier)
    with no_cycles_expected():
        shares = engine.shares(sizes)
        parts = [_joined(stretches[share.start : share.stop]) for share in shares]
        of_parts = [sum(sizes[share.start : share.stop]) for share in shares]
        for number, found in enumerate(engine.map(_read, asked, parts, of_parts, progress)):
            files.seen(found.stamps)
            if number:
                gathered.absorb(found.reader)
            else:
                gathered = found.reader
        return _columns(gathered, files)


def _stretches(sizes: Sequence[int]) -> tuple[list[_Stretch], list[int]]:
    """All bytes of some files in stretches that are worth being read apart; and their sizes."""
    found = []
    for file, size in enumerate(sizes):
        cuts = range(0, max(size, 1), _APART)
        found += [_Stretch(file, begin, begin + _APART if begin < cuts[-1] else None) for begin in cuts]
    return found, [(sizes[one.file] if one.end is None else one.end) - one.begin for one in found]


def _joined(stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """The same stretches, those of each file as one."""
    found: list[_Stretch] = []
    for one in stretches:
        if found and found[-1].file == one.file:
            found[-1] = found[-1]._replace(end=one.end)
        else:
            found.append(one)
    return found


def _read(asked: _Asked, stretches: Sequence[_Stretch], step: Step | None) -> Iterator[_Read]:
    files = asked.files
    reader = ColumnReader(has_gold=asked.has_gold, earlier=asked.earlier)
    for file, begin, end in stretches:
        before = partial(files.lines_before, file, begin) if begin else int
        in_gold = asked.has_gold and file == 0
        reader.begin(files.paths[file], in_gold=in_gold, of_gold=asked.of_gold[file], before=before)
        for piece in files.pieces(file, begin, end):
            reader.take(piece)
            if step is not None:
                step(len(piece.whole))
    yield _Read(reader, files.stamps)


def _size(path: Path) -> int:
    """In bytes; 0 for what is no file, or no longer, as reading it will say."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _columns(gathered: ColumnReader, files: JournalFiles) -> Columns:
    """What counts; the gathered records are given up."""
    records, flat = gathered.records.finished(), gathered.flat.finished()
    stands = winning_rows(records.annotator, records.identity, records.place, files)
    said = np.flatnonzero(stands & (records.label < 0))
    said = said[np.array([place in gathered.states for place in records.place[said].tolist()], dtype=np.bool_)]
    states = [gathered.states[place] for place in records.place[said].tolist()]
    # A name that came with a piece which was then read otherwise may be nobody's.
    seen = np.zeros(len(gathered.annotators), dtype=np.bool_)
    seen[records.annotator] = seen[flat.annotator] = True
    recode = np.cumsum(seen, dtype=np.int32) - 1
    owner = recode[records.annotator[said]]
    live = stands & (records.label >= 0)
    columns = list(records)  # given up one by one
    del records
    rows = SpanColumns._make([np.concatenate((columns.pop(0)[live], more)) for more in flat])
    return Columns(
        files,
        gathered.problems,
        list(compress(gathered.annotators, seen.tolist())),
        list(gathered.articles),
        list(gathered.labels),
        list(gathered.versions),
        rows._replace(annotator=recode[rows.annotator]),
        int(live.sum()),
        states,
        owner,
        gathered.offered,
    )


def _codes(names: Sequence[str], wanted: Sequence[str]) -> Ints:
    code = {name: i for i, name in enumerate(names)}
    return np.array([code[name] for name in wanted], dtype=np.int64)
