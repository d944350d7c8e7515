"""Gamma of every article and of all together: observed disorder against what shuffling gives.

Definition and source: `docs/agreement.md`, "Gamma".
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from itertools import combinations
from typing import NamedTuple

import numpy as np

from annotator.agreement.table import Bools, Floats, Ints, Table


def cheapest_assignment(cost: Floats) -> Ints:
    """The column that each row gets, no two the same one, such that the sum of their costs is the least there is.

    Shortest augmenting paths with potentials (Jonker & Volgenant 1987), row by row.

    Args:
        cost: `(rows, columns)`, finite, not fewer columns than rows.

    Returns:
        `(rows,)`.
    """
    rows, columns = cost.shape
    of_row, of_column = np.zeros(rows), np.zeros(columns)
    owner = np.full(columns, -1, dtype=np.int64)
    for row in range(rows):
        distance = np.full(columns, np.inf)
        before = np.full(columns, -1, dtype=np.int64)
        open_columns = np.ones(columns, dtype=np.bool_)
        at, reached, column = row, 0.0, -1
        while True:
            step = reached + cost[at] - of_row[at] - of_column
            nearer = open_columns & (step < distance)
            distance[nearer] = step[nearer]
            before[nearer] = column
            column = int(np.where(open_columns, distance, np.inf).argmin())
            reached = float(distance[column])
            open_columns[column] = False
            if owner[column] < 0:
                break
            at = int(owner[column])
        closed = ~open_columns
        closed[column] = False
        of_row[owner[closed]] += reached - distance[closed]
        of_row[row] += reached
        of_column[closed] -= reached - distance[closed]
        while column >= 0:
            previous = int(before[column])
            owner[column] = row if previous < 0 else owner[previous]
            column = previous
    found = np.full(rows, -1, dtype=np.int64)
    found[owner[owner >= 0]] = np.flatnonzero(owner >= 0)
    return found


_LEAST_GAIN = 1e-9
_NUDGE = 1e-5
"""Right sides differ by up to this, so that no two corners fall together and the simplex method never circles."""
_LEAST_PIVOT = 1e-7
_APART = 1e-6
_REFRESHED = 120
_STEPS = 10**9
"""Numbers touched, some seconds' work."""
_NODES = 4_000


class TooMuchWorkError(Exception):
    """The search took more steps than it may."""


class _Solved(NamedTuple):
    value: float
    groups: Ints
    shares: Floats


def best_packing(members: Ints, values: Floats, size: int) -> float:
    """The largest sum of values of groups of which no two share a member.

    Args:
        members: `(groups, width)`, numbers below `size`, filled up with `size` itself.
        values: `(groups,)`, all above 0.
        size: how many members there are.

    Raises:
        TooMuchWorkError: if finding it would take more than some seconds or some thousand branches.
    """
    budget = [_STEPS]
    best = 0.0
    todo = [np.ones(len(values), dtype=np.bool_)]
    for _ in range(_NODES):
        if not todo:
            return best
        allowed = todo.pop()
        solved = _relaxed(members[allowed], values[allowed], size, budget)
        if solved.value <= best + _LEAST_GAIN:
            continue
        groups = np.flatnonzero(allowed)[solved.groups]
        order = groups[np.argsort(-solved.shares, kind="stable")]
        best = max(best, _greedy(members[order], values[order], size))
        if solved.value <= best + _LEAST_GAIN:
            continue
        pair = _split_pair(members[groups], solved.shares, size)
        if pair is None:
            raise TooMuchWorkError
        has = [(members == one).any(axis=1) for one in pair]
        todo += [allowed & ~(has[0] & has[1]), allowed & (has[0] == has[1])]
    raise TooMuchWorkError


def _greedy(members: Ints, values: Floats, size: int) -> float:
    """What a packing is worth that is there for certain: every group that still fits, in their order."""
    free = np.ones(size + 1, dtype=np.bool_)
    total = 0.0
    rest = np.arange(len(values))
    while len(rest):
        first = rest[0]
        total += float(values[first])
        free[members[first]] = False
        free[size] = True
        rest = rest[free[members[rest]].all(axis=1)]
    return total


