"""Web pages as articles: the article's own text and what the page says of it, found by trafilatura (extra `articles`).

Markup that stands for characters is written out first: `<q>` as quotation marks, a small picture by its sign.
"""

from __future__ import annotations

import codecs
import re
from copy import deepcopy
from typing import Any

from annotator.errors import AnnotatorError, need
from annotator.text.load import decode
from annotator.text.sanitize import one_line

_HEAD = 4096
"""Bytes in which a page says how its characters are written."""
_DECLARED = re.compile(
    rb"""<(?:meta[^>]{0,300}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE
)
_MEANT = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip
"""What browsers read where a page declares the first."""
_XML = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_SIGN = 8
"""Code points of the longest alternative text that is taken for a sign, such as an emoji."""
_UNSEEN = ("script", "style", "template", "noscript", "head")
_AROUND = ("nav", "footer", "aside", "form", "button", *_UNSEEN)
"""Elements of a page that are never the article's."""
_NOT_OF_IT = frozenset(
    {
        "ad", "ads", "advert", "adverts", "advertisement", "banner", "breadcrumb", "breadcrumbs", "comment", "comments",
        "contentinfo", "cookie", "footer", "menu", "nav", "navigation", "newsletter", "promo", "related", "share", "sidebar",
        "social", "sponsor", "sponsored",
    }
)  # fmt: skip
"""Words by which pages name what is not the article's."""
_PARAGRAPHS = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "blockquote", "pre")
_BLOCKS = frozenset(
    {"body", "main", "p", "head", "list", "item", "quote", "table", "row", "cell", "div", "code", "ab", "figDesc"}
)


def page_article(data: bytes, shown: str) -> tuple[str, dict[str, Any], list[str]]:
    """The article's text in paragraphs, its metadata, and sentences on what of the page is not in it.

    Raises:
        AnnotatorError: if the page cannot be decoded, or holds no article that can be told from the rest.
    """
    trafilatura = need("trafilatura", "articles", "--from html")
    html = need("lxml.html", "articles", "--from html")
    text = _XML.sub("", _decoded(data, shown), count=1)
    try:
        tree = html.document_fromstring(text)
    except Exception as error:  # whatever the parser finds wrong with bytes that may be anything
        raise AnnotatorError(f"{shown}: is no web page ({one_line(str(error), 80)}): name a saved page") from None
    _write_out_signs(tree)
    seen = _words_seen(tree)
    found = trafilatura.bare_extraction(deepcopy(tree), include_comments=False, with_metadata=True)
    article = "" if found is None else _text_of(found.body)
    if not article:
        raise AnnotatorError(f"{shown}: no article was found in the page: save its text as .txt and import that")
    told = []
    if len(found.body) == 1 and article.split() == trafilatura.baseline(tree)[1].split():
        # No article was found, and all that is there was taken for one paragraph.
        article = _text_of(_told_paragraphs(tree)) or article
        told.append(f"{shown}: the article could not be told from the rest of the page: look at it")
    left = max(seen - len(article.split()), 0)
    told += [f"left out of {shown}: {left:,} of {seen:,} words, as they are not the article's"] if left else []
    return article, _meta(found, tree), told


def _decoded(data: bytes, shown: str) -> str:
    """The text of a page: by its byte order mark, else as it declares, else UTF-8."""
    declared = _DECLARED.search(data[:_HEAD])
    name = declared[1].decode("ascii") if declared else "utf-8"
    try:
        name = codecs.lookup(name).name
    except LookupError:
        raise AnnotatorError(f"{shown}: is written in {one_line(name)}, which is unknown: save it as UTF-8") from None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16"
    elif data.startswith(codecs.BOM_UTF8) or name.startswith("utf-16"):
        name = "utf-8"  # a page that can say so in ASCII is not UTF-16
    if name == "utf-8":
        return decode(data, shown)[0]
    name = _MEANT.get(name, name)
    try:
        return codecs.decode(data, name)
    except (UnicodeError, TypeError, AttributeError) as error:
        raise AnnotatorError(
            f"{shown}: is not {name}, as it says ({one_line(str(error), 80)}): save it as UTF-8"
        ) from None


def _write_out_signs(tree: Any) -> None:
    """Put in the characters that markup stands for."""
    for quote in tree.xpath(".//q"):
        quote.text = "“" + (quote.text or "")
        if len(quote):
            quote[-1].tail = (quote[-1].tail or "") + "”"
        else:
            quote.text += "”"
        quote.drop_tag()
    for picture in tree.xpath(".//img[@alt]"):
        sign = picture.get("alt", "").strip()
        if sign and len(sign) <= _SIGN and not any(c.isspace() or (c.isascii() and c.isalnum()) for c in sign):
            picture.tail = sign + (picture.tail or "")
            picture.drop_tag()


def _words_seen(tree: Any) -> int:
    hidden = " or ".join(f"ancestor::{name}" for name in _UNSEEN)
    return sum(len(text.split()) for text in tree.xpath(f".//text()[not({hidden})]"))


def _text_of(body: Any) -> str:
    """The paragraphs of what was found, an empty line between them; a line break stays one."""
    etree = need("lxml.etree", "articles", "--from html")
    paragraphs: list[str] = []
    words: list[str] = []

    def end() -> None:
        lines = (" ".join(line.split(" ")).strip(" ") for line in "".join(words).split("\n"))
        paragraph = "\n".join(re.sub(" {2,}", " ", line) for line in lines if line)
        paragraphs.extend([paragraph] if paragraph else [])
        words.clear()

    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag in _BLOCKS:
            end()
        if event == "start":
            words.append("\n" if element.tag == "lb" else _plain(element.text))
        elif element is not body:
            words.append(_plain(element.tail))
    end()
    return "\n\n".join(paragraphs) + "\n" * bool(paragraphs)


def _told_paragraphs(tree: Any) -> Any:
    """The headings and paragraphs of a page without those of elements that are said to be something else than an article."""
    tree = deepcopy(tree)
    for element in tree.xpath(f".//*[{' or '.join(f'self::{name}' for name in _AROUND)}]"):
        element.drop_tree()
    for element in tree.xpath(".//body//*[@class or @id or @role]"):
        words = " ".join(element.get(name, "") for name in ("class", "id", "role")).lower()
        if _NOT_OF_IT & set(re.split(r"[^a-z]+", words)) and not element.xpath(".//h1 | .//article"):
            element.drop_tree()  # else it is what is beside them, as `with-sidebar` says
    whole = tree.xpath(".//article")
    blocks = (whole[0] if len(whole) == 1 else tree).xpath(
        f".//*[{' or '.join(f'self::{name}' for name in _PARAGRAPHS)}]"
    )
    outer = {above for block in blocks for above in block.iterancestors()}
    found = need("lxml.etree", "articles", "--from html").Element("body")
    for block in blocks:
        if block not in outer:
            for line_break in block.iter("br"):
                line_break.tag = "lb"
            block.tag, block.tail = "p", None
            found.append(block)
    return found


def _plain(text: str | None) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", text or "")


def _meta(found: Any, tree: Any) -> dict[str, Any]:
    """What the page says of the article, under the names of `.meta.json`."""
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    authors = [name.strip() for name in (found.author or "").split(";") if name.strip()]
    values = {
        "title": found.title, "source": found.sitename if found.sitename != found.title else None, "url": found.url, "authors": authors,
        "published": found.date, "language": language or found.language,
    }  # fmt: skip
    return {name: value for name, value in values.items() if value}
