"""What the agreement report says, section by section, as rows of values: text, page and screen only lay them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from annotator.agreement import semeval
from annotator.agreement.gamma import Gamma
from annotator.agreement.intervals import Difference, Estimate, Scores, is_unstable
from annotator.agreement.measures import MEASURES, Measure, column_of, columns_shown
from annotator.agreement.pairing import KIND_TERMS, Kind
from annotator.agreement.result import Analysis, PairReport
from annotator.agreement.table import Ints, Table
from annotator.report.json import NONE
from annotator.report.wording import lowest_first, number, short, signed, some


class Row(NamedTuple):
    """A row of any table."""

    names: tuple[str, ...]
    """Of what it is about: one, or the two of a pair."""
    cells: list[Any]
    """Counts, values (NaN or `None` where undefined), estimates or words."""


class Headline(NamedTuple):
    """One measure over all labels."""

    measure: Measure
    estimate: Estimate
    meaning: str
    """In words."""


class ScoreRow(NamedTuple):
    """The measures of a label, of an annotator or of two annotators."""

    names: tuple[str, ...]
    scores: Scores
    with_spans: int
    """How many articles with spans they rest on."""
    size: int
    """Spans of a label or an annotator; shared articles of a pair."""
    label: int = -1
    """The label's code."""


class ScoreTable(NamedTuple):
    """Rows of one kind; pairs and annotators the lowest strict F1 first, undefined ones last."""

    rows: list[ScoreRow]
    what: str
    """The noun for a row."""
    resamples: int

    def first(self, most: int | None) -> ScoreTable:
        """At most so many rows."""
        return self._replace(rows=self.rows[:most])

    @property
    def unsure(self) -> bool:
        """Whether a row rests on too few articles for its intervals."""
        return bool(self.resamples) and any(is_unstable(row.with_spans) for row in self.rows)


SEMEVAL_SAME = ("POS", "ACT", "MIS", "SPU")
"""Those that are the same under every scheme."""
GAMMA_COLUMNS = ("spans", "gamma", "observed", "expected", "samples")


def headline(analysis: Analysis) -> list[Headline]:
    """All measures over all labels."""
    iou = f"{float(analysis.settings.iou):g}"
    return [
        Headline(measure, analysis.overall[name], measure.meaning.format(iou=iou)) for name, measure in MEASURES.items()
    ]


def coverage(analysis: Analysis, labels: Sequence[int]) -> list[Row]:
    """Articles that each finished, those of them that somebody else finished too, spans in these; and of each label.

    Who finished none is left out.
    """
    everything, shared = analysis.everything, analysis.sums.table
    finished, compared = everything.done.sum(axis=0).tolist(), shared.done.sum(axis=0).tolist()
    spans = shared.spans_by()
    return [
        Row((name,), [finished[who], compared[who], int(spans[who].sum()), *spans[who, labels].tolist()])
        for who, name in enumerate(everything.annotators)
        if finished[who]
    ]


def by_label(analysis: Analysis) -> ScoreTable:
    """The labels that somebody used."""
    table = analysis.sums.table
    spans = table.spans_by().sum(axis=0)
    rows = [
        ScoreRow((table.labels[code],), analysis.labels[code], int(analysis.with_spans[code]), int(spans[code]), code)
        for code in analysis.used
    ]
    return ScoreTable(rows, "label", analysis.settings.resamples)


def by_pair(analysis: Analysis) -> ScoreTable:
    """Every two annotators."""
    rows = [ScoreRow(names_of(analysis, p), p.scores, p.with_spans, p.articles) for p in lowest_pairs(analysis)]
    return ScoreTable(rows, "pair", analysis.settings.resamples)


def by_annotator(analysis: Analysis) -> ScoreTable:
    """Each annotator against the rest; empty where there is one pair alone."""
    names = analysis.sums.table.annotators
    ranked = sorted(analysis.annotators, key=lambda one: lowest_first(one.scores))
    rows = [ScoreRow((names[one.who],), one.scores, one.with_spans, one.spans) for one in ranked]
    return ScoreTable(rows, "annotator", analysis.settings.resamples)


def by_article(analysis: Analysis) -> list[Row]:
    """The shared articles, the lowest strict F1 first, undefined ones last: spans, measures, F1 of all the others."""
    table = analysis.sums.table
    spans = np.bincount(table.article, minlength=len(table.articles)).tolist()
    values = analysis.articles[:, [column_of(measure.name) for measure in columns_shown()]].tolist()
    # NaN sorts last.
    ranked = np.argsort(analysis.articles[:, column_of("f1")], kind="stable").tolist()
    return [
        Row((table.articles[code],), [spans[code], *values[code], float(analysis.without[code])]) for code in ranked
    ]


def semeval_rows(analysis: Analysis) -> list[Row]:
    """`SEMEVAL_SAME`, and F1 under each scheme: of one pair alone each label; of several each pair."""
    if len(analysis.pairs) == 1:
        labels, counts = analysis.sums.table.labels, analysis.pairs[0].semeval
        return [_semeval((labels[code],), counts, code) for code in analysis.used]
    rows = [_semeval(names_of(analysis, pair), pair.semeval, -1) for pair in lowest_pairs(analysis)]
    return [row for row in rows if any(row.cells[: len(SEMEVAL_SAME)])]


def _semeval(names: tuple[str, ...], counts: semeval.SchemeCounts, part: int) -> Row:
    same = (counts.possible, counts.actual, counts.missing, counts.spurious)
    return Row(names, [*(int(column[part, 0]) for column in same), *semeval.scores(counts).f1[part].tolist()])


