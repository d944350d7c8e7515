"""`annotator check`: looks at every record and offset, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.cli.common import (
    FILES,
    JSON,
    OK,
    STDOUT,
    WRONG,
    Narrator,
    ProjectOption,
    print_json,
    report_copies,
    say,
    with_project,
    write_output,
)
from annotator.project import ProjectFolder
from annotator.settings import SETTINGS
from annotator.text.sanitize import one_line, plural

if TYPE_CHECKING:
    from annotator.project_check import CheckReport

_AT_ONCE = 2**12
"""Lines."""


@click.command()
@FILES
@JSON
@click.option("--strict", is_flag=True, help="Exit 1 for warnings and broken rules too.")
@with_project
def command(option: ProjectOption, files: Sequence[Path], as_json: bool, strict: bool) -> int:
    """Check every record and offset, and the rules about spans; change nothing.

    Without FILE: every article and journal of the project, gold, all snapshots of articles, and the keys that the
    settings give. What is wrong is told as FILE:LINE: sentence on stdout; then, by article, the spans that break a rule.
    Exit 1 if anything is wrong; warnings and broken rules alone do not count, unless --strict is given.
    """
    wrong_keys = () if files else _wrong_keys(option.folder)
    report = option.project.check(files, wrong_keys=wrong_keys, listener=Narrator())
    if as_json:
        print_json(report)
    else:
        lines = _lines(report)
        write_output(STDOUT, iter(lambda: "".join(islice(lines, _AT_ONCE)).encode(), b""))
    groups = f", {plural(report.groups, 'group')}" if report.groups else ""
    articles = f"{plural(report.articles, 'article')}, no journal yet: " if report.articles and not report.files else ""
    say(
        f"annotator: {articles}{plural(len(report.files), 'file')}, {plural(report.records, 'record')}, "
        f"{plural(report.spans, 'span')}{' after folding' if report.folded else ''}"
        f"{groups}: {report.errors} wrong, "
        f"{report.warnings} to look at, {plural(len(report.broken_rules), 'broken rule')}"
    )
    report_copies([Path(file) for file in report.files])
    return WRONG if report.errors or (strict and (report.warnings or report.broken_rules)) else OK


def _lines(report: CheckReport) -> Iterator[str]:
    """What was found, by file; below it the broken rules, by article."""
    marks = {"warning": "warning: "}
    name = lru_cache(_AT_ONCE)(one_line)  # files and labels come again and again
    for found in report.findings:
        yield f"{name(found.file)}:{found.line}: {marks.get(found.severity, '')}{one_line(found.message)}\n"
    if report.findings and report.broken_rules:
        yield "\n"
    for problem in report.broken_rules:
        paragraph, text = problem.paragraph, problem.text
        place = f"{problem.article}, paragraph {paragraph}" if paragraph else problem.article
        what = name(problem.label, 40) if text is None else f"{name(problem.label, 40)} ‹{one_line(text, 32)}›"
        yield f"{name(problem.file)}:{problem.line}: {problem.rule}: {place}: {what} {one_line(problem.message)}\n"


def _wrong_keys(project: ProjectFolder) -> Iterable[tuple[str | None, str]]:
    """Keys in the settings with which a screen would not open."""
    if not (project.root / SETTINGS).is_file():
        return ()
    from annotator.tui.actions import wrong_keys  # loads colours and the like, and no screen

    return wrong_keys(project.settings.labels, project.settings.keys)
