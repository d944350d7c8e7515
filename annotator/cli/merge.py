"""`annotator merge`: joins annotators' files into flat spans with votes."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.api import MergedSpans, place_for_merged, same_file
from annotator.cli.common import (
    JSON,
    OK,
    STDOUT,
    WRONG,
    Narrator,
    ProjectOption,
    print_json,
    say,
    with_engine,
    with_project,
    write_output,
)
from annotator.cli.paths import PATH
from annotator.text.sanitize import plural

if TYPE_CHECKING:
    from annotator.engine import Engine
    from annotator.merge import Keep

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
@click.argument("files", nargs=-1, required=True, type=PATH, metavar="FILE...")
@click.option("-o", "out", required=True, type=PATH, metavar="OUT", help="Where to; - is stdout.")
@click.option(
    "--keep", type=_KeepType(), default="all", metavar="all|majority|unanimous|N", help="How many votes a span needs."
)
@click.option("--conflicts", type=PATH, metavar="FILE", help="Write the conflicts as JSONL.")
@JSON
@with_project
@with_engine
def command(
    option: ProjectOption,
    files: Sequence[Path],
    out: Path,
    keep: Keep,
    conflicts: Path | None,
    as_json: bool,
    engine: Engine,
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
    narrator = Narrator()
    with ExitStack() as stack:
        for path in outputs:
            if path != STDOUT:
                stack.enter_context(place_for_merged(path, files, option.folder))
        merged = option.project.merge(files, keep=keep, listener=narrator, engine=engine)
        found = stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
        write_output(out, merged.lines(None if conflicts is None else found.write))
        if conflicts is not None:
            found.seek(0)
            write_output(conflicts, iter(lambda: found.read(_IN_MEMORY), b""))
    _narrate(merged, out)
    if as_json:
        print_json(merged.to_dict())
    return WRONG if narrator.passed_over else OK


def _narrate(merged: MergedSpans, out: Path) -> None:
    merging, keep = merged.merging, merged.keep
    for sentence in merged.sentences():
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
    counts = merging.conflicts_by_kind()
    if counts:
        say("annotator: conflicts: " + ", ".join(f"{count} {kind}" for kind, count in counts.items()))
