"""Lines of a journal: what is a record, what is reported by number, and that quick checks are as strict as slow ones."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.journal.records import parse, read_lines, read_quickly, read_together
from annotator.model import record_fields
from annotator.validation import complaint
from tests.making import raw, span, state, texts, tombstone

GOOD = [record_fields(span()), record_fields(tombstone()), record_fields(state())]
ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 3),
    st.sampled_from(
        [0.0, 1.0, 2**53, 2**53 - 1, 2**63, "", "1", "put", "kim", "ferry\n", "k" * 65, "k" * 129, "../x", "done"]
    ),
    st.sampled_from([[], {}, [1], {"a": 1}, {"a": "b"}, {"a": None}, {"a": ["b"]}]),
    texts(5),
)


@given(
    st.sampled_from(GOOD),
    st.dictionaries(st.sampled_from([*GOOD[0], *GOOD[2], "action", "undoes", "new"]), ODD, max_size=3),
    st.sets(st.sampled_from(list(GOOD[0])), max_size=2),
    st.sets(st.sampled_from(["k" * 65, "ferry", "kim"])),
)
def test_the_quick_check_accepts_only_what_the_models_accept(
    good: dict[str, Any], changes: dict[str, Any], without: set[str], names: set[str]
) -> None:
    record = {key: value for key, value in (good | changes).items() if key not in without}
    try:
        line = orjson.dumps(record)
    except TypeError:
        return
    head = read_quickly(line, names)
    if head is not None:
        assert complaint(record) is None
        assert {name: getattr(head, name) for name in record} == record


@given(st.sampled_from(GOOD), st.dictionaries(st.sampled_from([*GOOD[0], *GOOD[2]]), ODD, max_size=2))
def test_a_line_with_any_value_anywhere_is_a_record_or_a_sentence(
    good: dict[str, Any], changes: dict[str, Any]
) -> None:
    try:
        line = orjson.dumps(good | changes)
    except TypeError:
        return
    try:
        record = parse(line).record
    except ValueError as error:
        why = str(error)
    else:
        assert complaint(record) is None
        return
    assert why
    assert "\n" not in why


@pytest.mark.parametrize("good", GOOD)
def test_the_models_are_not_asked_about_what_this_program_writes(good: dict[str, Any]) -> None:
    for more in ({}, {"action": "01X"}, {"action": "01X", "undoes": "01W"}):
        assert read_quickly(orjson.dumps(good | more), set()) is not None


def test_lines_with_fields_that_nobody_knows_are_read_together() -> None:
    strange = {"weight": 1.5, "tool": {"name": "x: y"}}
    for spaces in (None, (", ", " : ")):
        lines = [json.dumps(good | strange, separators=spaces).encode() for good in GOOD]
        assert read_together(b"\n".join(lines)) == [parse(line).head for line in lines]


@pytest.mark.parametrize(
    "odd", [b'"tool":{"a":1,"a":2}', b'"weight":1,"weight":1', b'"id":"01B","weight":1', b'"n":' + b"9" * 20]
)
def test_a_line_among_them_that_readers_may_disagree_about_wants_a_closer_look(odd: bytes) -> None:
    line = orjson.dumps(GOOD[0] | {"weight": 1})
    assert read_together(line) is not None
    assert read_together(b"\n".join([line, orjson.dumps(GOOD[0])[:-1] + b"," + odd + b"}"])) is None


@given(st.binary(max_size=200))
def test_no_bytes_whatever_break_the_reading(data: bytes) -> None:
    reading = read_lines(data)
    assert len(reading.lines) + len(reading.problems) <= data.count(b"\n") + 1
    assert reading.torn is (bool(data) and not data.endswith(b"\n"))


@given(texts(), st.booleans())
def test_any_wording_comes_back_from_its_line_as_it_was(wording: str, crlf: bool) -> None:
    record = span(text=wording, start=0, end=len(wording), note=wording)
    reading = read_lines(raw(record) + (b"\r\n" if crlf else b"\n"))
    if not wording:
        assert "empty" in reading.problems[0].message
        return
    assert not reading.problems
    assert reading.lines[0].record == record_fields(record)
    assert reading.lines[0].raw == raw(record)


def test_an_article_id_that_is_too_long_for_a_name_does_not_vouch_for_an_annotator() -> None:
    name = "k" * 100
    reading = read_lines(raw(span(article=name)) + b"\n" + raw(span(article=name), annotator=name) + b"\n")
    assert [problem.line for problem in reading.problems] == [2]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    data = b"\n\n" + raw(span()) + b"\n \t\nrubbish\n" + raw(span("01B")) + b"\n"
    reading = read_lines(data)
    assert [line.number for line in reading.lines] == [3, 6]
    assert [problem.line for problem in reading.problems] == [5]


def test_line_separators_inside_a_wording_end_no_line() -> None:
    record = span(text="a\u2028\u2029\x85", start=0, end=4)
    assert len(read_lines(raw(record) + b"\n").lines) == 1


def test_a_record_of_a_later_format_is_told_apart_from_a_wrong_one() -> None:
    reading = read_lines(raw(span(), v=2) + b"\n")
    assert reading.newer
    assert "update annotator" in reading.problems[0].message
    assert not read_lines(raw(span(), v=0) + b"\n").newer


def test_the_model_refuses_what_the_reader_refuses() -> None:
    assert complaint(GOOD[0] | {"rev": True}) is not None
