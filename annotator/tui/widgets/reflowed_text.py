"""From a guideline in Markdown, wrapped by hand, to lines of a width: what a reader of guidelines needs, no more.

Headings, paragraphs, lists, tables, code blocks; bold, italic and code within a line. Anything else stays as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from annotator.text.sanitize import display
from annotator.text.wrap import Rows, cell_length

TextStyle = Literal["plain", "bold", "italic", "code", "heading", "faint"]
StyledText = tuple[str, TextStyle]
StyledLine = tuple[StyledText, ...]

_INLINE = re.compile(
    r"\*\*(?P<bold>[^*]+)\*\*|`(?P<code>[^`]+)`|(?<![\w*])\*(?P<italic>[^*\s](?:[^*]*[^*\s])?)\*(?!\w)"
)
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_ITEM = re.compile(r"(\s*)([-*+]|\d{1,3}[.)])\s+(.*)")
_RULE = re.compile(r"\s*([-*_])(\s*\1){2,}\s*$")
_TABLE_RULE = re.compile(r"\s*\|?(\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*$")
_NARROW_TABLE = 24
"""Cells below which the columns of a table stand under one another."""
_GAP = " │ "


@dataclass
class ReflowedText:
    """Lines ready to draw, and where the sections begin."""

    lines: list[StyledLine] = field(default_factory=list)
    sections: dict[str, int] = field(default_factory=dict)
    """The line of each heading by its words, folded to lower case; of two alike the first."""


def reflow(markdown: str, width: int) -> ReflowedText:
    """The page of a text at a width in terminal cells."""
    page = ReflowedText()
    width = max(width, 8)
    after_heading = True
    for block, apart in _blocks(markdown):
        heading = _HEADING.match(block[0])
        if page.lines and (heading or (apart and not after_heading)):
            page.lines.append(())
        after_heading = heading is not None
        if heading:
            words = re.sub(r"[*`]", "", display(heading[2])).strip()
            page.sections.setdefault(words.casefold(), len(page.lines))
            page.lines += [tuple((text, "heading") for text, _ in line) for line in _wrapped(words, width)]
        else:
            page.lines += _lines(block, width)
    return page


def _blocks(markdown: str) -> Iterator[tuple[list[str], bool]]:
    """The blocks of a text, and whether an empty line stands before each."""
    block: list[str] = []
    apart = fenced = False
    for line in markdown.replace("\r\n", "\n").split("\n"):
        fence = line.lstrip().startswith("```")
        if fenced:
            block.append(line)
            fenced = not fence
            continue
        if block and (not line.strip() or fence or _begins(line, block)):
            yield block, apart
            block, apart = [], False
        if line.strip():
            block.append(line)
            fenced = fence
        else:
            apart = True
    if block:
        yield block, apart


def _begins(line: str, block: list[str]) -> bool:
    """Whether a line begins another block, though no empty line stands before it."""
    if block[0].lstrip().startswith("```") or _HEADING.match(block[0]) or _HEADING.match(line):
        return True
    return _ITEM.match(line) is not None or block[0].lstrip().startswith("|") != line.lstrip().startswith("|")


def _lines(block: list[str], width: int) -> list[StyledLine]:
    """The lines of a block that is no heading."""
    first = block[0]
    if first.lstrip().startswith("```"):
        code = [line for line in block if not line.lstrip().startswith("```")]
        return [((part, "code"),) for line in code for part in cut_to(display(line), width)]
    if len(block) == 1 and _RULE.match(first):
        return [(("─" * width, "faint"),)]
    if len(block) > 1 and first.lstrip().startswith("|") and _TABLE_RULE.match(block[1]):
        return _table(block, width)
    if item := _ITEM.match(first):
        mark = f"{'•' if item[2] in '-*+' else item[2]} "
        indent = min(len(item[1]), 6) + len(mark)
        inner = _wrapped(_joined([item[3], *block[1:]]), width - indent)
        return [((mark.rjust(indent) if i == 0 else " " * indent, "plain"), *line) for i, line in enumerate(inner)]
    return _wrapped(_joined(block), width)


def _joined(lines: Sequence[str]) -> str:
    return display(" ".join(line.strip() for line in lines))


def cut_to(text: str, width: int) -> list[str]:
    """A text as it is, wrapped to a width."""
    rows = Rows(text, width)
    return [text[slice(*rows.visible(row))] for row in range(len(rows))] or [""]


def _wrapped(text: str, width: int) -> list[StyledLine]:
    """A paragraph with its marks of bold, italic and code taken out, as lines of a width."""
    plain, kinds = "", list[TextStyle]()
    end = 0
    for found in _INLINE.finditer(text):
        kind: TextStyle = "bold" if found["bold"] else "code" if found["code"] else "italic"
        inner = found["bold"] or found["code"] or found["italic"]
        plain += text[end : found.start()] + inner
        kinds += _repeat("plain", found.start() - end) + _repeat(kind, len(inner))
        end = found.end()
    plain += text[end:]
    kinds += _repeat("plain", len(text) - end)
    rows = Rows(plain, max(width, 2))
    lines = []
    for row in range(len(rows)):
        start, stop = rows.visible(row)
        stop = start + len(plain[start:stop].rstrip())
        runs = groupby(range(start, stop), key=kinds.__getitem__)
        lines.append(tuple(("".join(plain[i] for i in places), kind) for kind, places in runs))
    return lines or [()]


def _repeat(kind: TextStyle, count: int) -> list[TextStyle]:
    return [kind] * count


def _table(block: list[str], width: int) -> list[StyledLine]:
    """Columns side by side with a rule between rows; under one another where they would be too narrow."""
    rows = [_row(line) for line in [block[0], *block[2:]]]
    count = max(map(len, rows))
    rows = [[*row, *[""] * (count - len(row))] for row in rows]
    room = width - len(_GAP) * (count - 1)
    if width < _NARROW_TABLE or room < count * 6:
        return [line for row in rows for cell in row if cell for line in _wrapped(cell, width)]
    widths = _share([max(cell_length(row[i]) for row in rows) for i in range(count)], room)
    rule: StyledLine = (("─┼─".join("─" * cells for cells in widths), "faint"),)
    lines: list[StyledLine] = []
    for number, row in enumerate(rows):
        columns = [_wrapped(cell, cells) for cell, cells in zip(row, widths, strict=True)]
        if number:
            lines.append(rule)
        for i in range(max(map(len, columns))):
            pieces: list[StyledText] = []
            for place, (column, cells) in enumerate(zip(columns, widths, strict=True)):
                line = column[i] if i < len(column) else ()
                pieces += [(" │ ", "faint")] if place else []
                pieces += [(text, "bold" if number == 0 else kind) for text, kind in line]
                pieces.append((" " * max(cells - sum(cell_length(text) for text, _ in line), 0), "plain"))
            lines.append(tuple(pieces))
    return lines


def _row(line: str) -> list[str]:
    return [display(cell.strip()) for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


def _share(wanted: list[int], room: int) -> list[int]:
    """Cells for each column: what it wants, the widest giving way first."""
    widths = [max(cells, 3) for cells in wanted]
    while sum(widths) > room:
        widths[widths.index(max(widths))] -= 1
    return widths
