"""The report for reading: plain text that fits 80 columns and needs no colour."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from annotator.agreement import semeval
from annotator.agreement.accuracy import Against, Scored
from annotator.agreement.dawid_skene import ErrorRates
from annotator.agreement.gamma import FEWEST, ArticleGamma, Gamma, Weights, refusal
from annotator.agreement.intervals import Difference, is_unstable
from annotator.agreement.measures import MEASURES, columns_shown
from annotator.agreement.pairing import BOUNDARY, KIND_NAMES
from annotator.agreement.result import Analysis, Passage
from annotator.agreement.table import Table
from annotator.model import GOLD
from annotator.report import sections
from annotator.report.advice import MEANING, TITLE, causes
from annotator.report.json import CHANCE
from annotator.report.sections import SEMEVAL_COUNTS, SEMEVAL_SAME
from annotator.report.wording import (
    INTERVAL,
    NAME,
    UNSTABLE_NOTE,
    WIDTH,
    about_files,
    articles_of,
    both_ends,
    certainty,
    interval,
    meaning,
    named,
    notes,
    number,
    paragraph,
    rest,
    short,
    signed,
)
from annotator.report.wording import TITLE as NOTES
from annotator.text.sanitize import one_line, plural

_GAMMA_ROWS = 10
GAMMA_TITLE = "Gamma (best alignment of overlapping spans, against chance)"
COLUMNS = ("spans", "gamma", "observed", "expected", "samples")


def gamma_sentences(found: Gamma) -> list[str]:
    """How it was measured and how sure it is, as sentences; and what was refused."""
    sentences = []
    if found.low is not None and found.high is not None:
        sentences.append(
            f"Other shuffles would give {number(found.low)} to {number(found.high)}, 19 times in 20 (not a confidence interval over "
            f"articles). {gamma_settings(found.seed, found.weights)}"
        )
    if found.refused:
        some = ", ".join(one_line(name, 40) for name in found.refused[:3])
        more = f" and {len(found.refused) - 3} more" if len(found.refused) > 3 else ""
        sentences.append(f"Not measured, for {some}{more}: {refusal(found)}.")
    return sentences


def gamma_settings(seed: int, weights: Weights | None = None) -> str:
    """The parameters, in a sentence."""
    chosen = weights or Weights()
    return (
        f"Weights of positions and labels {chosen.alpha:g} and {chosen.beta:g}, of a missing span 1; chance: {CHANCE}; at "
        f"least {FEWEST} shuffles, seed {seed}."
    )


def ranked(found: Gamma, table: Table) -> list[tuple[str, ArticleGamma]]:
    """The articles with their names, the lowest first, undefined ones last."""
    return sorted(zip(table.articles, found.articles, strict=True), key=lambda row: _gamma_worst(row[1]))


def values(one: ArticleGamma) -> list[str]:
    """An article's, in the order of `COLUMNS`."""
    return [f"{one.units:,}", *map(number, (one.value, one.observed, one.expected)), f"{one.samples:,}"]


def render_gamma(found: Gamma, table: Table) -> str:
    """Lines of at most `WIDTH` characters, with a newline at the end."""
    lines = [f"{GAMMA_TITLE.replace('Gamma', 'GAMMA')}: {number(found.value)}"]
    for sentence in gamma_sentences(found):
        lines += paragraph(sentence)
    rows = ranked(found, table)
    lines.append(_row("the lowest first", COLUMNS))
    lines += [_row(name, values(one)) for name, one in rows[:_GAMMA_ROWS]]
    return "\n".join([*lines, *rest(len(rows) - _GAMMA_ROWS, "article")]) + "\n"


def _row(name: str, cells: Sequence[str]) -> str:
    spans, gamma, observed, expected, samples = cells
    return f"  {one_line(name, 34):<34} {spans:>6} {gamma:>7} {observed:>9} {expected:>9} {samples:>8}"


def _gamma_worst(one: ArticleGamma) -> tuple[bool, float]:
    """Lowest first, undefined last."""
    return one.value is None, one.value or 0.0


