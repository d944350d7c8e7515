"""The broken rules of one article, kept in line with its spans while these change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from annotator.model import Range, Span
from annotator.rules import BrokenRule, Ruleset
from annotator.span_index import SpanIndex, crosses
from annotator.text.edges import stripped


class BrokenRules:
    """What is wrong with the spans of an article, by span and in reading order.

    Attributes:
        spans: the spans that break a rule.
        turned: the spans that updates found to break a rule where they broke none, or to break none any more.
    """

    def __init__(self, rules: Ruleset, spans: SpanIndex) -> None:
        self._rules, self._all = rules, spans
        self._of: dict[str, list[BrokenRule[Span]]] = {}
        for problem in rules.broken(spans):
            self._of.setdefault(problem.span.id, []).append(problem)
        self.spans = SpanIndex(found[0].span for found in self._of.values())
        self.turned: list[Span] = []

    def __len__(self) -> int:
        return sum(map(len, self._of.values()))

    def __iter__(self) -> Iterator[BrokenRule[Span]]:
        return (problem for span in self.spans for problem in self._of[span.id])

    def of(self, identity: str) -> list[BrokenRule[Span]]:
        """The rules that a span breaks."""
        return self._of.get(identity, [])

    def about(self, span: Span) -> list[BrokenRule[Span]]:
        """The rules that a span breaks, and those that another one breaks with it."""
        near = self.spans.overlapping(*span.range)
        with_it = (p for s in near for p in self.of(s.id) if p.other is not None and p.other.id == span.id)
        return [*self.of(span.id), *with_it]

    def update(self, changed: Iterable[str], ranges: Iterable[Range]) -> None:
        """Look again at what may have changed: spans that overlap what was changed, and no others.

        Args:
            changed: the ids of spans that are new, other than before, or gone.
            ranges: where these are and were.
        """
        touched = {span.id: span for where in ranges for span in self._all.overlapping(*where)}
        before = {identity: found for identity in {*changed, *touched} if (found := self._of.pop(identity, None))}
        if touched:
            start, end = min(span.start for span in touched.values()), max(span.end for span in touched.values())
            for problem in self._rules.broken(self._all.overlapping(start, end)):
                if problem.span.id in touched:
                    self._of.setdefault(problem.span.id, []).append(problem)
        for identity in before.keys() - self._of.keys():
            self.spans.remove(identity)
            self.turned.append(before[identity][0].span)
        for identity in touched.keys() & self._of.keys():
            if self.spans.get(identity) is not touched[identity]:
                self.spans.put(touched[identity])
            if identity not in before:
                self.turned.append(touched[identity])


def mended(span: Span, spans: SpanIndex, rules: Ruleset) -> Range:
    """A span's part outside what it crosses, without white space at its edges; as far as these are rules.

    Where there are no words outside, the longest part that crosses nothing.
    """
    place = span.range
    if rules.holds("crossing") and spans.crossing(*place):
        place = _outside(place, spans)
        if _length(span, place) == 0:
            edges = {edge for other in spans.overlapping(*span.range) for edge in other.range}
            inner = [edge for edge in edges if span.start < edge < span.end]
            place = max(pairwise(sorted({*span.range, *inner})), key=lambda part: _length(span, part))
    low, high = _inked(span, place) if rules.holds("edge-space") else place
    return (low, high) if low < high else span.range


def _outside(place: Range, spans: SpanIndex) -> Range:
    """A range without what it shares with spans that it crosses, at first or once it is cut."""
    start, end = place
    while crossed := spans.crossing(start, end):
        for other in crossed:
            if crosses((start, end), other.range):
                start, end = (start, other.start) if start < other.start else (other.end, end)
    return start, end


def _inked(span: Span, place: Range) -> Range:
    """A part of a span without white space at its edges."""
    low, high = stripped(span.text, place[0] - span.start, place[1] - span.start)
    return span.start + low, span.start + high


def _length(span: Span, place: Range) -> int:
    low, high = _inked(span, place)
    return high - low
