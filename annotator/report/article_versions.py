"""The articles with everybody's version of them side by side, and the worst passages in the same dress."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from annotator.agreement.pairing import Kind
from annotator.agreement.result import Analysis
from annotator.agreement.table import Ints
from annotator.report.markup import LINES, Html, Look, escaped, joined, name, shown, tag
from annotator.report.wording import number
from annotator.text.sanitize import one_line, plural

LANES = 6
"""Lines under a text; deeper layers share the last one."""


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


def lanes(marks: Sequence[Mark]) -> list[int]:
    """The lane of each mark, in the given order: the lowest that is free where the mark begins; outer ones come first."""
    found = [0] * len(marks)
    ends: list[int] = []
    for place in sorted(range(len(marks)), key=lambda i: (marks[i].start, -marks[i].end)):
        mark = marks[place]
        lane = next((i for i, end in enumerate(ends) if end <= mark.start), len(ends))
        ends[lane : lane + 1] = [mark.end]
        found[place] = min(lane, LANES - 1)
    return found


class Layers:
    """One annotator's marks over an article's text, of which parts are asked for in any order."""

    def __init__(self, text: str, marks: Sequence[Mark]) -> None:
        self.drawn = shown(text)
        self._layers = sorted(zip(marks, lanes(marks), strict=True), key=lambda layer: (layer[0].start, -layer[0].end))
        self._starts = [mark.start for mark, _ in self._layers]
        self._reach = list(accumulate((mark.end for mark, _ in self._layers), max))

    def within(self, start: int, end: int) -> list[tuple[Mark, int]]:
        """The marks that overlap `[start, end)` with their lanes, in the order of the text."""
        first, last = bisect_right(self._reach, start), bisect_left(self._starts, end)
        return [layer for layer in self._layers[first:last] if layer[0].end > start]

    def part(self, start: int, end: int) -> Html:
        """The text `[start, end)`, code points, with the marks that lie there or reach into it."""
        layers = self.within(start, end)
        cuts = {start, end, *(at for mark, _ in layers for at in (mark.start, mark.end) if start < at < end)}
        parts: list[Html] = []
        live: list[tuple[Mark, int]] = []
        waiting = layers[::-1]
        for left, right in pairwise(sorted(cuts)):
            live = [layer for layer in live if layer[0].end > left]
            while waiting and waiting[-1][0].start <= left:
                live.append(waiting.pop())
                if live[-1][0].start == left:
                    parts.append(_letter(live[-1][0]))
            parts.append(_layered(escaped(self.drawn[left:right]), left, right, live))
        return joined(parts)


def _letter(mark: Mark) -> Html:
    """The text before a span; the style sheet shows `data-t`."""
    told = f"{mark.look.letter} {', '.join(mark.differs)}" if mark.differs else mark.look.letter
    kind = "d" if mark.differs else "a"
    return tag("i", class_=f"t {kind} l{mark.look.place}", data_t=told, title=mark.told)


def _layered(inside: Html, left: int, right: int, live: Sequence[tuple[Mark, int]]) -> Html:
    """A stretch without boundaries inside it, in an element for each span over it; the lowest line is the outermost."""
    for mark, lane in sorted(live, key=lambda layer: layer[1]):
        ends = f"{' b' * (mark.start == left)}{' e' * (mark.end == right)}"
        line = LINES[mark.look.place % len(LINES)]
        kind = "d" if mark.differs else "a"
        inside = tag("span", inside, class_=f"s {kind} l{mark.look.place} {line} n{lane}{ends}")
    return inside


TextOf = Callable[[str, str], str | None]
"""The text by its sha256 and the article's id, if it is there; `ProjectFolder.text` is one."""

