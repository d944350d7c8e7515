"""What the headline says in sentences: what the values mean, and how sure they are."""

from __future__ import annotations

from annotator.agreement.estimates import Scores
from annotator.agreement.intervals import FEW_ARTICLES
from annotator.agreement.result import Analysis

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
        return "There are no intervals: one article with spans says nothing about how sure the values are."
    if analysis.unstable:
        return (
            f"Fewer than {FEW_ARTICLES} articles with spans: the intervals (95 %, articles resampled) are unstable; do not"
            " rely on them."
        )
    return ""
