"""What all disagreements are like: their kinds, patterns, and who has which part, as columns.

For that the wordings of all are read again, some articles at a time. In a large project it takes seconds, so it is done
when somebody asks for it, in steps that say how far it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from annotator.adjudication.describe import quoted
from annotator.adjudication.passages import KIND_NAMES, Passage, PassageKind, PassageVersion
from annotator.adjudication.ruled_passages import Passages
from annotator.adjudication.stepped_work import Steps
from annotator.journal.columns import Bools
from annotator.text.sanitize import one_line

KINDS: tuple[PassageKind, ...] = tuple(KIND_NAMES)
"""The kinds, by their numbers."""
STEP = 250
"""Passages that are looked at in a step."""
_LONGEST = 24
"""Characters; a longer difference of boundaries makes passages similar only by its kind."""
TOO_LONG = "\0long"

Parts = tuple[tuple[str, bool, bool], ...]
"""Of each span of a version: its label, and whether it is the one that begins first and ends last in the passage."""
PartsOfAll = frozenset[tuple[tuple[str, ...], Parts]]
"""The annotators of each version of a passage, and its parts."""


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
            if side not in {"", TOO_LONG}
        ]
        labels = " or ".join(one_line(label, 20) for label in self.labels)
        wording = [quoted(self.wording)] if self.wording else []
        return ", ".join([KIND_NAMES[self.kind], labels, *sides, *wording])


class Survey:
    """The disagreements under a rule, as columns; they are complete once `steps` has been gone through.

    Attributes:
        kind: the number of the kind of each passage, `(passages,)` as the others.
        pattern: a number for each pattern; below 0 where all is agreed.
        parts: a number for who has which part under which labels in which kind of passage; below 0 where all is agreed.
        odd: of which passages a span is blank, or no file has its wording.
        told: the parts that each number of `parts` stands for.
    """

    def __init__(self, passages: Passages, text_of: Callable[[Passage], str | None]) -> None:
        """Look at nothing yet; `text_of` gives the text of the article of a passage."""
        self._passages, self._text_of = passages, text_of
        count = len(passages.cut)
        self.kind = np.full(count, KINDS.index("agreed"), dtype=np.int8)
        self.pattern, self.parts = np.full((2, count), -1, dtype=np.int32)
        self.odd: Bools = np.zeros(count, dtype=np.bool_)
        self.told: list[PartsOfAll] = []
        self._patterns: dict[DisagreementPattern, int] = {}
        self._parts: dict[tuple[PassageKind, tuple[str, ...], PartsOfAll], int] = {}
        self._left = np.flatnonzero(~passages.settled)

    def steps(self) -> Steps[None]:
        """Look at those that were not looked at yet; the share that has been, after each step."""
        disputed = int((~self._passages.settled).sum())
        while len(self._left):
            some, self._left = self._left[:STEP], self._left[STEP:]
            for number, passage in zip(some.tolist(), self._passages.cut.sketches(some), strict=True):
                self._look_at(number, passage)
            yield 1 - len(self._left) / disputed

    def _look_at(self, number: int, passage: Passage) -> None:
        self.kind[number] = KINDS.index(passage.kind)
        texts = [span.text for span in passage.spans]
        self.odd[number] = not all(text is not None and text.strip() for text in texts)
        pattern = pattern_of(passage, self._text_of(passage) if None in texts else None)
        self.pattern[number] = self._patterns.setdefault(pattern, len(self._patterns))
        parts = parts_of_all(passage)
        code = self._parts.setdefault((passage.kind, passage.labels, parts), len(self.told))
        if code == len(self.told):
            self.told.append(parts)
        self.parts[number] = code


def pattern_of(passage: Passage, text: str | None) -> DisagreementPattern:
    """What passages like this one have in common."""
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
        return TOO_LONG
    return between.casefold() if not between.strip() else " ".join(between.casefold().split())


def parts_of(passage: Passage, version: PassageVersion) -> Parts:
    """Which part of a passage a version is."""
    return tuple((span.label, span.start == passage.start, span.end == passage.end) for span in version.spans)


def parts_of_all(passage: Passage) -> PartsOfAll:
    """Which part of a passage each version is, and whose."""
    return frozenset((version.annotators, parts_of(passage, version)) for version in passage.versions)
