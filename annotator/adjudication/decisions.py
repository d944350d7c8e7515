"""Decisions as gold's journal keeps them, and the spans that a choice comes to. Reads and writes no files.

A decision is a tombstone that removes no span. Its id is that of the passage, so that copies of the journal fold as ever,
and the decision of the highest revision counts, whoever made it. The spans that it gives are ordinary records beside it,
which it names by id and revision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Literal, NamedTuple, get_args

from annotator.adjudication.passages import (
    LabelledRange,
    Passage,
    PassageVersion,
    SpanVote,
    VotedSpan,
    passage_id,
)
from annotator.errors import AnnotatorError
from annotator.journal.fold import Fold
from annotator.journal.records import Fields

PREFIX = "decision:"
AGREED = "agreed:"
"""How the ids of spans begin that the rule took, and that gold holds beside those decided on."""

Choice = Literal["version", "union", "intersection", "none", "edit", "later"]
"""What was chosen; `later` is no decision: it keeps a note."""
_CHOICES = frozenset(get_args(Choice))

Revision = tuple[str, int]
"""Id and revision of a record."""


class Decision(NamedTuple):
    """What an adjudicator decided about a passage."""

    passage: str
    """Its id."""
    article: str
    sha256: str | None
    choice: Choice
    chosen: tuple[str, ...]
    """Whose version it was, if it was one."""
    gives: tuple[Revision, ...]
    """The spans that came of it."""
    votes: frozenset[SpanVote]
    """Who had given what when it was decided."""
    note: str | None
    rule: str | int | None
    """The rule at that time."""
    by: str
    at: str
    of: int | None = None
    """How many had finished the article."""

    @property
    def annotators(self) -> frozenset[str]:
        """On whose spans it was decided."""
        return frozenset(vote[0] for vote in self.votes)

    @property
    def decided(self) -> bool:
        """Whether it is a decision at all."""
        return self.choice != "later"


def decision_id(passage: str) -> str:
    """The id of the records that decide on a passage."""
    return PREFIX + passage


def is_decision_id(identity: str) -> bool:
    """Whether an id is one of a decision, also of one taken back."""
    return identity.startswith(PREFIX)


def agreed_id(passage: Passage, span: VotedSpan) -> str:
    """The id under which gold's journal holds a span of a passage that the rule takes."""
    return AGREED + passage_id(passage.article, passage.sha256, span.votes)


def passage_of(record: Fields) -> str | None:
    """The passage that a span in gold's journal belongs to; `None` if it was put there by hand."""
    decides = record.get("decides")
    if not isinstance(decides, str) and record["id"].startswith(AGREED):
        decides = record["id"].removeprefix(AGREED)
    return decides if isinstance(decides, str) else None


def decision_of(record: Fields) -> Decision | None:
    """What a record decides; `None` if it is no decision, or one that was taken back."""
    if record["op"] != "del" or not is_decision_id(record["id"]) or record.get("choice") not in _CHOICES:
        return None
    sha256, note, rule = (record.get(name) for name in ("sha256", "note", "rule"))
    gives, votes, chosen = (record.get(name) for name in ("gives", "from", "chosen"))
    if not (isinstance(gives, list) and isinstance(votes, list) and isinstance(chosen, list)):
        return None
    try:
        return Decision(
            record["id"].removeprefix(PREFIX),
            record["article"],
            sha256 if isinstance(sha256, str) else None,
            record["choice"],
            tuple(str(name) for name in chosen),
            tuple((str(identity), int(rev)) for identity, rev in gives),
            frozenset((str(v["annotator"]), int(v["start"]), int(v["end"]), str(v["label"])) for v in votes),
            note if isinstance(note, str) else None,
            rule if isinstance(rule, str | int) else None,
            record["annotator"],
            record["at"],
            of if isinstance(of := record.get("of"), int) else None,
        )
    except (TypeError, ValueError, KeyError, IndexError):
        return None


def decisions_in(fold: Fold) -> Iterator[Decision]:
    """The decisions that count, in no particular order."""
    return (found for record in fold.records() if (found := decision_of(record)) is not None)


def latest_decisions(fold: Fold) -> list[Decision]:
    """The decisions, in the order in which they were made, without those on a span on which another was made later.

    No span is in two passages, so the earlier one of the two is on a passage that no longer exists.
    """
    last: dict[tuple[str, str | None, SpanVote], Decision] = {}
    decisions = sorted(
        (d for d in decisions_in(fold) if d.decided), key=lambda decision: (decision.at, decision.passage)
    )
    for decision in decisions:
        last.update(((decision.article, decision.sha256, vote), decision) for vote in decision.votes)
    return [
        decision
        for decision in decisions
        if all(last[decision.article, decision.sha256, vote] is decision for vote in decision.votes)
    ]


def absent_annotators(fold: Fold, present: Collection[str]) -> dict[str, int]:
    """By annotator who is not present: on their spans so many decisions rest."""
    count = Counter(name for decision in latest_decisions(fold) for name in decision.annotators - set(present))
    return dict(sorted(count.items()))


def current_decision(fold: Fold, passage: str) -> Decision | None:
    """What is decided about a passage; `None` if nothing is."""
    record = fold.current(decision_id(passage))
    return None if record is None else decision_of(record)


