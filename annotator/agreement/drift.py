"""Whether agreement and habits change while people work: by week, and between the halves of each one's own order of work.

Definitions: `docs/agreement.md`, "Drift". Times are those at which articles were marked done.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple

import numpy as np

from annotator.agreement.intervals import (
    LEVEL,
    Difference,
    Estimate,
    Jackknife,
    Scores,
    Side,
    estimate,
    estimates,
    jackknife,
    less,
    student,
    welch_freedom,
)
from annotator.agreement.measures import by_article, column_of
from annotator.agreement.result import (
    Analysis,
    largest,
    lowest_and_highest,
    pair_cells,
    rest_sides,
    side_of_all,
    sides_of,
)
from annotator.agreement.table import Bools, Floats, Ints
from annotator.journal.columns import Columns

LEAST = 10
"""Articles of an annotator in each half of their work, for habits to be compared."""
_PER = 1_000
"""Words."""


What = Literal["f1", "rate", "length"]


class Week(NamedTuple):
    """The articles of which the last annotator marked them done in one week.

    Attributes:
        monday: when it began.
        articles: how many.
        with_spans: how many of them have a span.
        scores: over all labels.
        rate: spans per 1,000 words and annotator; NaN where no text is known.
        rates: the same of each label, by code.
        lengths: mean characters of a span of each label, by code; NaN where there is none.
    """

    monday: date
    articles: int
    with_spans: int
    scores: Scores
    rate: float
    rates: Floats
    lengths: Floats


class Change(NamedTuple):
    """One value of an annotator: the second half of their work less the first.

    Attributes:
        annotator: the name.
        what: `f1` (strict, against the rest), `rate` (spans per 1,000 words) or `length` (characters of a span, in the mean).
        label: its name; empty for all.
        articles: how many are in each half.
        first, second: the two values.
        change: with an interval that holds for all changes looked at together; without one where there is too little.
    """

    annotator: str
    what: What
    label: str
    articles: tuple[int, int]
    first: float | None
    second: float | None
    change: Estimate

    @property
    def told(self) -> bool:
        """Whether the interval says that there is one."""
        return (
            self.change.low is not None
            and self.change.high is not None
            and not self.change.low <= 0 <= self.change.high
        )


class Drift(NamedTuple):
    """All of it.

    Attributes:
        weeks: in their order.
        extremes: the places in `weeks` of the lowest and the highest strict F1, and their difference, judged as the largest
            of all; `None` where there are not two.
        changes: of everybody who has enough articles in both halves.
        undated: shared articles of which no time is known; they are left out.
    """

    weeks: list[Week]
    extremes: tuple[int, int, Difference] | None
    changes: list[Change]
    undated: int


def done_times(columns: Columns, articles: tuple[str, ...], annotators: tuple[str, ...]) -> Floats:
    """When each annotator marked each article done, `(articles, annotators)`, seconds since 1970; NaN where unknown."""
    places = {name: place for place, name in enumerate(articles)}
    people = {name: place for place, name in enumerate(annotators)}
    times = np.full((len(articles), len(annotators)), np.nan)
    for who, state in zip(columns.state_owners.tolist(), columns.states, strict=True):
        article, person = places.get(state.article), people.get(columns.annotators[who])
        if state.state == "done" and article is not None and person is not None:
            times[article, person] = datetime.fromisoformat(state.at).timestamp()
    return times


def drift(analysis: Analysis, times: Floats, words: Ints) -> Drift:
    """What changes with time.

    Args:
        analysis: of two annotators or more.
        times: from `done_times`, of the shared articles and their annotators.
        words: of each shared article, `(articles,)`; 0 where its text is not known.
    """
    table = analysis.sums.table
    dated = ~np.asarray((np.isnan(times) & table.done).any(axis=1))
    weeks, rows = _weeks(analysis, np.where(table.done, times, -np.inf).max(axis=1), dated, words)
    found = lowest_and_highest(rows)
    ends = None if found is None else (*found, largest(rows, found, analysis.settings))
    return Drift(weeks, ends, _changes(analysis, times, words), int((~dated).sum()))


def _weeks(analysis: Analysis, last: Floats, dated: Bools, words: Ints) -> tuple[list[Week], list[Side]]:
    every = side_of_all(analysis.sums)
    every = replace(every, counts=every.counts.together())
    spans, characters = _by_article_and_label(analysis, slice(None))
    read = words * analysis.sums.table.finishers
    mondays = np.full(len(last), -1)
    for place in np.flatnonzero(dated).tolist():
        day = datetime.fromtimestamp(last[place], UTC).date()
        mondays[place] = (day - timedelta(days=day.weekday())).toordinal()
    weeks, sides = [], []
    for monday in np.unique(mondays[dated]).tolist():
        articles = np.flatnonzero(mondays == monday)
        side = every.only(articles)
        known = articles[words[articles] > 0]
        with np.errstate(invalid="ignore", divide="ignore"):
            rates: Floats = _PER * spans[known].sum(axis=0) / np.float64(read[known].sum())
            lengths: Floats = characters[articles].sum(axis=0) / spans[articles].sum(axis=0)
        (values,) = estimates(side, with_intervals=analysis.settings.resamples > 0)
        day, rate = date.fromordinal(monday), float(rates.sum())
        weeks.append(Week(day, len(articles), int(side.with_spans[-1]), values, rate, rates, lengths))
        sides.append(side)
    return weeks, sides


def _by_article_and_label(analysis: Analysis, rows: slice | Ints) -> tuple[Floats, Floats]:
    """How many spans some rows of the table are, and of how many characters, `(articles, labels)` each."""
    table = analysis.sums.table
    shape = len(table.articles), len(table.labels)
    code = table.article[rows].astype(np.int64) * shape[1] + table.label[rows]
    length = (table.end[rows] - table.start[rows]).astype(np.float64)
    spans, characters = (np.bincount(code, w, shape[0] * shape[1]).reshape(shape) for w in (None, length))
    return spans.astype(np.float64), characters.astype(np.float64)


class _Halves(NamedTuple):
    """One annotator's value, in both halves."""

    who: int
    what: What
    label: str
    first: Jackknife
    second: Jackknife