ARTICLES = 20
"""Articles shown, those with the most disagreements."""
_ROOM = 3_000_000
"""Characters of all versions together; what comes after that is left out."""
_SPANS = 200
"""Spans listed of an annotator in an article whose text is not there."""
_OPEN = 2
_AROUND = 90
_LONGEST = 2_000
"""Characters of a passage; a span over a whole article makes one of all that is in it."""
_LINES = re.compile(r"[^\n]*\n+|[^\n]+")
_WORDS = {
    Kind.MARKS: "marks",
    Kind.START: "start",
    Kind.END: "end",
    Kind.BOTH: "both ends",
    Kind.SPLIT: "split",
}


class _Note(NamedTuple):
    """One way in which somebody does not have a span so."""

    kind: Kind
    who: int
    """The other annotator."""
    label: int | None = None
    """Theirs, where it is another one."""


class Versions:
    """What each annotator has in each article, and how it differs from the others'."""

    def __init__(self, analysis: Analysis, looks: Sequence[Look], text_of: TextOf) -> None:
        self.table = analysis.sums.table
        self.analysis = analysis
        self.looks = looks
        self._text_of = text_of
        self._texts: dict[int, str | None] = {}
        self._marks: dict[tuple[int, int], list[Mark]] = {}
        self._layers: dict[tuple[int, int], Layers] = {}
        self.costs = self._count()
        self.chosen = self._choose()

    def _count(self) -> Ints:
        found = self.analysis.differences
        rows = np.concatenate((found.one, found.lone))
        return np.bincount(self.table.article[rows], minlength=len(self.table.articles))

    def _choose(self) -> list[int]:
        """The articles shown whole, by code, the one with the most disagreements first."""
        chosen: list[int] = []
        room = _ROOM
        for article in np.argsort(-self.costs, kind="stable")[:ARTICLES].tolist():
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

    def layers(self, article: int, who: int, text: str) -> Layers:
        """The same over the article's text."""
        if (article, who) not in self._layers:
            self._layers[article, who] = Layers(text, self.marks(article, who))
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


def articles(versions: Versions) -> Html:
    """The articles with the most disagreements, everybody's version beside the others'."""
    shown = plural(len(versions.chosen), "article")
    left_out = len(versions.table.articles) - len(versions.chosen)
    if left_out:
        intro = f"The {shown} with the most disagreements; {left_out:,} left out (--article shows a chosen one)."
    else:
        intro = f"All {shown}, the one with the most disagreements first."
    return joined(
        tag("p", intro),
        [_article(versions, article, open_=place < _OPEN) for place, article in enumerate(versions.chosen)],
    )


def _article(versions: Versions, article: int, *, open_: bool) -> Html:
    table, text = versions.table, versions.text(article)
    people = versions.people(article)
    f1 = float(versions.analysis.articles[article, 0])
    heading = tag(
        "summary",
        tag("h3", name(table.articles[article], 60)),
        f" strict F1 {number(f1)}, {plural(int(versions.costs[article]), 'disagreement')}",
    )
    if text is None:
        note = tag("p", "The text of this article is not in the project: the spans stand alone.", class_="note")
        alone = tag("div", [_alone(versions, article, who) for who in people], class_=f"row {_columns(people)}")
        body = tag("div", note, alone, class_="sheet")
    else:
        heads = tag("div", [_head(versions, article, who) for who in people], class_=f"row heads {_columns(people)}")
        body = tag("div", heads, _rows(versions, article, text, people), class_="sheet")
    return tag(
        "details", heading, body, class_="article", id=anchor(table.articles[article]), open="" if open_ else None
    )


def anchor(article: str) -> str:
    """The id of an article's place on the page."""
    return f"article-{article}"


def _columns(people: Sequence[int]) -> str:
    return f"c{len(people)}" if len(people) <= 3 else "more"


def _head(versions: Versions, article: int, who: int) -> Html:
    marks = versions.marks(article, who)
    differing = sum(bool(mark.differs) for mark in marks)
    return tag(
        "div", tag("b", name(versions.table.annotators[who])), f" {plural(len(marks), 'span')}, {differing:,} differing"
    )


