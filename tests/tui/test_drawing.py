"""What a key has drawn again: the rows that it changes, in one frame."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from rich.console import RenderableType
from textual.filter import Monochrome
from textual.screen import Screen
from textual.strip import Strip

from annotator.model import Span
from annotator.tui.widgets.article import ArticlePane
from annotator.tui.widgets.drawn_rows import DrawnRows
from annotator.tui.widgets.panel import SpanPanel
from annotator.tui.widgets.scroll import RowBar
from tests.tui.driving import Drive, Driven


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many rows each kind of widget drew."""
    count: Counter[str] = Counter()

    def counted(kind: type[DrawnRows]) -> None:
        draw = kind.render_line

        def render_line(self: DrawnRows, y: int) -> Strip:
            count[kind.__name__] += 1
            return draw(self, y)

        monkeypatch.setattr(kind, "render_line", render_line)

    kinds = list(DrawnRows.__subclasses__())
    for kind in kinds:
        kinds += kind.__subclasses__()
        if "render_line" in vars(kind):
            counted(kind)
    return count


async def with_many_spans(driven: Driven) -> None:
    screen = driven.screen
    screen.perform(lambda: screen.session.tag([(at, at + 2) for at in range(0, 1500, 3)], "number"))
    await driven.go(driven.text[:9])


async def test_a_cursor_key_draws_a_row_of_the_article_and_nothing_else(drive: Drive, drawn: Counter[str]) -> None:
    async with drive() as driven:
        await driven.go("Fantastic")
        await driven.press("right")
        drawn.clear()
        await driven.press("right")
        assert drawn == {"ArticlePane": 1}


async def test_what_a_key_changes_is_shown_in_one_frame(drive: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
    async with drive(article="long-analysis") as driven:
        await with_many_spans(driven)
        frames = []
        display = driven.app._display

        def kept(screen: Screen[Any], frame: RenderableType | None) -> None:
            frames.append(frame)
            display(screen, frame)

        monkeypatch.setattr(driven.app, "_display", kept)
        for key in ("c", "u", "tab", "pagedown", "pageup"):
            frames.clear()
            await driven.press(key)
            assert len([frame for frame in frames if frame is not None]) == 1, key


async def test_lines_that_only_stand_elsewhere_are_not_drawn_again(
    drive: Drive, drawn: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with drive(article="long-analysis") as driven:
        await with_many_spans(driven)
        lines = []
        draw = SpanPanel._draw_span

        def kept(self: SpanPanel, span: Span, depth: int, width: int, *, here: bool) -> Strip:
            lines.append(span)
            return draw(self, span, depth, width, here=here)

        monkeypatch.setattr(SpanPanel, "_draw_span", kept)
        drawn.clear()
        await driven.press("shift+right", "a", "u")
        assert drawn[SpanPanel.__name__] > 20
        assert 0 < len(lines) <= 5


async def test_of_the_scroll_bar_only_the_cells_that_change_are_drawn(drive: Drive, drawn: Counter[str]) -> None:
    async with drive(article="long-analysis") as driven:
        await with_many_spans(driven)
        drawn.clear()
        await driven.press("c", "u")
        assert drawn[RowBar.__name__] == 0
        await driven.press("pagedown")
        assert drawn[RowBar.__name__] > 0


async def test_rows_that_are_kept_pass_what_the_terminal_needs(drive: Drive) -> None:
    async with drive() as driven:
        await driven.press("c")
        driven.app._filters.append(Monochrome())
        driven.screen.refresh()
        await driven.pilot.pause()
        pane = driven.screen.query_one(ArticlePane)
        styles = [s.style for strip in pane.render_lines(pane.size.region) for s in strip if s.style is not None]
        inks = [style.color.get_truecolor() for style in styles if style.color is not None]
        assert inks
        assert all(ink.red == ink.green == ink.blue for ink in inks)
