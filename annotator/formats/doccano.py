"""JSONL for doccano's sequence labelling: `text` and `label`, a list of `[start, end, label]`.

Offsets are UTF-16 code units, as doccano's screen counts them in a project that does not count grapheme clusters as one
character (doccano issue 2290). ASCII only, because its import guesses the encoding of a file unless it is told.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from annotator.dataset.dataset import Dataset, Document, Files
from annotator.formats import Exported, Given, GivenDocument, GivenSpan, Left
from annotator.formats.parsing import integer, items, objects, string
from annotator.formats.views import ATTRIBUTES, NOTES, VOTES, Utf16, View, lost, own_files, text_of, views
from annotator.journal.records import Fields
from annotator.merge import plural


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.jsonl`, and `<part>.<annotator>.jsonl` with each annotator's own spans."""
    found = list(views(dataset))
    files = Files({_file(view): partial(_lines, view) for view in found})
    return Exported(
        files, lambda: lost(dataset, ATTRIBUTES, NOTES, VOTES), own=own_files(found, lambda view: [_file(view)])
    )


def _file(view: View) -> str:
    return f"{view.name}.jsonl"


def _lines(view: View) -> Iterator[bytes]:
    return (json.dumps(_line(document)).encode() + b"\n" for document in view.documents)


def _line(document: Document) -> dict[str, Any]:
    text = text_of(document)
    at = Utf16(text).units
    return {
        "text": text,
        "label": [[at(span["start"]), at(span["end"]), span["label"]] for span in document.spans],
        # Columns that doccano does not know are kept as metadata, and come back in its own export.
        "article": document.id,
        "sha256": document.sha256,
    }


_SPANS = ("label", "labels", "entities", "annotations")


def read(path: Path) -> Given:
    """A document a line; relations, comments and categories of whole texts are counted and left."""
    left: list[Left] = []
    documents = []
    others: Counter[str] = Counter()
    for where, fields in objects(path, left):
        others["relation"] += len(items(fields.get("relations")))
        others["comment"] += len(items(fields.get("Comments") or fields.get("comments")))
        others["whole-text label"] += len(items(fields.get("cats")))
        documents.append(
            GivenDocument(
                where,
                [_span(given) for given in _given(fields)],
                article=string(fields.get("article")),
                text=string(fields.get("text")) or string(fields.get("data")),
                sha256=string(fields.get("sha256")),
            )
        )
    told = [f"{plural(count, what)} left: this program has none" for what, count in sorted(others.items()) if count]
    return Given(documents, "utf-16", left, told)


def _given(fields: Fields) -> list[Any]:
    """What stands where spans do; a single thing that is no list counts as one."""
    for name in _SPANS:
        if isinstance(fields.get(name), list):
            return items(fields[name])
    return [value for name in _SPANS if (value := fields.get(name)) is not None][:1]


def _span(given: Any) -> GivenSpan:
    if isinstance(given, dict):
        user, label = given.get("user"), given.get("label")
        return GivenSpan(
            str(label) if type(label) is int else string(label),
            integer(given.get("start_offset")),
            integer(given.get("end_offset")),
            annotators=(f"user-{user}",) if type(user) is int else (),
            fault=None if "start_offset" in given else "is of the whole text: it has no offsets",
        )
    if isinstance(given, list) and len(given) >= 3:
        return GivenSpan(string(given[2]), integer(given[0]), integer(given[1]))
    if isinstance(given, str):
        return GivenSpan(None, None, None, fault="is a category of the whole text")
    return GivenSpan(None, None, None, fault="is not [start, end, label]")
