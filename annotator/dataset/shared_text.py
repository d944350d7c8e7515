"""What articles share, so that a split can keep them together: most of their text, a passage, a quotation. Pure.

Texts are compared by their shingles, runs of `SHINGLE` words (Broder 1997); quotations as boards compare them. An index
leads to the pairs that are looked at, so that time and memory grow with the text and not with its square.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from annotator.boards.board_articles import BoardArticle, TaggedSpan
from annotator.boards.candidates import Ints, candidates
from annotator.boards.quote_matching import GroupMember, groups_of
from annotator.boards.utterances import Utterance, utterances_of
from annotator.engine import Scaled, Step
from annotator.model import Meta
from annotator.text.languages.shared import UNSPACED

SHINGLE = 5
"""Words in a row."""
SHINGLE_UNSPACED = 9
"""Characters in a row, in scripts without spaces between words."""
CONTAINED = 0.4
"""The part of the shorter article's shingles that the other one has, from which on they are near-duplicates."""
PASSAGE = 30
"""Shingles in common from which on a passage is: some 34 words in a row, or 60 of which every tenth is another."""
QUOTED_WORDS = 8
"""Words in common from which on the same quotation ties two articles."""
QUOTED_PART = 0.75
"""The part of the shorter wording of a quotation that must be in the fuller one."""
FURNITURE_ARTICLES, FURNITURE_SHARE = 3, 0.05
"""A line that stands at the edge of so many articles and nowhere else, or in so large a share of all, is furniture."""
FURNITURE_EDGE_WORDS, FURNITURE_WORDS = 100, 40
"""Words of such a line at most; a longer one is a story."""

_FIRST, _LAST = 2, 4
"""Lines at the beginning and at the end of an article that are its edge."""
_LEAST_COMMON = 5
_FEW_LEFT = 0.3
"""An article of which furniture leaves less than this part is compared whole: it is a notice, not a story."""
_CANDIDATES = 30
_PARTS, _SHIFT = 16, 60
_ROWS = 4_000_000
"""Places of shingles in the index; of more, every so many are taken."""

_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_CHARACTER = re.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}])\w)+")

Hashes = npt.NDArray[np.uint64]
TieKind = Literal["near-duplicate", "passage", "quotation", "group"]
"""What two articles have in common; `group`: members of a group of an annotator's."""


class Compared(NamedTuple):
    """An article to be compared with others."""

    article: str
    text: str | None
    """`None` where it is not at hand."""
    meta: Meta = Meta()
    quoted: Sequence[str] = ()
    """Wordings that were tagged as quotations."""


class Tie(NamedTuple):
    """Two articles that share text."""

    kind: TieKind
    articles: tuple[str, str]
    """Ids, sorted."""
    how: str
    """How much is in common, the words of the quotation, or the group's kind and relation."""


def text_ties(articles: Iterable[Compared], step: Step | None = None) -> Iterator[Tie]:
    """Pairs of articles that share most of their text or a passage, each at most once.

    What stands in many articles as lines at their edges, or as short lines anywhere, is furniture (a footer, a notice) and does not
    count. Of thousands of copies of one text each is paired with a few others, which is enough to keep all together.
    """
    ordered = sorted(articles, key=lambda one: one.article)
    read = [_Read.of(one) for one in _told(ordered, step) if one.text]
    furniture = _furniture(read)
    sets = [one.shingles(furniture) for one in read]
    order = sorted(range(len(read)), key=lambda number: (-len(sets[number]), read[number].article))
    shingles = [sets[number] for number in order]
    names = [read[number].article for number in order]
    earlier, later = _alike(shingles)
    for one, other in zip(earlier.tolist(), later.tolist(), strict=True):
        common, least = _common(shingles[one], shingles[other]), len(shingles[other])
        pair = min(names[one], names[other]), max(names[one], names[other])
        if common >= CONTAINED * least and common >= min(_LEAST_COMMON, least):
            yield Tie("near-duplicate", pair, f"{100 * common / least:.0f} % of the shorter one")
        elif common >= PASSAGE:
            yield Tie("passage", pair, f"{common} runs of {SHINGLE} words")


def quotation_ties(articles: Sequence[Compared], step: Step | None = None) -> Iterator[Tie]:
    """Pairs of articles that print the same quotation, however they mark, cut, break or slightly reword it.

    Of many articles with one quotation each is paired with the one that has it most fully.
    """
    utterances: list[Utterance] = []
    for one in _told(articles, step):
        found = [] if one.text is None else utterances_of(BoardArticle(one.article, "", one.text, one.meta))
        known = {text for utterance in found for text in utterance.texts}
        found += utterances_of(_tagged(one, [wording for wording in one.quoted if wording not in known]))
        utterances += (utterance for utterance in found if len(utterance.words.words) >= QUOTED_WORDS)
    for group in groups_of(utterances, None if step is None else Scaled(step, len(articles), len(utterances))):
        fullest = group.fullest.article
        for member in group.members[1:]:
            other = member.utterance.article
            if other != fullest and _is_leak(member):
                words = " ".join(word.folded for word in member.utterance.words.words)
                yield Tie("quotation", (min(fullest, other), max(fullest, other)), words)


def _told(articles: Sequence[Compared], step: Step | None) -> Iterator[Compared]:
    """The articles, each told when it has been looked at."""
    for one in articles:
        yield one
        if step is not None:
            step(1)


def _is_leak(member: GroupMember) -> bool:
    return member.same >= QUOTED_WORDS and member.contained >= QUOTED_PART


