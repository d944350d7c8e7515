"""`metadata.json`: the dataset described in Croissant 1.0 (MLCommons), for catalogues and loaders of datasets.

Every file with its hash, every table with its columns and their types. A column of lists of rows becomes a repeated
field with sub-fields; attributes become one field a name, unless the name is no identifier. Date and version are made
of what was exported, so that the same input gives the same file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from annotator.formats.schema import Column, TableFile

METADATA = "metadata.json"
CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TYPES = {"text": "sc:Text", "texts": "sc:Text", "integer": "sc:Integer"}
_TERMS = (
    "citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty", "fileObject", "fileSet", "format",
    "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex",
    "repeated", "replace", "samplingRate", "separator", "source", "subField", "transform",
)  # fmt: skip
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in _TERMS},
}
"""The context that the specification asks for; the order of its terms means nothing."""


def metadata(
    card: Mapping[str, Any], tables: tuple[TableFile, ...], sizes: Mapping[str, int], languages: list[str]
) -> bytes:
    """The bytes of `metadata.json` for a card; `sizes` are the bytes of the files, by name."""
    total, people = card["total"], ", ".join(card["annotators"])
    made_of = hashlib.sha256("".join(one["sha256"] for one in card["inputs"]).encode()).hexdigest()
    about: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": "spans-of-news-articles",
        "description": (
            f"{total['spans']} spans in {total['articles']} news articles ({', '.join(total['labels']) or 'no label'}), "
            f"text {card['text']}. Offsets are Unicode code points, half-open. README.md is the card."
        ),
        "license": card["licence"] or "unknown",
        "version": f"1.0.0+{made_of[:8]}",
        "datePublished": card["annotated"],
        "citeAs": f"Spans of news articles, annotated by {people}. {(card['annotated'] or '')[:4]}".strip(),
        "creator": [{"@type": "sc:Person", "name": name} for name in card["annotators"]],
        "inLanguage": languages,
        "distribution": [_file(table, sizes[table.file], card["files"][table.file]) for table in tables],
        "recordSet": [_records(table) for table in tables],
    }
    held = {name: value for name, value in about.items() if value not in (None, [])}
    return orjson.dumps(held, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _file(table: TableFile, size: int, sha256: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": table.file,
        "name": table.file,
        "contentUrl": table.file,
        "contentSize": f"{size} B",
        "encodingFormat": table.media_type,
        "sha256": sha256,
    }


def _records(table: TableFile) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "field": [_field(table, column) for column in table.columns if not column.columns or any(_within(column))],
    }


def _field(table: TableFile, column: Column, outer: str = "", path: str = "") -> dict[str, Any]:
    """The field for a column, or the sub-field for what is at `path` in the values of the column `outer`."""
    identity = "/".join(filter(None, (table.name, outer, path or column.name)))
    field: dict[str, Any] = {"@type": "cr:Field", "@id": identity, "name": identity, "description": column.about}
    if column.kind in {"texts", "spans"}:
        field["repeated"] = True
    if column.columns:
        return {**field, "subField": [_field(table, inner, column.name, place) for inner, place in _within(column)]}
    source = {"fileObject": {"@id": table.file}, "extract": {"column": outer or column.within or column.name}}
    if path or column.within:
        source["transform"] = {"jsonPath": path or column.name}
    return {**field, "dataType": _TYPES[column.kind], "source": source}


def _within(column: Column) -> Iterator[tuple[Column, str]]:
    """What has no columns of its own within a column, and the path there; attributes whose names are no identifiers have none."""
    for inner in column.columns:
        if inner.columns:
            yield from ((each, f"{inner.name}.{path}") for each, path in _within(inner))
        elif column.kind == "spans" or _NAME.fullmatch(inner.name):
            yield inner, inner.name
