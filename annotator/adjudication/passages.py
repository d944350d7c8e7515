"""A passage: what annotators disagree about at one place, which one decision settles. Reads and writes no files."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple, get_args

import msgspec
import orjson

from annotator.agreement.pairing import KIND_TERMS, Kind
from annotator.journal.records import Fields
from annotator.merge import Keep, enough

PassageKind = Literal["label", "marks", "start", "end", "both", "split", "label and boundary", "missing", "agreed"]
KIND_NAMES: dict[PassageKind, str] = {kind: kind for kind in get_args(PassageKind)}
KIND_NAMES |= {"marks": KIND_TERMS[Kind.MARKS], "both": KIND_TERMS[Kind.BOTH], "split": KIND_TERMS[Kind.SPLIT]}
"""The kinds of passages in the order in which they are listed, with their names for people."""

SpanVote = tuple[str, int, int, str]
"""Who gave which span: annotator, start, end, label. A passage's identity is made of these."""
LabelledRange = tuple[int, int, str]
"""Start, end, label."""
People = tuple[tuple[str, ...], tuple[str, ...]]
"""Who has annotated an article in a text, and who in another one, by name."""
_MARKS = frozenset("PZ")
"""First letters of the Unicode categories of punctuation and of separators, as agreement has them."""
_LONGEST_MARKS = 16
"""Characters; a longer difference is never called one of punctuation."""


class VotedSpan(msgspec.Struct, frozen=True, gc=False):
    """One range under one label, with all who gave it; most is kept as JSON, as it is seldom asked for."""

    start: int
    end: int
    label: str
    annotators: tuple[str, ...]
    support: int
    of: int
    about: tuple[str, str | None]
    """The article and the sha256 of its text."""
    wording: bytes
    """The text, in JSON."""
    rest: bytes
    """What else `merge` says of the joined span, in JSON without braces."""
    sources: bytes
    """The id and revision of each annotator's own record, in JSON."""

    @property
    def text(self) -> str | None:
        """The wording; `None` if no file has it."""
        text: str | None = orjson.loads(self.wording)
        return text

    def with_text(self, text: str) -> VotedSpan:
        """The same span with its wording."""
        return msgspec.structs.replace(self, wording=orjson.dumps(text))

    @property
    def flat(self) -> Fields:
        """The joined span, as `merge` has it."""
        article, sha256 = self.about
        place = {"start": self.start, "end": self.end, "label": self.label, "text": self.text}
        return {"article": article, "sha256": sha256, **place, **orjson.loads(b"{%b}" % self.rest)}

    @property
    def place(self) -> LabelledRange:
        """Start, end, label."""
        return self.start, self.end, self.label

    @property
    def votes(self) -> list[SpanVote]:
        """Who gave it."""
        return [(name, *self.place) for name in self.annotators]

    @property
    def revisions(self) -> dict[str, tuple[Any, Any]]:
        """By annotator: which record it was given in; without id and revision where that is a flat span."""
        return dict(zip(self.annotators, map(tuple, orjson.loads(self.sources)), strict=True))


class PassageVersion(NamedTuple):
    """What one or more annotators have, all of them the same."""

    annotators: tuple[str, ...]
    spans: tuple[VotedSpan, ...]
    """In reading order; none: they found nothing here."""

    @property
    def places(self) -> tuple[LabelledRange, ...]:
        """The range and label of each of its spans."""
        return tuple(span.place for span in self.spans)


