"""How the words of two wordings correspond: matching stretches in order, with what differs in between.

Anchors are pairs of content words with one stem. The heaviest chain of anchors that goes forward in both wordings is found
with a tree of prefix maxima (Fenwick 1994) in O(r log n) for r anchors, as Hunt & Szymanski (1977) find a longest common
subsequence; anchors near the one before them weigh more, so that scattered words do not make a match. Chains are cut into
runs where they leap, and runs take in the small words between and beside their anchors.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from annotator.boards.tokens import Word

LEAP = 6
"""Words after the last anchor within which the next one must stand in both wordings to be of the same run."""
_NEAR = 4
_CLOSE = 0.5
"""What an anchor near the one before it weighs more."""
_INFLECTED = 0.6
"""What an anchor of one stem, but not one form, weighs."""
_REPEATS = 4
"""Places of one stem that a word is tried with: those nearest to where the heaviest chain so far goes on."""
_EDGE = 2
"""Words beyond a run within which an equal one is taken into it."""
_DENSEST = 0.4
"""The least share of content words of a run's stretch, in either wording, that are anchors."""

Pair = tuple[int, int]
"""The places of two words that correspond, in the first wording and in the second."""
Run = list[Pair]


class Indexed(NamedTuple):
    """A wording with the places of its stems."""

    words: Sequence[Word]
    places: dict[str, list[int]]
    """By stem, of content words."""


def indexed(words: Sequence[Word]) -> Indexed:
    """A wording, ready to be aligned with others."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        if word.says:
            places.setdefault(word.stem, []).append(place)
    return Indexed(words, places)


def align(one: Indexed, other: Sequence[Word], *, every: bool = False) -> list[Run]:
    """The runs of corresponding words, in order; each of at least two content words, or of one and two words beside it.

    Args:
        one: the first wording.
        other: the second.
        every: also runs that are shorter, or of words that are scattered.
    """
    chain = _chain(one, other)
    runs: list[Run] = []
    for pair in chain:
        if runs and pair[0] - runs[-1][-1][0] <= LEAP and pair[1] - runs[-1][-1][1] <= LEAP:
            runs[-1].append(pair)
        else:
            runs.append([pair])
    found: list[Run] = []
    low = (0, 0)
    for number, run in enumerate(runs):
        high = runs[number + 1][0] if number + 1 < len(runs) else (len(one.words), len(other))
        if every or _is_dense(run, one.words, other):
            grown = _grown(run, one.words, other, low, high)
            if every or len(run) > 1 or len(grown) > 2:
                found.append(grown)
                low = (grown[-1][0] + 1, grown[-1][1] + 1)
    return found


def _chain(one: Indexed, other: Sequence[Word]) -> list[Pair]:
    """The heaviest chain of anchors."""
    size = len(one.words) + 1
    weights, last = [0.0] * size, [-1] * size
    anchors: list[Pair] = []
    back: list[int] = []
    total: list[float] = []
    best = -1
    for j, word in enumerate(other):
        places = one.places.get(word.stem) if word.says else None
        if not places:
            continue
        if len(places) > _REPEATS:
            goes_on = j * len(one.words) // len(other) if best < 0 else anchors[best][0] + j - anchors[best][1]
            places = _nearest(places, goes_on)
        end = len(anchors)
        for i in reversed(places):  # so that no anchor of this word comes before another one of it
            before, weight = _before(i, weights, last)
            for near in range(end - 1, -1, -1):
                left, right = anchors[near]
                if j - right > _NEAR:
                    break
                if 0 < i - left <= _NEAR and total[near] + _CLOSE > weight:
                    before, weight = near, total[near] + _CLOSE
            weight += 1.0 if one.words[i].folded == word.folded else _INFLECTED
            anchors.append((i, j))
            back.append(before)
            total.append(weight)
            _put(i, len(anchors) - 1, weight, weights, last)
            if best < 0 or weight >= total[best]:
                best = len(anchors) - 1
    chain = []
    while best >= 0:
        chain.append(anchors[best])
        best = back[best]
    return chain[::-1]


def _before(place: int, weights: list[float], last: list[int]) -> tuple[int, float]:
    """The heaviest anchor before a place, and its weight."""
    best, weight = -1, 0.0
    while place > 0:
        if weights[place] > weight:
            best, weight = last[place], weights[place]
        place &= place - 1
    return best, weight


def _put(place: int, number: int, weight: float, weights: list[float], last: list[int]) -> None:
    place += 1
    while place < len(weights):
        if weight > weights[place]:
            weights[place], last[place] = weight, number
        place += place & -place


def _nearest(places: list[int], wanted: int) -> list[int]:
    """Some places around one, sorted."""
    low = max(min(bisect_left(places, wanted) - _REPEATS // 2, len(places) - _REPEATS), 0)
    return places[low : low + _REPEATS]


def _is_dense(run: Run, one: Sequence[Word], other: Sequence[Word]) -> bool:
    for side, words in ((0, one), (1, other)):
        stretch = words[run[0][side] : run[-1][side] + 1]
        if len(run) < _DENSEST * sum(word.says for word in stretch):
            return False
    return True


def _grown(run: Run, one: Sequence[Word], other: Sequence[Word], low: Pair, high: Pair) -> Run:
    """A run with the equal words between its anchors, before the first and after the last."""
    i, j = run[0]
    grown: Run = []
    while found := _between(one, other, (max(i - _EDGE, low[0]), max(j - _EDGE, low[1])), (i, j)):
        grown[:0] = found
        i, j = found[0]
    for number, (i, j) in enumerate(run):
        if number:
            grown += _between(one, other, (run[number - 1][0] + 1, run[number - 1][1] + 1), (i, j))
        grown.append((i, j))
    i, j = run[-1]
    while found := _between(one, other, (i + 1, j + 1), (min(i + 1 + _EDGE, high[0]), min(j + 1 + _EDGE, high[1]))):
        grown += found
        i, j = found[-1]
    return grown


def _between(one: Sequence[Word], other: Sequence[Word], low: Pair, high: Pair) -> Run:
    """Equal words of two short stretches, each taken with the next one that fits."""
    found: Run = []
    i = low[0]
    for j in range(low[1], high[1]):
        for place in range(i, high[0]):
            if one[place].folded == other[j].folded:
                found.append((place, j))
                i = place + 1
                break
    return found
