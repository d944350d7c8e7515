"""Cuts what annotators disagree about into passages, each of which one decision settles. Writes no files.

Two spans that not everybody gave belong to one passage if somebody has the second *instead of* the first: the same
label, overlapping; or another label on the same or nearly the same stretch, where neither has the other's label as well. So a
quotation inside a claim is a passage of its own, and the two boundaries of one claim are one passage.

The rule by which spans are taken has no part in that: it says which spans of an passage gold has until the passage is decided,
and that an passage waits for no decision if it takes all of its spans. So decisions hold under every rule.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

import msgspec
import numpy as np
import orjson

from annotator.agreement.pairing import KIND_TERMS, Kind
from annotator.journal.columns import Columns, SpanColumns
from annotator.journal.records import Fields, Problem, no_cycles_expected
from annotator.merge import JoinedSpans, Keep, LeftOut, VoteCount, enough, record_of, voter_names

PassageKind = Literal["label", "marks", "start", "end", "both", "split", "label and boundary", "missing", "agreed"]
KIND_NAMES: dict[PassageKind, str] = {kind: kind for kind in get_args(PassageKind)}
KIND_NAMES |= {"marks": KIND_TERMS[Kind.MARKS], "both": KIND_TERMS[Kind.BOTH], "split": KIND_TERMS[Kind.SPLIT]}
"""The kinds of passages in the order in which they are listed, with their names for people."""

SpanVote = tuple[str, int, int, str]
"""Who gave which span: annotator, start, end, label. A passage's identity is made of these."""
LabelledRange = tuple[int, int, str]
"""Start, end, label."""
_ALIKE = Fraction(1, 2)
"""Intersection over union from which on spans of other labels count as one span labelled in two ways."""
_MARKS = frozenset("PZ")
"""First letters of the Unicode categories of punctuation and of separators, as agreement has them."""
_LONGEST_MARKS = 16
"""Characters; a longer difference is never called one of punctuation."""


class VotedSpan(msgspec.Struct, frozen=True, gc=False):
    """One range under one label, with all who gave it. There may be very many, so most is kept as JSON."""

    start: int
    end: int
    label: str
    annotators: tuple[str, ...]
    support: int
    of: int
    about: tuple[str, str | None]
    """The article and the sha256 of its text."""
    wording: bytes
    """The text, in JSON."""
    rest: bytes
    """What else `merge` says of the joined span, in JSON without braces."""
    sources: bytes
    """The id and revision of each annotator's own record, in JSON."""

    @property
    def text(self) -> str | None:
        """The wording; `None` if no file has it."""
        text: str | None = orjson.loads(self.wording)
        return text

    def with_text(self, text: str) -> VotedSpan:
        """The same span with its wording."""
        return msgspec.structs.replace(self, wording=orjson.dumps(text))

    @property
    def flat(self) -> Fields:
        """The joined span, as `merge` has it."""
        article, sha256 = self.about
        place = {"start": self.start, "end": self.end, "label": self.label, "text": self.text}
        return {"article": article, "sha256": sha256, **place, **orjson.loads(b"{%b}" % self.rest)}

    @property
    def place(self) -> LabelledRange:
        """Start, end, label."""
        return self.start, self.end, self.label

    @property
    def votes(self) -> list[SpanVote]:
        """Who gave it."""
        return [(name, *self.place) for name in self.annotators]

    @property
    def revisions(self) -> dict[str, tuple[Any, Any]]:
        """By annotator: which record it was given in; without id and revision where that is a flat span."""
        return dict(zip(self.annotators, map(tuple, orjson.loads(self.sources)), strict=True))


class PassageVersion(NamedTuple):
    """What one or more annotators have, all of them the same."""

    annotators: tuple[str, ...]
    spans: tuple[VotedSpan, ...]
    """In reading order; none: they found nothing here."""

    @property
    def places(self) -> tuple[LabelledRange, ...]:
        """The range and label of each of its spans."""
        return tuple(span.place for span in self.spans)


