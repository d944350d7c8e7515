"""The line in which a search in the article is typed."""

from __future__ import annotations

from collections.abc import Callable

from textual.widgets import Input

from annotator.tui.widgets.field import CUT, Field


class SearchLine(Field):
    """The line in which a search is typed; it takes the place of the key bar."""

    BINDINGS = [("escape", "leave", "Leave")]

    def __init__(
        self, look_for: Callable[[str], None], submit: Callable[[str], None], say: Callable[[str], None]
    ) -> None:
        """Take what hears each change, and what was entered at the end; and what says that a paste was cut."""
        super().__init__(placeholder="search", name_id="search")
        self._look_for, self._submit, self._say = look_for, submit, say

    def action_leave(self) -> None:
        self.screen.set_focus(self.screen.query_one("#article"))
        self.show(False)

    def show(self, shown: bool) -> None:
        """Take the place of the key bar, or give it back."""
        self.display = shown
        self.screen.query_one("#keys").display = not shown

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value:
            self._look_for(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.action_leave()
        self._submit(event.value)

    def on_field_cut(self) -> None:
        self._say(CUT)
