"""Articles as chance would annotate them: the paper's shuffling of the annotators' own work."""

from __future__ import annotations

import numpy as np

from annotator.agreement.gamma.units import Units
from annotator.agreement.table import Ints


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
