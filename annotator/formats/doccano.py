"""JSONL for doccano's sequence labelling: `text` and `label`, a list of `[start, end, label]`.

Offsets are UTF-16 code units, as doccano's screen counts them in a project that does not count grapheme clusters as one
character (doccano issue 2290). ASCII only, because its import guesses the encoding of a file unless it is told. doccano
keeps columns that it does not know as metadata and gives them back: in `noted` are attributes and notes.
"""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from annotator.dataset.dataset import Dataset
from annotator.dataset.document import Document
from annotator.formats import Exported, Format, NotTaken, Source, SourceDocument, SourceSpan
from annotator.formats.parsing import (
    article_name,
    integer,
    items,
    json_strings,
    objects,
    objects_in,
    passed_over,
    read_bytes,
    source_span,
    string,
    table,
    unzipped,
)
from annotator.formats.schema import a_file_a_part
from annotator.formats.views import VOTES, DatasetView, Utf16, a_file_each, lost, text_of
from annotator.journal.records import Fields
from annotator.text.sanitize import one_line

FORMAT = Format("the first two values of each `label`", unit="utf-16", votes=False, needs_text=True, single=".jsonl")

_TYPES = {"text": "string", "label": "json", "article": "string", "sha256": "string", "noted": "json"}


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.jsonl`, and `<part>.<annotator>.jsonl` with each annotator's own spans."""
    files, own = a_file_each(dataset, ".jsonl", _lines)
    return Exported(
        files, lambda: lost(dataset, VOTES), configs=partial(a_file_a_part, dataset, ".jsonl", _TYPES), own=own
    )


def _lines(view: DatasetView) -> Iterator[bytes]:
    return (json.dumps(_line(document)).encode() + b"\n" for document in view.documents)


def _line(document: Document) -> dict[str, Any]:
    text = text_of(document)
    at = Utf16(text).units
    places = [[at(span["start"]), at(span["end"]), span["label"]] for span in document.spans]
    noted = [
        dict(zip(_NOTED, [*place, json.dumps(span["attributes"] or {}), span["note"]], strict=True))
        for place, span in zip(places, document.spans, strict=True)
        if span["attributes"] or span["note"]
    ]
    return {"text": text, "label": places, "article": document.id, "sha256": document.sha256, "noted": noted}


_LINES = ".jsonl"
_EVERYBODY = frozenset({"all", "unknown", "data"})
"""The files in a zip of doccano's that are no member's."""
_SPANS = ("label", "labels", "entities", "annotations")
_SHOWN = 8
"""Fields of an object that are named."""
_NOTED = ("start", "end", "label", "attributes", "note")


def read(path: Path) -> Source:
    """A document a line; relations, comments and categories of whole texts are counted and left."""
    left: list[NotTaken] = []
    documents = []
    others: Counter[str] = Counter()
    for who, where, fields in _lines_of(path, left):
        others["relation"] += len(items(fields.get("relations")))
        others["comment"] += len(items(fields.get("Comments") or fields.get("comments")))
        others["whole-text label"] += len(items(fields.get("cats")))
        noted = _noted_of(fields)
        spans = map(_span, _given(fields))
        documents.append(
            SourceDocument(
                where,
                [_with_notes(span, noted.get((span.start, span.end, span.label), {})) for span in spans],
                article=article_name(fields.get("article")),
                text=string(fields.get("text")) or string(fields.get("data")),
                sha256=string(fields.get("sha256")),
                annotator=who,
            )
        )
    return Source(documents, "utf-16", left, passed_over(others))


def is_zip(path: Path) -> bool:
    """Whether a file is what doccano gives: a zip of JSON Lines."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.lower().endswith(_LINES) for name in archive.namelist())
    except (zipfile.BadZipFile, OSError):
        return False


def _lines_of(path: Path, left: list[NotTaken]) -> Iterator[tuple[str | None, str, Fields]]:
    """The objects with the words for where they are, and who made them: in a zip of doccano's a file is a member."""
    if not is_zip(path):
        yield from ((None, where, fields) for where, fields in objects(path, left))
        return
    for name, data in sorted(unzipped(read_bytes(path), one_line(str(path)), (_LINES,)).items()):
        stem = Path(name).stem
        who = None if stem.casefold() in _EVERYBODY else stem
        yield from ((who, where, fields) for where, fields in objects_in(data, Path(name), left))


def _noted_of(fields: Fields) -> dict[tuple[int | None, int | None, str | None], Fields]:
    """What was noted of spans when they were exported, by where they were and their label."""
    found = map(table, items(fields.get("noted")))
    return {(integer(one.get("start")), integer(one.get("end")), string(one.get("label"))): one for one in found}


def _with_notes(span: SourceSpan, noted: Fields) -> SourceSpan:
    return span._replace(attributes=json_strings(noted.get("attributes")), note=string(noted.get("note")))


def _given(fields: Fields) -> list[Any]:
    """The value that should be the list of spans; a single thing that is no list counts as one."""
    for name in _SPANS:
        if isinstance(fields.get(name), list):
            return items(fields[name])
    return [value for name in _SPANS if (value := fields.get(name)) is not None][:1]


def _span(given: Any) -> SourceSpan:
    if isinstance(given, dict):
        user, label, found = given.get("user"), given.get("label"), source_span(given)
        return found._replace(
            label=str(label) if type(label) is int else found.label,
            annotators=(f"user-{user}",) if type(user) is int else found.annotators,
            fault=_no_offsets(given) if found.start is found.end is None else None,
        )
    if isinstance(given, str):
        return SourceSpan(None, None, None, fault="is a category of the whole text")
    return source_span(given, "[start, end, label]")


def _no_offsets(given: Fields) -> str:
    """What to say of an object without offsets: what it has may show that they are called otherwise."""
    known = ", ".join(one_line(name, 20) for name in list(given)[:_SHOWN])
    return f"is of the whole text: it has no offsets (its fields: {known or 'none'})"
