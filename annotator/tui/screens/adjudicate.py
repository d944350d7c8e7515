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

from annotator.gold.adjudicate.items import KINDS, Item
from annotator.gold.adjudicate.standing import Standing, given
from annotator.gold.adjudicate.words import changed, differs, in_words, pattern
from annotator.journal.copies import told as told_of_copies
from annotator.model import Span
from annotator.spans import SpanIndex
from annotator.text.display import one_line
from annotator.tui.actions import bindings, shown_key
from annotator.tui.paint import Focus
from annotator.tui.screens.adjudicate_actions import ACTIONS
from annotator.tui.screens.adjudicate_around import AdjudicateAround
from annotator.tui.screens.adjudicate_deciding import Deciding
from annotator.tui.screens.adjudicate_view import View, progress
from annotator.tui.screens.keys import pass_on
from annotator.tui.screens.looks import Looks
from annotator.tui.screens.saving import Saving
from annotator.tui.screens.there import is_there
from annotator.tui.widgets.article import ArticlePane
from annotator.tui.widgets.lanes import Lane, Lanes, Shown
from annotator.tui.widgets.lines import KeyBar, StatusLine

if TYPE_CHECKING:
    from annotator.gold.adjudicate.engine import Adjudication
    from annotator.project import Memory, Project
    from annotator.tui.actions import Action
    from annotator.tui.theme import Palette


