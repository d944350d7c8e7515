"""The report for reading: plain text that fits 80 columns and needs no colour."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np

from annotator.agreement import semeval
from annotator.agreement.accuracy import Accuracy, Against, Scored
from annotator.agreement.dawid_skene import ErrorRates
from annotator.agreement.gamma import FEWEST, PRECISION, ArticleGamma, Gamma, Weights, refusal
from annotator.agreement.intervals import Difference, Scores, is_unstable
from annotator.agreement.measures import MEASURES, column_of, columns_shown
from annotator.agreement.result import Analysis, Passage
from annotator.agreement.table import Ints, Table
from annotator.model import GOLD
from annotator.report.advice import MEANING, TITLE, causes
from annotator.report.json import KIND_NAMES, NONE, difference_structure, structure
from annotator.report.wording import (
    INTERVAL,
    NAME,
    UNSTABLE_TOLD,
    WIDTH,
    about_files,
    articles_of,
    both_ends,
    certainty,
    interval,
    lowest_first,
    meaning,
    notes,
    number,
    paragraph,
    rest,
    short,
    signed,
    two,
)
from annotator.report.wording import TITLE as NOTES
from annotator.text.sanitize import one_line, plural

_GAMMA_ROWS = 10
_CHANCE = "annotators drawn at random, each one's work cut at a random place and its two parts exchanged"


def gamma_structure(found: Gamma, table: Table) -> dict[str, Any]:
    """Everything as dicts, lists, strings and numbers; what is undefined is `None`."""
    return {
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "combined": "1 − Σ w · observed / Σ w · expected over articles; w: spans by annotators",
        "settings": {
            "alpha": found.weights.alpha,
            "beta": found.weights.beta,
            "delta_empty": 1.0,
            "positional": "sporadic",
            "categorial": "0 for equal labels, 1 for others",
            "chance": _CHANCE,
            "precision": PRECISION,
            "fewest_samples": FEWEST,
            "seed": found.seed,
        },
        "refused": list(found.refused),
        "articles": [
            {
                "article": name,
                "spans": one.units,
                "annotators": one.people,
                "value": one.value,
                "observed": one.observed,
                "expected": one.expected,
                "samples": one.samples,
            }
            for name, one in zip(table.articles, found.articles, strict=True)
        ],
    }


GAMMA_TITLE = "Gamma (best alignment of overlapping spans, against chance)"
COLUMNS = ("spans", "gamma", "observed", "expected", "samples")


def gamma_sentences(found: Gamma) -> list[str]:
    """How it was measured and how sure it is, as sentences; and what was refused."""
    sentences = []
    if found.low is not None and found.high is not None:
        sentences.append(
            f"Other shuffles would give {number(found.low)} to {number(found.high)}, 19 times in 20 (not a confidence interval over "
            f"articles). {settings_told(found.seed, found.weights)}"
        )
    if found.refused:
        some = ", ".join(one_line(name, 40) for name in found.refused[:3])
        more = f" and {len(found.refused) - 3} more" if len(found.refused) > 3 else ""
        sentences.append(f"Not measured, for {some}{more}: {refusal(found)}.")
    return sentences


def settings_told(seed: int, weights: Weights | None = None) -> str:
    """The parameters, in a sentence."""
    chosen = weights or Weights()
    return (
        f"Weights of positions and labels {chosen.alpha:g} and {chosen.beta:g}, of a missing span 1; chance: {_CHANCE}; at "
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


SEMEVAL_COUNTS = ("COR", "INC", "PAR", "MIS", "SPU", "POS", "ACT")
SEMEVAL_SAME = ("POS", "ACT", "MIS", "SPU")
"""Those that are the same under every scheme."""
SEMEVAL_TOLD = (
    "As MUC-5 and SemEval-2013 task 9 count: COR correct, INC incorrect, PAR partial (one half), MIS missing, SPU spurious;"
    " POS: the key's spans, ACT: the response's. Strict: same range and label; exact: same range; partial: same range, or"
    " half if they overlap; type: same label, overlapping."
)
ERROR_RATES_TITLE = "Error rates without gold (estimates of the model of Dawid & Skene 1979)"
_LABELS, _PEOPLE, _PAIRS = 5, 10, 20


def semeval_table(analysis: Analysis) -> list[str]:
    """Of one pair all labels together under the four schemes, and each label; of several pairs each."""
    names = analysis.sums.table.annotators
    if len(analysis.pairs) != 1:
        title = "SEMEVAL-2013 COUNTS (first by name as key, other as response; F1 by scheme)"
        ranked = sorted(analysis.pairs, key=lambda pair: lowest_first(pair.scores))
        rows = [(two(names[p.left], names[p.right], 18), p.semeval, -1) for p in ranked[:_PAIRS]]
        return [title, *_semeval_rows(rows), *rest(len(ranked) - _PAIRS, "pair")]
    pair = analysis.pairs[0]
    found = semeval.scores(pair.semeval)
    lines = [
        f"SEMEVAL-2013 COUNTS ({short(names[pair.left])} as key, {short(names[pair.right])} as response)",
        f"  {'':<8}" + "".join(f" {name:>6}" for name in SEMEVAL_COUNTS) + f" {'prec.':>6} {'recall':>6} {'F1':>6}",
    ]
    for scheme, name in enumerate(semeval.SCHEMES):
        counts = "".join(f" {int(column[-1, scheme]):>6}" for column in pair.semeval[: len(SEMEVAL_COUNTS)])
        values = "".join(f" {number(float(column[-1, scheme])):>6}" for column in found)
        lines.append(f"  {name:<8}{counts}{values}")
    labels, used = analysis.sums.table.labels, analysis.used
    by_label = [(short(labels[code], 18), pair.semeval, code) for code in used[:_PAIRS]]
    return [*lines, *_semeval_rows(by_label), *rest(len(used) - _PAIRS, "label")]


def _semeval_rows(rows: Sequence[tuple[str, semeval.SchemeCounts, int]]) -> list[str]:
    """The counts that are the same under every scheme, and F1 under each, of one part of some pair's counts."""
    head = "".join(f" {name:>6}" for name in SEMEVAL_SAME) + "".join(f" {name:>7}" for name in semeval.SCHEMES)
    lines = [f"  {'':<18}{head}"]
    for name, counts, part in rows:
        same = "".join(f" {int(column[part, 0]):>6,}" for column in semeval_same(counts))
        values = "".join(f" {number(float(value)):>7}" for value in semeval.scores(counts).f1[part])
        lines.append(f"  {name:<18}{same}{values}")
    return lines


