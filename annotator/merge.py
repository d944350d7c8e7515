"""Joins annotators' votes into flat spans, some articles at a time, and lists where the annotators differ. Writes no files."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import orjson

from annotator.journal.columns import Bools, Columns, Ints, differs, sort_order
from annotator.journal.records import Fields
from annotator.merge_notes import all_of
from annotator.span_lines import SaidInLines, as_fields, record_of, said_in
from annotator.text.sanitize import plural

Keep = Literal["all", "majority", "unanimous"] | int
"""Which joined spans to keep: all, more than half of the votes, all votes, or at least that many."""

CONFLICTS = ("version", "text", "label", "boundary", "missing", "alone", "attributes")
"""The kinds of conflict, in the order in which they are told: the article's text differs between annotators; a span's
text differs; one range, other labels; one label, overlapping ranges; a span that some, or only one, of the annotators
gave, with nothing of the others' against it; a joined span whose attributes have several values."""

_SHOWN = ("start", "end", "label", "text", "annotators", "support", "of")


def _conflict(kind: str, spans: list[Fields], **more: Any) -> Fields:
    """A conflict of some joined spans of one article and version."""
    shown = [{name: span[name] for name in _SHOWN} for span in spans]
    return {"kind": kind, "article": spans[0]["article"], "sha256": spans[0]["sha256"], "spans": shown, **more}


def ordered_kinds(counts: Counter[str]) -> dict[str, int]:
    """The counts of conflicts in the order of `CONFLICTS`; kinds without any left out."""
    return {kind: counts[kind] for kind in CONFLICTS if counts[kind]}


def _conflict_order(conflict: Fields) -> tuple[str, int, str, int, int, str]:
    """By article, then kind, then the place of the first span."""
    kind = CONFLICTS.index(conflict["kind"])
    if "spans" not in conflict:
        return conflict["article"], kind, "", 0, 0, ""
    first = conflict["spans"][0]
    return conflict["article"], kind, conflict["sha256"] or "", first["start"], -first["end"], first["label"]


class JoinedSpans(NamedTuple):
    """The joined spans of some whole articles, `(spans,)` each, sorted by article, start, -end, label and version."""

    article: Ints
    start: Ints
    end: Ints
    label: Ints
    version: Ints
    voters: npt.NDArray[Any]
    """A bit for each annotator who gave the span: of int64, or of Python's integers where those are too few."""
    voted: Ints
    """How many voters there are."""
    support: Ints
    """How many votes: flat spans may count more annotators than they name."""
    of: Ints
    parts: Parts
    conflicts: list[Fields]
    """Where the votes on one article or one place say different things; see `contested` for the others."""
    first: Ints
    """The first vote of each span, of those that follow, which are of all spans in order."""
    annotator: Ints
    """Of each vote, `(votes,)`."""
    line: Ints
    """Of each vote, `(votes,)`: which of the lines it stands in."""
    lines: list[bytes]

    def contested(self) -> dict[str, tuple[Ints, Ints]]:
        """By kind, the rows that are in a conflict, and the number of the conflict of each, ascending.

        A span is in at most one conflict of each kind. One that somebody added inside, or on, a span that all gave
        opposes nothing.
        """
        settled = np.zeros(len(self.article), dtype=np.bool_)
        found: dict[str, tuple[Ints, Ints]] = {}
        for kind, group in (("label", self._ranges()), ("boundary", self._runs())):
            opposed = self._opposed(group)
            settled |= opposed
            rows = np.flatnonzero(opposed)
            rows = rows[np.argsort(group[rows], kind="stable")]
            found[kind] = rows, group[rows]
        left = (self.support < self.of) & ~settled
        for kind, which in (("missing", self.support != 1), ("alone", self.support == 1)):
            rows = np.flatnonzero(left & which)
            found[kind] = rows, rows
        return found

    def _ranges(self) -> Ints:
        """Numbers of the groups of spans that share their range."""
        columns = self.article, self.version, self.start, self.end
        order = sort_order(columns)
        return _numbered(order, differs(*(column[order] for column in columns)))

    def _runs(self) -> Ints:
        """Numbers of the longest runs of spans of one label in which each overlaps one before it."""
        order = sort_order((self.article, self.version, self.label, self.start))
        article, version, label = (column[order] for column in (self.article, self.version, self.label))
        ends: Ints
        _, ends = np.unique(np.concatenate((self.start[order], self.end[order])), return_inverse=True)
        group: Ints = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(differs(article, version, label))))
        shift = group[: len(order)] * (int(ends.max(initial=0)) + 1)
        start, end = ends[: len(order)] + shift, ends[len(order) :] + shift
        return _numbered(order, start[1:] >= np.maximum.accumulate(end)[:-1])

    def _opposed(self, group: Ints) -> Bools:
        """The spans of groups in which two were each given by somebody who did not give the other.

        Nothing is opposed where the sets of those who gave them are a chain: sorted by size, each within the next.
        """
        order = sort_order((group, self.voted))
        sorted_groups, voters = group[order], self.voters[order]
        apart = ((voters[:-1] & ~voters[1:]) != 0).astype(np.bool_) & ~differs(sorted_groups)
        found = np.zeros(int(group.max(initial=0)) + 1, dtype=np.bool_)
        found[sorted_groups[1:][apart]] = True
        opposed: Bools = found[group]
        return opposed