class AdjudicateScreen(Looks, Deciding, AdjudicateAround, Saving, Screen[None]):
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
        annotating: list[Action],
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
            annotating: the actions of the annotating screen, for editing.
            palette: the colours.
            memory: what is remembered of this user.
            blind: show letters in place of names, versions in an order of chance.
            seed: decides that order.
        """
        super().__init__()
        self.project = project
        self.adjudication = adjudication
        self.session = adjudication.desk.session
        self.annotating = annotating
        self.actions = list(ACTIONS)
        self.palette = palette
        self.memory = memory
        self.view = View(blind=blind, seed=seed)
        self.shown: list[Standing] = []
        self.place = 0
        self.message = ""
        self.failure: str | None = None
        self._text_shown: tuple[str, str | None] | None = None
        self._bindings = BindingsMap.merge([BindingsMap(bindings(self.actions))])

    def compose(self) -> ComposeResult:
        """How far it is, the article, the versions, the status line and the keys."""
        yield Static(Content(""), id="told")
        yield ArticlePane(self.palette)
        yield Lanes(self.palette)
        yield StatusLine(self.palette)
        bar = sorted((a for a in self.actions if a.bar is not None), key=lambda action: action.bar or 0)
        words = {"take": ("1…", "take"), "palette": ("…", "more")}
        yield KeyBar(
            self.palette,
            [(*words.get(a.id, (shown_key(a.key_list[0]), a.title.lower())), a.call, None) for a in bar],
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys act on what is there."""
        return is_there(self) and super().check_action(action, parameters)

    def on_mount(self) -> None:
        """Begin at the first passage that is not decided."""
        if self.app._exit or not self.children:
            return  # closed again before it was open
        self.pane = self.query_one(ArticlePane)
        self.lanes = self.query_one(Lanes)
        self.status = self.query_one(StatusLine)
        self.key_bar = self.query_one(KeyBar)
        self.failure = self.adjudication.begin()
        self.message = self._at_first()
        self.refresh_shown()
        self.go_to_open(-1)

    def _at_first(self) -> str:
        """What the person should know before beginning; empty if nothing."""
        journal, standings = self.session.journal, self.adjudication.standings
        if journal.read_only is not None:
            return f"READ ONLY: {journal.read_only}"
        found = []
        again = sum(standing.reopened for standing in standings.items)
        if again:
            found.append(f"{again} decided before {'is' if again == 1 else 'are'} open again: annotators changed them")
        if standings.void:
            count = len(standings.void)
            one = count == 1
            found.append(
                f"{count} decision{'' if one else 's'} {'has' if one else 'have'} nothing left to decide: "
                f"the annotators agree there now, or removed {'it' if one else 'them'}"
            )
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
                self.message += f"{'; ' * bool(self.message)}all of these are decided (f: filter)"
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

    # --- showing -------------------------------------------------------------------------------------------------

    def say(self, message: str) -> None:
        """Put a sentence on the status line."""
        self.message = message
        self.show()

    def show(self) -> None:
        """Bring every widget in line with the state."""
        if not hasattr(self, "pane"):
            return
        if self.session.journal.notice:
            self.message, self.session.journal.notice = self.session.journal.notice, ""
        standing = self.here
        self.query_one("#told", Static).update(Content(one_line(self._heading(standing), self.app.size.width - 2)))
        self._show_passage(standing)
        message, right = self.saving_shown()
        left = "" if standing is None else f"{self.place + 1}/{len(self.shown)}"
        self.key_bar.show(self.status.show(left, message, right, alarm=self.alarm))

    def _heading(self, standing: Standing | None) -> str:
        told = progress(self.adjudication.standings, self.shown)
        if self.view.told:
            told += f" [{self.view.told}]"
        if standing is None:
            return f"{told}: nothing fits"
        item = standing.item
        labels = " / ".join(one_line(label, 20) for label in item.labels)
        return f"{told} · {KINDS[item.kind]} · {labels} · {item.article} {item.start}–{item.end}"

    def _show_passage(self, standing: Standing | None) -> None:
        if standing is None:
            self.pane.show("", SpanIndex(), Focus())
            self._text_shown = None
            self.lanes.show(Shown(["Nothing fits: f chooses what is gone through."], [], ""))
            return
        item = standing.item
        text = self.adjudication.desk.text(item)
        spans = SpanIndex(_drawn(item))
        # A resize keeps the cursor in view, so it is where the passage begins; beside an empty selection it is not drawn.
        focus = Focus(cursor=item.start, selection=(item.start, item.start))
        whole = text if text is not None else _known(item)
        if self._text_shown != (item.article, item.sha256):
            self._text_shown = (item.article, item.sha256)
            self.pane.show(whole, spans, focus)
        else:
            self.pane.spans, self.pane.place = spans, focus
            self.pane.refresh()
        self.lanes.show(Shown(self._told(standing, text), self._lanes(standing), whole))

    def _told(self, standing: Standing, text: str | None) -> list[str]:
        """What differs, what changed, what was decided, what was noted."""
        item = standing.item

        def name(annotator: str) -> str:
            return self.view.name(item, annotator)

        told = differs(item, text, name)
        found = [f"{told[:1].upper()}{told[1:]}."]
        if standing.before:
            was = "; ".join(self._decided(before, item) for before in standing.before[:2])
            found.append(f"Open again, {changed(standing, name)}. Before: {was}. p decides as before.")
        if standing.decision is not None:
            if standing.decided:
                found.append(f"Decided: {self._decided(standing.decision, item)}.")
            if standing.decision.note:
                found.append(f"Note: {standing.decision.note}")
        if text is None:
            found.append("The article's text is not in the project; shown is what the spans tell of it.")
        return found

    def _lanes(self, standing: Standing) -> list[Lane]:
        item = standing.item
        taken = sorted((r["start"], r["end"], r["label"]) for r in given(standing, self.adjudication.desk.fold))
        lanes = []
        for number, lane in enumerate(self.view.lanes(item), 1):
            who = ", ".join(self.view.name(item, name) for name in lane.names)
            is_it = standing.decided and bool(lane.nodes) and sorted(lane.places) == taken
            lanes.append(Lane(str(number) if lane.nodes and number < 10 else "", who, lane.places, is_it))
        if standing.decided and taken and not any(lane.taken for lane in lanes):
            lanes.append(Lane("", "decided", taken, True))
        return lanes

    def reveal(self) -> None:
        """Bring the passage into view."""
        if self.item is not None and self.pane.size.height:
            self.pane.reveal_range(self.item.start, self.item.end)
            self.pane.refresh()

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
        """A click on a version takes it."""
        self.action_take(str(event.lane + 1))

    def on_status_line_clicked(self) -> None:
        """A click on the status line lists the passages."""
        self.action_list()

    def keep_place(self) -> None:
        """There is nothing to remember: it begins at the first passage that is not decided."""

    def caption(self, found: Item) -> str:
        """What a passage has in common with others, in words."""
        return in_words(pattern(found, self.adjudication.desk.text(found)))


def _drawn(item: Item) -> list[Span]:
    """The item's spans for the article pane."""
    return [
        Span.model_construct(
            id=str(number), rev=1, article="", annotator="", at="", sha256="", text="",
            start=node.start, end=node.end, label=node.label,
        )
        for number, node in enumerate(item.nodes)
    ]  # fmt: skip


def _known(item: Item) -> str:
    """What the spans tell of a text that is not there, in its place; the rest is blank."""
    text = [" "] * item.end
    for node in item.nodes:
        if node.text is not None:
            text[node.start : node.end] = node.text
    return "".join(text)
