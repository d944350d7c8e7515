"""Cursor, selection and mouse on the annotating screen."""

from __future__ import annotations

from functools import partial

from annotator.span_change import grown, shrunk
from annotator.tui.annotate.context import ArticleContext
from annotator.tui.annotate.resizing import Resizing
from annotator.tui.widgets.article import ArticlePane
from annotator.tui.widgets.caret import Grain

_BY_ROWS = frozenset({"up", "down", "page_up", "page_down"})
_BY_WORDS = frozenset({"word_left", "word_right"})


class Cursor:
    """Moves the cursor, by key and by mouse; with a span chosen, what would select resizes it."""

    def __init__(self, context: ArticleContext, resizing: Resizing) -> None:
        self.screen, self._resizing = context, resizing
        self._goal: int | None = None
        """The cell that moves up and down aim for."""
        self._pressed_at: int | None = None
        self._grasped: ArticlePane.Pressed | None = None
        """The press on an end of the chosen span, as long as it was not dragged."""

    def move(self, direction: str) -> None:
        self._go(direction, extend=False)

    def extend(self, direction: str) -> None:
        if not self._resizing.by(direction, partial(self._move, direction, extend=False)):
            self._go(direction, extend=True)

    def _go(self, direction: str, *, extend: bool) -> None:
        self.screen.session.touch()
        self._move(direction, extend=extend)
        self.screen.let_go()

    def _move(self, direction: str, *, extend: bool) -> None:
        caret, pane = self.screen.caret, self.screen.pane
        if not extend and caret.selection is not None and direction in {"left", "right"}:
            caret.go(caret.selection[direction == "right"])  # as in every editor: to the selection's end
        elif direction in _BY_ROWS:
            self._go_by_rows(direction, extend=extend)
        elif direction in {"row_start", "row_end"}:
            caret.go(pane.row_edges(caret.offset)[direction == "row_end"], extend=extend)
        else:
            grain: Grain = "words" if direction in _BY_WORDS else "characters"
            caret.go(caret.target(direction), extend=extend, grain=grain)
        if direction not in _BY_ROWS:
            self._goal = None

    def _go_by_rows(self, direction: str, *, extend: bool) -> None:
        caret, pane = self.screen.caret, self.screen.pane
        if self._goal is None:
            self._goal = pane.cell_of(caret.offset)
        if direction in {"up", "down"}:
            caret.go(pane.rows_away(caret.offset, 1 if direction == "down" else -1, self._goal), extend=extend)
        elif not self.turn(self.page if direction == "page_down" else -self.page, extend=extend):
            caret.go(len(caret.text) if direction == "page_down" else 0, extend=extend)

    @property
    def page(self) -> int:
        """The rows by which a page is turned: two stay in view."""
        return max(self.screen.pane.size.height - 2, 1)

    def turn(self, rows: int, *, extend: bool = False) -> bool:
        """Turn the view by some rows, and the cursor with it; whether there was more to turn to."""
        caret, pane = self.screen.caret, self.screen.pane
        if self._goal is None:
            self._goal = pane.cell_of(caret.offset)
        offset = pane.turn(caret.offset, rows, self._goal)
        if offset is not None:
            caret.go(offset, extend=extend)
        return offset is not None

    def select(self, start: int, end: int) -> None:
        """Select a range and show it."""
        self.screen.session.touch()
        self.screen.caret.select(start, end)
        self._goal = None
        self.screen.let_go()

    def grow(self) -> None:
        if self._resizing.to_object(grown):
            return
        from annotator.text.segments import grow

        caret = self.screen.caret
        start, end = caret.selection or (caret.offset, caret.offset)
        self.select(*grow(caret.text, start, end, caret.language))

    def shrink(self) -> None:
        if self._resizing.to_object(shrunk):
            return
        from annotator.text.segments import shrink

        caret = self.screen.caret
        if (selection := caret.selection) is not None:
            self.select(*shrink(caret.text, *selection, selection[0], caret.language))

    # --- the mouse -----------------------------------------------------------------------------------------------

    def press(self, event: ArticlePane.Pressed) -> None:
        """A click puts the cursor there; twice selects the word, three times the sentence.

        On an end of the chosen span it may be the beginning of a drag, and then is no click.
        """
        self._grasped = event if event.chain == 1 and not event.extend and self._resizing.grasp(event.offset) else None
        if self._grasped is None and self._resizing.keep():
            self._click(event)

    def _click(self, event: ArticlePane.Pressed) -> None:
        context, caret = self.screen, self.screen.caret
        context.session.touch()
        self._goal = None
        context.message = ""
        if event.chain >= 2:
            from annotator.text.segments import sentence_at, word_at

            at = event.offset
            found = word_at(caret.text, at) if event.chain == 2 else sentence_at(caret.text, at, caret.language)
            if found is not None:
                self.select(*found)
            return
        before = context.chosen
        caret.go(event.offset, extend=event.extend, grain="words")
        self._pressed_at = None if event.extend else event.offset
        context.chosen = context.fresh = None
        if not event.extend:
            self._choose_clicked(event.offset, before)
        context.show()

    def _choose_clicked(self, offset: int, before: str | None) -> None:
        """A click on a span chooses the innermost; again on the same place, the next one around it."""
        ids = [span.id for span in self.screen.session.spans.at(offset)[::-1]]
        if ids:
            self.screen.chosen = ids[(ids.index(before) + 1) % len(ids)] if before in ids else ids[0]

    def drag(self, offset: int, *, exact: bool) -> None:
        """Dragging selects from where the button went down: whole words, or just the characters if it is to be `exact`."""
        caret, anchor = self.screen.caret, self._pressed_at
        if self._resizing.drag(offset, self._beyond(offset)):
            self._grasped = self._grasped if self.screen.session.resizing is None else None
            return
        if anchor is None or (offset == anchor and caret.anchor is None):
            return
        from annotator.text.segments import next_grapheme

        # The character under the mouse belongs to the selection, whichever way it is dragged.
        beyond = self._beyond(offset) if offset >= anchor else offset
        self._select_dragged(anchor if offset >= anchor else next_grapheme(caret.text, anchor), beyond, exact=exact)
        self.screen.chosen = self.screen.fresh = None
        self.screen.show()

    def _select_dragged(self, anchor: int, offset: int, *, exact: bool) -> None:
        caret = self.screen.caret
        caret.select(anchor, offset, "exact" if exact else "words")
        if not exact and self.screen.project.settings.snap and caret.to_tag is not None:
            start, end = caret.to_tag
            caret.select(*((start, end) if anchor <= offset else (end, start)))

    def _beyond(self, offset: int) -> int:
        """The end of the character at an offset; the offset itself at the end of a line."""
        from annotator.text.segments import next_grapheme

        text = self.screen.caret.text
        return offset if text[offset : offset + 1] in {"", "\r", "\n"} else next_grapheme(text, offset)

    def release(self) -> bool:
        """The button went up; whether text was dragged over and is selected."""
        dragged = self._pressed_at is not None and self.screen.caret.selection is not None
        self._pressed_at = None
        self._resizing.release()
        if self._grasped is not None:
            self._click(self._grasped)
            self._grasped = self._pressed_at = None
        return dragged
