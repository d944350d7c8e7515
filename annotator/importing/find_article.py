"""Finds the article that a document of another program is of: by its name, its hash, or its text."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from typing import NamedTuple

from annotator.errors import AnnotatorError
from annotator.formats import SourceDocument
from annotator.formats.parsing import article_id
from annotator.model import ARTICLE_ID, Article
from annotator.project import ProjectFolder
from annotator.text.load import meta_path
from annotator.text.sanitize import one_line

_NUMBERED = re.compile(r"-\d+$")
_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_LINE_END_OR_SPACE = re.compile(r"\r\n|.", re.DOTALL)


class Aligned:
    """Offsets of one text carried over to another that differs from it in white space alone."""

    def __init__(self, source: str, target: str) -> None:
        # Where the characters are that are no white space, nor a byte order mark before the text.
        self._source, self._target = (
            [i for i, c in enumerate(text) if not c.isspace() and not (i == 0 and c == "\ufeff")]
            for text in (source, target)
        )

        self._texts = source, target

    def range(self, start: int, end: int) -> tuple[int, int, bool] | None:
        """Where a stretch of the source is in the target, and whether white space at an edge is not there too.

        `None` if it is white space alone. The space at an edge stays as far as both texts have the same next to the words:
        spaces of any kind for spaces, line ends of any kind for line ends.
        """
        source, target = self._texts
        first, last = bisect_left(self._source, start), bisect_left(self._source, end) - 1
        if first > last:
            return None
        begin, stop = self._target[first], self._target[last] + 1
        ahead = target[self._target[first - 1] + 1 if first else 0 : begin].removeprefix("\ufeff")
        behind = target[stop : self._target[last + 1] if last + 1 < len(self._target) else len(target)]
        before = _common(_spaces(source[start : self._source[first]])[::-1], _spaces(ahead)[::-1])
        after = _common(_spaces(source[self._source[last] + 1 : end]), _spaces(behind))
        return begin - before[0], stop + after[0], before[1] or after[1]


def _spaces(text: str) -> list[str]:
    return _LINE_END_OR_SPACE.findall(text.removeprefix("\ufeff"))


def _common(wanted: list[str], there: list[str]) -> tuple[int, bool]:
    """How many characters of `there` are the white space `wanted`, and whether some of that is lacking."""
    same = 0
    for one, other in zip(wanted, there, strict=False):
        if (one[0] in _LINE_ENDS) != (other[0] in _LINE_ENDS):
            break
        same += 1
    return sum(map(len, there[:same])), same < len(wanted)


class Match(NamedTuple):
    """An article for a document."""

    article: Article
    aligned: Aligned | None = None
    """How to carry offsets over; `None` if the document's text is the article's."""
    new: bool = False
    """Whether the project does not have it yet."""


class Unknown(NamedTuple):
    """Why there is no article for a document."""

    why: str


class Library:
    """The articles of a project and those that come with the sources, each read once."""

    def __init__(self, project: ProjectFolder) -> None:
        self._project = project
        self._by_id: dict[str, Article | None] = {}
        self._files = {article.id: article for article in project.articles() if ARTICLE_ID.fullmatch(article.id)}
        self._by_fold = {name.casefold(): name for name in self._files}
        self._by_bare: dict[str, list[str]] | None = None
        """The names of the articles with the same text but for white space."""
        self._new: dict[str, Article] = {}
        self._by_url: dict[str, Article] | None = None

    def match(self, document: SourceDocument) -> Match | Unknown:
        """The article of a document; where its text comes with it and the project has none of that name, a new one."""
        name = article_id(document.article) if document.article else None
        if (
            name is not None
            and document.sha256 is not None
            and (text := self._project.text(document.sha256, name)) is not None
        ):
            return _matched(Article(id=name, text=text, sha256=document.sha256), document)
        if document.text is not None:
            return self._by_its_text(document, document.text, name)
        article = self._published_at(document.url) or self._article(name)
        if article is None:
            return Unknown(
                f"the project has no article {one_line(repr(document.article or ''), 80)}, and no text came with it"
            )
        if document.sha256 is not None and document.sha256 != article.sha256:
            return Unknown(
                f"is of another text of {article.id} (sha256 {one_line(document.sha256, 12)}), which is not in the project"
            )
        return Match(article)

    def _published_at(self, url: str | None) -> Article | None:
        """The article whose metadata has this address."""
        if url is None:
            return None
        if self._by_url is None:
            known = [article for name in self._files if (article := self._article(name)) is not None]
            self._by_url = {article.meta.url: article for article in known if article.meta.url}
        return self._by_url.get(url)

    def _by_its_text(self, document: SourceDocument, text: str, name: str | None) -> Match | Unknown:
        named = self._article(name)
        if named is not None and named.text == text:
            return Match(named)
        article = self._alike(document, text, name) or named
        if article is not None:
            return _matched(article, document)
        return self._add(name or self._unnamed(document), text)

    def _add(self, name: str, text: str) -> Match | Unknown:
        data = text.encode("utf-8", "surrogatepass")
        article = Article(id=name, text=text, sha256=hashlib.sha256(data).hexdigest())
        if text[:1] == "\ufeff" or len(text) != len(data.decode("utf-8", "replace")):
            return Unknown(
                "its text cannot be an article's: it begins with a byte order mark, or holds half characters"
            )
        other = self._by_fold.get(name.casefold())
        if other is not None:
            return Unknown(f"has the name of the article {other}, whose text is another: rename one of them")
        self._by_fold[name.casefold()] = name
        self._new[name] = self._by_id[name] = article
        if self._by_bare is not None:
            self._by_bare.setdefault(_digest(text), []).append(name)
        return Match(article, new=True)

    def _unnamed(self, document: SourceDocument) -> str:
        """A name from where the document is: the same each time it is read."""
        stem, _, place = document.where.partition(", ")
        stem = stem.rpartition(".")[0] or stem
        place = place.partition(", ")[0]
        return article_id(f"{stem}-{place.rpartition(' ')[2]}" if place else stem)

    def is_new(self, article: Article) -> bool:
        """Whether the article came with a source."""
        return article.id in self._new

    def _article(self, name: str | None) -> Article | None:
        if name is None:
            return None
        if name not in self._by_id:
            file = self._files.get(name)
            try:
                self._by_id[name] = None if file is None else self._project.load(file)
            except AnnotatorError:
                self._by_id[name] = None
        return self._by_id[name]

    def _alike(self, document: SourceDocument, text: str, name: str | None) -> Article | None:
        """The article whose text differs from this one in white space at most.

        Of several that of the document's name, else one that was not itself made of a source without names: such a one
        has no metadata, and is called after a file and its number in it. Then the very text counts.
        """
        if self._by_bare is None:
            self._by_bare = {}
            for known in sorted({*self._files, *self._new}):
                if (article := self._article(known)) is not None:
                    self._by_bare.setdefault(_digest(article.text), []).append(known)
        unnamed = self._unnamed(document)
        found = [article for known in self._by_bare.get(_digest(text), ()) if (article := self._article(known))]
        if not _bare(text):
            found = [article for article in found if article.text == text]

        def rank(article: Article) -> tuple[bool, bool, bool, bool, bool]:
            file = self._files.get(article.id)
            return (
                article.id != name,
                article.id == unnamed,
                file is None or not meta_path(file.path).is_file(),
                _NUMBERED.search(article.id) is not None,
                article.text != text,
            )

        return min(found, key=rank, default=None)


def _matched(article: Article, document: SourceDocument) -> Match | Unknown:
    """The article for a document of its name, if the texts are the same but for white space."""
    text = document.text
    if text is None or text == article.text:
        return Match(article)
    if _bare(text) == _bare(article.text):
        return Match(article, Aligned(text, article.text))
    return Unknown(f"its text is not that of the article {article.id}: rename one of them")


def _digest(text: str) -> str:
    """The same for all texts that differ in white space alone."""
    return hashlib.sha256(_bare(text).encode("utf-8", "surrogatepass")).hexdigest()


def _bare(text: str) -> str:
    return "".join(text.removeprefix("\ufeff").split())
