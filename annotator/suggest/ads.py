"""Paragraphs that sell: told by what advertisements say, and by what reports say and they do not.

Signs are weighed, not counted as proof: a report of a sale has its price and its shop, and a date and a `said` as well.
In doubt nothing is proposed: so the guideline has it for advertisements.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from annotator.suggest.furniture import is_furniture
from annotator.text.segments import paragraphs, trimmed

if TYPE_CHECKING:
    from annotator.model import Range

LONGEST = 500
"""Code points; a longer paragraph is a story."""
SLOGAN = 140
"""Code points of a line that may be a product's name and its slogan."""
ENOUGH = 2
_MONEY = r"(?:[£$€¥]\s?\d[\d.,]*|\d[\d.,]*\s?(?:€|euros?|dollars?|pounds?))"
_NOW = r"(?:now|today|tonight|here|online|yours|instantly|early|in[- ]store)"
_CALLS = (
    rf"(?:pre-?)?order (?:yours|{_NOW}|your|the|from|at|two|one|direct)",
    rf"(?:shop|buy|book|try|call|apply|enrol|register|reserve|switch|donate|act|hurry|join|upgrade|download|visit)(?: \w+){{0,3}} {_NOW}\b",
    r"shop (?:the|our|for|all|at)\b|(?:book|reserve|claim|renew|redeem|activate|customi[sz]e) (?:your|a free|a table|our)\b",
    r"subscribe (?:now|today|to|for|here|and|from)\b|sign up (?:now|today|for|to|here|and|free)\b|become an? (?:member|subscriber)\b",
    rf"(?:get|grab|enjoy|save|take)(?: (?:up to|an extra|a|an|your|an additional|over|at least))* (?:\d+ ?%|{_MONEY}) (?:off|discount|on|when|with|every|cash)",
    r"(?:get|grab|claim|enjoy|receive|request|order) (?:your|a|our|one|two|\w+ (?:days?|weeks?|months?)) (?:\w+ )?free\b",
    r"(?:start|begin|claim|try|take) (?:your|a|our) (?:free|no-obligation|\d+-day|risk-free)",
    r"get (?:yours|(?:your )?tickets)\b|buy (?:one|two|now|your|tickets)\b|use (?:the |promo |discount |voucher )?code\b",
    r"download (?:the|our) (?:\w+ )?app\b|(?:get|try) \w+(?: \w+)? (?:free|for free|risk-free)\b|treat (?:yourself|your)\b|upgrade (?:your|to)\b",
    r"(?:sponsored|advertisement|advertorial|promoted|paid (?:post|content|partnership)|anzeige|publicidad|publicité|ad)\s*[:|–—]\s*\S",
)
_LEAD = (
    "add|again|ask|apply|beat|become|begin|bring|browse|build|buy|call|catch|change|choose|claim|click|"
    "come|cook|create|discover|do|don't|drink|drive|eat|enjoy|escape|ease|experience|explore|feel|fill|"
    "find|fly|forget|gear|get|give|go|grab|have|hear|hurry|indulge|join|keep|learn|leave|let|light|listen|"
    "live|look|love|make|meet|move|order|own|pack|pick|plan|play|power|protect|put|refresh|relax|rent|"
    "ride|run|save|say|see|sell|send|share|shop|shine|sign|simplify|sleep|slip|smell|smile|snap|soak|"
    "spend|stay|stop|stream|subscribe|switch|take|taste|think|transform|travel|treat|try|turn|unlock|"
    "unwind|upgrade|use|visit|wake|walk|warm|watch|wear|win|work|write"
)
"""Verbs with which an advertisement bids; of a report, some."""
_OFFERS = (
    rf"\d+ ?% off\b|{_MONEY} off\b|half[- ]price|buy one,? get one|2-for-1|two for one",
    r"free (?:shipping|delivery|trial|returns|gift|installation|quote|consultation|samples?|tasting|refills?|postage|brochure|catalogue|month)\b",
    r"(?:limited|special|exclusive|introductory|early[- ]bird|one|launch|holiday)[- ](?:time )?(?:offers?|deals?|editions?|discounts?|prices?|sale)\b",
    r"while (?:stocks?|supplies) lasts?|(?:terms|conditions|t&cs|exclusions)(?: and conditions)? apply|offer (?:ends|valid|expires)|limited time",
    r"money-back|risk-free|no (?:obligation|contract|strings|hidden fees|credit card)|cancel any ?time|satisfaction guaranteed|guaranteed\.",
    rf"(?:from (?:just|only)|for (?:just|only)|just|only|now|starting at|prices? from) {_MONEY}|{_MONEY} ?(?:/|an? |per )(?:month|week|year|mo)\b",
    r"(?:promo|discount|voucher|coupon) code|gift cards?\b|best[- ]price|great (?:deals?|value|prices)|unbeatable|bargains?\b",
    r"(?:in|at) (?:stores|shops|pharmacies|supermarkets|all good \w+)(?: now| today| everywhere| near you)?[.!]|available (?:now|online|at|in (?:stores|shops))|now in (?:stores|shops)|in stores",
    r"\b(?:www\.|https?://)\S+|\b[a-z0-9-]+\.(?:com|shop|store|example|co\.uk|de|net)(?:/\S*)?(?=[\s.!,)]|\Z)|®|™",
    r"\b(?:now with|new and improved|all-new|brand[- ]new|award-winning|handcrafted|the perfect|perfect for|ideal for|made for|designed for|trusted by|loved by)\b",
)
_YOURS = r"\b(?:you|your|yours|yourself|we['’]ve|our)\b"
_REPORT = (
    r"\b(?:said|says|told|wrote|tweeted|announced|reported|reports|claimed|warned|asked|testified|argued|confirmed|according to|in a statement|spokes\w+)\b",
    r"\b(?:was|were|had|has been|have been|did|would|could|might|rose|fell|won|lost|sold|made|took|gave|went|began|became|opened|closed)\b",
    r"\b(?:last|earlier|this) (?:week|month|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|\bon (?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\byesterday\b",
    r"\b(?:he|she|they|his|her|their)\b",
)
_SLOGAN = re.compile(
    r"(?P<name>[^\s–—:][^–—:.!?\n]{1,48}?)(?P<dash>\s[–—-]\s|:\s|\s?[–—]\s?)(?P<slogan>\S[^\n]{3,90}[.!])"
)
_NO_PRODUCT = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december)\b|\b(?:mr|mrs|ms|dr|sir|president|minister|senator|mayor|professor|judge|general|captain|analysis|live"
    r"|opinion|explainer|background|context|timeline|summary|verdict|service|services|update|updated|editorial|comment|watch|fact check|exclusive|breaking|note|correction|editor)\b"
    r"|\d{4}|\d[:.]\d\d|[“”\"„«»?]|\b(?:is|are|was|were|has|have|will|said|says)\b",
    re.IGNORECASE,
)
_NO_SLOGAN = re.compile(
    r"\A(?:how|what|why|when|where|acting|former|\w+ed)\b|\b(?:master|director|chair|chairman|manager|officer|secretary|editor|reporter"
    r"|correspondent|author|founder|owner|coach|analyst|researcher|spokes\w+|resident|witness|photographer|writer|leader|member|head of)\b"
    r"|\b(?:was|were|has|have|had|will|would|could|may|might|said|says|who|which|he|she|they|his|her|their|killed|died|after|monday|tuesday"
    r"|wednesday|thursday|friday|saturday|sunday|people|government|police|court|minister|president)\b|[“”\"„«»?;]|\d{4}",
    re.IGNORECASE,
)
_BRAND = re.compile(r"[a-z][A-Z]|[™®]|\w\+|\+(?=\s|\Z)|\b(?:Pro|Plus|Max|Lite|Premium|Deluxe)\Z")
_BULLET = re.compile(r"\s*[*_|]*\s*(?:[-•‣◦▪●·]|\d{1,3}[.)])\s")


