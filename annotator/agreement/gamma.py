"""Gamma (Mathet, Widlöcher & Métivier 2015): observed disorder of the best alignment against what shuffling gives.

Formulas, limits and sources: `docs/agreement.md`, "Gamma". The best alignments are found by scipy, from the extra `gamma`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from itertools import chain, combinations, product
from typing import Any, NamedTuple

import numpy as np

from annotator.agreement.table import Floats, Ints, Table
from annotator.errors import need

MOST_UNITS = 2_000
MOST_GROUPS = 300_000
"""Groups of spans near one another."""
PRECISION = 0.05
"""How far, as a part of it, the expected disorder may be off in 19 of 20 cases."""
FEWEST = 30
"""Shuffles."""
_Z = 1.96
_LOOKED_AT = 2**22
_PORTION = 2**19
_EPSILON = 1e-12
_LEAST_GAIN = 1e-9
_APART = 1e-6
_AT_ONCE = 500
"""Groups that are given to the solver at once, since each call of it takes a millisecond."""
_SCALE = 1024
"""The solver stops when it is within 1e-6 of the best, whatever it is asked for: values are given to it so many times."""
_NODES = 4_000
"""Branches of a search for a packing. It is not timed, so that no figure depends on the machine."""


MOST_STEPS = 40_000_000_000
"""Steps for the alignments of an article and its shuffles; counted, not timed: some ten seconds."""
_PER_GROUP, _PER_BRANCH = 100, 1_000
"""Steps that a group takes in a packing for each unit, and in a branch of the search for one."""


class TooMuchWorkError(Exception):
    """The best alignment is too much work to be found exactly."""


class Steps:
    """What has been spent of `most` steps."""

    def __init__(self, most: int = MOST_STEPS) -> None:
        self.most, self.spent = most, 0

    def spend(self, steps: int) -> None:
        """Count steps.

        Raises:
            TooMuchWorkError: if these are too many.
        """
        self.spent += steps
        if self.spent > self.most:
            raise TooMuchWorkError

    def foresee(self, times: float) -> None:
        """Give up at once what would take `times` as many steps as were spent, if these are too many."""
        if self.spent * times > self.most:
            raise TooMuchWorkError


class Weights(NamedTuple):
    """The parameters of the dissimilarity, as the paper names them; Δ∅, the cost of a missing unit, is 1."""

    alpha: float = 1.0
    """Weight of the positions."""
    beta: float = 1.0
    """Weight of the labels."""


class Units(NamedTuple):
    """What all annotators tagged in an article, `(units,)` each."""

    annotator: Ints
    """Numbers 0 … n − 1; an annotator may have no unit."""
    start: Ints
    end: Ints
    label: Ints

    def __len__(self) -> int:
        return len(self.annotator)


class Alignment(NamedTuple):
    """The best alignment of an article's units.

    Attributes:
        disorder: the summed disorder of its unitary alignments.
        groups: `(groups, annotators)`: the units of those that have two or more, filled up with the number of units.
    """

    disorder: float
    groups: Ints


class CatDisorder(NamedTuple):
    """How far labels of aligned units differ (Mathet 2017): the sum of weights, and of weights by dissimilarities."""

    weight: float
    differing: float


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
    cat: CatDisorder = CatDisorder(0.0, 0.0)
    """Of the best alignment."""
    cat_expected: float | None = None
    """The mean disorder of labels over the samples; `None` where no units are aligned in any."""

    @property
    def value(self) -> float | None:
        """1 − observed / expected."""
        return None if self.observed is None or not self.expected else 1.0 - self.observed / self.expected


class Gamma(NamedTuple):
    """The whole corpus."""

    value: float | None
    """1 − Σ w · observed / Σ w · expected over the articles, with w the article's units by annotators; `None` where
    nobody tagged anything or an article was refused."""
    low: float | None
    """`low` to `high` is where it would be with other shuffles, in 19 of 20 cases: no confidence interval over articles."""
    high: float | None
    cat: float | None
    """Gamma-cat: 1 − Σ observed · w / Σ expected · w over the articles, with w the weights of the article's aligned units."""
    articles: tuple[ArticleGamma, ...]
    """By article code of the shared table."""
    refused: tuple[str, ...]
    """The names of articles whose best alignment is too much work."""
    weights: Weights
    seed: int


