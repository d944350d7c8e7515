"""Rows of a screen: they hold the whole text, fit the screen, and know which character is in which cell."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.text.sanitize import one_line
from annotator.text.wrap import Rows, cell_length, clusters, cut
from tests.making import texts

WIDTHS = st.integers(2, 40)


@given(texts(), WIDTHS)
def test_the_rows_hold_every_code_point_once_and_in_order(text: str, width: int) -> None:
    rows = Rows(text, width)
    bounds = [rows.bounds(row) for row in range(len(rows))]
    assert bounds[0][0] == 0
    assert bounds[-1][1] == len(text)
    assert all(a[1] == b[0] for a, b in pairwise(bounds))
    assert all(start < end for start, end in bounds[:-1])
    for row, (start, end) in enumerate(bounds):
        assert all(rows.row_of(offset) == row for offset in range(start, end))


@given(texts(), WIDTHS)
@example("a\ufe0f☁☁☁☁☁\ufe0f\ufe0f", 2)
@example("\u0301" * 300, 5)
def test_no_row_is_wider_than_the_screen_but_for_a_space_at_its_end(text: str, width: int) -> None:
    rows = Rows(text, width)
    for row in range(len(rows)):
        start, end = rows.visible(row)
        cells = cell_length(text[start:end])
        assert cells <= width or (cells == width + 1 and text[end - 1] == " ")
        assert end - start <= 4 * width + 64


@pytest.mark.parametrize("width", range(10, 40))
def test_no_row_begins_with_a_closing_mark_or_ends_with_an_opening_one(width: int) -> None:
    text = "港务局说：「渡轮明天停航（因为大风）。」船长问：“谁来等？”没有人回答，大家都回家了。フェリーは、あした「休む」と、きょう言った。"
    rows = Rows(text, width)
    shown = [text[slice(*rows.visible(row))] for row in range(len(rows))]
    assert not [row for row in shown if row[0] in "：」）。？”，、ょェっ" or row[-1] in "「（“"]


@given(texts(), st.integers(1, 40))
@example("乌克兰国防部说，已有", 7)
def test_what_is_cut_fits_and_says_that_more_follows(text: str, width: int) -> None:
    shown, whole = cut(text, width), one_line(text)
    assert cell_length(shown) <= width
    assert shown == whole if cell_length(whole) <= width else shown.endswith("…")


@given(texts(), WIDTHS)
def test_a_click_on_the_cell_of_a_character_lands_on_it(text: str, width: int) -> None:
    rows = Rows(text, width)
    for offset in range(len(text)):
        row = rows.row_of(offset)
        start, end = rows.visible(row)
        landed = rows.offset_at(row, rows.cell_of(offset))
        if offset >= end:
            assert landed == end
            continue
        cluster = next(c for c in rows.clusters(row) if c.start <= offset < c.end)
        if cluster.width:
            assert landed == cluster.start
        else:  # drawn in no cell of its own
            assert start <= landed <= end


@given(texts())
def test_the_characters_of_a_row_stand_side_by_side(text: str) -> None:
    found = clusters(text, 7)
    assert [c.start for c in found] == [7, *(c.end for c in found)][: len(found)]
    assert all(a.cell + a.width == b.cell for a, b in pairwise(found))
    assert cell_length(text) == sum(c.width for c in found)


@given(texts(), WIDTHS)
def test_a_line_end_always_ends_a_row(text: str, width: int) -> None:
    rows = Rows(text, width)
    for offset, character in enumerate(text):
        if character == "\n" or (character == "\r" and text[offset + 1 : offset + 2] != "\n"):
            assert rows.bounds(rows.row_of(offset))[1] == offset + 1
    assert all("\n" not in text[slice(*rows.visible(row))] for row in range(len(rows)))


def drawn(text: str, width: int) -> list[str]:
    rows = Rows(text, width)
    return [text[slice(*rows.bounds(row))] for row in range(len(rows))]


@pytest.mark.parametrize(
    ("text", "width", "rows"),
    [
        ("", 10, [""]),
        ("one two three", 8, ["one two ", "three"]),
        ("one two", 7, ["one two"]),
        ("1234567 9", 7, ["1234567 ", "9"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("a\r\nb\rc\n", 9, ["a\r\n", "b\r", "c\n", ""]),
        ("漢字漢字", 5, ["漢字", "漢字"]),
        ("ab漢字", 3, ["ab", "漢", "字"]),
        ("e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301"]),
        ("\U0001f469\u200d\U0001f680\U0001f469\u200d\U0001f680", 3, ["\U0001f469\u200d\U0001f680"] * 2),
    ],
)
def test_rows_break_where_a_reader_would(text: str, width: int, rows: list[str]) -> None:
    assert drawn(text, width) == rows


def test_a_click_beyond_a_rows_end_stays_on_that_row() -> None:
    rows = Rows("one two three\nfour", 8)
    assert rows.row_of(rows.offset_at(0, 50)) == 0
    assert rows.offset_at(1, 50) == 13
    assert rows.offset_at(2, 50) == 18
    assert rows.cell_of(18) == 4


def test_the_width_of_the_smallest_screen_still_gives_rows() -> None:
    assert drawn("a漢b", 0) == drawn("a漢b", 2)
