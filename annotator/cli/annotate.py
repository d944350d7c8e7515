"""`annotator annotate`: opens the screen."""

from __future__ import annotations

import contextlib
import difflib
import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click
import orjson

from annotator.cli.common import Context, pass_context, say
from annotator.journal import platform
from annotator.model import AnnotatorError, check_annotator_name
from annotator.project import ArticleFile, articles_named
from annotator.text.display import one_line


@click.command("annotate")
@click.argument("articles", nargs=-1, type=click.Path(path_type=Path), metavar="[ARTICLE]...")
@click.option("--as", "annotator", metavar="NAME", help="Who is annotating; asked for when left out.")
@click.option("--read-only", is_flag=True, help="Look, but change nothing.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal (less traffic over SSH).")
@click.option("--tutorial", is_flag=True, help="Learn the keys first, in two minutes; needs no articles.")
@pass_context
def command(
    context: Context,
    articles: tuple[Path, ...],
    annotator: str | None,
    read_only: bool,
    no_mouse: bool,
    tutorial: bool,
) -> int:
    """Open the screen on the project's articles, or on the files or folders named.

    Spans go to the project's annotations/NAME.jsonl, each saved before the screen says so.
    """
    project = context.project
    files = _named(articles) if articles else project.articles()
    if not files and not tutorial:
        raise AnnotatorError(
            f"{one_line(str(project.seeds))}: holds no article: put .txt files there, or name files or folders"
        )
    if annotator is not None:
        check_annotator_name(annotator)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise AnnotatorError("the screen needs a terminal: run it in one, without redirecting input or output")
    if os.environ.get("TERM") in {"dumb", "unknown"}:
        raise AnnotatorError("the terminal says that it can only print lines (TERM=dumb): use another one")
    from annotator.tui.app import AnnotatorApp, run, write_crash_report

    app = AnnotatorApp(project, files, annotator, read_only=read_only, tutorial=tutorial)
    code = run(app, mouse=not no_mouse)
    if app.failure is not None:
        raise app.failure
    if app.unsaved:
        _hand_out(app.unsaved, app.memory.folder)
        code = code or 1
    if app.crash is not None:
        report = write_crash_report(app.crash, app.memory.folder)
        where = f"; what happened is in {report}" if report else ""
        say(f"annotator: something broke ({type(app.crash).__name__}); what was saved is saved{where}")
    return code


def _hand_out(lines: bytes, folder: Path) -> None:
    """Give away what could not be saved: to the terminal, or where that is gone to a file beside the preferences.

    The lines are made ASCII, so that they neither steer the terminal nor depend on its encoding.
    """
    harmless = b"".join(json.dumps(orjson.loads(line)).encode() + b"\n" for line in lines.splitlines())
    for descriptor in (1, 2):
        with contextlib.suppress(OSError):
            say("annotator: these records could NOT be saved; keep them, they are lines of a journal:")
            platform.write_all(descriptor, harmless)
            return
    name = f"unsaved-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.jsonl"
    for place in (folder, Path(tempfile.gettempdir())):
        with contextlib.suppress(OSError):
            platform.make_folder(place)
            platform.new_file(place / name, lines)
            return


def _named(paths: tuple[Path, ...]) -> list[ArticleFile]:
    try:
        return articles_named(paths)
    except AnnotatorError:
        from annotator.cli import COMMANDS  # which imports this module, but only when asked for

        close = difflib.get_close_matches(str(paths[0]), COMMANDS, n=1)
        if close and not paths[0].exists():
            raise AnnotatorError(
                f"there is no command or file {one_line(str(paths[0]))!r}: did you mean {close[0]}?"
            ) from None
        raise
