"""The words everything speaks: what is accepted, what is kept, which names are refused."""

from __future__ import annotations

import pytest

from annotator.errors import AnnotatorError
from annotator.model import Label, Span, check_annotator_name, record_fields
from annotator.validation import complaint, validated
from tests.making import AT, article, raw, span, state, tombstone


@pytest.mark.parametrize("name", ["kim", "Kim", "k", "kim.lee", "kim_2", "9kim", "k" * 64, "golden", "console"])
def test_ordinary_names_are_accepted(name: str) -> None:
    assert check_annotator_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../kim",
        "a/b",
        "a\\b",
        "-kim",
        ".kim",
        "kim\n",
        "kim ",
        "k" * 65,
        "kïm",
        "kim\x00",
        "~",
        "*",
        "$HOME",
        "gold",
        "GOLD",
        "con",
        "Nul.x",
        "com1",
        "kim.",
        "kim.recovered-20261122",
    ],
)
def test_names_that_could_harm_a_file_system_are_refused_with_a_way_out(name: str) -> None:
    with pytest.raises(AnnotatorError, match="--as NAME"):
        check_annotator_name(name)


def test_a_record_keeps_fields_that_this_version_does_not_know() -> None:
    fields = record_fields(span()) | {"reviewed": {"by": ["lee"]}}
    again = record_fields(Span.from_fields(fields))
    assert again == fields
    assert list(again)[-1] == "reviewed"


def test_a_line_has_its_fields_in_the_order_of_the_format() -> None:
    assert raw(span()).startswith(b'{"v":1,"op":"put","id":"01A","rev":1,"article":"ferry","sha256":"')
    assert list(record_fields(tombstone())) == ["v", "op", "id", "rev", "article", "annotator", "at"]
    assert list(record_fields(state()))[:8] == ["v", "op", "id", "rev", "article", "sha256", "length", "annotator"]


def test_an_unknown_label_is_a_label() -> None:
    assert span(label="rumour").label == "rumour"


@pytest.mark.parametrize(
    "wrong",
    [
        {"rev": 0},
        {"rev": True},
        {"rev": 2**53},
        {"start": -1},
        {"start": "5"},
        {"end": 1.0},
        {"id": ""},
        {"id": "x" * 201},
        {"article": "../etc"},
        {"article": "ferry\n"},
        {"annotator": "a/b"},
        {"label": ""},
        {"origin": "guess"},
        {"attributes": {"speaker": 1}},
        {"op": "drop"},
        {"at": ""},
    ],
)
def test_a_record_with_a_wrong_field_is_refused_and_the_field_named(wrong: dict[str, object]) -> None:
    assert next(iter(wrong)) in (complaint(record_fields(span()) | wrong) or "")


def test_values_never_change_once_made() -> None:
    with pytest.raises(AttributeError):
        span().label = "quote"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        article().text = ""  # type: ignore[misc]


@pytest.mark.parametrize("wrong", [{"key": "Q"}, {"key": "qq"}, {"colour": "red"}, {"name": "a b"}, {"object": "word"}])
def test_a_label_that_no_key_could_give_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        validated(Label, {"name": "quote", "key": "q", "colour": "#E69F00"} | wrong)


def test_an_articles_length_counts_code_points() -> None:
    assert article("a\U0001f469\u200d\U0001f680e\u0301\r\n").length == 8
    assert len(AT) <= 40
