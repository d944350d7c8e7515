"""Merges files into flat spans, by whoever does the work, and counts what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import compress
from pathlib import Path
from typing import NamedTuple

import numpy as np

from annotator.engine import THIS_MACHINE, Engine, Step
from annotator.garbage import no_cycles_expected
from annotator.journal.columns import Bools, read_columns
from annotator.journal.records import Problem
from annotator.merge import Keep, VoteCount, enough, ordered_kinds, to_jsonl


class FileMerge:
    """A merge of files. What it says of spans and conflicts is complete once `lines` has been read to its end.

    Attributes:
        annotators: everybody whom a record names, sorted.
        flat: those of them who only gave flat spans, which do not say who finished what; sorted.
        problems: lines passed over, by file.
        votes: how many there are.
        left_out: what does not count.
        joined: how many flat spans there are.
        written: how many of them were kept.
        articles: how many articles those are of.
        kinds: how many conflicts there are of each kind.
    """

    def __init__(
        self,
        paths: Iterable[Path],
        progress: Callable[[int], None] | None = None,
        engine: Engine = THIS_MACHINE,
    ) -> None:
        columns = read_columns(paths, progress, engine=engine)
        self._engine = engine
        self.problems: dict[Path, list[Problem]] = columns.problems
        self._count = count = VoteCount(columns)
        told = {columns.annotators[who] for who in columns.state_owners.tolist()}
        given = np.unique(columns.spans.annotator[columns.flat_from :]).tolist()
        self.flat = sorted({columns.annotators[who] for who in given} - told)
        self.annotators, self.votes = count.annotators, len(count.votes.article)
        self.left_out = count.left_out
        self.joined = self.written = self.articles = 0
        self.kinds: Counter[str] = Counter()

    def conflicts_by_kind(self) -> dict[str, int]:
        """How many there are of each kind, in the order of `CONFLICTS`."""
        return ordered_kinds(self.kinds)

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
        groups = self._count.groups
        sizes = [self._count.votes_of(articles) for articles in groups]
        shares = self._engine.shares(sizes, None)
        parts = [self._count.part(share) for share in shares]
        of_parts = [sum(sizes[share.start : share.stop]) for share in shares]
        asked = _Asked(keep, conflicts is not None)
        for one in self._engine.map(_merged, asked, parts, of_parts, progress):
            self.joined += one.joined
            self.written += one.written
            self.articles += one.articles
            self.kinds.update(one.kinds)
            self.left_out.unknown.update(one.unknown)
            yield one.lines
            if conflicts is not None:
                conflicts(one.conflicts)


class _Asked(NamedTuple):
    """What is wanted of a merge."""

    keep: Keep
    with_conflicts: bool


class _Merged(NamedTuple):
    """What some articles come to."""

    lines: bytes
    conflicts: bytes
    joined: int
    written: int
    articles: int
    kinds: Counter[str]
    unknown: set[str]


def _merged(asked: _Asked, count: VoteCount, step: Step | None) -> Iterator[_Merged]:
    for articles in count.groups:
        with no_cycles_expected():
            joined = count.some(articles)
            taken: Bools = enough(joined.support, joined.of, asked.keep)
            lines = list(compress(count.lines(joined), taken.tolist()))
            kinds = Counter(one["kind"] for one in joined.conflicts)
            kinds.update({kind: len(np.unique(groups)) for kind, (_, groups) in joined.contested().items()})
            conflicts = to_jsonl(count.conflicts(joined)) if asked.with_conflicts else b""
        yield _Merged(
            b"\n".join((*lines, b"")) if lines else b"",
            conflicts,
            len(taken),
            int(taken.sum()),
            len(np.unique(joined.article[taken])),
            kinds,
            count.left_out.unknown,
        )
        if step is not None:
            step(len(joined.line))
