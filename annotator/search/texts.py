"""The texts of a project's articles, kept in memory for the next search: about twice their size on the disk."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from annotator.errors import AnnotatorError
from annotator.project import ArticleFile
from annotator.text.find import folded
from annotator.text.load import FileStamp, decode, file_stamp, read_regular


class KeptText(NamedTuple):
    """One article's text."""

    article: str
    stamp: FileStamp
    sha256: str
    raw: bytes
    """UTF-8, without a byte order mark."""
    folded: bytes
    """See `annotator.text.find.folded`."""

    @property
    def text(self) -> str:
        """The text itself."""
        return self.raw.decode()


class Texts:
    """The articles' texts as their files have them, each read when it is first asked for.

    Attributes:
        files: the articles, in their order.
        unreadable: by id, why an article cannot be read.
    """

    def __init__(self, files: Sequence[ArticleFile], limit: int) -> None:
        self.files = files
        self.unreadable: dict[str, str] = {}
        self._limit = limit
        self._kept: list[KeptText | None] = [None] * len(files)
        self._looked_at = bytearray(len(files))

    def look_again(self) -> None:
        """Have each file looked at once more before its text is given again."""
        self._looked_at = bytearray(len(self.files))

    def get(self, number: int) -> KeptText | None:
        """The text of an article, by its place; `None` if it cannot be read."""
        if not self._looked_at[number]:
            self._look(number)
            self._looked_at[number] = 1
        return self._kept[number]

    def is_current(self, number: int, kept: KeptText) -> bool:
        """Whether an article's file is still as it was when this text was read."""
        return file_stamp(self.files[number].path) == kept.stamp

    def _look(self, number: int) -> None:
        file, kept = self.files[number], self._kept[number]
        stamp = file_stamp(file.path)
        if kept is not None and kept.stamp == stamp:
            return
        self.unreadable.pop(file.id, None)
        try:
            data = read_regular(file.path, self._limit)
            text, bom = decode(data, str(file.path))
        except AnnotatorError as error:
            self._kept[number] = None
            self.unreadable[file.id] = str(error)
            return
        self._kept[number] = KeptText(file.id, stamp, hashlib.sha256(data).hexdigest(), data[3 * bom :], folded(text))
