"""The same quotation, worded and cut differently, is found; what only resembles it is not."""

from __future__ import annotations

import hashlib
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.boards.alignment import align, indexed
from annotator.boards.board_articles import BoardArticle, TaggedSpan, event_of
from annotator.boards.candidates import LEADERS, candidates
from annotator.boards.quote_matching import QuoteGroup, Weights, groups_of
from annotator.boards.tokens import tokens
from annotator.boards.utterances import Utterance, outlet_of, utterances_of
from annotator.model import Meta
from annotator.text.languages.english import ENGLISH
from tests.boards.quotes_world import planted

FULL = "“We will not close the harbour, and the ferry crews keep every single job until the new bridge is open,” Ada Lund said."


def article(name: str, text: str, **more: object) -> BoardArticle:
    meta = Meta.from_fields({"source": f"{name} news", "language": "en", **more})
    return BoardArticle(name, hashlib.sha256(text.encode()).hexdigest(), text, meta)


def _tagged(start: int, end: int, speaker: str = "") -> TaggedSpan:
    return TaggedSpan(start, end, "quote", None, None, {"speaker": speaker} if speaker else {})


def found(**texts: str) -> list[QuoteGroup]:
    """The groups among articles of these names."""
    return groups_of([utterance for name, text in texts.items() for utterance in utterances_of(article(name, text))])


def of(groups: list[QuoteGroup]) -> list[list[tuple[str, str]]]:
    return [[(member.utterance.article, member.status) for member in group.members] for group in groups]


@pytest.mark.parametrize("seed", [3, 5])
def test_of_200_planted_quotations_nearly_all_wordings_are_found_and_nothing_else_joined(seed: int) -> None:
    world = planted(seed)
    groups = groups_of([utterance for one in world.articles for utterance in utterances_of(one)])
    by_number: dict[int, list[str]] = {}
    for (name, _), number in world.printed.items():
        by_number.setdefault(number, []).append(name)
    true = {pair for names in by_number.values() for pair in combinations(sorted(names), 2)}
    joined = {
        pair
        for group in groups
        for pair in combinations(sorted(member.utterance.article for member in group.members), 2)
    }
    surely = {
        pair
        for group in groups
        for pair in combinations(sorted(m.utterance.article for m in group.members if m.status == "sure"), 2)
    }
    assert len(joined & true) / len(true) >= 0.95
    assert len(surely & true) / len(true) >= 0.8
    assert joined - true == set()


def test_a_cut_wording_in_other_marks_is_surely_the_same() -> None:
    groups = found(
        a=FULL,
        b='The line stays. "The ferry-crews keep EVERY\u00a0 single\u00ad job – until the new bridge is open," said Lund.',
    )
    assert of(groups) == [[("a", "sure"), ("b", "sure")]]
    assert groups[0].outlets == ["a news", "b news"]
    assert not groups[0].members[1].turned


def test_what_was_broken_by_an_attribution_is_one_quotation_of_two_stretches() -> None:
    text = "“We will not close the harbour,” Ada Lund said, “and the ferry crews keep every single job.”"
    [utterance] = utterances_of(article("a", text))
    assert [text[start:end] for start, end in utterance.stretches] == utterance.texts == [text[:32], text[48:]]
    assert of(found(a=FULL, b=text)) == [[("a", "sure"), ("b", "sure")]]


@pytest.mark.parametrize(
    "text",
    [
        "He spoke of “a good day,” adding that “it went well.”",
        "“It went well.” He added, “We go on.”",
        "She likes “apples,” “pears,” and “plums.”",
        "“It went well,” he said. Asked about costs he answered “perhaps.”",
        "“It went well,” he said.\n\n“We go on,” she said.",
    ],
)
def test_quotations_that_go_on_in_no_way_stay_apart(text: str) -> None:
    assert all(len(utterance.stretches) == 1 for utterance in utterances_of(article("a", text)))


@pytest.mark.parametrize(
    "other",
    [
        "“We will close the harbour, and the ferry crews keep every single job until",
        "“We will not close the harbour, and the ferry crews keep 40 jobs until",
    ],
)
def test_another_number_or_a_lost_negation_is_told(other: str) -> None:
    [group] = found(a=FULL, b=f"{other} the new bridge is open,” Lund said.")
    assert group.members[1].turned
    [short] = found(
        a="“They like the bridge workers a lot,” he said.", b="“They unlike the bridge workers a lot,” he said."
    )
    assert short.status == "perhaps"
    assert short.members[1].turned


