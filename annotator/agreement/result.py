"""Everything there is to report about a table, as values: what the text, JSON and other views all show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from annotator.agreement import measures, semeval
from annotator.agreement.alpha import kappa, observed_agreement
from annotator.agreement.boundaries import habits, name_kinds, without_words
from annotator.agreement.dawid_skene import ErrorRates, error_rates
from annotator.agreement.intervals import (
    Difference,
    Scores,
    Side,
    difference,
    estimate,
    estimates,
    is_unstable,
    largest_difference,
    meet,
    named,
    reckon,
)
from annotator.agreement.measures import Counts, Sums, by_article, by_cell, count, counts_of, scores
from annotator.agreement.pairing import Disagreements, Kind
from annotator.agreement.table import Floats, Ints, NoTexts, Sources, Table, check
from annotator.engine import THIS_MACHINE, Engine
from annotator.journal.columns import Small, sort_order


class PairReport(NamedTuple):
    """Two annotators, over the articles that both have annotated."""

    left: int
    right: int
    articles: int
    with_spans: int
    """In how many of the articles one of the two has a span: what the values rest on."""
    spans: tuple[int, int]
    scores: Scores
    labels: list[Scores]
    """By label code, without intervals, with `kappa` and `observed` besides."""
    semeval: semeval.SchemeCounts
    less_overall: Difference | None
    """The pair less all pairs, over the pair's articles; `None` where there is one pair alone."""


class Extremes(NamedTuple):
    """The lowest and the highest strict F1, by their places in `Analysis.pairs` or `Analysis.annotators`."""

    lowest: int
    highest: int
    difference: Difference
    """The lowest less the highest, judged as the largest of all differences between them."""


class AnnotatorReport(NamedTuple):
    """One annotator against all others: the sums over the pairs that they are in."""

    who: int
    articles: int
    with_spans: int
    """In how many of the articles that they share with somebody there is a span."""
    spans: int
    scores: Scores


