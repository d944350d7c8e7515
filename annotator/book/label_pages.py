"""The pages of a label: all its spans as a concordance, by event and outlet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from annotator.book.contents import BookArticle, BookContents, BookSpan
from annotator.book.frame import Frame, Pager, pages_of
from annotator.book.index_pages import LABELS
from annotator.book.look import Labels, attributes, note, votes
from annotator.book.names import page_stem
from annotator.book.spool import Run
from annotator.report.markup import Html
from annotator.text.sanitize import display

PAGES = 60
"""Labels that have pages; the others are shown in the articles alone."""
_SPANS = 200
"""Spans on one page."""


class Line(NamedTuple):
    """A span in the concordance."""

    span: BookSpan
    mark: str
    votes: Html
    attributes: list[tuple[str, str]]
    note: str
    cut: bool
    """Whether its text goes on."""


class Slice(NamedTuple):
    """Some of a run's rows."""

    article: BookArticle
    run: Run
    first: int
    last: int


def label_files(articles: Sequence[BookArticle], labels: Labels) -> dict[int, str]:
    """The first page of each label that has pages: those with the most spans, in the order of the labels."""
    totals = [sum(article.count(place) for article in articles) for place in range(len(labels))]
    used = [place for place, count in enumerate(totals) if count]
    chosen = sorted(sorted(used, key=lambda place: -totals[place])[:PAGES])
    taken: set[str] = set()
    return {place: f"labels/{page_stem(labels.names[place], taken)}.html" for place in chosen}


def label_pages(
    frame: Frame, contents: BookContents, labels: Labels, place: int, file: str
) -> dict[str, Callable[[], bytes]]:
    """The pages of one label.

    Args:
        frame: of the book.
        contents: what the book holds.
        labels: their looks.
        place: the label's.
        file: its first page.
    """
    ordered = sorted(contents.articles, key=lambda article: article.by_event)
    slices: list[list[Slice]] = [[]]
    room = _SPANS
    total = 0
    for article, run in contents.of_label(ordered, place):
        first = 0
        while first < run.rows:
            if not room:
                slices.append([])
                room = _SPANS
            last = min(run.rows, first + room)
            slices[-1].append(Slice(article, run, first, last))
            room -= last - first
            first = last
        total += run.rows
    stem = file.removesuffix(".html")
    pages = pages_of(total, _SPANS)
    return {
        (pager := Pager(page, pages, stem)).file(page): partial(
            _label_page, frame, contents, labels, place, pager, slices[page - 1], total
        )
        for page in range(1, pages + 1)
    }


def _label_page(
    frame: Frame,
    contents: BookContents,
    labels: Labels,
    place: int,
    pager: Pager,
    slices: Sequence[Slice],
    total: int,
) -> bytes:
    found: dict[BookArticle, list[Line]] = {}
    for article, run, first, last in slices:
        rows = contents.spool.get(run)[first:last]
        found.setdefault(article, []).extend(_line(labels, article, span) for span in rows)
    return frame.page(
        "label.html.jinja",
        pager.file(pager.page),
        LABELS,
        labels[place].name,
        labels=labels,
        place=place,
        found=found,
        pager=pager,
        total=total,
        with_text=contents.with_text,
        shown=lambda text: display((text or "").replace("\r", " ").replace("\n", " ")),
    )


def _line(labels: Labels, article: BookArticle, span: BookSpan) -> Line:
    cut = span.wording is not None and len(span.wording) < span.end - span.start
    return Line(span, labels.mark(span), votes(span, sorted(article.entry.own)), attributes(span), note(span), cut)
