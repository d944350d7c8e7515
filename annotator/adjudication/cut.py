"""Cuts what annotators gave into passages: all of them as columns, and the passages of an article when it is looked at.

What competes with what is `annotator.adjudication.competing`'s to say. Writes no files.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations, islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import orjson

from annotator.adjudication.competing import SpanPlaces, passage_numbers, run_numbers
from annotator.adjudication.passages import (
    LabelledRange,
    Passage,
    People,
    VotedSpan,
    passage_id,
    passage_of_spans,
)
from annotator.garbage import no_cycles_expected
from annotator.journal.columns import Bools, Columns, Ints, SpanColumns, differs, sort_order
from annotator.journal.records import Problem
from annotator.merge import JoinedSpans, LeftOut, VoteCount, voter_names
from annotator.span_lines import record_of

Text = tuple[str, str | None]
"""An article's id, and the sha256 of its text; `None` if no file has it."""
_KEPT = 64
"""Articles whose passages are kept, as they are looked at several times in a row."""


class PassageOutline(NamedTuple):
    """What is known of a passage without reading any line again."""

    number: int
    """Of the passage among all, by article and place."""
    id: str
    text: Text
    places: list[LabelledRange]
    """Of its spans, in reading order."""


class CutPassages:
    """All that annotators gave in finished articles, cut into passages, of which no rule has taken anything yet.

    A passage has a number: its place among all, by article, text and place. Its wording, attributes and notes are read
    from the annotators' files when it is looked at; files may grow meanwhile.

    Attributes:
        articles: the names that codes of articles stand for, sorted.
        spans: where all spans are, by text and reading order.
        passage: the number of the passage of each, `(spans,)`.
        texts: of which articles and texts those are, in order.
        lengths: of the articles that somebody finished, by id and sha256: their lengths in code points.
        annotators: of whom anything is at hand.
        left_out: what does not count.
        problems: lines passed over, by file.
    """

    def __init__(self, columns: Columns) -> None:
        self._count = count = VoteCount(columns._replace(files=columns.files.growing()), finished_only=True)
        self.annotators, self.articles = frozenset(columns.annotators), count.articles
        self.left_out: LeftOut = count.left_out
        self.problems: dict[Path, list[Problem]] = columns.problems
        self._finishers = _finishers(columns)
        self._built: dict[int, list[Passage]] = {}
        self._parted: dict[Text, People] = {}
        self._names: dict[int, tuple[str, ...]] = {}
        article, version = self._place_spans()
        begins = np.flatnonzero(np.append(True, differs(self.spans.text)))[: len(article)]
        self.texts = [
            (count.articles[code], count.versions[which])
            for code, which in zip(article[begins].tolist(), version[begins].tolist(), strict=True)
        ]
        self.passage = passage_numbers(self.spans)
        passages = int(self.passage.max(initial=-1)) + 1
        self._rows = np.searchsorted(article, np.arange(len(count.articles) + 1))
        self._order = np.argsort(self.passage, kind="stable")
        self._first = np.searchsorted(self.passage[self._order], np.arange(passages + 1))
        self.text_of: Ints = self.spans.text[self._order[self._first[:-1]]]
        """Of each passage, `(passages,)`, as a place in `texts`."""
        self.article_of: Ints = article[self._order[self._first[:-1]]]
        self._passages = np.searchsorted(self.article_of, np.arange(len(count.articles) + 1))
        self.lengths = self._lengths(columns)

    def _place_spans(self) -> tuple[Ints, Ints]:
        """Where the spans are, and in what order they are told by the votes; the article and version of each."""
        count, votes = self._count, self._count.votes
        at, voted, voters = count.counted(votes)
        support, of = voted, count.finishers[votes.article[at]]
        for articles in count.groups if votes.flat.any() else ():
            # A flat span may tell of more votes than it names.
            some = slice(*np.searchsorted(votes.article[at], (articles.start, articles.stop)).tolist())
            joined = count.some(articles)
            support[some], of[some] = joined.support, joined.of
        # The votes are by place foremost, whatever the text.
        order = sort_order((votes.article[at], votes.version[at]))
        rows = at[order]
        article, version = votes.article[rows], votes.version[rows]
        text = run_numbers(article, version)
        places = (votes.start[rows], votes.end[rows], votes.label[rows])
        self.spans = SpanPlaces(text, *places, voters[order], support[order], of[order])
        self._told = order
        self._vote, self._votes = rows, np.diff(np.append(at, len(votes.place)))[order]
        return article, version

    def _lengths(self, columns: Columns) -> dict[Text, int | None]:
        lengths: dict[Text, int | None] = dict(columns.finished())
        done, longest = {article for article, _ in lengths}, _longest(columns)
        met = np.full(len(self.texts), len(self._told))
        np.minimum.at(met, self.spans.text, self._told)
        for place in np.argsort(met).tolist():
            article, sha256 = self.texts[place]
            if article not in done or (sha256 is not None and (article, sha256) not in lengths):
                lengths[article, sha256] = longest.get(article)
        return lengths

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self.text_of)

    @cached_property
    def single(self) -> frozenset[Text]:
        """Of the articles in `lengths`: those that one annotator alone has finished in this text."""
        people = self._finishers
        return frozenset(
            key for key in self.lengths if len(people[key[0]]) == 1 or len(_split(people[key[0]], key, {})[0]) == 1
        )

    @cached_property
    def has_text(self) -> Bools:
        """Of which passages it is known of which text they are, `(passages,)`."""
        return np.array([sha256 is not None for _, sha256 in self.texts], dtype=np.bool_)[self.text_of]

    # --- without reading a line ----------------------------------------------------------------------------------

    @cached_property
    def uncompared(self) -> Bools:
        """Of which passages one annotator alone has their text, the others having annotated another one, `(passages,)`."""
        return np.array(list(map(self._is_uncompared, self.texts)), dtype=np.bool_)[self.text_of]

    def _is_uncompared(self, about: Text) -> bool:
        if len({text for _, text in self._finishers.get(about[0], ())}) < 2:
            return False
        here, elsewhere = self.people(about)
        return len(here) < 2 and bool(elsewhere)

    def annotated_texts(self, article: str) -> dict[str, list[str]]:
        """The texts that an article was annotated in, by sha256, with the names of those who did."""
        found: dict[str, list[str]] = {}
        for name, text in self._finishers.get(article, ()):
            if text is not None:
                found.setdefault(text, []).append(name)
        return found

    def code(self, article: str) -> int | None:
        """The code of an article; `None` if nobody has a span there."""
        return self._codes.get(article)

    @cached_property
    def _codes(self) -> dict[str, int]:
        return {name: code for code, name in enumerate(self.articles)}

    def members(self) -> npt.NDArray[Any]:
        """A bit for each annotator who has a version of a passage, be it without a span, `(passages,)`."""
        code = self._codes_of_people
        here = [sum(1 << code[name] for name in self.people(text)[0]) for text in self.texts]
        given = (
            np.bitwise_or.reduceat(self.spans.voters[self._order], self._first[:-1]) if len(self) else self._first[:0]
        )
        found: npt.NDArray[Any] = given | np.array(here, dtype=self.spans.voters.dtype)[self.text_of]
        return found

    @cached_property
    def differing(self) -> list[tuple[tuple[str, str], Ints]]:
        """Every two annotators who both have a version of some passages, and in which of these they do not have the same."""
        found: list[tuple[tuple[str, str], Ints]] = []
        members = self.members()
        spans_of = members[self.passage]
        for group in set(members.tolist()):
            rows = np.flatnonzero(spans_of == group)
            for pair in combinations(self.names(group), 2):
                one, other = (self._codes_of_people[name] for name in pair)
                apart = (((self.spans.voters[rows] >> one) ^ (self.spans.voters[rows] >> other)) & 1).astype(np.bool_)
                differ = np.zeros(len(self), dtype=np.bool_)
                differ[self.passage[rows[apart]]] = True
                found.append((pair, np.flatnonzero(differ)))
        return found

    @cached_property
    def _codes_of_people(self) -> dict[str, int]:
        return {name: code for code, name in enumerate(self._count.annotators)}

    @cached_property
    def labelled(self) -> tuple[list[str], Ints, Ints]:
        """The names of labels; and each passage with each of its labels once, as numbers."""
        labels = self._count.labels
        pairs = np.sort(self.passage * len(labels) + self.spans.label)
        pairs = pairs[np.append(True, differs(pairs))[: len(pairs)]]
        return labels, pairs // max(len(labels), 1), pairs % max(len(labels), 1)

    def numbers(self, article: str) -> range:
        """The numbers of an article's passages."""
        code = self.code(article)
        return range(0) if code is None else range(int(self._passages[code]), int(self._passages[code + 1]))

    def rows(self, number: int) -> Ints:
        """The rows of the spans of a passage, in reading order."""
        found: Ints = self._order[self._first[number] : self._first[number + 1]]
        return found

    def text(self, number: int) -> Text:
        """The article and text of a passage."""
        return self.texts[int(self.text_of[number])]

    def end(self, article: str, sha256: str | None) -> int:
        """Where the last span of a text ends; 0 if it has none."""
        numbers = (number for number in self.numbers(article) if self.text(number)[1] == sha256)
        return max((int(self.spans.end[self.rows(number)].max()) for number in numbers), default=0)

    def counted(self, chosen: Bools) -> Ints:
        """How many of the chosen spans each passage has, `(passages,)`."""
        return np.bincount(self.passage[chosen], minlength=len(self)).astype(np.int64)

    def names(self, voters: int) -> tuple[str, ...]:
        """The names that some bits stand for."""
        if voters not in self._names:
            self._names[voters] = tuple(voter_names(self._count.annotators, voters))
        return self._names[voters]

    def outlines(self, article: str) -> Iterator[PassageOutline]:
        """The passages of an article, in order."""
        for number in self.numbers(article):
            rows, text = self.rows(number), self.texts[int(self.text_of[number])]
            columns = (self.spans.start, self.spans.end, self.spans.label, self.spans.voters)
            spans = list(zip(*(column[rows].tolist() for column in columns), strict=True))
            labels = self._count.labels
            votes = [(n, start, end, labels[label]) for start, end, label, voters in spans for n in self.names(voters)]
            places = [(start, end, labels[label]) for start, end, label, _ in spans]
            yield PassageOutline(number, passage_id(*text, votes), text, places)

    def voters(self, article: str, sha256: str | None, place: LabelledRange) -> tuple[str, ...]:
        """Who gave a span."""
        code, (start, end, label) = self.code(article), place
        if code is None:
            return ()
        rows = slice(int(self._rows[code]), int(self._rows[code + 1]))
        here = np.flatnonzero((self.spans.start[rows] == start) & (self.spans.end[rows] == end)) + rows.start
        for row in here.tolist():
            if (
                self._count.labels[self.spans.label[row]] == label
                and self.texts[int(self.spans.text[row])][1] == sha256
            ):
                return self.names(int(self.spans.voters[row]))
        return ()

    # --- read again ----------------------------------------------------------------------------------------------

    def of_article(self, article: str) -> list[Passage]:
        """The passages of an article, in order.

        Raises:
            AnnotatorError: if a file was changed otherwise than by adding to it since it was read.
        """
        code = self.code(article)
        if code is None:
            return []
        found = self._built.get(code)
        if found is None:
            found = self._built[code] = self._build(range(code, code + 1))
            while len(self._built) > _KEPT:
                del self._built[next(iter(self._built))]
        return found

    def one(self, number: int) -> Passage:
        """A passage by its number; raises as `of_article` does."""
        article = self.texts[int(self.text_of[number])][0]
        return self.of_article(article)[number - self.numbers(article).start]

    def each(self, numbers: Ints) -> Iterator[Passage]:
        """Passages by their numbers, which ascend; those of some articles are held at a time. Raises as `of_article` does."""
        articles = self.article_of[numbers]
        for group in self._groups_of(articles):
            begin, end = np.searchsorted(articles, (group.start, group.stop)).tolist()
            if begin < end:
                chosen = articles[begin:end]
                some = range(int(chosen[0]), int(chosen[-1]) + 1)
                built, first = self._build(some), int(self._passages[some.start])
                yield from (built[number - first] for number in numbers[begin:end].tolist())

    def _build(self, articles: range) -> list[Passage]:
        with no_cycles_expected():
            by_text: dict[Text, list[VotedSpan]] = {}
            for span in self._voted(self._count.some(articles)):
                by_text.setdefault(span.about, []).append(span)
            rows = range(int(self._rows[articles.start]), int(self._rows[articles.stop]))
            groups: dict[int, list[VotedSpan]] = {}
            spans = (
                span for text in sorted(by_text, key=lambda text: (text[0], text[1] or "")) for span in by_text[text]
            )
            for number, span in zip(self.passage[rows.start : rows.stop].tolist(), spans, strict=True):
                groups.setdefault(number, []).append(span)
            return [passage_of_spans(tuple(groups[n]), self.people(groups[n][0].about)) for n in sorted(groups)]

    def _groups_of(self, articles: Ints) -> Sequence[range]:
        """The groups that some articles, in order, are in or between."""
        if not len(articles):
            return ()
        stops = [group.stop for group in self._count.groups]
        return self._count.groups[bisect_right(stops, int(articles[0])) : bisect_right(stops, int(articles[-1])) + 1]

    def sketches(self, numbers: Ints) -> Iterator[Passage]:
        """As `each`, in less time: passages without ids, and without what is noted of their spans."""
        articles = self.article_of[numbers]
        for group in self._groups_of(articles):
            some = numbers[slice(*np.searchsorted(articles, (group.start, group.stop)).tolist())]
            if len(some):
                rows = np.concatenate([self.rows(number) for number in some.tolist()])
                spans = iter(self._sketched(rows))
                for number in some.tolist():
                    own = tuple(islice(spans, int(self._first[number + 1] - self._first[number])))
                    yield passage_of_spans(own, self.people(own[0].about), "")

    def _sketched(self, rows: Ints) -> list[VotedSpan]:
        spans, labels = self.spans.rows(rows), self._count.labels
        columns = (column.tolist() for column in spans)
        return [
            VotedSpan(start, end, labels[label], self.names(voters), support, of, self.texts[text], wording, b"", b"")
            for (text, start, end, label, voters, support, of), wording in zip(
                zip(*columns, strict=True), self._wordings(rows), strict=True
            )
        ]

    def _wordings(self, rows: Ints) -> list[bytes]:
        """The text that most voters have in each span, in JSON."""
        count = self._votes[rows]
        votes = np.repeat(self._vote[rows] - np.cumsum(count) + count, count) + np.arange(int(count.sum()))
        places, line = np.unique(self._count.votes.place[votes], return_inverse=True)
        decode = _WORDED.decode
        told = [bytes(decode(raw).text) for raw in self._count.files.needed_lines(places.tolist())]
        given = [told[one] for one in line.tolist()]
        if len(given) == len(rows):
            return given
        found: list[bytes] = []
        for begin, end in pairwise([0, *np.cumsum(count).tolist()]):
            some = given[begin:end]
            alike = some.count(some[0]) == len(some)
            found.append(some[0] if alike else self._most_told(rows[len(found)], some))
        return found

    def _most_told(self, row: int, told: Sequence[bytes]) -> bytes:
        """The text that most of a span's voters have."""
        first = int(self._vote[row])
        who = self._count.votes.annotator[first : first + len(told)].tolist()
        texts = Counter(text for _, text in {*zip(who, map(orjson.loads, told), strict=True)} if text is not None)
        return orjson.dumps(min(texts, key=lambda text: (-texts[text], text), default=None))

    def people(self, about: Text) -> People:
        """Who has annotated an article in a text, and who in another one."""
        if about not in self._parted:
            self._parted[about] = _split(self._finishers.get(about[0], []), about, self._given)
        return self._parted[about]

    @cached_property
    def _given(self) -> dict[Text, tuple[str, ...]]:
        """By text: who has a span there."""
        begins = np.flatnonzero(np.append(True, differs(self.spans.text)))[: len(self.texts)]
        voters = np.bitwise_or.reduceat(self.spans.voters, begins).tolist() if len(begins) else []
        return dict(zip(self.texts, map(self.names, voters), strict=True))

    def _voted(self, joined: JoinedSpans) -> Iterator[VotedSpan]:
        """Joined spans, in order."""
        count = self._count
        columns = (joined.article, joined.version, joined.start, joined.end, joined.label, joined.voters)
        rows = zip(*(column.tolist() for column in (*columns, joined.support, joined.of)), strict=True)
        abouts: dict[tuple[int, int], Text] = {}
        for (article, version, start, end, label, voters, support, of), wording, rest, source in zip(
            rows, joined.parts.texts, joined.parts.rests, _sources(joined), strict=True
        ):
            about = abouts.setdefault((article, version), (count.articles[article], count.versions[version]))
            names = self.names(voters)
            yield VotedSpan(start, end, count.labels[label], names, support, of, about, wording, rest, source)


