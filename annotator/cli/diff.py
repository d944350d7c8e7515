"""`annotator diff`: what differs between two files of spans, or two states of one."""

from __future__ import annotations

import click

from annotator.api import diff
from annotator.cli.common import JSON, OK, Narrator, print_json, write_stdout


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@JSON
def command(a: str, b: str, as_json: bool) -> int:
    """List the spans that B has added, lost, moved or relabelled, compared with A.

    A and B are journals or files of flat spans. FILE@TIME is a journal as it was at a time, such as
    kim.jsonl@2026-11-22, and FILE@before-suggestions without what a second look brought; a TIME alone, or
    before-suggestions, is that state of the other one.
    """
    found = diff(a, b, listener=Narrator())
    if as_json:
        print_json(found.to_dict())
    else:
        write_stdout(found.to_text().encode())
    return OK
