"""A page taken apart: a small tree of its elements, and the spans read back out of an article's columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self

VOID = {"meta", "link", "br", "hr", "input"}


@dataclass
class Node:
    """An element; `inside` holds elements and strings."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list[Node | str] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.inside)

    def walk(self) -> Iterator[Node]:
        yield self
        for part in self.inside:
            if isinstance(part, Node):
                yield from part.walk()

    def all(self, tag: str, class_: str | None = None) -> list[Node]:
        return [n for n in self.walk() if n.tag == tag and (class_ is None or class_ in n.classes)]

    def by_id(self, identity: str) -> Node:
        (found,) = (node for node in self.walk() if node.attributes.get("id") == identity)
        return found

    def rows(self) -> dict[str, list[str]]:
        """A table's cells by the title of their row."""
        rows = [[cell.text.strip() for cell in row.inside if isinstance(cell, Node)] for row in self.all("tr")]
        return {first: rest for first, *rest in rows}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {key: value or "" for key, value in attrs})
        self.open[-1].inside.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)

    @classmethod
    def read(cls, page: str) -> Self:
        reader = cls()
        reader.feed(page)
        reader.close()
        return reader


def parsed(page: str) -> Node:
    """The page's tree; fails where an element is not closed in its place."""
    reader = _Reader.read(page)
    assert len(reader.open) == 1, f"never closed: {[node.tag for node in reader.open[1:]]}"
    return reader.open[0]


def column(article: Node, annotator: str) -> tuple[str, list[tuple[int, int, int]]]:
    """The text of an annotator's column, and the spans that its marks stand for: (start, end, place of the label)."""
    return text_and_marks([node for node in article.all("div", "x") if node.attributes["data-name"] == annotator])


def text_and_marks(cells: list[Node]) -> tuple[str, list[tuple[int, int, int]]]:
    """The text of some rows, and the spans that their marks stand for: (start, end, place of the label)."""
    spans: list[tuple[int, int, int]] = []
    begun: dict[tuple[str, ...], int] = {}
    at = 0

    def visit(node: Node) -> None:
        nonlocal at
        start = at
        for part in node.inside:
            if isinstance(part, str):
                at += len(part)
            else:
                visit(part)
        if "s" in node.classes:
            look = tuple(sorted(name for name in node.classes if name[0] in "ln" and name[1:].isdigit()))
            if "b" in node.classes:
                begun[look] = start
            assert look in begun, "a line beyond the span that it stands for"
            if "e" in node.classes:
                spans.append((begun.pop(look), at, int(look[0][1:])))

    for cell in cells:
        visit(cell)
    assert not begun
    return "".join(cell.text for cell in cells), sorted(spans)
