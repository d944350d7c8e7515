"""The whole page: one file that needs no other, runs nothing and asks nobody for anything.

This module prepares the values; `page.html.jinja` lays them out.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from annotator.agreement import semeval
from annotator.agreement.gamma import Gamma
from annotator.agreement.intervals import Difference
from annotator.agreement.measures import columns_shown
from annotator.agreement.result import Analysis, PairReport
from annotator.model import Label
from annotator.report import sections
from annotator.report.advice import TITLE, causes
from annotator.report.article_versions import TextOf, Versions
from annotator.report.charts import Chart, charts
from annotator.report.charts import require_library as require_library
from annotator.report.extras import Extra
from annotator.report.layers import LANES
from annotator.report.markup import (
    LINES,
    Html,
    Inside,
    Look,
    interval_meaning,
    joined,
    looks,
    name_tag,
    tag,
)
from annotator.report.sections import GAMMA_COLUMNS, SEMEVAL_SAME, Row
from annotator.report.templates import source_of, template
from annotator.report.text import (
    ERROR_RATES_TITLE,
    GAMMA_TITLE,
    SEMEVAL_NOTE,
    assumed,
    gamma_sentences,
    how,
    values_of,
)
from annotator.report.wording import TITLE as NOTES
from annotator.report.wording import UNSTABLE_NOTE, articles_of, certainty, meaning, notes
from annotator.text.sanitize import one_line, plural
from annotator.version import __version__

GENERATOR = '<meta name="generator" content="annotator agreement">'
"""Tells a page of this program from other files."""
_ROWS = 100
"""Rows of a table; those beyond are counted, not shown."""
PASSAGES = 8
"""Passages shown of each thing to look at first."""
_PAIRS = 20
"""Pairs of annotators shown."""
_LABELS = 12
"""Labels that a table has columns for."""
_WHOLE = 6
"""Pairs whose counts stand there by scheme and label too: half a page each in print."""
_SHADES = 5


class Sheet(NamedTuple):
    """A table whose first column names its rows."""

    head: Sequence[Inside]
    rows: Sequence[Sequence[Any]]
    what: str
    """The noun for a row."""
    most: int = _ROWS
    """Rows shown."""
    note: Inside = ""
    """What stands under it."""


def page(
    analysis: Analysis,
    known: Mapping[str, Label],
    text_of: TextOf,
    gamma: Gamma | None = None,
    baseline: Difference | None = None,
    extras: Sequence[Extra] = (),
) -> str:
    """The analysis as an HTML page; the same bytes for the same analysis and texts.

    Args:
        analysis: what there is to show.
        known: the project's labels by name, for their letters and colours.
        text_of: an article's text by its sha256 and id, `None` where it is not there.
        gamma: where it was measured.
        baseline: this run less another, where it was compared with one.
        extras: what else was asked for.

    Raises:
        AnnotatorError: if the library that draws the charts is not installed.
    """
    return template("page.html.jinja").render(
        **head_of(style(analysis, known)), **content(analysis, known, text_of, gamma, baseline, extras)
    )


def content(
    analysis: Analysis,
    known: Mapping[str, Label],
    text_of: TextOf,
    gamma: Gamma | None = None,
    baseline: Difference | None = None,
    extras: Sequence[Extra] = (),
    *,
    with_charts: bool = True,
    absent: str = "is not in the project",
) -> dict[str, Any]:
    """What `page.html.jinja` lays out, all but its head.

    Args:
        analysis: see `page`, as for all that follow.
        known: the project's labels.
        text_of: where texts are.
        gamma: where it was measured.
        baseline: where this run was compared with one.
        extras: what else was asked for.
        with_charts: whether to draw them, which needs a library.
        absent: what is said of a text that is not there.
    """
    every = looks(analysis.sums.table.labels, known)
    found = [look for look in every if look.place in analysis.used]
    few = few_of(analysis, every)
    several = len(analysis.pairs) > 1
    drawn = charts(analysis, found) if with_charts else {}
    return {
        **_opening(analysis),
        "baseline": None if baseline is None else _difference(baseline, "this run", "the baseline"),
        "charts": drawn,
        "extras": [part_of(part) for part in extras],
        "labels": _score_sheet(sections.by_label(analysis), "spans", found),
        "kinds": differing(analysis, few, drawn.get("kinds")),
        "coverage": _coverage(analysis, few),
        "pairs": _score_sheet(sections.by_pair(analysis), "shared articles", most=_PAIRS) if several else None,
        "each": _score_sheet(sections.by_annotator(analysis), "spans"),
        "extremes": _extremes(analysis),
        "extreme_annotators": sections.extreme_annotators(analysis),
        "semeval_note": SEMEVAL_NOTE,
        "semeval": _semeval(analysis) if several else None,
        "semeval_pairs": [_pair(analysis, pair, found) for pair in sections.lowest_pairs(analysis)[:_WHOLE]],
        "error_rates": _error_rates(analysis, few),
        "gamma": None if gamma is None else _gamma(analysis, gamma),
        "legend": [label_name(look) for look in found],
        "article_values": _articles(analysis),
        "versions": Versions(analysis, every, text_of, absent),
        "version": __version__,
        "iou": f"{float(analysis.settings.iou):g}",
        "settings": analysis.settings,
    }


def few_of(analysis: Analysis, every: Sequence[Look]) -> list[Look]:
    """The labels that somebody used, as many as a table has columns for."""
    return [look for look in every if look.place in analysis.used][:_LABELS]


def head_of(style: str) -> dict[str, object]:
    """What a browser is told: the one style that it may use, and nothing else to load or run."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return {
        "policy": f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'",
        "generator": Html(GENERATOR),
        "style": Html(style),
    }