SEMEVAL_NOTE = (
    "As MUC-5 and SemEval-2013 task 9 count: COR correct, INC incorrect, PAR partial (one half), MIS missing, SPU spurious;"
    " POS: the key's spans, ACT: the response's. Strict: same range and label; exact: same range; partial: same range, or"
    " half if they overlap; type: same label, overlapping."
)
ERROR_RATES_TITLE = "Error rates without gold (estimates of the model of Dawid & Skene 1979)"
_LABELS, _ANNOTATORS, _PAIRS = 5, 10, 20


def semeval_table(analysis: Analysis) -> list[str]:
    """Of one pair all labels together under the four schemes, and each label; of several pairs each."""
    rows = sections.semeval_rows(analysis)
    if len(analysis.pairs) != 1:
        title = "SEMEVAL-2013 COUNTS (first by name as key, other as response; F1 by scheme)"
        return [title, *_semeval_rows(rows), *rest(len(rows) - _PAIRS, "pair")]
    pair = analysis.pairs[0]
    left, right = map(short, sections.names_of(analysis, pair))
    lines = [
        f"SEMEVAL-2013 COUNTS ({left} as key, {right} as response)",
        f"  {'':<8}" + "".join(f" {name:>6}" for name in SEMEVAL_COUNTS) + f" {'prec.':>6} {'recall':>6} {'F1':>6}",
    ]
    together = sections.SemevalRow((), pair.semeval, -1)
    for scheme, name in enumerate(semeval.SCHEMES):
        counts, values = together.under(scheme)
        cells = [f" {count:>6}" for count in counts] + [f" {number(value):>6}" for value in values]
        lines.append(f"  {name:<8}{''.join(cells)}")
    return [*lines, *_semeval_rows(rows), *rest(len(rows) - _PAIRS, "label")]


def _semeval_rows(rows: Sequence[sections.SemevalRow]) -> list[str]:
    """The counts that are the same under every scheme, and F1 under each."""
    head = "".join(f" {name:>6}" for name in SEMEVAL_SAME) + "".join(f" {name:>7}" for name in semeval.SCHEMES)
    lines = [f"  {'':<18}{head}"]
    for row in rows[:_PAIRS]:
        cells = [f" {count:>6,}" for count in row.same] + [f" {number(value):>7}" for value in row.f1]
        lines.append(f"  {named(row.names, 18):<18}{''.join(cells)}")
    return lines


def extremes(analysis: Analysis) -> list[str]:
    """Whether the lowest pair is lower than the highest by more than chance; empty where there is one pair alone."""
    if analysis.extremes is None:
        return []
    shown = [f"{short(left, 12)} – {short(right, 12)}" for left, right in sections.extremes(analysis)]
    return ["THE LOWEST PAIR LESS THE HIGHEST", *models_sentences(analysis.extremes.difference, shown[0], shown[1])]


def models_sentences(found: Difference, one: str, other: str) -> list[str]:
    """The lines of one difference."""
    return [*paragraph(f"{one} less {other}, {how(found)}", "  "), *difference_rows(found)]


def difference_rows(found: Difference) -> list[str]:
    """The table of one difference: each measure's, and the two values that it is of."""
    lines = [f"  {'':<12} {'difference':<26} {values_of(found)}"]
    for measure in columns_shown():
        both = f"{number(found.one[measure.name].value)} less {number(found.other[measure.name].value)}"
        lines.append(f"  {measure.title:<12} {signed(found.scores[measure.name]):<26} {both}")
    return lines


def how(found: Difference) -> str:
    """Over which articles a difference is, and how these were resampled."""
    if found.paired:
        said = f"over the {plural(found.articles[0], 'article')} of both, resampled in pairs"
    else:
        said = f"{found.articles[0]:,} against {plural(found.articles[1], 'article')}, resampled apart"
    if found.different_texts:
        if not found.shared:
            return f"{said}; no article is of both: all of the same name have other texts there"
        count = plural(found.different_texts, "article")
        said += f"; {count} of the same name with other texts: not compared with each other"
    return said


