"""Numbers are cut as the guideline says: value, touching modifier, unit; no dates, times, names, pronouns."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.segments import number_at, numbers


def found(text: str, *, dates: bool = False) -> list[str]:
    return [text[start:end] for start, end in numbers(text, dates=dates)]


COUNTED = [
    # value, modifier, unit; never the thing counted
    ("The crew laid about 40 km of cable.", ["about 40 km"]),
    ("There were 12 divers.", ["12"]),
    ("Nearly 300 boats and at least 4,757 people left.", ["Nearly 300", "at least 4,757"]),
    ("More than 5000 tonnes were lost.", ["More than 5000 tonnes"]),
    ("On average, more than 5 a day arrive.", ["more than 5"]),
    ("The rest, estimated to be about 9,500, stayed.", ["estimated to be about 9,500"]),
    ("An estimated 60 ships sank.", ["An estimated 60"]),
    ("As many as 40 came, up to 50 left.", ["As many as 40", "up to 50"]),
    ("Some 300 people; roughly 20 cars.", ["Some 300", "roughly 20"]),
    ("No fewer than 80 and just over 90 wards.", ["No fewer than 80", "just over 90"]),
    ("It holds only 12 crates.", ["12"]),
    ("Gusts reached 95 m.p.h. near the pier.", ["95 m.p.h."]),
    ("Only about 40 crates came.", ["about 40"]),
    ("A total of 12 crates.", ["12"]),
    ("They hand over four harbours.", ["four"]),
    ("Over 40 boats took over 3 piers.", ["Over 40", "3"]),
    ("It took over three weeks of talks over two days.", ["three weeks", "two days"]),
    ("~40 boats and ±3 mm", ["~40", "±3 mm"]),
    ("40 or so boats, 12 or more crates, 10,000-plus fans, 50+ cars", ["40 or so", "12 or more", "10,000-plus", "50+"]),
    # thousands, decimals, fractions
    (
        "1,000 and 1 000 and 1\u202f000 and 1\u00a0000 and 1.000.000 and 1’000",
        ["1,000", "1 000", "1\u202f000", "1\u00a0000", "1.000.000", "1’000"],
    ),
    ("A rise of 3.5 million and 0.4 mm.", ["3.5 million", "0.4 mm"]),
    ("3½ hours, ½ litre, 2 1/2 miles, 3/4 of it", ["3½ hours", "½ litre", "2 1/2 miles", "3/4"]),
    ("-5 °C and −12°C", ["-5 °C", "−12°C"]),
    # money and shares
    ("It owes 4 million euros and $3.5bn.", ["4 million euros", "$3.5bn"]),
    ("€4 million, £20m, US$5, 30 €, EUR 12 million", ["€4 million", "£20m", "US$5", "30 €", "EUR 12 million"]),
    (
        "Up 5%, 5 %, 5 per cent, 5 percent, 3 percentage points.",
        ["5%", "5 %", "5 per cent", "5 percent", "3 percentage points"],
    ),
    ("About $5 a day.", ["About $5"]),
    (
        "Two-thirds of voters, a third of wards, half of them, half the fleet.",
        ["Two-thirds", "a third", "half", "half"],
    ),
    (
        "More than half the fleet; nearly a quarter of it; three quarters",
        ["More than half", "nearly a quarter", "three quarters"],
    ),
    ("One in four boats leaks; 3 out of 10 sink.", ["One in four", "3 out of 10"]),
    # words
    (
        "Twenty-five men, two dozen boats, three hundred and five crates.",
        ["Twenty-five", "two dozen", "three hundred and five"],
    ),
    (
        "A hundred men, a dozen boats, half a dozen crates, half a million.",
        ["A hundred", "a dozen", "half a dozen", "half a million"],
    ),
    (
        "Dozens fled, hundreds of thousands stayed, tens of thousands slept.",
        ["Dozens", "hundreds of thousands", "tens of thousands"],
    ),
    (
        "Several hundred boats; a few thousand men; many thousands.",
        ["Several hundred", "a few thousand", "many thousands"],
    ),
    ("Two and a half years later they came.", ["Two and a half years"]),
    ("Millions of fish and thousands of birds.", ["Millions", "thousands"]),
    ("It took two or three days.", ["two or three days"]),
    (
        "One hour, one kilometre, one million, at least one boat.",
        ["One hour", "one kilometre", "one million", "at least one"],
    ),
    # ranges, ratios, durations
    ("It took 2–3 hours.", ["2–3 hours"]),
    ("They lost 65 to 110 pounds, 3-4 kg, 5 – 6 km.", ["65 to 110 pounds", "3-4 kg", "5 – 6 km"]),
    ("It weighs between 3 and 5 kg.", ["between 3 and 5 kg"]),
    (
        "A 5-for-5 swap, a 1,000-for-1,000 swap, a thousand-for-thousand swap, ten for the crew.",
        ["5-for-5", "1,000-for-1,000", "thousand-for-thousand", "ten"],
    ),
    ("The 1000 for 1000 plan", ["1000 for 1000"]),
    ("A 50-50 chance, a 6-to-1 lead, a 1:4 scale, a 2-1 win.", ["50-50", "6-to-1", "1:4", "2-1"]),
    ("It took 2 h 31 min.", ["2 h 31 min"]),
    ("After 8 days, 3 hours and 18 minutes it rose.", ["8 days, 3 hours and 18 minutes"]),
    ("Two hours, and then three boats.", ["Two hours", "three"]),
    (
        "A two-hour call, a 40-km road, a 12-mile run, a 10-year-old boy.",
        ["two-hour", "40-km", "12-mile", "10-year-old"],
    ),
    ("60 miles per hour, 90 km/h, 12 knots, 5kg", ["60 miles per hour", "90 km/h", "12 knots", "5kg"]),
    ("It ran for 30 seconds.", ["30 seconds"]),
    ("3 square kilometres and 40 cubic metres", ["3 square kilometres", "40 cubic metres"]),
    ("Sales fell by 12.5 per cent to €3.2 million.", ["12.5 per cent", "€3.2 million"]),
    ("Lars Holm, 51, and 3-year-old twins; 24 hours, 48 hours.", ["51", "3-year-old", "24 hours", "48 hours"]),
    ("$1–2 billion; 1 to 2 million dollars; 3 km to 5 km", ["$1–2 billion", "1 to 2 million dollars", "3 km to 5 km"]),
    # ordinals
    ("The third outage, the 49th swap, the twenty-first crew, the 2nd try.", ["third", "49th", "twenty-first", "2nd"]),
    ("It was the second such strike.", ["second"]),
    ("The second-largest pier fell.", ["second"]),
    # sentence beginnings, headlines, quotation marks
    ("Two men left. Three stayed.", ["Two", "Three"]),
    ("“Two men left,” he said.", ["Two"]),
    ("Storm Kills 12 in Harbour Town", ["12"]),
    ("Council Votes 9 to 4", ["9 to 4"]),
    ("In 12 cases the Kyiv office sent 40.", ["12", "40"]),
    ("- 12 crates\n2. Then 14 crates", ["12", "14"]),
    ("about\u00a040\u00a0km", ["about\u00a040\u00a0km"]),
]


@pytest.mark.parametrize(("text", "expected"), COUNTED)
def test_a_quantity_is_found_with_its_modifier_and_unit(text: str, expected: list[str]) -> None:
    assert found(text) == expected


NOT_COUNTED = [
    # dates, years, times
    "On 3 March 2021 and March 3, 2021, on 21–22 May, on May 21–22.",
    "On 16 July 1969, by May 16th, on the 4th of July, in May 2025.",
    "On 2024-05-16, 16.05.2024 and 16/05/2024.",
    "Am 3. März 2021 und le 14 juillet 1789, el 2 de mayo de 1808.",
    "In 2019, since 1969, the 1990s, the ’90s, mid-2024, 2023–2024, 2019/20.",
    "The 2025 talks and the 2022 storm.",
    "At 10:30, at 4:17 p.m., at 13.32 GMT, at 5 pm, by 10 o’clock.",
    "In the 18th century.",
    "May 16 talks and the Sept. 11 report",
    # names
    "F-16 jets, the G7, Apollo 11, Saturn V, COVID-19, a Boeing 747.",
    "Article 5, MSC-00171, Highway 61, iPhone 15, Phase 3, A4, B2B.",
    "The Third Reich, Fifth Avenue, the Second World War, the Big Four.",
    "No. 10, page 12, room 7, flight 93 and line 4, alarms numbered 1202.",
    "See www.example.org/12 or mail a12@example.org, #42.",
    "The 9/11 report and version 2.0.1 [12]",
    # words
    "First, both boats left; each of them had one of the flags.",
    "The lower half of the sheet and the second half.",
    "The two agreed. These three stayed.",
    "Several boats, many men, multiple reports, a couple of days.",
    "No one saw it; one another; one by one; one day it will end; anyone.",
    "A second later, a split second, on second thoughts, second-hand.",
    "A two-way road, a one-off.",
    "",
]


@pytest.mark.parametrize("text", NOT_COUNTED)
def test_what_only_looks_like_a_quantity_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_german_date_of_day_and_month_is_no_number() -> None:
    text = "Bis zum 4.11. zahlten 4,11 Prozent, am 30.6. keiner mehr."
    assert [text[start:end] for start, end in numbers(text, language="de")] == ["4,11 Prozent"]


DATED = [
    ("On 3 March 2021 it sank.", ["3 March 2021"]),
    ("On March 3, 2021, it sank.", ["March 3, 2021"]),
    ("On 21–22 May 12 boats sank.", ["21–22 May", "12"]),
    ("In 2019 and in the 1990s.", ["2019", "1990s"]),
    ("By mid-2024, in May 2025, on 2024-05-16.", ["mid-2024", "May 2025", "2024-05-16"]),
]


@pytest.mark.parametrize(("text", "expected"), DATED)
def test_dates_and_years_come_when_asked_for(text: str, expected: list[str]) -> None:
    assert found(text, dates=True) == expected


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("The two agreed.", "two", "two"),
        ("Phase 3 began.", "3", "3"),
        ("The crew laid about 40 km of cable.", "km", "about 40 km"),
        ("The crew laid about 40 km of cable.", "about", "about 40 km"),
        ("The crew laid about 40 km of cable.", "cable", None),
        ("In 2019 it sank.", "2019", None),
    ],
)
def test_who_points_at_a_number_gets_it(text: str, word: str, expected: str | None) -> None:
    item = number_at(text, text.index(word))
    assert (text[item[0] : item[1]] if item else None) == expected


@pytest.mark.parametrize(("text", "_expected"), COUNTED)
def test_the_number_at_each_place_is_the_one_the_list_holds(text: str, _expected: list[str]) -> None:
    for start, end in numbers(text):
        for pos in range(start, end):
            assert number_at(text, pos) == (start, end)


@given(st.text(alphabet="0123456789 .,:-–/%$€½\n\r’abMayfotwn", max_size=60) | st.text(max_size=60), st.booleans())
def test_any_text_yields_ordered_ranges_within_it(text: str, dates: bool) -> None:
    ranges = numbers(text, dates=dates)
    assert all(0 <= start < end <= len(text) for start, end in ranges)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(ranges))
    for start, end in ranges:
        assert not text[start].isspace()
        assert not text[end - 1].isspace()


@given(st.text(alphabet="0123456789 ., two hundred\n", max_size=60), st.integers(0, 60))
def test_a_number_found_at_a_place_holds_it_or_ends_there(text: str, pos: int) -> None:
    item = number_at(text, pos)
    assert item is None or item[0] <= pos <= item[1]