def _numbered(order: Ints, changes: Bools) -> Ints:
    """Numbers of runs, one more after each change, of rows that stand in this order."""
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order[:1]] = 0
    numbers[order[1:]] = np.cumsum(changes)
    return numbers


class Parts(NamedTuple):
    """Joined spans as JSON, `(spans,)` each: columns, so that no span needs an object of its own."""

    ranges: list[bytes]
    """From `start` to `label`."""
    texts: list[bytes]
    rests: list[bytes]
    """From `annotators` on, without the brace."""


def _join(about: Fields, votes: Sequence[tuple[str, Fields]], conflicts: list[Fields]) -> Fields:
    """One flat span of all votes on a place: what most of them say, and all notes; differences go to `conflicts`.

    `about` is what is known of it: from `article` to `label`, `annotators`, `support`, `of`; `votes` are sorted by name.
    """
    first = votes[0][1]
    texts = _tally((name, record["text"]) for name, record in votes)
    keys = sorted({key for _, record in votes for key in record.get("attributes") or ()})
    tallies = {key: _tally((name, (r.get("attributes") or {}).get(key)) for name, r in votes) for key in keys}
    differing = {key: dict(sorted(tally.items())) for key, tally in tallies.items() if len(tally) > 1}
    note = first.get("note")
    if any(_said(record) != _said(first) for _, record in votes):
        notes = sorted((name, note) for name, record in votes if (note := record.get("note")))
        note = all_of([note for _, note in notes]) or None
    names = ("article", "sha256", "start", "end", "label")
    span = {
        **{name: about[name] for name in names},
        "text": _winner(texts),
        **{name: about[name] for name in ("annotators", "support", "of")},
        "origin": _winner(_tally((name, record.get("origin")) for name, record in votes)),
        "attributes": {key: _winner(tally) for key, tally in tallies.items()},
        "note": note,
    }
    if differing:
        conflicts.append(_conflict("attributes", [span], values=differing))
    if len(texts) > 1:
        conflicts.append(_conflict("text", [span], values=dict(sorted(texts.items()))))
    return span


def _said(record: Fields) -> tuple[Any, ...]:
    """What annotators may say differently of one place and label."""
    return record["text"], record.get("origin"), record.get("attributes") or {}, record.get("note")


def _tally(values: Iterable[tuple[str, Any]]) -> Counter[Any]:
    """How many annotators gave each value; those who gave none are not counted."""
    return Counter(value for _, value in {*values} if value is not None)


def _winner(tally: Counter[Any]) -> Any:
    """The value most often given; of several the first in the alphabet."""
    return min(tally, key=lambda value: (-tally[value], value), default=None)


_AT_ONCE = 2**10
"""Votes that are worked on together: few enough that their lines stay in a processor's cache."""
_REMEMBERED = 2**14
"""Ends of lines."""
_NO_VERSION = 0
"""The version of votes without sha256 on an article with several versions, or none."""


