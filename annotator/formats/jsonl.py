"""JSONL: one article a line with its spans, offsets in code points. Holds everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from annotator.dataset.dataset import Dataset, FileContents, SpanLines
from annotator.dataset.document import Document
from annotator.errors import AnnotatorError
from annotator.formats import Exported, Format, NotTaken, Source, SourceDocument
from annotator.formats.parsing import items, objects, source_span, string
from annotator.formats.schema import (
    JSON_LINES,
    TableFile,
    a_file_a_part,
    has_groups,
    names_in,
    nested_article_columns,
    span_row,
    spans_column,
)
from annotator.journal.records import Fields
from annotator.text.sanitize import one_line

FORMAT = Format("`start` and `end` of each of an article's `spans`", single=".jsonl", groups=True, once=True)
_SPAN = ("start", "end", "label", "text", "annotators", "support", "of", "origin", "attributes", "note", "groups")
_SPAN_WITHOUT_TEXT = tuple(name for name in _SPAN if name != "text")


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.jsonl` for each part of the dataset."""
    attributes: dict[str, None] = {}
    files = {
        f"{name}.jsonl": partial(_lines, documents, with_text, attributes) for name, documents in dataset.parts.items()
    }

    def tables() -> tuple[TableFile, ...]:
        spans = spans_column(sorted(attributes), with_text=with_text, groups=has_groups(dataset))
        columns = (*nested_article_columns(with_text=with_text), spans)
        return tuple(TableFile(f"{name}.jsonl", name, JSON_LINES, columns) for name in dataset.parts)

    types = {"id": "string", "sha256": "string", "length": "int64", "meta": "json", "spans": "json"}
    types |= {"text": "string"} if with_text else {}
    return Exported(FileContents(files), tables=tables, configs=partial(a_file_a_part, dataset, ".jsonl", types))


def _lines(documents: Iterable[Document], with_text: bool, attributes: dict[str, None]) -> Iterator[bytes]:
    """A line a document; the names of attributes that it has are added to those known."""
    for document in documents:
        about = {"id": document.id, "sha256": document.sha256, "length": document.length}
        parts = [orjson.dumps({**about, "meta": document.meta.fields()})[:-1], b',"spans":']
        parts.append(_spans(document, with_text, attributes))
        if with_text:
            parts += [b',"text":', orjson.dumps(document.text)]
        yield b"".join((*parts, b"}\n"))


def _spans(document: Document, with_text: bool, attributes: dict[str, None]) -> bytes:
    spans = document.spans
    attributes.update(dict.fromkeys(names_in(spans)))
    if isinstance(spans, SpanLines):
        return spans.to_json(document.text, with_text=with_text)
    names = _SPAN if with_text else _SPAN_WITHOUT_TEXT
    rows = (span_row(document, span) for span in spans)
    return orjson.dumps([{name: row[name] for name in names if name in row} for row in rows])


def read(path: Path) -> Source:
    """A document an article; flat spans of one article are gathered."""
    left: list[NotTaken] = []
    documents: list[SourceDocument] = []
    flat: dict[tuple[Any, Any], SourceDocument] = {}
    for where, fields in objects(path, left):
        if "op" in fields:
            raise AnnotatorError(
                f"{one_line(str(path))}: is an annotator's journal: copy it into the project's annotations, where every "
                "command reads it"
            )
        if isinstance(fields.get("spans"), list):
            documents.append(_document(where, fields))
            continue
        key = string(fields.get("article")), string(fields.get("sha256"))
        about = SourceDocument(
            f"{one_line(path.name)}, article {one_line(key[0] or '?', 60)}", [], key[0], None, key[1]
        )
        flat.setdefault(key, about).spans.append(source_span(fields))
    return Source([*documents, *flat.values()], left=left)


def _document(where: str, fields: Fields) -> SourceDocument:
    return SourceDocument(
        where,
        [source_span(span) for span in items(fields["spans"])],
        article=string(fields.get("id")) or string(fields.get("article")),
        text=string(fields.get("text")),
        sha256=string(fields.get("sha256")),
        finished=True,
    )
