"""What is exported comes back as it was, whatever the text: each format that another tool reads, read in again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats.brat import pieces
from annotator.formats.views import apart, tokens
from tests.formats.datasets import LABELS, NAME, everything, flat, ranges, spans_in, there_and_back
from tests.making import NASTY, examples, texts

ARTICLES = texts().map(lambda text: text.lstrip("\ufeff"))  # before a text it is the file's mark, and no part of it
WHOLE = {
    "jsonl": "data.jsonl",
    "prodigy": "data.jsonl",
    "doccano": "data.jsonl",
    "label-studio": "data.json",
    "w3c": "data.jsonld",
    "csv": "data.csv",
}


@pytest.mark.parametrize("to", WHOLE)
@given(data=st.data())
@settings(max_examples=examples(60))
def test_spans_with_all_that_is_noted_of_them_come_back(to: str, data: st.DataObject) -> None:
    text = data.draw(ARTICLES)
    spans = data.draw(spans_in(text))
    assert everything(there_and_back(to, text, spans, [WHOLE[to]])) == everything(spans)


@given(data=st.data())
@settings(max_examples=examples(60))
def test_brat_gives_back_all_but_line_ends_at_edges(data: st.DataObject) -> None:
    text = data.draw(ARTICLES)
    spans = data.draw(spans_in(text))
    held = [
        s for s in spans if (p := pieces(text, s["start"], s["end"])) and (p[0][0], p[-1][1]) == (s["start"], s["end"])
    ]
    back = there_and_back("brat", text, held, ["data"])
    assert everything(back) == everything(held)


@given(data=st.data())
@settings(max_examples=examples(60))
def test_conll_gives_back_spans_of_whole_tokens_that_do_not_overlap(data: st.DataObject) -> None:
    text = data.draw(ARTICLES)
    words = list(tokens(text))
    places = st.tuples(st.integers(0, len(words)), st.integers(0, len(words)), st.sampled_from(LABELS))
    drawn = data.draw(st.lists(places.filter(lambda place: place[0] < place[1]), max_size=6, unique=True))
    spans = [flat(text, words[first][0], words[last - 1][1], label) for first, last, label in drawn]
    held = [span for label in LABELS for span in apart(s for s in spans if s["label"] == label)[0]]
    labels = sorted({span["label"] for span in held})
    assert ranges(there_and_back("conll", text, held, [f"data.{label}.conll" for label in labels])) == ranges(held)


@pytest.mark.parametrize("to", WHOLE)
def test_every_hard_character_is_passed_without_moving_a_span(to: str) -> None:
    text = "".join(f"{nasty}a" for nasty in NASTY) + "\r\n“end” \U0001f469\u200d\U0001f680.\n"
    spans = [flat(text, i, min(i + 3, len(text)), LABELS[i % 4]) for i in range(0, len(text), 2)]
    assert ranges(there_and_back(to, text, spans, [WHOLE[to]])) == ranges(spans)


def test_the_article_is_known_by_its_text_where_the_format_has_no_place_for_its_name() -> None:
    text = "One.\nTwo \U0001f469.\n"
    assert there_and_back("brat", text, [flat(text, 5, 8, "claim")], [f"data/{NAME}.ann"])
