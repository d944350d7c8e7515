"""Flat spans: as little as five fields, and sentences for what is wrong."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from annotator.journal.records import flat_span, is_flat, parse_json
from annotator.model import FlatSpan, record_fields
from tests.making import span

LEAST: dict[str, Any] = {"article": "ferry", "start": 0, "end": 3, "label": "claim"}


def parse_flat(raw: bytes) -> FlatSpan:
    """A line as every command reads it."""
    return flat_span(parse_json(raw))


def test_the_least_that_a_span_needs_is_enough() -> None:
    found = parse_flat(orjson.dumps(LEAST | {"annotator": "kim"}))
    assert (found.start, found.end, found.label) == (0, 3, "claim")
    assert found.more == {"annotator": "kim"}


def test_fields_of_another_tool_are_kept() -> None:
    assert parse_flat(orjson.dumps(LEAST | {"score": 0.5})).fields()["score"] == 0.5


def test_a_journals_record_is_not_taken_for_a_flat_span() -> None:
    assert is_flat(LEAST)
    assert not is_flat(record_fields(span()))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"start": 3}, "empty or backwards"),
        ({"start": 4}, "empty or backwards"),
        ({"start": -1}, "start"),
        ({"start": "0"}, "start"),
        ({"end": True}, "end"),
        ({"end": 3.0}, "end"),
        ({"label": ""}, "label"),
        ({"article": "../x"}, "article"),
        ({"text": "four"}, "length of its text"),
        ({"annotators": "kim"}, "annotators"),
        ({"support": -1}, "support"),
        ({"origin": []}, "origin"),
    ],
)
def test_a_wrong_flat_span_is_refused_and_the_field_named(wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_flat(orjson.dumps(LEAST | wrong))


@pytest.mark.parametrize("field", list(LEAST))
def test_a_missing_field_is_named(field: str) -> None:
    with pytest.raises(ValueError, match=f"{field}: Field required"):
        parse_flat(orjson.dumps({key: value for key, value in LEAST.items() if key != field}))
