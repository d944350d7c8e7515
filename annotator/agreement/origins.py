"""Whether agreement depends on where spans came from and what they are like: by origin, and as odds ratios of a regression.

Definitions: `docs/agreement.md`, "Origins". A case is a span and another annotator who finished its article; it agrees where that
one has the same span.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import msgspec
import numpy as np

from annotator.agreement.intervals import (
    Estimate,
    Scores,
    between,
    estimate,
    estimates,
    jackknife,
    student,
)
from annotator.agreement.result import Analysis, side_of_all
from annotator.agreement.table import Bools, Floats, Ints, Table
from annotator.journal.columns import Columns
from annotator.model import SWEEP

HAND, SWEPT, SUGGESTED, EDITED, OTHER = range(5)
ORIGINS = ("hand", SWEEP, "suggested", "edited", "other")
"""Sweep: by hand, but taken all at once there, also where it was changed since. Other: imported, reanchored, or not said."""
FEWEST_A_VARIABLE = 10
"""Cases of the rarer outcome for each variable of the regression (Peduzzi et al. 1996)."""
FEWEST_CLUSTERS = 20
"""Articles, below which standard errors by article are too small."""
_STEPS = 50
_FLAT = 1e-9
_FAR = 15.0
"""A coefficient beyond it: an outcome that the variable tells without fail has no finite one."""


def told(origin: str) -> str:
    """One of `ORIGINS` in words."""
    return "all at once in the sweep" if origin == SWEEP else origin


class OriginShare(NamedTuple):
    """The spans of one origin.

    Attributes:
        origin: of `ORIGINS`.
        cases: spans, each by the other annotators of its article.
        articles: in how many there is a case.
        share: of the cases, those in which the other has the same span.
    """

    origin: str
    cases: int
    articles: int
    share: Estimate


class OddsRatio(NamedTuple):
    """How the odds that the other has the same span change with a variable, all others being the same."""

    variable: str
    ratio: Estimate


class Regression(NamedTuple):
    """A logistic regression over cases.

    Attributes:
        cases: how many; `agreeing`: of them.
        articles: the clusters.
        odds: of each variable; empty where the regression was not made.
        refused: why it was not; empty if it was.
    """

    cases: int
    agreeing: int
    articles: int
    odds: list[OddsRatio]
    refused: str = ""


class Origins(NamedTuple):
    """All of it.

    Attributes:
        shares: of the origins that there are.
        blind: over the articles in which nobody of those compared took a suggestion, or all at once in the sweep: how many, how
            many of them have spans, and the measures; `None` where there is none.
        regression: against length, nesting, density and origin.
    """

    shares: list[OriginShare]
    blind: tuple[int, int, Scores] | None
    regression: Regression


class _Line(msgspec.Struct, gc=False):
    origin: str | None = None
    by: str | None = None


def origins_of(columns: Columns, table: Table) -> Ints:
    """The origin of each span, `(spans,)`, by its place in `ORIGINS`, read again from its line."""
    decode, known = msgspec.json.Decoder(_Line).decode, {name: code for code, name in enumerate(ORIGINS)}
    places = columns.spans.place[table.source]
    order = np.argsort(places, kind="stable")
    found = np.full(len(places), OTHER)
    lines = columns.files.needed_lines(places[order].tolist())
    found[order] = [_code(decode(line), known) for line in lines]
    return found


def _code(line: _Line, known: Mapping[str, int]) -> int:
    return SWEPT if line.origin == "hand" and line.by == SWEEP else known.get(line.origin or "", OTHER)


class _Cases(NamedTuple):
    """One row a case, `(cases,)` each."""

    span: Ints
    article: Ints
    agrees: Bools


def origins(analysis: Analysis, origin: Ints) -> Origins:
    """Agreement by origin, on what was done without suggestions, and against what spans are like.

    Args:
        analysis: of two annotators or more.
        origin: of each span of its shared articles, from `origins_of`.
    """
    cases = _cases(analysis)
    return Origins(_shares(analysis, cases, origin), _blind(analysis, origin), regression(analysis, cases, origin))


def _cases(analysis: Analysis) -> _Cases:
    table = analysis.sums.table
    others = table.finishers[table.article] - 1
    # Runs of rows that are the same span of several annotators, who stand side by side.
    same = np.ones(len(table.article), dtype=np.bool_)
    for column in (table.article, table.label, table.start, table.end):
        same[1:] &= column[1:] == column[:-1]
    same[:1] = False
    run = np.cumsum(~same) - 1
    have = np.bincount(run, minlength=1)[run] - 1
    span = np.repeat(np.arange(len(others)), others)
    number = np.arange(len(span)) - np.repeat(np.cumsum(others) - others, others)
    return _Cases(span, table.article[span].astype(np.int64), number < have[span])


def _shares(analysis: Analysis, cases: _Cases, origin: Ints) -> list[OriginShare]:
    found, articles = [], len(analysis.sums.table.articles)
    for code, name in enumerate(ORIGINS):
        mine = origin[cases.span] == code
        if not mine.any():
            continue
        all_, agreeing = (
            np.bincount(cases.article[rows], minlength=articles).astype(np.float64)
            for rows in (mine, mine & cases.agrees)
        )
        value = np.asarray(agreeing.sum() / all_.sum())
        with np.errstate(invalid="ignore", divide="ignore"):
            left_out = (agreeing.sum() - agreeing) / (all_.sum() - all_)
        known = jackknife(np.arange(articles), value, left_out, all_)
        low, high = between(value, known.margin, np.zeros(()))
        if not analysis.settings.resamples:
            low = high = np.asarray(np.nan)
        found.append(
            OriginShare(name, int(all_.sum()), int((all_ > 0).sum()), estimate(float(value), float(low), float(high)))
        )
    return found


def _blind(analysis: Analysis, origin: Ints) -> tuple[int, int, Scores] | None:
    table = analysis.sums.table
    steered = np.zeros(len(table.articles), dtype=np.bool_)
    steered[table.article[np.isin(origin, (SWEPT, SUGGESTED, EDITED))]] = True
    if steered.all():
        return None
    every = side_of_all(analysis.sums)
    side = replace(every, counts=every.counts.together()).only(np.flatnonzero(~steered))
    (values,) = estimates(side, with_intervals=analysis.settings.resamples > 0)
    return int((~steered).sum()), int(side.with_spans[-1]), values


def variables(table: Table, origin: Ints) -> tuple[list[str], Floats]:
    """What spans are like, `(spans, variables)`: names and values.

    Length and density are logarithms to the base 2, so that an odds ratio is that of twice as much. A span is nested if it
    lies inside another one of its annotator's, or has one inside.
    """
    length = np.log2((table.end - table.start).astype(np.float64))
    code = table.article.astype(np.int64) * len(table.annotators) + table.annotator
    density = np.bincount(code)[code] / table.lengths[table.article]
    names = ["length (twice as long)", "density (twice as many spans)", "nested"]
    columns = [length, np.log2(density), nested(table).astype(np.float64)]
    for which in (SWEPT, SUGGESTED, EDITED, OTHER):
        names.append(f"{told(ORIGINS[which]) if which != OTHER else 'of another origin'}, not by hand")
        columns.append((origin == which).astype(np.float64))
    used = np.unique(table.label).tolist()
    for label in used[1:]:
        names.append(f"{table.labels[label]}, not {table.labels[used[0]]}")
        columns.append((table.label == label).astype(np.float64))
    values = np.column_stack(columns)
    keep = np.ptp(values, axis=0) > 0 if len(values) else np.zeros(len(names), dtype=np.bool_)
    return [name for name, kept in zip(names, keep.tolist(), strict=True) if kept], values[:, keep]


def nested(table: Table) -> Bools:
    """Which spans lie inside another one of their annotator's, or have one inside, `(spans,)`; equal ranges count."""
    found = np.zeros(len(table.article), dtype=np.bool_)
    order = np.lexsort((-table.end.astype(np.int64), table.start, table.annotator, table.article))
    code = (table.article.astype(np.int64) * len(table.annotators) + table.annotator)[order].tolist()
    start, end = table.start[order].tolist(), table.end[order].tolist()
    open_: list[int] = []
    last = -1
    for row, (who, begin, until) in enumerate(zip(code, start, end, strict=True)):
        if who != last:
            open_, last = [], who
        # What ends before this one ends cannot hold it, nor, as spans come, any that begins later and ends as late.
        while open_ and end[open_[-1]] <= begin:
            open_.pop()
        holding = [one for one in open_[-_DEPTH:] if end[one] >= until]
        if holding:
            found[order[row]] = True
            found[order[holding]] = True
        open_.append(row)
        open_ = open_[-_DEPTH:]
    return found


