"""`annotator merge`: joins annotators' files into flat spans with votes."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from annotator.api import refuse_other_than_merged, same_file
from annotator.cli.common import (
    JSON,
    LARGE,
    OK,
    STDOUT,
    WRONG,
    ProjectOption,
    print_json,
    progress_bar,
    report_copies,
    report_problems,
    say,
    with_project,
    write_output,
)
from annotator.merge import FileMerge, Keep, account, ordered_kinds
from annotator.text.sanitize import plural

_IN_MEMORY = 2**24
"""Bytes of conflicts, which are written after the spans."""


class _KeepType(click.ParamType[Any]):
    """`all`, `majority`, `unanimous`, or a number of votes."""

    name = "keep"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Keep:
        if value in ("all", "majority", "unanimous"):
            return value  # type: ignore[no-any-return]
        if not re.fullmatch(r"[1-9][0-9]{0,8}", value):
            self.fail("give all, majority, unanimous, or a number of votes from 1", param, ctx)
        return int(value)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("-o", "out", required=True, type=click.Path(path_type=Path), metavar="OUT", help="Where to; - is stdout.")
@click.option(
    "--keep", type=_KeepType(), default="all", metavar="all|majority|unanimous|N", help="How many votes a span needs."
)
@click.option("--conflicts", type=click.Path(path_type=Path), metavar="FILE", help="Write the conflicts as JSONL.")
@JSON
@with_project
def command(
    option: ProjectOption, files: Sequence[Path], out: Path, keep: Keep, conflicts: Path | None, as_json: bool
) -> int:
    """Join annotators' files into flat spans with votes.

    Copies of one annotator's journal are folded into one. Of several annotators only those who finished an article
    vote on it. One annotator's file alone gives every span that stands in it.
    """
    outputs = [out] if conflicts is None else [out, conflicts]
    if [*outputs, *([STDOUT] * as_json)].count(STDOUT) > 1:
        raise click.UsageError("only one of OUT, the conflicts and --json can go to stdout: name a file for the others")
    if conflicts is not None and conflicts != STDOUT and same_file(out, conflicts):
        raise click.UsageError("-o and --conflicts name the same file: give each its own")
    for path in outputs:
        if path != STDOUT:
            refuse_other_than_merged(path, files, option.project)
    size = sum(path.stat().st_size for path in files if path.is_file())
    with progress_bar("reading", size, long=size >= LARGE) as progress:
        merging = FileMerge(files, progress)
    problems = report_problems(merging.problems)
    report_copies(files)
    with (
        tempfile.SpooledTemporaryFile(_IN_MEMORY) as found,
        progress_bar("merging", merging.votes, long=size >= LARGE) as progress,
    ):
        write_output(out, merging.lines(keep, None if conflicts is None else found.write, progress))
        if conflicts is not None:
            found.seek(0)
            write_output(conflicts, iter(lambda: found.read(_IN_MEMORY), b""))
    _narrate(merging, keep, out)
    left_out = merging.left_out
    if as_json:
        print_json(
            {
                "annotators": merging.annotators,
                "articles": merging.articles,
                "written": merging.written,
                "left_out": {
                    "keep": merging.joined - merging.written,
                    "unfinished": [
                        {"annotator": name, "article": article, "spans": count}
                        for (name, article), count in left_out.unfinished.items()
                    ],
                },
                "doubles": left_out.doubles,
                "unhashed": left_out.unhashed,
                "dropped_fields": sorted(left_out.unknown),
                "conflicts": ordered_kinds(merging.kinds),
                "unreadable_lines": problems,
            }
        )
    return WRONG if problems else OK


def _narrate(merging: FileMerge, keep: Keep, out: Path) -> None:
    for sentence in account(merging.left_out):
        say(f"annotator: {sentence}")
    left_out = merging.joined - merging.written
    where = "stdout" if out == STDOUT else str(out)
    say(
        f"annotator: {merging.written:,} of {plural(merging.joined, 'span')} by "
        f"{', '.join(merging.annotators) or 'nobody'} written to {where}"
        + (f"; {left_out} left out by --keep {keep}" if left_out else "")
    )
    if merging.flat and len(merging.annotators) > 1:
        names = ", ".join(merging.flat)
        say(
            f"annotator: of {names} there are only flat spans, which do not say who finished an article: each article with "
            "one of theirs counts as finished by them, work that was not finished too; name the journals instead, if you have them"
        )
    if len(merging.annotators) == 1:
        say("annotator: one annotator: every span that stands, of unfinished articles too; there was nobody to vote")
    if isinstance(keep, int) and keep > len(merging.annotators) and not merging.written:
        say(
            f"annotator: --keep {keep} asks for more votes than there are annotators here "
            f"({len(merging.annotators)}): give a number up to that, or unanimous"
        )
    counts = ordered_kinds(merging.kinds)
    if counts:
        say("annotator: conflicts: " + ", ".join(f"{count} {kind}" for kind, count in counts.items()))
