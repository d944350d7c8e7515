"""Words, lines, paragraphs, what is trimmed, and how a selection grows and shrinks."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.segments import (
    grow,
    next_paragraph,
    next_word,
    next_word_end,
    object_at,
    objects,
    paragraph_at,
    paragraphs,
    previous_paragraph,
    previous_word,
    previous_word_end,
    shrink,
    trimmed,
    word_at,
    words,
)

WORDS = [
    ("The boat sank.", ["The", "boat", "sank"]),
    ("Don't touch O’Brien’s well-known “plan”.", ["Don't", "touch", "O’Brien’s", "well-known", "plan"]),
    ("It cost 1,000.50 or 3.5%.", ["It", "cost", "1,000.50", "or", "3.5"]),
    ("The U.S. left.", ["The", "U.S.", "left"]),
    ("Über Çeşme, naïve e\u0301tude", ["Über", "Çeşme", "naïve", "e\u0301tude"]),
    ("यह किताब है।", ["यह", "किताब", "है"]),
    ("— … !", []),
]


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_words_hold_their_inner_marks_and_no_others(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in words(text, 0, len(text))] == expected
    for start, end in words(text, 0, len(text)):
        assert {word_at(text, pos) for pos in range(start, end)} == {(start, end)}


GONE_THROUGH = "  The well-known “plan” — sank.\n\nNext"


def stops(move: Callable[[str, int], int], start: int, last: int) -> list[int]:
    """Where a motion through `GONE_THROUGH` comes to, again and again, until it is at `last`."""
    found = [start]
    while found[-1] != last:
        found.append(move(GONE_THROUGH, found[-1]))
    return found[1:]


def test_ctrl_right_and_left_stop_at_the_beginnings_of_words() -> None:
    starts, end = [start for start, _ in words(GONE_THROUGH, 0, len(GONE_THROUGH))], len(GONE_THROUGH)
    assert stops(next_word, 0, end) == [*starts, end]
    assert stops(previous_word, end, 0) == [*reversed(starts), 0]


def test_ends_of_words_are_gone_through_in_both_directions() -> None:
    ends = [end for _, end in words(GONE_THROUGH, 0, len(GONE_THROUGH))]
    assert stops(next_word_end, 0, len(GONE_THROUGH)) == ends
    assert stops(previous_word_end, ends[-1], 0) == [*ends[-2::-1], 0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  - The boat sank. ", "The boat sank."),
        ("**Bold move**", "Bold move"),
        ("*“We ran.”*", "“We ran.”"),
        ("| cell |", "cell"),
        ("### Heading ###", "Heading"),
        ("12. The boat", "The boat"),
        ("• * _both_", "both"),
        ("> said so", "said so"),
        ("#hashtag", "#hashtag"),
        ("-5 degrees", "-5 degrees"),
        ("1.5 million", "1.5 million"),
        ("\ufeff\u200bText\u00a0", "Text"),
        ("* * *", ""),
        ("   ", ""),
    ],
)
def test_no_span_begins_or_ends_with_space_bullets_or_markup(text: str, expected: str) -> None:
    start, end = trimmed(text, 0, len(text))
    assert text[start:end] == expected


def test_a_number_in_the_middle_of_a_line_is_no_bullet() -> None:
    text = "It came on 3. March 2021"
    assert trimmed(text, 11, len(text)) == (11, len(text))


TEXT = "One a.\n\n  Two b. \r\n\t\rThree\u2028c\x0bd"


def test_only_line_ends_end_a_paragraph() -> None:
    assert [TEXT[start:end] for start, end in paragraphs(TEXT, 0, len(TEXT))] == [
        "One a.",
        "Two b.",
        "Three\u2028c\x0bd",
    ]


def test_the_paragraph_at_a_place_is_its_line_without_edge_space() -> None:
    for start, end in paragraphs(TEXT, 0, len(TEXT)):
        assert {paragraph_at(TEXT, pos) for pos in range(start, end + 1)} == {(start, end)}
    assert paragraph_at(TEXT, 7) is None


def test_braces_go_from_paragraph_to_paragraph() -> None:
    starts = [start for start, _ in paragraphs(TEXT, 0, len(TEXT))]
    assert [next_paragraph(TEXT, 0), next_paragraph(TEXT, starts[1]), next_paragraph(TEXT, starts[2])] == [
        starts[1], starts[2], len(TEXT),
    ]  # fmt: skip
    assert previous_paragraph(TEXT, len(TEXT)) == starts[2]
    assert previous_paragraph(TEXT, starts[2]) == starts[1]
    assert previous_paragraph(TEXT, starts[1]) == starts[0]
    assert previous_paragraph(TEXT, 0) == 0


STORY = "It rained. She said, “the old boat, with 12 crates, sank fast,” and left.\nEnd."


def test_growing_goes_from_word_to_text_and_shrinking_back() -> None:
    pos = STORY.index("boat")
    taken = [(pos, pos)]
    while taken[-1] != (0, len(STORY)):
        taken.append(grow(STORY, *taken[-1]))
    assert [STORY[start:end] for start, end in taken[1:]] == [
        "boat",
        "the old boat",
        "“the old boat, with 12 crates, sank fast,”",
        "She said, “the old boat, with 12 crates, sank fast,” and left.",
        "It rained. She said, “the old boat, with 12 crates, sank fast,” and left.",
        STORY,
    ]
    back = [taken[-1]]
    while shrink(STORY, *back[-1], pos) != back[-1]:
        back.append(shrink(STORY, *back[-1], pos))
    assert back == taken[:0:-1]


def test_the_object_at_a_place_is_the_one_its_label_tags() -> None:
    text = "- Glimmo bike lamps: “Stay dry” for 12 euros."
    pos = text.index("12")
    assert object_at(text, pos, "paragraph") == (2, len(text))
    assert object_at(text, pos, "number") == (pos, pos + 8)
    assert object_at(text, text.index("Stay"), "quotation") == (21, 31)
    assert object_at(text, pos, "sentence") == (2, len(text))
    assert objects(text, "paragraph") == [(2, len(text))]
    assert objects(text, "number", 0, len(text)) == [(pos, pos + 8)]
    assert objects(text, "quotation") == [(21, 31)]
    assert objects(text, "sentence") == [(2, len(text))]
    assert object_at("\n", 0, "paragraph") is None


def test_importing_the_functions_loads_no_screen_and_no_sentence_finder() -> None:
    code = "import sys, annotator.text.segments; print({'rich', 'sentencex', 'textual'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


ANY = st.text(alphabet="ab 1,.\n\r\u0301’-“”*#\u200b", max_size=60) | st.text(max_size=60)


@given(ANY, st.integers(0, 60))
def test_moving_by_word_and_paragraph_makes_progress(text: str, pos: int) -> None:
    pos = min(pos, len(text))
    assert next_word(text, pos) > pos or next_word(text, pos) == len(text)
    assert previous_word(text, pos) < pos or previous_word(text, pos) == 0
    assert next_word_end(text, pos) > pos or next_word_end(text, pos) == len(text)
    assert previous_word_end(text, pos) < pos or previous_word_end(text, pos) == 0
    assert next_paragraph(text, pos) > pos or next_paragraph(text, pos) == len(text)
    assert previous_paragraph(text, pos) < pos or previous_paragraph(text, pos) == 0
    word = word_at(text, pos)
    assert word is None or word[0] <= pos < word[1]


@given(ANY, st.integers(0, 60), st.integers(0, 60))
def test_growing_never_loses_and_shrinking_never_adds(text: str, first: int, second: int) -> None:
    start, end = sorted((min(first, len(text)), min(second, len(text))))
    low, high = grow(text, start, end)
    assert low <= start
    assert end <= high
    assert (high - low > end - start) or (low, high) == (0, len(text))
    inner = shrink(text, start, end, first)
    assert start <= inner[0] <= inner[1] <= end
    cut = trimmed(text, start, end)
    assert start <= cut[0] <= cut[1] <= end or cut == (start, start)
