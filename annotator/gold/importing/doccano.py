"""doccano's JSONL of sequence labelling: `label` (or `labels`) as lists, `entities` as objects, the text of each document.

Its screen counts UTF-16 code units, in a project that does not count grapheme clusters as one character. Its export has
the documents that nobody has looked at too, so that none counts as finished. One file is one user's work, but in what
versions before 1 wrote: there `annotations` name the user of each span, and labels and users are numbers.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from annotator.formats.parsing import integer, items, objects, string
from annotator.gold.importing import Given, GivenDocument, GivenSpan, Left
from annotator.journal.records import Fields
from annotator.merge import plural

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
