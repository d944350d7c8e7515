"""Everybody's version of the articles, side by side, and of the worst passages, as values.

`articles.html.jinja` lays them out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from annotator.agreement.pairing import KIND_TERMS, Kind
from annotator.agreement.result import Analysis, Passage
from annotator.agreement.table import Ints
from annotator.report.layers import Layers
from annotator.report.markup import Look
from annotator.report.wording import number
from annotator.text.sanitize import one_line, plural


class Mark(NamedTuple):
    """One span of one annotator.

    Attributes:
        start, end: code points of the article.
        look: of its label.
        differs: a word or two for each way in which somebody does not have it so; none if all do.
        told: the same as a sentence.
    """

    start: int
    end: int
    look: Look
    differs: tuple[str, ...]
    told: str

    @property
    def classes(self) -> str:
        """Whether it differs, and its label, for the style sheet."""
        return f"{'d' if self.differs else 'a'} l{self.look.place}"

    @property
    def letter(self) -> str:
        """The text before the span."""
        return f"{self.look.letter} {', '.join(self.differs)}".rstrip()


TextOf = Callable[[str, str], str | None]
"""The text by its sha256 and the article's id, if it is there; `ProjectFolder.text` is one."""

_ARTICLES = 20
"""Articles shown, those with the most disagreements."""
_ROOM = 3_000_000
"""Characters of all versions together; what comes after that is left out."""
SPANS = 200
"""Spans listed of an annotator in an article whose text is not there."""
_AROUND = 90
_LONGEST = 2_000
"""Characters of a passage; a span over a whole article makes one of all that is in it."""
_LINES = re.compile(r"[^\n]*\n+|[^\n]+")
_WORDS = KIND_TERMS | {Kind.MARKS: "punctuation", Kind.SPLIT: "split"}
"""As short as a letter's place asks for."""


class _Note(NamedTuple):
    """One way in which somebody does not have a span so."""

    kind: Kind
    who: int
    """The other annotator."""
    label: int | None = None
    """Theirs, where it is another one."""


