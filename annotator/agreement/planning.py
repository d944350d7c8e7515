"""How many articles an interval of some width would take, and how sure that is: from what the articles so far say.

Definitions: `docs/agreement.md`, "Planning".
"""

from __future__ import annotations

from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from annotator.agreement.intervals import LEAST_ARTICLES, LEAST_FREEDOM, LEVEL, Jackknife, between, student
from annotator.agreement.measures import columns_shown
from annotator.agreement.precision_recall import FIELDS, jackknife_of, with_all_labels
from annotator.agreement.result import Analysis, side_of_all

_MOST = 10_000_000
"""Articles; more are as good as never."""


class Need(NamedTuple):
    """The articles that one value takes.

    Attributes:
        what: a label's name; empty for all labels.
        measure: by its name in `MEASURES`, or in `FIELDS` against gold.
        now: half the width of its interval; `None` where it has none, and then nothing can be said.
        articles: how many of the kind, those finished included; `None` where nothing can be said, or it is never reached.
        low, high: about 9 in 10 ranges made in this way hold that number.
    """

    what: str
    measure: str
    now: float | None
    articles: int | None = None
    low: int | None = None
    high: int | None = None


class Plan(NamedTuple):
    """What it takes until intervals are ± `half`.

    Attributes:
        half: half the width asked for.
        finished: the articles that the estimates are from.
        needs: of all labels, of the measures that have a column, or strict precision, recall and F1 against gold; then
            strict F1 of each label that somebody used.
    """

    half: float
    finished: int
    needs: list[Need]


def plan(analysis: Analysis, half: float) -> Plan:
    """What the articles of an analysis say of it, with intervals or without.

    Args:
        analysis: of two annotators or more.
        half: half the width of the intervals wanted, above 0.
    """
    side = side_of_all(analysis.sums)
    found, finished = side.jackknife(), len(side.rows)
    labels = analysis.sums.table.labels
    wanted = [("", len(labels), measure) for measure in columns_shown()]
    wanted += [(labels[code], code, columns_shown()[0]) for code in analysis.used]
    names = {name: place for place, name in enumerate(analysis.overall)}
    needs = [
        need(found, (part, names[measure.name]), what, measure.name, measure.least, half, finished)
        for what, part, measure in wanted
    ]
    return Plan(half, finished, needs)


def plan_against(analysis: Analysis, half: float) -> Plan:
    """The same of strict precision, recall and F1 of one party against gold.

    Args:
        analysis: of gold and the other.
        half: half the width of the intervals wanted, above 0.
    """
    found, labels = jackknife_of(with_all_labels(analysis.sums)), analysis.sums.table.labels
    wanted = [("", len(labels), place) for place in range(len(FIELDS))]
    wanted += [(labels[code], code, FIELDS.index("f1")) for code in analysis.used]
    finished = len(found.rows)
    needs = [need(found, (part, place), what, FIELDS[place], 0.0, half, finished) for what, part, place in wanted]
    return Plan(half, finished, needs)


def need(
    found: Jackknife, place: tuple[int, int], what: str, measure: str, least: float, half: float, finished: int
) -> Need:
    """What one value takes: its standard error falls with the square root of the articles, its degrees of freedom grow with them.

    Args:
        found: of all labels and measures.
        place: of the value there.
        what: a label's name; empty for all.
        measure: its name in `MEASURES`.
        least: the lowest value that it can have.
        half: half the width wanted.
        finished: articles, also those without a span of the label.
    """
    value, variance, freedom = (float(column[place]) for column in (found.values, found.variance, found.freedom))
    resting = int(found.articles[place])
    if np.isnan(found.margin[place]) or not least < value < 1.0:
        return Need(what, measure, None)

    def width(times: float, of_variance: float) -> float:
        """Half the width with so many times the articles."""
        margin = np.sqrt(of_variance / times) * student(np.array(max(freedom * times, LEAST_FREEDOM)))
        low, high = between(np.array(value), margin, np.array(least))
        return float(high - low) / 2.0

    def articles(of_variance: float) -> int | None:
        low, high = (LEAST_ARTICLES - 1) / resting, _MOST / finished
        if width(high, of_variance) > half:
            return None
        while (high - low) * finished > 0.5:
            middle = (low + high) / 2.0
            low, high = (low, middle) if width(middle, of_variance) <= half else (middle, high)
        return int(np.ceil(high * finished - 0.5))

    fewest, most = (freedom * variance / quantile for quantile in (chi_square(freedom, 1), chi_square(freedom, -1)))
    return Need(what, measure, width(1.0, variance), articles(variance), articles(fewest), articles(most))


def chi_square(freedom: float, side: int) -> float:
    """The upper (1) or lower (−1) quantile of chi-square that `LEVEL` of it lies between.

    The approximation of Wilson & Hilferty (1931): a tenth off at the lower end for four degrees of freedom, less for more.
    """
    z = side * NormalDist().inv_cdf((1.0 + LEVEL) / 2.0)
    spread = 2.0 / (9.0 * freedom)
    return float(freedom * (1.0 - spread + z * np.sqrt(spread)) ** 3)
