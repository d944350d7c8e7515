"""Attributes proposed for a span: the names that its label has, and the values that the annotator used before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from annotator.text.sanitize import display

if TYPE_CHECKING:
    from annotator.journal.fold import Fold
    from annotator.model import Label, Span

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
    for record in fold.records():
        if record["op"] != "put" or not record.get("attributes"):
            continue
        for name, value in record["attributes"].items():
            names.setdefault(record["label"], Counter())[name] += 1
            shown = display(value).strip()
            if shown:
                values.setdefault(name, Counter())[shown] += 1
                latest[name, shown] = max(latest.get((name, shown), ""), record["at"])
    return UsedBefore(
        {
            name: sorted(counts, key=lambda value: (counts[value], latest[name, value]), reverse=True)
            for name, counts in values.items()
        },
        {label: [name for name, _ in counts.most_common()] for label, counts in names.items()},
    )


def proposed_names(span: Span, label: Label | None, used: UsedBefore) -> list[str]:
    """The attributes to ask for: those that the project gives the label, else known and used ones; and the span's own."""
    names = label.attributes if label is not None else None
    if names is None:
        names = [*KNOWN.get(span.label, ()), *used.names.get(span.label, ())]
    return list(dict.fromkeys([*list(dict.fromkeys(names))[:_OFFERED], *span.attributes]))
