"""`metadata.json`: the dataset described in Croissant 1.0 (MLCommons), for catalogues and loaders of datasets.

Every file with its hash, every table with its columns and their types. A column of lists of rows becomes a repeated
field with sub-fields; attributes become one field a name, unless the name is no identifier. When it was published, as
which version and how to cite it is for the user to add; no moment stands in it, so that the same export gives the same file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from annotator.formats.schema import Column, TableFile

METADATA = "metadata.json"
CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TYPES = {"text": "sc:Text", "texts": "sc:Text", "integer": "sc:Integer"}
# The context that the specification asks for, word for word.
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def metadata(
    card: Mapping[str, Any], tables: tuple[TableFile, ...], sizes: Mapping[str, int], languages: list[str]
) -> bytes:
    """The bytes of `metadata.json` for a card; `sizes` are the bytes of the files, by name."""
    total = card["total"]
    about: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": "spans-of-news-articles",
        "description": (
            f"{total['spans']} spans in {total['articles']} news articles ({', '.join(total['labels']) or 'no label'}), "
            f"text {card['text']}. Offsets are Unicode code points, half-open. README.md is the card."
        ),
        "license": card["licence"],
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
    named = any(map(_NAME.fullmatch, table.attributes))
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "field": [_field(table, column) for column in table.columns if column.kind != "attributes" or named],
    }


def _field(table: TableFile, column: Column) -> dict[str, Any]:
    identity = f"{table.name}/{column.name}"
    field: dict[str, Any] = {"@type": "cr:Field", "@id": identity, "name": identity, "description": column.about}
    if column.kind == "spans":
        inner = [part for each in column.columns for part in _inner(table, column.name, each, each.name)]
        return {**field, "repeated": True, "subField": inner}
    if column.kind == "attributes":
        return {**field, "subField": list(_inner(table, column.name, column, ""))}
    if column.kind == "texts":
        field["repeated"] = True
    return {**field, "dataType": _TYPES[column.kind], "source": _source(table, column)}


def _inner(table: TableFile, outer: str, column: Column, path: str) -> Iterator[dict[str, Any]]:
    """The sub-fields for a column of the rows within a column, or one for each attribute."""
    if column.kind == "attributes":
        paths = {".".join(filter(None, (path, name))): "sc:Text" for name in table.attributes if _NAME.fullmatch(name)}
    else:
        paths = {path: _TYPES[column.kind]}
    for inner, kind in paths.items():
        identity = f"{table.name}/{outer}/{inner}"
        yield {
            "@type": "cr:Field",
            "@id": identity,
            "name": identity,
            "description": column.about,
            "dataType": kind,
            **({"repeated": True} if column.kind == "texts" else {}),
            "source": {
                "fileObject": {"@id": table.file},
                "extract": {"column": outer},
                "transform": {"jsonPath": inner},
            },
        }


def _source(table: TableFile, column: Column) -> dict[str, Any]:
    source: dict[str, Any] = {
        "fileObject": {"@id": table.file},
        "extract": {"column": column.within or column.name},
    }
    if column.within:
        source["transform"] = {"jsonPath": column.name}
    return source
