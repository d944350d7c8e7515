"""The line in which a search in the article is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from annotator.tui.widgets.field import CUT, Field

if TYPE_CHECKING:
    from annotator.tui.annotate.search import ArticleSearch


class SearchLine(Field):
    """The line in which a search is typed; it takes the place of the key bar."""

    BINDINGS = [("escape", "leave", "Leave")]

    def __init__(self, search: ArticleSearch) -> None:
        super().__init__(placeholder="search", name_id="search")
        self._search = search

    def action_leave(self) -> None:
        self.screen.query_one("#article").focus()
        self.show(False)

    def show(self, shown: bool) -> None:
        """Take the place of the key bar, or give it back."""
        self.display = shown
        self.screen.query_one("#keys").display = not shown

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.value:
            self._search.look_for(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.action_leave()
        self._search.submit(event.value)

    def on_field_cut(self) -> None:
        self._search.screen.say(CUT)