def test_a_phrase_of_three_words_is_not_sure_unless_it_is_rare_and_of_the_same_speaker() -> None:
    few = found(
        a="It was “a particularly cheerful walrus” to Lund.", b="Lund saw “a particularly cheerful walrus” there."
    )
    assert [group.status for group in few] == ["perhaps"]
    many = {f"x{n}": f"“Item{n} nothing{n} whatever{n} unlike{n} others{n},” said Berg{n}." for n in range(400)}
    rare = found(
        a="“A particularly cheerful walrus,” said Lund.", b="“A particularly cheerful walrus,” Ada Lund said.", **many
    )
    assert of(rare) == [[("a", "sure"), ("b", "sure")]]
    others = found(
        a="“A particularly cheerful walrus,” said Lund.", b="“A particularly cheerful walrus,” said Holt.", **many
    )
    assert [group.status for group in others] == ["perhaps"]


def test_a_chain_joins_no_strangers() -> None:
    one = "“The northern dyke leaked badly in March while engineers argued about sandbags and pumps,” he said."
    two = "“Engineers argued about sandbags and pumps, yet every cellar in the old town stayed dry,” he said."
    three = "“Every cellar in the old town stayed dry because volunteers carried buckets all night long,” he said."
    for group in found(a=one, b=two, c=three):
        assert {"a", "c"} - {member.utterance.article for member in group.members}


def test_two_occurrences_in_one_article_both_belong() -> None:
    text = f"{FULL}\n\nThe council wants proof that “the ferry crews keep every single job” this time.\n"
    [group] = found(a=text)
    assert [member.utterance.article for member in group.members] == ["a", "a"]
    assert group.outlets == ["a news"]


def test_speakers_that_are_noted_add_when_equal_and_subtract_when_they_differ() -> None:
    def status(one: str, other: str) -> str | None:
        utterances: list[Utterance] = []
        for name, speaker in (("a", one), ("b", other)):
            text = "x “the cheerful walrus sings again” x"
            tagged = [_tagged(2, len(text) - 2, speaker)]
            utterances += utterances_of(article(name, text)._replace(spans=tagged))
        groups = groups_of(utterances)
        return groups[0].status if groups else None

    assert status("Ada Lund", "Lund") == "sure"
    assert status("Ada Lund", "Bo Holt") == "perhaps"


def test_where_somebody_tagged_quotations_only_those_count() -> None:
    text = f"{FULL}\n\n“Nothing else matters here at all,” he said."
    tagged = [_tagged(0, 104, "Lund"), _tagged(0, 104), _tagged(1, 40)]
    [utterance] = utterances_of(article("a", text)._replace(spans=tagged))
    assert utterance.stretches == [(0, 104)]
    assert utterance.attribution.speaker == "Lund"


def test_an_outlet_is_the_source_or_the_host_or_the_article_alone() -> None:
    assert outlet_of("a", Meta(source=" The Wire ", url="https://x.example/a")) == "The Wire"
    assert outlet_of("a", Meta(url="https://www.x.example/a")) == "x.example"
    assert outlet_of("a", Meta(url="https://[")) == "a"
    assert event_of(" Flood  2026") == event_of("flood 2026") == "flood 2026"
    assert event_of(" ") is None


@given(
    st.lists(st.sampled_from(["walrus", "walruses", "sings", "sang", "the", "a", "not", "7", "harbour"])).map(" ".join),
    st.data(),
)
def test_corresponding_words_are_of_one_stem_and_go_forward(text: str, data: st.DataObject) -> None:
    words = tokens(text, ENGLISH).words
    other = data.draw(st.permutations(words)) if data.draw(st.booleans()) else words
    pairs = [pair for run in align(indexed(words), other) for pair in run]
    assert all(words[i].stem == other[j].stem or words[i].folded == other[j].folded for i, j in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))


@given(st.text(max_size=300))
def test_offsets_are_those_of_the_text_as_it_is_written(text: str) -> None:
    for utterance in utterances_of(article("a", text)):
        assert utterance.texts == [text[start:end] for start, end in utterance.stretches]
        assert all(
            any(a <= x < y <= b for a, b in utterance.stretches)
            for x, y in zip(utterance.words.starts, utterance.words.ends, strict=True)
        )


@given(st.integers(1, 400), st.integers(1, 20))
def test_what_all_have_in_common_costs_no_more_than_what_a_few_have(count: int, most: int) -> None:
    items = np.arange(count)
    earlier, later = candidates(np.zeros(count, dtype=np.int64), items, most)
    assert len(earlier) <= count * min(most, LEADERS)
    assert (earlier < later).all()
    assert set(later.tolist()) == set(range(1, count))


def test_a_thousand_copies_of_one_quotation_are_one_group() -> None:
    groups = found(**{f"a{n}": FULL for n in range(1000)})
    assert [len(group.members) for group in groups] == [1000]
    assert groups[0].status == "sure"


def test_what_quotations_are_found_by_is_numbered_as_they_stand_there() -> None:
    texts = planted(1, 20).articles
    stems = [word.stem for one in texts for found in utterances_of(one) for word in found.words.words if word.says]
    assert list(Weights([found for one in texts for found in utterances_of(one)]).counts) == list(dict.fromkeys(stems))
