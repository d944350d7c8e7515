"""The status of every passage: open, decided, or open again because its spans have changed; and the gold that follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from annotator.adjudication.cut import PassageOutline
from annotator.adjudication.decisions import (
    Decision,
    absent_annotators,
    current_decision,
    decisions_in,
    passage_of,
    record_at,
)
from annotator.adjudication.lazy_rows import LazyRows
from annotator.adjudication.passages import LabelledRange, Passage
from annotator.adjudication.ruled_passages import Passages
from annotator.journal.columns import Bools, Ints
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


class Statuses:
    """The status of all passages: as columns, and of single passages when they are looked at.

    Attributes:
        passages: which.
        decided: what is settled by a decision, `(passages,)` as the two that follow.
        waiting: what waits for a decision.
        overtaken: the disagreements of which something was decided that no longer holds.
        void: decisions of which nothing is left to decide: the annotators agree there now, or have nothing there.
        loose: spans in gold's journal that no decision gave: somebody put them there by hand.
        absent: by annotator of whom nothing is at hand: how many decisions rest on spans of theirs.
    """

    def __init__(self, passages: Passages, fold: Fold, without: Collection[str] = ()) -> None:
        """Look at gold's journal; decisions on spans of annotators in `without` no longer hold."""
        self.passages = passages
        self.decided, self.overtaken = np.zeros((2, len(passages.cut)), dtype=np.bool_)
        self.waiting: Bools = ~passages.settled
        self.absent = absent_annotators(fold, passages.cut.annotators | set(without))
        self._decisions: dict[int, Decision] = {}
        self._stale: dict[str, list[Decision]] = {}
        self._held: dict[str, list[Decision]] = {}
        by_article: dict[str, dict[str, Decision]] = {}
        for decision in decisions_in(fold):
            by_article.setdefault(decision.article, {})[decision.passage] = decision
        self.void: list[Decision] = []
        for article, decisions in sorted(by_article.items()):
            self.void += self._look_at(article, decisions)
        self.loose = [record for record in fold.records() if record["op"] == "put" and passage_of(record) is None]

    def _look_at(self, article: str, decisions: dict[str, Decision]) -> list[Decision]:
        """Look at what is decided in an article, by passage; which of it has nothing left to decide."""
        outlines = list(self.passages.cut.outlines(article))
        known = {outline.id for outline in outlines}
        gone = [decision for identity, decision in decisions.items() if identity not in known and decision.decided]
        gone.sort(key=lambda decision: (decision.at, decision.passage))
        self._stale[article] = [decision for decision in gone if not decision.annotators & self.absent.keys()]
        self._held[article] = [decision for decision in gone if decision.annotators & self.absent.keys()]
        touched: set[str] = set()
        for outline in outlines:
            touched.update(self._look_at_passage(outline, decisions.get(outline.id)))
        # What is decided anew leaves nothing to decide either.
        return [decision for decision in self._stale[article] if decision.passage not in touched]

    def _look_at_passage(self, outline: PassageOutline, decision: Decision | None) -> list[str]:
        """Look at a passage; the passages that are no more, and what was decided of them was about this one."""
        number, article = outline.number, outline.text[0]
        self._decisions.pop(number, None)
        if decision is not None:
            self._decisions[number] = decision
        decided = self.decided[number] = decision is not None and decision.decided
        if decided or self.passages.settled[number]:
            self.waiting[number] = self.overtaken[number] = False
            return []
        before, held = (
            [found.passage for found in some[article] if _touches(found, outline.text[1], outline.places)]
            for some in (self._stale, self._held)
        )
        self.waiting[number], self.overtaken[number] = not held, bool(before)
        return before

    def look_again(self, fold: Fold, article: str) -> None:
        """Look again at the passages of an article, after something was decided there."""
        for outline in self.passages.cut.outlines(article):
            self._stale.setdefault(article, [])
            self._held.setdefault(article, [])
            self._look_at_passage(outline, current_decision(fold, outline.id))

    # --- single ones ---------------------------------------------------------------------------------------------

    def one(self, number: int) -> PassageStatus:
        """The status of a passage by its number among all."""
        return self._of(number, self.passages.one(number))

    def each(self, numbers: Ints) -> Iterator[PassageStatus]:
        """Of passages by their numbers, which ascend."""
        return map(self._of, numbers.tolist(), self.passages.each(numbers))

    def of_sketch(self, number: int, sketch: Passage) -> PassageStatus:
        """The status of a passage that was sketched, see `CutPassages.sketches`."""
        return self._of(number, sketch.under(self.passages.rule))

    def _of(self, number: int, passage: Passage) -> PassageStatus:
        decision = self._decisions.get(number)
        if passage.kind == "agreed":
            return PassageStatus(passage, decision)
        article = passage.article
        return status_of(passage, decision, self._stale.get(article, ()), self._held.get(article, ()))

    def of(self, passage: Passage) -> PassageStatus:
        """The status of a passage.

        Raises:
            KeyError: if there is no such passage.
        """
        number = self.number(passage.article, passage.id)
        if number is None:
            raise KeyError(passage.id)
        return self.one(number)

    def number(self, article: str, identity: str) -> int | None:
        """The number of the passage with an id; `None` if the article has no such passage."""
        outlines = self.passages.cut.outlines(article)
        return next((outline.number for outline in outlines if outline.id == identity), None)

    def of_article(self, article: str) -> list[PassageStatus]:
        """Those of an article: the disagreements, then what the rule takes."""
        numbers = np.array(self.passages.cut.numbers(article), dtype=np.int64)
        found = [self.one(number) for number in numbers.tolist()]
        return sorted(found, key=lambda status: status.passage.kind == "agreed")

    def rows(self, chosen: Bools) -> LazyRows[PassageStatus]:
        """Those of the chosen passages."""
        return LazyRows(np.flatnonzero(chosen), self.one, self.each)

    @property
    def disputed(self) -> LazyRows[PassageStatus]:
        """The disagreements, by article and place."""
        return self.rows(~self.passages.settled)

    @property
    def agreed(self) -> LazyRows[PassageStatus]:
        """What the rule takes, decided otherwise or not."""
        return self.rows(self.passages.settled)

    @property
    def open(self) -> LazyRows[PassageStatus]:
        """What waits for a decision."""
        return self.rows(self.waiting)

    @property
    def reopened(self) -> LazyRows[PassageStatus]:
        """What waits although it was decided before."""
        return self.rows(self.waiting & self.overtaken)

    @property
    def decisions(self) -> list[Decision]:
        """The decisions that hold: on the disagreements, then on what the rule takes."""
        found = [number for number in sorted(self._decisions) if self.decided[number]]
        return [self._decisions[number] for number in sorted(found, key=lambda n: bool(self.passages.settled[n]))]

    def has_decision(self, article: str) -> bool:
        """Whether anything is decided, or noted, of a passage of an article of which it is known which text it is of."""
        cut = self.passages.cut
        return any(number in self._decisions and cut.has_text[number] for number in cut.numbers(article))


