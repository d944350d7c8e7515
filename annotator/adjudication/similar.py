"""Passages that may be decided in the same way, and spans that a rule of the guideline would affect.

Both are looked for among all passages, in steps that say how far it is; a passage is made when it is looked at.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from annotator.adjudication.adjudicator import Adjudication
from annotator.adjudication.decisions import Resolution, common_stretches
from annotator.adjudication.lazy_rows import LazyRows
from annotator.adjudication.passages import Passage
from annotator.adjudication.stepped_work import Steps
from annotator.adjudication.survey import (
    STEP,
    TOO_LONG,
    DisagreementPattern,
    Survey,
    parts_of,
    pattern_of,
)
from annotator.errors import AnnotatorError
from annotator.journal.columns import Bools, Ints


class SimilarPassage(NamedTuple):
    """An open passage, and the resolution that is the same as the one of a decided passage."""

    passage: Passage
    resolution: Resolution
    same: bool
    """The very wording in dispute is the same too, not only the label, the kind and the part of the versions."""


class SimilarPassages(NamedTuple):
    """What can be decided as one was, that with the same wording in dispute first."""

    found: LazyRows[SimilarPassage]
    same: int
    """How many have the same wording."""


class AffectedSpan(NamedTuple):
    """A span that a rule made for another would affect."""

    article: str
    start: int
    end: int
    label: str
    text: str
    how: str
    """Why it is thought so."""
    decided: bool
    number: int
    """Of its passage among all."""


class Alike(NamedTuple):
    """Open passages like one, those with the same wording in dispute first."""

    numbers: Ints
    """Among all passages, `(passages,)`."""
    same: Bools
    """Whether the wording in dispute is the same too, `(passages,)`."""


class Similarity:
    """Compares the passages of an adjudication; what they are like is found out once, as passages do not change.

    Attributes:
        survey: what all disagreements are like.
    """

    def __init__(self, adjudication: Adjudication) -> None:
        self._adjudication, self._passages = adjudication, adjudication.statuses.passages
        self.survey = Survey(self._passages, adjudication.text)

    def pattern(self, passage: Passage) -> DisagreementPattern:
        """What passages like this one have in common."""
        return pattern_of(passage, self._adjudication.text(passage))

    def open_like(self, passage: Passage) -> Steps[Alike]:
        """The open passages like one."""
        yield from self.survey.steps()
        survey, own = self.survey, self._number(passage)
        same = survey.pattern == survey.pattern[own]
        alike = (same | (survey.parts == survey.parts[own])) & self._adjudication.statuses.waiting
        alike[own] = False
        if survey.pattern[own] < 0:  # all is agreed here, and nothing open is like that
            alike[:] = False
        numbers = np.concatenate((np.flatnonzero(alike & same), np.flatnonzero(alike & ~same)))
        return Alike(numbers, same[numbers])

    def _number(self, passage: Passage) -> int:
        number = self._adjudication.statuses.number(passage.article, passage.id)
        assert number is not None
        return number

    def resolutions_like(self, passage: Passage, resolution: Resolution) -> Steps[SimilarPassages]:
        """The open passages that can be decided as `passage` was, those with the same wording in dispute first.

        An edited resolution cannot be given to others.
        """
        alike = yield from self.open_like(passage)
        if resolution.choice in {"edit", "later"}:
            alike = Alike(alike.numbers[:0], alike.same[:0])
        can = np.zeros(len(self._passages.cut), dtype=np.bool_)
        can[alike.numbers] = True
        answering = _Answering(self._adjudication, self.survey, passage, resolution)
        if resolution.choice == "version":
            codes = self.survey.parts[alike.numbers]
            known = {code: answering.annotator(code) is not None for code in np.unique(codes).tolist()}
            can[alike.numbers] = [known[code] for code in codes.tolist()]
        asked = np.flatnonzero(can if resolution.choice == "intersection" else can & self.survey.odd)
        for begin in range(0, len(asked), STEP):
            some = asked[begin : begin + STEP]
            for number, sketch in zip(some.tolist(), self._passages.cut.sketches(some), strict=True):
                can[number] = answering.can(number, sketch)
            yield begin / len(asked)
        numbers = alike.numbers[can[alike.numbers]]
        same = set(alike.numbers[alike.same].tolist())

        def one(number: int) -> SimilarPassage:
            other = self._passages.one(number)
            return SimilarPassage(other, answering.answer(number, other), number in same)

        found = LazyRows(numbers, one, lambda some: map(one, some.tolist()))
        return SimilarPassages(found, len(same.intersection(numbers.tolist())))

    def affected_by_rule(self, passage: Passage) -> Steps[list[AffectedSpan]]:
        """Spans elsewhere that a rule made for a passage would affect, by article and place.

        They are found by what can be compared: passages of the same labels and kind of disagreement, with the same wording
        in dispute or between the same annotators; agreed spans of its label that begin or end with that wording, or have
        it just beyond; and, where a span is missing or its label in dispute, spans of the same wording.
        """
        yield from self.survey.steps()
        rule = _Rule(self._adjudication, passage, self.pattern(passage))
        survey, own = self.survey, self._number(passage)
        same = (survey.pattern == survey.pattern[own]) & (survey.pattern >= 0)
        like = same | ((survey.parts == survey.parts[own]) & (survey.parts >= 0))
        passages, statuses = self._passages, self._adjudication.statuses
        looked_at = np.ones(len(like), dtype=np.bool_) if rule.asks_wordings else like.copy()
        if rule.asks_boundaries:
            looked_at |= passages.settled
        looked_at[own] = False
        found: dict[tuple[str, int, int, str], AffectedSpan] = {}
        numbers = np.flatnonzero(looked_at)
        for begin in range(0, len(numbers), STEP):
            some = numbers[begin : begin + STEP]
            for number, other in zip(some.tolist(), passages.cut.sketches(some), strict=True):
                how = (
                    "the same disagreement"
                    if same[number]
                    else rule.how_it_affects(other, settled=bool(passages.settled[number]))
                )
                if how := how or "the same kind" * bool(like[number]):
                    settled = bool(statuses.decided[number] or passages.settled[number])
                    one = AffectedSpan(other.article, *other.spans[0].place, rule.wording(other), how, settled, number)
                    key = other.article, *other.spans[0].place
                    # A place may be in several texts: a disagreement there comes first.
                    if key not in found or (passages.settled[found[key].number] and not passages.settled[number]):
                        found[key] = one
            yield begin / len(numbers)
        return [found[place] for place in sorted(found)]


class _Answering:
    """The answer that is the same as one that was given, for other passages of the same labels and kind."""

    def __init__(self, adjudication: Adjudication, survey: Survey, passage: Passage, resolution: Resolution) -> None:
        self._adjudication, self._survey, self._resolution = adjudication, survey, resolution
        chosen = (version for version in passage.versions if set(version.annotators) == set(resolution.chosen))
        mine = next(chosen, None)
        self._parts = None if mine is None else parts_of(passage, mine)

    def annotator(self, code: int) -> str | None:
        """An annotator whose version plays the part of the chosen one in passages with these parts.

        Parts are the same if the label is, and the boundaries are within or beyond the others' at the same sides. `None` if
        no version plays that part, or several do.
        """
        fitting = [names for names, parts in self._survey.told[code] if parts and parts == self._parts]
        return fitting[0][0] if len(fitting) == 1 else None

    def answer(self, number: int, passage: Passage) -> Resolution:
        """The answer for a passage; raises as `Adjudication.resolution` does."""
        is_version = self._resolution.choice == "version"
        annotator = self.annotator(int(self._survey.parts[number])) if is_version else None
        return self._adjudication.resolution(passage, self._resolution.choice, annotator)

    def can(self, number: int, sketch: Passage) -> bool:
        """Whether there is such an answer."""
        try:
            if self._survey.odd[number]:
                self.answer(number, self._adjudication.statuses.passages.one(number))
            else:
                common_stretches(sketch, None)
        except AnnotatorError:
            return False
        return True


class _Rule:
    """What a rule made for a passage would affect elsewhere, by the wording in dispute."""

    def __init__(self, adjudication: Adjudication, passage: Passage, pattern: DisagreementPattern) -> None:
        self._adjudication, self._passage, self._pattern = adjudication, passage, pattern
        self._wordings = {span.text.casefold() for span in passage.spans if span.text}
        self.asks_wordings = passage.kind in {"missing", "label"}
        self.asks_boundaries = any(side.strip() and side != TOO_LONG for side in (pattern.start, pattern.end))

    def wording(self, other: Passage) -> str:
        """That of the first span of another passage."""
        span = other.spans[0]
        return span.text or (self._adjudication.text(other) or "")[span.start : span.end]

    def how_it_affects(self, other: Passage, *, settled: bool) -> str:
        """How the rule would affect another passage by its wordings; empty if it would not."""
        how = ""
        if settled and self.asks_boundaries and other.labels[0] in self._passage.labels:
            how = _at_a_boundary(other, self._adjudication.text(other), self._pattern)
        if not how and self.asks_wordings and any(s.text and s.text.casefold() in self._wordings for s in other.spans):
            return "the same wording"
        return how


def _at_a_boundary(other: Passage, text: str | None, pattern: DisagreementPattern) -> str:
    """Whether an agreed span has the wording in dispute at the same side, within or just beyond."""
    start, end = other.start, other.end
    wording = (other.spans[0].text or "").casefold()
    if pattern.end.strip() and pattern.end != TOO_LONG:
        if wording.endswith(pattern.end):
            return "ends with the same"
        if text is not None and text[end : end + len(pattern.end) + 1].casefold().strip().startswith(
            pattern.end.strip()
        ):
            return "followed by the same"
    if pattern.start.strip() and pattern.start != TOO_LONG:
        if wording.startswith(pattern.start):
            return "begins with the same"
        before = "" if text is None else text[max(start - len(pattern.start) - 1, 0) : start].casefold().strip()
        if before.endswith(pattern.start.strip()):
            return "preceded by the same"
    return ""
