"""Web Annotations (W3C Recommendation of 2017) as JSON-LD: one AnnotationPage a part, one Annotation a span.

Each points at its text by position and, where the text is written, by quotation with what is around it; positions
and quotations are of code points, as the recommendation asks (4.2.4 and 4.2.5). Without the text the sha256 of the
article's file, a State of the target, tells which text the positions are of.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, repeat
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson

from annotator.boards.group import Member
from annotator.boards.joint_groups import JointGroup
from annotator.dataset.dataset import Dataset
from annotator.dataset.document import Document
from annotator.formats import Exported, Format, NotTaken, Source, SourceDocument, SourceSpan
from annotator.formats.parsing import integer, names, objects, passed_over, string, table, whole
from annotator.formats.views import VOTES, DatasetView, a_file_each, lost, without_spans
from annotator.journal.records import Fields
from annotator.text.sanitize import one_line

FORMAT = Format(
    "`start` and `end` of each TextPositionSelector", votes=False, groups=True, suffixes=(".jsonld",), single=".jsonld"
)
CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"schema": "http://schema.org/"}]
AROUND = 32
"""Code points of the text before and after a quotation."""
_SPACE = uuid.UUID("5a3b4b0e-6a3e-5d7c-9d53-7b8f2f6f1c11")


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.jsonld`, and `<part>.<annotator>.jsonld` with each annotator's own spans; groups link in the former."""
    groups = [] if dataset.contents.groups is None else dataset.contents.groups.groups
    files, own = a_file_each(dataset, ".jsonld", partial(_page, groups=groups, with_text=with_text))
    return Exported(files, lambda: lost(dataset, VOTES) | without_spans(dataset), own=own)


def _page(view: DatasetView, groups: Sequence[JointGroup], with_text: bool) -> Iterator[bytes]:
    """A page of all annotations of a view, some at a time: read twice, as its name, which is made of them, comes first."""

    def items() -> Iterator[tuple[bytes, dict[str, Any]]]:
        spans = chain.from_iterable(_items(document, view, with_text=with_text) for document in view.documents)
        links = _links(groups, view, with_text=with_text) if view.annotator is None else iter(())
        return zip(chain([b""], repeat(b",")), chain(spans, links), strict=False)

    content = hashlib.sha1(_SPACE.bytes + view.name.encode() + b"[", usedforsecurity=False)
    for comma, item in items():
        content.update(comma + orjson.dumps(item))
    content.update(b"]")
    name = uuid.UUID(bytes=content.digest()[:16], version=5).urn  # RFC 9562
    head = {"@context": CONTEXT, "id": name, "type": "AnnotationPage", "items": []}
    yield orjson.dumps(head, option=orjson.OPT_INDENT_2).removesuffix(b"]\n}")
    end = b"]\n}\n"
    for comma, item in items():
        # No string in JSON has a line end, so that these are those of its layout.
        yield comma + b"\n    " + orjson.dumps(item, option=orjson.OPT_INDENT_2).replace(b"\n", b"\n    ")
        end = b"\n  ]\n}\n"
    yield end


def _items(document: Document, view: DatasetView, *, with_text: bool) -> Iterator[dict[str, Any]]:
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
            "creator": [
                {"type": "Person", "name": name}
                for name in ([view.annotator] if view.annotator is not None else span["annotators"])
            ],
            "body": _bodies(span),
            "target": target,
        }
        # The same name for the same content, whoever exports it and when.
        yield {"id": uuid.uuid5(_SPACE, view.name + orjson.dumps([item]).decode()).urn, **item}


def _links(groups: Sequence[JointGroup], view: DatasetView, *, with_text: bool) -> Iterator[dict[str, Any]]:
    """A linking annotation for each group with two members or more in the view: its targets are the members."""
    here = {entry.id for entry in view.documents.entries}
    for group in groups:
        members = [member for member in group.members if member.article in here]
        if len(members) < 2:
            continue
        said = {"kind": group.kind, "relation": group.relation, **group.attributes}
        item = {
            "type": "Annotation",
            "motivation": "linking",
            "creator": [{"type": "Person", "name": name} for name in sorted(group.groups)],
            "body": [
                {"type": "schema:PropertyValue", "schema:name": name, "schema:value": value}
                for name, value in {"group": group.id, **said}.items()
            ],
            "target": [_target_of(member, with_text=with_text) for member in members],
        }
        yield {"id": uuid.uuid5(_SPACE, view.name + orjson.dumps([item]).decode()).urn, **item}


def _target_of(member: Member, *, with_text: bool) -> dict[str, Any]:
    selectors: list[dict[str, Any]] = [
        {"type": "TextPositionSelector", "start": member.start, "end": member.end},
        *([{"type": "TextQuoteSelector", "exact": member.text}] if with_text else []),
    ]
    state = {"type": "State", "schema:sha256": member.sha256}
    return {"source": f"{member.article}.txt", "selector": selectors, "state": state, "schema:roleName": member.role}


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


