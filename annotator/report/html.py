"""The whole page: one file that needs no other, runs nothing and asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files

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
from annotator.report.markup import LINES, Html, Inside, Look, interval_meaning, joined, kind_name, looks, name, tag
from annotator.report.sections import SEMEVAL_COUNTS, SEMEVAL_SAME
from annotator.report.text import (
    ERROR_RATES_TITLE,
    SEMEVAL_NOTE,
    assumed,
    how,
    values_of,
)
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

ROWS = 100
"""Rows of a table; those beyond are counted, not shown."""
PAIRS = 20
"""Pairs of annotators shown."""
Cell = Inside | int | np.int64
"""What stands in a table's cell."""
_CONFUSED = 12
_SHADES = 5


def label(look: Look) -> Html:
    """A label's name, with its letter and line as they stand in the articles."""
    line = LINES[look.place % len(LINES)]
    return tag(
        "span", tag("b", look.letter, class_="key"), " ", tag("bdi", look.name), class_=f"name l{look.place} {line}"
    )


def coverage(analysis: Analysis, looks: Sequence[Look]) -> Html:
    """Who has finished and tagged what."""
    few = looks[:_CONFUSED]
    rows: list[list[Cell]] = [
        [name(row.annotator), row.finished, row.compared, row.spans, *(row.by_label[look.place] for look in few)]
        for row in sections.coverage(analysis)
    ]
    return sheet(["", "articles finished", "compared", "spans there", *map(label, few)], rows, "annotator")


def score_table(
    table: sections.ScoreTable, analysis: Analysis, size: str, looks: Sequence[Look] = (), most: int = ROWS
) -> Html:
    """Rows of measures with the articles that each rests on, and how large each is (`size`)."""
    labels = {look.place: label(look) for look in looks}
    cells: list[list[Cell]] = [
        [
            labels.get(row.label) or both(row.names),
            *map(_value, row.cells),
            articles_of(row.with_spans, analysis.settings.resamples).strip(),
            row.size,
        ]
        for row in table.rows
    ]
    unsure = analysis.settings.resamples and any(is_unstable(row.with_spans) for row in table.rows[:most])
    told = tag("p", UNSTABLE_NOTE, class_="note") if unsure else Html()
    return joined(sheet(["", *_titles(), "articles with spans", size], cells, table.what, most), told)


def both(names: Sequence[str], width: int = 40) -> Html:
    """An annotator's name, or the two of a pair."""
    return Html(" – ".join(name(one, width) for one in names))


def difference(found: Difference, one: Inside, other: Inside) -> Html:
    """One difference: of each measure with its interval, and the two values that it is of."""
    rows: list[list[Cell]] = [
        [title, signed(found.scores[key]), number(found.one[key].value), number(found.other[key].value)]
        for key, title, *_ in columns_shown()
    ]
    told = tag("p", one, " less ", other, f", {how(found)}. The values stand {values_of(found)}.", class_="note")
    return joined(sheet(["", "difference", one, other], rows, "measure"), told)


def kinds(analysis: Analysis, looks: Sequence[Look]) -> Html:
    """Disagreements by kind and label."""
    few = looks[:_CONFUSED]
    rows: list[list[Cell]] = [
        [kind_name(kind), *(int(analysis.kinds[look.place, kind]) for look in few), int(analysis.kinds[-1, kind])]
        for kind in Kind
    ]
    return sheet(["", *map(label, few), "all labels"], rows, "kind")