class Passage(NamedTuple):
    """Spans of one article and text that one decision settles."""

    id: str
    article: str
    sha256: str | None
    """Of the text; `None` if no file has it."""
    kind: PassageKind
    spans: tuple[VotedSpan, ...]
    """In reading order."""
    finishers: tuple[str, ...]
    """Who has annotated the article in this text, by name."""
    elsewhere: tuple[str, ...]
    """Who has annotated it in another text, which cannot be compared."""
    taken: tuple[VotedSpan, ...] = ()
    """Those of its spans that the rule takes: gold has them until the passage is decided."""

    @property
    def start(self) -> int:
        """Where its first span begins, code points."""
        return min(span.start for span in self.spans)

    @property
    def end(self) -> int:
        """Where its last span ends, code points."""
        return max(span.end for span in self.spans)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in it, each once, by name."""
        return tuple(sorted({span.label for span in self.spans}))

    @property
    def votes(self) -> frozenset[SpanVote]:
        """Who gave what: as long as this is the same, so is the passage."""
        return frozenset(vote for span in self.spans for vote in span.votes)

    @property
    def versions(self) -> list[PassageVersion]:
        """What everybody has: the version of most annotators first, those who have nothing here last."""
        by_annotator: dict[str, list[VotedSpan]] = {name: [] for name in self.finishers}
        for span in self.spans:
            for name in span.annotators:
                by_annotator.setdefault(name, []).append(span)
        sharers: dict[tuple[LabelledRange, ...], list[str]] = {}
        for name, spans in sorted(by_annotator.items()):
            sharers.setdefault(tuple(span.place for span in spans), []).append(name)
        found = [PassageVersion(tuple(names), tuple(by_annotator[names[0]])) for names in sharers.values()]
        return sorted(found, key=lambda version: (not version.spans, -len(version.annotators), version.annotators))

    def wording(self, start: int, end: int, text: str | None = None) -> str | None:
        """The wording of a stretch: in the article's text, else in the spans'; `None` if they do not have all of it."""
        if text is not None:
            return text[start:end]
        at, pieces = start, []
        for span in sorted(self.spans, key=lambda span: (span.start, -span.end)):
            if span.text is not None and span.start <= at < span.end:
                pieces.append(span.text[at - span.start : end - span.start])
                at = min(span.end, end)
        return "".join(pieces) if at >= end else None

    @property
    def proposals(self) -> list[PassageVersion]:
        """The versions of those who have anything here."""
        return [version for version in self.versions if version.spans]


class CutPassages(NamedTuple):
    """All that annotators gave in finished articles, cut into passages, of which no rule has taken anything yet."""

    passages: list[Passage]
    """By article and place."""
    lengths: dict[tuple[str, str | None], int | None]
    """Of the articles that somebody finished, by id and sha256: their lengths in code points."""
    annotators: frozenset[str]
    """Of whom anything is at hand."""
    left_out: LeftOut
    problems: dict[Path, list[Problem]]
    """Lines passed over, by file."""
    single: frozenset[tuple[str, str | None]]
    """Of these articles by id and sha256: those that one annotator alone has finished in this text."""


@dataclass(frozen=True)
class Passages:
    """All that annotators gave, as passages: those that the rule settles, and those that it does not."""

    rule: Keep
    disputed: list[Passage]
    """The disagreements, by article and place."""
    agreed: list[Passage]
    """Passages of which the rule takes all spans."""
    lengths: dict[tuple[str, str | None], int | None]
    """See `CutPassages`, also for the next one."""
    annotators: frozenset[str]
    single: frozenset[tuple[str, str | None]]

    @cached_property
    def voters(self) -> dict[tuple[str, str | None, LabelledRange], tuple[str, ...]]:
        """By article, sha256 and place: who gave that span."""
        return {
            (passage.article, passage.sha256, span.place): span.annotators
            for passage in (*self.disputed, *self.agreed)
            for span in passage.spans
        }


def find_passages(cut: CutPassages, rule: Keep = "unanimous") -> Passages:
    """The passages under a rule."""
    passages = Passages(rule, [], [], cut.lengths, cut.annotators, cut.single)
    for passage in cut.passages:
        taken = tuple(span for span in passage.spans if enough(span.support, span.of, rule))
        if len(taken) == len(passage.spans):
            passages.agreed.append(passage._replace(kind="agreed", taken=taken))
        else:
            passages.disputed.append(passage._replace(taken=taken) if taken else passage)
    return passages


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
    by_text: dict[tuple[str, str | None], list[VotedSpan]] = {}
    for passage in cut.passages:
        by_text.setdefault((passage.article, passage.sha256), []).extend(passage.spans)
    here, elsewhere = _split(_finishers(of_it).get(article, []), (article, sha256), by_text)
    disputed = [passage for passage in find_passages(cut).disputed if passage.sha256 == sha256]
    return ArticlePassages(here, elsewhere, sorted(disputed, key=lambda passage: (passage.start, -passage.end)))


def joined(passages: Sequence[Passage]) -> Passage:
    """Passages of one text as one, so that its versions are what everybody has in all of them."""
    spans = sorted((span for passage in passages for span in passage.spans), key=_reading_order)
    return passages[0]._replace(spans=tuple(spans))


# --- from columns to passages ----------------------------------------------------------------------------------------


def cut_passages(columns: Columns, progress: Callable[[int], None] | None = None) -> CutPassages:
    """What is in columns, of finished articles alone. Nothing is read from the files afterwards.

    The order of the files does not matter.

    Args:
        columns: what was read.
        progress: told of how many spans more it is known with which they compete.

    Raises:
        AnnotatorError: if a file was changed since it was read.
    """
    count = VoteCount(columns, finished_only=True)
    lengths = columns.finished()
    done, longest = {article for article, _ in lengths}, _longest(columns)
    finishers = _finishers(columns)
    passages: list[Passage] = []
    with no_cycles_expected():
        for articles in count.groups:
            by_text: dict[tuple[str, str | None], list[VotedSpan]] = {}
            for span in _voted(count, count.some(articles)):
                by_text.setdefault(span.about, []).append(span)
            for article, sha256 in by_text:
                if article not in done or (sha256 is not None and (article, sha256) not in lengths):
                    lengths[article, sha256] = longest.get(article)
            for text, spans in sorted(by_text.items(), key=lambda entry: (entry[0][0], entry[0][1] or "")):
                here, elsewhere = _split(finishers[text[0]], text, by_text)
                # What all have, nobody has instead of anything.
                groups = [[span] for span in spans if span.support == span.of]
                groups += _groups([span for span in spans if span.support != span.of], spans)
                found = [_passage(group, here, elsewhere) for group in groups]
                passages += sorted(found, key=lambda passage: _reading_order(passage.spans[0]))
            if progress is not None:
                progress(sum(len(span.annotators) for spans in by_text.values() for span in spans))
    single = frozenset(
        key for key in lengths if len(finishers[key[0]]) == 1 or len(_split(finishers[key[0]], key, {})[0]) == 1
    )
    return CutPassages(passages, lengths, frozenset(columns.annotators), count.left_out, columns.problems, single)


_RECORD = re.compile(rb'\{"v":1,"op":"put","id":("[^"\\]*+"),"rev":(\d++),')
"""How a line begins that this program wrote."""


def _voted(count: VoteCount, joined: JoinedSpans) -> Iterator[VotedSpan]:
    """Joined spans, in order."""
    names: dict[int, tuple[str, ...]] = {}
    abouts: dict[tuple[int, int], tuple[str, str | None]] = {}
    sources = _sources(joined)
    columns = (joined.article, joined.version, joined.start, joined.end, joined.label, joined.voters)
    rows = zip(*(column.tolist() for column in (*columns, joined.support, joined.of)), strict=True)
    for (article, version, start, end, label, voters, support, of), (_, wording, rest), source in zip(
        rows, joined.parts, sources, strict=True
    ):
        if voters not in names:
            names[voters] = tuple(voter_names(count.annotators, voters))
        if (article, version) not in abouts:
            abouts[article, version] = count.articles[article], count.versions[version]
        about = abouts[article, version]
        yield VotedSpan(start, end, count.labels[label], names[voters], support, of, about, wording, rest, source)


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


def _finishers(columns: Columns) -> dict[str, list[tuple[str, str | None]]]:
    """By article: who has annotated it, by name, and the text that their state is of, if there is one."""
    texts = {
        (who, state.article): state.sha256
        for who, state in zip(columns.state_owners.tolist(), columns.states, strict=True)
    }
    found: dict[str, list[tuple[str, str | None]]] = {}
    for code, who in np.argwhere(columns.done()).tolist():
        article = columns.articles[code]
        found.setdefault(article, []).append((columns.annotators[who], texts.get((who, article))))
    return {article: sorted(people) for article, people in found.items()}


def _split(
    people: Sequence[tuple[str, str | None]],
    about: tuple[str, str | None],
    by_text: Mapping[tuple[str, str | None], Sequence[VotedSpan]],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who of those who have annotated an article did so in this text of it, and who in another one."""
    article, sha256 = about
    here: list[str] = []
    elsewhere: list[str] = []
    for name, text in people:
        is_here = sha256 is None or text == sha256
        if text is None and not is_here:  # nothing is known but the spans
            is_here = any(name in s.annotators for key in (about, (article, None)) for s in by_text.get(key, ()))
        (here if is_here else elsewhere).append(name)
    return tuple(here), tuple(elsewhere)