def gamma(
    table: Table, seed: int = 0, progress: Callable[[int], None] | None = None, weights: Weights | None = None
) -> Gamma:
    """Measure gamma, by default with the paper's weights of 1.

    Args:
        table: of the articles that two or more have annotated.
        seed: of the shuffles. An article's shuffles depend on nothing but the seed and its name.
        progress: told after every article how many units it had, and one more.
        weights: of positions and labels.
    """
    weights = weights or Weights()
    ends = np.searchsorted(table.article, np.arange(len(table.articles)), side="right").tolist()
    articles = []
    for code, name in enumerate(table.articles):
        rows = slice(ends[code - 1] if code else 0, ends[code])
        ranks = np.cumsum(table.done[code], dtype=np.int64) - 1
        start, end, label = (column[rows].astype(np.int64) for column in (table.start, table.end, table.label))
        units = Units(ranks[table.annotator[rows]], start, end, label)
        digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
        draw = np.random.default_rng([seed, int.from_bytes(digest)])
        articles.append(of_article(units, int(ranks[-1]) + 1, int(table.lengths[code]), draw, weights))
        if progress:
            progress(len(units) + 1)
    refused = tuple(name for name, one in zip(table.articles, articles, strict=True) if one.refused)
    value, low, high = (None, None, None) if refused else _together(articles)
    return Gamma(
        value, low, high, None if refused else _cat_together(articles), tuple(articles), refused, weights, seed
    )


def of_article(units: Units, people: int, length: int, draw: np.random.Generator, weights: Weights) -> ArticleGamma:
    """Gamma of one article, with as many shuffles as its precision takes (section 5.3 of the paper)."""
    if not len(units):
        return ArticleGamma(0, people)

    steps = Steps()

    cats: list[CatDisorder] = []

    def disorder(found: Units) -> float:
        best = best_alignment(found, people, weights, steps)
        cats.append(cat_disorder(found, best.groups, weights))
        return best.disorder * people / len(found)

    try:
        observed = disorder(units)
        steps.foresee(FEWEST)
        samples = [disorder(shuffled(units, people, length, draw)) for _ in range(FEWEST)]
        mean = float(np.mean(samples))
        needed = int(np.ceil((np.std(samples) / mean * _Z / PRECISION) ** 2)) if mean else 0
        steps.foresee(needed / FEWEST)
        samples += [disorder(shuffled(units, people, length, draw)) for _ in range(needed - FEWEST)]
    except TooMuchWorkError:
        return ArticleGamma(len(units), people, refused=True)
    mean, spread = float(np.mean(samples)), float(np.std(samples))
    aligned = [cat.differing / cat.weight for cat in cats[1:] if cat.weight]
    expected = float(np.mean(aligned)) if aligned else None
    return ArticleGamma(len(units), people, observed, mean, spread, len(samples), False, cats[0], expected)


def _cat_together(articles: list[ArticleGamma]) -> float | None:
    known = [(one.cat, one.cat_expected) for one in articles if one.cat_expected is not None]
    expected = sum(cat.weight * mean for cat, mean in known)
    return 1.0 - sum(cat.differing for cat, _ in known) / expected if expected else None


def cat_disorder(units: Units, groups: Ints, weights: Weights) -> CatDisorder:
    """How far labels of aligned units differ: gamma-cat's disorder before it is divided (Mathet 2017).

    Every two units of a unitary alignment of v units count 1/(v − 1) times their positional confidence, max(0, 1 − α ·
    positional dissimilarity). Units that are aligned with none say nothing of labels.

    Args:
        units: the article's.
        groups: `Alignment.groups`.
        weights: of the dissimilarity that the alignment is of.
    """
    there = groups < len(units)
    size = there.sum(axis=1)
    weight = differing = 0.0
    for one, other in combinations(range(groups.shape[1]), 2):
        both = there[:, one] & there[:, other]
        left, right = groups[both, one], groups[both, other]
        shift = np.abs(units.start[left] - units.start[right]) + np.abs(units.end[left] - units.end[right])
        length = units.end[left] - units.start[left] + units.end[right] - units.start[right]
        confidence = np.maximum(0.0, 1.0 - weights.alpha * (shift / length) ** 2) / (size[both] - 1)
        weight += float(confidence.sum())
        differing += float(confidence[units.label[left] != units.label[right]].sum())
    return CatDisorder(weight, differing)


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
        f"an article, {MOST_GROUPS:,} groups of spans near one another, {_NODES:,} branches, {MOST_STEPS / 1e9:,.0f} billion steps), and gamma is not guessed: name fewer "
        "annotators' files, or choose articles or one label"
    )


