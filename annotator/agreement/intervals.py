"""Percentile intervals from resampling whole articles (Efron & Tibshirani 1993, chapter 13), seeded.

Spans of one article depend on each other, articles do not: so articles are drawn, with replacement, and every replicate
is a weighted sum of per-article sums. Replicates are made in blocks, as products of matrices.

An article says something of a value only where it holds a span that the value counts. What rests on one such article has
no interval: every replicate would give the same value, or none. What rests on few has an unstable one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from annotator.agreement.scores import Counts, scores
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
