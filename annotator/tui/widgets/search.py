"""The line in which a search is typed; loaded with the first search, because inputs take long to load."""

from __future__ import annotations

from annotator.tui.widgets.field import Field


class SearchInput(Field):
    """The line in which a search is typed; it takes the place of the key bar."""

    BINDINGS = [("escape", "leave", "Leave")]

    def action_leave(self) -> None:
        """Give the keys back to the article."""
        self.screen.query_one("#article").focus()
        self.show(False)

    def show(self, shown: bool) -> None:
        """Take the place of the key bar, or give it back."""
        self.display = shown
        self.screen.query_one("#keys").display = not shown
