"""The annotating screen: the article, what is tagged in it, and whether it is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from annotator.model import AnnotatorError, Article, Span
from annotator.project import ArticleFile, Memory, Project
from annotator.session import Outcome, Session
from annotator.text.display import count_stand_ins, one_line
from annotator.tui.actions import Action, bindings, shown_key
from annotator.tui.caret import Caret
from annotator.tui.paint import Focus
from annotator.tui.screens.moving import Moving
from annotator.tui.screens.tagging import Tagging
from annotator.tui.theme import Palette
from annotator.tui.widgets.article import ArticlePane
from annotator.tui.widgets.lines import KeyBar, SpanDetails, StatusLine
from annotator.tui.widgets.panel import SpanPanel


class AnnotateScreen(Moving, Tagging, Screen[None]):
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
        self.message = ""
        self.failure: str | None = None
        self._bindings = BindingsMap.merge([BindingsMap(bindings(actions))])

    def compose(self) -> ComposeResult:
        """The article beside the panel, the status line and the keys below."""
        with Horizontal(id="main"):
            yield ArticlePane(self.palette)
            with Vertical(id="panel"):
                yield SpanPanel(self.palette)
                yield SpanDetails(self.palette)
        yield StatusLine(self.palette)
        shown = sorted((a for a in self.actions if a.bar is not None), key=lambda action: cast("int", action.bar))
        yield KeyBar(
            self.palette,
            [
                (
                    shown_key(a.keys.split(",")[0]),
                    a.title.lower(),
                    f"{a.id}({a.parameter!r})" if a.parameter else a.id,
                    a.parameter or None,
                )
                for a in shown
            ],
        )

    def on_mount(self) -> None:
        """Open the first article."""
        self.pane = self.query_one(ArticlePane)
        self.panel = self.query_one(SpanPanel)
        self.details = self.query_one(SpanDetails)
        self.status = self.query_one(StatusLine)
        place = self.memory.get(self.project, f"place:{self.session.journal.annotator}")
        offset = place["offset"] if isinstance(place, dict) and place.get("article") == self.here_file.id else 0
        self.open_article(self.index, offset if isinstance(offset, int) else 0)
        journal = self.session.journal
        if journal.read_only is not None:
            self.say(f"READ ONLY: {journal.read_only}")
        elif journal.problems:
            count = sum(map(len, journal.problems.values()))
            self.say(f"{count} unreadable lines in your file were left alone: `annotator check` lists them")

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

    def open_article(self, index: int, offset: int = 0) -> None:
        """Show another article, the cursor at an offset; one that cannot be read is told and passed over."""
        try:
            article = self.project.load(self.articles[index])
        except AnnotatorError as error:
            self.say(str(error).replace(one_line(str(self.articles[index].path)), self.articles[index].path.name))
            if self.session.article is not None:
                self.show()
                return
            article = Article(id=self.articles[index].id, text="", sha256="")
        self.index = index
        self.session.open(article)
        self.caret = Caret(self.article.text)
        self.caret.go(offset)
        self.chosen = None
        notices = [self.session.notice] if self.session.notice else []
        if hidden := count_stand_ins(self.article.text):
            notices.append(f"{hidden} control or invisible characters are drawn as visible ones")
        if notices:
            self.message = "; ".join(notices)
        self.pane.show(self.article.text, self.session.spans, self.focus_now())
        self.panel.show(self.session.spans)
        self.show()

    def action_next_article(self) -> None:
        """Go to the next article."""
        self._go_article(self.index + 1)

    def action_previous_article(self) -> None:
        """Go to the article before."""
        self._go_article(self.index - 1)

    def _go_article(self, index: int) -> None:
        if 0 <= index < len(self.articles):
            self.message = ""
            self.open_article(index)
        else:
            self.say("this is the last article" if index else "this is the first article")

    def action_articles(self) -> None:
        """List the articles; the one chosen is opened."""
        from annotator.tui.screens.articles import ArticlesScreen

        def opened(index: int | None) -> None:
            if index is not None and index != self.index:
                self._go_article(index)

        self.session.leave()
        self.app.push_screen(ArticlesScreen(self.articles, self.index, self.session.journal.fold), opened)

    def action_done(self) -> None:
        """Mark the article done and go on to the next that is not; marked done, take that back."""
        state = self.session.state(self.article.id)
        if state is not None and state.state == "done":
            self.perform(lambda: self.session.mark("started"))
            return
        if not self.perform(lambda: self.session.mark("done")):
            return
        order = [*range(self.index + 1, len(self.articles)), *range(self.index)]
        for index in order:
            state = self.session.state(self.articles[index].id)
            if state is None or state.state == "started":
                self.open_article(index)
                return
        self.say(f"all {len(self.articles)} articles are done or skipped")

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
        self.failure = outcome.failure
        self.message = outcome.message
        if outcome.article != self.article.id:
            self._jump(outcome)
            return outcome
        self.chosen = outcome.span.id if outcome.span and self.chosen else None
        self.pane.redraw(outcome.ranges)
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
        self.show()

    def span_here(self) -> Span | None:
        """The chosen span, else the innermost one at the cursor."""
        if self.chosen is not None and (span := self.session.spans.get(self.chosen)) is not None:
            return span
        at = self.session.spans.at(self.caret.offset)
        return at[-1] if at else None

    def focus_now(self) -> Focus:
        """What the pane shows of cursor, selection and span."""
        here = self.span_here()
        return Focus(self.caret.offset, self.caret.selection, here, here is not None and here.id == self.chosen)

    def show(self) -> None:
        """Bring every widget in line with the state."""
        focus = self.focus_now()
        self.pane.focus_on(focus)
        self.panel.focus_on(focus.here, focus.chosen)
        self.details.show(self._counts(), focus.here)
        journal = self.session.journal
        state = self.session.state(self.article.id)
        left = f"{self.index + 1}/{len(self.articles)} {self.article.id}"
        if state is not None:
            left += f" · {state.state}"
        alarm = journal.unsaved > 0 or self.failure is not None
        if alarm:
            message = self.failure or f"NOT SAVED: {journal.unsaved} records"
            right = f"{journal.annotator}  {shown_key('ctrl+s')} tries again"
        else:
            message = self.message
            right = f"{journal.annotator}  {self._saved()}"
        self.status.show(left, message, right, alarm=alarm)

    def _saved(self) -> str:
        if self.session.journal.read_only is not None:
            return "READ ONLY"
        if self.session.saved_at is None:
            return "no changes yet"
        return f"saved {self.session.saved_at.astimezone():%H:%M:%S}"

    def _counts(self) -> str:
        counts = sorted((name, count) for name, count in self.session.spans.counts.items() if count)
        return "  ".join(f"{self.palette.key(name)} {count}" for name, count in counts)

    # --- leaving -------------------------------------------------------------------------------------------------

    def keep_place(self) -> None:
        """Remember where the person is, and note the time spent."""
        self.session.leave()
        if self.session.article is not None:
            place = {"article": self.here_file.id, "offset": self.caret.offset}
            self.memory.put(self.project, f"place:{self.session.journal.annotator}", place)

    def action_save_again(self) -> None:
        """Try to save what is unsaved."""
        self.failure = self.session.save_again()
        if self.failure is not None:
            self.show()
            return
        self.say("everything is saved")

    def action_quit(self) -> None:
        """Leave; if something is unsaved, ask first."""
        self.keep_place()
        if not self.session.journal.unsaved:
            self.app.exit()
            return
        self.action_save_again()
        if not self.session.journal.unsaved:
            self.app.exit()
            return
        from annotator.tui.screens.confirm import ConfirmScreen

        count = self.session.journal.unsaved
        question = (
            f"{count} records are NOT SAVED. Leave all the same? They will be printed to the terminal, "
            "one JSON line each, so that they can be kept by hand."
        )

        def answered(leave: bool | None) -> None:
            if leave:
                self.app.exit()

        self.app.push_screen(ConfirmScreen(question, "Leave", "Stay"), answered)

    def action_help(self) -> None:
        """Show all keys."""
        from annotator.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.actions, self.palette))

    def action_guideline(self) -> None:
        """Show the guideline."""
        from annotator.tui.screens.guideline import GuidelineScreen

        self.app.push_screen(GuidelineScreen(self.project.guideline(), self.project.settings.guideline))
