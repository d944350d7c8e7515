"""From records to the spans that count: per id the highest `(rev, at, line bytes)` wins, whatever the file's order.

So folding is commutative and idempotent: concatenating, doubling or shuffling journals gives the same spans.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from annotator.errors import AnnotatorError
from annotator.journal.copies import is_of_gold, original_stem
from annotator.journal.records import (
    PREFIX,
    Fields,
    JournalLine,
    NewerFormatError,
    Problem,
    Refusal,
    no_cycles_expected,
    numbered,
    owners,
    read_line,
    refusal_of,
    text_key,
)
from annotator.journal.storage import read_journal_bytes
from annotator.model import GOLD, ArticleState, Record, Span
from annotator.span_index import order
from annotator.text.sanitize import one_line

WORDINGS = 500
"""Wordings that are remembered for the same ones elsewhere."""
_WORDINGS_AMONG = 20_000
"""Records that are looked through for them."""


class Fold:
    """The state that a set of records adds up to, kept up to date as records are added."""

    def __init__(self, lines: Iterable[JournalLine] = ()) -> None:
        self._winners: dict[str, JournalLine] = {}
        self._beaten: dict[str, list[JournalLine]] = {}
        self._by_article: dict[str, dict[str, None]] = {}
        self._refusals: dict[str, list[str]] = {}
        """By the beginning of a text's sha256: the ids of refusals, standing or taken back."""
        self.extend(lines)

    def extend(self, lines: Iterable[JournalLine]) -> None:
        """Take more records into account."""
        for line in lines:
            self.add(line)

    def add(self, line: JournalLine) -> None:
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

    def value(self, identity: str) -> Record | None:
        """As `current`, with the type of its kind."""
        winner = self._winners.get(identity)
        return None if winner is None else winner.value

    def versions(self, identity: str) -> list[JournalLine]:
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


def precedence(line: JournalLine) -> tuple[int, str, bytes]:
    """Of two records of one id, the one with the greater precedence wins."""
    return line.head.rev, line.head.at, line.raw


class AnnotatorWork(NamedTuple):
    """What one annotator did, all files folded together."""

    annotator: str
    spans: dict[str, list[Fields]]
    """By article, in reading order; each has at least `article, start, end, label, sha256, attributes, note`."""
    states: dict[str, Fields]
    """By article: the winning `article` record. Empty where the file had none at all."""

    def has_annotated(self, article: str) -> bool:
        """Whether the article counts: its state is done, or, without any state records, it holds a span."""
        if self.states:
            state = self.states.get(article)
            return state is not None and state["state"] == "done"
        return bool(self.spans.get(article))


class Corpus(NamedTuple):
    """The folded content of all files read."""

    works: dict[str, AnnotatorWork]
    """By annotator, in the order of their names."""
    problems: dict[Path, list[Problem]]
    """Lines passed over, by file."""

    @property
    def articles(self) -> list[str]:
        """The ids of all articles that anybody finished or holds a span in, sorted."""
        return sorted({a for work in self.works.values() for a in (*work.spans, *work.states)})

    def finishers(self, article: str) -> list[str]:
        """The names of those who have annotated the article, sorted."""
        return [name for name, work in self.works.items() if work.has_annotated(article)]

    def length(self, article: str) -> int | None:
        """The article's code points as its state records say; `None` if nobody recorded them."""
        found = [w.states[article]["length"] for w in self.works.values() if article in w.states]
        return max(found, default=None)


def read_corpus(paths: Iterable[Path]) -> Corpus:
    """Fold journals and flat span files, in any order and number, into each annotator's work.

    A journal's record belongs to the annotator that it names; in gold's journal to `GOLD`, whoever decided. A flat span
    belongs to its `annotators`, else its `annotator`, else the file's stem.

    Raises:
        AnnotatorError: if a file is missing, unreadable, or holds records of a newer format.
    """
    folds: dict[str, Fold] = {}
    flat: dict[str, list[Fields]] = {}
    problems: dict[Path, list[Problem]] = {}
    for path in paths:
        data = read_journal_bytes(path)
        if data is None:
            raise AnnotatorError(
                f"{one_line(str(path))}: there is no such file: name a journal or a file of flat spans"
            )
        with no_cycles_expected():
            wrong = _read_file(data, path, folds, flat)
        if wrong:
            problems[path] = wrong
    # Each is given up as soon as its work is known: the lines take more room than what is in them.
    works = {name: _work(name, folds.pop(name, None), flat.pop(name, [])) for name in sorted({*folds, *flat})}
    return Corpus(works, problems)


def _read_file(data: bytes, path: Path, folds: dict[str, Fold], flat: dict[str, list[Fields]]) -> list[Problem]:
    problems = []
    names: set[str] = set()
    in_gold, stem = is_of_gold(path), original_stem(path.stem)
    for number, raw in numbered(data):
        try:
            found = read_line(raw, names, stem)
            if isinstance(found, JournalLine):
                folds.setdefault(GOLD if in_gold else found.head.annotator, Fold()).add(found)
                continue
            for owner in owners(found, stem):
                flat.setdefault(owner, []).append(found)
        except NewerFormatError as error:
            raise AnnotatorError(f"{one_line(str(path))}: line {number} {error}") from None
        except ValueError as error:
            problems.append(Problem(number, str(error)))
    return problems


def _work(name: str, fold: Fold | None, flat: list[Fields]) -> AnnotatorWork:
    spans: dict[str, list[Fields]] = {}
    states: dict[str, Fields] = {}
    for record in fold.records() if fold else ():
        if record["op"] == "put":
            spans.setdefault(record["article"], []).append(record)
        elif record["op"] == "article":
            states[record["article"]] = record
    for span in flat:
        spans.setdefault(span["article"], []).append(span)
    for found in spans.values():
        found.sort(key=_place)
    return AnnotatorWork(name, spans, states)


def _place(record: Fields) -> tuple[int, int, str, str]:
    """The reading order, also of flat spans, which have no id."""
    return record["start"], -record["end"], record["label"], record.get("id", "")