def semeval_same(counts: semeval.SchemeCounts) -> tuple[Ints, Ints, Ints, Ints]:
    """The columns of `SEMEVAL_SAME`."""
    return counts.possible, counts.actual, counts.missing, counts.spurious


def extremes(analysis: Analysis) -> list[str]:
    """Whether the lowest pair is lower than the highest by more than chance; empty where there is one pair alone."""
    if analysis.extremes is None:
        return []
    names = analysis.sums.table.annotators
    low, high = analysis.pairs[analysis.extremes.lowest], analysis.pairs[analysis.extremes.highest]
    shown = [f"{short(names[pair.left], 12)} – {short(names[pair.right], 12)}" for pair in (low, high)]
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
    rates = found.estimates.rates
    for place, who in enumerate(found.annotators[:_PEOPLE].tolist()):
        right = np.diagonal(rates[place])[shown]
        values = "".join(f" {number(float(value)):>8}" for value in right)
        values += f" {number(float(found.invented[place])):>9}"
        lines.append(f"  {short(table.annotators[who]):<16}{values}")
    lines += rest(len(analysis.used) - len(shown), "label")
    lines += rest(len(found.annotators) - _PEOPLE, "annotator")
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
        extremes(analysis),
        _annotators(analysis),
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
    table, overall = analysis.sums.table, analysis.overall
    people = int(table.done.any(axis=0).sum())
    lines = [f"AGREEMENT of {people} annotators, {plural(len(table.articles), 'shared article')}", ""]
    lines += [f"  {title:<16} {value:<{INTERVAL}}   {told}" for title, value, told in measure_rows(analysis)]
    lines.append("")
    lines += paragraph(meaning(overall))
    return lines + paragraph(certainty(analysis))


