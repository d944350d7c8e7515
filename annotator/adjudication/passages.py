"""Cuts what annotators disagree about into passages, each of which one decision settles. Reads and writes no files.

Two spans that not everybody gave belong to one passage if somebody has the second *instead of* the first: the same
label, overlapping; or another label on the same or nearly the same stretch, where neither has the other's label as well. So a
quotation inside a claim is a passage of its own, and the two boundaries of one claim are one passage.

The rule by which spans are taken has no part in that: it says which spans of an passage gold has until the passage is decided,
and that an passage waits for no decision if it takes all of its spans. So decisions hold under every rule.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import orjson

from annotator.journal.columns import UNKNOWN, Columns, Ints, JournalFiles, SpanColumns
from annotator.journal.fold import Corpus
from annotator.journal.records import Fields, head_of
from annotator.merge import Keep, LeftOut, VoteCount, kept
from annotator.model import ArticleState

PassageKind = Literal["label", "marks", "start", "end", "both", "split", "label and boundary", "missing", "agreed"]
KIND_NAMES: dict[PassageKind, str] = {kind: kind for kind in get_args(PassageKind)}
KIND_NAMES |= {"marks": "space or punctuation", "both": "start and end", "split": "split or merged"}
"""The kinds of passages in the order in which they are listed, with their names for people."""

SpanVote = tuple[str, int, int, str]
"""Who gave which span: annotator, start, end, label. A passage's identity is made of these."""
LabelledRange = tuple[int, int, str]
"""Start, end, label."""
_ALIKE = Fraction(1, 2)
"""Intersection over union from which on spans of other labels count as one span labelled in two ways."""
_MARKS = frozenset("PZ")
"""First letters of the Unicode categories of punctuation and of separators, as agreement has them."""
_LONGEST_MARKS = 16
"""Characters; a longer difference is never called one of punctuation."""


class VotedSpan(NamedTuple):
    """One range under one label, with all who gave it."""

    start: int
    end: int
    label: str
    annotators: tuple[str, ...]
    flat: Fields
    """The joined span, as `merge` has it."""

    @property
    def place(self) -> LabelledRange:
        """Start, end, label."""
        return self.start, self.end, self.label

    @property
    def votes(self) -> list[SpanVote]:
        """Who gave it."""
        return [(name, *self.place) for name in self.annotators]

    @property
    def text(self) -> str | None:
        """The wording; `None` if no file has it."""
        text: str | None = self.flat["text"]
        return text


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


@dataclass(frozen=True)
class Passages:
    """All that annotators gave, as passages: those that the rule settles, and those that it does not."""

    rule: Keep
    disputed: list[Passage]
    """The disagreements, by article and place."""
    agreed: list[Passage]
    """Passages of which the rule takes all spans."""
    lengths: dict[tuple[str, str | None], int | None]
    """Of the articles that somebody finished, by id and sha256: their lengths in code points."""
    merged: Merge
    annotators: frozenset[str]
    """Of whom anything is at hand."""

    @cached_property
    def voters(self) -> dict[tuple[str, str | None, LabelledRange], tuple[str, ...]]:
        """By article, sha256 and place: who gave that span."""
        return {
            (passage.article, passage.sha256, span.place): span.annotators
            for passage in (*self.disputed, *self.agreed)
            for span in passage.spans
        }


