"""Flat spans read quickly are the same as those that the models read."""

from __future__ import annotations

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from annotator.journal.records import flat_fields, flat_span, parse_json
from tests.making import texts

ODD: st.SearchStrategy[Any] = st.sampled_from([None, 1, "x", "", [], ["kim"], {}, {"a": "b"}, {"a": 1}, -1, 2.0, True])
FIELDS = {
    "article": st.sampled_from(["ferry", "../x", ""]),
    "sha256": st.sampled_from(["0" * 64, None]),
    "start": st.integers(0, 3),
    "end": st.integers(0, 5),
    "label": texts(2),
    "text": st.one_of(st.none(), texts(3)),
    "annotator": st.just("kim"),
    "annotators": st.sampled_from([None, [], ["kim", "lee"]]),
    "support": st.sampled_from([None, 0, 2]),
    "of": st.sampled_from([None, 3]),
    "origin": st.sampled_from([None, "hand", "guessed"]),
    "attributes": st.sampled_from([{}, {"speaker": "Ana"}]),
    "note": st.sampled_from([None, "why"]),
    "more": st.just(1),
}
NEEDED = ("article", "start", "end", "label")


@given(
    st.fixed_dictionaries(
        {name: FIELDS[name] for name in NEEDED},
        optional={name: value for name, value in FIELDS.items() if name not in NEEDED},
    ),
    st.one_of(st.none(), st.tuples(st.sampled_from(sorted(FIELDS)), ODD)),
)
def test_a_line_means_the_same_however_it_is_read(fields: dict[str, Any], odd: tuple[str, Any] | None) -> None:
    fields = {name: fields[name] for name in FIELDS if name in fields} | dict([odd] if odd else [])
    raw = orjson.dumps(fields)
    quick = flat_fields(raw)
    try:
        slow = flat_span(parse_json(raw)).fields()
    except ValueError:
        assert quick is None
        return

    assert quick in (None, slow)


def test_what_merge_writes_is_read_quickly() -> None:
    line = {
        "article": "ferry", "sha256": "0" * 64, "start": 0, "end": 3, "label": "claim", "text": "The",
        "annotators": ["kim"], "support": 1, "of": 2, "origin": "hand", "attributes": {}, "note": None,
    }  # fmt: skip

    assert flat_fields(orjson.dumps(line)) == line