def shuffled(units: Units, people: int, length: int, draw: np.random.Generator) -> Units:
    """An article of as many annotators, none of whom knows of another.

    Each is the work of an annotator drawn from all (so that the same one may serve twice), cut at a random place and
    put together the other way round: numbers, lengths, labels and gaps stay as people make them. A unit that the cut
    would fall into stays whole and may stick out at the end. The places of the cuts are at least half a mean unit from
    each other, as long as there is room, since two cuts of one annotator at one place would agree by construction.
    Articles in which nobody tagged anything are drawn again.

    Args:
        units: the article's, at least one.
        people: its annotators.
        length: of the article, code points; at least 1.
        draw: where chance comes from.
    """
    half = float((units.end - units.start).mean()) / 2
    rows = [np.flatnonzero(units.annotator == who) for who in range(people)]
    while True:
        chosen = [rows[who] for who in draw.integers(people, size=people).tolist()]
        cuts = _cuts(people, length, half, draw)
        if not sum(map(len, chosen)):
            continue
        own = np.concatenate(chosen)
        ranks = np.repeat(np.arange(people), [len(mine) for mine in chosen])
        start: Ints = (units.start[own] + np.array(cuts)[ranks]) % length
        return Units(ranks, start, start + units.end[own] - units.start[own], units.label[own])


def _cuts(count: int, length: int, apart: float, draw: np.random.Generator) -> list[int]:
    """Places in a circle of `length`, at least `apart` from each other while there is room."""
    free = np.arange(length)
    cuts: list[int] = []
    for _ in range(count):
        cut = int(draw.choice(free)) if len(free) else int(draw.integers(length))
        cuts.append(cut)
        distance = np.abs(free - cut)
        free = free[np.minimum(distance, length - distance) >= apart]
    return cuts


def dissimilarities(units: Units, weights: Weights) -> Floats:
    """How unlike every two units are, `(units, units)`; infinite between units of one annotator.

    α · ((|Δstart| + |Δend|) / (length + length))² + β · (0 for one label, 1 for two): the paper's combination of its
    sporadic positional dissimilarity and a categorial one in which all labels are equally far from each other.
    """
    length = units.end - units.start
    shift = np.abs(units.start[:, None] - units.start) + np.abs(units.end[:, None] - units.end)
    position = (shift / (length[:, None] + length)) ** 2
    found: Floats = weights.alpha * position + weights.beta * (units.label[:, None] != units.label)
    found[units.annotator[:, None] == units.annotator] = np.inf
    return found


def least_disorder(units: Units, people: int, weights: Weights, steps: Steps | None = None) -> float:
    """The summed disorder of the unitary alignments of the best alignment; see `best_alignment`."""
    return best_alignment(units, people, weights, steps).disorder