def cut_passages(columns: Columns, progress: Callable[[int], None] | None = None) -> CutPassages:
    """What is in columns, of finished articles alone. The order of the files does not matter.

    Args:
        columns: what was read.
        progress: told of how many spans more it is known with which they compete.

    Raises:
        AnnotatorError: if a file was changed since it was read.
    """
    cut = CutPassages(columns)
    if progress is not None:
        progress(len(columns.spans.place))
    return cut


class _Worded(msgspec.Struct):
    """Of a line its text alone."""

    text: msgspec.Raw = msgspec.Raw(b"null")


_WORDED = msgspec.json.Decoder(_Worded)
_RECORD = re.compile(rb'\{"v":1,"op":"put","id":("[^"\\]*+"),"rev":(\d++),')
"""How a line begins that this program wrote."""


def _sources(joined: JoinedSpans) -> Iterator[bytes]:
    """The id and revision of each annotator's record of each joined span; of several the first."""
    told = [b"[%b,%b]" % found.groups() if (found := _RECORD.match(raw)) else _source(raw) for raw in joined.lines]
    given = [told[row] for row in joined.line.tolist()]
    who = joined.annotator.tolist()
    first = [*joined.first.tolist(), len(given)]
    for (begin, end), voted in zip(pairwise(first), joined.voted.tolist(), strict=True):
        if end - begin == voted:
            yield b"[%b]" % b",".join(given[begin:end])
            continue
        own: dict[int, list[bytes]] = {}
        for one in range(begin, end):
            own.setdefault(who[one], []).append(given[one])
        yield b"[%b]" % b",".join([min(some, key=lambda one: orjson.loads(one)[0] or "") for some in own.values()])


