"""Passages that may be decided in the same way, and spans that a rule of the guideline would affect."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from annotator.adjudication.adjudicator import Adjudication
from annotator.adjudication.decisions import Resolution
from annotator.adjudication.describe import quoted
from annotator.adjudication.passage_status import PassageStatus
from annotator.adjudication.passages import KIND_NAMES, Passage, PassageKind, PassageVersion
from annotator.errors import AnnotatorError
from annotator.text.sanitize import one_line

_LONGEST = 24
"""Characters; a longer difference of boundaries makes passages similar only by its kind."""
_TOO_LONG = "\0long"

Parts = tuple[tuple[str, bool, bool], ...]
"""Of each span of a version: its label, and whether it is the one that begins first and ends last in the passage."""


class DisagreementPattern(NamedTuple):
    """What passages have in common that may be decided in the same way."""

    kind: PassageKind
    labels: tuple[str, ...]
    start: str
    """The wording at the start that is in dispute, trimmed and without case; empty if none is."""
    end: str
    wording: str
    """For a span that is missing: its own, without case."""

    def in_words(self) -> str:
        """As the title of a list: `number, end, “.”`."""
        sides = [
            f"{quoted(side)} at the {name}"
            for name, side in (("start", self.start), ("end", self.end))
            if side not in {"", _TOO_LONG}
        ]
        labels = " or ".join(one_line(label, 20) for label in self.labels)
        wording = [quoted(self.wording)] if self.wording else []
        return ", ".join([KIND_NAMES[self.kind], labels, *sides, *wording])


class SimilarPassage(NamedTuple):
    """An open passage, and the resolution that is the same as the one of a decided passage."""

    passage: Passage
    resolution: Resolution
    same: bool
    """The very wording in dispute is the same too, not only the label, the kind and the part of the versions."""


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
    passage: str
    """The id of its passage."""


class Similarity:
    """Compares the passages of an adjudication; what it worked out is kept, as passages do not change."""

    def __init__(self, adjudication: Adjudication) -> None:
        self._adjudication = adjudication
        self._compared: dict[str, tuple[DisagreementPattern, frozenset[tuple[tuple[str, ...], Parts]]]] = {}
        self._disputed: dict[tuple[PassageKind, tuple[str, ...]], list[Passage]] = {}
        for passage in adjudication.statuses.passages.disputed:
            self._disputed.setdefault((passage.kind, passage.labels), []).append(passage)

    def _look_at(self, passage: Passage) -> tuple[DisagreementPattern, frozenset[tuple[tuple[str, ...], Parts]]]:
        """The pattern of a passage, and who has which part in it."""
        if passage.id not in self._compared:
            parts = frozenset((version.annotators, _parts_of(passage, version)) for version in passage.versions)
            self._compared[passage.id] = _pattern(passage, self._adjudication.text(passage)), parts
        return self._compared[passage.id]

    def pattern(self, passage: Passage) -> DisagreementPattern:
        """What passages like this one have in common."""
        return self._look_at(passage)[0]

    def open_like(self, passage: Passage) -> list[tuple[Passage, bool]]:
        """The open passages like one, and whether the wording in dispute is the same too; those first."""
        pattern, parts = self._look_at(passage)
        found = []
        for other in self._disputed.get((passage.kind, passage.labels), ()):
            if other.id != passage.id and self._adjudication.status_of(other.id).open:
                its_pattern, its_parts = self._look_at(other)
                if its_pattern == pattern or its_parts == parts:
                    found.append((other, its_pattern == pattern))
        return sorted(found, key=lambda one: not one[1])

    def resolutions_like(self, passage: Passage, resolution: Resolution) -> list[SimilarPassage]:
        """The open passages that can be decided as `passage` was, those with the same wording in dispute first.

        An edited resolution cannot be given to others.
        """
        found = []
        for other, same in self.open_like(passage) if resolution.choice not in {"edit", "later"} else ():
            annotator = _annotator_like(passage, other, resolution) if resolution.choice == "version" else None
            if annotator is not None or resolution.choice != "version":
                with suppress(AnnotatorError):
                    made = self._adjudication.resolution(other, resolution.choice, annotator)
                    found.append(SimilarPassage(other, made, same))
        return found

    def affected_by_rule(self, passage: Passage) -> list[AffectedSpan]:
        """Spans elsewhere that a rule made for a passage would affect, by article and place.

        They are found by what can be compared: passages of the same labels and kind of disagreement, with the same wording
        in dispute or between the same annotators; agreed spans of its label that begin or end with that wording, or have
        it just beyond; and, where a span is missing or its label in dispute, spans of the same wording.
        """
        found: dict[tuple[str, int, int, str], AffectedSpan] = {}
        for status in self._adjudication.statuses.all:
            other = status.passage
            if other.id != passage.id and (how := self._how_affected(status, passage)):
                span = other.spans[0]
                wording = span.text or (self._adjudication.text(other) or "")[span.start : span.end]
                settled = status.decided or other.kind == "agreed"
                one = AffectedSpan(other.article, *span.place, wording, how, settled, other.id)
                found.setdefault((other.article, *span.place), one)
        return [found[place] for place in sorted(found)]

    def _how_affected(self, status: PassageStatus, passage: Passage) -> str:
        other, how = status.passage, ""
        if other.kind == passage.kind != "agreed" and self.pattern(other) == self.pattern(passage):
            return "the same disagreement"
        if other.kind == "agreed" and other.labels[0] in passage.labels:
            how = _at_a_boundary(other, self._adjudication.text(other), self.pattern(passage))
        if not how and passage.kind in {"missing", "label"}:
            mine = {span.text.casefold() for span in passage.spans if span.text}
            if any(span.text is not None and span.text.casefold() in mine for span in other.spans):
                return "the same wording"
        like = (other.kind, other.labels) == (passage.kind, passage.labels) and other.kind != "agreed"
        if not how and like and self._look_at(other)[1] == self._look_at(passage)[1]:
            return "the same kind"
        return how


def _pattern(passage: Passage, text: str | None) -> DisagreementPattern:
    start = end = wording = ""
    if passage.kind in {"marks", "start", "end", "both"}:
        start, end = (_disputed(passage, side, text) for side in ("start", "end"))
    if passage.kind in {"missing", "agreed"}:
        first = passage.spans[0]
        wording = first.text or passage.wording(first.start, first.end, text) or ""
    return DisagreementPattern(passage.kind, passage.labels, start, end, " ".join(wording.casefold().split()))


def _disputed(passage: Passage, side: str, text: str | None) -> str:
    """The wording between the boundaries of one side."""
    offsets = {getattr(span, side) for span in passage.spans}
    between = passage.wording(min(offsets), max(offsets), text) if len(offsets) > 1 else ""
    if between is None or len(between) > _LONGEST:
        return _TOO_LONG
    return between.casefold() if not between.strip() else " ".join(between.casefold().split())


def _parts_of(passage: Passage, version: PassageVersion) -> Parts:
    return tuple((span.label, span.start == passage.start, span.end == passage.end) for span in version.spans)


def _annotator_like(passage: Passage, other: Passage, resolution: Resolution) -> str | None:
    """Of another passage of the same pattern, an annotator whose version plays the part of the chosen one.

    Parts are the same if the label is, and the boundaries are within or beyond the others' at the same sides. `None` if
    no version plays that part, or several do.
    """
    mine = next((version for version in passage.versions if set(version.annotators) == set(resolution.chosen)), None)
    if mine is None:
        return None
    parts = _parts_of(passage, mine)
    fitting = [version for version in other.proposals if _parts_of(other, version) == parts]
    return fitting[0].annotators[0] if len(fitting) == 1 else None


def _at_a_boundary(other: Passage, text: str | None, pattern: DisagreementPattern) -> str:
    """Whether an agreed span has the wording in dispute at the same side, within or just beyond."""
    start, end = other.start, other.end
    wording = (other.spans[0].text or "").casefold()
    if pattern.end.strip() and pattern.end != _TOO_LONG:
        if wording.endswith(pattern.end):
            return "ends with the same"
        if text is not None and text[end : end + len(pattern.end) + 1].casefold().strip().startswith(
            pattern.end.strip()
        ):
            return "followed by the same"
    if pattern.start.strip() and pattern.start != _TOO_LONG:
        if wording.startswith(pattern.start):
            return "begins with the same"
        before = "" if text is None else text[max(start - len(pattern.start) - 1, 0) : start].casefold().strip()
        if before.endswith(pattern.start.strip()):
            return "preceded by the same"
    return ""
