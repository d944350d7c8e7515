"""doccano's JSONL of sequence labelling: `label` (or `labels`) as lists, `entities` as objects, the text of each document.

Its screen counts UTF-16 code units, in a project that does not count grapheme clusters as one character. Its export has
the documents that nobody has looked at too, so that none counts as finished. One file is one user's work.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from annotator.gold.importing import Given, GivenDocument, GivenSpan, Left
from annotator.gold.importing.plain import integer, items, objects, string
from annotator.gold.merge import plural
from annotator.journal.read import Fields


def read(path: Path) -> Given:
    """A document a line; relations and comments are counted and left."""
    left: list[Left] = []
    documents = []
    others = {"relation": 0, "comment": 0}
    for where, fields in objects(path, left):
        others["relation"] += len(items(fields.get("relations")))
        others["comment"] += len(items(fields.get("Comments")))
        documents.append(
            GivenDocument(
                where,
                [_span(given) for given in _given(fields)],
                article=string(fields.get("article")),
                text=string(fields.get("text")) or string(fields.get("data")),
                sha256=string(fields.get("sha256")),
            )
        )
    told = [f"{plural(count, what)} left: this program has none" for what, count in others.items() if count]
    return Given(documents, "utf-16", left, told)


def _given(fields: Fields) -> list[Any]:
    for name in ("label", "labels", "entities", "annotations"):
        if isinstance(fields.get(name), list):
            return items(fields[name])
    return []


def _span(given: Any) -> GivenSpan:
    if isinstance(given, dict):
        return GivenSpan(
            string(given.get("label")), integer(given.get("start_offset")), integer(given.get("end_offset"))
        )
    if isinstance(given, list) and len(given) >= 3:
        return GivenSpan(string(given[2]), integer(given[0]), integer(given[1]))
    return GivenSpan(None, None, None, fault="is not [start, end, label]")
