"""The pages by label and by annotator: values with their intervals, and tables whose ground shows what is high."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from rich.segment import Segment

from annotator.agreement.estimates import Scores
from annotator.agreement.intervals import is_unstable
from annotator.agreement.report_models import difference_rows, how
from annotator.agreement.result import Analysis
from annotator.report.json import NONE
from annotator.report.wording import INTERVAL, UNSTABLE_TOLD, articles_of, interval, plural, short, two
from annotator.tui.agreement.measure import Measured
from annotator.tui.agreement.pages import KINDS
from annotator.tui.agreement.writing import Writer, Written
from annotator.tui.widgets.bars import bar
from annotator.tui.widgets.heat import Cell, heat_table
from annotator.tui.widgets.report_view import Line, fit

_NAME, _ARTICLES = 14, 6
"""Cells."""
_SHOWN = (("strict F1", "f1"), ("alpha", "alpha"), ("relaxed F1", "relaxed_f1"))
_LEAST_BAR, _MOST_BAR = 4, 20
_MOST_PAIRS = 20
_NAMED = 6
"""Annotators whose names stand above their columns of the map; of more, their numbers."""


def labels_page(measured: Measured, write: Writer) -> Written:
    """How far each label is agreed on, which are taken for which, and in what they differ."""
    analysis = measured.analysis
    table, used = analysis.sums.table, analysis.used
    named = [
        (write.label(table.labels[code], _NAME), int(analysis.with_spans[code]), analysis.labels[code]) for code in used
    ]
    lines = _values("BY LABEL", named, analysis, write)
    unused = [name for code, name in enumerate(table.labels) if code not in used]
    if unused:
        lines += write.paragraph(f"Nobody used {', '.join(unused)}.")
    names, places = [*(table.labels[code] for code in used), NONE], [*used, len(table.labels)]
    counts = analysis.confusion.sum(axis=0)[np.ix_(places, places)]
    most = max(int((counts - np.diag(np.diag(counts))).max(initial=0)), 1)
    cells = [[_taken_for(int(n), i, j, most, len(names)) for j, n in enumerate(row)] for i, row in enumerate(counts)]
    lines += write.heading(f"TAKEN FOR: {_whose(analysis)}; {NONE}: no span there")
    lines += heat_table(write.palette, names, names, cells, write.width)
    kinds = [kind for kind in KINDS if analysis.kinds[-1, kind]]
    if kinds:
        by_label = analysis.kinds[used]
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
        (_named(two(names[pair.left], names[pair.right], _NAME - 1), write), pair.with_spans, pair.scores)
        for pair in pairs[:_MOST_PAIRS]
    ]
    lines += _values("EACH TWO, the lowest first", rows, analysis, write)
    if len(pairs) > _MOST_PAIRS:
        lines += write.paragraph(f"and {plural(len(pairs) - _MOST_PAIRS, 'pair')} more: `annotator agreement --json`")
    if analysis.extremes is not None:
        low, high = (analysis.pairs[place] for place in analysis.extremes[:2])
        one, other = (two(names[pair.left], names[pair.right], 27) for pair in (low, high))
        lines += write.heading("THE LOWEST PAIR LESS THE HIGHEST")
        lines += write.paragraph(f"{one} less {other}, {how(analysis.extremes.difference)}")
        lines += [write.line(row.removeprefix("  ")) for row in difference_rows(analysis.extremes.difference)]
    if analysis.annotators:
        ranked = sorted(analysis.annotators, key=lambda one: _worst_first(one.scores))
        each = [(_named(names[one.who], write), one.with_spans, one.scores) for one in ranked]
        lines += _values("EACH AGAINST THE REST, the lowest first", each, analysis, write)
    return Written(lines, [])


def _named(name: str, write: Writer) -> list[Segment]:
    return [Segment(fit(name, _NAME), write.plain)]


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


def _values(
    title: str, rows: Sequence[tuple[list[Segment], int, Scores]], analysis: Analysis, write: Writer
) -> list[Line]:
    """A heading and a line for each name: on how many articles it rests, a bar where there is room, and its values."""
    cells = [[interval(scores[key]) for _, key in _SHOWN] for _, _, scores in rows]
    widths = [max([INTERVAL, *(len(row[i]) for row in cells)]) + 1 for i in range(len(_SHOWN))]
    room = write.width - _NAME - _ARTICLES
    shown = max(sum(sum(widths[: count + 1]) <= room for count in range(len(_SHOWN))), 1)
    length = room - sum(widths[:shown])
    length = min(length, _MOST_BAR) if length > _LEAST_BAR else 0
    titles = "".join(f" {name:<{width - 1}}" for (name, _), width in zip(_SHOWN[:shown], widths, strict=False))
    head = f"{'':<{_NAME}}{'art. ':>{_ARTICLES}}{'':<{length}}{titles}"
    lines = [*write.heading(title), write.line(Segment(head, write.bold))]
    resamples = analysis.settings.resamples
    for (name, articles, scores), row in zip(rows, cells, strict=True):
        drawn = Segment(f" {bar(scores[_SHOWN[0][1]].value or 0.0, length - 1)}", write.accent)
        values = "".join(f" {value:<{width - 1}}" for value, width in zip(row[:shown], widths, strict=False))
        rests = f"{articles_of(articles, resamples):>{_ARTICLES}}"
        lines.append(write.line(*name, rests, *([drawn] if length else []), values))
    unsure = resamples and any(is_unstable(articles) for _, articles, _ in rows)
    return lines + (write.paragraph(UNSTABLE_TOLD) if unsure else [])


def _coverage(analysis: Analysis, write: Writer) -> list[Line]:
    everything, table = analysis.everything, analysis.sums.table
    spans = table.spans_by()
    columns = ["finished", "compared", "spans", *(table.labels[code] for code in analysis.used)]
    cells = [
        [
            Cell(f"{int(n):,}")
            for n in (
                everything.done[:, who].sum(),
                table.done[:, who].sum(),
                spans[who].sum(),
                *spans[who, analysis.used],
            )
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
