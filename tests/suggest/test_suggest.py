"""What is proposed for tagging: quotations, numbers and advertisements, in reading order, for the right label."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model import DEFAULT_LABELS, Label
from annotator.span_index import SpanIndex
from annotator.suggest import Suggestion, Untagged, pending, suggest, twins, untagged
from annotator.suggest.objects import left_to_tag
from tests.making import span, texts

LABELS = {label.name: label for label in DEFAULT_LABELS}
STORY = (
    "Driver Lea Moor said: “We saved 12 trams.”\n"
    "Glimmo bike lamps — with 8 hours of light. Buy now.\n"
    "The so-called “green wave” cost about 4 million euros.\n"
    "Related: 40 ships return\n"
)
PIECES = st.sampled_from(
    [
        "“",
        "”",
        '"',
        "‘",
        "’",
        "- ",
        "Order now",
        " – ",
        "Get 30% off",
        "Kettlo",
        "so-called ",
        "12 km",
        "two",
        "\n",
        ". ",
        "!",
    ]
)
PROSE = st.one_of(texts(40), st.lists(st.one_of(PIECES, texts(4)), max_size=25).map("".join))


def found(text: str, kind: str) -> list[str]:
    return [text[s.start : s.end] for s in suggest(text, LABELS) if s.kind == kind]


def same(text: str, wording: str, label: str = "claim") -> list[int]:
    return [s.start for s in twins(text, [(label, wording)], LABELS)]


def test_a_story_is_proposed_in_reading_order_and_nothing_inside_an_advertisement() -> None:
    assert [(s.label, s.kind, STORY[s.start : s.end]) for s in suggest(STORY, LABELS)] == [
        ("quote", "quotation", "“We saved 12 trams.”"),
        ("number", "number", "12"),
        ("ad", "ad", "Glimmo bike lamps — with 8 hours of light. Buy now."),
        ("number", "number", "about 4 million euros"),
    ]


def test_labels_are_found_by_what_their_key_takes_and_the_ad_by_its_name() -> None:
    labels = {
        "speech": Label(name="speech", key="s", colour="#112233", object="quotation"),
        "sum": Label(name="sum", key="u", colour="#112233", object="number"),
    }
    assert {s.label for s in suggest(STORY, labels)} == {"speech", "sum"}
    assert suggest(STORY, {}) == []


@given(PROSE, st.integers(-3, 60), st.none() | st.integers(-3, 60))
def test_proposals_lie_in_the_text_touch_the_window_and_come_in_order(text: str, start: int, end: int | None) -> None:
    first = suggest(text, LABELS, start, end)
    assert first == suggest(text, LABELS, start, end)
    stop = len(text) if end is None else end
    assert all(0 <= s.start < s.end <= len(text) and s.start < stop and s.end > start for s in first)
    assert [(s.start, -s.end) for s in first] == sorted((s.start, -s.end) for s in first)
    assert len({s[:3] for s in first}) == len(first)
    assert all(not text[s.start].isspace() and not text[s.end - 1].isspace() for s in first)


@given(PROSE, st.lists(st.tuples(st.sampled_from(["claim", "quote", "number", "gone"]), texts(4)), max_size=4))
def test_twins_say_what_the_wording_says(text: str, wordings: list[tuple[str, str]]) -> None:
    for s in twins(text, wordings, LABELS):
        assert (s.label, text[s.start : s.end]) in wordings
        assert s.label != "gone"


@given(texts(6), texts(3), texts(6))
def test_a_wording_between_spaces_is_found_again(before: str, wording: str, after: str) -> None:
    wording = f"Pier {wording} Nine"
    text = f"{before} {wording} {after}"
    assert len(before) + 1 in same(text, wording)


@given(PROSE)
def test_what_is_tagged_as_proposed_leaves_nothing_to_point_out(text: str) -> None:
    proposals = suggest(text, LABELS)
    everything = SpanIndex(
        span(str(i), s.start, s.end, label=s.label, text=text[s.start : s.end]) for i, s in enumerate(proposals)
    )
    assert untagged(text, everything, LABELS) == Untagged([], [])
    assert pending(proposals, everything) == []
    refused = {(s.start, s.end, s.label) for s in proposals}
    assert untagged(text, SpanIndex(), LABELS, refused) == Untagged([], [])


def test_what_carries_no_span_is_counted_by_kind() -> None:
    text = "“No,” he said of 12 boats and 3 km. “Yes,” he said."
    spans = SpanIndex([span("a", 0, 5, label="quote", text=text[:5]), span("b", 17, 19, label="claim", text="12")])
    left = untagged(text, spans, LABELS)
    assert [text[a:b] for a, b in left.quotations] == ["“Yes,”"]
    assert [text[a:b] for a, b in left.numbers] == ["12", "3 km"]


def test_numbers_in_a_tagged_advertisement_are_not_pointed_out() -> None:
    text = "Ana paid 40 euros."
    spans = SpanIndex([span("a", 0, len(text), label="ad", text=text)])
    assert untagged(text, spans, LABELS) == Untagged([], [])


def test_of_a_suggestion_and_a_twin_at_one_place_the_first_is_kept() -> None:
    one, other = Suggestion(0, 2, "number", "number"), Suggestion(0, 2, "number", "twin")
    assert pending([one, other], SpanIndex()) == [one]
    assert pending([one, other], SpanIndex(), {(0, 2, "number")}) == []


@pytest.mark.parametrize(
    ("text", "wording", "label", "places"),
    [
        ("Red Pier and Red Piers, Red Pier", "Red Pier", "claim", [0, 24]),
        ("two, two, two", "two", "number", []),
        ("7 boats, 7 crews", "7", "number", []),
        ("12 boats, 12,000 crews, 12 km, about 12, $12, 12.", "12", "number", [0, 46]),
        ("two days of rain; two days on", "two days", "number", [0, 18]),
        ("5% and 5%", "5%", "number", [0, 7]),
        ("it is it", "it", "claim", []),
        ("“No” and “No”", "“No”", "quote", [0, 9]),
        ("aaa aaa", "aaa", "claim", [0, 4]),
        ("the end.the end.", "the end.", "claim", [0, 8]),
        ("x", "", "claim", []),
        ("   ", "  ", "quote", []),
        ("x", "x" * 3000, "claim", []),
        ("Red Pier", "Red Pier", "unknown", []),
    ],
)
def test_the_same_wording_is_found_where_it_can_mean_the_same(
    text: str, wording: str, label: str, places: list[int]
) -> None:
    assert same(text, wording, label) == places


def test_twins_can_be_looked_for_in_a_window() -> None:
    text = "Red Pier. Red Pier. Red Pier."
    assert [s.start for s in twins(text, [("claim", "Red Pier")], LABELS, 9, 21)] == [10, 20]
    assert twins(text, [("claim", "Red Pier")], LABELS, 8, 10) == []


SPOKEN = [
    ("The minister called it “a typing error”.", ["“a typing error”"]),
    ("The sign says ‘Keep off the ice’.", ["‘Keep off the ice’"]),
    ("What she called “Betrayal” was a delay.", ["“Betrayal”"]),
    ("Critics described the vote as “a farce”.", ["“a farce”"]),
    ("Quist spoke of “dark days”.", ["“dark days”"]),
    ("She called the plan “Unworkable” and left.", ["“Unworkable”"]),
    ("The film was “Too Long”, he said.", ["“Too Long”"]),
    (
        "Known as a joker, he said: “We will see what the term means for us.”",
        ["“We will see what the term means for us.”"],
    ),
    ("The campaign: “We want our pier back.”", ["“We want our pier back.”"]),
    ("the so-called “green wave” timetable", []),
    ("Ana, known as “the Otter”, dived.", []),
    ("The bridge, dubbed “Wobbly Bob”, closed.", []),
    ("Boats were sold in the format of “2 for 1”.", []),
    ("The term “dry harbour” is new.", []),
    ("A report titled “The Cost of Sand” was published.", []),
    ("In her novel “The Salt Road” boats talk.", []),
    ("A plan called “Green Tide” begins.", []),
    ("Operation “Iron Gate” ended.", []),
    ("He wrote “…” and “”.", []),
]


@pytest.mark.parametrize(("text", "wanted"), SPOKEN)
def test_words_in_marks_are_a_quotation_unless_they_are_a_term_or_a_title(text: str, wanted: list[str]) -> None:
    assert found(text, "quotation") == wanted


@pytest.mark.parametrize(
    "line",
    [
        "Related: 40 ships return to “Port Nine”",
        "Read more: The 3 km tunnel",
        "**Read more:** The 3 km tunnel",
        "Source(s): Harbour Office, 12 reports",
        "Sources: 3 officials",
        "Photo: Ana Ruiz / 12 Pictures",
        "(Reporting by Ana Ruiz; editing by 2 others)",
        "© 12 Boats Press",
        "By Ana Ruiz | 5 min read",
        "*By Ana Ruiz, editor of 3 papers*",
        "Harbour of Nine/ Photo: 12 Pictures",
        "Ana Ruiz/AP Photo 12",
        "12:30",
        "Sources\n- 12 reports of the harbour\n\n- 3 letters",
        "Read more\n- Why 12 boats sank",
    ],
)
def test_lines_beside_the_story_are_passed_over(line: str) -> None:
    assert suggest(line, LABELS) == []


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Sources said 12 boats sank.", "12"),
        ("What we know:\n- 12 boats sank.", "12"),
        ("By Monday 12 boats had sunk.", "12"),
        ("By Monday, Port Nine had lost 12 boats.", "12"),
        ("He sent her a photo: 12 boats.", "12"),
        ("The harbour – a photo: 12 boats. Nobody knows who took it.", "12"),
        ("Related costs rose to 3 million euros.", "3 million euros"),
    ],
)
def test_lines_of_the_story_are_not(line: str, number: str) -> None:
    assert found(line, "number") == [number]


@pytest.mark.parametrize("line", ["![]() |", "* * *", "———", "Ana Ruiz", "0:00"])
def test_a_line_beside_the_story_is_nothing_to_tag(line: str) -> None:
    text = f"Twelve boats sank.\n\n{line}\n\nNobody was hurt."
    left = left_to_tag(text, DEFAULT_LABELS, SpanIndex(), 0, len(text), story_only=True)
    assert [text[target.start : target.end] for target in left if target.label == "claim"] == [
        "Twelve boats sank.",
        "Nobody was hurt.",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Conclusion",
        "## Background & Context",
        "Geopolitical Implications",
        "**Author: Maria Ruiz**",
        "Chris Summers",
        "Why it matters:",
        "A caption is a sentence. Ana Ruiz/Harbour Pictures",
    ],
)
def test_a_heading_a_name_or_a_credit_is_no_sentence_to_tag_in_a_story(line: str) -> None:
    text = f"Harbour bridge closed\n\nTwelve boats sank.\n\n{line}\n\nNobody was hurt."
    left = left_to_tag(text, DEFAULT_LABELS, SpanIndex(), 0, len(text), story_only=True)
    assert [text[target.start : target.end] for target in left if target.label == "claim"] == [
        "Harbour bridge closed",
        "Twelve boats sank.",
        *(["A caption is a sentence."] if "caption" in line else []),
        "Nobody was hurt.",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "He left.",
        "“We lost 12 boats.”",
        "Twelve boats sank while the whole council was asleep",
    ],
)
def test_a_sentence_of_few_words_and_a_long_line_without_a_period_are_still_to_tag(line: str) -> None:
    text = f"Harbour\n\n{line}\n"
    left = left_to_tag(text, DEFAULT_LABELS, SpanIndex(), 0, len(text), story_only=True)
    assert line.strip("“”") in {
        text[target.start : target.end].strip("“”") for target in left if target.label == "claim"
    }


def test_quotations_and_numbers_in_a_heading_are_still_to_tag() -> None:
    text = "Twelve boats sank.\n\n“Never again” after 3 weeks\n"
    left = left_to_tag(text, DEFAULT_LABELS, SpanIndex(), 0, len(text), story_only=True)
    found = [(target.label, text[target.start : target.end]) for target in left]
    assert found[2:] == [("quote", "“Never again”"), ("number", "3 weeks")]
