"""Cursor, selection and mouse on the annotating screen."""

from __future__ import annotations

from annotator.tui.annotate.context import Part
from annotator.tui.widgets.article import ArticlePane

_BY_ROWS = frozenset({"up", "down", "page_up", "page_down"})
_DIRECTIONS = (
    "left", "right", "up", "down", "word_left", "word_right", "row_start", "row_end", "page_up", "page_down",
    "text_start", "text_end", "paragraph_up", "paragraph_down", "sentence_left", "sentence_right",
)  # fmt: skip


class Moving(Part):
    """The moves, as methods that the table of actions names; part of `AnnotateScreen`."""

    _goal: int | None = None
    """The cell that moves up and down aim for."""
    _pressed_at: int | None = None

    def move(self, direction: str, *, extend: bool) -> None:
        """Move the cursor, extending the selection or letting go of it."""
        self.session.touch()
        caret = self.caret
        if not extend and caret.selection is not None and direction in {"left", "right"}:
            caret.go(caret.selection[direction == "right"])  # as in every editor: to the selection's end
        elif direction in _BY_ROWS:
            self._move_by_rows(direction, extend=extend)
        elif direction in {"row_start", "row_end"}:
            caret.go(self.pane.row_edges(caret.offset)[direction == "row_end"], extend=extend)
        else:
            caret.go(caret.target(direction), extend=extend)
        if direction not in _BY_ROWS:
            self._goal = None
        self.chosen = self.fresh = None
        self.message = ""
        self.show()

    def _move_by_rows(self, direction: str, *, extend: bool) -> None:
        if self._goal is None:
            self._goal = self.pane.cell_of(self.caret.offset)
        page = max(self.pane.size.height - 2, 1)
        rows = {"up": -1, "down": 1, "page_up": -page, "page_down": page}[direction]
        self.caret.go(self.pane.beside(self.caret.offset, rows, self._goal), extend=extend)

    def select(self, start: int, end: int) -> None:
        """Select a range and show it."""
        self.session.touch()
        self.caret.select(start, end)
        self._goal = None
        self.chosen = self.fresh = None
        self.message = ""
        self.show()

    def action_grow(self) -> None:
        """Grow the selection to the next larger object."""
        from annotator.text.segments import grow

        start, end = self.caret.selection or (self.caret.offset, self.caret.offset)
        self.select(*grow(self.caret.text, start, end))

    def action_shrink(self) -> None:
        """Shrink the selection to the next smaller object around where it begins."""
        from annotator.text.segments import shrink

        if (selection := self.caret.selection) is not None:
            self.select(*shrink(self.caret.text, *selection, selection[0]))

    def action_escape(self) -> None:
        """Let go of marks, else of the chosen span, else of the selection."""
        if self.let_go_of_marks():
            pass
        elif self.chosen is not None:
            self.chosen = self.fresh = None
        else:
            self.caret.anchor = None
        self.message = ""
        self.show()

    # --- the mouse -----------------------------------------------------------------------------------------------

    def on_article_pane_pressed(self, event: ArticlePane.Pressed) -> None:
        """A click puts the cursor there; twice selects the word, three times the sentence."""
        self.session.touch()
        self._goal = None
        self.message = ""
        if event.chain >= 2:
            from annotator.text.segments import sentence_at, word_at

            found = (word_at if event.chain == 2 else sentence_at)(self.caret.text, event.offset)
            if found is not None:
                self.select(*found)
            return
        before = self.chosen
        self.caret.go(event.offset, extend=event.extend)
        self.chosen = self.fresh = None
        self._pressed_at = None if event.extend else event.offset
        if not event.extend:
            self._choose_clicked(event.offset, before)
        self.show()

    def _choose_clicked(self, offset: int, before: str | None) -> None:
        """A click on a span chooses the innermost; again on the same place, the next one around it."""
        spans = self.session.spans.at(offset)[::-1]
        if not spans:
            return
        ids = [span.id for span in spans]
        self.chosen = ids[(ids.index(before) + 1) % len(ids)] if before in ids else ids[0]

    def on_article_pane_dragged(self, event: ArticlePane.Dragged) -> None:
        """Dragging selects from where the button went down."""
        if self._pressed_at is None or (event.offset == self._pressed_at and self.caret.anchor is None):
            return
        self.chosen = self.fresh = None
        anchor = self._pressed_at
        # The character under the mouse belongs to the selection, whichever way it is dragged.
        at_line_end = self.caret.text[event.offset : event.offset + 1] in {"", "\r", "\n"}
        beyond = self._after(event.offset) if event.offset >= anchor and not at_line_end else event.offset
        self.caret.select(anchor if event.offset >= anchor else self._after(anchor), beyond)
        self.show()

    def _after(self, offset: int) -> int:
        from annotator.text.segments import next_grapheme

        return next_grapheme(self.caret.text, offset)

    def on_article_pane_released(self) -> None:
        """The drag is over."""
        self._pressed_at = None


def _make(direction: str, extend: bool) -> object:
    def action(self: Moving) -> None:
        self.move(direction, extend=extend)

    action.__doc__ = f"{'Extend the selection' if extend else 'Move'}: {direction.replace('_', ' ')}."
    return action


for _direction in _DIRECTIONS:
    setattr(Moving, f"action_move_{_direction}", _make(_direction, extend=False))
    setattr(Moving, f"action_extend_{_direction}", _make(_direction, extend=True))
