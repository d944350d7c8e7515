"""Where a span's wording stands, judged by what is around it: the second of the two ways of finding it again.

The old text serves as a quotation with context, as the W3C's text quote selector has it: the wording, what stood before
it and what stood after it. Exact occurrences come first; where none is credible, stretches between what stood around the
wording, or between its own first and last words, are tried.
"""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

STEPS = 6_000_000
"""Steps (comparisons of single characters or words) that may be spent on one pair of texts: about two seconds."""


class Effort:
    """What is left of the work that may be done on one pair of texts.

    Attributes:
        spent: Steps taken so far.
        refused: Whether steps were wanted that were not available, so that something may have been missed.
    """

    def __init__(self, steps: int = STEPS) -> None:
        self._steps = steps
        self.spent = 0
        self.refused = False

    def allows(self, steps: int) -> bool:
        """Whether `steps` more may be taken; if so they count as taken."""
        if self.spent + steps > self._steps:
            self.refused = True
            return False
        self.spent += steps
        return True


LONG = 400
"""Code points beyond which wordings are compared by their words, without their order."""
_WORD = re.compile(r"\w+")


def likeness(one: str, other: str, effort: Effort) -> float:
    """From 0 to 1: twice what both have in common, by their lengths; 0 if there is no effort left to tell."""
    if one == other:
        return 1.0
    sizes = len(one) + len(other)
    if not one or not other or min(len(one), len(other)) * 3 < max(len(one), len(other)):
        return 0.0
    if max(len(one), len(other)) > LONG:
        return shared_words(one, other) if effort.allows(sizes) else 0.0
    if not effort.allows(len(one) * len(other)):
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def shared_words(one: str, other: str) -> float:
    """From 0 to 1: twice the words that both hold, by the number of words of both."""
    mine, theirs = Counter(_WORD.findall(one)), Counter(_WORD.findall(other))
    words = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / words if words else 0.0


def run_after(one: str, i: int, other: str, j: int, limit: int) -> int:
    """How many characters from `i` and from `j` on are equal, at most `limit`."""
    low, high = 0, min(limit, len(one) - i, len(other) - j)
    while low < high:
        middle = (low + high + 1) // 2
        if one[i + low : i + middle] == other[j + low : j + middle]:
            low = middle
        else:
            high = middle - 1
    return low


def run_before(one: str, i: int, other: str, j: int, limit: int) -> int:
    """How many characters before `i` and before `j` are equal, at most `limit`."""
    low, high = 0, min(limit, i, j)
    while low < high:
        middle = (low + high + 1) // 2
        if one[i - middle : i - low] == other[j - middle : j - low]:
            low = middle
        else:
            high = middle - 1
    return low


MANY = 64
"""Occurrences of a wording that are looked at; of a more frequent one only those with some of its context."""
FEW = 24
"""Places where an edge of a changed wording is looked for."""
NEAR = 64
"""Characters on either side whose exact run counts."""
AROUND = 120
"""Characters on either side whose words are compared."""
FAR = 4_000
"""Characters on either side that are followed to tell a passage from its copy."""
RIVAL = 20
"""A run longer by so many characters is evidence for another place."""
CREDIBLE, CERTAIN = 80.0, 110.0
"""Scores (of 256) that make a place worth proposing, and worth trusting."""
LEAD = 40.0
"""By how much the best score must exceed the next."""
COPIED = 40
"""Characters around a wording that say that the passage stands there twice, not only the wording."""
UNIQUE = 40
"""Characters of a wording that nobody writes twice."""


class QuotePlace(NamedTuple):
    """A place where a wording may stand.

    Attributes:
        start: Where it begins in the new folded text.
        end: Where it ends.
        like: How alike the wordings are, from 0 to 1.
        before: Characters before it that are as they were.
        after: Characters after it that are as they were.
        score: How alike the surroundings are, from 0 to 256.
    """

    start: int
    end: int
    like: float
    before: int
    after: int
    score: float


class QuoteMatch(NamedTuple):
    """What the search came to.

    Attributes:
        place: The best place, or None.
        certain: Whether nothing speaks for another one.
        rival: Whether another place is about as good.
    """

    place: QuotePlace | None
    certain: bool
    rival: bool


