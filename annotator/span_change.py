"""What a span becomes when an end of it moves, when it is split or joined: pure, no files, no screen."""

from __future__ import annotations

from typing import Literal

from annotator.model import Origin, Range, Span
from annotator.text.edges import stripped
from annotator.text.sanitize import one_line

Edge = Literal["start", "end"]
"""One of the two ends of a span."""


def origin_of_changed(span: Span) -> Origin:
    """The origin of a span to which the person gave other bounds or another label."""
    return "edited" if span.origin == "suggested" else span.origin


def with_edge(place: Range, edge: Edge, at: int) -> Range:
    """A range with one end moved to an offset; it may be empty or upside down."""
    return (at, place[1]) if edge == "start" else (place[0], at)


def word_away(text: str, place: Range, edge: Edge, *, right: bool) -> int:
    """Where an end is when it goes to the next word, or the one before: a first end where it begins, a last where it ends."""
    from annotator.text import segments

    if edge == "start":
        return (segments.next_word if right else segments.previous_word)(text, place[0])
    return (segments.next_word_end if right else segments.previous_word_end)(text, place[1])


def without_space(text: str, place: Range, before: Range) -> Range:
    """A range without white space at the ends that it does not share with the range before."""
    start, end = stripped(text, *place)
    return (place[0] if place[0] == before[0] else start), (place[1] if place[1] == before[1] else end)


def grown(text: str, place: Range, edge: Edge, language: str | None = None) -> int:
    """Where the moving end is in the next larger object in which that end is another; in the whole text at last."""
    # Loaded with the first key that needs it: reading the tables of number words takes longer than drawing the article.
    from annotator.text.segments import grow

    side, larger = edge == "end", place
    while larger[side] == place[side] and larger != (0, len(text)):
        larger = grow(text, *larger, language)
    return larger[side]


def shrunk(text: str, place: Range, edge: Edge, language: str | None = None) -> int:
    """Where the moving end is in the next smaller object at the other end, else without the word at the moving end.

    Where it is now, if there is no more than one word.
    """
    from annotator.text.segments import next_word, previous_word, shrink

    start, end = smaller = place
    side = edge == "end"
    letters = range(start, end) if side else range(end - 1, start - 1, -1)
    fixed = next((pos for pos in letters if text[pos].isalnum()), start)
    while True:
        before, smaller = smaller, shrink(text, *smaller, fixed, language)
        if smaller[side] != place[side]:
            return smaller[side]
        if smaller == before:
            break
    start, end = without_space(
        text, with_edge(place, edge, (previous_word if side else next_word)(text, place[side])), place
    )
    return (end if side else start) if start < end else place[side]


def parts(text: str, place: Range, at: int) -> tuple[Range, Range] | None:
    """The two parts of a range cut at an offset, without white space at the cut; `None` if one would be empty."""
    start, end = place
    first, second = text[start:at].rstrip(), text[at:end].lstrip()
    if not (start < at < end and first.strip() and second.strip()):
        return None
    return (start, start + len(first)), (end - len(second), end)


def united(one: Span, other: Span) -> tuple[dict[str, str], str | None, list[str]]:
    """Attributes and note of two spans that become one, and in words what of the other span is not kept."""
    lost = [
        f"{name} ‹{one_line(one.attributes[name], 20)}› kept, not ‹{one_line(value, 20)}›"
        for name, value in other.attributes.items()
        if one.attributes.get(name, value) != value
    ]
    notes = dict.fromkeys(note for note in (one.note, other.note) if note)
    return other.attributes | one.attributes, "; ".join(notes) or None, lost
