"""The annotating screen: the article, what is tagged in it, and whether it is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, cast

from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from annotator.journal.copies import told
from annotator.model import AnnotatorError, Article, Span
from annotator.project import ArticleFile, Memory, Project
from annotator.session import Outcome, Session
from annotator.span_index import SpanIndex
from annotator.text.sanitize import count_stand_ins, one_line, plural
from annotator.tui.actions import Action, bar_entries, bindings
from annotator.tui.annotate.changed_text import Changed, about_meta
from annotator.tui.annotate.cursor import Moving
from annotator.tui.annotate.hints import Hinting
from annotator.tui.annotate.saving import Saving
from annotator.tui.annotate.search import Finding
from annotator.tui.annotate.suggestions import Suggesting
from annotator.tui.screens.around import Around
from annotator.tui.screens.keys import Keys
from annotator.tui.screens.looks import Looks
from annotator.tui.screens.tagging import Tagging
from annotator.tui.screens.there import is_there
from annotator.tui.theme import Palette
from annotator.tui.widgets.article import ArticlePane
from annotator.tui.widgets.caret import Caret
from annotator.tui.widgets.hint_letters import Marks
from annotator.tui.widgets.offer import Offer
from annotator.tui.widgets.paint import Focus
from annotator.tui.widgets.panel import SpanPanel
from annotator.tui.widgets.status import KeyBar, SpanDetails, StatusLine


class Leaving(Protocol):
    """What the screen asks of the application."""

    def give_up(self, error: AnnotatorError) -> None:
        """Leave, and have the error told after the terminal is as it was."""


class AnnotateScreen(Keys, Looks, Moving, Tagging, Hinting, Finding, Suggesting, Around, Saving, Changed, Screen[None]):
    """One annotator's articles, one at a time.

    Attributes:
        caret: cursor and selection in the text at hand.
        chosen: the id of the span that Tab or a click chose; keys act on it.
    """

    ALLOW_SELECT = False
    AUTO_FOCUS = "#article"

    def __init__(
        self,
        project: Project,
        session: Session,
        articles: list[ArticleFile],
        actions: list[Action],
        palette: Palette,
        memory: Memory,
        start: int = 0,
    ) -> None:
        super().__init__()
        self.project = project
        self.session = session
        self.articles = articles
        self.actions = actions
        self.palette = palette
        self.memory = memory
        self.index = start
        self.caret = Caret("")
        self.chosen: str | None = None
        self.fresh: str | None = None
        self.marks = Marks()
        self.proposals = SpanIndex()
        self.message = ""
        self.failure: str | None = None
        self._reminded = False
        self._bindings = BindingsMap.merge([BindingsMap(bindings(actions))])

    def compose(self) -> ComposeResult:
        """The article beside the panel, the status line and the keys below."""
        yield Offer(self.palette)
        with Horizontal(id="main"):
            yield ArticlePane(self.palette)
            with Vertical(id="panel"):
                yield SpanPanel(self.palette)
                yield SpanDetails(self.palette)
        yield StatusLine(self.palette)
        yield KeyBar(self.palette, bar_entries(self.actions))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys act on what is there."""
        return is_there(self) and super().check_action(action, parameters)

    def on_mount(self) -> None:
        """Open the first article."""
        if self.app._exit or not self.children:
            return  # closed again before it was open
        self.pane = self.query_one(ArticlePane)
        self.panel = self.query_one(SpanPanel)
        self.details = self.query_one(SpanDetails)
        self.status = self.query_one(StatusLine)
        self.offer_line = self.query_one(Offer)
        self.key_bar = self.query_one(KeyBar)
        place = self.memory.get(self.project, f"place:{self.session.journal.annotator}")
        there = isinstance(place, dict) and place.get("article") == self.here_file.id
        offset = place["offset"] if there and isinstance(place.get("offset"), int) else 0
        order = [self.index, *(index for index in range(len(self.articles)) if index != self.index)]
        if not self.go_past_unreadable(order, "", told=self._about_the_journal(), offset=offset):
            self.annotator_app.give_up(AnnotatorError(self.message))

    def on_resize(self) -> None:
        """What fits on the status line depends on its width."""
        if self.session.article is not None:
            self.show()

    def _about_the_journal(self) -> str:
        """What the person should know of the journal before beginning; empty if nothing."""
        journal = self.session.journal
        if journal.read_only is not None:
            return f"READ ONLY: {journal.read_only}"
        found = []
        if journal.problems:
            count = sum(map(len, journal.problems.values()))
            found.append(f"{plural(count, 'unreadable line')} in your file left alone: `annotator check` says more")
        if journal.copies:
            found.append(told(journal.path, journal.copies))
        if found:
            return "; ".join(found)
        if any(file.path.parent.absolute() != self.project.seeds.absolute() for file in self.articles):
            return f"spans go to {one_line(str(journal.path))}"
        return ""

    @property
    def annotator_app(self) -> Leaving:
        """The application."""
        return cast("Leaving", self.app)

    @property
    def here_file(self) -> ArticleFile:
        """The file of the article at hand."""
        return self.articles[self.index]

    @property
    def article(self) -> Article:
        """The article at hand."""
        assert self.session.article is not None
        return self.session.article

    # --- articles ------------------------------------------------------------------------------------------------

    def open_article(self, index: int, offset: int = 0) -> bool:
        """Show another article, the cursor at an offset; one that cannot be read is told, and nothing changes."""
        try:
            self.turn_to(self.articles[index])
        except AnnotatorError as error:
            file = self.articles[index]
            self.message = str(error).replace(one_line(str(file.path)), one_line(file.path.name))
            return False
        self.index = index
        self._show_text(offset)
        if hidden := count_stand_ins(self.article.text):
            self.message += (
                f"{'; ' * bool(self.message)}{plural(hidden, 'control or invisible character')} drawn as visible"
            )
        self.message = "; ".join(filter(None, (self.session.notice, about_meta(self.session.present), self.message)))
        self.show()
        return True

    def _show_text(self, offset: int) -> None:
        """Show the session's text from the beginning, the cursor at an offset."""
        self.caret = Caret(self.article.text)
        self.caret.go(offset)
        self.chosen = self.fresh = self.hints = None
        self.let_go_of_marks()
        self.pane.show(self.article.text, self.session.spans, self.focus_now())
        self.spans_changed(anew=True)
        self.panel.show(self.session.spans)

    def action_next_article(self) -> None:
        """Go to the next article."""
        self.go_past_unreadable(range(self.index + 1, len(self.articles)), "this is the last article")

    def action_previous_article(self) -> None:
        """Go to the article before."""
        self.go_past_unreadable(range(self.index - 1, -1, -1), "this is the first article")

    def go_past_unreadable(self, order: Iterable[int], none: str, *, told: str = "", offset: int = 0) -> bool:
        """Open the first article of an order that can be read; those that cannot are named.

        Args:
            order: places of articles.
            none: what to say where there is none.
            told: what to say in any case.
            offset: where to put the cursor, if it is the first of the order.
        """
        wrong: list[str] = []
        for index in order:
            self.message = "; ".join(_told(told, wrong))
            if self.open_article(index, offset):
                return True
            wrong.append(self.message)
            offset = 0
        self.say("; ".join([*([none] if none else []), *_told(told, wrong)]))
        return False

    def action_done(self) -> None:
        """Mark the article done and go on to the next that is not; marked done, take that back."""
        if self.look_at_file():
            return
        state = self.session.state(self.article.id)
        if state is not None and state.state == "done":
            self.perform(lambda: self.session.mark("started"))
            return
        if self.session.journal.read_only is None and not self.nothing_overlooked():
            return
        self.let_go_of_marks()
        if not self.perform(lambda: self.session.mark("done")):
            return
        self.go_on()

    # --- doing and showing ---------------------------------------------------------------------------------------

    def perform(self, what: Callable[[], Outcome | None], nothing: str = "") -> Outcome | None:
        """Do something that may change spans, and show what came of it; `None` if nothing was done.

        Args:
            what: the session's method.
            nothing: what to say when there was nothing to do.
        """
        self.session.touch()
        try:
            outcome = what()
        except AnnotatorError as error:
            self.say(str(error))
            return None
        if outcome is None:
            self.say(nothing)
            return None
        # What wrote nothing says nothing about what is still missing.
        self.failure = outcome.failure or (self.failure if self.session.lacks_texts else None)
        self.message = outcome.message
        if outcome.article != self.article.id:
            self._jump(outcome)
            return outcome
        if self.caret.text != self.article.text:  # spans were moved between texts of the article
            self._show_text(outcome.ranges[0][0] if outcome.ranges else 0)
            self.show()
            return outcome
        self.chosen = outcome.span.id if outcome.span and self.chosen else None
        self.fresh = outcome.span.id if outcome.span else None
        self.pane.redraw(outcome.ranges)
        self.spans_changed()
        self.panel.show(self.session.spans, self._first_place(outcome))
        self.show()
        return outcome

    def _first_place(self, outcome: Outcome) -> int:
        """The place in reading order from which on the list of spans may differ."""
        spans = self.session.spans
        first = min((start for start, _ in outcome.ranges), default=0)
        before = spans.preceding(first)
        return 0 if before is None else spans.place(before)

    def _jump(self, outcome: Outcome) -> None:
        """Something changed in another article (undo): go there, where the change is."""
        for index, file in enumerate(self.articles):
            if file.id == outcome.article:
                self.open_article(index, outcome.ranges[0][0] if outcome.ranges else 0)
                self.message = outcome.message
                self.show()
                return
        self.say(f"{outcome.message} (in {outcome.article}, which is not open)")

    def say(self, message: str) -> None:
        """Put a sentence on the status line."""
        self.message = message
        if self.session.article is not None:
            self.show()

    def span_here(self) -> Span | None:
        """The chosen span, else the one just made, else the innermost one at the cursor."""
        if self.chosen is not None:
            chosen = self.session.spans.get(self.chosen) or self.proposals.get(self.chosen)
            if chosen is not None:
                return chosen
        if self.fresh is not None and (made := self.session.spans.get(self.fresh)) is not None:
            return made
        at = self.session.spans.at(self.caret.offset)
        return at[-1] if at else None

    def focus_now(self) -> Focus:
        """What the pane shows of cursor, selection and span."""
        # While text is selected the keys act on the selection, so no span is marked as the one they would act on.
        here = self.span_here() if self.caret.selection is None or self.chosen is not None else None
        return Focus(
            self.caret.offset,
            self.caret.selection,
            here,
            here is not None and here.id == self.chosen,
            self.marks,
            self.hints_drawn(),
        )

    def show(self) -> None:
        """Bring every widget in line with the state."""
        self._remind_of_pause()
        if self.session.journal.notice:
            self.message, self.session.journal.notice = self.session.journal.notice, ""
        focus = self.focus_now()
        self.pane.focus_on(focus)
        self.panel.focus_on(focus.here, focus.chosen)
        self.details.show(self._counts(), focus.here)
        state = self.session.state(self.article.id)
        left = f"{self.index + 1}/{len(self.articles)} {self.article.id}"
        self.offer_line.show(self.offer())
        if self.session.from_snapshot:
            left += " (not as in the file)"
        if state is not None and state.state != "started":
            left += {"done": " ✓ done", "skipped": " – skipped"}[state.state]
        if not self.message:
            left += f" · {plural(len(self.session.spans), 'span')}, {self.session.seconds // 60} min"
        message, right = self.saving_shown()
        self.key_bar.show(self.status.show(left, message, right, alarm=self.alarm))

    def _remind_of_pause(self) -> None:
        minutes = self.project.settings.pause_minutes
        if minutes and self.session.streak > minutes * 60 and not self._reminded:
            self._reminded = True
            self.message = f"{minutes} minutes without a pause: a short one keeps you exact"
        elif self.session.streak < 60:
            self._reminded = False

    def _counts(self) -> str:
        counts = sorted((name, count) for name, count in self.session.spans.counts.items() if count)
        return "  ".join(f"{self.palette.key(name)} {count}" for name, count in counts)


def _told(told: str, wrong: list[str]) -> list[str]:
    """What to say of articles that cannot be read: one in full, of more how many there are."""
    few = wrong if len(wrong) < 2 else [f"{len(wrong)} articles cannot be read, the first: {wrong[0]}"]
    return [part for part in (told, *few) if part]
