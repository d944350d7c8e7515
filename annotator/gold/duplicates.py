"""Finds articles that share text: near-duplicates, and the same long quotation in several articles. Pure; linear.

Near-duplicates are found by MinHash over shingles of words (Broder 1997): articles that agree in a whole band of their
signatures are candidates, and of candidates the exact Jaccard index of their shingles decides.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

SHINGLE = 5
"""Words in a row."""
THRESHOLD = 0.5
"""Jaccard index of the sets of shingles from which on two articles are near-duplicates."""
QUOTED_WORDS = 8
"""Words from which on the same quotation in two articles ties them."""

_BANDS, _ROWS = 32, 4
"""Of 32 bands of 4 values each, two articles of index 0.5 share one with probability 0.87, of 0.7 with 0.9999."""
_MOST_ALIKE = 50
"""Articles of one band that later ones are compared with: copies by the thousand take no longer."""
_WORD = re.compile(r"\w+")
_LONGEST_MARKED = 4_000
"""Code points between two quotation marks."""
_QUOTED = re.compile(
    rf"“([^“”]{{1,{_LONGEST_MARKED}}})”|„([^„“”]{{1,{_LONGEST_MARKED}}})[“”]|«([^«»]{{1,{_LONGEST_MARKED}}})»|"
    rf'"([^"]{{1,{_LONGEST_MARKED}}})"'
)

_Hashes = npt.NDArray[np.uint64]


class Tie(NamedTuple):
    """Two articles that share text."""

    kind: str
    """`near-duplicate` or `quotation`."""
    articles: tuple[str, str]
    """Ids, sorted."""
    how: str
    """The Jaccard index, or the words of the quotation."""


def near_duplicates(texts: Mapping[str, str]) -> list[Tie]:
    """Pairs of articles whose shingles have a Jaccard index of `THRESHOLD` or more, sorted.

    Of many copies of one text each is tied to one other, which is enough to keep all together.

    Args:
        texts: by article id.
    """
    shingles = {article: _shingles(texts[article]) for article in sorted(texts)}
    signatures = {article: _signature(found) for article, found in shingles.items() if len(found)}
    found: dict[tuple[str, str], float] = {}
    failed: set[tuple[str, str]] = set()
    for band in range(_BANDS):
        leaders: dict[bytes, list[str]] = {}
        for article, signature in signatures.items():
            alike = leaders.setdefault(signature[band * _ROWS : (band + 1) * _ROWS].tobytes(), [])
            for other in alike:
                pair = other, article
                if pair not in found and pair not in failed:
                    index = jaccard(shingles[other], shingles[article])
                    if index >= THRESHOLD:
                        found[pair] = index
                    else:
                        failed.add(pair)
                if pair in found:
                    break
            if len(alike) < _MOST_ALIKE:
                alike.append(article)
    return [Tie("near-duplicate", pair, f"{index:.2f}") for pair, index in sorted(found.items())]


def jaccard(one: _Hashes, other: _Hashes) -> float:
    """The Jaccard index of two sets, each sorted: what is common, of all."""
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common) if len(one) or len(other) else 0.0


def shared_quotations(texts: Mapping[str, str], quoted: Mapping[str, Sequence[str]] | None = None) -> list[Tie]:
    """Pairs of articles with the same quotation of `QUOTED_WORDS` words or more, sorted; letter case does not count.

    Of many articles with one quotation each is tied to the first.

    Args:
        texts: by article id; what stands between quotation marks there is a quotation.
        quoted: by article id, further wordings that are known to be quotations.
    """
    first: dict[str, str] = {}
    found: dict[tuple[str, str], str] = {}
    for article in sorted({*texts, *(quoted or {})}):
        for wording in (*_quotations(texts.get(article, "")), *(quoted or {}).get(article, ())):
            words = _WORD.findall(wording.casefold())
            if len(words) < QUOTED_WORDS:
                continue
            other = first.setdefault(" ".join(words), article)
            if other != article:
                found.setdefault((other, article), " ".join(words))
    return [Tie("quotation", pair, words) for pair, words in sorted(found.items())]


def groups(items: Iterable[str], tied: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The group of each item, named after its least member: items that are tied, however indirectly, are of one group."""
    parent = {item: item for item in items}

    def root(item: str) -> str:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for one, other in tied:
        least, most = sorted((root(one), root(other)))
        parent[most] = least
    return {item: root(item) for item in parent}


def _quotations(text: str) -> Iterator[str]:
    return (next(filter(None, match.groups())) for match in _QUOTED.finditer(text))


def _shingles(text: str) -> _Hashes:
    """Hashes of all runs of `SHINGLE` words, sorted, each once; of a shorter text, of the whole."""
    words: npt.NDArray[Any] = np.array(
        [zlib.crc32(word.encode()) for word in _WORD.findall(text.casefold())], dtype=np.uint64
    )
    count = max(len(words) - SHINGLE + 1, 1 if len(words) else 0)
    found = np.zeros(count, dtype=np.uint64)
    for place in range(min(SHINGLE, len(words))):
        found = found * np.uint64(1_000_003) + words[place : place + count]  # wraps round at 2⁶⁴
    return np.unique(found)


def _signature(shingles: _Hashes) -> _Hashes:
    """The least value of the set under each of the hash functions, `(_BANDS * _ROWS,)`."""
    mixed = shingles ^ (shingles >> np.uint64(31))
    values = mixed[None, :] * _FACTORS[:, None] + _SUMMANDS[:, None]  # multiply, add, wrap round: Dietzfelbinger 1996
    least: _Hashes = (values >> np.uint64(16)).min(axis=1)
    return least


_DRAWN = np.frombuffer(hashlib.shake_256(b"near-duplicates").digest(_BANDS * _ROWS * 16), dtype="<u8").astype(np.uint64)
_FACTORS: _Hashes = _DRAWN[: _BANDS * _ROWS] | np.uint64(1)
_SUMMANDS: _Hashes = _DRAWN[_BANDS * _ROWS :]
