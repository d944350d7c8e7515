"""Decisions as gold's journal keeps them: a tombstone a passage that tells what was decided, by whom, on which spans.

Such a tombstone removes no span. Its id is that of the passage (`annotator.gold.adjudicate.items.item_id`), so that
copies of the journal fold as ever, and the decision of the highest revision counts, whoever made it. The spans that it
gives are ordinary records beside it, which it names by id and revision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple, get_args

from annotator.adjudication.items import Item, Lane, Node, Version, item_id, wording
from annotator.errors import AnnotatorError
from annotator.journal.fold import Fold
from annotator.journal.records import Fields
from annotator.model import Tombstone

PREFIX = "decision:"
AGREED = "agreed:"
"""How the ids of spans begin that the rule took, and that gold holds beside those decided on."""

Choice = Literal["version", "union", "intersection", "none", "edit", "later"]
"""What was chosen; `later` is no decision: it keeps a note."""
_CHOICES = frozenset(get_args(Choice))

Given = tuple[str, int]
"""Id and revision of a record."""


class Decision(NamedTuple):
    """What somebody decided about a passage."""

    item: str
    article: str
    sha256: str | None
    choice: Choice
    chosen: tuple[str, ...]
    """Whose version it was, if it was one."""
    gives: tuple[Given, ...]
    """The spans that came of it."""
    versions: frozenset[Version]
    """Who had given what when it was decided."""
    note: str | None
    rule: str | int | None
    """The rule of then."""
    by: str
    at: str
    rev: int
    of: int | None = None
    """How many had finished the article."""

    @property
    def annotators(self) -> frozenset[str]:
        """On whose spans it was decided."""
        return frozenset(version[0] for version in self.versions)

    @property
    def decided(self) -> bool:
        """Whether it is a decision at all."""
        return self.choice != "later"


def decision_id(item: str) -> str:
    """The id of the records that decide on an item."""
    return PREFIX + item


def ruled_id(item: Item, node: Node) -> str:
    """The id under which gold's journal holds a span of an item that the rule takes."""
    return AGREED + item_id(item.article, item.sha256, ((name, *node.place) for name in node.names))


def is_decision_id(identity: str) -> bool:
    """Whether an id is one of a decision, standing or taken back."""
    return identity.startswith(PREFIX)


def decision_of(record: Fields) -> Decision | None:
    """What a record decides; `None` if it is no decision, or one that was taken back."""
    if record["op"] != "del" or not is_decision_id(record["id"]) or record.get("choice") not in _CHOICES:
        return None
    sha256, note, rule = (record.get(name) for name in ("sha256", "note", "rule"))
    gives, given, chosen = (record.get(name) for name in ("gives", "from", "chosen"))
    if not (isinstance(gives, list) and isinstance(given, list) and isinstance(chosen, list)):
        return None
    try:
        return Decision(
            record["id"].removeprefix(PREFIX),
            record["article"],
            sha256 if isinstance(sha256, str) else None,
            record["choice"],
            tuple(str(name) for name in chosen),
            tuple((str(identity), int(rev)) for identity, rev in gives),
            frozenset((str(g["annotator"]), int(g["start"]), int(g["end"]), str(g["label"])) for g in given),
            note if isinstance(note, str) else None,
            rule if isinstance(rule, str | int) else None,
            record["annotator"],
            record["at"],
            record["rev"],
            of if isinstance(of := record.get("of"), int) else None,
        )
    except (TypeError, ValueError, KeyError, IndexError):
        return None


def decisions_in(fold: Fold) -> Iterator[Decision]:
    """The decisions that count, in no particular order."""
    for record in fold.records():
        if (found := decision_of(record)) is not None:
            yield found


def latest(fold: Fold) -> list[Decision]:
    """The decisions, in the order in which they were made, without those on a span on which another was made later.

    No span is in two passages, so that the earlier one of the two is on a passage that is no more.
    """
    last: dict[tuple[str, str | None, Version], Decision] = {}
    decisions = sorted((d for d in decisions_in(fold) if d.decided), key=lambda decision: (decision.at, decision.item))
    for decision in decisions:
        last.update(((decision.article, decision.sha256, version), decision) for version in decision.versions)
    return [
        decision
        for decision in decisions
        if all(last[decision.article, decision.sha256, version] is decision for version in decision.versions)
    ]


def resting(fold: Fold, annotators: Collection[str]) -> dict[str, int]:
    """By annotator who is none of these: how many decisions rest on spans of theirs."""
    count = Counter(name for decision in latest(fold) for name in decision.annotators - set(annotators))
    return dict(sorted(count.items()))


def current(fold: Fold, item: str) -> Decision | None:
    """What is decided about an item; `None` if nothing is."""
    record = fold.current(decision_id(item))
    return None if record is None else decision_of(record)


def deciding(
    tombstone: Tombstone,
    item: Item,
    given: Sequence[Fields],
    choice: Choice,
    chosen: Iterable[str],
    gives: Iterable[Given],
    note: str | None,
    rule: str | int,
) -> Tombstone:
    """The tombstone with what it decides.

    Args:
        tombstone: with the id of the item's decision.
        item: what is decided on.
        given: the annotators' spans in it, with their ids and revisions as far as they have any.
        choice: what was chosen.
        chosen: whose version.
        gives: the records of the spans that come of it.
        note: a note of the decider.
        rule: by which the rest was taken.
    """
    more: dict[str, Any] = {
        "decides": item.id,
        "sha256": item.sha256,
        "choice": choice,
        "chosen": list(chosen),
        "gives": [list(one) for one in gives],
        "from": list(given),
        "of": item.nodes[0].flat["of"],
        "note": note,
        "rule": rule,
    }
    return tombstone.model_copy(update=more)