def find_passages(corpus: Corpus, rule: Keep = "unanimous") -> Passages:
    """The passages of a corpus; of finished articles alone.

    The order of the files that the corpus was read from does not matter.
    """
    merged = merge(corpus, finished_only=True)._replace(conflicts=[])  # passages say it better, and they take room
    taken = {id(span) for span in kept(merged.spans, rule)}
    shared = {id(span) for span in kept(merged.spans, "unanimous")}
    by_text: dict[tuple[str, str | None], list[VotedSpan]] = {}
    for flat in merged.spans:
        span = VotedSpan(flat["start"], flat["end"], flat["label"], tuple(flat["annotators"]), flat)
        by_text.setdefault((flat["article"], flat["sha256"]), []).append(span)
    lengths = {
        (article, state["sha256"]): state["length"]
        for work in corpus.works.values()
        for article, state in sorted(work.states.items())
        if state["state"] == "done"
    }
    done = {article for article, _ in lengths}
    for article, sha256 in by_text:
        if article not in done or (sha256 is not None and (article, sha256) not in lengths):
            lengths[article, sha256] = corpus.length(article)
    passages = Passages(rule, [], [], lengths, merged, frozenset(corpus.works))
    for (article, sha256), spans in sorted(by_text.items(), key=lambda entry: (entry[0][0], entry[0][1] or "")):
        finishers, elsewhere = _finishers(corpus, article, sha256)
        by_annotator: dict[str, list[VotedSpan]] = {}
        for span in spans:
            for name in span.annotators:
                by_annotator.setdefault(name, []).append(span)
        # What all have, nobody has instead of anything.
        groups = [[span] for span in spans if id(span.flat) in shared]
        groups += _groups([span for span in spans if id(span.flat) not in shared], by_annotator)
        found = [_passage(group, finishers, elsewhere, taken) for group in groups]
        for passage in sorted(found, key=lambda passage: _reading_order(passage.spans[0])):
            (passages.agreed if passage.kind == "agreed" else passages.disputed).append(passage)
    return passages


