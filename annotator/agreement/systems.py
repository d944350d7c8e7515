"""Two systems against the same gold: by how much one is better, how sure that is, and how far chance could make it.

Definitions: `docs/agreement.md`, "Two systems". What is compared is always the work of both on the same articles.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from annotator.agreement.intervals import Estimate, between, estimate, less
from annotator.agreement.measures import Sums
from annotator.agreement.precision_recall import FIELDS, MATCHES, jackknife_of, values_of, with_all_labels
from annotator.agreement.result import AgreementSettings
from annotator.agreement.table import Floats, Ints

_EXACTLY = 12
"""Articles that differ of which every swap is tried, 4,096, in place of random ones."""
_BLOCK = 2**20
_ALIKE = 1e-12
_EXACT_IN_HALF = 2**24


class DifferenceInAccuracy(NamedTuple):
    """One value of one system less that of another."""

    one: float | None
    other: float | None
    difference: Estimate
    p: float | None
    """Of the two-sided test; `None` where a value is undefined, or no test was asked for."""
    adjusted: float | None
    """The same, corrected for all pairs of systems (Holm 1979)."""


class TwoSystems(NamedTuple):
    """One system less another, over the articles of gold that both have annotated.

    Attributes:
        one, other: their names; the one has the higher strict F1.
        articles: how many both have.
        shuffles: how many swaps the test is of.
        exact: whether these are all that there are.
        values: by the names in `MATCHES` and `FIELDS`.
    """

    one: str
    other: str
    articles: int
    shuffles: int
    exact: bool
    values: dict[str, dict[str, DifferenceInAccuracy]]


def every_two(scored: list[tuple[str, Sums]], settings: AgreementSettings) -> list[TwoSystems]:
    """Every two that share two articles or more, the largest difference in strict F1 first.

    Args:
        scored: names, and the counts of gold and of each, the lowest strict F1 first.
        settings: how many swaps are drawn, and their seed; 0 for neither intervals nor tests.
    """
    pairs = [(one, other) for place, other in enumerate(scored) for one in scored[place + 1 :]]
    found = [two for one, other in pairs if (two := _two(one, other, settings)) is not None]
    found.sort(key=lambda two: -(two.values["strict"]["f1"].difference.value or 0.0))
    return _adjusted(found)


def _two(one: tuple[str, Sums], other: tuple[str, Sums], settings: AgreementSettings) -> TwoSystems | None:
    _, *rows = np.intersect1d(one[1].table.articles, other[1].table.articles, return_indices=True)
    if len(rows[0]) < 2:
        return None
    cells = [with_all_labels(sums)[which] for (_, sums), which in zip((one, other), rows, strict=True)]
    left, right = (values_of(side[:, -1].sum(axis=0)) for side in cells)
    found, low, high = differences(*cells)
    p, shuffles, exact = np.full_like(found, np.nan), 0, False
    if settings.resamples:
        p, shuffles, exact = swapped(cells[0][:, -1], cells[1][:, -1], settings.resamples, settings.seed)
    else:
        low = high = p
    flat = [
        DifferenceInAccuracy(estimate(a).value, estimate(b).value, estimate(*ends), estimate(chance).value, None)
        for a, b, *ends, chance in zip(left, right, found, low, high, p, strict=True)
    ]
    return TwoSystems(one[0], other[0], len(rows[0]), shuffles, exact, _by_name(flat))


def differences(one: Floats, other: Floats) -> tuple[Floats, Floats, Floats]:
    """Precision, recall and F1 over all labels, one system's less another's, with the ends of the paired intervals, `(9,)`.

    Args:
        one: what `with_all_labels` gives, of some articles.
        other: of the other system, of the same articles.
    """
    found = less(*(jackknife_of(side).last() for side in (one, other)))
    low, high = between(found.values, found.margin, np.full_like(found.values, -1.0))
    alike = (found.values == 0.0) & (found.variance == 0.0)  # what differs in no article does not differ
    return found.values, np.where(alike, 0.0, low), np.where(alike, 0.0, high)


def _by_name(flat: list[DifferenceInAccuracy]) -> dict[str, dict[str, DifferenceInAccuracy]]:
    width = len(FIELDS)
    return {
        match: dict(zip(FIELDS, flat[width * place : width * (place + 1)], strict=True))
        for place, match in enumerate(MATCHES)
    }


def swapped(one: Floats, other: Floats, shuffles: int, seed: int) -> tuple[Floats, int, bool]:
    """How often a difference as large comes about where in each article it is chance which system said which.

    Approximate randomization (Noreen 1989, chapter 2; for precision, recall and F1 Yeh 2000): the work of the two on an
    article is swapped with a chance of one half, and the absolute difference taken again. With few articles in which the
    two differ every swap is tried, and the test is exact; else the observed one counts as one of the draws.

    Args:
        one: counts of each article, `(articles, columns)`, all labels together.
        other: the other system's.
        shuffles: swaps that are drawn.
        seed: of numpy's default generator.

    Returns:
        p, `(values,)`, NaN where a value is undefined; of how many swaps; whether these are all.
    """
    change = other - one
    differing = change.any(axis=1)
    change = change[differing]
    if np.abs(change).sum() < _EXACT_IN_HALF:  # sums of whole numbers are exact in half the memory
        change = change.astype(np.float32)
    totals = one.sum(axis=0), other.sum(axis=0)
    observed = np.abs(values_of(totals[0]) - values_of(totals[1]))
    exact = len(change) <= _EXACTLY
    count = 2 ** len(change) if exact else shuffles
    generator, reached = np.random.default_rng(seed), np.zeros(len(observed), dtype=np.int64)
    at_once = max(_BLOCK // max(len(change), 1), 1)
    for first in range(0, count, at_once):
        draws = min(at_once, count - first)
        moved = (_swaps(generator, first, draws, len(change), exact=exact).astype(change.dtype) @ change).astype(float)
        found = np.abs(values_of(totals[0] + moved) - values_of(totals[1] - moved))
        reached += (~(found < observed - _ALIKE)).sum(axis=0)
    p = reached / count if exact else (reached + 1) / (count + 1)
    return np.where(np.isnan(observed), np.nan, p), count, exact


def _swaps(
    generator: np.random.Generator, first: int, draws: int, articles: int, *, exact: bool
) -> npt.NDArray[np.uint8]:
    """Which articles are swapped, `(draws, articles)`, 0 or 1."""
    if not exact:
        octets = np.frombuffer(generator.bytes(draws * -(-articles // 8)), dtype=np.uint8).reshape(draws, -1)
        return np.unpackbits(octets, axis=1, count=articles)
    numbers: Ints = np.arange(first, first + draws)
    bits = (numbers[:, None] >> np.arange(articles)) & 1
    return bits.astype(np.uint8)


def _adjusted(found: list[TwoSystems]) -> list[TwoSystems]:
    """With p values that hold for all pairs together, by Holm's procedure (1979), each measure by itself."""
    adjusted = [{match: dict(two.values[match]) for match in MATCHES} for two in found]
    for match in MATCHES:
        for field in FIELDS:
            known = [place for place, two in enumerate(found) if two.values[match][field].p is not None]
            known.sort(key=lambda place: found[place].values[match][field].p or 0.0)
            most = 0.0
            for rank, place in enumerate(known):
                one = found[place].values[match][field]
                most = max(most, min((one.p or 0.0) * (len(known) - rank), 1.0))
                adjusted[place][match][field] = one._replace(adjusted=most)
    return [two._replace(values=values) for two, values in zip(found, adjusted, strict=True)]
