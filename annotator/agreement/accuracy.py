"""Each annotator, or a model's predictions, against gold: precision, recall and F1, with intervals.

Definitions: `docs/agreement.md`, "Against gold". Everything else of a comparison is an `Analysis` of the two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.agreement.intervals import Difference, Scores, Side, difference, estimates, meet
from annotator.agreement.measures import Sums, by_article, count
from annotator.agreement.precision_recall import Accuracy, accuracies
from annotator.agreement.result import AgreementSettings, Analysis, analyse, largest
from annotator.agreement.systems import TwoSystems, every_two
from annotator.agreement.table import Ints, Sources, Table
from annotator.errors import AnnotatorError
from annotator.model import GOLD


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
class People:
    """How far people agree with each other on articles of gold: about what can be asked of a system.

    Attributes:
        annotators: who has annotated an article of gold that somebody else has too, by name.
        articles: how many such articles there are.
        with_spans: in how many of them there is a span.
        scores: between every two of them, over all labels.
        less: of each system its agreement with gold less the people's with each other, by name.
    """

    annotators: list[str]
    articles: int
    with_spans: int
    scores: Scores
    less: dict[str, Difference]


@dataclass(frozen=True, slots=True, eq=False)
class Against:
    """Everybody against gold.

    Attributes:
        everything: the table with gold and all.
        scored: the lowest strict F1 first, undefined last.
        strangers: who has annotated no article of gold, by name.
        difference: the lowest less the highest; `None` if one alone is scored, or all have the same strict F1.
        systems: every two of them.
        people: `None` where no two have annotated the same article of gold.
    """

    everything: Table
    scored: list[Scored]
    strangers: list[str]
    difference: Difference | None
    systems: list[TwoSystems]
    people: People | None

    @property
    def highest(self) -> Scored:
        """Who has the highest strict F1."""
        return [one for one in self.scored if one.overall["strict"]["f1"].value is not None][-1]


def analyse_against(
    table: Table, settings: AgreementSettings, sources: Sources | None = None, people: Table | None = None
) -> Against:
    """Compare everybody with gold, over the articles of gold that they have annotated.

    Args:
        table: from `read_table` with a gold file.
        settings: the threshold and the resampling.
        sources: the files that the table was read from, if they are known.
        people: the work of others than those scored, who are people; without it those scored are.

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
    systems = every_two([(one.name, one.analysis.sums) for one in found], settings)
    among = _people(table, table.only_annotators(others) if people is None else people, settings)
    if among is not None and people is not None:
        among[0].less.update({one.name: compare(one.analysis.sums, among[1], settings) for one in found})
    ends = _lowest_less_highest(table, found, settings)
    return Against(table, found, strangers, ends, systems, among and among[0])


def _people(table: Table, people: Table, settings: AgreementSettings) -> tuple[People, Sums] | None:
    """How far people agree on the articles that gold has finished, and their counts."""
    done = table.done[:, table.annotators.index(GOLD)].tolist()
    of_gold = {name for name, finished in zip(table.articles, done, strict=True) if finished}
    shared = people.only_articles(np.array([name in of_gold for name in people.articles], dtype=np.bool_)).shared()
    if not len(shared.articles):
        return None
    sums = count(shared, settings.iou)
    side = _side(np.arange(len(shared.articles)), sums)
    (values,) = estimates(side, with_intervals=settings.resamples > 0)
    names = [shared.annotators[who] for who in np.flatnonzero(shared.done.any(axis=0)).tolist()]
    return People(names, len(shared.articles), int(side.with_spans[-1]), values, {}), sums


def _scored(table: Table, settings: AgreementSettings, sources: Sources | None) -> Scored:
    analysis = analyse(table, settings, sources)
    *labels, overall = accuracies(analysis.sums, settings)
    return Scored(table.annotators[1], analysis, overall, labels)


def _rank(one: Scored) -> tuple[bool, float]:
    value = one.overall["strict"]["f1"].value
    return value is None, value or 0.0


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
