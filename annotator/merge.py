"""Joins annotators' work into flat spans with votes, and lists where the annotators differ. Reads and writes no files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress, pairwise
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

import numpy as np
import orjson

from annotator.agreement.table import differs, sort_order
from annotator.gold.contested import Joint, Masks, contested, masks
from annotator.gold.verbatim import Verbatim
from annotator.journal.columns import UNKNOWN, Bools, Columns, Ints, read_columns
from annotator.journal.fold import Corpus
from annotator.journal.records import (
    Fields,
    Problem,
    flat_fields,
    flat_span,
    is_flat,
    no_cycles_expected,
    parse,
    parse_json,
)
from annotator.model import FlatSpan, Span

CONFLICTS = ("version", "text", "label", "boundary", "missing", "alone", "attributes")
"""The kinds of conflict, in the order in which they are told: the article's text differs between annotators; a span's
text differs; one range, other labels; one label, overlapping ranges; a span that some, or only one, of the annotators
gave, with nothing of the others' against it; a joined span whose attributes have several values."""

_SHOWN = ("start", "end", "label", "text", "annotators", "support", "of")


def conflict(kind: str, spans: list[Fields], **more: Any) -> Fields:
    """A conflict of some joined spans of one article and version."""
    shown = [{name: span[name] for name in _SHOWN} for span in spans]
    return {"kind": kind, "article": spans[0]["article"], "sha256": spans[0]["sha256"], "spans": shown, **more}


def count_kinds(conflicts: Iterable[Fields]) -> dict[str, int]:
    """How many conflicts of each kind there are; see `ordered_kinds`."""
    return ordered_kinds(Counter(conflict["kind"] for conflict in conflicts))


def ordered_kinds(counts: Counter[str]) -> dict[str, int]:
    """The counts in the order of `CONFLICTS`; kinds without any left out."""
    return {kind: counts[kind] for kind in CONFLICTS if counts[kind]}


def conflict_order(conflict: Fields) -> tuple[str, int, str, int, int, str]:
    """By article, then kind, then the place of the first span."""
    kind = CONFLICTS.index(conflict["kind"])
    if "spans" not in conflict:
        return conflict["article"], kind, "", 0, 0, ""
    first = conflict["spans"][0]
    return conflict["article"], kind, conflict["sha256"] or "", first["start"], -first["end"], first["label"]


def compare(spans: list[Fields]) -> Iterator[Fields]:
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
                yield conflict(kind, group)
    for span in spans:
        if span["support"] < span["of"] and id(span) not in settled:
            yield conflict("alone" if span["support"] == 1 else "missing", [span])


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


_KNOWN_FIELDS = frozenset({*Span.__struct_fields__, *FlatSpan.__struct_fields__, "op"}) - {"more"}

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


Keep = Literal["all", "majority", "unanimous"] | int
"""Which joined spans to keep: all, more than half of the votes, all votes, or at least that many."""


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
        works = [(name, corpus.works[name]) for name in finishers]
        votes = [(name, record) for name, work in works for record in work.spans.get(article, ())]
        worked_on = [(name, work.states[article]["sha256"]) for name, work in works if article in work.states]
        found = join_article(article, votes, len(finishers), worked_on)
        joined += found.spans
        conflicts += found.conflicts
        doubles += found.doubles
        unhashed += found.unhashed
        unknown |= unknown_fields(record for _, record in votes)
    conflicts.sort(key=conflict_order)
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


class LeftOut(Protocol):
    """What a merge left out or took for granted, as `Merge` has it."""

    @property
    def unfinished(self) -> dict[tuple[str, str], int]:
        """By annotator and article: spans of articles that were not finished."""

    @property
    def doubles(self) -> int:
        """Spans which their annotator has twice."""

    @property
    def unhashed(self) -> int:
        """Spans without sha256."""

    @property
    def dropped_fields(self) -> list[str]:
        """Fields that flat spans do not carry."""


def account(merged: LeftOut) -> Iterator[str]:
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


_AT_ONCE = 2**12
"""Votes that are worked on together."""
_WHERE, _WHO = b',"article":"', b',"annotator":"'
_PLAIN = b',"origin":"hand","attributes":{},"note":null'
"""What follows in a line as this program writes it if nothing more was said of the span.

In such a line these letters stand nowhere else, since a quotation mark within a string has a backslash before it.
"""
_OTHER, _OURS, _FLAT = range(3)
"""Kinds of lines: a journal's, a journal's exactly as this program writes it, a flat span's."""


