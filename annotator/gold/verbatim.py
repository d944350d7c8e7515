"""Knows which lines of flat spans need no joining again: those that stand for themselves, exactly as `merge` writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import orjson

from annotator.journal.records import Fields

_FIELDS = ["annotators", "support", "of", "origin", "attributes", "note"]
_BY = b',"annotators":['
_TEXT = b',"text":"'
_RANGES = re.compile(rb'(?:"start":\d+,"end":\d+,"label":"[^"\\\n]*"\n)*')
_ESCAPED = re.compile(
    rb'(?P<begin>\{"article":"[^"\\]*","sha256":(?:"[^"\\]*"|null),)'
    rb'(?P<range>"start":\d+,"end":\d+,"label":(?P<label>"(?:[^"\\]|\\.)*"))'
    rb',"text":(?P<text>"(?:[^"\\]|\\.)*")(?P<by>,"annotators":.*)'
)
_REMEMBERED = 2**14


class Read(NamedTuple):
    """What lines say, `(lines,)` each."""

    names: list[int]
    """How many annotators it names; 0 where the line must be joined."""
    support: list[int]
    of: list[int]
    cut: list[tuple[bytes, bytes]]
    """The line from `start` to `label`, and from the comma before `annotators` on."""


class Verbatim:
    """Tells of flat lines that were found good whether joining each with no other would give the very same line."""

    def __init__(self, articles: Sequence[str], versions: Sequence[str | None]) -> None:
        """Take what codes of articles stand for.

        Args:
            articles: ids.
            versions: the sha256 of each article's only version; `None` if it is not known.
        """
        self._articles, self._versions = articles, versions
        self._about = _Votes()

    def read(self, articles: list[int], lines: list[bytes]) -> Read:
        """What lines say.

        Args:
            articles: of each line; those of one article stand together.
            lines: each a flat span that was found good.
        """
        cut: list[tuple[bytes, bytes]] = []
        for article, some in groupby(zip(articles, lines, strict=True), key=itemgetter(0)):
            cut += _cut(self._begin(article), [line for _, line in some])
        told = [self._about[by] for _, by in cut]
        names, support, of = ([one[place] for one in told] for place in range(3))
        return Read(names, support, of, cut)

    def _begin(self, article: int) -> bytes:
        about = {"article": self._articles[article], "sha256": self._versions[article]}
        return orjson.dumps(about)[:-1] + b","


class _Votes(dict[bytes, tuple[int, int, int]]):
    """How many names, `support` and `of`, by what ends a line, from the comma before `annotators` on."""

    def __missing__(self, by: bytes) -> tuple[int, int, int]:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[by] = told = _counted(by)
        return told


def _cut(begin: bytes, lines: list[bytes]) -> list[tuple[bytes, bytes]]:
    """Lines of one article cut as `Read.cut` has them; nothing of a line that is not as `merge` writes it."""
    if b"\\" not in b"".join(lines):  # then each string ends with the next quotation mark
        parted = [line.partition(_TEXT) for line in lines]
        found = [(head.removeprefix(begin), tail.partition(b'"')[2]) for head, _, tail in parted]
        # Only what begins as it should is left without `{`, which no range has.
        if _RANGES.fullmatch(b"\n".join([*(range_ for range_, _ in found), b""])):
            return found
    return [_cut_escaped(begin, line) for line in lines]


def _cut_escaped(begin: bytes, line: bytes) -> tuple[bytes, bytes]:
    """One line, in which characters may be escaped."""
    match = _ESCAPED.fullmatch(line)
    if match is None or match["begin"] != begin or not (_written(match["label"]) and _written(match["text"])):
        return b"", b""
    return match["range"], match["by"]


def _counted(by: bytes) -> tuple[int, int, int]:
    if not by.startswith(_BY):
        return 0, 0, 0
    whole = b"{" + by[1:]
    try:
        fields: Fields = orjson.loads(whole)
    except orjson.JSONDecodeError:
        return 0, 0, 0
    if list(fields) != _FIELDS or orjson.dumps(fields) != whole:
        return 0, 0, 0
    names, support, of, attributes = (fields[name] for name in ("annotators", "support", "of", "attributes"))
    in_order = names == sorted(set(names)) and list(attributes) == sorted(attributes)
    counted = bool(names) and support is not None and of is not None and len(names) <= support <= of
    return (len(names), support, of) if in_order and counted else (0, 0, 0)


def _written(text: bytes) -> bool:
    """Whether JSON is a string as this program writes it."""
    try:
        return isinstance(value := orjson.loads(text), str) and orjson.dumps(value) == text
    except orjson.JSONDecodeError:
        return False
