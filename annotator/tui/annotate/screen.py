"""The annotating screen: the article, what is tagged in it, and whether it is saved.

What a key does is here, or in one of the controllers that the screen holds; the table of actions names which.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Protocol, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.widget import Widget

from annotator.errors import AnnotatorError
from annotator.model import Article, Span
from annotator.project import ArticleFile, Memory, ProjectFolder
from annotator.session import Outcome, Session
from annotator.text.load import title_of
from annotator.text.sanitize import count_stand_ins, one_line, plural
from annotator.text.wrap import cell_length
from annotator.tui.actions import Action, bar_entries, bindings, how_to_begin, key_of
from annotator.tui.annotate.arming import Arming
from annotator.tui.annotate.article_search import ArticleSearch
from annotator.tui.annotate.changed_text import SpanMoves
from annotator.tui.annotate.cursor import Cursor
from annotator.tui.annotate.disagreements import Disagreements
from annotator.tui.annotate.guideline_column import WIDE, Guideline
from annotator.tui.annotate.hints import BarEntry, Hints
from annotator.tui.annotate.opening import about_files, about_meta, about_unreadable
from annotator.tui.annotate.place_lists import PlaceLists
from annotator.tui.annotate.problems import Problems
from annotator.tui.annotate.resizing import Resizing
from annotator.tui.annotate.second_look import SecondLook
from annotator.tui.annotate.suggestions import Suggestions
from annotator.tui.annotate.tagging import QUIET, Tagging
from annotator.tui.annotate.work_screen import WorkScreen
from annotator.tui.background import Ended
from annotator.tui.theme import Palette
from annotator.tui.widgets.article import ArticlePane
from annotator.tui.widgets.caret import Caret
from annotator.tui.widgets.drawn_rows import Row, Side
from annotator.tui.widgets.hint_letters import Marks
from annotator.tui.widgets.others_pane import OthersPane
from annotator.tui.widgets.paint import Focus
from annotator.tui.widgets.panel import SpanPanel
from annotator.tui.widgets.status_line import Counts, KeyBar, MessageKind, Offer, SpanDetails, StatusLine, TitleLine

if TYPE_CHECKING:
    from annotator.tui.annotate.edit_span import Noted


class GivesUp(Protocol):
    """What the screen asks of the application."""

    def give_up(self, error: AnnotatorError) -> None:
        """Leave, and have the error told after the terminal is as it was."""


class AnnotateScreen(WorkScreen):
    """One annotator's articles, one at a time.

    Attributes:
        caret: cursor and selection in the text at hand.
        chosen: the id of the span that Tab or a click chose; keys act on it.
        fresh: the id of the span made last, as long as the cursor has not moved; it is the one at hand.
        marks: what a search found, or what is about to be tagged.
    """

    GUIDELINE_FROM_THE_START: ClassVar = True
    """Whether the guideline is shown unasked where there is room for it."""
    learns = True
    """Whether second looks are offered."""

    def __init__(
        self,
        project: ProjectFolder,
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
        self.resizing = Resizing(self)
        self.cursor = Cursor(self, self.resizing)
        self.hints = Hints(self, self.cursor, self.resizing)
        self.search = ArticleSearch(self)
        self.suggestions = Suggestions(self)
        self.second_look = SecondLook(self, self.suggestions)
        self.problems = Problems(self)
        self.disagreements = Disagreements(self)
        self.place_lists = PlaceLists(self, self.disagreements)
        self.tagging = Tagging(self, self.suggestions, self.problems)
        self.arming = Arming(self, self.tagging)
        self.guideline = Guideline(self, self.suggestions)
        self.moves = SpanMoves(self)
        self._looked_at: tuple[str, list[tuple[str, int]]] | None = None
        """The article in which `d` pointed at what is wrong or looks overlooked, and its spans then."""
        self._marked_now: str | None = None
        """The article that `d` marked as done, as long as no other key was pressed."""
        self._reminded = False
        self._shown: Outcome | None = None
        """What came of the last action, once its spans are shown."""
        self._paragraphs: tuple[str, list[int]] = ("", [])
        """Where the paragraphs of a text begin."""
        self._titles: dict[str, str] = {}
        self._bindings = BindingsMap.merge([BindingsMap(bindings(actions))])

    def compose(self) -> ComposeResult:
        yield TitleLine(self.palette)
        yield Offer(self.palette)
        with Row(id="main"):
            yield ArticlePane(self.palette)
            with Side(id="panel"):
                yield Counts(self.palette)
                yield SpanPanel(self.palette)
                yield SpanDetails(self.palette)
        yield OthersPane(self.palette)
        yield StatusLine(self.palette)
        yield KeyBar(self.palette, bar_entries(self.actions))

    def begin(self) -> None:
        self.pane = self.query_one(ArticlePane)
        self.panel = self.query_one(SpanPanel)
        self.details = self.query_one(SpanDetails)
        self.counts = self.query_one(Counts)
        self.others = self.query_one(OthersPane)
        self.offer_line = self.query_one(Offer)
        self.title_line = self.query_one(TitleLine)
        place = self.memory.get(self.project, f"place:{self.session.journal.annotator}")
        there = isinstance(place, dict) and place.get("article") == self.here_file.id
        offset = place["offset"] if there and isinstance(place.get("offset"), int) else 0
        order = [self.index, *(index for index in range(len(self.articles)) if index != self.index)]
        if not self.go_past_unreadable(order, "", told=self._about_the_journal(), offset=offset):
            cast("GivesUp", self.app).give_up(AnnotatorError(self.message))
        if self.session.journal.read_only is None:
            self.panel.how_to_begin = how_to_begin(self.actions)
        if self.memory.get(self.project, "panel_order") == "label":
            self.panel.set_order(by_label=True)
        self.saving.start()
        self.set_timer(QUIET, self.tagging.get_ready)

    def on_resize(self) -> None:
        """What fits on the status line depends on its width."""
        self.set_class(self.app.size.width >= WIDE, "-roomy")
        if self.session.article is not None:
            self.show()
            if self.GUIDELINE_FROM_THE_START:
                self.guideline.fit()

    def _about_the_journal(self) -> str:
        """What the person should know of the journal before beginning; empty if nothing."""
        return about_files(self.project, self.session.journal, self.articles)

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

    def turn_to(self, file: ArticleFile) -> None:
        """Have the session turn to an article.

        Raises:
            AnnotatorError: if it cannot be read, and no snapshot was kept.
        """
        self.session.open_file(file)

    def look_at_file(self) -> bool:
        """Whether the file of the article at hand was changed since it was last looked at; if so, say so and show it.

        As long as nothing stands in the new text, the text at hand stays, and its spans with it.
        """
        if not self.session.file_changed():
            return False
        if (failure := self.session.save_again()) is not None:  # the text at hand may be kept nowhere else yet
            self.failure = failure
            self.show()
            return False
        if not self.open_article(self.index, self.caret.offset):
            self.say("the article's file is gone or cannot be read any more: the text shown is the one from before")
        elif self.session.present is None:
            self.say(self.session.notice)
        elif not self.session.notice:
            self.say("the article's file was changed just now: this is its text from now on")
        else:
            self.say(f"the article's file was changed just now: {self.session.notice.partition(': ')[2]}")
        return True

    def offer(self) -> str:
        """What the line above the article says; empty where there is nothing to offer."""
        return self.moves.offer()

    def _show_text(self, offset: int) -> None:
        """Show the session's text from the beginning, the cursor at an offset."""
        self.caret = Caret(self.article.text, language=self.article.meta.language)
        self.caret.go(offset)
        self.chosen = self.fresh = None
        self.hints.end()
        self.search.clear()
        self.disagreements.leave_article()
        self.second_look.leave_article()
        self.pane.show(self.article.text, self.session.spans, self.focus_now())
        self.suggestions.refresh(anew=True)
        self.panel.show(self.session.spans)
        self.problems.refresh()

    def action_next_article(self) -> None:
        self.go_past_unreadable(range(self.index + 1, len(self.articles)), "this is the last article")

    def action_previous_article(self) -> None:
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
            self.message = "; ".join(about_unreadable(told, wrong))
            if self.open_article(index, offset):
                return True
            wrong.append(self.message)
            offset = 0
        self.say("; ".join([*([none] if none else []), *about_unreadable(told, wrong)]))
        return False

    def action_done(self) -> None:
        """Mark the article done and go on to the next that is not; marked done, take that back."""
        if self.look_at_file():
            return
        if self.second_look.finish():
            self.message = ""
            self.go_on()
            return
        state = self.session.state(self.article.id)
        if state is not None and state.state == "done":
            self._take_off_mark()
            return
        if self.session.journal.read_only is None and self._points_at_something():
            return
        self.search.clear()
        if self.perform(lambda: self.session.mark("done")):
            self._marked_now = self.article.id
            if not self.second_look.begin():
                self.go_on()

    def _take_off_mark(self) -> None:
        """Mark the article as not done any more; not at once where it was marked just now, as who presses twice does not want that."""
        just_done, self._marked_now = self._marked_now, None
        if just_done == self.article.id:
            self.say(f"is done already; {key_of(self.actions, 'done')} again takes the mark off", "notice")
        else:
            self.perform(lambda: self.session.mark("started"))

    def _points_at_something(self) -> bool:
        """Whether spans break rules or something looks overlooked; it is pointed at, and let pass if nothing was changed since."""
        looked_at, self._looked_at = self._looked_at, None
        now = self.article.id, [(span.id, span.rev) for span in self.session.spans]
        if looked_at == now:
            return False
        told = [part for part in (self.problems.counted(), self._mark_overlooked()) if part]
        if told:
            self._looked_at = now
            self.say(f"{', '.join(told)}, {key_of(self.actions, 'done')} again marks it done")
        return bool(told)

    def _mark_overlooked(self) -> str:
        """Mark what carries no span but may have to; how much that is, with the key that goes to it."""
        settings = self.project.settings
        if not (settings.suggestions and settings.coverage):
            return ""
        from annotator.suggest.proposals import overlooked

        found = overlooked(self.session, self.project.labels(), dates=settings.dates)
        if found is None:
            return ""
        self.search.mark(found.places)
        return f"{found.told}: {key_of(self.actions, 'search_next')} looks"

    # --- doing and showing ---------------------------------------------------------------------------------------

    def perform(
        self,
        what: Callable[[], Outcome | None],
        nothing: str = "",
        *,
        notice: Callable[[Outcome], str] | None = None,
    ) -> Outcome | None:
        """Do something that may change spans, and show what came of it; `None` if nothing was done.

        Args:
            what: the session's method.
            nothing: what to say when there was nothing to do.
            notice: what to say before what was done, now that it is; empty if nothing.
        """
        self.session.touch()
        self.session.while_saving = self._show_spans
        try:
            outcome = what()
        except AnnotatorError as error:
            self.say(str(error), "error")
            return None
        finally:
            self.session.while_saving = None
        if outcome is None:
            self.say(nothing, "notice")
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
        if self._shown is not outcome:
            self._show_spans(outcome)
        if notice is not None and (told := notice(outcome)):
            self.message, self.kind = f"{told} · {self.message}", "notice"
        self.show()
        return outcome

    def _show_spans(self, outcome: Outcome) -> None:
        """Show what came of an action, but for whether it is saved; nothing as long as another text is shown."""
        if outcome.article != self.article.id or self.caret.text != self.article.text:
            return
        self.chosen = outcome.span.id if outcome.span and self.chosen else None
        self.fresh = outcome.span.id if outcome.span else None
        self.pane.show_changed(outcome.ranges)
        self.suggestions.refresh()
        self.panel.show(self.session.spans, self._places(outcome))
        self.problems.refresh()
        self._show_focus()
        for widget in (self.pane, self.panel, self.details, self.counts):
            widget.draw()
        self._shown = outcome

    def _places(self, outcome: Outcome) -> range:
        """The places in reading order of the spans that are other than before, or stand in others of which that is so."""
        spans, ranges = self.session.spans, outcome.ranges
        before = spans.preceding(min((start for start, _ in ranges), default=0))
        after = spans.following(max((end for _, end in ranges), default=0) - 1)
        return range(0 if before is None else spans.place(before), len(spans) if after is None else spans.place(after))

    def _jump(self, outcome: Outcome) -> None:
        """Something changed in another article (undo): go there, where the change is."""
        for index, file in enumerate(self.articles):
            if file.id == outcome.article:
                self.open_article(index, outcome.ranges[0][0] if outcome.ranges else 0)
                self.message = outcome.message
                self.show()
                return
        self.say(f"{outcome.message} (in {outcome.article}, which is not open)")

    def say(self, message: str, kind: MessageKind = "") -> None:
        self.message, self.kind = message, kind
        if self.session.article is not None:
            self.show()

    def let_go(self) -> None:
        """Let go of the chosen span and of what was said last, and show that; what is wrong stays until Escape."""
        self.chosen = self.fresh = None
        if self.kind != "error":
            self.message = ""
        self.show()

    def span_here(self) -> Span | None:
        """The chosen span, else the one just made, else the innermost one at the cursor."""
        if self.chosen is not None:
            chosen = self.session.spans.get(self.chosen) or self.suggestions.shown.get(self.chosen)
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
            cursor=self.caret.offset,
            selection=self.caret.selection,
            here=here,
            chosen=here is not None and here.id == self.chosen,
            marks=self.marks,
            hints=self.hints.drawn(),
            outlines=self.disagreements.outlines if self.hints.outlines is None else self.hints.outlines,
            moving=self.resizing.drawn(),
            unlikely=self.second_look.unlikely,
        )

    def show(self) -> None:
        self._remind_of_pause()
        self.take_notice()
        self._show_focus()
        self.offer_line.show(self.offer())
        self.title_line.show(self._title(), f"{self._how_far()} · {self.saving.who_and_when}")
        mode = self._mode()
        taken = cell_length(mode) + cell_length(self.saving.unsaved or self.message)
        if self.has_class("-low"):  # there is no title line
            self.show_status(mode, self.saving.who_and_when)
        else:
            self.show_status(mode, self.second_look.told() or self.suggestions.told(self.app.size.width - taken))

    def _show_focus(self) -> None:
        """Show the cursor, the selection, and what is known of the span at hand and of all."""
        self.disagreements.follow()
        focus = self.focus_now()
        self.pane.focus_on(focus)
        self.panel.focus_on(focus.here, focus.chosen)
        place = "" if focus.here is None else self._place_of(focus.here)
        self.details.show(focus.here, place, self.problems.told_of(focus.here), self.suggestions.told_of(focus.here))
        self.counts.show(self.session.spans.counts, len(self.session.problems().spans))

    def _place_of(self, span: Span) -> str:
        """In which paragraph a span begins."""
        text = self.article.text
        if self._paragraphs[0] is not text:
            from annotator.text.segments.paragraphs import paragraphs

            self._paragraphs = text, [start for start, _ in paragraphs(text)]
        return f"paragraph {max(bisect_right(self._paragraphs[1], span.start), 1)}"

    def _title(self) -> str:
        """The article's title, or how it begins, and where it is from."""
        article = self.article
        title = title_of(article.meta, article.text) or article.id
        gone = "(not as in the file)" if self.session.from_snapshot else None
        return " · ".join(filter(None, (gone, title, article.meta.source)))

    def _how_far(self) -> str:
        """Which article it is of how many, its state, and what it has."""
        state = self.session.state(self.article.id)
        mark = {"done": " ✓ done", "skipped": " – skipped"}.get(state.state if state is not None else "", "")
        return f"{self.index + 1}/{len(self.articles)}{mark} · {self.session.seconds // 60} min"

    def _mode(self) -> str:
        """What keys act on now."""
        if named := self.arming.named(self.hints.named or self.resizing.named):
            return named
        if named := self.second_look.named():
            return named
        if self.chosen is not None and (span := self.span_here()) is not None:
            return f"SPAN {span.label}"
        if self.caret.selection is not None:
            start, end = self.caret.selection
            return f"SELECT {end - start}"
        return "TEXT"

    def offer_keys(self, entries: Sequence[BarEntry] | None) -> None:
        """Have the key bar show the keys of a mode; `None`: those of a second look, or of the screen, again."""
        self.key_bar.offer(entries or self.second_look.bar() or bar_entries(self.actions))

    def _remind_of_pause(self) -> None:
        minutes = self.project.settings.pause_minutes
        if minutes and self.session.streak > minutes * 60 and not self._reminded:
            self._reminded = True
            self.message = f"{minutes} minutes without a pause: a short one keeps you exact"
        elif self.session.streak < 60:
            self._reminded = False

    # --- keys, the mouse, leaving --------------------------------------------------------------------------------

    def keys_here(self) -> tuple[str, list[Action]]:
        """Those of a chosen suggestion or span, of a selection, or of the text."""
        if self.chosen in self.suggestions.shown:
            return self.suggestions.keys_here()
        if self.chosen is not None:
            heading, groups = "A span is chosen", {"Tagging", "Spans", "Selecting"}
        elif self.caret.selection is not None:
            heading, groups = "Text is selected", {"Tagging", "Selecting"}
        else:
            heading, groups = "In the text", {"Tagging", "Moving", "Spans"}
        return heading, [action for action in self.actions if action.keys and action.group in groups]

    def takes_key(self, event: ArticlePane.Typed) -> bool:
        if self._marked_now and not any(event.key in action.key_list for action in self.actions if action.id == "done"):
            self._marked_now = None
        if self.search.line is not None and self.search.is_typed:
            self.search.line.post_message(events.Key(event.key, event.character))
        elif self.arming.asks:
            self.arming.answer(event.character)
        elif self.hints.takes(event.key):
            self.hints.key(event.key, event.character)
        else:
            self.hints.end()
            return self.resizing.takes_key(event.key)
        return True

    async def on_key_bar_clicked(self, event: KeyBar.Clicked) -> None:
        """Before the key is pressed that was clicked; a label with nothing to tag is armed instead."""
        if not self.resizing.keep() or self.arming.click(event.action):
            event.prevent_default()

    def on_article_pane_pressed(self, event: ArticlePane.Pressed) -> None:
        if not self.hints.click(event.offset):
            self.cursor.press(event)

    def on_article_pane_dragged(self, event: ArticlePane.Dragged) -> None:
        self.cursor.drag(event.offset, exact=event.exact)

    def on_article_pane_released(self) -> None:
        if self.cursor.release():
            self.arming.tag()

    def on_span_panel_picked(self, event: SpanPanel.Picked) -> None:
        if self.resizing.keep() and event.span.id in self.session.spans:
            self.choose(event.span)

    async def on_guideline_pane_closed(self) -> None:
        await self.guideline.close()

    async def on_guideline_pane_left(self) -> None:
        await self.guideline.leave()

    def on_offer_taken(self) -> None:
        if self.resizing.keep():
            self.moves.propose()

    def action_escape(self) -> None:
        self.disagreements.leave()
        if self.search.clear():
            pass
        elif self.arming.disarm():
            return
        elif self.chosen is not None:
            self.chosen = self.fresh = None
        else:
            self.caret.anchor = None
        self.message = ""
        self.show()

    def keep_place(self) -> None:
        """Remember where the person is, and note the time spent."""
        self.session.leave()
        if self.session.article is not None:
            place = {"article": self.here_file.id, "offset": self.caret.offset}
            self.memory.put(self.project, f"place:{self.session.journal.annotator}", place)

    async def show_search_line(self, line: Widget) -> None:
        """Put the line in which a search is typed below the status line."""
        await self.mount(line, after="#status")

    # --- lists and notes beside the article -----------------------------------------------------------------------

    def action_articles(self) -> None:
        from annotator.tui.annotate.article_list import ArticlesScreen

        def opened(index: int | None) -> None:
            if index is not None and index != self.index:
                self.go_past_unreadable([index], "")

        self.session.leave()
        fold, limit = self.session.journal.fold, self.session.text_limit
        found = ArticlesScreen(self.articles, self.index, fold, self.palette, self._titles, limit)
        self.app.push_screen(found, opened)

    def on_status_line_clicked(self) -> None:
        if self.resizing.keep():
            self.action_articles()

    def go_on(self) -> None:
        """Go to the next article that is neither done nor skipped."""
        still_open = self.session.still_open(self.articles, self.index)
        none = self._told_of_all() if not still_open else ""
        self.go_past_unreadable(still_open, none, told=self.message)

    def _told_of_all(self) -> str:
        """That every article is done or skipped: of those opened by name, that it is these."""
        opened = {file.id for file in self.articles}
        others = sum(article.id not in opened for article in self.project.articles())
        if not others:
            return "every article is done or skipped"
        return f"every article opened in this run is done or skipped ({plural(others, 'other')} in the project)"

    def action_skip(self) -> None:
        """Mark the article skipped and go on to the next that is open; marked skipped, take that back."""
        state = self.session.state(self.article.id)
        if state is not None and state.state == "skipped":
            self.perform(lambda: self.session.mark("started"))
            return
        outcome = self.perform(lambda: self.session.mark("skipped"))
        if outcome is not None and outcome.failure is None:
            self.go_on()

    def action_article_note(self) -> None:
        if not self.may_change():
            return
        from annotator.tui.annotate.edit_span import ArticleNoteScreen, Noted

        article = self.article
        state = self.session.state(article.id)
        before = Noted(state.state, state.note or "") if state is not None else Noted("started", "")

        def noted(after: Noted | None) -> None:
            if after is not None and after != before and self.article.id == article.id:
                self.perform(lambda: self._noted(before, after))

        self.app.push_screen(ArticleNoteScreen(article.meta.title or article.id, before, self.palette), noted)

    def _noted(self, before: Noted, after: Noted) -> Outcome:
        outcome = self.session.mark(after.state, after.note)
        if after.state != before.state:
            return outcome
        words = f"noted of {outcome.article}: {one_line(after.note, 40)}" if after.note else "the note is gone"
        return replace(outcome, message=words)

    def on_ended(self, event: Ended) -> None:
        """What was read beside the screen is there."""
        self.disagreements.ended(event)
        self.second_look.ended(event)

    async def action_tutorial(self) -> None:
        """Learn the keys on a text of its own; what is here stays as it is."""
        self.session.leave()
        await self.app.run_action("app.tutorial")

    def action_panel_order(self) -> None:
        by_label = not self.panel.by_label
        self.panel.set_order(by_label=by_label)
        self.memory.put(self.project, "panel_order", "label" if by_label else "reading")
        self.say("the panel lists the spans by label" if by_label else "the panel lists the spans in reading order")

    def choose(self, span: Span) -> None:
        """Choose a span and bring it into view."""
        self.session.touch()
        self.chosen, self.fresh = span.id, None
        self.caret.go(span.start)
        self.message = ""
        self.pane.reveal_range(*span.range)
        self.show()

    def may_change(self) -> bool:
        """Whether anything can be written; if not, say so."""
        if self.session.journal.read_only is None:
            return True
        self.say(f"nothing can be changed: {self.session.journal.read_only}", "error")
        return False
