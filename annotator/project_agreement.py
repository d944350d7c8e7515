"""From the files of a project to results of agreement: read, chosen, measured, with what is asked for beside it.

The arguments are those of `annotator.api`, which says what they mean; here they are taken as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from annotator.engine import THIS_MACHINE, Engine
from annotator.errors import AnnotatorError, need
from annotator.journal.copies import original_stem
from annotator.journal.earlier import Earlier
from annotator.listener import NOBODY, Listener, reading
from annotator.project import ProjectFolder, refuse_folders

if TYPE_CHECKING:
    from annotator.agreement.gamma import Gamma, Weights
    from annotator.agreement.intervals import Difference
    from annotator.agreement.result import AgreementSettings, Analysis
    from annotator.agreement.table import Sources, Table, TableRead
    from annotator.journal.columns import Columns
    from annotator.report.extras import Extra
    from annotator.report.notebook import AccuracyResult, AgreementResult, ConsistencyResult

_MOST_WEIGHT = 100.0


class Chosen(NamedTuple):
    """What is looked at, and how: labels and articles (none for all), settings, and the state that counts."""

    labels: Sequence[str]
    articles: Sequence[str]
    settings: AgreementSettings
    state: Earlier | None = None


def agreement_of(
    folder: ProjectFolder,
    files: Sequence[Path],
    chosen: Chosen,
    *,
    weights: Weights | None = None,
    baseline: Sequence[Path] = (),
    plan: float | None = None,
    drift: bool = False,
    origins: bool = False,
    methods: bool = False,
    listener: Listener = NOBODY,
    engine: Engine = THIS_MACHINE,
) -> AgreementResult:
    """How far the annotators of these files agree. Raises `AnnotatorError`: see `Project.agreement`."""
    from annotator.agreement.table import choose

    if methods:
        folder.guideline_file()  # says before anything is measured where it is not there
    read = _read(folder, files, listener, earlier=chosen.state, engine=engine)
    table = choose(read.table, chosen.labels, chosen.articles)
    found = result_of(table, chosen.settings, weights, folder, read.sources, listener, engine)
    analysis = found.analysis
    if baseline:
        found.less_baseline = _less_baseline(folder, baseline, analysis, chosen, listener)
    if plan is not None:
        found.extras.append(_planned(analysis, plan))
    if drift:
        found.extras.append(_drifted(folder, analysis, read.columns))
    if origins:
        found.extras.append(_by_origin(analysis, read.columns))
    if methods:
        found.extras.append(_methods(folder, found, read.columns))
    return found


def consistency_of(folder: ProjectFolder, chosen: Chosen, listener: Listener = NOBODY) -> ConsistencyResult:
    """How far annotators agree with themselves. Raises `AnnotatorError`: see `Project.consistency`."""
    from annotator.agreement.consistency import consistency
    from annotator.report.notebook import ConsistencyResult

    first, found = folder.journals(), []
    for second in folder.second_pass().journals():
        own = [path for path in first if original_stem(path.stem) == second.stem]
        if own:
            read = _read(folder, own, listener, second, chosen.state)
            table = read.table.chosen(chosen.labels, chosen.articles)
            found.append(consistency(second.stem, read._replace(table=table), chosen.settings))
    if not found:
        raise AnnotatorError("nobody has made a second pass here: `annotator annotate --retest --as NAME` opens one")
    return ConsistencyResult(found)


def accuracy_of(
    folder: ProjectFolder,
    files: Sequence[Path],
    gold: Path,
    chosen: Chosen,
    *,
    complete: bool = False,
    plan: float | None = None,
    listener: Listener = NOBODY,
) -> AccuracyResult:
    """How right each of the files is, of gold; without files every journal. Raises `AnnotatorError`: see `Project.accuracy`."""
    from annotator.agreement.accuracy import analyse_against
    from annotator.agreement.table import all_of_gold, choose, read_table
    from annotator.report.notebook import AccuracyResult

    refuse_folders([gold])
    if any(path.absolute() == gold.absolute() for path in files):
        raise AnnotatorError(f"{gold} cannot be scored against itself: leave it out of the FILEs")
    paths = [path for path in folder.files_or_journals(files) if path.absolute() != gold.absolute()]
    read = _read(folder, paths, listener, gold, chosen.state)
    table, sources = all_of_gold(read.table, read.sources) if complete else (read.table, read.sources)
    table, people = choose(table, chosen.labels, chosen.articles), None
    named = {path.absolute() for path in (*paths, gold)}
    others = [path for path in folder.journals() if path.absolute() not in named] if files else []
    if others:
        people = read_table(others, table.labels, earlier=chosen.state).table
        people = people.only_labels(table.labels) if chosen.labels else people
    found = AccuracyResult(analyse_against(table, chosen.settings, sources, people), folder.labels(), folder.text)
    if plan is not None:
        found.extras.append(_planned_against(found, plan))
    return found


def result_of(
    table: Table,
    settings: AgreementSettings,
    weights: Weights | None,
    folder: ProjectFolder | None,
    sources: Sources,
    listener: Listener = NOBODY,
    engine: Engine = THIS_MACHINE,
) -> AgreementResult:
    """A table measured, with gamma where its weights are given; with the texts of a project's articles where there is one."""
    from annotator.agreement.result import analyse
    from annotator.report.notebook import AgreementResult

    analysis = analyse(table, settings, sources, engine)
    found = None if weights is None else _gamma(analysis, weights, listener)
    if folder is None:
        return AgreementResult(analysis, {}, lambda *_: None, found)
    return AgreementResult(analysis, folder.labels(), folder.text, found)


