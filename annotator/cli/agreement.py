"""`annotator agreement`: how far the annotators agree, and where they do not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from annotator.agreement.accuracy import Against, analyse_against, compare
from annotator.agreement.gamma import Gamma, gamma, refusal
from annotator.agreement.intervals import Difference
from annotator.agreement.measures import MEASURES, count
from annotator.agreement.result import Analysis, Settings, analyse
from annotator.agreement.table import Sources, Table, check, choose, read_table, refuse_foreign
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
    write_output,
    write_stdout,
)
from annotator.errors import AnnotatorError
from annotator.project import Project, refuse_folders
from annotator.report.html import GENERATOR, page, require_library
from annotator.report.json import difference_structure, structure
from annotator.report.text import against_structure, models_sentences, render, render_accuracy
from annotator.report.text import gamma_structure as structure_gamma
from annotator.report.text import render_gamma as render_gamma
from annotator.report.wording import notes, number, some
from annotator.text.sanitize import one_line

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


def files_against(context: Context, files: Sequence[Path], gold: Path) -> list[Path]:
    """The files that are scored: those named, or every journal of the project but gold.

    Raises:
        click.UsageError: if gold is among those named.
        AnnotatorError: if a folder is named.
    """
    refuse_folders([gold])
    same = gold.absolute()
    if any(path.absolute() == same for path in files):
        raise click.UsageError(f"{gold} cannot be scored against itself: leave it out of the FILEs")
    return [path for path in context.project.files_or_journals(files) if path.absolute() != same]


def refuse_together(against: Path | None, others: dict[str, bool]) -> None:
    """Refuse options that say nothing of a comparison with gold."""
    for name, given in others.items():
        if against is not None and given:
            raise click.UsageError(f"--against and {name} do not go together")


def show_against(
    table: Table,
    settings: Settings,
    as_json: bool,
    progress: Callable[[int], None] | None,
    sources: Sources,
) -> Against:
    """Score everybody and print the report."""
    found = analyse_against(table, settings, progress, sources)
    for name in found.strangers:
        say(f"annotator: {name} has finished no article of gold: not scored")
    if as_json:
        print_json(against_structure(found))
    else:
        write_stdout(render_accuracy(found).encode())
    return found


def compared_with(
    context: Context,
    paths: Sequence[Path],
    analysis: Analysis,
    labels: Sequence[str],
    articles: Sequence[str],
) -> Difference:
    """This run less the one of the baseline files, of the same labels and articles."""
    refuse_folders(paths)
    read = read_table(paths, list(context.project.labels()))
    refuse_foreign(read.sources, paths)
    report_problems(read.problems)
    table = choose(read.table, labels, articles)
    check(table, read.sources, "the baseline: ")
    return compare(analysis.sums, count(table, analysis.settings.iou), analysis.settings)


_SUFFIXES = frozenset({".html", ".htm"})
_HEAD = 1000
"""Bytes of a page in which its maker stands."""

HTML = click.option(
    "--html",
    "html",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also write the report as a page with charts and everybody's version of the articles; - is stdout.",
)


def prepare(path: Path, as_json: bool) -> None:
    """Refuse what could not be written before anything is computed.

    Raises:
        click.UsageError: if two outputs would go to stdout.
        AnnotatorError: if the file is something else, or the charts cannot be drawn.
    """
    if path == STDOUT:
        if as_json:
            raise click.UsageError("only one of the page and --json can go to stdout: name a file for the page")
    else:
        _guard(path)
    require_library()


def _guard(path: Path) -> None:
    shown = one_line(str(path))
    if path.suffix.lower() not in _SUFFIXES:
        raise AnnotatorError(f"{shown}: is no name of a page: choose one that ends in .html")
    if path.is_dir():
        raise AnnotatorError(f"{shown}: is a folder: name a file in it")
    if path.exists():
        try:
            with path.open("rb") as file:
                head = file.read(_HEAD)
        except OSError as error:
            raise AnnotatorError(f"{shown}: cannot be read ({error.strerror}): choose another place") from error
        if head and GENERATOR.encode() not in head:
            raise AnnotatorError(f"{shown}: is there already, and no page of this program: choose another name")


def write_page(
    path: Path, analysis: Analysis, project: Project, gamma: Gamma | None, baseline: Difference | None
) -> None:
    """Write the page, and say where it went.

    Raises:
        AnnotatorError: if the file cannot be written.
    """
    write_output(path, page(analysis, project.labels(), project.text, gamma, baseline).encode())
    if path != STDOUT:
        say(f"annotator: the page is in {path}: open it in a browser")


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
    paths = context.project.files_or_journals(files) if against is None else files_against(context, files, against)
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
            more_lines += (
                "\n" + "\n".join(["LESS THE BASELINE", *models_sentences(baseline, "this run", "the baseline")]) + "\n"
            )
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
