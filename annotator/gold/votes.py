"""What the votes of several annotators on one article add up to. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from annotator.gold.conflicts import compare, conflict
from annotator.journal.flat import FlatSpan
from annotator.journal.records import Fields
from annotator.model import Span

_KNOWN_FIELDS = frozenset({*Span.model_fields, *FlatSpan.model_fields})

Vote = tuple[str, Fields]
"""An annotator's name and the record of one span of theirs."""
Place = tuple[int, int, str, str]
"""Start, negative end, label and sha256 (empty if unknown): the order of spans within an article."""


class Joined(NamedTuple):
    """What the votes on one article add up to."""

    spans: list[Fields]
    """Flat spans, ordered by start, -end, label and sha256."""
    conflicts: list[Fields]
    doubles: int
    """Spans which their annotator has twice, in one place under one label: one vote."""
    unhashed: int
    """Spans without sha256, taken to be of the article's only known version."""


def join_article(article: str, votes: list[Vote], finishers: int, worked_on: Sequence[tuple[str, str]]) -> Joined:
    """Join the spans of one article that have equal version, range and label.

    Args:
        article: its id.
        votes: the spans of those who have annotated it, annotators in the order of their names.
        finishers: how many have annotated it.
        worked_on: the name of each of them whose state says on which sha256.
    """
    places, unhashed = _places(votes)
    flat = [record for _, record in votes if "of" in record]
    of = max(finishers, max((record["of"] or 0 for record in flat), default=0))
    conflicts = list(_versions(article, places, worked_on))
    spans = [join(article, place, places[place], of, conflicts) for place in sorted(places)]
    if flat:
        _count_unnamed(spans, places)
    doubles = len(votes) - sum([len(span["annotators"]) for span in spans])
    if any(span["support"] < of for span in spans):
        conflicts += compare(spans)
    return Joined(spans, conflicts, doubles, unhashed)


def unknown_fields(records: Iterable[Fields]) -> set[str]:
    """The names of fields that flat spans do not carry."""
    return {name for record in records if not record.keys() <= _KNOWN_FIELDS for name in record.keys() - _KNOWN_FIELDS}


def _places(votes: list[Vote]) -> tuple[dict[Place, list[Vote]], int]:
    """The votes on an article by place, annotators in order; and how many spans got their sha256 from the others."""
    hashes = {record["sha256"] for _, record in votes} - {None}
    default = hashes.pop() if len(hashes) == 1 else ""
    places: dict[Place, list[Vote]] = {}
    unhashed = 0
    for vote in votes:
        record = vote[1]
        sha256 = record["sha256"]
        if sha256 is None:
            sha256 = default
            unhashed += bool(default)
        place = record["start"], -record["end"], record["label"], sha256
        if place in places:
            places[place].append(vote)
        else:
            places[place] = [vote]
    return places, unhashed


def join(article: str, place: Place, votes: list[Vote], of: int, conflicts: list[Fields]) -> Fields:
    """One flat span of all votes on a place; differing texts and attributes are added to `conflicts`."""
    start, minus_end, label, sha256 = place
    name, first = votes[0]
    attributes = first.get("attributes") or {}
    span: Fields = {
        "article": article,
        "sha256": sha256 or None,
        "start": start,
        "end": -minus_end,
        "label": label,
        "text": first["text"],
        "annotators": [name],
        "support": 1,
        "of": of,
        "origin": first.get("origin"),
        "attributes": dict(sorted(attributes.items())) if len(attributes) > 1 else attributes,
        "note": first.get("note"),
    }
    if len(votes) > 1:
        span["annotators"] = list(dict.fromkeys([name for name, _ in votes]))
        span["support"] = len(span["annotators"])
        if any(_said(record) != _said(first) for _, record in votes):
            _settle(span, votes, conflicts)
    return span


def _count_unnamed(spans: list[Fields], places: dict[Place, list[Vote]]) -> None:
    """Flat spans on input may count more annotators than they name; those votes stay."""
    for span, place in zip(spans, sorted(places), strict=True):
        span["support"] = max(span["support"], *(record.get("support") or 0 for _, record in places[place]))


def _said(record: Fields) -> tuple[Any, ...]:
    """What annotators may say differently of one place and label."""
    return record["text"], record.get("origin"), record.get("attributes") or {}, record.get("note")


def _settle(span: Fields, votes: list[Vote], conflicts: list[Fields]) -> None:
    """Decide what the joined span says where its annotators differ: what most of them say; all of the notes."""
    texts = _tally((name, record["text"]) for name, record in votes)
    span["text"] = _winner(texts)
    span["origin"] = _winner(_tally((name, record.get("origin")) for name, record in votes))
    notes = sorted((name, note) for name, record in votes if (note := record.get("note")))
    span["note"] = _all_of([note for _, note in notes]) or None
    keys = sorted({key for _, record in votes for key in record.get("attributes") or ()})
    tallies = {key: _tally((name, (r.get("attributes") or {}).get(key)) for name, r in votes) for key in keys}
    span["attributes"] = {key: _winner(tally) for key, tally in tallies.items()}
    differing = {key: dict(sorted(tally.items())) for key, tally in tallies.items() if len(tally) > 1}
    if differing:
        conflicts.append(conflict("attributes", [span], values=differing))
    if len(texts) > 1:
        conflicts.append(conflict("text", [span], values=dict(sorted(texts.items()))))


def _all_of(notes: Sequence[str]) -> str:
    """The notes below each other, none that stands in another: flat spans on input may have joined the same ones."""
    lines = {note: [line.strip() for line in note.splitlines()] for note in notes}
    distinct = {tuple(said): note for note, said in reversed(lines.items())}
    kept = [note for said, note in distinct.items() if not any(_within(said, one) for one in distinct if one != said)]
    return "\n".join(reversed(kept))


def _within(lines: Sequence[str], others: Sequence[str]) -> bool:
    """Whether lines stand together in others."""
    return any(tuple(others[i : i + len(lines)]) == tuple(lines) for i in range(len(others) - len(lines) + 1))


def _tally(values: Iterable[tuple[str, Any]]) -> Counter[Any]:
    """How many annotators gave each value; those who gave none are not counted."""
    return Counter(value for _, value in {*values} if value is not None)


def _winner(tally: Counter[Any]) -> Any:
    """The value most often given; of several the first in the alphabet."""
    return min(tally, key=lambda value: (-tally[value], value), default=None)


def _versions(article: str, places: dict[Place, list[Vote]], worked_on: Sequence[tuple[str, str]]) -> Iterator[Fields]:
    """A conflict if the annotators worked on different texts under one article's name."""
    if len({place[3] for place in places} | {sha256 for _, sha256 in worked_on}) < 2:
        return
    versions: dict[str, set[str]] = {}
    for name, sha256 in worked_on:
        versions.setdefault(sha256, set()).add(name)
    for place, votes in places.items():
        versions.setdefault(place[3], set()).update(name for name, _ in votes)
    shown = [{"sha256": sha256 or None, "annotators": sorted(versions[sha256])} for sha256 in sorted(versions)]
    yield {"kind": "version", "article": article, "sha256": None, "versions": shown}
