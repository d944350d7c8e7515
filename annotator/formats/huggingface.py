"""A folder that `datasets.load_dataset` opens: one row an article with its spans, types declared. Needs the extra `parquet`.

Offsets are code points. Holds everything. The rows are Parquet: of JSON lines, `datasets` would take a column in which
every value looks like a date for dates, whatever is declared, and change `2026-11-22` to `2026-11-22 00:00:00`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from annotator.dataset.dataset import Content, Dataset, Documents, FileContents
from annotator.formats import Exported, Format
from annotator.formats.parquet import MEDIA_TYPE, data_files, to_parquet
from annotator.formats.schema import (
    Column,
    TableFile,
    article_columns,
    article_row,
    attribute_names,
    span_columns,
    span_row,
    spans_column,
)

FORMAT = Format("`start` and `end` of each of an article's `spans`", extra="parquet")
_CONFIG = "default"


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.parquet` for each part of the dataset, and what the card's head says of them."""
    names = attribute_names(dataset)
    spans = span_columns(names, with_text=with_text, alone=False)
    articles = (*article_columns(with_text=with_text), spans_column(spans))
    files: dict[str, Content] = {}
    for part, documents in dataset.parts.items():
        rows = partial(_rows, documents, articles, spans, names)
        files[f"{part}.parquet"] = to_parquet(articles, rows, names, "--to huggingface")
    head = {
        "configs": [data_files(_CONFIG, {part: f"{part}.parquet" for part in dataset.parts})],
        "dataset_info": [{"config_name": _CONFIG, "features": [_feature(column, names) for column in articles]}],
    }
    tables = tuple(TableFile(f"{part}.parquet", part, MEDIA_TYPE, articles, names) for part in dataset.parts)
    return Exported(FileContents(files), tables=lambda: tables, head=head)


def _rows(
    documents: Documents, articles: tuple[Column, ...], spans: tuple[Column, ...], names: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    for document in documents:
        found = [span_row(document, span, spans, names) for span in document.spans]
        yield {**article_row(document, articles), "spans": found}


def _feature(column: Column, names: tuple[str, ...]) -> dict[str, Any]:
    """A column as `datasets` declares it."""
    if column.kind == "texts":
        return {"name": column.name, "list": "string"}
    if column.kind == "attributes":
        return {"name": column.name, "struct": [{"name": name, "dtype": "string"} for name in names]}
    if column.kind == "spans":
        return {"name": column.name, "list": [_feature(inner, names) for inner in column.columns]}
    return {"name": column.name, "dtype": {"text": "string", "integer": "int64"}[column.kind]}
