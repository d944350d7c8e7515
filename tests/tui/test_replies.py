"""What a terminal sends by itself is not taken for keys."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key, MouseDown, Paste, Resize

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


ODD = ["\x1b[57441;1:3u", "\x1b[1114112u", "\x1b[1;2:1C", "\x1b[97:65;2u", "\x1b[48;1:2;3;4;5t", f"\x1b[{'1' * 40}u"]


@pytest.mark.parametrize("sequence", [*ODD, "\x1b[55296u", "\x1b[?62;22c", "\x1b[>41;390;0c", "\x1b[1;1:1Z"])
def test_sequences_that_no_key_sends_are_ignored_and_take_no_key_along(sequence: str) -> None:
    assert keys("a" + sequence + "b") == ["a", "b"]


@pytest.mark.parametrize("sequence", ODD[:4])
@pytest.mark.parametrize("cut", [2, 3, -1])
def test_nor_do_they_when_they_come_in_pieces(sequence: str, cut: int) -> None:
    assert keys("a" + sequence[:cut], sequence[cut:] + "b") == ["a", "b"]


def test_sizes_and_places_that_no_terminal_has_are_passed_over() -> None:
    absurd = ["\x1b[48;0;0;0;0t", f"\x1b[48;{10**9};80;1;1t", f"\x1b[<0;{10**20};1M"]
    mouse = "\x1b[<0;3;4M"
    events = [event for data in absurd for event in TypedOnly().feed(data + mouse)]
    assert [type(event).__name__ for event in events] == ["MouseDown"] * len(absurd)
    for pixels in ("480;800", "0;0", f"{10**12};1"):
        resized, pressed = TypedOnly().feed(f"\x1b[48;24;80;{pixels}t{mouse}")
        assert isinstance(resized, Resize)
        assert isinstance(pressed, MouseDown)


NUMBER = st.one_of(st.integers(0, 300), st.integers(0, 2**70), st.sampled_from([0xD800, 0xDFFF, 0x10FFFF, 0x110000]))
PARAMETERS = st.lists(
    st.one_of(NUMBER.map(str), st.sampled_from([";", ":", ";;", "::", "<", "?", ">", "-", "٣", "48;"])), max_size=9
)
SEQUENCE = st.builds(
    lambda mark, parameters, end: mark + "".join(parameters) + end,
    st.sampled_from(["\x1b[", "\x1b[", "\x1b[<", "\x1b[?", "\x1bO", "\x1b", "\x1b]", "\x1bP", "\x9b"]),
    PARAMETERS,
    st.one_of(st.sampled_from([*"uCtMmRcy~IOABZ", "$y", "", "\x07", "\x1b\\"]), st.characters()),
)
PIECES = st.lists(st.one_of(SEQUENCE, st.text(max_size=5), st.sampled_from(["\x1b[200~", "\x1b[201~", "\x1b[M "])))


@given(PIECES, st.lists(st.integers(0, 200), max_size=6), st.integers(0, 3))
def test_no_sequence_whole_or_half_ends_the_parser(pieces: list[str], cuts: list[int], wait: int) -> None:
    data = "".join(pieces)
    parser = TypedOnly()
    for n, (low, high) in enumerate(pairwise([0, *sorted(cuts), len(data)])):
        list(parser.feed(data[low:high]) if data[low:high] else ())
        if wait and n % wait == 0:
            ticked(parser)
    rest = list(parser.feed("\x1b[201~\x07\x1b\\"))
    ticked(parser)
    list(parser.feed("m" * 40))  # the end of whatever was begun
    ticked(parser)
    assert [event.key for event in parser.feed("a") if isinstance(event, Key)][-1:] == ["a"], rest


@given(st.lists(SEQUENCE.filter(lambda sequence: sequence.startswith("\x1b[")), min_size=1))
def test_a_whole_sequence_with_sub_parameters_is_nothing(sequences: list[str]) -> None:
    for sequence in sequences:
        whole = re.fullmatch(r"\x1b\[[0-?]*:[0-?]*[ -/]*[@-~]", sequence)
        assert whole is None or list(TypedOnly().feed(sequence)) == []


def ticked(parser: TypedOnly) -> None:
    """As when nothing comes for longer than an escape waits for its rest."""
    if parser._timeout_time is not None:
        parser._timeout_time = 0.0
    list(parser.tick())


def test_a_paste_of_megabytes_is_given_on_within_the_limit() -> None:
    parser = TypedOnly()
    (paste,) = [
        event
        for piece in ("\x1b[200~", *["x" * 1024] * 5000, "\x1b[201~")
        for event in parser.feed(piece)
    ]  # fmt: skip
    assert isinstance(paste, Paste)
    assert PASTE_LIMIT - 1024 <= len(paste.text) <= PASTE_LIMIT
