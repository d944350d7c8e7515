"""Parts of the agreement report that are there when they are asked for: each as a title, rows and sentences.

Text, page and JSON only lay them out. A new one is a function here, and an option that asks for it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from annotator.agreement.consistency import Consistency
from annotator.agreement.drift import LEAST, Change, Drift
from annotator.agreement.intervals import LEAST_ARTICLES, LEAST_SPANS, Estimate, is_unstable
from annotator.agreement.measures import MEASURES, columns_shown
from annotator.agreement.origins import Origins, told
from annotator.agreement.planning import Need, Plan
from annotator.report import structure as to
from annotator.report.json import difference_structure, estimate_structure, measures_structure
from annotator.report.sections import Row
from annotator.report.wording import (
    MINUS,
    UNSTABLE,
    UNSTABLE_NOTE,
    WIDTH,
    articles_of,
    interval,
    named,
    number,
    paragraph,
    rest,
    said,
    short,
    signed,
    some,
)
from annotator.text.sanitize import plural


class Table(NamedTuple):
    """Rows of one kind."""

    head: Sequence[str]
    rows: Sequence[Row]
    what: str
    """The noun for a row."""
    of: str = ""
    """What it is of, where that is to stand over it."""
    most: int | None = None
    """Rows that the text shows; `None` for all."""


class Extra(NamedTuple):
    """One part.

    Attributes:
        name: in JSON, and on the page.
        title: what it is about.
        tables: at most 80 characters wide in text.
        sentences: what they mean.
        structure: all of it, for programs; `None` where the rest of the JSON has it.
    """

    name: str
    title: str
    tables: Sequence[Table]
    sentences: Sequence[str]
    structure: Any = None


def extra_lines(part: Extra) -> list[str]:
    """Lines of at most `WIDTH` characters."""
    lines = [part.title[0].upper() + part.title[1:] if part.title.isupper() else _title(part.title)]
    for table in part.tables:
        lines += [*_grid(table), *rest(len(table.rows) - len(table.rows[: table.most]), table.what)]
    for sentence in part.sentences:
        lines += paragraph(sentence, "  ")
    return lines


def _title(title: str) -> str:
    """The words before what stands in brackets or behind a colon in capitals, as the report's other titles are."""
    for mark in (" (", ": "):
        head, found, rest = title.partition(mark)
        if found:
            return head.upper() + found + rest
    return title.upper()


def _grid(table: Table) -> list[str]:
    cells = [[said(cell) for cell in row.cells] for row in table.rows]
    widths = [max(len(title), *(len(row[place]) for row in cells)) for place, title in enumerate(table.head)]
    # Values stand under one another, whether they have an interval or not.
    left = [any(isinstance(row.cells[place], Estimate) for row in table.rows) for place in range(len(table.head))]
    room = WIDTH - 2 - sum(width + 1 for width in widths)
    name = min(room, max(8, len(table.of), *(len(" – ".join(row.names)) for row in table.rows)))
    heads = (f" {title:{'^' if left[n] else '>'}{widths[n]}}" for n, title in enumerate(table.head))
    lines = [f"  {short(table.of, name):<{name}}{''.join(heads)}"]
    for row, own in zip(table.rows[: table.most], cells, strict=False):
        values = (f" {cell:{'<' if left[n] else '>'}{widths[n]}}" for n, cell in enumerate(own))
        lines.append(f"  {named(row.names, name):<{name}}{''.join(values)}")
    return [line.rstrip() for line in lines]


_WEEKS = 12
"""Shown, the latest."""
_LABELS = 4
"""That a table has columns for."""
_WHAT = {
    "f1": "strict F1 against the rest",
    "rate": "{label} spans per 1,000 words",
    "length": "characters of {label} spans",
}


def drifted(found: Drift, labels: Sequence[str]) -> Extra:
    """What changes while people work: the weeks, and what their intervals say; `labels` by code."""
    rows = [
        Row(
            (week.monday.isoformat(),),
            [week.articles, interval(week.scores["f1"]), interval(week.scores["alpha"]), _tenths(week.rate)],
        )
        for week in found.weeks[-_WEEKS:]
    ]
    weeks = Table(["articles", "strict F1", "alpha", "spans/1,000 words"], rows, "week")
    sentences = [_of_weeks(found), *_of_halves(found)]
    if found.undated:
        sentences.append(f"Of {plural(found.undated, 'article')} it is not known when they were marked done: left out.")
    structure: to.DriftReport = {
        "weeks": [
            {
                "monday": week.monday.isoformat(),
                "articles": week.articles,
                "unstable": is_unstable(week.with_spans),
                "spans_per_1000_words": _defined(week.rate),
                "labels": {
                    label: {"spans_per_1000_words": _defined(week.rates[code]), "length": _defined(week.lengths[code])}
                    for code, label in enumerate(labels)
                },
                **measures_structure(week.scores),
            }
            for week in found.weeks
        ],
        "lowest_less_highest": None
        if found.extremes is None
        else {
            "weeks": [found.weeks[place].monday.isoformat() for place in found.extremes[:2]],
            **difference_structure(found.extremes[2]),
        },
        "looks": len(found.changes),
        "changes": [
            {
                "annotator": one.annotator,
                "of": one.what,
                "label": one.label or None,
                "articles": list(one.articles),
                "first": one.first,
                "second": one.second,
                "value": one.change.value,
                "low": one.change.low,
                "high": one.change.high,
            }
            for one in found.changes
        ],
        "undated": found.undated,
    }
    title = "Drift (by the week in which the last of an article's annotators marked it done)"
    return Extra("drift", title, [weeks, *_label_rates(found, labels)], sentences, structure)


