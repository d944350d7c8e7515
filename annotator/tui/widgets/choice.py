"""One of a few words, side by side on a line."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from annotator.tui.theme import Palette
from annotator.tui.widgets.drawn_rows import DrawnRows


class WordChoice(DrawnRows, Widget, can_focus=True):
    """Left and right (or the first letter, or a click) choose; Enter says that it is settled."""

    BINDINGS = [
        Binding("left", "step(-1)", "Before"),
        Binding("right,space", "step(1)", "Next"),
        Binding("enter", "settle", "Keep"),
    ]

    class Settled(Message):
        """Enter was pressed."""

    def __init__(self, palette: Palette, words: Sequence[str], chosen: str) -> None:
        super().__init__(id="choice")
        self.palette = palette
        self._words = list(words)
        self.chosen = chosen

    def choose(self, word: str) -> None:
        self.chosen = word
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        text = self.palette.bar
        accent = self.palette.accent
        segments = [Segment("▌" if self.has_focus else " ", accent)]
        for word in self._words:
            mine = word == self.chosen
            segments.append(Segment(f"{'●' if mine else '○'} {word}  ", accent if mine else text))
        return Strip(segments).adjust_cell_length(width, text)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        for word in self._words:
            if event.key == word[0]:
                event.stop()
                self.choose(word)

    def on_click(self, event: events.Click) -> None:
        cell = 1
        for word in self._words:
            if cell <= event.x < cell + len(word) + 4:
                self.choose(word)
            cell += len(word) + 4

    def action_step(self, step: int) -> None:
        self.choose(self._words[(self._words.index(self.chosen) + step) % len(self._words)])

    def action_settle(self) -> None:
        self.post_message(self.Settled())