def confusion(analysis: Analysis, looks: Sequence[Look]) -> Html:
    """Labels of matched spans, one annotator's down and the other's across; the darker, the more of its row."""
    few = [look.place for look in looks[:_CONFUSED]]
    whole = [max(int(analysis.confusion.sum(axis=0)[code].sum()), 1) for code in [*few, -1]]
    _, counts = sections.confusion(analysis, _CONFUSED)
    titles = [*(label(look) for look in looks[:_CONFUSED]), Html("<i>none</i>")]
    body = []
    for down, title in enumerate(titles):
        cells = [tag("th", title, scope="row")]
        for across, count in enumerate(counts[down].tolist()):
            if down == across == len(few):
                cells.append(tag("td"))
                continue
            shade = min(int(np.ceil(_SHADES * count / whole[down])), _SHADES)
            cells.append(tag("td", f"{count:,}", class_=f"q{shade}{' same' * (down == across)}"))
        body.append(tag("tr", cells))
    head = tag("tr", tag("td"), [tag("th", title, scope="col") for title in titles])
    return tag("div", tag("table", tag("thead", head), tag("tbody", body), class_="confusion"), class_="scroll")


def articles_table(analysis: Analysis) -> Html:
    """The measures of each article, the lowest strict F1 first."""
    rows: list[list[Cell]] = [
        [name(row.name, 60), *map(number, row.values.values()), row.spans, number(row.without)]
        for row in sections.by_article(analysis)
    ]
    return sheet(["", *_titles(), "spans", "F1 without it"], rows, "article")


def _titles() -> list[str]:
    return [measure.title for measure in columns_shown()]


def _value(estimate: Estimate) -> Html:
    ends = between(estimate)
    return joined(number(estimate.value), [" ", tag("small", ends)] if ends else [])


def sheet(head: Sequence[Inside], rows: Sequence[Sequence[Cell]], what: str, most: int = ROWS) -> Html:
    """A table whose first column names its rows; of more than `most` rows, how many of `what` were left out."""
    body = [tag("tr", tag("th", _cell(first), scope="row"), _cells(rest)) for first, *rest in rows[:most]]
    heads = tag("tr", [tag("th", title, scope="col") if title else tag("td") for title in head])
    more = f"and {plural(len(rows) - most, what)} more (--json has all)"
    rest_ = tag("p", more, class_="note") if len(rows) > most else ""
    return joined(tag("div", tag("table", tag("thead", heads), tag("tbody", body)), class_="scroll"), rest_)


def _cells(values: Iterable[Cell]) -> list[Html]:
    return [tag("td", _cell(value)) for value in values]


def _cell(value: Cell) -> Inside:
    return f"{int(value):,}" if isinstance(value, (int, np.integer)) else value


GENERATOR = '<meta name="generator" content="annotator agreement">'
"""Tells a page of this program from other files."""


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
    found = looks(analysis.sums.table.labels, known)
    style = _style(found)
    title = f"Agreement of {_people(analysis)}"
    versions = Versions(analysis, found, text_of)
    parts = _sections(analysis, found, versions, gamma, baseline)
    content = [
        _headline(analysis, title),
        *(_section(place, heading, *inside) for place, heading, inside in parts),
        _footer(analysis),
    ]
    return joined(
        Html("<!DOCTYPE html>\n"),
        tag(
            "html",
            _head(title, style),
            tag("body", _navigation([(place, heading) for place, heading, _ in parts]), tag("main", content)),
            lang="en",
        ),
        Html("\n"),
    )


def _people(analysis: Analysis) -> str:
    table = analysis.sums.table
    names = [one_line(table.annotators[who], 24) for who in np.flatnonzero(table.done.any(axis=0)).tolist()]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) <= 4 else f"{len(names)} annotators"


def _head(title: str, style: str) -> Html:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        Html(GENERATOR),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        # So that no browser asks a server for a picture of the page.
        tag("link", rel="icon", href="data:,"),
        tag("title", title),
        tag("style", Html(style)),
    )


def _style(found: Sequence[Look]) -> str:
    """The style sheet, with a colour for each label and a height for each line under a text."""
    own = [f".l{look.place}{{--c:{look.colour}}}" for look in found]
    own += [f".n{lane}{{padding-bottom:{3 + 4 * lane}px}}" for lane in range(LANES)]
    return files("annotator.report").joinpath("style.css").read_text("utf-8") + "\n".join(own)


