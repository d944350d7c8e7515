"""The pages by label and by annotator: values with their intervals, and tables whose ground shows what is high."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from rich.segment import Segment

from annotator.agreement.analysis import Analysis, Scores
from annotator.agreement.structure import NONE
from annotator.agreement.words import interval, plural, short
from annotator.tui.agreement.measure import Measured
from annotator.tui.agreement.overview import KINDS
from annotator.tui.agreement.writing import Writer, Written
from annotator.tui.widgets.bars import bar
from annotator.tui.widgets.heat import Cell, heat_table
from annotator.tui.widgets.page import Line, fit

_NAME, _VALUE = 16, 18
_SHOWN = (("strict F1", "f1"), ("alpha", "alpha"), ("relaxed F1", "relaxed_f1"))
_LEAST_BAR, _MOST_BAR = 4, 20
_MOST_PAIRS = 20
_NAMED = 6
"""Annotators whose names stand above their columns of the map; of more, their numbers."""


def labels_page(measured: Measured, write: Writer) -> Written:
    """How far each label is agreed on, which are taken for which, and in what they differ."""
    analysis = measured.analysis
    table = analysis.sums.table
    named = [(write.label(name, _NAME), scores) for name, scores in zip(table.labels, analysis.labels, strict=True)]
    lines = _values("BY LABEL", named, write)
    names = [*table.labels, NONE]
    counts = analysis.confusion.sum(axis=0)
    most = max(int((counts - np.diag(np.diag(counts))).max(initial=0)), 1)
    cells = [[_taken_for(int(n), i, j, most, len(names)) for j, n in enumerate(row)] for i, row in enumerate(counts)]
    lines += write.heading(f"TAKEN FOR: {_whose(analysis)}; {NONE}: no span there")
    lines += heat_table(write.palette, names, names, cells, write.width)
    kinds = [kind for kind in KINDS if analysis.kinds[-1, kind]]
    if kinds:
        by_label = analysis.kinds[:-1]
        most = max(int(by_label[:, kinds].max(initial=0)), 1)
        heat = [[_count(n, most) for n in by_label[:, kind].tolist()] for kind in kinds]
        lines += write.heading("WHAT DIFFERS, by label (a span labelled in two ways stands under both)")
        lines += heat_table(write.palette, [KINDS[kind] for kind in kinds], names[:-1], heat, write.width)
    return Written(lines, [])


def annotators_page(measured: Measured, write: Writer) -> Written:
    """Who did what, and how far each two and each against the rest agree."""
    analysis = measured.analysis
    names = analysis.sums.table.annotators
    lines = _coverage(analysis, write)
    if len(analysis.pairs) > 1:
        lines += _pairs(analysis, write)
    pairs = sorted(analysis.pairs, key=lambda pair: _worst_first(pair.scores))
    rows = [
        (
            [Segment(fit(f"{short(names[pair.left], 7)} – {short(names[pair.right], 6)}", _NAME), write.plain)],
            pair.scores,
        )
        for pair in pairs[:_MOST_PAIRS]
    ]
    lines += _values("EACH TWO, the lowest first", rows, write)
    if len(pairs) > _MOST_PAIRS:
        lines += write.paragraph(f"and {plural(len(pairs) - _MOST_PAIRS, 'pair')} more: `annotator agreement --json`")
    if analysis.annotators:
        ranked = sorted(analysis.annotators, key=lambda one: _worst_first(one.scores))
        each = [([Segment(fit(names[one.who], _NAME), write.plain)], one.scores) for one in ranked]
        lines += _values("EACH AGAINST THE REST, the lowest first", each, write)
    return Written(lines, [])


def _taken_for(count: int, row: int, column: int, most: int, size: int) -> Cell:
    if row == column:
        return Cell("" if row == size - 1 else f"{count:,}")
    return _count(count, most)


def _count(count: int, most: int) -> Cell:
    return Cell(f"{count:,}" if count else "·", count / most if count else None)


def _whose(analysis: Analysis) -> str:
    if len(analysis.pairs) > 1:
        return "all pairs, first by name down, other across"
    who, pair = analysis.sums.table.annotators, analysis.pairs[0]
    return f"{short(who[pair.left])} down, {short(who[pair.right])} across"


def _values(title: str, rows: Iterable[tuple[list[Segment], Scores]], write: Writer) -> list[Line]:
    """A heading and a line of values for each name, with a bar of the first where there is room."""
    length = write.width - _NAME - len(_SHOWN) * _VALUE
    length = min(length, _MOST_BAR) if length > _LEAST_BAR else 0
    shown = _SHOWN[: max((write.width - _NAME) // _VALUE, 1)]
    head = " " * (_NAME + length) + "".join(f" {name:<{_VALUE - 1}}" for name, _ in shown)
    lines = [*write.heading(title), write.line(Segment(head, write.bold))]
    for name, scores in rows:
        value = scores[_SHOWN[0][1]].value
        drawn = Segment(bar(value or 0.0, length), write.accent)
        values = "".join(f" {interval(scores[key]):<{_VALUE - 1}}" for _, key in shown)
        lines.append(write.line(*name, *([drawn] if length else []), values))
    return lines


def _coverage(analysis: Analysis, write: Writer) -> list[Line]:
    everything, table = analysis.everything, analysis.sums.table
    spans = table.spans_by()
    columns = ["finished", "compared", "spans", *table.labels]
    cells = [
        [
            Cell(f"{int(n):,}")
            for n in (everything.done[:, who].sum(), table.done[:, who].sum(), spans[who].sum(), *spans[who])
        ]
        for who in range(len(everything.annotators))
    ]
    title = "WHO DID WHAT: articles, and spans in the compared ones"
    return write.heading(title) + heat_table(write.palette, everything.annotators, columns, cells, write.width)


def _pairs(analysis: Analysis, write: Writer) -> list[Line]:
    """A map of strict F1 by annotator and annotator; the lower, the hotter."""
    names = analysis.sums.table.annotators
    values = {(pair.left, pair.right): pair.scores["f1"].value for pair in analysis.pairs}
    here = [who for who in range(len(names)) if any(who in pair for pair in values)]
    many = len(here) > _NAMED
    known = [value for value in values.values() if value is not None]
    low, high = min(known, default=0.0), max(known, default=1.0)

    def cell(one: int, other: int) -> Cell:
        value = values.get((min(one, other), max(one, other)))
        if one == other or value is None:
            return Cell("" if one == other else "–")
        # Between the worst and the best pair, but a small difference is not drawn as a large one.
        return Cell(f"{value:.2f}".removeprefix("0" * many), (high - value) / max(high - low, 0.1))

    lines = write.heading("STRICT F1 OF EACH TWO: the stronger the ground, the lower")
    cells = [[cell(one, other) for other in here] for one in here]
    shown = [names[who] for who in here]
    columns = [str(i) for i in range(1, len(here) + 1)] if many else shown
    rows = [f"{i:>2} {name}" for i, name in enumerate(shown, 1)] if many else shown
    return lines + heat_table(write.palette, rows, columns, cells, write.width)


def _worst_first(scores: Scores) -> float:
    value = scores["f1"].value
    return math.inf if value is None else value
