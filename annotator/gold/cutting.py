"""Spans as lines of JSONL that are cut, not read, as long as nobody asks for what stands in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import overload

import orjson

from annotator.journal.columns import Ints
from annotator.journal.records import Fields

_NONE = b',"attributes":{},'
_TEXT, _BY = b',"text":', b',"annotators":['


class Cut(Sequence[Fields]):
    """Flat spans of one version of one article, from their lines as `merge` writes them, each with its text.

    Attributes:
        starts, ends: of the spans, `(spans,)`, code points.
        labels: how many spans each label has.
        votes: the ends of the lines, as JSON objects from `annotators` on, with how many lines end so.
    """

    def __init__(
        self,
        article: str,
        sha256: str | None,
        lines: list[bytes],
        cut: list[tuple[bytes, bytes]] | None,
        starts: Ints,
        ends: Ints,
        labels: Counter[str],
    ) -> None:
        """Take lines, all of which begin with this article and hash.

        Args:
            article: the id.
            sha256: of the article's file.
            lines: the spans as JSON.
            cut: of each line what stands from `start` to `label`, and from the comma before `annotators` on, if known.
            starts: see above.
            ends: see above.
            labels: see above.
        """
        self.starts, self.ends, self.labels = starts, ends, labels
        self._lines = lines
        self._begin = begin = len(orjson.dumps({"article": article, "sha256": sha256}))
        self._objects: list[Fields] | None = None
        if cut is None:
            # A quotation mark within a string has a backslash before it, so that what is looked for stands in none.
            places = [(text := line.find(_TEXT, begin), line.find(_BY, text)) for line in lines]
            cut = [(line[begin:text], line[by:]) for line, (text, by) in zip(lines, places, strict=True)]
        self._cut = cut
        self.votes = {b"{" + by[1:]: count for by, count in Counter([by for _, by in cut]).items()}

    @property
    def attributes(self) -> set[str]:
        """The names that the spans' attributes have."""
        said = (votes for votes in self.votes if _NONE not in votes)
        return {name for votes in said for name in orjson.loads(votes)["attributes"] or ()}

    def to_json(self, *, with_text: bool) -> bytes:
        """A JSON array of the spans without `article` and `sha256`, and with or without `text`."""
        if with_text:
            begin = self._begin
            return b"[" + b",".join([b"{" + line[begin:] for line in self._lines]) + b"]"
        return b"[" + b",".join([b"{%b%b" % cut for cut in self._cut]) + b"]"

    def fits(self, text: str) -> bool:
        """Whether each span's text is what the article's text has there."""
        begin, size = self._begin, len(_TEXT)
        for line, start, end in zip(self._lines, self.starts.tolist(), self.ends.tolist(), strict=True):
            if not line.startswith(orjson.dumps(text[start:end]), line.find(_TEXT, begin) + size):
                return False
        return True

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> Fields: ...
    @overload
    def __getitem__(self, index: slice) -> list[Fields]: ...
    def __getitem__(self, index: int | slice) -> Fields | list[Fields]:
        return self._read()[index]

    def __iter__(self) -> Iterator[Fields]:
        return iter(self._read())

    def _read(self) -> list[Fields]:
        if self._objects is None:
            self._objects = list(map(orjson.loads, self._lines))
        return self._objects
