"""The page of other measures: SemEval-2013 counts, error rates of a model, and gamma where it was asked for."""

from __future__ import annotations

import numpy as np
from rich.segment import Segment

from annotator.agreement import semeval
from annotator.agreement.gamma import report as gamma_report
from annotator.agreement.gamma.measure import Gamma
from annotator.agreement.items import LEAST_ANNOTATORS, LEAST_ITEMS
from annotator.agreement.report_models import (
    ERROR_RATES_TITLE,
    SEMEVAL_COUNTS,
    SEMEVAL_SAME,
    SEMEVAL_TOLD,
    assumed,
    semeval_same,
)
from annotator.agreement.result import Analysis, PairReport
from annotator.report.wording import number, plural, short, two
from annotator.tui.agreement.measure import Measured
from annotator.tui.agreement.writing import Writer, Written
from annotator.tui.widgets.heat import Cell, heat_table
from annotator.tui.widgets.report_view import Line

_MOST = 20
_MOST_ARTICLES = 200
_FIELDS = ("prec", "rec", "F1")


def scores_page(measured: Measured, gamma: Gamma | str | None, write: Writer) -> Written:
    """All of them.

    Args:
        measured: what was found.
        gamma: it, or how far the measuring of it is; `None` if nobody asked.
        write: makes the lines.
    """
    analysis = measured.analysis
    return Written([*_semeval(analysis, write), *_error_rates(analysis, write), *_gamma(analysis, gamma, write)], [])


def _semeval(analysis: Analysis, write: Writer) -> list[Line]:
    names, table = analysis.sums.table.annotators, analysis.sums.table
    if len(analysis.pairs) == 1:
        pair = analysis.pairs[0]
        lines = write.heading(
            f"SEMEVAL-2013 COUNTS: {short(names[pair.left])} as key, {short(names[pair.right])} as response"
        )
        cells = [_counts(pair, place) for place in range(len(semeval.SCHEMES))]
        lines += heat_table(write.palette, semeval.SCHEMES, [*SEMEVAL_COUNTS, *_FIELDS], cells, write.width)
        lines.append(write.blank())
        rows = [(table.labels[code], pair.semeval, code) for code in analysis.used]
        left_out = ""
    else:
        lines = write.heading("SEMEVAL-2013 COUNTS: the first by name as key; F1 by scheme")
        ranked = sorted(analysis.pairs, key=_lowest)
        rows = [(two(names[one.left], names[one.right], 18), one.semeval, -1) for one in ranked]
        left_out = f"and {plural(len(rows) - _MOST, 'pair')} more: `annotator agreement --json`" * (len(rows) > _MOST)
    columns = [*SEMEVAL_SAME, *(scheme.replace("partial", "part.") for scheme in semeval.SCHEMES)]  # 80 cells
    cells = [_part(counts, part) for _, counts, part in rows[:_MOST]]
    lines += heat_table(write.palette, [title for title, _, _ in rows[:_MOST]], columns, cells, write.width)
    return [*lines, *(write.paragraph(left_out) if left_out else []), *write.paragraph(SEMEVAL_TOLD)]


def _counts(pair: PairReport, scheme: int) -> list[Cell]:
    """All counts under one scheme, of all labels together."""
    counts = [Cell(f"{int(column[-1, scheme]):,}") for column in pair.semeval[: len(SEMEVAL_COUNTS)]]
    return counts + [Cell(number(float(column[-1, scheme]))) for column in semeval.scores(pair.semeval)]


def _part(counts: semeval.Counts, part: int) -> list[Cell]:
    """The counts that are the same under every scheme, and F1 under each."""
    same = [Cell(f"{int(column[part, 0]):,}") for column in semeval_same(counts)]
    return same + [Cell(number(float(value))) for value in semeval.scores(counts).f1[part]]


def _lowest(pair: PairReport) -> tuple[bool, float]:
    value = pair.scores["f1"].value
    return value is None, value or 0.0


def _error_rates(analysis: Analysis, write: Writer) -> list[Line]:
    lines = write.heading(ERROR_RATES_TITLE.replace("Error rates without gold", "ERROR RATES WITHOUT GOLD"))
    found, table = analysis.error_rates, analysis.sums.table
    if found is None:
        return lines + write.paragraph(
            f"Not estimated: the model needs {LEAST_ITEMS} ranges, and some that {LEAST_ANNOTATORS} annotators judged."
        )
    lines += write.paragraph("Share of what is so that each found, by label; of its own spans, what is not (invented):")
    cells = []
    for place in range(len(found.annotators)):
        right = np.diagonal(found.estimates.rates[place])[analysis.used].tolist()
        invented = float(found.invented[place])
        cells.append(
            [*(Cell(number(value), _heat(1 - value)) for value in right), Cell(number(invented), _heat(invented))]
        )
    names = [table.annotators[who] for who in found.annotators.tolist()]
    lines += heat_table(
        write.palette, names, [*(table.labels[code] for code in analysis.used), "invented"], cells, write.width
    )
    for sentence in (assumed(found), *found.warnings):
        lines += write.paragraph(sentence)
    return lines


def _heat(share: float) -> float | None:
    return None if np.isnan(share) else share


def _gamma(analysis: Analysis, found: Gamma | str | None, write: Writer) -> list[Line]:
    lines = write.heading(gamma_report.TITLE.replace("Gamma", "GAMMA"))
    if found is None:
        return lines + write.paragraph(
            "g measures it, beside the screen: seconds to minutes. Leaving this screen stops it. "
            f"{gamma_report.settings_told(analysis.settings.seed)}"
        )
    if isinstance(found, str):
        return lines + write.paragraph(f"{found} …")
    lines.append(write.line("gamma ", Segment(number(found.value), write.bold)))
    for sentence in gamma_report.told(found):
        lines += write.paragraph(sentence)
    ranked = gamma_report.ranked(found, analysis.sums.table)
    shown = ranked[:_MOST_ARTICLES]
    lines.append(write.blank())
    cells = [[Cell(value) for value in gamma_report.values(one)] for _, one in shown]
    lines += heat_table(write.palette, [name for name, _ in shown], gamma_report.COLUMNS, cells, write.width)
    if len(ranked) > len(shown):
        lines += write.paragraph(f"and {plural(len(ranked) - len(shown), 'article')} more, with a higher gamma")
    return lines
