"""Whether spans lie inside others of some label and annotator, or around some, for many at once."""

from __future__ import annotations

import numpy as np

from annotator.agreement.table import Bools, Ints, Table, sort_order
from annotator.journal.rows import Small


class Nesting:
    """All spans of a table as what others may lie in or around."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._width = int(table.end.max(initial=0)) + 1
        order = sort_order((table.label, table.article, table.annotator, table.start))
        key = self._key(table.label[order], table.article[order], table.annotator[order])
        self._starts = key + table.start[order]
        # The farthest end of any span that begins no later, and the nearest of any that begins no earlier. The keys of two
        # groups are farther apart than any end, so that those of other groups never pass for one of the group.
        self._farthest = np.maximum.accumulate(key + table.end[order])
        self._nearest = np.minimum.accumulate((key + table.end[order])[::-1])[::-1]

    def _key(self, label: Small | int, article: Small, annotator: Small) -> Ints:
        table = self._table
        group = (np.asarray(label, dtype=np.int64) * len(table.articles) + article) * len(table.annotators) + annotator
        key: Ints = group * self._width
        return key

    def inside(self, rows: Small, annotator: Small, label: int) -> Bools:
        """Whether each span, a row of the table, lies inside one of `label` of the annotator that goes with it."""
        table = self._table
        key = self._key(label, table.article[rows], annotator)
        at = np.searchsorted(self._starts, key + table.start[rows], side="right") - 1
        found: Bools = (at >= 0) & (self._farthest[at] >= key + table.end[rows])
        return found

    def around(self, rows: Small, annotator: Small, label: int) -> Bools:
        """Whether each span, a row of the table, has one of `label` of the annotator that goes with it inside."""
        table = self._table
        key = self._key(label, table.article[rows], annotator)
        at = np.searchsorted(self._starts, key + table.start[rows], side="left")
        last = len(self._nearest) - 1
        found: Bools = (at <= last) & (self._nearest[np.minimum(at, last)] <= key + table.end[rows])
        return found
