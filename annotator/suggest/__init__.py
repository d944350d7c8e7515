"""Proposals for spans of an article, for a person to accept, correct or refuse: pure functions of the text.

Nothing here knows what is tagged or refused already until it is told (`pending`), and nothing is ever tagged by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from annotator.suggest.ads import ads
from annotator.suggest.furniture import is_furniture
from annotator.suggest.quotes import spoken
from annotator.suggest.twins import occurrences
from annotator.text.languages import language_of
from annotator.text.segments import numbers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from annotator.model import Label, ObjectKind, Range, Span

__all__ = ["AD", "SpanFinder", "Suggestion", "SuggestionKind", "Untagged", "pending", "suggest", "twins", "untagged"]

SuggestionKind = Literal["quotation", "number", "ad", "twin"]
AD = "ad"
"""The name of the label that advertisements are proposed for; no object tells it from others."""


class Suggestion(NamedTuple):
    """A stretch `[start, end)`, in code points, that could bear a label, and why."""

    start: int
    end: int
    label: str
    kind: SuggestionKind


class Untagged(NamedTuple):
    """What was found in an article and carries no span of its label."""

    quotations: list[Range]
    numbers: list[Range]


class SpanFinder(Protocol):
    """The spans of an article, as `annotator.spans.SpanIndex` finds them."""

    def overlapping(self, start: int, end: int) -> list[Span]:
        """The spans that share a code point with `[start, end)`."""
        ...


def suggest(
    text: str,
    labels: Mapping[str, Label],
    start: int = 0,
    end: int | None = None,
    *,
    dates: bool = False,
    language: str | None = None,
) -> list[Suggestion]:
    """What could be tagged in `[start, end)`: whole stretches that overlap it, in reading order.

    Quotations and numbers are proposed for the labels that take these objects, advertisements for the label `ad`.
    Within a proposed advertisement, and in lines that are no part of the story, nothing else is proposed.

    Args:
        text: The article. Of a long one only the window in view is wanted: it takes some 2 ms for 1,000 code points.
        labels: The project's labels by name.
        start: Code point from which to look.
        end: Code point before which to look; None for the end of the text.
        dates: Whether dates, years and clock times are numbers too.
        language: The code of the text's language; None to tell it from the text.
    """
    start, stop = max(start, 0), len(text) if end is None else min(end, len(text))
    if start >= stop:
        return []
    selling = ads(text, start, stop, language) if AD in labels else []
    found = {Suggestion(low, high, AD, "ad") for low, high in selling}
    quotation, number = _label_of(labels, "quotation"), _label_of(labels, "number")
    if quotation is not None:
        quoted = (item for item in spoken(text, start, stop, language) if _in_story(text, item, selling))
        found.update(Suggestion(low, high, quotation, "quotation") for low, high in quoted)
    if number is not None:
        counted = (
            item
            for item in numbers(text, start, stop, dates=dates, language=language)
            if _in_story(text, item, selling)
        )
        found.update(Suggestion(low, high, number, "number") for low, high in counted)
    return sorted(found, key=_reading_order)


def twins(
    text: str,
    wordings: Iterable[tuple[str, str]],
    labels: Mapping[str, Label],
    start: int = 0,
    end: int | None = None,
    *,
    language: str | None = None,
) -> list[Suggestion]:
    """Where wordings that were tagged stand in `[start, end)`, whole words and exact, in reading order.

    Wordings too common to mean the same again (`two`, `it`) are passed over. What is tagged is found too: `pending`
    leaves it out.

    Args:
        text: The article.
        wordings: `(label, text)` of spans, in this article or others; those of unknown labels are passed over.
        labels: The project's labels by name.
        start: Code point from which to look.
        end: Code point before which to look; None for the end of the text.
        language: The code of the text's language; None to tell it from the text.
    """
    start, stop = max(start, 0), len(text) if end is None else min(end, len(text))
    if start >= stop:
        return []
    rules = language_of(text, language)
    found = {
        Suggestion(low, high, label, "twin")
        for label, wording in dict.fromkeys(wordings)
        if label in labels
        for low, high in occurrences(text, wording, labels[label].object, start, stop, rules)
    }
    return sorted(found, key=_reading_order)


def pending(
    suggestions: Iterable[Suggestion], spans: SpanFinder, refused: Collection[tuple[int, int, str]] = ()
) -> list[Suggestion]:
    """The suggestions that are not refused and that no span of their label overlaps; of equal ranges the first."""
    found: dict[tuple[int, int, str], Suggestion] = {}
    for item in suggestions:
        if item[:3] not in refused and not _carries(spans, item):
            found.setdefault(item[:3], item)
    return list(found.values())


def untagged(
    text: str,
    spans: SpanFinder,
    labels: Mapping[str, Label],
    refused: Collection[tuple[int, int, str]] = (),
    start: int = 0,
    end: int | None = None,
    *,
    dates: bool = False,
    language: str | None = None,
) -> Untagged:
    """The quotations and numbers that no span of their label overlaps, outside spans labelled `ad` and not refused."""
    rest = [
        item
        for item in pending(suggest(text, labels, start, end, dates=dates, language=language), spans, refused)
        if not any(span.label == AD for span in spans.overlapping(item.start, item.end))
    ]
    return Untagged(
        [(item.start, item.end) for item in rest if item.kind == "quotation"],
        [(item.start, item.end) for item in rest if item.kind == "number"],
    )


def _carries(spans: SpanFinder, item: Suggestion) -> bool:
    return any(span.label == item.label for span in spans.overlapping(item.start, item.end))


def _in_story(text: str, item: Range, selling: list[Range]) -> bool:
    start, end = item
    return not any(low < end and start < high for low, high in selling) and not is_furniture(text, start)


def _label_of(labels: Mapping[str, Label], kind: ObjectKind) -> str | None:
    return next((name for name, label in labels.items() if label.object == kind), None)


def _reading_order(item: Suggestion) -> tuple[int, int, str]:
    return item.start, -item.end, item.label
