"""The same quotation in several articles and outlets, cut, split or worded differently. Pure: utterances in, groups out.

A group stands around its fullest wording, and everything in it is compared with that one: that A resembles B, and B
resembles C, joins nobody. What is *sure* is contained in the fullest wording, word by word but for few; what is *perhaps*
shares enough with it to be looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from math import log
from typing import Literal, NamedTuple

import numpy as np

from annotator.boards.alignment import Indexed, Run, align, indexed
from annotator.boards.candidates import Ints, candidates
from annotator.boards.speakers import Same, compare
from annotator.boards.tokens import Word, opposes
from annotator.boards.utterances import Utterance
from annotator.engine import THIS_MACHINE, Engine, Scaled, Step
from annotator.garbage import no_cycles_expected

Status = Literal["sure", "perhaps"]

SURE, PERHAPS = 3.0, 1.4
"""What the words in common must weigh, a rare content word being worth 1 at most."""
CONTAINED, PARTLY, PIECE = 0.75, 0.6, 0.4
"""The part of the shorter one's content words that must be in the fuller one: to be sure, to be looked at, or for a long piece."""
TURNED = 0.85
"""The same, to be sure though a number, a negation or an opposite differs."""
LONG_PIECE = 3.5
"""What the words of one run weigh that is a long piece."""
LONGER, LONG = 4.5, 5.5
"""What words in common weigh that overrule other names nearby; another speaker noted, another number or a negation."""
_FEW, _COMMON = 50, 0.5
_SMALL_WORD = 0.12
_SPEAKER: Mapping[Same, float] = {"same": 0.5, "unknown": 0.0, "elsewhere": 0.0, "other": -0.8}
_INFLECTED = 0.7
_BROKEN = 0.3
"""What each place within a run weighs at which other words stand."""
_OTHER_EVENT = -0.4
_MOST = 12
"""Candidates of one quotation."""
_LEAPT = 0.6
"""What each place weighs at which words were left out unsaid."""
_MERGED = 0.6
"""What must be in common of two fullest wordings for their groups to be one."""
_EDGE = 2
"""Words beside a run that count as changed in it."""
_KEPT = 2**12
_STEP = 2**12
"""Words compared that are told of together."""
_WORTH, _AT_ONCE = 2**18, 2**19
"""Words compared that are worth a second process, and of a part."""
_TOO_COMMON = 200
"""Quotations that have a word from which on it alone leads to no candidates."""


class Likeness(NamedTuple):
    """What two quotations have in common.

    Attributes:
        status: what they are because of it.
        contained: the part of the shorter one's content words that is in the other, by weight.
        weight: what speaks for one quotation; see `SURE`.
        same: how many words are the same in both, small ones too.
        turned: whether a number, a negation or an opposite differs among corresponding words.
        speakers: whether they have one speaker.
    """

    status: Status | None
    contained: float
    weight: float
    same: int
    turned: bool
    speakers: Same


class GroupMember(NamedTuple):
    """A quotation in a group."""

    utterance: Utterance
    status: Status
    turned: bool
    contained: float
    same: int
    """Words that are the same in the fullest wording; see `Likeness`."""


class QuoteGroup(NamedTuple):
    """Quotations around their fullest wording."""

    members: list[GroupMember]
    """The fullest first, then by status, by length, by article."""

    @property
    def fullest(self) -> Utterance:
        """The wording that the others are compared with."""
        return self.members[0].utterance

    @property
    def status(self) -> Status:
        """`sure` if two members at least are."""
        return "sure" if sum(member.status == "sure" for member in self.members) > 1 else "perhaps"

    @property
    def outlets(self) -> list[str]:
        """Who published it, in the members' order."""
        return list(dict.fromkeys(member.utterance.outlet for member in self.members))


