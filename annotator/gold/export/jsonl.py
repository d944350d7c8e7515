"""JSONL: one article a line with its spans, offsets in code points. Holds everything."""

from __future__ import annotations

from typing import Any

from annotator.gold.dataset import Dataset, Document
from annotator.gold.export import Exported
from annotator.gold.export.columns import (
    JSON_LINES,
    Table,
    attribute_names,
    nested_article_columns,
    span_columns,
    spans_column,
)
from annotator.gold.merge import to_jsonl
from annotator.journal.read import Fields

_SPAN = ("start", "end", "label", "text", "annotators", "support", "of", "origin", "attributes", "note")
_SPAN_WITHOUT_TEXT = tuple(name for name in _SPAN if name != "text")


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.jsonl` for each part of the dataset."""
    files = {
        f"{name}.jsonl": to_jsonl(_line(document, with_text) for document in documents)
        for name, documents in dataset.parts.items()
    }
    names = attribute_names(dataset)
    spans = spans_column(span_columns(names, with_text=with_text, alone=False))
    columns = (*nested_article_columns(with_text=with_text), spans)
    tables = tuple(Table(f"{name}.jsonl", name, JSON_LINES, columns, names) for name in dataset.parts)
    return Exported(files, {}, tables=tables)


def _line(document: Document, with_text: bool) -> dict[str, Any]:
    names = _SPAN if with_text else _SPAN_WITHOUT_TEXT
    line: dict[str, Any] = {
        "id": document.id,
        "sha256": document.sha256,
        "length": document.length,
        "meta": document.meta.model_dump(),
        "spans": [_span(span, names, document.text) for span in document.spans],
    }
    if with_text:
        line["text"] = document.text
    return line


def _span(span: Fields, names: tuple[str, ...], text: str | None) -> Fields:
    found = {name: span[name] for name in names}
    if "text" in found and found["text"] is None and text is not None:
        found["text"] = text[span["start"] : span["end"]]
    return found
