"""Broken rules on the annotating screen: marked while they last, gone through by key, counted before an article is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.rules import shown
from annotator.text.sanitize import plural
from annotator.tui.actions import key_of

if TYPE_CHECKING:
    from annotator.broken_rules import BrokenRules
    from annotator.model import Span
    from annotator.rules import BrokenRule
    from annotator.tui.annotate.context import ArticleContext


class Problems:
    """Spans that break a rule of the project."""

    def __init__(self, context: ArticleContext) -> None:
        self.screen = context

    @property
    def _broken(self) -> BrokenRules:
        return self.screen.session.problems()

    def refresh(self) -> None:
        """Bring the marks in line with the spans, and draw again where they differ."""
        context, broken = self.screen, self._broken
        context.pane.broken = context.panel.broken = broken.spans
        if broken.turned:
            context.pane.redraw({span.range for span in broken.turned})
            context.panel.redraw(filter(None, (context.session.spans.get(span.id) for span in broken.turned)))
            broken.turned.clear()

    def told_of(self, span: Span | None) -> list[str]:
        """What is wrong with a span, each with the key that mends it."""
        return [] if span is None else [self._sentence(broken) for broken in self._broken.of(span.id)]

    def _sentence(self, broken: BrokenRule[Span]) -> str:
        remedy = broken.rule.remedy
        return broken.says + (f": {key_of(self.screen.actions, remedy.action)} {remedy.does}" if remedy else "")

    def told_of_new(self, span: Span) -> str:
        """What is wrong with a span that was just made, or with another one because of it; empty if nothing."""
        for broken in self._broken.about(span):
            if broken.span.id == span.id:
                return self._sentence(broken)
            if broken.rule.name == "crossing":  # so does each of the two, and either can be cut
                return self._sentence(broken._replace(span=span, other=broken.span))
            return f"{shown(broken.span.label, broken.span.text)} {broken.rule.says.replace('{other}', 'it')}"
        return ""

    def next(self) -> None:
        self._go(1)

    def previous(self) -> None:
        self._go(-1)

    def _go(self, step: int) -> None:
        """Choose the next or the previous span with a problem, going around at the ends."""
        context, spans = self.screen, self._broken.spans
        if not len(spans):
            context.say("no span of this article breaks a rule")
            return
        current = context.span_here() if context.chosen is not None else None
        found = spans.beside(current, context.caret.offset, step) or spans.nth(0 if step > 0 else -1)
        context.choose(found)
        place = spans.place(found) + 1
        context.say(f"problem {place:,} of {len(spans):,}: {'; '.join(self.told_of(found))}")

    def counted(self) -> str:
        """How many spans have a problem, and the key that goes to them; empty if none has."""
        count = len(self._broken.spans)
        return f"{plural(count, 'problem')}: {key_of(self.screen.actions, 'next_problem')} goes there" if count else ""
