"""What the lists with ticks share: nothing happens to what is ticked before Enter."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding
from textual.screen import ScreenResultType

from annotator.tui.dialogs import Dialog
from annotator.tui.widgets.picklist import PickList
from annotator.tui.widgets.status import KeyBar

TICK = 5
"""Cells of a line that its tick takes."""


class TickedScreen(Dialog[ScreenResultType]):
    """Up and down to go, Space or a click on a tick to tick, Enter to do it, Escape to leave all as it is."""

    AUTO_FOCUS = "#rows"
    HOLDS_TYPING = True
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]
    BINDINGS: ClassVar = [
        Binding("escape", "dismiss(None)", "Leave"),
        Binding("enter", "accept", "Do it"),
        Binding("space", "tick", "Tick"),
        Binding("up", "go(-1)", "Up"),
        Binding("down", "go(1)", "Down"),
        Binding("pageup", "page(-1)", "Page up"),
        Binding("pagedown", "page(1)", "Page down"),
        Binding("home", "edge(-1)", "First"),
        Binding("end", "edge(1)", "Last"),
    ]
    count: int
    """How many lines there are."""

    def begin(self, here: int = 0) -> None:
        """List all, one of them highlighted; the widgets are there."""
        self.list = self.query_one(PickList)
        self.list.show(range(self.count), here)
        self.follow()

    def follow(self) -> None:
        """Show what belongs to the highlighted line, and what is ticked."""
        raise NotImplementedError

    def tick(self, item: int) -> None:
        """Tick an item, or untick it."""
        raise NotImplementedError

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        """Draw an item in a style."""
        raise NotImplementedError

    def action_accept(self) -> None:
        """Do what is ticked."""
        raise NotImplementedError

    def changed(self) -> None:
        """Draw anew what depends on ticks."""
        self.list.refresh()
        self.follow()

    def action_tick(self) -> None:
        """Tick the highlighted one, or not, and go on."""
        if self.list.highlighted is not None:
            self.tick(self.list.highlighted)
            self.action_go(1)

    def action_go(self, lines: int) -> None:
        """Highlight another line."""
        self.list.move(lines)
        self.follow()

    def action_page(self, pages: int) -> None:
        """Highlight a line a page away."""
        self.action_go(pages * self.list.page)

    def action_edge(self, side: int) -> None:
        """Highlight the first or the last line."""
        self.action_go(side * self.count)

    def on_pick_list_picked(self, event: PickList.Picked) -> None:
        """A click highlights a line; on its tick, it ticks too."""
        self.list.move(event.item - (self.list.highlighted or 0))
        if event.cell < TICK:
            self.tick(event.item)
        self.follow()

    async def on_key_bar_clicked(self, event: KeyBar.Clicked) -> None:
        """A click on a key does what the key does."""
        await self.run_action(event.action)