def measure_rows(analysis: Analysis) -> list[tuple[str, str, str]]:
    """Of each measure its title, its value with the interval, and what it means."""
    iou = f"{float(analysis.settings.iou):g}"
    return [
        (measure.title, interval(analysis.overall[name]), measure.meaning.format(iou=iou))
        for name, measure in MEASURES.items()
    ]


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
    ranked = sorted(analysis.pairs, key=lambda pair: lowest_first(pair.scores))
    rows = [((names[p.left], names[p.right]), p.with_spans, p.scores) for p in ranked[: 2 * _ROWS]]
    return ["PAIRS, the lowest first", *_score_table(rows, analysis), *rest(len(ranked) - len(rows), "pair")]


def _annotators(analysis: Analysis) -> list[str]:
    if not analysis.annotators:
        return []
    names = analysis.sums.table.annotators
    ranked = sorted(analysis.annotators, key=lambda one: lowest_first(one.scores))
    rows = [((names[one.who],), one.with_spans, one.scores) for one in ranked[: 2 * _ROWS]]
    title = "EACH AGAINST THE REST, the lowest first"
    return [title, *_score_table(rows, analysis), *rest(len(ranked) - len(rows), "annotator")]


def _score_table(rows: Sequence[tuple[tuple[str, ...], int, Scores]], analysis: Analysis) -> list[str]:
    """A row for each name or two, with the articles that it rests on."""
    keys = {measure.name: measure.title for measure in columns_shown()}
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
    ranked = np.argsort(analysis.articles[:, column_of("f1")], kind="stable").tolist()
    shown = [column_of(name) for name in ("f1", "relaxed_f1", "alpha")]
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


_ACCURACY_ROWS = {"strict": "strict", "boundary": "boundaries only", "relaxed": "relaxed"}


def render_accuracy(found: Against) -> str:
    """The whole report, lines of at most `WIDTH` characters, with a newline at its end."""
    parts = [_accuracy_headline(found)]
    if found.difference is not None:
        low, high = (short(one.name, 24) for one in (found.scored[0], _highest(found)))
        parts.append(["THE LOWEST LESS THE HIGHEST", *models_sentences(found.difference, low, high)])
    parts.append(told_notes(about_files(found.scored[0].analysis.sources)))
    for one in found.scored:
        parts += _one(one)
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _highest(found: Against) -> Scored:
    return [one for one in found.scored if one.overall["strict"]["f1"].value is not None][-1]


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
        lines.append(f"  {UNSTABLE_TOLD}")
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


def against_structure(found: Against) -> dict[str, Any]:
    """Everything as dicts, lists, strings and numbers; what is undefined is `None`."""
    gold = found.everything.annotators.index(GOLD)
    return {
        "gold": {
            "articles": int(found.everything.done[:, gold].sum()),
            "spans": int(found.everything.spans_by()[gold].sum()),
        },
        "without_article_of_gold": found.strangers,
        "scored": [
            {
                "annotator": one.name,
                "accuracy": _accuracy(one.overall),
                "labels_accuracy": {
                    label: _accuracy(accuracy)
                    for label, accuracy in zip(one.analysis.sums.table.labels, one.labels, strict=True)
                },
                **structure(one.analysis),
            }
            for one in found.scored
        ],
        "lowest_less_highest": None
        if found.difference is None
        else {
            "annotators": [found.scored[0].name, _highest(found).name],
            **difference_structure(found.difference),
        },
    }


def _accuracy(accuracy: Accuracy) -> dict[str, dict[str, dict[str, float | None]]]:
    return {
        match: {field: estimate._asdict() for field, estimate in fields.items()} for match, fields in accuracy.items()
    }
