"""What is said in words on the page alone."""

from __future__ import annotations

from annotator.agreement.analysis import Analysis
from annotator.agreement.disagreements import BOUNDARY, Kind
from annotator.agreement.report import number
from annotator.agreement.resampling import FEW_ARTICLES
from annotator.agreement.structure import KIND_NAMES


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