_SECTIONS = (
    ("first", TITLE),
    ("baseline", "This run less the baseline"),
    ("labels", "By label"),
    ("kinds", "Kinds of disagreements"),
    ("people", "Who did what"),
    ("scores", "Other measures"),
    ("passages", "Worst passages"),
    ("articles", "Articles, version by version"),
)


def _navigation(parts: Sequence[tuple[str, str]]) -> Html:
    return tag("nav", [tag("a", title, href=f"#{name}") for name, title in parts], aria_label="Parts of this page")


def _section(name: str, heading: str, *inside: Inside) -> Html:
    return tag("section", tag("h2", heading), *inside, id=name, class_="part")


def _headline(analysis: Analysis, title: str) -> Html:
    table = analysis.sums.table
    iou = f"{float(analysis.settings.iou):g}"
    tiles = [
        tag(
            "div",
            tag("p", one.measure.title, class_="what"),
            tag("p", number(one.estimate.value), class_="value"),
            tag("p", between(one.estimate), class_="between"),
            tag("p", one.measure.on_tile.format(iou=iou) or one.meaning, class_="told"),
            class_=f"tile {one.measure.name}",
        )
        for one in sorted(sections.headline(analysis), key=lambda one: one.measure.tile)
        if one.measure.tile
    ]
    return tag(
        "header",
        tag("h1", title),
        tag(
            "p",
            f"{plural(len(table.articles), 'article')} that two or more have finished, {plural(len(table.article), 'span')}.",
        ),
        tag("div", tiles, class_="tiles"),
        tag(
            "p",
            tag("strong", meaning(analysis.overall)),
            f" {interval_meaning(analysis)} {certainty(analysis)}",
            class_="meaning",
        ),
        _notes(analysis),
    )


def _notes(analysis: Analysis) -> Html:
    said = notes(analysis)
    return (
        tag("div", tag("p", f"{NOTES}:"), tag("ul", [tag("li", one) for one in said]), class_="notes")
        if said
        else Html()
    )


def _sections(
    analysis: Analysis,
    every: Sequence[Look],
    versions: Versions,
    gamma: Gamma | None,
    baseline: Difference | None,
) -> list[tuple[str, str, list[Inside]]]:
    found = [look for look in every if look.place in analysis.used]
    drawn = [_figure(chart.picture, chart.caption) for chart in charts(analysis, found)]
    inside: dict[str, list[Inside]] = {
        "first": _first(analysis),
        "baseline": [] if baseline is None else [difference(baseline, "this run", "the baseline")],
        "labels": [_beside(drawn[0], score_table(sections.by_label(analysis), analysis, "spans", found))],
        "kinds": [_beside(drawn[1], tag("div", *_kinds(analysis, found)))],
        "people": _who(analysis, found, drawn[2:]),
        "scores": scores(analysis, found, gamma),
        "passages": [_legend(found), *_passages(versions)],
        "articles": [
            tag("p", "The marks mean what they mean ", tag("a", "above", href="#legend"), "."),
            _folded("The values of each article", articles_table(analysis)),
            articles(versions),
        ],
    }
    return [(name, heading, inside[name]) for name, heading in _SECTIONS if inside[name]]


def _first(analysis: Analysis) -> list[Inside]:
    found = causes(analysis)
    if not found:
        return [tag("p", "Nobody disagrees with anybody: there is nothing to mend.")]
    told = (
        "What costs the most agreement, who does it, and what the guideline should say. Before each: what strict F1 would"
        " gain if it were settled; such gains do not add up exactly."
    )
    said: list[Inside] = [
        tag("p", told),
        tag("ol", [tag("li", tag("b", cause.gained, class_="gain"), " ", cause.sentence) for cause in found]),
    ]
    if analysis.habits:
        said += [
            tag("p", "Habits at boundaries: what somebody does again and again in another way than somebody else:"),
            tag("ul", [tag("li", habit) for habit in analysis.habits]),
        ]
    return said


