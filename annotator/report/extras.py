"""Parts of the agreement report that are there when they are asked for: each as a title, rows and sentences.

Text, page and JSON only lay them out. A new one is a function here, and an option that asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from annotator.agreement.intervals import LEAST_ARTICLES, LEAST_SPANS
from annotator.agreement.measures import MEASURES
from annotator.agreement.planning import Need, Plan
from annotator.report import structure as to
from annotator.report.sections import Row
from annotator.report.wording import WIDTH, named, number, paragraph, said


class Table(NamedTuple):
    """Rows of one kind."""

    head: Sequence[str]
    rows: Sequence[Row]
    what: str
    """The noun for a row."""


class Extra(NamedTuple):
    """One part.

    Attributes:
        name: in JSON, and on the page.
        title: what it is about.
        tables: at most 80 characters wide in text.
        sentences: what they mean.
        structure: all of it, for programs.
    """

    name: str
    title: str
    tables: Sequence[Table]
    sentences: Sequence[str]
    structure: Any


def extra_lines(part: Extra) -> list[str]:
    """Lines of at most `WIDTH` characters."""
    lines = [part.title[0].upper() + part.title[1:] if part.title.isupper() else _title(part.title)]
    for table in part.tables:
        lines += _grid(table)
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
    room = WIDTH - 2 - sum(width + 1 for width in widths)
    name = min(room, max(8, *(len(" – ".join(row.names)) for row in table.rows)))
    lines = [f"  {'':<{name}}{''.join(f' {title:>{width}}' for title, width in zip(table.head, widths, strict=True))}"]
    lines += [
        f"  {named(row.names, name):<{name}}{''.join(f' {cell:>{width}}' for cell, width in zip(own, widths, strict=True))}"
        for row, own in zip(table.rows, cells, strict=True)
    ]
    return [line.rstrip() for line in lines]


def planned(found: Plan) -> Extra:
    """How many articles it takes."""
    rows = [
        Row((f"{need.what or 'all labels'}, {MEASURES[need.measure].title}",), _needed(need)) for need in found.needs
    ]
    sentences = [
        f"Articles of this kind in all, the {found.finished:,} that two have finished included, tagged by these annotators; "
        "about 9 in 10 such ranges hold the number that it takes.",
    ]
    if any(need.now is None for need in found.needs):
        sentences.append(
            f"n/a: under {LEAST_ARTICLES} articles with spans or {LEAST_SPANS} spans, or articles that do not vary: nothing can be said."
        )
    if any(need.now is not None and need.high is None for need in found.needs):
        sentences.append("never: not with ten million articles.")
    structure: to.PlanReport = {
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
    table = Table(["now", "articles", "9 in 10"], rows, "value")
    return Extra("plan", f"Articles until ±{found.half:g}", [table], sentences, structure)


def _needed(need: Need) -> list[str]:
    if need.now is None:
        return ["n/a", "", ""]
    low, articles, high = ("never" if n is None else f"{n:,}" for n in (need.low, need.articles, need.high))
    return [f"±{number(need.now)}", articles, f"{low}–{high}"]
