"""`annotator agreement` compared with something else: `--against` gold, and `--baseline`, another run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from annotator.agreement.accuracy import Against, analyse_against, compare
from annotator.agreement.estimates import Difference
from annotator.agreement.measures import count
from annotator.agreement.reading import read_table
from annotator.agreement.report_against import against_structure, render
from annotator.agreement.result import Analysis, Settings
from annotator.agreement.sources import Sources, check, refuse_foreign
from annotator.agreement.table import Table, choose
from annotator.cli.common import Context, print_json, refuse_folders, report_problems, say, write_stdout

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
    return [path for path in context.files_or_journals(files) if path.absolute() != same]


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
        write_stdout(render(found).encode())
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
