"""The first page: how far all agree, what to look at first, in what they differ, and what somebody does as a habit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from rich.segment import Segment
from rich.style import Style

from annotator.agreement import semeval
from annotator.agreement.dawid_skene import LEAST_ANNOTATORS, LEAST_ITEMS
from annotator.agreement.gamma import Gamma
from annotator.agreement.intervals import is_unstable
from annotator.agreement.measures import columns_shown
from annotator.agreement.pairing import Kind
from annotator.agreement.result import Analysis, Passage
from annotator.report import sections
from annotator.report import text as gamma_report
from annotator.report.advice import MEANING, TITLE
from annotator.report.json import NONE
from annotator.report.sections import SEMEVAL_COUNTS, SEMEVAL_SAME
from annotator.report.text import (
    ERROR_RATES_TITLE,
    SEMEVAL_NOTE,
    assumed,
    difference_rows,
    how,
    version,
)
from annotator.report.wording import (
    INTERVAL,
    UNSTABLE_NOTE,
    articles_of,
    both_ends,
    certainty,
    interval,
    meaning,
    number,
    short,
    two,
)
from annotator.report.wording import TITLE as TITLE_OF_NOTES
from annotator.text.sanitize import plural
from annotator.tui.agreement.worker import Measured
from annotator.tui.theme import Palette
from annotator.tui.widgets.report_view import HeatCell, ReportLine, bar, fit, folded, heat_table


class Place(NamedTuple):
    """A place in an article that a line leads to."""

    article: str
    start: int | None = None
    """Code points; `None` for the article as such."""
    wording: tuple[int, str] | None = None
    """A stretch that was tagged there: where it began, and its text. By it is known whether the text is still that."""
    end: int | None = None
    """Where the passage ends; `None` for an article."""
    versions: str = ""
    """What each annotator has there, in words."""


class Written(NamedTuple):
    """A page."""

    lines: list[ReportLine]
    places: list[Place]
    """A line's `target` is a place here."""


class LineWriter:
    """Makes lines of at most so many cells in the colours of a palette."""

    def __init__(self, palette: Palette, width: int) -> None:
        self.palette, self.width = palette, max(width, 20)
        self.plain, self.bold, self.accent = palette.bar, palette.bar + Style(bold=True), palette.accent

    def blank(self) -> ReportLine:
        """An empty line."""
        return ReportLine([])

    def heading(self, text: str) -> list[ReportLine]:
        """A heading with an empty line above it."""
        return [self.blank(), *(ReportLine([Segment(row, self.accent)]) for row in folded(text, self.width))]

    def paragraph(self, text: str, first: str = "") -> list[ReportLine]:
        """Folded text, with something before its first line and as much room before the others."""
        rows = folded(text, self.width - len(first))
        return [
            ReportLine([Segment((first if i == 0 else " " * len(first)) + row, self.plain)])
            for i, row in enumerate(rows)
        ]

    def line(self, *parts: str | Segment, target: int | None = None) -> ReportLine:
        """A line of plain and of styled parts."""
        return ReportLine([Segment(part, self.plain) if isinstance(part, str) else part for part in parts], target)

    def table(
        self, rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[HeatCell]]
    ) -> list[ReportLine]:
        """See `heat_table`."""
        return heat_table(self.palette, rows, columns, cells, self.width)

    def label(self, name: str, width: int) -> list[Segment]:
        """A label's key in its colour, and its name."""
        key = self.palette.key(name)
        return [
            Segment(key, self.palette.mark(name, self.palette.look.bar)),
            Segment(f" {fit(name, width - 2)}", self.plain),
        ]


KINDS = {
    Kind.MISSING: "missing: tagged by one",
    Kind.START: "boundary: start",
    Kind.END: "boundary: end",
    Kind.BOTH: "boundary: both",
    Kind.MARKS: "boundary: punctuation",
    Kind.SPLIT: "split or merged",
    Kind.LABEL: "other label",
    Kind.LABEL_AND_BOUNDARY: "label and boundary",
}
_NAME, _COUNT, _LEAST_BAR, _MOST_BAR = 22, 8, 6, 30
"""Cells."""


