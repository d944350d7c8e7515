"""A wording as it is compared: its words folded, with their stems, whether they say something, and where they stand.

Folded is a word's letter case, its compatibility forms (NFKC), apostrophes, invisible characters and the marks between groups
of digits; hyphens and dashes part words. Offsets are those of the text as it is written.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

from annotator.model import Range
from annotator.text.languages.language import Language
from annotator.text.languages.shared import UNSPACED
from annotator.text.segments.words import LETTER

MOST_WORDS = 1_000
"""Words of a wording that are compared; of a longer one the beginning."""
_WORD = re.compile(
    rf"ません|な(?:い|かっ)|[{UNSPACED}]|(?<![^\W_])(?:[^\W\d_]\.){{2,}}|(?<!{LETTER})(?:[ldjmtscnLDJMTSCN]|[Qq]u)['’](?={LETTER})"  # l’accord
    rf"|(?:(?![{UNSPACED}]){LETTER})+(?:(?:['’ʼ]|(?<=\d)[.,\u00a0\u202f](?=\d))(?:(?![{UNSPACED}]){LETTER})+)*"
)
_UNSPACED = re.compile(f"[{UNSPACED}]")
_KANA = re.compile("[\u3040-\u309f\u30fc]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f]")
_GROUPS = re.compile(r"(?<=\d)[,\u00a0\u202f](?=\d{3}(?!\d))")
_OPPOSITES = ("un", "in", "im", "il", "ir", "dis", "non", "anti", "de", "des", "dés", "mis", "miss")
SHORT = 3
"""Letters of a word that says little, in a language whose words are not known."""
_STEM = 6
_CHARACTER, _SYLLABLE = 0.5, 0.3


Turn = Literal["", "number", "negation"]


class Word(NamedTuple):
    """A word form."""

    folded: str
    stem: str
    """What inflected forms of it share: crude, and the same in every language."""
    says: bool
    """Whether it is a content word, a number or a negation."""
    part: float = 1.0
    """What it says of a word: half for a character of a script without spaces between words, hardly anything for kana."""
    turns: Turn = ""
    """Whether it is a number or a negation: another one in its place says another thing, and so does a negation left out."""


class Words(NamedTuple):
    """The words of a wording, each with its range `[start, end)`, in code points."""

    words: list[Word]
    starts: array[int]
    ends: array[int]


def tokens(text: str, language: Language, ranges: Iterable[Range] = ()) -> Words:
    """The words of a text, or of some ranges of it, in order.

    Args:
        text: of the article.
        language: tells which words say little.
        ranges: code points; without any the whole text.
    """
    found = Words([], array("q"), array("q"))
    for start, end in ranges or [(0, len(text))]:
        for match in _WORD.finditer(text, start, end):
            if len(found.words) == MOST_WORDS:
                return found
            found.words.append(_word(match[0], language))
            found.starts.append(match.start())
            found.ends.append(match.end())
    return found


def fold(word: str) -> str:
    """A word as it is compared."""
    if word.isascii():
        folded = word.casefold()
    else:
        folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", word)).casefold().replace("’", "'").replace("ʼ", "'")
    folded = folded.removesuffix("'")
    return _GROUPS.sub("", folded) if folded[:1].isdigit() else folded


@lru_cache(2**16)
def _word(written: str, language: Language) -> Word:
    folded = fold(written)
    if any(character.isdigit() for character in folded) or folded in _numbers(language):
        return Word(folded, folded, True, turns="number")
    if folded in _negations(language) or folded.endswith("n't"):
        return Word(folded, folded, True, _CHARACTER if _UNSPACED.match(folded) else 1.0, "negation")
    if _UNSPACED.match(folded):
        kana = _KANA.match(folded) is not None
        return Word(folded, folded, not kana, _SYLLABLE if kana else _CHARACTER)
    little = _little(language)
    says = folded not in little and (bool(little) or len(folded) > SHORT)
    return Word(folded, stem(folded), says)


def stem(folded: str) -> str:
    """The first letters of a long word, a shorter one without the `s` of plurals."""
    bare = folded.removesuffix("'s")
    if len(bare) > _STEM:
        return bare[:_STEM]
    return bare[:-1] if len(bare) > SHORT and bare.endswith("s") else bare


def opposes(one: Word, other: Word) -> bool:
    """Whether one word for the other says another thing: a number, a negation, like and unlike."""
    if one.turns or other.turns:
        return one.folded != other.folded
    short, long = sorted((one.folded, other.folded), key=len)
    return any(long == prefix + short for prefix in _OPPOSITES)


@lru_cache(64)
def _little(language: Language) -> frozenset[str]:
    return frozenset(language.little)


@lru_cache(64)
def _numbers(language: Language) -> frozenset[str]:
    return frozenset(fold(word) for word in (*language.few, *language.magnitudes))


@lru_cache(64)
def _negations(language: Language) -> frozenset[str]:
    return frozenset(language.negations)
