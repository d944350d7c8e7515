"""The methods paragraph: how agreement was measured on what, in sentences that a paper can take over. Nothing is in it that was not so."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from annotator.agreement.gamma import Gamma
from annotator.agreement.intervals import FEW_ARTICLES, LEVEL, Estimate
from annotator.agreement.origins import EDITED, SUGGESTED, SWEPT
from annotator.agreement.result import Analysis
from annotator.agreement.table import Floats, Ints
from annotator.report import structure as to
from annotator.report.extras import Extra
from annotator.report.wording import number, some
from annotator.text.sanitize import one_line, plural
from annotator.version import __version__

_NAMED = 6


def methods(
    analysis: Analysis, guideline: Mapping[str, Any], times: Floats, origin: Ints, gamma: Gamma | None = None
) -> Extra:
    """The paragraph, for what an analysis is of.

    Args:
        analysis: of two annotators or more.
        guideline: what `annotator.guideline.about` says of it.
        times: from `annotator.agreement.drift.done_times`.
        origin: of each span, from `annotator.agreement.origins.origins_of`.
        gamma: where it was measured.
    """
    sentences = [
        _material(analysis, times),
        _made(analysis, guideline, origin),
        _measures(analysis),
        *_chance(analysis),
        *_intervals(analysis),
        *_gamma(gamma),
        *_left_out(analysis),
        f"Computed with annotator {__version__} (NumPy {np.__version__}).",
    ]
    text = " ".join(sentences)
    structure: to.MethodsReport = {
        "text": text,
        "annotator": __version__,
        "numpy": np.__version__,
        "guideline": {
            "name": guideline["name"],
            "version": guideline["version"],
            "sha256": guideline["sha256"],
        },
    }
    return Extra("methods", "Methods (for a paper; see docs/citing.md)", [], [text], structure)


def _days(times: Floats) -> str:
    known = times[~np.isnan(times)]
    if not len(known):
        return ""
    first, last = (
        str(np.datetime64(int(second), "s").astype("datetime64[D]")) for second in (known.min(), known.max())
    )
    return f" on {first}" if first == last else f" from {first} to {last}"


def _material(analysis: Analysis, times: Floats) -> str:
    table = analysis.sums.table
    names = [table.annotators[who] for who in np.flatnonzero(table.done.any(axis=0)).tolist()]
    each = np.unique(table.finishers).tolist()
    by = f"{each[0]}" if len(each) == 1 else f"{each[0]} to {each[-1]}"
    used = [one_line(table.labels[code], 40) for code in analysis.used]
    labels = f"spans of {plural(len(used), 'label')} ({some(used, 12)})" if used else "no span"
    return (
        f"{plural(len(names), 'annotator')} ({some(names, _NAMED)}) annotated {plural(len(table.articles), 'article')} of "
        f"{int(table.lengths.sum()):,} characters, each by {by} of them{_days(times)}, and gave {len(table.article):,} {labels}."
    )


def _made(analysis: Analysis, guideline: Mapping[str, Any], origin: Ints) -> str:
    version = f", version {guideline['version']}" if guideline["version"] else ""
    told = f"The guideline is {one_line(str(guideline['name']), 80)}{version} (SHA-256 {guideline['sha256'][:16]}, as it is now)"
    suggested, edited, swept = (int((origin == which).sum()) for which in (SUGGESTED, EDITED, SWEPT))
    if suggested or edited:
        told += (
            f"; {_share(suggested, origin)} of the spans were suggested by the program and taken as they were, "
            f"{_share(edited, origin)} edited"
        )
    else:
        state = f" ({analysis.sources.state})" if analysis.sources.state else ""
        told += f"; no span compared is recorded as taken from a suggestion{state}"
    if swept:
        told += f"; {swept:,} ({_share(swept, origin)} of the spans) were proposed by the program's rule and taken all at once in the sweep"
    return f"{told}."


def _share(count: int, origin: Ints) -> str:
    return f"{100 * count / len(origin):.0f} %"


def _told(value: Estimate) -> str:
    if value.low is None or value.high is None:
        return f"{number(value.value)} (no interval)"
    return f"{number(value.value)} ({100 * LEVEL:.0f} % interval {number(value.low)} to {number(value.high)})"


def _measures(analysis: Analysis) -> str:
    overall, iou = analysis.overall, f"{float(analysis.settings.iou):g}"
    pairs = "the two annotators" if len(analysis.pairs) == 1 else "every two annotators"
    return (
        f"Agreement is the F1 between {pairs} over the articles that both have finished, an article without a span counting as "
        "nothing found: 2 · TP / (spans of both), which is positive specific agreement (Hripcsak & Rothschild 2005). The unit is the "
        "span; two are the same if start, end (in Unicode code points) and label are equal. Counts are summed over pairs and "
        f"articles. Strict F1 is {_told(overall['f1'])}; with an intersection over union of {iou} or more in place of equal "
        f"boundaries (largest one-to-one matching) it is {_told(overall['relaxed_f1'])}."
    )


def _chance(analysis: Analysis) -> list[str]:
    if analysis.overall["alpha"].value is None:
        return []
    return [
        "Corrected for chance, unitizing alpha (Krippendorff, Mathet, Bouvry & Widlöcher 2016; one layer a label, pooled as "
        f"1 − ΣDo/ΣDe) is {_told(analysis.overall['alpha'])}."
    ]


def _intervals(analysis: Analysis) -> list[str]:
    if not analysis.settings.resamples or analysis.overall["f1"].low is None:
        return []
    few = (
        f" They rest on {int(analysis.with_spans[-1])} articles with spans, under {FEW_ARTICLES}, which are few."
        if analysis.unstable
        else ""
    )
    return [
        f"Intervals ({100 * LEVEL:.0f} %) are from the jackknife over articles (Tukey 1958), of Student's t on the logit scale between "
        "the bounds of the measure. What is random in them are the articles, the annotators are these: they say what other articles "
        f"of this kind would give, tagged by the same people.{few}"
    ]


def _gamma(found: Gamma | None) -> list[str]:
    if found is None or found.value is None or math.isnan(found.value):
        return []
    return [
        f"Gamma (Mathet, Widlöcher & Métivier 2015; α = {found.weights.alpha:g}, β = {found.weights.beta:g}, Δ∅ = 1, exact best "
        f"alignment, chance by shifting, seed {found.seed}) is {number(found.value)}"
        + ("." if found.cat is None else f", gamma-cat (Mathet 2017) {number(found.cat)}.")
    ]


def _left_out(analysis: Analysis) -> list[str]:
    table, everything = analysis.sums.table, analysis.everything
    alone, apart = len(everything.articles) - len(table.articles), len(everything.apart)
    told = [f"{plural(alone, 'article')} that one annotator alone finished"] * bool(alone)
    told += [f"{plural(apart, 'article')} whose annotators worked on different texts"] * bool(apart)
    return [f"Not compared: {' and '.join(told)}."] * bool(told)
