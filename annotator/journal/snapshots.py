"""The bytes of every annotated article, kept once by their hash, so that spans stay readable when the article changes."""

from __future__ import annotations

import codecs
import hashlib
import re
from pathlib import Path

from annotator.errors import AnnotatorError
from annotator.journal import storage
from annotator.model import Article
from annotator.text.load import decode, read_regular

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Snapshots:
    """The folder `annotations/articles/`, one `<sha256>.txt` an article version; files are added, never changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path | None:
        """Where the text with this hash is kept or would be; `None` if `sha256` is no hash."""
        return self.folder / f"{sha256}.txt" if _SHA256.fullmatch(sha256) else None

    def keep(self, article: Article) -> None:
        """Store the article's bytes unless they are there already.

        Raises:
            OSError: they could not be stored.
        """
        path = self.path(article.sha256)
        if path is None or path.exists():
            return
        body = article.text.encode()
        # A text that came from here may have lost its byte order mark on the way; the hash knows.
        for data in (body, codecs.BOM_UTF8 + body):
            if hashlib.sha256(data).hexdigest() == article.sha256:
                storage.make_folder(self.folder)
                storage.replace_file(path, data)

    def text(self, sha256: str, limit: int) -> str | None:
        """The stored text with this hash, of `limit` bytes at most; `None` if there is none, or it has another hash."""
        path = self.path(sha256)
        if path is None or not path.exists():
            return None
        try:
            data = read_regular(path, limit)
            if hashlib.sha256(data).hexdigest() != sha256:
                return None
            return decode(data, path.name)[0]
        except AnnotatorError:
            return None
