"""What is looked at in a sentence to learn whether it bears a label: some named features, and its words, hashed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from zlib import crc32

import numpy as np
import numpy.typing as npt

from annotator.suggest.furniture import is_furniture
from annotator.suggest.logistic import Posterior
from annotator.text.languages import language_of
from annotator.text.languages.claim_words import CLAIM_WORDS, ClaimWords
from annotator.text.languages.shared import in_small_letters, small_letters
from annotator.text.segments import objects, quotations
from annotator.text.segments.paragraphs import line_at

if TYPE_CHECKING:
    from annotator.model import Range
    from annotator.text.languages.language import Language

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

Told = TypeVar("Told")
MOST_WORDS = 2**16
"""Words of which is remembered what was told."""
BUCKETS = 128
"""Places for hashed words."""
LONGEST = 1_000
"""Code points of a sentence that are looked at."""
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_DIGIT = re.compile(r"\d")
_DATE = re.compile(r"\b(?:1[5-9]|20)\d\d\b|\b\d{1,2}[:.]\d\d\b")
_CLOSING = "”“’‘\"'»«›‹」』)]*_ \u00a0"
_HASHED_WEIGHT = 0.35

NAMES = (
    "bias", "stop", "exclaims", "asks", "unended", "unended-short", "line", "line-short", "first", "last",
    "furniture", "ad", "bullet", "quoted", "quotes", "number", "date", "names-0", "names-1", "names-3", "title",
    "words-4", "words-8", "words-15", "words-25", "reports", "will", "i", "you", "wishes", "not", "but", "past", "is", "states",
    "speculates", "would", "must", "judges", "interprets", "vague", "speculates-told", "would-told", "must-told", "judges-told",
    "interprets-told", "vague-told", "verb-unended", "no-verb", "facts", "markup",
)  # fmt: skip
"""The named features; what they mean stands in `_named`."""
FEATURES = len(NAMES) + BUCKETS
_EXPECTED = {
    "asks": -3, "exclaims": -0.5, "unended": -1, "unended-short": -1.5, "furniture": -2.5, "ad": -3, "markup": -3, "title": -0.5,
    "reports": 1.5, "number": 1, "date": 0.7, "quotes": 0.7, "past": 0.7, "states": 0.7, "facts": 0.7, "verb-unended": 1.5, "no-verb": -1,
    "speculates": -1, "must": -0.7, "judges": -0.7, "interprets": -0.7, "vague": -0.7, "you": -1.5, "wishes": -1.5, "i": -0.3,
    "names-0": -0.3, "names-3": 0.5, "words-4": -1.5, "words-8": -0.3, "words-15": 0.2, "words-25": 0.4, "line-short": -0.5,
}  # fmt: skip
"""What features weigh before anything is learned: as the guideline has claims. Set by hand, not from anybody's spans."""


def prior() -> Posterior:
    """What is known of the weights before anything is learned."""
    weights = np.array([float(_EXPECTED.get(name, 0)) for name in NAMES] + [0.0] * BUCKETS)
    return Posterior(weights, np.diag([1.0] * len(NAMES) + [10.0] * BUCKETS))


class Remembered(dict[str, Told]):
    """What is told of words, each looked at once: up to a number of words, then all is forgotten.

    Args:
        tell: what tells it.
    """

    def __init__(self, tell: Callable[[str], Told]) -> None:
        super().__init__()
        self._tell = tell

    def __missing__(self, word: str) -> Told:
        if len(self) >= MOST_WORDS:
            self.clear()
        self[word] = told = self._tell(word)
        return told


class Candidates(NamedTuple):
    """What in a text could bear a label, with what is looked at in it."""

    ranges: list[Range]
    counts: npt.NDArray[np.int8]
    """`(candidates, features)`: the named features, then how often words fall into each place, with their signs."""
    rule: Bools
    """`(candidates,)`: what is right by the plain rule."""

    @property
    def features(self) -> Floats:
        """The counts as they are learned from, `(candidates, features)`."""
        found = self.counts.astype(np.float64)
        found[:, -BUCKETS:] *= _HASHED_WEIGHT
        return found


