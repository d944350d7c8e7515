"""Texts and web pages as articles: a text's bytes as they are, of a page the paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

from annotator.formats.parsing import article_id
from annotator.text.load import decode, read_regular
from annotator.text.sanitize import one_line

FORMATS = ("text", "html")
SUFFIXES = {".txt": "text", ".text": "text", ".md": "text", ".html": "html", ".htm": "html", ".xhtml": "html"}

_DROPPED = frozenset(
    {"script", "style", "template", "noscript", "svg", "math", "iframe", "object", "nav", "form", "button", "select"}
)
_INLINE = re.compile(
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|ins|kbd|label|mark|q|rp|rt|ruby|s|samp|small|span|"
    "strike|strong|sub|sup|time|tt|u|var|wbr"
)
_EMPTY = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")


class NewArticle(NamedTuple):
    """An article to be: its name, the bytes of its file, and what is known of it."""

    name: str
    data: bytes
    meta: dict[str, Any]
    told: list[str]
    """Sentences on what of the source is not in it."""


def read(path: Path, kind: str, limit: int) -> NewArticle:
    """The article of a file of one of `FORMATS`, of at most `limit` bytes.

    Raises:
        AnnotatorError: if it cannot be read, or is no UTF-8.
    """
    data = read_regular(path, limit)
    text, _ = decode(data, one_line(str(path)))
    name = article_id(path.stem)
    if kind == "text":
        return NewArticle(name, data, {}, [])
    page = _Page()
    page.feed(_with_ends(text))
    page.close()
    dropped = ", ".join(f"{count} {tag}" for tag, count in sorted(page.dropped.items()))
    told = [f"left out of {one_line(path.name)}: {dropped}"] if dropped else []
    return NewArticle(name, page.text().encode("utf-8", "replace"), page.meta, told)


_OPENS = re.compile(r"<(?P<element>(?i:script|style))\b|(?P<mark><!--|<!\[CDATA\[|<!)")
_ENDS = {"<!--": "-->", "<![CDATA[": "]]>", "<!": ">"}


def _with_ends(markup: str) -> str:
    """A page without comments and declarations, and with `<` as text where no tag ends any more.

    `HTMLParser` looks through all the rest of a page for the end of each, even if there was none for the one before.
    """
    kept, at, endless = [], 0, False
    while match := _OPENS.search(markup, at):
        start, mark = match.start(), match["mark"]
        if not mark:
            closing = re.compile(f"</{match['element']}", re.IGNORECASE).search(markup, start)
            end = closing.start() if closing else len(markup)
            kept.append(markup[at:end])
            at = end
            continue
        end = -1 if endless and mark == "<![CDATA[" else markup.find(_ENDS[mark], start + 2)
        length = len(_ENDS[mark])
        if end < 0 and mark == "<![CDATA[":
            endless, length = True, 1
            end = markup.find(">", start)
        kept.append(markup[at:start])
        at = len(markup) if end < 0 else end + length
    whole = "".join((*kept, markup[at:]))
    tags = whole.rfind(">") + 1
    return whole[:tags] + whole[tags:].replace("<", "&lt;")


class _Page(HTMLParser):
    """Collects the paragraphs of a page: the text between tags that begin or end a block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.dropped: Counter[str] = Counter()
        self.meta: dict[str, Any] = {}
        self._paragraphs: list[str] = []
        self._words: list[str] = []
        self._inside: list[str] = []
        """The dropped elements that are open."""
        self._title: list[str] | None = None

    def text(self) -> str:
        """The paragraphs, an empty line between them."""
        self._end_paragraph()
        return "\n\n".join([*self._paragraphs]) + "\n" * bool(self._paragraphs)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, or something that is left out."""
        values = dict(attrs)
        if tag == "html" and values.get("lang"):
            self.meta["language"] = values["lang"]
        if tag == "link" and values.get("rel") == "canonical" and values.get("href"):
            self.meta["url"] = values["href"]
        if self._inside:
            if tag == self._inside[-1] and not _EMPTY.fullmatch(tag):
                self._inside.append(tag)
            return
        if tag in _DROPPED:
            self._inside.append(tag)
            self.dropped[tag] += 1
        elif tag == "title" and "title" not in self.meta:
            self._title = []
        elif tag == "br":
            self._words.append("\n")
        elif not _INLINE.fullmatch(tag):
            self._end_paragraph()

    def handle_endtag(self, tag: str) -> None:
        """End a block."""
        if self._inside:
            if tag == self._inside[-1]:
                self._inside.pop()
            return
        if tag == "title" and self._title is not None:
            self.meta["title"] = " ".join("".join(self._title).split())
            self._title = None
        elif not _INLINE.fullmatch(tag) and not _EMPTY.fullmatch(tag):
            self._end_paragraph()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that closes itself holds nothing."""
        if tag not in _DROPPED:
            self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        """Text."""
        if self._title is not None:
            self._title.append(data)
        elif not self._inside:
            self._words.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def _end_paragraph(self) -> None:
        lines = (re.sub(r" {2,}", " ", line).strip(" ") for line in "".join(self._words).split("\n"))
        paragraph = "\n".join(line for line in lines if line)
        if paragraph:
            self._paragraphs.append(paragraph)
        self._words = []
