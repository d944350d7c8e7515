"""The whole page: one file that needs no other, runs nothing and asks nobody for anything.

This module prepares the values; `page.html.jinja` lays them out.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from annotator.agreement import semeval
from annotator.agreement.gamma import Gamma
from annotator.agreement.intervals import Difference, Estimate, is_unstable
from annotator.agreement.measures import columns_shown
from annotator.agreement.pairing import Kind
from annotator.agreement.result import Analysis, PairReport
from annotator.model import Label
from annotator.report import sections
from annotator.report import text as gamma_report
from annotator.report.advice import TITLE, causes
from annotator.report.article_versions import LANES, TextOf, Versions, articles, passages
from annotator.report.charts import charts
from annotator.report.charts import require_library as require_library
from annotator.report.markup import (
    LINES,
    Html,
    Inside,
    Look,
    interval_meaning,
    joined,
    kind_name,
    looks,
    markup,
    name,
    tag,
)
from annotator.report.sections import SEMEVAL_COUNTS, SEMEVAL_SAME
from annotator.report.text import ERROR_RATES_TITLE, SEMEVAL_NOTE, assumed, how, values_of
from annotator.report.wording import TITLE as NOTES
from annotator.report.wording import (
    UNSTABLE_NOTE,
    articles_of,
    between,
    certainty,
    meaning,
    notes,
    number,
    signed,
)
from annotator.text.sanitize import one_line, plural
from annotator.version import __version__

if TYPE_CHECKING:
    from jinja2 import Template

GENERATOR = '<meta name="generator" content="annotator agreement">'
"""Tells a page of this program from other files."""
_ROWS = 100
"""Rows of a table; those beyond are counted, not shown."""
_PAIRS = 20
"""Pairs of annotators shown."""
_LABELS = 12
"""Labels that a table has columns for."""
_WHOLE = 6
"""Pairs whose counts stand there by scheme and label too: half a page each in print."""
_SHADES = 5
SheetCell = Inside | int | np.int64


class Sheet(NamedTuple):
    """A table whose first column names its rows."""

    head: Sequence[Inside]
    rows: Sequence[Sequence[SheetCell]]
    what: str
    """The noun for a row."""
    most: int = _ROWS
    """Rows shown."""
    note: Inside = ""
    """What stands under it."""


class _PairCounts(NamedTuple):
    """One pair's counts, of all labels together by scheme and of each label."""

    title: Html
    names: list[Html]
    whole: Sheet
    by_label: Sheet


def page(
    analysis: Analysis,
    known: Mapping[str, Label],
    text_of: TextOf,
    gamma: Gamma | None = None,
    baseline: Difference | None = None,
) -> str:
    """The analysis as an HTML page; the same bytes for the same analysis and texts.

    Args:
        analysis: what there is to show.
        known: the project's labels by name, for their letters and colours.
        text_of: an article's text by its sha256 and id, `None` where it is not there.
        gamma: where it was measured.
        baseline: this run less another, where it was compared with one.

    Raises:
        AnnotatorError: if the library that draws the charts is not installed.
    """
    every, table = looks(analysis.sums.table.labels, known), analysis.sums.table
    found = [look for look in every if look.place in analysis.used]
    style = _style(every)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    versions = Versions(analysis, every, text_of)
    several = len(analysis.pairs) > 1
    return _template().render(
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'",
        generator=Html(GENERATOR),
        style=Html(style),
        title=f"Agreement of {_people(analysis)}",
        counts=(len(table.articles), len(table.article)),
        tiles=_tiles(analysis),
        meaning=meaning(analysis.overall),
        interval_meaning=interval_meaning(analysis),
        certainty=certainty(analysis),
        notes=notes(analysis),
        notes_title=NOTES,
        first_title=TITLE,
        causes=causes(analysis),
        habits=analysis.habits,
        baseline=None if baseline is None else _difference(baseline, "this run", "the baseline"),
        charts=charts(analysis, found),
        labels=_score_sheet(sections.by_label(analysis), analysis, "spans", found),
        kinds=_kinds(analysis, found[:_LABELS]),
        confusion=_confusion(analysis, found[:_LABELS]),
        whose=_whose(analysis),
        coverage=_coverage(analysis, found[:_LABELS]),
        pairs=_score_sheet(sections.by_pair(analysis), analysis, "shared articles", most=_PAIRS) if several else None,
        each=_score_sheet(sections.by_annotator(analysis), analysis, "spans"),
        extremes=_extremes(analysis),
        semeval_note=SEMEVAL_NOTE,
        semeval=None if len(analysis.pairs) == 1 else _semeval(analysis),
        semeval_pairs=[_pair(analysis, pair, found) for pair in sections.lowest_pairs(analysis)[:_WHOLE]],
        error_rates=_error_rates(analysis, found[:_LABELS]),
        gamma=None if gamma is None else _gamma(analysis, gamma),
        legend=[_label(look) for look in found],
        passages=passages(versions),
        article_values=_articles(analysis),
        articles=articles(versions),
        version=__version__,
        iou=f"{float(analysis.settings.iou):g}",
        settings=analysis.settings,
    )


