"""What is looked at in a quotation, number or advertisement that the rules propose, to learn which of them are taken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from annotator.suggest.logistic import Posterior
from annotator.suggest.sentence_features import BUCKETS, Candidates, counts_of, hashed, words_in

if TYPE_CHECKING:
    from annotator.model import Range

NAMES = (
    "bias", "digit", "letter", "mark", "capital", "title", "words-1", "words-3", "words-8", "words-20", "ended", "comma", "percent", "money",
    "opens-line", "closes-line", "after-mark", "after-digit",
)  # fmt: skip
"""The named features; what they mean stands in `_named`."""
FEATURES = len(NAMES) + BUCKETS
_LOOK = 40
"""Code points on either side in which the neighbouring words are looked for."""
_INSIDE = 300
_PLACES = {name: place for place, name in enumerate(NAMES)}


def prior() -> Posterior:
    """What is known of the weights before anything is learned: that most of what the rules propose is taken."""
    weights = np.zeros(FEATURES)
    weights[_PLACES["bias"]] = 2
    return Posterior(weights, np.diag([1.0] * len(NAMES) + [5.0] * BUCKETS))


def candidates_of(text: str, places: Iterable[Range]) -> Candidates:
    """The stretches that the rules propose in a text; the plain rule takes them all."""
    ranges = sorted(places)
    rows = [(_named(text, start, end), _words(text, start, end)) for start, end in ranges]
    return Candidates(ranges, counts_of(rows, _PLACES), np.ones(len(ranges), dtype=np.bool_))


def _words(text: str, start: int, end: int) -> list[int]:
    inside, around = text[start : min(end, start + _INSIDE)], _around(text, start, end)
    return [place for words in (inside, around) for place in hashed(words, words_in(words))]


def _around(text: str, start: int, end: int) -> str:
    before, after = words_in(text[max(start - _LOOK, 0) : start]), words_in(text[end : end + _LOOK])
    return " ".join([*(f"{word}_" for word in before[-2:]), *(f"_{word}" for word in after[:2])])


def _named(text: str, start: int, end: int) -> list[str]:
    inside = text[start : min(end, start + _INSIDE)]
    words = inside.split()
    bare = inside.strip("“”\"‘’'«»„ ")
    tests = {
        "digit": any(map(str.isdigit, inside)),
        "letter": any(map(str.isalpha, inside)),
        "mark": inside[:1] in "“”\"‘’'«»„",
        "capital": bare[:1].isupper(),
        "title": len(words) > 1 and all(not word.strip("“”\"‘’'«»„")[:1].islower() for word in words),
        "ended": bare[-1:] in ".!?…",
        "comma": bare[-1:] == ",",
        "percent": "%" in inside or "per cent" in inside or "percent" in inside,
        "money": any(sign in inside for sign in "$€£¥₹"),
        "opens-line": start == 0 or text[start - 1] == "\n",
        "closes-line": end == len(text) or text[end] == "\n",
        "after-mark": text[max(start - 2, 0) : start].rstrip()[-1:] in {":", ",", "(", "–", "—"},
        "after-digit": text[max(start - 2, 0) : start].rstrip()[-1:].isdigit(),
    }
    size = next((f"words-{most}" for most in (1, 3, 8, 20) if len(words) <= most), "bias")
    return ["bias", size, *(name for name, holds in tests.items() if holds)]
