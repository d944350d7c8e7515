"""The objects in a stretch of an article that carry no span of the label that takes them: pure functions of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.suggest import AD
from annotator.suggest.ads import ads
from annotator.suggest.furniture import is_furniture, is_heading
from annotator.text.segments import objects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.model import Label, Range
    from annotator.suggest import SpanFinder


class Target(NamedTuple):
    """An object `[start, end)`, in code points, and the label that takes it."""

    start: int
    end: int
    label: str


def is_left(target: Target, spans: SpanFinder) -> bool:
    """Whether no span of the target's label shares a character with it."""
    return all(span.label != target.label for span in spans.overlapping(target.start, target.end))


def left_to_tag(
    text: str,
    labels: Sequence[Label],
    spans: SpanFinder,
    start: int,
    end: int,
    *,
    dates: bool = False,
    language: str | None = None,
    story_only: bool = False,
) -> list[Target]:
    """The objects that begin in `[start, end)` and are left to tag, whole, in reading order, the longer first.

    Args:
        text: The article.
        labels: The labels whose objects are wanted; those that take none are passed over.
        spans: What is tagged already.
        start: Code point from which objects may begin.
        end: Code point before which they begin.
        dates: Whether dates, years and clock times are numbers too.
        language: The code of the text's language; None to tell it from the text.
        story_only: Leave out what stands in advertisements, tagged or looking like one, and in lines beside the story
            such as links and credits; of sentences also headings and names that no punctuation ends; and for the label
            `ad` take only the paragraphs that look like advertisements.
    """
    selling = ads(text, start, end, language) if story_only else []
    found: list[Target] = []
    for label in labels:
        if label.object is None:
            continue
        if story_only and label.name == AD:
            places = selling
        else:
            places = objects(text, label.object, start, end, dates=dates, language=language)
            if story_only:
                places = [place for place in places if _in_story(text, place, selling, spans)]
            if story_only and label.object == "sentence":
                places = [place for place in places if not is_heading(text, place)]
        found += (Target(*place, label.name) for place in places if start <= place[0] < end)
    order = {label.name: i for i, label in enumerate(labels)}
    return sorted((t for t in found if is_left(t, spans)), key=lambda t: (t.start, -t.end, order[t.label]))


def _in_story(text: str, place: Range, selling: list[Range], spans: SpanFinder) -> bool:
    start, end = place
    if is_furniture(text, start) or any(low < end and start < high for low, high in selling):
        return False
    return all(span.label != AD for span in spans.overlapping(start, end))
