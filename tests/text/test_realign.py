"""Spans found again after the article was edited: what is said to be sure is right, and most of it is sure."""

from __future__ import annotations

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotator.text.realign import Anchor, find_again
from annotator.text.realign.normalize import Folded
from annotator.text.realign.quote_match import STEPS, Effort, run_after, run_before
from annotator.text.realign.word_diff import Diff
from annotator.text.segments import grapheme_at
from tests.making import texts
from tests.text.drafts import Draft, Truth
from tests.text.edits import KINDS, SEEDS, Tally, articles, drawn, measure, whole

STORY = (
    "Ferry sinks off the cape\n\n"
    "The ferry sank on Monday. Some 1,200 people saw it. “Nobody warned us,” said Mayor Ólafur Quist.\n\n"
    "Two men swam ashore. Two men were pulled out by a trawler, which had come from the north.\n"
)


def place_of(text: str, wording: str) -> tuple[int, int]:
    start = text.index(wording)
    return start, start + len(wording)


def after(new: str, wording: str, old: str = STORY) -> Anchor:
    """What is said of the first place of `wording` in `old`."""
    return find_again(old, new, [place_of(old, wording)])[0]


def ranges_of(data: st.DataObject, text: str) -> list[tuple[int, int]]:
    edges = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    return [(min(pair), max(pair)) for pair in data.draw(st.lists(edges, max_size=5)) if pair[0] != pair[1]]


# The edits of newsrooms, on this project's own articles.


@pytest.fixture(scope="module")
def table() -> dict[str, Tally]:
    """Every place that kim or lee tagged, in each of the five articles, under each kind of edit, for each seed."""
    return measure(SEEDS, print)


def test_at_most_one_sure_proposal_in_a_thousand_is_wrong(table: dict[str, Tally]) -> None:
    """Of all sure proposals; wrong is any other place than the true one, by a single character too, or a gone span."""
    total = whole(table)
    assert total.kept + total.gone > 15_000, drawn(table)
    assert total.wrong <= total.sure / 1000, drawn(table)


def test_nine_of_ten_spans_that_still_exist_are_proposed_as_sure(table: dict[str, Tally]) -> None:
    """Sure and right, of all spans that the edited text still holds: all kinds together, and each kind by itself."""
    assert whole(table).right >= 0.9 * whole(table).kept, drawn(table)
    for row in table.values():
        assert row.right >= 0.9 * row.kept, drawn(table)


def test_every_kind_of_edit_does_something_to_every_article() -> None:
    for text, _ in articles().values():
        for edit in KINDS:
            drafts = [Draft(text) for _ in SEEDS]
            for seed, draft in zip(SEEDS, drafts, strict=True):
                edit(draft, random.Random(seed))
            assert any(draft.text != text for draft in drafts), edit.__name__


def test_a_draft_knows_where_its_spans_went() -> None:
    draft = Draft("One two. Three four. Five.")
    draft.replace([(4, 7, "deux"), (9, 21, "")])
    assert draft.text == "One deux. Five."
    assert draft.truth(4, 7) == Truth("kept", (4, 8))
    assert draft.truth(9, 14) == Truth("gone")
    assert draft.truth(0, 20) == Truth("kept", (0, 9))
    assert draft.truth(5, 8) == Truth("cut")
    draft.move(10, 15, 0)
    assert draft.text == "Five.One deux. "
    assert draft.truth(21, 26) == Truth("kept", (0, 5))
    assert draft.truth(4, 26) == Truth("cut")


# Laws.


@given(texts(), st.data())
def test_in_an_unchanged_text_everything_is_where_it_was(text: str, data: st.DataObject) -> None:
    ranges = ranges_of(data, text)
    assert [(a.found, a.sure) for a in find_again(text, text, ranges)] == [(place, True) for place in ranges]


@given(texts(), texts(), texts(), st.data())
def test_whatever_was_edited_proposals_lie_in_the_text_and_cut_no_cluster(
    old: str, put_in: str, other: str, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(old)), min_size=2, max_size=2)))
    ranges = ranges_of(data, old)
    for new in (other, old[: cuts[0]] + put_in + old[cuts[1] :]):
        anchors = find_again(old, new, ranges)
        assert [(anchor.start, anchor.end) for anchor in anchors] == ranges
        for start, end, found, sure, why in anchors:
            assert why
            if found is None:
                assert not sure
                continue
            assert 0 <= found[0] < found[1] <= len(new)
            assert not uncut(old, start) or uncut(new, found[0])
            assert not uncut(old, end) or uncut(new, found[1])


