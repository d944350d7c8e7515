"""What the commands share: the project they work on, where output goes, how failures are told."""

from __future__ import annotations

import shlex
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import cached_property, wraps
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from annotator.cli.paths import PATH
from annotator.engine import THIS_MACHINE, Step
from annotator.errors import AnnotatorError
from annotator.journal.copies import copies_among, copies_of, told
from annotator.journal.records import Problem, unread
from annotator.journal.storage import write_files
from annotator.progress_line import LINE, Task
from annotator.project import ProjectFolder
from annotator.text.sanitize import display, one_line, thinned

if TYPE_CHECKING:
    from annotator.api import Project

STDOUT = Path("-")
OK, WRONG = 0, 1


class ProjectOption:
    """What the group hands to its commands: the project of `--project`, or of the current folder, when first asked for."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @cached_property
    def folder(self) -> ProjectFolder:
        """Where its things are."""
        return ProjectFolder.find(self._folder, exactly=self._folder is not None)

    @cached_property
    def project(self) -> Project:
        """What can be done with it."""
        from annotator.api import Project  # which opening a screen does not wait for

        return Project(self.folder)


FILES = click.argument("files", nargs=-1, type=PATH, metavar="[FILE]...")


def one_file(context: click.Context, _: click.Parameter, files: tuple[Path, ...]) -> Path | None:
    """The one file that a command takes, or none; of several it is said how they become one."""
    if len(files) > 1:
        named = " ".join(shlex.quote(one_line(str(file))) for file in files)
        raise click.UsageError(
            f"{context.info_name} takes one FILE: join them first with annotator merge {named} -o merged.jsonl, and name "
            "merged.jsonl"
        )
    return files[0] if files else None


JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
ALONE = click.option(
    "--alone", is_flag=True, help="Take only what stands in gold, of finished articles, and nothing of the journals."
)
MIN_ANNOTATORS = click.option(
    "--min-annotators",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    metavar="N",
    help="Only articles that so many annotators finished.",
)
with_project = click.make_pass_decorator(ProjectOption)


def with_engine(command: Callable[..., int]) -> Callable[..., int]:
    """A command with the options that say who does its work; it gets what they come to as `engine`."""

    @click.option(
        "--engine",
        "engine_name",
        type=click.Choice(["local", "dask"]),
        default="local",
        show_default=True,
        help="Who does the work: this process, or dask's workers.",
    )
    @click.option("--scheduler", metavar="ADDRESS", help="With --engine dask: where its scheduler is, if not here.")
    @click.option(
        "--partitions", type=click.IntRange(1), metavar="N", help="With --engine dask: in how many parts work is cut."
    )
    @wraps(command)
    def with_options(
        *given: Any, engine_name: str, scheduler: str | None, partitions: int | None, **options: Any
    ) -> int:
        if engine_name == "local":
            for name, value in (("--scheduler", scheduler), ("--partitions", partitions)):
                if value is not None:
                    raise click.UsageError(f"{name} says how --engine dask works: ask for that too")
            return command(*given, engine=THIS_MACHINE, **options)
        from annotator.cluster import dask_engine

        with dask_engine(scheduler, partitions) as engine:
            return command(*given, engine=engine, **options)

    return with_options


class BoundedNumber(click.ParamType[Any]):
    """A number within bounds, refused in a sentence.

    Args:
        kind: what it is read as.
        fits: whether it is within the bounds.
        told: what to give, such as `a number above 0, at most 1`.
    """

    name = "number"

    def __init__(self, kind: type[int | float], fits: Callable[[float], bool], told: str) -> None:
        self._kind, self._fits, self._told = kind, fits, told

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | float:
        """The number, or click's error."""
        try:
            number = self._kind(value)
        except (ValueError, OverflowError):
            number = None
        if number is None or not self._fits(number):
            self.fail(f"{one_line(str(value), 40)!r}: give {self._told}", param, ctx)
        return number


def say(message: str) -> None:
    """Narration: one harmless line on stderr."""
    with LINE:
        click.echo(one_line(message), err=True)


class Narrator:
    """Tells on stderr what the project hears of its work: see `annotator.api.Listener`.

    Attributes:
        passed_over: how many lines could not be read.
    """

    passed_over = 0

    def read(self, files: Sequence[Path], problems: Mapping[Path, Sequence[Problem]]) -> None:
        """Tell how many lines were passed over, and which copies of journals there are."""
        self.passed_over += report_problems(problems)
        report_copies(files)

    @contextmanager
    def progress(self, what: str, length: int) -> Iterator[Step | None]:
        """The work's bar on the terminal, if there is one."""
        before, LINE.task = LINE.task, Task(what, length)
        try:
            yield LINE.task.step if LINE.running else None
        finally:
            LINE.task = before


def print_json(value: Any) -> None:
    """`value` as indented JSON on stdout; numbers that are not finite become `null`."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE
    write_stdout(orjson.dumps(value, option=options))


def write_stdout(data: bytes) -> None:
    r"""UTF-8 on stdout, whatever its encoding: into a file or pipe as it is.

    On a terminal, what could steer it or hide there is written as `\uXXXX`, which JSON readers take for the same.

    Raises:
        AnnotatorError: if stdout is closed.
    """
    if sys.stdout is None:  # as the shell's >&- leaves it
        raise AnnotatorError("stdout is closed, so there is nowhere to write to: leave it open, or send it to a file")
    seen = sys.stdout.isatty()
    shown = _escaped(data) if seen else data
    with LINE if seen else nullcontext():
        sys.stdout.flush()
        sys.stdout.buffer.write(shown)
        sys.stdout.buffer.flush()


def _escaped(data: bytes) -> bytes:
    return "\n".join(map(_escaped_line, data.decode("utf-8", "surrogateescape").split("\n"))).encode("utf-8")


def _escaped_line(line: str) -> str:
    shown = "".join(a if a == b or a == "\t" else _escape(a) for a, b in zip(line, display(line), strict=True))
    if thinned(shown) != shown:  # heaps of combining marks
        shown = "".join(_escape(c) if unicodedata.category(c) in {"Mn", "Me"} else c for c in shown)
    return shown


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def write_output(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Bytes, whole or in parts, to a file, replaced whole, or to stdout for `-`; a part ends with a line.

    Raises:
        AnnotatorError: if the file cannot be written.
    """
    if path == STDOUT:
        for part in chain(
            (b"",), (data,) if isinstance(data, bytes) else data
        ):  # a closed one is told though all is well
            write_stdout(part)
    else:
        write_files({path: data})


def report_problems(problems: Mapping[Path, Sequence[Problem]]) -> int:
    """Tell on stderr how many lines were passed over and why the first was, a line for each file; how many in all."""
    for path, found in problems.items():
        say(f"annotator: {path}: {unread(found)}")
    return sum(map(len, problems.values()))


def report_copies(files: Sequence[Path]) -> None:
    """Tell on stderr which of the files that were read are copies of a journal, and which copies were not read."""
    read = {path.absolute() for path in files}
    for journal, copies in copies_among(files).items():
        say(f"annotator: {told(journal, copies)}")
    for path in files:
        for copy in copies_of(path, path.stem):
            if copy.absolute() not in read:
                say(f"annotator: {copy.name} is a copy of {path.name} by its name and records, and was not read")
