"""Merges files of any size: columns decide who voted for what, and each joined span is cut from one of its lines.

What comes out is what `annotator.gold.merge.merge` makes of the same files, byte for byte, without their records in
memory. Records are read whole only where a span was said differently, or in a way that this program does not write.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import orjson

from annotator.agreement.table import differs, sort_order
from annotator.gold.conflicts import conflict, conflict_order
from annotator.gold.contested import Joint, Masks, contested, masks
from annotator.gold.merge import Keep, kept, to_jsonl
from annotator.gold.votes import Vote, join, join_article, unknown_fields
from annotator.journal.bulk import no_cycles_expected
from annotator.journal.columns import UNKNOWN, Bools, Columns, Ints, Rows, read_columns
from annotator.journal.flat import flat_fields, flat_span, is_flat
from annotator.journal.read import Fields, Problem, parse, parse_json

_AT_ONCE = 2**12
"""Votes that are worked on together."""
_WHERE, _WHO = b',"article":"', b',"annotator":"'
_PLAIN = b',"origin":"hand","attributes":{},"note":null'
"""What follows in a line as this program writes it if nothing more was said of the span.

In such a line these letters stand nowhere else, since a quotation mark within a string has a backslash before it.
"""


class Votes(NamedTuple):
    """The votes that count, `(votes,)` each, sorted by article, start, -end, label and annotator."""

    article: Ints
    start: Ints
    end: Ints
    label: Ints
    annotator: Ints
    place: Ints
    shaped: Ints
    """1 where the line is exactly as this program writes it."""

    def rows(self, chosen: slice | Ints) -> Votes:
        """Some of them."""
        return Votes(*(column[chosen] for column in self))


class Merging:
    """A merge of files. What it says of spans and conflicts is complete once `lines` has been read to its end.

    Attributes:
        annotators: everybody whom a record names, sorted.
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
        self.annotators, who = _sorted(columns.annotators)
        self._articles, article = _sorted(columns.articles)
        _, label = _sorted(columns.labels)
        self._files = columns.files
        rows, by_article = columns.spans, np.argsort(article)
        done = columns.done() | (len(self.annotators) == 1)
        counts = done[rows.article, rows.annotator]
        self.unfinished = self._left_out(article[rows.article[~counts]], who[rows.annotator[~counts]])
        apart = _apart(columns, done, counts)
        self._worked_on = _worked_on(columns, done, apart)
        self._apart = apart[by_article]
        self._of: Ints = done.sum(axis=1, dtype=np.int64)[by_article]
        self._bits = masks(len(self.annotators))
        self._votes = _votes(rows, counts, article, label, who)
        self.doubles = self.unhashed = self.joined = self.written = self.articles = 0
        self.kinds: Counter[str] = Counter()
        self._unknown: set[str] = set()

    @property
    def votes(self) -> int:
        """How many there are."""
        return len(self._votes.article)

    @property
    def dropped_fields(self) -> list[str]:
        """Unknown fields of the records, which flat spans do not carry; sorted."""
        return sorted(self._unknown)

    def _left_out(self, article: Ints, who: Ints) -> dict[tuple[str, str], int]:
        people = len(self.annotators)
        found, counts = np.unique(article * people + who, return_counts=True)
        return {
            (self.annotators[code % people], self._articles[code // people]): count
            for code, count in zip(found.tolist(), counts.tolist(), strict=True)
        }

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
        first = np.searchsorted(self._votes.article, np.arange(len(self._articles) + 1))
        cuts = np.flatnonzero(np.diff(first[:-1] // _AT_ONCE)) + 1
        for begin, end in pairwise([0, *cuts.tolist(), len(self._articles)]):
            votes = self._votes.rows(slice(int(first[begin]), int(first[end])))
            found: list[Fields] = []
            with no_cycles_expected():
                lines = self._some(range(begin, end), votes, keep, None if conflicts is None else found)
            yield lines
            if conflicts is not None:
                found.sort(key=conflict_order)
                conflicts(to_jsonl(found))
            if progress is not None:
                progress(len(votes.article))

    def _some(self, articles: range, votes: Votes, keep: Keep, listed: list[Fields] | None) -> bytes:
        """The flat spans of some articles; their conflicts are counted, and added to `listed`."""
        lines = self._read(votes.place)
        joint, at = _joint(votes, self._bits, self._of)
        plain = ~self._apart[joint.article]
        made = self._plain(votes, lines, joint, at, plain, listed)
        self._settle_plain(joint, made, plain, listed)
        enough = _enough(joint, keep) & plain
        found: list[bytes] = []
        done = 0
        for article in (np.flatnonzero(self._apart[articles.start : articles.stop]) + articles.start).tolist():
            here, beyond = np.searchsorted(joint.article, (article, article + 1)).tolist()
            found += compress(made[done:here], enough[done:here].tolist())
            done = beyond
            rows = slice(*np.searchsorted(votes.article, (article, article + 1)).tolist())
            found.append(self._by_record(article, votes.annotator[rows], lines[rows], keep, listed))
        found += compress(made[done:], enough[done:].tolist())
        self.joined += int(plain.sum())
        self.written += int(enough.sum())
        self.articles += len(np.unique(joint.article[enough]))
        self.doubles += int(plain[np.repeat(np.arange(len(at)), np.diff([*at.tolist(), len(lines)]))].sum())
        self.doubles -= int(joint.support[plain].sum())
        return b"".join(found)

    def _read(self, places: Ints) -> list[bytes]:
        order = np.argsort(places, kind="stable")
        lines = self._files.needed_lines(places[order].tolist())
        back = np.empty_like(order)
        back[order] = np.arange(len(order))
        return [lines[place] for place in back.tolist()]

    def _plain(
        self, votes: Votes, lines: list[bytes], joint: Joint, at: Ints, plain: Bools, listed: list[Fields] | None
    ) -> list[bytes]:
        """The line of each joined span, `(spans,)`; empty where not `plain`."""
        made: list[bytes] = []
        shaped = np.minimum.reduceat(votes.shaped, at) if len(at) else at
        bounds = [*at.tolist(), len(lines)]
        columns = (plain.tolist(), shaped.tolist(), self._by(joint), bounds[:-1], bounds[1:])
        for is_plain, is_shaped, by, begin, end in zip(*columns, strict=True):
            if not is_plain:
                made.append(b"")
                continue
            said = _said(lines[begin]) if is_shaped else None
            if said is not None and (
                end == begin + 1
                or (_said(lines[begin + 1]) == said and all(_said(raw) == said for raw in lines[begin + 2 : end]))
            ):
                made.append(b"".join((b"{", said, by)))
            else:
                of = int(self._of[votes.article[begin]])
                made.append(self._by_records(votes.rows(slice(begin, end)), lines[begin:end], of, listed))
        return made

    def _by(self, joint: Joint) -> list[bytes]:
        """The end of each joined span's line where nothing but who gave it is to be said, `(spans,)`."""
        ends: dict[tuple[int, int], bytes] = {}
        pairs = list(zip(joint.voters.tolist(), joint.of.tolist(), strict=True))
        for voters, of in set(pairs):
            names = [name for who, name in enumerate(self.annotators) if voters >> who & 1]
            fields = {"annotators": names, "support": len(names), "of": of}
            ends[voters, of] = b"," + orjson.dumps(fields)[1:-1] + _PLAIN + b"}\n"
        return list(map(ends.__getitem__, pairs))

    def _by_records(self, votes: Votes, lines: list[bytes], of: int, listed: list[Fields] | None) -> bytes:
        """The line of one joined span whose votes say more than where it is, or not the same."""
        given = [(self.annotators[who], _record(raw)) for who, raw in zip(votes.annotator.tolist(), lines, strict=True)]
        self._unknown |= unknown_fields(record for _, record in given)
        first = given[0][1]
        place = first["start"], -first["end"], first["label"], first["sha256"]
        conflicts: list[Fields] = []
        span = join(first["article"], place, given, of, conflicts)
        self._tell(conflicts, listed)
        return orjson.dumps(span, option=orjson.OPT_APPEND_NEWLINE)

    def _settle_plain(self, joint: Joint, made: list[bytes], plain: Bools, listed: list[Fields] | None) -> None:
        """Count, and list, the conflicts between joined spans of articles with one version."""
        rows = np.flatnonzero(plain)
        if not len(rows):
            return
        found = contested(Joint(*(column[rows] for column in joint)))
        self.kinds.update(found.counts())
        if listed is not None:
            for kind, group in found.listed():
                listed.append(conflict(kind, [orjson.loads(made[row]) for row in rows[group].tolist()]))

    def _by_record(self, article: int, who: Ints, lines: list[bytes], keep: Keep, listed: list[Fields] | None) -> bytes:
        """The lines of an article with several versions, or with flat spans, whose votes may be counted already."""
        name = self._articles[article]
        people = [self.annotators[one] for one in who.tolist()]
        votes: list[Vote] = sorted(zip(people, map(_record, lines), strict=True), key=lambda vote: vote[0])
        self._unknown |= unknown_fields(record for _, record in votes)
        found = join_article(name, votes, int(self._of[article]), self._worked_on.get(name, ()))
        chosen = kept(found.spans, keep)
        self.joined += len(found.spans)
        self.written += len(chosen)
        self.articles += bool(chosen)
        self.doubles += found.doubles
        self.unhashed += found.unhashed
        self._tell(found.conflicts, listed)
        return to_jsonl(chosen)

    def _tell(self, conflicts: list[Fields], listed: list[Fields] | None) -> None:
        self.kinds.update(conflict["kind"] for conflict in conflicts)
        if listed is not None:
            listed += conflicts


def _sorted(names: Sequence[str]) -> tuple[list[str], Ints]:
    """Names in order, and the place there of each as they were."""
    order = sorted(range(len(names)), key=names.__getitem__)
    place = np.empty(len(names), dtype=np.int64)
    place[order] = np.arange(len(names))
    return [names[code] for code in order], place


def _votes(rows: Rows, counts: Bools, article: Ints, label: Ints, who: Ints) -> Votes:
    """The rows that count, in order; the codes of names become their places in order."""
    columns = rows.article, rows.start, rows.end, rows.label, rows.annotator, rows.place, rows.shaped
    votes = Votes(*(column[counts] for column in columns))
    votes = votes._replace(article=article[votes.article], label=label[votes.label], annotator=who[votes.annotator])
    backwards = votes.end.max(initial=0) - votes.end
    return votes.rows(sort_order((votes.article, votes.start, backwards, votes.label, votes.annotator)))


def _apart(columns: Columns, done: Bools, counts: Bools) -> Bools:
    """Articles to be joined by their records, `(articles,)`: with flat spans, or with more than one version."""
    rows = columns.spans
    apart = np.zeros(len(columns.articles), dtype=np.bool_)
    apart[rows.article[columns.flat_from :][counts[columns.flat_from :]]] = True
    articles, versions = columns.state_articles(), columns.state_versions()
    finished = done[articles, columns.state_owners]
    article = np.concatenate((rows.article[counts], articles[finished]))
    version = np.concatenate((rows.version[counts], versions[finished]))
    least, most = np.full(len(apart), np.iinfo(np.int64).max), np.full(len(apart), UNKNOWN)
    np.minimum.at(least, article, version)
    np.maximum.at(most, article, version)
    return apart | (most > least)


def _worked_on(columns: Columns, done: Bools, apart: Bools) -> dict[str, list[tuple[str, str]]]:
    """By article, of those apart: who of those who have annotated it say on which sha256, by name."""
    found: dict[str, list[tuple[str, str]]] = {}
    whose = zip(columns.states, columns.state_articles().tolist(), columns.state_owners.tolist(), strict=True)
    for state, article, owner in whose:
        if apart[article] and done[article, owner]:
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
    joint = Joint(
        votes.article[at],
        votes.start[at],
        votes.end[at],
        votes.label[at],
        np.bitwise_or.reduceat(bits[votes.annotator], at) if some else bits[:0],
        np.add.reduceat(another.astype(np.int64), at) if some else at,
        of[votes.article[at]],
    )
    return joint, at


def _enough(joint: Joint, keep: Keep) -> Bools:
    """Which joined spans have enough votes, as `annotator.gold.merge.kept` has it."""
    if keep == "all":
        return np.ones(len(joint.of), dtype=np.bool_)
    if keep == "majority":
        return 2 * joint.support > joint.of
    return joint.support >= (joint.of if keep == "unanimous" else keep)


def _said(raw: bytes) -> bytes | None:
    """The fields from `article` to `text` of a line as this program writes it; `None` if it says more of the span."""
    who = raw.find(_WHO)
    return raw[raw.find(_WHERE) + 1 : who] if raw.find(_PLAIN, who) > 0 else None


def _record(raw: bytes) -> Fields:
    """The record, or the flat span, of a line that was found good."""
    if raw.startswith(b'{"v":'):
        return parse(raw).record
    if (span := flat_fields(raw)) is not None:
        return span
    fields = parse_json(raw)
    return flat_span(fields).model_dump() if is_flat(fields) else parse(raw).record
