"""This program's own JSONL: a dataset as `export` writes it, or flat spans as `merge` does. Offsets are code points."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from annotator.formats.parsing import integer, items, names, objects, string, strings
from annotator.gold.importing import Given, GivenDocument, GivenSpan, Left
from annotator.journal.records import Fields
from annotator.model import AnnotatorError
from annotator.text.sanitize import one_line


def read(path: Path) -> Given:
    """A document an article; flat spans of one article are gathered."""
    left: list[Left] = []
    documents: list[GivenDocument] = []
    flat: dict[tuple[Any, Any], GivenDocument] = {}
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
        about = GivenDocument(f"{one_line(path.name)}, article {one_line(key[0] or '?', 60)}", [], key[0], None, key[1])
        flat.setdefault(key, about).spans.append(_span(fields))
    return Given([*documents, *flat.values()], left=left)


def _document(where: str, fields: Fields) -> GivenDocument:
    return GivenDocument(
        where,
        [_span(span) for span in items(fields["spans"])],
        article=string(fields.get("id")) or string(fields.get("article")),
        text=string(fields.get("text")),
        sha256=string(fields.get("sha256")),
        finished=True,
    )


def _span(fields: Any) -> GivenSpan:
    if not isinstance(fields, dict):
        return GivenSpan(None, None, None, fault="is not a JSON object")
    return GivenSpan(
        string(fields.get("label")),
        integer(fields.get("start")),
        integer(fields.get("end")),
        string(fields.get("text")),
        strings(fields.get("attributes")),
        string(fields.get("note")),
        names(fields.get("annotators") or fields.get("annotator")),
    )
