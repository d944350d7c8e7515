"""The command line: one file a command, each loaded only when it is asked for."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from pathlib import Path
from typing import Any

import click

# Nothing here uses plugins of pydantic's, and looking for them through every installed package takes longer than all
# else that a command loads.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from annotator.cli.paths import PATH
from annotator.errors import AnnotatorError
from annotator.progress_line import LINE, Task
from annotator.text.sanitize import one_line
from annotator.version import __version__

COMMANDS = {
    # name: (module, one line of help). Help is here so that listing the commands imports none of them.
    "annotate": ("annotate", "Open the screen on the project's articles, or on those named."),
    "status": ("status", "Show who has done what: state, spans and time by article."),
    "search": ("search", "Find words and spans in all articles."),
    "agreement": ("agreement", "Report how far the annotators agree."),
    "diff": ("diff", "List what differs between two files of spans, or two states of one."),
    "boards": ("boards", "Show the same quotation and the same number across articles."),
    "merge": ("merge", "Join annotators' files into flat spans with votes."),
    "adjudicate": ("adjudicate", "Open the screen on what annotators disagree about; make gold."),
    "export": ("export", "Write a dataset with splits and a card."),
    "book": ("book", "Write a dataset as pages for readers, which open from a disk."),
    "import": ("import_command", "Take in articles, and other tools' annotations."),
    "check": ("check", "Check every record and offset; change nothing."),
    "tidy": ("tidy", "Fold a journal in place; keep the old file."),
    "schema": ("schemas", "Print the JSON Schemas of files and reports."),
}

_OF_SCREEN = [
    ("--as NAME", "Who is annotating; asked for when left out."),
    ("--read-only", "Look, but change nothing."),
    ("--tutorial", "Learn the keys first, in two minutes; needs no articles."),
]
_SCREENS = frozenset({"annotate", "adjudicate"})
"""They begin without a look for garbage, see `needs_terminal`."""


class _Commands(click.Group):
    """The commands, imported one at a time; a word that is no command is taken for an article to annotate."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        LINE.task = Task(f"annotator {cmd_name}")
        module = importlib.import_module(f"annotator.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        if cmd_name not in _SCREENS:
            gc.enable()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])
        with formatter.section("Options without a command (all: annotator annotate --help)"):
            formatter.write_dl(_OF_SCREEN)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader of our output has left (as `head` does); the interpreter must not complain about it at exit, and
            # click would end with 1, which says that something wrong was found.
            sys.stdout = None
            sys.exit(141)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _with_command(args))


def _with_command(args: list[str]) -> list[str]:
    """Put `--project` first wherever it stands, and `annotate` where a command line names no command."""
    first: list[str] = []
    rest: list[str] = []
    words = iter(args)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word == "--project":
            first += [word, *[value for value in [next(words, None)] if value is not None]]
        elif word.startswith("--project="):
            first.append(word)
        else:
            rest.append(word)
    if rest and (rest[0] in {"--help", "-h", "--version"} or rest[0] in COMMANDS):
        return [*first, *rest]
    return [*first, "annotate", *rest]


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="annotator")
@click.option("--project", type=PATH, metavar="DIR", help="The project's folder.")
@click.pass_context
def cli(ctx: click.Context, project: Path | None) -> None:
    """Tag claims, quotes, numbers and ads in news text; measure agreement; make gold.

    Without a command the annotating screen opens: `annotator [ARTICLE…] [--as NAME]`.
    """
    from annotator.cli.common import ProjectOption  # with it come the models, which a mere --help has no need of

    ctx.obj = ProjectOption(project)


def _say(message: str) -> None:
    with LINE:
        click.echo(one_line(f"annotator: {message}"), err=True)


def main() -> None:
    """Run the command line: exit 0 when fine, 1 when something wrong was found, 2 for bad usage or input."""
    try:
        code = cli.main(standalone_mode=False)
    except click.ClickException as error:
        message = error.format_message()
        hint = (
            f" ('{error.ctx.command_path} --help' shows how)"
            if isinstance(error, click.UsageError) and error.ctx
            else ""
        )
        _say(f"{message}{hint}")
        sys.exit(2)
    except AnnotatorError as error:
        _say(str(error))
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        _say("stopped")
        sys.exit(130)
    except MemoryError:
        _say("there is not enough memory for this; what was saved is saved: close something, or take smaller files")
        sys.exit(2)
    except OSError as error:
        where = f"{one_line(str(error.filename))}: " if error.filename else ""
        _say(f"{where}{error.strerror or error}")
        sys.exit(2)
    sys.exit(code if isinstance(code, int) else 0)
