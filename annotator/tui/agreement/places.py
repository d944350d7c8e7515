"""The pages that lead somewhere: the worst passages with every annotator's version, and the worst articles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich.segment import Segment

from annotator.agreement.passages import Passage
from annotator.agreement.result import Analysis
from annotator.agreement.scores import MEASURES
from annotator.report.text import version
from annotator.report.wording import both_ends, number, plural, short
from annotator.tui.agreement.measure import Measured
from annotator.tui.agreement.writing import Place, Writer, Written
from annotator.tui.widgets.bars import bar
from annotator.tui.widgets.report_view import Line, fit

_WHO, _LABEL = 11, 9
_VERSIONS = 5
"""Spans of one annotator in a passage that are shown."""
_TOLD, _WORDS = 2, 24
"""Spans of one annotator, and characters of each, on the line that tells a passage where it stands."""
_ARTICLES = 200
_NUMBERS = 46
"""Cells for an article's numbers."""


def passages_page(measured: Measured, write: Writer) -> Written:
    """The passages with the most disagreements; each line leads to its passage."""
    analysis = measured.analysis
    if not analysis.passages:
        return Written(write.paragraph("Nobody disagrees with anybody about any span."), [])
    told = "Enter or a click goes there. Only spans that somebody does not have so:"
    lines = [write.blank(), *write.paragraph(told)]
    for target, passage in enumerate(analysis.passages):
        lines += [write.blank(), *_passage(analysis, target, passage, write)]
    return Written(lines, [_place(analysis, passage) for passage in analysis.passages])


def _place(analysis: Analysis, passage: Passage) -> Place:
    table = analysis.sums.table
    text = table.text(passage.around)
    wording = (int(table.start[passage.around]), text) if text is not None else None
    versions = " · ".join(_version(analysis, who, rows) for who, rows in passage.versions)
    return Place(table.articles[passage.article], passage.start, wording, passage.end, versions)


def _version(analysis: Analysis, who: int, rows: Sequence[int]) -> str:
    """`kim quote ‘It is over’`, for a line."""
    table = analysis.sums.table
    said = []
    for row in rows[:_TOLD]:
        text = table.text(row)
        where = f"‘{both_ends(text, _WORDS)}’" if text else f"{int(table.start[row])}–{int(table.end[row])}"
        said.append(f"{short(table.labels[int(table.label[row])], 8)} {where}")
    if len(rows) > _TOLD:
        said.append(f"{len(rows) - _TOLD} more")
    return f"{short(table.annotators[who], 12)} {', '.join(said) or 'none'}"


def _passage(analysis: Analysis, target: int, passage: Passage, write: Writer) -> list[Line]:
    table = analysis.sums.table
    where = f"{passage.start:,}–{passage.end:,}"
    told = plural(passage.cost, "disagreement")
    name = fit(table.articles[passage.article], write.width - len(where) - len(told) - 8).rstrip()
    lines = [write.line(f"{target + 1:>2}  {name} {where}: ", Segment(told, write.bold), target=target)]
    room = max(write.width - _WHO - _LABEL - 6, 12)
    for who, rows in passage.versions:
        title = f"    {fit(table.annotators[who], _WHO - 1)} "
        if not rows:
            lines.append(write.line(title, "– none of these", target=target))
        for row in rows[:_VERSIONS]:
            label = write.label(table.labels[int(table.label[row])], _LABEL)
            shown = fit(version(table, row, passage.around, room), room)
            lines.append(write.line(title, *label, f" {shown}", target=target))
            title = " " * (_WHO + 4)
        if len(rows) > _VERSIONS:
            lines.append(write.line(title, f"and {len(rows) - _VERSIONS} more", target=target))
    return lines


def articles_page(measured: Measured, write: Writer) -> Written:
    """The articles, the lowest strict F1 first; each line leads to its article."""
    analysis = measured.analysis
    table = analysis.sums.table
    spans = np.bincount(table.article, minlength=len(table.articles))
    # NaN sorts last.
    ranked = np.argsort(analysis.articles[:, MEASURES.index("f1")], kind="stable").tolist()
    room = write.width - _NUMBERS
    name, length = (room - 10, 9) if room > 30 else (max(room - 1, 6), 0)
    head = f"{'spans':>7} {'strict F1':>9} {'relaxed':>8} {'alpha':>6}  F1 without"
    lines = [
        write.blank(),
        *write.paragraph("Enter or a click opens the article. F1 without: of all others together."),
        write.blank(),
        write.line(Segment(" " * (name + length + 1) + head, write.bold)),
    ]
    shown = [MEASURES.index(key) for key in ("f1", "relaxed_f1", "alpha")]
    for target, code in enumerate(ranked[:_ARTICLES]):
        f1, relaxed, alpha = (float(value) for value in analysis.articles[code, shown])
        drawn = Segment(bar(0.0 if np.isnan(f1) else f1, length) + " " * bool(length), write.accent)
        numbers = (
            f"{int(spans[code]):>7,} {number(f1):>9} {number(relaxed):>8} {number(alpha):>6}"
            f"  {number(float(analysis.without[code])):>10}"
        )
        lines.append(write.line(f"{fit(table.articles[code], name)} ", drawn, numbers, target=target))
    if len(ranked) > _ARTICLES:
        lines += write.paragraph(f"and {plural(len(ranked) - _ARTICLES, 'article')} more, with a higher F1")
    return Written(lines, [Place(table.articles[code]) for code in ranked[:_ARTICLES]])
