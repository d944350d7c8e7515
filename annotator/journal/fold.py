"""From records to the spans that stand: per id the highest `(rev, at, line bytes)` wins, whatever the file's order.

So folding is commutative and idempotent: concatenating, doubling or shuffling journals gives the same spans.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from annotator.journal.read import Fields, Line
from annotator.journal.refusals import PREFIX, Refusal, refusal_of, text_key
from annotator.model import ArticleState, Span

WORDINGS = 500
"""Wordings that are remembered for the same ones elsewhere."""
_WORDINGS_AMONG = 20_000
"""Records that are looked through for them."""


class Version(NamedTuple):
    """One record of an id; versions compare by who wins."""

    rev: int
    at: str
    raw: bytes
    record: Fields


class Fold:
    """The state that a set of records adds up to, kept up to date as records are added."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self._winners: dict[str, Version] = {}
        self._beaten: dict[str, list[Version]] = {}
        self._by_article: dict[str, dict[str, None]] = {}
        self._refusals: dict[str, list[str]] = {}
        """By the beginning of a text's sha256: the ids of refusals, standing or taken back."""
        for line in lines:
            self.add(line.raw, line.record)

    def add(self, raw: bytes, record: Fields) -> None:
        """Take one more record into account."""
        identity = record["id"]
        version = Version(record["rev"], record["at"], raw, record)
        winner = self._winners.get(identity)
        if winner is None:
            self._winners[identity] = version
            self._by_article.setdefault(record["article"], {})[identity] = None
            if identity.startswith(PREFIX):
                self._refusals.setdefault(text_key(identity), []).append(identity)
        elif version > winner:
            self._winners[identity] = version
            self._beaten.setdefault(identity, []).append(winner)
            if record["article"] != winner.record["article"]:
                del self._by_article[winner.record["article"]][identity]
                self._by_article.setdefault(record["article"], {})[identity] = None
        elif version.raw != winner.raw:
            self._beaten.setdefault(identity, []).append(version)

    def revision(self, identity: str) -> int:
        """The highest revision of an id; 0 if it never was."""
        winner = self._winners.get(identity)
        return 0 if winner is None else winner.rev

    def current(self, identity: str) -> Fields | None:
        """The winning record of an id, be it a span, a tombstone or an article's state."""
        winner = self._winners.get(identity)
        return None if winner is None else winner.record

    def versions(self, identity: str) -> list[Version]:
        """All records of an id, the winner last."""
        winner = self._winners.get(identity)
        return [] if winner is None else [*sorted(set_of_raw(self._beaten.get(identity, []))), winner]

    def records(self) -> Iterator[Fields]:
        """The winning record of every id, tombstones included."""
        return (version.record for version in self._winners.values())

    def articles(self) -> list[str]:
        """The ids of the articles that any record names."""
        return [article for article, identities in self._by_article.items() if identities]

    def live(self, article: str) -> list[Fields]:
        """The records of the spans that stand in an article, in reading order (outer before inner)."""
        found = [
            version.record
            for identity in self._by_article.get(article, ())
            if (version := self._winners[identity]).record["op"] == "put"
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
        for version in islice(reversed(self._winners.values()), _WORDINGS_AMONG):
            record = version.record
            if record["op"] == "put" and record["label"] in labels:
                found[record["label"], record["text"]] = None
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


def set_of_raw(versions: list[Version]) -> list[Version]:
    """The versions, each line once."""
    return list({version.raw: version for version in versions}.values())
