"""Spans found by offset: always what looking at every span would find."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model import Span
from annotator.span_index import SpanIndex, crosses, order
from tests.making import span

RANGES = st.tuples(st.integers(0, 1600), st.integers(1, 1200)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def at(identity: int, where: tuple[int, int], label: str = "claim") -> Span:
    return span(f"{identity:02d}").changed(start=where[0], end=where[1], label=label)


@st.composite
def changing_sets(draw: st.DrawFn) -> tuple[SpanIndex, list[Span]]:
    """An index after a history of additions, replacements and removals, and the spans that it should hold."""
    steps = st.tuples(st.integers(0, 12), st.none() | RANGES, st.sampled_from(["claim", "quote"]))
    first = draw(st.lists(RANGES, max_size=5))
    held = {f"{i:02d}": at(i, where) for i, where in enumerate(first)}
    index = SpanIndex(held.values())
    for identity, where, label in draw(st.lists(steps, max_size=20)):
        if where is None:
            assert index.remove(f"{identity:02d}") == held.pop(f"{identity:02d}", None)
        else:
            held[f"{identity:02d}"] = at(identity, where, label)
            index.put(held[f"{identity:02d}"])
    return index, sorted(held.values(), key=order)


@given(changing_sets(), RANGES)
def test_what_stands_in_a_range_is_what_looking_at_all_spans_finds(
    sets: tuple[SpanIndex, list[Span]], where: tuple[int, int]
) -> None:
    index, held = sets
    start, end = where
    assert index.overlapping(start, end) == [s for s in held if s.start < end and start < s.end]
    assert index.crossing(start, end) == [s for s in held if crosses(s.range, where)]
    assert {s.id for s in index.at(start)} == {s.id for s in held if s.start <= start < s.end}
    lengths = [s.end - s.start for s in index.at(start)]
    assert lengths == sorted(lengths, reverse=True)
    exact = index.exact(start, end)
    assert (exact is not None) == any(s.range == where for s in held)


@given(changing_sets(), st.integers(0, 3000))
def test_going_through_the_spans_meets_each_once_in_reading_order(
    sets: tuple[SpanIndex, list[Span]], offset: int
) -> None:
    index, held = sets
    assert list(index) == held
    assert len(index) == len(held)
    for place, s in enumerate(held):
        assert index.nth(place) == index.get(s.id) == s
        assert index.place(s) == place
        assert s.id in index
    assert index.following(offset) == next((s for s in held if s.start > offset), None)
    assert index.preceding(offset) == next((s for s in reversed(held) if s.start < offset), None)


def test_every_span_is_found_exactly_where_it_stands_and_with_its_label() -> None:
    index = SpanIndex([at(1, (5, 9), "claim"), at(2, (5, 9), "quote")])
    found = index.exact(5, 9, "quote")
    assert found is not None
    assert found.id == "02"
    assert index.exact(5, 9, "ad") is None
    assert index.exact(5, 8) is None


@pytest.mark.parametrize(
    ("a", "b", "crossing"),
    [
        ((0, 5), (3, 8), True),
        ((3, 8), (0, 5), True),
        ((0, 5), (5, 8), False),
        ((0, 9), (3, 5), False),
        ((0, 5), (0, 8), False),
        ((0, 8), (3, 8), False),
        ((0, 5), (0, 5), False),
    ],
)
def test_nesting_and_touching_are_no_crossing(a: tuple[int, int], b: tuple[int, int], crossing: bool) -> None:
    assert crosses(a, b) is crossing


def test_beyond_the_last_span_there_is_none() -> None:
    index = SpanIndex([at(1, (5, 9))])
    with pytest.raises(IndexError):
        index.nth(1)
    assert index.remove("02") is None
    assert index.get("02") is None