def values_of(found: Difference) -> str:
    """What the two values beside a difference are of."""
    return f"on these {plural(found.articles[0], 'article')}" if found.paired else "each on its own articles"


def error_rates(analysis: Analysis) -> list[str]:
    """How often each annotator says what the model takes for true; empty under three annotators."""
    found, table = analysis.error_rates, analysis.sums.table
    if found is None:
        return []
    shown = analysis.used[:_LABELS]
    labels = [short(table.labels[code], 8) for code in shown]
    lines = [
        ERROR_RATES_TITLE.replace("Error rates without gold", "ERROR RATES WITHOUT GOLD"),
        "  Share of what is so that each found, by label; of its own spans, what is not:",
        f"  {'':<16}" + "".join(f" {label:>8}" for label in labels) + f" {'invented':>9}",
    ]
    for row in sections.error_rates(analysis)[:_ANNOTATORS]:
        values = "".join(f" {number(row.found[code]):>8}" for code in shown) + f" {number(row.invented):>9}"
        lines.append(f"  {short(row.annotator):<16}{values}")
    lines += rest(len(analysis.used) - len(shown), "label")
    lines += rest(len(found.annotators) - _ANNOTATORS, "annotator")
    lines += paragraph(assumed(found), "  ")
    for warning in found.warnings:
        lines += paragraph(warning, "  ")
    return lines


def assumed(found: ErrorRates) -> str:
    """What the model rests on."""
    return (
        f"Of {plural(found.items, 'range')} that somebody tagged. Assumed: errors are independent; each range, also one"
        " that differs by a character, is judged by itself. Not a measure of agreement."
    )


_ROWS = 10
_VERSIONS = 5
_COLUMNS = 4
_CONFUSED = 6
"""Labels that a table has columns for."""
_MOST_NAME = 20
_LEAST_AROUND, _LEAST_NAME = 6, 8


def render(analysis: Analysis) -> str:
    """The whole report, lines of at most `WIDTH` characters, with a newline at its end."""
    several, against_rest = len(analysis.pairs) > 1, "EACH AGAINST THE REST, the lowest first"
    parts = (
        _headline(analysis),
        _coverage(analysis),
        note_lines(notes(analysis)),
        first(analysis),
        _labels(analysis),
        *[_score_table("PAIRS, the lowest first", sections.by_pair(analysis), analysis, 2 * _ROWS)] * several,
        extremes(analysis),
        _score_table(against_rest, sections.by_annotator(analysis), analysis, 2 * _ROWS),
        error_rates(analysis),
        _articles(analysis),
        *details(analysis),
    )
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def details(analysis: Analysis) -> list[list[str]]:
    """The parts of the report that say where annotators differ, and how."""
    return [
        _kinds(analysis),
        semeval_table(analysis),
        _confusion(analysis),
        _habits(analysis),
        _passages(analysis),
    ]


def _headline(analysis: Analysis) -> list[str]:
    table = analysis.sums.table
    people = int(table.done.any(axis=0).sum())
    lines = [f"AGREEMENT of {people} annotators, {plural(len(table.articles), 'shared article')}", ""]
    lines += [
        f"  {one.measure.title:<16} {interval(one.estimate):<{INTERVAL}}   {one.meaning}"
        for one in sections.headline(analysis)
    ]
    lines.append("")
    lines += paragraph(meaning(analysis.overall))
    return lines + paragraph(certainty(analysis))


def _coverage(analysis: Analysis) -> list[str]:
    names, used = analysis.sums.table.labels, analysis.used
    shown = used[:_COLUMNS]
    head = f"  {'':<{NAME}} {'finished':>8} {'compared':>8} {'spans':>7}"
    lines = [
        "WHO DID WHAT (spans in the compared articles)",
        head + "".join(f" {short(names[code], 8):>8}" for code in shown),
    ]
    for row in sections.coverage(analysis):
        counts = "".join(f" {row.by_label[code]:>8,}" for code in shown)
        name = f"  {short(row.annotator):<{NAME}}"
        lines.append(f"{name} {row.finished:>8,} {row.compared:>8,} {row.spans:>7,}{counts}")
    if len(used) > len(shown):
        lines.append(f"  and {plural(len(used) - len(shown), 'label')} more, listed below")
    return lines


