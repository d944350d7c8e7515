"""How well the objects of each language are found, on texts marked by hand; and other texts of the same kinds."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.suggest.ads import ads
from annotator.text.languages import language_of
from annotator.text.segments import numbers, paragraphs, quotations, sentences
from tests.text.segments.marked import LANGUAGES, scores

PAGE = Path(__file__).parents[3] / "docs" / "languages.md"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_how_well_each_language_is_read(language: str) -> None:
    cells = [f"{score.precision:.2f} / {score.recall:.2f} ({score.marked})" for score in scores(language).values()]
    assert f"| {language} | " + " | ".join(cells) + " |" in PAGE.read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("Die Brücke kostet 2,75 Milliarden Franken.", "de", ["2,75 Milliarden Franken"]),
        ("Loan of ₹3,75,000 and 4.5 lakh more", "en", ["₹3,75,000", "4.5 lakh"]),
        ("Он стоит 2,5 млн.", "ru", ["2,5 млн"]),
        ("総額340万元だった", "ja", ["340万元"]),
        ("A $9-an-hour job, a 4-point lead.", "en", ["$9", "4"]),
        ("6 Write a plan.", "en", []),
        ("Third, perhaps it rained.", "en", []),
        ('<post post-id="4411">', "en", []),
    ],
)
def test_a_number_is_whole_in_each_language(text: str, code: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in numbers(text, language=code)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sie ging.« Dann rief er: »Halt, bitte.« Es war still.", ["»Halt, bitte.«"]),
        ("``We lost it,'' he said.", ["``We lost it,''"]),
        ('"go home,” she said.', ['"go home,”']),
        ("＂Closed＂ it says.", ["＂Closed＂"]),
        ('<post post-id="4411">', []),
    ],
)
def test_marks_of_all_kinds_are_read(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in quotations(text)] == expected


def test_no_sentence_ends_in_a_time_of_day_or_an_abbreviation() -> None:
    for text, code in (("It opens at 9 a.m. Tuesday and shuts.", "en"), ("Sie kommt am 4. Juni, z. B. Anna.", "de")):
        assert sentences(text, language=code) == [(0, len(text))]


def test_hard_wrapped_rows_are_one_paragraph() -> None:
    text = (
        "The ferry that had left the northern pier at\r\nnoon came back because the wind had risen and\r\n"
        "the crew said “we cannot land in this kind of\r\nweather”. It stayed.\r\n\r\nThe next morning was calm."
    )
    assert len(paragraphs(text)) == 2
    assert [text[a:b] for a, b in sentences(text)][1:] == ["It stayed.", "The next morning was calm."]
    assert [text[a:b] for a, b in quotations(text)] == ["“we cannot land in this kind of\r\nweather”"]


def test_the_language_is_the_named_one_else_the_one_that_shows() -> None:
    german = "Der Rat hat die Brücke gesperrt, und das ist nicht gut."
    assert (language_of(german).code, language_of(german, "fr-CA").code, language_of(german, "pl").code) == (
        "de",
        "fr",
        "pl",
    )
    assert language_of("Hm.").code == "en"
    assert language_of("橋が閉鎖された。").code == "ja"


@pytest.mark.parametrize(
    ("text", "sells"),
    [
        ("Werbung: Lumo Lampen für jeden Abend.", True),
        ("Promoted by Lumo", True),
        ("Tickets from £9 at pier.example", True),
        ("Tokyo – Composite: DOWN 1.2 percent at 2,104.11.", False),
    ],
)
def test_headed_advertisements_sell_and_market_reports_do_not(text: str, sells: bool) -> None:
    assert bool(ads(text, 0, len(text))) == sells
