"""What to look at first: the causes of disagreement, by what strict F1 would gain if each were settled.

A cause is one label's missing spans, one kind of boundary of a label, its split spans, or two labels taken for each
other. The report, the page and the screen show the same ones, in the words of `Cause.sentence`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np

from annotator.agreement.boundaries import END, SHORT, START, wording_name
from annotator.agreement.pairing import Disagreements, Kind
from annotator.agreement.result import Analysis, Passage, passages_with
from annotator.agreement.table import Bools, Ints, Table
from annotator.journal.columns import Small, sort_order
from annotator.report.wording import both_ends
from annotator.text.sanitize import one_line


class Nesting:
    """All spans of a table as what others may lie in or around."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._width = int(table.end.max(initial=0)) + 1
        order = sort_order((table.label, table.article, table.annotator, table.start))
        key = self._key(table.label[order], table.article[order], table.annotator[order])
        self._starts = key + table.start[order]
        # The farthest end of any span that begins no later, and the nearest of any that begins no earlier. The keys of two
        # groups are farther apart than any end, so that those of other groups never pass for one of the group.
        self._farthest = np.maximum.accumulate(key + table.end[order])
        self._nearest = np.minimum.accumulate((key + table.end[order])[::-1])[::-1]

    def _key(self, label: Small | int, article: Small, annotator: Small) -> Ints:
        table = self._table
        group = (np.asarray(label, dtype=np.int64) * len(table.articles) + article) * len(table.annotators) + annotator
        key: Ints = group * self._width
        return key

    def inside(self, rows: Small, annotator: Small, label: int) -> Bools:
        """Whether each span, a row of the table, lies inside one of `label` of the annotator that goes with it."""
        table = self._table
        key = self._key(label, table.article[rows], annotator)
        at = np.searchsorted(self._starts, key + table.start[rows], side="right") - 1
        found: Bools = (at >= 0) & (self._farthest[at] >= key + table.end[rows])
        return found

    def around(self, rows: Small, annotator: Small, label: int) -> Bools:
        """Whether each span, a row of the table, has one of `label` of the annotator that goes with it inside."""
        table = self._table
        key = self._key(label, table.article[rows], annotator)
        at = np.searchsorted(self._starts, key + table.start[rows], side="left")
        last = len(self._nearest) - 1
        found: Bools = (at <= last) & (self._nearest[np.minimum(at, last)] <= key + table.end[rows])
        return found


_NAME, _READABLE, _EXAMPLE = 24, 60, 44
"""Characters of a name, of a text that is shown whole, and of one that is cut in its middle."""
_LOOKED_AT = 1_000
"""Texts read to find what is left out at a boundary."""
_ASKED = 10_000
"""Spans of a label that are asked whether they lie inside or around others, of the missing ones and of all."""
_MANY_LABELS = 12
_MOSTLY, _SHARE, _LEAST_CASES = 0.6, 0.5, 3
"""The share of cases that go the same way, or that have the same wording or lie inside the same label, to be worth saying;
and the fewest cases of such."""
_TELLING, _MORE, _DEVIATIONS = 0.3, 0.15, 3
"""How often missing spans lie inside or around others, how much more often than all of their label, and how many standard
deviations of as many spans drawn from these, for that to be why they are missing."""
_ALONE, _MORE_OFTEN = 0.9, 5
"""The share of missing spans that one who tagged none of their label lacks, and how many times as often one differs from
the others as these do from each other, for it to be that person's doing."""
_NAMED = 3
"""Annotators named who leave spans out."""


class Group(NamedTuple):
    """Disagreements of one sort.

    Attributes:
        kind: MISSING, SPLIT, LABEL (with and without equal boundaries), MARKS, START, END or BOTH.
        labels: the two of a LABEL group; else twice the same.
        rows: places in `Disagreements.lone` of a MISSING group, else in `one`, `other` and `kind`.
        pieces: further pieces of split spans.
    """

    kind: Kind
    labels: tuple[int, int]
    rows: Ints
    pieces: int = 0