def _finishers(corpus: Corpus, article: str, sha256: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who has annotated the article in this text, and who in another one."""
    here: list[str] = []
    elsewhere: list[str] = []
    for name in corpus.finishers(article):
        work = corpus.works[name]
        state = work.states.get(article)
        texts = {state["sha256"]} if state is not None else {s["sha256"] for s in work.spans.get(article, ())}
        (here if sha256 is None or sha256 in texts or None in texts else elsewhere).append(name)
    return tuple(here), tuple(elsewhere)


def _passage(
    group: Sequence[VotedSpan], finishers: tuple[str, ...], elsewhere: tuple[str, ...], taken: Collection[int]
) -> Passage:
    spans = tuple(sorted(group, key=_reading_order))
    article, sha256 = spans[0].flat["article"], spans[0].flat["sha256"]
    identity = passage_id(article, sha256, (vote for span in spans for vote in span.votes))
    by_rule = tuple(span for span in spans if id(span.flat) in taken)
    passage = Passage(identity, article, sha256, "agreed", spans, finishers, elsewhere, by_rule)
    return passage if by_rule == spans else passage._replace(kind=_kind(passage))


def _reading_order(span: VotedSpan) -> tuple[int, int, str]:
    return span.start, -span.end, span.label


def passage_id(article: str, sha256: str | None, votes: Iterable[SpanVote]) -> str:
    """The identity of a passage: 24 hexadecimal digits, from who gave what in which text."""
    content = orjson.dumps([article, sha256, sorted(set(votes))])
    return hashlib.sha256(content).hexdigest()[:24]


# --- which spans belong together -------------------------------------------------------------------------------------


def _groups(spans: list[VotedSpan], by_annotator: dict[str, list[VotedSpan]]) -> list[list[VotedSpan]]:
    """The spans in groups; `spans` are in reading order, `by_annotator` holds all spans of each in this text."""
    found: list[list[VotedSpan]] = []
    waiting: list[tuple[list[VotedSpan], list[VotedSpan]]] = []  # groups, each with its spans that the next may overlap
    for span in spans:
        group, near, others = [span], [span], []
        for earlier, ends_later in waiting:
            overlapping = [other for other in ends_later if other.end > span.start]
            if not overlapping:
                found.append(earlier)
            elif any(_instead(other, span, by_annotator) for other in overlapping):
                earlier += group
                group, near = earlier, near + overlapping
            else:
                others.append((earlier, overlapping))
        waiting = [*others, (group, near)]
    return [*found, *(group for group, _ in waiting)]


def _instead(one: VotedSpan, other: VotedSpan, by_annotator: dict[str, list[VotedSpan]]) -> bool:
    """Whether somebody has the one, and somebody else the other instead of it. The two overlap."""
    mine = set(one.annotators) - set(other.annotators)
    theirs = set(other.annotators) - set(one.annotators)
    if not mine or not theirs:
        return False
    if one.label == other.label:
        return True
    shared = min(one.end, other.end) - max(one.start, other.start)
    union = max(one.end, other.end) - min(one.start, other.start)
    if Fraction(shared, union) < _ALIKE:
        return False
    return any(not _covers(by_annotator[name], one) for name in theirs) and any(
        not _covers(by_annotator[name], other) for name in mine
    )


def _covers(spans: Iterable[VotedSpan], span: VotedSpan) -> bool:
    """Whether one of the spans has the span's label and shares a character with it."""
    return any(s.label == span.label and s.start < span.end and span.start < s.end for s in spans)


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


class Merge(NamedTuple):
    """What the annotators' work adds up to, with an account of everything that is not in it."""

    spans: list[Fields]
    """Flat spans, ordered by article, start, -end, label and sha256."""
    conflicts: list[Fields]
    """Each has `kind` (one of `CONFLICTS`), `article`, `sha256`, and `spans` or `versions` or `values`."""
    left_out: LeftOut


def merge(corpus: Corpus, *, finished_only: bool = False) -> Merge:
    """Join spans of equal article, version, range and label, of work that is in memory.

    Only annotators who have annotated an article vote on it. The work of a single annotator is taken whole, finished
    or not, unless `finished_only`: it is a view of the journal, and nobody votes.
    """
    count = VoteCount(_columns_of(corpus), finished_only=finished_only)
    spans: list[Fields] = []
    conflicts: list[Fields] = []
    for articles in count.groups:
        joined = count.some(articles)
        spans += map(orjson.loads, count.lines(joined))
        conflicts += count.conflicts(joined)
    return Merge(spans, conflicts, count.left_out)


class _Records(JournalFiles):
    """Records in memory, whose places are their numbers."""

    def __init__(self, records: Sequence[Fields]) -> None:
        super().__init__([])
        self._records = records

    def needed_lines(self, places: Sequence[int]) -> list[bytes]:
        """The records as lines."""
        return [orjson.dumps(self._records[place]) for place in places]


def _columns_of(corpus: Corpus) -> Columns:
    """What `read_columns` would have found in the same files."""
    works, articles = corpus.works.values(), corpus.articles
    given = [(who, one) for who, work in enumerate(works) for some in work.spans.values() for one in some]
    given.sort(key=lambda one: "op" not in one[1])
    people, records = [who for who, _ in given], [record for _, record in given]
    said = [(who, state) for who, work in enumerate(works) for state in map(head_of, work.states.values())]
    states = [state for _, state in said if isinstance(state, ArticleState)]
    labels = sorted({record["label"] for record in records})
    versions = sorted({*(record["sha256"] for record in records), *(state.sha256 for state in states)} - {None})

    def column(values: Iterable[Any], names: Sequence[str] | None = None) -> Ints:
        code = {name: number for number, name in enumerate(names or ())}
        return np.array([value if names is None else code.get(value, UNKNOWN) for value in values], dtype=np.int64)

    rows = SpanColumns(
        column(people),
        column((record["article"] for record in records), articles),
        column((record["label"] for record in records), labels),
        column(record["start"] for record in records),
        column(record["end"] for record in records),
        column((record["sha256"] for record in records), versions),
        column(range(len(records))),
        column(range(len(records))),
    )
    flat_from = sum("op" in record for record in records)
    owners = column(who for who, _ in said)
    return Columns(
        _Records(records), {}, list(corpus.works), articles, labels, versions, rows, flat_from, states, owners
    )
