"""A journal's lines as they were when it was opened: which are of which article. None is made a record before it is asked for.

What is kept beside the bytes is, for each article, where its lines begin, and to which article each id belongs.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import cast

from annotator.garbage import no_cycles_expected
from annotator.journal.earlier import is_of_second_look
from annotator.journal.piece_reader import OddNameError, Piece, PieceReader
from annotator.journal.records import (
    PREFIX,
    JournalLine,
    NewerFormatError,
    OwnedSpan,
    Problem,
    numbered,
    parse,
    read_together,
    text_key,
)
from annotator.model import ANNOTATOR_NAME, ARTICLE_ID, ArticleState, JournalRecord, Record, Span

_PIECE = 2**19
"""Bytes: small enough that the records of a piece stay in a processor's cache."""


class ArticleLines:
    """The lines of one article but those of its states, or these alone."""

    __slots__ = ("noted", "places", "read")

    def __init__(self) -> None:
        self.places = array("q")
        """Where they begin, in bytes."""
        self.noted = False
        """Whether a span among them has attributes."""
        self.read = False
        """Whether they were made records."""


class StoredLines(PieceReader):
    """The lines of one file.

    Args:
        tail: how many records of the end are kept.

    Attributes:
        articles: by article, all its lines but those of states.
        states: by article, the lines that say how far it is.
        refused_in: by the beginning of a text's sha256, the articles in which suggestions for it were refused.
        looked: the articles in which something was done in a second look, or shown.
        labels: all that spans have, removed ones too.
        problems: the lines that could not be read.
        newer: whether one of these is of a newer format.
    """

    def __init__(self, tail: int = 0) -> None:
        super().__init__()
        self.articles: dict[str, ArticleLines] = {}
        self.states: dict[str, ArticleLines] = {}
        self.refused_in: dict[str, set[str]] = {}
        self.looked: set[str] = set()
        self.labels: set[str] = set()
        self.problems: list[Problem] = []
        self.newer = False
        self._data = b""
        self._owners: dict[int, ArticleLines] = {}
        """By the hash of an id, its lines."""
        self._linked: dict[ArticleLines, set[ArticleLines]] = {}
        """Lines that share an id: which of their records counts is known only from all."""
        self._annotators: set[str] = set()
        self._names: set[str] = set()
        self._tail = tail
        self._recent: deque[Sequence[Record]] = deque()

    def read(self, data: bytes, progress: Callable[[int], None] | None = None) -> None:
        """Take in a file's bytes; `progress` is told how many more were read."""
        self._data = data
        with no_cycles_expected():
            for piece in _pieces(data):
                self.take(piece)
                if progress is not None:
                    progress(len(piece.whole))

    # --- what is there -------------------------------------------------------------------------------------------

    def recent(self) -> list[Record]:
        """The last records, as many as asked for and more, none of an action of which some are left out; given up."""
        found = [record for records in self._recent for record in records]
        self._recent.clear()
        return found

    def of_id(self, identity: str) -> ArticleLines | None:
        """The lines among which those of an id are; `None` if there is none."""
        return self._owners.get(hash(identity))

    def linked(self, lines: ArticleLines) -> list[ArticleLines]:
        """These lines, and those without which it is not known which of their records count."""
        found = [lines]
        if lines in self._linked:
            seen = {lines}
            for one in found:
                found += self._linked[one] - seen
                seen |= self._linked[one]
        return found

    def is_alone(self, lines: ArticleLines) -> bool:
        """Whether it is known from these lines which of their records count."""
        return lines not in self._linked

    def records(self, lines: Iterable[ArticleLines]) -> list[JournalLine]:
        """Lines as records."""
        raws = [self._line(place) for one in lines for place in dict.fromkeys(one.places)]
        heads = read_together(b"\n".join(raws) + b"\n") if raws else []
        if heads is None or len(heads) != len(raws):
            return [parse(raw, self._names) for raw in raws]
        return [
            JournalLine(0, raw, head) for raw, head in zip(raws, heads, strict=True) if isinstance(head, JournalRecord)
        ]

    def __iter__(self) -> Iterator[bytes]:
        """Every line that can be read, in the file's order."""
        unreadable = {problem.line for problem in self.problems}
        return (raw for number, raw in numbered(self._data) if number not in unreadable)

    def _line(self, place: int) -> bytes:
        end = self._data.find(b"\n", place)
        return (self._data[place:end] if end >= 0 else self._data[place:]).removesuffix(b"\r")

    # --- reading -------------------------------------------------------------------------------------------------

    def _add(self, records: Sequence[Record] | Sequence[OwnedSpan], places: Sequence[int]) -> bool:
        articles, owners, labels, annotators = self.articles, self._owners, self.labels, self._annotators
        for head, place in zip(records, places, strict=True):
            if not isinstance(head, JournalRecord):
                return False
            article = head.article
            lines = articles.get(article) or self._begun(article)
            if head.annotator not in annotators:
                self._check(head.annotator)
            if isinstance(head, Span):
                length = head.end - head.start
                if length <= 0 or length != len(head.text):
                    return False
                labels.add(head.label)
                if head.attributes:
                    lines.noted = True
            elif head.id.startswith(PREFIX):
                self.refused_in.setdefault(text_key(head.id), set()).add(article)
            elif isinstance(head, ArticleState) and head.id == f"article:{article}":
                lines = self.states.get(article) or self.states.setdefault(article, ArticleLines())
            if head.look and is_of_second_look(head):
                self.looked.add(article)
            owner = owners.setdefault(hash(head.id), lines)
            if owner is not lines:
                self._linked.setdefault(owner, set()).add(lines)
                self._linked.setdefault(lines, set()).add(owner)
            lines.places.append(place)
        self._keep_recent(cast("Sequence[Record]", records))
        return True

    def _begun(self, article: str) -> ArticleLines:
        if not ARTICLE_ID.fullmatch(article):
            raise OddNameError
        return self.articles.setdefault(article, ArticleLines())

    def _check(self, annotator: str) -> None:
        if not ANNOTATOR_NAME.fullmatch(annotator):
            raise OddNameError
        self._annotators.add(annotator)

    def _keep_recent(self, records: Sequence[Record]) -> None:
        recent = self._recent
        recent.append(records)
        left = sum(map(len, recent)) - self._tail
        while len(recent) > 1 and left >= len(recent[0]) and not _are_one_action(recent[0][-1], recent[1][0]):
            left -= len(recent.popleft())

    def _one_by_one(self, whole: bytes, places: Sequence[int]) -> None:
        heads: list[Record] = []
        where: list[int] = []
        for number, raw in numbered(whole):
            try:
                heads.append(parse(raw, self._names).head)
                where.append(places[number - 1])
            except ValueError as error:
                self.newer = self.newer or isinstance(error, NewerFormatError)
                self.problems.append(Problem(self._number + number - 1, str(error)))
        if heads:
            self._add(heads, where)


def _are_one_action(one: Record, other: Record) -> bool:
    return bool(one.action) and one.action == other.action


def _pieces(data: bytes) -> Iterator[Piece]:
    begin = 0
    while begin < len(data):
        end = begin + _PIECE
        if end < len(data):
            end = data.rfind(b"\n", begin, end) + 1 or data.find(b"\n", end) + 1 or len(data)
        yield Piece(begin, data[begin:end])
        begin = end
