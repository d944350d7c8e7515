"""Spans as numpy columns: who finished which article, and what they tagged there. No measure, no file.

This is the one place where records become numbers; everything after it counts over arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from annotator.journal.corpus import Corpus
from annotator.model import AnnotatorError
from annotator.text.display import one_line

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

_LARGEST = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The spans of finished articles, sorted by article, label, start, end, annotator; each `(…, label)` once.

    Attributes:
        articles: ids, sorted; `annotators`: names, sorted; `labels`: names, in the order of reports.
        done: `(articles, annotators)`, who has annotated what.
        lengths: `(articles,)`, code points.
        guessed: `(articles,)`, where no record gave the length, so that the last span's end stands for it.
        article, label, start, end, annotator: `(spans,)`, codes and code point offsets.
        source: `(spans,)`, where in `texts` the span's own text is.
        texts: the spans' own texts, in the order in which they were read; `None` where a flat span has none.
        apart: articles left out because their annotators worked on different texts.
    """

    articles: tuple[str, ...]
    annotators: tuple[str, ...]
    labels: tuple[str, ...]
    done: Bools
    lengths: Ints
    guessed: Bools
    article: Ints
    label: Ints
    start: Ints
    end: Ints
    annotator: Ints
    source: Ints
    texts: Sequence[str | None]
    apart: tuple[str, ...] = ()

    @property
    def finishers(self) -> Ints:
        """How many annotated each article, `(articles,)`."""
        count: Ints = self.done.sum(axis=1, dtype=np.int64)
        return count

    def text(self, span: int) -> str | None:
        """The text of a span by its row; `None` if its file did not hold it."""
        return self.texts[int(self.source[span])]

    def spans_by(self) -> Ints:
        """How many spans each annotator has of each label, `(annotators, labels)`."""
        shape = len(self.annotators), len(self.labels)
        return tally(self.annotator * shape[1] + self.label, shape)

    def only_articles(self, keep: Bools) -> Table:
        """The same table without the articles where `keep`, `(articles,)`, is false."""
        rows = keep[self.article]
        codes = np.cumsum(keep) - 1
        return replace(
            self._rows(rows),
            articles=tuple(name for name, kept in zip(self.articles, keep.tolist(), strict=True) if kept),
            done=self.done[keep],
            lengths=self.lengths[keep],
            guessed=self.guessed[keep],
            article=codes[self.article[rows]],
        )

    def only_labels(self, names: Iterable[str]) -> Table:
        """The same table with the spans of these labels alone; who finished what stays."""
        wanted = set(names)
        keep = np.array([name in wanted for name in self.labels], dtype=np.bool_)
        rows = keep[self.label]
        codes = np.cumsum(keep) - 1
        return replace(
            self._rows(rows),
            labels=tuple(name for name in self.labels if name in wanted),
            label=codes[self.label[rows]],
        )

    def shared(self) -> Table:
        """The same table with the articles alone that two or more have annotated."""
        return self.only_articles(self.finishers >= 2)

    def _rows(self, rows: Bools) -> Table:
        return replace(
            self,
            article=self.article[rows],
            label=self.label[rows],
            start=self.start[rows],
            end=self.end[rows],
            annotator=self.annotator[rows],
            source=self.source[rows],
        )


class _Rows(NamedTuple):
    """Columns as they are gathered, one entry a span."""

    article: list[int]
    label: list[int]
    start: list[int]
    end: list[int]
    annotator: list[int]
    texts: list[str | None]


