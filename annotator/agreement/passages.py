"""The passages that cost the most agreement, each with every annotator's version of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.agreement.disagreements import Disagreements
from annotator.agreement.table import Bools, Ints, Table, sort_order


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
    cost = np.zeros(len(table.article), dtype=np.int64)
    np.add.at(cost, found.one, 1)
    np.add.at(cost, found.lone, 1)
    differing = np.zeros(len(cost), dtype=np.bool_)
    for rows in (found.one, found.other, found.lone, found.piece):
        differing[rows] = True
    worst: list[tuple[int, Ints]] = []
    for part in table.parts():
        passage = _passages(table, part)
        costs = np.bincount(passage, cost[part]).astype(np.int64)
        chosen = np.argsort(-costs, kind="stable")[:most]
        worst += [(int(costs[n]), np.flatnonzero(passage == n) + part.start) for n in chosen.tolist() if costs[n]]
        worst = sorted(worst, key=lambda passage: -passage[0])[:most]
    return [_describe(table, rows, differing, cost) for cost, rows in worst]


def _passages(table: Table, part: slice) -> Ints:
    """The number of each span's passage, `(spans,)`, in the order of the text."""
    article, start, end = table.article[part].astype(np.int64), table.start[part], table.end[part]
    order = sort_order((article, start))
    width = int(end.max()) + 1
    place = (article * width + start)[order]
    reach = np.maximum.accumulate((article * width + end)[order])
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