def note_lines(sentences: Sequence[str]) -> list[str]:
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
    lines = _score_table("BY LABEL", sections.by_label(analysis), analysis)
    unused = [one_line(name, 40) for code, name in enumerate(analysis.sums.table.labels) if code not in analysis.used]
    return [*lines, *paragraph(f"Nobody used {', '.join(unused)}.", "  ")] if lines and unused else lines


def _score_table(title: str, table: sections.ScoreTable, analysis: Analysis, most: int | None = None) -> list[str]:
    """A row for each name or two, with the articles that it rests on."""
    rows = table.rows[:most]
    if not rows:
        return []
    shown = [measure.name for measure in columns_shown()]
    cells = {name: [interval(row.scores[name]) for row in rows] for name in shown}
    widths = _fitting(
        {name: max(INTERVAL, *map(len, column)) for name, column in cells.items()}, WIDTH - 9 - _LEAST_NAME
    )
    room = min(WIDTH - 9 - sum(widths.values()) - len(widths), _MOST_NAME)
    head = " ".join(f"{MEASURES[name].title:^{width}}" for name, width in widths.items())
    lines = [title, f"  {'':<{room}} {'art.':>5}  {head}".rstrip()]
    for i, row in enumerate(rows):
        values = " ".join(f"{cells[name][i]:<{width}}" for name, width in widths.items())
        rests_on = articles_of(row.with_spans, analysis.settings.resamples)
        lines.append(f"  {named(row.names, room):<{room}} {rests_on:>6} {values}".rstrip())
    if analysis.settings.resamples and any(is_unstable(row.with_spans) for row in rows):
        lines.append(f"  {UNSTABLE_NOTE}")
    return [*lines, *rest(len(table.rows) - len(rows), table.what)]


def _fitting(widths: dict[str, int], room: int) -> dict[str, int]:
    """The columns that fit side by side, a space between them: the most important measures, in their order."""
    kept = sorted(widths, key=lambda name: MEASURES[name].column)
    while len(kept) > 1 and sum(widths[name] + 1 for name in kept) > room:
        kept.pop()
    return {name: width for name, width in widths.items() if name in kept}


def _articles(analysis: Analysis) -> list[str]:
    rows = sections.by_article(analysis)
    titles = {measure.name: measure.narrow or measure.title for measure in columns_shown()}
    widths = _fitting({name: max(len(title) + 1, 6) for name, title in titles.items()}, WIDTH - 57)
    head = " ".join(f"{titles[name]:>{width}}" for name, width in widths.items())
    lines = ["ARTICLES, the lowest first", f"  {'':<36} {'spans':>6} {head} {'F1 without':>11}"]
    for row in rows[:_ROWS]:
        values = " ".join(f"{number(row.values[name]):>{width}}" for name, width in widths.items())
        lines.append(f"  {short(row.name, 36):<36} {row.spans:>6,} {values} {number(row.without):>11}")
    return lines + rest(len(rows) - _ROWS, "article")


def _kinds(analysis: Analysis) -> list[str]:
    table = analysis.sums.table
    shown = analysis.used[:_COLUMNS]
    lines = [
        "DISAGREEMENTS BY KIND (a span labelled in two ways stands under both labels)",
        f"  {'':<30}" + "".join(f" {short(table.labels[code], 8):>8}" for code in shown) + f" {'all':>9}",
    ]
    for kind, name in KIND_NAMES.items():
        title = f"boundary: {name}" if kind in BOUNDARY else name
        counts = "".join(f" {int(analysis.kinds[code, kind]):>8,}" for code in shown)
        lines.append(f"  {title:<30}{counts} {int(analysis.kinds[-1, kind]):>9,}")
    more = len(analysis.used) - len(shown)
    return [*lines, *rest(more, "label")]


