"""`annotator boards`: the same quotation and the same quantity in several articles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.api import boards_page, prepare_boards_page
from annotator.cli.common import (
    FILES,
    JSON,
    OK,
    STDOUT,
    WRONG,
    BoundedNumber,
    Narrator,
    ProjectOption,
    print_json,
    say,
    with_engine,
    with_project,
    write_output,
    write_stdout,
)

if TYPE_CHECKING:
    from annotator.engine import Engine
    from annotator.report.project_boards import BoardKind


@click.command("boards")
@FILES
@click.option("--kind", type=click.Choice(["quotes", "numbers"]), help="Only these; without it both.")
@click.option("--event", multiple=True, metavar="EVENT", help="Only articles on this event.")
@click.option(
    "--min-outlets",
    type=BoundedNumber(int, lambda number: number >= 1, "a whole number from 1"),
    default=2,
    show_default=True,
    metavar="N",
    help="Leave out what fewer outlets have.",
)
@JSON
@click.option(
    "--html",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also write the boards as a page; - is stdout.",
)
@with_project
@with_engine
def command(
    option: ProjectOption,
    /,
    files: tuple[Path, ...],
    kind: BoardKind | None,
    event: tuple[str, ...],
    min_outlets: int,
    as_json: bool,
    html: Path | None,
    engine: Engine,
) -> int:
    """Show which quotations and quantities several articles have: who cut, who reworded, and whose numbers differ.

    FILE: journals, flat spans or gold; without any gold, where there is some, else all journals. In articles where nobody
    tagged a quotation, those between quotation marks are taken; where nobody tagged a number, those that the rules find.
    An offer is sure, or perhaps; decided is what a person said. Values are compared in decided groups alone.
    """
    if html == STDOUT and as_json:
        raise click.UsageError("--json and --html - both want stdout: give --html a file")
    if html is not None:
        prepare_boards_page(None if html == STDOUT else html)
    narrator, project = Narrator(), option.project
    found = project.boards(files, kind=kind, event=event, min_outlets=min_outlets, listener=narrator, engine=engine)
    for sentence in found.notes:
        say(f"annotator: {sentence}")
    if html is not None:
        write_output(html, boards_page(found).encode())
    if html not in {None, STDOUT}:
        say(f"annotator: the page is in {html}: open it in a browser")
    if as_json:
        print_json(found.structure())
    elif html != STDOUT:
        write_stdout(found.text().encode())
    return WRONG if narrator.passed_over else OK
