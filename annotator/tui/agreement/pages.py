"""The first page: how far all agree, what to look at first, in what they differ, and what somebody does as a habit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from rich.segment import Segment
from rich.style import Style

from annotator.agreement import semeval
from annotator.agreement.dawid_skene import LEAST_ANNOTATORS, LEAST_ITEMS
from annotator.agreement.gamma import Gamma
from annotator.agreement.measures import columns_shown
from annotator.agreement.pairing import KIND_TERMS, Kind
from annotator.agreement.result import Analysis, Passage
from annotator.agreement.table import Floats, Ints
from annotator.report import sections
from annotator.report.advice import MEANING, TITLE, Cause
from annotator.report.json import NONE
from annotator.report.sections import GAMMA_COLUMNS, SEMEVAL_SAME, Row
from annotator.report.text import (
    ERROR_RATES_TITLE,
    GAMMA_TITLE,
    SEMEVAL_NOTE,
    assumed,
    difference_rows,
    gamma_sentences,
    gamma_settings,
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
    said,
    short,
    two,
)
from annotator.report.wording import TITLE as TITLE_OF_NOTES
from annotator.text.sanitize import plural
from annotator.text.wrap import fit
from annotator.tui.agreement.worker import Measured
from annotator.tui.theme import Palette
from annotator.tui.widgets.report_view import HeatCell, ReportLine, bar, folded, heat_table


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
    places: Sequence[Place | Cause]
    """A line's `target` is one of these: where it leads, or whose passages it opens."""


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

    def paragraph(self, text: str, first: str = "", target: int | None = None) -> list[ReportLine]:
        """Folded text, with something before its first line and as much room before the others."""
        rows = folded(text, self.width - len(first))
        return [
            ReportLine([Segment((first if i == 0 else " " * len(first)) + row, self.plain)], target)
            for i, row in enumerate(rows)
        ]

    def line(self, *parts: str | Segment, target: int | None = None) -> ReportLine:
        """A line of plain and of styled parts."""
        return ReportLine([Segment(part, self.plain) if isinstance(part, str) else part for part in parts], target)

    def rows(self, columns: Sequence[str], rows: Sequence[Row], heat: Floats | None = None) -> list[ReportLine]:
        """A table of rows, see `heat_table`; with the heat of each cell where there is one, NaN for none."""
        cells = [[HeatCell(said(cell)) for cell in row.cells] for row in rows]
        for row, hot in zip(cells, () if heat is None else heat.tolist(), strict=False):
            row[:] = [
                cell if np.isnan(share) else HeatCell(cell.text, share) for cell, share in zip(row, hot, strict=True)
            ]
        return heat_table(self.palette, [_named(row.names, 18) for row in rows], columns, cells, self.width)

    def more(self, count: int, what: str, told: str) -> list[ReportLine]:
        """The line that says how many rows were left out; none if there is none."""
        return self.paragraph(f"and {plural(count, what)} more{told}") if count > 0 else []

    def bullets(self, title: str, sentences: Sequence[str]) -> list[ReportLine]:
        """A heading and a list; nothing if there is none."""
        lines = self.heading(title) if sentences else []
        for sentence in sentences:
            lines += self.paragraph(sentence, "• ")
        return lines

    def label(self, name: str, width: int) -> list[Segment]:
        """A label's key in its colour, and its name."""
        key = self.palette.key(name)
        return [
            Segment(key, self.palette.mark(name, self.palette.look.bar)),
            Segment(f" {fit(name, width - 2)}", self.plain),
        ]


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
        lines += write.paragraph("Enter or a click shows the passages that a line speaks of.")
        for target, cause in enumerate(measured.first):
            lines += write.paragraph(cause.sentence, f"{cause.gained} ", target)
    lines += _kinds(measured.analysis, write)
    lines += write.bullets("HABITS AT BOUNDARIES", analysis.habits)
    lines += _measures(measured, write)
    return Written([*lines, *write.bullets(TITLE_OF_NOTES.upper(), measured.notes)], measured.first)


