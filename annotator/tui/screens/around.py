"""What is around the text on the annotating screen: articles, guideline, palette, looks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from annotator.model import AnnotatorError, Span
from annotator.project import default_guideline
from annotator.session import Outcome
from annotator.text.sanitize import one_line
from annotator.tui.actions import key_of
from annotator.tui.annotate.context import Part

if TYPE_CHECKING:
    from annotator.project import ArticleFile, Memory
    from annotator.tui.actions import Action
    from annotator.tui.agreement.screen import Kept
    from annotator.tui.agreement.writing import Place
    from annotator.tui.annotate.screen import AnnotateScreen
    from annotator.tui.screens.article_note import Noted


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
        from annotator.tui.screens.article_note import ArticleNoteScreen, Noted

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
