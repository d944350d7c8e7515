"""What counts: finished articles, spans as sets, lengths, texts that are the same."""

from __future__ import annotations

import numpy as np
import pytest

from annotator.agreement.result import AgreementSettings, analyse
from annotator.agreement.table import choose
from annotator.errors import AnnotatorError
from annotator.journal.columns import sort_order
from tests.agreement.agreement_world import LABELS, corpus, from_corpus, table
from tests.slow_reading import AnnotatorWork, Corpus


def test_columns_are_sorted_and_each_span_stands_once() -> None:
    found = table(
        {"b": {"kim": [(4, 9, "ad"), (0, 3, "ad"), (4, 9, "ad")]}, "a": {"kim": [(0, 2, "zebra")]}}, labels=LABELS
    )
    assert found.articles == ("a", "b")
    assert found.labels == (*LABELS, "zebra")
    assert list(zip(found.article, found.label, found.start, found.end, strict=True)) == [
        (0, 4, 0, 2),
        (1, 3, 0, 3),
        (1, 3, 4, 9),
    ]


def test_the_text_of_a_span_is_found_again_after_sorting() -> None:
    text = "zero one two three"
    found = from_corpus(corpus({"a": {"kim": [(9, 12, "ad"), (0, 4, "claim")]}}, texts={"a": text}), LABELS)
    assert [found.text(row) for row in range(2)] == ["zero", "two"]


def test_an_unfinished_article_does_not_count_and_nor_do_its_spans() -> None:
    works = corpus({"a": {"kim": [(0, 2, "ad")], "lee": [(0, 2, "ad")]}, "b": {"kim": [], "lee": [(0, 2, "ad")]}})
    works.works["lee"].states["b"] = {"state": "started", "length": 100, "sha256": "s"}
    found = from_corpus(works)
    assert found.done.tolist() == [[True, True], [True, False]]
    assert len(found.article) == 2


def test_without_any_states_an_article_with_a_span_counts_and_its_length_is_guessed() -> None:
    span = {"article": "a", "start": 3, "end": 8, "label": "ad", "sha256": None, "text": None}
    found = from_corpus(Corpus({name: AnnotatorWork(name, {"a": [span]}, {}) for name in ("kim", "lee")}, {}))
    assert found.done.all()
    assert found.lengths.tolist() == [8]
    assert found.guessed.tolist() == [True]
    assert found.text(0) is None


def test_articles_whose_annotators_read_different_texts_are_left_out() -> None:
    works = corpus({"a": {"kim": [(0, 2, "ad")], "lee": [(0, 2, "ad")]}, "b": {"kim": [], "lee": []}})
    works.works["lee"].states["a"]["sha256"] = "other"
    found = from_corpus(works)
    assert found.articles == ("b",)
    assert found.apart == ("a",)
    with pytest.raises(AnnotatorError, match="different texts"):
        choose(found, (), ["a"])


def test_choosing_labels_keeps_who_finished_what() -> None:
    found = choose(table({"a": {"kim": [(0, 2, "ad")], "lee": [(0, 2, "claim")]}}, labels=LABELS), ["ad"], [])
    assert found.labels == ("ad",)
    assert found.label.tolist() == [0]
    assert found.done.all()
    assert analyse(found, AgreementSettings(resamples=0)).overall["f1"].value == 0


@pytest.mark.parametrize(("labels", "articles"), [(["adverb"], []), ([], ["b"])])
def test_what_is_not_there_cannot_be_chosen(labels: list[str], articles: list[str]) -> None:
    with pytest.raises(AnnotatorError, match="choose among"):
        choose(table({"a": {"kim": [], "lee": []}}, labels=LABELS), labels, articles)


@pytest.mark.parametrize(
    ("articles", "message"),
    [
        ({}, "nobody has finished"),
        ({"a": {"kim": [(0, 2, "ad")]}}, "only kim has finished"),
        ({"a": {"kim": []}, "b": {"lee": []}}, "no article was finished by two"),
    ],
)
def test_what_cannot_be_compared_is_said_in_one_sentence(
    articles: dict[str, dict[str, list[tuple[int, int, str]]]], message: str
) -> None:
    with pytest.raises(AnnotatorError, match=message):
        analyse(table(articles), AgreementSettings())


def test_columns_too_wide_for_one_key_are_sorted_all_the_same() -> None:
    generator = np.random.default_rng(0)
    columns = [generator.integers(0, 2**20, size=200) // 2**17 * 2**17 for _ in range(5)]
    by_rows = sorted(range(200), key=lambda i: tuple(int(column[i]) for column in columns))
    assert [[int(c[i]) for c in columns] for i in sort_order(columns)] == [
        [int(c[i]) for c in columns] for i in by_rows
    ]
