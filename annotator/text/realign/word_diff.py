"""Which words of an old text stand where in a new one: a diff that is linear but for short stretches, and sees moves.

Runs of words that stand once in either text are anchors (the patience diff of Bram Cohen, with runs of falling length);
between anchors equal beginnings and endings are matched, and what remains of a short stretch by its longest common
subsequence. Words left over on both sides that share a run are a passage that was moved.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.text.realign.normalize import Folded
    from annotator.text.realign.quote_match import Effort

    Place = tuple[int, int]

FARTHEST = 400
"""Words of a replaced stretch within which an edge is looked for."""


def carry(diff: Diff, start: int, end: int) -> Place | None:
    """Where the words at `[start, end)` of the old folded text stand in the new one; None if they were removed.

    The edges must be words or the gaps between them; white space at the edges of a span is the caller's.
    """
    old, new, match = diff.old, diff.new, diff.match
    first, last = bisect_right(old.ends, start), bisect_right(old.starts, end - 1) - 1
    if first > last:
        return None
    before, after = _edge(diff, first, last, forward=True), _edge(diff, first, last, forward=False)
    if before is None or after is None:
        return None
    low, high = new.starts[before], new.ends[after]
    if match[first] == before:
        low += max(start - old.starts[first], 0)
    if match[last] == after:
        high -= max(old.ends[last] - end, 0)
    return (low, high) if low < high else None


def between_the_same_words(diff: Diff, start: int, end: int) -> bool:
    """Whether the words next to `[start, end)` of the old folded text enclose, in the new one, something in its stead."""
    first, last = bisect_right(diff.old.ends, start), bisect_right(diff.old.starts, end - 1) - 1
    if not 0 < first <= last < len(diff.match) - 1:
        return False
    before, after = diff.match[first - 1], diff.match[last + 1]
    return before >= 0 and before + 1 < after <= before + FARTHEST


def _edge(diff: Diff, first: int, last: int, *, forward: bool) -> int | None:
    """The word of the new text that the span of words `[first, last]` begins with, or ends with if not `forward`."""
    match = diff.match
    word = first if forward else last
    if match[word] >= 0:
        return match[word]
    before, after = diff.around(word)
    low = match[before] + 1 if before >= 0 else 0
    high = match[after] if after < len(match) else len(diff.new.ids)
    if low > high or high - low > FARTHEST:
        return None  # its neighbours went to different places
    if high - low == after - before - 1:
        return low + word - before - 1  # word for word
    if low == high:  # removed: the span begins or ends with what is left of it
        inside = after if forward else before
        return match[inside] if first <= inside <= last else None
    if forward and before == first - 1:
        return low
    if not forward and after == last + 1:
        return high - 1
    return None


FURTHEST = 50
"""Words by which an insertion is moved at most."""
_ENDINGS = frozenset(".!?\"'")


def slide(match: list[int], words: Words, text: Folded) -> None:
    """Change `match` so that what it leaves out of `words` begins where a line or sentence does, if it can.

    Args:
        match: For each word of one text the word of the other one that it is, or -1.
        words: The words of the other text.
        text: The other text.
    """
    before = -1
    for word, there in enumerate(match):
        inserted = there - before - 1
        if there >= 0 and before >= 0 and inserted > 0:
            for step in range(1, _steps(match, words, text, word) + 1):
                match[word - step] += inserted
        before = there


def _steps(match: list[int], words: Words, text: Folded, word: int) -> int:
    """By how many words the insertion before `word` should begin earlier."""
    before = match[word - 1]
    inserted = match[word] - before - 1
    best, worth = 0, _begins(words, text, before + 1)
    for step in range(1, min(inserted, FURTHEST, word) + 1):
        last = before - step + 1  # would become the insertion's first word, and its twin no longer part of it
        if match[word - step] != last or words.ids[last] != words.ids[last + inserted]:
            break
        here = _begins(words, text, last)
        if here > worth:
            best, worth = step, here
    return best


def _begins(words: Words, text: Folded, word: int) -> int:
    """How well a passage may begin at `word`: 2 at a line's start, 1 at a sentence's, else 0."""
    if word == 0:
        return 2
    space = text.raw[text.raw_at(words.ends[word - 1]) : text.raw_at(words.starts[word])]
    if "\n" in space or "\r" in space:
        return 2
    return int(bool(space) and text.text[words.ends[word - 1] - 1] in _ENDINGS)


_WORD = re.compile(r"[^\W\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff]+|\S")  # scripts without spaces: each character


class Words(NamedTuple):
    """The words of a folded text: where each begins and ends (places in the folded text), and which wording it is."""

    starts: list[int]
    ends: list[int]
    ids: list[int]


def words_of(text: str, ids: dict[str, int]) -> Words:
    """The words of `text`; `ids` numbers each wording, and learns those it does not know."""
    spans = [match.span() for match in _WORD.finditer(text)]
    wordings = _WORD.findall(text)
    for wording in dict.fromkeys(wordings):
        ids.setdefault(wording, len(ids))
    return Words([start for start, _ in spans], [end for _, end in spans], [ids[wording] for wording in wordings])


RUNS = (8, 3, 1, 1)
"""Words of a run that must be unique, one pass after another."""
SHORT = 4_000
"""Product of the lengths (words) of two stretches that are compared word by word with word."""
LONG, SAMPLE = 5_000, 4
"""Words of a stretch from which on only the runs that begin with every fourth wording are looked at."""
MOVED = 6
"""Words in a row that are enough to say that a passage was moved."""


class Stretch(NamedTuple):
    """Words `[a0, a1)` of the old text that must be matched within words `[b0, b1)` of the new one."""

    a0: int
    a1: int
    b0: int
    b1: int


class Diff:
    """The words of two texts and their matches.

    Attributes:
        old: The words of the old text.
        new: The words of the new text.
        match: For each word of `old` the index of the word of `new` that it is, or -1.
    """

    def __init__(self, old: Folded, new: Folded, effort: Effort) -> None:
        ids: dict[str, int] = {}
        self.old, self.new = words_of(old.text, ids), words_of(new.text, ids)
        self.match = [-1] * len(self.old.ids)
        self._effort = effort
        self._align(Stretch(0, len(self.old.ids), 0, len(self.new.ids)))
        slide(self.match, self.new, new)
        back = _inverse(self.match, len(self.new.ids))
        slide(back, self.old, old)
        self.match = _inverse(back, len(self.match))
        self._find_moves()
        self.matched = [word for word, there in enumerate(self.match) if there >= 0]

    def around(self, word: int) -> tuple[int, int]:
        """The nearest matched words of the old text before and after `word`; -1 and the number of words if none."""
        before = bisect_left(self.matched, word) - 1
        after = bisect_right(self.matched, word)
        return (
            self.matched[before] if before >= 0 else -1,
            self.matched[after] if after < len(self.matched) else len(self.match),
        )

    def _align(self, whole: Stretch) -> None:
        """Match the words of two stretches, the order kept."""
        a, b = self.old.ids, self.new.ids
        waiting = [(whole, 0)]
        while waiting:
            stretch, level = waiting.pop()
            stretch = self._trim(stretch)
            size = (stretch.a1 - stretch.a0) * (stretch.b1 - stretch.b0)
            if size == 0:
                continue
            if size <= SHORT and self._effort.allows(size):
                self._common(stretch)
                continue
            while level < len(RUNS):
                anchors = _increasing(_unique_runs(a, b, stretch, RUNS[level]))
                level += 1
                if anchors:
                    waiting += ((part, level) for part in self._between(stretch, anchors, RUNS[level - 1]))
                    break

    def _trim(self, stretch: Stretch) -> Stretch:
        """Match the equal words at both edges of two stretches; what remains between them."""
        a, b = self.old.ids, self.new.ids
        a0, a1, b0, b1 = stretch
        while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
            self.match[a0] = b0
            a0, b0 = a0 + 1, b0 + 1
        while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
            a1, b1 = a1 - 1, b1 - 1
            self.match[a1] = b1
        return Stretch(a0, a1, b0, b1)

    def _between(self, stretch: Stretch, anchors: list[tuple[int, int]], run: int) -> Iterator[Stretch]:
        """Match the anchors; the stretches between them."""
        at, there = stretch.a0, stretch.b0
        for i, j in anchors:
            skip = max(at - i, there - j, 0)  # runs overlap
            if skip >= run or (i - at != j - there and skip):
                continue
            if i + skip > at and j + skip > there:
                yield Stretch(at, i + skip, there, j + skip)
            for step in range(skip, run):
                self.match[i + step] = j + step
            at, there = i + run, j + run
        yield Stretch(at, stretch.a1, there, stretch.b1)

    def _common(self, stretch: Stretch) -> None:
        """Match the longest common subsequence of two short stretches."""
        a, b = self.old.ids[stretch.a0 : stretch.a1], self.new.ids[stretch.b0 : stretch.b1]
        below = [0] * (len(b) + 1)
        rows = [below]
        for word in reversed(a):
            row = [0] * (len(b) + 1)
            for j in range(len(b) - 1, -1, -1):
                row[j] = below[j + 1] + 1 if word == b[j] else max(below[j], row[j + 1])
            rows.append(row)
            below = row
        rows.reverse()
        i = j = 0
        while i < len(a) and j < len(b):
            if a[i] == b[j]:
                self.match[stretch.a0 + i] = stretch.b0 + j
                i, j = i + 1, j + 1
            elif rows[i + 1][j] >= rows[i][j + 1]:
                i += 1
            else:
                j += 1

    def _find_moves(self) -> None:
        """Match runs of words that are left over on both sides, once on each, wherever they stand."""
        a, b, match = self.old.ids, self.new.ids, self.match
        taken = bytearray(len(b))
        for there in match:
            if there >= 0:
                taken[there] = 1
        if all(taken) or -1 not in match:
            return
        mine = _runs(a, MOVED, [there >= 0 for there in match])
        theirs = _runs(b, MOVED, taken)
        for run, i in mine.items():
            j = theirs.get(run, -1)
            if i < 0 or j < 0 or match[i] >= 0 or taken[j]:
                continue
            while i > 0 and j > 0 and match[i - 1] < 0 and not taken[j - 1] and a[i - 1] == b[j - 1]:
                i, j = i - 1, j - 1
            first, beginning = i, j
            while i < len(a) and j < len(b) and match[i] < 0 and not taken[j] and a[i] == b[j]:
                match[i], taken[j] = j, 1
                i, j = i + 1, j + 1
            self._join(first, beginning, taken)

    def _join(self, word: int, there: int, taken: bytearray) -> None:
        """Match what an edit left between a moved run that begins at `word` and the moved run before it."""
        before = word - 1
        while before >= 0 and word - before < 40 and self.match[before] < 0:
            before -= 1
        if before < 0 or self.match[before] < 0 or not 0 < there - self.match[before] < 40:
            return
        stretch = Stretch(before + 1, word, self.match[before] + 1, there)
        if not any(taken[stretch.b0 : stretch.b1]):
            self._align(stretch)
            for matched in self.match[stretch.a0 : stretch.a1]:
                if matched >= 0:
                    taken[matched] = 1


def _inverse(match: list[int], size: int) -> list[int]:
    """For each of the `size` words of the other text the word that is matched with it, or -1."""
    back = [-1] * size
    for word, there in enumerate(match):
        if there >= 0:
            back[there] = word
    return back


def _unique_runs(a: list[int], b: list[int], stretch: Stretch, run: int) -> list[tuple[int, int]]:
    """The runs of `run` words that stand exactly once in either stretch, by their place in the old one."""
    every = SAMPLE if run > 1 and stretch.a1 - stretch.a0 > LONG else 1
    mine = _first(a[stretch.a0 : stretch.a1], run, every)
    theirs = _first(b[stretch.b0 : stretch.b1], run, every)
    return [
        (stretch.a0 + i, stretch.b0 + theirs[key]) for key, i in mine.items() if i >= 0 and theirs.get(key, -1) >= 0
    ]


def _first(words: list[int], run: int, every: int) -> dict[tuple[int, ...], int]:
    """Where each run of words is, -1 if more than once; only runs whose first word's number `every` divides."""
    seen: dict[tuple[int, ...], int] = {}
    for place, key in enumerate(zip(*(words[step:] for step in range(run)), strict=False)):
        if key[0] % every:
            continue
        seen[key] = -1 if key in seen else place
    return seen


def _runs(words: list[int], run: int, taken: Sequence[int]) -> dict[tuple[int, ...], int]:
    """Where each run of words that are not `taken` stands, -1 if more than once."""
    seen: dict[tuple[int, ...], int] = {}
    free = 0
    for place, word_taken in enumerate(taken):
        free = 0 if word_taken else free + 1
        if free >= run:
            key = tuple(words[place - run + 1 : place + 1])
            seen[key] = -1 if key in seen else place - run + 1
    return seen


def _increasing(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of `pairs`, which are in order of their first number, with the second in order too."""
    tails: list[int] = []
    last: list[int] = []
    before = [-1] * len(pairs)
    for index, (_, j) in enumerate(pairs):
        rank = bisect_left(tails, j)
        before[index] = last[rank - 1] if rank else -1
        if rank == len(tails):
            tails.append(j)
            last.append(index)
        else:
            tails[rank], last[rank] = j, index
    chain = []
    at = last[-1] if last else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]
