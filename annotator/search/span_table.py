"""Everybody's spans by article, as columns; of one annotator at work those that the session has now.

Whoever is at work meets others' spans only in articles that they have marked done: their work on the rest is to be their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import orjson

from annotator.journal.columns import UNKNOWN, Bools, Columns, Ints
from annotator.journal.fold import Fold
from annotator.search.query import Query
from annotator.text.find import words_pattern

_NOTED = 2**12
"""Lines that are read again together."""


@dataclass(frozen=True, slots=True)
class SearchedSpan:
    """A span that a search met."""

    start: int
    end: int
    label: str
    annotator: str


class OwnSpans(NamedTuple):
    """The spans of the annotator at work, which change while others' are kept as they were read."""

    annotator: str
    fold: Fold


class _Noted(NamedTuple):
    """What is noted of a span."""

    attributes: Mapping[str, str]
    note: str | None


class SpanTable:
    """The spans of journals.

    Args:
        columns: of all journals but those of the annotator at work.
        own: that annotator's, if somebody is at work.

    Attributes:
        problems: lines passed over, by file.
    """

    def __init__(self, columns: Columns, own: OwnSpans | None = None) -> None:
        self._columns, self.own = columns, own
        self.problems = columns.problems
        spans = columns.spans
        self._order: Ints = np.lexsort((-spans.end, spans.start, spans.article))
        self._articles = {name: code for code, name in enumerate(columns.articles)}
        self._versions = {name: code for code, name in enumerate(columns.versions)}
        self._bounds = np.searchsorted(spans.article[self._order], np.arange(len(columns.articles) + 1))
        self._noted: dict[int, _Noted] | None = None
        """By row, of those of which anything is noted."""
        self._states: dict[str, dict[str, str]] = {}
        owners = columns.state_owners.tolist()
        for who, state in zip(owners, columns.states, strict=True):
            self._states.setdefault(state.article, {})[columns.annotators[who]] = state.state

    @property
    def annotators(self) -> set[str]:
        """Everybody whom a record names."""
        return {*self._columns.annotators, *([self.own.annotator] if self.own else [])}

    @property
    def labels(self) -> set[str]:
        """The labels of all spans."""
        return {*self._columns.labels, *(self.own.fold.labels() if self.own else ())}

    def states(self, article: str, annotators: tuple[str, ...]) -> set[str]:
        """How far an article is with these annotators; `open` if nobody of them has begun it.

        Without names it is the annotator at work who is asked about, or else everybody.
        """
        annotators = annotators or ((self.own.annotator,) if self.own else ())
        found = self._states.get(article, {})
        if self.own is not None and (state := self.own.fold.state(article)) is not None:
            found = found | {self.own.annotator: state.state}
        return {state for who, state in found.items() if not annotators or who in annotators} or {"open"}

    def shows_others(self, article: str) -> bool:
        """Whether others' spans of an article are met: not by somebody who is at work on it still."""
        state = None if self.own is None else self.own.fold.state(article)
        return self.own is None or (state is not None and state.state == "done")

    def spans(self, article: str, sha256: str) -> list[SearchedSpan]:
        """All spans of an article in this text that may be met, in reading order."""
        found, _ = self._in_text(self._rows(article), sha256)
        return sorted([*found, *(one for one, fits in self._own(article, sha256, lambda *_: True) if fits)], key=_order)

    def fitting(self, query: Query) -> Callable[[str, str], tuple[list[SearchedSpan], int]]:
        """What gives of an article and its text the spans that a query asks for, and how many are of other texts."""
        mask = self._mask(query)
        fits = span_filter(query)

        def found(article: str, sha256: str) -> tuple[list[SearchedSpan], int]:
            rows = self._rows(article)
            spans, elsewhere = self._in_text(rows[mask[rows]], sha256)
            for span, is_here in self._own(article, sha256, fits):
                spans += [span] if is_here else []
                elsewhere += not is_here
            return sorted(spans, key=_order), elsewhere

        return found

    def _rows(self, article: str) -> Ints:
        code = self._articles.get(article) if self.shows_others(article) else None
        return self._order[:0] if code is None else self._order[self._bounds[code] : self._bounds[code + 1]]

    def _in_text(self, rows: Ints, sha256: str) -> tuple[list[SearchedSpan], int]:
        """The spans of rows that are of a text, and how many are not."""
        if not len(rows):
            return [], 0
        spans, columns = self._columns.spans, self._columns
        versions = spans.version[rows]
        rows = rows[(versions == self._versions.get(sha256, UNKNOWN)) | (versions == UNKNOWN)]
        names = zip(spans.label[rows].tolist(), spans.annotator[rows].tolist(), strict=True)
        places = zip(spans.start[rows].tolist(), spans.end[rows].tolist(), names, strict=True)
        here = [SearchedSpan(a, b, columns.labels[label], columns.annotators[who]) for a, b, (label, who) in places]
        return here, len(versions) - len(here)

    def _own(
        self, article: str, sha256: str, fits: Callable[[str, str, Mapping[str, str], str | None], bool]
    ) -> Iterator[tuple[SearchedSpan, bool]]:
        """The own spans that fit, each with whether it is of this text."""
        if self.own is None:
            return
        who = self.own.annotator
        for head in self.own.fold.heads(article):
            if fits(head.label, who, head.attributes or {}, head.note or None):
                yield SearchedSpan(head.start, head.end, head.label, who), head.sha256 == sha256

    # --- what a query asks of spans ------------------------------------------------------------------------------

    def _mask(self, query: Query) -> Bools:
        """Which rows a query asks for."""
        columns, spans = self._columns, self._columns.spans
        mask = np.ones(len(spans.place), dtype=np.bool_)
        for wanted, names, codes in (
            (query.labels, columns.labels, spans.label),
            (query.annotators, columns.annotators, spans.annotator),
        ):
            if wanted:
                mask &= np.isin(codes, [code for code, name in enumerate(names) if name in wanted])
        if query.attributes or query.note is not None:
            fits = span_filter(Query(attributes=query.attributes, note=query.note))
            noted = self._all_noted()
            rows = [row for row, one in noted.items() if mask[row] and fits("", "", one.attributes, one.note)]
            mask = np.zeros_like(mask)
            mask[rows] = True
        return mask

    def _all_noted(self) -> dict[int, _Noted]:
        """What is noted of spans, read once.

        Raises:
            AnnotatorError: if a journal was changed since it was read.
        """
        if self._noted is None:
            places = self._columns.spans.place
            order = np.argsort(places, kind="stable")
            noted: dict[int, _Noted] = {}
            for begin in range(0, len(order), _NOTED):
                rows = order[begin : begin + _NOTED]
                lines = self._columns.files.needed_lines(places[rows].tolist())
                for row, line in zip(rows.tolist(), lines, strict=True):
                    if b'"attributes":{}' not in line or b'"note":null' not in line:
                        record = orjson.loads(line)
                        one = _Noted(record.get("attributes") or {}, record.get("note"))
                        if one.attributes or one.note:
                            noted[row] = one
            self._noted = noted
        return self._noted


def _order(span: SearchedSpan) -> tuple[int, int, str, str]:
    """Reading order: by start, the longer first, then label and annotator."""
    return span.start, -span.end, span.label, span.annotator


def span_filter(query: Query) -> Callable[[str, str, Mapping[str, str], str | None], bool]:
    """What says whether a query asks for a span, by its label, annotator, attributes and note."""
    noted = words_pattern(query.note or "")
    values = [(name, words_pattern(words)) for name, words in query.attributes]

    def fits(label: str, annotator: str, attributes: Mapping[str, str], note: str | None) -> bool:
        if (query.labels and label not in query.labels) or (query.annotators and annotator not in query.annotators):
            return False
        if query.note is not None and not (note and (noted is None or noted.search(note))):
            return False
        return all(name in attributes and (v is None or v.search(attributes[name])) for name, v in values)

    return fits