def overview(measured: Measured, write: LineWriter) -> Written:
    """What to read first."""
    analysis = measured.analysis
    overall = analysis.overall
    lines = [
        write.blank(),
        write.line(
            "strict F1 ",
            Segment(interval(overall["f1"]), write.bold),
            "   alpha ",
            Segment(interval(overall["alpha"]), write.bold),
        ),
        *write.paragraph(meaning(overall)),
    ]
    if unsure := certainty(analysis):
        lines += write.paragraph(unsure)
    if measured.first:
        lines += write.heading(f"{TITLE.upper()}, and {MEANING}")
        for cause in measured.first:
            lines += write.paragraph(cause.sentence, f"{cause.gained} ")
    lines += _kinds(measured, write)
    if analysis.habits:
        lines += write.heading("HABITS AT BOUNDARIES")
        for sentence in analysis.habits:
            lines += write.paragraph(sentence, "• ")
    lines += _measures(measured, write)
    if measured.notes:
        lines += write.heading(TITLE_OF_NOTES.upper())
        for note in measured.notes:
            lines += write.paragraph(note, "• ")
    return Written(lines, [])


def _kinds(measured: Measured, write: LineWriter) -> list[ReportLine]:
    """Bars, the longest first, each with the labels that it is made of."""
    kinds = measured.analysis.kinds
    labels = measured.analysis.sums.table.labels
    total, agreed = int(kinds[-1].sum()), int(kinds[-1, Kind.AGREE])
    if not total:
        return []
    differing = total - agreed
    lines = write.heading(f"WHAT DIFFERS: {plural(differing, 'disagreement')}, {agreed:,} times the same span")
    width = max(min((write.width - _NAME - _COUNT) // 3, _MOST_BAR), _LEAST_BAR)
    most = max(int(kinds[-1, kind]) for kind in KINDS)
    for kind in sorted(KINDS, key=lambda kind: -int(kinds[-1, kind])):
        count = int(kinds[-1, kind])
        if count:
            by_label = [(int(kinds[code, kind]), label) for code, label in enumerate(labels) if kinds[code, kind]]
            made_of = ", ".join(f"{label} {n:,}" for n, label in sorted(by_label, key=lambda one: -one[0]))
            room = max(write.width - _NAME - _COUNT - width - 1, 1)
            drawn = Segment(bar(count / most, width), write.accent)
            told = fit(made_of, room) if room > _LEAST_BAR else ""
            lines.append(write.line(f"{fit(KINDS[kind], _NAME)}{count:>{_COUNT - 1},} ", drawn, f" {told}"))
    return lines


def _measures(measured: Measured, write: LineWriter) -> list[ReportLine]:
    lines, settings = write.heading("MEASURES, with 95 % intervals"), measured.analysis.settings
    for one in sections.headline(measured.analysis):
        value = Segment(f"{interval(one.estimate):<{INTERVAL + 1}}", write.bold)
        lines.append(write.line(f"{one.measure.title:<16} ", value, one.meaning))
    return lines + write.paragraph(
        f"Intervals from {settings.resamples:,} resamples of the articles; `annotator agreement` draws 10,000."
    )


_WHO, _LABEL = 11, 9
_VERSIONS = 5
"""Spans of one annotator in a passage that are shown."""
_TOLD, _WORDS = 2, 24
"""Spans of one annotator, and characters of each, on the line that tells a passage where it stands."""
_ARTICLES = 200
_NUMBERS = 46
"""Cells for an article's numbers."""


def passages_page(measured: Measured, write: LineWriter) -> Written:
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


def _passage(analysis: Analysis, target: int, passage: Passage, write: LineWriter) -> list[ReportLine]:
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


def articles_page(measured: Measured, write: LineWriter) -> Written:
    """The articles, the lowest strict F1 first; each line leads to its article."""
    rows = sections.by_article(measured.analysis)
    room = write.width - _NUMBERS
    name, length = (room - 10, 9) if room > 30 else (max(room - 1, 6), 0)
    titles = [measure.title.removesuffix(" F1") if i else measure.title for i, measure in enumerate(columns_shown())]
    widths = [len(title) + 1 + bool(i) for i, title in enumerate(titles)]
    head = f"{'spans':>7}" + "".join(f"{title:>{width}}" for title, width in zip(titles, widths, strict=True))
    lines = [
        write.blank(),
        *write.paragraph("Enter or a click opens the article. F1 without: of all others together."),
        write.blank(),
        write.line(Segment(" " * (name + length + 1) + head + "  F1 without", write.bold)),
    ]
    for target, row in enumerate(rows[:_ARTICLES]):
        drawn = Segment(
            bar(0.0 if np.isnan(row.values["f1"]) else row.values["f1"], length) + " " * bool(length), write.accent
        )
        values = "".join(f"{number(value):>{width}}" for value, width in zip(row.values.values(), widths, strict=True))
        numbers = f"{row.spans:>7,}{values}  {number(row.without):>10}"
        lines.append(write.line(f"{fit(row.name, name)} ", drawn, numbers, target=target))
    if len(rows) > _ARTICLES:
        lines += write.paragraph(f"and {plural(len(rows) - _ARTICLES, 'article')} more, with a higher F1")
    return Written(lines, [Place(row.name) for row in rows[:_ARTICLES]])


_MOST = 20
_MOST_ARTICLES = 200
_FIELDS = ("prec", "rec", "F1")


def scores_page(measured: Measured, gamma: Gamma | str | None, write: LineWriter) -> Written:
    """All of them.

    Args:
        measured: what was found.
        gamma: it, or how far the measuring of it is; `None` if nobody asked.
        write: makes the lines.
    """
    analysis = measured.analysis
    return Written([*_semeval(analysis, write), *_error_rates(analysis, write), *_gamma(analysis, gamma, write)], [])


def _semeval(analysis: Analysis, write: LineWriter) -> list[ReportLine]:
    rows = sections.semeval_rows(analysis)
    left_out = ""
    if len(analysis.pairs) == 1:
        pair = analysis.pairs[0]
        left, right = map(short, sections.names_of(analysis, pair))
        lines = write.heading(f"SEMEVAL-2013 COUNTS: {left} as key, {right} as response")
        together = sections.SemevalRow((), pair.semeval, -1)
        cells = []
        for scheme in range(len(semeval.SCHEMES)):
            counts, values = together.under(scheme)
            cells.append(_cells(counts, values))
        lines += write.table(semeval.SCHEMES, [*SEMEVAL_COUNTS, *_FIELDS], cells)
        lines.append(write.blank())
    else:
        lines = write.heading("SEMEVAL-2013 COUNTS: the first by name as key; F1 by scheme")
        left_out = f"and {plural(len(rows) - _MOST, 'pair')} more: `annotator agreement --json`" * (len(rows) > _MOST)
    columns = [*SEMEVAL_SAME, *(scheme.replace("partial", "part.") for scheme in semeval.SCHEMES)]  # 80 cells
    titles = [row.names[0] if len(row.names) == 1 else two(row.names[0], row.names[1], 18) for row in rows[:_MOST]]
    cells = [_cells(row.same, row.f1) for row in rows[:_MOST]]
    lines += write.table(titles, columns, cells)
    return [*lines, *(write.paragraph(left_out) if left_out else []), *write.paragraph(SEMEVAL_NOTE)]


def _cells(counts: Iterable[int], values: Iterable[float] = ()) -> list[HeatCell]:
    return [*(HeatCell(f"{n:,}") for n in counts), *(HeatCell(number(value)) for value in values)]


def _error_rates(analysis: Analysis, write: LineWriter) -> list[ReportLine]:
    lines = write.heading(ERROR_RATES_TITLE.replace("Error rates without gold", "ERROR RATES WITHOUT GOLD"))
    found, table = analysis.error_rates, analysis.sums.table
    if found is None:
        return lines + write.paragraph(
            f"Not estimated: the model needs {LEAST_ITEMS} ranges, and some that {LEAST_ANNOTATORS} annotators judged."
        )
    lines += write.paragraph("Share of what is so that each found, by label; of its own spans, what is not (invented):")
    rows = sections.error_rates(analysis)
    cells = [
        [
            *(HeatCell(number(row.found[code]), _heat(1 - row.found[code])) for code in analysis.used),
            HeatCell(number(row.invented), _heat(row.invented)),
        ]
        for row in rows
    ]
    names = [row.annotator for row in rows]
    lines += write.table(names, [*(table.labels[code] for code in analysis.used), "invented"], cells)
    for sentence in (assumed(found), *found.warnings):
        lines += write.paragraph(sentence)
    return lines


def _heat(share: float) -> float | None:
    return None if np.isnan(share) else share


def _gamma(analysis: Analysis, found: Gamma | str | None, write: LineWriter) -> list[ReportLine]:
    lines = write.heading(gamma_report.GAMMA_TITLE.replace("Gamma", "GAMMA"))
    if found is None:
        return lines + write.paragraph(
            "g measures it, beside the screen: seconds to minutes. Leaving this screen stops it. "
            f"{gamma_report.gamma_settings(analysis.settings.seed)}"
        )
    if isinstance(found, str):
        return lines + write.paragraph(found)
    lines.append(write.line("gamma ", Segment(number(found.value), write.bold)))
    for sentence in gamma_report.gamma_sentences(found):
        lines += write.paragraph(sentence)
    ranked = gamma_report.ranked(found, analysis.sums.table)
    shown = ranked[:_MOST_ARTICLES]
    lines.append(write.blank())
    cells = [[HeatCell(value) for value in gamma_report.values(one)] for _, one in shown]
    lines += write.table([name for name, _ in shown], gamma_report.COLUMNS, cells)
    if len(ranked) > len(shown):
        lines += write.paragraph(f"and {plural(len(ranked) - len(shown), 'article')} more, with a higher gamma")
    return lines


_ROW_NAME, _ROW_ARTICLES = 14, 6
"""Cells."""
_ROW_LEAST_BAR, _ROW_MOST_BAR = 4, 20
_MOST_PAIRS = 20
_NAMED = 6
"""Annotators whose names stand above their columns of the map; of more, their numbers."""


def labels_page(measured: Measured, write: LineWriter) -> Written:
    """How far each label is agreed on, which are taken for which, and in what they differ."""
    analysis = measured.analysis
    table, used = analysis.sums.table, analysis.used
    lines = _values("BY LABEL", sections.by_label(analysis), analysis, write)
    unused = [name for code, name in enumerate(table.labels) if code not in used]
    if unused:
        lines += write.paragraph(f"Nobody used {', '.join(unused)}.")
    names, counts = sections.confusion(analysis)
    most = max(int((counts - np.diag(np.diag(counts))).max(initial=0)), 1)
    cells = [[_taken_for(int(n), i, j, most, len(names)) for j, n in enumerate(row)] for i, row in enumerate(counts)]
    lines += write.heading(f"TAKEN FOR: {_whose(analysis)}; {NONE}: no span there")
    lines += write.table(names, names, cells)
    kinds = [kind for kind in KINDS if analysis.kinds[-1, kind]]
    if kinds:
        by_label = analysis.kinds[used]
        most = max(int(by_label[:, kinds].max(initial=0)), 1)
        heat = [[_count(n, most) for n in by_label[:, kind].tolist()] for kind in kinds]
        lines += write.heading("WHAT DIFFERS, by label (a span labelled in two ways stands under both)")
        lines += write.table([KINDS[kind] for kind in kinds], names[:-1], heat)
    return Written(lines, [])


def annotators_page(measured: Measured, write: LineWriter) -> Written:
    """Who did what, and how far each two and each against the rest agree."""
    analysis = measured.analysis
    lines = _coverage(analysis, write)
    if len(analysis.pairs) > 1:
        lines += _pairs(analysis, write)
    pairs = sections.by_pair(analysis)
    shown = pairs._replace(rows=pairs.rows[:_MOST_PAIRS])
    lines += _values("EACH TWO, the lowest first", shown, analysis, write)
    if more := len(pairs.rows) - len(shown.rows):
        lines += write.paragraph(f"and {plural(more, 'pair')} more: `annotator agreement --json`")
    if analysis.extremes is not None:
        one, other = (two(*names, 27) for names in sections.extremes(analysis))
        lines += write.heading("THE LOWEST PAIR LESS THE HIGHEST")
        lines += write.paragraph(f"{one} less {other}, {how(analysis.extremes.difference)}")
        lines += [write.line(row.removeprefix("  ")) for row in difference_rows(analysis.extremes.difference)]
    if analysis.annotators:
        lines += _values("EACH AGAINST THE REST, the lowest first", sections.by_annotator(analysis), analysis, write)
    return Written(lines, [])


def _taken_for(count: int, row: int, column: int, most: int, size: int) -> HeatCell:
    if row == column:
        return HeatCell("" if row == size - 1 else f"{count:,}")
    return _count(count, most)


def _count(count: int, most: int) -> HeatCell:
    return HeatCell(f"{count:,}" if count else "·", count / most if count else None)


def _whose(analysis: Analysis) -> str:
    if len(analysis.pairs) > 1:
        return "all pairs, first by name down, other across"
    left, right = map(short, sections.names_of(analysis, analysis.pairs[0]))
    return f"{left} down, {right} across"


def _values(title: str, table: sections.ScoreTable, analysis: Analysis, write: LineWriter) -> list[ReportLine]:
    """A heading and a line for each name: on how many articles it rests, a bar where there is room, and its values."""
    # What matters most where there is room for some only.
    keys = sorted(columns_shown(), key=lambda measure: measure.column)
    cells = [[interval(row.scores[key]) for key, *_ in keys] for row in table.rows]
    widths = [max([INTERVAL, *(len(row[i]) for row in cells)]) + 1 for i in range(len(keys))]
    room = write.width - _ROW_NAME - _ROW_ARTICLES
    shown = max(sum(sum(widths[: count + 1]) <= room for count in range(len(keys))), 1)
    length = room - sum(widths[:shown])
    length = min(length, _ROW_MOST_BAR) if length > _ROW_LEAST_BAR else 0
    titles = "".join(f" {one.title:<{width - 1}}" for one, width in zip(keys[:shown], widths, strict=False))
    head = f"{'':<{_ROW_NAME}}{'art. ':>{_ROW_ARTICLES}}{'':<{length}}{titles}"
    lines = [*write.heading(title), write.line(Segment(head, write.bold))]
    for row, cell in zip(table.rows, cells, strict=True):
        if row.label >= 0:
            name = write.label(row.names[0], _ROW_NAME)
        else:
            shown_name = row.names[0] if len(row.names) == 1 else two(row.names[0], row.names[1], _ROW_NAME - 1)
            name = [Segment(fit(shown_name, _ROW_NAME), write.plain)]
        drawn = Segment(f" {bar(row.scores[keys[0].name].value or 0.0, length - 1)}", write.accent)
        values = "".join(f" {value:<{width - 1}}" for value, width in zip(cell[:shown], widths, strict=False))
        rests = f"{articles_of(row.with_spans, analysis.settings.resamples):>{_ROW_ARTICLES}}"
        lines.append(write.line(*name, rests, *([drawn] if length else []), values))
    unsure = analysis.settings.resamples and any(is_unstable(row.with_spans) for row in table.rows)
    return lines + (write.paragraph(UNSTABLE_NOTE) if unsure else [])


def _coverage(analysis: Analysis, write: LineWriter) -> list[ReportLine]:
    columns = ["finished", "compared", "spans", *(analysis.sums.table.labels[code] for code in analysis.used)]
    rows = sections.coverage(analysis)
    counts = [(row.finished, row.compared, row.spans, *(row.by_label[code] for code in analysis.used)) for row in rows]
    lines = write.heading("WHO DID WHAT: articles, and spans in the compared ones")
    return lines + write.table([row.annotator for row in rows], columns, [_cells(numbers) for numbers in counts])


def _pairs(analysis: Analysis, write: LineWriter) -> list[ReportLine]:
    """A map of strict F1 by annotator and annotator; the lower, the hotter."""
    names = analysis.sums.table.annotators
    values = {(pair.left, pair.right): pair.scores["f1"].value for pair in analysis.pairs}
    here = [who for who in range(len(names)) if any(who in pair for pair in values)]
    many = len(here) > _NAMED
    known = [value for value in values.values() if value is not None]
    low, high = min(known, default=0.0), max(known, default=1.0)

    def cell(one: int, other: int) -> HeatCell:
        value = values.get((min(one, other), max(one, other)))
        if one == other or value is None:
            return HeatCell("" if one == other else "–")
        # Between the worst and the best pair, but a small difference is not drawn as a large one.
        return HeatCell(f"{value:.2f}".removeprefix("0" * many), (high - value) / max(high - low, 0.1))

    lines = write.heading("STRICT F1 OF EACH TWO: the stronger the ground, the lower")
    cells = [[cell(one, other) for other in here] for one in here]
    shown = [names[who] for who in here]
    columns = [str(i) for i in range(1, len(here) + 1)] if many else shown
    rows = [f"{i:>2} {name}" for i, name in enumerate(shown, 1)] if many else shown
    return lines + write.table(rows, columns, cells)
