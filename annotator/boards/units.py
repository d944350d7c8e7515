"""Quotations as they are compared: those tagged in an article, or, where nobody tagged one, those that its marks show.

A quotation broken by its attribution (“…,” she said, “…”) is one unit of several stretches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urlsplit

from annotator.boards.speakers import Attribution, attribution
from annotator.boards.tokens import Words, tokens
from annotator.model import Meta, Range
from annotator.text.languages import language_of
from annotator.text.languages.language import Language
from annotator.text.segments import quotations
from annotator.text.segments.quotations import PAIRS

_BETWEEN = 80
"""Code points of an attribution that breaks a quotation, at most."""
_OPENING = "".join(mark for mark in PAIRS if len(mark) == 1)
_CLOSING = "”\"’'»«“›‹」』＂*_"
_GOES_ON = re.compile(
    r"[\s,;–—-]*(?P<said>\S(?:[^.!?\n]|\.(?=\S)|(?<=\b[A-Z])\.|(?<=\bMr)\.|(?<=\bMrs)\.|(?<=\bDr)\.)*)"
)
_CUT = re.compile(r"[.…!?。\[\](]")
_ENDS = re.compile(r"[,.;:…–—、-]\s*\Z|[、と]\s*\Z")


class QuotedArticle(NamedTuple):
    """An article with the quotations that somebody tagged in it."""

    id: str
    sha256: str
    text: str
    meta: Meta
    tagged: Sequence[TaggedQuotation] = ()


class TaggedQuotation(NamedTuple):
    """A span of a label for quotations, by one annotator or in gold."""

    start: int
    end: int
    speaker: str | None = None


class Unit(NamedTuple):
    """One quotation.

    Attributes:
        article, sha256: what it stands in.
        outlet: who published that.
        event: what the article reports on, without letter case; `None` if it is not said.
        stretches: code points, in order, marks included as tagged or found.
        texts: of the stretches.
        words: of all stretches, their ranges in the article.
        tagged: whether somebody tagged it.
    """

    article: str
    sha256: str
    outlet: str
    event: str | None
    stretches: list[Range]
    texts: list[str]
    attribution: Attribution
    words: Words
    tagged: bool

    def is_cut(self, low: int, high: int) -> bool:
        """Whether something between two words says that more was said there: an attribution, dots, brackets, a sentence's end."""
        place, end = self.words.ranges[low][1], self.words.ranges[high][0]
        for (start, stop), text in zip(self.stretches, self.texts, strict=True):
            if start <= place <= stop:
                return end > stop or _CUT.search(text, place - start, end - start) is not None
        return False


def units_of(article: QuotedArticle) -> list[Unit]:
    """The quotations of an article, in order; none overlaps another."""
    text, language = article.text, language_of(article.text, article.meta.language)
    spans = _apart(article.tagged) if article.tagged else [TaggedQuotation(*item) for item in quotations(text)]
    found = []
    for parts in _joined(text, spans, language):
        stretches = [(part.start, part.end) for part in parts]
        words = tokens(text, language, stretches)
        if any(word.says for word in words.words):
            speaker = next((part.speaker for part in parts if part.speaker), None)
            found.append(
                Unit(
                    article.id,
                    article.sha256,
                    outlet_of(article.id, article.meta),
                    event_of(article.meta),
                    stretches,
                    [text[start:end] for start, end in stretches],
                    attribution(text, stretches, language, speaker),
                    words,
                    bool(article.tagged),
                )
            )
    return found


def outlet_of(article: str, meta: Meta) -> str:
    """Who published an article: its source, else the host of its address, else nobody but the article is known."""
    if meta.source and meta.source.strip():
        return meta.source.strip()
    try:
        host = urlsplit(meta.url or "").hostname
    except ValueError:
        host = None
    return host.removeprefix("www.") if host else article


def event_of(meta: Meta) -> str | None:
    """What an article reports on, as events are compared: letter case and white space do not count."""
    return " ".join((meta.event or "").casefold().split()) or None


def _apart(tagged: Iterable[TaggedQuotation]) -> list[TaggedQuotation]:
    """Of several annotators' spans that overlap one: the most often tagged, else the longer one."""
    votes: dict[Range, list[TaggedQuotation]] = {}
    for span in tagged:
        votes.setdefault((span.start, span.end), []).append(span)
    order = sorted(votes, key=lambda place: (-len(votes[place]), place[0] - place[1], place[0]))
    taken: list[Range] = []
    for start, end in order:
        if all(end <= low or high <= start for low, high in taken):
            taken.append((start, end))
    return [max(votes[place], key=lambda span: span.speaker or "") for place in sorted(taken)]


def _joined(text: str, spans: Sequence[TaggedQuotation], language: Language) -> list[list[TaggedQuotation]]:
    """Quotations, each with the stretches that an attribution parted."""
    found: list[list[TaggedQuotation]] = [[span] for span in spans[:1]]
    for before, after in pairwise(spans):
        if _is_one(text, before, after, language):
            found[-1].append(after)
        else:
            found.append([after])
    return found


def _is_one(text: str, before: TaggedQuotation, after: TaggedQuotation, language: Language) -> bool:
    """Whether an attribution alone stands between two quotations, and the second one goes on with the first."""
    if before.speaker and after.speaker and before.speaker != after.speaker:
        return False
    gap = text[before.end : after.start]
    if not 2 < len(gap) <= _BETWEEN or "\n" in gap.strip("\n") or "\r" in gap.strip("\r\n"):
        return False
    inner = text[before.start : before.end].rstrip(_CLOSING + " \u00a0\u202f")
    opened = inner[-1:] in ",，、–—-" or gap.lstrip()[:1] in {",", "，", "–", "—"} or gap.startswith("と")
    said = _GOES_ON.match(gap)
    if not opened or said is None or said.end() < len(gap.rstrip(" .\u00a0\u202f")) or not _ENDS.search(gap.rstrip()):
        return False
    words = tokens(gap, language).words
    return 0 < len(words) <= 14 and (not language.spaces or len(words) > 1)
