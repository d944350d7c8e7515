"""The whole page: one file that needs no other, runs nothing and asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files

import numpy as np

from annotator.agreement import semeval
from annotator.agreement.gamma import Gamma
from annotator.agreement.intervals import Difference, Estimate, Scores, is_unstable
from annotator.agreement.measures import MEASURES, column_of, columns_shown
from annotator.agreement.pairing import Kind
from annotator.agreement.result import Analysis, PairReport
from annotator.model import Label
from annotator.report import text as gamma_report
from annotator.report.advice import TITLE, causes
from annotator.report.charts import charts
from annotator.report.charts import require_library as require_library
from annotator.report.markup import LINES, Html, Inside, Look, interval_meaning, joined, kind_name, looks, name, tag
from annotator.report.passages import LANES, TextOf, Versions, articles, passages
from annotator.report.text import (
    ERROR_RATES_TITLE,
    SEMEVAL_COUNTS,
    SEMEVAL_SAME,
    SEMEVAL_TOLD,
    assumed,
    how,
    semeval_same,
    values_of,
)
from annotator.report.wording import TITLE as NOTES
from annotator.report.wording import (
    UNSTABLE_TOLD,
    articles_of,
    between,
    certainty,
    lowest_first,
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
    everything, table = analysis.everything, analysis.sums.table
    finished, compared = everything.done.sum(axis=0).tolist(), table.done.sum(axis=0).tolist()
    spans = table.spans_by().tolist()
    few = looks[:_CONFUSED]
    head = ["", "articles finished", "compared", "spans there", *map(label, few)]
    rows: list[list[Cell]] = [
        [name(who), finished[i], compared[i], sum(spans[i]), *(spans[i][look.place] for look in few)]
        for i, who in enumerate(everything.annotators)
    ]
    return sheet(head, rows, "annotator")


def by_label(analysis: Analysis, looks: Sequence[Look]) -> Html:
    """The measures of each label."""
    spans = analysis.sums.table.spans_by().sum(axis=0)
    rows = [(label(look), analysis.labels[look.place], int(analysis.with_spans[look.place])) for look in looks]
    return _scored(analysis, rows, "label", {"spans": [int(spans[look.place]) for look in looks]})


def pairs(analysis: Analysis) -> Html:
    """The measures of every two annotators, the lowest strict F1 first."""
    names = analysis.sums.table.annotators
    ranked = sorted(analysis.pairs, key=lambda pair: lowest_first(pair.scores))
    rows = [
        (joined(name(names[pair.left]), " – ", name(names[pair.right])), pair.scores, pair.with_spans)
        for pair in ranked
    ]
    return _scored(analysis, rows, "pair", {"shared articles": [pair.articles for pair in ranked]}, PAIRS)


def annotators(analysis: Analysis) -> Html:
    """Each annotator against the rest, the lowest strict F1 first."""
    names = analysis.sums.table.annotators
    ranked = sorted(analysis.annotators, key=lambda one: lowest_first(one.scores))
    rows = [(name(names[one.who]), one.scores, one.with_spans) for one in ranked]
    return _scored(analysis, rows, "annotator", {"spans": [one.spans for one in ranked]})


def _scored(
    analysis: Analysis,
    rows: Sequence[tuple[Html, Scores, int]],
    what: str,
    more: Mapping[str, Sequence[int]],
    most: int = ROWS,
) -> Html:
    """Rows of values with the articles that each rests on, and further columns by title."""
    resamples = analysis.settings.resamples
    cells: list[list[Cell]] = [
        [title, *_values(scores), articles_of(count, resamples).strip(), *(column[i] for column in more.values())]
        for i, (title, scores, count) in enumerate(rows)
    ]
    unsure = resamples and any(is_unstable(count) for _, _, count in rows[:most])
    told = tag("p", UNSTABLE_TOLD, class_="note") if unsure else Html()
    return joined(sheet(["", *_titles(), "articles with spans", *more], cells, what, most), told)


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
    none = len(analysis.sums.table.labels)
    few = [look.place for look in looks[:_CONFUSED]] + [none]
    counts = analysis.confusion.sum(axis=0)
    titles = [*(label(look) for look in looks[:_CONFUSED]), Html("<i>none</i>")]
    body = []
    for title, row in zip(titles, few, strict=True):
        whole = max(int(counts[row].sum()), 1)
        cells = [tag("th", title, scope="row")]
        for column in few:
            count = int(counts[row, column])
            if row == column == none:
                cells.append(tag("td"))
                continue
            shade = min(int(np.ceil(_SHADES * count / whole)), _SHADES)
            cells.append(tag("td", f"{count:,}", class_=f"q{shade}{' same' * (row == column)}"))
        body.append(tag("tr", cells))
    head = tag("tr", tag("td"), [tag("th", title, scope="col") for title in titles])
    return tag("div", tag("table", tag("thead", head), tag("tbody", body), class_="confusion"), class_="scroll")


def articles_table(analysis: Analysis) -> Html:
    """The measures of each article, the lowest strict F1 first."""
    table = analysis.sums.table
    spans = np.bincount(table.article, minlength=len(table.articles))
    shown = [column_of(measure.name) for measure in columns_shown()]
    rows = [
        [
            name(table.articles[code], 60),
            *(number(float(analysis.articles[code, place])) for place in shown),
            spans[code],
            number(float(analysis.without[code])),
        ]
        for code in np.argsort(analysis.articles[:, 0], kind="stable").tolist()
    ]
    return sheet(["", *_titles(), "spans", "F1 without it"], rows, "article")


def _titles() -> list[str]:
    return [measure.title for measure in columns_shown()]


def _values(scores: Scores) -> list[Html]:
    return [_value(scores[measure.name]) for measure in columns_shown()]


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
    sections = _sections(analysis, found, versions, gamma, baseline)
    content = [
        _headline(analysis, title),
        *(_section(place, heading, *inside) for place, heading, inside in sections),
        _footer(analysis),
    ]
    return joined(
        Html("<!DOCTYPE html>\n"),
        tag(
            "html",
            _head(title, style),
            tag("body", _navigation([(place, heading) for place, heading, _ in sections]), tag("main", content)),
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


def _navigation(sections: Sequence[tuple[str, str]]) -> Html:
    return tag("nav", [tag("a", title, href=f"#{name}") for name, title in sections], aria_label="Parts of this page")


def _section(name: str, heading: str, *inside: Inside) -> Html:
    return tag("section", tag("h2", heading), *inside, id=name, class_="part")


def _headline(analysis: Analysis, title: str) -> Html:
    table = analysis.sums.table
    iou = f"{float(analysis.settings.iou):g}"
    tiles = []
    for measure in sorted((one for one in MEASURES.values() if one.tile), key=lambda one: one.tile):
        found = analysis.overall[measure.name]
        tiles.append(
            tag(
                "div",
                tag("p", measure.title, class_="what"),
                tag("p", number(found.value), class_="value"),
                tag("p", between(found), class_="between"),
                tag("p", (measure.on_tile or measure.meaning).format(iou=iou), class_="told"),
                class_=f"tile {measure.name}",
            )
        )
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
        "labels": [_beside(drawn[0], by_label(analysis, found))],
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
        against = [tag("h3", "Pairs"), pairs(analysis)]
        against += [tag("h3", "Each against the rest"), annotators(analysis)]
        inside.append(_beside(*drawn, tag("div", against)))
    if analysis.extremes is not None:
        names = analysis.sums.table.annotators
        low, high = (analysis.pairs[place] for place in analysis.extremes[:2])
        one, other = (joined(name(names[p.left], 24), " – ", name(names[p.right], 24)) for p in (low, high))
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


def _folded(title: str, inside: Html) -> Html:
    return tag("details", tag("summary", title), inside)


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
    inside: list[Inside] = [tag("h3", "SemEval-2013 and MUC counts"), tag("p", SEMEVAL_TOLD, class_="note")]
    if len(analysis.pairs) == 1:
        return [*inside, *_pair(analysis, analysis.pairs[0], looks, folded=False)]
    ranked = sorted(analysis.pairs, key=lambda pair: lowest_first(pair.scores))
    head = ["", *SEMEVAL_SAME, *(f"F1 {scheme}" for scheme in semeval.SCHEMES)]
    rows: list[list[Cell]] = [
        [
            _whose(analysis, pair),
            *(int(column[-1, 0]) for column in semeval_same(pair.semeval)),
            *(number(float(value)) for value in semeval.scores(pair.semeval).f1[-1]),
        ]
        for pair in ranked
    ]
    told = "Every two annotators, the lowest strict F1 first; the one first by name is the key."
    inside += [tag("p", told), sheet(head, rows, "pair", PAIRS)]
    inside += [_folded_table(_whose(analysis, pair), *_pair(analysis, pair, looks)) for pair in ranked[:_WHOLE]]
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
        (joined(label(look), f" {scheme}"), pair, look.place, place)
        for look in looks
        for place, scheme in enumerate(semeval.SCHEMES)
    ]
    by_label = _schemes("row", parts)
    note = tag("p", "By label a pair under two labels counts for each by its own label.", class_="note")
    last = [tag("h4", "By label"), by_label, note] if folded else [_folded_table("By label", by_label, note)]
    return [told, whole, *last]


def _schemes(what: str, rows: Sequence[tuple[Inside, PairReport, int, int]]) -> Html:
    """A row for each (title, pair, part, scheme)."""
    cells: list[list[Cell]] = []
    for title, pair, part, scheme in rows:
        counts = [int(column[part, scheme]) for column in pair.semeval[: len(SEMEVAL_COUNTS)]]
        values = [number(float(column[part, scheme])) for column in semeval.scores(pair.semeval)]
        cells.append([title, *counts, *values])
    return sheet(["", *SEMEVAL_COUNTS, *_FIELDS], cells, what)


def _error_rates(analysis: Analysis, looks: Sequence[Look]) -> list[Inside]:
    found, names = analysis.error_rates, analysis.sums.table.annotators
    if found is None:
        return []
    few = looks[:_LABELS]
    rows: list[list[Cell]] = []
    for place, who in enumerate(found.annotators.tolist()):
        right = np.diagonal(found.estimates.rates[place])
        shares = [number(float(right[look.place])) for look in few]
        rows.append([name(names[who]), *shares, number(float(found.invented[place]))])
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


def _folded_table(title: Inside, *inside: Inside) -> Html:
    return tag("details", tag("summary", title), *inside)
