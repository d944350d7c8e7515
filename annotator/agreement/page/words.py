"""What is said in words on the page alone."""

from __future__ import annotations

from annotator.agreement.disagreements import BOUNDARY, Kind
from annotator.agreement.result import Analysis
from annotator.report.json import KIND_NAMES
from annotator.report.wording import between


def kind_name(kind: Kind) -> str:
    """What a kind is called on the page."""
    if kind is Kind.MARKS:
        return "boundary: marks"
    return f"boundary: {KIND_NAMES[kind]}" if kind in BOUNDARY else KIND_NAMES[kind]


def interval_meaning(analysis: Analysis) -> str:
    """What the headline's interval means; empty where there is none."""
    found = analysis.overall["f1"]
    if found.low is None:
        return ""
    return (
        f"The 95\N{NO-BREAK SPACE}% confidence interval of strict F1 is {between(found)}, from resampling the articles: of"
        " intervals made in this way, 19 in 20 hold the value that all articles of this kind would give."
    )
