"""Slots for reading and for programs: who says which value, what the values are to each other, and which sums come out.

What a slot is stands in `annotator.boards.slots`; nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from typing_extensions import TypedDict

from annotator.boards.figures import Figure
from annotator.boards.group import Relation
from annotator.boards.number_board import JudgedSlot
from annotator.boards.sums import Sum
from annotator.report.wording import WIDTH, short
from annotator.text.quantities.quantity import Quantity, plain, rounded
from annotator.text.quantities.units import DATE, dimension_of
from annotator.text.sanitize import one_line, plural

_NAME = 14
_VALUES = 20
"""Values of a slot that are drawn."""
RELATIONS: dict[Relation, str] = {
    "same": "the same", "parts": "a total and its parts", "rising": "rising with the dates", "disagree": "values differ",
}  # fmt: skip
"""What values are to each other, in words."""


class ValueReport(TypedDict):
    """What a member of a slot says."""

    member: int
    """Which member, from 0."""
    outlet: str
    value: float | None
    """A whole number where it is one; `null` for a range and for what has to be asked."""
    low: float | None
    high: float | None
    """The ends of a range, equal for a value; `null` where the member says no quantity, or a date: that is `as_of`."""
    unit: str
    modifier: str
    counted: str
    per: str
    as_of: str
    asked: list[str]
    """What the text leaves open, for a person to say: `value`, `unit`."""
    odd: bool
    """Whether it does not say what most members say; of parts, whether they do not come out."""
    together: bool
    """Whether it says of both sides what others say of one."""


class PlaceReport(TypedDict):
    """A number of a sum, in code points."""

    start: int
    end: int
    text: str
    value: float


class SumReport(TypedDict):
    """A total that an article says, and its parts."""

    article: str
    total: PlaceReport
    parts: list[PlaceReport]


class SlotReport(TypedDict):
    """A decided slot."""

    name: str
    relation: str
    """What its values are to each other now; the group's own relation is what somebody decided."""
    flagged: bool
    """Whether a person should look."""
    values: list[ValueReport]
    sums: list[str]
    """Of a total and its parts, each sum in words."""


def number(value: Fraction) -> float:
    """A value as JSON has it: whole where it is, as far as other programs hold it exactly."""
    if value.denominator == 1 and abs(value) < 2**53:
        return value.numerator
    return rounded(value)


def sum_report(sum_: Sum) -> SumReport:
    """A sum for programs."""

    def place(figure: Figure) -> PlaceReport:
        return {
            "start": figure.start, "end": figure.end, "text": figure.text, "value": number(figure.quantity.low),
        }  # fmt: skip

    return {"article": sum_.total.article, "total": place(sum_.total), "parts": [place(part) for part in sum_.parts]}


def slot_report(name: str, slot: JudgedSlot, outlets: Sequence[str]) -> SlotReport:
    """A decided slot for programs.

    Args:
        name: as somebody called it.
        slot: its members.
        outlets: of each member.
    """
    verdict = slot.verdict
    return {
        "name": name,
        "relation": verdict.relation,
        "flagged": verdict.flagged,
        "values": [
            _value_report(number_, outlet, figure and figure.quantity, slot)
            for number_, (outlet, figure) in enumerate(zip(outlets, slot.figures, strict=True))
        ],
        "sums": [sum_.said(slot.members) for sum_ in verdict.sums],
    }


def _value_report(member: int, outlet: str, quantity: Quantity | None, slot: JudgedSlot) -> ValueReport:
    said = quantity or Quantity(low=Fraction(0), high=Fraction(0))
    known = quantity is not None and "value" not in said.asked and said.unit != DATE
    ends = (number(said.low), number(said.high)) if quantity is not None and said.unit != DATE else (None, None)
    return {
        "member": member,
        "outlet": outlet,
        "value": number(said.low) if known and not said.is_range else None,
        "low": ends[0],
        "high": ends[1],
        "unit": said.unit,
        "modifier": said.modifier,
        "counted": said.counted,
        "per": said.per,
        "as_of": said.as_of,
        "asked": list(said.asked),
        "odd": member in slot.verdict.odd,
        "together": member in slot.verdict.together,
    }


def slot_title(name: str, slot: JudgedSlot) -> str:
    """A slot's name, and what its values are to each other, in one line."""
    return f"{one_line(name, 40) or 'no name yet'}: {RELATIONS[slot.verdict.relation]}"


