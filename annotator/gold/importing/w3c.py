"""Web Annotations in JSON-LD: a page, a collection with its first page, a list, or one annotation a line.

Offsets are code points. An annotation without a position is found by what it quotes, if that stands there once. The
label is the body for tagging, else the first body with a text; the article is the last part of the target's address.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from annotator.gold.importing import Given, GivenDocument, GivenSpan, Left
from annotator.gold.importing.plain import integer, items, names, objects, string, table, whole
from annotator.journal.read import Fields
from annotator.text.display import one_line


def read(path: Path) -> Given:
    """The annotations gathered by article; they do not say who was through with what."""
    left: list[Left] = []
    documents: dict[tuple[str | None, str | None], GivenDocument] = {}
    for annotation in _annotations(path, left):
        for target in _several(annotation.get("target")):
            article, sha256 = _source(target)
            where = f"{one_line(path.name)}, article {one_line(article or '?', 60)}"
            about = GivenDocument(where, [], article, None, sha256)
            documents.setdefault((article, sha256), about).spans.append(_span(annotation, table(target)))
    return Given(documents.values(), left=left)


def _annotations(path: Path, left: list[Left]) -> Iterator[Fields]:
    if path.suffix.lower() == ".jsonl":
        values: Any = [value for _, value in objects(path, left)]
    else:
        values = whole(path)
    page = table(values)
    if "items" in page or "first" in page:
        values = page.get("items") or table(page.get("first")).get("items")
    for value in _several(values):
        if isinstance(value, dict) and "target" in value:
            yield value
        else:
            left.append(Left(one_line(path.name), None, "holds something that is no annotation"))


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _source(target: Any) -> tuple[str | None, str | None]:
    """The article's name and the sha256 of its file, as far as the target tells."""
    fields = table(target)
    source = target if isinstance(target, str) else fields.get("source", fields.get("id"))
    address = string(source) or string(table(source).get("id"))
    sha256 = next(
        (found for state in _several(fields.get("state")) if (found := string(table(state).get("schema:sha256")))), None
    )
    if address is None:
        return None, sha256
    try:
        last = unquote(urlsplit(address).path).rstrip("/").rpartition("/")[2]
    except ValueError:
        last = address
    return (last.removesuffix(".txt" if last.endswith(".txt") else ".html") or None), sha256


def _span(annotation: Fields, target: Fields) -> GivenSpan:
    bodies = [body if isinstance(body, dict) else {"value": body} for body in _several(annotation.get("body"))]
    texts = [(string(body.get("purpose")), value) for body in bodies if (value := string(body.get("value")))]
    label = next((value for purpose, value in texts if purpose in {"tagging", "classifying"}), None)
    label = label or next((value for purpose, value in texts if purpose is None), None)
    note = next((value for purpose, value in texts if purpose in {"commenting", "describing", "replying"}), None)
    attributes = {
        name: value
        for body in bodies
        if (name := string(body.get("schema:name"))) and (value := string(body.get("schema:value")))
    }
    start = end = quoted = None
    around = ("", "")
    for selector in _selectors(target.get("selector")):
        kind = selector.get("type")
        if kind == "TextPositionSelector":
            start, end = integer(selector.get("start")), integer(selector.get("end"))
        elif kind == "TextQuoteSelector":
            quoted = string(selector.get("exact"))
            around = string(selector.get("prefix")) or "", string(selector.get("suffix")) or ""
    creators = [
        c.get("name") or c.get("nickname") or c.get("id") if isinstance(c, dict) else c
        for c in _several(annotation.get("creator"))
    ]
    return GivenSpan(label, start, end, quoted, attributes, note, names(creators), around=around)


def _selectors(value: Any) -> Iterator[Fields]:
    for selector in _several(value):
        fields = table(selector)
        yield fields
        yield from (table(inner) for inner in items(_several(fields.get("refinedBy"))))