def ads(text: str, start: int, end: int) -> list[Range]:
    """The paragraphs that overlap `[start, end)` and sell something, without bullets and markup."""
    found = []
    for low, high in paragraphs(text, start, end):
        if high - low > LONGEST or is_furniture(text, low):
            continue
        first, last = trimmed(text, low, high)
        if first < last and sells(text[first:last], in_list=_BULLET.match(text, low, high) is not None):
            found.append((first, last))
    return found


def sells(paragraph: str, *, in_list: bool = False) -> bool:
    """Whether a paragraph is an advertisement; a name with a slogan is none in a list, where events and terms stand so."""
    if paragraph[:1] in "“”\"‘'„«" or paragraph.endswith("?") or not any(map(str.isalpha, paragraph)):
        return False
    words = _patterns()
    calls = len(words.calls.findall(paragraph))
    offers = sum(pattern.search(paragraph) is not None for pattern in words.offers)
    leads = words.lead.search(paragraph) is not None
    slogan = not in_list and _is_slogan(paragraph, words.lead)
    if not calls and not slogan and not offers:
        return False
    yours = words.yours.search(paragraph) is not None
    exclaims = paragraph.endswith("!")
    against = sum(pattern.search(paragraph) is not None for pattern in words.report)
    weight = 2 * bool(calls) + (calls > 1) + offers + bool(leads and (offers or yours)) + yours + exclaims + 2 * slogan
    if not calls and not slogan and not leads and offers < ENOUGH:
        return False  # one offer told of in a sentence of the story
    return weight - (3 if words.report[0].search(paragraph) else 0) - against >= ENOUGH


def _is_slogan(paragraph: str, lead: re.Pattern[str]) -> bool:
    """Whether a whole short paragraph is a product's name, a dash or colon, and a slogan."""
    match = _SLOGAN.fullmatch(paragraph) if len(paragraph) <= SLOGAN else None
    if match is None:
        return False
    name, slogan = match["name"].strip(" *_"), match["slogan"].lstrip(" *_")
    if _NO_PRODUCT.search(name) or not name[0].isupper() or len(name.split()) > 5 or name.isupper():
        return False  # a dateline, a byline, a day of a timeline
    if match["dash"].startswith(":") and _BRAND.search(name) is None:
        return False
    sentences = [part for part in re.split(r"[.!]+\s*", slogan) if part]
    if len(sentences) > 3 or len(slogan.split()) > 14 or _NO_SLOGAN.search(slogan):
        return False
    if _BRAND.search(name) or lead.match(slogan) or len(sentences) > 1:
        return True
    return len(slogan.split()) <= 8 and slogan[0].isupper()


class _Patterns:
    """The patterns, built when the first paragraph is judged."""

    def __init__(self) -> None:
        begins = r"(?:\A|(?<=[.!?:–—…-] )|(?<=[.!?]\u00a0))"
        self.calls = re.compile(rf"{begins}(?:{'|'.join(_CALLS)})", re.IGNORECASE)
        self.lead = re.compile(rf"{begins}(?:{_LEAD})\b(?! (?:of|in|was|is|says)\b)", re.IGNORECASE)
        self.offers = [re.compile(pattern, re.IGNORECASE) for pattern in _OFFERS]
        self.yours = re.compile(_YOURS, re.IGNORECASE)
        self.report = [re.compile(pattern, re.IGNORECASE) for pattern in _REPORT]


@cache
def _patterns() -> _Patterns:
    return _Patterns()
