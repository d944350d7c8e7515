"""A journal that is opened says the same as one whose records are all made at once, and makes few of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.journal import records, stored_lines
from annotator.journal.fold import Fold
from annotator.journal.journal import Journal
from annotator.journal.records import read_lines
from annotator.journal.stored_lines import StoredLines
from tests.making import AT, raw, span, state, tombstone, winners

ARTICLES = ("ferry", "market", "port")
IDS = ("01A", "01B", "01C", "01D")
SHA256 = "0" * 64
_identity, _article = st.sampled_from(IDS), st.sampled_from(ARTICLES)
_rev, _look = st.integers(1, 3), st.sampled_from([None, 2])
LINES = st.one_of(
    st.builds(
        lambda i, article, rev, label, look, attributes: raw(
            span(i, 0, 2, article=article, rev=rev, label=label, look=look, attributes=attributes)
        ),
        _identity, _article, _rev, st.sampled_from(["claim", "quote"]), _look, st.sampled_from([{}, {"speaker": "Ana"}]),
    ),
    st.builds(lambda i, article, rev: raw(tombstone(i, article=article, rev=rev)), _identity, _article, _rev),
    st.builds(
        lambda i, article, rev, word: raw(state(word, id=f"article:{i}", article=article, rev=rev)),
        _article, _article, _rev, st.sampled_from(["done", "started"]),
    ),
    st.builds(
        lambda article, rev: raw(
            tombstone(
                f"suggestion:{SHA256[:12]}:1-2:ad", article=article, rev=rev,
                refused={"sha256": SHA256, "start": 1, "end": 2, "label": "ad"},
            )
        ),
        _article, _rev,
    ),
    st.sampled_from([b"rubbish", b"", raw(span("01E"), v=2), b'{"id":"01A","id":"01A"}', raw(span("01F")) * 2]),
)  # fmt: skip
ASKED: dict[str, Any] = {
    "articles": lambda fold: sorted(fold.articles()),
    "state": lambda fold: [fold.state(article) for article in ARTICLES],
    "done": lambda fold: sorted(fold.done()),
    "live": lambda fold: [fold.live(article) for article in ARTICLES],
    "spans": lambda fold: [fold.spans(article) for article in ARTICLES],
    "heads": lambda fold: [sorted(map(repr, fold.heads(article))) for article in ARTICLES],
    "removed": lambda fold: [sorted(fold.removed(article)) for article in ARTICLES],
    "refusals": lambda fold: fold.refusals(SHA256),
    "noted": lambda fold: sorted(map(repr, fold.noted())),
    "revision": lambda fold: [fold.revision(identity) for identity in IDS],
    "versions": lambda fold: [[line.raw for line in fold.versions(identity)] for identity in IDS],
    "current": lambda fold: [fold.current(f"article:{article}") for article in ARTICLES],
    "records": winners,
}


def folds(lines: list[bytes]) -> tuple[Fold, Fold]:
    """The fold of stored lines, and of the records made of them."""
    data = b"\n".join(lines)
    stored = StoredLines()
    stored.read(data)
    fold = Fold()
    fold.begin(stored)
    reading = read_lines(data)
    assert [line.raw for line in reading.lines] == list(stored)
    assert reading.problems == stored.problems
    assert reading.newer == stored.newer
    return fold, Fold(reading.lines)


@example(
    [
        raw(tombstone("01A", article="ferry")),
        raw(state("done", id="article:ferry", article="ferry")),
        raw(state("done", id="article:ferry", article="market")),
    ],
    [],
    list(ASKED),
)
@example(
    [raw(tombstone("01A", article="ferry"))],
    [raw(span("01B", 0, 2, article="ferry")), raw(span("01B", 0, 2, article="ferry", attributes={"speaker": "Ana"}))],
    ["articles", "state", "noted"],
)
@given(st.lists(LINES, max_size=14), st.lists(LINES, max_size=3), st.permutations(list(ASKED)))
def test_whatever_is_asked_in_whatever_order_the_answer_is_that_of_all_records(
    lines: list[bytes], more: list[bytes], order: list[str]
) -> None:
    for asked in (order, [name for name in order for _ in range(2)]):
        one, other = folds(lines)
        for number, name in enumerate(asked):
            if number == 2:
                added = read_lines(b"\n".join(more)).lines
                one.extend(added)
                other.extend(added)
            assert ASKED[name](one) == ASKED[name](other), name


@given(st.lists(LINES, max_size=14))
def test_an_article_that_anything_of_a_second_look_stands_in_is_not_independent(lines: list[bytes]) -> None:
    one, other = folds(lines)
    for article in ARTICLES:
        assert one.had_second_look(article) >= other.had_second_look(article)


@given(st.lists(LINES, max_size=30), st.integers(1, 400))
def test_the_size_of_pieces_makes_no_difference(lines: list[bytes], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stored_lines, "_PIECE", size)
        one, other = folds(lines)
        assert winners(one) == winners(other)


def journal_of(path: Path, articles: int) -> Path:
    """A journal of ten spans and two states an article."""
    lines = []
    for number in range(articles):
        name = f"article-{number:04}"
        lines += [raw(span(f"01{number:04}{n}", article=name, text="The", action=f"a{number}{n}")) for n in range(10)]
        lines += [
            raw(state(w, id=f"article:{name}", article=name, rev=r)) for r, w in enumerate(("started", "done"), 1)
        ]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


@pytest.mark.parametrize("articles", [50, 400])
def test_opening_makes_no_record_and_an_article_only_its_own(
    articles: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bytes] = []

    def making(number: int, line: bytes, head: Any) -> records.JournalLine:
        made.append(line)
        return records.JournalLine(number, line, head)

    monkeypatch.setattr(stored_lines, "JournalLine", making)
    journal = Journal.open(journal_of(tmp_path / "kim.jsonl", articles), "kim")
    assert not made
    assert len(journal.fold.articles()) == articles
    assert not made
    assert len(journal.fold.spans("article-0007")) == 10
    assert len(made) == 12
    journal.append([span("01new", article="article-0007", at=AT)])
    assert len(made) == 12
    journal.append([span("0100080", rev=2, article="article-0008", at=AT)])
    assert len(made) == 22
    journal.close()


def test_the_heads_of_many_articles_are_not_kept(tmp_path: Path) -> None:
    fold = Journal.open(journal_of(tmp_path / "kim.jsonl", 40), "kim", read_only=True).fold
    assert sum(len(fold.heads(article)) for article in fold.articles()) == 400
    assert len(fold.done()) == 40
    assert not [*fold.lines()]


def test_reading_can_be_given_up_and_leaves_no_lock(tmp_path: Path) -> None:
    path = journal_of(tmp_path / "kim.jsonl", 4)

    def give_up(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Journal.open(path, "kim", progress=give_up)
    again = Journal.open(path, "kim")
    assert again.read_only is None
    again.close()
