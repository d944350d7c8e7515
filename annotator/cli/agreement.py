"""`annotator agreement`: how far the annotators agree, and where they do not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import click

from annotator.agreement.analysis import Analysis, Settings, analyse
from annotator.agreement.reading import read_table
from annotator.agreement.report import render
from annotator.agreement.structure import structure
from annotator.agreement.table import choose
from annotator.cli.common import (
    FILES,
    JSON,
    OK,
    WRONG,
    Context,
    pass_context,
    print_json,
    report_copies,
    report_problems,
    say,
    write_stdout,
)
from annotator.text.display import one_line

_WORTH_A_BAR = 50_000_000
"""Replicates times articles, about a second's work."""
_LARGE = 100_000_000
"""Bytes, about a second's reading."""
_FINEST = 10**6


@click.command("agreement")
@FILES
@click.option("--label", "labels", multiple=True, metavar="L", help="Only spans of this label. May be given again.")
@click.option("--article", "articles", multiple=True, metavar="A", help="Only this article. May be given again.")
@click.option(
    "--iou",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.5,
    show_default=True,
    metavar="T",
    help="Least intersection over union of a relaxed match.",
)
@click.option(
    "--resamples",
    type=click.IntRange(0, 1_000_000),
    default=10_000,
    show_default=True,
    metavar="N",
    help="How often articles are resampled for the intervals; 0: no intervals.",
)
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, metavar="N", help="Seed of the resampling."
)
@JSON
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 1),
    metavar="X",
    help="Exit 1 if the strict F1 is below X, or undefined.",
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
    as_json: bool,
    fail_under: float | None,
) -> int:
    """Report how far the annotators agree.

    Reads the FILEs named (journals or flat spans), or else every journal of the project but gold.jsonl. Only articles
    that an annotator marked done count. What each measure means stands in docs/agreement.md.
    """
    paths = context.files_or_journals(files)
    size = sum(path.stat().st_size for path in paths if path.is_file())
    with _bar("reading", size, size >= _LARGE) as progress:
        read = read_table(paths, list(context.project.labels()), progress)
    report_problems(read.problems)
    report_copies(paths)
    table = choose(read.table, labels, articles)
    settings = Settings(Fraction(str(iou)).limit_denominator(_FINEST), resamples, seed)
    with _bar("resampling", resamples, resamples * len(table.articles) >= _WORTH_A_BAR) as progress:
        analysis = analyse(table, settings, progress)
    _narrate(analysis)
    if as_json:
        print_json(structure(analysis))
    else:
        write_stdout(render(analysis).encode())
    return _gate(analysis, fail_under)


@contextmanager
def _bar(label: str, length: int, long: bool) -> Iterator[Callable[[int], None] | None]:
    """A progress bar on a terminal's stderr where the work takes longer than a second."""
    if not long or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield bar.update


def _narrate(analysis: Analysis) -> None:
    """What the reader of the numbers should know about how they came about."""
    table = analysis.sums.table
    for article in analysis.everything.apart:
        say(f"annotator: {article}: left out, since its annotators worked on different texts of it")
    guessed = [article for article, guess in zip(table.articles, table.guessed.tolist(), strict=True) if guess]
    if guessed:
        say(
            f"annotator: the length of {_some(guessed)} is not recorded: the end of the last span stands for it, "
            "which lowers alpha"
        )


def _some(names: list[str]) -> str:
    shown = ", ".join(one_line(name, 40) for name in names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"


def _gate(analysis: Analysis, fail_under: float | None) -> int:
    value = analysis.overall["f1"].value
    if fail_under is None or (value is not None and value >= fail_under):
        return OK
    found = "undefined" if value is None else f"{value:.3f}"
    say(f"annotator: the strict F1 is {found}, not {fail_under:g} or more")
    return WRONG