def uncut(text: str, offset: int) -> bool:
    return offset in (0, len(text)) or grapheme_at(text, offset)[0] == offset


@given(texts(), st.data())
def test_what_is_put_in_above_moves_everything_by_its_length(text: str, data: st.DataObject) -> None:
    above = "Zealous quibbling vexed Jacky.\n\n"
    assume(not text or uncut(above + text, len(above)))
    for start, end, found, sure, _ in find_again(text, above + text, ranges_of(data, text)):
        if sure:
            assert found == (start + len(above), end + len(above))


def test_in_prose_what_is_put_in_above_leaves_every_span_sure() -> None:
    above = "Zealous quibbling vexed Jacky.\n\n"
    for text, spans in articles().values():
        for start, end, found, sure, _ in find_again(text, above + text, spans):
            assert sure
            assert found == (start + len(above), end + len(above))


@given(texts())
def test_a_folded_text_knows_the_place_of_each_character(text: str) -> None:
    folded = Folded(text)
    places = [folded.raw_at(place) for place in range(len(folded.text) + 1)]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0, len(text))
    for offset in range(len(text)):
        place = folded.at(offset)
        assert folded.raw_at(place) <= offset
        assert offset < folded.raw_at(place + 1)


@given(st.text("ab", max_size=30), st.text("ab", max_size=30), st.data())
def test_runs_are_as_long_as_counting_says(one: str, other: str, data: st.DataObject) -> None:
    i, j = data.draw(st.integers(0, len(one))), data.draw(st.integers(0, len(other)))
    forward = next((n for n in range(31) if one[i + n : i + n + 1] != other[j + n : j + n + 1] or not one[i + n :]), 30)
    assert run_after(one, i, other, j, 40) == forward
    assert run_before(one[::-1], len(one) - i, other[::-1], len(other) - j, 40) == forward


@given(st.lists(st.sampled_from("abc."), max_size=40), st.lists(st.sampled_from("abc."), max_size=40))
def test_a_diff_matches_only_equal_words_and_none_twice(one: list[str], other: list[str]) -> None:
    diff = Diff(Folded(" ".join(one)), Folded(" ".join(other)), Effort())
    taken = [there for there in diff.match if there >= 0]
    assert len(set(taken)) == len(taken)
    assert all(one[word] == other[there] for word, there in enumerate(diff.match) if there >= 0)


# Stories.


@pytest.mark.parametrize(
    ("wording", "was", "now", "found", "why"),
    [
        ("The ferry sank on Monday.", "Two men swam", "Both men swam", "The ferry sank on Monday.", "same words, same place"),
        ("1,200", "Ferry sinks", "Big ferry sinks", "1,200", "same words, moved with the text around them"),
        ("1,200", "1,200 people", "1,300 people", "1,300", "a few letters or words changed"),
        ("“Nobody warned us,”", "“Nobody warned us,”", '"Nobody warned us,"', '"Nobody warned us,"', "same words, other marks or spaces"),
        ("Mayor Ólafur Quist", "Ó", "O\u0301", "Mayor O\u0301lafur Quist", "same words, other marks or spaces"),
        ("Two men were pulled out by a trawler", "pulled", "dragged", "Two men were dragged out by a trawler", "a few letters or words changed"),
        ("Some 1,200 people saw it.", "Some", "“I saw 1,200 people,” he said. Some", "Some 1,200 people saw it.", "same words, moved with the text around them"),
        ("cape\n\nThe ferry", "\n\n", "\r\n\r\n", "cape\r\n\r\nThe ferry", "same words, other marks or spaces"),
    ],
)  # fmt: skip
def test_what_a_small_edit_leaves_is_sure(wording: str, was: str, now: str, found: str, why: str) -> None:
    new = STORY.replace(was, now)
    assert after(new, wording)[2:] == (place_of(new, found), True, why)


def test_a_paragraph_that_was_moved_takes_its_spans_along() -> None:
    head, _, first, _, second, *_ = STORY.split("\n")
    new = f"{head}\n\n{second}\n\n{first}\n"
    for wording in ("1,200", "“Nobody warned us,”", "which had come from the north"):
        anchor = after(new, wording)
        assert anchor.found == place_of(new, wording)
        assert anchor.sure


def test_a_span_removed_with_its_sentence_is_not_looked_for_elsewhere() -> None:
    new = STORY.replace("Some 1,200 people saw it. ", "").replace("the north", "the north at 1,200 knots")
    assert after(new, "1,200")[2:] == (None, False, "removed with the passage; the same words stand elsewhere")
    assert after(new, "Some 1,200 people saw it.")[2:] == (None, False, "removed with the passage")


