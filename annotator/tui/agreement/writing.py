"""What the pages are written with: headings, paragraphs, and a page with the places that its lines lead to."""

from __future__ import annotations

from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from annotator.tui.theme import Palette
from annotator.tui.widgets.report_view import Line, fit, folded


class Place(NamedTuple):
    """A place in an article that a line leads to."""

    article: str
    start: int | None = None
    """Code points; `None` for the article as such."""
    wording: tuple[int, str] | None = None
    """A stretch that was tagged there: where it began, and its text. By it is known whether the text is still that."""
    end: int | None = None
    """Where the passage ends; `None` for an article."""
    versions: str = ""
    """What each annotator has there, in words."""


class Written(NamedTuple):
    """A page."""

    lines: list[Line]
    places: list[Place]
    """A line's `target` is a place here."""


class Writer:
    """Makes lines of at most so many cells in the colours of a palette."""

    def __init__(self, palette: Palette, width: int) -> None:
        self.palette, self.width = palette, max(width, 20)
        look = palette.look
        self.plain = palette.flat(look.text, look.bar)
        self.bold = self.plain + Style(bold=True)
        self.accent = palette.flat(look.accent, look.bar, bold=True)

    def blank(self) -> Line:
        """An empty line."""
        return Line([])

    def heading(self, text: str) -> list[Line]:
        """A heading with an empty line above it."""
        return [self.blank(), *(Line([Segment(row, self.accent)]) for row in folded(text, self.width))]

    def paragraph(self, text: str, first: str = "") -> list[Line]:
        """Folded text, with something before its first line and as much room before the others."""
        rows = folded(text, self.width - len(first))
        return [
            Line([Segment((first if i == 0 else " " * len(first)) + row, self.plain)]) for i, row in enumerate(rows)
        ]

    def line(self, *parts: str | Segment, target: int | None = None) -> Line:
        """A line of plain and of styled parts."""
        return Line([Segment(part, self.plain) if isinstance(part, str) else part for part in parts], target)

    def label(self, name: str, width: int) -> list[Segment]:
        """A label's key in its colour, and its name."""
        key = self.palette.key(name)
        return [
            Segment(key, self.palette.mark(name, self.palette.look.bar)),
            Segment(f" {fit(name, width - 2)}", self.plain),
        ]
