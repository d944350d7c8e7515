"""Articles that share text stay on one side of a split: copies are found, other articles are not, and it is told."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.dataset.split import (
    QUOTED_WORDS,
    SHINGLE,
    THRESHOLD,
    SplitArticle,
    grouping,
    groups,
    jaccard,
    near_duplicates,
    parse_sizes,
    shared_quotations,
    split,
)
from annotator.errors import AnnotatorError

QUOTE = "We were told nothing about the cracks until the river rose"


def _article(seed: int, words: int = 300) -> list[str]:
    chance = random.Random(seed)
    return [f"word{chance.randrange(2_000)}" for _ in range(words)]


def _exact(one: list[str], other: list[str]) -> float:
    a, b = ({tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)} for words in (one, other))
    return len(a & b) / len(a | b)


def _edited(words: list[str], edits: int, seed: int) -> list[str]:
    chance, found = random.Random(seed), list(words)
    for number in range(edits):
        found[chance.randrange(len(found))] = f"new{seed}x{number}"
    return found


def test_a_lightly_edited_copy_is_found_and_an_unrelated_article_is_not() -> None:
    original = _article(1)
    texts = {
        "original": " ".join(original),
        "copy": " ".join(_edited(original, 6, 9)).upper().replace(" ", "\n"),
        "other": " ".join(_article(2)),
    }

    assert [(tie.kind, tie.articles) for tie in near_duplicates(texts)] == [("near-duplicate", ("copy", "original"))]


def test_pairs_above_the_threshold_are_found_and_none_below_it_is() -> None:
    texts: dict[str, str] = {}
    indices: dict[tuple[str, str], float] = {}
    for number in range(120):
        original = _article(number)
        copy = _edited(original, number % 40, number)
        pair = f"a{number:03}", f"b{number:03}"
        texts |= dict(zip(pair, (" ".join(original), " ".join(copy)), strict=True))
        indices[pair] = _exact(original, copy)
    found = {tie.articles for tie in near_duplicates(texts)}

    assert found <= {pair for pair, index in indices.items() if index >= THRESHOLD}
    assert found >= {pair for pair, index in indices.items() if index >= THRESHOLD + 0.15}
    assert 20 < len(found) < 110


def test_a_hundred_copies_are_of_one_group() -> None:
    words = _article(3)
    texts = {f"a{number:03}": " ".join(_edited(words, 3, number)) for number in range(100)}
    tied = groups(texts, [tie.articles for tie in near_duplicates(texts)])

    assert set(tied.values()) == {"a000"}


def test_a_long_quotation_ties_articles_and_a_short_one_does_not() -> None:
    texts = {
        "a": f"It was said: “{QUOTE}.” And more.",
        "b": f'Elsewhere: "{QUOTE.upper()}", she added.',
        "c": f"{QUOTE}, which nobody quoted here.",
        "d": "“We were told nothing,” he said.",
        "e": "“We were told nothing,” they said.",
    }

    assert [tie.articles for tie in shared_quotations(texts)] == [("a", "b")]
    assert [tie.articles for tie in shared_quotations(texts, {"d": [QUOTE]})] == [("a", "b"), ("a", "d")]
    assert len(QUOTE.split()) >= QUOTED_WORDS


@given(st.dictionaries(st.sampled_from("abcdef"), st.text(alphabet='ab “”"\n', max_size=80)))
@settings(deadline=None)
def test_any_texts_are_compared_alike_in_any_order(texts: dict[str, str]) -> None:
    backwards = dict(reversed(texts.items()))

    assert near_duplicates(texts) == near_duplicates(backwards)
    assert shared_quotations(texts) == shared_quotations(backwards)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))), st.randoms(use_true_random=False))
def test_what_is_tied_however_indirectly_is_of_one_group(pairs: list[tuple[int, int]], shuffler: random.Random) -> None:
    items = [str(number) for number in range(10)]
    tied = [(str(a), str(b)) for a, b in pairs]
    found = groups(items, tied)
    reached = {item: {item} for item in items}
    for _ in items:
        for a, b in tied:
            reached[a] |= reached[b]
            reached[b] |= reached[a]

    assert found == {item: min(reached[item]) for item in items}
    assert groups(items, shuffler.sample(tied, len(tied))) == found


def test_events_that_share_a_text_never_part_and_the_sentences_say_which() -> None:
    copy = " ".join(_article(5))
    texts = {
        "a": copy,
        "b": copy,
        "c": f"Ana: “{QUOTE}”",
        "d": f"The storm took everything that stood there. “{QUOTE}”",
        "e": "Alone here.",
        "f": None,
    }
    events = {article: f"event {i}" for i, article in enumerate(texts)} | {"a": "event 9", "e": "event 9"}
    found = grouping(events, texts, {})
    parts = split(
        [SplitArticle(a, found.groups[a], {}) for a in texts], parse_sizes("50/50"), seed=0, tied=len(found.ties)
    )

    assert parts["a"] == parts["b"] == parts["e"]
    assert parts["c"] == parts["d"]
    told = found.told()
    assert "1 pair kept together (a and b: 1.00)" in told[0]
    assert "1 pair kept together (c and d: we were told nothing" in told[1]
    assert "1 article whose text is not at hand (f)" in told[2]
    assert found.structure()["groups"] == 3


def test_what_ties_everything_is_refused_with_the_reason() -> None:
    texts: dict[str, str | None] = dict.fromkeys("abc", " ".join(_article(5)))
    found = grouping({article: f"event {article}" for article in texts}, texts, {})
    items = [SplitArticle(article, found.groups[article], {}) for article in texts]

    with pytest.raises(AnnotatorError, match=r"of 1 group .*that share text.*too few for 2 parts"):
        split(items, parse_sizes("80/20"), seed=0, tied=len(found.ties))


def test_the_index_of_nothing_is_no_match() -> None:
    import numpy as np

    nothing = np.zeros(0, dtype=np.uint64)
    assert jaccard(nothing, nothing) == 0
    assert near_duplicates({"a": "", "b": ""}) == []
