"""`annotator agreement --html FILE`: where the page may go, and writing it."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.agreement.estimates import Difference
from annotator.agreement.gamma.measure import Gamma
from annotator.agreement.page import GENERATOR, page, require_library
from annotator.agreement.result import Analysis
from annotator.cli.common import STDOUT, say, write_output
from annotator.model import AnnotatorError
from annotator.project import Project
from annotator.text.sanitize import one_line

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
