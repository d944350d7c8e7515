"""The table of languages, one row a language, and how a text's language is told."""

from __future__ import annotations

import copyreg
import re
from collections import Counter
from dataclasses import replace
from functools import lru_cache

from annotator.text.languages.english import ENGLISH
from annotator.text.languages.french import FRENCH
from annotator.text.languages.german import GERMAN
from annotator.text.languages.japanese import JAPANESE
from annotator.text.languages.language import Language
from annotator.text.languages.spanish import SPANISH

NEUTRAL = Language(code="")
"""For languages without a row."""

LANGUAGES = {
    language.code: language for language in (ENGLISH, GERMAN, FRENCH, SPANISH, JAPANESE, replace(JAPANESE, code="zh"))
}
DEFAULT = ENGLISH
"""For a text that names no language and shows none."""

_KANA = re.compile("[\u3040-\u30ff]")
_HAN = re.compile("[\u4e00-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+")
LOOKED_AT = 4_000
"""Code points from the beginning of a text by which its language is told."""


def language_of(text: str, code: str | None = None) -> Language:
    """The row for a text: that of its code, the neutral one for a code without a row; without a code, the one the text shows.

    Args:
        text: The text; it is not looked at if there is a code.
        code: A language code as in an article's metadata (`de`, `de-AT`, `pt_BR`), or the name of none.
    """
    if code is None or not code.strip():
        return _shown(text)
    first = re.split(r"[-_]", code.strip().casefold())[0]
    return of_code(first)


def of_code(code: str) -> Language:
    """The row of a code in small letters without a region; the neutral one for a code without a row."""
    return LANGUAGES.get(code) or _neutral(code)


@lru_cache(64)
def _neutral(code: str) -> Language:
    return replace(NEUTRAL, code=code)


@lru_cache(16)
def _shown(text: str) -> Language:
    """The language whose frequent words make up most of the text's beginning, if three of them and twice the next; by script."""
    beginning = text[:LOOKED_AT]
    if len(_HAN.findall(beginning)) + len(_KANA.findall(beginning)) > len(beginning) // 4:
        return LANGUAGES["ja" if _KANA.search(beginning) else "zh"]
    words = Counter(map(str.casefold, _WORD.findall(beginning)))
    counts = sorted(
        ((sum(words[word] for word in set(language.common)), language.code) for language in LANGUAGES.values()),
        reverse=True,
    )
    (most, code), (next_most, _) = counts[:2]
    return LANGUAGES[code] if most >= 3 and most >= 2 * next_most else DEFAULT


# In another process it is the row that is there, as it is told by what it is, not by what it holds.
copyreg.pickle(Language, lambda row: (of_code, (row.code,)))
