"""Journals and flat spans read into the table of all that counts for agreement, never all their records at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from annotator.agreement.table import Finished, Ints, Names, Spans, Table, assemble
from annotator.journal.columns import Columns, read_columns
from annotator.journal.pieces import Files
from annotator.journal.read import Problem


class Read(NamedTuple):
    """What was read."""

    table: Table
    problems: dict[Path, list[Problem]]
    """Lines passed over, by file."""


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
    return Read(_table(columns, labels), columns.problems)


def _table(columns: Columns, labels: Sequence[str]) -> Table:
    states, rows = columns.states, columns.spans
    spans = Spans(rows.annotator, rows.article, rows.label, rows.start, rows.end, rows.version, rows.place)
    articles, versions = columns.state_articles(), columns.state_versions()
    lengths = np.zeros(len(columns.articles), dtype=np.int64)
    np.maximum.at(lengths, articles, np.array([state.length for state in states], dtype=np.int64))
    ended = np.array([state.state == "done" for state in states], dtype=np.bool_)
    finished = Finished(columns.state_owners[ended], articles[ended], versions[ended])
    known = Names(columns.annotators, columns.articles, columns.labels, columns.versions)
    return assemble(known, labels, spans, columns.done(), finished, lengths, _LineTexts(columns.files))


class _Text(msgspec.Struct, gc=False):
    text: str | None = None


class _LineTexts:
    """The texts of spans, read again from their lines."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._decode = msgspec.json.Decoder(_Text).decode

    def many(self, sources: Ints) -> list[str | None]:
        order = np.argsort(sources, kind="stable")
        lines = self._files.lines(sources[order].tolist())
        found: list[str | None] = [None] * len(lines)
        for place, raw in zip(order.tolist(), lines, strict=True):
            found[place] = None if raw is None else self._decode(raw).text
        return found
