"""Spans of lines that are alike, added to what is gathered all at once: by patterns, learnt from the lines themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from annotator.journal.columns import UNKNOWN, Bools, Ints, OddNameError, Rows, Small, small
from annotator.journal.edges import Edges
from annotator.journal.patterns import Lines, Pattern, Strings, Values, pattern_of
from annotator.journal.records import OP, shaped_flat, shaped_lines

if TYPE_CHECKING:
    from annotator.journal.columns import Gathering

_PUT = ord("p")
_JOURNAL = b'{"v":'
_ALIKE = 32
"""So many lines of a piece are worth a pattern of their own."""
_PATTERNS = 16
_WORD = 8


class ByPattern:
    """The patterns that are known by now.

    Args:
        to: where spans are added.
    """

    def __init__(self, to: Gathering) -> None:
        self._to = to
        self._patterns: list[Pattern] = []

    def take(self, lines: Lines, places: Ints) -> Bools:
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
        self._to.records.add(
            Rows(
                _coded(lines, strings["annotator"], self._to.writers),
                _coded(lines, strings["article"], self._to.articles.of),
                _coded(lines, strings["label"], self._to.labels.of),
                small(values.numbers["start"]),
                small(values.numbers["end"]),
                _coded(lines, strings["sha256"], self._to.versions.of),
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
            who = np.tile(self._to.people([tuple(shared)]), count)
        elif "annotator" in strings:
            times, who = 1, _coded(lines, strings["annotator"], lambda names: self._to.people([(n,) for n in names]))
        else:
            times, who = 1, np.repeat(self._to.people([(self._to.stem,)]), count)
        version = (
            _coded(lines, strings["sha256"], self._to.versions.of) if "sha256" in strings else np.full(count, UNKNOWN)
        )
        edges = lines.edges(strings["text"]) if "text" in strings else Edges.none(count)
        if self._to.in_gold:
            times, who = 1, np.zeros(count, dtype=np.int32)
        self._to.append_flat(
            who,
            np.repeat(_coded(lines, strings["article"], self._to.articles.of), times),
            np.repeat(_coded(lines, strings["label"], self._to.labels.of), times),
            np.repeat(small(values.numbers["start"]), times),
            np.repeat(small(values.numbers["end"]), times),
            np.repeat(small(version), times),
            np.repeat(places[values.rows], times),
            Edges(*(np.repeat(edge, times) for edge in edges)),
        )


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
