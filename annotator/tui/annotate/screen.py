"""The annotating screen: the article, what is tagged in it, and whether it is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, cast

from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from annotator.errors import AnnotatorError
from annotator.journal.copies import told
from annotator.model import Article, Label, Span
from annotator.project import ArticleFile, Memory, Project, default_guideline
from annotator.session import Outcome, Session
from annotator.span_index import SpanIndex, crosses, order
from annotator.text.sanitize import count_stand_ins, one_line, plural
from annotator.tui.actions import Action, bar_entries, bindings, key_of
from annotator.tui.annotate.changed_text import Changed, about_meta
from annotator.tui.annotate.context import Keys, Looks, Part, is_there
from annotator.tui.annotate.cursor import Moving
from annotator.tui.annotate.hints import Hinting
from annotator.tui.annotate.saving import Saving
from annotator.tui.annotate.search import Finding
from annotator.tui.annotate.suggestions import Suggesting
from annotator.tui.theme import Palette
from annotator.tui.widgets.article import ArticlePane
from annotator.tui.widgets.caret import Caret
from annotator.tui.widgets.hint_letters import Marks
from annotator.tui.widgets.paint import Focus
from annotator.tui.widgets.panel import SpanPanel
from annotator.tui.widgets.status import KeyBar, Offer, SpanDetails, StatusLine

if TYPE_CHECKING:
    from annotator.project import ArticleFile, Memory
    from annotator.tui.actions import Action
    from annotator.tui.agreement.pages import Place
    from annotator.tui.agreement.screen import Kept
    from annotator.tui.annotate.edit_span import Noted


class Around(Part):
    """What does not act on spans; part of `AnnotateScreen`."""

    memory: Memory
    articles: list[ArticleFile]
    actions: list[Action]
    index: int
    _titles: dict[str, str] | None = None
    _agreement: Kept | None = None

    @property
    def _whole(self) -> AnnotateScreen:
        return cast("AnnotateScreen", self)

    def on_mount(self) -> None:
        """List the spans as they were listed the last time."""
        if hasattr(self, "panel") and self.memory.get(self.project, "panel_order") == "label":
            self.panel.set_order(by_label=True)

    def _may_change(self) -> bool:
        """Whether anything can be written; if not, say so."""
        if self.session.journal.read_only is None:
            return True
        self.say(f"nothing can be changed: {self.session.journal.read_only}")
        return False

    # --- articles ------------------------------------------------------------------------------------------------

    def action_articles(self) -> None:
        """List the articles; the one chosen is opened."""
        from annotator.tui.annotate.article_list import ArticlesScreen

        def opened(index: int | None) -> None:
            if index is not None and index != self.index:
                self._whole.go_past_unreadable([index], "")

        self.session.leave()
        self._titles = {} if self._titles is None else self._titles
        fold = self.session.journal.fold
        limit = self.project.settings.limits.article_bytes
        screen = ArticlesScreen(self.articles, self.index, fold, self.palette, self._titles, limit)
        self.app.push_screen(screen, opened)

    def on_status_line_clicked(self) -> None:
        """A click on the status line lists the articles."""
        self.action_articles()

    def go_on(self) -> None:
        """Go to the next article that is neither done nor skipped."""
        order = [*range(self.index + 1, len(self.articles)), *range(self.index)]
        states = {index: self.session.state(self.articles[index].id) for index in order}
        still_open = [i for i in order if (state := states[i]) is None or state.state == "started"]
        none = "every article is done or skipped" if not still_open else ""
        self._whole.go_past_unreadable(still_open, none, told=self.message)

    def action_skip(self) -> None:
        """Mark the article skipped and go on to the next that is open; marked skipped, take that back."""
        state = self.session.state(self._whole.article.id)
        if state is not None and state.state == "skipped":
            self.perform(lambda: self.session.mark("started"))
            return
        outcome = self.perform(lambda: self.session.mark("skipped"))
        if outcome is not None and outcome.failure is None:
            self.go_on()

    def action_article_note(self) -> None:
        """Write a note on the article, and say how far it is."""
        if not self._may_change():
            return
        from annotator.tui.annotate.edit_span import ArticleNoteScreen, Noted

        article = self._whole.article
        state = self.session.state(article.id)
        before = Noted(state.state, state.note or "") if state is not None else Noted("started", "")

        def noted(after: Noted | None) -> None:
            if after is not None and after != before and self._whole.article.id == article.id:
                self.perform(lambda: self._noted(before, after))

        self.app.push_screen(ArticleNoteScreen(article.meta.title or article.id, before, self.palette), noted)

    def _noted(self, before: Noted, after: Noted) -> Outcome:
        outcome = self.session.mark(after.state, after.note)
        if after.state != before.state:
            return outcome
        words = f"noted of {outcome.article}: {one_line(after.note, 40)}" if after.note else "the note is gone"
        return replace(outcome, message=words)

    # --- agreement -----------------------------------------------------------------------------------------------

    def action_agreement(self) -> None:
        """Show how far the annotators agree; a passage chosen there is gone to."""
        if not self.project.settings.shows_agreement:
            self.say("in this project nobody sees here what the others tagged (annotator.toml: agreement, suggestions)")
            return
        from annotator.tui.agreement.screen import AgreementScreen, Kept

        self.session.leave()
        self._agreement = self._agreement or Kept()
        openable = {article.id for article in self.articles}
        self.app.push_screen(AgreementScreen(self.project, openable, self.palette, self._agreement), self._go_to_place)

    def _go_to_place(self, place: Place | None) -> None:
        """Open a place's article, unless it is at hand, with the cursor where the place begins."""
        if place is None:
            return
        whole = self._whole
        index = next(i for i, article in enumerate(self.articles) if article.id == place.article)
        self.message = ""
        if index != self.index and not whole.go_past_unreadable([index], "", offset=place.start or 0):
            return
        if place.start is None:
            return
        told = f"{place.versions or 'they disagree here'}; {key_of(self.actions, 'agreement')} goes back to the list"
        start, text = place.wording or (0, "")
        self.caret.go(place.start)
        if whole.article.text[start : start + len(text)] == text:
            self.caret.select(place.end or place.start, place.start)  # with the cursor at its beginning
        else:
            told = "the annotators worked on another text of this article: the place may be elsewhere"
        self.message = f"{told}{'; ' * bool(self.message)}{self.message}"
        self.chosen = self.fresh = None
        self.show()
        self.pane.reveal_range(place.start, place.start + len(text))

    # --- the guideline -------------------------------------------------------------------------------------------

    async def action_guideline(self) -> None:
        """Show the guideline beside the text, at the section of the label at hand; shown, take it away."""
        from annotator.tui.widgets.guideline import GuidelinePane, GuidelineSide

        screen = self._whole
        if screen.query(GuidelineSide):
            await self._close_guideline()
            return
        here: Span | None = self.span_here() or self.proposal_here()
        text, notice = self._guideline()
        screen.add_class("-guideline")
        side = GuidelineSide(self.palette, text, notice, here.label if here else "")
        await screen.query_one("#main").mount(side)
        for pane in side.query(GuidelinePane):  # none if it was closed again meanwhile
            pane.focus()

    def _guideline(self) -> tuple[str, str]:
        """The text, and a line to put above it."""
        try:
            own = self.project.guideline()
        except (AnnotatorError, OSError) as error:
            return default_guideline(), f"{one_line(str(error))} This is the default one."
        if own is not None:
            return own, ""
        place = one_line(self.project.settings.guideline, 80)
        return default_guideline(), f"The default guideline; write {place} to have one of your own."

    async def _close_guideline(self) -> None:
        screen = self._whole
        await screen.query("#guideline").remove()
        screen.remove_class("-guideline")
        self.pane.focus()

    async def on_guideline_pane_closed(self) -> None:
        """Take the guideline away."""
        await self._close_guideline()

    async def on_guideline_pane_left(self) -> None:
        """Back to the article, the guideline beside it; where there is no room for both, it closes."""
        if self.pane.display and self.pane.size.width:
            self.pane.focus()
        else:
            await self._close_guideline()

    async def action_tutorial(self) -> None:
        """Learn the keys on a text of its own; what is here stays as it is."""
        self.session.leave()
        await self.app.run_action("app.tutorial")

    def action_panel_order(self) -> None:
        """List the spans by label, or in reading order again."""
        by_label = not self.panel.by_label
        self.panel.set_order(by_label=by_label)
        self.memory.put(self.project, "panel_order", "label" if by_label else "reading")
        self.say("the panel lists the spans by label" if by_label else "the panel lists the spans in reading order")