def _rows(versions: Versions, article: int, text: str, people: Sequence[int]) -> Html:
    """A row a line of the text, so that the versions of it stand beside each other."""
    rows = []
    names = versions.table.annotators
    layers = {who: versions.layers(article, who, text) for who in people}
    for found in _LINES.finditer(text):
        start, end = found.span()
        differs = any(mark.differs for who in people for mark, _ in layers[who].within(start, end))
        cells = [
            tag("div", _line(layers[who], text, start, end), class_="x", dir="auto", lang="", data_name=names[who])
            for who in people
        ]
        rows.append(tag("div", cells, class_=f"row {_columns(people)}{' differs' * differs}"))
    return joined(rows)


def _line(layers: Layers, text: str, start: int, end: int) -> Html:
    """A line and, lower than a line of text, the line feeds after it."""
    body = start + len(text[start:end].rstrip("\r\n"))
    feeds = text.count("\n", body, end)
    return joined(layers.part(start, body), tag("span", layers.part(body, end), class_="gap" if feeds > 1 else "feed"))


def _alone(versions: Versions, article: int, who: int, only: Iterable[int] | None = None) -> Html:
    """An annotator's spans as a list of their own texts."""
    table = versions.table
    if only is None:
        mine = (table.article == article) & (table.annotator == who)
        only = np.flatnonzero(mine)[np.argsort(table.start[mine], kind="stable")].tolist()
    rows = list(only)
    items = [_item(versions, row) for row in rows[:_SPANS]]
    if len(rows) > _SPANS:
        items.append(tag("li", f"and {len(rows) - _SPANS:,} more"))
    return tag("div", _head(versions, article, who), tag("ul", items) if items else tag("p", "no span"), class_="alone")


def _item(versions: Versions, row: int) -> Html:
    table, look = versions.table, versions.looks[int(versions.table.label[row])]
    start, end, text = int(table.start[row]), int(table.end[row]), table.text(row)
    said = "" if text is None else f" {one_line(text, 300)}"
    return tag("li", tag("b", look.name, class_=f"name l{look.place}"), f" {start}–{end}", tag("bdi", said))


def passages(versions: Versions) -> Html:
    """The worst passages, a line above and below for each, with a link to the article."""
    found = []
    for rank, passage in enumerate(versions.analysis.passages, 1):
        article, text = passage.article, versions.text(passage.article)
        identity = versions.table.articles[article]
        place = f"#{anchor(identity)}" if article in versions.chosen else None
        title = tag(
            "h3",
            f"{rank}. ",
            tag("a", name(identity, 60), href=place),
            tag("small", f" {passage.start}–{passage.end}, {plural(passage.cost, 'disagreement')}"),
        )
        people = versions.people(article)
        if text is None:
            rows = dict(passage.versions)
            cells = [_alone(versions, article, who, rows[who]) for who in people]
        else:
            cells = [_excerpt(versions, text, article, who, (passage.start, passage.end)) for who in people]
        row = tag("div", cells, class_=f"row {_columns(people)}")
        found.append(tag("section", title, tag("div", row, class_="sheet"), class_="passage"))
    return joined(found)


def _excerpt(versions: Versions, text: str, article: int, who: int, passage: tuple[int, int]) -> Html:
    """A passage and some words around it, with an annotator's marks; of a very long one, how it begins."""
    passage = passage[0], min(passage[1], passage[0] + _LONGEST)
    before, after = text[max(passage[0] - _AROUND, 0) : passage[0]], text[passage[1] : passage[1] + _AROUND]
    if len(before) == _AROUND:
        before = before.partition(" ")[2] or before
    if len(after) == _AROUND:
        after = after.rpartition(" ")[0] or after
    start = passage[0] - len(before.rpartition("\n")[2])
    end = passage[1] + len(after.partition("\n")[0].rstrip())
    inside = versions.layers(article, who, text).part(start, end)
    head = tag("p", tag("b", name(versions.table.annotators[who])), class_="who")
    return tag(
        "div", head, tag("div", "… " * (start > 0), inside, " …" * (end < len(text)), class_="x", dir="auto", lang="")
    )
