"""Intervals by the jackknife over whole articles, and how far the lowest and highest of several differ by chance alone.

Spans of one article depend on each other, articles do not: so each article is left out once, and how far the values move
then says how far they would with other articles of the same kind (Quenouille 1956, Tukey 1958). The interval is one of
Student's t on the logit scale between the least and the largest value that there can be, so that it stays between them.

An article says something of a value only where it holds a span that the value counts. What rests on few such articles, or
on few spans, has no interval: none that could be given holds the true value as often as it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from annotator.agreement.measures import MEASURES, Counts, columns_shown, scores
from annotator.agreement.table import Bools, Floats, Ints

LEVEL = 0.95
FEW_ARTICLES = 50
"""Below this many articles an interval rests on little, and is marked."""
LEAST_ARTICLES = 5
"""Below this many there is no interval."""
LEAST_SPANS = 40
"""Nor below so many spans of the two annotators of a pair together, in the mean of the pairs."""
_NO_VARIANCE = 1e-12
_BLOCK = 2**19
"""Numbers in a block of draws: 4 MB, little enough for a processor's cache."""


def resting_on(articles: Ints, spans: Floats) -> Ints:
    """On how many articles each part's values rest, `(parts,)`: those in which it has a span.

    Args:
        articles: the article of each row, `(rows,)`; one may stand in several rows.
        spans: how many spans each row has of each part, `(rows, parts)`.
    """
    return np.array([len(np.unique(articles[column > 0])) for column in spans.T], dtype=np.int64)


def is_unstable(articles: int) -> bool:
    """Whether what rests on so many articles is marked as resting on few."""
    return articles < FEW_ARTICLES