def _split_pair(members: Ints, shares: Floats, size: int) -> tuple[int, int] | None:
    """Two members that a solution puts together only in part, the nearest to half; `None` if it is whole.

    One of the two is also in a group without the other: putting them together and keeping them apart both rule out a
    group, so that the search ends. There is such a pair, since a group in part shares a member with another one.
    """
    together = np.zeros((size + 1, size + 1))
    for one in range(members.shape[1]):
        for other in range(members.shape[1]):
            np.add.at(together, (members[:, one], members[:, other]), shares)
    together[size] = together[:, size] = 0.0
    covered = together.diagonal()
    off = np.abs(together - 0.5)
    off[covered[:, None] + covered - 2.0 * together < _APART] = np.inf
    nearest = divmod(int(off.argmin()), size + 1)
    return nearest if off[nearest] < 0.5 - _APART else None


def _relaxed(members: Ints, values: Floats, size: int, budget: list[int]) -> _Solved:
    """The best packing if groups could be taken in part: an upper bound, and the groups taken."""
    if not len(values):
        return _Solved(0.0, np.zeros(0, dtype=np.int64), np.zeros(0))
    tableau = _Simplex(size)
    while True:
        budget[0] -= members.size
        gain = values - np.append(tableau.prices(), 0.0)[members].sum(axis=1)
        gain[tableau.known] = 0.0
        brought = _best_of_each(members, gain)
        if not len(brought):
            return tableau.result()
        tableau.bring(brought, members[brought], values[brought])
        tableau.solve(budget)


def _best_of_each(members: Ints, gain: Floats) -> Ints:
    """For each member and place the group with the largest gain, if there is one with any."""
    rows = np.flatnonzero(gain > _LEAST_GAIN)
    rows = rows[np.argsort(-gain[rows], kind="stable")]
    first = [np.unique(column, return_index=True)[1] for column in members[rows].T]
    return rows[np.unique(np.concatenate(first))]


