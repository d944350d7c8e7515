"""The most valuable choice of groups that share no member: integer programming in small, exact.

The linear programme is solved by the revised simplex method, with groups brought in as they are needed; where its
solution is not whole, two members are put together or kept apart (Ryan & Foster 1981), and both are solved.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from annotator.agreement.table import Floats, Ints

_EPSILON = 1e-9
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
        if solved.value <= best + _EPSILON:
            continue
        groups = np.flatnonzero(allowed)[solved.groups]
        order = groups[np.argsort(-solved.shares, kind="stable")]
        best = max(best, _greedy(members[order], values[order], size))
        if solved.value <= best + _EPSILON:
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
    rows = np.flatnonzero(gain > _EPSILON)
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
            if gain[group] <= _EPSILON and prices[left_over] >= -_EPSILON:
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