def _kinds(analysis: Analysis, write: LineWriter) -> list[ReportLine]:
    """Bars, the longest first, each with the labels that it is made of."""
    labels, kinds = analysis.sums.table.labels, analysis.kinds
    total, agreed = int(kinds[-1].sum()), int(kinds[-1, Kind.AGREE])
    if not total:
        return []
    lines = write.heading(f"WHAT DIFFERS: {plural(total - agreed, 'disagreement')}, {agreed:,} times the same span")
    width = max(min((write.width - _NAME - _COUNT) // 3, _MOST_BAR), _LEAST_BAR)
    found = sorted(((int(kinds[-1, kind]), kind) for kind in Kind if kind is not Kind.AGREE), key=lambda one: -one[0])
    for count, kind in found:
        if count:
            by_label = [(int(kinds[code, kind]), label) for code, label in enumerate(labels) if kinds[code, kind]]
            made_of = ", ".join(f"{label} {n:,}" for n, label in sorted(by_label, key=lambda one: -one[0]))
            room = max(write.width - _NAME - _COUNT - width - 1, 1)
            drawn = Segment(bar(count / found[0][0], width), write.accent)
            told = fit(made_of, room) if room > _LEAST_BAR else ""
            lines.append(write.line(f"{fit(KIND_TERMS[kind], _NAME)}{count:>{_COUNT - 1},} ", drawn, f" {told}"))
    return lines


def _measures(measured: Measured, write: LineWriter) -> list[ReportLine]:
    lines = write.heading("MEASURES, with 95 % intervals")
    for one in sections.headline(measured.analysis):
        value = Segment(f"{interval(one.estimate):<{INTERVAL + 1}}", write.bold)
        lines.append(write.line(f"{one.measure.title:<16} ", value, one.meaning))
    return lines


_WHO, _LABEL = 11, 9
_VERSIONS = 5
"""Spans of one annotator in a passage that are shown."""
_TOLD, _WORDS = 2, 24
"""Spans of one annotator, and characters of each, on the line that tells a passage where it stands."""
_NUMBERS = 46
"""Cells for an article's numbers."""


def passages_page(measured: Measured, write: LineWriter, cause: Cause | None = None) -> Written:
    """The passages with the most disagreements, or those of a cause; each line leads to its passage."""
    analysis = measured.analysis
    passages = analysis.passages if cause is None else measured.passages[cause.about]
    if not passages:
        return Written(write.paragraph("Nobody disagrees with anybody about any span."), [])
    if cause is None:
        told = "Enter or a click goes there. Only spans that somebody does not have so:"
    else:
        told = "Enter or a click goes there, Esc back to the lines. Everybody's spans of the same labels there:"
    lines = write.heading(cause.sentence) if cause is not None else []
    lines += [write.blank(), *write.paragraph(told)]
    for target, passage in enumerate(passages):
        lines += [write.blank(), *_passage(analysis, target, passage, write)]
    more = cause.cases - sum(passage.cost for passage in passages) if cause is not None else 0
    lines += write.more(more, "disagreement", " of this sort")
    return Written(lines, [_place(analysis, passage) for passage in passages])


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
    titles = ["spans", *titles, "F1 without"]
    widths = [7, len(titles[1]) + 1, *(len(title) + 2 for title in titles[2:])]
    head = "".join(f"{title:>{width}}" for title, width in zip(titles, widths, strict=True))
    lines = [
        write.blank(),
        *write.paragraph("Enter or a click opens the article. F1 without: of all others together."),
        write.blank(),
        write.line(Segment(" " * (name + length + 1) + head, write.bold)),
    ]
    for target, row in enumerate(rows[:_MOST_ARTICLES]):
        f1 = 0.0 if np.isnan(row.cells[1]) else row.cells[1]
        drawn = Segment(bar(f1, length) + " " * bool(length), write.accent)
        numbers = "".join(f"{said(cell):>{width}}" for cell, width in zip(row.cells, widths, strict=True))
        lines.append(write.line(f"{fit(row.names[0], name)} ", drawn, numbers, target=target))
    lines += write.more(len(rows) - _MOST_ARTICLES, "article", ", with a higher F1")
    return Written(lines, [Place(row.names[0]) for row in rows[:_MOST_ARTICLES]])


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
    columns = [*SEMEVAL_SAME, *(scheme.replace("partial", "part.") for scheme in semeval.SCHEMES)]  # 80 cells
    table, more = write.rows(columns, rows[:_MOST]), []
    if len(analysis.pairs) == 1:
        left, right = map(short, sections.names_of(analysis, analysis.pairs[0]))
        lines = write.heading(f"SEMEVAL-2013 COUNTS: {left} as key, {right} as response")
        lines += write.rows([*semeval.COUNTS, *_FIELDS], sections.semeval_schemes(analysis.pairs[0].semeval))
        lines.append(write.blank())
    else:
        lines = write.heading("SEMEVAL-2013 COUNTS: the first by name as key; F1 by scheme")
        more = write.more(len(rows) - _MOST, "pair", ": `annotator agreement --json`")
    return [*lines, *table, *more, *write.paragraph(SEMEVAL_NOTE)]


def _error_rates(analysis: Analysis, write: LineWriter) -> list[ReportLine]:
    lines = write.heading(ERROR_RATES_TITLE.replace("Error rates without gold", "ERROR RATES WITHOUT GOLD"))
    found, labels = analysis.error_rates, analysis.sums.table.labels
    if found is None:
        return lines + write.paragraph(
            f"Not estimated: the model needs {LEAST_ITEMS} ranges, and some that {LEAST_ANNOTATORS} annotators judged."
        )
    lines += write.paragraph("Share of what is so that each found, by label; of its own spans, what is not (invented):")
    rows = sections.error_rates(analysis, analysis.used)
    values = np.array([row.cells for row in rows], dtype=np.float64)
    values[:, :-1] = 1 - values[:, :-1]
    lines += write.rows([*(labels[code] for code in analysis.used), "invented"], rows, values)
    for sentence in (assumed(found), *found.warnings):
        lines += write.paragraph(sentence)
    return lines


def _gamma(analysis: Analysis, found: Gamma | str | None, write: LineWriter) -> list[ReportLine]:
    lines = write.heading(GAMMA_TITLE.replace("Gamma", "GAMMA"))
    if found is None:
        return lines + write.paragraph(
            "g measures it, beside the screen: seconds to minutes. Leaving this screen stops it. "
            f"{gamma_settings(analysis.settings.seed)}"
        )
    if isinstance(found, str):
        return lines + write.paragraph(found)
    lines.append(write.line("gamma ", Segment(number(found.value), write.bold)))
    for sentence in gamma_sentences(found):
        lines += write.paragraph(sentence)
    rows = sections.gamma_rows(found, analysis.sums.table)
    lines += [write.blank(), *write.rows(GAMMA_COLUMNS, rows[:_MOST_ARTICLES])]
    return lines + write.more(len(rows) - _MOST_ARTICLES, "article", ", with a higher gamma")


_ROW_NAME, _ROW_ARTICLES = 14, 6
"""Cells."""
_ROW_LEAST_BAR, _ROW_MOST_BAR = 4, 20
_NAMED = 6
"""Annotators whose names stand above their columns of the map; of more, their numbers."""


def labels_page(measured: Measured, write: LineWriter) -> Written:
    """How far each label is agreed on, which are taken for which, and in what they differ."""
    analysis = measured.analysis
    table, used = analysis.sums.table, analysis.used
    lines = _values("BY LABEL", sections.by_label(analysis), analysis, write)
    found = sections.confusion(analysis)
    if found.down:
        taken = found.counts * (np.array(found.down)[:, None] != found.across)
        rows = [row._replace(cells=["·" if cell == 0 else cell for cell in row.cells]) for row in found.rows()]
        lines += write.heading(f"TAKEN FOR: {sections.whose(analysis)}; {NONE}: no span there")
        lines += write.rows([found.names[code] for code in found.across], rows, _heat(taken))
    differing = [row for row in sections.kinds(analysis, used) if row.names != (KIND_TERMS[Kind.AGREE],)]
    if differing:
        rows = [Row(row.names, [n or "·" for n in row.cells[:-1]]) for row in differing]
        heat = _heat(np.array([row.cells[:-1] for row in differing]))
        lines += write.heading("WHAT DIFFERS, by label (a span labelled in two ways stands under both)")
        lines += write.rows([table.labels[code] for code in used], rows, heat)
    if told := sections.left_out(analysis):
        lines += [write.blank(), *write.paragraph(" ".join(told))]
    return Written(lines, [])


def _heat(counts: Ints) -> Floats:
    """The share of the largest; NaN for none."""
    return np.where(counts, counts / max(int(counts.max(initial=0)), 1), np.nan)


def annotators_page(measured: Measured, write: LineWriter) -> Written:
    """Who did what, and how far each two and each against the rest agree."""
    analysis = measured.analysis
    lines = _coverage(analysis, write)
    if len(analysis.pairs) > 1:
        lines += _pairs(analysis, write)
    pairs = sections.by_pair(analysis)
    lines += _values("EACH TWO, the lowest first", pairs.first(_MOST), analysis, write)
    lines += write.more(len(pairs.rows) - _MOST, "pair", ": `annotator agreement --json`")
    if analysis.extremes is not None:
        one, other = (two(*names, 27) for names in sections.extremes(analysis))
        lines += write.heading("THE LOWEST PAIR LESS THE HIGHEST")
        lines += write.paragraph(f"{one} less {other}, {how(analysis.extremes.difference)}")
        lines += [write.line(row.removeprefix("  ")) for row in difference_rows(analysis.extremes.difference)]
    if analysis.annotators:
        lines += _values("EACH AGAINST THE REST, the lowest first", sections.by_annotator(analysis), analysis, write)
    return Written(lines, [])


def _named(names: tuple[str, ...], width: int) -> str:
    return names[0] if len(names) == 1 else two(names[0], names[1], width)


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
            name = [Segment(fit(_named(row.names, _ROW_NAME - 1), _ROW_NAME), write.plain)]
        drawn = Segment(f" {bar(row.scores[keys[0].name].value or 0.0, length - 1)}", write.accent)
        values = "".join(f" {value:<{width - 1}}" for value, width in zip(cell[:shown], widths, strict=False))
        rests = f"{articles_of(row.with_spans, analysis.settings.resamples):>{_ROW_ARTICLES}}"
        lines.append(write.line(*name, rests, *([drawn] if length else []), values))
    return lines + (write.paragraph(UNSTABLE_NOTE) if table.unsure else [])


def _coverage(analysis: Analysis, write: LineWriter) -> list[ReportLine]:
    columns = ["finished", "compared", "spans", *(analysis.sums.table.labels[code] for code in analysis.used)]
    lines = write.heading("WHO DID WHAT: articles, and spans in the compared ones")
    return lines + write.rows(columns, sections.coverage(analysis, analysis.used))


def _pairs(analysis: Analysis, write: LineWriter) -> list[ReportLine]:
    """A map of strict F1 by annotator and annotator; the lower, the hotter."""
    names = analysis.sums.table.annotators
    values = {(pair.left, pair.right): pair.scores["f1"].value for pair in analysis.pairs}
    here = [who for who in range(len(names)) if any(who in pair for pair in values)]
    many = len(here) > _NAMED
    known = [value for value in values.values() if value is not None]
    low, high = min(known, default=0.0), max(known, default=1.0)

    def cell(one: int, other: int) -> tuple[str, float]:
        value = values.get((min(one, other), max(one, other)))
        if one == other or value is None:
            return "" if one == other else "–", np.nan
        # Between the worst and the best pair, but a small difference is not drawn as a large one.
        return f"{value:.2f}".removeprefix("0" * many), (high - value) / max(high - low, 0.1)

    cells = [[cell(one, other) for other in here] for one in here]
    columns = [str(i) if many else names[who] for i, who in enumerate(here, 1)]
    rows = [
        Row((f"{i:>2} {names[who]}" if many else names[who],), [text for text, _ in mine])
        for i, (who, mine) in enumerate(zip(here, cells, strict=True), 1)
    ]
    lines = write.heading("STRICT F1 OF EACH TWO: the stronger the ground, the lower")
    return lines + write.rows(columns, rows, np.array([[heat for _, heat in mine] for mine in cells]))
