"""What is said in words on the page, for people who must decide what to change in a guideline."""

from __future__ import annotations

import numpy as np

from annotator.agreement.analysis import Analysis
from annotator.agreement.disagreements import BOUNDARY, Kind
from annotator.agreement.page.looks import Look
from annotator.agreement.report import number
from annotator.agreement.resampling import FEW_ARTICLES
from annotator.agreement.structure import KIND_NAMES
from annotator.text.display import one_line

_FIRST = 4
_TELLING, _READABLE = 5, 120
"""Characters of an example."""
_SAYS = {
    Kind.LABEL: "the same words stand under different labels",
    Kind.MARKS: "boundaries differ by spaces or punctuation alone",
    Kind.START: "spans begin in different places",
    Kind.END: "spans end in different places",
    Kind.BOTH: "spans begin and end in different places",
    Kind.SPLIT: "one person tags as a whole what the other tags in pieces",
    Kind.LABEL_AND_BOUNDARY: "much the same words stand under different labels",
    Kind.MISSING: "one person tags what the other leaves untagged",
}


def kind_name(kind: Kind) -> str:
    """What a kind is called on the page."""
    if kind is Kind.MARKS:
        return "boundary: marks"
    return f"boundary: {KIND_NAMES[kind]}" if kind in BOUNDARY else KIND_NAMES[kind]


def certainty(analysis: Analysis) -> str:
    """What the headline's interval means."""
    found = analysis.overall["f1"]
    if found.low is None or found.high is None:
        return (
            "There is no interval: one article alone, or none was asked for, says nothing about how sure the value is."
        )
    said = (
        f"With other articles of this kind the value would most likely lie between {number(found.low)} and"
        f" {number(found.high)} (95\N{NO-BREAK SPACE}% interval, articles resampled)."
    )
    articles = len(analysis.sums.table.articles)
    if articles < FEW_ARTICLES:
        said += f" But {articles} articles are fewer than {FEW_ARTICLES}: the interval is unstable, do not rely on it."
    return said


def _example(analysis: Analysis, label: int, kind: Kind) -> str:
    """The case with the shortest text, if it is short enough to be read at a glance."""
    table, found = analysis.sums.table, analysis.differences
    if kind is Kind.MISSING:
        rows: list[tuple[int, ...]] = [(row,) for row in found.lone[table.label[found.lone] == label].tolist()]
    else:
        these = (found.kind == kind) & ((table.label[found.one] == label) | (table.label[found.other] == label))
        rows = list(zip(found.one[these].tolist(), found.other[these].tolist(), strict=True))
    sizes = table.end - table.start
    fitting = [some for some in rows if _READABLE >= sum(int(sizes[row]) for row in some) >= _TELLING]
    if not fitting:
        return ""
    shortest = min(fitting, key=lambda some: sum(int(sizes[row]) for row in some))
    texts = [(table.annotators[int(table.annotator[row])], table.text(row)) for row in shortest]
    if any(text is None for _, text in texts):
        return ""
    told = ", ".join(f"{one_line(who, 24)} has ‘{one_line(text or '')}’" for who, text in texts)
    return f"; for example {told}" + (" and the other nothing" if kind is Kind.MISSING else "")


def priorities(analysis: Analysis, looks: list[Look]) -> list[str]:
    """Where most of the disagreements come from, label by label, the most frequent first; in sentences."""
    total = int(analysis.kinds[-1].sum() - analysis.kinds[-1, Kind.AGREE])
    counts = analysis.kinds[:-1].copy()
    counts[:, Kind.AGREE] = 0
    order = np.argsort(-counts, axis=None, kind="stable")[:_FIRST].tolist()
    found = []
    for label, kind in (divmod(place, len(Kind)) for place in order):
        count = int(counts[label, kind])
        if count:
            share = f"{count:,} of {total:,} disagreements, {100 * count / total:.0f}\N{NO-BREAK SPACE}%"
            example = _example(analysis, label, Kind(kind))
            found.append(f"{looks[label].name}: {_SAYS[Kind(kind)]} ({share}){example}.")
    return found
