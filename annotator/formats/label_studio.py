"""JSON tasks for Label Studio, with the labelling configuration that they belong to.

Offsets are code points: Label Studio's editor turns JavaScript's lengths into code points before it stores them, and back
when it reads them (`charsToCodePoints` and `codePointsToChars` in its `utils/selection-tools.js`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any
from xml.sax.saxutils import quoteattr

import orjson

from annotator.dataset.dataset import Dataset, Document
from annotator.formats import Exported
from annotator.formats.schema import attribute_names
from annotator.formats.views import VOTES, labels_of, lost, text_of
from annotator.gold.export.files import Files
from annotator.journal.records import Fields

CONFIG = "label_config.xml"
CONTROL, OBJECT, NOTE = "label", "text", "note"
PREFIX = "attribute."
"""What the name of a control begins with that holds an attribute."""
_SEVERAL = (
    "Of the annotations of a task that with ground_truth true is the dataset's; each other one is what one annotator "
    "alone gave: it is no more data to train on."
)


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.json`: a task an article, the dataset's spans as ground truth, each annotator's as an annotation of their own."""
    files = {f"{part}.json": partial(_tasks, documents) for part, documents in dataset.parts.items()}
    several = any(entry.own for entry in dataset.entries)
    return Exported(
        Files({**files, CONFIG: lambda: [_config(dataset)]}),
        lambda: lost(dataset, VOTES),
        sentences=lambda: (_SEVERAL,) if several else (),
    )


def _tasks(documents: Iterable[Document]) -> Iterator[bytes]:
    """A list of the documents' tasks."""
    before = b"["
    for document in documents:
        yield before + orjson.dumps(_task(document))
        before = b","
    yield b"]\n" if before == b"," else b"[]\n"


def _task(document: Document) -> dict[str, Any]:
    annotations = [{"ground_truth": True, "result": _results(document, document.spans)}]
    for name, spans in document.own.items():
        annotations.append({"ground_truth": False, "created_username": name, "result": _results(document, spans)})
    return {
        "data": {OBJECT: text_of(document), "article": document.id, "sha256": document.sha256},
        "annotations": annotations,
    }


def _results(document: Document, spans: Iterable[Fields]) -> list[dict[str, Any]]:
    return [result for span in spans for result in _result(document, span)]


def _result(document: Document, span: Fields) -> list[dict[str, Any]]:
    """The region of a span, then what is noted of it, each of which bears the region's id."""
    start, end = span["start"], span["end"]
    place = {"start": start, "end": end}
    identity = hashlib.sha256(f"{document.id} {start} {end} {span['label']}".encode()).hexdigest()[:10]
    region = {**place, "text": text_of(document)[start:end], "labels": [span["label"]]}
    results = [_control(identity, CONTROL, "labels", region)]
    for name, value in (span["attributes"] or {}).items():
        results.append(_control(identity, PREFIX + name, "textarea", {**place, "text": [value]}))
    if span["note"]:
        results.append(_control(identity, NOTE, "textarea", {**place, "text": [span["note"]]}))
    return results


def _control(identity: str, name: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"id": identity, "from_name": name, "to_name": OBJECT, "type": kind, "origin": "manual", "value": value}


def _config(dataset: Dataset) -> bytes:
    """The labelling configuration: without the style white space would be trimmed, and offsets move."""
    labels = labels_of(dataset)
    areas = [*(PREFIX + name for name in attribute_names(dataset)), NOTE]
    lines = [
        "<View>",
        "  <Style>.htx-text { white-space: pre-wrap; }</Style>",
        f'  <Labels name="{CONTROL}" toName="{OBJECT}">',
        *(f"    <Label value={quoteattr(label)}/>" for label in labels),
        "  </Labels>",
        f'  <Text name="{OBJECT}" value="${OBJECT}"/>',
        *(f'  <TextArea name={quoteattr(name)} toName="{OBJECT}" perRegion="true"/>' for name in areas),
        "</View>",
    ]
    return "\n".join([*lines, ""]).encode()