def sentences_of(text: str, selling: list[Range], counted: list[Range], language: str | None = None) -> Candidates:
    """All sentences of a text.

    Args:
        text: the article.
        selling: its advertisements.
        counted: its numbers.
        language: the code of its language; None to tell it from the text.
    """
    rules = language_of(text, language)
    ranges = objects(text, "sentence", language=rules.code or None)
    quoted = quotations(text, 0, len(text))
    looked = _Looked(text, rules, _Cover(selling), _Cover(quoted), _Cover(counted))
    rows: list[tuple[list[str], list[int]]] = []
    line, beside = (0, -1), False
    for row, place in enumerate(ranges):
        if not line[0] <= place[0] <= line[1]:
            line, beside = line_at(text, place[0]), is_furniture(text, place[0])
        sentence = text[place[0] : min(place[1], place[0] + LONGEST)]
        words = words_in(sentence)
        named = _named(looked, place, sentence, words, line)
        named += ["furniture"] * beside + ["first"] * (row == 0) + ["last"] * (row == len(ranges) - 1)
        rows.append((named, hashed(sentence, words)))
    counts = counts_of(rows, _PLACES)
    ended = counts[:, [_PLACES["stop"], _PLACES["exclaims"]]].any(axis=1)
    return Candidates(ranges, counts, ended & (counts[:, _PLACES["furniture"]] == 0))


_PLACES = {name: place for place, name in enumerate(NAMES)}


class _Cover:
    """Ranges in order of which the ones that touch a place are asked for from left to right."""

    def __init__(self, ranges: list[Range]) -> None:
        self._ranges, self._at = ranges, 0

    def touching(self, start: int, end: int) -> list[Range]:
        """Those that share a code point with `[start, end)`; starts must ascend."""
        while self._at < len(self._ranges) and self._ranges[self._at][1] <= start:
            self._at += 1
        found = []
        for low, high in self._ranges[self._at :]:
            if low >= end:
                break
            found.append((low, high))
        return found


class _Looked(NamedTuple):
    """A text, and what was found in it, asked for from left to right."""

    text: str
    language: Language
    ads: _Cover
    quotations: _Cover
    numbers: _Cover


def _named(about: _Looked, place: Range, sentence: str, words: list[str], line: Range) -> list[str]:
    """The named features that a sentence has, given its line, but for those that its place alone tells."""
    start, end = place
    text = about.text
    low, high = line
    line_only = text[low:start].strip(" -*+•#|\t") == "" and text[end:high].strip(_CLOSING) == ""
    short = len(words) <= 8
    final = sentence.rstrip(_CLOSING)[-1:]
    found = ["bias"]
    found += {".": ["stop"], "…": ["stop"], "!": ["exclaims"], "?": ["asks"]}.get(
        final, ["unended", *(["unended-short"] if short else [])]
    )
    if line_only:
        found += ["line", *(["line-short"] if short else [])]
    if about.ads.touching(start, end):
        found.append("ad")
    if text[low:start].strip(" \t")[:1] in {"-", "•", "+"} and text[low:start].strip(" \t"):
        found.append("bullet")
    for a, b in about.quotations.touching(start, end):
        found.append("quoted" if a <= start and end <= b and (a, b) != place else "quotes")
    if about.numbers.touching(start, end):
        found.append("number")
    if _DIGIT.search(sentence) and _DATE.search(sentence):
        found.append("date")
    names = sum(word[0].isupper() for word in words[1:])
    found.append("names-0" if not names else "names-1" if names < 3 else "names-3")
    if words and names > (len(words) - 1) * 0.6:
        found.append("title")
    found.append(next((f"words-{most}" for most in (4, 8, 15, 25) if len(words) <= most), "bias"))
    said = _said(sentence, words, about.language)
    # What is told of somebody, with a number or in their words, can be looked up however they judge.
    told = "reports" in said or "quotes" in found
    found += [f"{name}-told" if told and name in _JUDGING else name for name in said]
    if not said & _VERBS:
        found.append("no-verb")
    elif "unended" in found:
        found.append("verb-unended")
    if said & {"past", "states"} and ("number" in found or "date" in found or names >= 3):
        found.append("facts")
    if sentence[:1] in "!|[#":
        found.append("markup")
    return found


_JUDGING = {"speculates", "would", "must", "judges", "interprets", "vague"}
_VERBS = {"reports", "would", "will", "must", "past", "is", "states", "interprets"}


class _Patterns(NamedTuple):
    """What a language's words tell of a sentence: patterns of one word and of several, by the feature's name."""

    words: list[tuple[str, re.Pattern[str]]]
    phrases: list[tuple[str, re.Pattern[str]]]
    any_word: re.Pattern[str]
    any_phrase: re.Pattern[str]
    first: re.Pattern[str]


