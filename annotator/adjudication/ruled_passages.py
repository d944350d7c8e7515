"""All passages under a rule: what it takes, what is left to decide."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from annotator.adjudication.cut import CutPassages
from annotator.adjudication.lazy_rows import LazyRows
from annotator.adjudication.passages import Passage
from annotator.journal.columns import Bools, Ints
from annotator.merge import Keep, enough


class Passages:
    """All that annotators gave, as passages: those that the rule settles, and those that it does not.

    Attributes:
        cut: the passages, whatever the rule.
        rule: by which spans are taken.
        taken: how many spans of each passage the rule takes, `(passages,)`.
        settled: of which passages it takes all spans, `(passages,)`.
    """

    def __init__(self, cut: CutPassages, rule: Keep = "unanimous") -> None:
        self.cut, self.rule = cut, rule
        self.takes: Bools = np.asarray(enough(cut.spans.support, cut.spans.of, rule), dtype=np.bool_)
        """Which spans the rule takes, `(spans,)`."""
        self.taken: Ints = cut.counted(self.takes)
        self.settled: Bools = self.taken == cut.counted(np.ones(len(self.takes), dtype=np.bool_))

    @property
    def disputed(self) -> LazyRows[Passage]:
        """The disagreements, by article and place."""
        return LazyRows(np.flatnonzero(~self.settled), self.one, self.each)

    @property
    def agreed(self) -> LazyRows[Passage]:
        """Passages of which the rule takes all spans."""
        return LazyRows(np.flatnonzero(self.settled), self.one, self.each)

    def one(self, number: int) -> Passage:
        """A passage by its number; raises as `CutPassages.of_article` does."""
        return self.cut.one(number).under(self.rule)

    def each(self, numbers: Ints) -> Iterator[Passage]:
        """Passages by their numbers, which ascend; raises as `CutPassages.of_article` does."""
        return (passage.under(self.rule) for passage in self.cut.each(numbers))
