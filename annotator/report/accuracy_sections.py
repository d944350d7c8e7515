"""What the report on annotators or systems against gold says, part by part, as rows of values: text and page lay them out."""

from __future__ import annotations

from annotator.agreement.accuracy import Against, People, Scored
from annotator.agreement.intervals import is_unstable
from annotator.agreement.measures import columns_shown
from annotator.agreement.precision_recall import FIELDS
from annotator.agreement.systems import DifferenceInAccuracy, TwoSystems
from annotator.model import GOLD
from annotator.report import sections
from annotator.report.extras import FIELD_TITLES, Extra, Table
from annotator.report.sections import Row
from annotator.report.text import how, values_of
from annotator.report.wording import UNSTABLE_NOTE, about_files, articles_of, number, short, signed, some
from annotator.text.sanitize import plural

MATCH_TITLES = {"strict": "strict", "boundary": "boundaries only", "relaxed": "relaxed"}
_HEAD = [FIELD_TITLES[field] for field in FIELDS]
_TWOS = 10
"""Pairs of systems that the text shows."""


def opening(found: Against) -> list[Extra]:
    """The parts that are of all: their accuracy, people among themselves, every two of them, the lowest and the highest."""
    parts = (_scores(found), _people(found.people), _systems(found.systems), _lowest(found))
    return [part for part in parts if part is not None]


def files(found: Against) -> list[str]:
    """What is to be known of the files; of those that do not say what was finished, how to say it."""
    sources = found.scored[0].analysis.sources
    hint = "If that is all a system found in all articles of gold, say --complete."
    return [*about_files(sources), *[hint] * bool(sources.flat)]


def articles_of_gold(found: Against) -> int:
    """How many articles gold has finished."""
    return int(found.everything.done[:, found.everything.annotators.index(GOLD)].sum())


def _scores(found: Against) -> Extra:
    resamples = found.scored[0].analysis.settings.resamples
    resting = [int(one.analysis.with_spans[-1]) for one in found.scored]
    rows = [
        Row((one.name,), [articles_of(count, resamples), *(one.overall["strict"][field] for field in FIELDS)])
        for one, count in zip(found.scored, resting, strict=True)
    ]
    title = f"Against gold: {plural(len(rows), 'annotator')}, {plural(articles_of_gold(found), 'article')} of gold"
    unsure = bool(resamples) and any(map(is_unstable, resting))
    return Extra("scores", title, [Table(["art.", *_HEAD], rows, "annotator", "strict")], [UNSTABLE_NOTE] * unsure)


def _people(found: People | None) -> Extra | None:
    """How far people agree with each other on articles of gold; `None` where no two have annotated the same one."""
    if found is None:
        return None
    row = Row(("each with the others",), [found.scores[measure.name] for measure in columns_shown()])
    told = [f"{some(found.annotators, 6)}."]
    for name, less in found.less.items():
        told.append(
            f"{short(name)} against gold less people with each other: {signed(less.scores['f1'])} in strict F1, {how(less)}."
        )
    if found.less:
        told.append("About what can be asked of a system: people who know the guideline agree so far.")
    title = f"People among themselves: {plural(len(found.annotators), 'annotator')}, {plural(found.articles, 'article')} of gold"
    return Extra("people", title, [Table([m.title for m in columns_shown()], [row], "row")], told)


def _systems(found: list[TwoSystems]) -> Extra | None:
    """How far every two differ, and whether chance could do that; of two alone each value, of more strict F1."""
    if not found:
        return None
    if len(found) == 1:
        (two,) = found
        over = f"over the {plural(two.articles, 'article')} of both"
        title = f"Two systems: {short(two.one, 20)} less {short(two.other, 20)}, {over}"
        rows = [
            Row((f"{MATCH_TITLES[match]} {FIELD_TITLES[field]}",), _difference(two.values[match][field]))
            for match in ("strict", "relaxed")
            for field in FIELDS
        ]
    else:
        title = "Every two (strict F1; p for all of them together, Holm 1979)"
        rows = []
        for two in found:
            value = two.values["strict"]["f1"]
            rows.append(Row((two.one, two.other), _difference(value._replace(p=value.adjusted))))
    table = Table(["difference", "of", "p"], rows, "pair", most=_TWOS)
    return Extra("systems", title, [table], [chance(found)] * bool(found[0].shuffles))


def _difference(value: DifferenceInAccuracy) -> list[str]:
    p = "" if value.p is None else f"{value.p:.4f}" if value.p >= 0.0001 else "<0.0001"
    return [signed(value.difference), f"{number(value.one)} less {number(value.other)}", p]


def chance(found: list[TwoSystems]) -> str:
    """What p is, in a sentence."""
    draws = {f"all {two.shuffles:,} swaps" if two.exact else f"{two.shuffles:,} random swaps" for two in found}
    return (
        f"p: how often a difference as large comes about where in each article it is chance which of the two said which "
        f"(approximate randomization, {' or '.join(sorted(draws))}; Noreen 1989)."
    )


def _lowest(found: Against) -> Extra | None:
    """The lowest of more than two less the highest, judged as the largest of all differences."""
    less = found.difference
    if less is None or len(found.scored) < 3:
        return None
    rows = [Row(row.names, [row.cells[0], f"{row.cells[1]} less {row.cells[2]}"]) for row in sections.differences(less)]
    low, high = (short(one.name, 24) for one in (found.scored[0], found.highest))
    told = f"{low} less {high}, {how(less)}; judged as the largest of all differences."
    return Extra(
        "lowest", "The lowest less the highest", [Table(["difference", values_of(less)], rows, "measure")], [told]
    )


def of_one(one: Scored) -> Extra:
    """One annotator or system: each kind of match, each label, and alpha."""
    table, resamples, with_spans = one.analysis.sums.table, one.analysis.settings.resamples, one.analysis.with_spans
    matches = [Row((title,), [one.overall[match][f] for f in FIELDS]) for match, title in MATCH_TITLES.items()]
    labels = [
        Row(
            (table.labels[code],),
            [articles_of(int(with_spans[code]), resamples), *(one.labels[code]["strict"][field] for field in FIELDS)],
        )
        for code in one.analysis.used
    ]
    tables = [
        Table(_HEAD, matches, "row"),
        *[Table(["art.", *_HEAD], labels, "label", "by label, strict")] * bool(labels),
    ]
    alpha = one.analysis.overall["alpha"]
    ends = "" if alpha.low is None else f" ({number(alpha.low)} to {number(alpha.high)})"
    return Extra("one", f"{short(one.name, 40)} against gold", tables, [f"Alpha {number(alpha.value)}{ends}."])
