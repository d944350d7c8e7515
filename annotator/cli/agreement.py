"""`annotator agreement`: how far the annotators agree, and where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from annotator.agreement.accuracy import Against, analyse_against
from annotator.agreement.gamma import Gamma, gamma, refusal
from annotator.agreement.intervals import Difference
from annotator.agreement.measures import MEASURES
from annotator.agreement.result import AgreementSettings, Analysis, analyse
from annotator.agreement.table import choose, read_table, refuse_foreign
from annotator.api import files_to_score, less_baseline
from annotator.cli.common import (
    FILES,
    JSON,
    LARGE,
    OK,
    STDOUT,
    WRONG,
    BoundedNumber,
    ProjectOption,
    print_json,
    progress_bar,
    report_copies,
    report_problems,
    say,
    with_project,
    write_output,
    write_stdout,
)
from annotator.project import ProjectFolder
from annotator.report.html import require_library
from annotator.report.json import against_structure
from annotator.report.notebook import AgreementResult, refuse_other_than_page, threshold
from annotator.report.text import render_accuracy
from annotator.report.wording import notes, number, some

AGAINST = click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="GOLD",
    help="Score each annotator against this file: precision, recall, F1.",
)
BASELINE = click.option(
    "--baseline",
    "baselines",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="A file of another run, to report by how much this one differs. May be given again.",
)


HTML = click.option(
    "--html",
    "html",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also write the report as a page with charts and everybody's version of the articles; - is stdout.",
)


_WORTH_A_BAR = 50_000_000
"""Replicates times articles, about a second's work."""
_WORTH_A_BAR_FOR_GAMMA = 40
"""Spans and articles."""
_FINEST = 10**6
_LEAST_RESAMPLES, _MOST_RESAMPLES = 1_000, 1_000_000


@click.command("agreement")
@FILES
@click.option("--label", "labels", multiple=True, metavar="L", help="Only spans of this label. May be given again.")
@click.option("--article", "articles", multiple=True, metavar="A", help="Only this article. May be given again.")
@click.option(
    "--iou",
    type=BoundedNumber(float, lambda n: 0 < n <= 1, "a number above 0, at most 1"),
    default=0.5,
    show_default=True,
    metavar="T",
    help="Least intersection over union of a relaxed match.",
)
@click.option(
    "--resamples",
    type=BoundedNumber(
        int,
        lambda n: n == 0 or _LEAST_RESAMPLES <= n <= _MOST_RESAMPLES,
        f"a whole number from {_LEAST_RESAMPLES:,} to {_MOST_RESAMPLES:,}, or 0 for no intervals",
    ),
    default=10_000,
    show_default=True,
    metavar="N",
    help="How often articles are resampled for the intervals; 0: no intervals.",
)
@click.option(
    "--seed",
    type=BoundedNumber(int, lambda n: n >= 0, "a whole number from 0"),
    default=0,
    show_default=True,
    metavar="N",
    help="Seed of the resampling.",
)
@click.option(
    "--gamma",
    "with_gamma",
    is_flag=True,
    help="Also measure gamma (Mathet et al. 2015); takes seconds to minutes.",
)
@AGAINST
@BASELINE
@JSON
@HTML
@click.option(
    "--fail-under",
    type=BoundedNumber(float, lambda n: 0 <= n <= 1, "a number from 0 to 1"),
    metavar="X",
    help="Exit 1 if the measure is below X, or undefined; with --against, the lowest annotator's.",
)
@click.option(
    "--measure",
    type=click.Choice(list(MEASURES)),
    default="f1",
    show_default=True,
    help="What --fail-under looks at.",
)
@with_project
def command(
    option: ProjectOption,
    files: tuple[Path, ...],
    labels: tuple[str, ...],
    articles: tuple[str, ...],
    iou: float,
    resamples: int,
    seed: int,
    with_gamma: bool,
    against: Path | None,
    baselines: tuple[Path, ...],
    as_json: bool,
    html: Path | None,
    fail_under: float | None,
    measure: str,
) -> int:
    """Report how far the annotators agree.

    Reads the FILEs named (journals or flat spans), or else every journal of the project but gold.jsonl. Only articles
    that an annotator marked done count. What each measure means stands in docs/agreement.md.
    """
    for name, given in {"--baseline": baselines, "--gamma": with_gamma, "--html": html is not None}.items():
        if against is not None and given:
            raise click.UsageError(f"--against and {name} do not go together")
    if against is not None and against.absolute() in [path.absolute() for path in files]:
        raise click.UsageError(f"{against} cannot be scored against itself: leave it out of the FILEs")
    if html == STDOUT and as_json:
        raise click.UsageError("only one of the page and --json can go to stdout: name a file for the page")
    if html is not None:
        if html != STDOUT:
            refuse_other_than_page(html)
        require_library()
    project = option.project
    paths = project.files_or_journals(files) if against is None else files_to_score(project, files, against)
    size = sum(path.stat().st_size for path in paths if path.is_file())
    with progress_bar("reading", size, long=size >= LARGE) as progress:
        read = read_table(paths, list(project.labels()), progress, against)
    refuse_foreign(read.sources, [*paths, *([] if against is None else [against])])
    report_problems(read.problems)
    report_copies(paths)
    table = choose(read.table, labels, articles)
    settings = AgreementSettings(threshold(iou), resamples, seed)
    with progress_bar("resampling", resamples, long=resamples * len(table.articles) >= _WORTH_A_BAR) as progress:
        if against is not None:
            scored = analyse_against(table, settings, progress, read.sources)
        else:
            analysis = analyse(table, settings, progress, read.sources)
    if against is not None:
        _print_scored(scored, as_json=as_json)
        return _gate([one.analysis for one in scored.scored], fail_under, measure)
    if as_json or html == STDOUT:
        _narrate(analysis)
    baseline = _less_baseline(project, baselines, analysis, labels, articles) if baselines else None
    found = AgreementResult(
        analysis, project.labels(), project.text, _gamma(analysis) if with_gamma else None, baseline
    )
    if html is not None:
        write_output(html, found.page().encode())
        if html != STDOUT:
            say(f"annotator: the page is in {html}: open it in a browser")
    if as_json:
        print_json(found.to_dict())
    elif html != STDOUT:
        write_stdout(found.to_text().encode())
    return _gate([analysis], fail_under, measure)


