"""The objects found in prose, as ranges of code points: pure functions of a text and a position."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.text.segments.graphemes import grapheme_at, next_grapheme, previous_grapheme
from annotator.text.segments.numbers import number_at, numbers
from annotator.text.segments.paragraphs import next_paragraph, paragraph_at, paragraphs, previous_paragraph, trimmed
from annotator.text.segments.quotations import Quotation, quotation_at, quotations
from annotator.text.segments.selection import grow, phrase_at, shrink
from annotator.text.segments.sentences import next_sentence, previous_sentence, sentence_at, sentences
from annotator.text.segments.words import (
    next_word,
    next_word_end,
    previous_word,
    previous_word_end,
    whole_words,
    word_at,
    words,
)

if TYPE_CHECKING:
    from annotator.model import ObjectKind, Range


__all__ = [
    "Quotation", "grapheme_at", "grow", "next_grapheme", "next_paragraph", "next_sentence", "next_word", "next_word_end", "number_at",
    "numbers", "object_at", "objects", "paragraph_at", "paragraphs", "phrase_at", "previous_grapheme",
    "previous_paragraph", "previous_sentence", "previous_word", "previous_word_end", "quotation_at", "quotations", "sentence_at", "sentences", "shrink",
    "trimmed", "whole_words", "word_at", "words",
]  # fmt: skip


def object_at(
    text: str, pos: int, kind: ObjectKind, depth: int = 0, *, dates: bool = False, language: str | None = None
) -> Range | None:
    """The object of `kind` at `pos` as a span of it would be cut; None if there is none.

    Args:
        text: The article.
        pos: Code point of the cursor.
        kind: What to look for. A paragraph comes without its bullet and markup.
        depth: For quotations: 0 takes the outermost one, 1 the next inner one, and so on.
        dates: Whether dates, years and clock times are numbers too.
        language: The code of the text's language; None to tell it from the text.
    """
    if kind == "quotation":
        return quotation_at(text, pos, depth)
    if kind == "number":
        return number_at(text, pos, dates=dates, language=language)
    if kind == "sentence":
        return sentence_at(text, pos, language)
    paragraph = paragraph_at(text, pos)
    start, end = trimmed(text, *paragraph) if paragraph else (pos, pos)
    return (start, end) if start < end else None


def objects(
    text: str,
    kind: ObjectKind,
    start: int = 0,
    end: int | None = None,
    *,
    dates: bool = False,
    language: str | None = None,
) -> list[Range]:
    """All objects of `kind` that overlap `[start, end)`, whole, in order; of quotations the outermost ones.

    `dates` says whether dates, years and clock times are numbers too, `language` is the code of the text's language.
    """
    if kind == "quotation":
        return quotations(text, start, end)
    if kind == "number":
        return numbers(text, start, end, dates=dates, language=language)
    if kind == "sentence":
        return sentences(text, start, end, language)
    cut = (trimmed(text, low, high) for low, high in paragraphs(text, start, end))
    return [(low, high) for low, high in cut if low < high]
