"""A line above the article that says that its text is not the file's, and what can be done about it."""

from __future__ import annotations

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from annotator.text.sanitize import one_line
from annotator.tui.theme import Palette, rgb


class Offer(Widget):
    """One line that stays while there is something to offer; a click on it takes the offer."""

    class Taken(Message):
        """The line was clicked."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(id="offer")
        self.palette = palette
        self._text = ""
        self.display = False

    def show(self, text: str) -> None:
        """Offer something; nothing, with an empty text."""
        if text != self._text:
            self._text = text
            self.display = bool(text)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line."""
        look, width = self.palette.look, self.size.width
        style = Style(reverse=True, bold=True)
        if self.palette.depth == "truecolor":
            ink, ground = Color.from_rgb(*rgb(look.ground)), Color.from_rgb(*rgb(look.accent))
            style = Style(color=ink, bgcolor=ground, bold=True)
        return Strip([Segment(f" {one_line(self._text, max(width - 2, 1))}", style)]).adjust_cell_length(width, style)

    def on_click(self) -> None:
        """Take the offer."""
        self.post_message(self.Taken())
