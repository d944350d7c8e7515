"""Journals and flat spans read into the table of all that counts for agreement, never all their records at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from annotator.agreement.assembling import Finished, Names, Spans, assemble
from annotator.agreement.sources import Sources, sources_of
from annotator.agreement.table import Bools, Ints, Table, Texts
from annotator.journal.columns import Columns, read_columns
from annotator.journal.edges import UNKNOWN, Edges, cut
from annotator.journal.records import Problem
from annotator.journal.rows import Small


class Read(NamedTuple):
    """What was read."""

    table: Table
    problems: dict[Path, list[Problem]]
    """Lines passed over, by file."""
    sources: Sources
    """What the files say of themselves."""


def read_table(
    paths: Iterable[Path],
    labels: Sequence[str] = (),
    progress: Callable[[int], None] | None = None,
    gold: Path | None = None,
) -> Read:
    """Fold journals and flat span files, in any order and number, into one table.

    Args:
        paths: the files.
        labels: label names that come first, in this order, even without spans; others follow by name.
        progress: told how many bytes were read.
        gold: a further file, whose records are all of one party named `GOLD`, whoever wrote them.

    Raises:
        AnnotatorError: if a file is missing, unreadable, or holds records of a newer format; or if there is gold and
            somebody else has its name.
    """
    columns = read_columns(paths, progress, gold)
    return Read(table_of(columns, labels), columns.problems, sources_of(columns))


def table_of(columns: Columns, labels: Sequence[str] = ()) -> Table:
    """The table of all that counts in columns; see `read_table`."""
    states, rows = columns.states, columns.spans
    spans = Spans(
        rows.annotator, rows.article, rows.label, rows.start, rows.end, rows.version, np.arange(len(rows.place))
    )
    articles, versions = columns.state_articles(), columns.state_versions()
    lengths = np.zeros(len(columns.articles), dtype=np.int64)
    np.maximum.at(lengths, articles, np.array([state.length for state in states], dtype=np.int64))
    ended = np.array([state.state == "done" for state in states], dtype=np.bool_)
    finished = Finished(columns.state_owners[ended], articles[ended], versions[ended])
    known = Names(columns.annotators, columns.articles, columns.labels, columns.versions)
    return assemble(known, labels, spans, columns.done(), finished, lengths, _LineTexts(columns))


class _Text(msgspec.Struct, gc=False):
    text: str | None = None


class _LineTexts(Texts):
    """The texts of spans, by their rows in the columns; what their edges do not tell is read again from their lines."""

    def __init__(self, columns: Columns) -> None:
        self._files, self._place = columns.files, columns.spans.place
        self._edges = Edges(columns.spans.first, columns.spans.last)
        self._decode = msgspec.json.Decoder(_Text).decode

    def many(self, sources: Small) -> list[str | None]:
        """See `Texts`."""
        places = self._place[sources]
        order = np.argsort(places, kind="stable")
        lines = self._files.lines(places[order].tolist())
        found: list[str | None] = [None] * len(lines)
        for place, raw in zip(order.tolist(), lines, strict=True):
            found[place] = None if raw is None else self._decode(raw).text
        return found

    def cuts(self, sources: Small, size: Small, last: Bools) -> tuple[Ints, list[str]]:
        """See `Texts`."""
        known: dict[str, int] = {}
        codes = np.full(len(sources), -1, dtype=np.int64)
        unknown = np.zeros(len(sources), dtype=np.bool_)
        for count in np.unique(size).tolist():
            for at_end in (False, True):
                rows = np.flatnonzero((size == count) & (last == at_end))
                words, again = np.unique(self._edges[at_end][sources[rows]], return_inverse=True)
                told = [cut(word, count, last=at_end) for word in words]
                code = [-1 if text in (None, UNKNOWN) else known.setdefault(text, len(known)) for text in told]
                codes[rows] = np.array(code, dtype=np.int64)[again]
                unknown[rows] = np.array([text == UNKNOWN for text in told], dtype=np.bool_)[again]
        found, texts = super().cuts(sources[unknown], size[unknown], last[unknown])
        places = [known.setdefault(text, len(known)) for text in texts]
        codes[unknown] = np.array([*places, -1], dtype=np.int64)[found]
        return codes, list(known)