class Votes(NamedTuple):
    """The votes that count, `(votes,)` each, sorted by article, start, -end, label, version and annotator."""

    article: Ints
    start: Ints
    end: Ints
    label: Ints
    version: Ints
    annotator: Ints
    place: Ints
    """Of the line, see `annotator.journal.journal_files.JournalFiles`."""
    flat: Bools
    """Whether it comes from a flat span."""

    def rows(self, chosen: slice | Ints) -> Votes:
        """Some of them."""
        return Votes._make(column[chosen] for column in self)


class LeftOut(NamedTuple):
    """What a merge left out or took for granted; complete once all articles were joined."""

    unfinished: dict[tuple[str, str], int]
    """By annotator and article: spans left out because the annotator has not finished the article."""
    doubles: int = 0
    """Spans which their annotator has twice, in one place under one label: one vote."""
    unhashed: int = 0
    """Spans without sha256, taken to be of the article's only known version."""
    unknown: set[str] = set()
    """Unknown fields of the records, which flat spans do not carry."""


class VoteCount:
    """The joined spans of all files, some articles at a time. Of single annotators all work, of several what is finished.

    Attributes:
        annotators, articles, labels: names, sorted; codes are places in these lists.
        versions: hashes, sorted; the first, `None`, stands for none.
        votes: the votes that count.
        finishers: how many finished each article, `(articles,)`.
        groups: ranges of articles with about as many votes each as are worked on together.
        left_out: what does not count.
    """

    def __init__(self, columns: Columns, *, finished_only: bool = False) -> None:
        """Take what is in columns; `finished_only`: finished articles alone, of a single annotator too."""
        self.annotators, who = _sorted(columns.annotators)
        self.articles, article = _sorted(columns.articles)
        self.labels, label = _sorted(columns.labels)
        versions, version = _sorted(columns.versions)
        self.versions = [None, *versions]
        self.files, rows = columns.files, columns.spans
        done = columns.done() | (len(self.annotators) == 1 and not finished_only)
        counts = done[rows.article, rows.annotator]
        unfinished = self._unfinished(article[rows.article[~counts]], who[rows.annotator[~counts]])
        self.finishers: Ints = done.sum(axis=1, dtype=np.int64)[np.argsort(article)]
        dtype: Any = np.int64 if len(self.annotators) < 63 else object
        self._bits = np.array([1 << code for code in range(len(self.annotators))], dtype=dtype)
        ranks = np.append(version + 1, _NO_VERSION)  # the last one is that of UNKNOWN
        self.votes, unhashed = self._votes(
            Votes(
                article[rows.article[counts]],
                rows.start[counts].astype(np.int64),
                rows.end[counts].astype(np.int64),
                label[rows.label[counts]],
                ranks[rows.version[counts]],
                who[rows.annotator[counts]],
                rows.place[counts],
                np.flatnonzero(counts) >= columns.flat_from,
            )
        )
        self._worked_on = self._states(columns, done, article, ranks)
        changes = differs(*self.votes[:5])
        doubles = int((~changes & ~differs(self.votes.annotator)).sum())
        self.left_out = LeftOut(unfinished, doubles, unhashed, set())
        self._first = np.searchsorted(self.votes.article, np.arange(len(self.articles) + 1))
        cuts = np.flatnonzero(np.diff(self._first[:-1] // _AT_ONCE)) + 1
        self.groups = [range(begin, end) for begin, end in pairwise([0, *cuts.tolist(), len(self.articles)])]
        self._ends = _Ends(self.annotators)

    def part(self, groups: range) -> VoteCount:
        """Some of the groups in a row by themselves, with no more than they need."""
        first, last = self.groups[groups.start].start, self.groups[groups.stop - 1].stop
        if (first, last) == (0, len(self.articles)):
            return self
        votes = self.votes.rows(slice(int(self._first[first]), int(self._first[last])))
        worked_on = {code: told for code, told in self._worked_on.items() if first <= code < last}
        of_states = [version for told in worked_on.values() for version, _ in told]
        used = np.unique(np.concatenate((votes.version, [_NO_VERSION, *of_states])))
        places = np.searchsorted(used, of_states).tolist()
        part = copy.copy(self)
        part.articles, part.versions = self.articles[first:last], [self.versions[code] for code in used.tolist()]
        part.votes = votes._replace(article=votes.article - first, version=np.searchsorted(used, votes.version))
        part.groups = [range(one.start - first, one.stop - first) for one in self.groups[groups.start : groups.stop]]
        part.left_out = LeftOut({})._replace(unknown=set())
        part._first, part.finishers = self._first[first : last + 1] - self._first[first], self.finishers[first:last]
        part._worked_on = {
            code - first: [(places.pop(0), name) for _, name in told] for code, told in worked_on.items()
        }
        part._ends = _Ends(self.annotators)
        return part

    def article_versions(self) -> set[tuple[str, str | None]]:
        """The versions of articles that have votes, each as the article's name and the hash."""
        pairs = np.unique(self.votes.article * len(self.versions) + self.votes.version).tolist()
        codes = (divmod(pair, len(self.versions)) for pair in pairs)
        return {(self.articles[article], self.versions[version]) for article, version in codes}

    def _votes(self, votes: Votes) -> tuple[Votes, int]:
        """In order; those without a hash are of the only version that others name; and how many those are."""
        least, most = np.full(len(self.articles), len(self.versions)), np.zeros(len(self.articles), dtype=np.int64)
        named = votes.version != _NO_VERSION
        np.minimum.at(least, votes.article[named], votes.version[named])
        np.maximum.at(most, votes.article[named], votes.version[named])
        filled = ~named & (least == most)[votes.article]
        votes = votes._replace(version=np.where(filled, most[votes.article], votes.version))
        backwards = votes.end.max(initial=0) - votes.end
        order = sort_order((votes.article, votes.start, backwards, votes.label, votes.version, votes.annotator))
        return votes.rows(order), int(filled.sum())

    def _unfinished(self, article: Ints, who: Ints) -> dict[tuple[str, str], int]:
        people = len(self.annotators)
        found, counts = np.unique(article * people + who, return_counts=True)
        return {
            (self.annotators[code % people], self.articles[code // people]): count
            for code, count in zip(found.tolist(), counts.tolist(), strict=True)
        }

    def _states(self, columns: Columns, done: Bools, article: Ints, ranks: Ints) -> dict[int, list[tuple[int, str]]]:
        """By article with several versions: those of its finishers whose state says on which one they worked."""
        articles, owners = columns.state_articles(), columns.state_owners
        finished = done[articles, owners]
        articles, owners = articles[finished], owners[finished]
        versions = ranks[columns.state_versions()[finished]]
        pairs = np.append(self.votes.article, article[articles]) * len(self.versions)
        pairs += np.append(self.votes.version, versions)
        several, counts = np.unique(np.unique(pairs) // len(self.versions), return_counts=True)
        found: dict[int, list[tuple[int, str]]] = {code: [] for code in several[counts > 1].tolist()}
        for code, owner, version in zip(article[articles].tolist(), owners.tolist(), versions.tolist(), strict=True):
            if code in found:
                found[code].append((version, columns.annotators[owner]))
        return found

    def votes_of(self, articles: range) -> int:
        """How many votes some articles have."""
        return int(self._first[articles.stop] - self._first[articles.start])

    def some(self, articles: range) -> JoinedSpans:
        """The joined spans of some articles, one of `groups`.

        Raises:
            AnnotatorError: if a file was changed since it was read.
        """
        votes = self.votes.rows(slice(int(self._first[articles.start]), int(self._first[articles.stop])))
        places, line = np.unique(votes.place, return_inverse=True)
        lines = self.files.needed_lines(places.tolist())
        said, unknown = said_in(lines)
        self.left_out.unknown.update(unknown)
        support, of = (np.where(votes.flat, given[line], 0) for given in (said.support, said.of))
        at, voted, voters = self.counted(votes)
        most = self.finishers[articles.start : articles.stop].copy()
        np.maximum.at(most, votes.article - articles.start, of)
        joined = JoinedSpans(
            votes.article[at],
            votes.start[at],
            votes.end[at],
            votes.label[at],
            votes.version[at],
            voters,
            voted,
            np.maximum(voted, np.maximum.reduceat(support, at))
            if len(at)
            else at,  # reduceat takes nothing for something
            most[votes.article[at] - articles.start],
            Parts([], [], []),
            list(self._version_conflicts(articles, votes)),
            at,
            votes.annotator,
            line,
            lines,
        )
        self._fill_parts(joined, said)
        return joined

    def counted(self, votes: Votes) -> tuple[Ints, Ints, npt.NDArray[Any]]:
        """Of votes in order: the first of each joined span, how many voters that has, and who, a bit for each."""
        first = np.append(True, differs(*votes[:5]))[: len(votes.place)]
        at = np.flatnonzero(first)
        if not len(at):
            return at, at, self._bits[:0]
        first[1:] |= differs(votes.annotator)  # no double of the vote before
        voted = np.add.reduceat(first.astype(np.int64), at)
        return at, voted, np.bitwise_or.reduceat(self._bits[votes.annotator], at)

    def _fill_parts(self, joined: JoinedSpans, said: SaidInLines) -> None:
        """What each span says besides its place."""
        at, line = joined.first, joined.line
        rows = line[at].tolist()
        votes = (column.tolist() for column in (joined.voters, joined.support, joined.of))
        joined.parts.ranges.extend([said.ranges[row] for row in rows])
        joined.parts.texts.extend([said.texts[row] for row in rows])
        ends = zip(*votes, [said.rests[row] for row in rows], strict=True)
        joined.parts.rests.extend(map(self._ends.__getitem__, ends))
        for number in _differing(said, line, at):
            votes_of_it = slice(at[number], at[number + 1] if number + 1 < len(at) else len(line))
            given = [
                (self.annotators[who], record_of(joined.lines[row]))
                for who, row in zip(joined.annotator[votes_of_it].tolist(), line[votes_of_it].tolist(), strict=True)
            ]
            for column, part in zip(joined.parts, self._parts(joined, number, given), strict=True):
                column[number] = part

    def _parts(self, joined: JoinedSpans, number: int, votes: list[tuple[str, Fields]]) -> tuple[bytes, bytes, bytes]:
        """One joined span whose votes say more than where it is, or not the same."""
        names = voter_names(self.annotators, int(joined.voters[number]))
        place = {"start": int(joined.start[number]), "end": int(joined.end[number])}
        place["label"] = self.labels[joined.label[number]]
        about = {
            "article": self.articles[joined.article[number]],
            "sha256": self.versions[joined.version[number]],
            **place,
            "annotators": names,
            "support": len(names),
            "of": int(joined.of[number]),
        }
        span = _join(about, votes, joined.conflicts) | {"support": int(joined.support[number])}
        rest = {name: span[name] for name in ("annotators", "support", "of", "origin", "attributes", "note")}
        return as_fields(place), orjson.dumps(span["text"]), as_fields(rest)

    def _version_conflicts(self, articles: range, votes: Votes) -> Iterator[Fields]:
        """A conflict for each article under whose name the annotators worked on different texts."""
        for article in sorted(self._worked_on.keys() & set(articles)):
            versions: dict[int, set[str]] = {}
            here = slice(*np.searchsorted(votes.article, (article, article + 1)).tolist())
            given = zip(votes.version[here].tolist(), votes.annotator[here].tolist(), strict=True)
            for version, name in (*self._worked_on[article], *((one, self.annotators[who]) for one, who in given)):
                versions.setdefault(version, set()).add(name)
            shown = [{"sha256": self.versions[one], "annotators": sorted(versions[one])} for one in sorted(versions)]
            yield {"kind": "version", "article": self.articles[article], "sha256": None, "versions": shown}

    def lines(self, joined: JoinedSpans) -> list[bytes]:
        """Joined spans as JSON."""
        starts = np.flatnonzero(np.append(True, differs(joined.article, joined.version)))[
            : len(joined.article)
        ].tolist()
        lines: list[bytes] = []
        for begin, end in pairwise([*starts, len(joined.article)]):
            about = {
                "article": self.articles[joined.article[begin]],
                "sha256": self.versions[joined.version[begin]],
            }
            head = b"{%b," % as_fields(about)
            some = zip(*(column[begin:end] for column in joined.parts), strict=True)
            lines += [b"".join((head, range_, b',"text":', text, b",", rest, b"}")) for range_, text, rest in some]
        return lines

    def conflicts(self, joined: JoinedSpans) -> list[Fields]:
        """All conflicts among joined spans, in order."""
        found = [*joined.conflicts]
        lines = self.lines(joined)
        for kind, (rows, groups) in joined.contested().items():
            cuts = np.flatnonzero(differs(groups)) + 1
            found += [
                _conflict(kind, [orjson.loads(lines[row]) for row in some.tolist()])
                for some in (np.split(rows, cuts) if len(rows) else ())
            ]
        return sorted(found, key=_conflict_order)


def _differing(said: SaidInLines, line: Ints, at: Ints) -> list[int]:
    """The numbers of the joined spans whose votes do not all say the same, or say more.

    Args:
        said: what each line says.
        line: of each vote, in order, `(votes,)`.
        at: the first vote of each joined span, `(spans,)`.
    """
    first = np.zeros(len(line), dtype=np.bool_)
    first[at] = True
    later = np.flatnonzero(~first)
    later = later[line[later] != line[later - 1]]
    pairs = zip(line[later].tolist(), line[later - 1].tolist(), strict=True)
    ranges, texts, rests = said.ranges, said.texts, said.rests
    unlike = [
        texts[one] != texts[other] or rests[one] != rests[other] or ranges[one] != ranges[other] for one, other in pairs
    ]
    number = np.cumsum(first) - 1
    found = number[later[np.array(unlike, dtype=np.bool_)]]
    numbers: list[int] = np.unique(found).tolist()
    return numbers


class _Ends(dict[tuple[int, int, int, bytes], bytes]):
    """The ends of lines from `annotators` on, by who voted, `support`, `of` and what follows: few are many spans'."""

    def __init__(self, annotators: Sequence[str]) -> None:
        super().__init__()
        self._annotators = annotators

    def __missing__(self, key: tuple[int, int, int, bytes]) -> bytes:
        voters, support, of, rest = key
        if len(self) >= _REMEMBERED:
            self.clear()
        fields = {"annotators": voter_names(self._annotators, voters), "support": support, "of": of}
        self[key] = end = b"%b,%b" % (as_fields(fields), rest)
        return end


def voter_names(annotators: Sequence[str], voters: int) -> list[str]:
    """The names of those whose bits are set, in order, in a time that grows with their number, not with all there are."""
    names = []
    while voters:
        lowest = voters & -voters
        names.append(annotators[lowest.bit_length() - 1])
        voters ^= lowest
    return names


def _sorted(names: Sequence[str]) -> tuple[list[str], Ints]:
    """Names in order, and the place there of each as they were."""
    order = sorted(range(len(names)), key=names.__getitem__)
    place = np.empty(len(names), dtype=np.int64)
    place[order] = np.arange(len(names))
    return [names[code] for code in order], place


def enough(support: Any, of: Any, keep: Keep) -> Any:
    """Whether spans have enough votes: numbers, or arrays of them."""
    if keep == "unanimous":
        return support == of
    return support >= {"all": 0, "majority": of // 2 + 1}.get(keep, keep) if isinstance(keep, str) else support >= keep


def kept(spans: Iterable[Fields], keep: Keep) -> list[Fields]:
    """The flat spans with enough votes."""
    return [span for span in spans if enough(span["support"], span["of"], keep)]


def to_jsonl(values: Iterable[Fields]) -> bytes:
    """One JSON object a line."""
    return b"".join([orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE) for value in values])


def account(left_out: LeftOut) -> Iterator[str]:
    """Sentences about all that a merge left out or took for granted."""
    by_annotator: dict[str, dict[str, int]] = {}
    for (name, article), count in left_out.unfinished.items():
        by_annotator.setdefault(name, {})[article] = count
    for name, articles in by_annotator.items():
        shown = ", ".join(f"{article}: {count}" for article, count in list(articles.items())[:5])
        more = f" and {len(articles) - 5} more articles" if len(articles) > 5 else ""
        yield f"{plural(sum(articles.values()), 'span')} by {name} left out: articles not marked done ({shown}{more})"
    if left_out.doubles:
        yield f"{plural(left_out.doubles, 'span')} left out that the same annotator has there already"
    if left_out.unhashed:
        yield f"{plural(left_out.unhashed, 'span')} without sha256 taken to be of the article's only known version"
    if left_out.unknown:
        yield f"fields left out that flat spans do not carry: {', '.join(sorted(left_out.unknown))}"
