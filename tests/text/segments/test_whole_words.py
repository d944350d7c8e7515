"""A selection grown to whole words: what a person who dragged across some words meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.edges import clean, stripped
from annotator.text.segments import whole_words, word_at
from tests.making import texts


@pytest.mark.parametrize(
    ("text", "selected", "found"),
    [
        ("The ferry sank.", "erry san", "ferry sank"),
        ("The ferry sank.", " ferry ", "ferry"),
        ("The ferry sank.", "sank.", "sank."),
        ("“We don't know,” he said", "We don", "We don't"),
        ("“We don't know,” he said", "“We don't know,” ", "“We don't know,”"),
        ("some 1,200 people", "me 1,2", "some 1,200"),
        ("in the U.S. today", "U.S", "U.S."),
        ("un café noir", "afe\u0301", "cafe\u0301"),
        ("\U0001f469\u200d\U0001f680 flew home", "\U0001f469\u200d\U0001f680 fl", "\U0001f469\u200d\U0001f680 flew"),
        (
            "\U0001d573\U0001d574 \U0001d575\U0001d576",
            "\U0001d574 \U0001d575",
            "\U0001d573\U0001d574 \U0001d575\U0001d576",
        ),
        ("東京で地震がありました。", "地震", "地震"),
        ("東京タワーTokyo", "タワーTok", "タワーTokyo"),
        ("東京Tower", "ower", "Tower"),
        ("ประเทศไทย", "ไทย", "ไทย"),
        ("word\u200b next", "ord\u200b ", "word"),
        ("a \n b", " \n ", ""),
    ],
)
def test_what_is_selected_becomes_whole_words(text: str, selected: str, found: str) -> None:
    if "e\u0301" in selected:
        text = text.replace("é", "e\u0301")
    start = text.index(selected)
    assert text[slice(*whole_words(text, start, start + len(selected)))] == found


@given(texts(), st.data())
def test_whole_words_hold_what_was_selected_and_stay_what_they_are(text: str, data: st.DataObject) -> None:
    first, last = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    start, end = whole_words(text, first, last)
    low, high = stripped(text, first, last)
    if low == high:
        assert start == end
        return
    assert start <= low < high <= end
    assert clean(text[start:end])
    assert whole_words(text, start, end) == (start, end)
    assert not any(character.isspace() for character in text[start:low] + text[high:end])


@given(st.text(alphabet="ab1 .,'-\n", max_size=40), st.data())
def test_no_word_of_a_script_with_spaces_is_cut(text: str, data: st.DataObject) -> None:
    first, last = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    start, end = whole_words(text, first, last)
    if start < end:
        for edge in (start, end):
            word = word_at(text, edge)
            assert word is None or word[0] == edge or not word[0] < edge < word[1]
