"""Parts of the report for reading that not every run has: SemEval counts, differences of pairs, error rates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from annotator.agreement import semeval
from annotator.agreement.estimates import Difference, Scores
from annotator.agreement.items import ErrorRates
from annotator.agreement.result import Analysis
from annotator.agreement.table import Ints
from annotator.report.wording import number, paragraph, plural, rest, short, signed, two

DIFFERENCES = {"f1": "strict F1", "relaxed_f1": "relaxed F1", "alpha": "alpha"}
"""Titles of the measures in `annotator.agreement.estimates.COMPARED`."""
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
        ranked = sorted(analysis.pairs, key=lambda pair: _lowest(pair.scores))
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


def _semeval_rows(rows: Sequence[tuple[str, semeval.Counts, int]]) -> list[str]:
    """The counts that are the same under every scheme, and F1 under each, of one part of some pair's counts."""
    head = "".join(f" {name:>6}" for name in SEMEVAL_SAME) + "".join(f" {name:>7}" for name in semeval.SCHEMES)
    lines = [f"  {'':<18}{head}"]
    for name, counts, part in rows:
        same = "".join(f" {int(column[part, 0]):>6,}" for column in semeval_same(counts))
        values = "".join(f" {number(float(value)):>7}" for value in semeval.scores(counts).f1[part])
        lines.append(f"  {name:<18}{same}{values}")
    return lines


def semeval_same(counts: semeval.Counts) -> tuple[Ints, Ints, Ints, Ints]:
    """The columns of `SEMEVAL_SAME`."""
    return counts.possible, counts.actual, counts.missing, counts.spurious


def _lowest(scores: Scores) -> tuple[bool, float]:
    value = scores["f1"].value
    return value is None, value or 0.0


def extremes(analysis: Analysis) -> list[str]:
    """Whether the lowest pair is lower than the highest by more than chance; empty where there is one pair alone."""
    if analysis.extremes is None:
        return []
    names = analysis.sums.table.annotators
    low, high = analysis.pairs[analysis.extremes.lowest], analysis.pairs[analysis.extremes.highest]
    shown = [f"{short(names[pair.left], 12)} – {short(names[pair.right], 12)}" for pair in (low, high)]
    return ["THE LOWEST PAIR LESS THE HIGHEST", *told(analysis.extremes.difference, shown[0], shown[1])]


def told(found: Difference, one: str, other: str) -> list[str]:
    """The lines of one difference."""
    return [*paragraph(f"{one} less {other}, {how(found)}", "  "), *difference_rows(found)]


def difference_rows(found: Difference) -> list[str]:
    """The table of one difference: each measure's, and the two values that it is of."""
    lines = [f"  {'':<12} {'difference':<26} {values_of(found)}"]
    for name, title in DIFFERENCES.items():
        both = f"{number(found.one[name].value)} less {number(found.other[name].value)}"
        lines.append(f"  {title:<12} {signed(found.scores[name]):<26} {both}")
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