class Weights:
    """How much a word says: from nearly 1 for one that a single quotation has, down to a half for one that many have.

    The weight of a stem that is in n of N quotations is log((N + 50) / (n + 1)) / log(N + 50), and a half at least: an inverse
    document frequency (Spärck Jones 1972) that does not trust a few quotations, nor takes one that all print for a common word.
    """

    def __init__(self, utterances: Sequence[Utterance]) -> None:
        counts: dict[str, int] = {}
        for utterance in utterances:
            # Not a set, whose order is another one in each process: candidates of equal weight would be, too.
            for stem in dict.fromkeys(word.stem for word in utterance.words.words if word.says):
                counts[stem] = counts.get(stem, 0) + 1
        self.counts = counts
        size = len(utterances) + _FEW
        table = {n: max(log(size / (n + 1)) / log(size), _COMMON) for n in set(counts.values())}
        self._of = {stem: table[n] for stem, n in counts.items()}

    def weighed(self, utterance: Utterance) -> Weighed:
        """A quotation with what each of its words says."""
        words = utterance.words.words
        said = [self._of[word.stem] * word.part if word.says else 0.0 for word in words]
        return Weighed(utterance, said, sum(said))


class Weighed(NamedTuple):
    """A quotation, ready to be compared with others."""

    utterance: Utterance
    said: list[float]
    """What each word says; nothing for small ones."""
    total: float

    @property
    def fullness(self) -> tuple[int, float]:
        """What sorts the fullest first; of equals the one whose words more quotations have, as no other was reworded from it."""
        return -sum(word.says for word in self.utterance.words.words), self.total


def likeness(fuller: Weighed, shorter: Weighed, words: Indexed | None = None) -> Likeness:
    """What two quotations have in common, the fuller one first.

    Args:
        fuller: the one that says more.
        shorter: the other.
        words: of the fuller one, if they are ready for alignment.
    """
    a, b = fuller.utterance.words.words, shorter.utterance.words.words
    runs = align(words or indexed(a), b)
    pieces = []
    small, broken, same = 0.0, 0, 0
    for run in runs:
        piece = 0.0
        for i, j in run:
            equal = a[i].folded == b[j].folded
            same += equal
            if b[j].says:
                piece += shorter.said[j] * (1.0 if equal else _INFLECTED)
            else:
                small += b[j].part
        pieces.append(piece)
        broken += _breaks(run)
    said = sum(pieces)
    contained = min(said / (min(fuller.total, shorter.total) or 1.0), 1.0)
    said += _SMALL_WORD * small
    speakers = compare(fuller.utterance.attribution, shorter.utterance.attribution)
    weight = said + _SPEAKER[speakers] - _BROKEN * broken - _LEAPT * _leaps(runs, shorter.utterance)
    if fuller.utterance.event and shorter.utterance.event and fuller.utterance.event != shorter.utterance.event:
        weight += _OTHER_EVENT
    turned = any(_turns(run, a, b) for run in runs)
    partly = PIECE if max(pieces, default=0) >= LONG_PIECE else PARTLY
    status: Status | None = "perhaps" if contained >= partly and weight >= PERHAPS else None
    least = LONG if turned or speakers == "other" else LONGER if speakers == "elsewhere" else 0.0
    wanted = TURNED if turned else CONTAINED
    if status and contained >= wanted and weight >= SURE and said >= least:
        status = "sure"
    return Likeness(status, contained, weight, same, turned, speakers)


def _breaks(run: Run) -> int:
    """At how many places within a run words stand that do not correspond."""
    return sum(high[0] - low[0] > 1 or high[1] - low[1] > 1 for low, high in pairwise(run))


def _leaps(runs: Sequence[Run], utterance: Utterance) -> int:
    """How often a quotation goes on with what stands elsewhere in the fuller one, and no mark says that something is left out."""
    gaps = ((low[-1][1], high[0][1]) for low, high in pairwise(runs))
    return sum(not utterance.is_cut(low, high) for low, high in gaps)


def _turns(run: Run, one: Sequence[Word], other: Sequence[Word]) -> bool:
    """Whether a number, a negation or an opposite differs between the first and the last pair of a run."""
    for low, high in pairwise(run):
        left, right = one[low[0] + 1 : high[0]], other[low[1] + 1 : high[1]]
        if any(word.turns == "negation" for word in (*left, *right)) or any(opposes(a, b) for a in left for b in right):
            return True
    return False