class _Simplex:
    """Maximise the sum of values · shares, where the shares of no member exceed 1."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._right = 1.0 + _NUDGE * np.random.default_rng(0).random(size)
        self._inverse = np.eye(size)
        self._basis = np.full(size, -1, dtype=np.int64)
        """By row, the place of a known group, or −1 − row of a member that may be left over."""
        self._basis -= np.arange(size)
        self.known = np.zeros(0, dtype=np.int64)
        self._members = np.zeros((0, 0), dtype=np.int64)
        self._values = np.zeros(0)

    def bring(self, groups: Ints, members: Ints, values: Floats) -> None:
        """Make groups known."""
        self._members = np.concatenate((self._members.reshape(-1, members.shape[1]), members))
        self.known = np.concatenate((self.known, groups))
        self._values = np.concatenate((self._values, values))

    def prices(self) -> Floats:
        """What each member is worth, `(size,)`."""
        found: Floats = self._basic_values() @ self._inverse
        return found

    def solve(self, budget: list[int]) -> None:
        """Go to the best corner over the known groups."""
        pivots = 0
        while True:
            prices = self.prices()
            gain = self._values - np.append(prices, 0.0)[self._members].sum(axis=1)
            group, left_over = int(gain.argmax()), int(prices.argmin())
            if gain[group] <= _LEAST_GAIN and prices[left_over] >= -_LEAST_GAIN:
                return
            if gain[group] >= -prices[left_over]:
                members = self._members[group]
                self._pivot(group, self._inverse[:, members[members < self._size]].sum(axis=1))
            else:
                self._pivot(-1 - left_over, self._inverse[:, left_over].copy())
            budget[0] -= self._size**2 + self._members.size
            if budget[0] < 0:
                raise TooMuchWorkError
            pivots += 1
            if pivots % _REFRESHED == 0:
                self._refresh()

    def result(self) -> _Solved:
        """The corner, without the nudges."""
        shares = self._inverse.sum(axis=1)
        rows = np.flatnonzero((self._basis >= 0) & (shares > 1e-7))
        places = self._basis[rows]
        return _Solved(float(self._basic_values() @ shares), self.known[places], shares[rows])

    def _basic_values(self) -> Floats:
        if not len(self._values):
            return np.zeros(self._size)
        return np.where(self._basis >= 0, self._values[self._basis.clip(0)], 0.0)

    def _pivot(self, entering: int, column: Floats) -> None:
        level = self._inverse @ self._right
        room = np.full(self._size, np.inf)
        np.divide(level, column, out=room, where=column > _LEAST_PIVOT)
        row = int(room.argmin())
        self._inverse[row] /= column[row]
        column[row] = 0.0
        self._inverse -= np.outer(column, self._inverse[row])
        self._basis[row] = entering

    def _refresh(self) -> None:
        """Invert the basis anew, before rounding adds up."""
        matrix = np.zeros((self._size + 1, self._size))
        for row, place in enumerate(self._basis.tolist()):
            matrix[self._members[place] if place >= 0 else -1 - place, row] = 1.0
        self._inverse[:] = np.linalg.inv(matrix[:-1])


MOST = 300_000
"""Groups of spans near one another."""
_LOOKED_AT = 2**22
_PORTION = 2**19
_EPSILON = 1e-12


def candidates(annotator: Ints, excess: Floats, pairs: int) -> tuple[Ints, Floats]:
    """All groups of two units or more that are not as good or better in two parts.

    Against both parts apart, joining them adds Σ excess over the pairs between them, / `pairs`, and spares Δ∅ = 1; so
    a group is of no use if these sums reach `pairs` for any way of parting it. That no part of it is worth more alone
    is looked at one unit against the rest while groups grow, and in all ways at the end.

    Args:
        annotator: `(units,)`, whose they are.
        excess: `(units, units)`, dissimilarity − Δ∅; between units of one annotator it is not read.
        pairs: n(n − 1)/2 for the n annotators of the article.

    Returns:
        `(groups, annotators)` of units, filled up with the number of units; what each spares against its units apart.

    Raises:
        TooMuchWorkError: if there are more than `MOST`.
    """
    size = len(annotator)
    people = np.unique(annotator)
    of = [np.flatnonzero(annotator == who) for who in people]
    padded = np.zeros((size + 1, size + 1))
    padded[:size, :size] = excess
    least = _least_to_come(excess, of)
    groups = np.full((1, 0), size, dtype=np.int64)
    for step, units in enumerate(of):
        groups = _grow(groups, units, padded, least[step], pairs)
    groups = groups[(groups < size).sum(axis=1) >= 2]
    groups = groups[_in_one_piece(groups, padded, pairs)]
    if len(groups) > MOST:
        raise TooMuchWorkError
    inside = np.zeros(len(groups))
    for one, other in combinations(range(len(of)), 2):
        inside += padded[groups[:, one], groups[:, other]]
    # Divided last: where units are equal these are whole numbers, and the disorder is 0 and not nearly so.
    spared: Floats = (groups < size).sum(axis=1) - 1.0 - inside / pairs
    worth = spared > _EPSILON
    return groups[worth], spared[worth]


def _least_to_come(excess: Floats, of: list[Ints]) -> Floats:
    """The least that units of later annotators can add to each unit's sum of excess, `(annotators, units + 1)`."""
    size = len(excess)
    least = np.zeros((len(of), size + 1))
    for step in range(len(of) - 2, -1, -1):
        least[step, :size] = least[step + 1, :size] + np.minimum(excess[:, of[step + 1]].min(axis=1), 0.0)
    return least


