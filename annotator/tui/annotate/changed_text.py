"""Articles whose file changed: spans of the earlier text are offered to be moved to the new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from annotator.tui.actions import key_of
from annotator.tui.annotate.context import ArticleContext

if TYPE_CHECKING:
    from textual.screen import Screen

    from annotator.model import Article
    from annotator.realign import Move
    from annotator.tui.annotate.reanchor import DecidedMoves

_AT_ONCE = 5_000_000
"""Characters times spans that are looked through before the next key; more is done beside, in up to some seconds."""


class SpanMoves:
    """Moves spans of an article's earlier text to the text that its file has now."""

    def __init__(self, context: ArticleContext) -> None:
        self.screen = context

    def offer(self) -> str:
        """What the line above the article says; empty while the text is the file's and holds all spans."""
        session = self.screen.session
        if session.present is None:
            return "" if session.article is None else session.notice
        count = session.left_behind
        if not count:
            return ""
        words, them = ("1 span is", "it") if count == 1 else (f"{count:,} spans are", "them")
        what = "shown is that text" if session.from_snapshot else "not shown here"
        key = key_of(self.screen.actions, "moves")
        return f"{words} of an earlier text: {key} moves {them} · {what}"

    def propose(self) -> None:
        """List where the spans of earlier texts would stand in the present one; those ticked there are moved."""
        context, session = self.screen, self.screen.session
        if not context.may_change():
            return
        context.look_at_file()
        present = session.present
        if present is None:
            context.say("the article has no readable file, so there is no other text to move spans to")
            return
        find, app, screen = session.moves_finder(), context.app, context.app.screen

        def listed() -> None:
            app.call_from_thread(self._list, present, find(), screen)

        if present.length * max(session.elsewhere, len(session.spans)) < _AT_ONCE:
            self._list(present, find(), screen)
            return
        context.say("looking for the spans in the new text …")
        screen.run_worker(listed, thread=True, exclusive=True)

    def _list(self, present: Article, moves: Sequence[Move], asked_on: Screen[Any]) -> None:
        """Show the list, if the person is still where it was asked for."""
        context, session = self.screen, self.screen.session
        if session.present is not present or context.app.screen is not asked_on:
            return
        if not moves:
            context.say("every span here is of the present text: there is nothing to move")
            return

        from annotator.tui.annotate.reanchor import ReanchorScreen

        def decided(what: DecidedMoves | None) -> None:
            if what is None or session.present is not present:
                return
            context.chosen = None
            outcome = context.perform(lambda: session.move(what.moved, what.removed))
            if outcome is not None and outcome.ranges:
                context.caret.go(outcome.ranges[0][0])
                context.show()

        context.app.push_screen(ReanchorScreen(moves, present.text, context.palette), decided)
