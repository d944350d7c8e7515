"""Folding: the same spans from any order, any number of copies, any way of cutting the records into files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.journal.fold import Fold, precedence, reading_order
from annotator.model import record_fields
from tests.making import AT, fold_of, raw, span, state, tombstone, winners

IDS = st.sampled_from(["01A", "01B", "01C"])
REVS = st.integers(1, 4)
TIMES = st.sampled_from([AT, "1970-01-01T00:00:00.000Z", "2030-01-01T00:00:00.000Z"])
ARTICLES = st.sampled_from(["ferry", "market"])
RECORDS = st.one_of(
    st.builds(
        lambda i, rev, at, article, start, label: raw(
            span(i, start, start + 2, rev=rev, at=at, article=article, label=label)
        ),
        IDS, REVS, TIMES, ARTICLES, st.integers(0, 3), st.sampled_from(["claim", "quote"]),
    ),
    st.builds(lambda i, rev, at, article: raw(tombstone(i, rev=rev, at=at, article=article)), IDS, REVS, TIMES, ARTICLES),
    st.builds(lambda rev, at, word: raw(state(word, rev=rev, at=at)), REVS, TIMES, st.sampled_from(["done", "started"])),
)  # fmt: skip


@st.composite
def copies(draw: st.DrawFn) -> tuple[list[bytes], list[bytes]]:
    """Records, and the same shuffled, some of them doubled."""
    records = draw(st.lists(RECORDS, max_size=15))
    more = draw(st.lists(st.sampled_from(records), max_size=10)) if records else []
    return records, draw(st.permutations([*records, *more]))


@given(copies())
def test_shuffled_and_doubled_journals_give_the_same_spans(both: tuple[list[bytes], list[bytes]]) -> None:
    one, other = fold_of(*both[0]), fold_of(*both[1])
    assert winners(one) == winners(other)
    assert set(one.articles()) == set(other.articles())
    for article in ("ferry", "market"):
        assert one.live(article) == other.live(article)
        assert one.spans(article) == other.spans(article)
        assert one.state(article) == other.state(article)
    for identity in ("01A", "01B", "01C"):
        assert [line.raw for line in one.versions(identity)] == [line.raw for line in other.versions(identity)]


@given(st.lists(RECORDS, max_size=12), st.integers(0, 12))
def test_records_split_over_files_give_the_same_spans_as_in_one(records: list[bytes], cut: int) -> None:
    assert winners(fold_of(*records)) == winners(fold_of(*records[cut:], *records[:cut]))


@given(st.lists(RECORDS, max_size=12))
def test_every_id_has_one_winner_and_it_is_the_greatest(records: list[bytes]) -> None:
    fold = fold_of(*records)
    for record in fold.records():
        versions = fold.versions(record["id"])
        assert versions[-1].record == record
        assert versions == sorted(versions, key=precedence)
        assert fold.revision(record["id"]) == versions[-1].head.rev == max(v.head.rev for v in versions)
        assert len({v.raw for v in versions}) == len(versions)


def test_an_old_copy_cannot_bring_a_deleted_span_back() -> None:
    fold = fold_of(raw(span()), raw(tombstone()), raw(span()))
    assert fold.live("ferry") == []
    assert fold.current("01A") == record_fields(tombstone())


@pytest.mark.parametrize("later", ["1970-01-01T00:00:00.000Z", "2000-01-01T00:00:00.000Z"])
def test_a_clock_set_back_changes_no_order_of_revisions(later: str) -> None:
    fold = fold_of(raw(span(rev=2, label="quote", at=later)), raw(span(rev=1)))
    assert fold.spans("ferry")[0].label == "quote"


def test_the_outer_span_is_read_before_the_inner_one() -> None:
    fold = fold_of(raw(span("01A", 4, 6)), raw(span("01B", 4, 9)), raw(span("01C", 0, 2)))
    assert [record["id"] for record in fold.live("ferry")] == ["01C", "01B", "01A"]
    assert reading_order(record_fields(span())) == (0, -3, "claim", "01A")


def test_an_id_that_never_was_has_no_revision() -> None:
    fold = Fold()
    assert fold.revision("01A") == 0
    assert fold.current("01A") is None
    assert fold.versions("01A") == []
    assert fold.state("ferry") is None


def test_a_span_moved_to_another_article_leaves_the_first_without_it() -> None:
    fold = fold_of(raw(span()), raw(span(rev=2, article="market")))
    assert fold.live("ferry") == []
    assert fold.articles() == ["market"]
