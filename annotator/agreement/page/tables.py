"""The tables of the page: values by label, pair and annotator, who did what, kinds, confusion, articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from annotator.agreement.disagreements import Kind
from annotator.agreement.estimates import Difference, Estimate, Scores
from annotator.agreement.intervals import is_unstable
from annotator.agreement.page.looks import LINES, Look
from annotator.agreement.page.words import kind_name
from annotator.agreement.report_models import DIFFERENCES, how, values_of
from annotator.agreement.result import Analysis
from annotator.agreement.scores import MEASURES
from annotator.report.markup import Html, Inside, joined, name, tag
from annotator.report.wording import UNSTABLE_TOLD, articles_of, between, number, plural, signed

ROWS = 100
"""Rows of a table; those beyond are counted, not shown."""
PAIRS = 20
"""Pairs of annotators shown."""
Cell = Inside | int | np.int64
"""What stands in a table's cell."""
_CONFUSED = 12
_SHADES = 5
_SHOWN = (("f1", "strict F1"), ("relaxed_f1", "relaxed F1"), ("alpha", "alpha"))


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
    ranked = sorted(analysis.pairs, key=lambda pair: worst(pair.scores))
    rows = [
        (joined(name(names[pair.left]), " – ", name(names[pair.right])), pair.scores, pair.with_spans)
        for pair in ranked
    ]
    return _scored(analysis, rows, "pair", {"shared articles": [pair.articles for pair in ranked]}, PAIRS)


def annotators(analysis: Analysis) -> Html:
    """Each annotator against the rest, the lowest strict F1 first."""
    names = analysis.sums.table.annotators
    ranked = sorted(analysis.annotators, key=lambda one: worst(one.scores))
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
        for key, title in DIFFERENCES.items()
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


def articles(analysis: Analysis) -> Html:
    """The measures of each article, the lowest strict F1 first."""
    table = analysis.sums.table
    spans = np.bincount(table.article, minlength=len(table.articles))
    shown = [MEASURES.index(key) for key, _ in _SHOWN]
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
    return [title for _, title in _SHOWN]


def _values(scores: Scores) -> list[Html]:
    return [_value(scores[key]) for key, _ in _SHOWN]


def _value(estimate: Estimate) -> Html:
    ends = between(estimate)
    return joined(number(estimate.value), [" ", tag("small", ends)] if ends else [])


def worst(scores: Scores) -> tuple[bool, float]:
    """By this the lowest strict F1 comes first, and an undefined one last."""
    value = scores["f1"].value
    return value is None, value or 0.0


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