def _confusion(analysis: Analysis) -> list[str]:
    if not 0 < len(analysis.used) <= _CONFUSED:
        return []
    labels, counts = sections.confusion(analysis)
    names = [short(label, 8) for label in labels]
    if len(analysis.pairs) == 1:
        left, right = map(short, sections.names_of(analysis, analysis.pairs[0]))
        whose = f"{left} down, {right} across"
    else:
        whose = "all pairs; first by name down, other across"
    lines = [f"LABELS OF MATCHED SPANS ({whose})", f"  {'':<9}" + "".join(f" {name:>8}" for name in names)]
    for name, row in zip(names, counts.tolist(), strict=True):
        lines.append(f"  {name:<9}{''.join(f' {n:>8,}' for n in row)}")
    lines[-1] = lines[-1][:-9].rstrip()  # nothing is none for both
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


_ACCURACY_ROWS = {"strict": "strict", "boundary": "boundaries only", "relaxed": "relaxed"}


def render_accuracy(found: Against) -> str:
    """The whole report, lines of at most `WIDTH` characters, with a newline at its end."""
    parts = [_accuracy_headline(found)]
    if found.difference is not None:
        low, high = (short(one.name, 24) for one in (found.scored[0], found.highest))
        parts.append(["THE LOWEST LESS THE HIGHEST", *models_sentences(found.difference, low, high)])
    parts.append(note_lines(about_files(found.scored[0].analysis.sources)))
    for one in found.scored:
        parts += _one(one)
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _accuracy_headline(found: Against) -> list[str]:
    gold = found.everything.annotators.index(GOLD)
    articles = plural(int(found.everything.done[:, gold].sum()), "article")
    lines = [
        f"AGAINST GOLD: {plural(len(found.scored), 'annotator')}, {articles} of gold",
        f"  {'strict, the lowest first':<24} {'articles':>8} {'precision':^17} {'recall':^17}  F1",
    ]
    for one in found.scored:
        count = articles_of(int(one.analysis.with_spans[-1]), one.analysis.settings.resamples)
        lines.append(
            f"  {short(one.name, 24):<24} {count:>8} " + " ".join(_three(one.overall["strict"], short_f1=True))
        )
    resting = [int(one.analysis.with_spans[-1]) for one in found.scored]
    if any(map(is_unstable, resting)) and found.scored[0].analysis.settings.resamples:
        lines.append(f"  {UNSTABLE_NOTE}")
    return lines


def _three(of: dict[str, Any], *, short_f1: bool = False) -> list[str]:
    last = number(of["f1"].value) if short_f1 else interval(of["f1"]).rstrip()
    return [f"{interval(of['precision']):<17}", f"{interval(of['recall']):<17}", last]


def _one(one: Scored) -> list[list[str]]:
    table = one.analysis.sums.table
    title = f"{short(one.name, 40).upper() if one.name.isascii() else short(one.name, 40)} AGAINST GOLD"
    head = f"  {'':<20} {'precision':^17} {'recall':^17} {'F1':^17}".rstrip()
    resamples, with_spans = one.analysis.settings.resamples, one.analysis.with_spans
    lines = [title, head]
    lines += [f"  {name:<20} {' '.join(_three(one.overall[match]))}".rstrip() for match, name in _ACCURACY_ROWS.items()]
    value = interval(one.analysis.overall["alpha"])
    alpha = f"  {'alpha':<20} {'':<{min(35, WIDTH - 24 - len(value))}} {value}".rstrip()
    by_label = [
        f"  {short(table.labels[code], 13):<13} {articles_of(int(with_spans[code]), resamples):>6}"
        f" {' '.join(_three(one.labels[code]['strict']))}".rstrip()
        for code in one.analysis.used
    ]
    by_label = [f"  {'By label, strict':<15} {'art.':>3}", *by_label] if by_label else []
    return [[*lines, alpha, *by_label], first(one.analysis), *details(one.analysis)]
