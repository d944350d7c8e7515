"""Words and signs as tokens, for formats that are made of them. It belongs to the files that it is written into."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from annotator.text.segments.types import Range
from annotator.text.segments.words import LETTER

RULE = (
    "A token is a run of letters, marks, digits and underscores, or any other single character that is not white space."
)
_TOKEN = re.compile(rf"{LETTER}+|\S")


def tokens(text: str) -> Iterator[Range]:
    """The tokens of a text in order, as ranges of code points."""
    return (match.span() for match in _TOKEN.finditer(text))


def cut_at(ranges: Iterable[Range], edges: Iterable[int]) -> Iterator[Range]:
    """The ranges, each parted wherever one of `edges` falls inside it."""
    inside = iter(sorted(set(edges)))
    edge = next(inside, None)
    for start, end in ranges:
        while edge is not None and edge <= start:
            edge = next(inside, None)
        low = start
        while edge is not None and edge < end:
            yield low, edge
            low, edge = edge, next(inside, None)
        yield low, end
