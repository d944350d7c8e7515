"""Spans and passages as the adjudicating screen calls them. No widgets."""

from __future__ import annotations

from annotator.adjudication.decisions import GoldSpan
from annotator.adjudication.describe import longest_wording, quoted
from annotator.adjudication.passages import Passage
from annotator.text.sanitize import one_line

_MOST_SPANS = 2
"""Spans of a decision that a sentence names."""
_SHORTEST = 11
"""Characters of a wording that a sentence has at least."""
_NAME = 30
"""Characters of a wording by which a passage is called."""


def name_of_passage(passage: Passage) -> str:
    """What a sentence calls a passage."""
    return quoted(longest_wording(passage), _NAME)


def spans_in_words(spans: tuple[GoldSpan, ...], room: int) -> str:
    """Spans with their wordings, in about so many cells."""
    labels = [one_line(span.label, 20) for span in spans[:_MOST_SPANS]]
    more = f" and {len(spans) - _MOST_SPANS} more" if len(spans) > _MOST_SPANS else ""
    each = max((room - len(more)) // len(labels) - max(map(len, labels)) - 4, _SHORTEST)
    named = (f"{label} {quoted(span.text, each)}" for label, span in zip(labels, spans, strict=False))
    return ", ".join(named) + more


def known_text(passage: Passage) -> str:
    """What the spans have of a text that is not there, in its place; the rest is blank."""
    text = [" "] * passage.end
    for span in passage.spans:
        if span.text is not None:
            text[span.start : span.end] = span.text
    return "".join(text)
