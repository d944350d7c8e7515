"""Numbers and names as the report for reading writes them."""

from __future__ import annotations

import math
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Sequence

from annotator.agreement.intervals import FEW_ARTICLES, LEAST_ARTICLES, LEAST_SPANS, Estimate, Scores, is_unstable
from annotator.agreement.result import Analysis
from annotator.agreement.table import Sources, Table
from annotator.journal.records import unread
from annotator.text.sanitize import one_line, plural

WIDTH = 80
NAME = 16


MINUS = "\N{MINUS SIGN}"
UNSTABLE = "*"
"""Stands after the articles of a row that rests on few of them."""
UNSTABLE_NOTE = f"{UNSTABLE} under {FEW_ARTICLES} articles with spans: few for an interval; under {LEAST_ARTICLES} or {LEAST_SPANS} spans: none"
RANDOM = "The intervals (95 %) say what other articles of this kind would give, tagged by these annotators."
"""What is random in them."""
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


def said(value: int | float | str | Estimate | None) -> str:
    """A cell of a table."""
    if isinstance(value, Estimate):
        return interval(value)
    return value if isinstance(value, str) else f"{value:,}" if isinstance(value, int) else number(value)


def articles_of(count: int, resamples: int) -> str:
    """`1,234 ` or `12*`: on how many articles a row rests, and whether these are few for an interval."""
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


def named(names: tuple[str, ...], width: int) -> str:
    """One name, or two that fit together."""
    return short(names[0], width) if len(names) == 1 else two(names[0], names[1], width)


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
    """One line of a text with both its ends, where annotators differ, and the middle left out; edge spaces show as ␣.

    It is cut between words, where that leaves at least half of what there is room for.
    """
    line = f"{'␣' * text[:1].isspace()}{one_line(text)}{'␣' * text[-1:].isspace()}"
    if len(line) <= width:
        return line
    tail = (width - 3) // 2
    first, last = line[: width - 3 - tail], line[-tail:]
    words, rest = first.rpartition(" ")[0], last.partition(" ")[2]
    if line[len(first)] != " " and len(words) >= len(first) // 2:
        first = words
    if line[-tail - 1] != " " and len(rest) >= tail // 2:
        last = rest
    return f"{first.rstrip()} … {last.lstrip()}"


def lowest_first(scores: Scores) -> tuple[bool, float]:
    """By this the lowest strict F1 comes first, and an undefined one last."""
    value = scores["f1"].value
    return value is None, value or 0.0


_RELIABLE, _TENTATIVE = 0.8, 2 / 3


def meaning(overall: Scores) -> str:
    """What F1 and alpha say, in two sentences."""
    f1, alpha = overall["f1"].value, overall["alpha"].value
    if f1 is None:
        said = "Nobody tagged anything in the shared articles: there is nothing to agree on, and F1 is undefined (n/a)."
    else:
        said = (
            f"Of 100 spans that one annotator tags, another has {round(100 * f1)} with the same label and boundaries."
        )
    if alpha is None:
        return said + " Alpha is undefined (n/a): no characters vary."
    if alpha >= _RELIABLE:
        verdict = "at least 0.800, the usual limit for reliable data"
    elif alpha >= _TENTATIVE:
        verdict = "between 0.667 and 0.800: for tentative conclusions only"
    else:
        verdict = "below 0.667, the usual lowest limit"
    return f"{said} Alpha is {verdict}."


def certainty(analysis: Analysis) -> str:
    """What is wrong with the intervals; empty if nothing is."""
    if not analysis.settings.resamples:
        return "No intervals were asked for."
    if analysis.overall["f1"].value is None:
        return ""
    if analysis.overall["f1"].low is None:
        return f"There is no interval of strict F1: {_why_none(analysis)}."
    if analysis.unstable:
        return f"Fewer than {FEW_ARTICLES} articles with spans are few for an interval. {RANDOM}"
    return RANDOM


def _why_none(analysis: Analysis) -> str:
    if analysis.with_spans[-1] < LEAST_ARTICLES:
        return f"fewer than {LEAST_ARTICLES} articles with spans say too little about how sure the values are"
    if analysis.overall["f1"].value in {0.0, 1.0}:
        return "the articles do not vary in it"
    return f"there are fewer than {LEAST_SPANS} spans of two annotators together, or the articles do not vary in it"


TITLE = "Not in these numbers, or not sure"
_NAMED = 3


def notes(analysis: Analysis) -> list[str]:
    """All there is to say, each a sentence."""
    return [*unread_files(analysis.sources), *notes_on_work(analysis)]


def notes_on_work(analysis: Analysis) -> list[str]:
    """The same but for lines that were passed over."""
    table, everything = analysis.sums.table, analysis.everything
    said = [*earlier_state(analysis.sources), *flat_files(analysis.sources)]
    if everything.apart:
        said.append(f"{some(everything.apart)}: left out, since the annotators worked on different texts.")
    alone = len(everything.articles) - len(table.articles)
    if alone:
        said.append(f"{plural(alone, 'article')} finished by one annotator only: not compared.")
    guessed = guessed_lengths(table)
    if guessed:
        said.append(
            f"The length of {some(guessed)} is not recorded: the end of the last span stands for it, which lowers alpha."
        )
    for what, names in (("annotators", everything.annotators), ("labels", table.labels)):
        said += [f"The {what} {' and '.join(alike)} differ by case only: are they one?" for alike in alike_names(names)]
    return said


def about_files(sources: Sources) -> list[str]:
    """What of them could not be read, and what flat spans do not say, in sentences."""
    return [*earlier_state(sources), *unread_files(sources), *flat_files(sources)]


def earlier_state(sources: Sources) -> list[str]:
    """Which state was asked for and what it leaves out, in sentences, if it is an earlier one."""
    told = f"An earlier state of the files: {sources.state}."
    return [told, *([sources.taken_out] if sources.taken_out else [])] if sources.state else []


def unread_files(sources: Sources) -> list[str]:
    """What of them could not be read, a sentence for each."""
    return [f"{one_line(path.name, 60)}: {unread(problems)}." for path, problems in sources.problems.items()]


def flat_files(sources: Sources) -> list[str]:
    """What flat spans do not say, in a sentence; empty if there are none."""
    if not sources.flat:
        return []
    told = (
        f"{some(sources.flat)}: read from flat spans, which do not say who finished an article and found nothing there; such"
        " articles are missing, and agreement looks higher than it is. Better name the annotators' journals."
    )
    if sources.unnamed:
        told += f" In {plural(sources.unnamed, 'article')} more people finished than are named: somebody found nothing there, or what they found was left out."
    return [told]


def guessed_lengths(table: Table) -> list[str]:
    """The articles whose length no record gives."""
    return [article for article, guess in zip(table.articles, table.guessed.tolist(), strict=True) if guess]


def alike_names(names: Iterable[str]) -> list[list[str]]:
    """Names that differ by case only, in groups."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[name.casefold()].append(one_line(name, 40))
    return [group for group in groups.values() if len(group) > 1]


def some(names: Sequence[str], most: int = _NAMED) -> str:
    """The first few names, and how many more there are."""
    shown = ", ".join(one_line(name, 40) for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"
