"""`annotator tidy`: folds a journal in place and keeps the old file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.cli.common import JSON, OK, Narrator, print_json, report_copies, say
from annotator.text.sanitize import plural

if TYPE_CHECKING:
    from annotator.journal.tidy import TidyResult


@click.command("tidy")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@JSON
def command(file: Path, as_json: bool) -> int:
    """Fold a journal or a file of groups in place; keep the old file.

    Of the records of each span or group only the last revision stays, deletions too, so that these are the same; lines that
    cannot be read stay where they are. The old file is kept whole as FILE.bak, or FILE.bak-TIME if there is one.
    What was done before cannot be undone afterwards.
    """
    from annotator.api import Project

    done = Project.tidy(file, listener=Narrator())
    report_copies([file])
    _narrate(file, done)
    if as_json:
        backup = None if done.backup is None else str(done.backup)
        print_json({"file": str(file), **done.tidied._asdict(), "backup": backup})
    return OK


def _narrate(file: Path, done: TidyResult) -> None:
    tidied = done.tidied
    count = plural(tidied.spans, done.of)
    if done.backup is None:
        say(f"annotator: {file}: nothing to do: {plural(tidied.records, 'record')}, {count}")
        return
    stand = "stands" if tidied.spans == 1 else "stand"
    say(
        f"annotator: {plural(tidied.records, 'record')} folded to {tidied.kept:,}; {count} {stand} "
        f"before and after; the old file is {done.backup.name}; what was done before can no longer be undone"
    )
    if tidied.unreadable:
        say(f"annotator: {plural(tidied.unreadable, 'line')} that cannot be read stayed: annotator check lists them")
