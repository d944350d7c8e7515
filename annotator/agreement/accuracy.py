"""Each annotator, or a model's predictions, against gold: precision, recall and F1, with intervals.

Definitions: `docs/agreement.md`, "Against gold". Everything else of a comparison is an `Analysis` of the two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.agreement import measures
from annotator.agreement.intervals import (
    Difference,
    Estimate,
    Side,
    between,
    difference,
    estimate,
    jackknife,
    meet,
)
from annotator.agreement.measures import Sums, by_article
from annotator.agreement.result import AgreementSettings, Analysis, analyse, largest
from annotator.agreement.semeval import ratio
from annotator.agreement.table import Floats, Ints, Sources, Table
from annotator.errors import AnnotatorError
from annotator.model import GOLD

MATCHES = ("strict", "boundary", "relaxed")
"""Which pairs are true positives: those that the strict, boundary and relaxed F1 count."""
FIELDS = ("precision", "recall", "f1")

Accuracy = dict[str, dict[str, Estimate]]
"""By the names in `MATCHES` and `FIELDS`."""


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """One annotator against gold.

    Attributes:
        name: whose spans are scored.
        analysis: of gold, the left one, and the annotator.
        overall: precision, recall and F1 over all labels.
        labels: the same by label code.
    """

    name: str
    analysis: Analysis
    overall: Accuracy
    labels: list[Accuracy]


@dataclass(frozen=True, slots=True, eq=False)
class Against:
    """Everybody against gold.

    Attributes:
        everything: the table with gold and all.
        scored: the lowest strict F1 first, undefined last.
        strangers: who has annotated no article of gold, by name.
        difference: the lowest less the highest; `None` if one alone is scored, or all have the same strict F1.
    """

    everything: Table
    scored: list[Scored]
    strangers: list[str]
    difference: Difference | None

    @property
    def highest(self) -> Scored:
        """Who has the highest strict F1."""
        return [one for one in self.scored if one.overall["strict"]["f1"].value is not None][-1]


def analyse_against(table: Table, settings: AgreementSettings, sources: Sources | None = None) -> Against:
    """Compare everybody with gold, over the articles of gold that they have annotated.

    Args:
        table: from `read_table` with a gold file.
        settings: the threshold and the resampling.
        sources: the files that the table was read from, if they are known.

    Raises:
        AnnotatorError: if gold is empty, or nobody has annotated an article of it.
    """
    if GOLD not in table.annotators or not table.done[:, table.annotators.index(GOLD)].any():
        raise AnnotatorError("gold has no finished article: adjudicate first, or name another file with --against")
    gold = table.annotators.index(GOLD)
    others = [code for code in range(len(table.annotators)) if code != gold]
    shared = [bool((table.done[:, gold] & table.done[:, code]).any()) for code in others]
    if not any(shared):
        raise AnnotatorError("nobody has finished an article of gold: have somebody annotate one, or name other files")
    found = [
        _scored(table.only_annotators((gold, code)), settings, sources)
        for code, some in zip(others, shared, strict=True)
        if some
    ]
    found.sort(key=_rank)
    strangers = [table.annotators[code] for code, some in zip(others, shared, strict=True) if not some]
    return Against(table, found, strangers, _lowest_less_highest(table, found, settings))


def _scored(table: Table, settings: AgreementSettings, sources: Sources | None) -> Scored:
    analysis = analyse(table, settings, sources)
    *labels, overall = accuracies(analysis.sums, settings)
    return Scored(table.annotators[1], analysis, overall, labels)


def _rank(one: Scored) -> tuple[bool, float]:
    value = one.overall["strict"]["f1"].value
    return value is None, value or 0.0


def accuracies(sums: Sums, settings: AgreementSettings) -> list[Accuracy]:
    """Of each label and of all."""
    cells = sums.cells[:, :, : measures.COVERED_LEFT].astype(np.float64)
    cells = np.concatenate((cells, cells.sum(axis=1, keepdims=True)), axis=1)
    total = cells.sum(axis=0)
    values = _values(total)
    low = high = np.full_like(values, np.nan)
    if settings.resamples:
        rests, articles = _counted(cells) > 0, np.arange(len(cells))
        found = jackknife(articles, values, _values(total - cells), rests, _counted(total))
        low, high = between(values, found.margin, np.zeros(values.shape[-1]))
    return [_accuracy(*rows) for rows in zip(values, low, high, strict=True)]


def _counted(cells: Floats) -> Floats:
    """The spans that each value counts, `(…, 9)`: precision twice those found, recall twice gold's, F1 those of both."""
    found, gold = cells[..., measures.SPANS_RIGHT], cells[..., measures.SPANS_LEFT]
    return np.stack([2 * found, 2 * gold, found + gold] * len(MATCHES), axis=-1)


