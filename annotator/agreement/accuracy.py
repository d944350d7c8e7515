"""Each annotator, or a model's predictions, against gold: precision, recall and F1, with intervals.

Definitions: `docs/agreement.md`, "Against gold". Everything else of a comparison is an `Analysis` of the two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annotator.agreement import measures
from annotator.agreement.intervals import (
    Difference,
    Estimate,
    Side,
    difference,
    draws,
    ends,
    estimate,
    meet,
    replicate,
    resting_on,
)
from annotator.agreement.measures import Counts, Sums, by_article
from annotator.agreement.result import AgreementSettings, Analysis, analyse
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


def analyse_against(
    table: Table,
    settings: AgreementSettings,
    progress: Callable[[int], None] | None = None,
    sources: Sources | None = None,
) -> Against:
    """Compare everybody with gold, over the articles of gold that they have annotated.

    Args:
        table: from `read_table` with a gold file.
        settings: the threshold and the resampling.
        progress: told how many replicates were added, of every annotator.
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
        _scored(table.only_annotators((gold, code)), settings, progress, sources)
        for code, some in zip(others, shared, strict=True)
        if some
    ]
    found.sort(key=_rank)
    strangers = [table.annotators[code] for code, some in zip(others, shared, strict=True) if not some]
    return Against(table, found, strangers, _lowest_less_highest(found, settings))


def _scored(
    table: Table, settings: AgreementSettings, progress: Callable[[int], None] | None, sources: Sources | None
) -> Scored:
    analysis = analyse(table, settings, progress, sources)
    *labels, overall = _accuracies(analysis.sums, settings)
    return Scored(table.annotators[1], analysis, overall, labels)


def _rank(one: Scored) -> tuple[bool, float]:
    value = one.overall["strict"]["f1"].value
    return value is None, value or 0.0


def _accuracies(sums: Sums, settings: AgreementSettings) -> list[Accuracy]:
    """Of each label and of all, from the same draws as the intervals of `analyse`."""
    cells = sums.cells[:, :, : measures.COVERED_LEFT].astype(np.float64)
    cells = np.concatenate((cells, cells.sum(axis=1, keepdims=True)), axis=1)
    values = _values(cells.sum(axis=0)[None])[0]
    low = high = np.full_like(values, np.nan)
    if settings.resamples and len(cells) > 1:
        flat = cells.reshape(len(cells), -1)
        again = [
            _values((weights @ flat).reshape(-1, *cells.shape[1:]))
            for weights in draws(len(cells), settings.resamples, settings.seed)
        ]
        low, high = ends(np.concatenate(again), values, _resting(cells))
    return [_accuracy(*rows) for rows in zip(values, low, high, strict=True)]


def _resting(cells: Floats) -> Ints:
    """On how many articles each value rests, `(parts, 9)`: precision on those with spans found, recall on gold's, F1 on all."""
    found, gold = cells[..., measures.SPANS_RIGHT], cells[..., measures.SPANS_LEFT]
    articles = np.arange(len(cells))
    each = [resting_on(articles, spans) for spans in (found, gold, found + gold)]
    return np.stack(each * len(MATCHES), axis=-1)


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


def _lowest_less_highest(found: list[Scored], settings: AgreementSettings) -> Difference | None:
    defined = [one for one in found if one.overall["strict"]["f1"].value is not None]
    if len(defined) < 2 or _rank(defined[0]) == _rank(defined[-1]):
        return None
    return compare(defined[0].analysis.sums, defined[-1].analysis.sums, settings)


def compare(one: Sums, other: Sums, settings: AgreementSettings) -> Difference:
    """The difference of two runs, over the articles of both if these are two or more, else over all that each has.

    Articles of both are resampled together, others apart (the second run with the next seed). An article is of both if it
    has one text in both, as far as that is recorded.
    """
    codes = _codes(one.table, other.table)
    differing = len({*one.table.articles} & {*other.table.articles}) - len(np.intersect1d(*codes))
    sides = [Side(rows, by_article(run).together()) for rows, run in zip(codes, (one, other), strict=True)]
    left, right, paired = meet(*sides)
    return difference(left, right, paired, _replicated(left, right, paired, settings))._replace(
        different_texts=differing
    )


def _codes(one: Table, other: Table) -> tuple[Ints, Ints]:
    """Numbers for the articles of two tables, `(articles,)` each; the same for the same article with the same text."""
    place = {name: code for code, name in enumerate(one.articles)}
    found = []
    for code, (name, sha256) in enumerate(zip(other.articles, other.hashes, strict=True), len(place)):
        same = place.get(name, -1)
        alike = same >= 0 and (sha256 is None or one.hashes[same] in {None, sha256})
        found.append(same if alike else code)
    return np.arange(len(place)), np.array(found, dtype=np.int64)


def _replicated(left: Side, right: Side, paired: bool, settings: AgreementSettings) -> tuple[Counts, Counts] | None:
    if not settings.resamples or min(len(left.rows), len(right.rows)) < 2:
        return None
    if paired:
        common = np.sort(left.rows)
        sides = [(np.searchsorted(common, side.rows), side.counts) for side in (left, right)]
        both = replicate(sides, len(common), settings.resamples, settings.seed)
        return both[0], both[1]
    apart = [
        replicate([(np.arange(len(side.rows)), side.counts)], len(side.rows), settings.resamples, settings.seed + i)[0]
        for i, side in enumerate((left, right))
    ]
    return apart[0], apart[1]
