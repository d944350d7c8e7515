"""Boards as a page: one file that needs no other, runs nothing and asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from importlib.resources import files

from annotator.boards.board import BoardRow
from annotator.boards.lanes import Cell, Lane
from annotator.report.boards import Boards, counted, row_title
from annotator.report.markup import Html, joined, name_tag, tag
from annotator.text.sanitize import one_line
from annotator.version import __version__

GENERATOR = '<meta name="generator" content="annotator boards">'
"""Tells a page of this program from other files."""
_DOT = "·"
_KEY = (
    "How words are marked: a dot for each word left out, underlined what is worded differently, doubly a number, a negation or an \
opposite."
)


def boards_page(boards: Boards) -> str:
    """The boards as an HTML page."""
    style = files("annotator.report").joinpath("boards.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    head = joined(
        Html('<meta charset="utf-8">'),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        Html(GENERATOR),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="referrer" content="no-referrer"><link rel="icon" href="data:,">'),
        tag("title", "Boards"),
        tag("style", Html(style)),
    )
    main = tag(
        "main",
        tag("h1", "What several outlets have"),
        tag("p", " ".join(counted(boards)), class_="note"),
        tag("p", _KEY, class_="note"),
        _habits(boards),
        (_section(boards, number, row) for number, row in enumerate(boards.rows, 1)),
        tag(
            "footer",
            tag("p", f"Made by annotator {__version__}. How it decides stands in docs/boards.md of the program."),
        ),
    )
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>{main}</body></html>\n'


def _section(boards: Boards, number: int, row: BoardRow) -> Html:
    lanes = boards.lanes(row) if row.kind == "quotation" else []
    return tag(
        "section",
        tag("h2", row_title(boards, number, row, lanes)),
        [tag("p", one_line(row.reason), class_="note")] if row.reason else [],
        map(_lane, lanes),
    )


def _lane(lane: Lane) -> Html:
    perhaps = [tag("small", " perhaps")] if lane.unsure else []
    return tag(
        "div",
        tag("h3", name_tag(lane.outlet), " ", tag("small", name_tag(lane.article)), perhaps),
        tag("p", _spaced(_words(lane)), class_="words"),
        tag("p", one_line(lane.attribution.beside, 300) or "nobody is named", class_="beside"),
        class_="lane",
    )


def _words(lane: Lane) -> Iterator[Html | str]:
    for cell in lane.cells:
        if cell.added:
            yield tag("ins", one_line(cell.added), class_="turned" if cell.turned else None)
        yield _word(cell)
    if lane.after:
        yield tag("ins", one_line(lane.after))


def _word(cell: Cell) -> Html | str:
    if cell.kind == "missing":
        return tag("span", _DOT, class_="out turned" if cell.turned and not cell.added else "out")
    if cell.kind == "same":
        return one_line(cell.text)
    return tag("ins", one_line(cell.text), class_="turned" if cell.kind == "turned" else None)


def _spaced(parts: Iterator[Html | str]) -> Iterator[Html | str]:
    for number, part in enumerate(parts):
        if number:
            yield " "
        yield part


def _habits(boards: Boards) -> Html:
    if not boards.habits:
        return Html("")
    heads = ("outlet", "wordings", "whole", "cut", "reworded", "turned", "says")
    rows = [
        tag(
            "tr",
            tag("th", name_tag(one.outlet)),
            (tag("td", f"{count:,}") for count in (one.wordings, one.whole, one.cut, one.reworded, one.turned)),
            tag("td", ", ".join(f"{one_line(cue, 20) or 'nothing'} {n:,}" for cue, n in one.cues.most_common(4))),
        )
        for one in boards.habits
    ]
    table = tag("table", tag("thead", tag("tr", (tag("th", head) for head in heads))), tag("tbody", rows))
    return tag("section", tag("h2", "By outlet"), tag("div", table, class_="scroll"))


__all__ = ["GENERATOR", "boards_page"]
