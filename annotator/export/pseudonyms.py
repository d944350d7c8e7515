"""Pseudonyms for annotators: one for each name, the same wherever a dataset and its card name somebody."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from typing import Any

from annotator.dataset.dataset import Document, Documents, Entry, Gathered
from annotator.journal.records import Fields
from annotator.model import GOLD


def disguise(gathered: Gathered, agreement: dict[str, Any] | None) -> tuple[Gathered, dict[str, Any] | None, int]:
    """A dataset and the agreement that its card tells with pseudonyms, and how many spans mention a name anyway.

    Notes and attributes stay as they are. All documents are read, twice.
    """
    gathered.documents.finish()
    names = _names(gathered) | set(agreement["annotators"] if agreement else ())
    new = pseudonyms(names)
    if agreement is not None:
        agreement = {**agreement, "annotators": sorted(new[name] for name in agreement["annotators"])}
    return _disguised(gathered, new), agreement, _mentions(gathered, names)


def pseudonyms(names: Collection[str]) -> dict[str, str]:
    """`annotator-1`, `annotator-2` … by name; `gold`, which is nobody's name, stays.

    They are numbered by the hash of the name, so that the order says nothing and the same names get the same numbers.
    """
    people = sorted(set(names) - {GOLD}, key=lambda name: hashlib.sha256(name.encode()).digest())
    return {GOLD: GOLD, **{name: f"annotator-{number}" for number, name in enumerate(people, 1)}}


def _names(gathered: Gathered) -> set[str]:
    """Everybody whom a dataset and its card name: who annotated, whom a span says it is from, and who decided."""
    own = {name for entry in gathered.documents.entries for name in entry.own}
    deciders = gathered.decisions.by if gathered.decisions is not None else ()
    unfinished = {name for name, _ in gathered.left_out.unfinished}
    return {*gathered.annotators, *gathered.said.by, *own, *deciders, *unfinished}


def _disguised(gathered: Gathered, new: Mapping[str, str]) -> Gathered:
    real: dict[Entry, Entry] = {}
    for entry in gathered.documents.entries:
        other = copy(entry)
        other.own = {new[name]: count for name, count in entry.own.items()}
        real[other] = entry

    def read(entry: Entry) -> Document:
        document = gathered.documents.read(real[entry])
        spans = [_span(span, new) for span in document.spans]
        return document._replace(spans=spans, own=_Own(document.own, new))

    decisions = gathered.decisions
    unfinished = {(new[name], article): count for (name, article), count in gathered.left_out.unfinished.items()}
    return gathered._replace(
        documents=Documents(list(real), read),
        left_out=gathered.left_out._replace(unfinished=unfinished),
        decisions=decisions and decisions._replace(by={new[name]: count for name, count in decisions.by.items()}),
        annotators=sorted(new[name] for name in gathered.annotators),
        said=gathered.said.by_others(new),
    )


class _Own(Mapping[str, Sequence[Fields]]):
    """What each annotator gave in a document, under another name."""

    def __init__(self, own: Mapping[str, Sequence[Fields]], new: Mapping[str, str]) -> None:
        self._own, self._new = own, new
        self._real = {new[name]: name for name in own}

    def __getitem__(self, name: str) -> list[Fields]:
        return [_span(span, self._new) for span in self._own[self._real[name]]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._real)

    def __len__(self) -> int:
        return len(self._real)


def _mentions(gathered: Gathered, names: Collection[str]) -> int:
    """How many spans have an annotator's name as a word of their note or of an attribute."""
    people = set(names) - {GOLD}
    if not people:
        return 0
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(people)))})(?!\w)", re.IGNORECASE)
    return sum(
        any(pattern.search(words) for words in (span["note"] or "", *(span["attributes"] or {}).values()))
        for document in gathered.documents
        for span in document.spans
    )


def _span(span: Fields, new: Mapping[str, str]) -> Fields:
    changed = dict(span)
    if changed.get("annotators") is not None:
        changed["annotators"] = sorted(new.get(name, name) for name in changed["annotators"])
    if isinstance(changed.get("annotator"), str):
        changed["annotator"] = new.get(changed["annotator"], changed["annotator"])
    return changed