def _source(raw: bytes) -> bytes:
    record = record_of(raw)
    return orjson.dumps([record.get("id"), record.get("rev")])


def _longest(columns: Columns) -> dict[str, int]:
    """By article: its code points as the states of it say."""
    found: dict[str, int] = {}
    for state in columns.states:
        found[state.article] = max(state.length, found.get(state.article, 0))
    return found


def _finishers(columns: Columns) -> dict[str, list[Text]]:
    """By article: who has annotated it, by name, and the text that their state is of, if there is one."""
    texts = {
        (who, state.article): state.sha256
        for who, state in zip(columns.state_owners.tolist(), columns.states, strict=True)
    }
    found: dict[str, list[Text]] = {}
    for code, who in np.argwhere(columns.done()).tolist():
        article = columns.articles[code]
        found.setdefault(article, []).append((columns.annotators[who], texts.get((who, article))))
    return {article: sorted(people) for article, people in found.items()}


def _split(people: Sequence[Text], about: Text, given: Mapping[Text, Collection[str]]) -> People:
    """Who of those who have annotated an article did so in this text of it, and who in another one.

    Args:
        people: with the text that their state is of, if there is one.
        about: the article and the text.
        given: by article and text, who has a span there.
    """
    article, sha256 = about
    here: list[str] = []
    elsewhere: list[str] = []
    for name, text in people:
        is_here = sha256 is None or text == sha256
        if text is None and not is_here:  # nothing is known but the spans
            is_here = any(name in given.get(key, ()) for key in (about, (article, None)))
        (here if is_here else elsewhere).append(name)
    return tuple(here), tuple(elsewhere)


