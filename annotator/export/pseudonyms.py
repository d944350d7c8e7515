"""Pseudonyms for annotators: one for each name, the same wherever a dataset and its card name somebody."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from copy import copy
from typing import Any

from annotator.dataset.dataset import DatasetContents
from annotator.dataset.document import AnnotatorSpans, Document, Documents, Entry
from annotator.journal.records import Fields
from annotator.model import GOLD


def disguise(
    contents: DatasetContents, agreement: dict[str, Any] | None
) -> tuple[DatasetContents, dict[str, Any] | None, int]:
    """A dataset and the agreement that its card tells with pseudonyms, and how many spans mention a name anyway.

    Notes and attributes stay as they are. All documents are read, twice.
    """
    contents.documents.finish()
    names = _names(contents) | set(agreement["annotators"] if agreement else ())
    new = pseudonyms(names)
    if agreement is not None:
        agreement = {**agreement, "annotators": sorted(new[name] for name in agreement["annotators"])}
    return _disguised(contents, new), agreement, _mentions(contents, names)


def pseudonyms(names: Collection[str]) -> dict[str, str]:
    """`annotator-1`, `annotator-2` … by name; `gold`, which is nobody's name, stays.

    They are numbered by the hash of the name, so that the order says nothing and the same names get the same numbers.
    """
    people = sorted(set(names) - {GOLD}, key=lambda name: hashlib.sha256(name.encode()).digest())
    return {GOLD: GOLD, **{name: f"annotator-{number}" for number, name in enumerate(people, 1)}}


def _names(contents: DatasetContents) -> set[str]:
    """Everybody whom a dataset and its card name: who annotated, whom a span says it is from, and who decided."""
    own = {name for entry in contents.documents.entries for name in entry.own}
    deciders = contents.decisions.by if contents.decisions is not None else ()
    unfinished = {name for name, _ in contents.left_out.unfinished}
    grouping = contents.groups.annotators if contents.groups is not None else ()
    return {*contents.annotators, *contents.said.by, *own, *deciders, *unfinished, *grouping}


def _disguised(contents: DatasetContents, new: Mapping[str, str]) -> DatasetContents:
    real: dict[Entry, Entry] = {}
    for entry in contents.documents.entries:
        other = copy(entry)
        other.own = {new[name]: count for name, count in entry.own.items()}
        real[other] = entry

    def read(entry: Entry) -> Document:
        document = contents.documents.read(real[entry])
        names = {new[name]: name for name in document.own}
        own = AnnotatorSpans(names, lambda name: [_span(span, new) for span in document.own[names[name]]])
        return document._replace(spans=[_span(span, new) for span in document.spans], own=own)

    decisions = contents.decisions
    unfinished = {(new[name], article): count for (name, article), count in contents.left_out.unfinished.items()}
    return contents._replace(
        documents=Documents(list(real), read),
        left_out=contents.left_out._replace(unfinished=unfinished),
        decisions=decisions and decisions._replace(by={new[name]: count for name, count in decisions.by.items()}),
        annotators=sorted(new[name] for name in contents.annotators),
        said=contents.said.by_others(new),
        groups=contents.groups and contents.groups.by_others(new),
    )


def _mentions(contents: DatasetContents, names: Collection[str]) -> int:
    """How many spans have an annotator's name as a word of their note or of an attribute."""
    people = set(names) - {GOLD}
    if not people:
        return 0
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(people)))})(?!\w)", re.IGNORECASE)
    return sum(
        any(pattern.search(words) for words in (span["note"] or "", *(span["attributes"] or {}).values()))
        for document in contents.documents
        for span in document.spans
    )


def _span(span: Fields, new: Mapping[str, str]) -> Fields:
    changed = dict(span)
    if changed.get("annotators") is not None:
        changed["annotators"] = sorted(new.get(name, name) for name in changed["annotators"])
    if isinstance(changed.get("annotator"), str):
        changed["annotator"] = new.get(changed["annotator"], changed["annotator"])
    return changed
