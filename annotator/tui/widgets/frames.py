"""Frames of a screen in which some rows changed: drawn from the rows that its widgets hand over, and from nothing else.

Textual cuts every row of the screen at the edges of all widgets, for each frame, whatever of it has changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from textual._compositor import Compositor, CompositorUpdate
from textual.geometry import Region
from textual.strip import Strip

Piece = tuple[int, int, Strip]
"""What a widget has on a row of the screen: from one cell to before another."""


class ChangedRows(CompositorUpdate):
    """What is sent to the terminal: strips, each with the place of its first cell, `(x, y, strip)`."""

    def __init__(self, strips: list[tuple[int, int, Strip]]) -> None:
        self.strips = strips

    def render_segments(self, console: Console) -> str:
        """The frame as control sequences and text."""
        return "".join([f"\x1b[{y + 1};{x + 1}H{strip.render(console)}" for x, y, strip in self.strips])


class ChangedRowsCompositor(Compositor):
    """Textual's compositor, but for frames in which only a part of the screen changed."""

    def render_partial_update(self) -> ChangedRows | None:  # type: ignore[override]
        """A frame of what is dirty; `None` if nothing is."""
        dirty, screen = self._dirty_regions.copy(), self.size.region
        self._dirty_regions.clear()
        if not dirty:
            return None
        spans = list(self._regions_to_spans(dirty))
        pieces: dict[int, list[Piece]] = {y: [] for y, _, _ in spans}
        for region, clip, strips in self._get_renders(Region.from_union(dirty).intersection(screen)):
            x, top, width, _ = region.intersection(clip)
            for y, strip in enumerate(strips, top):
                if y in pieces:
                    pieces[y].append((x, x + width, strip))
        return ChangedRows([(x, y, strip) for y, x1, x2 in spans for x, strip in in_sight(pieces[y], x1, x2)])


def in_sight(pieces: Sequence[Piece], start: int, end: int) -> Iterator[tuple[int, Strip]]:
    """What is seen from one cell of a row to another, with where it begins: where its widget does, so that no character is cut.

    The pieces are in the order in which one hides the other.
    """
    at = start
    while at < end:
        edge, limit = 0, end
        for piece in pieces:
            first, beyond, strip = piece
            if first <= at < beyond:
                break
            edge, limit = (max(edge, beyond), limit) if beyond <= at else (edge, min(limit, first))
        else:
            return
        left, right = max(first, edge), min(beyond, limit)
        yield left, strip.crop(left - first, right - first)
        at = right
