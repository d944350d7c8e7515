"""Slots: one quantity as several articles say it, under the name that a person gave it; and what its values are to each other.

Values are held against each other in decided slots alone. What looks as if it belonged to one is proposed in
`slot_proposals`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import chain, combinations
from typing import NamedTuple

from annotator.boards.group import Relation, Role
from annotator.boards.sums import comes_out
from annotator.text.quantities.quantity import Quantity, agree, plain
from annotator.text.quantities.said_date import before
from annotator.text.quantities.units import DATE, dimension_of, factor

NAME = "slot"
"""The attribute of a group that names its slot."""
MOST_VALUES = 60
"""Distinct quantities of a slot that are held against each other, each against each."""
TWO_SIDES = 2


class Slotted(NamedTuple):
    """A member of a slot."""

    article: str
    quantity: Quantity | None
    """`None` if its text says no quantity: it is then not compared."""
    role: Role = "content"


class Verdict(NamedTuple):
    """What the values of a slot are to each other.

    Attributes:
        relation: the same, a total and its parts, rising with the dates as of which they hold, or else disagreeing.
        odd: which members, from 0, do not say what most say; of parts, those that do not come out. Empty if none is.
        together: which members say what both sides come to, where others say it of one.
        sums: of a total and its parts, each sum that comes out, or does not.
        compared: how many members say a value.
    """

    relation: Relation
    odd: tuple[int, ...] = ()
    together: tuple[int, ...] = ()
    sums: tuple[SlotSum, ...] = ()
    compared: int = 0

    @property
    def flagged(self) -> bool:
        """Whether a person should look: values differ, or parts do not come to their total."""
        return self.relation in {"rising", "disagree"} or not all(sum_.right for sum_ in self.sums)


class SlotSum(NamedTuple):
    """The parts that one article says, and the total."""

    article: str
    total: int
    """Which member it is, from 0."""
    parts: tuple[int, ...]
    right: bool

    def said(self, members: Sequence[Slotted]) -> str:
        """`270 + 120 = 390: comes out`."""
        total, parts = members[self.total].quantity, [members[part].quantity for part in self.parts]
        values = [plain(part.low) for part in parts if part]
        value = plain(total.low) if total else "?"
        return f"{' + '.join(values)} = {value}: {'comes out' if self.right else 'does not come out'}"


def relation_of(members: Sequence[Slotted]) -> Verdict:
    """What the quantities of a slot's members are to each other.

    Members with the roles of a total and parts are held against their sum. Others are the same if every two agree (see
    `agree`), or one says of one side what the other says of both; rising if each greater value holds as of a later date;
    and else they disagree. What measures different things is not compared.
    """
    if any(member.role in {"total", "part"} for member in members):
        return _parts(members)
    said = [(number, member.quantity) for number, member in enumerate(members) if member.quantity is not None]
    kinds: dict[tuple[object, ...], list[int]] = {}
    for number, quantity in said:
        kinds.setdefault(_key(quantity), []).append(number)
    distinct = [(numbers, members[numbers[0]].quantity) for numbers in kinds.values()]
    differing, together = _differing([quantity for _, quantity in distinct if quantity])
    both = tuple(sorted(number for at in together for number in distinct[at][0]))
    if not differing:
        return Verdict("same", together=both, compared=len(said))
    odd = _odd([numbers for numbers, _ in distinct], differing)
    dates = all(quantity.unit == DATE for _, quantity in said)
    rising = not dates and _rising([quantity for _, quantity in said], both, [number for number, _ in said])
    return Verdict("rising" if rising else "disagree", odd, both, compared=len(said))


def _key(quantity: Quantity) -> tuple[object, ...]:
    return (
        quantity.low, quantity.high, quantity.step, quantity.unit, quantity.per, quantity.bound, quantity.readings
    )  # fmt: skip


def _differing(distinct: Sequence[Quantity]) -> tuple[set[tuple[int, int]], set[int]]:
    """Which two distinct quantities differ, and which say of both sides what another says of one.

    Of more than `MOST_VALUES` the others are held against the first one alone: so many differ anyhow.
    """
    differing: set[tuple[int, int]] = set()
    together: set[int] = set()
    first = range(min(len(distinct), MOST_VALUES))
    for one, other in chain(combinations(first, 2), ((0, far) for far in range(MOST_VALUES, len(distinct)))):
        a, b = distinct[one], distinct[other]
        if factor(a.unit, b.unit) is None or say_the_same(a, b):
            continue
        if of_both_sides(a, b):
            together.add(other)
        elif of_both_sides(b, a):
            together.add(one)
        else:
            differing.add((one, other))
    return differing, together


def say_the_same(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities agree, also if they are counted by different times: 900 a day, 6,300 a week."""
    scale = factor(one.per, other.per) if one.per and other.per and one.per != other.per else None
    if scale is not None and dimension_of(one.per) == dimension_of(other.per) == "time":
        return agree(one.times(1 / scale), other)
    return agree(one, other)