def _kinds(analysis: Analysis, found: Sequence[Look]) -> list[Inside]:
    names = analysis.sums.table.annotators
    if len(analysis.pairs) == 1:
        pair = analysis.pairs[0]
        whose = f"{one_line(names[pair.left], 24)}’s label down, {one_line(names[pair.right], 24)}’s across"
    else:
        whose = "all pairs together; the annotator first by name down, the other across"
    return [
        tag("h3", "By kind and label"),
        kinds(analysis, found),
        tag("p", "A span labelled in two ways stands under both labels, and once under all.", class_="note"),
        tag("h3", "Which label for which"),
        confusion(analysis, found),
        tag("p", f"Matched spans: {whose}; “none” where the other has no span. The stronger the colour, the more of its row.", class_="note"),
    ]  # fmt: skip


def _who(analysis: Analysis, found: Sequence[Look], drawn: Sequence[Html]) -> list[Inside]:
    inside: list[Inside] = [coverage(analysis, found)]
    if len(analysis.pairs) > 1:
        pairs = score_table(sections.by_pair(analysis), analysis, "shared articles", most=PAIRS)
        each = score_table(sections.by_annotator(analysis), analysis, "spans")
        inside.append(_beside(*drawn, tag("div", tag("h3", "Pairs"), pairs, tag("h3", "Each against the rest"), each)))
    if analysis.extremes is not None:
        one, other = (both(names, 24) for names in sections.extremes(analysis))
        inside += [
            tag("h3", "The lowest pair less the highest"),
            difference(analysis.extremes.difference, one, other),
        ]
    return inside


def _passages(versions: Versions) -> list[Inside]:
    if not versions.analysis.passages:
        return [tag("p", "There is none: everybody has the same spans.")]
    return [
        tag("p", "Stretches of text with the most disagreements, everybody’s version beside the others’."),
        passages(versions),
    ]


def _legend(found: Sequence[Look]) -> Html:
    labels = tag("p", "Each span has its label’s letter where it begins and a line under its text: ", [joined(label(look), " ") for look in found])  # fmt: skip
    agreeing = "Faint lines: everybody has the span just so."
    words = (
        "Strong lines on a tinted ground: somebody does not. The words after the letter say how: "
        "“only here”, nobody else has it; “not kim”, Kim does not; “start”, “end”, “both ends”, another’s begins or ends elsewhere; "
        "“marks”, by spaces or punctuation alone; “split”, another’s is in other pieces; “≠ quote”, another calls it a quote. "
        "A line of the article in which versions differ has a bar at its left."
    )
    return tag("div", labels, tag("p", agreeing, " ", words), class_="legend", id="legend")


def _figure(picture: Html, caption: str) -> Html:
    return tag("figure", picture, tag("figcaption", caption))


def _beside(*inside: Html) -> Html:
    """A chart with its table, next to each other where there is room."""
    return tag("div", *inside, class_="beside")


def _folded(title: Inside, *inside: Inside) -> Html:
    return tag("details", tag("summary", title), *inside)


def _footer(analysis: Analysis) -> Html:
    settings = analysis.settings
    said = (
        f"Made by annotator {__version__} with --iou {float(settings.iou):g} --resamples {settings.resamples} --seed"
        f" {settings.seed}. What each measure means and how it is computed stands in docs/agreement.md of the program."
    )
    return tag("footer", tag("p", said))


_LABELS = 12
_WHOLE = 6
"""Pairs whose counts stand there by scheme and label too: half a page each in print."""
_FIELDS = ("precision", "recall", "F1")


def scores(analysis: Analysis, looks: Sequence[Look], gamma: Gamma | None) -> list[Inside]:
    """All of them that the analysis has."""
    return [*_semeval(analysis, looks), *_error_rates(analysis, looks), *_gamma(analysis, gamma)]


