"""One decider's adjudication: what is decided is in gold's journal before it counts; undone and redone across restarts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from annotator.adjudication.decisions import (
    AGREED,
    Answer,
    Choice,
    Decision,
    Draft,
    Given,
    again,
    current,
    deciding,
    decision_id,
    decision_of,
    decisions_in,
    is_decision_id,
    pinned,
    ruled_id,
    version,
)
from annotator.adjudication.describe import Causes, Pattern, part_of, pattern
from annotator.adjudication.items import Board, Item, Kind, Node
from annotator.adjudication.status import Cause, Standing, Standings, by_articles, given, stand, standing_of
from annotator.errors import AnnotatorError
from annotator.journal.fold import Corpus, Fold, state_id
from annotator.journal.journal import Journal
from annotator.journal.records import Fields, no_cycles_expected
from annotator.journal.snapshots import Snapshots
from annotator.model import Article, ArticleState, Record, Span, State, Tombstone
from annotator.project import Project
from annotator.session import Action, History, Outcome, Session, new_id
from annotator.span_index import SpanIndex


class GoldSession(Session):
    """A session whose spans are decisions: each says what it decides, and undo reaches back to where editing began."""

    def __init__(self, journal: Journal, snapshots: Snapshots, text_limit: int) -> None:
        super().__init__(journal, snapshots, text_limit)
        self._history = History()
        self._item: str | None = None

    def begin(self, article: Article, spans: Iterable[Span], item: str) -> None:
        """Turn to an article whose gold is these spans; what is tagged from now on belongs to the item."""
        self.article = self.present = article
        self.notice, self.elsewhere = "", 0
        self.spans = SpanIndex(spans)
        self.refused = self._refusals()
        self._history = History()
        self._begin_anew()
        self._item = item

    def end(self) -> None:
        """Tag for no item any more."""
        self._item = None

    def write(self, records: Sequence[Record]) -> str | None:
        """Append records; why they are not saved, or `None`."""
        return self._write(records)

    def mark(self, state: State, note: str | None = None) -> Outcome:
        """An article of gold is done when its last passage is decided, and not otherwise."""
        raise AnnotatorError("gold's articles are done when every passage is decided")

    def _write(self, records: Sequence[Record]) -> str | None:
        return super()._write([self._stamped(record) for record in records])

    def _stamped(self, record: Record) -> Record:
        if self._item is None or not isinstance(record, Span) or "decides" in (record.model_extra or {}):
            return record
        return record.model_copy(update={"decides": self._item, "choice": "edit", "origin": "adjudicated"})


class Likeness(NamedTuple):
    """By what items are compared."""

    pattern: Pattern
    parts: frozenset[tuple[tuple[str, ...], tuple[tuple[str, bool, bool], ...]]]
    """Who has which part."""


class Desk:
    """Reads what the annotators gave, and makes records for gold; writes nothing."""

    def __init__(
        self, project: Project, session: GoldSession, corpus: Corpus, board: Board, without: Collection[str] = ()
    ) -> None:
        self.project, self.session, self.corpus, self.board = project, session, corpus, board
        self.without = sorted(without)
        """Annotators of whom nothing is at hand, and nothing is waited for."""
        self.items = {item.id: item for item in (*board.items, *board.agreed)}
        self._texts: dict[tuple[str, str | None], str | None] = {}
        self._likenesses: dict[str, Likeness] = {}
        self.disagreements: dict[tuple[Kind, tuple[str, ...]], list[Item]] = {}
        """By kind and labels."""
        for item in board.items:
            self.disagreements.setdefault((item.kind, item.labels), []).append(item)

    @property
    def fold(self) -> Fold:
        """What gold's journal adds up to, unsaved records included."""
        return self.session.journal.fold

    # --- reading -------------------------------------------------------------------------------------------------

    def text(self, item: Item) -> str | None:
        """The text that the item is of; `None` if the project does not have it."""
        key = item.article, item.sha256
        if key not in self._texts:
            self._texts[key] = None if item.sha256 is None else self.project.text(item.sha256, item.article)
        return self._texts[key]

    def likeness(self, item: Item) -> Likeness:
        """By what an item is compared with others."""
        found = self._likenesses.get(item.id)
        if found is None:
            parts = frozenset((lane.names, part_of(item, lane)) for lane in item.lanes)
            found = self._likenesses[item.id] = Likeness(pattern(item, self.text(item)), parts)
        return found

    def article(self, item: Item) -> Article | None:
        """The article in the text that the item is of; `None` if the project does not have it."""
        text = self.text(item)
        return None if text is None else Article(id=item.article, text=text, sha256=item.sha256 or "")

    def given(self, item: Item) -> list[Fields]:
        """The annotators' own spans in an item, with ids and revisions as far as their files have any."""
        places = {(name, *node.place): None for node in item.nodes for name in node.names}
        found: dict[tuple[str, int, int, str], Fields] = {}
        for name in sorted({place[0] for place in places}):
            work = self.corpus.works.get(name)
            for span in work.spans.get(item.article, ()) if work is not None else ():
                place = name, span["start"], span["end"], span["label"]
                if place in places and span["sha256"] in {None, item.sha256} and place not in found:
                    found[place] = {"id": span.get("id"), "rev": span.get("rev")}
        return [
            {"annotator": name, "start": start, "end": end, "label": label, **found.get((name, start, end, label), {})}
            for name, start, end, label in sorted(places)
        ]

    def live(self, article: str, sha256: str | None) -> list[Fields]:
        """The spans that stand in gold's journal in a text of an article, in reading order."""
        return [record for record in self.fold.live(article) if record["sha256"] == sha256]

    def of_item(self, item: Item) -> list[Fields]:
        """The spans in gold's journal that belong to an item, counted or not."""
        return [record for record in self.live(item.article, item.sha256) if belongs_to(record) == item.id]

    # --- records -------------------------------------------------------------------------------------------------

    def tombstone(self, identity: str, article: str, action: str | None, undoes: str | None = None) -> Tombstone:
        """The next record of an id: a deletion."""
        return Tombstone(
            id=identity,
            rev=self.fold.revision(identity) + 1,
            article=article,
            annotator=self.session.journal.annotator,
            at=now(),
            action=action,
            undoes=undoes,
        )

    def put(self, identity: str, item: Item, draft: Draft, action: str | None, **more: Any) -> Span:
        """The next record of an id: a span of an item."""
        return Span.model_validate(
            {
                "id": identity,
                "rev": self.fold.revision(identity) + 1,
                "article": item.article,
                "annotator": self.session.journal.annotator,
                "at": now(),
                "sha256": item.sha256 or "",
                **draft._asdict(),
                "origin": "adjudicated",
                "action": action,
                "decides": item.id,
                **more,
            }
        )

    def taken(self, item: Item, node: Node) -> Iterator[Span]:
        """The record of a span that the rule takes, with its votes; none if no file tells its wording."""
        flat = node.flat
        if flat["text"] is not None:
            draft = Draft(*(flat[name] for name in Draft._fields))
            votes = {name: flat[name] for name in ("annotators", "support", "of")}
            yield self.put(ruled_id(item, node), item, draft, None, choice="agreed", **votes)

    def revived(self, record: Fields, action: str | None, undoes: str | None = None) -> Span:
        """The next record of a span's id, with what an earlier one says."""
        return Span.model_validate(
            record
            | {
                "rev": self.fold.revision(record["id"]) + 1,
                "annotator": self.session.journal.annotator,
                "at": now(),
                "action": action,
                "undoes": undoes,
            }
        )

    def state(self, article: str, sha256: str, length: int, word: State) -> ArticleState:
        """The next record of an article's state."""
        before = self.fold.state(article)
        return ArticleState.model_validate(
            {
                "id": state_id(article),
                "rev": self.fold.revision(state_id(article)) + 1,
                "article": article,
                "annotator": self.session.journal.annotator,
                "at": now(),
                "sha256": sha256,
                "length": length,
                "state": word,
                "seconds": 0 if before is None else before.seconds,
                "note": None if before is None else before.note,
                "rule": self.board.rule,
                **({"without": self.without} if self.without else {}),
            }
        )


