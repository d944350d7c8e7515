"""An article's text with one annotator's spans: a line in its lane for each layer, a letter where a span begins.

The text itself is untouched: letters and brackets are drawn by the style sheet, so that what is read, copied or taken
out of the page is the article's.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from annotator.agreement.page.looks import LINES, Look
from annotator.report.markup import Html, escaped, joined, shown, tag

LANES = 6
"""Lines under a text; deeper layers share the last one."""


class Mark(NamedTuple):
    """One span of one annotator.

    Attributes:
        start, end: code points of the article.
        look: of its label.
        differs: a word or two for each way in which somebody does not have it so; none if all do.
        told: the same as a sentence.
    """

    start: int
    end: int
    look: Look
    differs: tuple[str, ...]
    told: str


def lanes(marks: Sequence[Mark]) -> list[int]:
    """The lane of each mark, in the given order: the lowest that is free where the mark begins; outer ones come first."""
    found = [0] * len(marks)
    ends: list[int] = []
    for place in sorted(range(len(marks)), key=lambda i: (marks[i].start, -marks[i].end)):
        mark = marks[place]
        lane = next((i for i, end in enumerate(ends) if end <= mark.start), len(ends))
        ends[lane : lane + 1] = [mark.end]
        found[place] = min(lane, LANES - 1)
    return found


class Layers:
    """One annotator's marks over an article's text, of which parts are asked for in any order."""

    def __init__(self, text: str, marks: Sequence[Mark]) -> None:
        self.drawn = shown(text)
        self._layers = sorted(zip(marks, lanes(marks), strict=True), key=lambda layer: (layer[0].start, -layer[0].end))
        self._starts = [mark.start for mark, _ in self._layers]
        self._reach = list(accumulate((mark.end for mark, _ in self._layers), max))

    def within(self, start: int, end: int) -> list[tuple[Mark, int]]:
        """The marks that overlap `[start, end)` with their lanes, in the order of the text."""
        first, last = bisect_right(self._reach, start), bisect_left(self._starts, end)
        return [layer for layer in self._layers[first:last] if layer[0].end > start]

    def part(self, start: int, end: int) -> Html:
        """The text `[start, end)`, code points, with the marks that lie there or reach into it."""
        layers = self.within(start, end)
        cuts = {start, end, *(at for mark, _ in layers for at in (mark.start, mark.end) if start < at < end)}
        parts: list[Html] = []
        live: list[tuple[Mark, int]] = []
        waiting = layers[::-1]
        for left, right in pairwise(sorted(cuts)):
            live = [layer for layer in live if layer[0].end > left]
            while waiting and waiting[-1][0].start <= left:
                live.append(waiting.pop())
                if live[-1][0].start == left:
                    parts.append(_letter(live[-1][0]))
            parts.append(_layered(escaped(self.drawn[left:right]), left, right, live))
        return joined(parts)


def _letter(mark: Mark) -> Html:
    """What stands before a span; the style sheet shows `data-t`."""
    told = f"{mark.look.letter} {', '.join(mark.differs)}" if mark.differs else mark.look.letter
    kind = "d" if mark.differs else "a"
    return tag("i", class_=f"t {kind} l{mark.look.place}", data_t=told, title=mark.told)


def _layered(inside: Html, left: int, right: int, live: Sequence[tuple[Mark, int]]) -> Html:
    """A stretch without boundaries inside it, in an element for each span over it; the lowest line is the outermost."""
    for mark, lane in sorted(live, key=lambda layer: layer[1]):
        ends = f"{' b' * (mark.start == left)}{' e' * (mark.end == right)}"
        line = LINES[mark.look.place % len(LINES)]
        kind = "d" if mark.differs else "a"
        inside = tag("span", inside, class_=f"s {kind} l{mark.look.place} {line} n{lane}{ends}")
    return inside
