"""What a number says: value, unit, modifier, thing, rate and date; and when two numbers say the same."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.languages import LANGUAGES, language_of
from annotator.text.quantities.quantity import Quantity, agree, attribute_value, plain
from annotator.text.quantities.quantity_parser import SentenceNumbers
from annotator.text.quantities.said_date import before
from annotator.text.segments import numbers
from tests.text.quantities import marked


def first(text: str, code: str = "en", published: str | None = None, **attributes: str) -> Quantity:
    """The quantity of the first number of a sentence."""
    place = numbers(text, language=code)[0]
    found = SentenceNumbers(text, language_of(text, code), published).quantity(*place, attributes)
    assert found is not None
    return found


@pytest.mark.parametrize("code", marked.LANGUAGES)
def test_numbers_say_what_was_written_down_of_them_by_hand(code: str) -> None:
    assert marked.missed(code) == []


def test_what_a_person_noted_counts_more_than_what_the_text_says() -> None:
    text = "About 40 trams stood in the yard."
    noted = first(text, value="43", modifier="at least", counted="blue trams", per="side", as_of="2026-03-01")
    assert noted.low == 43
    assert (noted.bound, noted.counted, noted.thing) == ("at least", "blue trams", "tram")
    assert (noted.per, noted.as_of) == ("side", "2026-03-01")
    assert first(text, unit="prisoners").counted == "prisoners"
    assert first("It is 65 pounds.", unit="GBP").asked == ()


@pytest.mark.parametrize(
    ("code", "said", "values"),
    [("en", "1.000", (1, 1000)), ("de", "1.000", (1000,)), ("de", "1,000", (1, 1000)), ("", "1,000", (1, 1000)), ("", "0,500", (Fraction(1, 2),))],
)  # fmt: skip
def test_a_mark_that_may_be_two_things_is_asked_and_not_guessed(code: str, said: str, values: tuple[int, ...]) -> None:
    found = SentenceNumbers(said, language_of(said, code or "pl")).quantity(0, len(said))
    assert found is not None
    assert tuple(sorted(found.readings)) == (values if len(values) > 1 else ())
    assert ("value" in found.asked) == (len(values) > 1)
    assert attribute_value(found) == ("" if len(values) > 1 else plain(Fraction(values[0])).replace(",", ""))


@pytest.mark.parametrize(
    ("text", "code", "published", "expected"),
    [
        ("On May 7, 12 trams burned.", "en", "2026-06-01", "2026-05-07"),
        ("On December 7, 12 trams burned.", "en", "2026-06-01", "2025-12-07"),
        ("On Friday 12 trams burned.", "en", "2026-06-01", "2026-05-29"),
        ("By September 2024, 12 trams had burned.", "en", "2026-06-01", "2024-09"),
        ("Since June 2022 12 trams have burned.", "en", "2026-06-01", "2026-06-01"),
        ("On 3/4/2026 12 trams burned.", "en", None, ""),
        ("Am 3. April 2026 brannten 12 Busse.", "de", None, "2026-04-03"),
        ("Le 3 avril 2026, 12 bus ont brûlé.", "fr", None, "2026-04-03"),
        ("El 3 de abril de 2026 ardieron 12 buses.", "es", None, "2026-04-03"),
        ("12 trams burned.", "en", None, ""),
    ],
)
def test_a_number_holds_as_of_the_date_that_is_said(text: str, code: str, published: str | None, expected: str) -> None:
    assert first(text, code, published).as_of == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("390 trams", "390 buses", True),
        ("390 trams", "391 trams", False),
        ("about 1,000 trams", "1,000 trams", True),
        ("about 1,000 trams", "1,040 trams", True),
        ("about 1,000 trams", "1,200 trams", False),
        ("about 300 trams", "about 310 trams", False),
        ("more than 200 trams", "215 trams", True),
        ("more than 200 trams", "200 trams", True),
        ("at least 200 trams", "200 trams", True),
        ("more than 200 trams", "450 trams", False),
        ("more than 5000 trams", "more than 6000 trams", False),
        ("nearly 480 trams", "478 trams", True),
        ("nearly 480 trams", "490 trams", False),
        ("dozens of trams", "54 trams", True),
        ("between 20 and 30 trams", "25 trams", True),
        ("20-30 trams", "25-35 trams", False),
        ("1.2 million bees", "1,234,567 bees", True),
        ("1.2 million bees", "1.3 million bees", False),
        ("5 miles", "8 km", True),
        ("2 hours", "120 minutes", True),
        ("47 percent", "47.3%", True),
        ("47 percent", "48%", False),
        ("a third of trams", "33 percent", True),
        ("half an hour", "30 minutes", True),
        ("$5 million", "5 million dollars", True),
        ("$5 million", "€5 million", False),
        ("fewer than 10 trams", "9 trams", True),
        ("fewer than 10 trams", "12 trams", False),
    ],
)
def test_two_numbers_say_the_same_where_their_modifiers_leave_it_open(one: str, other: str, same: bool) -> None:
    assert agree(first(one), first(other)) is same
    assert agree(first(other), first(one)) is same


@given(st.integers(1, 10**9), st.sampled_from(["", "about ", "more than ", "at least ", "nearly ", "up to "]))
def test_a_number_agrees_with_itself_and_not_with_twice_as_many(value: int, modifier: str) -> None:
    one, twice = (first(f"They counted {modifier}{count:,} trams.") for count in (value, 2 * value))
    assert one.low == one.high == value
    assert agree(one, one)
    assert not agree(one, twice)


@given(
    st.text(st.sampled_from("0123456789.,-–%$€½ aehundrtsmo of each 百万億約'’")), st.sampled_from(sorted(LANGUAGES))
)
def test_any_text_says_a_quantity_or_none(text: str, code: str) -> None:
    for place in [(0, len(text)), *numbers(text, language=code)]:
        found = SentenceNumbers(text, LANGUAGES[code]).quantity(*place)
        assert found is None or found.low <= found.high
        if found is not None:
            attribute_value(found)


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("On May 23, 2026 it rained.", "May 23, 2026", "2026-05-23"),
        ("It rained in May 2026.", "in May 2026", "2026-05"),
        ("It rained in 2024.", "2024", "2024"),
        ("They sold 2000 trams.", "2000", ""),
    ],
)
def test_a_span_that_is_a_date_says_a_date_and_no_count(text: str, span: str, expected: str) -> None:
    start = text.index(span)
    found = SentenceNumbers(text, language_of(text, "en")).quantity(start, start + len(span))
    assert found is not None
    assert (found.unit, found.as_of) == (("date", expected) if expected else ("", ""))


def test_dates_are_compared_as_far_as_both_say_them() -> None:
    assert before("2024-01-03", "2024-09") is True
    assert before("2024", "2024-09") is None
    assert before("", "2024") is None


@pytest.mark.parametrize("piece", ["1,", "two ", "thousand ", "1-", "of the ", "a week each "])
def test_reading_a_long_sentence_takes_time_in_its_length(piece: str) -> None:
    def seconds(count: int) -> float:
        text = f"{piece * count} trams"
        began = time.process_time()
        for place in ((0, len(text)), (0, 150)):
            SentenceNumbers(text, LANGUAGES["en"]).quantity(*place)
        return time.process_time() - began

    seconds(10)
    assert min(seconds(20_000) for _ in range(3)) < 12 * min(seconds(4_000) for _ in range(3)) + 0.05
