"""Intervals by the jackknife over whole articles, and how far the lowest and highest of several differ by chance alone.

Spans of one article depend on each other, articles do not: so each article is left out once, and how far the values move
then says how far they would with other articles of the same kind (Quenouille 1956, Tukey 1958). The interval is one of
Student's t on the logit scale between the least and the largest value that there can be, so that it stays between them.

An article says something of a value only where it holds a span that the value counts. What rests on few such articles, or
on few spans, has no interval: none that could be given holds the true value as often as it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
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
LEAST_SPANS = 80
"""Nor below so many spans of the two annotators of a pair together, in the mean of the pairs."""
LEAST_FREEDOM = 2.0
"""Degrees of freedom of a standard error, however few articles make it up."""
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
        alike: as how many articles of like weight these count, of that shape: (Σw)² / Σw², w their spans (Kish 1965).
        enough: whether these and their spans are enough for an interval, of that shape.
    """

    rows: Ints
    values: Floats
    deviations: Floats
    articles: Ints
    alike: Floats
    enough: Bools

    @property
    def variance(self) -> Floats:
        """The squared standard errors; NaN where a value is undefined with or without one of the articles."""
        found: Floats = np.square(self.deviations).sum(axis=0)
        return found

    @property
    def freedom(self) -> Floats:
        """The degrees of freedom of the squared standard error, `LEAST_FREEDOM` at least.

        A sum that few articles make up is less sure than their number says. So it is twice the square of its mean by its
        variance (Satterthwaite 1946), both from the articles' shares in it, and at most one less than the articles. With few
        articles these shares are themselves found by chance, while it is known that long articles weigh more: so it is
        at most `alike` − ½ as well (one half is what simulated corpora ask for).
        """
        shares = np.square(self.deviations)
        total, most = shares.sum(axis=0), np.minimum(self.articles - 1.0, self.alike - 0.5)
        varying = np.square(shares).sum(axis=0) - total**2 / np.maximum(self.articles, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = 2.0 * total**2 / varying
        bounded: Floats = np.maximum(np.where(found < most, found, most), LEAST_FREEDOM)
        return bounded

    @property
    def margin(self) -> Floats:
        """Half the width of the interval before it is fitted between bounds; NaN where there is none."""
        return _margin(self.variance, self.freedom, self.enough)

    @property
    def has_interval(self) -> Bools:
        """Where there is a margin, of the values' shape."""
        return _usable(np.sqrt(self.variance), self.enough)

    def last(self) -> Jackknife:
        """Of all labels together alone."""
        return self.part(-1)

    def part(self, place: int) -> Jackknife:
        """One place of the first axis of the values."""
        rows, values, deviations, *columns = self
        return Jackknife(rows, values[place], deviations[:, place], *(column[place] for column in columns))


def jackknife(rows: Ints, values: Floats, left_out: Floats, spans: Floats, counted: Floats | None = None) -> Jackknife:
    """The jackknife of any values over articles.

    Args:
        rows: the articles, `(rows,)`.
        values: of all of them.
        left_out: `(rows, *shape)`, the same without each.
        spans: how many the value counts in each, of a shape that can be broadcast to `left_out`'s; an article without
            one says nothing of it.
        counted: how many there are in all of two annotators together, where that is not their sum.
    """
    spans = np.broadcast_to(spans, left_out.shape)
    rests, total = spans > 0, spans.sum(axis=0)
    counted = total if counted is None else np.broadcast_to(counted, total.shape)
    articles = rests.sum(axis=0)
    deviations = np.where(rests, values - left_out, 0.0)
    count = np.maximum(articles, 1)
    deviations -= np.where(rests, deviations.sum(axis=0) / count, 0.0)
    deviations *= np.sqrt((count - 1) / count)
    alike = np.divide(total**2, np.square(spans).sum(axis=0), out=np.ones(values.shape), where=total > 0)
    return Jackknife(rows, values, deviations, articles, alike, (articles >= LEAST_ARTICLES) & (counted >= LEAST_SPANS))


def student(freedom: Floats, level: float = LEVEL) -> Floats:
    """The quantile of Student's t that `level` of it lies within, from two degrees of freedom on, whole or not.

    Algorithm 396 of Hill (1970): at 95 to 99.9 % half a thousandth too large for two degrees, less for more.
    """
    n, tails = np.asarray(freedom, dtype=np.float64), 1.0 - level
    z = NormalDist().inv_cdf(tails / 2.0)
    a = 1.0 / (n - 0.5)
    b = 48.0 / a**2
    c = ((20700.0 * a / b - 98.0) * a - 16.0) * a + 96.36
    d = ((94.5 / (b + c) - 3.0) / b + 1.0) * np.sqrt(a * np.pi / 2.0) * n
    y = (d * tails) ** (2.0 / n)
    small = c + np.where(n < 5.0, 0.3 * (n - 4.5) * (z + 0.6), 0.0)
    small = (((0.05 * d * z - 5.0) * z - 7.0) * z - 2.0) * z + b + small
    near = (((((0.4 * z**2 + 6.3) * z**2 + 36.0) * z**2 + 94.5) / small - z**2 - 3.0) / b + 1.0) * z
    far = 1.0 / (((n + 6.0) / (n * y) - 0.089 * d - 0.822) * (n + 2.0) * 3.0) + 0.5 / (n + 4.0)
    far = (far * y - 1.0) * (n + 1.0) / (n + 2.0) + 1.0 / y
    found: Floats = np.sqrt(n * np.where(y > 0.05 + a, np.expm1(a * near**2), far))
    return found


def _margin(variance: Floats, freedom: Floats, enough: Bools) -> Floats:
    error = np.sqrt(variance)
    usable = _usable(error, enough)
    return np.where(usable, error * student(np.where(usable, freedom, LEAST_FREEDOM)), np.nan)


def _usable(error: Floats, enough: Bools) -> Bools:
    return enough & (error > _NO_VARIANCE)


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


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """Counts of articles: of all labels together, or of each and then of all. Its jackknife is kept: see `reckon`.

    Attributes:
        rows: the article of each row, none twice.
        counts: of the rows.
        pairs: how many pairs of annotators each row adds up.
    """

    rows: Ints
    counts: Counts
    pairs: Ints
    _kept: list[Jackknife] = field(default_factory=list, init=False, repr=False)

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
        if not self._kept:
            reckon([self])
        return self._kept[0]

    def keep(self, values: Floats, left_out: Floats) -> None:
        """Keep the jackknife, given the measures of all rows, `(parts, measures)`, and without each."""
        spans = self.counts.spans
        counted = (spans / np.maximum(self.pairs, 1)[:, None]).sum(axis=0)
        self._kept.append(jackknife(self.rows, values, left_out, spans[..., None], counted[:, None]))


def reckon(sides: Sequence[Side]) -> None:
    """Have sides of the same parts keep their jackknives: the measures of many are reckoned at once."""
    sizes = np.cumsum([side.counts.matches.size for side in sides])
    blocks = np.split(np.arange(len(sides)), np.flatnonzero(np.diff(sizes // _BLOCK)) + 1)
    for block in blocks:
        some = [sides[place] for place in block.tolist()]
        totals = [side.counts.total() for side in some]
        values = scores(_stacked(totals))
        left_out = scores(_joined([total.less(side.counts) for total, side in zip(totals, some, strict=True)]))
        cuts = np.cumsum([len(side.rows) for side in some])[:-1]
        for side, value, without in zip(some, values, np.split(left_out, cuts), strict=True):
            side.keep(value, without)


def _joined(counts: Sequence[Counts]) -> Counts:
    """The rows of several."""
    return Counts(*(np.concatenate([getattr(one, part) for one in counts]) for part in _PARTS))


def _stacked(totals: Sequence[Counts]) -> Counts:
    """Totals as rows."""
    return Counts(*(np.stack([getattr(one, part) for one in totals]) for part in _PARTS))


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


_PARTS = ("matches", "layers", "positions")


def estimate(value: float, low: float = np.nan, high: float = np.nan) -> Estimate:
    """Floats as an `Estimate`; NaN becomes `None`."""
    return Estimate(*(None if np.isnan(number) else float(number) for number in (value, low, high)))


def named(values: Floats, low: Floats | None = None, high: Floats | None = None) -> Scores:
    """The measures of one part, `(measures,)` each."""
    none = np.full(len(MEASURES), np.nan)
    columns = (values, none if low is None else low, none if high is None else high)
    known = [[None if number != number else number for number in column.tolist()] for column in columns]
    return dict(zip(MEASURES, map(Estimate, *known), strict=True))


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
    articles, alike = np.minimum(one.articles, other.articles), np.minimum(one.alike, other.alike)
    return Jackknife(rows, one.values - other.values, deviations, articles, alike, one.enough & other.enough)


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
    known = np.array([one.has_interval for one in every])
    for measure in range(len(factors)):
        usable = [every[place] for place in np.flatnonzero(known[:, measure]).tolist()]
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
