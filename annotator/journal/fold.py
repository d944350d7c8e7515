"""From records to the spans that stand: per id the highest `(rev, at, line bytes)` wins, whatever the file's order.

So folding is commutative and idempotent: concatenating, doubling or shuffling journals gives the same spans.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import islice

from annotator.journal.records import Fields, Line
from annotator.journal.refusals import PREFIX, Refusal, refusal_of, text_key
from annotator.journal.shapes import Put
from annotator.model import ArticleState, Span

WORDINGS = 500
"""Wordings that are remembered for the same ones elsewhere."""
_WORDINGS_AMONG = 20_000
"""Records that are looked through for them."""


class Fold:
    """The state that a set of records adds up to, kept up to date as records are added."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self._winners: dict[str, Line] = {}
        self._beaten: dict[str, list[Line]] = {}
        self._by_article: dict[str, dict[str, None]] = {}
        self._refusals: dict[str, list[str]] = {}
        """By the beginning of a text's sha256: the ids of refusals, standing or taken back."""
        self.extend(lines)

    def extend(self, lines: Iterable[Line]) -> None:
        """Take more records into account."""
        for line in lines:
            self.add(line)

    def add(self, line: Line) -> None:
        """Take one more record into account."""
        head = line.head
        identity = head.id
        winner = self._winners.get(identity)
        if winner is None:
            self._winners[identity] = line
            self._by_article.setdefault(head.article, {})[identity] = None
            if identity.startswith(PREFIX):
                self._refusals.setdefault(text_key(identity), []).append(identity)
        elif precedence(line) > precedence(winner):
            self._winners[identity] = line
            self._beaten.setdefault(identity, []).append(winner)
            if head.article != winner.head.article:
                del self._by_article[winner.head.article][identity]
                self._by_article.setdefault(head.article, {})[identity] = None
        elif line.raw != winner.raw:
            self._beaten.setdefault(identity, []).append(line)

    def revision(self, identity: str) -> int:
        """The highest revision of an id; 0 if it never was."""
        winner = self._winners.get(identity)
        return 0 if winner is None else winner.head.rev

    def current(self, identity: str) -> Fields | None:
        """The winning record of an id, be it a span, a tombstone or an article's state."""
        winner = self._winners.get(identity)
        return None if winner is None else winner.record

    def versions(self, identity: str) -> list[Line]:
        """All records of an id, each once, the winner last."""
        winner = self._winners.get(identity)
        beaten = {line.raw: line for line in self._beaten.get(identity, ())}
        return [] if winner is None else [*sorted(beaten.values(), key=precedence), winner]

    def records(self) -> Iterator[Fields]:
        """The winning record of every id, tombstones included."""
        return (line.record for line in self._winners.values())

    def articles(self) -> list[str]:
        """The ids of the articles that any record names."""
        return [article for article, identities in self._by_article.items() if identities]

    def live(self, article: str) -> list[Fields]:
        """The records of the spans that stand in an article, in reading order (outer before inner)."""
        found = [
            line.record
            for identity in self._by_article.get(article, ())
            if (line := self._winners[identity]).head.op == "put"
        ]
        return sorted(found, key=reading_order)

    def spans(self, article: str) -> list[Span]:
        """The spans that stand in an article, in reading order."""
        return [Span.model_validate(record) for record in self.live(article)]

    def refusals(self, sha256: str) -> set[Refusal]:
        """The suggestions that are refused in a text, under whichever article's name."""
        found = (refusal_of(self._winners[identity].record) for identity in self._refusals.get(sha256[:12], ()))
        return {refusal for refusal in found if refusal is not None and refusal.sha256 == sha256}

    def wordings(self, labels: Container[str]) -> list[tuple[str, str]]:
        """`(label, text)` of standing spans with one of `labels`, the last begun first, each once, `WORDINGS` at most."""
        found: dict[tuple[str, str], None] = {}
        for line in islice(reversed(self._winners.values()), _WORDINGS_AMONG):
            head = line.head
            if isinstance(head, Put) and head.label in labels:
                found[head.label, head.text] = None
                if len(found) == WORDINGS:
                    break
        return list(found)

    def state(self, article: str) -> ArticleState | None:
        """How far the annotator is with an article; `None` if no record says."""
        record = self.current(state_id(article))
        return None if record is None or record["op"] != "article" else ArticleState.model_validate(record)


def state_id(article: str) -> str:
    """The id that the state records of an article share."""
    return f"article:{article}"


def reading_order(record: Fields) -> tuple[int, int, str, str]:
    """By start, the longer first, then label and id: how a list of spans reads."""
    return record["start"], -record["end"], record["label"], record["id"]


def precedence(line: Line) -> tuple[int, str, bytes]:
    """Of two records of one id, the one with the greater precedence wins."""
    return line.head.rev, line.head.at, line.raw
