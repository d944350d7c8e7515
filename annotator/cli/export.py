"""`annotator export`: writes a dataset with splits and a card."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.common import (
    ALONE,
    JSON,
    MIN_ANNOTATORS,
    OK,
    STDOUT,
    WRONG,
    Narrator,
    ProjectOption,
    one_file,
    print_json,
    say,
    with_engine,
    with_project,
)
from annotator.cli.paths import PATH
from annotator.errors import AnnotatorError
from annotator.formats import EXPORT_FORMATS

if TYPE_CHECKING:
    from annotator.engine import Engine


@click.command()
@click.argument("source", nargs=-1, type=PATH, metavar="[FILE]", callback=one_file)
@click.option(
    "--to",
    "format",
    required=True,
    type=click.Choice(EXPORT_FORMATS),
    metavar="FORMAT",
    help=f"{', '.join(EXPORT_FORMATS)}.",
)
@click.option("-o", "out", required=True, type=PATH, metavar="DIR", help="The dataset's folder.")
@click.option("--split", metavar="80/10/10", help="Percentages: train/test or train/validation/test.")
@click.option("--by", type=click.Choice(["event", "article"]), default="event", help="What is never parted.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Another seed, another split.")
@click.option("--with-text/--standoff", "with_text", help="Include the articles' text, or (default) only offsets.")
@ALONE
@MIN_ANNOTATORS
@click.option("--pseudonyms", is_flag=True, help="Write annotator-1, annotator-2 … for the annotators' names.")
@JSON
@with_project
@with_engine
def command(option: ProjectOption, /, out: Path, as_json: bool, engine: Engine, **asked: Any) -> int:
    """Write a dataset with splits and a card.

    FILE is a journal or a file of flat spans, by default the project's gold. Only articles that somebody finished are
    written, those without a span too.
    """
    if out == STDOUT:
        raise AnnotatorError("-o: a dataset is several files: name a folder")
    narrator = Narrator()
    export = option.project.export(out=out, listener=narrator, engine=engine, **asked)
    for sentence in export.sentences():
        say(f"annotator: {sentence}")
    if as_json:
        print_json(export.card)
    return WRONG if narrator.passed_over else OK
