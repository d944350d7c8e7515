"""Tagging, choosing and changing spans on the annotating screen."""

from __future__ import annotations

from typing import Any

from annotator.model import Label, Span
from annotator.session import Outcome
from annotator.span_index import SpanIndex, crosses, order
from annotator.tui.annotate.context import Part
from annotator.tui.widgets.panel import SpanPanel
from annotator.tui.widgets.status import KeyBar

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
