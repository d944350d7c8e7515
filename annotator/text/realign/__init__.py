"""Finding spans again in an edited text, by two ways that know nothing of each other.

One carries a span along a diff of the two texts, the other looks for its wording with what stood around it. Only where
both come to the same place is a proposal sure. Nothing is moved here; this says what might be, and why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.text.realign.normalize import Folded
from annotator.text.realign.quote_match import Effort, QuoteMatch, Search, likeness
from annotator.text.realign.word_diff import Diff, between_the_same_words, carry
from annotator.text.segments.graphemes import grapheme_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.model import Range

__all__ = ["Anchor", "find_again"]

SAME_WORDING = 0.7
"""How alike wordings must be for a person not to be asked."""

_RELATED = 0.4
"""How alike wordings must be to be taken for one, where their place alone does not say so."""

SENTENCE, GROWN = 40, 1.4
"""The size (characters) from which a wording may not have grown, or shrunk, by that factor either."""


class Anchor(NamedTuple):
    """Where a span of an old text is proposed to be in a new one.

    Attributes:
        start: Where the span begins in the old text (code points).
        end: Where it ends in the old text.
        found: Where it is proposed to be in the new text; None if it cannot be found.
        sure: Whether both ways of looking for it come to `found`, and neither sees another possibility.
        why: In a few words for people: `same words, same place`, `removed with the passage`.
    """

    start: int
    end: int
    found: tuple[int, int] | None
    sure: bool
    why: str


def find_again(old: str, new: str, ranges: Sequence[tuple[int, int]]) -> list[Anchor]:
    """Where the `ranges` of `old` are in `new`, one answer for each, in order.

    A proposed place lies inside `new`, is not empty, and cuts no grapheme cluster unless the old range did. Work is
    bounded: in texts too different or too repetitive to compare, fewer spans are found, and fewer are sure.

    Args:
        old: The text that the ranges belong to.
        new: The text as it is now.
        ranges: Half-open ranges of code points, each not empty and inside `old`.
    """
    if old == new:
        return [Anchor(start, end, (start, end), sure=True, why="same words, same place") for start, end in ranges]
    finder = _Finder(old, new)
    known: dict[Range, Anchor] = {}
    for place in ranges:
        if place not in known:
            known[place] = finder.find(*place)
    return [known[place] for place in ranges]


class _Finder:
    """The two ways of looking, on one pair of texts."""

    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = Folded(old), Folded(new)
        self._effort = Effort()
        self._diff = Diff(self._old, self._new, self._effort)
        self._search = Search(self._old.text, self._new.text, self._effort)

    def find(self, start: int, end: int) -> Anchor:
        """Where the span is, and why so."""
        low, high = self._trimmed(start, end)
        carried = carry(self._diff, low, high) if low < high else None
        sought = self._search.find(low, high) if low < high else QuoteMatch(None, certain=False, rival=False)
        quoted = (sought.place.start, sought.place.end) if sought.place else None
        chosen = carried if carried is not None and not (sought.certain and quoted) else quoted
        if chosen is None:
            return Anchor(start, end, None, sure=False, why=self._why_not(low, high))
        like = likeness(self._old.text[low:high], self._new.text[slice(*chosen)], self._effort)
        grown = (chosen[1] - chosen[0]) / max(high - low, 1)
        same = like >= SAME_WORDING and (high - low < SENTENCE or 1 / GROWN < grown < GROWN)
        sure = carried == quoted and sought.certain and same
        reworded = like < _RELATED and not sure
        if reworded and carried is not None and high - low < SENTENCE and between_the_same_words(self._diff, low, high):
            chosen = carried
        elif reworded:
            return Anchor(start, end, None, sure=False, why=self._why_not(low, high))
        written = self._written(start, end, chosen, whole=like < 1.0)
        found = self._uncut(start, end, *written)
        sure = sure and found == written
        why = self._why((start, end), found, like)
        if not sure:
            why = "reworded here" if reworded else _why_unsure(carried, quoted, sought, like)
        return Anchor(start, end, found, sure, why)

    def _trimmed(self, start: int, end: int) -> Range:
        """The span in the old folded text, without white space at its edges."""
        text = self._old.text
        low, high = self._old.at(start), self._old.at(end - 1) + 1
        while low < high and text[low] == " ":
            low += 1
        while low < high and text[high - 1] == " ":
            high -= 1
        return low, high

    def _written(self, start: int, end: int, place: Range, *, whole: bool) -> Range:
        """The place in the folded text as a range of the new text, with the span's own edges where they still are."""
        old, new = self._old, self._new
        low, high = new.raw_at(place[0]), new.raw_at(place[1])
        first, last = self._trimmed(start, end)
        # White space at its edges, then edges inside of what one folded character stands for.
        lead, tail = old.raw[start : old.raw_at(first)], old.raw[old.raw_at(last) : end]
        if lead and new.raw[max(low - len(lead), 0) : low] == lead:
            low -= len(lead)
        elif not whole and not lead and old.unit(first) == new.unit(place[0]):
            low += start - old.raw_at(first)
        if tail and new.raw[high : high + len(tail)] == tail:
            high += len(tail)
        elif not whole and not tail and old.unit(last - 1) == new.unit(place[1] - 1):
            high -= old.raw_at(last) - end
        return low, max(high, low + 1)

    def _uncut(self, start: int, end: int, low: int, high: int) -> Range:
        """`[low, high)` of the new text, widened where it cuts a cluster that the old span did not cut."""
        old, new = self._old.raw, self._new.raw
        if not _between_clusters(new, low) and _between_clusters(old, start):
            low = grapheme_at(new, low)[0]
        if not _between_clusters(new, high) and _between_clusters(old, end):
            high = grapheme_at(new, high)[1]
        return low, max(high, low + 1)

    def _why(self, was: Range, found: Range, like: float) -> str:
        """What became of a span that was found for sure."""
        if like < 1.0:
            return "a few letters or words changed"
        if self._old.raw[slice(*was)] != self._new.raw[slice(*found)]:
            return "same words, other marks or spaces"
        return "same words, same place" if was == found else "same words, moved with the text around them"

    def _why_not(self, low: int, high: int) -> str:
        """Why a span was not found."""
        if low == high:
            return "nothing but white space"
        if self._effort.refused:
            return "the texts differ too much to tell"
        if self._old.text[low:high] in self._new.text:
            return "removed with the passage; the same words stand elsewhere"
        return "removed with the passage"


def _why_unsure(carried: Range | None, quoted: Range | None, sought: QuoteMatch, like: float) -> str:
    """Why a person should look at a proposal."""
    if sought.rival:
        return "these words stand there twice"
    if like < SAME_WORDING:
        return "the words changed"
    if carried is None:
        return "same words, but the passage was removed"
    if quoted is None or carried == quoted:
        return "the words around it changed"
    if carried[0] < quoted[1] and quoted[0] < carried[1]:
        return "it is not clear where it begins or ends"
    return "it may be in either of two places"


def _between_clusters(text: str, offset: int) -> bool:
    """Whether no grapheme cluster goes on across `offset`."""
    if offset <= 0 or offset >= len(text):
        return True
    pair = text[offset - 1 : offset + 1]
    if pair.isascii():
        return pair != "\r\n"
    return grapheme_at(text, offset)[0] == offset