class Search:
    """Looks for wordings of an old folded text in a new one."""

    def __init__(self, old: str, new: str, effort: Effort) -> None:
        self._old, self._new, self._effort = old, new, effort
        self._known: dict[str, list[int]] = {}

    def find(self, start: int, end: int) -> QuoteMatch:
        """Where `[start, end)` of the old text stands in the new one."""
        exact = [self._judge(start, end, at, at + end - start, 1.0) for at in self._exact(start, end)]
        found = _choose(exact, end - start)
        if found.certain or (found.rival and found.place and found.place.score >= CERTAIN):
            return found
        return _choose([*exact, *self._changed(start, end)], end - start)

    def _exact(self, start: int, end: int) -> list[int]:
        """Where the wording itself is."""
        places = self._places(self._old[start:end], MANY + 1)
        if len(places) <= MANY:
            return places
        with_before = self._old[max(start - 24, 0) : end]
        with_after = self._old[start : end + 24]
        shift = len(with_before) - (end - start)
        near = {place + shift for place in self._places(with_before, MANY)}
        return sorted(near | set(self._places(with_after, MANY)))

    def _places(self, wording: str, most: int) -> list[int]:
        """The first `most` places, at most `MANY` and one, of `wording` in the new text."""
        if len(wording) > NEAR:  # seldom asked for twice, and too long to keep
            return list(islice(_occurrences(self._new, wording), most))
        if wording not in self._known:
            self._known[wording] = list(islice(_occurrences(self._new, wording), MANY + 1))
        return self._known[wording][:most]

    def _judge(self, start: int, end: int, low: int, high: int, like: float) -> QuotePlace:
        """How well `[low, high)` of the new text has the surroundings of `[start, end)` of the old one."""
        old, new = self._old, self._new
        before = run_before(old, start, new, low, FAR)
        after = run_after(old, end, new, high, FAR)
        score = self._alike(before, (max(start - AROUND, 0), start), (max(low - AROUND, 0), low))
        score += self._alike(after, (end, end + AROUND), (high, high + AROUND))
        if start == low == before < NEAR:  # both texts begin here
            score += NEAR - before
        if len(old) - end == len(new) - high == after < NEAR:  # both texts end here
            score += NEAR - after
        return QuotePlace(low, high, like, before, after, min(score, 4.0 * NEAR))

    def _alike(self, run: int, was: tuple[int, int], now: tuple[int, int]) -> float:
        """From 0 to 128: how alike one side is, given how far it runs alike."""
        words = 1.0 if run >= AROUND else shared_words(self._old[slice(*was)], self._new[slice(*now)])
        return min(run, NEAR) + NEAR * words

    def _changed(self, start: int, end: int) -> list[QuotePlace]:
        """Stretches that may be the wording, changed."""
        old, size = self._old, end - start
        starts = self._starts(start, end)
        ends = self._ends(start, end)
        pairs = sorted(
            ((low, high) for low in starts for high in ends if low < high and size < 3 * (high - low) < 9 * size + 30),
            key=lambda pair: abs(pair[1] - pair[0] - size),
        )
        found = []
        for low, high in pairs[:FEW]:
            like = likeness(old[start:end], self._new[low:high], self._effort)
            if like >= 0.4 and self._effort.allows(4 * AROUND):
                found.append(self._judge(start, end, low, high, like))
        return found

    def _starts(self, start: int, end: int) -> set[int]:
        """Where a changed wording may begin: after what stood before it, or with its own first characters."""
        old = self._old
        found = {0} if start == 0 else set()
        for size in (24, 12):
            context = old[max(start - size, 0) : start]
            if len(context) == size and self._effort.allows(len(self._new) // 64):
                found |= {place + size for place in self._places(context, FEW)}
        head = old[start : start + 12]
        if end - start >= 24 and self._effort.allows(len(self._new) // 64):
            found |= set(self._places(head, FEW))
        return found

    def _ends(self, start: int, end: int) -> set[int]:
        """Where a changed wording may end: before what stood after it, or with its own last characters."""
        old = self._old
        found = {len(self._new)} if end == len(old) else set()
        for size in (24, 12):
            context = old[end : end + size]
            if len(context) == size and self._effort.allows(len(self._new) // 64):
                found |= set(self._places(context, FEW))
        tail = old[end - 12 : end]
        if end - start >= 24 and self._effort.allows(len(self._new) // 64):
            found |= {place + 12 for place in self._places(tail, FEW)}
        return found


def _occurrences(text: str, wording: str) -> Iterator[int]:
    """Where `wording` stands in `text`, overlapping itself or not."""
    at = text.find(wording)
    while at >= 0:
        yield at
        at = text.find(wording, at + 1)


def _worth(place: QuotePlace) -> float:
    """What a place is worth against others: its surroundings, and its wording twice as much."""
    return place.score + 512 * (place.like - 1)


def _choose(places: list[QuotePlace], size: int) -> QuoteMatch:
    """The best of `places` for a wording of `size` characters."""
    credible = [place for place in set(places) if place.score >= CREDIBLE or (place.like == 1.0 and size >= UNIQUE)]
    if not credible:
        return QuoteMatch(None, certain=False, rival=False)
    credible.sort(key=lambda place: (_worth(place), place.before + place.after, -place.start), reverse=True)
    best = credible[0]
    rival = any(_rivals(best, other) for other in places if other[:2] != best[:2])
    unbroken = best.before + size + best.after if best.like == 1.0 else 0
    trusted = best.score >= CERTAIN or (best.like == 1.0 and size >= UNIQUE) or unbroken >= 2 * UNIQUE
    anchored = best.like == 1.0 or (best.like >= 0.5 and min(best.before, best.after) >= 8)
    return QuoteMatch(best, certain=trusted and anchored and not rival, rival=rival)


def _rivals(best: QuotePlace, other: QuotePlace) -> bool:
    """Whether `other` may be the place just as well."""
    if other.like < best.like - 0.2:
        return False
    if other.start < best.end and best.start < other.end and other.like < 1.0:
        return other.like > best.like  # the same place, cut otherwise
    copied = other.like == 1.0 and other.before + other.after >= COPIED
    if copied and (other.before >= best.before or other.after >= best.after):
        return True  # a copy of the whole passage: only what is on both sides of it tells which is the first one
    longer = other.before > best.before + RIVAL or other.after > best.after + RIVAL
    return longer or _worth(other) > _worth(best) - LEAD
