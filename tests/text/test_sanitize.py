"""What may be drawn: nothing that steers a terminal or hides in it, and every offset where it was."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.sanitize import MARKS, count_stand_ins, display, one_line, thinned
from annotator.text.wrap import cell_length
from tests.making import texts

STEERING = {
    chr(code)
    for code in range(0x110000)
    if unicodedata.category(chr(code)) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
    or unicodedata.bidirectional(chr(code)) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
} | {"\u200e", "\u200f", "\u061c"}
INVISIBLE = {chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Cf"} | set(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\U00016fe4\U0001d159"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


def test_no_character_that_steers_or_hides_is_drawn_and_none_changes_the_length() -> None:
    for character in sorted(STEERING | INVISIBLE):
        for text in (character, f"a{character}b", f"{character}\u05d0", f".{character}{character}."):
            drawn = display(text)
            assert len(drawn) == len(text)
            assert character not in drawn, ascii(text)
            assert STEERING.isdisjoint(drawn)
            assert INVISIBLE.isdisjoint(drawn)


@given(texts() | st.text(st.characters(), max_size=40))
def test_the_drawn_text_has_the_offsets_of_the_article(text: str) -> None:
    drawn = display(text)
    assert len(drawn) == len(text)
    assert STEERING.isdisjoint(drawn)
    assert display(drawn) == drawn
    changed = [(a, b) for a, b in zip(text, drawn, strict=True) if a != b]
    assert all(a in STEERING | INVISIBLE for a, _ in changed)
    assert count_stand_ins(text) == sum(a not in "\t\n\r" for a, _ in changed)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("\U0001f469\u200d\U0001f467", 2),
        ("\U0001f469\U0001f3fd\u200d\U0001f680", 2),
        ("\u2764\ufe0f\u200d\U0001f525", 2),
        ("\u2601\ufe0f", 2),
        ("1\ufe0f\u20e3", 2),
        (ENGLAND, 2),
        ("\U0001f1e9\U0001f1ea", 2),
        ("می\u200cخواهم", 7),
        ("葛\U000e0100", 2),
        ("e\u0301", 1),
    ],
)
def test_what_writing_needs_is_drawn_as_it_is(text: str, cells: int) -> None:
    assert display(text) == text
    assert count_stand_ins(text) == 0
    assert cell_length(text) == cells


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("a\u200db", "a·b"),
        ("a\u200cb", "a·b"),
        ("می\u200c خ", "می· خ"),
        ("می\u200c\u200cخ", "می··خ"),
        ("a\ufe0f", "a·"),
        ("\u2601\ufe0f\ufe0f", "\u2601\ufe0f·"),
        ("葛\U000e0100\U000e0101", "葛\U000e0100·"),
        ("\U0001f469\u200dx", "\U0001f469·x"),
        ("\U0001f3f4\U000e0068\U000e0069\U000e007f", "\U0001f3f4\ufffd\ufffd\ufffd"),
        ("\u2062\U0001d173\U0001bca0\u180e", "····"),
        ("\ue000\ufdd0\uffff\U0010ffff", "\ufffd" * 4),
    ],
)
def test_what_hides_where_no_writing_needs_it_is_drawn_visibly(text: str, drawn: str) -> None:
    assert display(text) == drawn
    assert count_stand_ins(text) == sum(a != b for a, b in zip(text, drawn, strict=True))


def test_a_heap_of_marks_is_drawn_as_a_few() -> None:
    assert thinned("z" + "\u0301\u0316" * 400 + "!\u0301x") == "z" + "\u0301\u0316" * (MARKS // 2) + "!\u0301x"
    assert one_line("z" + "\u0489" * 400 + "x") == "z" + "\u0489" * MARKS + "x"
    cantillated = "בְּרֵאשִׁ֖ית “q” — 漢字、。"
    assert thinned(cantillated) == cantillated


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
    assert count_stand_ins("می\u200cخ a\u200cb \u2764\ufe0f a\ufe0f") == 2


def test_a_message_cut_behind_a_joiner_does_not_join_its_end() -> None:
    assert one_line("\U0001f469\u200d\U0001f467", 3) == "\U0001f469\u200d\U0001f467"
    assert one_line("\U0001f469\u200d\U0001f467x", 3) == "\U0001f469…"
