"""Joins the spans in files of any size, some articles at a time: columns decide who voted for what.

What comes out is what `annotator.gold.merge.merge` makes of the same files, without their records in memory: each
joined span is cut from one of its lines. Records are read whole only where a span was said differently, or in a way
that this program does not write.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import orjson

from annotator.agreement.table import differs, sort_order
from annotator.gold.contested import Joint, Masks, masks
from annotator.gold.verbatim import Verbatim
from annotator.gold.votes import Joined, Vote, join, join_article, unknown_fields
from annotator.journal.columns import UNKNOWN, Bools, Columns, Ints
from annotator.journal.flat import flat_fields, flat_span, is_flat
from annotator.journal.records import Fields, parse, parse_json

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
        least, most = _versions(columns, done, counts)
        kind = np.where(np.arange(len(rows.place)) >= columns.flat_from, _FLAT, np.minimum(rows.shaped, _OURS))
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


def _versions(columns: Columns, done: Bools, counts: Bools) -> tuple[Ints, Ints]:
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
    return flat_span(fields).model_dump() if is_flat(fields) else parse(raw).record
