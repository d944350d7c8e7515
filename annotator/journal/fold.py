"""From records to the spans that count: per id the highest `(rev, at, line bytes)` wins, whatever the file's order.

So folding is commutative and idempotent: concatenating, doubling or shuffling journals gives the same spans.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import islice
from typing import Any, Generic

from annotator.journal.earlier import is_of_second_look
from annotator.journal.records import (
    LOOK,
    PREFIX,
    AnyLine,
    Fields,
    JournalLine,
    RecordLine,
    Refusal,
    Shown,
    refusal_of,
    shown_in,
    text_key,
)
from annotator.model import ArticleState, Record, Span
from annotator.span_index import order

WORDINGS = 500
"""Wordings that are remembered for the same ones elsewhere."""
_WORDINGS_AMONG = 20_000
"""Records that are looked through for them."""


class RecordFold(Generic[AnyLine]):
    """The records of any kind that count, and those that they beat, kept up to date as records are added."""

    def __init__(self, lines: Iterable[AnyLine] = ()) -> None:
        self._winners: dict[str, AnyLine] = {}
        self._beaten: dict[str, list[AnyLine]] = {}
        self.extend(lines)

    def extend(self, lines: Iterable[AnyLine]) -> None:
        """Take more records into account."""
        for line in lines:
            self.add(line)

    def add(self, line: AnyLine) -> None:
        """Take one more record into account."""
        identity = line.head.id
        winner = self._winners.get(identity)
        if winner is None:
            self._winners[identity] = line
            self._counts(line, None)
        elif precedence(line) > precedence(winner):
            self._winners[identity] = line
            self._beaten.setdefault(identity, []).append(winner)
            self._counts(line, winner)
        elif line.raw != winner.raw:
            self._beaten.setdefault(identity, []).append(line)

    def _counts(self, line: AnyLine, instead_of: AnyLine | None) -> None:
        """A record counts from now on, in place of another of its id."""

    def revision(self, identity: str) -> int:
        """The highest revision of an id; 0 if it never was."""
        winner = self._winners.get(identity)
        return 0 if winner is None else winner.head.rev

    def current(self, identity: str) -> Fields | None:
        """The winning record of an id, be it a span, a tombstone or an article's state."""
        winner = self._winners.get(identity)
        return None if winner is None else winner.record

    def versions(self, identity: str) -> list[AnyLine]:
        """All records of an id, each once, the winner last."""
        winner = self._winners.get(identity)
        beaten = {line.raw: line for line in self._beaten.get(identity, ())}
        return [] if winner is None else [*sorted(beaten.values(), key=precedence), winner]

    def before(self, identity: str, revision: int) -> AnyLine | None:
        """The record of an id that counted before a revision; `None` if there is none, or it is not known."""
        return next((line for line in reversed(self.versions(identity)) if line.head.rev < revision), None)

    def raws(self) -> Iterator[bytes]:
        """The line of every record, of each id the winner's last."""
        for identity, winner in self._winners.items():
            yield from (line.raw for line in self._beaten.get(identity, ()))
            yield winner.raw

    def records(self) -> Iterator[Fields]:
        """The winning record of every id, tombstones included."""
        return (line.record for line in self._winners.values())


