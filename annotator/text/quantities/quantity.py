"""A quantity: what a number says, as an exact interval with its unit, modifier and thing; and when two say the same.

What a modifier leaves open is a convention, written down once, in `Quantity.interval`.
"""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from annotator.text.quantities.units import DATE, factor

if TYPE_CHECKING:
    from annotator.text.languages.language import Bound

ABOUT = Fraction(1, 20)
"""The share of a value by which *about* may miss it, and by which *just over* it may be passed."""
NEARLY = Fraction(1, 10)
"""The share of a value by which *nearly* may miss it."""


class Interval(NamedTuple):
    """What a number leaves open: values from `low` to `high`, without these where it is open."""

    low: Fraction
    high: Fraction
    low_open: bool = False
    high_open: bool = False

    def meets(self, other: Interval) -> bool:
        """Whether a value can be in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low != high:
            return low < high
        return not any(
            (end.low_open and end.low == low) or (end.high_open and end.high == high) for end in (self, other)
        )


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """What one number says. Values are exact."""

    low: Fraction
    """What is said, without the modifier; the lower end of a range."""
    high: Fraction
    """The upper end of a range, else `low`."""
    step: Fraction = Fraction(0)
    """The place to which a magnitude or unit says the value may be rounded: 0.1 million; 0 where every figure is said."""
    unit: str = ""
    """As `annotator.text.quantities.units` names it (`%`, `EUR`, `km`); empty if things are counted."""
    per: str = ""
    """By what it is counted: `side`, `each`, or a unit of time (`week`); empty if it is all."""
    bound: Bound | None = None
    """How the modifier binds the value."""
    modifier: str = ""
    """The modifier as it is said."""
    counted: str = ""
    """What is counted, as it is said: `military personnel`."""
    thing: str = ""
    """The last noun of `counted` without its ending, in small letters: what is compared."""
    as_of: str = ""
    """`2025-05-23`, `2025-05` or `2025`: as of when it holds, as far as that is said."""
    asked: tuple[str, ...] = ()
    """Attributes that the text leaves open (`value`, `unit`), for a person to say."""
    readings: tuple[Fraction, ...] = ()
    """Of an open value, all that it may be; `low` and `high` are its least and largest."""

    @property
    def is_range(self) -> bool:
        """Whether it says no single value."""
        return self.low != self.high

    def interval(self) -> Interval:
        """The values that it leaves open.

        *About* leaves 5 % to either side, *nearly* 10 % below, *just over* 5 % above; *more than* and *at least* reach
        up to one more of the leading figure (more than 200: up to 300), *fewer than* and *at most* one down. What a
        magnitude or unit rounds is open by half of the last place, by 5 % at most.
        """
        low, high = self.low, self.high
        slack = min(self.step / 2, abs(low) * ABOUT)
        match self.bound:
            case "about":
                return Interval(low - abs(low) * ABOUT, high + abs(high) * ABOUT)
            case "nearly":
                return Interval(low - abs(low) * NEARLY, high + slack)
            case "just over":
                return Interval(low - slack, high + abs(high) * ABOUT)
            case "more than" | "at least":
                return Interval(low - slack, high + _leading(high), low_open=self.bound == "more than" and not slack)
            case "fewer than" | "at most":
                lowest = low - _leading(low) if low > _leading(low) else low - _leading(low) / 10
                return Interval(lowest, high + slack, high_open=self.bound == "fewer than" and not slack)
            case _:
                return Interval(low - slack, high + slack)

    def times(self, scale: Fraction | int, unit: str | None = None) -> Quantity:
        """The same quantity in another unit, or so many times it."""
        return msgspec.structs.replace(
            self, low=self.low * scale, high=self.high * scale, step=self.step * scale,
            unit=self.unit if unit is None else unit,
        )  # fmt: skip


def _leading(value: Fraction) -> Fraction:
    """One of the place of a value's first figure: 100 of 257."""
    whole = abs(value)
    if whole < 1:
        return whole or Fraction(1)
    return Fraction(10 ** (len(str(int(whole))) - 1))


def in_unit(quantity: Quantity, unit: str) -> Quantity | None:
    """A quantity in another unit; `None` if that measures something else. Values converted from another system are rounded."""
    scale = factor(quantity.unit, unit)
    if scale is None:
        return None
    if scale == 1:
        return quantity
    converted = quantity.times(scale, unit)
    odd = scale.numerator != 1 and scale.denominator != 1
    step = converted.step if converted.step or not odd else abs(converted.low) * ABOUT
    return msgspec.structs.replace(converted, step=step)


def agree(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities say the same: their values, or what their modifiers leave open, meet.

    Two of the same modifier, two ranges and two rough numbers must say the same value: about 300 is not about 310.
    What is asked agrees if one of its readings does.
    """
    converted = in_unit(other, one.unit)
    if converted is None:
        return False
    other = converted
    if one.unit == DATE:  # a day of a month is in that month
        return one.low <= other.high and other.low <= one.high
    if "value" in one.asked and one.readings:
        return any(agree(_read(one, value), other) for value in one.readings)
    if "value" in other.asked and other.readings:
        return any(agree(one, _read(other, value)) for value in other.readings)
    if (one.low, one.high) == (other.low, other.high):
        return True
    if one.is_range and other.is_range:
        return False
    if one.bound == other.bound and not one.is_range and not other.is_range:
        return abs(one.low - other.low) <= min(max(one.step, other.step) / 2, min(abs(one.low), abs(other.low)) * ABOUT)
    return one.interval().meets(other.interval())


def _read(quantity: Quantity, value: Fraction) -> Quantity:
    return msgspec.structs.replace(quantity, low=value, high=value, asked=(), readings=())


def rounded(value: Fraction) -> float:
    """The nearest float; infinite where there is none."""
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf


def plain(value: Fraction) -> str:
    """A value as people write it, with groups of thousands: `1,500,000`, `0.25`, `1/3`."""
    if value.denominator == 1:
        return f"{value.numerator:,}"
    twos_and_fives = value.denominator
    for prime in (2, 5):
        while twos_and_fives % prime == 0:
            twos_and_fives //= prime
    if twos_and_fives != 1:
        return f"{value.numerator}/{value.denominator}"
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    whole, part = divmod(abs(value.numerator) * 10**places // value.denominator, 10**places)
    return f"{'-' if value < 0 else ''}{whole:,}.{part:0{places}d}"


def attribute_value(quantity: Quantity) -> str:
    """The value as the attribute `value` has it: digits with a point, a range with an en dash; empty if it is asked."""
    if "value" in quantity.asked:
        return ""
    if quantity.unit == DATE:
        return quantity.as_of
    ends = [plain(end).replace(",", "") for end in (quantity.low, quantity.high)]
    return ends[0] if ends[0] == ends[1] else "–".join(ends)


__all__ = ["ABOUT", "NEARLY", "Interval", "Quantity", "agree", "attribute_value", "in_unit", "plain", "rounded"]
