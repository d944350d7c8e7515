"""A slow, obvious reader of journals and flat spans, line by line into dicts, to hold columns against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson

from annotator.errors import AnnotatorError
from annotator.journal.columns import UNKNOWN, Columns, Ints, SpanColumns
from annotator.journal.copies import is_of_gold, original_stem
from annotator.journal.fold import Fold
from annotator.journal.journal_files import JournalFiles
from annotator.journal.records import (
    Fields,
    JournalLine,
    NewerFormatError,
    Problem,
    head_of,
    numbered,
    owners,
    read_line,
)
from annotator.merge import LeftOut, VoteCount
from annotator.model import GOLD, ArticleState


class AnnotatorWork(NamedTuple):
    """What one annotator did, all files folded together."""

    annotator: str
    spans: dict[str, list[Fields]]
    """By article, in reading order; each has at least `article, start, end, label, sha256, attributes, note`."""
    states: dict[str, Fields]
    """By article: the winning `article` record. Empty where the file had none at all."""

    def has_annotated(self, article: str) -> bool:
        """Whether the article counts: its state is done, or, without any state records, it holds a span."""
        if self.states:
            state = self.states.get(article)
            return state is not None and state["state"] == "done"
        return bool(self.spans.get(article))


class Corpus(NamedTuple):
    """The folded content of all files read."""

    works: dict[str, AnnotatorWork]
    """By annotator, in the order of their names."""
    problems: dict[Path, list[Problem]]
    """Lines passed over, by file."""

    @property
    def articles(self) -> list[str]:
        """The ids of all articles that anybody finished or holds a span in, sorted."""
        return sorted({a for work in self.works.values() for a in (*work.spans, *work.states)})

    def finishers(self, article: str) -> list[str]:
        """The names of those who have annotated the article, sorted."""
        return [name for name, work in self.works.items() if work.has_annotated(article)]

    def length(self, article: str) -> int | None:
        """The article's code points as its state records say; `None` if nobody recorded them."""
        found = [w.states[article]["length"] for w in self.works.values() if article in w.states]
        return max(found, default=None)


def read_corpus(paths: Iterable[Path]) -> Corpus:
    """What `annotator.journal.columns.read_columns` finds in the same files."""
    folds: dict[str, Fold] = {}
    flat: dict[str, list[Fields]] = {}
    problems: dict[Path, list[Problem]] = {}
    for path in paths:
        names: set[str] = set()
        in_gold, stem = is_of_gold(path), original_stem(path.stem)
        for number, raw in numbered(path.read_bytes()):
            try:
                found = read_line(raw, names, stem)
                if isinstance(found, JournalLine):
                    folds.setdefault(GOLD if in_gold else found.head.annotator, Fold()).add(found)
                    continue
                for owner in owners(found, stem):
                    flat.setdefault(owner, []).append(found)
            except NewerFormatError as error:
                raise AnnotatorError(f"{path}: line {number} {error}") from None
            except ValueError as error:
                problems.setdefault(path, []).append(Problem(number, str(error)))
    works = {name: _work(name, folds.get(name), flat.get(name, [])) for name in sorted({*folds, *flat})}
    return Corpus(works, problems)


def _work(name: str, fold: Fold | None, flat: list[Fields]) -> AnnotatorWork:
    spans: dict[str, list[Fields]] = {}
    states: dict[str, Fields] = {}
    for record in fold.records() if fold else ():
        if record["op"] == "put":
            spans.setdefault(record["article"], []).append(record)
        elif record["op"] == "article":
            states[record["article"]] = record
    for span in flat:
        spans.setdefault(span["article"], []).append(span)
    for found in spans.values():
        found.sort(key=_place)
    return AnnotatorWork(name, spans, states)


def _place(record: Fields) -> tuple[int, int, str, str]:
    """The reading order, also of flat spans, which have no id."""
    return record["start"], -record["end"], record["label"], record.get("id", "")


class Merge(NamedTuple):
    spans: list[Fields]
    conflicts: list[Fields]
    left_out: LeftOut


def merge(corpus: Corpus, *, finished_only: bool = False) -> Merge:
    """Join what dicts hold, as `annotator merge` joins files."""
    count = VoteCount(_columns_of(corpus), finished_only=finished_only)
    spans: list[Fields] = []
    conflicts: list[Fields] = []
    for articles in count.groups:
        joined = count.some(articles)
        spans += map(orjson.loads, count.lines(joined))
        conflicts += count.conflicts(joined)
    return Merge(spans, conflicts, count.left_out)


class _Records(JournalFiles):
    """Records in memory, whose places are their numbers."""

    def __init__(self, records: Sequence[Fields]) -> None:
        super().__init__([])
        self._records = records

    def needed_lines(self, places: Sequence[int]) -> list[bytes]:
        """The records as lines."""
        return [orjson.dumps(self._records[place]) for place in places]


def _columns_of(corpus: Corpus) -> Columns:
    """What `read_columns` would have found in the same files."""
    works, articles = corpus.works.values(), corpus.articles
    given = [(who, one) for who, work in enumerate(works) for some in work.spans.values() for one in some]
    given.sort(key=lambda one: "op" not in one[1])
    people, records = [who for who, _ in given], [record for _, record in given]
    said = [(who, state) for who, work in enumerate(works) for state in map(head_of, work.states.values())]
    states = [state for _, state in said if isinstance(state, ArticleState)]
    labels = sorted({record["label"] for record in records})
    versions = sorted({*(record["sha256"] for record in records), *(state.sha256 for state in states)} - {None})

    def column(values: Iterable[Any], names: Sequence[str] | None = None) -> Ints:
        code = {name: number for number, name in enumerate(names or ())}
        return np.array([value if names is None else code.get(value, UNKNOWN) for value in values], dtype=np.int64)

    rows = SpanColumns(
        column(people),
        column((record["article"] for record in records), articles),
        column((record["label"] for record in records), labels),
        column(record["start"] for record in records),
        column(record["end"] for record in records),
        column((record["sha256"] for record in records), versions),
        column(range(len(records))),
        column(range(len(records))),
    )
    flat_from = sum("op" in record for record in records)
    owners = column(who for who, _ in said)
    return Columns(
        _Records(records), {}, list(corpus.works), articles, labels, versions, rows, flat_from, states, owners, {}
    )
