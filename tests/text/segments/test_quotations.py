"""Quotations are found from mark to mark, whatever marks a newspaper uses, and apostrophes are left alone."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.segments import quotation_at, quotations


def found(text: str, *, nested: bool = False) -> list[str]:
    return [text[start:end] for start, end in quotations(text, nested=nested)]


ONE_LINE = [
    # curly
    ("“We ran out of sand,” he said.", ["“We ran out of sand,”"]),
    ("“We ran,” she said. “Then it rained.”", ["“We ran,”", "“Then it rained.”"]),
    ("She called it “a typing error”.", ["“a typing error”"]),
    ("She called it a (“typing error”) twice.", ["“typing error”"]),
    ("He said:“No.” Then he left.", ["“No.”"]),
    ("Both “north” and “south” piers closed.", ["“north”", "“south”"]),
    ("“It sank. Nobody saw it. Did you?” he asked.", ["“It sank. Nobody saw it. Did you?”"]),
    ("“The bridge—” he began.", ["“The bridge—”"]),
    ("He said *“we are ready”*.", ["“we are ready”"]),
    ("- “We are ready,” he said.", ["“We are ready,”"]),
    ("**“Ready?”** he asked.", ["“Ready?”"]),
    ("“Wrong closing mark“ he wrote.", ["“Wrong closing mark“"]),
    ('“Mixed marks" he wrote.', ['“Mixed marks"']),
    ("Nothing is quoted here.", []),
    ("", []),
    # single curly, apostrophes
    ("The sign says ‘Keep off the ice’.", ["‘Keep off the ice’"]),
    ("‘We don’t know,’ she said.", ["‘We don’t know,’"]),
    ("‘The workers’ pay is late,’ he said.", ["‘The workers’ pay is late,’"]),
    ("‘No dogs’ and the owners’ leads were seen.", ["‘No dogs’"]),
    ("‘No dogs’ and ‘no cats’ were painted out.", ["‘No dogs’", "‘no cats’"]),
    ("‘It’s the ’90s again,’ he said.", ["‘It’s the ’90s again,’"]),
    ("‘We’re goin’ home,’ he said.", ["‘We’re goin’ home,’"]),
    ("The ’90s, rock ’n’ roll and O’Brien’s pub.", []),
    ("The workers’ pay and the drivers’ hours.", []),
    ("It’s what the captain’s crew didn’t say.", []),
    ("Get ’em while they’re hot.", []),
    ("The ‘green wave’ and the captain’s word.", ["‘green wave’"]),
    # straight
    ('"We ran out of sand," he said.', ['"We ran out of sand,"']),
    ('He said "no" and "never".', ['"no"', '"never"']),
    ('He said, "It went well," adding that "we will start."', ['"It went well,"', '"we will start."']),
    ('Ten 12" shells were found.', []),
    ('The 12" shell and the 14" shell.', []),
    ('"The 12" shells burst," he said.', ['"The 12" shells burst,"']),
    ('He is 5\' 10" tall and said "no".', ['"no"']),
    ('("No," he said.)', ['"No,"']),
    ('He said,"We go," and left.', ['"We go,"']),
    ('"No"—that was all.', ['"No"']),
    ('A stray mark" stands here.', []),
    ('"A stray mark stands here.', []),
    ("'We ran out,' he said.", ["'We ran out,'"]),
    ("'We don't know,' she said.", ["'We don't know,'"]),
    ("The workers' pay, the drivers' hours and rock 'n' roll.", []),
    ("Don't, won't, can't.", []),
    ("Back in the '90s the crew's 'green wave' worked.", ["'green wave'"]),
    ("It was 5' long and 'heavy' too.", ["'heavy'"]),
    ("'The workers' pay is late,' he said.", ["'The workers' pay is late,'"]),
    # German, Austrian
    ("„Wir haben keinen Sand“, sagte er.", ["„Wir haben keinen Sand“"]),
    ("„Wir gehen.“ Dann ging er. „Ja.“", ["„Wir gehen.“", "„Ja.“"]),
    ("Er sagte, es sei ‚ein Versehen‘ gewesen.", ["‚ein Versehen‘"]),
    ("»Wir gehen«, sagte sie.", ["»Wir gehen«"]),
    ("„Wir gehen”, powiedział.", ["„Wir gehen”"]),
    ('„Wir gehen", schrieb er.', ['„Wir gehen"']),
    # French, Spanish, Swedish, Japanese
    ("« Nous partons », a-t-il dit.", ["« Nous partons »"]),
    ("«\u00a0Nous partons\u00a0», a-t-il dit.", ["«\u00a0Nous partons\u00a0»"]),
    ("L’équipe n’a pas « d’argent ».", ["« d’argent »"]),
    ("«Nos vamos», dijo. “Ya”.", ["«Nos vamos»", "“Ya”"]),
    ("«¿Vamos?», preguntó.", ["«¿Vamos?»"]),
    ("”Vi går nu”, sade hon.", ["”Vi går nu”"]),
    ("»Vi går nu», sade hon.", ["»Vi går nu»"]),
    ("彼は「行く」と言った。", ["「行く」"]),
]


@pytest.mark.parametrize(("text", "expected"), ONE_LINE)
def test_a_line_yields_the_quotations_a_reader_sees(text: str, expected: list[str]) -> None:
    assert found(text) == expected


NESTED = [
    ("“He said ‘no’ twice,” she said.", ["“He said ‘no’ twice,”", "‘no’"]),
    ("‘He said “no” twice,’ she said.", ["‘He said “no” twice,’", "“no”"]),
    ("\"He said 'no' twice,\" she said.", ["\"He said 'no' twice,\"", "'no'"]),
    ("„Er sagte ‚nein‘ dazu“, so sie.", ["„Er sagte ‚nein‘ dazu“", "‚nein‘"]),
    ("« Il a dit “non” hier »", ["« Il a dit “non” hier »", "“non”"]),
    ("“One “two “three” two” one”", ["“One “two “three” two” one”", "“two “three” two”", "“three”"]),
    ("“The ‘green wave” is unbalanced.", ["“The ‘green wave”"]),
]


@pytest.mark.parametrize(("text", "expected"), NESTED)
def test_quotations_in_quotations_are_found_on_demand_only(text: str, expected: list[str]) -> None:
    assert found(text, nested=True) == expected
    assert found(text) == expected[:1]


PARAGRAPHS = [
    ("“We ran.\n\n“We fell.” He left.", ["“We ran.\n\n“We fell.”"]),
    ("He said: “We ran.\n“We fell.\r\n“We rose.” It ended.", ["“We ran.\n“We fell.\r\n“We rose.”"]),
    ('"We ran.\n\n"We fell," he said.', ['"We ran.\n\n"We fell,"']),
    ("« On part.\n« On tombe », dit-il.", ["« On part.\n« On tombe »"]),
    ("« On part.\n» On tombe », dit-il.", ["« On part.\n» On tombe »"]),
    ("“We ran.\nThe mayor left.\n“Yes.”", ["“We ran.", "“Yes.”"]),
    ("It is “unclosed to the end.\nThe next line is not quoted.", ["“unclosed to the end."]),
    ("A stray “ mark and “a good” one.\nNext line.", ["“a good”"]),
    ('A stray "mark.\nThe next "one" is fine.', ['"one"']),
    ("“One.”\n“Two.”\n“Three.”", ["“One.”", "“Two.”", "“Three.”"]),
]


@pytest.mark.parametrize(("text", "expected"), PARAGRAPHS)
def test_a_quotation_goes_on_only_where_the_next_paragraph_opens_again(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(("text", "_expected"), [*ONE_LINE, *NESTED, *PARAGRAPHS])
def test_the_quotation_at_each_place_is_the_one_the_list_holds(text: str, _expected: list[str]) -> None:
    ranges = quotations(text)
    for pos in range(len(text)):
        around = [item for item in ranges if item[0] <= pos < item[1]]
        if around:
            assert quotation_at(text, pos) == around[0]
        elif quotation_at(text, pos) is not None:
            assert (quotation_at(text, pos) or (0, 0))[1] == pos


def test_depth_goes_inwards_and_ends() -> None:
    text = "“One ‘two “three” two’ one,” he said."
    pos = text.index("three")
    taken = [quotation_at(text, pos, depth) for depth in range(4)]
    assert [text[item[0] : item[1]] if item else None for item in taken] == [
        "“One ‘two “three” two’ one,”", "‘two “three” two’", "“three”", None,
    ]  # fmt: skip


def test_the_cursor_directly_after_a_quotation_still_finds_it() -> None:
    text = "He said “no”"
    assert quotation_at(text, len(text)) == (8, 12)


def test_an_unclosed_mark_never_swallows_the_article() -> None:
    text = "He said “we ran.\n" + "The mayor left.\n" * 50
    assert found(text) == ["“we ran."]


MARKS = st.text(alphabet="“”„«»‹›「」\"'‘’‚ ab1.\n\r*,s", max_size=60)


@given(MARKS | st.text(max_size=60))
def test_any_text_yields_ordered_ranges_that_nest_and_never_cross(text: str) -> None:
    outer = quotations(text)
    assert all(0 <= start < end <= len(text) for start, end in outer)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(outer))
    everything = quotations(text, nested=True)
    assert set(outer) <= set(everything)
    for first in everything:
        for second in everything:
            assert not first[0] < second[0] < first[1] < second[1]


@given(MARKS, st.integers(0, 60))
def test_what_is_found_at_a_place_holds_it_or_ends_there(text: str, pos: int) -> None:
    item = quotation_at(text, pos)
    if item:
        assert item[0] <= pos <= item[1]
