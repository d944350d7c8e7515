"""The status of every passage: open, decided, or open again because its spans have changed; and the gold that follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import Literal, NamedTuple

from annotator.adjudication.decisions import Decision, absent_annotators, decisions_in, passage_of, record_at
from annotator.adjudication.passages import LabelledRange, Passage, Passages
from annotator.journal.fold import Fold
from annotator.journal.records import Fields
from annotator.merge import Keep, enough

ReopenCause = Literal["changed", "absent", "cut"]
"""Why a decision no longer holds: annotators changed their spans there; an annotator whose spans it rests on was left
out; or nobody changed anything, and passages were cut otherwise when it was made under a rule."""


class PassageStatus(NamedTuple):
    """A passage with what was decided about it."""

    passage: Passage
    decision: Decision | None
    """`None` if nothing was; one that is no more than a note counts as nothing in `decided`."""
    before: tuple[Decision, ...] = ()
    """What was decided there and no longer holds; empty where the passage is decided anew."""
    held: tuple[Decision, ...] = ()
    """What was decided there on spans of annotators of whom nothing is at hand."""

    @property
    def decided(self) -> bool:
        """Whether it is settled by a decision."""
        return self.decision is not None and self.decision.decided

    @property
    def open(self) -> bool:
        """Whether it waits for a decision."""
        return not self.decided and self.passage.kind != "agreed" and not self.held

    @property
    def reopened(self) -> bool:
        """Whether it waits although it was decided before."""
        return self.open and bool(self.before)


class Statuses(NamedTuple):
    """The status of all passages."""

    passages: Passages
    disputed: list[PassageStatus]
    """The disagreements, by article and place."""
    agreed: list[PassageStatus]
    """What the rule takes, decided otherwise or not."""
    void: list[Decision]
    """Decisions of which nothing is left to decide: the annotators agree there now, or have nothing there."""
    loose: list[Fields]
    """Spans in gold's journal that no decision gave: somebody put them there by hand."""
    absent: dict[str, int]
    """By annotator of whom nothing is at hand: how many decisions rest on spans of theirs."""

    @property
    def all(self) -> Iterator[PassageStatus]:
        """Of the disagreements, then of what the rule takes."""
        return chain(self.disputed, self.agreed)

    @property
    def open(self) -> list[PassageStatus]:
        """What waits for a decision."""
        return [status for status in self.disputed if status.open]


def statuses_of(passages: Passages, fold: Fold, without: Collection[str] = ()) -> Statuses:
    """The status of all passages by gold's journal; decisions on spans of annotators in `without` no longer hold."""
    decisions = {decision.passage: decision for decision in decisions_in(fold)}
    known = {passage.id for passage in chain(passages.disputed, passages.agreed) if passage.id in decisions}
    absent = absent_annotators(fold, passages.annotators | set(without))
    gone = [decision for identity, decision in decisions.items() if identity not in known and decision.decided]
    stale = by_article(decision for decision in gone if not decision.annotators & absent.keys())
    held = by_article(decision for decision in gone if decision.annotators & absent.keys())
    disputed = [
        status_of(p, decisions.get(p.id), stale.get(p.article, ()), held.get(p.article, ())) for p in passages.disputed
    ]
    agreed = [PassageStatus(passage, decisions.get(passage.id)) for passage in passages.agreed]
    # What is decided anew leaves nothing to decide either.
    touched = {decision.passage for status in disputed for decision in status.before}
    void = [decision for found in stale.values() for decision in found if decision.passage not in touched]
    loose = [record for record in fold.records() if record["op"] == "put" and passage_of(record) is None]
    return Statuses(passages, disputed, agreed, void, loose, absent)


def by_article(stale: Iterable[Decision]) -> dict[str, list[Decision]]:
    """Decisions on spans that have changed, by article, each article's in the order in which they were made."""
    found: dict[str, list[Decision]] = {}
    for decision in sorted(stale, key=lambda decision: (decision.article, decision.at, decision.passage)):
        found.setdefault(decision.article, []).append(decision)
    return found


def status_of(
    passage: Passage, decision: Decision | None, stale: Iterable[Decision], held: Iterable[Decision] = ()
) -> PassageStatus:
    """The status of a passage by its decision, and by decisions in its article on spans that have changed."""
    if decision is not None and decision.decided:
        return PassageStatus(passage, decision)
    before, kept_back = (tuple(found for found in some if _touches(found, passage)) for some in (stale, held))
    return PassageStatus(passage, decision, before, kept_back)


def _touches(decision: Decision, passage: Passage) -> bool:
    """Whether a decision on spans that have changed was about what is now this passage."""
    if decision.sha256 != passage.sha256:
        return False
    return any(
        start < span.end and span.start < end and (label == span.label or (start, end) == (span.start, span.end))
        for _, start, end, label in decision.votes
        for span in passage.spans
    )


