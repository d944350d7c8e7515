"""What acts on spans: label keys, choosing, mending, removing, editing, undo and redo."""

from __future__ import annotations

import threading
from typing import Any

from annotator.model import Label, ObjectKind, Range, Span
from annotator.session import Outcome, new_id
from annotator.span_index import order
from annotator.tui.annotate.context import ArticleContext
from annotator.tui.annotate.problems import Problems
from annotator.tui.annotate.suggestions import Suggestions

QUIET = 1.0
"""Seconds without a key after which what keys need is loaded beside the screen."""
_MAX_DEPTH = 8
"""Quotations within quotations that repeating a label key goes through."""


class Tagging:
    """Tags and changes spans; what it acts on may be a suggestion too."""

    def __init__(self, context: ArticleContext, suggestions: Suggestions, problems: Problems) -> None:
        self.screen, self._suggestions, self._problems = context, suggestions, problems

    def get_ready(self) -> None:
        """Load beside the screen what the first label key needs: the patterns of numbers take longer than many frames.

        While keys come, and behind a dialog, this waits: what is loaded beside a key slows the key.
        """
        if self.screen.session.idle < QUIET or not self.screen.is_active:
            self.screen.set_timer(QUIET, self.get_ready)
        elif self.screen.session.journal.read_only is None:
            kinds = {label.object for label in self.screen.palette.labels.values() if label.object is not None}
            given = self.screen.caret.text, kinds, self.screen.project.settings.dates, self.screen.caret.language
            threading.Thread(target=_tag_nothing, args=given, daemon=True, name="get-ready").start()

    def tag(self, name: str) -> None:
        """A label key: relabel the chosen span, tag the selection, or tag the object at the cursor."""
        session, caret = self.screen.session, self.screen.caret
        label = self.screen.palette.labels[name]
        if self.screen.chosen is not None and (span := session.spans.get(self.screen.chosen)) is not None:
            self.screen.perform(lambda: session.change(span, label=name))
            return
        if self.screen.chosen is not None and (proposal := self._suggestions.shown.get(self.screen.chosen)) is not None:
            self._suggestions.correct(proposal, name)
            return
        if caret.selection is not None:
            selection = self.selected()
            if selection is None:
                self.screen.say("only white space is selected", "notice")
                return
            caret.anchor = None
            self._tag(selection, name)
            return
        found = self._object_here(label)
        if found is None:
            what = f"no {label.object} here" if label.object else "nothing is selected"
            self.screen.say(f"{what}: select the text first (shift+arrows), then {label.key}", "notice")
            return
        self._tag(found, name)

    def selected(self) -> Range | None:
        """What of the selection is tagged: whole words as they were selected, without white space at the edges."""
        caret = self.screen.caret
        return caret.to_tag if self.screen.project.settings.snap else caret.selection

    def _object_here(self, label: Label) -> tuple[int, int] | None:
        """The object that the label's key takes: the outermost that is not tagged so yet, else the outermost."""
        if label.object is None:
            return None
        from annotator.text.segments import object_at

        caret = self.screen.caret
        text, offset = caret.text, min(caret.offset, len(caret.text.rstrip()) - 1)
        dates = self.screen.project.settings.dates
        outermost = None
        for depth in range(_MAX_DEPTH if label.object == "quotation" else 1):
            found = object_at(text, offset, label.object, depth, dates=dates, language=caret.language)
            if found is None:
                break
            outermost = outermost or found
            if self.screen.session.spans.exact(*found, label.name) is None:
                return found
        return outermost

    def _tag(self, place: Range, name: str) -> None:
        """Tag a place, and say which rule the new span breaks, with the key that mends it."""

        def broken(outcome: Outcome) -> str:
            span = outcome.span
            return self._problems.told_of_new(span) if span is not None and outcome.failure is None else ""

        self.screen.perform(lambda: self.screen.session.tag([place], name), notice=broken)

    def mend(self) -> None:
        span = self._made("mend")
        if span is None:
            return
        left = "; ".join(self._problems.told_of(span))
        self.screen.perform(lambda: self.screen.session.mend(span), left or "nothing to mend: it breaks no rule")

    # --- choosing ------------------------------------------------------------------------------------------------

    def next(self) -> None:
        self._choose_beside(1)

    def previous(self) -> None:
        self._choose_beside(-1)

    def _choose_beside(self, step: int) -> None:
        """The next or the previous of spans and suggestions together, going around at the ends."""
        both = (self.screen.session.spans, self._suggestions.shown)
        if not any(map(len, both)):
            self.screen.say("nothing is tagged here yet")
            return
        made = (
            self.screen.session.spans.get(self.screen.fresh)
            if self.screen.chosen is None and self.screen.fresh is not None
            else None
        )
        if made is not None and step > 0:  # what was just made comes first
            self.screen.choose(made)
            return
        current = made or (self.screen.span_here() if self.screen.chosen is not None else None)
        nearest = [found for index in both if (found := index.beside(current, self.screen.caret.offset, step))]
        if not nearest:  # beyond the last, or before the first: go around
            nearest = [index.nth(0 if step > 0 else -1) for index in both if len(index)]
        self.screen.choose(min(nearest, key=order) if step > 0 else max(nearest, key=order))

    # --- changing ------------------------------------------------------------------------------------------------

    def remove(self) -> None:
        span = self.screen.span_here()
        if span is None or self.screen.chosen == span.id:
            proposal = self._suggestions.here()
            if proposal is not None:
                self._suggestions.refuse(proposal)
                return
        if span is None:
            self.screen.say("no span here: put the cursor on one, or choose one with Tab", "notice")
            return
        self.screen.chosen = None
        self.screen.perform(lambda: self.screen.session.delete([span]))

    def undo(self) -> None:
        self.screen.chosen = None
        self.screen.perform(self.screen.session.undo, "nothing to undo")

    def redo(self) -> None:
        self.screen.chosen = None
        self.screen.perform(self.screen.session.redo, "nothing to redo")

    def split(self) -> None:
        """Cut the span in two at the cursor; if that is not inside it, before a word that is asked for with letters."""
        span, at = self._made("split"), self.screen.caret.offset
        if span is None or not self.screen.may_change():
            return
        if span.start < at < span.end:
            self.screen.perform(lambda: self.screen.session.split(span, at))
        else:
            self.screen.hints.split(span)

    def join(self) -> None:
        """Make one of the span and the next of its label."""
        span = self._made("join with the next")
        if span is not None:
            self.screen.perform(lambda: self.screen.session.join(span))

    def history(self) -> None:
        """Show every revision of the span; one of them may be gone back to."""
        span = self._made("tell the history of")
        if span is not None:
            self._show_history(span)

    def removed(self) -> None:
        """List what was removed in the article, to be brought back from its history."""
        from annotator.tui.annotate.revisions import RemovedScreen

        spans = self.screen.session.removed()
        if not spans:
            self.screen.say("no span of this article was removed", "notice")
            return

        def picked(place: int | None) -> None:
            if place is not None:
                self._show_history(spans[place])

        self.screen.app.push_screen(RemovedScreen(spans, self.screen.palette), picked)

    def _show_history(self, span: Span) -> None:
        from annotator.tui.annotate.revisions import RevisionsScreen

        session = self.screen.session
        found = session.history(span.id)

        def picked(place: int | None) -> None:
            if place is not None:
                self.screen.perform(lambda: session.go_back(found[place].record))

        self.screen.app.push_screen(RevisionsScreen(found, self.screen.palette), picked)

    def _made(self, what: str) -> Span | None:
        """The span at hand, if it is more than a suggestion; else say why there is nothing to do."""
        span = self.screen.span_here()
        if span is None:
            self.screen.say(f"no span here to {what}: put the cursor on one, or choose one with Tab", "notice")
        elif span.id in self._suggestions.shown:
            self.screen.say("that is only a suggestion: Enter accepts it", "notice")
        else:
            return span
        return None

    def edit(self) -> None:
        span = self._made("edit")
        if span is None:
            return
        if not self.screen.may_change():
            return
        from annotator.suggest.attributes import proposed_names, read_from_text, used_before, with_read
        from annotator.tui.annotate.edit_span import EditScreen

        def edited(values: dict[str, Any] | None) -> None:
            if values is not None:
                self.screen.perform(lambda: self.screen.session.change(span, **values))

        used = used_before(self.screen.session.journal.fold)
        label = self.screen.palette.labels.get(span.label)
        article = self.screen.session.article
        read = {} if article is None else read_from_text(article, span, label)
        names = proposed_names(span, label, used, read)
        self.screen.app.push_screen(EditScreen(span, names, with_read(used.values, read), read), edited)


def _tag_nothing(text: str, kinds: set[ObjectKind], dates: bool, language: str | None) -> None:
    """What label keys do, but for the spans: find objects of these kinds, and number what they would make."""
    from annotator.text.segments import object_at

    new_id()
    for kind in kinds:
        object_at(text, 0, kind, dates=dates, language=language)
