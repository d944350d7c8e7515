"""Gamma of every article and of all together: observed disorder against what shuffling gives.

Definition and source: `docs/agreement.md`, "Gamma".
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from annotator.agreement.gamma.alignment import MOST_UNITS, least_disorder
from annotator.agreement.gamma.candidates import MOST
from annotator.agreement.gamma.chance import shuffled
from annotator.agreement.gamma.packing import TooMuchWorkError
from annotator.agreement.gamma.units import Units, Weights
from annotator.agreement.table import Table

PRECISION = 0.05
"""How far, as a part of it, the expected disorder may be off in 19 of 20 cases."""
FEWEST = 30
_Z = 1.96


class ArticleGamma(NamedTuple):
    """One article's; disorders are per unit of a mean annotator."""

    units: int
    people: int
    observed: float | None = None
    expected: float | None = None
    """`None` where nobody tagged anything, or it was refused."""
    spread: float = 0.0
    """Standard deviation of the samples' disorders."""
    samples: int = 0
    refused: bool = False

    @property
    def value(self) -> float | None:
        """1 − observed / expected."""
        if self.observed is None or not self.expected:
            return None
        return 1.0 - self.observed / self.expected


class Gamma(NamedTuple):
    """The whole corpus.

    Attributes:
        value: 1 − Σ w · observed / Σ w · expected over the articles, with w the article's units by annotators;
            `None` where nobody tagged anything or an article was refused.
        low, high: where it would be with any other shuffles, in 19 of 20 cases. Not a confidence interval over articles.
        articles: by article code of the shared table.
        refused: the names of articles whose best alignment is too much work.
    """

    value: float | None
    low: float | None
    high: float | None
    articles: tuple[ArticleGamma, ...]
    refused: tuple[str, ...]
    weights: Weights
    seed: int


def gamma(
    table: Table, seed: int = 0, weights: Weights | None = None, progress: Callable[[int], None] | None = None
) -> Gamma:
    """Measure gamma.

    Args:
        table: of the articles that two or more have annotated.
        seed: of the shuffles. An article's shuffles depend on nothing but the seed and its name.
        weights: of the dissimilarity; by default 1 and 1.
        progress: told after every article how many units it had, and one more.
    """
    chosen = weights or Weights()
    ends = np.searchsorted(table.article, np.arange(len(table.articles)), side="right").tolist()
    articles = []
    for code, name in enumerate(table.articles):
        rows = slice(ends[code - 1] if code else 0, ends[code])
        ranks = np.cumsum(table.done[code], dtype=np.int64) - 1
        start, end, label = (column[rows].astype(np.int64) for column in (table.start, table.end, table.label))
        units = Units(ranks[table.annotator[rows]], start, end, label)
        digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
        draw = np.random.default_rng([seed, int.from_bytes(digest)])
        articles.append(of_article(units, int(ranks[-1]) + 1, int(table.lengths[code]), draw, chosen))
        if progress:
            progress(len(units) + 1)
    refused = tuple(name for name, one in zip(table.articles, articles, strict=True) if one.refused)
    value, low, high = (None, None, None) if refused else _together(articles)
    return Gamma(value, low, high, tuple(articles), refused, chosen, seed)


def of_article(units: Units, people: int, length: int, draw: np.random.Generator, weights: Weights) -> ArticleGamma:
    """Gamma of one article, with as many shuffles as its precision takes (section 5.3 of the paper)."""
    found = ArticleGamma(len(units), people)
    if not len(units):
        return found

    def sampled() -> float:
        chance = shuffled(units, people, length, draw)
        return least_disorder(chance, people, weights) * people / len(chance)

    try:
        observed = least_disorder(units, people, weights) * people / len(units)
        samples = [sampled() for _ in range(FEWEST)]
        mean = float(np.mean(samples))
        needed = int(np.ceil((np.std(samples) / mean * _Z / PRECISION) ** 2)) if mean else 0
        samples += [sampled() for _ in range(needed - FEWEST)]
    except TooMuchWorkError:
        return found._replace(refused=True)
    return found._replace(
        observed=observed,
        expected=float(np.mean(samples)),
        spread=float(np.std(samples)),
        samples=len(samples),
    )


def _together(articles: list[ArticleGamma]) -> tuple[float | None, float | None, float | None]:
    observed = expected = variance = 0.0
    for one in articles:
        if one.observed is not None and one.expected is not None:
            weight = one.units / one.people
            observed += weight * one.observed
            expected += weight * one.expected
            variance += (weight * one.spread) ** 2 / one.samples
    if not expected:
        return None, None, None
    off = _Z * float(np.sqrt(variance))
    low = 1.0 - observed / (expected - off) if expected > off else None
    return 1.0 - observed / expected, low, 1.0 - observed / (expected + off)


def refusal(found: Gamma) -> str:
    """Why there is no value, in a sentence without the names of the articles."""
    most = max(one.people for one in found.articles if one.refused)
    return (
        f"the best alignment of {most} annotators' spans is too much work to be found exactly (limits: {MOST_UNITS:,} spans in "
        f"an article, {MOST:,} groups of spans near one another, some seconds), and gamma is not guessed: name fewer "
        "annotators' files, or choose articles or one label"
    )