def _passage(group: Sequence[VotedSpan], finishers: tuple[str, ...], elsewhere: tuple[str, ...]) -> Passage:
    spans = tuple(sorted(group, key=_reading_order)) if len(group) > 1 else (group[0],)
    about = spans[0].about
    identity = passage_id(*about, [vote for span in spans for vote in span.votes])
    passage = Passage(identity, *about, "missing", spans, finishers, elsewhere)
    return passage if len(spans) == 1 else passage._replace(kind=_kind(passage))


def _reading_order(span: VotedSpan) -> tuple[int, int, str]:
    return span.start, -span.end, span.label


def passage_id(article: str, sha256: str | None, votes: Iterable[SpanVote]) -> str:
    """The identity of a passage: 24 hexadecimal digits, from who gave what in which text."""
    content = orjson.dumps([article, sha256, sorted(set(votes))])
    return hashlib.sha256(content).hexdigest()[:24]


# --- which spans belong together -------------------------------------------------------------------------------------


def _groups(spans: list[VotedSpan], everything: Sequence[VotedSpan]) -> list[list[VotedSpan]]:
    """The spans in groups; `spans` are in reading order, `everything` is all that is in this text."""
    found: list[list[VotedSpan]] = []
    waiting: list[tuple[list[VotedSpan], list[VotedSpan]]] = []  # groups, each with its spans that the next may overlap
    for span in spans:
        group, near, others = [span], [span], []
        for earlier, ends_later in waiting:
            overlapping = [other for other in ends_later if other.end > span.start]
            if not overlapping:
                found.append(earlier)
            elif any(_instead(other, span, everything) for other in overlapping):
                earlier += group
                group, near = earlier, near + overlapping
            else:
                others.append((earlier, overlapping))
        waiting = [*others, (group, near)]
    return [*found, *(group for group, _ in waiting)]