@cache
def _patterns(language: Language) -> _Patterns:
    words = CLAIM_WORDS.get(language.code, ClaimWords())
    lists = {
        "reports": (*map(re.escape, language.said), *words.reports), "speculates": words.speculates, "would": words.would, "will": words.will,
        "must": words.must, "judges": words.judges, "interprets": words.interprets, "vague": words.vague, "i": words.i,
        "you": words.you, "wishes": words.wishes, "not": words.negates, "past": words.past, "is": words.copula, "states": words.states,
    }  # fmt: skip
    one, several, all_words, all_phrases = [], [], list[str](), list[str]()
    for name, listed in lists.items():
        single = [pattern for pattern in listed if " " not in pattern]
        phrases = [pattern for pattern in listed if " " in pattern]
        all_words += single
        all_phrases += phrases
        one += [(name, _whole(single, words.elided))] if single else []
        several += [(name, _apart(phrases, words.elided))] if phrases else []
    first = re.compile(rf"\W*(?:{_any_of(words.turns)})(?!\w)", re.IGNORECASE)
    return _Patterns(one, several, _whole(all_words, words.elided), _apart(all_phrases, words.elided), first)


def _any_of(patterns: Sequence[str], before: str = "") -> str:
    return rf"{before}(?:{'|'.join(patterns)})" if patterns else "(?!)"


def _whole(patterns: Sequence[str], before: str) -> re.Pattern[str]:
    return re.compile(in_small_letters(_any_of(patterns, before)))


def _apart(patterns: Sequence[str], before: str) -> re.Pattern[str]:
    """Any of some patterns, with no word cut at either edge, for small letters."""
    return re.compile(in_small_letters(rf"(?<!\w){_any_of(patterns, before)}(?!\w)"))


def _said(sentence: str, words: list[str], language: Language) -> set[str]:
    """Which named features the words of a sentence have."""
    patterns = _patterns(language)
    known = _words_of(language)
    found = set[str]().union(*{known[word] for word in words})
    small = sentence.lower()
    if patterns.any_phrase.search(small):
        found |= {name for name, pattern in patterns.phrases if name not in found and pattern.search(small)}
    return found | ({"but"} if patterns.first.match(sentence) else set())


@cache
def _words_of(language: Language) -> Remembered[frozenset[str]]:
    """Which named features each word has."""
    return Remembered(lambda word: _of_word(word, language))


def _of_word(word: str, language: Language) -> frozenset[str]:
    patterns, small = _patterns(language), small_letters(word.lower())
    if (1 < len(word) <= 4 and word.isupper()) or not patterns.any_word.fullmatch(small):  # US is no pronoun
        return frozenset()
    return frozenset(name for name, pattern in patterns.words if pattern.fullmatch(small))


def counts_of(rows: Sequence[tuple[Iterable[str], Iterable[int]]], places: Mapping[str, int]) -> npt.NDArray[np.int8]:
    """The counts of candidates, as `Candidates` has them, from the named features of each and the words that `hashed` tells.

    `places` has the place of each name.
    """
    named = np.zeros((len(rows), len(places)), dtype=np.int8)
    has = [row * len(places) + places[name] for row, (names, _) in enumerate(rows) for name in names]
    np.put(named, np.array(has, dtype=np.int64), 1)
    said = [row * 2 * BUCKETS + word for row, (_, words) in enumerate(rows) for word in words]
    up_down = np.bincount(np.array(said, dtype=np.int64), minlength=len(rows) * 2 * BUCKETS).reshape(-1, 2, BUCKETS)
    words = np.clip(up_down[:, 0] - up_down[:, 1], -100, 100).astype(np.int8)
    return np.concatenate((named, words), axis=1)


def words_in(sentence: str) -> list[str]:
    """The words of a sentence, with their hyphens and apostrophes."""
    return _WORD.findall(sentence)


def hashed(sentence: str, words: Sequence[str]) -> list[int]:
    """Where the words of a sentence count, and how it begins and ends: from `BUCKETS` on they count down."""
    small = _in_small_letters(sentence, words)
    keys = {_STEMS[word] for word in small}
    if small:
        keys.add(f"{small[-1]}$")
    if len(small) > 1:
        keys |= {f"^{small[0]}", f"^{small[0]} {small[1]}"}
    return [_BUCKETS[key] for key in keys]


def _in_small_letters(sentence: str, words: Sequence[str]) -> list[str]:
    if "İ" in sentence or "Σ" in sentence:  # which become two code points, or what is around tells
        return words_in(sentence.lower())
    return "\n".join(words).lower().split("\n") if words else []


def _stem(word: str) -> str:
    """A word without the ending of its form, roughly."""
    for ending in ("’s", "'s", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _bucket(key: str) -> int:
    """Where a word counts, and with which sign (Weinberger et al. 2009)."""
    code = crc32(key.encode("utf-8", "surrogatepass"))
    return code % BUCKETS + (0 if code >> 31 else BUCKETS)


_STEMS, _BUCKETS = Remembered(_stem), Remembered(_bucket)