class Jackknife(NamedTuple):
    """Values, and what each article adds to their uncertainty.

    Attributes:
        rows: the articles, `(rows,)`, none twice.
        values: of all of them, of any shape.
        deviations: `(rows, *shape)`, 0 in the mean; their squares add up to the squared standard error.
        articles: on how many each value rests, of that shape.
        enough: whether these and their spans are enough for an interval, of that shape.
    """

    rows: Ints
    values: Floats
    deviations: Floats
    articles: Ints
    enough: Bools

    @property
    def variance(self) -> Floats:
        """The squared standard errors; NaN where a value is undefined with or without one of the articles."""
        found: Floats = np.square(self.deviations).sum(axis=0)
        return found

    @property
    def freedom(self) -> Floats:
        """The degrees of freedom of the squared standard error, `LEAST_ARTICLES` − 1 at least.

        A sum that few articles make up is less sure than its number of articles says. Twice the square of its mean by its
        variance (Satterthwaite 1946), both from the articles' shares in it; at most one less than the articles.
        """
        shares = np.square(self.deviations)
        total, most = shares.sum(axis=0), self.articles - 1.0
        varying = np.square(shares).sum(axis=0) - total**2 / np.maximum(self.articles, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = 2.0 * total**2 / varying
        return np.maximum(np.where(found < most, found, most), LEAST_ARTICLES - 1.0)

    @property
    def margin(self) -> Floats:
        """Half the width of the interval before it is fitted between bounds; NaN where there is none."""
        return _margin(self.variance, self.freedom, self.enough)

    def last(self) -> Jackknife:
        """Of all labels together alone."""
        _, values, deviations, articles, enough = self
        return Jackknife(self.rows, values[-1], deviations[:, -1], articles[-1], enough[-1])


def jackknife(rows: Ints, values: Floats, left_out: Floats, rests: Bools, spans: Floats) -> Jackknife:
    """The jackknife of any values over articles.

    Args:
        rows: the articles, `(rows,)`.
        values: of all of them.
        left_out: `(rows, *shape)`, the same without each.
        rests: `(rows, *shape)`, whether the article says something of the value.
        spans: how many spans two annotators have together, of a shape that can be broadcast to the values'.
    """
    rests = np.broadcast_to(rests, left_out.shape)
    articles = rests.sum(axis=0)
    deviations = np.where(rests, values - left_out, 0.0)
    count = np.maximum(articles, 1)
    deviations -= np.where(rests, deviations.sum(axis=0) / count, 0.0)
    deviations *= np.sqrt((count - 1) / count)
    enough = (articles >= LEAST_ARTICLES) & (np.broadcast_to(spans, values.shape) >= LEAST_SPANS)
    return Jackknife(rows, values, deviations, articles, enough)


def student(freedom: Floats, level: float = LEVEL) -> Floats:
    """The quantile of Student's t that `level` of it lies within, from four degrees of freedom on.

    The expansion 26.7.5 of Abramowitz & Stegun (1964): at 95 % a third of a thousandth too small for four degrees, less for
    more; at 99.9 % four hundredths for four degrees, a thousandth from nine on.
    """
    z = NormalDist().inv_cdf((1.0 + level) / 2.0)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    found = np.full(np.shape(freedom), z)
    for power, term in enumerate(terms, 1):
        found += term / freedom**power
    return found


def _margin(variance: Floats, freedom: Floats, enough: Bools) -> Floats:
    error = np.sqrt(variance)
    usable = enough & (error > _NO_VARIANCE)
    return np.where(usable, error * student(np.where(usable, freedom, LEAST_ARTICLES - 1.0)), np.nan)


def between(values: Floats, margin: Floats, least: Floats, largest: Floats | float = 1.0) -> Floats:
    """Low and high ends, `(2, *shape)`: the margin on the logit scale between two bounds; NaN where there is none."""
    width = largest - least
    share = (values - least) / width
    usable = (share > 0.0) & (share < 1.0) & ~np.isnan(margin)
    share = np.where(usable, share, 0.5)
    with np.errstate(over="ignore"):
        moved = np.where(usable, margin, 0.0) / width / (share * (1.0 - share))
        ends = np.stack([1.0 / (1.0 + (1.0 - share) / share * np.exp(side * moved)) for side in (1.0, -1.0)])
    return np.where(usable, least + width * ends, np.nan)


class Estimate(NamedTuple):
    """A value and its 95 % interval; `None` where undefined (or not asked for)."""

    value: float | None
    low: float | None = None
    high: float | None = None


Scores = dict[str, Estimate]
"""By the names in `MEASURES`."""


class Side(NamedTuple):
    """Counts of articles: of all labels together, or of each and then of all.

    Attributes:
        rows: the article of each row, none twice.
        counts: of the rows.
        pairs: how many pairs of annotators each row adds up.
    """

    rows: Ints
    counts: Counts
    pairs: Ints

    @classmethod
    def joined(cls, sides: Sequence[Side]) -> Side:
        """The sums of several, article by article."""
        rows = np.unique(np.concatenate([side.rows for side in sides]))
        flat = np.zeros((len(rows), sides[0].counts.flat().shape[1]))
        pairs = np.zeros(len(rows), dtype=np.int64)
        for side in sides:
            place = np.searchsorted(rows, side.rows)
            flat[place] += side.counts.flat()
            pairs[place] += side.pairs
        return cls(rows, sides[0].counts.like(flat), pairs)

    def only(self, articles: Ints) -> Side:
        """The same of some articles alone."""
        keep = np.isin(self.rows, articles)
        return self if keep.all() else Side(self.rows[keep], self.counts.rows(np.flatnonzero(keep)), self.pairs[keep])

    @property
    def with_spans(self) -> Ints:
        """How many articles have a span of each part, `(parts,)`."""
        return resting_on(self.rows, self.counts.spans)

    def jackknife(self) -> Jackknife:
        """Of all measures, `(parts, measures)`."""
        total = self.counts.total()
        spans = (self.counts.spans / np.maximum(self.pairs, 1)[:, None]).sum(axis=0)
        left_out = scores(total.less(self.counts))
        return jackknife(self.rows, scores(total), left_out, self.counts.spans[..., None] > 0, spans[:, None])


class Difference(NamedTuple):
    """One side's values less another's.

    Attributes:
        articles: how many each of the two sides has.
        paired: whether both are of the same articles, each of which is then left out of both at once.
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


def estimates(side: Side, *, with_intervals: bool = True) -> list[Scores]:
    """The measures of each part."""
    if not with_intervals:
        return [named(row) for row in scores(side.counts.total())]
    found = side.jackknife()
    low, high = between(found.values, found.margin, _least())
    return [named(*rows) for rows in zip(found.values, low, high, strict=True)]


def _least() -> Floats:
    return np.array([measure.least for measure in MEASURES.values()])


def meet(one: Side, other: Side) -> tuple[Side, Side, bool]:
    """Two sides cut down to the articles that both have, if these are two or more; and whether they are."""
    common = np.intersect1d(one.rows, other.rows)
    return (one.only(common), other.only(common), True) if len(common) > 1 else (one, other, False)


def less(one: Jackknife, other: Jackknife) -> Jackknife:
    """One less the other: an article of both moves both at once, any other the one that it is of."""
    rows = np.union1d(one.rows, other.rows)
    deviations = np.zeros((len(rows), *one.values.shape))
    deviations[np.searchsorted(rows, one.rows)] += one.deviations
    deviations[np.searchsorted(rows, other.rows)] -= other.deviations
    articles, enough = np.minimum(one.articles, other.articles), one.enough & other.enough
    return Jackknife(rows, one.values - other.values, deviations, articles, enough)


def _welch(one: Jackknife, other: Jackknife) -> Floats:
    """The margin of a difference between articles and others, with the degrees of freedom of Welch (1947)."""
    return _margin(one.variance + other.variance, welch_freedom(one, other), one.enough & other.enough)


def welch_freedom(one: Jackknife, other: Jackknife) -> Floats:
    """The degrees of freedom of a difference between articles and others (Welch 1947); 1 where neither varies."""
    terms = [side.variance**2 / side.freedom for side in (one, other)]
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = (one.variance + other.variance) ** 2 / (terms[0] + terms[1])
    return np.nan_to_num(freedom, nan=1.0)


def difference(
    one: Side, other: Side, paired: bool, *, with_intervals: bool = True, factor: Floats | None = None
) -> Difference:
    """One side less the other, of all labels together.

    Args:
        one: of some articles.
        other: of the same, or not.
        paired: whether they are the same.
        with_intervals: whether to have them.
        factor: what to multiply the standard errors by, in place of Student's t: see `largest_difference`.
    """
    left, right = one.jackknife().last(), other.jackknife().last()
    found = less(left, right)
    margin = found.margin if paired else _welch(left, right)
    if factor is not None:
        margin = np.where(np.isnan(margin), np.nan, factor * np.sqrt(found.variance))
    if not with_intervals:
        margin = np.full_like(margin, np.nan)
    farthest = 1.0 - _least()
    low, high = between(found.values, margin, -farthest, farthest)
    if with_intervals and paired:  # what differs in no article does not differ
        alike = (found.values == 0.0) & (found.variance == 0.0)
        low, high = np.where(alike, 0.0, low), np.where(alike, 0.0, high)
    every = named(found.values, low, high)
    return Difference(
        (len(one.rows), len(other.rows)),
        paired,
        named(left.values),
        named(right.values),
        {measure.name: every[measure.name] for measure in columns_shown()},
        len(np.intersect1d(one.rows, other.rows)),
    )


def largest_difference(sides: Sequence[Side], low_high: tuple[int, int], resamples: int, seed: int) -> Floats:
    """How many standard errors the lowest may lie below the highest by chance alone, `(measures,)`.

    Whoever picks the two out of several picks the largest difference of all: it is held against the largest that errors
    as large and as related as theirs make, where all are equal in truth (the maximum statistic of Westfall & Young 1993).

    Args:
        sides: all of which two were picked.
        low_high: the places of these two.
        resamples: how many sets of such errors are drawn, from a multivariate t distribution.
        seed: of numpy's default generator.

    Returns:
        The factor of the standard error of the two's difference; NaN where one of them has no interval.
    """
    every = [side.jackknife().last() for side in sides]
    apart = less(every[low_high[0]], every[low_high[1]])
    rows = np.unique(np.concatenate([one.rows for one in every]))
    factors = np.full(len(MEASURES), np.nan)
    for measure in range(len(factors)):
        usable = [one for one in every if not np.isnan(one.margin[measure])]
        if not apart.enough[measure] or len(usable) < 2 or not apart.variance[measure] > _NO_VARIANCE**2:
            continue
        deviations = np.zeros((len(rows), len(usable)))
        for place, one in enumerate(usable):
            deviations[np.searchsorted(rows, one.rows), place] = one.deviations[:, measure]
        freedom = min(int(one.articles[measure]) for one in usable) - 1
        ranges = _ranges(deviations.T @ deviations, freedom, resamples, seed)
        factors[measure] = np.quantile(ranges, LEVEL) / np.sqrt(apart.variance[measure])
    return factors


def _ranges(covariance: Floats, freedom: int, resamples: int, seed: int) -> Floats:
    """The largest less the smallest of related errors, `(resamples,)`, of a multivariate t distribution."""
    generator = np.random.default_rng(seed)
    values, vectors = np.linalg.eigh(covariance)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))).T
    at_once = max(_BLOCK // len(covariance), 1)
    found = [
        np.ptp(generator.standard_normal((min(at_once, resamples - first), len(covariance))) @ root, axis=1)
        for first in range(0, resamples, at_once)
    ]
    return np.concatenate(found) / np.sqrt(generator.chisquare(freedom, resamples) / freedom)