def _print_scored(found: Against, *, as_json: bool) -> None:
    for name in found.strangers:
        say(f"annotator: {name} has finished no article of gold: not scored")
    if as_json:
        print_json(against_structure(found))
    else:
        write_stdout(render_accuracy(found).encode())


def _less_baseline(
    project: ProjectFolder, files: Sequence[Path], analysis: Analysis, labels: Sequence[str], articles: Sequence[str]
) -> Difference:
    """This run less the one of the baseline's files."""
    found, problems = less_baseline(project, files, analysis, labels, articles)
    report_problems(problems)
    return found


def _gamma(analysis: Analysis) -> Gamma:
    table = analysis.sums.table
    work = len(table.article) + len(table.articles)
    with progress_bar("gamma", work, long=work >= _WORTH_A_BAR_FOR_GAMMA) as progress:
        found = gamma(table, analysis.settings.seed, progress=progress)
    if found.refused:
        say(f"annotator: gamma of {some(list(found.refused))} is not measured: {refusal(found)}")
    return found


def _narrate(analysis: Analysis) -> None:
    """What the reader of the numbers should know, where stdout does not say it; unread lines were told before."""
    for sentence in notes(analysis)[len(analysis.sources.problems) :]:
        say(f"annotator: {sentence}")


def _gate(analyses: list[Analysis], fail_under: float | None, measure: str) -> int:
    """The exit code; the lowest of several values decides, and an undefined one is the lowest."""
    values = [analysis.overall[measure].value for analysis in analyses]
    value = None if None in values else min(value for value in values if value is not None)
    if fail_under is None or (value is not None and value >= fail_under):
        return OK
    found = "undefined" if value is None else number(value)
    name = {"f1": "strict F1", "alpha": "alpha"}.get(measure, measure.replace("_f1", " F1").replace("_", " "))
    say(f"annotator: the {name} is {found}, not {fail_under:g} or more")
    return WRONG
