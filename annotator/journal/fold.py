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
from annotator.journal.stored_lines import ArticleLines, StoredLines
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
        self._enter(line, self._winner(line.head.id))

    def _winner(self, identity: str) -> AnyLine | None:
        """The record of an id that counts."""
        return self._winners.get(identity)

    def _enter(self, line: AnyLine, winner: AnyLine | None) -> None:
        identity = line.head.id
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
        winner = self._winner(identity)
        return 0 if winner is None else winner.head.rev

    def current(self, identity: str) -> Fields | None:
        """The winning record of an id, be it a span, a tombstone or an article's state."""
        winner = self._winner(identity)
        return None if winner is None else winner.record

    def versions(self, identity: str) -> list[AnyLine]:
        """All records of an id, each once, the winner last."""
        winner = self._winner(identity)
        beaten = {line.raw: line for line in self._beaten.get(identity, ())}
        return [] if winner is None else [*sorted(beaten.values(), key=precedence), winner]

    def before(self, identity: str, revision: int) -> AnyLine | None:
        """The record of an id that counted before a revision; `None` if there is none, or it is not known."""
        return next((line for line in reversed(self.versions(identity)) if line.head.rev < revision), None)

    def lines(self) -> Iterable[AnyLine]:
        """The record of every id that counts, as far as it was read."""
        return self._winners.values()

    def records(self) -> Iterator[Fields]:
        """The winning record of every id, tombstones included."""
        return (line.record for line in self.lines())


