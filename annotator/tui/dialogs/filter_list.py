"""What the list of articles and the palette share: a field to type into above a list of what fits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ScreenResultType
from textual.widgets import Input, Static

from annotator.tui.dialogs import Dialog
from annotator.tui.theme import Palette
from annotator.tui.widgets.field import CUT, Field
from annotator.tui.widgets.picklist import PickList


class FilteredScreen(Dialog[ScreenResultType]):
    """Type to filter, up and down to choose, Enter or a click to take, Escape to go back."""

    AUTO_FOCUS = "Field"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]
    BINDINGS: ClassVar = [
        Binding("escape", "dismiss(None)", "Back"),
        Binding("up", "move(-1)", "Up"),
        Binding("down", "move(1)", "Down"),
        Binding("pageup", "page(-1)", "Page up"),
        Binding("pagedown", "page(1)", "Page down"),
    ]

    def __init__(self, palette: Palette, *, placeholder: str, hint: str) -> None:
        super().__init__()
        self.palette = palette
        self._placeholder, self._hint = placeholder, hint

    def compose(self) -> ComposeResult:
        """Title, field, list, hint."""
        with Vertical(classes="dialog wide"):
            yield Static(Content(self.heading()), classes="title")
            yield Field(placeholder=self._placeholder, name_id="filter")
            yield PickList(self.palette, self.paint)
            yield Static(Content(self._hint), classes="hint")

    def on_mount(self) -> None:
        """Show everything."""
        if self.app._exit or not self.children:
            return  # closed again before it was open
        self.list = self.query_one(PickList)
        self.list.show(self.fitting(""), self.first())

    def heading(self) -> str:
        """The title of the dialog."""
        raise NotImplementedError

    def first(self) -> int | None:
        """The item to highlight at first."""
        return None

    def fitting(self, typed: str) -> Sequence[int]:
        """The numbers of the items that fit what was typed (folded to lower case, trimmed), the best first."""
        raise NotImplementedError

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        """Draw an item in a style."""
        raise NotImplementedError

    def pick(self, item: int) -> None:
        """Take an item."""
        raise NotImplementedError

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what fits."""
        typed = event.value.casefold().strip()
        self.list.show(self.fitting(typed), None if typed else self.first())

    def on_field_cut(self) -> None:
        """Say that a paste was too long."""
        hint = self.query_one(".hint", Static)
        hint.update(Content(CUT))
        hint.display = True  # also where a small screen leaves hints out

    def on_input_submitted(self) -> None:
        """Take the highlighted item."""
        if self.list.highlighted is not None:
            self.pick(self.list.highlighted)

    def on_pick_list_picked(self, event: PickList.Picked) -> None:
        """Take the item that was clicked."""
        self.pick(event.item)

    def action_move(self, lines: int) -> None:
        """Highlight another line."""
        self.list.move(lines)

    def action_page(self, pages: int) -> None:
        """Highlight a line a page away."""
        self.list.move(pages * self.list.page)
