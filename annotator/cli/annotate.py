"""`annotator annotate`: opens the screen."""

from __future__ import annotations

import contextlib
import difflib
import gc
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from annotator.cli.common import Narrator, ProjectOption, say, with_project
from annotator.errors import AnnotatorError
from annotator.journal import storage
from annotator.journal.recovery import set_aside, told_aside
from annotator.listener import reading
from annotator.model import check_annotator_name
from annotator.progress_line import LINE
from annotator.project import ArticleFile, ProjectFolder, articles_named
from annotator.session import open_session
from annotator.text.sanitize import one_line

if TYPE_CHECKING:
    from annotator.tui.app import AnnotatorApp

# What a screen has worked out beside it are products of small matrices: two threads of numpy's only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@click.command("annotate")
@click.argument("articles", nargs=-1, type=click.Path(path_type=Path), metavar="[ARTICLE]...")
@click.option("--as", "annotator", metavar="NAME", help="Who is annotating; asked for when left out.")
@click.option("--read-only", is_flag=True, help="Look, but change nothing.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal (less traffic over SSH).")
@click.option(
    "--retest",
    is_flag=True,
    help="A second, blind pass over the articles that NAME has done, kept apart; with --as.",
)
@click.option("--tutorial", is_flag=True, help="Learn the keys first, in two minutes; needs no articles.")
@with_project
def command(
    option: ProjectOption,
    articles: tuple[Path, ...],
    annotator: str | None,
    read_only: bool,
    no_mouse: bool,
    retest: bool,
    tutorial: bool,
) -> int:
    """Open the screen on the project's articles, or on those named: by their ids, or as files or folders.

    Spans go to the project's annotations/NAME.jsonl, each saved before the screen says so; those of a second pass to
    annotations/retest/NAME.jsonl, which is never a vote.
    """
    project = option.folder
    files = _named(articles, project) if articles else project.articles()
    if retest:
        files = _again(project, annotator, files if articles else None)
        project = project.second_pass()
    if not files and not tutorial:
        if (missing := project.missing().get("folders.seeds")) is not None:
            raise AnnotatorError(missing)
        raise AnnotatorError(
            f"{one_line(str(project.root))}: holds no article yet: put .txt files into {project.place_for_articles}, take "
            "some in with annotator import, or name files or folders; --tutorial needs none"
        )
    if annotator is not None:
        check_annotator_name(annotator)
    needs_terminal()
    session = None
    if annotator is not None and not tutorial:  # else the screen asks first
        with reading([project.journal_path(annotator)], Narrator()) as step:
            session = open_session(project, annotator, read_only=read_only, progress=step)
    from annotator.tui.app import AnnotatorApp

    app = AnnotatorApp(project, files, annotator, read_only=read_only, tutorial=tutorial, session=session)
    return run_app(app, mouse=not no_mouse)


def _again(project: ProjectFolder, annotator: str | None, named: list[ArticleFile] | None) -> list[ArticleFile]:
    """The articles of a second pass, or those of them that were named.

    Raises:
        AnnotatorError: if it is not said whose pass it is, or an article was not done in the first one.
    """
    if annotator is None:
        raise AnnotatorError("--retest is a second pass of somebody's: say whose with --as NAME")
    done = project.articles_again(annotator)
    if named is None:
        return done
    missing = [article.id for article in named if article not in done]
    if missing:
        raise AnnotatorError(
            f"{one_line(missing[0], 60)}: {annotator} has not marked it done: a retest is a second pass over what one has done"
        )
    return [article for article in done if article in named]


def needs_terminal() -> None:
    """Make sure that a screen can be opened.

    From here to the first frame no garbage is collected: next to nothing of what is made until then is any.

    Raises:
        AnnotatorError: saying what is in the way.
    """
    gc.disable()
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise AnnotatorError("the screen needs a terminal: run it in one, without redirecting input or output")
    if os.environ.get("TERM") in {"dumb", "unknown"}:
        raise AnnotatorError("the terminal says that it can only print lines (TERM=dumb): use another one")


def run_app(app: AnnotatorApp, *, mouse: bool) -> int:
    """Run a screen to its end, hand out what could not be saved, tell what broke; the exit code."""
    from annotator.tui.app import run, write_crash_report

    LINE.stop()
    code = run(app, mouse=mouse)
    if app.failure is not None:
        raise app.failure
    if app.unsaved:
        _hand_out(app.unsaved, app.journal_path, app.memory.folder, chosen=code == 0 and app.warned)
        code = code or 1
    if app.unsaved_groups is not None:
        _hand_out(*app.unsaved_groups, app.memory.folder, chosen=False)
        code = code or 1
    with contextlib.suppress(OSError):  # a terminal that is gone
        if app.notice:
            say(f"annotator: {app.notice}")
        for aside in app.aside:
            if aside.path.exists():
                say(f"annotator: {told_aside(aside)}")
    if app.crash is not None:
        report = write_crash_report(app.crash, app.memory.folder)
        where = f"; what happened is in {report}" if report else ""
        say(f"annotator: something broke ({type(app.crash).__name__}); what was saved is saved{where}")
    elif not app.unsaved and sys.stderr.isatty():
        with contextlib.suppress(AnnotatorError, OSError):  # of a folder that is gone there is nothing to say
            for sentence in app.farewell():
                say(f"annotator: {sentence}")
    return code


def _hand_out(lines: bytes, journal: Path, folder: Path, *, chosen: bool) -> None:
    """Give away what could not be saved: to the terminal, and to a file unless the person chose to have it printed.

    Whoever was made to leave, by a signal say, may not be there to see it; a terminal that is gone shows nothing.

    Args:
        lines: the records, as they would stand in the journal.
        journal: where they belong; the file goes beside it, if it can.
        folder: of the preferences: the next best place.
        chosen: whether the person left by a key, told that the records would be printed.
    """
    path = None if chosen else set_aside(lines, journal, (folder, Path(tempfile.gettempdir())))
    if not _printed(lines, path) and chosen:
        set_aside(lines, journal, (folder, Path(tempfile.gettempdir())))


def _printed(lines: bytes, path: Path | None) -> bool:
    """Whether there was something to print the records to.

    The lines are made ASCII, so that they neither steer the terminal nor depend on its encoding.
    """
    import json

    harmless = b"".join(json.dumps(orjson.loads(line)).encode() + b"\n" for line in lines.splitlines())
    where = f"; {one_line(str(path))} holds them too" if path else ""
    for descriptor in (1, 2):
        with contextlib.suppress(OSError):
            say(f"annotator: these records could NOT be saved; keep them, they are lines of a journal{where}:")
            storage.write_all(descriptor, harmless)
            return True
    return False


def _named(paths: tuple[Path, ...], project: ProjectFolder) -> list[ArticleFile]:
    try:
        return articles_named(paths, project.articles())
    except AnnotatorError:
        from annotator.cli import COMMANDS  # which imports this module, but only when asked for

        close = difflib.get_close_matches(str(paths[0]), COMMANDS, n=1)
        if close and not paths[0].exists():
            raise AnnotatorError(
                f"there is no command or file {one_line(str(paths[0]))!r}: did you mean {close[0]}?"
            ) from None
        raise