def _tagged(one: Compared, wordings: Sequence[str]) -> BoardArticle:
    """An article of nothing but these quotations."""
    text, spans = "", []
    for wording in wordings:
        spans.append(TaggedSpan(len(text), len(text) + len(wording), "quote", None, None, {}))
        text += f"{wording}\n\n"
    return BoardArticle(one.article, "", text, one.meta, spans)


class _Read(NamedTuple):
    """An article's shingles in order, and the lines that they begin in."""

    article: str
    hashes: Hashes
    """`(shingles,)`."""
    line: npt.NDArray[np.int32]
    """`(shingles,)` the line of the first word of each."""
    lines: list[int]
    """The hash of each line that has words."""
    sizes: list[int]
    """How many words each has."""

    @classmethod
    def of(cls, one: Compared) -> _Read:
        """Read an article."""
        hashes: list[int] = []
        line: list[int] = []
        lines: list[int] = []
        sizes: list[int] = []
        unspaced = _is_unspaced(one.text or "")
        for row in (one.text or "").splitlines():
            words = _words(row, unspaced)
            if words:
                line += [len(lines)] * len(words)
                hashes += [zlib.crc32(word.encode()) for word in words]
                lines.append(hash(tuple(hashes[-len(words) :])))
                sizes.append(len(words))
        size = SHINGLE_UNSPACED if unspaced else SHINGLE
        return cls(
            one.article, _runs(np.array(hashes, dtype=np.uint64), size), np.array(line, dtype=np.int32), lines, sizes
        )

    def shingles(self, furniture: set[int]) -> Hashes:
        """The set of shingles without those of furniture, sorted; of an article that is little else, of all."""
        own = np.array([line not in furniture for line in self.lines], dtype=np.bool_)
        mask = own[self.line[: len(self.hashes)]]
        hashes = self.hashes[mask] if mask.sum() >= _FEW_LEFT * len(mask) else self.hashes
        return np.unique(hashes)


def _is_unspaced(text: str) -> bool:
    beginning = text[:2_000]
    return not text.isascii() and len(_UNSPACED.findall(beginning)) > len(beginning) // 4


def _words(row: str, unspaced: bool) -> list[str]:
    """The words of a line, folded; of scripts without spaces the characters."""
    folded = (row if row.isascii() else unicodedata.normalize("NFKC", row)).casefold()
    return (_CHARACTER if unspaced else _WORD).findall(folded)


def _runs(words: Hashes, size: int) -> Hashes:
    """Hashes of all runs of words; of fewer words, of the whole."""
    count = max(len(words) - size + 1, 1 if len(words) else 0)
    found = np.zeros(count, dtype=np.uint64)
    for place in range(min(size, len(words))):
        found = found * np.uint64(1_000_003) + words[place : place + count]  # wraps round at 2⁶⁴
    return found ^ (found >> np.uint64(31))


def _furniture(read: Sequence[_Read]) -> set[int]:
    """Lines that belong to pages and not to stories."""
    anywhere: Counter[int] = Counter()
    inside: Counter[int] = Counter()
    words: dict[int, int] = {}
    for one in read:
        edge = {*one.lines[:_FIRST], *one.lines[-_LAST:]}
        anywhere.update(set(one.lines))
        inside.update(set(one.lines[_FIRST : len(one.lines) - _LAST]) - edge)
        words.update(zip(one.lines, one.sizes, strict=True))
    many = max(FURNITURE_SHARE * len(read), 2 * FURNITURE_ARTICLES)
    return {
        line
        for line, count in anywhere.items()
        if (count >= FURNITURE_ARTICLES and not inside[line] and words[line] <= FURNITURE_EDGE_WORDS)
        or (count > many and words[line] <= FURNITURE_WORDS)
    }


def _alike(shingles: Sequence[Hashes]) -> tuple[Ints, Ints]:
    """Pairs of sets that share elements, the earlier one first."""
    keys: list[Hashes] = []
    items: list[npt.NDArray[np.int64]] = []
    step = max(sum(map(len, shingles)) // _ROWS, 1)
    for part in range(_PARTS):
        # Sorted sets, cut at the same values: what two share is in the same part of both.
        low, high = np.uint64(part << _SHIFT), np.uint64((part + 1 << _SHIFT) - 1)
        cut = [one[np.searchsorted(one, low) : np.searchsorted(one, high, side="right")] for one in shingles]
        cut = [one[one % np.uint64(step) == 0] for one in cut] if step > 1 else cut
        every = np.concatenate([np.zeros(0, dtype=np.uint64), *cut])
        item = np.repeat(np.arange(len(cut)), [len(one) for one in cut])
        _, place, counts = np.unique(every, return_inverse=True, return_counts=True)
        shared = counts[place] > 1
        keys.append(every[shared])
        items.append(item[shared])
    return candidates(np.concatenate(keys).view(np.int64), np.concatenate(items), _CANDIDATES)


def _common(one: Hashes, other: Hashes) -> int:
    """How many elements two sets, each sorted, have in common."""
    if not len(one) or not len(other):
        return 0
    place = np.minimum(np.searchsorted(one, other), len(one) - 1)
    return int((one[place] == other).sum())


__all__ = [
    "CONTAINED",
    "PASSAGE",
    "QUOTED_WORDS",
    "SHINGLE",
    "Compared",
    "Tie",
    "TieKind",
    "quotation_ties",
    "text_ties",
]