def status_of(
    passage: Passage, decision: Decision | None, stale: Iterable[Decision], held: Iterable[Decision] = ()
) -> PassageStatus:
    """The status of a passage by its decision, and by decisions in its article on spans that have changed."""
    if decision is not None and decision.decided:
        return PassageStatus(passage, decision)
    places = [span.place for span in passage.spans]
    before, kept_back = (
        tuple(found for found in some if _touches(found, passage.sha256, places)) for some in (stale, held)
    )
    return PassageStatus(passage, decision, before, kept_back)


def _touches(decision: Decision, sha256: str | None, places: Collection[LabelledRange]) -> bool:
    """Whether a decision on spans that have changed was about what is now a passage of spans in a text."""
    if decision.sha256 != sha256:
        return False
    return any(
        start < place[1] and place[0] < end and (label == place[2] or (start, end) == place[:2])
        for _, start, end, label in decision.votes
        for place in places
    )


# --- why a decision no longer holds ----------------------------------------------------------------------------------


def reopen_cause(passages: Passages, status: PassageStatus) -> ReopenCause:
    """Why a passage that was decided before is open again."""
    if any(decision.annotators - passages.cut.annotators for decision in status.before):
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
    passages, found = statuses.passages, Counter[ReopenCause]()
    for decision in statuses.void:
        if not any(
            statuses.decided[outline.number] and _touches(decision, outline.text[1], outline.places)
            for outline in passages.cut.outlines(decision.article)
        ):
            absent = bool(decision.annotators - passages.cut.annotators)
            found["absent" if absent else "cut" if _is_unchanged(passages, decision) else "changed"] += 1
    return found


def _is_unchanged(passages: Passages, decision: Decision) -> bool:
    then: dict[LabelledRange, set[str]] = {}
    for name, start, end, label in decision.votes:
        then.setdefault((start, end, label), set()).add(name)
    article, sha256 = decision.article, decision.sha256
    return all(set(passages.cut.voters(article, sha256, place)) == names for place, names in then.items())


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
    cut = statuses.passages.cut
    of = np.zeros(len(cut.texts), dtype=np.int64)
    np.maximum.at(of, cut.spans.text, cut.spans.of)
    most = dict(zip(cut.texts, of.tolist(), strict=True))
    # Where several give one span, it is of a disagreement first, and somebody's own last.
    disputed: dict[tuple[Any, ...], Fields] = {}
    agreed: dict[tuple[Any, ...], Fields] = {}
    loose: dict[tuple[Any, ...], Fields] = {}

    def add(found: dict[tuple[Any, ...], Fields], flat: Fields) -> None:
        found.setdefault((flat["article"], flat["sha256"] or "", flat["start"], -flat["end"], flat["label"]), flat)

    def of_record(record: Fields, sha256: str | None) -> Fields:
        article, place = record["article"], (record["start"], record["end"], record["label"])
        names = cut.voters(article, sha256, place)
        return flat_span(record, sha256, names, len(names), most.get((article, sha256), 0))

    for status in statuses.rows(np.ones(len(cut), dtype=np.bool_)):
        found = agreed if status.passage.kind == "agreed" else disputed
        for record in decided_spans(status, fold):
            add(found, of_record(record, status.passage.sha256))
        for span in status.passage.taken if not status.decided else ():
            add(found, span.flat)
    for record in statuses.loose:
        add(loose, of_record(record, record["sha256"]))
    spans = loose | agreed | disputed
    return [spans[place] for place in sorted(spans)]


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
