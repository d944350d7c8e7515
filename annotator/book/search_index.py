"""The words of a book and where they stand, in small files of their own, of which a search loads those that it needs."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson

TEXT, TITLE, ATTRIBUTE, NOTE = 1, 2, 4, 8
"""Where in an article a word stands; sums of these are kept."""
COMMON = 2_000
"""A word of more articles than this is told as such, and not looked up."""
_SHARD = 60_000
"""Characters of a file of words, about."""
_ARTICLES = 500
"""Articles described in one file."""
_TEXT = 300_000
"""Code points of a text whose words are found; a novel has more, an article hardly."""
_LONGEST = 40
# Scripts written without spaces are found by their characters.
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")


def tokens(text: str) -> Iterable[str]:
    """The words of a text, in small letters and without accents; `search.js` does the same with what is typed."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    return (word[:_LONGEST] for word in _TOKEN.findall(text.lower()))


class ArticleWords:
    """The words of one article while it is read."""

    def __init__(self, index: SearchIndex, article: int) -> None:
        self._index, self._article = index, article
        self._found: dict[str, tuple[int, int]] = {}

    def add(self, where: int, text: str, span: int = 0) -> None:
        """Take the words of a text.

        Args:
            where: one of `TEXT`, `TITLE`, `ATTRIBUTE`, `NOTE`.
            text: of which the beginning is looked at.
            span: the number of the span that it was said of; 0 for none.
        """
        for word in set(tokens(text[:_TEXT])):
            places, first = self._found.get(word, (0, 0))
            self._found[word] = places | where, first or span

    def close(self) -> None:
        """Give the words to the index."""
        self._index.take(self._article, self._found)


class SearchIndex:
    """All words, each with the articles in which it stands."""

    def __init__(self) -> None:
        self._words: dict[str, array[int]] = {}

    def of_article(self, article: int) -> ArticleWords:
        """The words of an article, to be added to; articles come in order."""
        return ArticleWords(self, article)

    def take(self, article: int, found: dict[str, tuple[int, int]]) -> None:
        """Add an article's words: of each, where it stands and the first span that it was said of."""
        for word, (places, span) in found.items():
            self._words.setdefault(word, array("I")).extend((article, places, span))

    def shards(self) -> list[list[str]]:
        """The words in stretches for files of about the same size, in the order in which JavaScript compares strings."""
        # By UTF-16 code units.
        order = sorted(self._words, key=lambda word: word.encode("utf-16-be", "surrogatepass"))
        found: list[list[str]] = []
        room = 0
        for word in order:
            if room <= 0:
                found.append([])
                room = _SHARD
            found[-1].append(word)
            room -= len(word) + 8 + (9 * len(self._words[word]) // 3 if self._count(word) <= COMMON else 0)
        return found

    def _count(self, word: str) -> int:
        return len(self._words[word]) // 3

    def words_file(self, name: str, words: Sequence[str]) -> Iterator[bytes]:
        """A file of words, as a call of the page's own script with what it holds.

        Each word comes with `article, places, span` of every article in a row, or with their number alone if it is common.
        """
        pairs = [
            [word, self._words[word].tolist() if self._count(word) <= COMMON else self._count(word)] for word in words
        ]
        yield script(name, pairs)


def article_files(articles: Sequence[tuple[str, ...]]) -> dict[str, Sequence[tuple[str, ...]]]:
    """What is said of the articles that are found, in files by name."""
    return {
        f"search/articles-{first // _ARTICLES}.js": articles[first : first + _ARTICLES]
        for first in range(0, len(articles), _ARTICLES)
    }


def manifest(shards: Sequence[Sequence[str]], articles: int) -> dict[str, Any]:
    """What the search page must know to load the others: the first word of each file, and how articles are parted."""
    return {"words": [words[0] for words in shards], "articles": articles, "apart": _ARTICLES}


def script(name: str, value: Any) -> bytes:
    """A script that hands a value to the page's own one."""
    return b"annotatorBook(%b,%b);\n" % (as_json(name), as_json(value))


def as_json(value: Any) -> bytes:
    """JSON that may stand in a page or script: nothing in it can end either."""
    data = orjson.dumps(value)
    for character in "<>&\u2028\u2029":
        data = data.replace(character.encode(), b"\\u%04x" % ord(character))
    return data
