"""What the commands share: the project they work on, where output goes, how failures are told."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import orjson

from annotator.journal.corpus import Corpus
from annotator.journal.platform import replace_file
from annotator.model import AnnotatorError
from annotator.project import Project
from annotator.text.display import one_line

STDOUT = Path("-")
OK, WRONG = 0, 1


class Context:
    """What the group hands to its commands: the project, found when first asked for."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._project: Project | None = None

    @property
    def project(self) -> Project:
        """The project of `--project`, or of the current folder."""
        if self._project is None:
            self._project = Project.find(self._folder, exactly=self._folder is not None)
        return self._project

    def files_or_journals(self, files: Sequence[Path]) -> list[Path]:
        """The files named, or every journal of the project but gold.

        Raises:
            AnnotatorError: if none is named and the project has none.
        """
        if files:
            return list(files)
        journals = self.project.journals()
        if not journals:
            raise AnnotatorError(
                f"{one_line(str(self.project.annotations))}: holds no journal yet: annotate first, or name files"
            )
        return journals


FILES = click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
pass_context = click.make_pass_decorator(Context)


def say(message: str) -> None:
    """Narration: one harmless line on stderr."""
    click.echo(one_line(message), err=True)


def print_json(value: Any) -> None:
    """`value` as indented JSON on stdout; numbers that are not finite become `null`."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE
    write_stdout(orjson.dumps(value, option=options))


def write_stdout(data: bytes) -> None:
    """Bytes on stdout, whatever its encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def write_output(path: Path, data: bytes) -> None:
    """Bytes to a file, replaced whole, or to stdout for `-`.

    Raises:
        AnnotatorError: if the file cannot be written.
    """
    if path == STDOUT:
        write_stdout(data)
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, data)
    except OSError as error:
        raise AnnotatorError(
            f"{one_line(str(path))}: cannot be written ({error.strerror}): choose another place"
        ) from error


def report_problems(corpus: Corpus) -> int:
    """Tell on stderr which lines were passed over; how many."""
    for path, problems in corpus.problems.items():
        for problem in problems:
            say(f"annotator: {path}: line {problem.line}: {problem.message} (passed over)")
    return sum(map(len, corpus.problems.values()))