def from_corpus(corpus: Corpus, labels: Sequence[str] = ()) -> Table:
    """The table of all that counts in a corpus.

    Only articles that an annotator has annotated count (`Work.has_annotated`); one that is done and holds no span
    counts as "found nothing". An article whose annotators worked on different texts (by `sha256`) has offsets that
    cannot be compared, and is left out (`apart`).

    Args:
        corpus: the folded files.
        labels: label names that come first, in this order, even without spans; others follow by name.
    """
    names = tuple(corpus.works)
    articles = tuple(corpus.articles)
    codes = {article: i for i, article in enumerate(articles)}
    label_codes = {label: i for i, label in enumerate(labels)}
    done = np.zeros((len(articles), len(names)), dtype=np.bool_)
    hashes: list[set[str]] = [set() for _ in articles]
    rows = _Rows([], [], [], [], [], [])
    for who, work in enumerate(corpus.works.values()):
        for article, state in work.states.items():
            if state["state"] == "done":
                done[codes[article], who] = True
                hashes[codes[article]].add(state["sha256"])
        for article, spans in work.spans.items():
            if work.has_annotated(article):
                what = codes[article]
                done[what, who] = True
                hashes[what].update({span["sha256"] for span in spans} - {None})
                rows.article.extend([what] * len(spans))
                rows.annotator.extend([who] * len(spans))
                rows.start.extend([span["start"] for span in spans])
                rows.end.extend([span["end"] for span in spans])
                rows.label.extend([label_codes.setdefault(span["label"], len(label_codes)) for span in spans])
                rows.texts.extend([span["text"] for span in spans])
    order = [*labels, *sorted(set(label_codes) - set(labels))]
    recode = np.array([order.index(label) for label in label_codes], dtype=np.int64)
    lengths = np.array([corpus.length(article) or 0 for article in articles], dtype=np.int64)
    table = _sorted(articles, names, tuple(order), done, lengths, rows, recode)
    differing = np.array([len(found) > 1 for found in hashes], dtype=np.bool_)
    keep = ~(differing & (table.finishers >= 2)) & (table.finishers > 0)
    apart = tuple(a for a, gone in zip(articles, (~keep & (table.finishers > 0)).tolist(), strict=True) if gone)
    return replace(table.only_articles(keep), apart=apart)


def _sorted(
    articles: tuple[str, ...],
    names: tuple[str, ...],
    labels: tuple[str, ...],
    done: Bools,
    lengths: Ints,
    rows: _Rows,
    recode: Ints,
) -> Table:
    article, start, end, annotator = (
        np.array(column, dtype=np.int64) for column in (rows.article, rows.start, rows.end, rows.annotator)
    )
    label = recode[np.array(rows.label, dtype=np.int64)] if rows.label else np.zeros(0, dtype=np.int64)
    columns = (article, label, start, end, annotator)
    order = sort_order(columns)
    article, label, start, end, annotator = (column[order] for column in columns)
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = differs(article, label, start, end, annotator)
    last = np.zeros(len(articles), dtype=np.int64)
    np.maximum.at(last, article, end)
    return Table(
        articles=articles,
        annotators=names,
        labels=labels,
        done=done,
        lengths=np.maximum(lengths, last),
        guessed=lengths < np.maximum(last, 1),
        article=article[first],
        label=label[first],
        start=start[first],
        end=end[first],
        annotator=annotator[first],
        source=order[first],
        texts=rows.texts,
    )


def sort_order(columns: Sequence[Ints]) -> Ints:
    """The order that sorts by the columns, the first one foremost; one packed key where that fits 62 bits."""
    sizes = [int(column.max(initial=0)) + 1 for column in columns]
    room = 1
    for size in sizes:
        room *= size
    if room > _LARGEST:
        return np.lexsort(tuple(reversed(columns))).astype(np.int64)
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column, size in zip(columns, sizes, strict=True):
        key = key * size + column
    return np.argsort(key, kind="stable").astype(np.int64)


def differs(*columns: Ints) -> Bools:
    """Whether each row but the first differs from the one before it in any column, `(rows − 1,)`."""
    found: Bools = columns[0][1:] != columns[0][:-1]
    for column in columns[1:]:
        found |= column[1:] != column[:-1]
    return found


def tally(codes: Ints, shape: tuple[int, ...], weights: Ints | None = None) -> Ints:
    """How often (or with what sum of weights) each flat code occurs, as an array of `shape`.

    Sums are exact below 2⁵³.
    """
    size = int(np.prod(shape, dtype=np.int64))
    return np.bincount(codes, weights, minlength=size).astype(np.int64).reshape(shape)


def choose(table: Table, labels: Sequence[str], articles: Sequence[str]) -> Table:
    """The table of these labels and articles alone; of all where none is named.

    Raises:
        AnnotatorError: for a label or article that is not there.
    """
    for wanted, there, what in ((labels, table.labels, "label"), (articles, table.articles, "article")):
        for name in wanted:
            if name in table.apart and what == "article":
                raise AnnotatorError(f"the annotators of {one_line(name, 60)} worked on different texts of it")
            if name not in there:
                known = ", ".join(one_line(known, 40) for known in there[:8]) or "none"
                more = ", …" if len(there) > 8 else ""
                raise AnnotatorError(
                    f"no {what} {one_line(name, 60)!r} was annotated in these files: choose among {known}{more}"
                )
    if labels:
        table = table.only_labels(labels)
    if articles:
        table = table.only_articles(np.array([a in set(articles) for a in table.articles], dtype=np.bool_))
    return table
