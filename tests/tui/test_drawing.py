"""What a key has drawn again: the rows that it changes, in one frame."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import RenderableType
from rich.segment import Segment
from rich.style import Style
from textual.filter import Monochrome
from textual.screen import Screen
from textual.strip import Strip

from annotator.model import Span
from annotator.session import Outcome
from annotator.tui.widgets.article import ArticlePane
from annotator.tui.widgets.drawn_rows import DrawnRows, ReadyRow, written
from annotator.tui.widgets.frames import in_sight
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


async def test_a_cursor_key_takes_few_bytes_and_a_page_few_thousand(
    drive: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with drive(article="long-analysis", size=(100, 30)) as driven:
        screen = driven.screen
        screen.perform(lambda: screen.session.tag([(at, at + 9) for at in range(0, 4_000, 45)], "number"))
        await driven.go(driven.text[:9])
        sizes = []
        display = driven.app._display

        def kept(screen: Screen[Any], frame: Any) -> None:
            sizes.append(len(frame.render_segments(driven.app.console).encode()) if frame is not None else 0)
            display(screen, frame)

        monkeypatch.setattr(driven.app, "_display", kept)
        for key, most in (("right", 600), ("pagedown", 12_000), ("pageup", 12_000)):
            sizes.clear()
            await driven.press(key)
            assert 0 < sum(sizes) <= most, key


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
        assert drawn[SpanPanel.__name__] < 20
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


styles = st.builds(
    Style, color=st.sampled_from([None, "#102030", "#a0b0c0", "bright_cyan"]), bgcolor=st.sampled_from([None, "#000000", "#ffffff"]),
    bold=st.booleans(), italic=st.booleans(), underline=st.booleans(), reverse=st.booleans(), dim=st.booleans(),
)  # fmt: skip


@given(
    st.lists(st.tuples(st.text("ab ", min_size=1, max_size=3), st.none() | styles), max_size=8),
    st.sampled_from([ColorSystem.TRUECOLOR, ColorSystem.STANDARD]),
)
def test_a_row_looks_the_same_to_a_terminal_and_is_no_longer_than_with_every_style_in_full(
    row: list[tuple[str, Style | None]], system: ColorSystem
) -> None:
    segments = [Segment(text, style) for text, style in row]
    found = written(segments, system)
    in_full = "".join(Strip.render_style(style, text, system) if style else text for text, style in row)
    assert _as_seen(found) == _as_seen(in_full)
    assert len(found) <= len(in_full) + len("\x1b[24;27m") + len(
        row
    )  # a style kept on blanks is switched off behind them


def _visible(character: str, on: dict[str, str]) -> frozenset[tuple[str, str]]:
    """Of a space only its ground is seen, and what draws lines or swaps ink and ground."""
    blank = character == " " and not on.keys() & {"4", "7"}
    return frozenset((name, value) for name, value in on.items() if not blank or name == "48")


def _as_seen(output: str) -> list[tuple[str, frozenset[tuple[str, str]]]]:
    """Each character with what is switched on for it, as a terminal keeps it."""
    found: list[tuple[str, frozenset[tuple[str, str]]]] = []
    on: dict[str, str] = {}
    for part in re.split(r"(\x1b\[[\d;]*m)", output):
        if not part.startswith("\x1b"):
            found += [(character, _visible(character, on)) for character in part]
            continue
        codes = part[2:-1].split(";")
        while codes:
            code = codes.pop(0)
            if code in {"0", "22", "23", "24", "27", "39", "49"}:
                for gone in {"0": list(on), "22": ["1", "2"], "39": ["38"], "49": ["48"]}.get(code, [code[1:]]):
                    on.pop(gone, None)
            elif code in {"38", "48"}:
                on[code] = ";".join(codes.pop(0) for _ in range(4 if codes[0] == "2" else 2))
            else:
                of = {"3": "38", "9": "38", "4": "48", "10": "48"}.get(code[:-1], code)
                on[of] = code
    return found


_COVERED = st.lists(st.tuples(st.integers(0, 19), st.integers(1, 20)), max_size=4)


@given(places=_COVERED, start=st.integers(0, 19), length=st.integers(1, 20))
def test_of_widgets_that_lie_over_each_other_the_one_in_front_is_seen(
    places: list[tuple[int, int]], start: int, length: int
) -> None:
    """A part of a row is drawn with whatever is in front there, and nothing is drawn where something else is."""
    end = min(start + length, 20)
    spans = [(left, min(left + size, 20)) for left, size in places] + [(0, 20)]  # the screen, behind all
    pieces = [
        (left, right, ReadyRow([Segment(letter * (right - left))], right - left))
        for letter, (left, right) in zip("abcde", spans, strict=False)
    ]
    seen = ["abcde"[next(i for i, (left, right) in enumerate(spans) if left <= x < right)] for x in range(20)]
    found: dict[int, str] = {}
    for x, strip in in_sight(pieces, start, end):
        found |= dict(enumerate(strip.text, x))
    assert all(seen[x] == letter for x, letter in found.items())
    assert found.keys() >= set(range(start, end))


@given(
    st.lists(st.text("ab 漢", max_size=4), max_size=5).map("".join).map(list),
    st.integers(0, 20),
    st.integers(0, 21),
)
def test_a_row_is_cut_as_any_row_is(parts: list[str], start: int, end: int) -> None:
    segments = [Segment(part, Style(bold=bool(i % 2))) for i, part in enumerate(parts)]
    row = Strip(segments)
    found, expected = ReadyRow(segments, row.cell_length).crop(start, end), row.crop(start, end)
    assert list(found) == [segment for segment in expected if segment.text]
    assert found.cell_length == expected.cell_length


async def test_lines_of_the_list_that_moved_are_as_if_drawn_anew(drive: Drive) -> None:
    async with drive() as driven:
        await with_many_spans(driven)
        screen, panel = driven.screen, driven.screen.panel
        places = [(0, 9), (0, 200), (40, 41), (1000, 1003), (7, 30), (61, 64), (1499, 1500)]
        steps: list[Callable[[], Outcome | None]] = [partial(screen.session.tag, [place], "claim") for place in places]
        steps += [*[screen.session.undo] * 4, screen.session.redo, partial(screen.session.tag, places, "ad")]
        for step in steps:
            panel.scroll_to_row(len(places) % 5)
            screen.perform(step)
            shown = [strip.text for strip in panel.render_lines(panel.size.region)]
            panel._kept_rows.clear()
            panel._span_lines.clear()
            assert shown == [strip.text for strip in panel.render_lines(panel.size.region)]