def _opening(analysis: Analysis) -> dict[str, object]:
    """Title, headline, what is not sure, and what to look at first."""
    table = analysis.sums.table
    return {
        "title": f"Agreement of {_people(analysis)}",
        "counts": (len(table.articles), len(table.article)),
        "tiles": sorted(sections.headline(analysis), key=lambda one: one.measure.tile),
        "meaning": meaning(analysis.overall),
        "interval_meaning": interval_meaning(analysis),
        "certainty": certainty(analysis),
        "notes": notes(analysis),
        "notes_title": NOTES,
        "first_title": TITLE,
        "causes": [(cause, cause.passages(analysis, PASSAGES)) for cause in causes(analysis)],
        "habits": analysis.habits,
    }


def _people(analysis: Analysis) -> str:
    table = analysis.sums.table
    names = [one_line(table.annotators[who], 24) for who in np.flatnonzero(table.done.any(axis=0)).tolist()]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) <= 4 else f"{len(names)} annotators"


def style(analysis: Analysis, known: Mapping[str, Label]) -> str:
    """The page's style sheet."""
    return source_of("style.css") + label_style(looks(analysis.sums.table.labels, known))


def label_style(found: Sequence[Look]) -> str:
    """A colour for each label and a height for each line under a text, for a style sheet."""
    own = [f".l{look.place}{{--c:{look.colour}}}" for look in found]
    own += [f".n{lane}{{padding-bottom:{3 + 4 * lane}px}}" for lane in range(LANES)]
    return "\n".join(own)


def label_name(look: Look) -> Html:
    """A label's name, with its letter and line as they stand in the articles."""
    line = LINES[look.place % len(LINES)]
    return tag(
        "span", tag("b", look.letter, class_="key"), " ", tag("bdi", look.name), class_=f"name l{look.place} {line}"
    )


def _both(names: Sequence[str], width: int = 40) -> Html:
    """An annotator's name, or the two of a pair."""
    return Html(" – ".join(name_tag(one, width) for one in names))


def _titles() -> list[str]:
    return [measure.title for measure in columns_shown()]


def _sheet(
    head: Sequence[Inside], rows: Iterable[Row], what: str, most: int = _ROWS, note: Inside = "", width: int = 40
) -> Sheet:
    """A table of rows named by annotators or articles."""
    return Sheet(["", *head], [[_both(row.names, width), *row.cells] for row in rows], what, most, note)


def _coverage(analysis: Analysis, few: Sequence[Look]) -> Sheet:
    """Who has finished and tagged what."""
    rows = sections.coverage(analysis, [look.place for look in few])
    return _sheet(["articles finished", "compared", "spans there", *map(label_name, few)], rows, "annotator")


def _score_sheet(table: sections.ScoreTable, size: str, looks: Sequence[Look] = (), most: int = _ROWS) -> Sheet:
    """Rows of measures with the articles that each rests on, and how large each is (`size`)."""
    labels = {look.place: label_name(look) for look in looks}
    cells = [
        [
            labels.get(row.label) or _both(row.names),
            *(row.scores[measure.name] for measure in columns_shown()),
            articles_of(row.with_spans, table.resamples).strip(),
            row.size,
        ]
        for row in table.rows
    ]
    note = UNSTABLE_NOTE if table.first(most).unsure else ""
    return Sheet(["", *_titles(), "articles with spans", size], cells, table.what, most, note)


def _difference(found: Difference, one: Inside, other: Inside) -> Sheet:
    """One difference: of each measure with its interval, and the two values that it is of."""
    rows = [[*row.names, *row.cells] for row in sections.differences(found)]
    note = joined(one, " less ", other, f", {how(found)}. The values stand {values_of(found)}.")
    return Sheet(["", "difference", one, other], rows, "measure", note=note)