def _semeval(analysis: Analysis, looks: Sequence[Look]) -> list[Inside]:
    inside: list[Inside] = [tag("h3", "SemEval-2013 and MUC counts"), tag("p", SEMEVAL_NOTE, class_="note")]
    if len(analysis.pairs) == 1:
        return [*inside, *_pair(analysis, analysis.pairs[0], looks, folded=False)]
    head = ["", *SEMEVAL_SAME, *(f"F1 {scheme}" for scheme in semeval.SCHEMES)]
    rows: list[list[Cell]] = [
        [both(row.names), *row.same, *map(number, row.f1)] for row in sections.semeval_rows(analysis)
    ]
    told = "Every two annotators, the lowest strict F1 first; the one first by name is the key."
    inside += [tag("p", told), sheet(head, rows, "pair", PAIRS)]
    lowest = sections.lowest_pairs(analysis)[:_WHOLE]
    inside += [_folded(both(sections.names_of(analysis, pair)), *_pair(analysis, pair, looks)) for pair in lowest]
    if len(rows) > _WHOLE:
        inside.append(tag("p", f"By scheme and label: the {_WHOLE} lowest pairs (--json has all).", class_="note"))
    return inside


def _pair(analysis: Analysis, pair: PairReport, looks: Sequence[Look], *, folded: bool = True) -> list[Html]:
    """One pair's counts and values, of all labels together and of each."""
    left, right = map(name, sections.names_of(analysis, pair))
    whole = _schemes("scheme", [("", sections.SemevalRow((), pair.semeval, -1))])
    by_label = _schemes("row", [(label(look), sections.SemevalRow((), pair.semeval, look.place)) for look in looks])
    note = tag("p", "By label a pair under two labels counts for each by its own label.", class_="note")
    last = [tag("h4", "By label"), by_label, note] if folded else [_folded("By label", by_label, note)]
    return [tag("p", "Key: ", left, "; response: ", right, "."), whole, *last]


def _schemes(what: str, parts: Sequence[tuple[Inside, sections.SemevalRow]]) -> Html:
    """A row for each part of the counts and each scheme."""
    cells: list[list[Cell]] = []
    for title, row in parts:
        for place, scheme in enumerate(semeval.SCHEMES):
            counts, values = row.under(place)
            cells.append([joined(title, f" {scheme}") if title else scheme, *counts, *map(number, values)])
    return sheet(["", *SEMEVAL_COUNTS, *_FIELDS], cells, what)


def _error_rates(analysis: Analysis, looks: Sequence[Look]) -> list[Inside]:
    found = analysis.error_rates
    if found is None:
        return []
    few = looks[:_LABELS]
    rows: list[list[Cell]] = [
        [name(row.annotator), *(number(row.found[look.place]) for look in few), number(row.invented)]
        for row in sections.error_rates(analysis)
    ]
    return [
        tag("h3", ERROR_RATES_TITLE),
        tag("p", "A model's estimates: the share of what is so that each found, by label; and of each one's own spans, the share that is not so (invented)."),
        sheet(["", *map(label, few), "invented"], rows, "annotator"),
        tag("p", assumed(found), class_="note"),
        *(tag("p", warning, class_="note") for warning in found.warnings),
    ]  # fmt: skip


def _gamma(analysis: Analysis, found: Gamma | None) -> list[Inside]:
    if found is None:
        return []
    ranked = gamma_report.ranked(found, analysis.sums.table)
    rows: list[list[Cell]] = [[name(title, 60), *gamma_report.values(one)] for title, one in ranked]
    return [
        tag("h3", gamma_report.GAMMA_TITLE),
        tag("p", tag("strong", number(found.value)), class_="gamma"),
        *(tag("p", sentence, class_="note") for sentence in gamma_report.gamma_sentences(found)),
        sheet(["the lowest first", *gamma_report.COLUMNS], rows, "article"),
    ]
