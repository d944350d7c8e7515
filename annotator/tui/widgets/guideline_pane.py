"""The guideline beside the text."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Static

from annotator.text.sanitize import display, thinned
from annotator.tui.theme import Palette
from annotator.tui.widgets.reflowed_text import ReflowedText, StyledLine, TextStyle, cut_to, reflow
from annotator.tui.widgets.scroll import RowView


class GuidelinePane(RowView, can_focus=True):
    """A guideline re-flowed to the width that there is, scrolled to a section. Keys it has no use for go on."""

    BINDINGS = [
        Binding("up", "scroll_rows(-1)", "Up"),
        Binding("down", "scroll_rows(1)", "Down"),
        Binding("pageup", "scroll_pages(-1)", "Page up"),
        Binding("pagedown,space", "scroll_pages(1)", "Page down"),
        Binding("home", "scroll_edge(0)", "Top"),
        Binding("end", "scroll_edge(1)", "End"),
        Binding("enter", "leave", "To the article"),
        Binding("escape", "close", "Close"),
    ]

    class Closed(Message):
        """The person wants it away."""

    class Left(Message):
        """The person wants to go on in the article, with the guideline beside it."""

    def __init__(self, palette: Palette, text: str, notice: str, section: str) -> None:
        super().__init__(id="guideline-text")
        self.palette = palette
        self._text, self._notice, self._section = text, notice, section.casefold()
        self._page = ReflowedText()
        self._shown_width = 0

    def on_resize(self) -> None:
        """Flow anew; the text at the top stays there, roughly."""
        width = self.size.width
        if width == self._shown_width:
            self.set_row_count(len(self._page.lines))
            return
        share = self.top / len(self._page.lines) if self._page.lines else None
        self._shown_width = width
        # A space on the left, a space and the scroll bar on the right.
        self._page = reflow(self._text, width - 3)
        if self._notice:
            above: list[StyledLine] = [((cut, "faint"),) for cut in cut_to(self._notice, width - 3)]
            self._page.lines[:0] = [*above, ()]
            self._page.sections = {name: line + len(above) + 1 for name, line in self._page.sections.items()}
        self.set_row_count(len(self._page.lines))
        if share is None:
            self.scroll_to_row(self._page.sections.get(self._section, 0))
        else:
            self.scroll_to_row(round(share * len(self._page.lines)))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        plain = self.palette.bar
        line = y + self.top
        if line >= len(self._page.lines):
            return Strip([Segment(" " * width, plain)], width)
        segments = [Segment(thinned(display(text)), self._style(kind, plain)) for text, kind in self._page.lines[line]]
        return Strip([Segment(" ", plain), *segments]).adjust_cell_length(width, plain)

    def _style(self, kind: TextStyle, plain: Style) -> Style:
        accent = self.palette.flat(self.palette.look.accent, self.palette.look.bar)
        return {
            "heading": self.palette.accent,
            "code": accent,
            "faint": self.palette.bar_faint,
            "bold": plain + Style(bold=True),
            "italic": plain + Style(italic=True),
        }.get(kind, plain)

    def action_scroll_rows(self, rows: int) -> None:
        self.scroll_to_row(self.top + rows)

    def action_scroll_pages(self, pages: int) -> None:
        self.scroll_to_row(self.top + pages * max(self.size.height - 1, 1))

    def action_scroll_edge(self, edge: int) -> None:
        self.scroll_to_row(edge * len(self._page.lines))

    def action_leave(self) -> None:
        self.post_message(self.Left())

    def action_close(self) -> None:
        self.post_message(self.Closed())


class _Header(Static):
    """The title; a click closes."""

    def on_click(self) -> None:
        self.screen.query_one(GuidelinePane).action_close()


class GuidelineSide(Vertical):
    """The guideline under a line that says how to go on."""

    def __init__(self, palette: Palette, text: str, notice: str, section: str) -> None:
        super().__init__(id="guideline")
        self._pane = GuidelinePane(palette, text, notice, section)

    def compose(self) -> ComposeResult:
        yield _Header(Content("Guideline   Enter: text   Esc: close"), id="guideline-title")
        yield self._pane