_DEPTH = 64
"""Spans that are looked at for each: deeper nests are taken for what these say."""


def regression(analysis: Analysis, cases: _Cases, origin: Ints) -> Regression:
    """The logistic regression of agreeing on `variables`, with standard errors clustered by article.

    Iteratively reweighted least squares; the jackknife over articles, and the quantile of Student's t with one degree of freedom
    less than there are articles.
    """
    names, values = variables(analysis.sums.table, origin)
    agreeing, articles = int(cases.agrees.sum()), len(np.unique(cases.article))
    rarer = min(agreeing, len(cases.agrees) - agreeing)
    about = len(cases.agrees), agreeing, articles
    if articles < FEWEST_CLUSTERS:
        return Regression(
            *about, [], f"{articles} articles have spans, and standard errors by article take {FEWEST_CLUSTERS}"
        )
    if not names or rarer < FEWEST_A_VARIABLE * len(names):
        return Regression(
            *about,
            [],
            f"the rarer outcome has {rarer:,} cases for {len(names)} variables, and each takes {FEWEST_A_VARIABLE}",
        )
    centred = values - values.mean(axis=0)
    design = np.column_stack((np.ones(len(cases.span)), centred[cases.span]))
    fitted = _fit(design, cases.agrees.astype(np.float64))
    if fitted is None:
        return Regression(*about, [], "some variable tells the outcome without fail, or two say the same")
    coefficients, error = clustered(design, cases.agrees.astype(np.float64), fitted, cases.article)
    margin = error * student(np.array(articles - 1.0))
    odds = np.exp(np.stack((coefficients, coefficients - margin, coefficients + margin)))[:, 1:]
    return Regression(*about, [OddsRatio(name, estimate(*odds[:, place])) for place, name in enumerate(names)])