def _label_rates(found: Drift, labels: Sequence[str]) -> list[Table]:
    """Spans per 1,000 words of the labels that there are, a row a week."""
    used = [code for code in range(len(labels)) if any(week.rates[code] > 0 for week in found.weeks)][:_LABELS]
    rows = [
        Row((week.monday.isoformat(),), [_tenths(week.rates[code]) for code in used]) for week in found.weeks[-_WEEKS:]
    ]
    return [Table([f"{short(labels[code], 8)}/1,000" for code in used], rows, "week")] if used else []


def _defined(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _tenths(value: float | None) -> str:
    return "n/a" if value is None or math.isnan(value) else f"{value:,.1f}"


def _of_weeks(found: Drift) -> str:
    if found.extremes is None:
        return "Between weeks nothing can be compared."
    low, high, difference = found.extremes
    less, name = difference.scores["f1"], [found.weeks[place].monday.isoformat() for place in (low, high)]
    told = f"The week of {name[0]} less that of {name[1]}, strict F1: {signed(less)}, judged as the largest of all: "
    if less.high is None:
        return told + "how far that is chance cannot be said."
    return told + ("more than chance alone makes." if less.high < 0 else "no more than chance alone can make.")


def _of_halves(found: Drift) -> list[str]:
    """A verdict where the interval says that there is a change, and what was looked at."""
    if not found.changes:
        return [f"Habits: nobody has {2 * LEAST} dated articles, so that halves of the work cannot be compared."]
    told = [
        f"{short(one.annotator)}: {_WHAT[one.what].format(label=short(one.label))} went from {_value(one, one.first)} to "
        f"{_value(one, one.second)} between the first and the second half of the own work ({_change(one)})."
        for one in found.changes
        if one.told
    ]
    looked = f"Looked at: {plural(len(found.changes), 'change')} between halves of everybody's own order of work"
    verdict = "the intervals hold for all of them together" if told else "none of them is more than chance can make"
    return [*told, f"{looked}; {verdict} (Bonferroni)."]


def _value(one: Change, value: float | None) -> str:
    return number(value) if one.what == "f1" else _tenths(value)


def _change(one: Change) -> str:
    if one.what == "f1":
        return signed(one.change)
    value, low, high = ("n/a" if n is None else f"{n:+,.1f}".replace("-", MINUS) for n in one.change)
    return f"{value}, {low} to {high}"


def by_origin(found: Origins) -> Extra:
    """Where spans came from, what was done without suggestions, and what agreement goes with."""
    shares = [Row((told(one.origin),), [one.cases, one.articles, interval(one.share)]) for one in found.shares]
    tables = [Table(["cases", "articles", "the other has the same"], shares, "origin")]
    sentences = ["A case is a span and another annotator of its article."]
    if found.blind is None:
        sentences.append("Blind: in every article somebody took a suggestion, or all at once in the sweep.")
    else:
        articles, with_spans, scores = found.blind
        values = ", ".join(f"{measure.title} {interval(scores[measure.name])}" for measure in columns_shown())
        few = f"{UNSTABLE} few for an interval; " if is_unstable(with_spans) else ""
        sentences.append(
            f"Blind, {plural(articles, 'article')} in which nobody took a suggestion, or all at once in the sweep: {few}{values}."
        )
    regression = found.regression
    if regression.odds:
        odds = [Row((one.variable,), [f"{one.ratio.value:.2f}", _odds_between(one.ratio)]) for one in regression.odds]
        tables.append(Table(["odds ratio", "19 in 20"], odds, "variable"))
        sentences.append(
            f"Odds ratios that the other has the same span, of {regression.cases:,} cases in {plural(regression.articles, 'article')}, "
            "all other variables being the same (logistic regression, errors by article): above 1 agreement is better. They "
            "say what goes together, not what causes what."
        )
    else:
        sentences.append(f"No regression: {regression.refused}.")
    structure: to.OriginsReport = {
        "shares": [
            {"origin": one.origin, "cases": one.cases, "articles": one.articles, **estimate_structure(one.share)}
            for one in found.shares
        ],
        "blind": None
        if found.blind is None
        else {
            "articles": found.blind[0],
            "unstable": is_unstable(found.blind[1]),
            **measures_structure(found.blind[2]),
        },
        "regression": {
            "cases": regression.cases,
            "agreeing": regression.agreeing,
            "articles": regression.articles,
            "odds_ratios": {one.variable: estimate_structure(one.ratio) for one in regression.odds},
            "refused": regression.refused or None,
        },
    }
    return Extra("origins", "Agreement by origin, and what it goes with", tables, sentences, structure)


def _odds_between(ratio: Estimate) -> str:
    return f"{ratio.low or 0.0:.2f}–{ratio.high or 0.0:.2f}"


def retested(found: Sequence[Consistency]) -> Extra:
    """How far annotators agree with themselves."""
    known = [(one, one.analysis) for one in found if one.analysis is not None]
    rows = [
        Row(
            (one.annotator,),
            [
                articles_of(int(analysis.with_spans[-1]), analysis.settings.resamples).strip(),
                *(interval(analysis.overall[measure.name]) for measure in columns_shown()),
                "n/a" if one.days is None else f"{one.days:,.0f}",
            ],
        )
        for one, analysis in known
    ]
    sentences = [
        "Each annotator's first pass against a second, blind one (median of days between): consistency, not agreement, and no vote.",
    ]
    if any(is_unstable(int(analysis.with_spans[-1])) for _, analysis in known):
        sentences.append(UNSTABLE_NOTE)
    idle = [one.annotator for one in found if one.analysis is None]
    if idle:
        sentences.append(f"No article was finished in both passes: {some(idle, 6)}.")
    structure: list[to.RetestReport] = [
        {
            "annotator": one.annotator,
            "finished_again": one.second,
            "articles": len(analysis.sums.table.articles),
            "unstable": is_unstable(int(analysis.with_spans[-1])),
            "days": one.days,
            "labels": {
                label: measures_structure(analysis.labels[code])
                for code, label in enumerate(analysis.sums.table.labels)
            },
            **measures_structure(analysis.overall),
        }
        for one, analysis in known
    ]
    tables = [
        Table(["art.", *(measure.narrow or measure.title for measure in columns_shown()), "days"], rows, "annotator")
    ]
    return Extra("retest", "The same annotator twice", tables if rows else [], sentences, structure)


def planned(found: Plan) -> Extra:
    """How many articles it takes."""
    rows = [
        Row((f"{need.what or 'all labels'}, {MEASURES[need.measure].title}",), _needed(need)) for need in found.needs
    ]
    told = f"Articles of this kind in all, the {found.finished:,} that two have finished included, tagged by these annotators; "
    return _plan([found], [Table(_PLANNED, rows, "value")], told, _plan_structure(found))


def planned_against(found: Sequence[tuple[str, Plan]]) -> Extra:
    """How many articles of gold it takes, of each that is scored, by name."""
    tables = [
        Table(
            _PLANNED,
            [
                Row((f"{need.what or 'all labels'}, strict {FIELD_TITLES[need.measure]}",), _needed(need))
                for need in plan.needs
            ],
            "value",
            short(name, 40),
        )
        for name, plan in found
    ]
    told = "Articles of gold in all, those included that are there and that the one scored has finished, of the same kind; "
    structure: list[to.ScoredPlan] = [{"annotator": name, **_plan_structure(plan)} for name, plan in found]
    return _plan([plan for _, plan in found], tables, told, structure)


FIELD_TITLES = {"precision": "precision", "recall": "recall", "f1": "F1"}
_PLANNED = ("now", "articles", "9 in 10")


def _plan(found: Sequence[Plan], tables: Sequence[Table], told: str, structure: Any) -> Extra:
    sentences, needs = (
        [f"{told}about 9 in 10 such ranges hold the number that it takes."],
        [n for p in found for n in p.needs],
    )
    if any(need.now is None for need in needs):
        sentences.append(
            f"n/a: under {LEAST_ARTICLES} articles with spans or {LEAST_SPANS} spans, or articles that do not vary: nothing can be said."
        )
    if any(need.now is not None and need.high is None for need in needs):
        sentences.append("never: not with ten million articles.")
    return Extra("plan", f"Articles until ±{found[0].half:g}", tables, sentences, structure)


def _plan_structure(found: Plan) -> to.PlanReport:
    return {
        "half_width": found.half,
        "finished": found.finished,
        "needs": [
            {
                "label": need.what or None,
                "measure": need.measure,
                "half_width_now": need.now,
                "articles": need.articles,
                "low": need.low,
                "high": need.high,
            }
            for need in found.needs
        ],
    }


def _needed(need: Need) -> list[str]:
    if need.now is None:
        return ["n/a", "", ""]
    low, articles, high = ("never" if n is None else f"{n:,}" for n in (need.low, need.articles, need.high))
    return [f"±{number(need.now)}", articles, f"{low}–{high}"]
