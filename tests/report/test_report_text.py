"""What is said in words: kinds of boundaries, habits, passages, the page of text, the JSON."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import orjson
import pytest

from annotator.adjudication.passages import KIND_NAMES
from annotator.agreement.intervals import Estimate
from annotator.agreement.pairing import KIND_TERMS, Kind
from annotator.agreement.result import Analysis
from annotator.report.json import structure
from annotator.report.text import render
from annotator.report.wording import WIDTH, interval, signed
from tests.agreement.agreement_world import LABELS, Spanning, analysis, two

TEXT = (
    'He said “it is over”, she said “no, it is not” and they said “so be it” in 3.5 million words. Then "why?" he said.'
)


def quotes(*, marks: bool) -> list[Spanning]:
    found: list[Spanning] = []
    at = TEXT.find("“")
    while at >= 0:
        end = TEXT.index("”", at)
        found.append((at, end + marks, "quote"))
        at = TEXT.find("“", end)
    return found


def test_boundaries_that_differ_by_punctuation_alone_are_their_own_kind() -> None:
    found = analysis({"one": {"kim": quotes(marks=True), "lee": quotes(marks=False)}}, len(TEXT), texts={"one": TEXT})
    assert found.kinds[-1, Kind.MARKS] == 3
    assert not found.kinds[-1, [Kind.START, Kind.END, Kind.BOTH]].any()


def test_a_habit_is_said_in_words() -> None:
    found = analysis({"one": {"kim": quotes(marks=True), "lee": quotes(marks=False)}}, len(TEXT), texts={"one": TEXT})
    assert found.habits == [
        "lee leaves out the closing mark that kim includes in 3 of 3 quote spans whose ends differ."
    ]


def test_a_shift_in_one_direction_is_said_with_its_size() -> None:
    kim: list[Spanning] = [(i * 100, i * 100 + 60, "claim") for i in range(6)]
    lee: list[Spanning] = [(i * 100, i * 100 + 60 - (20 if i else -20), "claim") for i in range(6)]
    found = two(kim, lee, 600)
    assert found.habits == [
        "lee's claim spans end earlier than kim's in 5 of 6 that differ there, by 20 characters in the median"
        f" (‘{'x' * 40}’ against ‘{'x' * 60}’)."
    ]


def test_one_word_at_a_boundary_is_not_punctuation() -> None:
    start = TEXT.index("3.5")
    found = analysis(
        {"one": {"kim": [(start, start + 11, "number")], "lee": [(start, start + 3, "number")]}},
        len(TEXT),
        texts={"one": TEXT},
    )
    assert found.kinds[-1, Kind.END] == 1


@pytest.mark.parametrize(
    ("lee", "kind"),
    [((12, 30), Kind.START), ((10, 28), Kind.END), ((12, 28), Kind.BOTH), ((8, 32), Kind.BOTH), ((5, 15), Kind.BOTH)],
)
def test_kinds_of_boundaries(lee: tuple[int, int], kind: Kind) -> None:
    found = two([(10, 30, "claim")], [(*lee, "claim")])
    assert found.kinds[0, kind] == 1


def test_confusion_has_the_first_annotator_down_and_the_second_across() -> None:
    found = two([(0, 9, "claim"), (20, 29, "ad")], [(0, 9, "quote"), (40, 49, "number")], labels=LABELS)
    expected = np.zeros((5, 5), dtype=int)
    expected[0, 1] = expected[3, 4] = expected[4, 2] = 1
    assert found.confusion[0].tolist() == expected.tolist()


def test_the_worst_passage_comes_first_with_both_versions() -> None:
    articles: dict[str, dict[str, list[Spanning]]] = {
        "calm": {"kim": [(0, 9, "claim")], "lee": [(0, 9, "claim")]},
        "hot": {"kim": [(0, 9, "ad"), (10, 40, "claim"), (12, 15, "number")], "lee": [(10, 38, "claim")]},
    }
    found = analysis(articles)
    first, second = found.passages
    names = found.sums.table.articles
    assert (names[first.article], first.start, first.end, first.cost) == ("hot", 10, 40, 2)
    assert [len(rows) for _, rows in first.versions] == [2, 1]
    assert (names[second.article], second.start, second.end, second.cost) == ("hot", 0, 9, 1)


def test_there_are_ten_passages_at_most() -> None:
    found = two([(10 * i, 10 * i + 5, "ad") for i in range(20)], [], 300)
    assert len(found.passages) == 10


def many(people: int) -> Analysis:
    generator = np.random.default_rng(4)
    texts = {f"article-with-a-rather-long-name-{i:03d}": TEXT * 3 for i in range(24)}
    articles: dict[str, dict[str, list[Spanning]]] = {}
    for article in texts:
        articles[article] = {}
        for who in range(people):
            starts = generator.integers(0, 250, size=12)
            articles[article][f"annotator-{who}-with-a-long-name"] = [
                (int(s), int(s) + 40, (*LABELS, "a-label-of-some-length")[int(s) % 5]) for s in starts
            ]
    return analysis(articles, 3 * len(TEXT), texts=texts, resamples=50, labels=LABELS)


@pytest.mark.parametrize("people", [2, 4])
def test_the_report_fits_eighty_columns(people: int) -> None:
    text = render(many(people))
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "what other articles of this kind would give, tagged by these annotators" in " ".join(text.split())
    assert "Fewer than 50 articles with spans are few" in " ".join(text.split())
    assert ("PAIRS" in text) == (people > 2)


def test_semeval_counts_are_printed_of_each_two_or_of_two_alone_by_label() -> None:
    for people in (2, 3):
        found = many(people)
        lines = render(found).partition("SEMEVAL-2013 COUNTS")[2].partition("\n\n")[0].splitlines()
        numbers = [line.split()[-8:] for line in lines[-5 if people == 2 else -3 :]]
        wanted = [
            [str(of["strict"][name]) for name in ("POS", "ACT", "MIS", "SPU")]
            + [f"{of[scheme]['f1']:.3f}" for scheme in ("strict", "exact", "partial", "type")]
            for pair in structure(found)["pairs"]
            for label, of in pair["semeval"].items()
            if (label == "all labels") == (people == 3)
        ]
        assert sorted(numbers) == sorted(wanted)


def test_the_report_warns_of_few_articles_and_shows_undefined_values() -> None:
    articles: dict[str, dict[str, list[Spanning]]] = {
        "a": {"kim": [(0, 9, "ad")], "lee": []},
        "b": {"kim": [], "lee": [(0, 9, "ad")]},
        "c": {"kim": [], "lee": []},
    }
    text = render(analysis(articles, resamples=50, labels=LABELS))
    assert "There is no interval of strict F1: fewer than 5 articles with spans" in text
    assert next(line.split()[:2] for line in text.splitlines() if line.startswith("  ad ")) == ["ad", "2*"]
    assert "* under 50 articles with spans: few for an interval; under 5 or 80 spans: none" in text
    assert "n/a" in text
    assert "few for an interval" not in render(analysis(articles, labels=LABELS))


def test_of_one_article_with_spans_the_report_says_that_there_are_no_intervals() -> None:
    text = render(analysis({"a": {"kim": [(0, 9, "ad")], "lee": []}, "b": {"kim": [], "lee": []}}, resamples=50))
    assert "There is no interval of strict F1: fewer than 5 articles with spans" in text
    assert "what other articles" not in text


def test_labels_that_nobody_used_have_no_rows_and_are_named_once() -> None:
    text = render(two([(0, 9, "ad")], [(0, 8, "ad")], labels=LABELS))
    assert "Nobody used claim, quote, number." in text
    assert text.count("quote") == 1


def test_ends_of_intervals_below_zero_stand_apart_with_one_sign() -> None:
    assert (
        interval(Estimate(-0.0721, -0.0741, -0.0722))
        == "\N{MINUS SIGN}0.072 \N{MINUS SIGN}0.074 to \N{MINUS SIGN}0.072"
    )
    assert interval(Estimate(0.5, 0.25, 0.75)) == "0.500 0.250–0.750"
    assert interval(Estimate(-0.0001)) == "0.000"
    assert signed(Estimate(-0.25, -0.5, 0.125)) == "\N{MINUS SIGN}0.250 (\N{MINUS SIGN}0.500 to +0.125)"
    assert signed(Estimate(0.0, 0.0, 0.0)) == "no difference"


def test_the_report_fits_eighty_columns_with_intervals_below_zero() -> None:
    """Everybody tags elsewhere, so that alpha is below zero in every row."""
    articles: dict[str, dict[str, list[Spanning]]] = {
        f"a{i}": {f"annotator-{who}-of-a-long-name": [(20 * who, 20 * who + 9 + i % 4, "ad")] for who in range(3)}
        for i in range(48)
    }
    text = render(analysis(articles, resamples=50))
    assert " to \N{MINUS SIGN}" in text
    assert "-0." not in text
    assert max(map(len, text.splitlines())) <= WIDTH


def test_what_differs_by_case_only_is_asked_about() -> None:
    said = render(analysis({"a": {"kim": [(0, 9, "ad")], "Kim": [(0, 9, "Ad")]}}))
    assert "The annotators Kim and kim differ by case only: are they one?" in said
    assert "The labels Ad and ad differ by case only: are they one?" in said


def test_pairs_that_all_agree_alike_have_no_lowest_and_highest() -> None:
    found = analysis({f"a{i}": {who: [(0, 9, "ad")] for who in ("kim", "lee", "max")} for i in range(3)}, resamples=50)
    assert structure(found)["lowest_less_highest"] is None
    assert "THE LOWEST PAIR" not in render(found)


def test_nothing_foreign_steers_the_terminal() -> None:
    evil = "\x1b[2J\u202e"
    texts = {"one": f"{evil} and more"}
    found = analysis({"one": {"kim": [(0, 6, f"bad{evil}")], "lee": []}}, 20, texts=texts)
    text = render(found)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "bad" in text


def test_json_has_what_the_design_promises() -> None:
    found = json.loads(orjson.dumps(structure(many(3))))
    assert list(found)[:4] == ["settings", "overall", "labels", "pairs"]
    assert {"annotators", "articles", "confusion", "disagreements", "sums"} <= set(found)
    assert set(found["overall"]["f1"]) == {"value", "low", "high"}
    assert {"f1", "relaxed_f1", "alpha", "spans"} <= set(found["labels"]["claim"])
    assert len(found["labels"]["claim"]["spans"]) == 3
    assert len(found["pairs"]) == len(found["annotators"]) == 3
    assert len(found["articles"]) == 24
    kinds = found["disagreements"]["claim"]
    assert set(kinds) == {"agree", "label", "boundary", "split or merged", "label and boundary", "missing"}
    assert set(kinds["boundary"]) == {"space or punctuation", "start", "end", "both"}


def test_the_sums_of_parts_add_up_to_those_of_the_whole() -> None:
    articles: dict[str, dict[str, list[Spanning]]] = {
        "a": {"kim": [(0, 9, "ad")], "lee": [(0, 8, "ad")]},
        "b": {"kim": [(3, 5, "ad")], "lee": [(3, 5, "ad")], "max": [(4, 5, "ad")]},
    }
    whole = structure(analysis(articles))["sums"]
    parts = [structure(analysis({name: people}))["sums"] for name, people in articles.items()]
    assert leaves(whole) == {place: sum(leaves(part).get(place, 0) for part in parts) for place in leaves(whole)}


def leaves(tree: Any, place: str = "") -> dict[str, int]:
    if isinstance(tree, dict):
        return {key: n for name, branch in tree.items() for key, n in leaves(branch, f"{place}/{name}").items()}
    return {place: tree}


def test_kinds_of_disagreement_have_one_name_on_all_screens_and_in_print() -> None:
    assert {*KIND_NAMES.values()} - {"agreed"} == {*KIND_TERMS.values()} - {KIND_TERMS[Kind.AGREE]}
