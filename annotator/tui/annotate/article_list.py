"""The list of articles: state, spans by label, time, note; typing filters it. No text is loaded for it."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Sequence
from functools import cache

from rich.segment import Segment
from rich.style import Style

from annotator.errors import AnnotatorError
from annotator.journal.fold import Fold
from annotator.model import ArticleState
from annotator.project import ArticleFile
from annotator.text.load import MAX_BYTES, load_article, load_meta, title_of
from annotator.text.sanitize import one_line, plural
from annotator.text.wrap import cell_length
from annotator.tui.dialogs.lists import FilteredScreen
from annotator.tui.theme import Palette

GONE = "gone: read from its snapshot"
"""What is shown in place of the title where the article's file is no longer there."""
STATES = ("open", "started", "done", "skipped")
_MARKS = {"done": "✓", "skipped": "–", "started": "·", "broken": "!"}
_WIDE = 66
"""Cells of a line from which on the state is written out and the counts have more room."""


class ArticlesScreen(FilteredScreen[int]):
    """Choose an article; answers its place in the list."""

    def __init__(
        self,
        articles: list[ArticleFile],
        here: int,
        fold: Fold,
        palette: Palette,
        titles: dict[str, str],
        limit: int = MAX_BYTES,
    ) -> None:
        """Make the list.

        Args:
            articles: in their order.
            here: the place of the one at hand.
            fold: what the annotator's journal adds up to.
            palette: the colours.
            titles: by article, as far as known; filled as they are asked for.
            limit: bytes beyond which an article cannot be opened.
        """
        super().__init__(
            palette,
            placeholder="type a part of a name, a title or a state",
            hint="Enter opens. ✓ done  · started  – skipped  ! broken  ¶ note",
        )
        self._articles, self._here, self._fold, self._titles = articles, here, fold, titles
        self._limit = limit
        # Asked with every line drawn, and of files only where a line is in view.
        self._is_gone = cache(lambda article: not article.path.exists())
        """Whether only the article's snapshot is left."""
        self._spans = cache(lambda article: Counter(head.label for head in fold.heads(article.id)))
        self._is_readable = cache(self._can_be_read)
        count = Counter(self._state(article) for article in self._articles)
        parts = [f"{count[state]:,} {state}" for state in ("done", "started", "skipped", "open") if count[state]]
        self.heading = f"{plural(len(articles), 'article')}: {', '.join(parts)}"

    def first(self) -> int:
        return self._here

    def fitting(self, typed: str) -> Sequence[int]:
        """The articles of which every word typed is in the name, the title or the state; by name first."""
        words = typed.split()
        if not words:
            return range(len(self._articles))
        found = (i for i, one in enumerate(self._articles) if all(word in self._searchable(one) for word in words))
        return sorted(found, key=lambda i: words[0] not in self._articles[i].id.casefold())

    # --- what is known of an article -----------------------------------------------------------------------------

    def _state(self, article: ArticleFile) -> str:
        said = self._fold.state(article.id)
        return "open" if said is None else said.state

    def _shown_state(self, article: ArticleFile) -> str:
        """The state, but of an article that cannot be opened `broken`; only those in view are tried."""
        openable = self._is_readable(article) or self._is_gone(article)
        return self._state(article) if openable else "broken"

    def _can_be_read(self, article: ArticleFile) -> bool:
        try:
            load_article(article.path, self._limit)
        except AnnotatorError:
            return False
        return True

    def _title(self, article: ArticleFile) -> str:
        if article.id not in self._titles:
            title = ""
            with contextlib.suppress(AnnotatorError, OSError), article.path.open("rb") as file:
                title = title_of(load_meta(article.path), file.read(4_096).decode("utf-8", "replace"))
            self._titles[article.id] = one_line(title, 200)
        return self._titles[article.id]

    def _searchable(self, article: ArticleFile) -> str:
        return f"{article.id}\n{self._told(article)}\n{self._state(article)}".casefold()

    def _told(self, article: ArticleFile) -> str:
        """What is said of it: its title, or that its file is gone."""
        return GONE if self._is_gone(article) else self._title(article)

    # --- drawing -------------------------------------------------------------------------------------------------

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        """Mark, name, title, and on the right state, spans by label, minutes, note."""
        article = self._articles[item]
        said = self._fold.state(article.id)
        wide = width >= _WIDE
        right = self._right(article, said, wide=wide) if width >= 50 else ""
        room = max(width - 3 - cell_length(right), 1)
        name = one_line(article.id, room)
        left = [
            Segment(f" {_MARKS.get(self._shown_state(article), ' ')} ", style),
            Segment(name, style),
            *self._titled(article, room - cell_length(name) - 2, style),
        ]
        padding = room + 3 - sum(segment.cell_length for segment in left)
        return [*left, Segment(" " * max(padding, 0) + right, style)]

    def _titled(self, article: ArticleFile, room: int, style: Style) -> list[Segment]:
        title = self._told(article)
        if room < 6 or not title:
            return []
        while cell_length(title) > room:
            title = title[: min(len(title) - 2, room)].rstrip() + "…"
        return [Segment("  ", style), Segment(title, style + Style(dim=True, bold=False))]

    def _right(self, article: ArticleFile, said: ArticleState | None, *, wide: bool) -> str:
        state = f" {self._shown_state(article):7}" if wide else ""
        minutes = f"{round(said.seconds / 60)} min" if said is not None else ""
        note = "¶" if said is not None and said.note else " "
        return f" {state} {self._counted(article, 18 if wide else 16)} {minutes:>7} {note} "

    def _counted(self, article: ArticleFile, room: int) -> str:
        """`c12 q3 n40`, or only the sum where that is too long."""
        counts = self._spans(article)
        known = [(self.palette.key(name), counts[name]) for name in self.palette.labels if counts[name]]
        other = sum(count for name, count in counts.items() if name not in self.palette.labels)
        text = " ".join(f"{key}{count}" for key, count in [*known, *([("?", other)] if other else [])])
        if len(text) > room:
            text = plural(sum(counts.values()), "span")
        return f"{text:<{room}}"