_TAGGING = frozenset({"tagging", "classifying"})
_COMMENTING = frozenset({"commenting", "describing", "replying"})


def read(path: Path) -> Source:
    """The annotations gathered by article; they do not say who was through with what."""
    left: list[NotTaken] = []
    others: Counter[str] = Counter()
    documents: dict[tuple[str | None, str | None], SourceDocument] = {}
    for annotation in _annotations(path, left, others):
        if "linking" in _several(annotation.get("motivation")):
            others["linking annotation"] += 1
            continue
        labels, said = _said(annotation, others)
        for target in _several(annotation.get("target")):
            article, sha256 = _source(target)
            article = article or path.name.partition(".")[0]
            where = f"{one_line(path.name)}, article {one_line(article, 60)}"
            about = SourceDocument(where, [], article, None, sha256, url=_address(target))
            span = _placed(said, table(target))
            documents.setdefault((article, sha256), about).spans.extend(span._replace(label=label) for label in labels)
    return Source(documents.values(), left=left, told=passed_over(others))


def _annotations(path: Path, left: list[NotTaken], others: Counter[str]) -> Iterator[Fields]:
    if path.suffix.lower() == ".jsonl":
        values: Any = [value for _, value in objects(path, left)]
    else:
        values = whole(path)
    page = table(values)
    if "items" in page or "first" in page:
        values = page.get("items") or table(page.get("first")).get("items")
    elif is_hypothesis(page):
        values = page.get("rows")
    for value in _several(values):
        if is_hypothesis(value):
            if (row := _of_hypothesis(value)) is not None:
                yield row
            else:
                others["reply" if value.get("references") else "note on a whole page"] += 1
        elif isinstance(value, dict) and "target" in value:
            yield value
        else:
            left.append(NotTaken(one_line(path.name), None, "holds something that is no annotation"))


def is_hypothesis(value: Any) -> bool:
    """Whether this is an answer of hypothesis' API, or one of its annotations."""
    fields = table(value)
    return isinstance(fields.get("rows"), list) or {"uri", "user", "target"} <= fields.keys()


def _of_hypothesis(row: Fields) -> Fields | None:
    """An annotation as hypothesis gives it, as the standard has it; `None` if it quotes nothing.

    Its positions are of the web page's text, so that only the quotation says where it is.
    """
    selectors = [
        table(one) for target in _several(row.get("target")) for one in _several(table(target).get("selector"))
    ]
    quotes = [one for one in selectors if one.get("type") == "TextQuoteSelector"]
    if not quotes:
        return None
    bodies = [{"purpose": "tagging", "value": tag} for tag in _several(row.get("tags"))]
    if string(row.get("text")):
        bodies.append({"purpose": "commenting", "value": row["text"]})
    user = (string(row.get("user")) or "").removeprefix("acct:").partition("@")[0]
    return {"body": bodies, "creator": user or None, "target": [{"source": row.get("uri"), "selector": quotes[:1]}]}


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _source(target: Any) -> tuple[str | None, str | None]:
    """The article's name and the sha256 of its file, as far as the target tells."""
    fields = table(target)
    address = _address(target)
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


def _address(target: Any) -> str | None:
    fields = table(target)
    source = target if isinstance(target, str) else fields.get("source", fields.get("id"))
    return string(source) or string(table(source).get("id"))


def _said(annotation: Fields, others: Counter[str]) -> tuple[list[str | None], SourceSpan]:
    """The labels that an annotation gives, or one `None`, and a span with all else that it says of its targets."""
    bodies = [*_several(annotation.get("body")), *_several(annotation.get("bodyValue"))]
    labels: list[str | None] = []
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
        labels, plain = [*plain[:1]], plain[1:]
    creators = [
        c.get("name") or c.get("nickname") or c.get("id") if isinstance(c, dict) else c
        for c in _several(annotation.get("creator"))
    ]
    note = "\n".join([*notes, *plain]) or None
    return [*dict.fromkeys(labels)] or [None], SourceSpan(None, None, None, None, attributes, note, names(creators))


def _placed(span: SourceSpan, target: Fields) -> SourceSpan:
    """The span where a target is."""
    selectors = map(table, _several(target.get("selector")))
    for selector in (one for outer in selectors for one in (outer, *map(table, _several(outer.get("refinedBy"))))):
        kind = selector.get("type")
        if kind == "TextPositionSelector":
            span = span._replace(start=integer(selector.get("start")), end=integer(selector.get("end")))
        elif kind == "TextQuoteSelector":
            around = string(selector.get("prefix")) or "", string(selector.get("suffix")) or ""
            span = span._replace(text=string(selector.get("exact")), around=around)
    return span
