"""One decider's adjudication: what is decided is in gold's journal before it counts; undone and redone across restarts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotator.adjudication.decisions import (
    Choice,
    Decision,
    Given,
    again,
    current,
    deciding,
    decision_id,
    decision_of,
    decisions_in,
    is_decision_id,
    pinned,
)
from annotator.adjudication.items import Item
from annotator.adjudication.status import Cause, Standing, Standings, by_articles, stand, standing_of
from annotator.gold.adjudicate.answers import Answer
from annotator.gold.adjudicate.causes import Causes
from annotator.gold.adjudicate.desk import Desk, content
from annotator.gold.adjudicate.settling import settled
from annotator.history import Action, History
from annotator.journal.bulk import no_cycles_expected
from annotator.journal.records import Fields
from annotator.model import AnnotatorError, Record
from annotator.session_versions import new_id


class Done(NamedTuple):
    """What became of an action."""

    items: tuple[str, ...]
    """The ids of the items that it was about."""
    failure: str | None
    """Why it is not saved; `None` if it is on the disk."""


class Adjudication:
    """Decides, undoes and redoes; every method returns after the records were written, or tells why they were not.

    Attributes:
        desk: what is read and written with.
        standings: how all items stand now.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.standings: Standings
        self._places: dict[str, tuple[list[Standing], int]]
        self._stale: dict[str, list[Decision]]
        self._of_article: dict[str, list[str]] = {}
        for item in desk.items.values():
            self._of_article.setdefault(item.article, []).append(item.id)
        self._causes = Causes(desk.board)
        self._stand_all()
        tail = (head for head in desk.session.journal.tail if is_decision_id(head.id))
        self._history = History(tail)

    @property
    def read_only(self) -> str | None:
        """Why nothing can be decided; `None` if it can."""
        return self.desk.session.journal.read_only

    @property
    def last(self) -> str | None:
        """The item that was decided last, also before a restart; `None` if none was or all were taken back."""
        return self._history.done[-1].steps[-1][0].partition(":")[2] if self._history.done else None

    def standing(self, item: str) -> Standing:
        """How an item stands."""
        standings, place = self._places[item]
        return standings[place]

    def cause(self, standing: Standing) -> Cause:
        """Why a passage that was decided before is open again."""
        return self._causes.of(standing)

    def _stand_all(self) -> None:
        """Look at all items."""
        self.standings = stand(self.desk.board, self.desk.fold, self.desk.without)
        both = (self.standings.items, self.standings.agreed)
        self._places = {s.item.id: (standings, i) for standings in both for i, s in enumerate(standings)}
        gone = (d for d in decisions_in(self.desk.fold) if d.item not in self._places and d.decided)
        self._stale = by_articles(gone)

    def _stand_again(self, articles: set[str]) -> list[Standing]:
        """Look again at the items of some articles; how these stand now."""
        found = []
        for article in sorted(articles):
            for identity in self._of_article.get(article, ()):
                standings, place = self._places[identity]
                stale = self._stale.get(article, ()) if standings is self.standings.items else ()
                decision = current(self.desk.fold, identity)
                standings[place] = standing_of(standings[place].item, decision, stale)
                found.append(standings[place])
        return found

    # --- deciding ------------------------------------------------------------------------------------------------

    def begin(self) -> str | None:
        """Bring the journal in line with what annotators changed since; why that is not saved, or `None`."""
        if self.read_only is not None:
            return None
        with no_cycles_expected():
            return self._settle(None)

    def decide(self, answers: Sequence[tuple[Item, Answer]]) -> Done:
        """Decide on items, in one step for undo."""
        self._may_write()
        action = new_id()
        records: list[Record] = []
        for item, answer in answers:
            records += self._deciding(item, answer, action)
        return self._write(records, [item.id for item, _ in answers])

    def note(self, item: Item, note: str | None) -> Done:
        """Note something of an item, decided or not."""
        self._may_write()
        before = current(self.desk.fold, item.id)
        choice: Choice = "later" if before is None else before.choice
        gives = () if before is None else before.gives
        chosen = () if before is None else before.chosen
        return self._write([self._marker(item, choice, chosen, gives, note, new_id())], [item.id])

    def _may_write(self) -> None:
        if self.read_only is not None:
            raise AnnotatorError(f"nothing can be changed: {self.read_only}")

    def _marker(
        self, item: Item, choice: Choice, chosen: Sequence[str], gives: Sequence[Given], note: str | None, action: str
    ) -> Record:
        desk = self.desk
        tombstone = desk.tombstone(decision_id(item.id), item.article, action)
        return deciding(tombstone, item, desk.given(item), choice, chosen, gives, note, desk.board.rule)

    def _deciding(self, item: Item, answer: Answer, action: str) -> Iterator[Record]:
        """Spans that stay, change, come and go, and the decision itself."""
        desk = self.desk
        if item.sha256 is None:
            raise AnnotatorError(f"{item.article}: the files do not tell which text the spans are of")
        before = current(desk.fold, item.id)
        standing = {(r["start"], r["end"], r["label"]): r for r in reversed(desk.of_item(item))}
        from_whom = desk.given(item)
        gives: list[Given] = []
        for draft in answer.drafts:
            old = standing.pop((draft.start, draft.end, draft.label), None)
            if old is not None and content(old) == content(draft._asdict()) and old.get("choice") == answer.choice:
                gives.append((old["id"], old["rev"]))
                continue
            identity = new_id() if old is None else old["id"]
            record = desk.put(identity, item, draft, action, choice=answer.choice, **{"from": from_whom})
            gives.append((record.id, record.rev))
            yield record
        kept = {identity for identity, _ in gives}
        for old in desk.of_item(item):
            if old["id"] not in kept:
                yield desk.tombstone(old["id"], item.article, action)
        note = None if before is None else before.note
        yield self._marker(item, answer.choice, answer.chosen, gives, note, action)

    # --- taking back ---------------------------------------------------------------------------------------------

    def undo(self) -> Done | None:
        """Take the last action back, also one from before a restart; `None` if there is none."""
        return self._take_back(self._history.done)

    def redo(self) -> Done | None:
        """Bring the last undone action back; `None` if there is none."""
        return self._take_back(self._history.undone)

    def _take_back(self, stack: list[Action]) -> Done | None:
        self._may_write()
        while stack:
            action = stack[-1]
            earlier = [self._before(identity, rev) for identity, rev in action.steps]
            if all(found is not None for found in earlier):
                name = new_id()
                records: list[Record] = []
                for (identity, _), found in zip(action.steps, earlier, strict=True):
                    records += self._restoring(identity, found or {}, name, action.id)
                items = [identity.partition(":")[2] for identity, _ in action.steps]
                return self._write(records, items)
            stack.pop()  # its earlier state is no longer in the journal, so there is nothing to go back to
        return None

    def _before(self, identity: str, revision: int) -> Fields | None:
        """What was decided before a revision: its record, `{}` if nothing was, `None` if the journal does not tell."""
        earlier = [v.record for v in self.desk.fold.versions(identity) if v.head.rev < revision]
        if earlier:
            return earlier[-1]
        return {} if revision == 1 else None

    def _restoring(self, identity: str, earlier: Fields, action: str, undoes: str) -> Iterator[Record]:
        """The spans of an earlier decision, and it; or nothing."""
        desk = self.desk
        here = desk.fold.current(identity)
        assert here is not None
        then = decision_of(earlier) if earlier else None
        now = decision_of(here)
        gives: list[Given] = []
        for given in () if then is None else then.gives:
            was, standing = pinned(desk.fold, given), desk.fold.current(given[0])
            if was is None:
                continue
            if standing is not None and standing["op"] == "put" and content(standing) == content(was):
                gives.append((given[0], standing["rev"]))
                continue
            record = desk.revived(was, action, undoes)
            gives.append((record.id, record.rev))
            yield record
        kept = {given_id for given_id, _ in gives}
        for given_id, _ in () if now is None else now.gives:
            standing = desk.fold.current(given_id)
            if given_id not in kept and standing is not None and standing["op"] == "put":
                yield desk.tombstone(given_id, here["article"], action, undoes)
        tombstone = desk.tombstone(identity, here["article"], action, undoes)
        yield tombstone if then is None else again(tombstone, earlier, gives, desk.board.rule)

    # --- writing -------------------------------------------------------------------------------------------------

    def _write(self, records: Sequence[Record], items: Sequence[str]) -> Done:
        failure = self.desk.session.write(records)
        for record in records:
            if is_decision_id(record.id):
                self._history.remember(record)
        known = all(item in self._places for item in items)
        settling = self._settle({record.article for record in records} if known else None)
        return Done(tuple(items), settling or failure)

    def _settle(self, articles: set[str] | None) -> str | None:
        """Bring what follows from the decisions in line with them."""
        if articles is None:
            self._stand_all()
            standings = [*self.standings.items, *self.standings.agreed]
        else:
            standings = self._stand_again(articles)
        records = settled(self.desk, standings, articles)
        return self.desk.session.write(records) if records else None

    def wrote_outside(self, records: Sequence[Record], items: Sequence[str]) -> Done:
        """Write the decisions that editing came to."""
        return self._write(records, items)

    def marked(self, item: Item, gives: Sequence[Given], action: str) -> Record:
        """The decision that an item's spans are as edited."""
        before: Decision | None = current(self.desk.fold, item.id)
        return self._marker(item, "edit", (), gives, None if before is None else before.note, action)
