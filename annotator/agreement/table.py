"""Spans as numpy columns: who finished which article, and what they tagged there. No measure, no file.

`annotator.agreement.assembling` makes it from records; everything after it counts over arrays.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from annotator.journal.rows import Small
from annotator.model import AnnotatorError
from annotator.text.sanitize import one_line

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

_LARGEST = 2**62
_AT_ONCE = 2**17
"""Spans."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The spans of finished articles, sorted by article, label, start, end, annotator; each `(…, label)` once.

    Attributes:
        articles: ids, sorted; `annotators`: names, sorted; `labels`: names, in the order of reports.
        done: `(articles, annotators)`, who has annotated what.
        lengths: `(articles,)`, code points.
        guessed: `(articles,)`, where no record gave the length, so that the last span's end stands for it.
        article, label, start, end, annotator: `(spans,)`, codes and code point offsets, of a type that hardly holds
            them: products want a larger one.
        source: `(spans,)`, where in `texts` the span's own text is found.
        texts: the spans' own texts, by source.
        apart: articles left out because their annotators worked on different texts.
        hashes: the sha256 of each article's text, by article code; `None` where no file says it.
    """

    articles: tuple[str, ...]
    annotators: tuple[str, ...]
    labels: tuple[str, ...]
    done: Bools
    lengths: Ints
    guessed: Bools
    article: Small
    label: Small
    start: Small
    end: Small
    annotator: Small
    source: Small
    texts: Texts
    apart: tuple[str, ...] = ()
    hashes: tuple[str | None, ...] = ()

    @property
    def finishers(self) -> Ints:
        """How many annotated each article, `(articles,)`."""
        count: Ints = self.done.sum(axis=1, dtype=np.int64)
        return count

    def text(self, span: int) -> str | None:
        """The text of a span by its row; `None` if its file did not hold it."""
        return self.texts.many(self.source[span : span + 1])[0]

    def parts(self) -> Iterator[slice]:
        """All rows in stretches of whole articles, of a size that arrays of all kinds can be made of."""
        begin = 0
        while begin < len(self.article):
            last = self.article[min(begin + _AT_ONCE, len(self.article)) - 1]
            end = int(np.searchsorted(self.article, last, side="right"))
            yield slice(begin, end)
            begin = end

    def spans_by(self) -> Ints:
        """How many spans each annotator has of each label, `(annotators, labels)`."""
        shape = len(self.annotators), len(self.labels)
        return tally(self.annotator.astype(np.int64) * shape[1] + self.label, shape)

    def only_articles(self, keep: Bools) -> Table:
        """The same table without the articles where `keep`, `(articles,)`, is false."""
        if keep.all():
            return self
        rows = keep[self.article]
        codes = np.cumsum(keep) - 1
        return replace(
            self._rows(rows),
            articles=tuple(name for name, kept in zip(self.articles, keep.tolist(), strict=True) if kept),
            done=self.done[keep],
            hashes=tuple(sha256 for sha256, kept in zip(self.hashes, keep.tolist(), strict=True) if kept),
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

    def only_annotators(self, codes: Sequence[int]) -> Table:
        """The same table with these annotators alone, in this order, and the articles that one of them finished."""
        place = np.full(len(self.annotators), -1, dtype=np.int64)
        place[list(codes)] = np.arange(len(codes))
        kept = self._rows(place[self.annotator] >= 0)
        who = place[kept.annotator]
        order = sort_order((kept.article, kept.label, kept.start, kept.end, who))
        table = replace(
            replace(kept, annotator=who)._rows(order),
            annotators=tuple(self.annotators[code] for code in codes),
            done=self.done[:, list(codes)],
        )
        return table.only_articles(table.finishers > 0)

    def shared(self) -> Table:
        """The same table with the articles alone that two or more have annotated."""
        return self.only_articles(self.finishers >= 2)

    def _rows(self, rows: Bools | Ints) -> Table:
        return replace(
            self,
            article=self.article[rows],
            label=self.label[rows],
            start=self.start[rows],
            end=self.end[rows],
            annotator=self.annotator[rows],
            source=self.source[rows],
        )


class Texts(ABC):
    """The spans' own texts, by their sources; they are read when they are asked for."""

    @abstractmethod
    def many(self, sources: Small) -> list[str | None]:
        """The text of each source, `(spans,)`; `None` where its file does not hold it."""

    def cuts(self, sources: Small, size: Small, last: Bools) -> tuple[Ints, list[str]]:
        """The first code points of each text, or the `last` ones; `size`, `(spans,)`, says how many.

        Returns:
            `(spans,)`, places in the list; −1 where there is no text. And what was found, each once.
        """
        known: dict[str, int] = {}
        first = np.where(last, -size, 0).tolist()
        past = np.where(last, np.int64(np.iinfo(np.int64).max), size).tolist()
        wanted, again = np.unique(sources, return_inverse=True)
        texts = self.many(wanted)
        codes = [
            -1 if (text := texts[place]) is None else known.setdefault(text[i:j], len(known))
            for place, i, j in zip(again.tolist(), first, past, strict=True)
        ]
        return np.array(codes, dtype=np.int64), list(known)


class ListedTexts(Texts):
    """Texts at hand; a source is a place in the list."""

    def __init__(self, texts: list[str | None]) -> None:
        self._texts = texts

    def many(self, sources: Small) -> list[str | None]:
        """See `Texts`."""
        return [self._texts[source] for source in sources.tolist()]


def sort_order(columns: Sequence[Small]) -> Ints:
    """The order that sorts by the columns, the first one foremost; one packed key where that fits 62 bits."""
    sizes = [int(column.max(initial=0)) + 1 for column in columns]
    room = 1
    for size in sizes:
        room *= size
    if room > _LARGEST:
        return np.lexsort(tuple(reversed(columns))).astype(np.int64)
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column, size in zip(columns, sizes, strict=True):
        key *= size
        key += column
    return np.argsort(key, kind="stable").astype(np.int64)


def differs(*columns: Small) -> Bools:
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
