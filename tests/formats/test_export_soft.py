"""Votes by token: who finished the article votes, with a span or without."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.soft import token_votes
from annotator.formats.views import tokens
from tests.formats.datasets import document, export, flat

TEXT = "One two-three four."
CLAIM = 0, 13


def test_every_finisher_votes_on_every_token_and_who_found_nothing_votes_no() -> None:
    own = {
        "kim": [flat(TEXT, *CLAIM, "claim"), flat(TEXT, 4, 7, "number")],
        "lee": [flat(TEXT, 4, 7, "claim")],
        "mo": [],
    }
    exported = export("soft", document(TEXT, [flat(TEXT, *CLAIM, "claim")], own=own), with_text=False)
    line = json.loads(exported.files["data.jsonl"])
    assert [TEXT[start:end] for start, end in line["tokens"]] == ["One", "two", "-", "three", "four", "."]
    assert (line["annotators"], line["of"]) == (["kim", "lee", "mo"], 3)
    assert line["votes"] == {"claim": [1, 2, 1, 1, 0, 0], "number": [0, 1, 0, 0, 0, 0]}
    assert line["chosen"] == {"claim": [1, 1, 1, 1, 0, 0], "number": [0, 0, 0, 0, 0, 0]}
    assert "text" not in line
    assert exported.not_held == {}


def test_an_edge_inside_a_token_takes_the_whole_token_and_is_counted() -> None:
    exported = export("soft", document(TEXT, [flat(TEXT, 1, 5, "claim")], own={"kim": [flat(TEXT, 1, 5, "claim")]}))
    line = json.loads(exported.files["data.jsonl"])
    assert line["votes"]["claim"] == [1, 1, 0, 0, 0, 0]
    assert exported.not_held == {"edges of spans inside a token (widened to the whole token)": 2}
    assert line["text"] == TEXT


def test_spans_of_one_annotator_that_nest_or_touch_are_one_vote() -> None:
    spans = [flat(TEXT, 0, 13, "claim"), flat(TEXT, 4, 7, "claim"), flat(TEXT, 14, 18, "claim")]
    found = token_votes(document(TEXT, spans, own={"kim": spans}), ["claim"])
    assert found is not None
    assert found.votes["claim"].tolist() == [1, 1, 1, 1, 1, 0]


def test_without_journals_those_whom_spans_name_vote_among_all_who_finished() -> None:
    spans = [flat(TEXT, *CLAIM, "claim", annotators=["kim", "lee"], support=2, of=3)]
    line = json.loads(export("soft", document(TEXT, spans)).files["data.jsonl"])
    assert (line["annotators"], line["of"], line["votes"]["claim"][0]) == (["kim", "lee"], 3, 2)


def test_what_one_annotator_did_alone_has_one_vote_also_where_nothing_was_found() -> None:
    line = json.loads(export("soft", document(TEXT, [])).files["data.jsonl"])
    assert (line["annotators"], line["of"], line["votes"]) == (["kim"], 1, {})


def test_an_article_without_its_text_is_left_out_and_counted() -> None:
    exported = export("soft", document(TEXT, [])._replace(text=None), with_text=False)
    assert exported.files["data.jsonl"] == b""
    assert list(exported.not_held.values()) == [1]


def test_the_table_says_the_same_as_the_lines() -> None:
    pytest.importorskip("pyarrow")
    from io import BytesIO

    from pyarrow.parquet import read_table

    own = {"kim": [flat(TEXT, *CLAIM, "claim")], "lee": [flat(TEXT, 4, 7, "end")]}
    about = document(TEXT, [flat(TEXT, *CLAIM, "claim")], own=own)
    line: dict[str, Any] = json.loads(export("soft", about).files["data.jsonl"])
    rows = read_table(BytesIO(export("soft-parquet", about).files["data.parquet"])).to_pylist()
    assert [[row["start"], row["end"]] for row in rows] == line["tokens"]
    for label in ("claim", "end"):
        assert [row[f"votes.{label}"] for row in rows] == line["votes"][label]
        assert [row[f"chosen.{label}"] for row in rows] == line["chosen"][label]
    assert [row["text"] for row in rows] == ["One", "two", "-", "three", "four", "."]
    assert {row["of"] for row in rows} == {2}


@given(st.lists(st.tuples(st.integers(0, 18), st.integers(1, 19), st.sampled_from("ab"))), st.integers(1, 3))
def test_votes_are_what_looking_at_every_span_and_token_counts(drawn: list[tuple[int, int, str]], people: int) -> None:
    spans = [(start, end, label) for start, end, label in drawn if start < end]
    own = {f"p{who}": [flat(TEXT, *span) for span in spans[who::people]] for who in range(people)}
    found = token_votes(document(TEXT, [], own=own), ["a", "b"])
    assert found is not None
    assert found.of == people
    for place, (start, end) in enumerate(tokens(TEXT)):
        for label in "ab":
            voters = sum(
                any(span["label"] == label and span["start"] < end and span["end"] > start for span in given_by)
                for given_by in own.values()
            )
            assert found.votes[label][place] == voters
    assert all(np.all(counts <= people) for counts in found.votes.values())
