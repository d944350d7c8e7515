"""`annotator book`: writes a dataset as static pages for readers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
    with_project,
)
from annotator.errors import AnnotatorError


@click.command()
@click.argument("source", nargs=-1, type=click.Path(path_type=Path), metavar="[GOLD]", callback=one_file)
@click.option("-o", "out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="The book's folder.")
@click.option("--with-text/--standoff", "with_text", help="Show the articles' text, or (default) only where spans lie.")
@ALONE
@MIN_ANNOTATORS
@JSON
@with_project
def command(option: ProjectOption, /, out: Path, as_json: bool, **asked: Any) -> int:
    """Write a dataset as pages for readers: open DIR/index.html in any browser, from the disk.

    GOLD is a journal or a file of flat spans, by default the project's gold. The pages ask no server for anything. They
    show no text of the articles without --with-text. --json prints the card.
    """
    if out == STDOUT:
        raise AnnotatorError("-o: a book is several files: name a folder")
    narrator = Narrator()
    book = option.project.book(out, listener=narrator, **asked)
    for sentence in book.sentences():
        say(f"annotator: {sentence}")
    if as_json:
        print_json(book.card)
    return WRONG if narrator.passed_over else OK
