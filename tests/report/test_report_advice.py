"""What to look at first: the same sentences everywhere, what costs most first, and who does what."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from annotator.agreement.result import Analysis
from annotator.agreement.table import SpanTexts, Table
from annotator.journal.columns import Small
from annotator.report.advice import MEANING, MOST, TITLE, Cause, Nesting, causes
from annotator.report.text import render
from annotator.report.wording import WIDTH
from tests.agreement.agreement_world import LABELS, Articles, Spanning, analysis, table, two
from tests.agreement.test_agreement_laws import LENGTH, SOME, corpora

QUOTED = "Ann said “yes”. Bob said “no”. Cem said “so”. Dan said “oh”. It rained. It snowed. "
AGREED: list[Spanning] = [(at, at + 2, "claim") for at in range(62, 82, 2)]


def all_quotes(text: str = QUOTED) -> list[Spanning]:
    starts = [i for i, character in enumerate(text) if character == "“"]
    return [(start, text.index("”", start) + 1, "quote") for start in starts]


def sentences_with_quotes(text: str = QUOTED) -> list[Spanning]:
    return [
        (text.rindex(". ", 0, start) + 2 if start > 16 else 0, end + 1, "claim") for start, end, _ in all_quotes(text)
    ]


def of(kim: list[Spanning], lee: list[Spanning], text: str = QUOTED) -> list[Cause]:
    return causes(analysis({"one": {"kim": kim, "lee": lee}}, len(text), texts={"one": text}, labels=LABELS))


def told(kim: list[Spanning], lee: list[Spanning], text: str = QUOTED) -> list[str]:
    return [cause.sentence for cause in of(kim, lee, text)]


def test_of_missing_spans_it_is_said_who_leaves_them_out_how_long_they_are_and_where_they_lie() -> None:
    kim = [*sentences_with_quotes(), *all_quotes(), *AGREED]
    lee = [*all_quotes(), *AGREED]
    assert told(kim, lee) == [
        "claim: 4 that only one has (lee leaves out 4), 14 characters long in the median (all: 2), of which 4 lie"
        " around quote spans of the other (100%; of all claim spans 17%), as kim's"
        " ‘Bob said “no”.’: say whether to tag claim spans around quote spans."
    ]


def test_spans_missing_inside_others_are_told_from_those_missing_anywhere() -> None:
    numbers: list[Spanning] = [(start + 1, start + 3, "number") for start, _, _ in all_quotes()]
    outside: list[Spanning] = [(at, at + 2, "number") for at in range(62, 82, 2)]
    inside = told([*all_quotes(), *numbers, *outside], [*all_quotes(), *outside])
    assert inside[0].endswith(": say whether to tag number spans inside quote spans.")
    anywhere = told([*all_quotes(), *numbers, *outside], [*all_quotes(), numbers[0], *outside[:4]])
    assert "(lee leaves out 9)" in anywhere[0]
    assert anywhere[0].endswith(": say what counts as number.")


def test_both_who_leave_spans_out_are_named_with_how_many() -> None:
    kim: list[Spanning] = [(10 * i, 10 * i + 4, "ad") for i in range(5)]
    lee: list[Spanning] = [(10 * i, 10 * i + 4, "ad") for i in range(3, 7)]
    assert "ad: 5 that only one has (lee leaves out 3, kim 2)" in told(kim, lee, "x" * 100)[0]


def test_of_three_it_is_said_whose_missing_spans_lie_where() -> None:
    quotes, sentences = all_quotes(), sentences_with_quotes()
    more: list[Spanning] = [(i, i + 2, "claim") for i in range(62, 82, 2)]
    people = {"kim": [*quotes, *sentences, *more], "lee": [*quotes, *more], "mo": [*quotes, *sentences]}
    found = causes(analysis({"one": people}, len(QUOTED), texts={"one": QUOTED}, labels=LABELS))
    assert "that only one of two has (mo leaves out 20, lee 8)" in found[0].sentence
    assert "of the 8 that lee leaves out 8 lie around quote spans that lee has" in found[0].sentence


def test_what_is_left_out_at_boundaries_is_named() -> None:
    inner: list[Spanning] = [(start + 1, end - 1, label) for start, end, label in all_quotes()]
    assert told([*all_quotes(), *AGREED], [*inner, *AGREED]) == [
        "quote: 4 differ by spaces or punctuation alone, lee leaves out the opening mark and the closing mark in 4 of 4"
        " (‘no’ against ‘“no”’): say whether quote spans include that."
    ]


def test_boundaries_that_go_one_way_are_said_with_how_far() -> None:
    kim: list[Spanning] = [(20 * i, 20 * i + 4, "number") for i in range(4)]
    lee: list[Spanning] = [(20 * i, 20 * i + 4 + 6 + i, "number") for i in range(4)]
    text = "".join(f"{'two apples and more '[: 20 - i]}{'x' * i}" for i in range(4))
    (sentence,) = told(kim, lee, text)
    assert sentence.startswith("number: 4 end in different places, kim's are the shorter in 4 of 4, by 8 characters")
    assert sentence.endswith(": say where number spans end.")


def test_of_three_the_one_whose_spans_are_longer_is_named() -> None:
    people: dict[str, list[Spanning]] = {
        "kim": [(90 * i, 90 * i + 80, "claim") for i in range(4)],
        "lee": [(90 * i + 20, 90 * i + 80, "claim") for i in range(4)],
        "mo": [(90 * i + 40, 90 * i + 80, "claim") for i in range(2)],
    }
    (cause, *_) = causes(analysis({"one": people}, 360))
    assert "kim's are the longer in 6 of 8" in cause.sentence


def test_without_a_direction_none_is_said() -> None:
    kim: list[Spanning] = [(20 * i, 20 * i + 8, "ad") for i in range(4)]
    lee: list[Spanning] = [(20 * i, 20 * i + (5 if i % 2 else 12), "ad") for i in range(4)]
    assert "with now one's and now another's the shorter" in told(kim, lee, "x" * 100)[0]


def test_labels_taken_for_each_other_are_said_with_whose_is_which() -> None:
    lee: list[Spanning] = [(start, end, "claim") for start, end, _ in all_quotes()]
    assert told([*all_quotes(), *AGREED], [*lee, *AGREED]) == [
        "claim or quote: 4 stand under both, with equal boundaries, kim says quote and lee claim in 4 of 4, as ‘“no”’:"
        " say what tells claim from quote."
    ]


def test_what_is_one_here_and_several_there_is_said() -> None:
    kim: list[Spanning] = [(30 * i, 30 * i + 20, "claim") for i in range(3)]
    lee: list[Spanning] = [
        s for i in range(3) for s in ((30 * i, 30 * i + 9, "claim"), (30 * i + 10, 30 * i + 20, "claim"))
    ]
    (sentence,) = told(kim, lee, "x" * 100)
    assert "claim: 3 that one has whole and the other in pieces (kim has 3 of them whole)" in sentence


def test_who_has_none_of_a_label_is_named_in_place_of_a_rule() -> None:
    kim: list[Spanning] = [*AGREED, *((10 * i, 10 * i + 4, "ad") for i in range(5))]
    (sentence,) = told(kim, AGREED, "x" * 100)
    assert sentence.startswith("ad: 5 that only one has (lee leaves out 5)")
    assert sentence.endswith(". lee has tagged no ad span at all: ask lee why, before changing the guideline.")


def test_who_alone_differs_while_the_others_agree_is_named_in_place_of_a_rule() -> None:
    usual: list[Spanning] = [(20 * i, 20 * i + 8, "number") for i in range(12)]
    short: list[Spanning] = [(start, end - 3, label) for start, end, label in usual]
    of_each: Articles = {"one": {"kim": usual, "lee": short, "mo": usual}}
    (cause,) = causes(analysis(of_each, 240))
    assert cause.sentence.endswith(
        ". It is lee who differs, the others agree: talk to lee before changing the guideline."
    )
    apart: list[Spanning] = [(start, end - 5, label) for start, end, label in usual]
    (cause,) = causes(analysis({"one": {"kim": usual, "lee": short, "mo": apart}}, 240))
    assert cause.sentence.endswith(": say whether number spans include that.")
    few = {name: spans[:2] for name, spans in of_each["one"].items()}
    (cause,) = causes(analysis({"one": few}, 240))
    assert ": say whether number spans include that." in cause.sentence  # four cases may be chance


@SOME
@given(corpora())
def test_the_passages_of_a_cause_hold_each_of_its_cases_once(articles: Articles) -> None:
    found = analysis(articles, LENGTH, labels=LABELS)
    for cause in causes(found):
        passages = cause.passages(found, 10_000)
        assert sum(passage.cost for passage in passages) == cause.cases
        for passage in passages:
            rows = [row for _, mine in passage.versions for row in mine]
            assert {int(found.sums.table.label[row]) for row in rows} <= {*cause.group.labels}
            assert all(found.sums.table.start[row] < passage.end for row in rows)
            assert all(found.sums.table.end[row] > passage.start for row in rows)


KIM: list[Spanning] = [(40 * i, 40 * i + 20, LABELS[i % 3]) for i in range(24)]


def settled(kim: list[Spanning], lee: list[Spanning]) -> float:
    """How much strict F1 rises when lee takes over kim's spans."""
    now, then = (two(kim, other, 1_000, labels=LABELS).overall["f1"].value for other in (lee, kim))
    assert now is not None
    assert then is not None
    return then - now


