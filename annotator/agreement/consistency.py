"""How far annotators agree with themselves: the first pass over articles and a second, blind one, never as votes.

Definitions: `docs/agreement.md`, "The same annotator twice".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from annotator.agreement.drift import done_times
from annotator.agreement.result import AgreementSettings, Analysis, analyse
from annotator.agreement.table import TableRead
from annotator.model import GOLD

_DAY = 86_400.0


class Consistency(NamedTuple):
    """One annotator's two passes.

    Attributes:
        annotator: the name.
        analysis: of the first pass and the second, `None` where no article was finished in both.
        second: how many articles were finished in the second pass.
        days: the median of days between the two, over the articles of both; `None` where no times are known.
    """

    annotator: str
    analysis: Analysis | None
    second: int
    days: float | None


def consistency(annotator: str, read: TableRead, settings: AgreementSettings) -> Consistency:
    """Compare two passes.

    Args:
        annotator: whose they are.
        read: of the first pass, with the second as `gold`: one annotator's records in both, which would else be one's work.
        settings: the threshold and the resampling.
    """
    table = read.table
    second = int(table.done[:, table.annotators.index(GOLD)].sum()) if GOLD in table.annotators else 0
    if not second or not (table.finishers >= 2).any():
        return Consistency(annotator, None, second, None)
    analysis = analyse(table, settings, read.sources)
    shared = analysis.sums.table
    times = done_times(read.columns, shared.articles, shared.annotators)
    gold = shared.annotators.index(GOLD)
    apart = (times[:, gold] - np.delete(times, gold, axis=1).max(axis=1, initial=-np.inf)) / _DAY
    known = apart[np.isfinite(apart)]
    return Consistency(annotator, analysis, second, float(np.median(known)) if len(known) else None)
