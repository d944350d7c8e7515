"""Web Annotations (W3C Recommendation of 2017) as JSON-LD: one AnnotationPage a part, one Annotation a span.

Each points at its text by position and, where the text is written, by quotation with what stands around it; positions
and quotations are of code points, as the recommendation asks (4.2.4 and 4.2.5). Without the text the sha256 of the
article's file, a State of the target, tells which text the positions are of.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from functools import partial
from typing import Any

import orjson

from annotator.dataset.dataset import Dataset, Document
from annotator.formats import Exported
from annotator.formats.views import VOTES, View, lost, own_files, views, without_spans
from annotator.gold.export.files import Files
from annotator.journal.records import Fields

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"schema": "http://schema.org/"}]
AROUND = 32
"""Code points of the text before and after a quotation."""
_SPACE = uuid.UUID("5a3b4b0e-6a3e-5d7c-9d53-7b8f2f6f1c11")


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.jsonld`, and `<part>.<annotator>.jsonld` with each annotator's own spans."""
    found = list(views(dataset))
    files = Files({_file(view): partial(_page, view, with_text) for view in found})

    def not_held() -> dict[str, int]:
        empty = without_spans(dataset)
        return lost(dataset, VOTES) | ({"articles without a span": empty} if empty else {})

    return Exported(files, not_held, own=own_files(found, lambda view: [_file(view)]))


def _file(view: View) -> str:
    return f"{view.name}.jsonld"


def _page(view: View, with_text: bool) -> Iterator[bytes]:
    """A page of all annotations of a view, some at a time: read twice, as its name, which is made of them, comes first."""
    name = _Name(view.name)
    name.add(b"[")
    before = b""
    for items in _of_documents(view, with_text):
        for item in items:
            name.add(before + orjson.dumps(item))
            before = b","
    name.add(b"]")
    head = {"@context": CONTEXT, "id": name.urn(), "type": "AnnotationPage", "items": []}
    yield orjson.dumps(head, option=orjson.OPT_INDENT_2).removesuffix(b"]\n}")
    before = b"\n    "
    for items in _of_documents(view, with_text):
        for item in items:
            # No string in JSON has a line end, so that these are those of its layout.
            yield before + orjson.dumps(item, option=orjson.OPT_INDENT_2).replace(b"\n", b"\n    ")
            before = b",\n    "
    yield b"]\n}\n" if before == b"\n    " else b"\n  ]\n}\n"


def _of_documents(view: View, with_text: bool) -> Iterator[Iterator[dict[str, Any]]]:
    return (_items(document, view, with_text=with_text) for document in view.documents)


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


class _Name:
    """A UUID of version 5 (RFC 9562) of content that comes in parts."""

    def __init__(self, name: str) -> None:
        self._hash = hashlib.sha1(_SPACE.bytes + name.encode(), usedforsecurity=False)

    def add(self, content: bytes) -> None:
        """Take more of it."""
        self._hash.update(content)

    def urn(self) -> str:
        """The name of all that was taken."""
        return uuid.UUID(bytes=self._hash.digest()[:16], version=5).urn
