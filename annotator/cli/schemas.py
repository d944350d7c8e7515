"""`annotator schema`: prints the JSON Schemas of files and reports."""

from __future__ import annotations

import click

from annotator.cli.common import OK, print_json, write_stdout


@click.command()
@click.argument("name", required=False, metavar="[NAME]")
def command(name: str | None) -> int:
    """Print the JSON Schema of a file or report; without NAME, list them."""
    from annotator.schemas import SCHEMAS, json_schema  # takes long to load, which --help need not wait for

    if name is None:
        width = max(map(len, SCHEMAS))
        write_stdout("".join(f"{known:{width}}  {about}\n" for known, (about, _) in SCHEMAS.items()).encode())
    else:
        print_json(json_schema(name))
    return OK
