"""Numbers and names as the report for reading writes them."""

from __future__ import annotations

import math
import textwrap

from annotator.agreement.estimates import Estimate
from annotator.agreement.intervals import FEW_ARTICLES, is_unstable
from annotator.text.sanitize import one_line
from annotator.text.sanitize import plural as plural

WIDTH = 80
NAME = 16


MINUS = "\N{MINUS SIGN}"
UNSTABLE = "*"
"""Stands after the articles of a row that rests on too few of them."""
UNSTABLE_TOLD = f"{UNSTABLE} under {FEW_ARTICLES} articles with spans: interval unstable; of one: none"
INTERVAL = 17
"""Characters of a value and its interval, neither of them negative."""


def interval(estimate: Estimate) -> str:
    """`0.713 0.650–0.780`: 17 characters, up to 23 where an end is negative."""
    return f"{number(estimate.value)} {between(estimate)}".rstrip()


def between(estimate: Estimate) -> str:
    """`0.650–0.780`, or `−0.050 to 0.120` where an end is negative; empty where there is no interval."""
    if estimate.low is None or estimate.high is None:
        return ""
    low, high = number(estimate.low), number(estimate.high)
    return f"{low} to {high}" if MINUS in low + high else f"{low}–{high}"


def number(value: float | None) -> str:
    """Three decimals; `n/a` where undefined."""
    return "n/a" if value is None or math.isnan(value) else f"{value:z.3f}".replace("-", MINUS)


def articles_of(count: int, resamples: int) -> str:
    """`1,234 ` or `12*`: on how many articles a row rests, and whether these are too few for an interval."""
    return f"{count:,}{UNSTABLE if resamples and is_unstable(count) else ' '}"


def short(name: str, width: int = NAME) -> str:
    """A name that fits, cut in its middle: names of a kind differ at their ends."""
    line = one_line(name)
    if len(line) <= width:
        return line
    tail = (width - 1) // 2
    return f"{line[: width - 1 - tail]}…{line[-tail:]}"


def two(left: str, right: str, width: int) -> str:
    """Two names that fit together."""
    half = (width - 3) // 2
    return f"{short(left, width - 3 - half)} – {short(right, half)}"


def rest(count: int, word: str) -> list[str]:
    """The line that says how many were left out; none if there is none."""
    return [f"  and {plural(count, word)} more (--json has all)"] if count > 0 else []


def paragraph(text: str, indent: str = "") -> list[str]:
    """Lines of at most `WIDTH` characters."""
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def signed(estimate: Estimate) -> str:
    """`+0.051 (−0.020 to +0.110)`, for differences; `no difference` where there is none in any draw."""
    if estimate.low == estimate.high == estimate.value == 0:
        return "no difference"
    value, low, high = ("n/a" if n is None else f"{n:+z.3f}".replace("-", MINUS) for n in estimate)
    return value if estimate.low is None or estimate.high is None else f"{value} ({low} to {high})"


def both_ends(text: str, width: int) -> str:
    """One line of a text with both its ends, where annotators differ, and the middle left out; edge spaces show as ␣."""
    line = f"{'␣' * text[:1].isspace()}{one_line(text)}{'␣' * text[-1:].isspace()}"
    if len(line) <= width:
        return line
    tail = (width - 3) // 2
    return f"{line[: width - 3 - tail].rstrip()} … {line[-tail:].lstrip()}"
