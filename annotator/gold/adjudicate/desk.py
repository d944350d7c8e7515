"""What decisions are written with: the items, what annotators gave in them, texts, and new records of gold's journal."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from annotator.adjudication.decisions import AGREED, ruled_id
from annotator.adjudication.describe import Pattern, part_of, pattern
from annotator.adjudication.items import Board, Item, Kind, Node
from annotator.gold.adjudicate.answers import Draft
from annotator.gold.adjudicate.session import GoldSession
from annotator.journal.corpus import Corpus
from annotator.journal.fold import Fold, state_id
from annotator.journal.records import Fields
from annotator.model import Article, ArticleState, Span, State, Tombstone
from annotator.project import Project


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
