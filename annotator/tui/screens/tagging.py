"""Tagging, choosing and changing spans on the annotating screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from annotator.model import Label, Span
from annotator.session import Outcome
from annotator.tui.widgets.lines import KeyBar
from annotator.tui.widgets.panel import SpanPanel

if TYPE_CHECKING:
    from textual.app import App

    from annotator.session import Session
    from annotator.tui.caret import Caret
    from annotator.tui.theme import Palette
    from annotator.tui.widgets.article import ArticlePane

_MAX_DEPTH = 8
"""Quotations within quotations that repeating a label key goes through."""


class Tagging:
    """What acts on spans; part of `AnnotateScreen`."""

    app: App[None]
    caret: Caret
    pane: ArticlePane
    session: Session
    palette: Palette
    chosen: str | None
    message: str

    def show(self) -> None:
        """Bring every widget in line with the state."""
        raise NotImplementedError

    def say(self, message: str) -> None:
        """Put a sentence on the status line."""
        raise NotImplementedError

    def perform(self, what: Callable[[], Outcome | None], nothing: str = "") -> Outcome | None:
        """Do something that may change spans, and show what came of it."""
        raise NotImplementedError

    def span_here(self) -> Span | None:
        """The chosen span, else the innermost one at the cursor."""
        raise NotImplementedError

    def action_tag(self, name: str) -> None:
        """A label key: relabel the chosen span, tag the selection, or tag the object at the cursor."""
        session, caret = self.session, self.caret
        label = self.palette.labels[name]
        if self.chosen is not None and (span := session.spans.get(self.chosen)) is not None:
            self.perform(lambda: session.change(span, label=name))
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

        text, offset = self.caret.text, self.caret.offset
        outermost = None
        for depth in range(_MAX_DEPTH if label.object == "quotation" else 1):
            found = object_at(text, offset, label.object, depth)
            if found is None:
                break
            outermost = outermost or found
            if self.session.spans.exact(*found, label.name) is None:
                return found
        return outermost

    def _point_out(self, outcome: Outcome) -> None:
        """Say what is odd about a new span: a crossing, white space at an edge."""
        span = outcome.span
        if span is None or outcome.failure is not None:
            self.show()
            return
        crossed = self.session.spans.crossing(*span.range)
        if crossed:
            self.say(f"{outcome.message}; it crosses {crossed[0].label}: u takes it back")
        elif span.text != span.text.strip():
            self.say(f"{outcome.message}; white space at its edge: u takes it back")
        else:
            self.show()

    # --- choosing ------------------------------------------------------------------------------------------------

    def action_next_span(self) -> None:
        """Choose the next span in reading order; after the last one, the first."""
        self._choose_beside(1)

    def action_previous_span(self) -> None:
        """Choose the span before in reading order."""
        self._choose_beside(-1)

    def _choose_beside(self, step: int) -> None:
        spans = self.session.spans
        if not len(spans):
            self.say("nothing is tagged here yet")
            return
        current = spans.get(self.chosen) if self.chosen else None
        if current is not None:
            place = (spans.place(current) + step) % len(spans)
        else:
            beside = spans.following(self.caret.offset - 1) if step > 0 else spans.preceding(self.caret.offset)
            place = spans.place(beside) if beside is not None else (0 if step > 0 else len(spans) - 1)
        self.choose(spans.nth(place))

    def choose(self, span: Span) -> None:
        """Choose a span and bring it into view."""
        self.session.touch()
        self.chosen = span.id
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
        if self.session.journal.read_only is not None:
            self.say(f"nothing can be changed: {self.session.journal.read_only}")
            return
        from annotator.tui.screens.edit import EditScreen

        def edited(values: dict[str, Any] | None) -> None:
            if values is not None:
                self.perform(lambda: self.session.change(span, **values))

        self.app.push_screen(EditScreen(span), edited)
