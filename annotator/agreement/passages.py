"""The passages that cost the most agreement, each with every annotator's version of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.agreement.disagreements import Disagreements
from annotator.agreement.table import Bools, Ints, Table, sort_order, tally


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article in which spans overlap and annotators differ.

    Attributes:
        article: its code; `start`, `end`: code points.
        cost: disagreements in it, over all pairs of annotators.
        around: the row of the longest span in it, whose text shows what stands around the shorter ones.
        versions: for each finisher of the article, by code, the rows of the spans that somebody does not have so.
    """

    article: int
    start: int
    end: int
    cost: int
    around: int
    versions: tuple[tuple[int, tuple[int, ...]], ...]


def worst_passages(table: Table, found: Disagreements, most: int = 10) -> list[Passage]:
    """The passages with the most disagreements; among equals the first in the order of articles and text.

    A passage is a chain of overlapping spans, whoever made them; spans that only touch part it.
    """
    if not len(table.article):
        return []
    passage = _passages(table)
    one_each = np.concatenate((found.one, found.lone))
    costs = tally(passage[one_each], (int(passage.max()) + 1,))
    differing = np.zeros(len(passage), dtype=np.bool_)
    for rows in (found.one, found.other, found.lone, found.piece):
        differing[rows] = True
    chosen = np.argsort(-costs, kind="stable")[:most]
    return [
        _describe(table, np.flatnonzero(passage == number), differing, int(costs[number]))
        for number in chosen.tolist()
        if costs[number]
    ]


def _passages(table: Table) -> Ints:
    """The number of each span's passage, `(spans,)`, in the order of the text."""
    order = sort_order((table.article, table.start))
    width = int(table.end.max()) + 1
    place = (table.article * width + table.start)[order]
    reach = np.maximum.accumulate((table.article * width + table.end)[order])
    fresh = np.zeros(len(place), dtype=np.int64)
    fresh[1:] = place[1:] >= reach[:-1]
    numbers = np.empty(len(place), dtype=np.int64)
    numbers[order] = np.cumsum(fresh)
    return numbers


def _describe(table: Table, rows: Ints, differing: Bools, cost: int) -> Passage:
    article = int(table.article[rows[0]])
    versions = []
    for who in np.flatnonzero(table.done[article]).tolist():
        mine = rows[(table.annotator[rows] == who) & differing[rows]]
        mine = mine[sort_order((table.start[mine], table.end[mine]))]
        versions.append((who, tuple(mine.tolist())))
    around = int(rows[np.argmax(table.end[rows] - table.start[rows])])
    return Passage(article, int(table.start[rows].min()), int(table.end[rows].max()), cost, around, tuple(versions))
