"""Who is said to have said a quotation: the speaker noted, or the names in the attribution beside it."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from annotator.boards.tokens import fold, stem
from annotator.model import Range
from annotator.text.languages.language import Language
from annotator.text.languages.shared import MONTHS, either
from annotator.text.segments.paragraphs import line_at

LOOK = 160
"""Code points before and after a quotation in which its attribution is looked for, within the paragraph."""
_BACK = 500
"""Code points before a quotation in which the name is looked for that a pronoun beside it stands for."""
_NEAR = 60
"""Code points between a verb of saying and the name that belongs to it."""
_SENTENCE_END = re.compile(r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)[.!?…。]+[\"”’»“*]*(?:\s+|(?<=。))")
_AFTER = re.compile(r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)[.!?。](?=\s|\Z)|[“„«「\"]")
_NAME = re.compile(r"(?<![\w’'])[^\W\d_a-zà-öø-ÿ][^\W\d_]+(?:[’'-][^\W\d_]+)*")
_NO_NAMES = frozenset(
    fold(word)
    for word in (
        *MONTHS, "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Mr", "Mrs", "Ms", "Dr", "President",
        "Minister", "Prime", "Foreign", "Defence", "Defense", "Secretary", "State", "Senator", "Chancellor", "King", "Queen", "Sir",
        "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag", "Truth", "Social", "Twitter", "Telegram",
        "Facebook", "X", "Instagram",
    )
)  # fmt: skip

Same = Literal["same", "unknown", "elsewhere", "other"]
"""What two quotations say of their speakers: `elsewhere` if the names nearby differ, `other` if those noted do."""


class Attribution(NamedTuple):
    """Who is said to speak, as far as it is known."""

    speaker: str | None
    """As noted by annotators."""
    cue: str | None
    """How it is said that somebody spoke: as noted, else the first verb of saying beside the quotation."""
    beside: str
    """The words around the quotation in its sentence."""
    surely: bool
    """Whether the names are noted or stand beside it; not where a pronoun was looked up."""
    names: frozenset[str]
    """Stems of the speaker noted, else of the names beside the quotation."""


def attribution(
    text: str, stretches: list[Range], language: Language, speaker: str | None = None, cue: str | None = None
) -> Attribution:
    """Who is said to speak the quotation that these stretches are of.

    Args:
        text: the article's.
        stretches: of the quotation, in order.
        language: of the article.
        speaker: as noted by annotators.
        cue: as noted by annotators.
    """
    before, between, after = _around(text, stretches)
    beside = " ".join(part for part in (before, *between, after) if part)
    verb = next((match[0] for match in _said(language).finditer(beside) if match[0] != ":"), None)
    found = Attribution(None, cue or verb, beside, True, frozenset())
    words = (fold(word) for word in re.findall(r"\w+", speaker or ""))
    noted = frozenset(stem(word) for word in words if word not in _NO_NAMES and word not in language.little)
    if noted:
        return found._replace(speaker=speaker, names=noted)
    for parts in ([*between, after], [before]):
        if names := _speaking(" | ".join(parts), language):
            return found._replace(names=names)
    names = frozenset[str]() if language.capital_nouns else _names(beside, language)
    if names or not _pronoun(language).search(beside):
        return found._replace(names=names)
    earlier = text[max(stretches[0][0] - _BACK, 0) : stretches[0][0]]
    return found._replace(surely=False, names=_named_before(earlier, language))


def compare(one: Attribution, other: Attribution) -> Same:
    """Whether two quotations have one speaker, as far as it is known."""
    if not one.names or not other.names:
        return "unknown"
    if one.names & other.names:
        return "same"
    if not (one.surely and other.surely):
        return "unknown"
    return "other" if one.speaker and other.speaker else "elsewhere"


def _around(text: str, stretches: list[Range]) -> tuple[str, list[str], str]:
    """What stands in the sentence before, between and after the stretches."""
    first, last = stretches[0], stretches[-1]
    low, high = line_at(text, first[0])[0], line_at(text, last[1])[1]
    before = _SENTENCE_END.split(text[max(low, first[0] - LOOK) : first[0]])[-1]
    after = text[last[1] : min(high, last[1] + LOOK)]
    stop = _AFTER.search(after)
    after = after[: stop.start()] if stop else after
    if text[max(last[1] - 2, 0) : last[1]].strip("”\"’'»“*")[-1:] == "." and after.lstrip()[:1].isupper():
        after = ""  # the next sentence, of which nothing says that it is about this quotation
    between = [text[end:start] for (_, end), (start, _) in pairwise(stretches)]
    return before.strip(), [part.strip() for part in between], after.strip()


def _speaking(part: str, language: Language) -> frozenset[str]:
    """The names beside the first verb of saying."""
    verb = _said(language).search(part)
    if verb is None:
        return frozenset()
    return _names(part[max(verb.start() - _NEAR, 0) : verb.end() + _NEAR], language)


def _named_before(before: str, language: Language) -> frozenset[str]:
    """The names beside the last verb of saying that has any."""
    for verb in reversed([*_said(language).finditer(before)]):
        if names := _names(before[max(verb.start() - _NEAR, 0) : verb.start()], language):
            return names
    return frozenset()


def _names(part: str, language: Language) -> frozenset[str]:
    little = (*language.little, *language.said)
    found = (fold(match[0]).removesuffix("'s") for match in _NAME.finditer(part))
    return frozenset(stem(name) for name in found if name not in _NO_NAMES and name not in little)


@lru_cache(64)
def _said(language: Language) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{either((*language.said, ':'))})(?!\w)", re.IGNORECASE)


@lru_cache(64)
def _pronoun(language: Language) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{either(language.pronouns)})(?!\w)", re.IGNORECASE)