class Fold(RecordFold[JournalLine]):
    """The spans and states that a journal's records add up to."""

    def __init__(self, lines: Iterable[JournalLine] = ()) -> None:
        self._by_article: dict[str, dict[str, None]] = {}
        self._refusals: dict[str, list[str]] = {}
        """By the beginning of a text's sha256: the ids of refusals, standing or taken back."""
        self._looked: set[str] = set()
        """The articles in which something was done in a second look, or shown."""
        super().__init__(lines)

    def _counts(self, line: JournalLine, instead_of: JournalLine | None) -> None:
        head = line.head
        if head.look and is_of_second_look(head):
            self._looked.add(head.article)
        if instead_of is None:
            self._by_article.setdefault(head.article, {})[head.id] = None
            if head.id.startswith(PREFIX):
                self._refusals.setdefault(text_key(head.id), []).append(head.id)
        elif head.article != instead_of.head.article:
            del self._by_article[instead_of.head.article][head.id]
            self._by_article.setdefault(head.article, {})[head.id] = None

    def done(self) -> list[tuple[str, str, str]]:
        """The finished articles, in no order: when each was marked so, its id and its sha256."""
        heads = (self._winners[state_id(name)].head for name in self._by_article if state_id(name) in self._winners)
        return [(h.at, h.article, h.sha256) for h in heads if isinstance(h, ArticleState) and h.state == "done"]

    def had_second_look(self, article: str) -> bool:
        """Whether the annotator has seen offers of a second look in an article: then nothing is independent there."""
        return article in self._looked

    def shown(self, article: str) -> list[Shown]:
        """The offers of second looks that were shown in an article, each look's in its order."""
        looks = [identity for identity in self._by_article.get(article, ()) if identity.startswith(LOOK)]
        return [offer for identity in sorted(looks) for offer in shown_in(self._winners[identity].record)]

    def value(self, identity: str) -> Record | None:
        """As `current`, with the type of its kind."""
        winner = self._winners.get(identity)
        return None if winner is None else winner.value

    def articles(self) -> list[str]:
        """The ids of the articles that any record names."""
        return [article for article, identities in self._by_article.items() if identities]

    def live(self, article: str) -> list[Fields]:
        """The records of the spans that count in an article, in reading order (outer before inner)."""
        return sorted((line.record for line in self._live(article)), key=reading_order)

    def _live(self, article: str) -> Iterator[JournalLine]:
        found = (self._winners[identity] for identity in self._by_article.get(article, ()))
        return (line for line in found if line.head.op == "put")

    def heads(self, article: str) -> list[Span]:
        """The heads of the spans that count in an article, in no order."""
        return [line.head for line in self._live(article) if isinstance(line.head, Span)]

    def spans(self, article: str) -> list[Span]:
        """The spans that count in an article, in reading order."""
        return sorted((value for line in self._live(article) if isinstance(value := line.value, Span)), key=order)

    def removed(self, article: str) -> list[str]:
        """The ids in an article that were removed, refused suggestions among them."""
        return [i for i in self._by_article.get(article, ()) if self._winners[i].head.op == "del"]

    def refusals(self, sha256: str) -> set[Refusal]:
        """The suggestions that are refused in a text, under whichever article's name."""
        found = (refusal_of(self._winners[identity].record) for identity in self._refusals.get(sha256[:12], ()))
        return {refusal for refusal in found if refusal is not None and refusal.sha256 == sha256}

    def wordings(self, labels: Container[str]) -> list[tuple[str, str]]:
        """`(label, text)` of standing spans with one of `labels`, the last begun first, each once, `WORDINGS` at most."""
        found: dict[tuple[str, str], None] = {}
        for line in islice(reversed(self._winners.values()), _WORDINGS_AMONG):
            head = line.head
            if isinstance(head, Span) and head.label in labels:
                found[head.label, head.text] = None
                if len(found) == WORDINGS:
                    break
        return list(found)

    def state(self, article: str) -> ArticleState | None:
        """How far the annotator is with an article; `None` if no record says."""
        record = self.value(state_id(article))
        return record if isinstance(record, ArticleState) else None


def state_id(article: str) -> str:
    """The id that the state records of an article share."""
    return f"article:{article}"


def reading_order(record: Fields) -> tuple[int, int, str, str]:
    """By start, the longer first, then label and id: how a list of spans reads."""
    return record["start"], -record["end"], record["label"], record["id"]


def precedence(line: RecordLine[Any]) -> tuple[int, str, bytes]:
    """Of two records of one id, the one with the greater precedence wins."""
    return line.head.rev, line.head.at, line.raw
