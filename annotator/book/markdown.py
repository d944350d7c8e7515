"""From Markdown to harmless markup: what guidelines and cards are written in, no more.

Headings, paragraphs, lists, tables, code, quotations; bold, italic, code and links within a line. Nothing of it is taken
for HTML, and links lead to the web or to a heading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from annotator.book.names import web_address
from annotator.report.markup import Html, joined, markup, tag

# Each choice is bounded, so that no text of many half marks takes long.
_INLINE = re.compile(
    r"\\(?P<plain>[\\`*_\[\]<>#|~!()-])"
    r"|``(?P<code2>[^\n]{1,300}?)``|`(?P<code>[^`\n]{1,1000})`"
    r"|\*\*(?P<bold>[^*\n]{1,1000})\*\*"
    r"|(?<![\w*])[*_](?P<italic>[^*_\s](?:[^*_\n]{0,1000}[^*_\s])?)[*_](?![\w*])"
    r"|!?\[(?P<text>[^\[\]\n]{0,500})\]\((?P<to>[^()\s]{0,1000})\)"
    r"|<(?P<address>https?://[^<>\s]{1,1000})>"
)
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_ITEM = re.compile(r"([ \t]*)([-*+]|\d{1,9}[.)])[ \t]+(.*)")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_TABLE_RULE = re.compile(r"\|(?:[ \t]*:?-+:?[ \t]*\|)*[ \t]*:?-+:?[ \t]*\|?[ \t]*$")
_CELL = re.compile(r"(?:[^|\\]|\\.)+")
_DEEP = 6


class Heading(NamedTuple):
    """A heading of the text, for a list of contents."""

    level: int
    id: str
    title: Html


class Prose(NamedTuple):
    """A text as markup."""

    body: Html
    headings: list[Heading]


def prose(text: str) -> Prose:
    """The markup of a text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).split("\n")
    headings: list[Heading] = []
    return Prose(joined(_blocks(lines, headings, set(), 0)), headings)


def heading_id(title: str) -> str:
    """The anchor of a heading with these words."""
    return "h-" + (re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:60] or "section")


def _blocks(lines: Sequence[str], headings: list[Heading], taken: set[str], depth: int) -> Iterator[Html]:
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
        elif line.lstrip().startswith("```"):
            end = next((i for i in range(at + 1, len(lines)) if lines[i].lstrip().startswith("```")), len(lines))
            yield tag("pre", tag("code", "\n".join(lines[at + 1 : end])))
            at = end + 1
        elif found := _HEADING.match(line):
            yield _heading(found, headings, taken)
            at += 1
        elif _RULE.match(line):
            yield Html("<hr>")
            at += 1
        elif _is_table(lines, at):
            end = _while(lines, at, lambda one: one.lstrip().startswith("|"))
            yield _table(lines[at:end])
            at = end
        elif _ITEM.match(line):
            end = _end_of_list(lines, at)
            yield _list(lines[at:end], headings, taken, depth)
            at = end
        elif line.lstrip().startswith(">"):
            end = _while(lines, at, lambda one: one.lstrip().startswith(">"))
            inside = [one.lstrip()[1:].removeprefix(" ") for one in lines[at:end]]
            yield tag("blockquote", _nested(inside, headings, taken, depth))
            at = end
        else:
            end = at + 1
            while end < len(lines) and lines[end].strip() and not _begins(lines, end):
                end += 1
            yield tag("p", inline(" ".join(one.strip() for one in lines[at:end])))
            at = end


def _nested(lines: Sequence[str], headings: list[Heading], taken: set[str], depth: int) -> Html:
    """Blocks within a block; beyond a depth that nobody writes, words alone."""
    if depth >= _DEEP:
        return inline(" ".join(line.strip() for line in lines))
    return joined(_blocks(lines, headings, taken, depth + 1))


def _while(lines: Sequence[str], at: int, fits: Callable[[str], bool]) -> int:
    while at < len(lines) and fits(lines[at]):
        at += 1
    return at


def _begins(lines: Sequence[str], at: int) -> bool:
    """Whether a line begins another block though no empty line stands before it."""
    line = lines[at]
    return bool(
        _HEADING.match(line)
        or _ITEM.match(line)
        or line.lstrip().startswith(("```", ">"))
        or _is_table(lines, at)
        or _RULE.match(line)
    )


