"""Values with their intervals, by the names of the measures."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from annotator.agreement.intervals import ends, intervals, resting_on
from annotator.agreement.scores import MEASURES, Counts, scores
from annotator.agreement.table import Floats, Ints


class Estimate(NamedTuple):
    """A value and its 95 % interval; `None` where undefined (or not asked for)."""

    value: float | None
    low: float | None = None
    high: float | None = None


Scores = dict[str, Estimate]
"""By the names in `MEASURES`."""

COMPARED = ("f1", "relaxed_f1", "alpha")
"""The measures of which differences are reported."""


class Side(NamedTuple):
    """What is compared with something else: counts of all labels together, and the article of each of their rows."""

    rows: Ints
    counts: Counts

    def only(self, articles: Ints) -> Side:
        """The same of some articles alone."""
        keep = np.isin(self.rows, articles)
        if keep.all():  # the very same, which is resampled once
            return self
        return Side(self.rows[keep], self.counts.rows(np.flatnonzero(keep)))

    @property
    def with_spans(self) -> Ints:
        """How many articles have a span of each part, `(parts,)`."""
        return resting_on(self.rows, self.counts.spans)


class Difference(NamedTuple):
    """One side's values less another's.

    Attributes:
        articles: how many each of the two sides has.
        paired: whether both are of the same articles, and were resampled together.
        one, other: the values of the two.
        scores: the difference, by the names in `COMPARED`.
        shared: how many articles are of both, with the same text.
        different_texts: articles of both whose texts differ, so that they are no pair.
    """

    articles: tuple[int, int]
    paired: bool
    one: Scores
    other: Scores
    scores: Scores
    shared: int
    different_texts: int = 0


def estimate(value: float, low: float = np.nan, high: float = np.nan) -> Estimate:
    """Floats as an `Estimate`; NaN becomes `None`."""
    return Estimate(*(None if np.isnan(number) else float(number) for number in (value, low, high)))


def named(values: Floats, low: Floats | None = None, high: Floats | None = None) -> Scores:
    """The measures of one part, `(measures,)` each."""
    none = np.full(len(MEASURES), np.nan)
    low, high = none if low is None else low, none if high is None else high
    return {name: estimate(values[i], low[i], high[i]) for i, name in enumerate(MEASURES)}


def estimates(total: Counts, replicated: Counts | None, articles: Ints) -> list[Scores]:
    """The measures of each part; `articles`, `(parts,)`: on how many each rests."""
    values = scores(total)
    if replicated is None:
        return [named(row) for row in values]
    low, high = intervals(replicated, values, articles)
    return [named(*rows) for rows in zip(values, low, high, strict=True)]


def meet(one: Side, other: Side) -> tuple[Side, Side, bool]:
    """Two sides cut down to the articles that both have, if these are two or more; and whether they are."""
    common = np.intersect1d(one.rows, other.rows)
    return (one.only(common), other.only(common), True) if len(common) > 1 else (one, other, False)


def difference(one: Side, other: Side, paired: bool, replicated: tuple[Counts, Counts] | None) -> Difference:
    """One side less the other, with its interval from replicates of the two, row by row of the same draw or unrelated."""
    values = [scores(side.counts.total())[-1] for side in (one, other)]
    found = (values[0] - values[1])[None]
    low = high = np.full_like(found, np.nan)
    if replicated is not None:
        articles = np.minimum(one.with_spans[-1], other.with_spans[-1])
        low, high = ends(scores(replicated[0])[:, -1:] - scores(replicated[1])[:, -1:], found, articles)
    every = named(found[0], low[0], high[0])
    return Difference(
        (len(one.rows), len(other.rows)),
        paired,
        named(values[0]),
        named(values[1]),
        {name: every[name] for name in COMPARED},
        len(np.intersect1d(one.rows, other.rows)),
    )
