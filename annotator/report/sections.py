"""What the agreement report says, section by section, as rows of values: text, page and screen only lay them out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from annotator.agreement import semeval
from annotator.agreement.intervals import Estimate, Scores, is_unstable
from annotator.agreement.measures import MEASURES, Measure, column_of, columns_shown
from annotator.agreement.result import Analysis, PairReport
from annotator.agreement.table import Ints
from annotator.report.json import NONE
from annotator.report.wording import lowest_first


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

    @property
    def cells(self) -> list[Estimate]:
        """The main measures, in the order of their table."""
        return [self.scores[measure.name] for measure in columns_shown()]


class ScoreTable(NamedTuple):
    """Rows of one kind; pairs and annotators the lowest strict F1 first, undefined ones last."""

    rows: list[ScoreRow]
    what: str
    """The noun for a row."""
    unsure: bool
    """Whether a row rests on too few articles for its intervals."""


class ArticleRow(NamedTuple):
    """One article's values."""

    name: str
    spans: int
    values: dict[str, float]
    """The main measures, by name; NaN where undefined."""
    without: float
    """Strict F1 of all the others together."""


class CoverageRow(NamedTuple):
    """What one annotator did."""

    annotator: str
    finished: int
    """Articles."""
    compared: int
    """Articles that somebody else finished too."""
    spans: int
    """In the compared ones."""
    by_label: list[int]
    """Of these, by label code."""


class ErrorRateRow(NamedTuple):
    """One annotator's error rates, as the model of Dawid & Skene estimates them."""

    annotator: str
    found: list[float]
    """Of what is so the share that they found, by label code."""
    invented: float
    """Of their own spans the share that is not so."""


SEMEVAL_COUNTS = ("COR", "INC", "PAR", "MIS", "SPU", "POS", "ACT")
SEMEVAL_SAME = ("POS", "ACT", "MIS", "SPU")
"""Those that are the same under every scheme."""


class SemevalRow(NamedTuple):
    """Counts of one pair, of a label (by code) or of all together (-1)."""

    names: tuple[str, ...]
    counts: semeval.SchemeCounts
    part: int

    @property
    def same(self) -> list[int]:
        """The counts of `SEMEVAL_SAME`."""
        columns = self.counts.possible, self.counts.actual, self.counts.missing, self.counts.spurious
        return [int(column[self.part, 0]) for column in columns]

    @property
    def f1(self) -> list[float]:
        """F1 under each of `semeval.SCHEMES`."""
        return [float(value) for value in semeval.scores(self.counts).f1[self.part]]

    def under(self, scheme: int) -> tuple[list[int], list[float]]:
        """The counts of `SEMEVAL_COUNTS` under one scheme; precision, recall and F1."""
        counts = [int(column[self.part, scheme]) for column in self.counts[: len(SEMEVAL_COUNTS)]]
        return counts, [float(column[self.part, scheme]) for column in semeval.scores(self.counts)]


def headline(analysis: Analysis) -> list[Headline]:
    """All measures over all labels."""
    iou = f"{float(analysis.settings.iou):g}"
    return [
        Headline(measure, analysis.overall[name], measure.meaning.format(iou=iou)) for name, measure in MEASURES.items()
    ]


def coverage(analysis: Analysis) -> list[CoverageRow]:
    """Who has finished and tagged what."""
    everything, shared = analysis.everything, analysis.sums.table
    finished, compared = everything.done.sum(axis=0).tolist(), shared.done.sum(axis=0).tolist()
    spans = shared.spans_by().tolist()
    return [
        CoverageRow(name, finished[who], compared[who], sum(spans[who]), spans[who])
        for who, name in enumerate(everything.annotators)
    ]


def by_label(analysis: Analysis) -> ScoreTable:
    """The labels that somebody used."""
    table = analysis.sums.table
    spans = table.spans_by().sum(axis=0)
    return _scored(
        analysis,
        [
            ScoreRow(
                (table.labels[code],), analysis.labels[code], int(analysis.with_spans[code]), int(spans[code]), code
            )
            for code in analysis.used
        ],
        "label",
    )


def by_pair(analysis: Analysis) -> ScoreTable:
    """Every two annotators."""
    rows = [ScoreRow(names_of(analysis, p), p.scores, p.with_spans, p.articles) for p in lowest_pairs(analysis)]
    return _scored(analysis, rows, "pair")


def by_annotator(analysis: Analysis) -> ScoreTable:
    """Each annotator against the rest; empty where there is one pair alone."""
    names = analysis.sums.table.annotators
    ranked = sorted(analysis.annotators, key=lambda one: lowest_first(one.scores))
    rows = [ScoreRow((names[one.who],), one.scores, one.with_spans, one.spans) for one in ranked]
    return _scored(analysis, rows, "annotator")


def _scored(analysis: Analysis, rows: list[ScoreRow], what: str) -> ScoreTable:
    unsure = bool(analysis.settings.resamples) and any(is_unstable(row.with_spans) for row in rows)
    return ScoreTable(rows, what, unsure)


def by_article(analysis: Analysis) -> list[ArticleRow]:
    """The shared articles, the lowest strict F1 first, undefined ones last."""
    table = analysis.sums.table
    spans = np.bincount(table.article, minlength=len(table.articles)).tolist()
    columns = {measure.name: analysis.articles[:, column_of(measure.name)].tolist() for measure in columns_shown()}
    # NaN sorts last.
    ranked = np.argsort(analysis.articles[:, column_of("f1")], kind="stable").tolist()
    return [
        ArticleRow(
            table.articles[code],
            spans[code],
            {name: column[code] for name, column in columns.items()},
            float(analysis.without[code]),
        )
        for code in ranked
    ]


def semeval_rows(analysis: Analysis) -> list[SemevalRow]:
    """Of one pair alone each label; of several each pair."""
    if len(analysis.pairs) == 1:
        labels, counts = analysis.sums.table.labels, analysis.pairs[0].semeval
        return [SemevalRow((labels[code],), counts, code) for code in analysis.used]
    return [SemevalRow(names_of(analysis, pair), pair.semeval, -1) for pair in lowest_pairs(analysis)]


def error_rates(analysis: Analysis) -> list[ErrorRateRow]:
    """Each annotator's; empty where the model was not fitted."""
    found, names = analysis.error_rates, analysis.sums.table.annotators
    if found is None:
        return []
    return [
        ErrorRateRow(names[who], np.diagonal(found.estimates.rates[place]).tolist(), float(found.invented[place]))
        for place, who in enumerate(found.annotators.tolist())
    ]


def confusion(analysis: Analysis, most: int | None = None) -> tuple[list[str], Ints]:
    """Labels that somebody used (at most `most`) and `none`; how often one annotator's, down, met another's, across."""
    labels = analysis.sums.table.labels
    used = analysis.used[:most]
    places = [*used, len(labels)]
    return [*(labels[code] for code in used), NONE], analysis.confusion.sum(axis=0)[np.ix_(places, places)]


def names_of(analysis: Analysis, pair: PairReport) -> tuple[str, str]:
    """The two annotators of a pair."""
    names = analysis.sums.table.annotators
    return names[pair.left], names[pair.right]


def extremes(analysis: Analysis) -> list[tuple[str, str]]:
    """The names of the lowest and of the highest pair; empty where nothing is compared."""
    found = analysis.extremes
    return [] if found is None else [names_of(analysis, analysis.pairs[place]) for place in found[:2]]


def lowest_pairs(analysis: Analysis) -> list[PairReport]:
    """All pairs, the lowest strict F1 first."""
    return sorted(analysis.pairs, key=lambda pair: lowest_first(pair.scores))
