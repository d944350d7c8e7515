"""The lists of articles, by event and by outlet, and the list of labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from annotator.book.contents import BookArticle
from annotator.book.frame import Frame, Pager, pages_of
from annotator.book.look import Labels
from annotator.report.markup import Html

_ARTICLES = 100
"""Articles on one page."""
_OUTLETS = 100
"""Outlets in the table of labels."""

Order = Literal["event", "outlet"]
_OTHER: dict[Order, Order] = {"event": "outlet", "outlet": "event"}
UNKNOWN = {"event": "No event named", "outlet": "No outlet named"}
FRONT, OUTLETS, LABELS = "index.html", "outlets.html", "labels.html"


class ArticleRow(NamedTuple):
    """An article in a list."""

    article: BookArticle
    about: list[str]
    """Outlet or event, and date."""
    counts: list[tuple[int, int]]
    """Labels, by place, with how many spans."""


def index_pages(
    frame: Frame, articles: Sequence[BookArticle], labels: Labels, order: Order, front: dict[str, Any]
) -> dict[str, Callable[[], bytes]]:
    """The pages of all articles, by event or by outlet.

    Args:
        frame: of the book.
        articles: of the book.
        labels: their looks.
        order: what groups them.
        front: what the first page says before the list.
    """
    ordered = sorted(articles, key=attrgetter(f"by_{order}"))
    sizes = Counter(getattr(article, order) for article in articles)
    stem, first = ("events", FRONT) if order == "event" else ("outlets", OUTLETS)
    pages = pages_of(len(ordered), _ARTICLES)
    return {
        (pager := Pager(page, pages, stem, first)).file(page): partial(
            _index_page,
            frame,
            pager,
            ordered[(page - 1) * _ARTICLES : page * _ARTICLES],
            sizes,
            labels,
            order,
            front if page == 1 else {},
        )
        for page in range(1, pages + 1)
    }


def _index_page(
    frame: Frame,
    pager: Pager,
    articles: Iterable[BookArticle],
    sizes: Counter[str],
    labels: Labels,
    order: Order,
    front: dict[str, Any],
) -> bytes:
    groups = [
        (name or UNKNOWN[order], sizes[name], [_row(article, _OTHER[order]) for article in some])
        for name, some in groupby(articles, key=attrgetter(order))
    ]
    return frame.page(
        "index.html.jinja",
        pager.file(pager.page),
        pager.file(1),
        f"Articles by {order}",
        groups=groups,
        labels=labels,
        pager=pager,
        order=order,
        front=front,
    )


def _row(article: BookArticle, other: Order) -> ArticleRow:
    about = [part for part in (getattr(article, other), article.published) if part]
    return ArticleRow(article, about, [(place, article.count(place)) for place in sorted(article.runs)])


def labels_page(
    frame: Frame,
    articles: Sequence[BookArticle],
    labels: Labels,
    files: dict[int, str],
    meanings: dict[str, Html | str],
) -> bytes:
    """The page of all labels: what they mean, and how many spans each has by outlet.

    Args:
        frame: of the book.
        articles: of the book.
        labels: their looks.
        files: the page of each label that has one.
        meanings: by name, as the guideline says it.
    """
    totals: Counter[int] = Counter()
    by_outlet: dict[str, Counter[int]] = {}
    for article in sorted(articles, key=attrgetter("by_outlet")):
        counts = Counter({place: article.count(place) for place in article.runs})
        totals.update(counts)
        by_outlet.setdefault(article.outlet, Counter()).update(counts)
    outlets = [(name or UNKNOWN["outlet"], counts) for name, counts in by_outlet.items()]
    return frame.page(
        "labels.html.jinja",
        LABELS,
        LABELS,
        "Labels",
        labels=labels,
        rows=[
            (place, totals[place], files.get(place), meanings.get(labels.names[place], "")) for place in sorted(totals)
        ],
        columns=sorted(files),
        outlets=outlets[:_OUTLETS],
        more=len(outlets) - _OUTLETS,
    )