def settings_of(iou: float, resamples: int, seed: int) -> AgreementSettings:
    """Settings that were checked.

    Raises:
        AnnotatorError: naming the one that cannot be.
    """
    from annotator.agreement.result import AgreementSettings
    from annotator.report.notebook import threshold

    if not 0 < iou <= 1:
        raise AnnotatorError(f"iou: {iou!r}: give a number above 0, at most 1")
    if resamples < 0 or seed < 0:
        raise AnnotatorError("resamples and seed: give whole numbers from 0")
    return AgreementSettings(threshold(iou), resamples, seed)


def weights_of(alpha: float, beta: float) -> Weights:
    """Gamma's weights of positions and of labels, checked before anything is read.

    Raises:
        AnnotatorError: if they cannot be weights, or scipy is not installed.
    """
    need("scipy", "gamma", "gamma")
    from annotator.agreement.gamma import Weights

    if not (0 < alpha <= _MOST_WEIGHT and 0 <= beta <= _MOST_WEIGHT):
        given = (alpha, beta)
        raise AnnotatorError(f"gamma_weights: {given!r}: give α above 0 and β from 0, neither above {_MOST_WEIGHT:g}")
    return Weights(float(alpha), float(beta))


def _read(
    folder: ProjectFolder,
    paths: Sequence[Path],
    listener: Listener,
    gold: Path | None = None,
    earlier: Earlier | None = None,
    engine: Engine = THIS_MACHINE,
) -> TableRead:
    from annotator.agreement.table import read_table, refuse_foreign

    with reading(paths, listener) as progress:
        read = read_table(paths, list(folder.labels()), progress, gold, earlier, engine)
    refuse_foreign(read.sources, [*paths, *([] if gold is None else [gold])])
    listener.read(paths, read.problems)
    return read


def _less_baseline(
    folder: ProjectFolder, files: Sequence[Path], analysis: Analysis, chosen: Chosen, listener: Listener
) -> Difference:
    """An analysis less that of the baseline's files, of the same labels and articles."""
    from annotator.agreement.accuracy import compare
    from annotator.agreement.measures import count
    from annotator.agreement.table import check, choose, read_table, refuse_foreign

    folder.check_files(files)
    read = read_table(files, list(folder.labels()))
    refuse_foreign(read.sources, files)
    table = choose(read.table, chosen.labels, chosen.articles)
    check(table, read.sources, "the baseline: ")
    found = compare(analysis.sums, count(table, analysis.settings.iou), analysis.settings)
    listener.read((), read.problems)
    return found


def _gamma(analysis: Analysis, weights: Weights, listener: Listener) -> Gamma:
    from annotator.agreement.gamma import gamma

    table = analysis.sums.table
    units = len(table.article) + len(table.articles)
    with listener.progress("gamma", units) as progress:
        return gamma(table, analysis.settings.seed, progress, weights)


def _planned(analysis: Analysis, half: float) -> Extra:
    from annotator.agreement.planning import plan
    from annotator.report.extras import planned

    return planned(plan(analysis, _half_width(half)))


def _planned_against(found: AccuracyResult, half: float) -> Extra:
    from annotator.agreement.planning import plan_against
    from annotator.report.extras import planned_against

    return planned_against([(one.name, plan_against(one.analysis, _half_width(half))) for one in found.scored])


def _half_width(half: float) -> float:
    if not 0 < half <= 0.5:
        raise AnnotatorError(f"plan: {half!r}: give half the width of an interval, above 0, at most 0.5")
    return half


def _drifted(folder: ProjectFolder, analysis: Analysis, columns: Columns) -> Extra:
    import numpy as np

    from annotator.agreement.drift import done_times, drift
    from annotator.report.extras import drifted
    from annotator.text.segments.words import words

    table = analysis.sums.table
    texts = (folder.text(sha256 or "", article) for sha256, article in zip(table.hashes, table.articles, strict=True))
    counted = np.array([len(words(text, 0, len(text))) if text else 0 for text in texts], dtype=np.int64)
    found = drift(analysis, done_times(columns, table.articles, table.annotators), counted)
    return drifted(found, table.labels)


def _by_origin(analysis: Analysis, columns: Columns) -> Extra:
    from annotator.agreement.origins import origins, origins_of
    from annotator.report.extras import by_origin

    return by_origin(origins(analysis, origins_of(columns, analysis.sums.table)))


def _methods(folder: ProjectFolder, found: AgreementResult, columns: Columns) -> Extra:
    from annotator.agreement.drift import done_times
    from annotator.agreement.origins import origins_of
    from annotator.guideline import about
    from annotator.report.methods import methods

    table = found.analysis.sums.table
    times = done_times(columns, table.articles, table.annotators)
    return methods(found.analysis, about(folder)[0], times, origins_of(columns, table), found.gamma)