def test_of_two_equal_sentences_side_by_side_neither_is_sure() -> None:
    new = STORY.replace("Some 1,200 people saw it. ", "Some 1,200 people saw it. " * 2)
    anchor = after(new, "1,200")
    assert not anchor.sure
    assert anchor.why == "these words stand there twice"


def test_another_wording_in_the_same_place_is_proposed_and_not_sure() -> None:
    new = STORY.replace("Some 1,200 people saw it.", "Some 87,000 people saw it.")
    assert after(new, "1,200")[2:] == (place_of(new, "87,000"), False, "the words changed")
    assert after(new, "Some 1,200 people saw it.").found == place_of(new, "Some 87,000 people saw it.")


@pytest.mark.parametrize("now", ["twelve hundred", "a handful of", "0"])
def test_a_short_span_that_was_reworded_between_the_same_words_is_proposed_and_not_sure(now: str) -> None:
    new = STORY.replace("1,200", now)
    assert after(new, "1,200")[2:] == (place_of(new, now), False, "reworded here")
    assert after(STORY.replace("1,200 ", ""), "1,200")[2:] == (None, False, "removed with the passage")


def test_an_empty_article_holds_nothing() -> None:
    assert after("", "1,200")[2:4] == (None, False)
    assert after(" \n", "1,200")[2:4] == (None, False)


def test_spans_of_spaces_and_half_clusters_have_an_answer() -> None:
    old, new = "a  b e\u0301 c\r\nd", "new a  b e\u0301 c\r\nd"
    anchors = find_again(old, new, [(1, 3), (0, 2), (6, 7), (8, 10), (0, len(old))])
    assert anchors[0][2:] == (None, False, "nothing but white space")
    assert anchors[1].found == (4, 6)
    assert anchors[-1].found == (4, len(new))


# Texts that would make a diff endless.


HOSTILE = {
    "one letter": ("a" * 1_000_000, "b" + "a" * 999_000 + "b" + "a" * 500 + "b"),
    "one word": ("a " * 100_000, "b " + "a " * 50_000 + "b " + "a " * 49_000 + "b"),
    "two words": ("a b " * 100_000, "b a " * 100_000 + "c"),
    "nothing in common": (
        "".join(f"w{n} " for n in range(150_000)),
        "".join(f"v{n} " for n in range(150_000)),
    ),
    "backwards": (
        "".join(f"w{n * n % 9973} " for n in range(100_000)),
        "".join(f"w{n * n % 9973} " for n in range(100_000, 0, -1)),
    ),
    "marks": ("e" + "\u0301" * 200_000, "x" + "\u00e9" * 199_000 + "y"),
    "flags": ("\U0001f1e9\U0001f1ea" * 50_000, "\U0001f1e9" + "\U0001f1ea\U0001f1e9" * 49_000),
    "spaces": (" " * 1_000_000, "x" + " " * 999_000 + "y"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_pair_of_texts_costs_more_than_the_steps_allowed(name: str) -> None:
    old, new = HOSTILE[name]
    effort = Effort()
    diff = Diff(Folded(old), Folded(new), effort)
    assert effort.spent <= STEPS
    assert len(diff.match) <= len(old)
    places = [(n * len(old) // 41, n * len(old) // 41 + 1 + 40 * n) for n in range(40)]
    for anchor in find_again(old, new, places):
        assert anchor.found is None or 0 <= anchor.found[0] < anchor.found[1] <= len(new)
        assert not anchor.sure


def test_in_a_megabyte_with_hundreds_of_edits_spans_are_still_sure() -> None:
    chance = random.Random(7)
    words = [f"{chance.choice('aeiou')}w{chance.randrange(3_000)}" for _ in range(160_000)]
    old = " ".join(words)
    edited = list(words)
    edited[100::400] = ["edited"] * len(edited[100::400])
    new = " ".join(edited)
    starts = [len(" ".join(words[:n])) + 1 for n in range(300, 160_000, 4_000)]
    anchors = find_again(old, new, [(start, start + 7) for start in starts])
    assert len(old) > 900_000
    assert sum(anchor.sure for anchor in anchors) >= 0.9 * len(anchors)
    for anchor in anchors:
        if anchor.sure and anchor.found:
            assert new[slice(*anchor.found)] == old[anchor.start : anchor.end]


def test_work_that_is_refused_is_said_to_be_so() -> None:
    effort = Effort(10)
    assert [effort.allows(10), effort.refused] == [True, False]
    assert [effort.allows(1), effort.refused, effort.spent] == [False, True, 10]
