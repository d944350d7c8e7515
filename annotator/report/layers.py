"""Spans over a text as layers that nest and cross: the stretches between their boundaries, each with what lies over it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Generic, NamedTuple, Protocol, TypeVar

from annotator.report.markup import LINES, Html, Look, escaped, shown

LANES = 6
"""Lines under a text; deeper layers share the last one."""


class Layer(Protocol):
    """Something that lies over a stretch of a text."""

    @property
    def start(self) -> int:
        """Code points of the article."""

    @property
    def end(self) -> int:
        """Code points of the article."""

    @property
    def look(self) -> Look:
        """Its label's."""

    @property
    def classes(self) -> str:
        """What the style sheet knows of it."""


OneLayer = TypeVar("OneLayer", bound=Layer)


class Piece(NamedTuple, Generic[OneLayer]):
    """A stretch of a text without boundaries inside it."""

    begun: list[OneLayer]
    """Those that begin with it."""
    text: Html
    over: list[str]
    """The style sheet's classes of each one over it, the outermost first, whose line is the lowest."""


def lanes(layers: Sequence[Layer]) -> list[int]:
    """The lane of each, in the given order: the lowest that is free where it begins; outer ones come first."""
    found = [0] * len(layers)
    ends: list[int] = []
    for place in sorted(range(len(layers)), key=lambda i: (layers[i].start, -layers[i].end)):
        layer = layers[place]
        lane = next((i for i, end in enumerate(ends) if end <= layer.start), len(ends))
        ends[lane : lane + 1] = [layer.end]
        found[place] = min(lane, LANES - 1)
    return found


class Layers(Generic[OneLayer]):
    """Layers over an article's text, of which parts are asked for in any order."""

    def __init__(self, text: str, layers: Sequence[OneLayer]) -> None:
        self.drawn = shown(text)
        self._layers = sorted(
            zip(layers, lanes(layers), strict=True), key=lambda layer: (layer[0].start, -layer[0].end)
        )
        self._starts = [layer.start for layer, _ in self._layers]
        self._reach = list(accumulate((layer.end for layer, _ in self._layers), max))

    def within(self, start: int, end: int) -> list[tuple[OneLayer, int]]:
        """Those that overlap `[start, end)` with their lanes, in the order of the text."""
        first, last = bisect_right(self._reach, start), bisect_left(self._starts, end)
        return [layer for layer in self._layers[first:last] if layer[0].end > start]

    def part(self, start: int, end: int) -> Iterator[Piece[OneLayer]]:
        """The text `[start, end)`, code points, with the layers that lie there or reach into it."""
        layers = self.within(start, end)
        cuts = {start, end, *(at for one, _ in layers for at in (one.start, one.end) if start < at < end)}
        live: list[tuple[OneLayer, int]] = []
        waiting = layers[::-1]
        for left, right in pairwise(sorted(cuts)):
            live = [layer for layer in live if layer[0].end > left]
            while waiting and waiting[-1][0].start <= left:
                live.append(waiting.pop())
            begun = [layer for layer, _ in live if layer.start == left]
            over = [_line(*layer, left, right) for layer in sorted(live, key=lambda layer: layer[1])[::-1]]
            yield Piece(begun, escaped(self.drawn[left:right]), over)


def _line(layer: Layer, lane: int, left: int, right: int) -> str:
    """The classes of a layer over a stretch."""
    ends = f"{' b' * (layer.start == left)}{' e' * (layer.end == right)}"
    return f"s {layer.classes} {LINES[layer.look.place % len(LINES)]} n{lane}{ends}"
