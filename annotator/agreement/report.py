"""The report for reading: plain text that fits 80 columns and needs no colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import numpy as np

from annotator.agreement import report_models
from annotator.agreement.analysis import Analysis, Scores
from annotator.agreement.causes import MEANING, TITLE, causes
from annotator.agreement.passages import Passage
from annotator.agreement.resampling import FEW_ARTICLES
from annotator.agreement.scores import MEASURES
from annotator.agreement.structure import KIND_NAMES, NONE
from annotator.agreement.table import Table
from annotator.agreement.words import NAME, WIDTH, both_ends, interval, number, paragraph, plural, rest, short
from annotator.text.display import one_line

__all__ = ["WIDTH", "details", "interval", "meaning", "number", "plural", "render", "short", "version"]

_ROWS = 10
_VERSIONS = 5
_LEAST_AROUND = 6
_RELIABLE, _TENTATIVE = 0.8, 2 / 3


def render(analysis: Analysis) -> str:
    """The whole report, lines of at most `WIDTH` characters, with a newline at its end."""
    parts = (
        _headline(analysis),
        _coverage(analysis),
        _first(analysis),
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
        ("alpha", "alpha", "unitizing alpha: corrected for chance"),
        ("character alpha", "character_alpha", "the same, character by character"),
    ]
    people = int(table.done.any(axis=0).sum())
    lines = [f"AGREEMENT of {people} annotators, {plural(len(table.articles), 'shared article')}", ""]
    lines += [f"  {name:<16} {interval(overall[key])}   {told}" for name, key, told in rows]
    lines.append("")
    lines += paragraph(meaning(overall))
    if analysis.settings.resamples and len(table.articles) < FEW_ARTICLES:
        lines += paragraph(
            f"Fewer than {FEW_ARTICLES} articles: the intervals (95 %, articles resampled) are unstable; do not rely on them."
        )
    return lines


def meaning(overall: Scores) -> str:
    """What F1 and alpha say, in two sentences."""
    f1, alpha = overall["f1"].value, overall["alpha"].value
    if f1 is None:
        said = "Nobody tagged anything in the shared articles: there is nothing to agree on, and F1 is undefined (n/a)."
    else:
        said = (
            f"Of 100 spans that one annotator tags, another has {round(100 * f1)} with the same label and boundaries."
        )
    if alpha is None:
        return said + " Alpha is undefined (n/a): no characters vary."
    if alpha >= _RELIABLE:
        verdict = "at least 0.800, the usual limit for reliable data"
    elif alpha >= _TENTATIVE:
        verdict = "between 0.667 and 0.800: for tentative conclusions only"
    else:
        verdict = "below 0.667, the usual lowest limit"
    return f"{said} Alpha is {verdict}."


def _coverage(analysis: Analysis) -> list[str]:
    everything, table = analysis.everything, analysis.sums.table
    spans = table.spans_by()
    labels = [short(label, 8) for label in table.labels[:4]]
    more = len(table.labels) > len(labels)
    header = f"  {'':<{NAME}} {'finished':>8} {'compared':>8} {'spans':>7}" + "".join(
        f" {label:>8}" for label in labels
    )
    lines = ["WHO DID WHAT (spans in the compared articles)", header]
    for who, name in enumerate(everything.annotators):
        counts = "".join(f" {n:>8,}" for n in spans[who, : len(labels)].tolist())
        done, compared = int(everything.done[:, who].sum()), int(table.done[:, who].sum())
        lines.append(f"  {short(name):<{NAME}} {done:>8,} {compared:>8,} {int(spans[who].sum()):>7,}{counts}")
    if more:
        lines.append(f"  and {len(table.labels) - len(labels)} labels more, listed below")
    alone = len(everything.articles) - len(table.articles)
    if alone:
        lines.append(f"  {plural(alone, 'article')} finished by one annotator only: not compared")
    return lines


def _first(analysis: Analysis) -> list[str]:
    found = causes(analysis)
    lines = [f"{TITLE.upper()} (and {MEANING})"] if found else []
    for cause in found:
        lines += textwrap.wrap(
            cause.sentence, WIDTH, initial_indent=f"  {cause.gained} ", subsequent_indent=" " * (len(cause.gained) + 3)
        )
    return lines


def _labels(analysis: Analysis) -> list[str]:
    rows = zip(analysis.sums.table.labels, analysis.labels, strict=True)
    return ["BY LABEL", *_score_table((label, scores) for label, scores in rows)]


def _pairs(analysis: Analysis) -> list[str]:
    if len(analysis.pairs) < 2:
        return []
    names = analysis.sums.table.annotators
    ranked = sorted(analysis.pairs, key=lambda pair: _worst(pair.scores))
    rows = [(f"{short(names[p.left], 9)} – {short(names[p.right], 8)}", p.scores) for p in ranked[: 2 * _ROWS]]
    return ["PAIRS, the lowest first", *_score_table(rows), *rest(len(ranked) - len(rows), "pair")]


def _annotators(analysis: Analysis) -> list[str]:
    if not analysis.annotators:
        return []
    names = analysis.sums.table.annotators
    ranked = sorted(analysis.annotators, key=lambda one: _worst(one.scores))
    rows = [(names[one.who], one.scores) for one in ranked[: 2 * _ROWS]]
    title = "EACH AGAINST THE REST, the lowest first"
    return [title, *_score_table(rows), *rest(len(ranked) - len(rows), "annotator")]


def _score_table(rows: Iterable[tuple[str, Scores]]) -> list[str]:
    lines = [f"  {'':<20} {'strict F1':^17} {'relaxed F1':^17} {'alpha':^17}".rstrip()]
    for name, scores in rows:
        values = " ".join(f"{interval(scores[key]):<17}" for key in ("f1", "relaxed_f1", "alpha"))
        lines.append(f"  {short(name, 20):<20} {values}".rstrip())
    return lines


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
    shown = list(range(min(len(table.labels), 4)))
    lines = [
        "DISAGREEMENTS BY KIND (a span labelled in two ways stands under both labels)",
        f"  {'':<30}" + "".join(f" {short(table.labels[code], 8):>8}" for code in shown) + f" {'all':>9}",
    ]
    for kind, name in KIND_NAMES.items():
        title = f"boundary: {name}" if name in {"space or punctuation", "start", "end", "both"} else name
        counts = "".join(f" {int(analysis.kinds[code, kind]):>8,}" for code in shown)
        lines.append(f"  {title:<30}{counts} {int(analysis.kinds[-1, kind]):>9,}")
    return lines


def _confusion(analysis: Analysis) -> list[str]:
    table = analysis.sums.table
    labels = [short(label, 8) for label in table.labels]
    if len(labels) > 6:
        return []
    names = [*labels, NONE]
    if len(analysis.pairs) == 1:
        pair = analysis.pairs[0]
        whose = f"{short(table.annotators[pair.left])} down, {short(table.annotators[pair.right])} across"
    else:
        whose = "all pairs; first by name down, other across"
    lines = [f"LABELS OF MATCHED SPANS ({whose})", f"  {'':<9}" + "".join(f" {name:>8}" for name in names)]
    for name, row in zip(names, analysis.confusion.sum(axis=0).tolist(), strict=True):
        counts = [f" {n:>8,}" for n in row]
        if name is NONE:
            counts[-1] = f" {'':>8}"
        lines.append(f"  {name:<9}{''.join(counts)}".rstrip())
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
