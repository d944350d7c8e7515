"""Every two annotators, and each against all others: what is reported of them, and how they differ among each other."""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

import numpy as np

from annotator.agreement import measures as column
from annotator.agreement import semeval
from annotator.agreement.alpha import kappa, observed_agreement
from annotator.agreement.estimates import Difference, Scores, Side, difference, estimate, estimates, meet, named
from annotator.agreement.intervals import resting_on
from annotator.agreement.measures import Sums
from annotator.agreement.scores import Counts, by_cell, scores
from annotator.agreement.table import Ints


class PairReport(NamedTuple):
    """Two annotators, over the articles that both have annotated."""

    left: int
    right: int
    articles: int
    with_spans: int
    """In how many of the articles one of the two has a span: what the values rest on."""
    spans: tuple[int, int]
    scores: Scores
    labels: list[Scores]
    """By label code, without intervals, with `kappa` and `observed` besides."""
    semeval: semeval.Counts
    less_overall: Difference | None
    """The pair less all pairs, over the pair's articles; `None` where there is one pair alone."""


class Extremes(NamedTuple):
    """The pairs with the lowest and the highest strict F1, by their places in `Analysis.pairs`."""

    lowest: int
    highest: int
    difference: Difference
    """The lowest less the highest."""


class AnnotatorReport(NamedTuple):
    """One annotator against all others: the sums over the pairs that they are in."""

    who: int
    articles: int
    with_spans: int
    """In how many of the articles that they share with somebody there is a span."""
    spans: int
    scores: Scores


def pair_cells(sums: Sums) -> dict[tuple[int, int], Ints]:
    """The cells of every two annotators, by their codes."""
    code = sums.where.left * len(sums.table.annotators) + sums.where.right
    order = np.argsort(code, kind="stable")
    codes, first = np.unique(code[order], return_index=True)
    parts = np.split(order, first[1:])
    return {
        (int(pair) // len(sums.table.annotators), int(pair) % len(sums.table.annotators)): rows
        for pair, rows in zip(codes, parts, strict=True)
    }


def sides_of(sums: Sums, counts: Counts, cells: dict[tuple[int, int], Ints]) -> list[Side]:
    """All pairs together, then each pair."""
    every = Side(np.arange(len(counts.positions)), counts.together())
    each = by_cell(sums)
    return [every, *(Side(sums.where.article[rows], each.rows(rows).together()) for rows in cells.values())]


def lowest_and_highest(pairs: list[Side]) -> tuple[int, int] | None:
    """Their places; `None` where under two have a value, or all have the same."""
    values = np.array([scores(side.counts.total())[-1, 0] for side in pairs])
    defined = np.flatnonzero(~np.isnan(values))
    if len(defined) < 2 or values[defined].min() == values[defined].max():
        return None
    return int(defined[np.argmin(values[defined])]), int(defined[np.argmax(values[defined])])


def compared(sides: list[Side], low_high: tuple[int, int] | None) -> list[tuple[Side, Side, bool]]:
    """Each pair and all pairs over the pair's articles; last the lowest and the highest pair."""
    every, pairs = sides[0], sides[1:]
    if len(pairs) < 2:
        return []
    found = [(pair, every.only(pair.rows), True) for pair in pairs]
    return [*found, meet(pairs[low_high[0]], pairs[low_high[1]])] if low_high else found


def differences(sides: list[tuple[Side, Side, bool]], replicated: list[Counts | None]) -> list[Difference]:
    """The difference of every two sides, of which `replicated` has two entries each."""
    found = []
    for i, (one, other, paired) in enumerate(sides):
        left, right = replicated[2 * i : 2 * i + 2]
        again = None if left is None or right is None else (left, right)
        found.append(difference(one, other, paired, again))
    return found


def pair_report(
    sums: Sums,
    pair: tuple[int, int],
    rows: Ints,
    side: Side,
    replicated: Counts | None,
    less_overall: Difference | None,
) -> PairReport:
    """One pair's, from its cells' rows."""
    cells = sums.cells[rows].sum(axis=0)
    total = by_cell(sums, rows).total()
    positions = np.full(len(cells), int(sums.table.lengths[sums.where.article[rows]].sum()))
    both, left, right = (cells[:, c] for c in (column.COVERED_BOTH, column.COVERED_LEFT, column.COVERED_RIGHT))
    kappas = kappa(both, left, right, positions)
    # Of two annotators Σ W · C · (m − C) / (m − 1) is the characters that one alone covers, and n is twice the length.
    observed = observed_agreement((left + right - 2 * both).astype(np.float64), 2.0 * positions)
    labels = [
        named(row) | {"kappa": estimate(value), "observed": estimate(share)}
        for row, value, share in zip(scores(total)[:-1], kappas, observed, strict=True)
    ]
    spans = int(cells[:, column.SPANS_LEFT].sum()), int(cells[:, column.SPANS_RIGHT].sum())
    return PairReport(
        *pair,
        len(rows),
        int(side.with_spans[-1]),
        spans,
        estimates(total.together(), replicated, side.with_spans)[-1],
        labels,
        semeval.semeval(cells),
        less_overall,
    )


def against_rest(
    sums: Sums, pairs: list[tuple[int, int]], sides: list[Side], replicated: list[Counts | None]
) -> list[AnnotatorReport]:
    """Each annotator's, from all pairs that they are in; none where there is one pair alone."""
    found: list[AnnotatorReport] = []
    if len(pairs) < 2:
        return found
    own = sums.table.spans_by().sum(axis=1)
    totals = [side.counts.total() for side in sides]
    for who in range(len(sums.table.annotators)):
        mine = [i for i, pair in enumerate(pairs) if who in pair]
        if mine:
            again = [counts for i in mine if (counts := replicated[i]) is not None]
            rows = np.concatenate([sides[i].rows for i in mine])
            with_spans = resting_on(rows, np.concatenate([sides[i].counts.spans for i in mine]))
            values = estimates(
                reduce(Counts.plus, [totals[i] for i in mine]),
                reduce(Counts.plus, again) if again else None,
                with_spans,
            )
            done = int(sums.table.done[:, who].sum())
            found.append(AnnotatorReport(who, done, int(with_spans[-1]), int(own[who]), values[-1]))
    return found
