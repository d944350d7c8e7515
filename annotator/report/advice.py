"""What to look at first: the causes of disagreement, by what strict F1 would gain if each were settled.

A cause is one label's missing spans, one kind of boundary of a label, its split spans, or two labels taken for each
other. The report, the page and the screen show the same ones; `causes_told` puts them in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from annotator.agreement.causes_told import Group, Teller
from annotator.agreement.disagreements import Disagreements, Kind
from annotator.agreement.result import Analysis
from annotator.agreement.table import Ints

TITLE = "What to look at first"
MEANING = "what strict F1 would gain if it were settled"
MOST = 6
_LEAST = 3
"""Cases; of rarer ones no rule can be made, and they are named only where there is nothing else."""


class Cause(NamedTuple):
    """One thing that a guideline could settle.

    Attributes:
        gain: what strict F1 would gain, if in each of the cases both annotators had the same span instead.
        cases: disagreements, over all pairs of annotators.
        sentence: what differs, who does so, and what the guideline should say.
    """

    gain: float
    cases: int
    sentence: str

    @property
    def gained(self) -> str:
        """`+0.176`."""
        return f"+{self.gain:.3f}"


def causes(analysis: Analysis) -> list[Cause]:
    """What costs the most agreement, the most first, at most `MOST`; it reads the texts of a few spans."""
    table, found = analysis.sums.table, analysis.differences
    ranked = sorted(
        (
            (_gain(analysis, group), place, group)
            for place, group in enumerate(_groups(table.label.astype(np.int64), found))
        ),
        key=lambda one: (-one[0], one[1]),
    )
    frequent = [one for one in ranked if len(one[2].rows) >= _LEAST]
    teller = Teller(analysis)
    return [Cause(gain, len(group.rows), teller.sentence(group)) for gain, _, group in (frequent or ranked)[:MOST]]


def _groups(label: Ints, found: Disagreements) -> Iterator[Group]:
    """All disagreements, each in one group."""
    one, other, lone = label[found.one], label[found.other], label[found.lone]
    # Which of two labels is whose is a matter of the group, and equal boundaries or not a remark.
    kind = np.where(found.kind == Kind.LABEL_AND_BOUNDARY, Kind.LABEL, found.kind).astype(np.int64)
    labels = int(label.max(initial=0)) + 1
    code = (kind * labels + np.minimum(one, other)) * labels + np.maximum(one, other)
    for rows in _parted(code):
        low, high = sorted((int(one[rows[0]]), int(other[rows[0]])))
        pieces = found.piece[label[found.piece] == low] if kind[rows[0]] == Kind.SPLIT else found.piece[:0]
        yield Group(Kind(int(kind[rows[0]])), (low, high), rows, len(pieces))
    for rows in _parted(lone):
        yield Group(Kind.MISSING, (int(lone[rows[0]]),) * 2, rows)


def _parted(codes: Ints) -> list[Ints]:
    """The places of each code."""
    if not len(codes):
        return []
    order = np.argsort(codes, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(codes[order])) + 1)


def _gain(analysis: Analysis, group: Group) -> float:
    """A missing span is settled by both having it, which adds one; a split one as a whole, which takes pieces away."""
    found = analysis.differences
    agreed, cases = int(analysis.kinds[-1, Kind.AGREE]), len(group.rows)
    spans = 2 * (agreed + len(found.one)) + len(found.lone) + len(found.piece)
    then = spans + (cases if group.kind is Kind.MISSING else -group.pieces)
    return 2 * (agreed + cases) / then - 2 * agreed / spans
