"""Paragraphs that sell: told by what advertisements say, and by what reports say and they do not.

Signs are weighed, not counted as proof: a report of a sale has its price and its shop, and a date and a `said` as well.
In doubt nothing is proposed: so the guideline has it for advertisements.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from annotator.suggest.furniture import is_furniture
from annotator.text.languages import DEFAULT, language_of
from annotator.text.languages.shared import AD_HEADS, either, in_small_letters
from annotator.text.segments import paragraphs, trimmed

if TYPE_CHECKING:
    from annotator.model import Range
    from annotator.text.languages.language import Language

LONGEST = 500
"""Code points; a longer paragraph is a story."""
SLOGAN = 140
"""Code points of a line that may be a product's name and its slogan."""
ENOUGH = 2
_SLOGAN = re.compile(
    r"(?P<name>[^\s–—:][^–—:.!?\n]{1,48}?)(?P<dash>\s[–—-]\s|:\s|\s?[–—]\s?)(?P<slogan>\S[^\n]{3,90}[.!])"
)
_NO_PRODUCT = r"\d{4}|\d[:.]\d\d|[“”\"„«»?]"
_NO_SLOGAN = r"[“”\"„«»?;]|\d{4}|\d,\d{3}\.\d"
_BRAND = re.compile(r"[a-z][A-Z]|[™®]|\w\+|\+(?=\s|\Z)|\b(?:Pro|Plus|Max|Lite|Premium|Deluxe)\Z")
_BULLET = re.compile(r"\s*[*_|]*\s*(?:[-•‣◦▪●·]|\d{1,3}[.)])\s")


def ads(text: str, start: int, end: int, language: str | None = None) -> list[Range]:
    """The paragraphs that overlap `[start, end)` and sell something, without bullets and markup."""
    rules = language_of(text, language)
    found = []
    for low, high in paragraphs(text, start, end):
        if high - low > LONGEST or is_furniture(text, low):
            continue
        first, last = trimmed(text, low, high)
        if first < last and sells(text[first:last], rules, in_list=_BULLET.match(text, low, high) is not None):
            found.append((first, last))
    return found


def sells(paragraph: str, language: Language = DEFAULT, *, in_list: bool = False) -> bool:
    """Whether a paragraph is an advertisement; a name with a slogan is none in a list, where events and terms stand so."""
    if paragraph[:1] in "“”\"‘'„«" or paragraph.endswith("?") or not any(map(str.isalpha, paragraph)):
        return False
    words, small = _patterns(language), paragraph.lower()
    calls = len(words.calls.findall(small))
    offers = sum(pattern.search(small) is not None for pattern in words.offers)
    slogan = not in_list and bool(language.ads.lead) and _is_slogan(paragraph, words)
    if not calls and not slogan and not offers:
        return False
    leads, yours = (pattern.search(small) is not None for pattern in (words.lead, words.yours))
    exclaims = paragraph.endswith("!")
    against = sum(pattern.search(small) is not None for pattern in words.report)
    weight = 2 * bool(calls) + (calls > 1) + offers + bool(leads and (offers or yours)) + yours + exclaims + 2 * slogan
    if not calls and not slogan and not leads and offers < ENOUGH:
        return False  # one offer told of in a sentence of the story
    return weight - (3 if words.report[0].search(small) else 0) - against >= ENOUGH


def _is_slogan(paragraph: str, words: _Patterns) -> bool:
    """Whether a whole short paragraph is a product's name, a dash or colon, and a slogan."""
    match = _SLOGAN.fullmatch(paragraph) if len(paragraph) <= SLOGAN else None
    if match is None:
        return False
    name, slogan = match["name"].strip(" *_"), match["slogan"].lstrip(" *_")
    if words.no_product.search(name.lower()) or not name[0].isupper() or len(name.split()) > 5 or name.isupper():
        return False  # a dateline, a byline, a day of a timeline
    if match["dash"].startswith(":") and _BRAND.search(name) is None:
        return False
    sentences = [part for part in re.split(r"[.!]+\s*", slogan) if part]
    if len(sentences) > 3 or len(slogan.split()) > 14 or words.no_slogan.search(slogan.lower()):
        return False
    if _BRAND.search(name) or words.lead.match(slogan.lower()) or len(sentences) > 1:
        return True
    return len(slogan.split()) <= 8 and slogan[0].isupper()


class _Patterns:
    """The patterns of a language, for small letters, built when its first paragraph is judged; calls are known in all languages."""

    def __init__(self, language: Language) -> None:
        words, begins = language.ads, r"(?:\A|(?<=[.!?:–—…-] )|(?<=[.!?]\u00a0))"
        heads = rf"(?:{either(AD_HEADS)}|paid (?:post|content|partnership))\s*[:|：–—]\s*\S|(?:promoted|sponsored|presented) by \S"
        self.calls = _any(begins, (heads, *words.calls))
        self.lead = _any(begins, words.lead, r"\b(?! (?:of|in|was|is|says)\b)")
        self.offers = [_any("", (pattern,)) for pattern in words.offers]
        self.yours = _any(r"\b", words.yours, r"\b")
        self.no_product = _any("", (_NO_PRODUCT, *words.no_product))
        self.no_slogan = _any("", (_NO_SLOGAN, *words.no_slogan))
        self.report = [_any(r"\b", words.said, r"\b"), *(_any("", (pattern,)) for pattern in words.told)]


def _any(before: str, patterns: tuple[str, ...], after: str = "") -> re.Pattern[str]:
    return re.compile(in_small_letters(rf"{before}(?:{'|'.join(patterns) or '(?!)'}){after}"))


@cache
def _patterns(language: Language) -> _Patterns:
    return _Patterns(language)
