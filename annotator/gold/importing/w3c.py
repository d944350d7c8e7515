"""Web Annotations in JSON-LD: a page, a collection with its first page, a list, or one annotation a line.

Offsets are code points. An annotation without a position is found by what it quotes, if that stands there once. Each body
for tagging is a label; without one the first body with a text and no purpose is. The article is the last part of the
target's address, or the file's name where there is none. Links between annotations are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from annotator.formats.parsing import integer, items, names, objects, string, table, whole
from annotator.gold.importing import Given, GivenDocument, GivenSpan, Left
from annotator.journal.records import Fields
from annotator.merge import plural
from annotator.text.sanitize import one_line

_TAGGING = frozenset({"tagging", "classifying"})
_COMMENTING = frozenset({"commenting", "describing", "replying"})


def read(path: Path) -> Given:
    """The annotations gathered by article; they do not say who was through with what."""
    left: list[Left] = []
    others: Counter[str] = Counter()
    documents: dict[tuple[str | None, str | None], GivenDocument] = {}
    for annotation in _annotations(path, left):
        if "linking" in _several(annotation.get("motivation")):
            others["linking annotation"] += 1
            continue
        said = _said(annotation, others)
        for target in _several(annotation.get("target")):
            article, sha256 = _source(target)
            article = article or path.name.partition(".")[0]
            where = f"{one_line(path.name)}, article {one_line(article, 60)}"
            about = GivenDocument(where, [], article, None, sha256)
            place = _place(table(target))
            labels: list[str | None] = [*said.labels] or [None]
            documents.setdefault((article, sha256), about).spans.extend(_span(place, said, label) for label in labels)
    told = [f"{plural(count, what)} left: this program has none" for what, count in sorted(others.items())]
    return Given(documents.values(), left=left, told=told)


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


class _Said(NamedTuple):
    """What an annotation says of its targets."""

    labels: list[str]
    note: str | None
    attributes: dict[str, str]
    creators: tuple[str, ...]


class _Place(NamedTuple):
    """Where a target is."""

    start: int | None = None
    end: int | None = None
    quoted: str | None = None
    around: tuple[str, str] = ("", "")


def _said(annotation: Fields, others: Counter[str]) -> _Said:
    bodies = [*_several(annotation.get("body")), *_several(annotation.get("bodyValue"))]
    labels: list[str] = []
    notes: list[str] = []
    plain: list[str] = []
    attributes: dict[str, str] = {}
    for body in bodies:
        fields = body if isinstance(body, dict) else {"value": body}
        purpose, text = string(fields.get("purpose")), string(fields.get("value"))
        name, value = string(fields.get("schema:name")), string(fields.get("schema:value"))
        if name is not None and value is not None:
            attributes[name] = value
        elif text is None or purpose not in {*_TAGGING, *_COMMENTING, None}:
            others["untagged body"] += 1
        else:
            (labels if purpose in _TAGGING else plain if purpose is None else notes).append(text)
    if not labels:
        labels, plain = plain[:1], plain[1:]
    creators = [
        c.get("name") or c.get("nickname") or c.get("id") if isinstance(c, dict) else c
        for c in _several(annotation.get("creator"))
    ]
    return _Said(list(dict.fromkeys(labels)), "\n".join([*notes, *plain]) or None, attributes, names(creators))


def _place(target: Fields) -> _Place:
    place = _Place()
    for selector in _selectors(target.get("selector")):
        kind = selector.get("type")
        if kind == "TextPositionSelector":
            place = place._replace(start=integer(selector.get("start")), end=integer(selector.get("end")))
        elif kind == "TextQuoteSelector":
            around = string(selector.get("prefix")) or "", string(selector.get("suffix")) or ""
            place = place._replace(quoted=string(selector.get("exact")), around=around)
    return place


def _span(place: _Place, said: _Said, label: str | None) -> GivenSpan:
    return GivenSpan(
        label, place.start, place.end, place.quoted, said.attributes, said.note, said.creators, around=place.around
    )


def _selectors(value: Any) -> Iterator[Fields]:
    for selector in _several(value):
        fields = table(selector)
        yield fields
        yield from (table(inner) for inner in items(_several(fields.get("refinedBy"))))
