"""Annotators' spans joined, as `project.merge` returns them, and the place that they may be written to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.engine import THIS_MACHINE, Engine
from annotator.errors import AnnotatorError
from annotator.journal.records import Fields, flat_span, is_flat, parse_json
from annotator.journal.storage import JournalLock, read_journal_bytes, write_files
from annotator.listener import NOBODY, Listener, reading
from annotator.model import GOLD, FlatSpan
from annotator.project import ProjectFolder
from annotator.remote import RemotePath
from annotator.text.sanitize import one_line

if TYPE_CHECKING:
    from annotator.merge import Keep
    from annotator.spans import Spans

_OP_KEY = re.compile(rb'"op"\s*:')


class MergedSpans:
    """Annotators' spans joined, with votes. They are joined when they are first asked for.

    Attributes:
        keep: how many votes a span needs.
        annotators: everybody whom a record names, by name.
        merging: how they are joined, with the counts of what was; complete once all lines have been read.
    """

    def __init__(
        self,
        folder: ProjectFolder,
        files: Sequence[Path],
        keep: Keep = "all",
        listener: Listener = NOBODY,
        engine: Engine = THIS_MACHINE,
    ) -> None:
        from annotator.file_merge import FileMerge

        self._folder, self._files, self._listener, self.keep = folder, files, listener, keep
        with reading(files, listener) as progress:
            self.merging = FileMerge(files, progress, engine)
        listener.read(files, self.merging.problems)
        self.annotators: list[str] = self.merging.annotators

    def lines(self, conflicts: Callable[[bytes], object] | None = None) -> Iterator[bytes]:
        """The spans that are kept as JSONL, some whole articles at a time, for files too large to hold; only once.

        Args:
            conflicts: given the conflicts as JSONL.
        """
        with self._listener.progress("merging", self.merging.votes) as progress:
            yield from self.merging.lines(self.keep, conflicts, progress)

    @cached_property
    def _joined(self) -> tuple[list[bytes], list[bytes]]:
        found: list[bytes] = []
        return list(self.lines(found.append)), found

    @property
    def spans(self) -> Spans[FlatSpan]:
        """The spans that were kept, by article and in reading order."""
        from annotator.spans import Spans

        return Spans(flat_span(parse_json(line)) for part in self._joined[0] for line in part.splitlines())

    @property
    def conflicts(self) -> list[Fields]:
        """Where annotators differ: `kind`, `article`, `sha256`, and `spans`, `versions` or `values`."""
        return [parse_json(line) for part in self._joined[1] for line in part.splitlines()]

    @property
    def left_out(self) -> int:
        """Spans without enough votes."""
        kept = sum(part.count(b"\n") for part in self._joined[0])
        return self.merging.joined - kept

    @property
    def unfinished(self) -> dict[tuple[str, str], int]:
        """Spans left out because their annotator has not finished the article, by `(annotator, article)`."""
        return self.merging.left_out.unfinished

    def sentences(self) -> Iterator[str]:
        """What was left out or taken for granted."""
        from annotator.merge import account

        return account(self.merging.left_out)

    def to_dict(self) -> dict[str, Any]:
        """What `annotator merge --json` prints, once the spans have been asked for."""
        merging, left_out = self.merging, self.merging.left_out
        return {
            "annotators": self.annotators,
            "articles": merging.articles,
            "written": merging.written,
            "left_out": {
                "keep": merging.joined - merging.written,
                "unfinished": [
                    {"annotator": name, "article": article, "spans": count}
                    for (name, article), count in left_out.unfinished.items()
                ],
            },
            "doubles": left_out.doubles,
            "unhashed": left_out.unhashed,
            "dropped_fields": sorted(left_out.unknown),
            "conflicts": merging.conflicts_by_kind(),
            "unreadable_lines": sum(map(len, merging.problems.values())),
        }

    def to_jsonl(self) -> bytes:
        """What `annotator merge` writes: a flat span a line."""
        return b"".join(self._joined[0])

    def write(self, path: str | Path) -> None:
        """Write the spans that were kept, as `annotator merge -o` does.

        Raises:
            AnnotatorError: if the file is one that was merged, a journal, or anything that no merge wrote.
        """
        with place_for_merged(Path(path), self._files, self._folder):
            write_files({Path(path): self.to_jsonl()})

    def __repr__(self) -> str:
        return f"MergedSpans({len(self.spans)} of {', '.join(self.annotators)}, {len(self.conflicts)} conflicts)"


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths are of one file, be it there or not."""
    try:
        return one.samefile(other)
    except OSError:
        return one.absolute() == other.absolute()


@contextmanager
def place_for_merged(path: Path, inputs: Sequence[Path], project: ProjectFolder) -> Iterator[None]:
    """Keep a place for merged spans, against screens that could begin a journal there meanwhile.

    Raises:
        AnnotatorError: if it is being written to, or merged spans may not go there; saying why, and what to do.
    """
    lock = JournalLock(path)
    # Elsewhere nobody opens a journal, and a lock's file beside each output would be litter.
    lockable = (
        not isinstance(path, RemotePath)
        and path.suffix == ".jsonl"
        and (lock.path.exists() or same_file(path.parent, project.annotations))
    )
    try:
        if lockable and path.parent.is_dir() and not lock.acquire():
            raise AnnotatorError(f"{one_line(str(path))}: is being written by {lock.holder()}: close that first")
        _refuse_other_than_merged(path, inputs, project)
        yield
    finally:
        lock.release()


def _refuse_other_than_merged(path: Path, inputs: Sequence[Path], project: ProjectFolder) -> None:
    """Refuse to write over an input, a journal, or anything that no merge wrote.

    Raises:
        AnnotatorError: saying why, and what to do.
    """
    shown = one_line(str(path))
    if any(same_file(path, file) for file in inputs):
        raise AnnotatorError(f"{shown}: is one of the files to merge: choose another place")
    if path.suffix == ".jsonl" and path.stem != GOLD and same_file(path.parent, project.annotations):
        raise AnnotatorError(f"{shown}: would be taken for an annotator's journal there: choose another folder")
    if not (isinstance(path, RemotePath) or path.parent.is_dir()):
        raise AnnotatorError(
            f"{shown}: there is no folder {one_line(str(path.parent))}: make it first, or name another place"
        )
    data = read_journal_bytes(path) or b""
    try:
        journal_like = filter(_OP_KEY.search, data.split(b"\n")) if _OP_KEY.search(data) else ()
        lines = [parse_json(line) for line in (data.lstrip().split(b"\n", 1)[0], *journal_like) if line.strip()]
    except ValueError:
        lines = [{}]
    if any(
        not is_flat(fields) and not ("kind" in fields and fields.keys().isdisjoint({"op", "v"})) for fields in lines
    ):
        raise AnnotatorError(f"{shown}: exists and is not what merge writes: choose another place, or move it away")