def semeval_schemes(counts: semeval.SchemeCounts, part: int = -1) -> list[Row]:
    """`semeval.COUNTS`, precision, recall and F1 under each scheme, of a label (by code) or of all together."""
    shown = len(semeval.COUNTS)
    return [
        Row(
            (scheme,),
            [
                *(int(column[part, place]) for column in counts[:shown]),
                *(float(column[part, place]) for column in semeval.scores(counts)),
            ],
        )
        for place, scheme in enumerate(semeval.SCHEMES)
    ]


def error_rates(analysis: Analysis, labels: Iterable[int]) -> list[Row]:
    """Of what is so the share that each annotator found, by label; of their own spans the share that is not so.

    As the model of Dawid & Skene estimates them; empty where it was not fitted.
    """
    found, names = analysis.error_rates, analysis.sums.table.annotators
    if found is None:
        return []
    rates = found.estimates.rates
    return [
        Row((names[who],), [*(float(rates[place, code, code]) for code in labels), float(found.invented[place])])
        for place, who in enumerate(found.annotators.tolist())
    ]


def gamma_rows(found: Gamma, table: Table) -> list[Row]:
    """`GAMMA_COLUMNS` of each article, the lowest first, undefined ones last."""
    ranked = sorted(
        zip(table.articles, found.articles, strict=True), key=lambda row: (row[1].value is None, row[1].value or 0.0)
    )
    return [Row((name,), [one.units, one.value, one.observed, one.expected, one.samples]) for name, one in ranked]


def differences(found: Difference) -> list[Row]:
    """Of each measure the difference, and the two values that it is of."""
    return [
        Row((title,), [signed(found.scores[key]), number(found.one[key].value), number(found.other[key].value)])
        for key, title, *_ in columns_shown()
    ]


def kinds(analysis: Analysis, labels: Sequence[int]) -> list[Row]:
    """How often each kind of disagreement was found, of each label and of all together; of those that were."""
    found = [(KIND_TERMS[kind], analysis.kinds[[*labels, -1], kind].tolist()) for kind in Kind]
    return [Row((term,), counts) for term, counts in found if counts[-1]]


class Confusion(NamedTuple):
    """How often one annotator's label, down, met another's, across; labels by code, behind the last of them `none`."""

    down: list[int]
    across: list[int]
    counts: Ints
    names: list[str]
    """By code."""

    def rows(self) -> list[Row]:
        """Without what cannot be: none for both."""
        none = len(self.names) - 1
        return [
            Row(
                (self.names[down],),
                ["" if down == across == none else n for across, n in zip(self.across, row, strict=True)],
            )
            for down, row in zip(self.down, self.counts.tolist(), strict=True)
        ]


def confusion(analysis: Analysis, most: int | None = None) -> Confusion:
    """Of the labels that somebody used (at most `most`); rows and columns of zeros are left out."""
    labels, counts = analysis.sums.table.labels, analysis.confusion.sum(axis=0)
    places = np.array([*analysis.used[:most], len(labels)])
    counts = counts[np.ix_(places, places)]
    down, across = counts.any(axis=1), counts.any(axis=0)
    return Confusion(places[down].tolist(), places[across].tolist(), counts[down][:, across], [*labels, NONE])


def whose(analysis: Analysis) -> str:
    """Whose labels the table of labels has down, and whose across."""
    if len(analysis.pairs) != 1:
        return "all pairs, first by name down, other across"
    left, right = map(short, names_of(analysis, analysis.pairs[0]))
    return f"{left} down, {right} across"


def left_out(analysis: Analysis) -> list[str]:
    """What the tables have no rows and columns of, since it would be zeros: labels, kinds, annotators; a sentence each."""
    labels, everything = analysis.sums.table.labels, analysis.everything
    unused = [name for code, name in enumerate(labels) if code not in analysis.used]
    none = [KIND_TERMS[kind] for kind in Kind if analysis.kinds[-1].any() and not analysis.kinds[-1, kind]]
    idle = [name for who, name in enumerate(everything.annotators) if not everything.done[:, who].any()]
    return [
        f"{told} {some(names, 12)}."
        for told, names in (("Nobody used", unused), ("No case of these kinds:", none), ("Nothing finished:", idle))
        if names
    ]


def names_of(analysis: Analysis, pair: PairReport) -> tuple[str, str]:
    """The two annotators of a pair."""
    names = analysis.sums.table.annotators
    return names[pair.left], names[pair.right]


def extremes(analysis: Analysis) -> list[tuple[str, str]]:
    """The names of the lowest and of the highest pair; empty where nothing is compared."""
    found = analysis.extremes
    return [] if found is None else [names_of(analysis, analysis.pairs[place]) for place in found[:2]]


def extreme_annotators(analysis: Analysis) -> str:
    """The lowest annotator less the highest, in a sentence; empty where nothing is compared."""
    found, names = analysis.extreme_annotators, analysis.sums.table.annotators
    if found is None:
        return ""
    low, high = (short(names[analysis.annotators[place].who]) for place in found[:2])
    less = found.difference.scores["f1"]
    if less.low is None or less.high is None:
        told = "how far that is chance cannot be said"
    else:
        told = "more than chance alone makes" if less.high < 0.0 else "no more than chance alone can make"
    return f"{low} less {high}, strict F1: {signed(less)}, judged as the largest of several: {told}."


def lowest_pairs(analysis: Analysis) -> list[PairReport]:
    """All pairs, the lowest strict F1 first."""
    return sorted(analysis.pairs, key=lambda pair: lowest_first(pair.scores))
