"""Records gathered into columns, a piece of a file at a time: by pattern where lines are alike, else one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import compress, pairwise
from operator import attrgetter
from pathlib import Path

import msgspec
import numpy as np

from annotator.journal.copies import is_of_gold, original_stem
from annotator.journal.edges import Edges
from annotator.journal.flat import flat_span, is_flat, owners
from annotator.journal.patterns import Lines, Pattern, Strings, Values, fingerprints, pattern_of
from annotator.journal.read import NewerFormatError, Problem, numbered, parse, parse_json
from annotator.journal.rows import UNKNOWN, Bools, Codes, Growing, Ints, OddNameError, Rows, Small, small
from annotator.journal.shapes import OP, Flat, Head, Put, StateOf, shaped_flat, shaped_lines
from annotator.model import ANNOTATOR_NAME, ARTICLE_ID, GOLD, AnnotatorError
from annotator.text.display import one_line

_NO_SPAN = -1
_PUT = ord("p")
_COLUMNS = attrgetter("annotator", "article", "label", "start", "end", "sha256", "text", "id")
_JOURNAL = b'{"v":'
_ALIKE = 32
"""So many lines of a piece are worth a pattern of their own."""
_PATTERNS = 16
_WORD = 8


class Gathering:
    """All that has been read so far.

    Attributes:
        annotators, articles, labels, versions: the names met, with their codes.
        records: of journals, with tombstones and states; `flat`: flat spans, one row for each of their owners.
        states: by place.
        in_gold: whether the file at hand is gold that others are compared with; then all is of `GOLD`.
    """

    def __init__(self, has_gold: bool = False) -> None:
        self.annotators = Codes(ANNOTATOR_NAME)
        self.articles = Codes(ARTICLE_ID)
        self.labels = Codes()
        self.versions = Codes()
        self.records = Growing()
        self.flat = Growing()
        self.states: dict[int, StateOf] = {}
        self._patterns: list[Pattern] = []
        self._has_gold, self.in_gold = has_gold, False
        self._decided, self._stem, self._number = False, "", 1
        if has_gold:
            self.annotators[GOLD] = 0

    def begin(self, path: Path, *, in_gold: bool) -> None:
        """Say which file the next pieces are of."""
        self.in_gold = in_gold
        self._stem = original_stem(path.stem)
        self._decided = is_of_gold(path)
        self._number = 1

    def take(self, lines: Lines, place: int, path: Path, problems: list[Problem]) -> None:
        """Add the records of lines, the first of which stands at a place."""
        places = lines.starts + place
        number = self._number
        self._number += len(lines)
        rest = self._by_pattern(lines, places)
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
        self._one_by_one(lines.whole, number, rest, places, path, problems)

    # ------------------------------------------------------------------ by pattern

    def _by_pattern(self, lines: Lines, places: Ints) -> Bools:
        """Add the spans of lines that are alike; which lines are left, `(lines,)`."""
        left = np.ones(len(lines), dtype=np.bool_)
        letters = lines.letters[np.minimum(lines.starts + OP, len(lines.letters) - 1)]
        open_to_it = lines.usable & (~_starts_with(lines, _JOURNAL) | (letters == _PUT))
        for pattern in list(self._patterns):
            if not open_to_it.any():
                return left
            self._take_values(pattern, lines, places, open_to_it, left)
        while int(open_to_it.sum()) >= _ALIKE:
            counts = np.bincount(lines.quote_count[open_to_it])
            common = open_to_it & (lines.quote_count == int(counts.argmax()))
            example = int(common.argmax())
            pattern_found = self._learnt(lines.whole[lines.starts[example] : lines.ends[example]])
            before = int(open_to_it.sum())
            if pattern_found is not None:
                self._take_values(pattern_found, lines, places, open_to_it, left)
            if before - int(open_to_it.sum()) < _ALIKE:
                open_to_it &= ~common
        return left

    def _learnt(self, line: bytes) -> Pattern | None:
        """A new pattern from a line that is as this program writes it, or from a flat span so written."""
        heads = shaped_lines(line + b"\n") if line.startswith(_JOURNAL) else shaped_flat(line + b"\n")
        pattern = pattern_of(line) if heads else None
        if pattern is not None:
            self._patterns = [pattern, *self._patterns[: _PATTERNS - 1]]
        return pattern

    def _take_values(self, pattern: Pattern, lines: Lines, places: Ints, open_to_it: Bools, left: Bools) -> None:
        """Add the spans of a pattern's lines, and take these from both masks."""
        values = pattern.values(lines, open_to_it)
        if not len(values.rows):
            return
        start, end = values.numbers["start"], values.numbers["end"]
        good = start < end
        if "text" in values.strings:
            good &= lines.characters(values.strings["text"]) == end - start
        values = values if good.all() else values.only(np.flatnonzero(good))
        if not len(values.rows):
            return
        is_flat_span = "op" not in pattern.example
        try:
            (self._add_flat_values if is_flat_span else self._add_put_values)(pattern, values, lines, places)
        except OddNameError:
            return
        open_to_it[values.rows] = False
        left[values.rows] = False

    def _add_put_values(self, _: Pattern, values: Values, lines: Lines, places: Ints) -> None:
        strings = values.strings
        self.records.add(
            Rows(
                _coded(lines, strings["annotator"], self._writers),
                _coded(lines, strings["article"], self.articles.of),
                _coded(lines, strings["label"], self.labels.of),
                small(values.numbers["start"]),
                small(values.numbers["end"]),
                _coded(lines, strings["sha256"], self.versions.of),
                lines.fingerprints(strings["id"]),
                places[values.rows],
                np.ones(len(values.rows), dtype=np.bool_),
                *lines.edges(strings["text"]),
            )
        )

    def _add_flat_values(self, pattern: Pattern, values: Values, lines: Lines, places: Ints) -> None:
        strings, count = values.strings, len(values.rows)
        shared = pattern.example.get("annotators")
        if isinstance(shared, list) and shared:
            times = len(shared)
            who = np.tile(self._people([tuple(shared)]), count)
        elif "annotator" in strings:
            times, who = 1, _coded(lines, strings["annotator"], lambda names: self._people([(n,) for n in names]))
        else:
            times, who = 1, np.repeat(self._people([(self._stem,)]), count)
        version = _coded(lines, strings["sha256"], self.versions.of) if "sha256" in strings else np.full(count, UNKNOWN)
        edges = lines.edges(strings["text"]) if "text" in strings else Edges.none(count)
        if self.in_gold:
            times, who = 1, np.zeros(count, dtype=np.int32)
        self._append_flat(
            who,
            np.repeat(_coded(lines, strings["article"], self.articles.of), times),
            np.repeat(_coded(lines, strings["label"], self.labels.of), times),
            np.repeat(small(values.numbers["start"]), times),
            np.repeat(small(values.numbers["end"]), times),
            np.repeat(small(version), times),
            np.repeat(places[values.rows], times),
            Edges(*(np.repeat(edge, times) for edge in edges)),
        )

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

    def _writers(self, names: Sequence[str]) -> Small:
        """The numbers of those who wrote a journal's records; in gold's journal they are gold's, whoever decided."""
        return self._who([GOLD] * len(names) if self._decided else names)

    def _people(self, owned: Sequence[tuple[str, ...]]) -> Small:
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
            self._writers(people),
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
                self._writers([head.annotator for head in heads]),
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
            (GOLD,) if self.in_gold else tuple(span.annotators or (span.annotator or self._stem,)) for span in spans
        ]
        row = np.repeat(np.arange(len(spans)), [len(names) for names in people])
        versions = [self.versions[span.sha256] if span.sha256 else UNKNOWN for span in spans]
        self._append_flat(
            self._people(people),
            self.articles.of([span.article for span in spans])[row],
            self.labels.of([span.label for span in spans])[row],
            small(start)[row],
            small(end)[row],
            np.array(versions, dtype=np.int32)[row],
            places[row],
            Edges(*(edge[row] for edge in Edges.of([span.text or None for span in spans]))),
        )
        return True

    def _append_flat(
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
        none = np.zeros(len(who), dtype=np.int64)
        self.flat.add(Rows(who, article, label, start, end, version, none, place, none.astype(np.bool_), *edges))

    # ------------------------------------------------------------------ one by one

    def _one_by_one(
        self, whole: bytes, first: int, wanted: Bools, places: Ints, path: Path, problems: list[Problem]
    ) -> None:
        """Add the wanted lines' records, or say what is wrong with them; `first`: the number of the first line."""
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
                    owners(span, self._stem)
                    flat.append((msgspec.convert(span, Flat), place))
                else:
                    heads.append((parse(raw, names).head, place))
            except NewerFormatError as error:
                raise AnnotatorError(f"{one_line(str(path))}: line {first + number - 1} {error}") from None
            except ValueError as error:
                problems.append(Problem(first + number - 1, str(error)))
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


def _starts_with(lines: Lines, mark: bytes) -> Bools:
    """Whether each line starts with a mark of at most eight bytes, `(lines,)`."""
    mask = np.uint64((1 << (8 * len(mark))) - 1)
    found: Bools = (lines.words[lines.starts] & mask) == np.uint64(int.from_bytes(mark, "little"))
    return found


def _coded(lines: Lines, found: Strings, codes: Callable[[Sequence[str]], Small]) -> Small:
    """The code of each string, `(strings,)`; asked for only where a string differs from the one before."""
    fresh = lines.fresh(found)
    rows = np.flatnonzero(fresh)
    begin, end = found.begin[rows], found.end[rows]
    whole = lines.whole
    if len(rows) > _ALIKE and int((end - begin).max()) <= _WORD:  # many in turn, but hardly many different ones
        _, first, again = np.unique(lines.short(Strings(begin, end)), return_index=True, return_inverse=True)
        code = codes([whole[a:b].decode() for a, b in zip(begin[first].tolist(), end[first].tolist(), strict=True)])
        code = code[again]
    else:
        code = codes([whole[a:b].decode() for a, b in zip(begin.tolist(), end.tolist(), strict=True)])
    return code if len(rows) == len(fresh) else code[np.cumsum(fresh) - 1]