class _Enclosure(NamedTuple):
    """How often missing spans lie inside or around those of another label."""

    side: str
    """`inside` or `around`."""
    label: int
    lying: Bools
    usual: float
    """The share of all spans of the missing ones' label that lie so to their own annotator's."""
    of: Bools
    """Which missing spans are spoken of."""
    who: int | None = None
    """Who leaves these out; `None` for all."""

    @property
    def which(self) -> Bools:
        """Those spoken of that lie so."""
        found: Bools = self.lying & self.of
        return found

    @property
    def share(self) -> float:
        """Of those spoken of."""
        return float(self.which.sum() / max(int(self.of.sum()), 1))

    @property
    def telling(self) -> bool:
        """Whether that may be why they are missing."""
        by_chance = np.sqrt(self.usual * (1 - self.usual) / max(int(self.of.sum()), 1))
        return bool(self.share >= _TELLING and self.share - self.usual > max(_MORE, _DEVIATIONS * by_chance))


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def _spread(rows: Ints, most: int) -> Ints:
    """At most so many of them, evenly spread."""
    return rows if len(rows) <= most else rows[np.linspace(0, len(rows) - 1, most).astype(np.int64)]


class Teller:
    """Writes sentences about groups of one analysis."""

    def __init__(self, analysis: Analysis) -> None:
        self._table, self._found, self._where = analysis.sums.table, analysis.differences, analysis.sums.where

    @cached_property
    def _nesting(self) -> Nesting:
        return Nesting(self._table)

    def sentence(self, group: Group) -> str:
        """What differs, who does so, and what the guideline should say; or whom to ask, where one alone differs."""
        tell = {Kind.MISSING: self._missing, Kind.LABEL: self._labels, Kind.SPLIT: self._split}
        told, rule = tell.get(group.kind, self._boundary)(group)
        return f"{told}{self._whom_to_ask(group) or f': say {rule}.'}"

    def _whom_to_ask(self, group: Group) -> str:
        """Who has none of a label at all, or differs from all others, who agree; empty if it is not one alone."""
        table, where, found = self._table, self._where, self._found
        cell = (found.lone_cell if group.kind is Kind.MISSING else found.cell)[group.rows]
        if group.kind is Kind.MISSING:
            owner, left = table.annotator[found.lone[group.rows]], where.left[cell]
            lacking = np.bincount(np.where(owner == left, where.right[cell], left))
            who = int(np.argmax(lacking))
            if lacking[who] >= _ALONE * len(cell) and not table.spans_by()[who, group.labels[0]]:
                name = self._name(who)
                return f". {name} has tagged no {self._label(group.labels[0])} span at all: ask {name} why, before changing the guideline."
        people = len(table.annotators)
        compared, cases = (
            np.bincount(np.concatenate((where.left[rows], where.right[rows])), minlength=people)
            for rows in (np.arange(len(where)), cell)
        )
        # As if every two in every article were as likely to differ.
        share, count = compared / len(where), len(cell)
        by_chance = count * share + _DEVIATIONS * np.sqrt(count * share * (1 - share))
        rate, others = cases / np.maximum(compared, 1), (count - cases) / np.maximum(len(where) - compared, 1)
        alone = np.flatnonzero((share < 1) & (cases > by_chance) & (rate >= _MORE_OFTEN * others))
        if len(alone) != 1:
            return ""
        name, rest = self._name(int(alone[0])), count - int(cases[alone[0]])
        told = f" in all but {rest:,}" if rest else ""
        return f". It is {name} who differs, the others agree{told}: talk to {name} before changing the guideline."

    # --- spans that one has and another not -----------------------------------------------------------------------

    def _missing(self, group: Group) -> tuple[str, str]:
        table, code = self._table, group.labels[0]
        label, cell, rows = self._label(code), self._found.lone_cell[group.rows], self._found.lone[group.rows]
        owner, left = table.annotator[rows], self._where.left[cell]
        without = np.where(owner == left, self._where.right[cell], left)
        sizes = table.end - table.start
        middle, usual = (round(float(np.median(some))) for some in (sizes[rows], sizes[table.label == code]))
        told = f"{label}: {len(rows):,} that only one {'of two ' * (len(table.annotators) > 2)}has"
        told += f" ({self._left_out(without)}), {middle:,} characters long in the median (all: {usual:,})"
        place = self._enclosure(code, rows, without)
        rule = f"what counts as {label}"
        if place is not None:
            other, lying = self._label(place.label), int(place.which.sum())
            if place.who is None:
                told += f", of which {lying:,} lie {place.side} {other} spans of the other"
            else:
                who = self._name(place.who)
                told += f", of the {int(place.of.sum()):,} that {who} leaves out {lying:,} lie {place.side} {other} spans that {who} has"
            told += f" ({_percent(place.share)}; of all {label} spans {_percent(place.usual)})"
            if place.telling:
                rows, rule = rows[place.which], f"whether to tag {label} spans {place.side} {other} spans"
        nearest = int(rows[np.argmin(np.abs(sizes[rows] - middle))])
        text, whose = table.text(nearest), self._name(int(table.annotator[nearest]))
        example = "" if text is None else f", as {whose}'s ‘{both_ends(text, _EXAMPLE)}’"
        return f"{told}{example}", rule

    def _left_out(self, without: Ints) -> str:
        """`lee leaves out 37, kim 4`."""
        count = np.bincount(without)
        order = np.argsort(-count, kind="stable")[:_NAMED].tolist()
        first, *others = [(self._name(who), int(count[who])) for who in order if count[who]]
        told = [f"{first[0]} leaves out {first[1]:,}", *(f"{name} {number:,}" for name, number in others)]
        rest = len(without) - int(count[order].sum())
        return ", ".join([*told, *([f"others {rest:,}"] if rest else [])])

    def _enclosure(self, label: int, rows: Small, without: Ints) -> _Enclosure | None:
        """Inside or around which spans of those who lack them missing spans lie, if they do so more often than others.

        That is asked of all, then of each one's; failing that, what at least half of all lie inside is answered.
        """
        if len(self._table.labels) > _MANY_LABELS:
            return None
        some = _spread(np.arange(len(rows)), _ASKED)
        places = self._enclosures(label, rows[some], without[some])
        telling = [place for place in places if place.telling]
        telling = telling or [
            one
            for who in np.argsort(-np.bincount(without), kind="stable")[:_NAMED].tolist()
            for place in places
            if (one := place._replace(who=who, of=without[some] == who)).which.sum() >= _LEAST_CASES and one.telling
        ]
        if telling:
            chosen = max(telling, key=lambda place: (place.share - place.usual) * int(place.of.sum()))
        else:
            inside = [place for place in places if place.side == "inside" and place.share >= _SHARE]
            if not inside:
                return None
            chosen = max(inside, key=lambda place: place.share)
        of = np.ones(len(rows), dtype=np.bool_) if chosen.who is None else without == chosen.who
        return chosen._replace(lying=self._lying(chosen.side, rows, without, chosen.label), of=of)

    def _enclosures(self, label: int, rows: Small, without: Ints) -> list[_Enclosure]:
        """Every way in which some of the missing spans lie inside or around those of other labels."""
        table, found = self._table, []
        mine = _spread(np.flatnonzero(table.label == label), _ASKED)
        for other in range(len(table.labels)):
            for side in ("inside", "around"):
                lying = self._lying(side, rows, without, other)
                if other != label and lying.sum() >= _LEAST_CASES:
                    usual = float(self._lying(side, mine, table.annotator[mine], other).mean())
                    found.append(_Enclosure(side, other, lying, usual, np.ones(len(rows), dtype=np.bool_)))
        return found

    def _lying(self, side: str, rows: Small, annotator: Small, label: int) -> Bools:
        return (self._nesting.inside if side == "inside" else self._nesting.around)(rows, annotator, label)

    # --- boundaries -----------------------------------------------------------------------------------------------

    def _boundary(self, group: Group) -> tuple[str, str]:
        table, label = self._table, self._label(group.labels[0])
        one, other = self._found.one[group.rows], self._found.other[group.rows]
        longer = (table.end[one] - table.start[one]) - (table.end[other] - table.start[other])
        wide, narrow = np.where(longer >= 0, one, other), np.where(longer >= 0, other, one)
        what, rule = {
            Kind.MARKS: ("differ by spaces or punctuation alone", f"which marks and spaces belong to {label} spans"),
            Kind.START: ("start in different places", f"where {label} spans start"),
            Kind.END: ("end in different places", f"where {label} spans end"),
            Kind.BOTH: ("start and end in different places", f"where {label} spans start and end"),
        }[group.kind]
        told = f"{label}: {len(group.rows):,} {what}"
        who, mine, shorter = self._whose_habit(narrow, wide, longer != 0)
        if mine.sum() < max(_MOSTLY * len(one), 1):
            return f"{told}, with now one's and now another's the shorter{self._pair(narrow, wide)}", rule
        narrow, wide, by = narrow[mine], wide[mine], round(float(np.median(np.abs(longer[mine]))))
        wording, cases, looked = self._wording(narrow, wide)
        example = self._pair(narrow, wide)
        if wording is not None:
            of = f"{looked:,} looked at" if looked < len(narrow) else f"{len(one):,}"
            told += f", {who} {'leaves out' if shorter else 'includes'} {wording} in {cases:,} of {of}{example}"
            return told, f"whether {label} spans include that"
        told += f", {who}'s are the {'shorter' if shorter else 'longer'} in {len(narrow):,} of {len(one):,}"
        return f"{told}, by {by:,} character{'s' * (by != 1)} in the median{example}", rule

    def _whose_habit(self, narrow: Ints, wide: Ints, differing: Bools) -> tuple[str, Bools, bool]:
        """Who has the shorter spans most often, or the longer ones if somebody has these more often; and in which."""
        owners = self._table.annotator[narrow], self._table.annotator[wide]
        counts = [np.bincount(owner[differing], minlength=1) for owner in owners]
        shorter = bool(counts[0].max() >= counts[1].max())
        who = int(np.argmax(counts[0 if shorter else 1]))
        return self._name(who), differing & (owners[0 if shorter else 1] == who), shorter

    def _wording(self, narrow: Ints, wide: Ints) -> tuple[str | None, int, int]:
        """What is left out in most of the cases, if it is the same; in how many; and how many were looked at."""
        table = self._table
        narrow, wide = _spread(narrow, _LOOKED_AT), _spread(wide, _LOOKED_AT)
        texts = table.texts.many(table.source[wide])
        before, after = table.start[narrow] - table.start[wide], table.end[wide] - table.end[narrow]
        found: dict[str, int] = {}
        for text, first, last in zip(texts, before.tolist(), after.tolist(), strict=True):
            if text is None or first < 0 or last < 0:
                continue
            names = [wording_name(text[:first], START)] if 0 < first <= SHORT else []
            names += [wording_name(text[-last:], END)] if 0 < last <= SHORT else []
            for name in dict.fromkeys(names):
                found[name] = found.get(name, 0) + 1
        enough = [name for name, count in found.items() if count >= max(_LEAST_CASES, _SHARE * len(narrow))]
        if not enough:
            return None, 0, len(narrow)
        return " and ".join(enough), min(found[name] for name in enough), len(narrow)

    def _pair(self, narrow: Ints, wide: Ints) -> str:
        """` (‘two’ against ‘two men’)`: the shortest case, if its texts are known and readable at a glance."""
        table = self._table
        shortest = int(np.argmin(table.end[wide] - table.start[wide]))
        short, long = table.text(int(narrow[shortest])), table.text(int(wide[shortest]))
        if short is None or long is None or len(long) > _READABLE:
            return ""
        return f" (‘{one_line(short)}’ against ‘{one_line(long)}’)"

    # --- the same text in pieces, or under other labels -----------------------------------------------------------

    def _split(self, group: Group) -> tuple[str, str]:
        table, label = self._table, self._label(group.labels[0])
        one, other = self._found.one[group.rows], self._found.other[group.rows]
        whole = np.where(table.end[one] - table.start[one] >= table.end[other] - table.start[other], one, other)
        who, count = self._most(table.annotator[whole])
        told = f"{label}: {len(whole):,} that one has whole and the other in pieces ({who} has {count:,} of them whole)"
        shortest = int(whole[np.argmin(table.end[whole] - table.start[whole])])
        return f"{told}{self._example(shortest)}", f"when neighbouring {label} spans are one"

    def _labels(self, group: Group) -> tuple[str, str]:
        table = self._table
        low, high = map(self._label, group.labels)
        rows = np.concatenate((self._found.one[group.rows], self._found.other[group.rows]))
        partner = np.concatenate((self._found.other[group.rows], self._found.one[group.rows]))
        said = table.annotator[rows] * len(table.labels) + table.label[rows]
        codes, count = np.unique(said, return_counts=True)
        who, label = divmod(int(codes[np.argmax(count)]), len(table.labels))
        mine = (table.annotator[rows] == who) & (table.label[rows] == label)
        others = np.unique(table.annotator[partner[mine]])
        other = self._name(int(others[0])) if len(others) == 1 else "another"
        answer = high if label == group.labels[0] else low
        equal = int((self._found.kind[group.rows] == Kind.LABEL).sum())
        cases = len(group.rows)
        boundaries = "with equal" if equal == cases else f"{equal:,} of them with equal" if equal else "with other"
        told = f"{low} or {high}: {cases:,} stand under both, {boundaries} boundaries, {self._name(who)} says"
        told += f" {self._label(label)} and {other} {answer} in {int(mine.sum()):,} of {cases:,}"
        mine_rows = rows[mine]
        shortest = int(mine_rows[np.argmin(table.end[mine_rows] - table.start[mine_rows])])
        return f"{told}{self._example(shortest)}", f"what tells {low} from {high}"

    # --- words ----------------------------------------------------------------------------------------------------

    def _most(self, annotators: Small) -> tuple[str, int]:
        count = np.bincount(annotators)
        return self._name(int(np.argmax(count))), int(count.max())

    def _example(self, row: int) -> str:
        text = self._table.text(row)
        return "" if text is None else f", as ‘{both_ends(text, _EXAMPLE)}’"

    def _name(self, who: int) -> str:
        return one_line(self._table.annotators[who], _NAME)

    def _label(self, label: int) -> str:
        return one_line(self._table.labels[label], _NAME)


