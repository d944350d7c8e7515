"""Merging and exporting, against parsing the same lines and writing them again."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import orjson

from annotator.dataset.collect import collect
from annotator.dataset.dataset import WHOLE, Dataset
from annotator.errors import AnnotatorError
from annotator.file_merge import FileMerge
from annotator.formats import jsonl
from annotator.garbage import no_cycles_expected
from annotator.journal.columns import read_columns
from annotator.project import ProjectFolder
from benchmarks.apart import measured
from benchmarks.corpora import as_others_write, make, with_strange_fields
from benchmarks.report import Row, heading, show, timed

ROUNDS = 3
_HERE = "benchmarks.gold"


def parse_and_write(*files: str) -> None:
    """Every line through orjson, and out again."""
    with Path(os.devnull).open("wb") as out:
        for name in files:
            with Path(name).open("rb") as file:
                out.writelines(orjson.dumps(orjson.loads(line)) + b"\n" for line in file)


def merge(*files: str) -> None:
    """What `annotator merge` does, its output thrown away."""
    with Path(os.devnull).open("wb") as out:
        out.writelines(FileMerge([Path(name) for name in files]).lines("all"))


def export(folder: str, merged: str) -> None:
    """What `annotator export --to jsonl` writes of a merged file, thrown away."""
    with no_cycles_expected(), Path(os.devnull).open("wb") as out:
        contents = collect(
            read_columns([Path(merged)]), read_columns([]), ProjectFolder(Path(folder)), once=jsonl.FORMAT.once
        )
        found = jsonl.write(Dataset({WHOLE: contents.documents}, contents), with_text=False)
        for name in found.files:
            out.writelines(found.files.parts(name))
    if not contents.said.by:
        raise AnnotatorError("nothing was exported")


def _in_pieces(paths: list[Path], pieces: int) -> list[str]:
    """The same lines in `pieces` files each."""
    names = []
    for path in paths:
        lines = path.read_bytes().splitlines(keepends=True)
        size = len(lines) // pieces + 1
        for piece in range(pieces):
            part = path.with_name(f"{path.stem}-part{piece}.jsonl")
            part.write_bytes(b"".join(lines[piece * size : (piece + 1) * size]))
            names.append(str(part))
    return names


def main(*, full: bool = False) -> None:
    """All of it; `full`: with 10,000 articles, which takes a minute."""
    articles = 10_000 if full else 1_000
    heading(f"Gold from {articles:,} articles × 2 annotators (median of {ROUNDS}, in turn; seconds, MiB)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = make(folder, articles, 2, flat=False)
        files = [str(path) for path in made.journals]
        foreign = [str(as_others_write(path)) for path in made.journals]
        strange = [str(with_strange_fields(path)) for path in made.journals]
        many = _in_pieces(made.journals, 10)
        merged = folder / "merged.jsonl"
        merged.write_bytes(b"".join(FileMerge(made.journals).lines("all")))
        parsed, two, parsed_foreign, two_foreign, parsed_strange, two_strange, twenty, again, exported = measured(
            ROUNDS,
            (_HERE, "parse_and_write", *files),
            (_HERE, "merge", *files),
            (_HERE, "parse_and_write", *foreign),
            (_HERE, "merge", *foreign),
            (_HERE, "parse_and_write", *strange),
            (_HERE, "merge", *strange),
            (_HERE, "merge", *many),
            (_HERE, "parse_and_write", str(merged)),
            (_HERE, "export", str(folder), str(merged)),
        )
        show(timed("merge of 2 journals, against parse + write", two, parsed, 3.0))
        show(timed("the same as json.dumps writes them, against parse + write", two_foreign, parsed_foreign, 3.5))
        show(timed("the same with fields that nobody knows, against parse + write", two_strange, parsed_strange, 3.0))
        show(timed("the same lines in 20 files, against 2: time", twenty, two, 1.2))
        show(Row("the same lines in 20 files, against 2: peak memory", twenty.peak, two.peak, "MiB", 1.1))
        show(timed("export to JSONL of what was merged, against parse + write", exported, again, 3.0))
        show(Row("the same: peak memory", exported.peak, two.peak, "MiB", 1.5))
