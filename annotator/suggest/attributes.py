"""Attributes proposed for a span: the names that its label has, what a number says, and the values used before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from annotator.text.sanitize import display

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from annotator.journal.fold import Fold
    from annotator.model import Article, Label, Span

KNOWN = {"quote": ("speaker", "cue"), "number": ("value", "unit"), "claim": ("type",)}
"""The attributes that the default labels usually have."""
_OFFERED = 6
"""Attributes proposed beyond the span's own."""


class UsedBefore(NamedTuple):
    """What an annotator noted so far, harmless to draw."""

    values: dict[str, list[str]]
    """By attribute the values used, most used first; of equals, the later first."""
    names: dict[str, list[str]]
    """By label the attributes used, most used first."""


def used_before(fold: Fold) -> UsedBefore:
    """The attributes of all spans of a journal, whichever article they are of."""
    values: dict[str, Counter[str]] = {}
    latest: dict[tuple[str, str], str] = {}
    names: dict[str, Counter[str]] = {}
    for head in fold.noted():
        for name, value in head.attributes.items():
            names.setdefault(head.label, Counter())[name] += 1
            shown = display(value).strip()
            if shown:
                values.setdefault(name, Counter())[shown] += 1
                latest[name, shown] = max(latest.get((name, shown), ""), head.at)
    return UsedBefore(
        {
            name: sorted(counts, key=lambda value: (counts[value], latest[name, value]), reverse=True)
            for name, counts in values.items()
        },
        {label: [name for name, _ in counts.most_common()] for label, counts in names.items()},
    )


def read_from_text(article: Article, span: Span, label: Label | None) -> dict[str, list[str]]:
    """What a number says, by attribute the values to propose; of what its text leaves open, each reading. Of other spans nothing."""
    if span.label != "number" and (label is None or label.object != "number"):
        return {}
    from annotator.text.languages import language_of
    from annotator.text.quantities.quantity_parser import SentenceNumbers, said_attributes
    from annotator.text.segments import sentence_at

    language = language_of(article.text, article.meta.language)
    start, end = sentence_at(article.text, span.start, language.code) or (span.start, span.end)
    start, end = min(start, span.start), max(end, span.end)
    said = SentenceNumbers(article.text[start:end], language, article.meta.published)
    quantity = said.quantity(span.start - start, span.end - start)
    return {} if quantity is None else said_attributes(quantity, language)


def with_read(used: Mapping[str, Iterable[str]], read: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """The values to propose: what was read first, then those used before."""
    return {name: list(dict.fromkeys([*read.get(name, ()), *used.get(name, ())])) for name in (*used, *read)}


def proposed_names(span: Span, label: Label | None, used: UsedBefore, read: Iterable[str] = ()) -> list[str]:
    """The attributes to ask for: those that the project gives the label, else known, read and used ones; and the span's own."""
    names = label.attributes if label is not None else None
    if names is None:
        names = [*KNOWN.get(span.label, ()), *read, *used.names.get(span.label, ())]
    return list(dict.fromkeys([*list(dict.fromkeys(names))[:_OFFERED], *span.attributes]))