def _changes(analysis: Analysis, times: Floats, words: Ints) -> list[Change]:
    table, cells = analysis.sums.table, pair_cells(analysis.sums)
    _, *pairs = sides_of(analysis.sums, by_article(analysis.sums), cells)
    sides = rest_sides(len(table.annotators), list(cells), pairs) or dict.fromkeys(next(iter(cells)), pairs[0])
    looks: list[_Halves] = []
    for who, side in sides.items():
        own = np.flatnonzero(table.done[:, who] & ~np.isnan(times[:, who]))
        own = own[np.argsort(times[own, who], kind="stable")]
        halves = np.sort(own[: len(own) // 2]), np.sort(own[len(own) // 2 :])
        if min(map(len, halves)) >= LEAST:
            one, other = (side.only(half).jackknife().last() for half in halves)
            place = column_of("f1")
            looks.append(_Halves(who, "f1", "", one.part(place), other.part(place)))
            looks += _habits(analysis, who, halves, words)
    return [_change(analysis, look, len(looks)) for look in looks]


def _habits(analysis: Analysis, who: int, halves: tuple[Ints, Ints], words: Ints) -> list[_Halves]:
    """Spans per 1,000 words and their mean length, of each label that the annotator used."""
    table = analysis.sums.table
    spans, characters = _by_article_and_label(analysis, np.flatnonzero(table.annotator == who))
    looks = []
    for label in np.flatnonzero(spans.sum(axis=0)).tolist():
        name, own = table.labels[label], spans[:, label]
        rate = [_ratio(rows, _PER * own[rows], words[rows]) for rows in halves]
        long = [_ratio(rows, characters[rows, label], own[rows]) for rows in halves]
        looks += [_Halves(who, "rate", name, *rate), _Halves(who, "length", name, *long)]
    return looks


def _ratio(rows: Ints, above: Floats, below: Floats | Ints) -> Jackknife:
    """Σ above / Σ below over articles, and what each adds to its uncertainty."""
    rests = below > 0
    top, bottom = np.where(rests, above, 0.0), below.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.asarray(top.sum() / bottom.sum())
        left_out = (top.sum() - top) / (bottom.sum() - bottom)
    found = jackknife(rows, value, left_out, bottom)
    return found._replace(enough=found.articles >= LEAST)


def _change(analysis: Analysis, look: _Halves, looks: int) -> Change:
    """With an interval that leaves out the true change in 5 % of cases for all looks together (Bonferroni)."""
    found = less(look.second, look.first)
    value, variance = float(found.values), float(found.variance)
    margin = np.nan
    if bool(found.enough) and variance > 0.0 and analysis.settings.resamples:
        freedom = welch_freedom(look.second, look.first)
        margin = float(np.sqrt(variance) * student(freedom, 1.0 - (1.0 - LEVEL) / looks))
    first, second = (estimate(float(side.values)).value for side in (look.first, look.second))
    name = analysis.sums.table.annotators[look.who]
    articles = len(look.first.rows), len(look.second.rows)
    return Change(name, look.what, look.label, articles, first, second, estimate(value, value - margin, value + margin))
