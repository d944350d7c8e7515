"""Web Annotations (W3C Recommendation of 2017) as JSON-LD: one AnnotationPage a part, one Annotation a span.

Each points at its text by position and, where the text is written, by quotation with what stands around it; positions
and quotations are of code points, as the recommendation asks (4.2.4 and 4.2.5). Without the text the sha256 of the
article's file, a State of the target, tells which text the positions are of.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import orjson

from annotator.gold.dataset import Dataset, Document
from annotator.gold.export import Exported
from annotator.gold.export.views import VOTES, View, lost, views, without_spans
from annotator.journal.read import Fields

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"schema": "http://schema.org/"}]
AROUND = 32
"""Code points of the text before and after a quotation."""
_SPACE = uuid.UUID("5a3b4b0e-6a3e-5d7c-9d53-7b8f2f6f1c11")


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.jsonld`, and `<part>.<annotator>.jsonld` with each annotator's own spans."""
    files = {}
    for view in views(dataset):
        items = [item for document in view.documents for item in _items(document, view, with_text=with_text)]
        page = {"@context": CONTEXT, "id": _urn(view.name, items), "type": "AnnotationPage", "items": items}
        files[f"{view.name}.jsonld"] = orjson.dumps(page, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    empty = without_spans(dataset)
    return Exported(files, lost(dataset, VOTES) | ({"articles without a span": empty} if empty else {}))


def _items(document: Document, view: View, *, with_text: bool) -> Iterator[dict[str, Any]]:
    for span in document.spans:
        target: dict[str, Any] = {
            "source": f"{document.id}.txt",
            "selector": _selectors(document, span, with_text=with_text),
        }
        if document.sha256 is not None:
            target["state"] = {"type": "State", "schema:sha256": document.sha256}
        item = {
            "type": "Annotation",
            "motivation": "tagging",
            "creator": [{"type": "Person", "name": name} for name in _names(span, view)],
            "body": _bodies(span),
            "target": target,
        }
        yield {"id": _urn(view.name, [item]), **item}


def _names(span: Fields, view: View) -> list[str]:
    return [view.annotator] if view.annotator is not None else list(span["annotators"])


def _bodies(span: Fields) -> list[dict[str, Any]]:
    bodies: list[dict[str, Any]] = [{"type": "TextualBody", "purpose": "tagging", "value": span["label"]}]
    for name, value in (span["attributes"] or {}).items():
        bodies.append({"type": "schema:PropertyValue", "schema:name": name, "schema:value": value})
    if span["note"]:
        bodies.append({"type": "TextualBody", "purpose": "commenting", "value": span["note"]})
    return bodies


def _selectors(document: Document, span: Fields, *, with_text: bool) -> list[dict[str, Any]]:
    start, end = span["start"], span["end"]
    selectors: list[dict[str, Any]] = [{"type": "TextPositionSelector", "start": start, "end": end}]
    if with_text and document.text is not None:
        text = document.text
        quote = {
            "exact": text[start:end],
            "prefix": text[max(start - AROUND, 0) : start],
            "suffix": text[end : end + AROUND],
        }
        selectors.append({"type": "TextQuoteSelector", **quote})
    return selectors


def _urn(name: str, content: list[dict[str, Any]]) -> str:
    """The same name for the same content, whoever exports it and when."""
    return uuid.uuid5(_SPACE, name + orjson.dumps(content).decode()).urn
