"""How every item stands: open, decided, or open again because what was decided on is not as it was; and the gold of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Literal, NamedTuple

from annotator.adjudication.decisions import AGREED, Decision, decisions_in, pinned, resting
from annotator.adjudication.items import Board, Item
from annotator.journal.fold import Fold
from annotator.journal.records import Fields

Cause = Literal["changed", "absent", "cut"]
"""Why a decision holds no longer: annotators changed their spans there; an annotator whose spans it rests on was left
out; or nobody changed anything, and passages were cut otherwise when it was made under a rule."""


class Standing(NamedTuple):
    """An item with what was decided about it."""

    item: Item
    decision: Decision | None
    """`None` if nothing was; one that is no more than a note counts as nothing in `decided`."""
    before: tuple[Decision, ...] = ()
    """What was decided there and holds no longer; empty where the item is decided anew."""
    held: tuple[Decision, ...] = ()
    """What was decided there on spans of annotators of whom nothing is at hand."""

    @property
    def decided(self) -> bool:
        """Whether it is settled by a decision."""
        return self.decision is not None and self.decision.decided

    @property
    def open(self) -> bool:
        """Whether it waits for a decision."""
        return not self.decided and self.item.kind != "agreed" and not self.held

    @property
    def reopened(self) -> bool:
        """Whether it waits although it was decided before."""
        return self.open and bool(self.before)


class Standings(NamedTuple):
    """All items as they stand."""

    items: list[Standing]
    """The disagreements, by article and place."""
    agreed: list[Standing]
    """What the rule takes, decided otherwise or not."""
    void: list[Decision]
    """Decisions of which nothing is left to decide: the annotators agree there now, or have nothing there."""
    loose: list[Fields]
    """Spans in gold's journal that no decision gave: somebody put them there by hand."""
    absent: dict[str, int]
    """By annotator of whom nothing is at hand: how many decisions rest on spans of theirs."""

    @property
    def open(self) -> list[Standing]:
        """What waits for a decision."""
        return [standing for standing in self.items if standing.open]


def stand(board: Board, fold: Fold, without: Collection[str] = ()) -> Standings:
    """How the items of a board stand by the records of gold's journal.

    Args:
        board: the items.
        fold: what gold's journal adds up to.
        without: annotators who are left out; decisions on spans of theirs hold no longer.
    """
    decisions = {decision.item: decision for decision in decisions_in(fold)}
    known = {item.id for item in (*board.items, *board.agreed)}
    absent = resting(fold, board.annotators | set(without))
    gone = [decision for item, decision in decisions.items() if item not in known and decision.decided]
    stale = by_articles(decision for decision in gone if not decision.annotators & absent.keys())
    held = by_articles(decision for decision in gone if decision.annotators & absent.keys())
    items = [
        standing_of(item, decisions.get(item.id), stale.get(item.article, ()), held.get(item.article, ()))
        for item in board.items
    ]
    agreed = [Standing(item, decisions.get(item.id)) for item in board.agreed]
    # What is decided anew leaves nothing to decide either.
    touched = {decision.item for standing in items for decision in standing.before}
    void = [decision for found in stale.values() for decision in found if decision.item not in touched]
    return Standings(items, agreed, void, list(_loose(fold)), absent)


def by_articles(stale: Iterable[Decision]) -> dict[str, list[Decision]]:
    """Decisions on spans that have changed, by article, each article's in the order in which they were made."""
    found: dict[str, list[Decision]] = {}
    for decision in sorted(stale, key=lambda decision: (decision.article, decision.at, decision.item)):
        found.setdefault(decision.article, []).append(decision)
    return found


def standing_of(
    item: Item, decision: Decision | None, stale: Iterable[Decision], held: Iterable[Decision] = ()
) -> Standing:
    """How an item stands by what was decided of it, and by decisions in its article on spans that are not as they were."""
    if decision is not None and decision.decided:
        return Standing(item, decision)
    before, kept_back = (tuple(found for found in some if touches(found, item)) for some in (stale, held))
    return Standing(item, decision, before, kept_back)


def touches(decision: Decision, item: Item) -> bool:
    """Whether a decision on spans that have changed was about what is now this item."""
    if decision.sha256 != item.sha256:
        return False
    return any(
        start < node.end and node.start < end and (label == node.label or (start, end) == (node.start, node.end))
        for _, start, end, label in decision.versions
        for node in item.nodes
    )


def _loose(fold: Fold) -> Iterator[Fields]:
    for record in fold.records():
        if record["op"] == "put" and not is_ours(record):
            yield record


def is_ours(record: Fields) -> bool:
    """Whether a span in gold's journal came of a decision, of a half-made one, or of the rule."""
    return isinstance(record.get("decides"), str) or record["id"].startswith(AGREED)


def changes(standing: Standing) -> Iterator[tuple[str, list[tuple[int, int, str]], list[tuple[int, int, str]]]]:
    """What annotators changed of spans that were decided on: `(annotator, no longer, now)`."""
    then = {version for decision in standing.before for version in decision.versions}
    now = standing.item.versions
    for name in sorted({version[0] for version in then ^ now}):
        gone = sorted(version[1:] for version in then - now if version[0] == name)
        new = sorted(version[1:] for version in now - then if version[0] == name)
        yield name, gone, new


# --- gold ------------------------------------------------------------------------------------------------------------


def gold_spans(standings: Standings, fold: Fold) -> list[Fields]:
    """Flat spans: what the rule takes, what was decided, and what was put there by hand; each with its votes."""
    nodes = {
        (s.item.article, s.item.sha256, *node.place): node.flat
        for s in (*standings.items, *standings.agreed)
        for node in s.item.nodes
    }
    of: dict[tuple[str, str | None], int] = {}
    for flat in nodes.values():
        place = flat["article"], flat["sha256"]
        of[place] = max(of.get(place, 0), flat["of"])
    found: dict[tuple[str, str, int, int, str], Fields] = {}

    def add(flat: Fields) -> None:
        place = flat["article"], flat["sha256"] or "", flat["start"], -flat["end"], flat["label"]
        found.setdefault(place, flat)

    for standing in (*standings.items, *standings.agreed):
        item = standing.item
        for record in given(standing, fold):
            vote = nodes.get((item.article, item.sha256, record["start"], record["end"], record["label"]))
            add(_flat(record, item.sha256, vote, of[item.article, item.sha256]))
        for node in item.ruled if not standing.decided else ():
            add(node.flat)
    for record in standings.loose:
        key = record["article"], record["sha256"]
        vote = nodes.get((*key, record["start"], record["end"], record["label"]))
        add(_flat(record, record["sha256"], vote, of.get(key, 0)))
    return [found[place] for place in sorted(found)]


def given(standing: Standing, fold: Fold) -> list[Fields]:
    """The records of the spans that the decision on an item gave."""
    if standing.decision is None or not standing.decision.decided:
        return []
    records = (pinned(fold, one) for one in standing.decision.gives)
    return [record for record in records if record is not None]


def _flat(record: Fields, sha256: str | None, vote: Fields | None, of: int) -> Fields:
    names = [] if vote is None else list(vote["annotators"])
    return {
        "article": record["article"],
        "sha256": sha256,
        "start": record["start"],
        "end": record["end"],
        "label": record["label"],
        "text": record["text"],
        "annotators": names,
        "support": len(names),
        "of": of,
        "origin": "adjudicated",
        "attributes": record.get("attributes") or {},
        "note": record.get("note"),
    }
