"""Suggestions on the annotating screen: drawn unlike spans, accepted with Enter, refused with the removing key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Span
from annotator.span_index import SpanIndex
from annotator.tui.annotate.context import Part
from annotator.tui.widgets.hint_letters import Marks

if TYPE_CHECKING:
    from annotator.suggest import Suggestion

WHOLE_ARTICLE = 40_000
"""Code points up to which an article is looked through at once; of longer ones, what is around the view."""
_ID = "suggestion:"


def is_proposal(identity: str | None) -> bool:
    """Whether an id is one of a suggestion on the screen."""
    return identity is not None and identity.startswith(_ID)


class Suggesting(Part):
    """Suggestions, off at first; part of `AnnotateScreen`."""

    suggesting = False
    _found: list[Suggestion]
    _window: tuple[int, int] = (0, 0)
    _looked_at_done: str | None = None

    def action_suggestions(self) -> None:
        """Turn suggestions on or off."""
        if not self.project.settings.suggestions:
            self.say("suggestions are forbidden in this project (annotator.toml: suggestions = false)")
            return
        self.suggesting = not self.suggesting
        self.spans_changed(anew=True)
        count = len(self.proposals)
        on = f"{count} suggestions: Tab chooses span or suggestion; Enter accepts, x refuses, and goes on"
        self.say(on if self.suggesting else "suggestions off")

    def spans_changed(self, *, anew: bool = False) -> None:
        """Bring the suggestions in line with the spans.

        Args:
            anew: another article, or suggestions were turned on or off: look through the text again.
        """
        before = {span.range for span in self.proposals}
        self.proposals = SpanIndex(self._proposals(anew=anew) if self.suggesting else [])
        self.pane.proposals = self.proposals
        if is_proposal(self.chosen) and self.chosen not in self.proposals:
            self.chosen = None
        changed = before ^ {span.range for span in self.proposals}
        if changed:
            self.pane.redraw(changed)

    def _proposals(self, *, anew: bool) -> list[Span]:
        from annotator.suggest import pending, suggest, twins

        text, labels, session = self.caret.text, self.project.labels(), self.session
        window = self._window_now()
        if anew or window != self._window:
            self._window = window
            self._found = suggest(text, labels, *window, dates=self.project.settings.dates)
        same = twins(text, session.wordings(labels), labels, *window)
        left = pending([*self._found, *same], session.spans, session.refused)
        # What was given another label than the one suggested is settled too.
        return [self._as_span(s) for s in left if session.spans.exact(s.start, s.end) is None]

    def _window_now(self) -> tuple[int, int]:
        length = len(self.caret.text)
        if length <= WHOLE_ARTICLE:
            return 0, length
        start, end = self.pane.in_view()
        block = WHOLE_ARTICLE // 4
        return max((start // block - 1) * block, 0), min((end // block + 2) * block, length)

    def _as_span(self, s: Suggestion) -> Span:
        article = self.session.article
        assert article is not None
        return Span.model_construct(
            v=1,
            id=f"{_ID}{s.start}-{s.end}:{s.label}",
            rev=1,
            article=article.id,
            annotator=self.session.journal.annotator,
            at="",
            sha256=article.sha256,
            start=s.start,
            end=s.end,
            label=s.label,
            text=article.text[s.start : s.end],
            origin="suggested",
            attributes={},
            note=None,
        )

    def proposal_here(self) -> Span | None:
        """The chosen suggestion, else the innermost one at the cursor if no span was chosen."""
        if self.chosen is not None:
            return self.proposals.get(self.chosen)
        at = self.proposals.at(self.caret.offset)
        return at[-1] if at else None

    def action_accept(self) -> None:
        """Make the suggestion a span, and go to the next one."""
        proposal = self.proposal_here()
        if proposal is None:
            self.say("no suggestion here to accept" + ("" if self.suggesting else ": Ctrl+T turns suggestions on"))
            return
        outcome = self.perform(lambda: self.session.tag([proposal.range], proposal.label, origin="suggested"))
        if outcome is not None:
            self._choose_proposal_after(proposal)

    def correct_proposal(self, proposal: Span, label: str) -> None:
        """Tag what was suggested, with the label that the person gave."""
        origin = "suggested" if proposal.label == label else "edited"
        outcome = self.perform(lambda: self.session.tag([proposal.range], label, origin=origin))  # type: ignore[arg-type]
        if outcome is not None:
            self._choose_proposal_after(proposal)

    def refuse_proposal(self, proposal: Span) -> None:
        """Take the suggestion away for good, and go to the next one."""
        outcome = self.perform(lambda: self.session.refuse(proposal.start, proposal.end, proposal.label))
        if outcome is not None:
            self._choose_proposal_after(proposal)

    def _choose_proposal_after(self, proposal: Span) -> None:
        if not len(self.proposals):
            return
        place = self.proposals.place(proposal)
        if place < len(self.proposals):
            message = self.message
            self.choose(self.proposals.nth(place))
            self.say(message)

    # --- before an article is marked done ------------------------------------------------------------------------

    def nothing_overlooked(self) -> bool:
        """Whether the article may be marked done; if something in it looks overlooked, say so, the first time."""
        article = self.session.article
        assert article is not None
        if not (self.project.settings.suggestions and self.project.settings.coverage) or article.length > WHOLE_ARTICLE:
            return True
        if self._looked_at_done == article.id:
            self._looked_at_done = None
            return True
        from annotator.suggest import untagged

        settings, session = self.project.settings, self.session
        left = untagged(article.text, session.spans, self.project.labels(), session.refused, dates=settings.dates)
        places = [*left.quotations, *left.numbers]
        if not places:
            return True
        self._looked_at_done = article.id
        self.let_go_of_marks()
        self.marks = Marks(_apart(places))
        counts = [
            f"{len(found)} {word}{'s' * (len(found) != 1)}{where}"
            for found, word, where in ((left.quotations, "quotation", " in marks"), (left.numbers, "number", ""))
            if found
        ]
        verb = "carries" if len(places) == 1 else "carry"
        self.say(f"{' and '.join(counts)} {verb} no span: F3 looks, d again is done")
        return False


def _apart(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places in order, those inside or across an earlier one left out."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
