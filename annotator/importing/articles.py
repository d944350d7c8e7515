"""Texts, web pages and tables as articles: a text's bytes as they are, of a page the article, of a table a row each."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from annotator.errors import AnnotatorError
from annotator.formats.parsing import article_id
from annotator.importing.tables import TableColumns, articles_in
from annotator.text.load import decode, load_meta, read_regular
from annotator.text.sanitize import one_line

FORMATS = ("text", "html", "table")
TABLES = (".parquet", ".arrow")
SUFFIXES = {
    ".txt": "text", ".text": "text", ".md": "text", ".html": "html", ".htm": "html", ".xhtml": "html",
    **dict.fromkeys(TABLES, "table"),
}  # fmt: skip
NOT_READ = {
    ".pdf": "pdftotext FILE OUT.txt",
    **dict.fromkeys((".docx", ".odt", ".rtf", ".epub"), "pandoc -t plain --wrap=none FILE -o OUT.txt"),
    ".doc": "soffice --convert-to txt FILE",
    ".tei": "xmllint --xpath 'string(//*[local-name()=\"body\"])' FILE > OUT.txt",
    **dict.fromkeys((".mhtml", ".mht"), "save the page as HTML"),
    ".warc": "warcio extract --payload FILE OFFSET > OUT.html",
    ".rss": "save the pages that it names as HTML",
}
"""Files of articles that are not read, with what turns one into something that is."""


def not_read(suffix: str) -> str:
    """What to do with a file of an ending of `NOT_READ`."""
    return f"{suffix} is not read: make a text or a web page of it first ({NOT_READ[suffix]})"


class NewArticle(NamedTuple):
    """An article to be: its name, the bytes of its file, and what is known of it."""

    name: str
    data: bytes
    meta: dict[str, Any]


def read(path: Path, kind: str, limit: int, columns: TableColumns) -> tuple[list[NewArticle], list[str]]:
    """The articles of a file of one of `FORMATS`, each of at most `limit` bytes, and sentences on what is not in them.

    Raises:
        AnnotatorError: if it cannot be read.
    """
    if kind == "table":
        rows, told = articles_in(path, columns)
        found = [NewArticle(row.name, row.text.encode("utf-8", "replace"), row.meta) for row in rows]
        for article in found:
            if len(article.data) > limit:
                raise AnnotatorError(
                    f"{one_line(str(path))}: {article.name} is larger than {limit:,} bytes: leave it out"
                )
        return found, told
    data = read_regular(path, limit)
    name, shown = article_id(path.stem), one_line(path.name)
    if kind == "text":
        decode(data, str(path))
        try:
            known = load_meta(path).fields()
        except AnnotatorError as error:
            return [NewArticle(name, data, {})], [f"{error}: taken in without it"]
        return [NewArticle(name, data, {field: value for field, value in known.items() if value})], []
    from annotator.importing.web_page import page_article

    text, meta, told = page_article(data, shown)
    return [NewArticle(name, text.encode("utf-8", "replace"), meta)], told
