"""`annotator diff`: what differs between two files of spans, or two states of one."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.api import diff
from annotator.cli.common import JSON, OK, Narrator, ProjectOption, print_json, say, with_project, write_stdout


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option("--article", multiple=True, metavar="A", help="Only this article. May be given again.")
@JSON
@with_project
def command(option: ProjectOption, a: str, b: str, article: tuple[str, ...], as_json: bool) -> int:
    """List the spans that B has added, lost, moved or relabelled, compared with A.

    A and B are journals or files of flat spans. FILE@TIME is a journal as it was at a time, such as
    kim.jsonl@2026-11-22, and FILE@before-suggestions without what a second look brought; a TIME alone, or
    before-suggestions, is that state of the other one. Of different annotators the articles are compared that both have begun.
    """
    for argument in (a, b):
        if not Path(argument).exists():  # a state, or a name where a journal is meant
            option.folder.check_files([Path(argument.rpartition("@")[0] or argument)])
    found = diff(a, b, articles=article, listener=Narrator())
    for side, told in found.taken_out.items():
        say(f"{side}: {told}")
    if as_json:
        print_json(found.to_dict())
    else:
        write_stdout(found.to_text().encode())
    return OK
