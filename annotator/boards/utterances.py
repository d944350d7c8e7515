"""Quotations as they are compared: those tagged in an article, or, where nobody tagged one, those that its marks show.

A quotation broken by its attribution (“…,” she said, “…”) is one utterance of several stretches.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urlsplit

from annotator.boards.board_articles import BoardArticle, TaggedSpan, event_of
from annotator.boards.speakers import Attribution, attribution
from annotator.boards.tokens import Words, tokens
from annotator.model import Meta, Range
from annotator.text.languages import language_of
from annotator.text.languages.language import Language
from annotator.text.sanitize import plural
from annotator.text.segments import quotations

_BETWEEN = 80
"""Code points of an attribution that breaks a quotation, at most."""
_CLOSING = "”\"’'»«“›‹」』＂*_"
_GOES_ON = re.compile(
    r"[\s,;–—-]*(?P<said>\S(?:[^.!?\n]|\.(?=\S)|(?<=\b[A-Z])\.|(?<=\bMr)\.|(?<=\bMrs)\.|(?<=\bDr)\.)*)"
)
_CUT = re.compile(r"[.…!?。\[\](]")
_ENDS = re.compile(r"[,.;:…–—、-]\s*\Z|[、と]\s*\Z")


class Utterance(NamedTuple):
    """One quotation.

    Attributes:
        article, sha256: what it stands in.
        label: of its spans.
        outlet: who published that.
        event: what the article reports on, without letter case; `None` if it is not said.
        stretches: code points, in order, marks included as tagged or found.
        texts: of the stretches.
        words: of all stretches, their ranges in the article.
    """

    article: str
    sha256: str
    label: str
    outlet: str
    event: str | None
    stretches: list[Range]
    texts: list[str]
    attribution: Attribution
    words: Words

    def is_cut(self, low: int, high: int) -> bool:
        """Whether something between two words says that more was said there: an attribution, dots, brackets, a sentence's end."""
        place, end = self.words.ends[low], self.words.starts[high]
        for (start, stop), text in zip(self.stretches, self.texts, strict=True):
            if start <= place <= stop:
                return end > stop or _CUT.search(text, place - start, end - start) is not None
        return False


def utterances_of(article: BoardArticle, label: str = "quote") -> list[Utterance]:
    """The quotations of an article, in order; none overlaps another.

    Args:
        article: with those that somebody tagged; without any those that marks show are taken.
        label: for these.
    """
    text, language = article.text, language_of(article.text, article.meta.language)
    spans = apart(article.spans) or [TaggedSpan(*item, label, None, None, {}) for item in quotations(text)]
    found = []
    for parts in _joined(text, spans, language):
        stretches = [(part.start, part.end) for part in parts]
        words = tokens(text, language, stretches)
        if any(word.says for word in words.words):
            speaker = next((speaker for part in parts if (speaker := _speaker(part))), None)
            cue = next((cue for part in parts if (cue := part.attributes.get("cue"))), None)
            found.append(
                Utterance(
                    article.id,
                    article.sha256,
                    parts[0].label,
                    outlet_of(article.id, article.meta),
                    event_of(article.meta.event),
                    stretches,
                    [text[start:end] for start, end in stretches],
                    attribution(text, stretches, language, speaker, cue),
                    words,
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


def outlets_in_words(outlets: Sequence[str], unsure: Container[int]) -> str:
    """How many outlets a group's members are of, by member; where some are unsure, how many surely, and with them."""
    count = len(set(outlets))
    surely = len({outlet for number, outlet in enumerate(outlets) if number not in unsure})
    return plural(count, "outlet") if surely in {0, count} else f"{surely}, perhaps {count} outlets"


def _speaker(span: TaggedSpan) -> str:
    return span.attributes.get("speaker_name") or span.attributes.get("speaker") or ""


def apart(tagged: Iterable[TaggedSpan]) -> list[TaggedSpan]:
    """Of several annotators' spans that overlap one: the most often tagged, else the longer one; of equal ones one with a speaker."""
    votes: dict[Range, list[TaggedSpan]] = {}
    for span in tagged:
        votes.setdefault((span.start, span.end), []).append(span)
    order = sorted(votes, key=lambda place: (-len(votes[place]), place[0] - place[1], place[0]))
    taken: list[Range] = []
    for start, end in order:
        at = bisect_left(taken, (start, end))
        if (at == 0 or taken[at - 1][1] <= start) and (at == len(taken) or end <= taken[at][0]):
            taken.insert(at, (start, end))
    return [max(votes[place], key=lambda span: (_speaker(span), len(span.attributes))) for place in taken]


def _joined(text: str, spans: Sequence[TaggedSpan], language: Language) -> list[list[TaggedSpan]]:
    """Quotations, each with the stretches that an attribution parted."""
    found: list[list[TaggedSpan]] = [[span] for span in spans[:1]]
    for before, after in pairwise(spans):
        if _is_one(text, before, after, language):
            found[-1].append(after)
        else:
            found.append([after])
    return found


def _is_one(text: str, before: TaggedSpan, after: TaggedSpan, language: Language) -> bool:
    """Whether an attribution alone stands between two quotations, and the second one goes on with the first."""
    if _speaker(before) and _speaker(after) and _speaker(before) != _speaker(after):
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