class Fold(RecordFold[JournalLine]):
    """The spans and states that a journal's records add up to.

    Those that stood in the file when it was opened are read when their article, or their id, is asked for.
    """

    def __init__(self, lines: Iterable[JournalLine] = ()) -> None:
        self._stored = StoredLines()
        self._states: dict[str, ArticleState | None] | None = None
        """By article, the stored states that were not read yet when one of them was first asked for."""
        self._by_article: dict[str, dict[str, None]] = {}
        self._refusals: dict[str, list[str]] = {}
        """By the beginning of a text's sha256: the ids of refusals, standing or taken back."""
        self._looked: set[str] = set()
        """The articles in which something was done in a second look, or shown."""
        self._latest: dict[str, None] = {}
        """Ids, that of which a record was written last the last."""
        super().__init__(lines)

    # --- what stood in the file --------------------------------------------------------------------------------------

    def begin(self, stored: StoredLines) -> None:
        """Take the lines of a file into account, before any other record."""
        self._stored = stored

    def _read(self, stored: ArticleLines | None) -> None:
        """Have stored lines among the records."""
        if stored is None or stored.read:
            return
        lines = [one for one in self._stored.linked(stored) if not one.read]
        for line in self._stored.records(lines):
            self._enter(line, self._winners.get(line.head.id))
        for one in lines:
            one.read = True

    def _read_article(self, article: str) -> None:
        self._read(self._stored.articles.get(article))
        self._read(self._stored.states.get(article))

    def _can_wait(self, stored: ArticleLines | None) -> bool:
        """Whether there are stored lines that are not read yet, from which alone it is known what counts."""
        return stored is not None and not stored.read and self._stored.is_alone(stored)

    # --- records by id -----------------------------------------------------------------------------------------------

    def add(self, line: JournalLine) -> None:
        """Take one more record into account."""
        super().add(line)
        self.was_written(line.head.id)

    def was_written(self, identity: str) -> None:
        """Note that a record of an id was written, after all that were noted before."""
        self._latest.pop(identity, None)
        self._latest[identity] = None

    def _winner(self, identity: str) -> JournalLine | None:
        winner = self._winners.get(identity)
        if winner is None:
            self._read(self._stored.of_id(identity))
            winner = self._winners.get(identity)
        return winner

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

    def records(self) -> Iterator[Fields]:
        """The winning record of every id, tombstones included."""
        for stored in (*self._stored.articles.values(), *self._stored.states.values()):
            self._read(stored)
        return super().records()

    def value(self, identity: str) -> Record | None:
        """As `current`, with the type of its kind."""
        winner = self._winner(identity)
        return None if winner is None else winner.value

    def wordings(self, labels: Container[str]) -> list[tuple[str, str]]:
        """`(label, text)` of standing spans with one of `labels`, the last written first, each once, `WORDINGS` at most."""
        found: dict[tuple[str, str], None] = {}
        for identity in islice(reversed(self._latest), _WORDINGS_AMONG):
            line = self._winner(identity)
            if line is not None and isinstance(line.head, Span) and line.head.label in labels:
                found[line.head.label, line.head.text] = None
                if len(found) == WORDINGS:
                    break
        return list(found)

    # --- articles ----------------------------------------------------------------------------------------------------

    def articles(self) -> list[str]:
        """The ids of the articles that any record names."""
        stored = [*self._stored.articles.items(), *self._stored.states.items()]
        waiting = [article for article, lines in stored if lines.places and self._can_wait(lines)]
        for _, lines in stored:
            if not self._stored.is_alone(lines):
                self._read(lines)
        return [*dict.fromkeys([*waiting, *(article for article, ids in self._by_article.items() if ids)])]

    def labels(self) -> set[str]:
        """The labels of all spans, of removed ones that stood in the file too."""
        return self._stored.labels | {line.head.label for line in self._winners.values() if isinstance(line.head, Span)}

    def had_second_look(self, article: str) -> bool:
        """Whether the annotator has seen offers of a second look in an article: then nothing is independent there."""
        return article in self._looked or article in self._stored.looked

    def shown(self, article: str) -> list[Shown]:
        """The offers of second looks that were shown in an article, each look's in its order."""
        self._read_article(article)
        looks = [identity for identity in self._by_article.get(article, ()) if identity.startswith(LOOK)]
        return [offer for identity in sorted(looks) for offer in shown_in(self._winners[identity].record)]

    def live(self, article: str) -> list[Fields]:
        """The records of the spans that count in an article, in reading order (outer before inner)."""
        return sorted((line.record for line in self._live(article)), key=reading_order)

    def _live(self, article: str) -> Iterator[JournalLine]:
        self._read_article(article)
        found = (self._winners[identity] for identity in self._by_article.get(article, ()))
        return (line for line in found if line.head.op == "put")

    def heads(self, article: str) -> list[Span]:
        """The heads of the spans that count in an article, in no order; for going through many, of which none is kept."""
        stored = self._stored.articles.get(article)
        if stored is None or not self._can_wait(stored):
            return [line.head for line in self._live(article) if isinstance(line.head, Span)]
        made = (self._winners[identity].head for identity in self._by_article.get(article, ()))
        found = RecordFold(self._stored.records([stored]))
        return [head for head in (*(line.head for line in found.lines()), *made) if isinstance(head, Span)]

    def noted(self) -> Iterator[Span]:
        """The heads of the spans that count and have attributes, of all articles; none of those in the file is kept."""
        for article in self.articles():
            stored = self._stored.articles.get(article)
            if stored is None or stored.noted or self._by_article.get(article):
                yield from (head for head in self.heads(article) if head.attributes)

    def spans(self, article: str) -> list[Span]:
        """The spans that count in an article, in reading order."""
        return sorted((value for line in self._live(article) if isinstance(value := line.value, Span)), key=order)

    def removed(self, article: str) -> list[str]:
        """The ids in an article that were removed, refused suggestions among them."""
        self._read_article(article)
        return [i for i in self._by_article.get(article, ()) if self._winners[i].head.op == "del"]

    def refusals(self, sha256: str) -> set[Refusal]:
        """The suggestions that are refused in a text, under whichever article's name."""
        for article in self._stored.refused_in.get(sha256[:12], ()):
            self._read_article(article)
        found = (refusal_of(self._winners[identity].record) for identity in self._refusals.get(sha256[:12], ()))
        return {refusal for refusal in found if refusal is not None and refusal.sha256 == sha256}

    def state(self, article: str) -> ArticleState | None:
        """How far the annotator is with an article; `None` if no record says."""
        if self._can_wait(self._stored.states.get(article)):
            return self._stored_states()[article]
        record = self.value(state_id(article))
        return record if isinstance(record, ArticleState) else None

    def _stored_states(self) -> dict[str, ArticleState | None]:
        """The stored states of articles that were not looked at: all at once, as they are asked for one after the other."""
        if self._states is None:
            waiting = [lines for lines in self._stored.states.values() if self._can_wait(lines)]
            values = (line.value for line in RecordFold(self._stored.records(waiting)).lines())
            self._states = {value.article: value for value in values if isinstance(value, ArticleState)}
        return self._states

    def done(self) -> list[tuple[str, str, str]]:
        """The finished articles, in no order: when each was marked so, its id and its sha256."""
        states = filter(None, map(self.state, self.articles()))
        return [(state.at, state.article, state.sha256) for state in states if state.state == "done"]


def state_id(article: str) -> str:
    """The id that the state records of an article share."""
    return f"article:{article}"


def reading_order(record: Fields) -> tuple[int, int, str, str]:
    """By start, the longer first, then label and id: how a list of spans reads."""
    return record["start"], -record["end"], record["label"], record["id"]


def precedence(line: RecordLine[Any]) -> tuple[int, str, bytes]:
    """Of two records of one id, the one with the greater precedence wins."""
    return line.head.rev, line.head.at, line.raw