def _fit(design: Floats, outcome: Floats) -> Floats | None:
    """The coefficients with the highest likelihood; `None` where there are none."""
    found = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        mean = 1.0 / (1.0 + np.exp(-np.clip(design @ found, -30.0, 30.0)))
        information = (design * (mean * (1.0 - mean))[:, None]).T @ design
        if np.linalg.matrix_rank(information) < len(found):
            return None
        step = np.linalg.solve(information, design.T @ (outcome - mean))
        found = found + step
        if np.abs(found).max() > _FAR:
            return None
        if np.abs(step).max() < _FLAT:
            return found
    return None


def clustered(design: Floats, outcome: Floats, fitted: Floats, cluster: Ints) -> tuple[Floats, Floats]:
    """The coefficients with their standard errors, `(columns,)` each, where cases of a cluster depend on each other.

    The jackknife over clusters: each is left out, and the coefficients moved by one step of the fitting towards what the
    others say (Lipsitz, Dear & Zhao 1994). The sandwich, of which it is the cautious relative, is too sure of few clusters.
    """
    mean = 1.0 / (1.0 + np.exp(-(design @ fitted)))
    weight = mean * (1.0 - mean)
    order = np.argsort(cluster, kind="stable")
    cuts = np.flatnonzero(np.diff(cluster[order])) + 1
    parts = np.split(order, cuts)
    informations = np.stack([(design[rows] * weight[rows, None]).T @ design[rows] for rows in parts])
    scores = np.stack([design[rows].T @ (outcome - mean)[rows] for rows in parts])
    moved = np.linalg.solve(informations.sum(axis=0) - informations, scores[..., None])[..., 0]
    groups = len(parts)
    variance = (groups - 1) / groups * np.square(moved - moved.mean(axis=0)).sum(axis=0)
    return fitted, np.sqrt(variance)
