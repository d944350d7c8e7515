"""Editing a passage with the annotating screen: gold's spans of its article are the session's, until it is decided.

What is tagged meanwhile is in gold's journal at once, and counts when the passage is decided; a visit that was cut off
is found again by the next.
"""

from __future__ import annotations

from collections.abc import Iterator

from annotator.adjudication.adjudicator import Adjudication, Done
from annotator.adjudication.decisions import ruled_id
from annotator.adjudication.items import Item
from annotator.adjudication.status import given
from annotator.gold.adjudicate.answers import version
from annotator.gold.adjudicate.desk import belongs_to, content
from annotator.journal.records import Fields
from annotator.model import AnnotatorError, Record, Span
from annotator.session_versions import new_id


class Visit:
    """One item being edited, from `begin` to `decide` or `leave`.

    Attributes:
        item: what is edited.
        article: its article, in its text.
    """

    def __init__(self, adjudication: Adjudication, item: Item) -> None:
        desk = adjudication.desk
        article = desk.article(item)
        if adjudication.read_only is not None:
            raise AnnotatorError(f"nothing can be changed: {adjudication.read_only}")
        if article is None:
            raise AnnotatorError(f"the text of {item.article} is not in the project: it can be decided, but not edited")
        self.item, self.article = item, article
        self._adjudication, self._desk = adjudication, desk
        self._counted: dict[str, Fields] = {}
        self._owner: dict[str, str] = {}

    def begin(self) -> str | None:
        """Make gold of the article the session's spans; why something is not saved, or `None`."""
        desk, item = self._desk, self.item
        records: list[Record] = []
        state = desk.fold.state(item.article)
        if state is not None and state.state == "done":
            records.append(desk.state(item.article, state.sha256, state.length, "started"))
        live = {record["id"]: record for record in desk.live(item.article, item.sha256)}
        standings = self._adjudication.standings
        shown: set[str] = {identity for identity, record in live.items() if belongs_to(record) is None}
        for standing in (*standings.items, *standings.agreed):
            here = standing.item
            if (here.article, here.sha256) != (item.article, item.sha256):
                continue
            if standing.decided:
                for record in given(standing, desk.fold):
                    shown.add(record["id"])
                    self._counted[record["id"]] = record
                    self._owner[record["id"]] = here.id
                    if record["id"] not in live or content(live[record["id"]]) != content(record):
                        records.append(desk.revived(record, None))
            elif here.kind == "agreed" or here.id != item.id:
                records += self._taken(here, live)
                shown.update(ruled_id(here, node) for node in here.ruled)
        decided = self._adjudication.standing(item.id).decided
        drafts = [] if decided else [record["id"] for record in desk.of_item(item) if item.kind != "agreed"]
        if not decided and not drafts and item.kind != "agreed":
            first = next(lane for lane in item.lanes if lane.nodes)
            for draft in version(item, first, self.article.text).drafts:
                begun = desk.put(new_id(), item, draft, None, choice="edit")
                drafts.append(begun.id)
                records.append(begun)
        failure = desk.session.write(records) if records else None
        ids = shown | set(drafts)
        spans = [Span.model_validate(r) for r in desk.live(item.article, item.sha256) if r["id"] in ids]
        desk.session.begin(self.article, spans, item.id)
        return failure

    def _taken(self, item: Item, live: dict[str, Fields]) -> Iterator[Record]:
        """The records of the spans of an item that the rule takes, as far as they do not stand in gold's journal."""
        for node in item.ruled:
            text = self.article.text[node.start : node.end]
            identity, flat = ruled_id(item, node), {**node.flat, "text": text}
            self._counted[identity], self._owner[identity] = flat, item.id
            was = live.get(identity)
            if was is None or belongs_to(was) != item.id or content(was) != content(flat):
                yield from self._desk.taken(item, node._replace(flat=flat))

    def _changed(self) -> dict[str, list[str]]:
        """By item: the counted spans of other items that are not as they were."""
        found: dict[str, list[str]] = {}
        for identity, was in self._counted.items():
            now = self._desk.fold.current(identity)
            same = now is not None and now["op"] == "put" and content(now) == content(was)
            if not same:
                found.setdefault(self._owner[identity], []).append(identity)
        return found

    def decide(self) -> Done:
        """Take what stands as the decision on the item, and on all others whose spans were changed."""
        desk = self._desk
        failure = self._end()
        action = new_id()
        items = [self.item, *(desk.items[owner] for owner in sorted(self._changed()) if owner != self.item.id)]
        records: list[Record] = []
        for item in items:
            gives = [(record["id"], record["rev"]) for record in desk.of_item(item)]
            records.append(self._adjudication.marked(item, gives, action))
        done = self._adjudication.wrote_outside(records, [item.id for item in items])
        return done._replace(failure=done.failure or failure)

    def leave(self) -> Done:
        """Decide nothing: what counted is as it was, and what was begun here is found again by the next visit."""
        desk = self._desk
        failure = self._end()
        records: list[Record] = []
        for identities in self._changed().values():
            for identity in identities:
                was = self._counted[identity]
                records.append(desk.revived(_as_record(identity, was, desk.fold.versions(identity)[0].record), None))
        done = self._adjudication.wrote_outside(records, [self.item.id])
        return done._replace(failure=done.failure or failure)

    def _end(self) -> str | None:
        failure = self._desk.session.leave()
        self._desk.session.end()
        return failure


def _as_record(identity: str, was: Fields, first: Fields) -> Fields:
    """What a counted span said, with the fields that a record has."""
    known = ("start", "end", "label", "text", "attributes", "note")
    return first | {name: was[name] for name in known} | {"id": identity, "undoes": None}