TITLE = "What to look at first"
MEANING = "what strict F1 would gain if it were settled"
MOST = 6
_LEAST = 3
"""Cases; of rarer ones no rule can be made, and they are named only where there is nothing else."""


About = tuple[Kind, tuple[int, int]]
"""A kind of disagreement and the labels."""


class Cause(NamedTuple):
    """One thing that a guideline could settle.

    Attributes:
        gain: what strict F1 would gain, if in each of the cases both annotators had the same span instead.
        cases: disagreements, over all pairs of annotators.
        sentence: what differs, who does so, and what the guideline should say, or whom to ask.
        group: these disagreements.
    """

    gain: float
    cases: int
    sentence: str
    group: Group

    @property
    def about(self) -> About:
        """What tells it from the others."""
        return self.group.kind, self.group.labels

    def passages(self, analysis: Analysis, most: int) -> list[Passage]:
        """The passages that it speaks of."""
        found, rows = analysis.differences, self.group.rows
        one = found.lone[rows] if self.group.kind is Kind.MISSING else found.one[rows]
        other = one[:0] if self.group.kind is Kind.MISSING else found.other[rows]
        return passages_with(analysis.sums.table, one, other, self.group.labels, most)

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
    return [
        Cause(gain, len(group.rows), teller.sentence(group), group) for gain, _, group in (frequent or ranked)[:MOST]
    ]


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
