"""Joins annotators' work into flat spans with votes, and lists where the annotators differ. Reads and writes no files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

import orjson

from annotator.journal.corpus import Corpus
from annotator.journal.flat import FlatSpan
from annotator.journal.read import Fields
from annotator.model import Span

Keep = Literal["all", "majority", "unanimous"] | int
"""Which joined spans to keep: all, more than half of the votes, all votes, or at least that many."""

CONFLICTS = ("version", "text", "label", "boundary", "missing", "alone", "attributes")
"""The kinds of conflict, in the order in which they are told: the article's text differs between annotators; a span's
text differs; one range, other labels; one label, overlapping ranges; a span that some, or only one, of the annotators
gave, with nothing of the others' against it; a joined span whose attributes have several values."""

_KNOWN_FIELDS = frozenset({*Span.model_fields, *FlatSpan.model_fields})
_SHOWN = ("start", "end", "label", "text", "annotators", "support", "of")

Vote = tuple[str, Fields]
"""An annotator's name and the record of one span of theirs."""
Place = tuple[int, int, str, str]
"""Start, negative end, label and sha256 (empty if unknown): the order of spans within an article."""


class Merge(NamedTuple):
    """What the annotators' work adds up to, with an account of everything that is not in it."""

    spans: list[Fields]
    """Flat spans, ordered by article, start, -end, label and sha256."""
    conflicts: list[Fields]
    """Each has `kind` (one of `CONFLICTS`), `article`, `sha256`, and `spans` or `versions` or `values`."""
    unfinished: dict[tuple[str, str], int]
    """By annotator and article: spans left out because the annotator has not finished the article."""
    doubles: int
    """Spans which their annotator has twice, in one place under one label: one vote."""
    unhashed: int
    """Spans without sha256, taken to be of the article's only known version."""
    dropped_fields: list[str]
    """Unknown fields of the records, which flat spans do not carry; sorted."""


def merge(corpus: Corpus, *, finished_only: bool = False) -> Merge:
    """Join spans of equal article, version, range and label.

    Only annotators who have annotated an article vote on it. The work of a single annotator is taken whole, finished
    or not, unless `finished_only`: it is a view of the journal, and nobody votes.
    """
    take_all = len(corpus.works) == 1 and not finished_only
    joined: list[Fields] = []
    conflicts: list[Fields] = []
    unfinished: dict[tuple[str, str], int] = {}
    doubles = unhashed = 0
    unknown: set[str] = set()
    for article in corpus.articles:
        finishers = list(corpus.works) if take_all else corpus.finishers(article)
        for name, work in corpus.works.items():
            if name not in finishers and article in work.spans:
                unfinished[name, article] = len(work.spans[article])
        votes = [(name, record) for name in finishers for record in corpus.works[name].spans.get(article, ())]
        places, without_hash = _places(votes)
        unhashed += without_hash
        flat = [record for _, record in votes if "of" in record]
        of = max(len(finishers), max((record["of"] or 0 for record in flat), default=0))
        conflicts += _versions(corpus, article, finishers, places)
        spans = [_join(article, place, places[place], of, conflicts) for place in sorted(places)]
        if flat:
            _count_unnamed(spans, places)
        doubles += len(votes) - sum([len(span["annotators"]) for span in spans])
        unknown.update(*(record.keys() - _KNOWN_FIELDS for _, record in votes if not record.keys() <= _KNOWN_FIELDS))
        joined += spans
        if any(span["support"] < of for span in spans):
            conflicts += _compare(spans)
    conflicts.sort(key=_conflict_order)
    return Merge(joined, conflicts, unfinished, doubles, unhashed, sorted(unknown))


def kept(spans: Iterable[Fields], keep: Keep) -> list[Fields]:
    """The flat spans with enough votes."""
    if keep == "all":
        return list(spans)
    if keep == "majority":
        return [span for span in spans if 2 * span["support"] > span["of"]]
    if keep == "unanimous":
        return [span for span in spans if span["support"] == span["of"]]
    return [span for span in spans if span["support"] >= keep]


def to_jsonl(values: Iterable[Fields]) -> bytes:
    """One JSON object a line."""
    return b"".join([orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE) for value in values])


def count_kinds(conflicts: Iterable[Fields]) -> dict[str, int]:
    """How many conflicts of each kind there are, in the order of `CONFLICTS`; kinds without any left out."""
    counts = Counter(conflict["kind"] for conflict in conflicts)
    return {kind: counts[kind] for kind in CONFLICTS if counts[kind]}