@pytest.mark.parametrize(
    "lee",
    [
        [s for s in KIM if s[2] != "claim"],
        [(s, e - 3 * (label == "quote"), label) for s, e, label in KIM],
        [(s, e, "ad" if label == "number" else label) for s, e, label in KIM],
        [(s, e - 2, "ad") if label == "number" else (s, e, label) for s, e, label in KIM],
        [p for s, e, n in KIM for p in ([(s, s + 9, n), (s + 10, e, n)] if n == "claim" else [(s, e, n)])],
    ],
    ids=["missing", "end", "label", "label and boundary", "split"],
)
def test_a_cause_that_is_settled_gains_what_was_said(lee: list[Spanning]) -> None:
    (cause,) = causes(two(KIM, lee, 1_000, labels=LABELS))
    assert cause.cases == 8
    assert cause.gain == pytest.approx(settled(KIM, lee))
    assert cause.gained == f"+{cause.gain:.3f}"


def test_what_costs_most_comes_first_and_six_are_enough() -> None:
    labels = [f"label-{i}" for i in range(9)]
    kim: list[Spanning] = []
    for place, label in enumerate(labels):
        kim += [(100 * place + 10 * i, 100 * place + 10 * i + 5, label) for i in range(place + 1)]
    found = causes(two(kim, [], 1_000))
    assert [cause.cases for cause in found] == [9, 8, 7, 6, 5, 4]
    assert len(found) == MOST
    gains = [cause.gain for cause in found]
    assert gains == sorted(gains, reverse=True)