# --- why a decision no longer holds ----------------------------------------------------------------------------------


def reopen_cause(passages: Passages, status: PassageStatus) -> ReopenCause:
    """Why a passage that was decided before is open again."""
    if any(decision.annotators - passages.annotators for decision in status.before):
        return "absent"
    if not all(_is_unchanged(passages, decision) for decision in status.before):
        return "changed"
    then = {vote[1:] for decision in status.before for vote in decision.votes}
    new = [span for span in status.passage.spans if span.place not in then]
    rules: list[Keep] = []
    for rule in {decision.rule for decision in status.before}:
        if rule == "majority":
            rules.append("majority")
        elif isinstance(rule, int):
            rules.append(rule)
    # Passages were once cut without what the rule takes.
    return "cut" if any(all(enough(span.support, span.of, rule) for span in new) for rule in rules) else "changed"


def void_causes(statuses: Statuses) -> Counter[ReopenCause]:
    """Why decisions have nothing left to decide; those that were made anew are not counted."""
    passages = statuses.passages
    decided: dict[str, list[Passage]] = {}
    for status in statuses.all:
        if status.decided:
            decided.setdefault(status.passage.article, []).append(status.passage)
    found: Counter[ReopenCause] = Counter()
    for decision in statuses.void:
        if not any(_touches(decision, passage) for passage in decided.get(decision.article, ())):
            absent = bool(decision.annotators - passages.annotators)
            found["absent" if absent else "cut" if _is_unchanged(passages, decision) else "changed"] += 1
    return found


def _is_unchanged(passages: Passages, decision: Decision) -> bool:
    then: dict[LabelledRange, set[str]] = {}
    for name, start, end, label in decision.votes:
        then.setdefault((start, end, label), set()).add(name)
    article, sha256 = decision.article, decision.sha256
    return all(set(passages.voters.get((article, sha256, place), ())) == names for place, names in then.items())


def changes(status: PassageStatus) -> Iterator[tuple[str, list[LabelledRange], list[LabelledRange]]]:
    """What annotators changed of spans that were decided on: `(annotator, what they had, what they have)`."""
    then = {vote for decision in status.before for vote in decision.votes}
    now = status.passage.votes
    for name in sorted({vote[0] for vote in then ^ now}):
        gone = sorted(vote[1:] for vote in then - now if vote[0] == name)
        new = sorted(vote[1:] for vote in now - then if vote[0] == name)
        yield name, gone, new


# --- gold ------------------------------------------------------------------------------------------------------------


def gold_spans(statuses: Statuses, fold: Fold) -> list[Fields]:
    """Flat spans: what the rule takes, what was decided, and what was put there by hand; each with its votes."""
    of: dict[tuple[str, str | None], int] = {}
    for status in statuses.all:
        text = status.passage.article, status.passage.sha256
        of[text] = max(of.get(text, 0), *(span.of for span in status.passage.spans))
    found: dict[tuple[str, str, int, int, str], Fields] = {}

    def add(flat: Fields) -> None:
        found.setdefault((flat["article"], flat["sha256"] or "", flat["start"], -flat["end"], flat["label"]), flat)

    def add_record(record: Fields, sha256: str | None) -> None:
        article, place = record["article"], (record["start"], record["end"], record["label"])
        names = statuses.passages.voters.get((article, sha256, place), ())
        add(flat_span(record, sha256, names, len(names), of.get((article, sha256), 0)))

    for status in statuses.all:
        for record in decided_spans(status, fold):
            add_record(record, status.passage.sha256)
        for span in status.passage.taken if not status.decided else ():
            add(span.flat)
    for record in statuses.loose:
        add_record(record, record["sha256"])
    return [found[place] for place in sorted(found)]


def decided_spans(status: PassageStatus, fold: Fold) -> list[Fields]:
    """The records of the spans that the decision on a passage gave."""
    if status.decision is None or not status.decision.decided:
        return []
    records = (record_at(fold, revision) for revision in status.decision.gives)
    return [record for record in records if record is not None]


def flat_span(
    record: Fields, sha256: str | None, annotators: Sequence[str], support: int | None, of: int | None
) -> Fields:
    """A span of gold's journal as a flat span with its votes."""
    return {
        "article": record["article"],
        "sha256": sha256,
        **{name: record[name] for name in ("start", "end", "label", "text")},
        "annotators": list(annotators),
        "support": support,
        "of": of,
        "origin": "adjudicated",
        "attributes": record.get("attributes") or {},
        "note": record.get("note"),
    }