def _grow(groups: Ints, units: Ints, padded: Floats, least: Floats, pairs: int) -> Ints:
    """Every group with every unit of the next annotator, or with none, that may still become one of use."""
    choices = np.append(units, len(padded) - 1)
    if len(groups) * len(choices) > _LOOKED_AT:
        raise TooMuchWorkError
    each = max(_PORTION // len(choices), 1)
    grown = []
    for low in range(0, len(groups), each):
        some = groups[low : low + each]
        some = np.column_stack((np.repeat(some, len(choices), axis=0), np.tile(choices, len(some))))
        grown.append(some[_may_become_of_use(some, padded, least, pairs)])
    return np.concatenate(grown)


def _may_become_of_use(groups: Ints, padded: Floats, least: Floats, pairs: int) -> Bools:
    """Whether no unit is better off without the rest, whatever units are still to come."""
    size, columns = len(padded) - 1, range(groups.shape[1])
    keep = np.ones(len(groups), dtype=np.bool_)
    for column in columns:
        total = least[groups[:, column]].copy()
        for other in columns:
            if other != column:
                total += padded[groups[:, column], groups[:, other]]
        keep &= (groups[:, column] == size) | (total < pairs)
    return keep


def _in_one_piece(groups: Ints, padded: Floats, pairs: int) -> Bools:
    """Whether no way of parting a group into two makes it better or as good."""
    width = groups.shape[1]
    keep = np.ones(len(groups), dtype=np.bool_)
    there = groups < len(padded) - 1
    for count in range(1, width // 2 + 1):
        for part in combinations(range(width), count):
            rest = [column for column in range(width) if column not in part]
            between = np.zeros(len(groups))
            for one in part:
                for other in rest:
                    between += padded[groups[:, one], groups[:, other]]
            parted = there[:, part].any(axis=1) & there[:, rest].any(axis=1)
            keep &= ~parted | (between < pairs)
    return keep


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

    def rows(self, rows: Ints) -> Units:
        """Some of the units."""
        return Units(*(column[rows] for column in self))


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


MOST_UNITS = 2_000


def least_disorder(units: Units, people: int, weights: Weights) -> float:
    """The summed disorder of the unitary alignments of the best alignment: the paper's δ, times units an annotator.

    A unitary alignment takes at most one unit of each annotator. Its disorder is the mean, over all pairs of
    annotators, of the dissimilarity of their two units, or Δ∅ = 1 where one or both have none in it. An alignment puts
    each unit in one. Every unit alone costs 1; so what alignments spare against that is made as large as can be.

    Units fall apart into knots that have nothing to do with each other. Where two annotators meet, the best alignment
    is an assignment; where more do, a choice among all groups that are of use.

    Args:
        units: of all annotators.
        people: n, also those without a unit; at least 2.
        weights: of the dissimilarity.

    Raises:
        TooMuchWorkError: if it cannot be found exactly within the stated limits.
    """
    if len(units) > MOST_UNITS:
        raise TooMuchWorkError
    pairs = people * (people - 1) // 2
    excess = dissimilarities(units, weights) - 1.0
    spared = 0.0
    for knot in _knots(excess < pairs):
        annotator = units.annotator[knot]
        inside = excess[np.ix_(knot, knot)]
        present = np.unique(annotator)
        if len(present) == 2:
            spared += _of_two(inside[np.ix_(annotator == present[0], annotator == present[1])], pairs)
        elif len(present) > 2:
            groups, values = candidates(annotator, inside, pairs)
            spared += best_packing(groups, values, len(knot))
    return len(units) - spared


def _knots(linked: Bools) -> list[Ints]:
    """The connected parts, of two units or more, of the graph of the units that a group of use may join directly."""
    found = []
    unseen = linked.any(axis=1)
    while unseen.any():
        part = np.zeros(len(linked), dtype=np.bool_)
        fresh = np.flatnonzero(unseen)[:1]
        while len(fresh):
            part[fresh] = True
            fresh = np.flatnonzero(linked[fresh].any(axis=0) & ~part)
        unseen &= ~part
        found.append(np.flatnonzero(part))
    return found


def _of_two(excess: Floats, pairs: int) -> float:
    """What the best alignment of two annotators' units spares; beyond an excess of `pairs` units stay alone."""
    if len(excess) > excess.shape[1]:
        excess = excess.T
    cost = np.minimum(excess, pairs)
    return len(cost) - float(cost[np.arange(len(cost)), cheapest_assignment(cost)].sum()) / pairs


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
        chosen = draw.integers(people, size=people)
        cuts = _cuts(people, length, half, draw)
        parts = [_turned(units.rows(rows[who]), rank, cuts[rank], length) for rank, who in enumerate(chosen.tolist())]
        found = Units(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
        if len(found):
            return found


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


def _turned(units: Units, rank: int, cut: int, length: int) -> Units:
    start: Ints = (units.start + cut) % length
    return Units(np.full(len(units), rank, dtype=np.int64), start, start + units.end - units.start, units.label)


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