def _is_table(lines: Sequence[str], at: int) -> bool:
    two = [line.lstrip() for line in lines[at : at + 2]]
    return len(two) == 2 and all(line.startswith("|") for line in two) and _TABLE_RULE.match(two[1]) is not None


def _heading(found: re.Match[str], headings: list[Heading], taken: set[str]) -> Html:
    level, title = len(found[1]), inline(found[2])
    anchor = base = heading_id(title.striptags())
    number = len(taken)
    while anchor in taken:
        number += 1
        anchor = f"{base}-{number}"
    taken.add(anchor)
    headings.append(Heading(level, anchor, title))
    return tag(f"h{level}", title, id=anchor)


def _end_of_list(lines: Sequence[str], at: int) -> int:
    """Where a list ends: after an empty line at one that is neither indented nor an item, at another block, or list."""
    end = at + 1
    first = _ITEM.match(lines[at])
    assert first is not None
    while end < len(lines):
        line = lines[end]
        item = _ITEM.match(line)
        if item and len(item[1]) <= len(first[1]) and item[2][0].isdigit() != first[2][0].isdigit():
            break
        if not line.strip():
            after = end + 1
            if after >= len(lines) or not (lines[after].startswith("  ") or _ITEM.match(lines[after])):
                break
        elif _HEADING.match(line) or (line.lstrip().startswith("```") and not line.startswith("  ")):
            break
        end += 1
    return end


def _list(lines: Sequence[str], headings: list[Heading], taken: set[str], depth: int) -> Html:
    first = _ITEM.match(lines[0])
    assert first is not None
    indent, kind = len(first[1]), "ol" if first[2][0].isdigit() else "ul"
    items: list[list[str]] = []
    for line in lines:
        found = _ITEM.match(line)
        if found and len(found[1]) <= indent:
            items.append([found[3]])
        else:
            items[-1].append(line[indent + 2 :] if line[: indent + 2].isspace() else line.lstrip())
    return tag(kind, [tag("li", _item(item, headings, taken, depth)) for item in items])


def _item(lines: list[str], headings: list[Heading], taken: set[str], depth: int) -> Html:
    """A list's item: its words alone, or blocks where it has several."""
    if any(not line.strip() or _begins(lines, at) for at, line in enumerate(lines)):
        return _nested(lines, headings, taken, depth)
    return inline(" ".join(line.strip() for line in lines))


def _table(lines: Sequence[str]) -> Html:
    head, marks, *rows = [_CELL.findall(line.strip().strip("|")) for line in lines]
    right = [mark.strip().endswith(":") for mark in marks]

    def row(cells: Sequence[str], kind: str) -> Html:
        return tag(
            "tr",
            [
                tag(kind, inline(cell.strip()), class_="number" if at < len(right) and right[at] else None)
                for at, cell in enumerate(cells)
            ],
        )

    body = [row(cells, "td") for cells in rows]
    return tag("div", tag("table", tag("thead", row(head, "th")), tag("tbody", body)), class_="wide")


def inline(text: str, depth: int = 0) -> Html:
    """A line's markup."""
    parts: list[Html] = []
    end = 0
    for found in _INLINE.finditer(text):
        parts += [markup(text[end : found.start()]), _mark(found, depth)]
        end = found.end()
    return joined([*parts, markup(text[end:])])


def _mark(found: re.Match[str], depth: int) -> Html:
    def inside(part: str) -> Html:
        return inline(part, depth + 1) if depth < _DEEP else markup(part)

    if found["plain"]:
        return markup(found["plain"])
    if code := found["code2"] or found["code"]:
        return tag("code", code.strip())
    if found["bold"]:
        return tag("strong", inside(found["bold"]))
    if found["italic"]:
        return tag("em", inside(found["italic"]))
    if found["address"]:
        return link(found["address"], markup(found["address"]))
    return link(found["to"], inside(found["text"] or found["to"]))


def link(to: str, words: Html) -> Html:
    """A link to the web; words alone where it would lead anywhere else."""
    address = web_address(to)
    return words if address is None else tag("a", words, href=address, rel="noopener noreferrer external")
