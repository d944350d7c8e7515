"""An article's page: its text with all layers, beside it what is said of each span; without the text, where the spans lie."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from annotator.book.contents import BookArticle, BookContents, BookSpan
from annotator.book.frame import Frame
from annotator.book.look import GroupLink, Labels, attributes, note, votes
from annotator.report.layers import LANES, Layers
from annotator.report.markup import Html, Look, markup
from annotator.text.sanitize import one_line

SPANS = 5_000
"""Spans shown on a page."""
_DEEP = 2 * LANES
"""Spans drawn over one stretch of text; those that begin deeper stand in the list alone."""
_BARS = 2_000
_WIDE = 1_000
"""Units of the picture that shows where spans lie."""
_MOST = 0.4
"""A label that covers more of a text than this gets lines and no ground, so that the others are seen."""
_LINES = re.compile(r"[^\n]*\n+|[^\n]+")


class SpanMark(NamedTuple):
    """A span as it is drawn over the text."""

    start: int
    end: int
    look: Look
    number: int
    mark: str

    @property
    def classes(self) -> str:
        """Its label, for the style sheet."""
        return f"l{self.look.place}"


class SpanNote(NamedTuple):
    """What is said of a span."""

    span: BookSpan
    look: Look
    mark: str
    votes: Html
    attributes: list[tuple[str, str]]
    note: str
    boards: list[str]
    """Where the groups that it is in are shown."""


class TextRow(NamedTuple):
    """A line of the text with the notes on the spans that begin in it."""

    text: Html
    feeds: Html
    """Its line ends."""
    gap: bool
    """Whether empty lines follow."""
    notes: list[SpanNote]


class Bar(NamedTuple):
    """Where a span lies in its article, in thousandths."""

    number: int
    x: float
    width: float


def article_page(
    frame: Frame,
    contents: BookContents,
    labels: Labels,
    article: BookArticle,
    files: dict[int, str],
    group_link: GroupLink,
) -> bytes:
    """The page of an article.

    Args:
        frame: of the book.
        contents: what the book holds.
        labels: their looks.
        article: one of the book's.
        files: the page of each label that has one.
        group_link: where the groups of its spans are shown.
    """
    entry = article.entry
    text = contents.text(article)
    spans = contents.spans(article, SPANS)
    finishers = sorted(entry.own)
    notes = [
        SpanNote(
            span,
            labels[span.label],
            labels.mark(span),
            votes(span, finishers),
            attributes(span),
            note(span),
            [link for group in span.groups if (link := group_link(group)) is not None],
        )
        for span in spans
    ]
    length = len(text) if text is not None else entry.length or max((span.end for span in spans), default=1)
    used = sorted(article.runs)
    return frame.page(
        "article.html.jinja",
        article.file,
        "index.html",
        article.title,
        article=article,
        authors=", ".join(one_line(name, 80) for name in entry.meta.authors),
        length=length,
        finishers=[one_line(name, 40) for name in finishers],
        labels=labels,
        legend=[(place, article.count(place), files.get(place)) for place in used],
        bars={place: list(_bars(spans, place, length)) for place in used},
        rows=[] if text is None else list(_rows(text, Layers(text, drawn(spans, labels)), notes)),
        notes=notes,
        quiet=[place for place in used if _covered(spans, place) > _MOST * length],
        more=article.spans - len(spans),
        book_has_texts=contents.with_text,
        language=_language(entry.meta.language),
    )


def drawn(spans: Sequence[BookSpan], labels: Labels) -> list[SpanMark]:
    """The spans that are drawn over the text: no more than can be told apart where they overlap."""
    marks: list[SpanMark] = []
    ends: list[int] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        while ends and ends[0] <= span.start:
            heappop(ends)
        if len(ends) < _DEEP and span.start < span.end:
            heappush(ends, span.end)
            marks.append(SpanMark(span.start, span.end, labels[span.label], span.number, labels.mark(span)))
    return marks


def _rows(text: str, layers: Layers[SpanMark], notes: Sequence[SpanNote]) -> Iterator[TextRow]:
    starts = [one.span.start for one in notes]
    for found in _LINES.finditer(text):
        start, end = found.span()
        body = start + len(found[0].rstrip("\r\n"))
        here = notes[bisect_left(starts, start) : bisect_left(starts, end)]
        feeds = found[0].count("\n")
        yield TextRow(_marked(layers, start, body), _marked(layers, body, end), feeds > 1, list(here))


def _marked(layers: Layers[SpanMark], start: int, end: int) -> Html:
    """A stretch of the text in its layers; the innermost has a ground, and each begins with its mark, which is no text.

    Made here rather than in the template, which would take five times as long.
    """
    parts: list[str] = []
    for piece in layers.part(start, end):
        ground = " i"
        for classes in piece.over:
            parts.append(f'<span class="{classes}{ground}">')
            ground = ""
        for one in piece.begun:
            mark, name = markup(one.mark), markup(one.look.name)
            parts.append(
                f'<a class="t l{one.look.place}" id="s{one.number}" href="#n{one.number}" data-t="{mark}" '
                f'aria-label="{name} {mark}"></a>'
            )
        parts += [piece.text, "</span>" * len(piece.over)]
    return Html("".join(parts))


def _covered(spans: Sequence[BookSpan], label: int) -> int:
    """How many code points the spans of a label cover."""
    covered = reached = 0
    for span in spans:
        if span.label == label:
            covered += max(span.end - max(span.start, reached), 0)
            reached = max(reached, span.end)
    return covered


def _bars(spans: Sequence[BookSpan], label: int, length: int) -> Iterator[Bar]:
    for span in spans[:_BARS]:
        if span.label == label:
            x = _WIDE * span.start / length
            yield Bar(span.number, round(x, 1), round(max(_WIDE * span.end / length - x, 1.5), 1))


def _language(code: str | None) -> str:
    """For screen readers and hyphenation; empty where it is not known."""
    return code if code and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", code) else ""
