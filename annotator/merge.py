"""Joins annotators' work into flat spans with votes, and lists where the annotators differ. Reads and writes no files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, Protocol

import orjson

from annotator.gold.conflicts import CONFLICTS as CONFLICTS
from annotator.gold.conflicts import conflict_order
from annotator.gold.conflicts import count_kinds as count_kinds
from annotator.gold.votes import join_article, unknown_fields
from annotator.journal.corpus import Corpus
from annotator.journal.records import Fields

Keep = Literal["all", "majority", "unanimous"] | int
"""Which joined spans to keep: all, more than half of the votes, all votes, or at least that many."""


class Merge(NamedTuple):
    """What the annotators' work adds up to, with an account of everything that is not in it."""

    spans: list[Fields]
    """Flat spans, ordered by article, start, -end, label and sha256."""
    conflicts: list[Fields]
    """Each has `kind` (one of `CONFLICTS`), `article`, `sha256`, and `spans` or `versions` or `values`."""
    unfinished: dict[tuple[str, str], int]
    """By annotator and article: spans left out because the annotator has not finished the article."""
    doubles: int
    """Spans which their annotator has twice, in one place under one label: one vote."""
    unhashed: int
    """Spans without sha256, taken to be of the article's only known version."""
    dropped_fields: list[str]
    """Unknown fields of the records, which flat spans do not carry; sorted."""


def merge(corpus: Corpus, *, finished_only: bool = False) -> Merge:
    """Join spans of equal article, version, range and label.

    Only annotators who have annotated an article vote on it. The work of a single annotator is taken whole, finished
    or not, unless `finished_only`: it is a view of the journal, and nobody votes.
    """
    take_all = len(corpus.works) == 1 and not finished_only
    joined: list[Fields] = []
    conflicts: list[Fields] = []
    unfinished: dict[tuple[str, str], int] = {}
    doubles = unhashed = 0
    unknown: set[str] = set()
    for article in corpus.articles:
        finishers = list(corpus.works) if take_all else corpus.finishers(article)
        for name, work in corpus.works.items():
            if name not in finishers and article in work.spans:
                unfinished[name, article] = len(work.spans[article])
        works = [(name, corpus.works[name]) for name in finishers]
        votes = [(name, record) for name, work in works for record in work.spans.get(article, ())]
        worked_on = [(name, work.states[article]["sha256"]) for name, work in works if article in work.states]
        found = join_article(article, votes, len(finishers), worked_on)
        joined += found.spans
        conflicts += found.conflicts
        doubles += found.doubles
        unhashed += found.unhashed
        unknown |= unknown_fields(record for _, record in votes)
    conflicts.sort(key=conflict_order)
    return Merge(joined, conflicts, unfinished, doubles, unhashed, sorted(unknown))


def kept(spans: Iterable[Fields], keep: Keep) -> list[Fields]:
    """The flat spans with enough votes."""
    if keep == "all":
        return list(spans)
    if keep == "majority":
        return [span for span in spans if 2 * span["support"] > span["of"]]
    if keep == "unanimous":
        return [span for span in spans if span["support"] == span["of"]]
    return [span for span in spans if span["support"] >= keep]


def to_jsonl(values: Iterable[Fields]) -> bytes:
    """One JSON object a line."""
    return b"".join([orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE) for value in values])


class LeftOut(Protocol):
    """What a merge left out or took for granted, as `Merge` has it."""

    @property
    def unfinished(self) -> dict[tuple[str, str], int]:
        """By annotator and article: spans of articles that were not finished."""

    @property
    def doubles(self) -> int:
        """Spans which their annotator has twice."""

    @property
    def unhashed(self) -> int:
        """Spans without sha256."""

    @property
    def dropped_fields(self) -> list[str]:
        """Fields that flat spans do not carry."""


def account(merged: LeftOut) -> Iterator[str]:
    """Sentences about all that a merge left out or took for granted."""
    by_annotator: dict[str, dict[str, int]] = {}
    for (name, article), count in merged.unfinished.items():
        by_annotator.setdefault(name, {})[article] = count
    for name, articles in by_annotator.items():
        shown = ", ".join(f"{article}: {count}" for article, count in list(articles.items())[:5])
        more = f" and {len(articles) - 5} more articles" if len(articles) > 5 else ""
        yield f"{plural(sum(articles.values()), 'span')} by {name} left out: articles not marked done ({shown}{more})"
    if merged.doubles:
        yield f"{plural(merged.doubles, 'span')} left out that the same annotator has there already"
    if merged.unhashed:
        yield f"{plural(merged.unhashed, 'span')} without sha256 taken to be of the article's only known version"
    if merged.dropped_fields:
        yield f"fields left out that flat spans do not carry: {', '.join(merged.dropped_fields)}"


def plural(count: int, noun: str) -> str:
    """`1 span`, `2 spans`."""
    return f"{count:,} {noun}{'s' * (count != 1)}"