def again(tombstone: Tombstone, record: Fields, gives: Iterable[Given], rule: str | int) -> Tombstone:
    """The tombstone with what an earlier one decided, its spans being these records now, and the rule that of now."""
    names = ("decides", "sha256", "choice", "chosen", "from", "of", "note")
    return tombstone.model_copy(
        update={name: record.get(name) for name in names} | {"gives": [list(one) for one in gives], "rule": rule}
    )


def pinned(fold: Fold, given: Given) -> Fields | None:
    """The record of a span as it was decided on; as it is, if the journal no longer holds that revision."""
    identity, rev = given
    versions = [version.record for version in fold.versions(identity) if version.head.op == "put"]
    return next((record for record in reversed(versions) if record["rev"] == rev), versions[-1] if versions else None)


class Draft(NamedTuple):
    """A span that gold is to have."""

    start: int
    end: int
    label: str
    text: str
    attributes: dict[str, str]
    note: str | None


class Answer(NamedTuple):
    """A choice, and the spans that come of it."""

    choice: Choice
    drafts: tuple[Draft, ...] = ()
    chosen: tuple[str, ...] = ()
    """Whose version it is, if it is one."""


NONE = Answer("none")


def version(item: Item, lane: Lane, text: str | None) -> Answer:
    """What the annotators of a lane have, with what they noted of it."""
    return Answer("version", tuple(_draft(item, *node.place, [node], text) for node in lane.nodes), lane.names)


def union(item: Item, text: str | None) -> Answer:
    """All that anybody has: of each label its overlapping spans as one, without white space at its ends.

    Raises:
        AnnotatorError: if that is but white space.
    """
    drafts = []
    for label in item.labels:
        run: list[Node] = []
        for node in (node for node in item.nodes if node.label == label):
            if run and node.start >= max(before.end for before in run):
                drafts.append(_united(item, run, text))
                run = []
            run.append(node)
        drafts.append(_united(item, run, text))
    return Answer("union", tuple(sorted(drafts, key=lambda draft: (draft.start, -draft.end, draft.label))))


def _united(item: Item, run: Sequence[Node], text: str | None) -> Draft:
    start, end = _trimmed(item, min(node.start for node in run), max(node.end for node in run), text)
    if start == end:
        raise AnnotatorError("there is but white space here: take a version, or none")
    return _draft(item, start, end, run[0].label, run, text)


def intersection(item: Item, text: str | None) -> Answer:
    """What all have who have anything here: of each label the stretches within spans of everybody's.

    White space at the ends of a stretch is left out.

    Raises:
        AnnotatorError: if only one version has anything, or they have no stretch under one label in common, or none but
            white space.
    """
    lanes = [lane for lane in item.lanes if lane.nodes]
    if len(lanes) < 2:
        raise AnnotatorError("there is only one version here: take it, or none")
    drafts, blank = [], False
    for label in item.labels:
        common = [(node.start, node.end) for node in lanes[0].nodes if node.label == label]
        for lane in lanes[1:]:
            theirs = [(node.start, node.end) for node in lane.nodes if node.label == label]
            met = ((max(a, c), min(b, d)) for a, b in common for c, d in theirs)
            common = sorted({(start, end) for start, end in met if start < end})
        nodes = [node for node in item.nodes if node.label == label]
        blank |= bool(common)
        trimmed = sorted({_trimmed(item, start, end, text) for start, end in common})
        drafts += [_draft(item, start, end, label, nodes, text) for start, end in trimmed if start < end]
    if not drafts and blank:
        raise AnnotatorError("the versions have but white space in common: take one of them, or edit")
    if not drafts:
        raise AnnotatorError("the versions have no stretch under one label in common: take one of them, or edit")
    return Answer("intersection", tuple(drafts))


def _trimmed(item: Item, start: int, end: int, text: str | None) -> tuple[int, int]:
    """A stretch without the white space at its ends; empty if it holds nothing else."""
    found = _wording(item, start, end, text)
    first = start + len(found) - len(found.lstrip())
    return first, first + len(found.strip())


def _wording(item: Item, start: int, end: int, text: str | None) -> str:
    found = text[start:end] if text is not None else wording(item.nodes, start, end)
    if found is None:
        raise AnnotatorError("the article's text is not in the project, so this wording is not known: take a version")
    return found


def _draft(item: Item, start: int, end: int, label: str, nodes: Iterable[Node], text: str | None) -> Draft:
    """A span with what was noted of the spans that it is made of; of several values the first one's."""
    found = _wording(item, start, end, text)
    attributes: dict[str, str] = {}
    notes: dict[str, None] = {}
    for node in sorted(nodes, key=lambda node: (-len(node.names), node.start)):
        attributes = {**(node.flat["attributes"] or {}), **attributes}
        if node.flat["note"]:
            notes[node.flat["note"]] = None
    return Draft(start, end, label, found, dict(sorted(attributes.items())), "\n".join(notes) or None)