def _values(cells: Floats) -> Floats:
    """Precision, recall and F1 of the three kinds of matches, `(…, parts, 9)`, from sums `(…, parts, columns)`."""
    gold, found = cells[..., measures.SPANS_LEFT], cells[..., measures.SPANS_RIGHT]
    exact, relaxed = cells[..., measures.EXACT], cells[..., measures.RELAXED]
    pairs = (
        (exact, exact),
        (exact + cells[..., measures.LABEL_LEFT], exact + cells[..., measures.LABEL_RIGHT]),
        (relaxed, relaxed),
    )
    return np.stack(
        [
            value
            for of_gold, of_found in pairs
            for value in (ratio(of_found, found), ratio(of_gold, gold), ratio(of_gold + of_found, gold + found))
        ],
        axis=-1,
    )


def _accuracy(values: Floats, low: Floats, high: Floats) -> Accuracy:
    return {
        match: {
            field: estimate(*(numbers[len(FIELDS) * i + j] for numbers in (values, low, high)))
            for j, field in enumerate(FIELDS)
        }
        for i, match in enumerate(MATCHES)
    }


def _lowest_less_highest(table: Table, found: list[Scored], settings: AgreementSettings) -> Difference | None:
    defined = [one.analysis.sums for one in found if one.overall["strict"]["f1"].value is not None]
    if len(defined) < 2 or _rank(found[0]) == _rank(found[len(defined) - 1]):
        return None
    place = {name: code for code, name in enumerate(table.articles)}
    sides = [_side(np.array([place[name] for name in sums.table.articles]), sums) for sums in defined]
    return largest(sides, (0, len(sides) - 1), settings)


def _side(rows: Ints, sums: Sums) -> Side:
    return Side(rows, by_article(sums).together(), np.diff(sums.where.first))


def compare(one: Sums, other: Sums, settings: AgreementSettings) -> Difference:
    """The difference of two runs, over the articles of both if these are two or more, else over all that each has.

    An article is of both if it has one text in both, as far as that is recorded.
    """
    codes = _codes(one.table, other.table)
    differing = len({*one.table.articles} & {*other.table.articles}) - len(np.intersect1d(*codes))
    left, right, paired = meet(*(_side(rows, run) for rows, run in zip(codes, (one, other), strict=True)))
    return difference(left, right, paired, with_intervals=settings.resamples > 0)._replace(different_texts=differing)


def _codes(one: Table, other: Table) -> tuple[Ints, Ints]:
    """Numbers for the articles of two tables, `(articles,)` each; the same for the same article with the same text."""
    place = {name: code for code, name in enumerate(one.articles)}
    found = []
    for code, (name, sha256) in enumerate(zip(other.articles, other.hashes, strict=True), len(place)):
        same = place.get(name, -1)
        alike = same >= 0 and (sha256 is None or one.hashes[same] in {None, sha256})
        found.append(same if alike else code)
    return np.arange(len(place)), np.array(found, dtype=np.int64)