def best_alignment(units: Units, people: int, weights: Weights, steps: Steps | None = None) -> Alignment:
    """The alignment with the least summed disorder of its unitary alignments: the paper's δ, times units an annotator.

    A unitary alignment takes at most one unit of each annotator. Its disorder is the mean, over all pairs of
    annotators, of the dissimilarity of their two units, or Δ∅ = 1 where one or both have none in it. An alignment puts
    each unit in one. Every unit alone costs 1; so what alignments spare against that is made as large as can be.

    Units fall apart into knots that have nothing to do with each other (the connected parts of the graph of units that
    a group of use may join directly). Where two annotators meet, the best alignment is an assignment; where more do, a
    choice among all groups that are of use.

    Args:
        units: of all annotators.
        people: n, also those without a unit; at least 2.
        weights: of the dissimilarity.
        steps: counted there; by default as many are allowed as for an article with its shuffles.

    Raises:
        TooMuchWorkError: if it cannot be found exactly within the stated limits.
    """
    if len(units) > MOST_UNITS:
        raise TooMuchWorkError
    steps = steps or Steps()
    pairs = people * (people - 1) // 2
    excess = dissimilarities(units, weights) - 1.0
    _, knots = _scipy("sparse.csgraph").connected_components(excess < pairs, directed=False)
    spared, groups_found = 0.0, [np.full((0, people), len(units), dtype=np.int64)]
    for number in range(int(knots.max()) + 1):
        knot = np.flatnonzero(knots == number)
        annotator = units.annotator[knot]
        inside = excess[np.ix_(knot, knot)]
        present = np.unique(annotator)
        if len(present) == 2:
            # Beyond an excess of `pairs` two units stay alone.
            cost = np.minimum(inside[np.ix_(annotator == present[0], annotator == present[1])], pairs)
            steps.spend(cost.size * min(cost.shape))
            rows, columns = _scipy("optimize").linear_sum_assignment(cost)
            matched = cost[rows, columns]
            spared += len(matched) - float(matched.sum()) / pairs
            joined = matched < pairs
            sides = [knot[annotator == who] for who in present]
            groups_found.append(
                _widened(np.stack((sides[0][rows], sides[1][columns]), axis=1)[joined], people, len(units))
            )
        elif len(present) > 2:
            groups, values = candidates(annotator, inside, pairs)
            best, chosen = best_packing(groups, values, len(knot), steps)
            spared += best
            groups_found.append(_widened(np.append(knot, len(units))[groups[chosen]], people, len(units)))
    return Alignment(len(units) - spared, np.concatenate(groups_found))


def _widened(groups: Ints, people: int, none: int) -> Ints:
    """With a column for each annotator, filled up with `none`."""
    found = np.full((len(groups), people), none, dtype=np.int64)
    found[:, : groups.shape[1]] = groups
    return found


def best_packing(members: Ints, values: Floats, size: int, steps: Steps) -> tuple[float, Ints]:
    """The largest sum of values of groups of which no two share a member, and the rows of these groups.

    First groups may be taken in part, which bounds the sum from above; of all groups only those are given to the solver
    that the members' prices there do not yet pay for (column generation). Where the best is not whole, it is found by
    branching, over the groups that can still be in it: those that would lose no more than the bound is above the best
    packing known.

    Args:
        members: `(groups, width)`, numbers below `size`, filled up with `size` itself.
        values: `(groups,)`, all above 0.
        size: how many members there are.
        steps: counted there.

    Raises:
        TooMuchWorkError: if it would take more than `_NODES` branches, or too many steps.
    """
    steps.spend(_PER_GROUP * size * len(values))
    known = np.zeros(0, dtype=np.int64)
    gain = values
    while len(more := np.flatnonzero(gain > _LEAST_GAIN)):
        known = np.concatenate((known, more[np.argsort(-gain[more], kind="stable")][: max(4 * size, _AT_ONCE)]))
        solved = _scipy("optimize").linprog(
            -values[known],
            _incidence(members[known], size),
            np.ones(size),
            options={"dual_feasibility_tolerance": _LEAST_GAIN / 10},
        )
        prices = -solved.ineqlin.marginals
        gain = values - np.append(prices, 0.0)[members].sum(axis=1)
        lost = -gain
        gain[known] = 0.0
    if not len(known):
        return 0.0, known
    if (np.abs(solved.x - 0.5) > 0.5 - _APART).all():
        chosen = known[solved.x > 0.5]
        return float(values[chosen].sum()), chosen
    chosen = known[_best_whole(members[known], values[known], size, steps)]
    best = float(values[chosen].sum())
    above = float(prices.sum()) - best
    if above > _LEAST_GAIN:
        near = np.flatnonzero(lost <= above + _LEAST_GAIN)
        other = near[_best_whole(members[near], values[near], size, steps)]
        chosen = other if float(values[other].sum()) > best else chosen
    return float(values[chosen].sum()), chosen