def record_at(fold: Fold, revision: Revision) -> Fields | None:
    """The record of a span as it was decided on; the present one, if the journal no longer holds that revision."""
    identity, rev = revision
    records = [line.record for line in fold.versions(identity) if line.head.op == "put"]
    return next((record for record in reversed(records) if record["rev"] == rev), records[-1] if records else None)


# --- what a choice comes to ------------------------------------------------------------------------------------------


class GoldSpan(NamedTuple):
    """A span that gold is to have."""

    start: int
    end: int
    label: str
    text: str
    attributes: dict[str, str]
    note: str | None


def gold_span(record: Fields) -> GoldSpan:
    """What a span's record, or a flat span, says of the text."""
    start, end, label, text = (record[name] for name in ("start", "end", "label", "text"))
    return GoldSpan(start, end, label, text, record.get("attributes") or {}, record.get("note"))


class Resolution(NamedTuple):
    """A choice, and the spans that come of it."""

    choice: Choice
    spans: tuple[GoldSpan, ...] = ()
    chosen: tuple[str, ...] = ()
    """Whose version it is, if it is one."""


NONE = Resolution("none")


def take_version(passage: Passage, version: PassageVersion, text: str | None) -> Resolution:
    """What the annotators of a version have, with what they noted of it."""
    spans = tuple(_made_of(passage, span.start, span.end, span.label, [span], text) for span in version.spans)
    return Resolution("version", spans, version.annotators)


def union(passage: Passage, text: str | None) -> Resolution:
    """All that anybody has: of each label its overlapping spans as one, without white space at its ends.

    Raises:
        AnnotatorError: if that is but white space.
    """
    found = []
    for label in passage.labels:
        runs: list[list[VotedSpan]] = []
        for span in passage.spans:
            if span.label == label:
                if not runs or span.start >= max(before.end for before in runs[-1]):
                    runs.append([])
                runs[-1].append(span)
        for run in runs:
            start, end = _trimmed(passage, run[0].start, max(span.end for span in run), text)
            if start == end:
                raise AnnotatorError("there is but white space here: take a version, or none")
            found.append(_made_of(passage, start, end, label, run, text))
    return Resolution("union", tuple(sorted(found, key=lambda span: (span.start, -span.end, span.label))))


def intersection(passage: Passage, text: str | None) -> Resolution:
    """What all have who have anything here: of each label the stretches within spans of everybody's.

    White space at the ends of a stretch is left out.

    Raises:
        AnnotatorError: if only one version has anything, or they have no stretch under one label in common, or none but
            white space.
    """
    stretches = common_stretches(passage, text)
    by_label = {label: [span for span in passage.spans if span.label == label] for label in passage.labels}
    spans = (_made_of(passage, start, end, label, by_label[label], text) for start, end, label in stretches)
    return Resolution("intersection", tuple(spans))


def common_stretches(passage: Passage, text: str | None) -> list[LabelledRange]:
    """Where the spans of `intersection` are; it raises as that does."""
    versions = passage.proposals
    if len(versions) < 2:
        raise AnnotatorError("there is only one version here: take it, or none")
    found: list[LabelledRange] = []
    blank = False
    for label in passage.labels:
        common = [(span.start, span.end) for span in versions[0].spans if span.label == label]
        for version in versions[1:]:
            theirs = [(span.start, span.end) for span in version.spans if span.label == label]
            met = ((max(a, c), min(b, d)) for a, b in common for c, d in theirs)
            common = sorted({(start, end) for start, end in met if start < end})
        blank |= bool(common)
        trimmed = sorted({_trimmed(passage, start, end, text) for start, end in common})
        found += [(start, end, label) for start, end in trimmed if start < end]
    if not found and blank:
        raise AnnotatorError("the versions have but white space in common: take one of them, or edit")
    if not found:
        raise AnnotatorError("the versions have no stretch under one label in common: take one of them, or edit")
    return found


def _trimmed(passage: Passage, start: int, end: int, text: str | None) -> tuple[int, int]:
    """A stretch without the white space at its ends; empty if it holds nothing else."""
    found = _wording(passage, start, end, text)
    first = start + len(found) - len(found.lstrip())
    return first, first + len(found.strip())


def _wording(passage: Passage, start: int, end: int, text: str | None) -> str:
    found = passage.wording(start, end, text)
    if found is None:
        raise AnnotatorError("the article's text is not in the project, so this wording is not known: take a version")
    return found


def _made_of(
    passage: Passage, start: int, end: int, label: str, spans: Iterable[VotedSpan], text: str | None
) -> GoldSpan:
    """A span with what was noted of the spans that it is made of; of several values the first one's."""
    found = _wording(passage, start, end, text)
    attributes: dict[str, str] = {}
    notes: dict[str, None] = {}
    for span in sorted(spans, key=lambda span: (-len(span.annotators), span.start)):
        said = span.flat
        attributes = {**(said["attributes"] or {}), **attributes}
        if said["note"]:
            notes[said["note"]] = None
    return GoldSpan(start, end, label, found, dict(sorted(attributes.items())), "\n".join(notes) or None)
