"""`annotator import`: articles, and other tools' annotations of them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.common import (
    JSON,
    OK,
    STDOUT,
    WRONG,
    Narrator,
    ProjectOption,
    print_json,
    say,
    with_project,
    write_output,
)
from annotator.errors import AnnotatorError
from annotator.formats import DISCONTINUOUS, IMPORT_FORMATS
from annotator.importing.articles import FORMATS
from annotator.model import GOLD
from annotator.settings import SETTINGS, Folders
from annotator.text.sanitize import one_line, plural

if TYPE_CHECKING:
    from annotator.importing.align import Intake
    from annotator.importing.sources import Imported
    from annotator.project import ProjectFolder

_ALL = (*FORMATS, *IMPORT_FORMATS)
_LABELS = 5
"""Labels that are named in a sentence."""
_SHOWN = 20
"""Lines about what was left out on stderr; `--json` has them all."""


@click.command(name="import")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SOURCE...")
@click.option(
    "--from",
    "format",
    type=click.Choice(_ALL),
    metavar="FORMAT",
    help=f"{', '.join(_ALL)}; by default told from the file.",
)
@click.option("--as", "annotator", metavar="NAME", help="Whose journal the spans go to, whatever the source says.")
@click.option("--only", metavar="WHO", help="Take only what this annotator of the source gave.")
@click.option("--done", is_flag=True, help="Every document counts as finished.")
@click.option(
    "--unit", type=click.Choice(["code-points", "utf-16"]), help="How the source counts, if not as its format does."
)
@click.option(
    "--layer",
    multiple=True,
    metavar="TYPE[:FEATURE]",
    help="Take this layer of a UIMA file too, its FEATURE as the label; may be repeated.",
)
@click.option(
    "--discontinuous",
    type=click.Choice(DISCONTINUOUS),
    default="omit",
    show_default=True,
    help="Spans in several pieces: leave them out, take from first to last, or each piece.",
)
@click.option("--text-column", metavar="C", help="Tables of articles: the column with their text (by default text).")
@click.option("--id-column", metavar="C", help="Tables of articles: the column with their names (by default id).")
@click.option(
    "-o",
    "out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write flat spans there (- is stdout), and nothing else.",
)
@JSON
@with_project
def command(option: ProjectOption, /, sources: Sequence[Path], out: Path | None, as_json: bool, **asked: Any) -> int:
    """Take in articles, and other tools' annotations.

    Texts and web pages become articles in the seeds folder, where nothing is ever replaced. Annotations are appended to
    the journals of those who made them; taking in the same file twice adds nothing.
    """
    if as_json and out == STDOUT:
        raise click.UsageError("only one of -o and --json can go to stdout: name a file for -o")
    found = option.project.import_files(sources, into_journals=out is None, listener=Narrator(), **asked)
    lines = None if out is None else _write_flat(found, out)
    _narrate(found, option.folder)
    if lines is not None:
        say(f"annotator: {plural(lines, 'flat span')} written to {'stdout' if out == STDOUT else out}")
    if as_json:
        print_json(found.to_dict())
    return WRONG if found.intake.left else OK


def _write_flat(found: Imported, out: Path) -> int:
    """Write flat spans; how many."""
    if out != STDOUT and not out.parent.is_dir():
        raise AnnotatorError(f"{one_line(str(out))}: there is no such folder: make it first, or name another place")
    if out != STDOUT and out.exists():
        raise AnnotatorError(f"{one_line(str(out))}: is there already: choose another place, or move it away")
    lines = found.to_jsonl()
    write_output(out, lines)
    return lines.count(b"\n")


def _narrate(found: Imported, project: ProjectFolder) -> None:
    intake = found.intake
    for sentence in found.told:
        say(f"annotator: {sentence}")
    named = project.settings.folders.seeds == Folders().seeds
    added = "added to the seeds" if named else f"added to {one_line(os.path.relpath(project.seeds))}/"
    for article in found.articles:
        what = added if article["new"] else "is there already"
        say(f"annotator: {article['article']}: {what} (sha256 {article['sha256']})")
    for sentence, count in intake.told.items():
        say(f"annotator: {sentence}" if count == 1 else f"annotator: in each of {count} files: {sentence}")
    for what, count in intake.of_documents.items():
        say(f"annotator: {plural(count, 'document')} {what}")
    if intake.gold_documents or intake.gold:
        of = f" of {plural(intake.gold_documents, 'document')}" if intake.gold_documents else ""
        by = "".join(f" by {one_line(name, 60)}" for name in sorted(intake.gold) if name != GOLD)
        say(
            f"annotator: {plural(intake.gold.total(), 'span')}{of}{by} left out, as gold is no annotator's: take it with "
            f"--only {GOLD} --as NAME (a dataset's own spans are gold, whoever made them)"
        )
    for sentence in intake.united:
        say(f"annotator: {sentence}")
    if intake.trimmed:
        say(
            f"annotator: {plural(intake.trimmed, 'span')} with white space at an edge that the article does not have there: "
            "taken without it"
        )
    _narrate_labels(intake, project)
    if intake.doubles:
        say(f"annotator: {plural(intake.doubles, 'span')} left out that the source gives twice")
    for left in intake.left[:_SHOWN]:
        number = "" if left.number is None else f", span {left.number}"
        say(f"annotator: {left.where}{number}: {left.why} (left out)")
    if len(intake.left) > _SHOWN:
        say(f"annotator: {len(intake.left) - _SHOWN} more left out: --json lists them all")
    if intake.incomplete:
        say(
            f"annotator: {plural(intake.incomplete, 'article')} not marked done, because something of an annotator's work "
            "there was left out"
        )
    for journal in found.added:
        there = f", {journal.there} there before" if journal.there else ""
        say(
            f"annotator: {journal.annotator}: {plural(journal.spans, 'span')} added{there}; "
            f"{plural(journal.done, 'article')} marked done"
        )


def _narrate_labels(intake: Intake, project: ProjectFolder) -> None:
    """Tell of labels that are taken in, but have no key and no colour in the project."""
    known = project.labels()
    counts = Counter(label for work in intake.works.values() for *_, label in work.spans if label not in known)
    if counts:
        shown = ", ".join(f"{one_line(label, 40)} ({count:,})" for label, count in sorted(counts.items())[:_LABELS])
        more = f" and {len(counts) - _LABELS} more" if len(counts) > _LABELS else ""
        say(
            f"annotator: {plural(counts.total(), 'span')} with labels that the project lacks: {shown}{more}: they are kept; "
            f"to give such labels too, add [[labels]] with name and key to {SETTINGS} (and those of the four that stay)"
        )
