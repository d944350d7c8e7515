"""The cursor steps over what a reader takes for one character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.segments import grapheme_at, next_grapheme, previous_grapheme

CLUSTERS = [
    ["a", "b", " "],
    ["a", "\r\n", "b", "\n", "\n", "\r", "x"],
    ["e\u0301", "x", "o\u0308\u0304"],
    ["🇩🇪", "🇫🇷", "x", "🇪🇸", "🇸"],
    ["👩‍🚀", "👍🏽", "❤️", "x"],
    ["👨‍👩‍👧‍👦", "!"],
    ["한", "국", "\u1112\u1161\u11ab"],
    ["कि", "ता", "ब"],
    ["a", "\u200b", "b"],
    ["a", "\u200d", "\n", "b"],
    ["“", "é", "”"],
]


@pytest.mark.parametrize("clusters", CLUSTERS)
def test_forward_and_backward_stop_at_the_same_places(clusters: list[str]) -> None:
    text = "".join(clusters)
    stops = [len("".join(clusters[:count])) for count in range(len(clusters) + 1)]
    forward = [0]
    while forward[-1] < len(text):
        forward.append(next_grapheme(text, forward[-1]))
    backward = [len(text)]
    while backward[-1] > 0:
        backward.append(previous_grapheme(text, backward[-1]))
    assert forward == stops
    assert backward[::-1] == stops


def test_any_place_within_a_cluster_gives_the_whole() -> None:
    assert [grapheme_at("x👩‍🚀y", pos) for pos in range(6)] == [(0, 1), (1, 4), (1, 4), (1, 4), (4, 5), (5, 5)]


def test_a_cluster_without_end_is_crossed_in_steps() -> None:
    text = "e" + "\u0301" * 10_000
    pos, steps = 0, 0
    while pos < len(text):
        after = next_grapheme(text, pos)
        assert after > pos
        pos, steps = after, steps + 1
    assert steps < 1_000


@given(
    st.text(alphabet="a\r\n\u0301\u200d\ufe0f🇩🇪👍🏽\u200b\u1112\u1161", max_size=40) | st.text(max_size=40),
    st.integers(-3, 45),
)
def test_each_step_makes_progress_and_ends_at_the_edges(text: str, pos: int) -> None:
    inside = min(max(pos, 0), len(text))
    after, before = next_grapheme(text, inside), previous_grapheme(text, inside)
    assert inside < after <= len(text) or inside == after == len(text)
    assert 0 <= before < inside or before == inside == 0
    start, end = grapheme_at(text, inside)
    assert start <= inside < end or start == end == len(text)
    assert 0 <= next_grapheme(text, pos) <= len(text)
    assert 0 <= previous_grapheme(text, pos) <= len(text)


@given(st.text(alphabet="ab\r\n\u0301🇩🇪👍🏽", max_size=40))
def test_stepping_back_undoes_stepping_forward(text: str) -> None:
    pos = 0
    while pos < len(text):
        after = next_grapheme(text, pos)
        assert previous_grapheme(text, after) == pos
        pos = after
