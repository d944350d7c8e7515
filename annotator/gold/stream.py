"""Merges files of any size: some articles at a time are joined, chosen and written, and their conflicts are listed.

What comes out is what `annotator.gold.merge.merge` makes of the same files, byte for byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import compress
from pathlib import Path

import numpy as np
import orjson

from annotator.gold.conflicts import conflict, conflict_order
from annotator.gold.contested import Joint, contested
from annotator.gold.joining import Joining, Some
from annotator.journal.bulk import no_cycles_expected
from annotator.journal.columns import Bools, read_columns
from annotator.journal.records import Fields, Problem
from annotator.merge import Keep, kept, to_jsonl


class Merging:
    """A merge of files. What it says of spans and conflicts is complete once `lines` has been read to its end.

    Attributes:
        annotators: everybody whom a record names, sorted.
        flat: those of them who only gave flat spans, which do not say who finished what; sorted.
        problems: lines passed over, by file.
        unfinished, doubles, unhashed: see `annotator.gold.merge.Merge`.
        joined: how many flat spans there are.
        written: how many of them were kept.
        articles: how many articles those are of.
        kinds: how many conflicts there are of each kind.
    """

    def __init__(self, paths: Iterable[Path], progress: Callable[[int], None] | None = None) -> None:
        columns = read_columns(paths, progress)
        self.problems: dict[Path, list[Problem]] = columns.problems
        self._joining = Joining(columns)
        told = {columns.annotators[who] for who in columns.state_owners.tolist()}
        given = np.unique(columns.spans.annotator[columns.flat_from :]).tolist()
        self.flat = sorted({columns.annotators[who] for who in given} - told)
        self.annotators, self.unfinished = self._joining.annotators, self._joining.unfinished
        self.doubles = self.unhashed = self.joined = self.written = self.articles = 0
        self.kinds: Counter[str] = Counter()
        self._unknown: set[str] = set()

    @property
    def votes(self) -> int:
        """How many there are."""
        return len(self._joining.votes.article)

    @property
    def dropped_fields(self) -> list[str]:
        """Unknown fields of the records, which flat spans do not carry; sorted."""
        return sorted(self._unknown)

    def lines(
        self,
        keep: Keep,
        conflicts: Callable[[bytes], object] | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> Iterator[bytes]:
        """The flat spans that are kept as JSONL, some whole articles at a time, in order. To be asked for once.

        Args:
            keep: which.
            conflicts: given the conflicts as JSONL, in order.
            progress: told how many votes were counted.

        Raises:
            AnnotatorError: if a file was changed since it was read.
        """
        for articles in self._joining.groups:
            with no_cycles_expected():
                some = self._joining.some(articles)
                lines = self._kept(some, keep)
                found = self._account(some, listed=conflicts is not None)
            yield lines
            if conflicts is not None:
                conflicts(to_jsonl(sorted(found, key=conflict_order)))
            if progress is not None:
                progress(some.votes)

    def _kept(self, some: Some, keep: Keep) -> bytes:
        """The lines of the spans with enough votes, which are counted."""
        plain = _plain(some)
        enough = _enough(some.joint, keep) & plain
        found: list[bytes] = []
        done = 0
        for article, joined in some.by_record.items():
            here, beyond = np.searchsorted(some.joint.article, (article, article + 1)).tolist()
            found += compress(some.lines[done:here], enough[done:here].tolist())
            done = beyond
            chosen = kept(joined.spans, keep)
            found += map(orjson.dumps, chosen)
            self.joined += len(joined.spans)
            self.written += len(chosen)
            self.articles += bool(chosen)
        found += compress(some.lines[done:], enough[done:].tolist())
        self.joined += int(plain.sum())
        self.written += int(enough.sum())
        self.articles += len(np.unique(some.joint.article[enough]))
        return b"\n".join((*found, b"")) if found else b""

    def _account(self, some: Some, *, listed: bool) -> list[Fields]:
        """Count the conflicts and all that is left out; the conflicts, if they are to be listed."""
        self.doubles += some.doubles + sum(joined.doubles for joined in some.by_record.values())
        self.unhashed += sum(joined.unhashed for joined in some.by_record.values())
        self._unknown |= some.unknown
        told = [*some.conflicts, *(one for joined in some.by_record.values() for one in joined.conflicts)]
        self.kinds.update(one["kind"] for one in told)
        rows = np.flatnonzero(_plain(some))
        if not len(rows):
            return told
        found = contested(Joint(*(column[rows] for column in some.joint)))
        self.kinds.update(found.counts())
        if listed:
            for kind, group in found.listed():
                told.append(conflict(kind, [orjson.loads(some.lines[row]) for row in rows[group].tolist()]))
        return told


def _plain(some: Some) -> Bools:
    """Which joined spans stand in lines, `(spans,)`."""
    return ~np.isin(some.joint.article, list(some.by_record))


def _enough(joint: Joint, keep: Keep) -> Bools:
    """Which joined spans have enough votes, as `annotator.gold.merge.kept` has it."""
    if keep == "all":
        return np.ones(len(joint.of), dtype=np.bool_)
    if keep == "majority":
        return 2 * joint.support > joint.of
    return joint.support >= (joint.of if keep == "unanimous" else keep)