def slot_lines(slot: JudgedSlot, outlets: Sequence[str], sums: Sequence[Sum]) -> Iterator[str]:
    """The values of a slot under one another, each with its outlet, and the sums under them.

    Args:
        slot: its members.
        outlets: of each member.
        sums: that articles say of one of its values.
    """
    rows = values_of(slot, outlets)
    for outlet, said, remark in rows[:_VALUES]:
        yield f"{short(outlet, _NAME):<{_NAME}}  {one_line(said, WIDTH - _NAME - 2 - len(remark) - 3)}{remark and f' · {remark}'}"
    if len(rows) > _VALUES:
        yield f"and {plural(len(rows) - _VALUES, 'more value')} (--json has all)"
    for sum_ in dict.fromkeys([*(one.said(slot.members) for one in slot.verdict.sums), *map(said_sum, sums)]):
        yield f"{'':<{_NAME}}  {sum_}"


def values_of(slot: JudgedSlot, outlets: Sequence[str]) -> list[tuple[str, str, str]]:
    """Of each distinct value of an outlet: who says it, what it is, and what is to be said of it."""
    rows: dict[tuple[str, str, str], int] = {}
    for member, (outlet, figure) in enumerate(zip(outlets, slot.figures, strict=True)):
        said = "says no quantity, or its text is not at hand" if figure is None else in_words(figure)
        remark = "differs" if member in slot.verdict.odd and slot.verdict.relation == "disagree" else ""
        remark = "of both sides" if member in slot.verdict.together else remark
        rows[outlet, said, remark] = rows.get((outlet, said, remark), 0) + 1
    return [
        (outlet, said + (f" ({count} times)" if count > 1 else ""), remark)
        for (outlet, said, remark), count in rows.items()
    ]


def in_words(figure: Figure, *, dated: bool = True) -> str:
    """What a number says: `about 1,000 prisoners, per side, as of 2025-05-23`."""
    quantity = figure.quantity
    if quantity.unit == DATE:
        return quantity.as_of
    value = plain(quantity.low)
    if quantity.is_range:
        value = f"{value}–{plain(quantity.high)}" if any(map(str.isdigit, figure.text)) else figure.text.casefold()
    if "value" in quantity.asked:
        value = " or ".join(plain(reading) for reading in quantity.readings) + " (asked)"
    rough = quantity.is_range and not any(map(str.isdigit, figure.text))
    counted = f"({quantity.counted})" if rough and quantity.counted else quantity.counted
    parts = ["" if rough else quantity.modifier, value, quantity.unit, counted]
    said = " ".join(part for part in parts if part)
    per = "" if not quantity.per else "each" if quantity.per == "each" else f"per {_time(quantity.per)}"
    return ", ".join(filter(None, (said, per, f"as of {quantity.as_of}" if quantity.as_of and dated else "")))


def _time(per: str) -> str:
    names = {"d": "day", "h": "hour", "min": "minute", "s": "second", "a": "year"}
    return names.get(per, per) if dimension_of(per) in {"time", "months"} else per


def said_sum(sum_: Sum) -> str:
    """`270 + 120 = 390: comes out`."""
    total = sum_.total.quantity
    values = " + ".join(plain(part.quantity.low) for part in sum_.parts)
    about = f"{total.modifier} " if total.modifier else ""
    return f"{values} = {plain(sum_.value) if about else plain(total.low)}{f' ({about}{plain(total.low)})' if about else ''}: comes out"


def sums_lines(sums: Sequence[Sum], outlets: Mapping[str, str], most: int = _VALUES) -> Iterator[str]:
    """Sums that articles say, a line each."""
    for sum_ in sums[:most]:
        yield f"{short(outlets.get(sum_.total.article, sum_.total.article), _NAME):<{_NAME}}  {said_sum(sum_)}"
    if len(sums) > most:
        yield f"and {plural(len(sums) - most, 'more sum')} (--json has all)"


__all__ = [
    "RELATIONS", "PlaceReport", "SlotReport", "SumReport", "ValueReport", "in_words", "number", "said_sum", "slot_lines",
    "slot_report", "slot_title", "sum_report", "sums_lines", "values_of",
]  # fmt: skip