def _template() -> Template:
    # Only a page needs it.
    from jinja2 import Environment, StrictUndefined

    # `finalize` also replaces what could steer or hide, which escaping alone lets pass.
    environment = Environment(
        autoescape=True,
        finalize=_finalized,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["counted"] = plural
    return environment.from_string(files("annotator.report").joinpath("page.html.jinja").read_text("utf-8"))


def _finalized(value: object) -> object:
    if isinstance(value, (int, np.integer)):
        return f"{int(value):,}"
    return markup(value) if isinstance(value, str) else value


def _people(analysis: Analysis) -> str:
    table = analysis.sums.table
    names = [one_line(table.annotators[who], 24) for who in np.flatnonzero(table.done.any(axis=0)).tolist()]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) <= 4 else f"{len(names)} annotators"


def _style(found: Sequence[Look]) -> str:
    """The style sheet, with a colour for each label and a height for each line under a text."""
    own = [f".l{look.place}{{--c:{look.colour}}}" for look in found]
    own += [f".n{lane}{{padding-bottom:{3 + 4 * lane}px}}" for lane in range(LANES)]
    return files("annotator.report").joinpath("style.css").read_text("utf-8") + "\n".join(own)


def _tiles(analysis: Analysis) -> list[dict[str, str]]:
    iou = f"{float(analysis.settings.iou):g}"
    return [
        {
            "name": one.measure.name,
            "title": one.measure.title,
            "value": number(one.estimate.value),
            "between": between(one.estimate),
            "meaning": one.measure.on_tile.format(iou=iou) or one.meaning,
        }
        for one in sorted(sections.headline(analysis), key=lambda one: one.measure.tile)
        if one.measure.tile
    ]


def _label(look: Look) -> Html:
    """A label's name, with its letter and line as they stand in the articles."""
    line = LINES[look.place % len(LINES)]
    return tag(
        "span", tag("b", look.letter, class_="key"), " ", tag("bdi", look.name), class_=f"name l{look.place} {line}"
    )


def _both(names: Sequence[str], width: int = 40) -> Html:
    """An annotator's name, or the two of a pair."""
    return Html(" – ".join(name(one, width) for one in names))


def _value(estimate: Estimate) -> Html:
    ends = between(estimate)
    return joined(number(estimate.value), [" ", tag("small", ends)] if ends else [])


def _titles() -> list[str]:
    return [measure.title for measure in columns_shown()]


def _coverage(analysis: Analysis, few: Sequence[Look]) -> Sheet:
    """Who has finished and tagged what."""
    rows: list[list[SheetCell]] = [
        [name(row.annotator), row.finished, row.compared, row.spans, *(row.by_label[look.place] for look in few)]
        for row in sections.coverage(analysis)
    ]
    return Sheet(["", "articles finished", "compared", "spans there", *map(_label, few)], rows, "annotator")


def _score_sheet(
    table: sections.ScoreTable, analysis: Analysis, size: str, looks: Sequence[Look] = (), most: int = _ROWS
) -> Sheet:
    """Rows of measures with the articles that each rests on, and how large each is (`size`)."""
    labels = {look.place: _label(look) for look in looks}
    cells: list[list[SheetCell]] = [
        [
            labels.get(row.label) or _both(row.names),
            *map(_value, row.cells),
            articles_of(row.with_spans, analysis.settings.resamples).strip(),
            row.size,
        ]
        for row in table.rows
    ]
    unsure = analysis.settings.resamples and any(is_unstable(row.with_spans) for row in table.rows[:most])
    return Sheet(
        ["", *_titles(), "articles with spans", size], cells, table.what, most, UNSTABLE_NOTE if unsure else ""
    )


def _difference(found: Difference, one: Inside, other: Inside) -> Sheet:
    """One difference: of each measure with its interval, and the two values that it is of."""
    rows: list[list[SheetCell]] = [
        [title, signed(found.scores[key]), number(found.one[key].value), number(found.other[key].value)]
        for key, title, *_ in columns_shown()
    ]
    note = joined(one, " less ", other, f", {how(found)}. The values stand {values_of(found)}.")
    return Sheet(["", "difference", one, other], rows, "measure", note=note)


def _extremes(analysis: Analysis) -> Sheet | None:
    if analysis.extremes is None:
        return None
    one, other = (_both(names, 24) for names in sections.extremes(analysis))
    return _difference(analysis.extremes.difference, one, other)


