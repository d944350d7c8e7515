"""Wordings of one quotation under one another: what each has of the fullest one, word by word. Drawn by others.

A lane is a wording; its cells stand for the words of the fullest wording, in order. Words are as written, marks included.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from annotator.boards.alignment import LEAP, Pair, align, indexed
from annotator.boards.board import BoardRow
from annotator.boards.board_articles import BoardArticle, TaggedSpan
from annotator.boards.group import Member
from annotator.boards.speakers import Attribution
from annotator.boards.tokens import Word, opposes
from annotator.boards.utterances import Utterance, utterances_of

CellKind = Literal["same", "changed", "turned", "missing"]
"""Of a word of the fullest wording: there; another one in its place, `turned` if that says another thing (a number, a negation, an
opposite); or left out."""


class Cell(NamedTuple):
    """What a wording has for one word of the fullest."""

    kind: CellKind
    text: str
    """As this wording writes it; several words where it has more; empty if it is missing."""
    added: str = ""
    """Words before it that the fullest wording does not have."""
    turned: bool = False
    """Whether a negation is among the words added, or is what is missing."""


class Lane(NamedTuple):
    """One wording.

    Attributes:
        article, outlet: where it stands.
        members: which members of the row it is made of, from 0: more than one where an attribution breaks it.
        unsure: whether it only perhaps belongs there.
        attribution: who is said to speak, and the words beside it.
        cells: one for each word of the fullest wording.
        after: words at the end that the fullest wording does not have.
    """

    article: str
    outlet: str
    members: list[int]
    unsure: bool
    attribution: Attribution
    cells: list[Cell]
    after: str

    @property
    def is_cut(self) -> bool:
        """Whether it leaves words out."""
        return any(cell.kind == "missing" for cell in self.cells)

    @property
    def is_reworded(self) -> bool:
        """Whether it has words that the fullest wording does not have."""
        return bool(self.after) or any(cell.kind in {"changed", "turned"} or cell.added for cell in self.cells)

    @property
    def is_turned(self) -> bool:
        """Whether a number, a negation or an opposite differs."""
        return any(cell.kind == "turned" or cell.turned for cell in self.cells)


ArticleOf = Callable[[str, str], BoardArticle | None]
"""An article by its id and the sha256 of a version; `None` if that is not at hand."""


def lanes(row: BoardRow, article_of: ArticleOf) -> list[Lane]:
    """The wordings of a row of a board of quotations, the fullest first.

    Args:
        row: decided or offered.
        article_of: the articles that members stand in; without it a member has no lane.
    """
    wordings = _wordings(row.members, article_of)
    if not wordings:
        return []
    first = next((at for at, (_, members) in enumerate(wordings) if row.fullest in members), 0)
    order = [first, *(at for at in range(len(wordings)) if at != first)]
    fullest = wordings[first][0]
    every = indexed(fullest.words.words)
    found = []
    for at in order:
        utterance, members = wordings[at]
        words = utterance.words.words
        pairs = [pair for run in align(every, words) or align(every, words, every=True) for pair in run]
        if at == first:
            pairs = [(place, place) for place in range(len(utterance.words.words))]
        cells, after = _cells(fullest, utterance, pairs)
        unsure = all(member in row.unsure for member in members)
        found.append(Lane(utterance.article, utterance.outlet, members, unsure, utterance.attribution, cells, after))
    return [*found[:1], *sorted(found[1:], key=lambda lane: lane.unsure)]


def _wordings(members: Sequence[Member], article_of: ArticleOf) -> list[tuple[Utterance, list[int]]]:
    """Each wording with the members that it is made of."""
    by_text: dict[tuple[str, str], list[int]] = {}
    for number, member in enumerate(members):
        by_text.setdefault((member.article, member.sha256), []).append(number)
    found: list[tuple[Utterance, list[int]]] = []
    for (name, sha256), numbers in by_text.items():
        article = article_of(name, sha256)
        if article is None:
            continue
        spans = [_span(members[number], article) for number in numbers]
        place = {(span.start, span.end): number for span, number in zip(spans, numbers, strict=True)}
        utterances = utterances_of(article._replace(spans=spans))
        found += ((utterance, [place[stretch] for stretch in utterance.stretches]) for utterance in utterances)
    return sorted(found, key=lambda wording: wording[1])


def _span(member: Member, article: BoardArticle) -> TaggedSpan:
    """A member as a span, with what the span that it was made from says of its speaker."""
    noted = (span.attributes for span in article.spans if (span.start, span.end) == (member.start, member.end))
    attributes = next((found for found in noted if found), {})
    return TaggedSpan(member.start, member.end, member.label, member.sha256, None, attributes)


def _cells(fullest: Utterance, utterance: Utterance, pairs: Sequence[Pair]) -> tuple[list[Cell], str]:
    """The cells of a wording, and the words at its end that stand for none of the fullest one's."""
    written = written_words(utterance)
    words, other = fullest.words.words, utterance.words.words
    cells = [Cell("missing", "") for _ in words]
    for i, j in pairs:
        cells[i] = Cell("same" if words[i].folded == other[j].folded else _kind(words[i], other[j]), written[j])
    after = ""
    for low, high in pairwise([(-1, -1), *pairs, (len(words), len(other))]):
        here, there = range(low[0] + 1, high[0]), range(low[1] + 1, high[1])
        both = min(len(here), len(there))
        # Before the first words in common the last ones stand for one another, elsewhere the first ones.
        at = len(here) - both if low[0] < 0 else 0, len(there) - both if low[0] < 0 else 0
        for i, j in zip(here[at[0] :][:both], there[at[1] :][:both], strict=True):
            cells[i] = Cell(_kind(words[i], other[j]), written[j])
        over = [j for j in there if not at[1] <= j - there.start < at[1] + both]
        if over:
            text, turned = " ".join(written[j] for j in over), any(other[j].turns == "negation" for j in over)
            if high[0] == len(words) and low[0] >= 0:
                after = text
            else:
                before = here[at[0]] if low[0] < 0 and both else high[0]
                cells[before] = cells[before]._replace(added=text, turned=turned)
        if low[0] >= 0 and high[0] < len(words) and len(here) <= LEAP:
            for i in here[both:]:
                cells[i] = cells[i]._replace(turned=words[i].turns == "negation")
    return cells, after


def _kind(word: Word, other: Word) -> CellKind:
    return "turned" if opposes(word, other) else "changed"


def written_words(utterance: Utterance) -> list[str]:
    """The words of a quotation with the marks that touch them, as they are written."""
    found: list[str] = []
    for (start, stop), text in zip(utterance.stretches, utterance.texts, strict=True):
        ranges = [
            (a, b) for a, b in zip(utterance.words.starts, utterance.words.ends, strict=True) if start <= a < stop
        ]
        edges = [start]
        for (_, before), (after, _) in pairwise(ranges):
            gap = text[before - start : after - start]
            space = next((at for at, character in enumerate(gap) if character.isspace()), len(gap))
            edges.append(before + space)
        found += [text[a - start : b - start].strip() for a, b in pairwise([*edges, stop])]
    return found


__all__ = ["Cell", "CellKind", "Lane", "lanes", "written_words"]