class Votes(NamedTuple):
    """The votes that count, `(votes,)` each, sorted by article, start, -end, label and annotator."""

    article: Ints
    start: Ints
    end: Ints
    label: Ints
    annotator: Ints
    place: Ints
    kind: Ints

    def rows(self, chosen: slice | Ints) -> Votes:
        """Some of them."""
        return Votes(*(column[chosen] for column in self))


class Some(NamedTuple):
    """The joined spans of some whole articles."""

    joint: Joint
    lines: list[bytes]
    """Of each joined span the flat span as JSON, `(spans,)`; empty where its article is in `by_record`."""
    cut: dict[int, list[tuple[bytes, bytes]]]
    """Of some articles: of each of their lines what stands from `start` to `label`, and from `annotators` on."""
    by_record: dict[int, Joined]
    """By article, in order: those whose records had to be read."""
    conflicts: list[Fields]
    """Of `lines`: where the votes on one place say different things."""
    doubles: int
    """Of `lines`: votes which their annotator has given already."""
    votes: int
    """How many were joined, on articles in `by_record` too."""
    unknown: set[str]
    """Fields of the records that flat spans do not carry."""


class Joining:
    """The joined spans of all files.

    Attributes:
        annotators, articles, labels: names, sorted; codes are places in these lists.
        unfinished: by annotator and article, spans that were left out because the article is not finished.
        votes: the votes that count.
        groups: ranges of articles with about as many votes each as are worked on together.
    """

    def __init__(self, columns: Columns, *, finished_only: bool = False) -> None:
        """Join what stands in columns.

        Args:
            columns: of the files.
            finished_only: take finished articles alone, of a single annotator too.
        """
        self.annotators, who = _sorted(columns.annotators)
        self.articles, article = _sorted(columns.articles)
        self.labels, label = _sorted(columns.labels)
        self._files = columns.files
        rows, by_article = columns.spans, np.argsort(article)
        done = columns.done() | (len(self.annotators) == 1 and not finished_only)
        counts = done[rows.article, rows.annotator]
        self.unfinished = self._left_out(article[rows.article[~counts]], who[rows.annotator[~counts]])
        least, most = _row_versions(columns, done, counts)
        kind = np.where(np.arange(len(rows.place)) >= columns.flat_from, _FLAT, _OTHER)
        self._several = (most > least)[by_article]
        self._worked_on = _worked_on(columns, done)
        self._of: Ints = done.sum(axis=1, dtype=np.int64)[by_article]
        self._bits = masks(len(self.annotators))
        self.votes = _votes(columns, kind, counts, article, label, who)
        versions = [columns.versions[code] if code != UNKNOWN else None for code in most[by_article].tolist()]
        self._verbatim = Verbatim(self.articles, versions)
        self._first = np.searchsorted(self.votes.article, np.arange(len(self.articles) + 1))
        cuts = np.flatnonzero(np.diff(self._first[:-1] // _AT_ONCE)) + 1
        self.groups = [range(begin, end) for begin, end in pairwise([0, *cuts.tolist(), len(self.articles)])]

    def _left_out(self, article: Ints, who: Ints) -> dict[tuple[str, str], int]:
        people = len(self.annotators)
        found, counts = np.unique(article * people + who, return_counts=True)
        return {
            (self.annotators[code % people], self.articles[code // people]): count
            for code, count in zip(found.tolist(), counts.tolist(), strict=True)
        }

    def some(self, articles: range) -> Some:
        """The joined spans of some articles, one of `groups`.

        Raises:
            AnnotatorError: if a file was changed since it was read.
        """
        votes = self.votes.rows(slice(int(self._first[articles.start]), int(self._first[articles.stop])))
        lines = self._read(votes.place)
        joint, at = _joint(votes, self._bits, self._of)
        odd = self._several[articles.start : articles.stop].copy()
        flat = np.zeros(len(odd), dtype=np.bool_)
        flat[votes.article[votes.kind == _FLAT] - articles.start] = True
        cut: dict[int, list[tuple[bytes, bytes]]] = {}
        if flat.any():
            joint, cut = self._copied(articles, votes, lines, joint, at, flat & ~odd)
            odd |= flat
            odd[np.array(list(cut), dtype=np.int64) - articles.start] = False
        plain = ~odd[joint.article - articles.start]
        found = Some(joint, [], cut, {}, [], 0, len(lines), set())
        self._lines(votes, lines, joint, at, plain, found)
        for article in (np.flatnonzero(odd) + articles.start).tolist():
            here = slice(*np.searchsorted(votes.article, (article, article + 1)).tolist())
            found.by_record[article] = self._by_record(article, votes.annotator[here], lines[here], found.unknown)
        doubles = np.diff(np.append(at, len(lines)))[plain & ~flat[joint.article - articles.start]].sum()
        doubles -= joint.voted[plain & ~flat[joint.article - articles.start]].sum()
        return found._replace(doubles=int(doubles))

    def _read(self, places: Ints) -> list[bytes]:
        once, back = np.unique(places, return_inverse=True)
        lines = self._files.needed_lines(once.tolist())
        return [lines[place] for place in back.tolist()]

    def _copied(
        self, articles: range, votes: Votes, lines: list[bytes], joint: Joint, at: Ints, wanted: Bools
    ) -> tuple[Joint, dict[int, list[tuple[bytes, bytes]]]]:
        """The joined spans as their lines count the votes, and the lines of articles that need no joining, cut.

        Of the `wanted` ones, `(articles,)`.
        """
        alone = np.minimum.reduceat(votes.place, at) == np.maximum.reduceat(votes.place, at)
        alone &= np.minimum.reduceat(votes.kind, at) == _FLAT
        good = wanted.copy()
        good[joint.article[~alone] - articles.start] = False
        rows = np.flatnonzero(good[joint.article - articles.start])
        told = self._verbatim.read(joint.article[rows].tolist(), [lines[row] for row in at[rows].tolist()])
        support, of = np.array(told.support, dtype=np.int64), np.array(told.of, dtype=np.int64)
        most = self._of[articles.start : articles.stop].copy()
        np.maximum.at(most, joint.article[rows] - articles.start, of)
        # A line also stands for votes that do not count, where somebody it names has not finished the article.
        wrong = np.array(told.names, dtype=np.int64) != joint.voted[rows]
        wrong |= of != most[joint.article[rows] - articles.start]
        good[joint.article[rows[wrong]] - articles.start] = False
        supports, ofs = joint.support.copy(), joint.of.copy()
        supports[rows], ofs[rows] = support, of
        first = np.searchsorted(joint.article[rows], np.arange(articles.start, articles.stop + 1)).tolist()
        codes = (np.flatnonzero(good) + articles.start).tolist()
        cut = {code: told.cut[first[code - articles.start] : first[code - articles.start + 1]] for code in codes}
        return joint._replace(support=supports, of=ofs), cut

    def _lines(self, votes: Votes, lines: list[bytes], joint: Joint, at: Ints, plain: Bools, found: Some) -> None:
        """Add the line of each joined span to what was found; an empty one where not `plain`."""
        kind = np.minimum.reduceat(votes.kind, at) if len(at) else at
        kind[~plain] = -1
        made = found.lines
        if (kind == _FLAT).all():
            made += [lines[row] for row in at.tolist()]
            return
        # What each line says, from `article` to `text`; nothing of one that says more, or otherwise.
        said = [
            raw[raw.find(_WHERE) + 1 : who] if raw.find(_PLAIN, (who := raw.find(_WHO))) > 0 else b"" for raw in lines
        ]
        bounds = [*at.tolist(), len(lines)]
        for is_kind, by, begin, end in zip(kind.tolist(), self._by(joint), bounds[:-1], bounds[1:], strict=True):
            if is_kind == _OURS:
                first = said[begin]
                if first and (end == begin + 1 or said[begin + 1 : end].count(first) == end - begin - 1):
                    made.append(b"{%b%b" % (first, by))
                    continue
            elif is_kind != _OTHER:
                made.append(lines[begin] if is_kind == _FLAT else b"")
                continue
            of = int(self._of[votes.article[begin]])
            made.append(self._by_records(votes.rows(slice(begin, end)), lines[begin:end], of, found))

    def _by(self, joint: Joint) -> list[bytes]:
        """The end of each joined span's line where nothing but who gave it is to be said, `(spans,)`."""
        ends: dict[tuple[int, int], bytes] = {}
        pairs = list(zip(joint.voters.tolist(), joint.of.tolist(), strict=True))
        for voters, of in set(pairs):
            names = [name for who, name in enumerate(self.annotators) if voters >> who & 1]
            fields = {"annotators": names, "support": len(names), "of": of}
            ends[voters, of] = b"," + orjson.dumps(fields)[1:-1] + _PLAIN + b"}"
        return list(map(ends.__getitem__, pairs))

    def _by_records(self, votes: Votes, lines: list[bytes], of: int, found: Some) -> bytes:
        """The line of one joined span whose votes say more than where it is, or not the same."""
        given = [
            (self.annotators[who], record_of(raw)) for who, raw in zip(votes.annotator.tolist(), lines, strict=True)
        ]
        found.unknown.update(unknown_fields(record for _, record in given))
        first = given[0][1]
        place = first["start"], -first["end"], first["label"], first["sha256"]
        span = join(first["article"], place, given, of, found.conflicts)
        return orjson.dumps(span, option=orjson.OPT_APPEND_NEWLINE)[:-1]  # a copy: the encoder keeps more than it needs

    def _by_record(self, article: int, who: Ints, lines: list[bytes], unknown: set[str]) -> Joined:
        """The spans of an article with several versions, or with flat spans that were not merged so."""
        name = self.articles[article]
        people = [self.annotators[one] for one in who.tolist()]
        votes: list[Vote] = sorted(zip(people, map(record_of, lines), strict=True), key=lambda vote: vote[0])
        unknown |= unknown_fields(record for _, record in votes)
        return join_article(name, votes, int(self._of[article]), self._worked_on.get(name, ()))


def _sorted(names: Sequence[str]) -> tuple[list[str], Ints]:
    """Names in order, and the place there of each as they were."""
    order = sorted(range(len(names)), key=names.__getitem__)
    place = np.empty(len(names), dtype=np.int64)
    place[order] = np.arange(len(names))
    return [names[code] for code in order], place


def _votes(columns: Columns, kind: Ints, counts: Bools, article: Ints, label: Ints, who: Ints) -> Votes:
    """The rows that count, in order; the codes of names become their places in order."""
    rows = columns.spans
    votes = Votes(
        article[rows.article[counts]],
        rows.start[counts].astype(np.int64),
        rows.end[counts].astype(np.int64),
        label[rows.label[counts]],
        who[rows.annotator[counts]],
        rows.place[counts],
        kind[counts],
    )
    backwards = votes.end.max(initial=0) - votes.end
    return votes.rows(sort_order((votes.article, votes.start, backwards, votes.label, votes.annotator)))


def _row_versions(columns: Columns, done: Bools, counts: Bools) -> tuple[Ints, Ints]:
    """The least and the greatest code of the versions of each article that count, `(articles,)`."""
    rows = columns.spans
    articles, versions = columns.state_articles(), columns.state_versions()
    finished = done[articles, columns.state_owners]
    article = np.concatenate((rows.article[counts], articles[finished]))
    version = np.concatenate((rows.version[counts], versions[finished]))
    least, most = np.full(len(done), np.iinfo(np.int64).max), np.full(len(done), UNKNOWN)
    np.minimum.at(least, article, version)
    np.maximum.at(most, article, version)
    return least, most


def _worked_on(columns: Columns, done: Bools) -> dict[str, list[tuple[str, str]]]:
    """By article: who of those who have annotated it say on which sha256, by name."""
    found: dict[str, list[tuple[str, str]]] = {}
    whose = zip(columns.states, columns.state_articles().tolist(), columns.state_owners.tolist(), strict=True)
    for state, article, owner in whose:
        if done[article, owner]:
            found.setdefault(state.article, []).append((columns.annotators[owner], state.sha256))
    return {article: sorted(worked_on) for article, worked_on in found.items()}


def _joint(votes: Votes, bits: Masks, of: Ints) -> tuple[Joint, Ints]:
    """The joined spans of some votes, and the row of each one's first vote."""
    changes = differs(votes.article, votes.start, votes.end, votes.label)
    first = np.concatenate((np.ones(1, dtype=np.bool_), changes))[: len(votes.article)]
    another = first.copy()  # no double of the vote before
    another[1:] |= differs(votes.annotator)
    at = np.flatnonzero(first)
    some = len(at) > 0  # reduceat takes nothing for something
    voted = np.add.reduceat(another.astype(np.int64), at) if some else at
    joint = Joint(
        votes.article[at],
        votes.start[at],
        votes.end[at],
        votes.label[at],
        np.bitwise_or.reduceat(bits[votes.annotator], at) if some else bits[:0],
        voted,
        voted,
        of[votes.article[at]],
    )
    return joint, at


def record_of(raw: bytes) -> Fields:
    """The record, or the flat span, of a line that was found good."""
    if raw.startswith(b'{"v":'):
        return parse(raw).record
    if (span := flat_fields(raw)) is not None:
        return span
    fields = parse_json(raw)
    return flat_span(fields).fields() if is_flat(fields) else parse(raw).record


class Merging:
    """A merge of files. What it says of spans and conflicts is complete once `lines` has been read to its end.

    Attributes:
        annotators: everybody whom a record names, sorted.
        flat: those of them who only gave flat spans, which do not say who finished what; sorted.
        problems: lines passed over, by file.
        unfinished, doubles, unhashed: see `annotator.gold.merge.Merge`.
        joined: how many flat spans there are.
        written: how many of them were kept.
        articles: how many articles those are of.
        kinds: how many conflicts there are of each kind.
    """

    def __init__(self, paths: Iterable[Path], progress: Callable[[int], None] | None = None) -> None:
        columns = read_columns(paths, progress)
        self.problems: dict[Path, list[Problem]] = columns.problems
        self._joining = Joining(columns)
        told = {columns.annotators[who] for who in columns.state_owners.tolist()}
        given = np.unique(columns.spans.annotator[columns.flat_from :]).tolist()
        self.flat = sorted({columns.annotators[who] for who in given} - told)
        self.annotators, self.unfinished = self._joining.annotators, self._joining.unfinished
        self.doubles = self.unhashed = self.joined = self.written = self.articles = 0
        self.kinds: Counter[str] = Counter()
        self._unknown: set[str] = set()

    @property
    def votes(self) -> int:
        """How many there are."""
        return len(self._joining.votes.article)

    @property
    def dropped_fields(self) -> list[str]:
        """Unknown fields of the records, which flat spans do not carry; sorted."""
        return sorted(self._unknown)

    def lines(
        self,
        keep: Keep,
        conflicts: Callable[[bytes], object] | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> Iterator[bytes]:
        """The flat spans that are kept as JSONL, some whole articles at a time, in order. To be asked for once.

        Args:
            keep: which.
            conflicts: given the conflicts as JSONL, in order.
            progress: told how many votes were counted.

        Raises:
            AnnotatorError: if a file was changed since it was read.
        """
        for articles in self._joining.groups:
            with no_cycles_expected():
                some = self._joining.some(articles)
                lines = self._kept(some, keep)
                found = self._account(some, listed=conflicts is not None)
            yield lines
            if conflicts is not None:
                conflicts(to_jsonl(sorted(found, key=conflict_order)))
            if progress is not None:
                progress(some.votes)

    def _kept(self, some: Some, keep: Keep) -> bytes:
        """The lines of the spans with enough votes, which are counted."""
        plain = _plain(some)
        enough = _enough(some.joint, keep) & plain
        found: list[bytes] = []
        done = 0
        for article, joined in some.by_record.items():
            here, beyond = np.searchsorted(some.joint.article, (article, article + 1)).tolist()
            found += compress(some.lines[done:here], enough[done:here].tolist())
            done = beyond
            chosen = kept(joined.spans, keep)
            found += map(orjson.dumps, chosen)
            self.joined += len(joined.spans)
            self.written += len(chosen)
            self.articles += bool(chosen)
        found += compress(some.lines[done:], enough[done:].tolist())
        self.joined += int(plain.sum())
        self.written += int(enough.sum())
        self.articles += len(np.unique(some.joint.article[enough]))
        return b"\n".join((*found, b"")) if found else b""

    def _account(self, some: Some, *, listed: bool) -> list[Fields]:
        """Count the conflicts and all that is left out; the conflicts, if they are to be listed."""
        self.doubles += some.doubles + sum(joined.doubles for joined in some.by_record.values())
        self.unhashed += sum(joined.unhashed for joined in some.by_record.values())
        self._unknown |= some.unknown
        told = [*some.conflicts, *(one for joined in some.by_record.values() for one in joined.conflicts)]
        self.kinds.update(one["kind"] for one in told)
        rows = np.flatnonzero(_plain(some))
        if not len(rows):
            return told
        found = contested(Joint(*(column[rows] for column in some.joint)))
        self.kinds.update(found.counts())
        if listed:
            for kind, group in found.listed():
                told.append(conflict(kind, [orjson.loads(some.lines[row]) for row in rows[group].tolist()]))
        return told


def _plain(some: Some) -> Bools:
    """Which joined spans stand in lines, `(spans,)`."""
    return ~np.isin(some.joint.article, list(some.by_record))


def _enough(joint: Joint, keep: Keep) -> Bools:
    """Which joined spans have enough votes, as `annotator.gold.merge.kept` has it."""
    if keep == "all":
        return np.ones(len(joint.of), dtype=np.bool_)
    if keep == "majority":
        return 2 * joint.support > joint.of
    return joint.support >= (joint.of if keep == "unanimous" else keep)
