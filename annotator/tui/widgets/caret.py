"""The cursor and the selection: pure moves over a text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Grain = Literal["words", "characters", "exact"]
"""What of a selection is tagged: whole words, its characters without white space at its edges, or just what it is."""


@dataclass
class Caret:
    """Where the person is in a text, in code points; what lies between anchor and offset is selected."""

    text: str
    offset: int = 0
    anchor: int | None = None
    grain: Grain = "characters"
    """How the selection was made last."""
    language: str | None = field(default=None, compare=False)
    """The code of the text's language, if the article names one."""

    @property
    def selection(self) -> tuple[int, int] | None:
        """`[start, end)` of what is selected; `None` if nothing is."""
        if self.anchor is None or self.anchor == self.offset:
            return None
        return min(self.anchor, self.offset), max(self.anchor, self.offset)

    @property
    def to_tag(self) -> tuple[int, int] | None:
        """What of the selection is tagged; `None` if there is nothing but white space in it."""
        if self.selection is None or self.grain == "exact":
            return self.selection
        from annotator.text.edges import stripped
        from annotator.text.segments import whole_words

        start, end = (whole_words if self.grain == "words" else stripped)(self.text, *self.selection)
        return (start, end) if start < end else None

    def go(self, offset: int, *, extend: bool = False, grain: Grain = "characters") -> None:
        """Move, keeping the selection's other end where it is, or letting go of it."""
        self.grain = grain
        if extend and self.anchor is None:
            self.anchor = self.offset
        elif not extend:
            self.anchor = None
        self.offset = max(0, min(offset, len(self.text)))

    def select(self, start: int, end: int, grain: Grain = "characters") -> None:
        """Select a range; the cursor is at its end."""
        self.anchor, self.offset, self.grain = start, end, grain

    def target(self, move: str) -> int:
        """Where a move by the text's own structure leads: `left`, `word_right`, `sentence_left` and so on."""
        # Loaded with the first move: reading the tables of number words takes longer than drawing the article.
        from annotator.text import segments

        text, here = self.text, self.offset
        match move:
            case "left":
                return segments.previous_grapheme(text, here)
            case "right":
                return segments.next_grapheme(text, here)
            case "word_left":
                return segments.previous_word(text, here)
            case "word_right":
                return segments.next_word(text, here)
            case "paragraph_up":
                return segments.previous_paragraph(text, here)
            case "paragraph_down":
                return segments.next_paragraph(text, here)
            case "sentence_left":
                return segments.previous_sentence(text, here, self.language)
            case "sentence_right":
                return segments.next_sentence(text, here, self.language)
            case "text_start":
                return 0
            case "text_end":
                return len(text)
        raise ValueError(f"no move is called {move!r}")
