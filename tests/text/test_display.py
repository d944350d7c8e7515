"""What may be drawn: nothing that steers a terminal, and every offset where it was."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from annotator.text.display import STAND_INS, count_stand_ins, display, one_line
from tests.making import texts

STEERING = {
    chr(code)
    for code in range(0x110000)
    if unicodedata.category(chr(code)) in {"Cc", "Cs", "Zl", "Zp"}
    or unicodedata.bidirectional(chr(code)) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
} | {"\u200e", "\u200f", "\u061c"}


def test_no_character_that_steers_a_terminal_is_drawn_and_none_changes_the_length() -> None:
    for character in STEERING:
        drawn = display(character)
        assert len(drawn) == 1
        assert drawn not in STEERING


@given(texts() | st.text(st.characters(), max_size=40))
def test_the_drawn_text_has_the_offsets_of_the_article(text: str) -> None:
    drawn = display(text)
    assert len(drawn) == len(text)
    assert STEERING.isdisjoint(drawn)
    assert display(drawn) == drawn
    assert all(a == b or ord(a) in STAND_INS for a, b in zip(text, drawn, strict=True))


@given(texts(), st.integers(1, 20))
def test_a_message_is_one_harmless_line_of_the_length_asked_for(text: str, width: int) -> None:
    line = one_line(text, width)
    assert len(line) <= width
    assert STEERING.isdisjoint(line)
    assert one_line(text) == one_line(text).strip()


def test_an_escape_sequence_in_an_error_message_is_shown_and_not_obeyed() -> None:
    assert one_line("a\x1b[31mb\x9b2J\r\nc\u202etxt") == "a [31mb\ufffd2J c⯑txt"


def test_hidden_characters_are_counted_and_line_ends_are_not() -> None:
    assert count_stand_ins("a\tb\r\nc") == 0
    assert count_stand_ins("a\u200bb\xadc\x1bd") == 3