def _best_whole(members: Ints, values: Floats, size: int, steps: Steps) -> Ints:
    """The rows of the best groups; see `best_packing`."""
    optimize = _scipy("optimize")
    solved = optimize.milp(
        -_SCALE * values,
        integrality=np.ones(len(values)),
        bounds=optimize.Bounds(0, 1),
        constraints=optimize.LinearConstraint(_incidence(members, size), ub=1),
        options={"mip_rel_gap": 0, "node_limit": _NODES},
    )
    steps.spend(_PER_BRANCH * len(values) * int(solved.mip_node_count or 1))
    if solved.status != 0:
        raise TooMuchWorkError
    return np.flatnonzero(solved.x > 0.5)


def _incidence(members: Ints, size: int) -> Any:
    """Which members the groups have, a sparse matrix `(size, groups)`."""
    there = members < size
    groups = np.repeat(np.arange(len(members)), there.sum(axis=1))
    return _scipy("sparse").csc_array((np.ones(len(groups)), (members[there], groups)), (size, len(members)))


def _scipy(part: str) -> Any:
    return need(f"scipy.{part}", "gamma", "gamma")


def candidates(annotator: Ints, excess: Floats, pairs: int) -> tuple[Ints, Floats]:
    """All groups of two units or more that are not as good or better in two parts.

    Against both parts apart, joining them adds Σ excess over the pairs between them, / `pairs`, and spares Δ∅ = 1; so
    a group is of no use if these sums reach `pairs` for any way of parting it. That is looked at while groups grow, an
    annotator at a time.

    Args:
        annotator: `(units,)`, whose they are.
        excess: `(units, units)`, dissimilarity − Δ∅; between units of one annotator it is not read.
        pairs: n(n − 1)/2 for the n annotators of the article.

    Returns:
        `(groups, annotators)` of units, filled up with the number of units; what each spares against its units apart.

    Raises:
        TooMuchWorkError: if there are more than `MOST_GROUPS`.
    """
    size = len(annotator)
    of = [np.flatnonzero(annotator == who) for who in np.unique(annotator)]
    padded = np.zeros((size + 1, size + 1))
    padded[:size, :size] = excess
    least = np.zeros((len(of), size + 1))
    """The least that units of later annotators can add to each unit's sum of excess."""
    for step in range(len(of) - 2, -1, -1):
        least[step, :size] = least[step + 1, :size] + np.minimum(excess[:, of[step + 1]].min(axis=1), 0.0)
    groups = np.full((1, 0), size, dtype=np.int64)
    for step, units in enumerate(of):
        choices = np.append(units, size)
        if len(groups) * len(choices) > _LOOKED_AT:
            raise TooMuchWorkError
        each = max(_PORTION // len(choices), 1)
        some = (groups[low : low + each] for low in range(0, len(groups), each))
        groups = np.concatenate([_grown(portion, choices, padded, least[step], pairs) for portion in some])
    groups = groups[(groups < size).sum(axis=1) >= 2]
    if len(groups) > MOST_GROUPS:
        raise TooMuchWorkError
    # Divided last: where units are equal these are whole numbers, and the disorder is 0 and not nearly so.
    spared: Floats = (
        (groups < size).sum(axis=1) - 1.0 - _between(combinations(range(len(of)), 2), groups, padded) / pairs
    )
    worth = spared > _EPSILON
    return groups[worth], spared[worth]


def _grown(groups: Ints, choices: Ints, padded: Floats, least: Floats, pairs: int) -> Ints:
    """Each group with each of `choices`, if no part of it is better off, or as good, without the rest and all to come."""
    groups = np.column_stack((np.repeat(groups, len(choices), axis=0), np.tile(choices, len(groups))))
    columns = range(groups.shape[1])
    keep = np.ones(len(groups), dtype=np.bool_)
    for part in chain.from_iterable(combinations(columns, count) for count in range(1, len(columns) // 2 + 1)):
        between = _between(product(part, set(columns) - set(part)), groups, padded)
        keep &= between + least[groups[:, part]].sum(axis=1) < pairs
    return groups[keep]


def _between(pairs: Iterable[tuple[int, int]], groups: Ints, padded: Floats) -> Floats:
    """The sum of excess over these pairs of columns, `(groups,)`."""
    total = np.zeros(len(groups))
    for one, other in pairs:
        total += padded[groups[:, one], groups[:, other]]
    return total