class Passage(NamedTuple):
    """Spans of one article and text that one decision settles."""

    id: str
    article: str
    sha256: str | None
    """Of the text; `None` if no file has it."""
    kind: PassageKind
    spans: tuple[VotedSpan, ...]
    """In reading order."""
    finishers: tuple[str, ...]
    """Who has annotated the article in this text, by name."""
    elsewhere: tuple[str, ...]
    """Who has annotated it in another text, which cannot be compared."""
    taken: tuple[VotedSpan, ...] = ()
    """Those of its spans that the rule takes: gold has them until the passage is decided."""

    def under(self, rule: Keep) -> Passage:
        """The same passage with what a rule takes."""
        taken = tuple(span for span in self.spans if enough(span.support, span.of, rule))
        return self._replace(kind="agreed" if len(taken) == len(self.spans) else self.kind, taken=taken)

    @property
    def start(self) -> int:
        """Where its first span begins, code points."""
        return min(span.start for span in self.spans)

    @property
    def end(self) -> int:
        """Where its last span ends, code points."""
        return max(span.end for span in self.spans)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in it, each once, by name."""
        return tuple(sorted({span.label for span in self.spans}))

    @property
    def votes(self) -> frozenset[SpanVote]:
        """Who gave what: as long as this is the same, so is the passage."""
        return frozenset(vote for span in self.spans for vote in span.votes)

    @property
    def versions(self) -> list[PassageVersion]:
        """What everybody has: the version of most annotators first, those who have nothing here last."""
        by_annotator: dict[str, list[VotedSpan]] = {name: [] for name in self.finishers}
        for span in self.spans:
            for name in span.annotators:
                by_annotator.setdefault(name, []).append(span)
        sharers: dict[tuple[LabelledRange, ...], list[str]] = {}
        for name, spans in sorted(by_annotator.items()):
            sharers.setdefault(tuple(span.place for span in spans), []).append(name)
        found = [PassageVersion(tuple(names), tuple(by_annotator[names[0]])) for names in sharers.values()]
        return sorted(found, key=lambda version: (not version.spans, -len(version.annotators), version.annotators))

    def wording(self, start: int, end: int, text: str | None = None) -> str | None:
        """The wording of a stretch: in the article's text, else in the spans'; `None` if they do not have all of it."""
        if text is not None:
            return text[start:end]
        at, pieces = start, []
        for span in sorted(self.spans, key=lambda span: (span.start, -span.end)):
            if span.text is not None and span.start <= at < span.end:
                pieces.append(span.text[at - span.start : end - span.start])
                at = min(span.end, end)
        return "".join(pieces) if at >= end else None

    @property
    def proposals(self) -> list[PassageVersion]:
        """The versions of those who have anything here."""
        return [version for version in self.versions if version.spans]


def joined(passages: Sequence[Passage]) -> Passage:
    """Passages of one text as one, so that its versions are what everybody has in all of them."""
    spans = sorted((span for passage in passages for span in passage.spans), key=_reading_order)
    return passages[0]._replace(spans=tuple(spans))


def passage_of_spans(spans: tuple[VotedSpan, ...], people: People, identity: str | None = None) -> Passage:
    """The passage of some spans of a text, in reading order, which no rule has taken any of yet."""
    about = spans[0].about
    if identity is None:
        identity = passage_id(*about, [vote for span in spans for vote in span.votes])
    passage = Passage(identity, *about, "missing", spans, *people)
    return passage if len(spans) == 1 else passage._replace(kind=_kind(passage))


def _reading_order(span: VotedSpan) -> tuple[int, int, str]:
    return span.start, -span.end, span.label


def passage_id(article: str, sha256: str | None, votes: Iterable[SpanVote]) -> str:
    """The identity of a passage: 24 hexadecimal digits, from who gave what in which text."""
    content = orjson.dumps([article, sha256, sorted(set(votes))])
    return hashlib.sha256(content).hexdigest()[:24]


def _kind(passage: Passage) -> PassageKind:
    if len({span.annotators for span in passage.spans}) == 1:
        return "missing"
    if len(passage.labels) > 1:
        return "label" if len({(span.start, span.end) for span in passage.spans}) == 1 else "label and boundary"
    if any(len(version.spans) != 1 for version in passage.proposals):
        return "split"
    starts, ends = ({getattr(span, side) for span in passage.spans} for side in ("start", "end"))
    if all(_only_marks(passage, min(side), max(side)) for side in (starts, ends)):
        return "marks"
    return "both" if len(starts) > 1 and len(ends) > 1 else "start" if len(starts) > 1 else "end"


def _only_marks(passage: Passage, start: int, end: int) -> bool:
    """Whether a stretch that only some have within their boundaries is but space and punctuation, or empty."""
    if end - start > _LONGEST_MARKS:
        return False
    found = passage.wording(start, end)
    return found is not None and all(c.isspace() or unicodedata.category(c)[0] in _MARKS for c in found)