def belongs_to(record: Fields) -> str | None:
    """The item that a span in gold's journal belongs to; `None` if it was put there by hand."""
    decides = record.get("decides")
    if not isinstance(decides, str) and record["id"].startswith(AGREED):
        decides = record["id"].removeprefix(AGREED)
    return decides if isinstance(decides, str) else None


def content(record: Fields) -> tuple[object, ...]:
    """What a span's record says of the text."""
    return (
        record["start"],
        record["end"],
        record["label"],
        record["text"],
        record.get("attributes") or {},
        record.get("note"),
    )


def now() -> str:
    """The moment, as records have it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def settled(desk: Desk, standings: Iterable[Standing], articles: Iterable[str] | None = None) -> list[Record]:
    """The records that bring gold's journal in line with what is decided.

    Args:
        desk: makes them.
        standings: how the items of these articles stand.
        articles: the only ones to look at; by default all.
    """
    wanted = None if articles is None else set(articles)
    by_version: dict[tuple[str, str | None], list[Standing]] = {}
    for standing in standings:
        by_version.setdefault((standing.item.article, standing.item.sha256), []).append(standing)
    versions: dict[str, list[str]] = {}
    for article, sha256 in {**desk.board.versions, **by_version}:
        if sha256 is not None and (wanted is None or article in wanted) and sha256 not in versions.get(article, ()):
            versions.setdefault(article, []).append(sha256)
    records: list[Record] = []
    for article in sorted(versions):
        of_article = {sha256: by_version.get((article, sha256), []) for sha256 in versions[article]}
        records += _settle(desk, article, of_article)
    return records


def _settle(desk: Desk, article: str, versions: dict[str, list[Standing]]) -> Iterator[Record]:
    done = not any(standing.open for standings in versions.values() for standing in standings)
    before = desk.fold.state(article)
    begun = any(standing.decision for standings in versions.values() for standing in standings)
    if not done and before is None and not begun:
        return
    if done:
        for sha256, standings in versions.items():
            yield from _complete(desk, article, sha256, standings)
    # Of several texts the one with the most spans, as they are told apart by nothing else.
    sha256 = max(versions, key=lambda version: (len(versions[version]), version))
    length = desk.board.versions.get((article, sha256)) or max((s.item.end for s in versions[sha256]), default=0)
    word = "done" if done else "started"
    said = {} if before is None else before.model_extra or {}
    chosen = said.get("rule"), said.get("without", [])
    if before is None or (before.state, before.sha256, *chosen) != (word, sha256, desk.board.rule, desk.without):
        yield desk.state(article, sha256, length, "done" if done else "started")


def _complete(desk: Desk, article: str, sha256: str, standings: list[Standing]) -> Iterator[Record]:
    """Of an article's text, all spans of gold and no others but those put there by hand."""
    live = {record["id"]: record for record in desk.live(article, sha256)}
    wanted: set[str] = set()
    for standing in standings:
        item = standing.item
        if standing.decided:
            for record in given(standing, desk.fold):
                wanted.add(record["id"])
                if record["id"] not in live or content(live[record["id"]]) != content(record):
                    yield desk.revived(record, None)
            continue
        for node in item.ruled:
            record_id = ruled_id(item, node)
            wanted.add(record_id)
            if record_id not in live or content(live[record_id]) != content(node.flat):
                yield from desk.taken(item, node)
    for identity, record in live.items():
        if identity not in wanted and belongs_to(record) is not None:
            yield desk.tombstone(identity, article, None)


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
        for one in () if then is None else then.gives:
            was, standing = pinned(desk.fold, one), desk.fold.current(one[0])
            if was is None:
                continue
            if standing is not None and standing["op"] == "put" and content(standing) == content(was):
                gives.append((one[0], standing["rev"]))
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