def test_rare_cases_are_named_only_where_there_is_nothing_else() -> None:
    rare: list[Spanning] = [(90, 95, "ad")]
    often: list[Spanning] = [(10 * i, 10 * i + 5, "claim") for i in range(3)]
    assert [cause.sentence.split(":")[0] for cause in of([*often, *rare], [], "x" * 100)] == ["claim"]
    assert [cause.sentence.split(":")[0] for cause in of(rare, [], "x" * 100)] == ["ad"]
    assert of(rare, rare, "x" * 100) == []
    assert of([], []) == []


def report_of(found: Analysis) -> str:
    """The printed report as one line."""
    return " ".join(render(found).split())


def test_the_printed_report_has_them_right_after_who_did_what() -> None:
    found = analysis(
        {"one": {"kim": [*sentences_with_quotes(), *all_quotes()], "lee": all_quotes()}},
        len(QUOTED),
        texts={"one": QUOTED},
        labels=LABELS,
    )
    text, flat = render(found), report_of(found)
    titles = [line for line in text.splitlines() if line[:2].isupper()]
    assert [title.split(" (")[0] for title in titles[1:4]] == ["WHO DID WHAT", TITLE.upper(), "BY LABEL"]
    assert f"{TITLE.upper()} (and {MEANING})" in text
    for cause in causes(found):
        assert f"{cause.gained} {cause.sentence}" in flat
    assert TITLE.upper() not in render(two(KIM, KIM, 1_000))


def test_texts_and_names_of_any_kind_stay_in_the_columns_and_steer_nothing() -> None:
    evil = "\x1b[2J\u202e" + "long" * 30
    text = f"{evil} " * 8
    width = len(evil) + 1
    spans: list[Spanning] = [(width * i, width * i + len(evil), f"bad{evil}") for i in range(8)]
    found = analysis({"one": {f"kim-{'x' * 70}": spans, "lee": []}}, len(text), texts={"one": text})
    (cause,) = causes(found)
    drawn = render(found)
    assert "\x1b" not in cause.sentence + drawn
    assert "\u202e" not in cause.sentence + drawn
    assert max(map(len, drawn.splitlines())) <= WIDTH


def test_without_texts_there_are_no_examples_and_all_else() -> None:
    class Nothing(SpanTexts):
        def many(self, sources: Small) -> list[str | None]:
            return [None] * len(sources)

    inner: list[Spanning] = [(start + 1, end - 1, label) for start, end, label in all_quotes()]
    found = analysis({"one": {"kim": all_quotes(), "lee": inner}}, len(QUOTED), texts={"one": QUOTED})
    bare = replace(found, sums=replace(found.sums, table=replace(found.sums.table, texts=Nothing())))
    (cause,) = causes(bare)
    assert cause.sentence == (
        "quote: 4 differ by spaces or punctuation alone, lee's are the shorter in 4 of 4, by 2 characters in the median:"
        " say which marks and spaces belong to quote spans."
    )


def slowly(found: Table, row: int, who: int, label: int, *, inside: bool) -> bool:
    """Whether a span of the annotator and label holds this one, or lies in it."""
    start, end = int(found.start[row]), int(found.end[row])
    for other in range(len(found.article)):
        place = int(found.article[other]), int(found.annotator[other]), int(found.label[other])
        if place == (int(found.article[row]), who, label):
            first, last = int(found.start[other]), int(found.end[other])
            if (first <= start and end <= last) if inside else (start <= first and last <= end):
                return True
    return False


@SOME
@given(corpora())
def test_nesting_is_what_comparing_every_two_spans_finds(articles: Articles) -> None:
    found = table(articles, LENGTH, LABELS)
    if not len(found.article):
        return
    nesting, rows = Nesting(found), np.arange(len(found.article))
    for who in range(len(found.annotators)):
        whose = np.full(len(rows), who)
        for label in range(len(found.labels)):
            for ask, inside in ((nesting.inside, True), (nesting.around, False)):
                wanted = [slowly(found, row, who, label, inside=inside) for row in rows.tolist()]
                assert ask(rows, whose, label).tolist() == wanted