@no_cycles_expected()
def groups_of(
    utterances: Sequence[Utterance], step: Step | None = None, engine: Engine = THIS_MACHINE
) -> list[QuoteGroup]:
    """The groups of two and more among quotations, the one with the most outlets first.

    Args:
        utterances: of all articles.
        step: told how much more is done, in as many steps as there are quotations.
        engine: who compares.
    """
    weights = Weights(utterances)
    order = sorted(
        map(weights.weighed, utterances),
        key=lambda one: (*one.fullness, one.utterance.article, one.utterance.stretches[0]),
    )
    links = _Links(order)
    earlier, later = candidates(*_keys(order, weights), _MOST)
    words = np.array([len(one.utterance.words.words) for one in order], dtype=np.int64)
    sizes = np.bincount(earlier, words[later], minlength=len(order)).astype(np.int64)
    shares = engine.shares(sizes.tolist(), _WORTH, _AT_ONCE)
    by_fuller = np.argsort(earlier, kind="stable")
    parts = [_Pairs.of(share, by_fuller, earlier, later, order) for share in shares]
    work = int(sizes.sum())
    # Putting the groups together takes about half as long as comparing all pairs.
    told = None if step is None else Scaled(step, len(order), work + work // 2)
    of_parts = [int(sizes[share.start : share.stop].sum()) for share in shares]
    alike = dict(engine.map(_alike, None, parts, of_parts, told))
    for place in sorted(alike):
        links.note(int(earlier[place]), int(later[place]), alike[place])
    groups = _gathered(links, None if told is None else partial(Scaled, told, work // 2))
    if told is not None:
        told.end()
    return sorted(groups, key=lambda group: (-len(group.outlets), -len(group.members), group.fullest.article))


def _keys(order: Sequence[Weighed], weights: Weights) -> tuple[Ints, Ints]:
    """What quotations are found by: two and three content words that follow one another, and rarer ones alone."""
    numbers = {stem: number for number, stem in enumerate(weights.counts, 1)}
    size = len(numbers) + 1
    keys: list[int] = []
    items: list[int] = []
    for item, one in enumerate(order):
        stems = [word.stem for word in one.utterance.words.words if word.says]
        codes = [numbers[stem] for stem in stems]
        found = {left * size + right for left, right in pairwise(codes)}
        found |= {hash((left, middle, right)) for left, middle, right in zip(codes, codes[1:], codes[2:], strict=False)}
        found |= {numbers[stem] for stem in stems if weights.counts[stem] <= _TOO_COMMON}
        keys += found
        items += [item] * len(found)
    return np.array(keys, dtype=np.int64), np.array(items, dtype=np.int64)


class _Pairs(NamedTuple):
    """Some quotations, by number, and the shorter ones that are compared with each."""

    share: range
    places: list[int]
    """Of each pair among all, those of one fuller quotation in a row."""
    fuller: list[int]
    shorter: list[int]
    quotations: dict[int, Weighed]
    """Those that are in a pair."""

    @classmethod
    def of(cls, share: range, by_fuller: Ints, earlier: Ints, later: Ints, order: Sequence[Weighed]) -> _Pairs:
        """The pairs of some fuller quotations among all."""
        low, high = np.searchsorted(earlier, (share.start, share.stop), sorter=by_fuller)
        places = by_fuller[low:high]
        fuller, shorter = earlier[places], later[places]
        numbers = np.union1d(fuller, shorter).tolist()
        quotations = {number: order[number] for number in numbers}
        return cls(share, places.tolist(), fuller.tolist(), shorter.tolist(), quotations)


def _alike(_: None, part: _Pairs, step: Step | None) -> Iterator[tuple[int, Likeness]]:
    """The pairs of a part that have something in common, by their places among all."""
    quotations, done, last = part.quotations, 0, -1
    for place, fuller, shorter in zip(part.places, part.fuller, part.shorter, strict=True):
        if fuller != last:
            words, last = indexed(quotations[fuller].utterance.words.words), fuller
        other = quotations[shorter]
        said = zip(other.utterance.words.words, other.said, strict=True)
        if sum(weight for word, weight in said if word.stem in words.places) >= PIECE * other.total:
            found = likeness(quotations[fuller], other, words)
            if found.status is not None:
                yield place, found
        done += len(other.utterance.words.words)
        if step is not None and done >= _STEP:
            step(done)
            done = 0
    if step is not None:
        step(done)


class _Links:
    """What quotations, by their number, have in common."""

    def __init__(self, order: Sequence[Weighed]) -> None:
        self.order = order
        self.of: list[dict[int, Likeness]] = [{} for _ in order]
        """By quotation, the others that it resembles."""
        self._indexed = lru_cache(_KEPT)(lambda number: indexed(order[number].utterance.words.words))

    def note(self, fuller: int, shorter: int, found: Likeness) -> None:
        """Note what two have in common."""
        self.of[shorter][fuller] = self.of[fuller][shorter] = found

    def runs(self, one: int, other: int) -> list[Run]:
        """The words of two that correspond."""
        return align(self._indexed(one), self.order[other].utterance.words.words)


class _Star(NamedTuple):
    """A fullest wording, by number, and what others have in common with it."""

    head: int
    others: dict[int, Likeness]


def _gathered(links: _Links, begin: Callable[[int], Step] | None) -> list[QuoteGroup]:
    """Groups: what is surely contained in a fullest wording, and then what perhaps belongs there.

    Args:
        links: what quotations have in common.
        begin: gives what is told of each of so many wordings.
    """
    stars: list[_Star] = []
    of: dict[int, _Star] = {}
    """The star of each quotation that has one."""
    sure = sorted(_sure(links), key=lambda star: (-len(star.others), star.head))
    step = None if begin is None else begin(len(sure))
    for star in sure:
        best = max(_homes(star, of, links), key=lambda home: home.fits, default=None)
        if best is None:
            stars.append(star)
            of |= dict.fromkeys((star.head, *star.others), star)
        else:
            best.star.others.update(best.joining)
            of |= dict.fromkeys(best.joining, best.star)
        if step is not None:
            step(1)
    return [_group(star, links.order) for star in stars if star.others]


def _sure(links: _Links) -> list[_Star]:
    """Each quotation with those that are surely in it, and surely in no other as well as in it."""
    stars: dict[int, _Star] = {}
    for number, found in enumerate(links.of):
        fuller = [
            (one.weight, -other)
            for other, one in found.items()
            if other < number and one.status == "sure" and other in stars
        ]
        if fuller:
            head = -max(fuller)[1]
            stars[head].others[number] = found[head]
        else:
            stars[number] = _Star(number, {})
    return list(stars.values())


class _Home(NamedTuple):
    """A star that another one perhaps belongs to."""

    fits: tuple[bool, float]
    star: _Star
    joining: dict[int, Likeness]
    """What the other one's quotations have in common with its fullest wording."""


def _homes(star: _Star, of: Mapping[int, _Star], links: _Links) -> Iterator[_Home]:
    """The larger stars that a star perhaps belongs to.

    It resembles the fullest wording there, or only another quotation: then what it shares with that one must be what that one
    shares with the fullest wording. Several quotations join others only if their fullest wording is a good part of theirs.
    """
    number = star.head
    for other, found in links.of[number].items():
        home = of.get(other)
        if home is None:
            continue
        fits = found.status == "sure", found.weight
        if other != home.head and (star.others or not _through(other, home.head, number, links)):
            continue
        if star.others and not (found.contained >= _MERGED and found.speakers == "same"):
            continue
        joining = {one: its._replace(status="perhaps") for one, its in [(number, found), *star.others.items()]}
        yield _Home(fits, home, joining)


def _through(middle: int, head: int, number: int, links: _Links) -> bool:
    """Whether what a quotation shares with another one is what that other one shares with the fullest wording."""
    stretches = [(run[0][1] - _EDGE, run[-1][1] + _EDGE) for run in links.runs(head, middle)]
    shared = (i for run in links.runs(middle, number) for i, _ in run)
    return all(any(low <= i <= high for low, high in stretches) for i in shared)


def _group(star: _Star, order: Sequence[Weighed]) -> QuoteGroup:
    first = order[star.head].utterance
    members = [GroupMember(first, "sure", False, 1.0, len(first.words.words))]
    for number, found in sorted(star.others.items(), key=lambda one: (one[1].status != "sure", one[0])):
        status = found.status or "perhaps"
        members.append(GroupMember(order[number].utterance, status, found.turned, found.contained, found.same))
    return QuoteGroup(members)
