"""The report for reading: plain text that fits 80 columns and needs no colour."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np

from annotator.agreement import report_models
from annotator.agreement.estimates import Scores
from annotator.agreement.headline import certainty, meaning
from annotator.agreement.intervals import is_unstable
from annotator.agreement.notes import TITLE as NOTES
from annotator.agreement.notes import notes
from annotator.agreement.passages import Passage
from annotator.agreement.result import Analysis
from annotator.agreement.scores import MEASURES
from annotator.agreement.table import Table
from annotator.report.advice import MEANING, TITLE, causes
from annotator.report.json import KIND_NAMES, NONE
from annotator.report.wording import (
    INTERVAL,
    NAME,
    UNSTABLE_TOLD,
    WIDTH,
    articles_of,
    both_ends,
    interval,
    number,
    paragraph,
    plural,
    rest,
    short,
    two,
)
from annotator.text.sanitize import one_line

_ROWS = 10
_VERSIONS = 5
_COLUMNS = 4
_CONFUSED = 6
"""Labels that a table has columns for."""
_MOST_NAME = 20
_LEAST_AROUND = 6


def render(analysis: Analysis) -> str:
    """The whole report, lines of at most `WIDTH` characters, with a newline at its end."""
    parts = (
        _headline(analysis),
        _coverage(analysis),
        told_notes(notes(analysis)),
        first(analysis),
        _labels(analysis),
        _pairs(analysis),
        report_models.extremes(analysis),
        _annotators(analysis),
        report_models.error_rates(analysis),
        _articles(analysis),
        *details(analysis),
    )
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def details(analysis: Analysis) -> list[list[str]]:
    """The parts of the report that say where annotators differ, and how."""
    return [
        _kinds(analysis),
        report_models.semeval_table(analysis),
        _confusion(analysis),
        _habits(analysis),
        _passages(analysis),
    ]


def _headline(analysis: Analysis) -> list[str]:
    table, overall = analysis.sums.table, analysis.overall
    iou = f"{float(analysis.settings.iou):g}"
    rows = [
        ("strict F1", "f1", "same label and same boundaries"),
        ("boundaries only", "boundary_f1", "same boundaries, any label"),
        ("relaxed F1", "relaxed_f1", f"same label, overlap (IoU) of {iou} or more"),
        ("alpha", "alpha", "unitizing, corrected for chance"),
        ("character alpha", "character_alpha", "the same, character by character"),
    ]
    people = int(table.done.any(axis=0).sum())
    lines = [f"AGREEMENT of {people} annotators, {plural(len(table.articles), 'shared article')}", ""]
    lines += [f"  {name:<16} {interval(overall[key]):<{INTERVAL}}   {told}" for name, key, told in rows]
    lines.append("")
    lines += paragraph(meaning(overall))
    return lines + paragraph(certainty(analysis))


def _coverage(analysis: Analysis) -> list[str]:
    everything, table = analysis.everything, analysis.sums.table
    spans = table.spans_by()
    used = analysis.used
    labels = used[:_COLUMNS]
    header = f"  {'':<{NAME}} {'finished':>8} {'compared':>8} {'spans':>7}" + "".join(
        f" {short(table.labels[label], 8):>8}" for label in labels
    )
    lines = ["WHO DID WHAT (spans in the compared articles)", header]
    for who, name in enumerate(everything.annotators):
        counts = "".join(f" {n:>8,}" for n in spans[who, labels].tolist())
        done, compared = int(everything.done[:, who].sum()), int(table.done[:, who].sum())
        lines.append(f"  {short(name):<{NAME}} {done:>8,} {compared:>8,} {int(spans[who].sum()):>7,}{counts}")
    if len(used) > len(labels):
        lines.append(f"  and {plural(len(used) - len(labels), 'label')} more, listed below")
    return lines


def told_notes(sentences: Sequence[str]) -> list[str]:
    """What the reader should know besides; empty if that is nothing."""
    lines = []
    for sentence in sentences:
        lines += textwrap.wrap(one_line(sentence), WIDTH, initial_indent="  - ", subsequent_indent="    ")
    return [NOTES.upper(), *lines] if lines else []


def first(analysis: Analysis) -> list[str]:
    """What to look at first; empty where nobody disagrees."""
    found = causes(analysis)
    lines = [f"{TITLE.upper()} (and {MEANING})"] if found else []
    for cause in found:
        lines += textwrap.wrap(
            cause.sentence, WIDTH, initial_indent=f"  {cause.gained} ", subsequent_indent=" " * (len(cause.gained) + 3)
        )
    return lines


def _labels(analysis: Analysis) -> list[str]:
    names = analysis.sums.table.labels
    rows = [((names[code],), int(analysis.with_spans[code]), analysis.labels[code]) for code in analysis.used]
    lines = ["BY LABEL", *_score_table(rows, analysis)] if rows else []
    unused = [one_line(name, 40) for code, name in enumerate(names) if code not in analysis.used]
    return [*lines, *paragraph(f"Nobody used {', '.join(unused)}.", "  ")] if rows and unused else lines


def _pairs(analysis: Analysis) -> list[str]:
    if len(analysis.pairs) < 2:
        return []
    names = analysis.sums.table.annotators
    ranked = sorted(analysis.pairs, key=lambda pair: _worst(pair.scores))
    rows = [((names[p.left], names[p.right]), p.with_spans, p.scores) for p in ranked[: 2 * _ROWS]]
    return ["PAIRS, the lowest first", *_score_table(rows, analysis), *rest(len(ranked) - len(rows), "pair")]


def _annotators(analysis: Analysis) -> list[str]:
    if not analysis.annotators:
        return []
    names = analysis.sums.table.annotators
    ranked = sorted(analysis.annotators, key=lambda one: _worst(one.scores))
    rows = [((names[one.who],), one.with_spans, one.scores) for one in ranked[: 2 * _ROWS]]
    title = "EACH AGAINST THE REST, the lowest first"
    return [title, *_score_table(rows, analysis), *rest(len(ranked) - len(rows), "annotator")]


def _score_table(rows: Sequence[tuple[tuple[str, ...], int, Scores]], analysis: Analysis) -> list[str]:
    """A row for each name or two, with the articles that it rests on."""
    keys = {"f1": "strict F1", "relaxed_f1": "relaxed F1", "alpha": "alpha"}
    cells = [[interval(scores[key]) for key in keys] for _, _, scores in rows]
    widths = [max([INTERVAL, *(len(row[i]) for row in cells)]) for i in range(len(keys))]
    room = min(WIDTH - 9 - sum(widths) - len(widths), _MOST_NAME)
    titles = " ".join(f"{title:^{width}}" for title, width in zip(keys.values(), widths, strict=True))
    lines = [f"  {'':<{room}} {'art.':>5}  {titles}".rstrip()]
    for (names, articles, _), row in zip(rows, cells, strict=True):
        name = short(names[0], room) if len(names) == 1 else two(names[0], names[1], room)
        values = " ".join(f"{value:<{width}}" for value, width in zip(row, widths, strict=True))
        lines.append(f"  {name:<{room}} {articles_of(articles, analysis.settings.resamples):>6} {values}".rstrip())
    unsure = analysis.settings.resamples and any(is_unstable(articles) for _, articles, _ in rows)
    return [*lines, f"  {UNSTABLE_TOLD}"] if unsure else lines


def _articles(analysis: Analysis) -> list[str]:
    table = analysis.sums.table
    spans = np.bincount(table.article, minlength=len(table.articles))
    # NaN sorts last.
    ranked = np.argsort(analysis.articles[:, MEASURES.index("f1")], kind="stable").tolist()
    shown = [MEASURES.index(name) for name in ("f1", "relaxed_f1", "alpha")]
    lines = [
        "ARTICLES, the lowest first",
        f"  {'':<36} {'spans':>6} {'F1':>6} {'relaxed':>8} {'alpha':>6} {'F1 without':>11}",
    ]
    for code in ranked[:_ROWS]:
        values = [number(value) for value in analysis.articles[code, shown]]
        lines.append(
            f"  {short(table.articles[code], 36):<36} {int(spans[code]):>6,} {values[0]:>6} {values[1]:>8}"
            f" {values[2]:>6} {number(analysis.without[code]):>11}"
        )
    return lines + rest(len(ranked) - _ROWS, "article")


def _kinds(analysis: Analysis) -> list[str]:
    table = analysis.sums.table
    shown = analysis.used[:_COLUMNS]
    lines = [
        "DISAGREEMENTS BY KIND (a span labelled in two ways stands under both labels)",
        f"  {'':<30}" + "".join(f" {short(table.labels[code], 8):>8}" for code in shown) + f" {'all':>9}",
    ]
    for kind, name in KIND_NAMES.items():
        title = f"boundary: {name}" if name in {"space or punctuation", "start", "end", "both"} else name
        counts = "".join(f" {int(analysis.kinds[code, kind]):>8,}" for code in shown)
        lines.append(f"  {title:<30}{counts} {int(analysis.kinds[-1, kind]):>9,}")
    more = len(analysis.used) - len(shown)
    return [*lines, *rest(more, "label")]


def _confusion(analysis: Analysis) -> list[str]:
    table, used = analysis.sums.table, analysis.used
    if not 0 < len(used) <= _CONFUSED:
        return []
    names = [*(short(table.labels[code], 8) for code in used), NONE]
    if len(analysis.pairs) == 1:
        pair = analysis.pairs[0]
        whose = f"{short(table.annotators[pair.left])} down, {short(table.annotators[pair.right])} across"
    else:
        whose = "all pairs; first by name down, other across"
    lines = [f"LABELS OF MATCHED SPANS ({whose})", f"  {'':<9}" + "".join(f" {name:>8}" for name in names)]
    places = [*used, len(table.labels)]
    counts = analysis.confusion.sum(axis=0)[np.ix_(places, places)]
    for name, row in zip(names, counts.tolist(), strict=True):
        cells = [f" {n:>8,}" for n in row]
        if name is NONE:
            cells[-1] = f" {'':>8}"
        lines.append(f"  {name:<9}{''.join(cells)}".rstrip())
    return lines


def _habits(analysis: Analysis) -> list[str]:
    if not analysis.habits:
        return []
    lines = ["HABITS AT BOUNDARIES"]
    for sentence in analysis.habits:
        lines += textwrap.wrap(sentence, WIDTH, initial_indent="  - ", subsequent_indent="    ")
    return lines


def _passages(analysis: Analysis) -> list[str]:
    if not analysis.passages:
        return []
    lines = ["WORST PASSAGES (only the spans that somebody does not have so)"]
    for place, passage in enumerate(analysis.passages, 1):
        lines += _passage(analysis, place, passage)
    return lines


def _passage(analysis: Analysis, place: int, passage: Passage) -> list[str]:
    table = analysis.sums.table
    lines = [
        f"{place:>3}. {short(table.articles[passage.article], 40)} {passage.start}–{passage.end}:"
        f" {plural(passage.cost, 'disagreement')}"
    ]
    room = WIDTH - 6 - 13 - 9
    for who, rows in passage.versions:
        name = short(table.annotators[who], 12)
        if not rows:
            lines.append(f"      {name:<12} –")
        for i, row in enumerate(rows[:_VERSIONS]):
            shown = version(table, row, passage.around, room)
            label = short(table.labels[int(table.label[row])], 8)
            lines.append(f"      {name if i == 0 else '':<12} {label:<8} {shown}")
        if len(rows) > _VERSIONS:
            lines.append(f"      {'':<12} and {len(rows) - _VERSIONS} more")
    return lines


def version(table: Table, row: int, around: int, room: int) -> str:
    """A span's text, in brackets and with what stands around it where a longer span of the passage tells."""
    text, wider = table.text(row), table.text(around)
    start = int(table.start[row] - table.start[around])
    if text is None:
        return f"{int(table.start[row])}–{int(table.end[row])}"
    each = (room - len(text) - 6) // 2
    if wider is None or around == row or start < 0 or start + len(text) > len(wider) or each < _LEAST_AROUND:
        return both_ends(text, room)
    before, after = wider[max(start - each, 0) : start], wider[start + len(text) :][:each]
    return one_line(f"{before}[{text}]{after}", room)


def _worst(scores: Scores) -> tuple[bool, float]:
    """Lowest strict F1 first, undefined last."""
    value = scores["f1"].value
    return value is None, value or 0.0
