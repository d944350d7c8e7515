"""Which format a file is of, from its name and the first thing in it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import orjson

from annotator.dataset.dataset_groups import GROUPS
from annotator.errors import AnnotatorError
from annotator.formats import EXPORT_FORMATS, IMPORT_FORMATS, doccano, format_named, spacy, w3c, webanno
from annotator.formats.parsing import read_bytes, string
from annotator.importing import articles
from annotator.importing.tables import TEXT, columns_of, is_table
from annotator.journal.records import Fields
from annotator.text.sanitize import one_line

TABLES = frozenset({".csv", ".tsv", ".json", ".jsonl", ".ndjson", *articles.TABLES})
"""The endings of files that may be tables of articles."""


def files_in(folder: Path, kind: str) -> list[Path]:
    """The files of one format in a folder, by name; of a dataset of this program's those of all annotators together.

    Raises:
        AnnotatorError: if there is none.
    """
    names = {"card.json", "metadata.json", GROUPS}
    names |= {name for name in _card(folder).get("own_files", ()) if isinstance(name, str)}
    ending = format_named(kind).single
    found = [f for f in sorted(folder.iterdir()) if f.is_file() and f.suffix.lower() == ending and f.name not in names]
    if not found:
        raise AnnotatorError(f"{one_line(str(folder))}: holds no {ending} file: name the files to import")
    return found


def of_single_files(kind: str) -> bool:
    """Whether a format is one of single files, so that a folder stands for those in it."""
    return kind in IMPORT_FORMATS and format_named(kind).single is not None


def _card(folder: Path) -> Fields:
    path = folder / "card.json"
    if not path.is_file():
        return {}
    try:
        card = orjson.loads(read_bytes(path))
    except orjson.JSONDecodeError:
        return {}
    return card if isinstance(card, dict) and isinstance(card.get("files"), dict) else {}


def format_of(path: Path, text_column: str | None = None) -> str:
    """The format of a file, or of a folder whose files are of one.

    Args:
        path: the file or folder.
        text_column: a column that the user named, which makes tables of articles of all that can be tables.

    Raises:
        AnnotatorError: if it cannot be told.
    """
    if path.is_dir():
        ours = _card(path).get("format")
        if ours in IMPORT_FORMATS:
            return str(ours)
        if ours in EXPORT_FORMATS:
            raise AnnotatorError(
                f"{one_line(str(path))}: is a dataset in the format {ours}, which is written and not read: export it again "
                "with --to jsonl and import that"
            )
        found = {_by_name(file) for file in path.rglob("*") if file.is_file()}
        for name in ("brat", "webanno", "spacy", "conll", "w3c"):
            if name in found:
                return name
        if found & set(articles.FORMATS) or text_column is not None:
            return "text"
        spans = next((file for file in sorted(path.iterdir()) if file.suffix.lower() in TABLES), None)
        example = f", as {one_line(str(spans))}: spans in CSV or JSON are taken in file by file" if spans else ""
        raise AnnotatorError(
            f"{one_line(str(path))}: holds no articles and no .ann files: name the files to import{example}"
        )
    suffix = path.suffix.lower()
    if text_column is not None and suffix in TABLES:
        return "table"
    if suffix in articles.NOT_READ:
        raise AnnotatorError(f"{one_line(str(path))}: {articles.not_read(suffix)}")
    if suffix in {".json", ".jsonl", ".ndjson"}:
        found_name = _of_json(_first(path))
        if found_name is not None:
            return found_name
    elif suffix == ".zip" and doccano.is_zip(path):
        return "doccano"
    elif (by_name := _by_name(path)) is not None:
        return by_name
    there = ", ".join(one_line(name, 40) for name in columns_of(path)) if suffix in TABLES else ""
    if there:
        raise AnnotatorError(
            f"{one_line(str(path))}: its format cannot be told; it has the columns {there}: if one holds articles, name it with "
            "--text-column, else name its format with --from"
        )
    raise AnnotatorError(f"{one_line(str(path))}: its format cannot be told: name it with --from")


@cache
def _by_suffix() -> dict[str, str]:
    return {suffix: name for name in IMPORT_FORMATS for suffix in format_named(name).suffixes} | articles.SUFFIXES


def _by_name(path: Path) -> str | None:
    """The format that a file's ending says, or the first line of a table."""
    if path.suffix.lower() == ".csv" and is_table(path):
        return "table"
    if path.suffix.lower() != ".tsv":
        return _by_suffix().get(path.suffix.lower())
    with path.open("rb") as file:
        if file.read(40).removeprefix(b"\xef\xbb\xbf").startswith(webanno.TSV_HEAD.encode()):
            return "webanno"
    return "table" if is_table(path) else None


def _first(path: Path) -> Any:
    """The first value of a file, or of the list that it is; empty if it has none."""
    data = read_bytes(path).removeprefix(b"\xef\xbb\xbf").lstrip()
    for candidate in (data.split(b"\n", 1)[0], data):
        try:
            value: Any = orjson.loads(candidate)
        except orjson.JSONDecodeError:
            continue
        if isinstance(value, list) and not spacy.is_example(value):
            value = value[0] if value else {}
        return value
    return {}


def _of_json(first: Any) -> str | None:
    if spacy.examples(first) is not None:
        return "spacy"
    if not isinstance(first, dict):
        return None
    if "paragraphs" in first:
        return "spacy"
    if "%FEATURE_STRUCTURES" in first:
        return "webanno"
    if (
        w3c.is_hypothesis(first)
        or "@context" in first
        or string(first.get("type")) in {"Annotation", "AnnotationPage", "AnnotationCollection"}
    ):
        return "w3c"
    if ("data" in first and {"annotations", "completions", "predictions"} & first.keys()) or "annotation_id" in first:
        return "label-studio"
    if "op" in first or ("spans" in first and "length" in first) or {"article", "start", "end"} <= first.keys():
        return "jsonl"
    if "text" in first and ("spans" in first or {"answer", "_input_hash", "_task_hash"} & first.keys()):
        return "prodigy"
    if {"text", "data"} & first.keys() and {"label", "labels", "entities", "annotations"} & first.keys():
        return "doccano"
    return "table" if string(first.get(TEXT)) is not None else None