_MAX_DEPTH = 8
"""Quotations within quotations that repeating a label key goes through."""


def mended(span: Span, spans: SpanIndex) -> tuple[int, int]:
    """The range of a span without white space at its edges; else, where it crosses others, its longest part outside."""
    text = span.text
    if text.strip() and text != text.strip():
        return span.start + len(text) - len(text.lstrip()), span.end - len(text) + len(text.rstrip())
    start, end = span.range
    for other in spans.crossing(start, end):
        if crosses((start, end), other.range):
            start, end = (start, other.start) if start < other.start else (other.end, end)
    return start, end


def _beside(index: SpanIndex, current: Span | None, offset: int, step: int) -> Span | None:
    """The span after (`step` 1) or before (-1) the current one in reading order, without one after the cursor."""
    if current is None:
        return index.following(offset - 1) if step > 0 else index.preceding(offset)
    place = index.place(current)
    place = place + (current.id in index) if step > 0 else place - 1
    return index.nth(place) if 0 <= place < len(index) else None


class Tagging(Part):
    """What acts on spans; part of `AnnotateScreen`."""

    def action_tag(self, name: str) -> None:
        """A label key: relabel the chosen span, tag the selection, or tag the object at the cursor."""
        session, caret = self.session, self.caret
        label = self.palette.labels[name]
        if self.chosen is not None and (span := session.spans.get(self.chosen)) is not None:
            self.perform(lambda: session.change(span, label=name))
            return
        if self.chosen is not None and (proposal := self.proposals.get(self.chosen)) is not None:
            self.correct_proposal(proposal, name)
            return
        selection = caret.selection
        if selection is not None:
            outcome = self.perform(lambda: session.tag([selection], name))
            if outcome is not None:
                caret.anchor = None
                self._point_out(outcome)
            return
        found = self._object_here(label)
        if found is None:
            what = f"no {label.object} here" if label.object else "nothing is selected"
            self.say(f"{what}: select the text first (shift+arrows), then {label.key}")
            return
        outcome = self.perform(lambda: session.tag([found], name))
        if outcome is not None:
            self._point_out(outcome)

    def _object_here(self, label: Label) -> tuple[int, int] | None:
        """The object that the label's key takes: the outermost that is not tagged so yet, else the outermost."""
        if label.object is None:
            return None
        from annotator.text.segments import object_at

        text, offset = self.caret.text, min(self.caret.offset, len(self.caret.text.rstrip()) - 1)
        outermost = None
        for depth in range(_MAX_DEPTH if label.object == "quotation" else 1):
            found = object_at(text, offset, label.object, depth, dates=self.project.settings.dates)
            if found is None:
                break
            outermost = outermost or found
            if self.session.spans.exact(*found, label.name) is None:
                return found
        return outermost

    def _point_out(self, outcome: Outcome) -> None:
        """Say what is odd about a new span, a crossing or white space at an edge, and the key that mends it."""
        span = outcome.span
        if span is None or outcome.failure is not None:
            self.show()
            return
        crossed = self.session.spans.crossing(*span.range)
        if span.text != span.text.strip():
            self.say(f"space at its edge: m trims it · {outcome.message}")
        elif crossed:
            self.say(f"crosses {crossed[0].label}: m cuts it, u undoes · {outcome.message}")
        else:
            self.show()

    def action_mend(self) -> None:
        """Trim white space off the edges of the span, or cut it where it crosses another one."""
        span = self.span_here()
        if span is None:
            self.say("no span here to mend: put the cursor on one, or choose one with Tab")
            return
        start, end = mended(span, self.session.spans)
        if (start, end) == span.range:
            self.say("nothing to mend: it crosses no other span, and its edges are clean")
            return
        self.perform(lambda: self.session.change(span, start=start, end=end))

    # --- choosing ------------------------------------------------------------------------------------------------

    def action_next_span(self) -> None:
        """Choose the next span in reading order; after the last one, the first."""
        self._choose_beside(1)

    def action_previous_span(self) -> None:
        """Choose the span before in reading order."""
        self._choose_beside(-1)

    def _choose_beside(self, step: int) -> None:
        """The next or the previous of spans and suggestions together, going around at the ends."""
        both = (self.session.spans, self.proposals)
        if not any(map(len, both)):
            self.say("nothing is tagged here yet")
            return
        made = self.session.spans.get(self.fresh) if self.chosen is None and self.fresh is not None else None
        if made is not None and step > 0:  # what was just made comes first
            self.choose(made)
            return
        current = made or (self.span_here() if self.chosen is not None else None)
        nearest = [found for index in both if (found := _beside(index, current, self.caret.offset, step))]
        if not nearest:  # beyond the last, or before the first: go around
            nearest = [index.nth(0 if step > 0 else -1) for index in both if len(index)]
        self.choose(min(nearest, key=order) if step > 0 else max(nearest, key=order))

    def choose(self, span: Span) -> None:
        """Choose a span and bring it into view."""
        self.session.touch()
        self.chosen, self.fresh = span.id, None
        self.caret.go(span.start)
        self.message = ""
        self.pane.reveal_range(*span.range)
        self.show()

    def on_span_panel_picked(self, event: SpanPanel.Picked) -> None:
        """A click in the panel chooses the span."""
        if event.span.id in self.session.spans:
            self.choose(event.span)

    async def on_key_bar_clicked(self, event: KeyBar.Clicked) -> None:
        """A click on a key does what the key does."""
        await self.app.run_action(event.action, default_namespace=self)  # type: ignore[arg-type]

    # --- changing ------------------------------------------------------------------------------------------------

    def action_remove(self) -> None:
        """Remove the chosen span, else the innermost at the cursor."""
        span = self.span_here()
        if span is None or self.chosen == span.id:
            proposal = self.proposal_here()
            if proposal is not None:
                self.refuse_proposal(proposal)
                return
        if span is None:
            self.say("no span here: put the cursor on one, or choose one with Tab")
            return
        self.chosen = None
        self.perform(lambda: self.session.delete([span]))

    def action_undo(self) -> None:
        """Undo the last action."""
        self.chosen = None
        self.perform(self.session.undo, "nothing to undo")

    def action_redo(self) -> None:
        """Redo what was undone."""
        self.chosen = None
        self.perform(self.session.redo, "nothing to redo")

    def action_edit(self) -> None:
        """Edit the attributes and the note of the span at the cursor."""
        span = self.span_here()
        if span is None:
            self.say("no span here to edit: put the cursor on one, or choose one with Tab")
            return
        if span.id in self.proposals:
            self.say("that is only a suggestion: Enter accepts it, then e edits it")
            return
        if self.session.journal.read_only is not None:
            self.say(f"nothing can be changed: {self.session.journal.read_only}")
            return
        from annotator.tui.annotate.edit_span import EditScreen
        from annotator.tui.memory import used_before

        def edited(values: dict[str, Any] | None) -> None:
            if values is not None:
                self.perform(lambda: self.session.change(span, **values))

        label = self.palette.labels.get(span.label)
        names = label.attributes if label is not None else None
        self.app.push_screen(EditScreen(span, used_before(self.session.journal.fold), names), edited)


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
