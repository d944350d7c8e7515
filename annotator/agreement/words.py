"""Numbers and names as the report for reading writes them."""

from __future__ import annotations

import math
import textwrap

from annotator.agreement.estimates import Estimate
from annotator.text.display import one_line
from annotator.text.display import plural as plural

WIDTH = 80
NAME = 16


def interval(estimate: Estimate) -> str:
    """`0.713 0.650–0.780`: 17 characters, 20 where all are negative."""
    if estimate.low is None or estimate.high is None:
        return f"{number(estimate.value):<17}"
    return f"{number(estimate.value)} {number(estimate.low)}–{number(estimate.high)}"


def number(value: float | None) -> str:
    """Three decimals; `n/a` where undefined."""
    return "n/a" if value is None or math.isnan(value) else f"{value:.3f}"


def short(name: str, width: int = NAME) -> str:
    """A name that fits, cut in its middle: names of a kind differ at their ends."""
    line = one_line(name)
    if len(line) <= width:
        return line
    tail = (width - 1) // 2
    return f"{line[: width - 1 - tail]}…{line[-tail:]}"


def rest(count: int, word: str) -> list[str]:
    """The line that says how many were left out; none if there is none."""
    return [f"  and {plural(count, word)} more (--json has all)"] if count > 0 else []


def paragraph(text: str, indent: str = "") -> list[str]:
    """Lines of at most `WIDTH` characters."""
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def signed(estimate: Estimate) -> str:
    """`+0.051 (−0.020 to +0.110)`, for differences."""
    value, low, high = ("n/a" if number is None else f"{number:+.3f}".replace("-", "−") for number in estimate)
    return value if estimate.low is None or estimate.high is None else f"{value} ({low} to {high})"


def both_ends(text: str, width: int) -> str:
    """One line of a text with both its ends, where annotators differ, and the middle left out; edge spaces show as ␣."""
    line = f"{'␣' * text[:1].isspace()}{one_line(text)}{'␣' * text[-1:].isspace()}"
    if len(line) <= width:
        return line
    tail = (width - 3) // 2
    return f"{line[: width - 3 - tail].rstrip()} … {line[-tail:].lstrip()}"
