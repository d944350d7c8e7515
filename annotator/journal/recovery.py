"""Records that could not be saved by the end of a run: put into a file elsewhere, and told of at the next start."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from annotator.errors import AnnotatorError
from annotator.journal import storage
from annotator.journal.journal import RecordFile
from annotator.journal.records import RecordLine, read_records
from annotator.journal.storage import read_journal_bytes
from annotator.model import ArticleState
from annotator.text.sanitize import one_line


class RecoveryFile(NamedTuple):
    """A file of records that are not in the journal yet."""

    path: Path
    records: int
    belongs: str
    """The name of the folder in which they would be read."""


def set_aside(lines: bytes, journal: Path, elsewhere: Iterable[Path]) -> Path | None:
    """Put unsaved records into a new file, and return it once it is on the disk; `None` if no place takes it.

    Beside the journal it is one of the files that are read with it. Where that cannot be, it goes to the first folder of
    `elsewhere` that takes it, under the same name, and `left_aside` finds it there.

    Args:
        lines: the records, as they would stand in the journal.
        journal: where they belong.
        elsewhere: folders to try after the journal's own.
    """
    name = f"{journal.stem}.recovered-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.jsonl"
    for folder in (journal.parent, *elsewhere):
        with contextlib.suppress(OSError):
            storage.make_folder(folder)
            storage.new_file(folder / name, lines)
            return folder / name
    return None


def left_aside(
    journal: RecordFile[Any, Any], folders: Iterable[Path], is_ours: Callable[[str, str], bool]
) -> Iterator[RecoveryFile]:
    """The files in `folders` that hold records of a journal, or of a file of groups, which are not in it yet.

    All projects share the folders, so a file counts only if some record in it is of a text that the project has, or
    goes on with a span of the journal.

    Args:
        journal: whose records, opened.
        folders: where `set_aside` may have put files.
        is_ours: whether the project has the text with a sha256, of an article.
    """
    for folder in dict.fromkeys(folders):
        for path in _of_this_user(folder, f"{journal.path.stem}.recovered-"):
            with contextlib.suppress(AnnotatorError):
                lines = read_records(read_journal_bytes(path) or b"", journal.parse).lines
                known = {version.raw for line in lines for version in journal.fold.versions(line.head.id)}
                missing = [line for line in lines if line.raw not in known]
                if missing and any(_belongs(line, journal, is_ours) for line in lines):
                    yield RecoveryFile(path, len(missing), journal.path.parent.name)


def told_aside(aside: RecoveryFile) -> str:
    """What is in such a file and what to do with it, in a sentence."""
    words = (
        "1 record that could not be saved is"
        if aside.records == 1
        else f"{aside.records} records that could not be saved are"
    )
    return f"{words} in {one_line(str(aside.path), 300)}: copy it into {one_line(aside.belongs)}/ to have {'it' if aside.records == 1 else 'them'} read"


def _of_this_user(folder: Path, beginning: str) -> list[Path]:
    """Files of that name which this user made: anybody may put some into a folder for temporary files."""
    found = []
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if entry.name.startswith(beginning) and entry.name.endswith(".jsonl"):
                mine = not hasattr(os, "getuid") or entry.stat(follow_symlinks=False).st_uid == os.getuid()
                if mine and entry.is_file(follow_symlinks=False):
                    found.append(Path(entry.path))
    return sorted(found)


def _belongs(line: RecordLine[Any], journal: RecordFile[Any, Any], is_ours: Callable[[str, str], bool]) -> bool:
    if any(is_ours(sha256, article) for sha256, article in journal.texts_of(line)):
        return True
    return not isinstance(line.head, ArticleState) and journal.fold.revision(line.head.id) > 0