def pair_cells(sums: Sums) -> dict[tuple[int, int], Ints]:
    """The cells of every two annotators, by their codes."""
    code = sums.where.left * len(sums.table.annotators) + sums.where.right
    order = np.argsort(code, kind="stable")
    codes, first = np.unique(code[order], return_index=True)
    parts = np.split(order, first[1:])
    return {
        (int(pair) // len(sums.table.annotators), int(pair) % len(sums.table.annotators)): rows
        for pair, rows in zip(codes, parts, strict=True)
    }


def sides_of(sums: Sums, counts: Counts, cells: dict[tuple[int, int], Ints]) -> list[Side]:
    """All pairs together, of all labels alone, then each pair."""
    every = Side(np.arange(len(counts.positions)), counts.together(), np.diff(sums.where.first))
    each = by_cell(sums).together()
    one = np.ones(len(sums.where), dtype=np.int64)
    return [every, *(Side(sums.where.article[rows], each.rows(rows), one[rows]) for rows in cells.values())]


def side_of_all(sums: Sums) -> Side:
    """All pairs together, by label and of all labels."""
    return Side(np.arange(len(sums.table.articles)), by_article(sums), np.diff(sums.where.first))


def lowest_and_highest(sides: list[Side]) -> tuple[int, int] | None:
    """Their places; `None` where under two have a value, or all have the same."""
    values = np.array([side.jackknife().values[-1, 0] for side in sides])
    defined = np.flatnonzero(~np.isnan(values))
    if len(defined) < 2 or values[defined].min() == values[defined].max():
        return None
    return int(defined[np.argmin(values[defined])]), int(defined[np.argmax(values[defined])])


def extremes(sides: list[Side], settings: AgreementSettings) -> Extremes | None:
    """The lowest and the highest side, whose difference is judged as the largest of all; see `lowest_and_highest`."""
    low_high = lowest_and_highest(sides)
    return None if low_high is None else Extremes(*low_high, largest(sides, low_high, settings))


def largest(sides: list[Side], low_high: tuple[int, int], settings: AgreementSettings) -> Difference:
    """The difference of two sides that were picked out of several for being the lowest and the highest."""
    asked = settings.resamples > 0
    factor = largest_difference(sides, low_high, settings.resamples, settings.seed) if asked else None
    return difference(*meet(*(sides[place] for place in low_high)), with_intervals=asked, factor=factor)


def pair_reports(
    sums: Sums,
    cells: dict[tuple[int, int], Ints],
    sides: Sequence[Side],
    less_overall: Sequence[Difference | None],
    settings: AgreementSettings,
) -> list[PairReport]:
    """Each pair's, from its cells' rows, its side and its difference."""
    summed = np.stack([sums.cells[rows].sum(axis=0) for rows in cells.values()])
    lengths = np.array([sums.table.lengths[sums.where.article[rows]].sum() for rows in cells.values()])
    positions = np.repeat(lengths[:, None], summed.shape[1], axis=1)
    both, left, right = (summed[..., c] for c in (measures.COVERED_BOTH, measures.COVERED_LEFT, measures.COVERED_RIGHT))
    kappas = kappa(both, left, right, positions)
    # Of two annotators Σ W · C · (m − C) / (m − 1) is the characters that one alone covers, and n is twice the length.
    observed = observed_agreement((left + right - 2 * both).astype(np.float64), 2.0 * positions)
    values = scores(counts_of(summed, lengths))[:, :-1]
    spans = summed[..., [measures.SPANS_LEFT, measures.SPANS_RIGHT]].sum(axis=1).tolist()
    return [
        PairReport(
            *pair,
            len(rows),
            int(side.with_spans[-1]),
            (spans[place][0], spans[place][1]),
            estimates(side, with_intervals=settings.resamples > 0)[-1],
            [
                named(row) | {"kappa": estimate(value), "observed": estimate(share)}
                for row, value, share in zip(values[place], kappas[place], observed[place], strict=True)
            ],
            semeval.semeval(summed[place]),
            less_overall[place],
        )
        for place, ((pair, rows), side) in enumerate(zip(cells.items(), sides, strict=True))
    ]


def rest_sides(annotators: int, pairs: list[tuple[int, int]], sides: list[Side]) -> dict[int, Side]:
    """Each annotator's side, from all pairs that they are in, by code; none where there is one pair alone."""
    mine = {
        who: [side for pair, side in zip(pairs, sides, strict=True) if who in pair]
        for who in range(annotators * (len(pairs) > 1))
    }
    return {who: Side.joined(found) for who, found in mine.items() if found}


def against_rest(sums: Sums, sides: dict[int, Side], settings: AgreementSettings) -> list[AnnotatorReport]:
    """Each annotator's, from their side."""
    own, done = sums.table.spans_by().sum(axis=1).tolist(), sums.table.done.sum(axis=0).tolist()
    return [
        AnnotatorReport(
            who,
            done[who],
            int(side.with_spans[-1]),
            own[who],
            estimates(side, with_intervals=settings.resamples > 0)[-1],
        )
        for who, side in sides.items()
    ]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article in which spans overlap and annotators differ.

    Attributes:
        article: its code; `start`, `end`: code points.
        cost: disagreements in it, over all pairs of annotators.
        around: the row of the longest span in it, whose text shows what is around the shorter ones.
        versions: for each finisher of the article, by code, the rows of the spans that somebody does not have so.
    """

    article: int
    start: int
    end: int
    cost: int
    around: int
    versions: tuple[tuple[int, tuple[int, ...]], ...]


def worst_passages(table: Table, found: Disagreements, most: int = 10) -> list[Passage]:
    """The passages with the most disagreements; among equals the first in the order of articles and text.

    A passage is a chain of overlapping spans, whoever made them; spans that only touch part it.
    """
    cost = np.zeros(len(table.article), dtype=np.int64)
    np.add.at(cost, found.one, 1)
    np.add.at(cost, found.lone, 1)
    differing = np.zeros(len(cost), dtype=np.bool_)
    for rows in (found.one, found.other, found.lone, found.piece):
        differing[rows] = True
    worst: list[tuple[int, Ints]] = []
    for part in table.parts():
        passage = _chains(table.article[part], table.start[part], table.end[part])
        costs = np.bincount(passage, cost[part]).astype(np.int64)
        chosen = np.argsort(-costs, kind="stable")[:most]
        worst += [(int(costs[n]), np.flatnonzero(passage == n) + part.start) for n in chosen.tolist() if costs[n]]
        worst = sorted(worst, key=lambda passage: -passage[0])[:most]
    return [_describe(table, rows, rows[differing[rows]], cost) for cost, rows in worst]


def passages_with(table: Table, cases: Small, others: Small, labels: Sequence[int], most: int) -> list[Passage]:
    """Where some spans lie, those together that overlap; the passages with the most of them first.

    Args:
        table: whose rows they are.
        cases: rows, each of which counts.
        others: rows that belong to them.
        labels: everybody's spans of these labels are shown there.
        most: passages.
    """
    rows = np.concatenate((cases, others)).astype(np.int64)
    if not len(rows):
        return []
    passage = _chains(table.article[rows], table.start[rows], table.end[rows])
    costs = np.bincount(passage[: len(cases)], minlength=int(passage.max()) + 1)
    found = []
    for number in np.argsort(-costs, kind="stable")[:most].tolist():
        mine = rows[passage == number]
        first, last = np.searchsorted(table.article, table.article[mine[0]] + np.arange(2))
        start, end = table.start[mine].min(), table.end[mine].max()
        here = np.arange(first, last)
        here = here[(table.start[here] < end) & (table.end[here] > start) & np.isin(table.label[here], labels)]
        found.append(_describe(table, mine, here, int(costs[number])))
    return found


def _chains(article: Small, start: Small, end: Small) -> Ints:
    """The number of the chain of overlapping spans that each is of, `(spans,)`, in the order of the text."""
    article = article.astype(np.int64)
    order = sort_order((article, start))
    width = int(end.max()) + 1
    place = (article * width + start)[order]
    reach = np.maximum.accumulate((article * width + end)[order])
    fresh = np.zeros(len(place), dtype=np.int64)
    fresh[1:] = place[1:] >= reach[:-1]
    numbers = np.empty(len(place), dtype=np.int64)
    numbers[order] = np.cumsum(fresh)
    return numbers


def _describe(table: Table, rows: Ints, shown: Ints, cost: int) -> Passage:
    """The passage from the first of `rows` to the last, with each finisher's of the `shown` ones."""
    article = int(table.article[rows[0]])
    shown = shown[sort_order((table.start[shown], table.end[shown]))]
    versions = tuple(
        (who, tuple(shown[table.annotator[shown] == who].tolist()))
        for who in np.flatnonzero(table.done[article]).tolist()
    )
    around = int(rows[np.argmax(table.end[rows] - table.start[rows])])
    return Passage(article, int(table.start[rows].min()), int(table.end[rows].max()), cost, around, versions)


__all__ = ["AgreementSettings", "Analysis", "AnnotatorReport", "Extremes", "PairReport", "analyse"]


class AgreementSettings(NamedTuple):
    """What the person asked for."""

    iou: Fraction = Fraction(1, 2)
    resamples: int = 10_000
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """All results.

    Attributes:
        settings: as asked for.
        everything: the table with articles of a single finisher too, for who did what.
        sums: the counted sums and the shared articles' table.
        overall: the measures over all labels.
        labels: by label code.
        with_spans: `(labels + 1,)`, the articles that have a span of the label, last of any: what the values rest on.
        pairs: every two annotators that share an article.
        annotators: each against all others; empty where there is one pair alone.
        extremes: of pairs; `None` where there is one pair alone, or only one with a defined value, or all have the same.
        extreme_annotators: the same of `annotators`.
        observed: `(labels,)`, the share of characters on which annotators agree; NaN without any.
        error_rates: by the model of Dawid & Skene; `None` under three annotators.
        articles: `(articles, measures)`, by article code of the shared table; NaN where undefined.
        all_without: `(articles, measures)`, of all the other articles: what each article does to the headline.
        differences: with their final kinds.
        confusion: `(pairs, labels + 1, labels + 1)`, as in `pairs`: left annotator's label by right's, none last.
        kinds: `(labels + 1, kinds)`: disagreements that have a span of the label; last all together.
        habits: sentences.
        passages: the worst first.
        sources: the files that the table was read from.
    """

    settings: AgreementSettings
    everything: Table
    sums: Sums
    overall: Scores
    labels: list[Scores]
    with_spans: Ints
    pairs: list[PairReport]
    annotators: list[AnnotatorReport]
    extremes: Extremes | None
    extreme_annotators: Extremes | None
    observed: Floats
    error_rates: ErrorRates | None
    articles: Floats
    all_without: Floats
    differences: Disagreements
    confusion: Ints
    kinds: Ints
    habits: list[str]
    passages: list[Passage]
    sources: Sources = field(default_factory=Sources)

    @property
    def unstable(self) -> bool:
        """Whether the values over all labels rest on too few articles for their intervals."""
        return is_unstable(int(self.with_spans[-1]))

    @property
    def used(self) -> list[int]:
        """The codes of the labels that somebody used in the shared articles."""
        return np.flatnonzero(self.sums.table.spans_by().any(axis=0)).tolist()

    @property
    def without(self) -> Floats:
        """Strict F1 of all the other articles, `(articles,)`."""
        return self.all_without[:, 0]

    def without_texts(self) -> Analysis:
        """The same analysis without a word of the articles, for those to whom the texts may not be passed on."""
        silent = replace(self.sums.table, texts=NoTexts())
        return replace(
            self,
            everything=replace(self.everything, texts=NoTexts()),
            sums=replace(self.sums, table=silent),
            habits=without_words(self.habits),
        )


def analyse(
    table: Table, settings: AgreementSettings, sources: Sources | None = None, engine: Engine = THIS_MACHINE
) -> Analysis:
    """Measure all there is to measure.

    Args:
        table: from `read_table`, and narrowed by `choose`.
        settings: the threshold and the resampling.
        sources: the files that the table was read from, if they are known.
        engine: who counts.

    Raises:
        AnnotatorError: if fewer than two people annotated anything, or no article was annotated by two.
    """
    sources = sources or Sources()
    check(table, sources)
    sums = count(table, settings.iou, engine=engine)
    found, shifts = name_kinds(sums.table, sums.differences)
    counts, cells = by_article(sums), pair_cells(sums)
    together, *pairs = sides_of(sums, counts, cells)
    every = replace(together, counts=counts)
    beside = [together.only(pair.rows) for pair in pairs] if len(pairs) > 1 else []
    reckon([*pairs, *beside])
    rest = rest_sides(len(sums.table.annotators), list(cells), pairs)
    asked = settings.resamples > 0
    whole = estimates(every, with_intervals=asked)
    with_spans = every.with_spans
    apart: list[Difference | None] = [
        difference(pair, all_there, paired=True, with_intervals=asked)
        for pair, all_there in zip(pairs, beside, strict=False)
    ]
    return Analysis(
        settings=settings,
        everything=table,
        sums=sums,
        overall=whole[-1],
        labels=whole[:-1],
        with_spans=with_spans,
        pairs=pair_reports(sums, cells, pairs, apart or [None], settings),
        annotators=against_rest(sums, rest, settings),
        extremes=extremes(pairs, settings),
        extreme_annotators=extremes(list(rest.values()), settings),
        observed=observed_agreement(counts.total().layers[:, measures.DIFFERING], counts.total().positions),
        error_rates=error_rates(sums.table),
        articles=scores(counts)[:, -1],
        all_without=scores(counts.total().less(counts))[:, -1],
        differences=found,
        confusion=_confusion(sums, found, list(cells.values())),
        kinds=_kinds(sums, found),
        habits=habits(sums, shifts),
        passages=worst_passages(sums.table, found),
        sources=sources,
    )


def _confusion(sums: Sums, found: Disagreements, cells: list[Ints]) -> Ints:
    table, labels = sums.table, len(sums.table.labels)
    pair_of = np.zeros(len(sums.where), dtype=np.int64)
    for i, rows in enumerate(cells):
        pair_of[rows] = i
    counts = np.zeros((len(cells), labels + 1, labels + 1), dtype=np.int64)
    same = np.arange(labels)
    for i, rows in enumerate(cells):
        counts[i, same, same] = sums.cells[rows][:, :, measures.EXACT].sum(axis=0)
    np.add.at(counts, (pair_of[found.cell], table.label[found.one], table.label[found.other]), 1)
    label = table.label[found.lone]
    by_left = table.annotator[found.lone] == sums.where.left[found.lone_cell]
    rows, columns = np.where(by_left, label, labels), np.where(by_left, labels, label)
    np.add.at(counts, (pair_of[found.lone_cell], rows, columns), 1)
    return counts


def _kinds(sums: Sums, found: Disagreements) -> Ints:
    table, labels = sums.table, len(sums.table.labels)
    counts = np.zeros((labels + 1, len(Kind)), dtype=np.int64)
    exact = sums.cells[:, :, measures.EXACT].sum(axis=0)
    counts[:-1, Kind.AGREE], counts[-1, Kind.AGREE] = exact, exact.sum()
    np.add.at(counts, (table.label[found.one], found.kind), 1)
    two = table.label[found.one] != table.label[found.other]
    np.add.at(counts, (table.label[found.other[two]], found.kind[two]), 1)
    counts[:, Kind.MISSING] += np.bincount(table.label[found.lone], minlength=labels + 1)
    np.add.at(counts[-1], found.kind, 1)
    counts[-1, Kind.MISSING] += len(found.lone)
    return counts
