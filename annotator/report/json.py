"""The analysis as the JSON structure that programs read; `structure.py` declares it, `docs/agreement.md` lists its fields."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from annotator.agreement import measures, semeval
from annotator.agreement.accuracy import Against, People
from annotator.agreement.dawid_skene import UNTAGGED
from annotator.agreement.gamma import FEWEST, PRECISION, Gamma
from annotator.agreement.intervals import LEVEL, Difference, Estimate, Scores, is_unstable
from annotator.agreement.measures import MEASURES
from annotator.agreement.pairing import BOUNDARY, KIND_NAMES
from annotator.agreement.precision_recall import Accuracy
from annotator.agreement.result import Analysis, Passage
from annotator.agreement.systems import TwoSystems
from annotator.agreement.table import Ints, Table
from annotator.model import GOLD
from annotator.report import structure as to
from annotator.report.advice import causes
from annotator.report.wording import alike_names, guessed_lengths

NONE = "none"
CHANCE = "annotators drawn at random, each one's work cut at a random place and its two parts exchanged"
"""What gamma takes for chance."""


def structure(analysis: Analysis) -> dict[str, Any]:
    """Everything as dicts, lists, strings and numbers; what is undefined is `None`."""
    return cast("dict[str, Any]", _report(analysis))


def _report(analysis: Analysis) -> to.AgreementReport:
    table = analysis.sums.table
    spans = table.spans_by()
    present = np.flatnonzero(table.done.any(axis=0)).tolist()
    return {
        "settings": _settings(analysis),
        "overall": measures_structure(analysis.overall),
        "labels": {
            label: {
                **measures_structure(analysis.labels[code]),
                "observed": _defined(analysis.observed[code]),
                "articles": int(analysis.with_spans[code]),
                "unstable": is_unstable(int(analysis.with_spans[code])),
                "spans": {table.annotators[who]: int(spans[who, code]) for who in present},
            }
            for code, label in enumerate(table.labels)
        },
        "pairs": _pairs(analysis),
        "lowest_less_highest": _extremes(analysis),
        "annotators": _annotators(analysis),
        "lowest_less_highest_annotator": _extreme_annotators(analysis),
        "error_rates": _error_rates(analysis),
        "articles": _articles(analysis),
        "confusion": {
            "labels": [*table.labels, NONE],
            "counts": analysis.confusion.sum(axis=0).tolist(),
        },
        "disagreements": {
            label: _kinds(analysis.kinds[code]) for code, label in enumerate([*table.labels, "all labels"])
        },
        "first": [{"gain": one.gain, "cases": one.cases, "sentence": one.sentence} for one in causes(analysis)],
        "habits": analysis.habits,
        "passages": [_passage(analysis, passage) for passage in analysis.passages],
        "sums": _sums(analysis),
    }


def _settings(analysis: Analysis) -> to.SettingsReport:
    table, everything, sources = analysis.sums.table, analysis.everything, analysis.sources
    return {
        "iou": float(analysis.settings.iou),
        "resamples": analysis.settings.resamples,
        "seed": analysis.settings.seed,
        "level": LEVEL,
        "unstable": analysis.unstable,
        "annotators": [table.annotators[who] for who in np.flatnonzero(table.done.any(axis=0)).tolist()],
        "labels": list(table.labels),
        "shared_articles": len(table.articles),
        "finished_by_one": len(everything.articles) - len(table.articles),
        "different_texts": list(everything.apart),
        "guessed_lengths": guessed_lengths(table),
        "state": sources.state or None,
        "unread_lines": {str(path): len(problems) for path, problems in sources.problems.items()},
        "flat_spans": {"annotators": list(sources.flat), "articles_with_unnamed_finishers": sources.unnamed},
        "differ_by_case_only": {
            "annotators": alike_names(everything.annotators),
            "labels": alike_names(table.labels),
        },
    }


def measures_structure(scores: Scores) -> to.MeasuresReport:
    """The estimate of each measure."""
    return cast("to.MeasuresReport", {name: estimate_structure(estimate) for name, estimate in scores.items()})


def _defined(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def estimate_structure(estimate: Estimate) -> to.EstimateReport:
    """A value with its interval."""
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}


def _values(scores: Scores) -> to.LabelOfPair:
    return cast("to.LabelOfPair", {name: estimate.value for name, estimate in scores.items()})


def _pairs(analysis: Analysis) -> list[to.PairOfAnnotators]:
    table = analysis.sums.table
    return [
        {
            "annotators": [table.annotators[pair.left], table.annotators[pair.right]],
            "articles": pair.articles,
            "articles_with_spans": pair.with_spans,
            "unstable": is_unstable(pair.with_spans),
            "spans": list(pair.spans),
            **measures_structure(pair.scores),
            "labels": {label: _values(pair.labels[code]) for code, label in enumerate(table.labels)},
            "confusion": analysis.confusion[i].tolist(),
            "semeval": _semeval(pair.semeval, table.labels),
            "less_overall": None if pair.less_overall is None else difference_structure(pair.less_overall),
        }
        for i, pair in enumerate(analysis.pairs)
    ]


def _semeval(counts: semeval.SchemeCounts, labels: Sequence[str]) -> dict[str, dict[str, to.SemevalReport]]:
    """By label, and all together, and scheme; counts of pairs are by the key's label, and by the response's within."""
    scores = semeval.scores(counts)

    def cell(part: int, place: int) -> to.SemevalReport:
        numbers = [int(column[part, place]) for column in counts]
        return cast(
            "to.SemevalReport",
            {
                **dict(zip(semeval.COUNTS, numbers, strict=False)),
                "response": dict(zip(semeval.COUNTS[:3], numbers[len(semeval.COUNTS) :], strict=True)),
                **{field: _defined(column[part, place]) for field, column in scores._asdict().items()},
            },
        )

    return {
        name: {scheme: cell(part, place) for place, scheme in enumerate(semeval.SCHEMES)}
        for part, name in enumerate([*labels, "all labels"])
    }


def difference_structure(found: Difference) -> to.DifferenceReport:
    """A difference with the two values that it is of."""
    differences = {
        name: {"one": found.one[name].value, "other": found.other[name].value, **estimate_structure(estimate)}
        for name, estimate in found.scores.items()
    }
    return {
        "articles": list(found.articles),
        "paired": found.paired,
        "different_texts": found.different_texts,
        **cast("to.DifferencesReport", differences),
    }


def _extremes(analysis: Analysis) -> to.ExtremesReport | None:
    if analysis.extremes is None:
        return None
    names = analysis.sums.table.annotators
    pairs = [analysis.pairs[place] for place in analysis.extremes[:2]]
    return {
        "pairs": [[names[pair.left], names[pair.right]] for pair in pairs],
        **difference_structure(analysis.extremes.difference),
    }


def _extreme_annotators(analysis: Analysis) -> to.ExtremeAnnotatorsReport | None:
    found, names = analysis.extreme_annotators, analysis.sums.table.annotators
    if found is None:
        return None
    return {
        "annotators": [names[analysis.annotators[place].who] for place in found[:2]],
        **difference_structure(found.difference),
    }


def _error_rates(analysis: Analysis) -> to.ErrorRatesReport | None:
    found, table = analysis.error_rates, analysis.sums.table
    if found is None:
        return None
    classes = [*table.labels, NONE]
    fitted = found.estimates
    return {
        "model": "Dawid & Skene 1979",
        "items": found.items,
        "untagged": UNTAGGED * found.items,
        "iterations": fitted.iterations,
        "converged": fitted.converged,
        "log_likelihood": fitted.log_likelihood,
        "classes": classes,
        "expected": found.expected.tolist(),
        "invented": {
            table.annotators[who]: _defined(share)
            for who, share in zip(found.annotators.tolist(), found.invented, strict=True)
        },
        "rates": {
            table.annotators[who]: [[_defined(value) for value in row] for row in fitted.rates[place]]
            for place, who in enumerate(found.annotators.tolist())
        },
        "warnings": found.warnings,
        "complete": {
            "items": found.complete,
            "observed": _defined(found.observed),
            "fleiss_kappa": _defined(found.kappa),
        },
    }


def _annotators(analysis: Analysis) -> list[to.AgainstRest]:
    everything, shared = analysis.everything, analysis.sums.table
    finished, compared = everything.done.sum(axis=0).tolist(), shared.done.sum(axis=0).tolist()
    spans, rest = shared.spans_by().sum(axis=1).tolist(), {report.who: report for report in analysis.annotators}
    return [
        {
            "annotator": name,
            "finished": finished[who],
            "articles": compared[who],
            "spans": spans[who],
            "articles_with_spans": rest[who].with_spans if who in rest else None,
            "unstable": is_unstable(rest[who].with_spans) if who in rest else None,
            "against_rest": measures_structure(rest[who].scores) if who in rest else None,
        }
        for who, name in enumerate(everything.annotators)
    ]


def _articles(analysis: Analysis) -> list[to.ArticleReport]:
    table = analysis.sums.table
    spans = np.bincount(table.article, minlength=len(table.articles)).tolist()
    values = np.column_stack((analysis.articles, analysis.all_without))
    names = (*MEASURES, *(f"{name}_without" for name in MEASURES))
    defined = [[_defined(value) for value in row] for row in values.tolist()]
    return [
        {
            "article": article,
            "annotators": [table.annotators[who] for who in np.flatnonzero(table.done[code]).tolist()],
            "length": int(table.lengths[code]),
            "spans": spans[code],
            **cast("to.ArticleValues", dict(zip(names, defined[code], strict=True))),
        }
        for code, article in enumerate(table.articles)
    ]


def _kinds(counts: Ints) -> to.Kinds:
    found: dict[Any, Any] = {}
    for kind, name in KIND_NAMES.items():
        if kind in BOUNDARY:
            found.setdefault("boundary", {})[name] = int(counts[kind])
        else:
            found[name] = int(counts[kind])
    return found


def _passage(analysis: Analysis, passage: Passage) -> to.PassageReport:
    table = analysis.sums.table
    return {
        "article": table.articles[passage.article],
        "start": passage.start,
        "end": passage.end,
        "disagreements": passage.cost,
        "versions": {
            table.annotators[who]: [
                {
                    "start": int(table.start[row]),
                    "end": int(table.end[row]),
                    "label": table.labels[int(table.label[row])],
                    "text": table.text(row),
                }
                for row in rows
            ]
            for who, rows in passage.versions
        },
    }


def _sums(analysis: Analysis) -> to.SumsReport:
    """The integers themselves; those of several parts of the articles add up to those of the whole."""
    sums = analysis.sums
    cells, m = sums.cells.sum(axis=0).tolist(), sums.table.finishers
    counts = np.unique(m).tolist()
    layers = {count: sums.layers[m == count].sum(axis=0).tolist() for count in counts}
    return {
        "articles": {str(count): int((m == count).sum()) for count in counts},
        "cells": len(sums.where),
        "positions": int((m * sums.table.lengths).sum()),
        "labels": {
            label: {
                "spans": cells[code][measures.SPANS_LEFT] + cells[code][measures.SPANS_RIGHT],
                "equal": cells[code][measures.EXACT],
                "equal_ranges": 2 * cells[code][measures.EXACT]
                + cells[code][measures.LABEL_LEFT]
                + cells[code][measures.LABEL_RIGHT],
                "boundary": cells[code][measures.BOUNDARY],
                "label_and_boundary": cells[code][measures.OTHER_LEFT] + cells[code][measures.OTHER_RIGHT],
                "relaxed": cells[code][measures.RELAXED],
                "differing": {str(count): layers[count][code][measures.DIFFERING] for count in counts},
                "covered": sum(layers[count][code][measures.COVERED] for count in counts),
                "squares": sum(layers[count][code][measures.SQUARED] for count in counts),
            }
            for code, label in enumerate(sums.table.labels)
        },
    }


def gamma_structure(found: Gamma, table: Table) -> to.GammaReport:
    """Everything as dicts, lists, strings and numbers; what is undefined is `None`."""
    return {
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "cat": found.cat,
        "combined": "1 − Σ w · observed / Σ w · expected over articles; w: spans by annotators",
        "settings": {
            "alpha": found.weights.alpha,
            "beta": found.weights.beta,
            "delta_empty": 1.0,
            "positional": "sporadic",
            "categorial": "0 for equal labels, 1 for others",
            "chance": CHANCE,
            "precision": PRECISION,
            "fewest_samples": FEWEST,
            "seed": found.seed,
        },
        "refused": list(found.refused),
        "articles": [
            {
                "article": name,
                "spans": one.units,
                "annotators": one.people,
                "value": one.value,
                "observed": one.observed,
                "expected": one.expected,
                "samples": one.samples,
                "cat_observed": one.cat.differing / one.cat.weight if one.cat.weight else None,
                "cat_expected": one.cat_expected,
                "cat_weight": one.cat.weight,
            }
            for name, one in zip(table.articles, found.articles, strict=True)
        ],
    }


def against_structure(found: Against) -> dict[str, Any]:
    """Everything as dicts, lists, strings and numbers; what is undefined is `None`."""
    return cast("dict[str, Any]", _against(found))


def _against(found: Against) -> to.AccuracyReport:
    gold = found.everything.annotators.index(GOLD)
    return {
        "gold": {
            "articles": int(found.everything.done[:, gold].sum()),
            "spans": int(found.everything.spans_by()[gold].sum()),
        },
        "without_article_of_gold": found.strangers,
        "scored": [
            {
                "annotator": one.name,
                "accuracy": _accuracies(one.overall),
                "labels_accuracy": {
                    label: _accuracies(accuracy)
                    for label, accuracy in zip(one.analysis.sums.table.labels, one.labels, strict=True)
                },
                **_report(one.analysis),
            }
            for one in found.scored
        ],
        "lowest_less_highest": None
        if found.difference is None
        else {
            "annotators": [found.scored[0].name, found.highest.name],
            **difference_structure(found.difference),
        },
        "systems": [_two_systems(two) for two in found.systems],
        "people": None if found.people is None else _people(found.people),
    }


def _two_systems(two: TwoSystems) -> to.SystemsReport:
    values = {
        match: {
            field: {
                "one": one.one,
                "other": one.other,
                **estimate_structure(one.difference),
                "p": one.p,
                "p_adjusted": one.adjusted,
            }
            for field, one in fields.items()
        }
        for match, fields in two.values.items()
    }
    about = {"systems": [two.one, two.other], "articles": two.articles, "shuffles": two.shuffles, "exact": two.exact}
    return cast("to.SystemsReport", about | values)


def _people(found: People) -> to.PeopleReport:
    return {
        "annotators": found.annotators,
        "articles": found.articles,
        "unstable": is_unstable(found.with_spans),
        "less": {name: difference_structure(less) for name, less in found.less.items()},
        **measures_structure(found.scores),
    }


def _accuracies(accuracy: Accuracy) -> to.Accuracy:
    found = {
        match: {field: estimate_structure(estimate) for field, estimate in fields.items()}
        for match, fields in accuracy.items()
    }
    return cast("to.Accuracy", found)
