"""What a terminal sends by itself is not taken for keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.tui.replies import Replies, TypedOnly

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
