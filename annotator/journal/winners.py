"""Which of the records that share an id win over the others: only those are read again, by their places."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from annotator.engine import Step
from annotator.journal.fold import precedence
from annotator.journal.journal_files import JournalFiles
from annotator.journal.records import Parse, RecordLine, parse

_Ints = npt.NDArray[np.integer[Any]]

_AT_ONCE = 2**12
"""Lines of ids that stand several times, read again together."""


def winning_rows(
    annotator: _Ints,
    identity: _Ints,
    place: _Ints,
    files: JournalFiles,
    read: Parse[Any] = parse,
    step: Step | None = None,
) -> npt.NDArray[np.bool_]:
    """Which records win over the others of their id and annotator, `(records,)`.

    Args:
        annotator: codes, `(records,)`.
        identity: hashes of the records' ids, `(records,)`.
        place: of their lines, `(records,)`.
        files: where those that may share an id are read again.
        read: what reads one of them.
        step: told how many were read.

    Raises:
        AnnotatorError: if a file was changed since it was read.
    """
    stands = np.ones(len(place), dtype=np.bool_)
    key = identity * np.int64(1_000_003) + annotator
    ordered = np.sort(key)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(twice):
        return stands
    doubled = np.flatnonzero(np.isin(key, twice))
    stands[doubled] = False
    # Ids that stand close together in one file do so in its copies too, so that reading them takes few leaps.
    _, code = np.unique(key[doubled], return_inverse=True)
    first = np.full(int(code.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, code, place[doubled])
    order = np.lexsort((place[doubled], first[code]))
    doubled, group = doubled[order], first[code][order]
    cuts = np.flatnonzero(group[1:] != group[:-1]) + 1
    begin = 0
    while begin < len(doubled):
        later = cuts[cuts >= begin + _AT_ONCE]
        end = int(later[0]) if len(later) else len(doubled)
        part = doubled[begin:end]
        stands[part[_winners(annotator[part], group[begin:end], place[part], files, read)]] = True
        if step is not None:
            step(len(part))
        begin = end
    return stands


def _winners(annotator: _Ints, group: _Ints, place: _Ints, files: JournalFiles, read: Parse[Any]) -> list[int]:
    """Of some records those that win over all others of their id and annotator, which are in the same group."""
    order = np.argsort(place, kind="stable")
    lines = files.needed_lines(place[order].tolist())
    seen: dict[int, dict[tuple[int, bytes], int]] = {}
    about = zip(order.tolist(), group[order].tolist(), annotator[order].tolist(), lines, strict=True)
    for row, number, who, raw in about:
        seen.setdefault(number, {}).setdefault((who, raw), row)
    found: list[int] = []
    names: set[str] = set()
    for records in seen.values():
        winners: dict[tuple[int, str], tuple[RecordLine[Any], int]] = {}
        if len(records) == 1:  # copies of one record
            found += records.values()
            continue
        for (who, raw), row in records.items():
            line = read(raw, names, 0)
            other = winners.get((who, line.head.id))
            if other is None or precedence(line) > precedence(other[0]):
                winners[who, line.head.id] = line, row
        found += [row for _, row in winners.values()]
    return found
