"""Suggestions on the annotating screen: drawn unlike spans, accepted with Enter, refused with the removing key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.span_index import SpanIndex
from annotator.tui.annotate.context import ArticleContext
from annotator.tui.widgets.paint import drawn_span

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.model import Span
    from annotator.session import Outcome
    from annotator.suggest.proposals import Proposals

_ID = "suggestion:"


class Suggestions:
    """Suggestions, off at first."""

    def __init__(self, context: ArticleContext) -> None:
        self.screen = context
        self.are_on = False
        self.shown = SpanIndex()
        """Suggestions shown now, as spans that are in no journal."""
        self._proposals: Proposals | None = None

    def switch(self) -> None:
        context = self.screen
        if not context.project.settings.suggestions:
            context.say("suggestions are forbidden in this project (annotator.toml: suggestions = false)")
            return
        self.are_on = not self.are_on
        self.refresh(anew=True)
        on = f"{len(self.shown)} suggestions: Tab chooses span or suggestion; Enter accepts, x refuses, and goes on"
        context.say(on if self.are_on else "suggestions off")

    def refresh(self, *, anew: bool = False) -> None:
        """Bring the suggestions in line with the spans.

        Args:
            anew: another article, or suggestions were turned on or off: look through the text again.
        """
        context = self.screen
        before = {span.range for span in self.shown}
        self.shown = SpanIndex(self._spans(anew=anew) if self.are_on else [])
        context.pane.proposals = self.shown
        if context.chosen is not None and context.chosen.startswith(_ID) and context.chosen not in self.shown:
            context.chosen = None
        changed = before ^ {span.range for span in self.shown}
        if changed:
            context.pane.redraw(changed)

    def _spans(self, *, anew: bool) -> list[Span]:
        from annotator.suggest.proposals import Proposals

        context = self.screen
        if self._proposals is None:
            settings = context.project.settings
            self._proposals = Proposals(context.session, context.project.labels(), dates=settings.dates)
        text = context.caret.text
        return [
            drawn_span(s.start, s.end, s.label, f"{_ID}{s.start}-{s.end}:{s.label}", text[s.start : s.end])
            for s in self._proposals.pending(*context.pane.in_view(), anew=anew)
        ]

    def here(self) -> Span | None:
        """The chosen suggestion, else the innermost one at the cursor if no span was chosen."""
        if self.screen.chosen is not None:
            return self.shown.get(self.screen.chosen)
        at = self.shown.at(self.screen.caret.offset)
        return at[-1] if at else None

    def accept(self) -> None:
        proposal = self.here()
        if proposal is None:
            self.screen.say("no suggestion here to accept" + ("" if self.are_on else ": Ctrl+T turns suggestions on"))
            return
        self.correct(proposal, proposal.label)

    def correct(self, proposal: Span, label: str) -> None:
        """Tag what was suggested, with the label that the person gave."""
        tag, ranges = self.screen.session.tag, [proposal.range]
        if proposal.label == label:
            self._settle(proposal, lambda: tag(ranges, label, origin="suggested"))
        else:
            self._settle(proposal, lambda: tag(ranges, label, origin="edited"))

    def refuse(self, proposal: Span) -> None:
        """Take the suggestion away for good, and go to the next one."""
        self._settle(proposal, lambda: self.screen.session.refuse(proposal.start, proposal.end, proposal.label))

    def _settle(self, proposal: Span, how: Callable[[], Outcome]) -> None:
        """Do something with a suggestion, and choose the next one."""
        if self.screen.perform(how) is None or not len(self.shown):
            return
        place = self.shown.place(proposal)
        if place < len(self.shown):
            message = self.screen.message
            self.screen.choose(self.shown.nth(place))
            self.screen.say(message)
