"""The page's tables of other measures: SemEval-2013 counts, error rates of a model, gamma."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from annotator.agreement import semeval
from annotator.agreement.gamma import report as gamma_report
from annotator.agreement.gamma.measure import Gamma
from annotator.agreement.page import tables
from annotator.agreement.page.looks import Look
from annotator.agreement.report_models import (
    ERROR_RATES_TITLE,
    SEMEVAL_COUNTS,
    SEMEVAL_SAME,
    SEMEVAL_TOLD,
    assumed,
    semeval_same,
)
from annotator.agreement.result import Analysis, PairReport
from annotator.report.markup import Html, Inside, joined, name, tag
from annotator.report.wording import number

_LABELS = 12
_WHOLE = 6
"""Pairs whose counts stand there by scheme and label too: half a page each in print."""
_FIELDS = ("precision", "recall", "F1")


def scores(analysis: Analysis, looks: Sequence[Look], gamma: Gamma | None) -> list[Inside]:
    """All of them that the analysis has."""
    return [*_semeval(analysis, looks), *_error_rates(analysis, looks), *_gamma(analysis, gamma)]


def _semeval(analysis: Analysis, looks: Sequence[Look]) -> list[Inside]:
    inside: list[Inside] = [tag("h3", "SemEval-2013 and MUC counts"), tag("p", SEMEVAL_TOLD, class_="note")]
    if len(analysis.pairs) == 1:
        return [*inside, *_pair(analysis, analysis.pairs[0], looks, folded=False)]
    ranked = sorted(analysis.pairs, key=lambda pair: tables.worst(pair.scores))
    head = ["", *SEMEVAL_SAME, *(f"F1 {scheme}" for scheme in semeval.SCHEMES)]
    rows: list[list[tables.Cell]] = [
        [
            _whose(analysis, pair),
            *(int(column[-1, 0]) for column in semeval_same(pair.semeval)),
            *(number(float(value)) for value in semeval.scores(pair.semeval).f1[-1]),
        ]
        for pair in ranked
    ]
    told = "Every two annotators, the lowest strict F1 first; the one first by name is the key."
    inside += [tag("p", told), tables.sheet(head, rows, "pair", tables.PAIRS)]
    inside += [_folded(_whose(analysis, pair), *_pair(analysis, pair, looks)) for pair in ranked[:_WHOLE]]
    if len(ranked) > _WHOLE:
        inside.append(tag("p", f"By scheme and label: the {_WHOLE} lowest pairs (--json has all).", class_="note"))
    return inside


def _whose(analysis: Analysis, pair: PairReport) -> Html:
    names = analysis.sums.table.annotators
    return joined(name(names[pair.left]), " – ", name(names[pair.right]))


def _pair(analysis: Analysis, pair: PairReport, looks: Sequence[Look], *, folded: bool = True) -> list[Html]:
    """One pair's counts and values, of all labels together and of each."""
    names = analysis.sums.table.annotators
    told = tag("p", "Key: ", name(names[pair.left]), "; response: ", name(names[pair.right]), ".")
    whole = _schemes("scheme", [(scheme, pair, -1, place) for place, scheme in enumerate(semeval.SCHEMES)])
    parts = [
        (joined(tables.label(look), f" {scheme}"), pair, look.place, place)
        for look in looks
        for place, scheme in enumerate(semeval.SCHEMES)
    ]
    by_label = _schemes("row", parts)
    note = tag("p", "By label a pair under two labels counts for each by its own label.", class_="note")
    last = [tag("h4", "By label"), by_label, note] if folded else [_folded("By label", by_label, note)]
    return [told, whole, *last]


def _schemes(what: str, rows: Sequence[tuple[Inside, PairReport, int, int]]) -> Html:
    """A row for each (title, pair, part, scheme)."""
    cells: list[list[tables.Cell]] = []
    for title, pair, part, scheme in rows:
        counts = [int(column[part, scheme]) for column in pair.semeval[: len(SEMEVAL_COUNTS)]]
        values = [number(float(column[part, scheme])) for column in semeval.scores(pair.semeval)]
        cells.append([title, *counts, *values])
    return tables.sheet(["", *SEMEVAL_COUNTS, *_FIELDS], cells, what)


def _error_rates(analysis: Analysis, looks: Sequence[Look]) -> list[Inside]:
    found, names = analysis.error_rates, analysis.sums.table.annotators
    if found is None:
        return []
    few = looks[:_LABELS]
    rows: list[list[tables.Cell]] = []
    for place, who in enumerate(found.annotators.tolist()):
        right = np.diagonal(found.estimates.rates[place])
        shares = [number(float(right[look.place])) for look in few]
        rows.append([name(names[who]), *shares, number(float(found.invented[place]))])
    return [
        tag("h3", ERROR_RATES_TITLE),
        tag("p", "A model's estimates: the share of what is so that each found, by label; and of each one's own spans, the share that is not so (invented)."),
        tables.sheet(["", *map(tables.label, few), "invented"], rows, "annotator"),
        tag("p", assumed(found), class_="note"),
        *(tag("p", warning, class_="note") for warning in found.warnings),
    ]  # fmt: skip


def _gamma(analysis: Analysis, found: Gamma | None) -> list[Inside]:
    if found is None:
        return []
    ranked = gamma_report.ranked(found, analysis.sums.table)
    rows: list[list[tables.Cell]] = [[name(title, 60), *gamma_report.values(one)] for title, one in ranked]
    return [
        tag("h3", gamma_report.TITLE),
        tag("p", tag("strong", number(found.value)), class_="gamma"),
        *(tag("p", sentence, class_="note") for sentence in gamma_report.told(found)),
        tables.sheet(["the lowest first", *gamma_report.COLUMNS], rows, "article"),
    ]


def _folded(title: Inside, *inside: Inside) -> Html:
    return tag("details", tag("summary", title), *inside)
