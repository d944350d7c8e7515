"""Sentences are cut as claims are: reporting clause included, closing mark included, inside long quotations one by one."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.segments import (
    next_paragraph,
    next_sentence,
    previous_paragraph,
    previous_sentence,
    sentence_at,
    sentences,
)


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


CASES = [
    ("It sank. Nobody saw it.", ["It sank.", "Nobody saw it."]),
    (
        "Dr. Brandt of the U.S. Navy left at 4 p.m. on Friday.",
        ["Dr. Brandt of the U.S. Navy left at 4 p.m. on Friday."],
    ),
    ("It cost 3.5 million. It sank.", ["It cost 3.5 million.", "It sank."]),
    ("It sank; nobody saw it.", ["It sank; nobody saw it."]),
    ("Council Votes to Close Harbour Bridge", ["Council Votes to Close Harbour Bridge"]),
    ("Line one\nLine two. Line three.", ["Line one", "Line two.", "Line three."]),
    ("One.\r\n\r\nTwo.\rThree.", ["One.", "Two.", "Three."]),
    # closing marks and reporting clauses
    ("“We ran,” he said.", ["“We ran,” he said."]),
    ("“We ran!” he said. She left.", ["“We ran!” he said.", "She left."]),
    ("“Did you run?” Ana Ruiz asked. She left.", ["“Did you run?” Ana Ruiz asked.", "She left."]),
    ('"This ends." She left.', ['"This ends."', "She left."]),
    ("He said, “This ends.” She left.", ["He said, “This ends.”", "She left."]),
    ("It was “a slip”. She left.", ["It was “a slip”.", "She left."]),
    ("It was ‘a slip.’ She left.", ["It was ‘a slip.’", "She left."]),
    ("“We ran,” she said. “It rained.”", ["“We ran,” she said.", "“It rained.”"]),
    ("It is a (small) slip. *“Really,”* he said.", ["It is a (small) slip.", "“Really,”* he said."]),
    ("„Wir gehen.“ Dann ging er.", ["„Wir gehen.“", "Dann ging er."]),
    ("Driver Lea Moor said: “We saved 12 trams.”", ["Driver Lea Moor said: “We saved 12 trams.”"]),
    ("The U.N. called it “a crime.” Others agreed.", ["The U.N. called it “a crime.”", "Others agreed."]),
    # several sentences within one quotation: these, and no reporting clause
    ("She said: “It sank. Nobody saw it.” She left.", ["It sank.", "Nobody saw it.", "She left."]),
    ("“It sank. Nobody saw it,” she said. It rained.", ["It sank.", "Nobody saw it", "It rained."]),
    ("“It sank. He said ‘no. Never.’ twice.” She left.", ["It sank.", "He said ‘no. Never.’ twice.", "She left."]),
    ("“We ran.\n\n“We fell.” He left.", ["We ran.", "We fell.", "He left."]),
    # bullets and markup
    ("- It sank.\n* It rose.\n• It fell.\n1. It lay.", ["It sank.", "It rose.", "It fell.", "It lay."]),
    ("## It Sank at Sea ##\n**It rose.**\n| It fell. |", ["It Sank at Sea", "It rose.", "It fell."]),
    ("- 2014: The bridge fell, and nobody saw it.", ["2014: The bridge fell, and nobody saw it."]),
    ("  \u00a0 \n\n* * *\n***", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_sentences_are_cut_as_the_guideline_cuts_claims(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("It sank.", "It sank."),
        ("It sank. No", "Nobody saw it."),
        ("", "It sank."),
        ("It sank. Nobody saw it. ", "Nobody saw it."),
    ],
)
def test_the_cursor_takes_the_sentence_under_it_or_just_before_it(before: str, expected: str) -> None:
    text = "It sank. Nobody saw it. \nNext line."
    item = sentence_at(text, len(before))
    assert item is not None
    assert text[item[0] : item[1]] == expected


def test_a_blank_line_holds_no_sentence() -> None:
    assert sentence_at("One.\n\nTwo.", 5) is None


def test_in_a_long_quotation_the_inner_sentence_is_taken_and_outside_it_the_whole() -> None:
    text = "She said: “It sank. Nobody saw it.” She left."
    at = {word: sentence_at(text, text.index(word)) for word in ("She said", "It sank", "saw", "left")}
    assert {word: text[item[0] : item[1]] for word, item in at.items() if item} == {
        "She said": "She said: “It sank. Nobody saw it.”",
        "It sank": "It sank.",
        "saw": "Nobody saw it.",
        "left": "She left.",
    }


def test_a_part_of_a_text_gives_the_same_sentences_as_the_whole() -> None:
    text = "It sank. “We ran,” he said.\n" * 200
    whole = sentences(text)
    assert sentences(text, 1000, 1500) == [item for item in whole if item[0] < 1500 and item[1] > 1000]


@given(st.text(alphabet="Ab. ,!?“”\"'‘’\n\r*-|#1", max_size=80) | st.text(max_size=60), st.integers(0, 80))
def test_any_text_yields_ordered_trimmed_ranges(text: str, pos: int) -> None:
    ranges = sentences(text)
    assert all(0 <= start < end <= len(text) for start, end in ranges)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(ranges))
    for start, end in ranges:
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        assert "\n" not in text[start:end]
    item = sentence_at(text, pos)
    assert item is None or 0 <= item[0] < item[1] <= len(text)


PIECES = st.sampled_from(
    [
        "He left.", " ", " ", "\n", "\n\n", "\r\n", "\r", "“", "”", "‘", "’", '"', "'", "„", "«", "»", "‹", "›", "「", "」", "(", ")",
        "Dr. Brandt", "U.S.", "z. B.", "p.m.", "3.5", "…", "...", "?!", "Wer weiß?", "Il a dit :", "他走了。", "彼は言った。", "Он ушёл.",
        "قال ذلك.", "- ", "* ", "1. ", "## ", "**", "\u200b", "\ufeff", "\u2028", "\x0c", "👩\u200d🚀", "e\u0301", "said Ana,", ",", ";", ":",
    ]
)  # fmt: skip
MOVES = [(next_sentence, previous_sentence), (next_paragraph, previous_paragraph)]


@pytest.mark.parametrize(("on", "back"), MOVES)
@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80))
def test_moving_goes_on_from_every_place_and_ends_only_at_the_ends(on, back, text: str) -> None:  # type: ignore[no-untyped-def]
    for pos in range(len(text)):
        assert pos < on(text, pos) <= len(text)
        assert 0 <= back(text, pos + 1) <= pos
    assert on(text, len(text)) == len(text)
    assert back(text, 0) == 0


@given(st.lists(PIECES, max_size=40).map("".join))
def test_moving_passes_by_every_sentence_both_ways(text: str) -> None:
    starts = {start for start, _ in sentences(text)}
    on, at = {0}, 0
    while at < len(text):
        at = next_sentence(text, at)
        on.add(at)
    back = {at}
    while at > 0:
        at = previous_sentence(text, at)
        back.add(at)
    assert starts <= on
    assert on == back


def test_moving_stops_before_a_quotation_of_several_sentences_and_at_each_of_them() -> None:
    text = "She said: “It sank. Nobody saw it.” Then she left."
    places, at = [], 0
    while at < len(text):
        places.append(text[at:].split()[0])
        at = next_sentence(text, at)
    assert places == ["She", "It", "Nobody", "Then"]


def test_moving_goes_on_through_long_lines_and_long_gaps() -> None:
    text = "A word. " * 2_000 + "\n" * 5_000 + "The end."
    places, at = [], 0
    while at < len(text):
        at = next_sentence(text, at)
        places.append(at)
    assert places == [*range(8, 16_000, 8), 21_000, len(text)]
    assert previous_sentence(text, 21_000) == 15_992


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "Whoever was asked said no.", "Nobody knew more."),
        ("en", "They never told me.", "“I wept,” she wrote."),
        ("en", "The driver fell ill.", "A passenger stopped the bus."),
        ("de", "Die Fa. Lohse verkauft ihr Werk.", "Der Rat schweigt."),
        ("fr", "Il vivait de son art.", "Personne ne le savait."),
        ("es", "La alcaldesa dijo que no.", "Nadie preguntó más."),
        ("es", "Doce votaron en contra.", "El resto calló."),
        ("es", "—¿Cuándo? —preguntó la jueza.", "No hubo respuesta."),
    ],
)
def test_words_that_look_like_abbreviations_end_sentences_and_abbreviations_do_not(
    language: str, first: str, second: str
) -> None:
    text = f"{first} {second}"
    found = sentences(text, language=language)
    assert [text[slice(*found[0])], found[1][0]] == [first, len(first) + 1]


@pytest.mark.parametrize("text", ["See No. 7 on the list.", "See no. 7 on the list.", "It is art. 5 of the law."])
def test_before_a_number_such_words_are_abbreviations(text: str) -> None:
    assert len(sentences(text, language="en")) == 1
