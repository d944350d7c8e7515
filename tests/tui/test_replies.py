"""What a terminal sends by itself is not taken for keys."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Paste

from annotator.tui.terminal import PASTE_LIMIT, Replies, TypedOnly

STRINGS = ["\x1bP>|xterm(390)\x1b\\", "\x1b]11;rgb:1e1e/2e2e/cccc\x07", "\x1b]11;rgb:aa\x1b\\", "\x1b_Gi=1;OK\x1b\\"]


def keys(*pieces: str) -> list[str]:
    parser = TypedOnly()
    return [event.key for piece in pieces for event in parser.feed(piece) if hasattr(event, "key")]


@pytest.mark.parametrize("string", STRINGS)
def test_a_terminals_own_words_are_no_keys(string: str) -> None:
    assert keys("a" + string + "b") == ["a", "b"]


@pytest.mark.parametrize("string", STRINGS)
@given(st.integers(4, 30))
def test_nor_are_they_when_they_come_in_pieces(string: str, cut: int) -> None:
    replies = Replies()
    assert replies.typed("a" + string[:cut]) + replies.typed(string[cut:] + "b") == "ab"


def test_keys_mouse_and_pastes_pass() -> None:
    for typed in ("\x1b[A", "\x1b[<0;3;4M", "\x1b[200~pasted\x1b[201~", "\x1bP", "\x1b", "x", "\x1bOP", "\x1b]"):
        assert Replies().typed(typed) == typed


@given(st.text(alphabet=st.characters(blacklist_characters="\x1b"), max_size=200))
def test_text_passes_unchanged(text: str) -> None:
    assert Replies().typed(text) == text


PASTE = "\x1b[200~c q \x1b[31m n\nd\x1b]0;title\x07 x \x1b u\x9bk\x1b[201~"


@given(st.lists(st.integers(0, len(PASTE) + 2), max_size=6))
def test_an_escape_in_pasted_text_ends_no_paste_however_it_comes_in_pieces(cuts: list[int]) -> None:
    data = f"a{PASTE}b"
    places = [0, *sorted(cuts), len(data)]
    parser = TypedOnly()
    pieces = [data[low:high] for low, high in pairwise(places) if data[low:high]]
    events = [event for piece in pieces for event in parser.feed(piece)]
    typed = [event.key for event in events if hasattr(event, "key")]
    pasted = [event.text for event in events if isinstance(event, Paste)]
    assert typed == ["a", "b"]
    assert pasted == ["c q [31m n\nd]0;title x  uk"]


def test_a_paste_without_end_is_kept_within_bounds_and_ends_when_its_mark_comes() -> None:
    replies = Replies()
    for _ in range(50):
        assert replies.typed("\x1b[200~" + "x" * 100_000) == ""
    typed = replies.typed("y\x1b[201~z")
    assert typed.endswith("\x1b[201~z")
    assert len(typed) <= PASTE_LIMIT + 20
