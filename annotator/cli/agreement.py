"""`annotator agreement`: how far the annotators agree, and where they do not."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from annotator.agreement.gamma.measure import Gamma, gamma, refusal
from annotator.agreement.gamma.report import render as render_gamma
from annotator.agreement.gamma.report import structure as structure_gamma
from annotator.agreement.notes import notes, some
from annotator.agreement.reading import read_table
from annotator.agreement.report_models import told
from annotator.agreement.result import Analysis, Settings, analyse
from annotator.agreement.scores import MEASURES
from annotator.agreement.sources import refuse_foreign
from annotator.agreement.table import choose
from annotator.cli.agreement_gold import AGAINST, BASELINE, compared_with, files_against, refuse_together, show_against
from annotator.cli.agreement_page import HTML, prepare, write_page
from annotator.cli.common import (
    FILES,
    JSON,
    LARGE,
    OK,
    STDOUT,
    WRONG,
    Context,
    Number,
    pass_context,
    print_json,
    progress_bar,
    report_copies,
    report_problems,
    say,
    write_stdout,
)
from annotator.report.json import difference_structure, structure
from annotator.report.text import render
from annotator.report.wording import number

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
    type=Number(float, lambda n: 0 < n <= 1, "a number above 0, at most 1"),
    default=0.5,
    show_default=True,
    metavar="T",
    help="Least intersection over union of a relaxed match.",
)
@click.option(
    "--resamples",
    type=Number(
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
    type=Number(int, lambda n: n >= 0, "a whole number from 0"),
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
    type=Number(float, lambda n: 0 <= n <= 1, "a number from 0 to 1"),
    metavar="X",
    help="Exit 1 if the measure is below X, or undefined; with --against, the lowest annotator's.",
)
@click.option(
    "--measure",
    type=click.Choice(MEASURES),
    default=MEASURES[0],
    show_default=True,
    help="What --fail-under looks at.",
)
@pass_context
def command(
    context: Context,
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
    refuse_together(against, {"--baseline": bool(baselines), "--gamma": with_gamma, "--html": html is not None})
    if html is not None:
        prepare(html, as_json)
    paths = context.files_or_journals(files) if against is None else files_against(context, files, against)
    size = sum(path.stat().st_size for path in paths if path.is_file())
    with progress_bar("reading", size, long=size >= LARGE) as progress:
        read = read_table(paths, list(context.project.labels()), progress, against)
    refuse_foreign(read.sources, [*paths, *([] if against is None else [against])])
    report_problems(read.problems)
    report_copies(paths)
    table = choose(read.table, labels, articles)
    settings = Settings(Fraction(str(iou)).limit_denominator(_FINEST), resamples, seed)
    with progress_bar("resampling", resamples, long=resamples * len(table.articles) >= _WORTH_A_BAR) as progress:
        if against is not None:
            scored = show_against(table, settings, as_json, progress, read.sources).scored
            return _gate([one.analysis for one in scored], fail_under, measure)
        analysis = analyse(table, settings, progress, read.sources)
    if as_json or html == STDOUT:
        _narrate(analysis)
    baseline = compared_with(context, baselines, analysis, labels, articles) if baselines else None
    found = _gamma(analysis) if with_gamma else None
    if html is not None:
        write_page(html, analysis, context.project, found, baseline)
    if as_json:
        more: dict[str, Any] = {} if found is None else {"gamma": structure_gamma(found, analysis.sums.table)}
        more |= {} if baseline is None else {"less_baseline": difference_structure(baseline)}
        print_json(structure(analysis) | more)
    elif html != STDOUT:
        more_lines = "" if found is None else "\n" + render_gamma(found, analysis.sums.table)
        if baseline is not None:
            more_lines += "\n" + "\n".join(["LESS THE BASELINE", *told(baseline, "this run", "the baseline")]) + "\n"
        write_stdout((render(analysis) + more_lines).encode())
    return _gate([analysis], fail_under, measure)


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
