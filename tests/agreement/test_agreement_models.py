"""SemEval counts, error rates without gold, differences and scores against gold: examples and laws."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import orjson
import pytest
from hypothesis import example, given, settings

from annotator.agreement import semeval
from annotator.agreement.accuracy import analyse_against, compare
from annotator.agreement.dawid_skene import Responses, dawid_skene, error_rates
from annotator.agreement.measures import count
from annotator.agreement.result import AgreementSettings, analyse
from annotator.agreement.table import read_table
from annotator.errors import AnnotatorError
from annotator.report.accuracy_text import render_accuracy
from annotator.report.json import against_structure
from annotator.report.wording import WIDTH
from tests.agreement.agreement_world import HALF, LABELS, Articles, Spanning, analysis, table, two
from tests.agreement.test_agreement_laws import LENGTH, SOME, corpora
from tests.making import examples, raw, span, state

FIELDS = ("precision", "recall", "f1")


@SOME
@given(corpora())
def test_every_span_of_key_and_response_is_counted_once_in_each_scheme(articles: Articles) -> None:
    found = analysis(articles, LENGTH, labels=LABELS)
    for pair in found.pairs:
        of = pair.semeval
        assert np.array_equal(of.correct + of.incorrect + of.partial + of.missing, of.possible)
        response = of.response_correct + of.response_incorrect + of.response_partial
        assert np.array_equal(response + of.spurious, of.actual)
        assert (np.stack(of) >= 0).all()
        assert (of.possible[-1, 0], of.actual[-1, 0]) == pair.spans
        strict, exact = semeval.scores(of).f1[-1, :2]
        for value, name in ((strict, "f1"), (exact, "boundary_f1")):
            wanted = pair.scores[name].value
            assert value == pytest.approx(np.nan if wanted is None else wanted, nan_ok=True)


EQUALLY_GOOD = {  # the first annotator's first or last span may be matched with the second's second
    "article0": {
        "who0": [(0, 1, "claim"), (0, 4, "claim"), (2, 3, "claim")],
        "who1": [(0, 2, "quote"), (0, 3, "claim"), (3, 4, "claim")],
    }
}


@SOME
@given(corpora(most=2))
@example(EQUALLY_GOOD)
def test_swapping_key_and_response_swaps_precision_and_recall(articles: Articles) -> None:
    renamed = {a: {f"who{1 - int(n[3:])}": s for n, s in who.items()} for a, who in articles.items()}
    one, other = (semeval.scores(analysis(found, LENGTH).pairs[0].semeval) for found in (articles, renamed))
    # By label, which of several stacked labels is the confused one depends on the order of the two.
    assert np.allclose(one.precision[-1], other.recall[-1], equal_nan=True)
    assert np.allclose(one.f1[-1], other.f1[-1], equal_nan=True)


def simulated(people: int, items: int, seed: int = 1) -> tuple[dict[str, dict[str, list[Spanning]]], float]:
    """Articles whose true spans each annotator finds with chance 0.8, labels rightly, and who invent 10 % more."""
    chance = np.random.default_rng(seed)
    articles: dict[str, dict[str, list[Spanning]]] = {}
    for article in range(20):
        truth = [(30 * i, 30 * i + 9, LABELS[int(chance.integers(2))]) for i in range(items // 20)]
        articles[f"a{article:02d}"] = {
            f"who{who}": [s for s in truth if chance.random() < 0.8]
            + [
                (30 * i + 10 + who * 3, 30 * i + 12 + who * 3, "claim")
                for i in range(len(truth))
                if chance.random() < 0.1
            ]
            for who in range(people)
        }
    return articles, 0.8


@pytest.mark.parametrize("people", [3, 5])
def test_error_rates_of_simulated_annotators_are_found_again(people: int) -> None:
    articles, found_share = simulated(people, 2_000)
    rates = error_rates(table(articles, 4_000, LABELS).shared())
    assert rates is not None
    assert rates.estimates.converged
    for own in rates.estimates.rates:
        assert np.diagonal(own)[:2] == pytest.approx([found_share] * 2, abs=0.06)
    # 0.1 invented against 0.8 found.
    assert rates.invented == pytest.approx([1 / 9] * people, abs=0.06)
    assert rates.expected[:2].sum() == pytest.approx(2_000, rel=0.06)
    assert any("three annotators" in said for said in rates.warnings) == (people == 3)


def test_error_rates_do_not_depend_on_names_and_need_three() -> None:
    articles, _ = simulated(4, 200)
    renamed = {a: {f"who{3 - int(n[3:])}": s for n, s in who.items()} for a, who in articles.items()}
    one, other = (error_rates(table(found, 4_000, LABELS).shared()) for found in (articles, renamed))
    assert one is not None
    assert other is not None
    assert np.allclose(one.estimates.rates, other.estimates.rates[::-1], atol=1e-6, equal_nan=True)
    pair = {a: {n: s for n, s in who.items() if n in {"who0", "who1"}} for a, who in articles.items()}
    assert error_rates(table(pair, 4_000).shared()) is None


def test_an_item_that_stands_for_three_counts_as_three() -> None:
    chance = np.random.default_rng(3)
    item, given_ = np.repeat(np.arange(30), 4), chance.integers(0, 3, 120)
    observer = np.tile(np.arange(4), 30)
    once = dawid_skene(Responses(item, observer, given_), (30, 4, 3), np.full(30, 3))
    thrice = dawid_skene(
        Responses(np.concatenate([item + 30 * i for i in range(3)]), np.tile(observer, 3), np.tile(given_, 3)),
        (90, 4, 3),
    )
    assert np.allclose(once.prevalence, thrice.prevalence)
    assert once.log_likelihood == pytest.approx(thrice.log_likelihood)


def pairs_of(number: int, hits: int, prefix: str = "a") -> dict[str, dict[str, list[Spanning]]]:
    """Articles in each of which both have one span; in the first so many it is the same."""
    return {
        f"{prefix}{i:02d}": {"kim": [(0, 5, "ad")], "lee": [(0, 5 if i < hits else 6, "ad")]} for i in range(number)
    }


def test_a_run_differs_from_itself_by_nothing() -> None:
    sums = count(table(pairs_of(12, 7), LENGTH), HALF)
    found = compare(sums, sums, AgreementSettings(HALF, 300, 0))
    assert found.paired
    assert all(estimate == (0.0, 0.0, 0.0) for estimate in found.scores.values())


def test_runs_on_the_same_articles_are_drawn_in_pairs_and_others_apart() -> None:
    """In pairs the difference is that of 15 articles in 200; apart both runs vary as coins do."""
    one, other, elsewhere = (
        count(table(found, LENGTH), HALF) for found in (pairs_of(200, 150), pairs_of(200, 135), pairs_of(200, 135, "b"))
    )
    asked = AgreementSettings(HALF, 2_000, 0)
    paired, apart = compare(one, other, asked), compare(one, elsewhere, asked)
    assert (paired.paired, apart.paired) == (True, False)
    assert paired.scores["f1"].value == pytest.approx(15 / 200) == apart.scores["f1"].value
    width = [(e.high or 0) - (e.low or 0) for e in (paired.scores["f1"], apart.scores["f1"])]
    assert width[0] == pytest.approx(2 * 1.96 * (15 / 200 * 185 / 200 / 200) ** 0.5, rel=0.15)
    assert width[1] == pytest.approx(2 * 1.96 * ((150 * 50 + 135 * 65) / 200**3) ** 0.5, rel=0.15)


def test_the_lowest_and_highest_pair_are_compared_over_their_articles() -> None:
    articles = {a: {**who, "max": who["kim"]} for a, who in pairs_of(30, 15).items()}
    found = analysis(articles, resamples=200)
    assert found.extremes is not None
    low, high = (found.pairs[i] for i in found.extremes[:2])
    assert (low.scores["f1"].value, high.scores["f1"].value) == (0.5, 1.0)
    assert found.extremes.difference.scores["f1"].value == -0.5
    overall = found.overall["f1"].value
    for pair in found.pairs:
        assert pair.less_overall is not None
        assert pair.less_overall.scores["f1"].value == pytest.approx((pair.scores["f1"].value or 0) - (overall or 0))


def written(path: Path, *lines: bytes) -> Path:
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def flat(path: Path, spans: Sequence[tuple[str, int, int, str]]) -> Path:
    return written(path, *(orjson.dumps({"article": a, "start": s, "end": e, "label": x}) for a, s, e, x in spans))


def test_all_deciders_of_a_gold_journal_are_one_party(tmp_path: Path) -> None:
    """Max revises what Kim decided, in the same file, and finishes the article."""
    gold = written(
        tmp_path / "gold.jsonl",
        raw(span("01A", 0, 5, annotator="kim")),
        raw(span("01B", 6, 9, annotator="kim")),
        raw(span("01A", 0, 4, annotator="max", rev=2)),
        raw(state(annotator="max", length=40)),
    )
    lee = written(
        tmp_path / "lee.jsonl", raw(span("01C", 0, 4, annotator="lee")), raw(state(annotator="lee", length=40))
    )
    found = analyse_against(read_table([lee], gold=gold).table, AgreementSettings(HALF, 0, 0)).scored[0]
    assert found.name == "lee"
    assert found.overall["strict"]["precision"].value == 1
    assert found.overall["strict"]["recall"].value == 0.5


def test_a_models_predictions_are_scored_on_the_articles_of_gold_alone(tmp_path: Path) -> None:
    gold = flat(
        tmp_path / "g.jsonl", [("a", 0, 9, "claim"), ("a", 20, 25, "quote"), ("b", 0, 3, "ad"), ("c", 0, 3, "ad")]
    )
    model = flat(
        tmp_path / "model.jsonl",
        [("a", 0, 9, "claim"), ("a", 20, 25, "ad"), ("a", 30, 33, "ad"), ("b", 0, 4, "ad"), ("z", 0, 9, "ad")],
    )
    other = flat(tmp_path / "other.jsonl", [("z", 0, 9, "ad")])
    against = analyse_against(read_table([model, other], gold=gold).table, AgreementSettings(HALF, 50, 0))
    found = against.scored[0]
    assert against.strangers == ["other"]
    assert [found.overall["strict"][f].value for f in FIELDS] == pytest.approx([1 / 4, 1 / 3, 2 / 7])
    assert [found.overall["boundary"][f].value for f in FIELDS] == pytest.approx([2 / 4, 2 / 3, 4 / 7])
    assert [found.overall["relaxed"][f].value for f in FIELDS] == pytest.approx([2 / 4, 2 / 3, 4 / 7])
    ad = found.labels[found.analysis.sums.table.labels.index("ad")]
    assert [ad["strict"][f].value for f in FIELDS] == [0, 0, 0]
    assert found.overall["strict"]["f1"] == found.analysis.overall["f1"]
    text = render_accuracy(against)
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "WHAT TO LOOK AT FIRST" in text
    assert against_structure(against)["scored"][0]["first"]
    assert against_structure(against)["scored"][0]["pairs"][0]["semeval"]["all labels"]["type"]["COR"] == 2


def test_precision_and_recall_have_an_interval_where_their_own_articles_suffice(tmp_path: Path) -> None:
    """The model finds ads in one article of the twenty in which gold has them."""
    names, places = [f"a{i}" for i in range(20)], (0, 9, 20, 30)
    gold = flat(tmp_path / "g.jsonl", [(name, at, at + 3, "ad") for name in names for at in places])
    ads = [("a0", at, at + 3, "ad") for at in places]
    model = flat(tmp_path / "model.jsonl", [*ads, *((name, 0, 3, "claim") for name in names[1:])])
    found = analyse_against(read_table([model], gold=gold).table, AgreementSettings(HALF, 1000, 0)).scored[0]
    ad = found.labels[found.analysis.sums.table.labels.index("ad")]["strict"]
    assert ad["precision"] == (1.0, None, None)
    assert ad["recall"].value == pytest.approx(0.05)
    assert None not in ad["recall"]
    assert None not in ad["f1"]


def test_of_stacked_labels_boundaries_only_count_the_one_that_is_in_a_pair() -> None:
    found = two([(0, 9, "claim"), (0, 9, "quote")], [(0, 9, "claim")], labels=LABELS)
    claim, quote = (found.labels[LABELS.index(label)]["boundary_f1"].value for label in ("claim", "quote"))
    assert (claim, quote) == (1.0, 0.0)


def test_who_is_called_gold_cannot_be_compared_with_gold(tmp_path: Path) -> None:
    gold = flat(tmp_path / "g.jsonl", [("a", 0, 9, "claim")])
    other = flat(tmp_path / "gold.jsonl", [("a", 0, 9, "claim")])
    with pytest.raises(AnnotatorError, match="leave its file out"):
        read_table([other], gold=gold)


@settings(max_examples=examples(40), deadline=None)
@given(corpora(most=3))
def test_scores_against_gold_are_those_of_the_pair(articles: Articles) -> None:
    named = {a: {"gold" if n == "who0" else n: s for n, s in who.items()} for a, who in articles.items()}
    whole = table(named, LENGTH, LABELS)
    if not any("gold" in who and len(who) > 1 for who in named.values()):
        return
    for one in analyse_against(whole, AgreementSettings(HALF, 0, 0)).scored:
        pair = {a: who for a, who in named.items() if {"gold", one.name} <= set(who)}
        alone = analyse(
            table({a: {n: who[n] for n in ("gold", one.name)} for a, who in pair.items()}, LENGTH, LABELS),
            AgreementSettings(HALF, 0, 0),
        )
        assert alone.overall == one.analysis.overall
        key = sum(len(set(who["gold"])) for who in pair.values())
        hits = sum(len(set(who["gold"]) & set(who[one.name])) for who in pair.values())
        assert one.overall["strict"]["recall"].value == (hits / key if key else None)


def test_stacked_labels_in_all_schemes() -> None:
    """Claim and quote on one range against quote alone: the quote is found, the claim is missing."""
    of = two([(0, 9, "claim"), (0, 9, "quote")], [(0, 9, "quote")]).pairs[0].semeval
    assert [column[-1].tolist() for column in of[:5]] == [[1] * 4, [0] * 4, [0] * 4, [1] * 4, [0] * 4]
