"""Lists to choose from over a screen: one with a field that filters it, one with ticks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import ScreenResultType
from textual.widgets import Input, Static

from annotator.tui.dialogs import Dialog
from annotator.tui.theme import Palette
from annotator.tui.widgets.field import CUT, Field
from annotator.tui.widgets.picklist import ListBox, PickList

TICK = 5
"""Cells of a line that its tick takes."""


def matching(lines: Iterable[str], typed: str) -> list[int]:
    """The numbers of the lines that have every word typed."""
    words = typed.split()
    return [i for i, line in enumerate(lines) if all(word in line.casefold() for word in words)]


class ListScreen(Dialog[ScreenResultType]):
    """A list of which one line is highlighted; Escape goes back."""

    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]
    BINDINGS: ClassVar = [
        Binding("escape", "dismiss(None)", "Back"),
        Binding("up", "go(-1)", "Up"),
        Binding("down", "go(1)", "Down"),
        Binding("pageup", "page(-1)", "Page up"),
        Binding("pagedown", "page(1)", "Page down"),
    ]
    palette: Palette

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        """Draw an item in a style."""
        raise NotImplementedError

    def follow(self) -> None:
        """Show what belongs to the highlighted line."""

    def show_items(self, items: Sequence[int], highlighted: int | None = None) -> None:
        """List these; the widgets are there."""
        self.list = self.query_one(PickList)
        self.list.show(items, highlighted)

    def action_go(self, lines: int) -> None:
        self.list.move(lines)
        self.follow()

    def action_page(self, pages: int) -> None:
        self.action_go(pages * self.list.page)


class FilteredScreen(ListScreen[ScreenResultType]):
    """Type to filter, up and down to choose, Enter or a click to take."""

    AUTO_FOCUS = "Field"
    BOX: ClassVar = "dialog wide"
    COLUMN: ClassVar = 0
    """The least cells of a column of the list; 0: there is one."""

    heading: str
    """The title of the dialog."""

    def __init__(self, palette: Palette, *, placeholder: str, hint: str) -> None:
        super().__init__()
        self.palette = palette
        self._placeholder, self._hint = placeholder, hint

    def compose(self) -> ComposeResult:
        with ListBox(classes=self.BOX):
            yield Static(Content(self.heading), classes="title")
            yield Field(placeholder=self._placeholder, name_id="filter")
            yield PickList(self.palette, self.paint, self.COLUMN)
            yield Static(Content(self._hint), classes="hint")

    def begin(self) -> None:
        self.show_items(self.fitting(""), self.first())
        self.follow()

    def first(self) -> int | None:
        """The item to highlight at first."""
        return None

    def fitting(self, typed: str) -> Sequence[int]:
        """The numbers of the items that fit what was typed (folded to lower case, trimmed), the best first."""
        raise NotImplementedError

    def pick(self, item: int) -> None:
        """Answer an item; of a list of numbers, that is its number."""
        self.dismiss(item)  # type: ignore[arg-type]

    def on_input_changed(self, event: Input.Changed) -> None:
        typed = event.value.casefold().strip()
        self.list.show(self.fitting(typed), None if typed else self.first())
        self.follow()

    def on_field_cut(self) -> None:
        self.show_hint(CUT)

    def on_input_submitted(self) -> None:
        if self.list.highlighted is not None:
            self.pick(self.list.highlighted)

    def on_pick_list_picked(self, event: PickList.Picked) -> None:
        self.pick(event.item)


class TickedScreen(ListScreen[ScreenResultType]):
    """Space or a click on a tick to tick; nothing happens to what is ticked before Enter."""

    AUTO_FOCUS = "#rows"
    HOLDS_TYPING = True
    BINDINGS: ClassVar = [
        Binding("enter", "accept", "Do it"),
        Binding("space", "tick", "Tick"),
        Binding("home", "edge(-1)", "First"),
        Binding("end", "edge(1)", "Last"),
    ]
    count: int
    """How many lines there are."""

    def list_all(self, here: int = 0) -> None:
        """List all, one of them highlighted; the widgets are there."""
        self.show_items(range(self.count), here)
        self.follow()

    def tick(self, item: int) -> None:
        """Tick an item, or untick it."""
        raise NotImplementedError

    def changed(self) -> None:
        """Draw anew what depends on ticks."""
        self.list.refresh()
        self.follow()

    def action_tick(self) -> None:
        if self.list.highlighted is not None:
            self.tick(self.list.highlighted)
            self.action_go(1)

    def action_edge(self, side: int) -> None:
        self.action_go(side * self.count)

    def on_pick_list_picked(self, event: PickList.Picked) -> None:
        """A click highlights a line; on its tick, it ticks too."""
        self.list.move(event.item - (self.list.highlighted or 0))
        if event.cell < TICK:
            self.tick(event.item)
        self.follow()