def account(merged: Merge) -> Iterator[str]:
    """Sentences about all that a merge left out or took for granted."""
    by_annotator: dict[str, dict[str, int]] = {}
    for (name, article), count in merged.unfinished.items():
        by_annotator.setdefault(name, {})[article] = count
    for name, articles in by_annotator.items():
        shown = ", ".join(f"{article}: {count}" for article, count in list(articles.items())[:5])
        more = f" and {len(articles) - 5} more articles" if len(articles) > 5 else ""
        yield f"{plural(sum(articles.values()), 'span')} by {name} left out: articles not marked done ({shown}{more})"
    if merged.doubles:
        yield f"{plural(merged.doubles, 'span')} left out that the same annotator has there already"
    if merged.unhashed:
        yield f"{plural(merged.unhashed, 'span')} without sha256 taken to be of the article's only known version"
    if merged.dropped_fields:
        yield f"fields left out that flat spans do not carry: {', '.join(merged.dropped_fields)}"


def plural(count: int, noun: str) -> str:
    """`1 span`, `2 spans`."""
    return f"{count:,} {noun}{'s' * (count != 1)}"


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


def _join(article: str, place: Place, votes: list[Vote], of: int, conflicts: list[Fields]) -> Fields:
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
    span["note"] = "\n".join(dict.fromkeys(note for _, note in notes)) or None
    keys = sorted({key for _, record in votes for key in record.get("attributes") or ()})
    tallies = {key: _tally((name, (r.get("attributes") or {}).get(key)) for name, r in votes) for key in keys}
    span["attributes"] = {key: _winner(tally) for key, tally in tallies.items()}
    differing = {key: dict(sorted(tally.items())) for key, tally in tallies.items() if len(tally) > 1}
    if differing:
        conflicts.append(_conflict("attributes", [span], values=differing))
    if len(texts) > 1:
        conflicts.append(_conflict("text", [span], values=dict(sorted(texts.items()))))


def _tally(values: Iterable[tuple[str, Any]]) -> Counter[Any]:
    """How many annotators gave each value; those who gave none are not counted."""
    return Counter(value for _, value in {*values} if value is not None)


def _winner(tally: Counter[Any]) -> Any:
    """The value most often given; of several the first in the alphabet."""
    return min(tally, key=lambda value: (-tally[value], value), default=None)


def _versions(corpus: Corpus, article: str, finishers: list[str], places: dict[Place, list[Vote]]) -> Iterator[Fields]:
    """A conflict if the annotators worked on different texts under one article's name."""
    states = [(name, state) for name in finishers if (state := corpus.works[name].states.get(article))]
    if len({place[3] for place in places} | {state["sha256"] for _, state in states}) < 2:
        return
    versions: dict[str, set[str]] = {}
    for name, state in states:
        versions.setdefault(state["sha256"], set()).add(name)
    for place, votes in places.items():
        versions.setdefault(place[3], set()).update(name for name, _ in votes)
    shown = [{"sha256": sha256 or None, "annotators": sorted(versions[sha256])} for sha256 in sorted(versions)]
    yield {"kind": "version", "article": article, "sha256": None, "versions": shown}


def _compare(spans: list[Fields]) -> Iterator[Fields]:
    """Conflicts between the joined spans of one article; each span in at most one of each kind."""
    settled: set[int] = set()
    same_range: dict[Any, list[Fields]] = {}
    same_label: dict[Any, list[Fields]] = {}
    for span in spans:
        same_range.setdefault((span["sha256"], span["start"], span["end"]), []).append(span)
        same_label.setdefault((span["sha256"], span["label"]), []).append(span)
    runs = (run for group in same_label.values() for run in _overlapping(group))
    for kind, groups in (("label", same_range.values()), ("boundary", runs)):
        for group in groups:
            if _opposed(group):
                settled.update(map(id, group))
                yield _conflict(kind, group)
    for span in spans:
        if span["support"] < span["of"] and id(span) not in settled:
            yield _conflict("alone" if span["support"] == 1 else "missing", [span])


def _overlapping(spans: list[Fields]) -> Iterator[list[Fields]]:
    """Spans ordered by start, cut into the longest runs in which each overlaps one before it."""
    run: list[Fields] = []
    end = 0
    for span in spans:
        if run and span["start"] >= end:
            yield run
            run = []
        end = max(end, span["end"]) if run else span["end"]
        run.append(span)
    if run:
        yield run


def _opposed(spans: list[Fields]) -> bool:
    """Whether two of the spans were each given by somebody who did not give the other.

    A span that one annotator added inside, or on, a span that both gave opposes nothing.
    """
    if len(spans) < 2:
        return False
    voters = [set(names) for names in {tuple(span["annotators"]) for span in spans}]
    return any(a - b and b - a for i, a in enumerate(voters) for b in voters[:i])


def _conflict(kind: str, spans: list[Fields], **more: Any) -> Fields:
    shown = [{name: span[name] for name in _SHOWN} for span in spans]
    return {"kind": kind, "article": spans[0]["article"], "sha256": spans[0]["sha256"], "spans": shown, **more}


def _conflict_order(conflict: Fields) -> tuple[str, int, str, int, int, str]:
    kind = CONFLICTS.index(conflict["kind"])
    if "spans" not in conflict:
        return conflict["article"], kind, "", 0, 0, ""
    first = conflict["spans"][0]
    return conflict["article"], kind, conflict["sha256"] or "", first["start"], -first["end"], first["label"]
