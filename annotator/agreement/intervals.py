"""Percentile intervals from resampling whole articles (Efron & Tibshirani 1993, chapter 13), seeded.

Spans of one article depend on each other, articles do not: so articles are drawn, with replacement, and every replicate
is a weighted sum of per-article sums. Replicates are made in blocks, as products of matrices.

An article says something of a value only where it holds a span that the value counts. What rests on one such article has
no interval: every replicate would give the same value, or none. What rests on few has an unstable one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from annotator.agreement.measures import MEASURES, Counts, columns_shown, scores
from annotator.agreement.table import Floats, Ints

LEVEL = 0.95
FEW_ARTICLES = 20
"""Below this many articles an interval says more about the method than about the annotators."""
_LEAST_ARTICLES = 2
"""Below this many there is no interval."""
_BLOCK = 2**19
"""Numbers in a block of weights: 4 MB, little enough for a processor's cache."""


def resting_on(articles: Ints, spans: Floats) -> Ints:
    """On how many articles each part's values rest, `(parts,)`: those in which it has a span.

    Args:
        articles: the article of each row, `(rows,)`; one may stand in several rows.
        spans: how many spans each row has of each part, `(rows, parts)`.
    """
    return np.array([len(np.unique(articles[column > 0])) for column in spans.T], dtype=np.int64)


def is_unstable(articles: int) -> bool:
    """Whether what rests on so many articles has an interval that nobody should rely on, or none."""
    return articles < FEW_ARTICLES


def draws(articles: int, replicates: int, seed: int) -> Iterator[Floats]:
    """How often each article stands in each replicate, in blocks `(some replicates, articles)`."""
    generator = np.random.default_rng(seed)
    kind = np.uint16 if articles <= 2**16 else np.uint32
    at_once = max(min(_BLOCK // max(articles, 1), replicates), 1)
    for first in range(0, replicates, at_once):
        rows = min(at_once, replicates - first)
        drawn = generator.integers(0, articles, size=(rows, articles), dtype=kind).astype(np.int64)
        drawn += np.arange(rows)[:, None] * articles
        counts = np.bincount(drawn.ravel(), minlength=rows * articles)
        yield counts.reshape(rows, articles).astype(np.float64)


def replicate(
    parts: Sequence[tuple[Ints, Counts]],
    articles: int,
    replicates: int,
    seed: int,
    progress: Callable[[int], None] | None = None,
) -> list[Counts]:
    """The sums of every replicate, for several sets of rows under the same draws.

    Args:
        parts: for each set the article of each row, `(rows,)`, no article twice, and the rows' counts.
        articles: how many articles are drawn from, and drawn.
        replicates: how often.
        seed: of numpy's default generator.
        progress: told how many replicates were added.

    Returns:
        For each set its counts with `replicates` rows.
    """
    once = {id(counts): place for place, (_, counts) in enumerate(parts)}
    if len(once) < len(parts):
        different = replicate([parts[place] for place in once.values()], articles, replicates, seed, progress)
        found = dict(zip(once, different, strict=True))
        return [found[id(counts)] for _, counts in parts]
    sums = [np.empty((replicates, counts.flat().shape[1])) for _, counts in parts]
    groups = _grouped(parts, articles)
    first = 0
    for weights in draws(articles, replicates, seed):
        last = first + len(weights)
        for rows, matrix, members in groups:
            product = (weights if rows is None else weights[:, rows]) @ matrix
            column = 0
            for member in members:
                width = sums[member].shape[1]
                sums[member][first:last] = product[:, column : column + width]
                column += width
        first = last
        if progress is not None:
            progress(len(weights))
    return [counts.like(out) for (_, counts), out in zip(parts, sums, strict=True)]


def _grouped(parts: Sequence[tuple[Ints, Counts]], articles: int) -> list[tuple[Ints | None, Floats, list[int]]]:
    """The matrices to multiply by, with their rows (`None` for all articles) and the sets that they hold.

    One wide product is quicker than many narrow ones: sets with at least half of the articles share a matrix.
    """
    groups: list[tuple[Ints | None, Floats, list[int]]] = []
    wide: list[tuple[int, Floats]] = []
    for member, (rows, counts) in enumerate(parts):
        if 2 * len(rows) < articles:
            groups.append((rows, counts.flat(), [member]))
            continue
        matrix = np.zeros((articles, counts.flat().shape[1]))
        matrix[rows] = counts.flat()
        wide.append((member, matrix))
    if wide:
        groups.append((None, np.column_stack([matrix for _, matrix in wide]), [member for member, _ in wide]))
    return groups


def intervals(replicated: Counts, values: Floats, articles: Ints) -> Floats:
    """Low and high ends for each value, `(2, parts, measures)`; NaN where there is none, see `ends`.

    Args:
        replicated: counts with one row a replicate.
        values: `(parts, measures)`, of the articles at hand.
        articles: on how many each part rests, `(parts,)`.
    """
    return ends(scores(replicated), values, articles[:, None])


def ends(found: Floats, values: Floats, articles: Ints) -> Floats:
    """Low and high ends, `(2, parts, measures)`; NaN where there is no interval.

    There is none where the value is undefined, or half the replicates are, or it rests on one article.

    Args:
        found: replicated values, `(replicates, parts, measures)`.
        values: of the articles at hand, `(parts, measures)`.
        articles: on how many each rests, of that shape or one that can be broadcast to it.
    """
    tail = (1.0 - LEVEL) / 2.0
    undefined = np.isnan(found)
    usable = ~np.isnan(values) & (undefined.mean(axis=0) < 0.5) & (articles >= _LEAST_ARTICLES)
    low_high = np.full((2, *values.shape), np.nan)
    for part, measure in np.argwhere(usable):
        sample = found[~undefined[:, part, measure], part, measure]
        low_high[:, part, measure] = np.quantile(sample, (tail, 1.0 - tail))
    return low_high


class Estimate(NamedTuple):
    """A value and its 95 % interval; `None` where undefined (or not asked for)."""

    value: float | None
    low: float | None = None
    high: float | None = None


Scores = dict[str, Estimate]
"""By the names in `MEASURES`."""


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
        scores: the difference, of the measures that have a column.
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
        {measure.name: every[measure.name] for measure in columns_shown()},
        len(np.intersect1d(one.rows, other.rows)),
    )
