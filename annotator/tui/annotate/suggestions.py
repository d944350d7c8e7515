"""Suggestions on the annotating screen: drawn unlike spans, accepted with Enter, refused with the removing key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.journal.records import REMOVAL
from annotator.span_index import SpanIndex, order
from annotator.text.sanitize import one_line
from annotator.tui.actions import key_of
from annotator.tui.annotate.context import ArticleContext
from annotator.tui.widgets.paint import drawn_span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.model import Origin, Range, Span
    from annotator.session import Outcome
    from annotator.suggest.proposals import Proposals
    from annotator.suggest.second_look import SecondOffer
    from annotator.tui.actions import Action

_ID = "suggestion:"
_ROOM = 20
"""Cells."""


class Suggestions:
    """Suggestions, off at first."""

    def __init__(self, context: ArticleContext) -> None:
        self.screen = context
        self.are_on = False
        self.shown = SpanIndex()
        """Suggestions shown now, as spans that are in no journal."""
        self.offers: dict[str, SecondOffer] = {}
        """Those of a second look that is going on, by the ids that they are drawn with; shown though suggestions are off."""
        self._proposals: Proposals | None = None
        self._kinds: dict[str, str] = {}

    def told(self, room: int) -> str:
        """Whether they are on, in words, as far as there is room (cells); empty where the project forbids them."""
        if not self.screen.project.settings.suggestions:
            return ""
        if self.are_on:
            return "suggestions on" if room >= _ROOM else "sugg."
        return "suggestions off" if room >= _ROOM else ""

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
        self._look(context.pane.in_view(), anew=anew)
        if context.chosen is not None and context.chosen.startswith(_ID) and context.chosen not in self.shown:
            context.chosen = None

    def _look(self, view: Range, *, anew: bool = False) -> None:
        """Show what is suggested around a view."""
        before = {span.range for span in self.shown}
        self.shown = SpanIndex([*(self._spans(view, anew=anew) if self.are_on else ()), *self._open_offers()])
        self.screen.pane.proposals = self.shown
        changed = before ^ {span.range for span in self.shown}
        if changed:
            self.screen.pane.redraw(changed)

    def _spans(self, view: Range, *, anew: bool) -> list[Span]:
        from annotator.suggest.proposals import Proposals

        context = self.screen
        if self._proposals is None:
            settings = context.project.settings
            self._proposals = Proposals(context.session, context.project.labels(), dates=settings.dates)
        text = context.caret.text
        found = {f"{_ID}{s.start}-{s.end}:{s.label}": s for s in self._proposals.pending(*view, anew=anew)}
        self._kinds = {identity: s.kind for identity, s in found.items()}
        return [drawn_span(s.start, s.end, s.label, name, text[s.start : s.end]) for name, s in found.items()]

    def _open_offers(self) -> list[Span]:
        session, text = self.screen.session, self.screen.caret.text
        return [
            drawn_span(offer.start, offer.end, offer.label, identity, text[offer.start : offer.end])
            for identity, offer in self.offers.items()
            if offer.is_open(session.spans, session.refused)
        ]

    def offer(self, offers: Sequence[SecondOffer]) -> None:
        """Show the offers of a second look, or none any longer."""
        self.offers = {f"{_ID}2:{one.start}-{one.end}:{one.label}": one for one in offers}
        self.refresh()

    def next(self) -> None:
        self._go(1)

    def previous(self) -> None:
        self._go(-1)

    def _go(self, step: int) -> None:
        """Choose the next suggestion or the one before, going around at the ends; they are turned on for that."""
        if not self.are_on and not self.offers:
            self.switch()
        found = self._find(step) if self.are_on or self.offers else None
        if found is not None:
            self.screen.choose(found)
        elif self.are_on or self.offers:
            self.screen.say("nothing more is suggested in this article")

    def _find(self, step: int) -> Span | None:
        """The next suggestion or the one before; a long article is looked through piece by piece."""
        from annotator.suggest.proposals import PIECE, WHOLE_ARTICLE

        context, length = self.screen, len(self.screen.caret.text)
        current = self.shown.get(context.chosen) if context.chosen is not None else None
        for here, offset in ((current, context.caret.offset), (None, 0 if step > 0 else length)):
            for place in range(offset, length + 1, PIECE) if step > 0 else range(offset, -1, -PIECE):
                self._look((place, place))
                if (found := self.shown.beside(here, offset, step)) is not None:
                    return found
                if length <= WHOLE_ARTICLE:
                    break  # all of it was looked through
        return None

    def here(self) -> Span | None:
        """The chosen suggestion, else the innermost one at the cursor if no span was chosen."""
        if self.screen.chosen is not None:
            return self.shown.get(self.screen.chosen)
        at = self.shown.at(self.screen.caret.offset)
        return at[-1] if at else None

    def told_of(self, span: Span | None) -> str:
        """What a suggestion is one of, in brackets: tagging, or removing what is tagged."""
        offer = self.offers.get(span.id) if span is not None else None
        if offer is None or offer.offer == "tag":
            return "(suggestion)"
        return f"(tagged {one_line(offer.label, 20)}: remove it?)"

    def keys_here(self) -> tuple[str, list[Action]]:
        """What keys do with the chosen suggestion, by their actions."""
        span = self.here()
        removes = span is not None and span.id in self.offers and self.offers[span.id].offer == "remove"
        what = {
            "accept": ("Remove the span", "Remove the span as offered, and go to the next.")
            if removes
            else ("Tag it", "Tag it as suggested, and go to the next."),
            "remove": ("Refuse", f"{'Keep the span' if removes else 'Tag nothing'}; it is never offered again."),
        }
        if span is not None and span.id in self.offers:
            what["done"] = ("Go on", "End the second look and go to the next article; the rest stays as it is.")
        acting = [
            action._replace(title=what[action.id][0], help=what[action.id][1], group="Tagging")
            for name in what
            for action in self.screen.actions
            if action.id == name and action.keys
        ]
        others = [
            a for a in self.screen.actions if a.id in {"tag", "next_suggestion", "previous_suggestion"} and a.keys
        ]
        return f"{'To remove' if removes else 'To tag'}: a suggestion is chosen", [*acting, *others]

    def accept(self) -> None:
        proposal = self.here()
        if proposal is None:
            self.screen.say("no suggestion here to accept" + ("" if self.are_on else ": Ctrl+T turns suggestions on"))
            return
        self.correct(proposal, proposal.label)

    def correct(self, proposal: Span, label: str) -> None:
        """Tag what was suggested, with the label that the person gave."""
        session, offer = self.screen.session, self.offers.get(proposal.id)
        by = f"rule:{self._kinds.get(proposal.id, 'suggestion')}" if offer is None else offer.by
        if offer is not None and offer.offer == "remove":
            span = session.spans.exact(*proposal.range, proposal.label)
            if span is None:
                return
            if proposal.label == label:
                self._settle(proposal, lambda: session.delete([span], by=by))
            else:
                self._settle(proposal, lambda: session.change(span, label=label, by=by))
            return
        origin: Origin = "suggested" if proposal.label == label else "edited"
        self._settle(proposal, lambda: session.tag([proposal.range], label, origin=origin, by=by))

    def refuse(self, proposal: Span) -> None:
        """Take the suggestion away for good, and go to the next one."""
        offer = self.offers.get(proposal.id)
        by = None if offer is None else offer.by
        label = proposal.label if offer is None or offer.offer == "tag" else f"{REMOVAL}{proposal.label}"
        self._settle(proposal, lambda: self.screen.session.refuse(*proposal.range, label, by=by))

    def _settle(self, proposal: Span, how: Callable[[], Outcome]) -> None:
        """Do something with a suggestion, and choose the next one."""
        if self.screen.perform(how) is None:
            return
        if proposal.id in self.offers:
            self._go_through(proposal)
            return
        if not len(self.shown):
            return
        place = self.shown.place(proposal)
        if place < len(self.shown):
            message = self.screen.message
            self.screen.choose(self.shown.nth(place))
            self.screen.say(message)

    def _go_through(self, settled: Span) -> None:
        """Choose the next offer of the second look, going around at the end; its reason is said in place of what was done."""
        left = sorted((span for span in self.shown if span.id in self.offers), key=order)
        after = [span for span in left if order(span) > order(settled)]
        if left:
            self.screen.choose((after or left)[0])
        else:
            self.screen.chosen = None
            self.screen.say(f"that was the second look: {key_of(self.screen.actions, 'done')} goes on")