def _instead(one: VotedSpan, other: VotedSpan, everything: Sequence[VotedSpan]) -> bool:
    """Whether somebody has the one, and somebody else the other instead of it. The two overlap."""
    mine = set(one.annotators) - set(other.annotators)
    theirs = set(other.annotators) - set(one.annotators)
    if not mine or not theirs:
        return False
    if one.label == other.label:
        return True
    shared = min(one.end, other.end) - max(one.start, other.start)
    union = max(one.end, other.end) - min(one.start, other.start)
    if Fraction(shared, union) < _ALIKE:
        return False
    return bool(theirs - _coverers(everything, one)) and bool(mine - _coverers(everything, other))


def _coverers(spans: Iterable[VotedSpan], span: VotedSpan) -> set[str]:
    """Who has a span of the span's label that shares a character with it."""
    alike = (s for s in spans if s.label == span.label and s.start < span.end and span.start < s.end)
    return {name for one in alike for name in one.annotators}


def _kind(passage: Passage) -> PassageKind:
    if len({span.annotators for span in passage.spans}) == 1:
        return "missing"
    if len(passage.labels) > 1:
        return "label" if len({(span.start, span.end) for span in passage.spans}) == 1 else "label and boundary"
    if any(len(version.spans) != 1 for version in passage.proposals):
        return "split"
    starts, ends = ({getattr(span, side) for span in passage.spans} for side in ("start", "end"))
    if all(_only_marks(passage, min(side), max(side)) for side in (starts, ends)):
        return "marks"
    return "both" if len(starts) > 1 and len(ends) > 1 else "start" if len(starts) > 1 else "end"


def _only_marks(passage: Passage, start: int, end: int) -> bool:
    """Whether a stretch that only some have within their boundaries is but space and punctuation, or empty."""
    if end - start > _LONGEST_MARKS:
        return False
    found = passage.wording(start, end)
    return found is not None and all(c.isspace() or unicodedata.category(c)[0] in _MARKS for c in found)
