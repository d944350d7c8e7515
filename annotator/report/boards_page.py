"""Boards as a page: one file that needs no other, runs nothing and asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from importlib.resources import files
from itertools import groupby

from annotator.boards.board import BoardRow
from annotator.boards.lanes import Cell, Lane
from annotator.report.boards import Boards, counted, row_title
from annotator.report.markup import Html, joined, name_tag, tag
from annotator.report.slot_report import said_sum, values_of
from annotator.text.sanitize import one_line, plural
from annotator.version import __version__

GENERATOR = '<meta name="generator" content="annotator boards">'
"""Tells a page of this program from other files."""
_DOT = "·"
_DOTS = 8
"""Words left out in a row from which on they are counted."""
WORDS_KEY = (
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
        tag("p", WORDS_KEY, class_="note"),
        _habits(boards),
        (_section(boards, number, row) for number, row in enumerate(boards.shown, 1)),
        _sums(boards),
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
        _slot(boards, row),
    )


def _slot(boards: Boards, row: BoardRow) -> Html:
    """The values of a decided slot, its sums, and what is offered to join it."""
    slot = boards.slot(row)
    if slot is None:
        return Html("")
    values = [
        tag("tr", tag("th", name_tag(outlet)), tag("td", one_line(said)), tag("td", remark))
        for outlet, said, remark in values_of(slot, boards.outlets_by_member(row))
    ]
    sums = dict.fromkeys([*(one.said(slot.members) for one in slot.verdict.sums), *map(said_sum, boards.sums_of(row))])
    offers = [
        tag(
            "li",
            name_tag(boards.outlets_by_member(offer)[0]),
            " ",
            one_line(boards.offered(offer)),
            tag("small", f" {one_line(offer.reason)}"),
        )
        for offer in boards.offers_for(row)
    ]
    return joined(
        tag("div", tag("table", tag("tbody", values), class_="values"), class_="scroll"),
        (tag("p", sum_) for sum_ in sums),
        [tag("p", "Perhaps too:", class_="note"), tag("ul", offers)] if offers else [],
    )


def _lane(lane: Lane) -> Html:
    perhaps = [tag("small", " perhaps")] if lane.unsure else []
    return tag(
        "div",
        tag("h3", name_tag(lane.outlet), " ", tag("small", name_tag(lane.article)), perhaps),
        tag("p", words_of(lane), class_="words"),
        tag("p", one_line(lane.attribution.beside, 300) or "nobody is named", class_="beside"),
        class_="lane",
    )


def words_of(lane: Lane) -> Html:
    """A wording, word by word, marked against the fullest one."""
    return joined(_spaced(_words(lane)))


def _words(lane: Lane) -> Iterator[Html | str]:
    for left_out, cells in groupby(
        lane.cells, lambda cell: cell.kind == "missing" and not cell.added and not cell.turned
    ):
        run = list(cells)
        if left_out and len(run) > _DOTS:
            yield tag("span", f"{_DOT} {plural(len(run), 'word')} left out {_DOT}", class_="out")
            continue
        for cell in run:
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


def _sums(boards: Boards) -> Html:
    if not boards.sums:
        return Html("")
    items = [
        tag("li", name_tag(boards.outlets.get(one.total.article, one.total.article)), " ", said_sum(one))
        for one in boards.sums
    ]
    return tag("section", tag("h2", "Sums that articles say"), tag("ul", items))


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


__all__ = ["GENERATOR", "WORDS_KEY", "boards_page", "words_of"]
