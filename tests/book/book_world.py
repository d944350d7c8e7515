"""Books on the disk, read back: their pages as trees, their links, their index of words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import annotator
from tests.cli.cli_world import World
from tests.report.page_world import Node, parsed

EVIL = "</script><script>alert(1)</script><img src=//x.example onerror=alert(2)>\x1b[2J\u202e\u2028\u200b&amp;\"'{{ 7*191 }}"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff]")


class BookOnDisk:
    """A folder that `annotator book` wrote."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        self.trees = {name: parsed(self.text(name)) for name in self.files if name.endswith(".html")}

    def text(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")

    def bytes(self) -> dict[str, bytes]:
        return {name: (self.folder / name).read_bytes() for name in self.files}

    def links(self, name: str) -> Iterator[tuple[Node, str, str]]:
        """Of a page each element that leads somewhere: the file, from the book's folder, and the anchor in it."""
        for node in self.trees[name].walk():
            for key in ("href", "src", "action"):
                target = node.attributes.get(key)
                if target is None or node.attributes.get("rel", "").endswith("external"):
                    continue
                file, _, anchor = target.partition("#")
                path = (self.folder / name).parent / unquote(file) if file else self.folder / name
                yield node, path.resolve().relative_to(self.folder.resolve()).as_posix(), anchor

    def words(self) -> dict[str, Any]:
        """Each word of the search with what is known of it, from the files that `search.js` loads."""
        found: dict[str, Any] = {}
        for name in self.files:
            if name.startswith("search/words-"):
                found |= dict(_given(self.text(name)))
        return found

    def articles(self) -> list[list[str]]:
        """What the search says of each article."""
        names = [name for name in self.files if name.startswith("search/articles-")]
        names.sort(key=lambda name: int(name.rpartition("-")[2].partition(".")[0]))
        return [row for name in names for row in _given(self.text(name))]


def _given(script: str) -> list[Any]:
    assert script.startswith("annotatorBook(")
    _, value = json.loads(f"[{script.strip().removeprefix('annotatorBook(').removesuffix(');')}]")
    assert isinstance(value, list)
    return value


def write_book(world: World, out: str = "book", **asked: Any) -> BookOnDisk:
    """The book of all that the world's annotators gave."""
    project = annotator.open(world.root)
    project.book(world.root / out, **{"source": project.merge(), **asked})
    return BookOnDisk(world.root / out)
