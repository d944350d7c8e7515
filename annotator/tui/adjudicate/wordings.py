"""Spans and passages as the adjudicating screen calls them. No widgets."""

from __future__ import annotations

from annotator.adjudication.decisions import GoldSpan
from annotator.adjudication.describe import longest_wording, quoted, reopened_in_words, void_in_words
from annotator.adjudication.passage_status import Statuses
from annotator.adjudication.passages import Passage
from annotator.journal.copies import told as told_of_copies
from annotator.journal.journal import Journal
from annotator.text.sanitize import one_line

_MOST_SPANS = 2
"""Spans of a decision that a sentence names."""
_SHORTEST = 11
"""Characters of a wording that a sentence has at least."""
_NAME = 30
"""Characters of a wording by which a passage is called."""


def at_first(journal: Journal, statuses: Statuses, uncompared: str) -> str:
    """What the person should know before beginning; empty if nothing. `uncompared`: what stands in several texts, in words."""
    if journal.read_only is not None:
        return f"READ ONLY: {journal.read_only}"
    found = [uncompared] if uncompared else []
    if again := reopened_in_words(statuses):
        found.append(f"decided before and open again: {again}")
    if void := void_in_words(statuses):
        found.append(f"decisions with nothing left to decide: {void}")
    if statuses.loose:
        found.append(f"{len(statuses.loose)} spans in gold that no decision gave are left as they are")
    if journal.problems:
        found.append(f"{sum(map(len, journal.problems.values()))} unreadable lines in gold were left alone")
    if journal.copies:
        found.append(told_of_copies(journal.path, journal.copies))
    return "; ".join(found)


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