class Versions:
    """What each annotator has in each article, and how it differs from the others'."""

    def __init__(
        self,
        analysis: Analysis,
        looks: Sequence[Look],
        text_of: TextOf,
        absent: str = "is not in the project",
        *,
        whole: bool = True,
    ) -> None:
        """Take an analysis, the looks of its labels and where texts are.

        Args:
            analysis: what was counted.
            looks: of all its labels.
            text_of: where texts are.
            absent: what is said of a text that is not there.
            whole: whether whole articles are shown too, to which passages lead.
        """
        self.table = analysis.sums.table
        self.analysis = analysis
        self.looks = looks
        self.absent = absent
        self._text_of = text_of
        self._texts: dict[int, str | None] = {}
        self._marks: dict[tuple[int, int], list[Mark]] = {}
        self._layers: dict[tuple[int, int], Layers[Mark]] = {}
        self.costs = self._count()
        self.chosen = self._choose() if whole else []

    def _count(self) -> Ints:
        found = self.analysis.differences
        rows = np.concatenate((found.one, found.lone))
        return np.bincount(self.table.article[rows], minlength=len(self.table.articles))

    def _choose(self) -> list[int]:
        """The articles shown whole, by code, the one with the most disagreements first."""
        chosen: list[int] = []
        room = _ROOM
        for article in np.argsort(-self.costs, kind="stable")[:_ARTICLES].tolist():
            room -= int(self.table.lengths[article]) * len(self.people(article))
            if room >= 0 or not chosen:
                chosen.append(article)
        return chosen

    def people(self, article: int) -> list[int]:
        """Who has annotated it, by code."""
        return [int(who) for who in np.flatnonzero(self.table.done[article])]

    def text(self, article: int) -> str | None:
        """The article's text; `None` if it is not there or cannot be the one that was annotated."""
        if article not in self._texts:
            sha256 = self.table.hashes[article]
            text = None if sha256 is None else self._text_of(sha256, self.table.articles[article])
            length = int(self.table.lengths[article])
            fits = text is not None and (len(text) == length or (self.table.guessed[article] and len(text) > length))
            self._texts[article] = text if fits else None
        return self._texts[article]

    def marks(self, article: int, who: int) -> list[Mark]:
        """An annotator's spans in an article, in the order of the text."""
        if (article, who) not in self._marks:
            self._fill(article)
        return self._marks[article, who]

    def layers(self, article: int, who: int) -> Layers[Mark]:
        """The same over the article's text."""
        if (article, who) not in self._layers:
            self._layers[article, who] = Layers(self.text(article) or "", self.marks(article, who))
        return self._layers[article, who]

    def _fill(self, article: int) -> None:
        table, notes = self.table, self._notes(article)
        for who in self.people(article):
            self._marks[article, who] = []
        for row in np.flatnonzero(table.article == article).tolist():
            who, look = int(table.annotator[row]), self.looks[int(table.label[row])]
            start, end = int(table.start[row]), int(table.end[row])
            mine = notes.get(row, [])
            told = f"{look.name} {start}–{end}: {'; '.join(map(self._tell, mine)) or 'all have it just so'}"
            alone = len([note for note in mine if note.kind is Kind.MISSING]) == len(self.people(article)) - 1
            words = dict.fromkeys(("only here",) if alone else map(self._word, mine))
            self._marks[article, who].append(Mark(start, end, look, tuple(words), told))
        for who in self.people(article):
            self._marks[article, who].sort(key=lambda mark: (mark.start, -mark.end))

    def _notes(self, article: int) -> dict[int, list[_Note]]:
        """How spans differ, by their rows."""
        table, found, where = self.table, self.analysis.differences, self.analysis.sums.where
        notes: dict[int, list[_Note]] = {}
        here = np.flatnonzero(table.article[found.one] == article)
        pairs = zip(found.one[here].tolist(), found.other[here].tolist(), found.kind[here].tolist(), strict=True)
        for one, other, kind in pairs:
            for mine, theirs in ((one, other), (other, one)):
                label = int(table.label[theirs]) if table.label[mine] != table.label[theirs] else None
                notes.setdefault(mine, []).append(_Note(Kind(kind), int(table.annotator[theirs]), label))
        for rows, cells, kind in (
            (found.lone, found.lone_cell, Kind.MISSING),
            (found.piece, found.piece_cell, Kind.SPLIT),
        ):
            here = np.flatnonzero(table.article[rows] == article)
            for row, cell in zip(rows[here].tolist(), cells[here].tolist(), strict=True):
                left, right = int(where.left[cell]), int(where.right[cell])
                other = right if int(table.annotator[row]) == left else left
                notes.setdefault(row, []).append(_Note(kind, other))
        return notes

    def _word(self, note: _Note) -> str:
        if note.label is not None:
            return f"≠ {one_line(self.looks[note.label].name, 12)}"
        return f"not {self._name(note.who, 12)}" if note.kind is Kind.MISSING else _WORDS[note.kind]

    def _tell(self, note: _Note) -> str:
        who = self._name(note.who, 24)
        if note.label is not None:
            ends = ", with other boundaries" if note.kind is Kind.LABEL_AND_BOUNDARY else ""
            return f"{who} calls it {self.looks[note.label].name}{ends}"
        return {
            Kind.MISSING: f"{who} does not have it",
            Kind.MARKS: f"{who}'s differs by spaces or punctuation",
            Kind.START: f"{who}'s starts elsewhere",
            Kind.END: f"{who}'s ends elsewhere",
            Kind.BOTH: f"{who}'s starts and ends elsewhere",
            Kind.SPLIT: f"{who} tags it in other pieces",
        }[note.kind]

    def _name(self, who: int, width: int) -> str:
        return one_line(self.table.annotators[who], width)

    def told_of(self, article: int) -> str:
        """Strict F1 and the number of disagreements of an article."""
        f1 = float(self.analysis.articles[article, 0])
        return f"strict F1 {number(f1)}, {plural(int(self.costs[article]), 'disagreement')}"

    def columns(self, article: int) -> str:
        """The class of a row with a column for everybody who has annotated the article."""
        people = len(self.people(article))
        return f"c{people}" if people <= 3 else "more"

    def lines(self, article: int) -> Iterator[tuple[int, int, int, bool]]:
        """Where each line of the text starts, where its line feeds do, where these end, and whether versions differ."""
        text = self.text(article) or ""
        layers = [self.layers(article, who) for who in self.people(article)]
        for found in _LINES.finditer(text):
            start, end = found.span()
            differs = any(mark.differs for one in layers for mark, _ in one.within(start, end))
            yield start, start + len(found[0].rstrip("\r\n")), end, differs

    def rows(self, article: int, who: int) -> list[int]:
        """An annotator's spans in an article by their rows in the table, in the order of the text."""
        mine = np.flatnonzero((self.table.article == article) & (self.table.annotator == who))
        return [int(row) for row in mine[np.argsort(self.table.start[mine], kind="stable")]]

    def spans(self, rows: Sequence[int]) -> list[tuple[Look, str, str]]:
        """Label, place and text of the first `SPANS` of them."""
        table = self.table
        return [
            (
                self.looks[int(table.label[row])],
                f"{int(table.start[row])}–{int(table.end[row])}",
                f" {one_line(text, 300)}" if (text := table.text(row)) is not None else "",
            )
            for row in rows[:SPANS]
        ]

    def around(self, passage: Passage) -> tuple[int, int]:
        """A passage with some words before and after it; of a very long one, how it begins."""
        text, first, last = self.text(passage.article) or "", passage.start, min(passage.end, passage.start + _LONGEST)
        before, after = text[max(first - _AROUND, 0) : first], text[last : last + _AROUND]
        if len(before) == _AROUND:
            before = before.partition(" ")[2] or before
        if len(after) == _AROUND:
            after = after.rpartition(" ")[0] or after
        return first - len(before.rpartition("\n")[2]), last + len(after.partition("\n")[0].rstrip())