class ArticlePassages(NamedTuple):
    """What annotators disagree about in one text of one article."""

    finishers: tuple[str, ...]
    """Who has annotated the article in this text, by name."""
    elsewhere: tuple[str, ...]
    """Who has annotated it in another text, which cannot be compared."""
    disputed: list[Passage]
    """By place."""


def passages_of_article(columns: Columns, article: str, sha256: str) -> ArticlePassages:
    """What annotators disagree about in an article; nothing is read of the others.

    Raises:
        AnnotatorError: if a file was changed since it was read.
    """
    if article not in columns.articles:
        return ArticlePassages((), (), [])
    mine = columns.spans.article == columns.articles.index(article)
    spans = SpanColumns._make(column[mine] for column in columns.spans)
    # All states are kept: whoever has none at all has annotated what they have spans in.
    of_it = columns._replace(spans=spans, flat_from=int(mine[: columns.flat_from].sum()))
    cut = cut_passages(of_it)
    passages = [passage.under("unanimous") for passage in cut.of_article(article)]
    here, elsewhere = cut.people((article, sha256))
    disputed = [passage for passage in passages if passage.sha256 == sha256 and passage.kind != "agreed"]
    return ArticlePassages(here, elsewhere, sorted(disputed, key=lambda passage: (passage.start, -passage.end)))
