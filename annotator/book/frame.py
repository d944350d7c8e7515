"""What all pages of a book share: the ways to the others, the policy that lets them load nothing but the book's own files."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.book.names import numbered
from annotator.report.templates import source_of, template
from annotator.version import __version__

if TYPE_CHECKING:
    from jinja2 import Template

PACKAGE = "annotator.book"
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'"
SEARCHING_POLICY = f"{_POLICY}; script-src 'self'"
"""Of the one page that runs the book's script."""
_NEAR = 2
"""Pages before and after one that it names."""


class Way(NamedTuple):
    """A link to a part of the book."""

    title: str
    file: str


class Frame:
    """Draws pages that belong to one book.

    Attributes:
        ways: to its parts; a page shows all, its own part marked.
    """

    def __init__(self, ways: Sequence[Way], title: str) -> None:
        self.ways, self.title = ways, title

    def page(self, name: str, file: str, part: str, title: str, /, **values: Any) -> bytes:
        """A page.

        Args:
            name: of its template.
            file: where it goes, from the book's folder.
            part: the file of the part that it belongs to.
            title: its own.
            values: what the template lays out.
        """
        about = {
            "root": "../" * file.count("/"),
            "ways": self.ways,
            "part": part,
            "title": title,
            "book": self.title,
            "policy": _POLICY,
            "version": __version__,
        }
        drawn = _template(name).render(about | values).encode()
        # What a template was given is held by cycles, and exports are written while nobody looks for these.
        gc.collect(0)
        return drawn


@cache
def _template(name: str) -> Template:
    return template(name, PACKAGE)


def own_file(name: str) -> str:
    """A file of this package: the style sheet, the script."""
    return source_of(name, PACKAGE)


class Pager(NamedTuple):
    """Which of several pages one is, and the ways to the others."""

    page: int
    pages: int
    stem: str
    first: str | None = None
    """The file of the first page, if it has a name of its own."""

    def file(self, page: int) -> str:
        """The file of a page, from 1."""
        return numbered(self.stem, page, self.first)

    @property
    def near(self) -> list[int]:
        """The pages to be named: the first, the last and those around this one."""
        around = range(self.page - _NEAR, self.page + _NEAR + 1)
        return sorted({1, self.pages, *(page for page in around if 1 <= page <= self.pages)})


def pages_of(count: int, size: int) -> int:
    """How many pages of a size so many rows take; one if there are none."""
    return max(-(-count // size), 1)
