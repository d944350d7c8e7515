"""The adjudicating screen: one passage after another on which annotators differ, and one key that decides.

Everything shown as saved is in gold's journal; what is decided, undone or noted goes there at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from annotator.adjudication.describe import in_words, pattern
from annotator.adjudication.items import Item
from annotator.adjudication.status import Standing
from annotator.gold.adjudicate.causes import again_in_words, void_in_words
from annotator.journal.copies import told as told_of_copies
from annotator.tui.actions import bar_entries, bindings
from annotator.tui.adjudicate.queue import View
from annotator.tui.annotate.saving import Saving
from annotator.tui.screens.adjudicate_around import AdjudicateAround
from annotator.tui.screens.adjudicate_showing import Showing
from annotator.tui.screens.keys import pass_on
from annotator.tui.screens.looks import Looks
from annotator.tui.screens.there import is_there
from annotator.tui.widgets.article import ArticlePane
from annotator.tui.widgets.lanes import Lanes
from annotator.tui.widgets.status import KeyBar, StatusLine

if TYPE_CHECKING:
    from annotator.adjudication.adjudicator import Adjudication
    from annotator.project import Memory, Project
    from annotator.tui.actions import Action
    from annotator.tui.theme import Palette


class AdjudicateScreen(Looks, Showing, AdjudicateAround, Saving, Screen[None]):
    """The passages of a project, one at a time.

    Attributes:
        adjudication: decides, undoes, redoes.
        view: which passages are gone through, and how annotators are called.
        shown: those passages, by article and place.
        place: which of them is at hand.
    """

    ALLOW_SELECT = False
    AUTO_FOCUS = "#article"

    def __init__(
        self,
        project: Project,
        adjudication: Adjudication,
        actions: tuple[list[Action], list[Action]],
        palette: Palette,
        memory: Memory,
        *,
        blind: bool = False,
        seed: int = 0,
    ) -> None:
        """Make the screen.

        Args:
            project: whose gold it is.
            adjudication: opened for the one who decides.
            actions: those of this screen, and those of the annotating one while a passage is edited.
            palette: the colours.
            memory: what is remembered of this user.
            blind: show letters in place of names, versions in an order of chance.
            seed: decides that order.
        """
        super().__init__()
        self.project = project
        self.adjudication = adjudication
        self.session = adjudication.desk.session
        self.actions, self.editing = actions
        self.palette = palette
        self.memory = memory
        self.view = View(blind=blind, seed=seed)
        self.shown: list[Standing] = []
        self.place = 0
        self.message = ""
        self.failure: str | None = None
        self._bindings = BindingsMap.merge([BindingsMap(bindings(self.actions))])

    def compose(self) -> ComposeResult:
        """How far it is, the article, the versions, the status line and the keys."""
        yield Static(Content(""), id="told")
        yield ArticlePane(self.palette)
        yield Lanes(self.palette)
        yield StatusLine(self.palette)
        words = {"take": ("1…", "take"), "palette": ("…", "more")}
        yield KeyBar(self.palette, bar_entries(self.actions, words))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys act on what is there."""
        return is_there(self) and super().check_action(action, parameters)

    def on_mount(self) -> None:
        """Begin with the next open passage after the one that was decided last."""
        if self.app._exit or not self.children:
            return  # closed again before it was open
        self.pane = self.query_one(ArticlePane)
        self.lanes = self.query_one(Lanes)
        self.status = self.query_one(StatusLine)
        self.key_bar = self.query_one(KeyBar)
        self.failure = self.adjudication.begin()
        self.message = self._at_first()
        self.refresh_shown()
        last = self.adjudication.last
        self.go_to_open(next((i for i, s in enumerate(self.shown) if s.item.id == last), -1))

    def _at_first(self) -> str:
        """What the person should know before beginning; empty if nothing."""
        journal, standings = self.session.journal, self.adjudication.standings
        if journal.read_only is not None:
            return f"READ ONLY: {journal.read_only}"
        found = []
        board = self.adjudication.desk.board
        if again := again_in_words(board, standings):
            found.append(f"decided before and open again: {again}")
        if void := void_in_words(board, standings):
            found.append(f"decisions with nothing left to decide: {void}")
        if standings.loose:
            found.append(f"{len(standings.loose)} spans in gold that no decision gave are left as they are")
        if journal.problems:
            found.append(f"{sum(map(len, journal.problems.values()))} unreadable lines in gold were left alone")
        if journal.copies:
            found.append(told_of_copies(journal.path, journal.copies))
        return "; ".join(found)

    def on_resize(self) -> None:
        """What fits depends on the size."""
        if self.is_mounted and hasattr(self, "pane"):
            self.call_after_refresh(self.reveal)

    # --- which passage -------------------------------------------------------------------------------------------

    @property
    def here(self) -> Standing | None:
        """The passage at hand; `None` if none fits the filter."""
        return self.shown[self.place] if self.shown else None

    @property
    def item(self) -> Item | None:
        """The item at hand."""
        return self.here.item if self.here is not None else None

    def refresh_shown(self, keep: str | None = None) -> None:
        """Look at what fits the filter again, staying at a passage if it still does."""
        self.shown = self.view.standings(self.adjudication.standings)
        if keep is not None:
            self.place = next((i for i, s in enumerate(self.shown) if s.item.id == keep), self.place)
        self.place = max(min(self.place, len(self.shown) - 1), 0)

    def go_to(self, place: int) -> None:
        """Show another passage."""
        self.place = place
        self.show()
        self.reveal()
        self.call_after_refresh(self.reveal)  # the lanes may take another height now

    def go_to_open(self, after: int) -> None:
        """Show the next passage that is not decided; where there is none, say so and stay."""
        place = self.view.next_open(self.shown, after)
        if place is None:
            if self.shown and not self.adjudication.standings.open:
                self.message += f"{'; ' * bool(self.message)}everything is decided: annotator export writes the gold"
            elif self.shown and self.view.chosen.get("show") is None:
                self.message += f"{'; ' * bool(self.message)}all of these are decided ({self._key('filter')}: filter)"
            place = self.place
        self.go_to(place)

    def go_to_item(self, identity: str) -> bool:
        """Show a passage, letting go of a filter that hides it; whether there is such a passage."""
        for attempt in range(3):
            found = next((i for i, s in enumerate(self.shown) if s.item.id == identity), None)
            if found is not None:
                self.go_to(found)
                return True
            self.view.chosen.clear()
            if attempt:
                self.view.chosen["show"] = "what the rule took"
            self.refresh_shown()
        self.view.chosen.clear()
        self.refresh_shown()
        return False

    # --- keys and the mouse --------------------------------------------------------------------------------------

    async def on_article_pane_typed(self, event: ArticlePane.Typed) -> None:
        """Do what the key does here, or pass it on to what was opened by a key before it."""
        if self.app.screen is not self:
            await pass_on(event, self.app.screen)
            return
        if event.key in set("123456789"):
            self.action_take(event.key)
            return
        for namespace in (self, self.app):
            for binding in namespace._bindings.key_to_bindings.get(event.key, ()):
                await self.app.run_action(binding.action, default_namespace=namespace)
                return

    async def on_key_bar_clicked(self, event: KeyBar.Clicked) -> None:
        """A click on a key does what the key does."""
        await self.run_action(event.action)

    def on_lanes_picked(self, event: Lanes.Picked) -> None:
        """A click on a version takes it; on one that has nothing, none."""
        if self.item is None:
            return
        lanes = self.view.lanes(self.item)
        if event.lane < len(lanes) and not lanes[event.lane].nodes:
            self.action_none()
        else:
            self.action_take(str(event.lane + 1))

    def on_status_line_clicked(self) -> None:
        """A click on the status line lists the passages."""
        self.action_list()

    def keep_place(self) -> None:
        """There is nothing to remember: the journal tells what was decided last."""

    def caption(self, found: Item) -> str:
        """What a passage has in common with others, in words."""
        return in_words(pattern(found, self.adjudication.desk.text(found)))