def of_both_sides(one: Quantity, both: Quantity) -> bool:
    """Whether a quantity of one side, or of each, is half of another that is not."""
    by_side = bool(one.per) and dimension_of(one.per) not in {"time", "months"}
    return by_side and not both.per and agree(one.times(TWO_SIDES), both)


def _odd(numbers: Sequence[Sequence[int]], differing: set[tuple[int, int]]) -> tuple[int, ...]:
    """The members that differ from what most members say."""
    most = max(range(len(numbers)), key=lambda at: (len(numbers[at]), -at))
    against = {b if a == most else a for a, b in differing if most in {a, b}}
    if not against:  # the most frequent one agrees with all, and some of these do not with each other
        against = {b for _, b in differing}
    return tuple(sorted(number for at in against for number in numbers[at]))


def _rising(quantities: Sequence[Quantity], together: Sequence[int], numbers: Sequence[int]) -> bool:
    """Whether of every two that differ the greater one holds as of later; some two of them must say so."""
    skipped = set(together)
    of_date: dict[str, Quantity] = {}
    for number, quantity in zip(numbers, quantities, strict=True):
        if number not in skipped and not agree(of_date.setdefault(quantity.as_of, quantity), quantity):
            return False
    if "" in of_date or len(of_date) > MOST_VALUES:
        return False
    later = False
    for one, other in combinations(sorted(of_date), 2):
        a, b, order = of_date[one], of_date[other], before(one, other)
        if agree(a, b) or order is None:
            continue
        if _value(a) > _value(b):
            return False
        later = True
    return later


def _value(quantity: Quantity) -> Fraction:
    return (quantity.low + quantity.high) / 2


def _parts(members: Sequence[Slotted]) -> Verdict:
    """The parts of each article against its own total, else against the first one said."""
    totals: dict[str, int] = {}
    parts: dict[str, list[int]] = {}
    for number, member in enumerate(members):
        if member.quantity is None:
            continue
        if member.role == "total":
            totals.setdefault(member.article, number)
        elif member.role == "part":
            parts.setdefault(member.article, []).append(number)
    sums: list[SlotSum] = []
    for article, numbers in parts.items():
        total = totals.get(article, next(iter(totals.values()), None))
        if total is None:
            continue
        sums.append(_sum(article, total, numbers, members))
    wrong = tuple(number for sum_ in sums if not sum_.right for number in sum_.parts)
    compared = len(totals) + sum(map(len, parts.values()))
    return Verdict("parts", wrong, (), tuple(sums), compared)


def _sum(article: str, total: int, parts: Sequence[int], members: Sequence[Slotted]) -> SlotSum:
    """One sum; parts that an article says several times count once."""
    once: dict[tuple[object, ...], int] = {}
    for number in parts:
        quantity = members[number].quantity
        if quantity is not None:
            once.setdefault((_key(quantity), quantity.thing), number)
    whole = members[total].quantity
    chosen = [quantity for number in once.values() if (quantity := members[number].quantity) is not None]
    right = whole is not None and (
        comes_out(whole, chosen) or comes_out(whole, [q for n in parts if (q := members[n].quantity)])
    )
    return SlotSum(article, total, tuple(once.values()), right)


__all__ = ["NAME", "SlotSum", "Slotted", "Verdict", "of_both_sides", "relation_of", "say_the_same"]