def part_of(part: Extra) -> dict[str, object]:
    """One of the parts that are there when they are asked for."""
    sheets = [
        _sheet(table.head, table.rows, table.what)._replace(head=[table.of, *table.head]) for table in part.tables
    ]
    return {"name": part.name, "title": part.title, "sheets": sheets, "sentences": part.sentences}


def _extremes(analysis: Analysis) -> Sheet | None:
    if analysis.extremes is None:
        return None
    one, other = (_both(names, 24) for names in sections.extremes(analysis))
    return _difference(analysis.extremes.difference, one, other)


def differing(analysis: Analysis, few: Sequence[Look], chart: Chart | None = None) -> dict[str, object]:
    """How annotators differ: kinds of disagreements, which label for which, and whose labels those are."""
    return {
        "chart": chart,
        "kinds": _kinds(analysis, few),
        "confusion": _confusion(analysis, few),
        "whose": sections.whose(analysis),
    }


def _kinds(analysis: Analysis, few: Sequence[Look]) -> Sheet:
    """Disagreements by kind and label."""
    rows = [[*row.names, *row.cells] for row in sections.kinds(analysis, [look.place for look in few])]
    more = len(analysis.used) - len(few)
    told = [
        "A span labelled in two ways stands under both labels, and once under all.",
        *[f"{plural(more, 'label')} more are counted under all labels alone."] * bool(more),
        *sections.left_out(analysis),
    ]
    return Sheet(["", *map(label_name, few), "all labels"], rows, "kind", note=" ".join(told))


def _confusion(analysis: Analysis, few: Sequence[Look]) -> dict[str, object]:
    """Labels of matched spans, one annotator's down and the other's across; the darker, the more of its row."""
    found, totals = sections.confusion(analysis, _LABELS), analysis.confusion.sum(axis=0)
    titles = {look.place: label_name(look) for look in few} | {len(found.names) - 1: Html("<i>none</i>")}
    rows = []
    for code, row, counts in zip(found.down, found.rows(), found.counts, strict=True):
        shades = np.minimum(np.ceil(_SHADES * counts / max(int(totals[code].sum()), 1)), _SHADES).astype(int)
        classes = [f"q{shade}{' same' * (code == across)}" for shade, across in zip(shades, found.across, strict=True)]
        rows.append((titles[code], [(n, "" if n == "" else look) for n, look in zip(row.cells, classes, strict=True)]))
    return {"head": [titles[code] for code in found.across], "rows": rows}


def _articles(analysis: Analysis) -> Sheet:
    """The measures of each article, the lowest strict F1 first."""
    rows = [Row(row.names, [*row.cells[1:-1], row.cells[0], row.cells[-1]]) for row in sections.by_article(analysis)]
    return _sheet([*_titles(), "spans", "F1 without it"], rows, "article", width=60)


def _semeval(analysis: Analysis) -> Sheet:
    """The counts of every two annotators that are the same under every scheme, and F1 under each."""
    head = [*SEMEVAL_SAME, *(f"F1 {scheme}" for scheme in semeval.SCHEMES)]
    return _sheet(head, sections.semeval_rows(analysis), "pair", _PAIRS)


def _pair(analysis: Analysis, pair: PairReport, looks: Sequence[Look]) -> dict[str, object]:
    """One pair's counts, of all labels together by scheme and of each label."""
    names, head = sections.names_of(analysis, pair), ["", *semeval.COUNTS, "precision", "recall", "F1"]
    whole = [[*row.names, *row.cells] for row in sections.semeval_schemes(pair.semeval)]
    by_label = [
        [joined(label_name(look), f" {row.names[0]}"), *row.cells]
        for look in looks
        for row in sections.semeval_schemes(pair.semeval, look.place)
    ]
    return {
        "title": _both(names),
        "names": [*map(name_tag, names)],
        "whole": Sheet(head, whole, "scheme"),
        "by_label": Sheet(head, by_label, "row"),
    }


def _error_rates(analysis: Analysis, few: Sequence[Look]) -> dict[str, object] | None:
    found = analysis.error_rates
    if found is None:
        return None
    rows = sections.error_rates(analysis, [look.place for look in few])
    sheet = _sheet([*map(label_name, few), "invented"], rows, "annotator")
    return {"title": ERROR_RATES_TITLE, "sheet": sheet, "notes": [assumed(found), *found.warnings]}


def _gamma(analysis: Analysis, found: Gamma) -> dict[str, object]:
    rows = sections.gamma_rows(found, analysis.sums.table)
    sheet = _sheet(GAMMA_COLUMNS, rows, "article", width=60)
    return {
        "title": GAMMA_TITLE,
        "value": found.value,
        "notes": gamma_sentences(found),
        "sheet": sheet._replace(head=["the lowest first", *GAMMA_COLUMNS]),
    }