def _kinds(analysis: Analysis, few: Sequence[Look]) -> Sheet:
    """Disagreements by kind and label."""
    rows: list[list[SheetCell]] = [
        [kind_name(kind), *(int(analysis.kinds[look.place, kind]) for look in few), int(analysis.kinds[-1, kind])]
        for kind in Kind
    ]
    return Sheet(["", *map(_label, few), "all labels"], rows, "kind")


def _confusion(analysis: Analysis, few: Sequence[Look]) -> list[tuple[Html, list[tuple[SheetCell, str]]]]:
    """Labels of matched spans, one annotator's down and the other's across; the darker, the more of its row."""
    totals = analysis.confusion.sum(axis=0)
    whole = [max(int(totals[code].sum()), 1) for code in [*(look.place for look in few), -1]]
    _, counts = sections.confusion(analysis, _LABELS)
    found: list[tuple[Html, list[tuple[SheetCell, str]]]] = []
    for down, title in enumerate([*map(_label, few), Html("<i>none</i>")]):
        cells: list[tuple[SheetCell, str]] = []
        for across, count in enumerate(counts[down].tolist()):
            shade = min(int(np.ceil(_SHADES * count / whole[down])), _SHADES)
            nobody = down == across == len(few)
            cells.append(("", "") if nobody else (count, f"q{shade}{' same' * (down == across)}"))
        found.append((title, cells))
    return found


def _whose(analysis: Analysis) -> str:
    """Whose labels the table of labels has down, and whose across."""
    if len(analysis.pairs) != 1:
        return "all pairs together; the annotator first by name down, the other across"
    left, right = (one_line(one, 24) for one in sections.names_of(analysis, analysis.pairs[0]))
    return f"{left}’s label down, {right}’s across"


def _articles(analysis: Analysis) -> Sheet:
    """The measures of each article, the lowest strict F1 first."""
    rows: list[list[SheetCell]] = [
        [name(row.name, 60), *map(number, row.values.values()), row.spans, number(row.without)]
        for row in sections.by_article(analysis)
    ]
    return Sheet(["", *_titles(), "spans", "F1 without it"], rows, "article")


def _semeval(analysis: Analysis) -> Sheet:
    """The counts of every two annotators that are the same under every scheme, and F1 under each."""
    head = ["", *SEMEVAL_SAME, *(f"F1 {scheme}" for scheme in semeval.SCHEMES)]
    rows: list[list[SheetCell]] = [
        [_both(row.names), *row.same, *map(number, row.f1)] for row in sections.semeval_rows(analysis)
    ]
    return Sheet(head, rows, "pair", _PAIRS)


def _pair(analysis: Analysis, pair: PairReport, looks: Sequence[Look]) -> _PairCounts:
    names = sections.names_of(analysis, pair)
    whole = _schemes("scheme", [("", sections.SemevalRow((), pair.semeval, -1))])
    by_label = _schemes("row", [(_label(look), sections.SemevalRow((), pair.semeval, look.place)) for look in looks])
    return _PairCounts(_both(names), [*map(name, names)], whole, by_label)


def _schemes(what: str, parts: Sequence[tuple[Inside, sections.SemevalRow]]) -> Sheet:
    """A row for each part of the counts and each scheme."""
    cells: list[list[SheetCell]] = []
    for title, row in parts:
        for place, scheme in enumerate(semeval.SCHEMES):
            counts, values = row.under(place)
            cells.append([joined(title, f" {scheme}") if title else scheme, *counts, *map(number, values)])
    return Sheet(["", *SEMEVAL_COUNTS, "precision", "recall", "F1"], cells, what)


def _error_rates(analysis: Analysis, few: Sequence[Look]) -> dict[str, object] | None:
    found = analysis.error_rates
    if found is None:
        return None
    rows: list[list[SheetCell]] = [
        [name(row.annotator), *(number(row.found[look.place]) for look in few), number(row.invented)]
        for row in sections.error_rates(analysis)
    ]
    sheet = Sheet(["", *map(_label, few), "invented"], rows, "annotator")
    return {"title": ERROR_RATES_TITLE, "sheet": sheet, "notes": [assumed(found), *found.warnings]}


def _gamma(analysis: Analysis, found: Gamma) -> dict[str, object]:
    ranked = gamma_report.ranked(found, analysis.sums.table)
    rows: list[list[SheetCell]] = [[name(title, 60), *gamma_report.values(one)] for title, one in ranked]
    return {
        "title": gamma_report.GAMMA_TITLE,
        "value": number(found.value),
        "notes": gamma_report.gamma_sentences(found),
        "sheet": Sheet(["the lowest first", *gamma_report.COLUMNS], rows, "article"),
    }
