"""`annotator check`: looks at every record and offset, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from annotator.cli.common import (
    FILES,
    JSON,
    OK,
    WRONG,
    ProjectOption,
    print_json,
    report_copies,
    say,
    with_project,
    write_stdout,
)
from annotator.journal.check import CheckFinding
from annotator.project import ProjectFolder
from annotator.project_check import check_project
from annotator.settings import SETTINGS
from annotator.text.load import MAX_BYTES, read_regular
from annotator.text.sanitize import one_line, plural


@click.command()
@FILES
@JSON
@with_project
def command(option: ProjectOption, files: Sequence[Path], as_json: bool) -> int:
    """Check every record and offset; change nothing.

    Without FILE: every article and journal of the project, gold, all snapshots of articles, and the keys that the
    settings give. What is wrong is told as FILE:LINE: sentence on stdout. Exit 1 if anything is wrong; warnings alone do not count.
    """
    project = option.project
    report = check_project(project, files, () if files else list(_keys(project)))
    if as_json:
        print_json(report)
    else:
        marks = {"warning": "warning: "}
        lines = [
            f"{one_line(found.file)}:{found.line}: {marks.get(found.severity, '')}{one_line(found.message)}\n"
            for found in report.findings
        ]
        write_stdout("".join(lines).encode())
    say(
        f"annotator: {plural(len(report.files), 'file')}, {plural(report.records, 'record')}, "
        f"{plural(report.spans, 'span')}{' after folding' if report.folded else ''}: {report.errors} wrong, "
        f"{report.warnings} to look at"
    )
    report_copies([Path(file) for file in report.files])
    return WRONG if report.errors else OK


def _keys(project: ProjectFolder) -> Iterator[tuple[Path, CheckFinding]]:
    """Keys in the settings with which a screen would not open."""
    path = project.root / SETTINGS
    if not path.is_file():
        return
    from annotator.tui.actions import wrong_keys  # loads colours and the like, and no screen

    for name, message in wrong_keys(project.settings.labels, project.settings.keys):
        sentence = message.removeprefix(f"{SETTINGS}: ")
        yield path, CheckFinding(_line_of(path, name), "error", "keys", sentence)


def _line_of(path: Path, name: str | None) -> int:
    """The line of the settings that gives an action its keys, else the one where keys begin to be given, else the first."""
    lines = read_regular(path, MAX_BYTES).decode("utf-8", "replace").splitlines()
    table = next((i for i, line in enumerate(lines, 1) if line.strip().startswith("[keys]")), 1)
    below = enumerate(lines[table:], table + 1)
    return next((i for i, line in below if line.partition("=")[0].strip().strip("\"'") == name), table)
