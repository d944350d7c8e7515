"""Alpha for unitizing and for characters, kappa: all from one sweep over the boundaries of each label's spans.

Definitions and sources: `docs/agreement.md`, "Alpha". A *layer* is one label in one article.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from annotator.agreement.pairing import Block
from annotator.agreement.table import Floats, Ints, tally

_BITS = 62


class CoveredCharacters(NamedTuple):
    """What the sweep over a block counts, in code points."""

    covered: Ints
    """`(articles, ranks, labels)`: characters that each finisher covers."""
    squares: Ints
    """`(articles, ranks, labels)`: sum of the squared lengths of the finisher's units."""
    differing: Ints
    """`(articles, labels)`: Σ W · C · (m − C) over stretches of W characters that C of m finishers cover."""
    both: Ints
    """`(cells, labels)`: characters that both annotators of a cell cover."""


class _UnitedSpans(NamedTuple):
    """The united spans: `layer` and `rank` say whose, `[start, end)` where."""

    layer: Ints
    rank: Ints
    start: Ints
    end: Ints


def sweep(block: Block) -> CoveredCharacters:
    """Unite, then go once over all boundaries of the block."""
    units = _unite(block)
    shape = len(block.m), block.most, block.labels
    article, label = np.divmod(units.layer, max(block.labels, 1))
    code = (article * block.most + units.rank) * block.labels + label
    length = units.end - units.start
    layer, width, count, who = _stretches(units, block.most)
    m = block.m[layer // max(block.labels, 1)]
    shared = np.flatnonzero(count >= 2)
    return CoveredCharacters(
        covered=tally(code, shape, length),
        squares=tally(code, shape, length * length),
        differing=tally(layer, (shape[0], shape[2]), width * count * (m - count)),
        both=_both(block, layer[shared], width[shared], [word[shared] for word in who]),
    )


def _unite(block: Block) -> _UnitedSpans:
    """Each finisher's overlapping spans of a layer joined; those that only touch stay two units."""
    owner = block.layer * block.most + block.rank
    width = int(block.end.max(initial=0)) + 1
    place = owner * width + block.start
    order = np.argsort(place, kind="stable")
    place, owner = place[order], owner[order]
    reach = np.maximum.accumulate(owner * width + block.end[order])
    fresh = np.ones(len(place), dtype=np.bool_)
    fresh[1:] = place[1:] >= reach[:-1]
    last = np.append(fresh[1:], [True])[: len(place)]
    layer, rank = np.divmod(owner[fresh], block.most)
    return _UnitedSpans(layer, rank, place[fresh] % width, reach[last] % width)


def _stretches(units: _UnitedSpans, most: int) -> tuple[Ints, Ints, Ints, list[Ints]]:
    """The stretches between neighbouring boundaries of a layer that at least one unit covers.

    Returns:
        Their layers, widths and numbers of coverers, `(stretches,)`, and who covers them: words of 62 bits, a bit a rank.
    """
    bound = int(units.end.max(initial=0)) + 1
    place = np.concatenate((units.layer * bound + units.start, units.layer * bound + units.end))
    order = np.argsort(place, kind="stable")
    place = place[order]
    width = np.diff(place, append=place[-1:])
    step = np.repeat(np.array([1, -1], dtype=np.int64), len(units.start))
    count = np.cumsum(step[order])
    covered = np.flatnonzero((width > 0) & (count > 0))
    words = []
    for word in range(-(-most // _BITS)):
        bit = np.where(units.rank // _BITS == word, np.int64(1) << (units.rank % _BITS), 0)
        # A finisher's units of a layer never overlap, so that adding and subtracting sets and clears the bit.
        words.append(np.cumsum(np.concatenate((bit, -bit))[order])[covered])
    return place[covered] // bound, width[covered], count[covered], words


def _both(block: Block, layer: Ints, width: Ints, who: list[Ints]) -> Ints:
    """Characters that both annotators of each cell cover, `(cells, labels)`; stretches stand in the order of their layers."""
    found = np.zeros((len(block.pairs), block.labels), dtype=np.int64)
    if not len(layer):
        return found
    covers = np.stack([who[rank // _BITS] >> (rank % _BITS) & 1 for rank in range(block.most)], axis=1)
    for low in range(block.most - 1):
        mine = np.flatnonzero(covers[:, low])
        if not len(mine):
            continue
        of_layer = layer[mine]
        first = np.flatnonzero(np.diff(of_layer, prepend=-1))
        shared = np.add.reduceat(covers[mine, low + 1 :] * width[mine, None], first, axis=0)
        article, label = np.divmod(of_layer[first], block.labels)
        row, more = np.nonzero(shared)  # who has not annotated the article covers nothing of it
        cell = block.cell_of(article[row], low, low + 1 + more)
        found[cell, label[row]] = shared[row, more]
    return found


def alpha(differing: Floats, positions: Ints | Floats, covered: Ints | Floats, squares: Ints | Floats) -> Floats:
    """Alpha for unitizing of one layer over any articles: 1 − Do / De (Krippendorff, Mathet, Bouvry & Widlöcher 2016).

    Args:
        differing: o, Σ W · C · (m − C) / (m − 1).
        positions: n, Σ m · length.
        covered: n1, the summed lengths of all units.
        squares: q, the summed squares of those lengths.

    Returns:
        The broadcast shape; NaN where De = 0, that is where nobody or everybody covered everything.
    """
    return _one_minus(*disagreement(differing, positions, covered, squares))


def disagreement(
    differing: Floats, positions: Ints | Floats, covered: Ints | Floats, squares: Ints | Floats
) -> tuple[Floats, Floats]:
    """Observed and expected disagreement of a layer, both in characters; arguments as for `alpha`.

    De = n · 2 · n1 · n0 / (n² − q − n0) with n0 = n − n1: equations 4 and 5 of the paper for two values, in which
    every character of a gap is a unit of its own, after collecting terms.
    """
    n, n1, q = (np.asarray(x, dtype=np.float64) for x in (positions, covered, squares))
    n0 = n - n1
    room = n * n - q - n0
    expected = np.divide(2.0 * n * n1 * n0, room, out=np.zeros(np.broadcast(room, n1).shape), where=room > 0)
    return 2.0 * differing, expected


def character_alpha(differing: Floats, positions: Ints | Floats, covered: Ints | Floats) -> Floats:
    """Krippendorff's alpha, nominal, with every character a unit that is covered or not (Krippendorff 2011, section C).

    Arguments and result as for `alpha`.
    """
    n, n1 = np.asarray(positions, dtype=np.float64), np.asarray(covered, dtype=np.float64)
    return alpha(differing, n, n1, n1)


def pooled_alpha(observed: Floats, expected: Floats) -> Floats:
    """1 − ΣDo / ΣDe over the labels, the last axis; NaN where ΣDe = 0."""
    return _one_minus(observed.sum(axis=-1), expected.sum(axis=-1))


def kappa(both: Ints, left: Ints, right: Ints, positions: Ints) -> Floats:
    """Cohen's kappa (1960) of two annotators on characters, covered or not.

    Args:
        both: characters that both cover.
        left: characters that the first covers.
        right: characters that the second covers.
        positions: all characters.

    Returns:
        The common shape; NaN where nobody or both covered everything.
    """
    a, b, n = (np.asarray(x, dtype=np.float64) for x in (left, right, positions))
    # With observed differences a + b − 2 · both and expected ones (a(n − b) + b(n − a)) / n.
    return _one_minus(a + b - 2.0 * both, np.divide(a * (n - b) + b * (n - a), n, out=np.zeros_like(n), where=n > 0))


def observed_agreement(differing: Floats, positions: Floats | Ints) -> Floats:
    """The share of characters on which annotators agree, tagged or not: 1 − Do / n, not corrected for chance.

    Args:
        differing: o, as for `alpha`.
        positions: n, as for `alpha`.

    Returns:
        The shape of `differing`; NaN without any character.
    """
    return _one_minus(2.0 * differing, np.asarray(positions, dtype=np.float64))


def _one_minus(observed: Floats, expected: Floats) -> Floats:
    observed, expected = np.broadcast_arrays(observed, expected)
    ratio: Floats = np.full(expected.shape, np.nan)
    np.divide(observed, expected, out=ratio, where=expected > 0)
    return 1.0 - ratio
