"""Changing the ends of the chosen span: by keys that select elsewhere, by word hints, by dragging an edge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from annotator.span_change import with_edge, without_space, word_away
from annotator.text.sanitize import one_line
from annotator.tui.actions import key_of
from annotator.tui.annotate.context import ArticleContext

if TYPE_CHECKING:
    from annotator.model import Range, Span
    from annotator.session import Outcome
    from annotator.span_change import Edge

_GO_ON = frozenset({"grow", "shrink", "hint_extend", "swap_end"})
"""Actions that go on with a resize, beside those that extend a selection; any other key keeps it first."""


class Resizing:
    """Moves the ends of the chosen span. What is unfinished is drawn at once, and kept when the person goes on."""

    def __init__(self, context: ArticleContext) -> None:
        self.screen = context
        self._edges: dict[str, Edge] = {}
        """The end that moves, of the span chosen last."""
        self._grasped = False
        """Whether the mouse holds an end."""

    @property
    def span(self) -> Span | None:
        """The chosen span; `None` if none is, or a suggestion."""
        chosen = self.screen.chosen
        return self.screen.session.spans.get(chosen) if chosen is not None else None

    def _edge(self, span: Span) -> Edge:
        return self._edges.get(span.id, "end")

    def _side(self, span: Span) -> int:
        return int(self._edge(span) == "end")

    def drawn(self) -> int | None:
        """The offset of the character at the moving end of the chosen span, which is drawn as the cursor is."""
        span = self.span
        if span is None:
            return None
        from annotator.text.segments.graphemes import previous_grapheme

        return previous_grapheme(self.screen.caret.text, span.end) if self._side(span) else span.start

    # --- moving an end -------------------------------------------------------------------------------------------

    def by(self, direction: str, move: Callable[[], None]) -> bool:
        """Take the moving end along in a direction; whether there is a span to resize.

        By characters it may come to stand after white space, else not.

        Args:
            direction: as the cursor's moves are called.
            move: moves the cursor so.
        """
        span, caret = self.span, self.screen.caret
        if span is None:
            return False
        side, edge = self._side(span), self._edge(span)
        if direction in {"word_left", "word_right"}:
            self._move(span, word_away(caret.text, span.range, edge, right=direction == "word_right"))
            return True
        caret.go(span.range[side])
        move()
        place = with_edge(span.range, edge, caret.offset)
        if direction not in {"left", "right"}:
            place = without_space(caret.text, place, span.range)
        self._move(span, place[side])
        return True

    def to_object(self, find: Callable[[str, Range, Edge, str | None], int]) -> bool:
        """Take the moving end to where the next larger or smaller object has it; whether there is a span to resize."""
        span = self.span
        if span is not None:
            self._move(span, find(self.screen.caret.text, span.range, self._edge(span), self.screen.caret.language))
        return span is not None

    def to_word(self, word: Range, *, other: bool) -> None:
        """Take an end of the chosen span to a word's: outside the span the nearer one, inside the moving one.

        Args:
            word: where it stands.
            other: inside the span, the end that does not move so far.
        """
        span = self.span
        if span is None:
            return
        if other or word[1] <= span.start or word[0] >= span.end:
            begin = word[1] <= span.start or (word[0] < span.end and self._edge(span) == "end")
            self._edges = {span.id: "start" if begin else "end"}
        self._move(span, word[self._side(span)])

    def swap(self) -> None:
        """Have the other end move from now on: of the chosen span, or of the selection."""
        context, span = self.screen, self.span
        if span is not None:
            self._edges = {span.id: "start" if self._side(span) else "end"}
            context.caret.go(span.range[self._side(span)])
            context.say(self._told(span))
        elif context.caret.selection is not None and context.caret.anchor is not None:
            context.caret.select(context.caret.offset, context.caret.anchor)
            context.show()
        else:
            context.say("no span is chosen: Tab or a click chooses one, and then keys that select move its end")

    def _move(self, span: Span, to: int) -> None:
        """Have the moving end at an offset, and show that."""
        context, edge = self.screen, self._edge(span)

        def moved() -> Outcome:
            outcome = context.session.move_edge(span, edge, to)
            return replace(outcome, message=self._told(span)) if outcome.ranges else outcome

        context.perform(moved)
        now = self.span
        if now is not None:
            self._edges = {now.id: edge}
            context.caret.go(now.range[self._side(now)])
            context.show()

    @property
    def named(self) -> str:
        """The unfinished resize, as the status line names it; empty if there is none."""
        span = self.screen.session.resizing
        return f"RESIZE {one_line(span.label, 20)}" if span is not None else ""

    def _told(self, span: Span) -> str:
        key = partial(key_of, self.screen.actions)
        end = "end moves" if self._side(span) else "start moves"
        keeps = f", {key('accept')} keeps, {key('escape')} drops" if self.screen.session.resizing is not None else ""
        return f"{end} · {key('swap_end')} other{keeps}"

    # --- the mouse -----------------------------------------------------------------------------------------------

    def grasp(self, offset: int) -> bool:
        """The button went down: whether it is on the first or last character of the chosen span."""
        from annotator.text.segments.graphemes import grapheme_at

        span = self.span
        if span is None or self.screen.session.journal.read_only is not None:
            return False
        first, last = (grapheme_at(self.screen.caret.text, at) for at in (span.start, span.end - 1))
        self._grasped = first[0] <= offset < first[1] or last[0] <= offset < last[1]
        if self._grasped:
            self._edges = {span.id: "end" if last[0] <= offset < last[1] else "start"}
        return self._grasped

    def drag(self, offset: int, beyond: int) -> bool:
        """The mouse is on a character now: whether it holds an end, which comes along.

        Args:
            offset: where the character begins.
            beyond: where it ends.
        """
        span = self.span
        if self._grasped and span is not None:
            to = beyond if self._side(span) else offset
            if to != span.range[self._side(span)]:
                self._move(span, to)
        return self._grasped

    def release(self) -> None:
        """The button went up: what was dragged is kept."""
        if self._grasped:
            self._grasped = False
            self.keep()

    # --- ending --------------------------------------------------------------------------------------------------

    def takes_key(self, key: str) -> bool:
        """Whether a key ends an unfinished resize and does nothing else; a key that does something else keeps it."""
        if self.screen.session.resizing is None:
            return False
        name = next((action.id for action in self.screen.actions if key in action.key_list), "")
        if name == "escape":
            self.screen.perform(self.screen.session.drop)
        elif name == "accept":
            self.keep()
        elif name in _GO_ON or name.startswith("extend_"):
            return False
        else:
            return not self.keep()
        return True

    def keep(self) -> bool:
        """Write what is unfinished; `False` if it cannot be, and the span is as it was."""
        session = self.screen.session
        before = session.resizing
        if before is None:
            return True

        def kept() -> Outcome | None:
            outcome = session.keep()
            if outcome is None or outcome.span is None or outcome.span.id == before.id:
                return outcome
            return replace(outcome, message=f"{outcome.message}: the span is as it was", span=before)

        outcome = self.screen.perform(kept)
        return outcome is not None and outcome.span is not None and outcome.span.range != before.range
