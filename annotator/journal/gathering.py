"""Records gathered into columns, a piece of a file at a time: by pattern where lines are alike, else one by one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress, pairwise
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from annotator.journal.alike import ByPattern
from annotator.journal.copies import is_of_gold, original_stem
from annotator.journal.edges import Edges
from annotator.journal.flat import flat_span, is_flat, owners
from annotator.journal.patterns import Lines, fingerprints
from annotator.journal.pieces import Files, Piece, Stamps
from annotator.journal.records import NewerFormatError, Problem, numbered, parse, parse_json
from annotator.journal.rows import UNKNOWN, Bools, Codes, Growing, Ints, OddNameError, Rows, Small, small
from annotator.journal.shapes import OP, Flat, Head, Put, StateOf, shaped_flat, shaped_lines
from annotator.model import ANNOTATOR_NAME, ARTICLE_ID, GOLD, AnnotatorError
from annotator.text.sanitize import one_line

_NO_SPAN = -1
_PUT = ord("p")
_COLUMNS = attrgetter("annotator", "article", "label", "start", "end", "sha256", "text", "id")
_JOURNAL = b'{"v":'


class Part(NamedTuple):
    """What was read of some files, as another process hands it over."""

    names: tuple[list[str], ...]
    records: Rows
    flat: Rows
    states: dict[int, StateOf]
    problems: dict[Path, list[Problem]]
    stamps: Stamps


class Gathering:
    """All that has been read so far.

    Args:
        files: of which pieces are to come.
        has_gold: whether gold, with which others are compared, is among them.

    Attributes:
        annotators, articles, labels, versions: the names met, with their codes.
        records: of journals, with tombstones and states; `flat`: flat spans, one row for each of their owners.
        states: by place.
        problems: lines passed over, by file.
    """

    def __init__(self, files: Files, *, has_gold: bool = False) -> None:
        self._files = files
        self.annotators = Codes(ANNOTATOR_NAME)
        self.articles = Codes(ARTICLE_ID)
        self.labels = Codes()
        self.versions = Codes()
        self.records = Growing()
        self.flat = Growing()
        self.states: dict[int, StateOf] = {}
        self._patterns = ByPattern(self)
        self.problems: dict[Path, list[Problem]] = {}
        self._has_gold, self.in_gold = has_gold, False
        self._path, self.stem, self._decided, self._number = Path(), "", False, 1
        if has_gold:
            self.annotators[GOLD] = 0

    def begin(self, path: Path, number: int, *, in_gold: bool) -> None:
        """Say what the next pieces are.

        Args:
            path: the file that they are of.
            number: of the first line, counted from 1.
            in_gold: whether it is the gold that others are compared with, and all in it is of `GOLD`.
        """
        self.in_gold = in_gold
        self._path, self.stem, self._decided, self._number = path, original_stem(path.stem), is_of_gold(path), number

    def part(self) -> Part:
        """All of it, to be absorbed elsewhere; it is given up."""
        names = tuple(list(codes) for codes in (self.annotators, self.articles, self.labels, self.versions))
        records, flat = self.records.finished(), self.flat.finished()
        return Part(names, records, flat, self.states, self.problems, self._files.stamps)

    def absorb(self, part: Part) -> None:
        """Add what was read elsewhere."""
        codes = (self.annotators, self.articles, self.labels, self.versions)
        # The last place is for the negative codes, that is for none.
        own = [np.append(known.of(names), np.int32(-1)) for known, names in zip(codes, part.names, strict=True)]
        for rows, growing in ((part.records, self.records), (part.flat, self.flat)):
            annotator, article, label, version = (
                new[old] for new, old in zip(own, (rows.annotator, rows.article, rows.label, rows.version), strict=True)
            )
            growing.add(rows._replace(annotator=annotator, article=article, label=label, version=version))
        self.states |= part.states
        for path, problems in part.problems.items():
            self.problems.setdefault(path, []).extend(problems)
        # Of a file that was changed meanwhile the older stamp stays, so that the change is seen.
        self._files.stamps |= part.stamps | self._files.stamps

    def take(self, piece: Piece) -> None:
        """Add the records of a piece."""
        lines = Lines(piece.whole)
        places = lines.starts + piece.place
        number = self._number
        self._number += len(lines)
        rest = self._patterns.take(lines, places)
        rows = np.flatnonzero(rest)
        if not len(rows):
            return
        if len(rows) == len(lines):
            whole, starts = lines.whole, lines.starts
        else:
            parts = [
                lines.whole[begin : end + 1] for begin, end in zip(lines.starts[rows], lines.ends[rows], strict=True)
            ]
            whole, starts = b"".join(parts), np.cumsum([0, *map(len, parts[:-1])])
        try:
            if whole.startswith(_JOURNAL):
                kinds = lines.letters[np.minimum(lines.starts[rows] + OP, len(lines.letters) - 1)]
                if self._add_shaped(whole, starts, kinds == _PUT, kinds, places[rows]):
                    return
            else:
                spans = shaped_flat(whole)
                if spans is not None and self._add_flat(spans, places[rows]):
                    return
        except OddNameError:
            pass
        self._one_by_one(lines.whole, number, rest, places)

    # ------------------------------------------------------------------ as this program writes them

    def _add_shaped(self, whole: bytes, starts: Ints, is_span: Bools, kinds: Small, places: Ints) -> bool:
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
        if others:
            self._add_others(others, places[~is_span])
        return not puts or self._add_spans(puts, places[is_span], shaped=True)

    def _who(self, names: Sequence[str]) -> Small:
        """The numbers of annotators; of gold for all in its file."""
        if self.in_gold:
            return np.zeros(len(names), dtype=np.int32)
        if self._has_gold and GOLD in names:
            raise AnnotatorError(
                f"{GOLD!r} stands among the annotators that are compared with gold: leave its file out"
            )
        return self.annotators.of(names)

    def writers(self, names: Sequence[str]) -> Small:
        """The numbers of those who wrote a journal's records; in gold's journal they are gold's, whoever decided."""
        return self._who([GOLD] * len(names) if self._decided else names)

    def people(self, owned: Sequence[tuple[str, ...]]) -> Small:
        """The numbers of all owners of flat spans, one after the other."""
        return self._who([name for names in owned for name in names])

    def _add_spans(self, puts: Sequence[Head], places: Ints, *, shaped: bool) -> bool:
        """Add spans; `False` if a span's ends or length are wrong, and then none is added."""
        people, articles, labels, starts, ends, versions, texts, ids = zip(*map(_COLUMNS, puts), strict=True)
        count = len(puts)
        start, end = np.fromiter(starts, np.int64, count), np.fromiter(ends, np.int64, count)
        length = np.fromiter(map(len, texts), np.int64, count)
        if (length != end - start).any() or not length.all():
            return False
        rows = Rows(
            self.writers(people),
            self.articles.of(articles),
            self.labels.of(labels),
            small(start),
            small(end),
            self.versions.of(versions),
            fingerprints(ids),
            places,
            np.full(count, shaped),
            *Edges.of(texts),
        )
        self.records.add(rows)
        return True

    def _add_others(self, heads: Sequence[Head], places: Ints) -> None:
        """Tombstones and states: rows without a span."""
        none = np.full(len(heads), _NO_SPAN, dtype=np.int32)
        self.records.add(
            Rows(
                self.writers([head.annotator for head in heads]),
                self.articles.of([head.article for head in heads]),
                none,
                none,
                none,
                none,
                fingerprints([head.id for head in heads]),
                places,
                np.zeros(len(heads), dtype=np.bool_),
                *Edges.none(len(heads)),
            )
        )
        states = {place: head for place, head in zip(places.tolist(), heads, strict=True) if isinstance(head, StateOf)}
        self.versions.of([state.sha256 for state in states.values()])
        self.states.update(states)

    def _add_flat(self, spans: Sequence[Flat], places: Ints) -> bool:
        """Add flat spans, one row an owner; `False` if a span's ends or length are wrong, and then none is added."""
        start = np.array([span.start for span in spans], dtype=np.int64)
        end = np.array([span.end for span in spans], dtype=np.int64)
        length = np.array([len(span.text) if span.text else -1 for span in spans], dtype=np.int64)
        if (start >= end).any() or ((length != end - start) & (length >= 0)).any():
            return False
        people = [
            (GOLD,) if self.in_gold else tuple(span.annotators or (span.annotator or self.stem,)) for span in spans
        ]
        row = np.repeat(np.arange(len(spans)), [len(names) for names in people])
        versions = [self.versions[span.sha256] if span.sha256 else UNKNOWN for span in spans]
        self.append_flat(
            self.people(people),
            self.articles.of([span.article for span in spans])[row],
            self.labels.of([span.label for span in spans])[row],
            small(start)[row],
            small(end)[row],
            np.array(versions, dtype=np.int32)[row],
            places[row],
            Edges(*(edge[row] for edge in Edges.of([span.text or None for span in spans]))),
        )
        return True

    def append_flat(
        self,
        who: Small,
        article: Small,
        label: Small,
        start: Small,
        end: Small,
        version: Small,
        place: Ints,
        edges: Edges,
    ) -> None:
        """Add rows of flat spans, `(rows,)` each: one for each owner of a span."""
        none = np.zeros(len(who), dtype=np.int64)
        self.flat.add(Rows(who, article, label, start, end, version, none, place, none.astype(np.bool_), *edges))

    # ------------------------------------------------------------------ one by one

    def _one_by_one(self, whole: bytes, first: int, wanted: Bools, places: Ints) -> None:
        """Add the wanted lines' records, or say what is wrong with them; `first`: the number of the first line."""
        problems: list[Problem] = []
        heads: list[tuple[Head, int]] = []
        flat: list[tuple[Flat, int]] = []
        names: set[str] = set()
        for number, raw in numbered(whole):
            if not wanted[number - 1]:
                continue
            place = int(places[number - 1])
            try:
                fields = {} if raw.startswith(_JOURNAL) else parse_json(raw)
                if is_flat(fields):
                    span = flat_span(fields).model_dump()
                    owners(span, self.stem)
                    flat.append((msgspec.convert(span, Flat), place))
                else:
                    heads.append((parse(raw, names).head, place))
            except NewerFormatError as error:
                raise AnnotatorError(f"{one_line(str(self._path))}: line {first + number - 1} {error}") from None
            except ValueError as error:
                problems.append(Problem(first + number - 1, str(error)))
        if problems:
            self.problems.setdefault(self._path, []).extend(problems)
        if heads:
            self._add([head for head, _ in heads], np.array([place for _, place in heads], dtype=np.int64))
        if flat:
            where = np.array([place for _, place in flat], dtype=np.int64)
            self._add_flat([span for span, _ in flat], where)

    def _add(self, heads: Sequence[Head], places: Ints) -> None:
        """Add records that were found good."""
        is_span = [isinstance(head, Put) for head in heads]
        if any(is_span):
            self._add_spans(list(compress(heads, is_span)), places[is_span], shaped=False)
        if not all(is_span):
            rest = ~np.array(is_span)
            self._add_others(list(compress(heads, rest.tolist())), places[rest])
