"""Parts of the report for reading that not every run has: SemEval counts, differences of pairs, error rates."""

from __future__ import annotations

import numpy as np

from annotator.agreement import semeval
from annotator.agreement.analysis import Analysis
from annotator.agreement.estimates import COMPARED, Difference
from annotator.agreement.words import number, paragraph, plural, rest, short, signed

_NAMES = {"f1": "strict F1", "relaxed_f1": "relaxed F1", "alpha": "alpha"}
_COUNTS = ("COR", "INC", "PAR", "MIS", "SPU", "POS", "ACT")
_LABELS, _PEOPLE = 5, 10


def semeval_table(analysis: Analysis) -> list[str]:
    """All labels together under the four schemes; empty unless there is one pair alone."""
    if len(analysis.pairs) != 1:
        return []
    pair, names = analysis.pairs[0], analysis.sums.table.annotators
    found = semeval.scores(pair.semeval)
    lines = [
        f"SEMEVAL-2013 COUNTS ({short(names[pair.left])} as key, {short(names[pair.right])} as response)",
        f"  {'':<8}" + "".join(f" {name:>6}" for name in _COUNTS) + f" {'prec.':>6} {'recall':>6} {'F1':>6}",
    ]
    for scheme, name in enumerate(semeval.SCHEMES):
        counts = "".join(f" {int(column[-1, scheme]):>6}" for column in pair.semeval[: len(_COUNTS)])
        values = "".join(f" {number(float(column[-1, scheme])):>6}" for column in found)
        lines.append(f"  {name:<8}{counts}{values}")
    return lines


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
    how = (
        f"over the {plural(found.articles[0], 'article')} of both, resampled in pairs"
        if found.paired
        else f"{found.articles[0]:,} against {plural(found.articles[1], 'article')}, resampled apart"
    )
    lines = paragraph(f"{one} less {other}, {how}", "  ")
    for name in COMPARED:
        values = f"{number(found.one[name].value)} less {number(found.other[name].value)}"
        lines.append(f"  {_NAMES[name]:<12} {signed(found.scores[name]):<26} {values}")
    return lines


def error_rates(analysis: Analysis) -> list[str]:
    """How often each annotator says what the model takes for true; empty under three annotators."""
    found, table = analysis.error_rates, analysis.sums.table
    if found is None:
        return []
    labels = [short(label, 8) for label in table.labels[:_LABELS]]
    lines = [
        "ERROR RATES WITHOUT GOLD (estimates of the model of Dawid & Skene 1979)",
        "  Share of what is so that each found, by label; of its own spans, what is not:",
        f"  {'':<16}" + "".join(f" {label:>8}" for label in labels) + f" {'invented':>9}",
    ]
    rates = found.estimates.rates
    for place, who in enumerate(found.annotators[:_PEOPLE].tolist()):
        right = np.diagonal(rates[place])[: len(labels)]
        values = "".join(f" {number(float(value)):>8}" for value in right)
        values += f" {number(float(found.invented[place])):>9}"
        lines.append(f"  {short(table.annotators[who]):<16}{values}")
    lines += rest(len(found.annotators) - _PEOPLE, "annotator")
    lines += paragraph(
        f"Of {plural(found.items, 'range')} that somebody tagged. Assumed: errors are independent; each range, also one"
        " that differs by a character, is judged by itself. Not a measure of agreement.",
        "  ",
    )
    for warning in found.warnings:
        lines += paragraph(warning, "  ")
    return lines
