"""What all widgets that draw themselves row by row share: a row once drawn is handed over again until it is to change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self

from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.cache import FIFOCache
from textual.color import Color
from textual.containers import Horizontal, Vertical
from textual.dom import NoScreen
from textual.filter import LineFilter
from textual.geometry import Region, Size
from textual.strip import Strip

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget
else:
    Widget = object  # Textual takes its styles from the first of its own classes among the bases: the one beside this


class DrawnRows(Widget):
    """A widget that is what its `render_line` draws: it has no border, padding, opacity or tint.

    So its size is its `outer_size`, and is known without a look into the layout.

    Textual asks every widget on the screen for all of its rows for each frame, and works out what is around each. Here
    rows are kept as they go to the screen, and only those that were refreshed are drawn.
    """

    ALLOW_SELECT = False

    _kept_for: tuple[int, Sequence[LineFilter]] = (-1, ())
    """The width, and what rows pass through on their way to the screen (in 16 colours, say)."""
    _ground: Color | None = None
    """What is behind the rows; `None` after styles have changed."""

    def __init__(self, *given: Any, **named: Any) -> None:
        """Make the widget; what is given is for the class that comes next among the bases."""
        super().__init__(*given, **named)
        self._kept_rows: dict[int, ReadyRow] = {}

    @property
    def size(self) -> Size:
        """Columns and rows."""
        return self.outer_size

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows of a part of the widget, as they go to the screen."""
        drawn, width = self._kept_rows, self.region.width  # by way of the layout: what is resized in it is told first
        if self._kept_for != (now := (width, self.app.get_line_filters())):
            drawn.clear()
            self._kept_for = now
        rows = crop.line_range
        for y in rows:
            if y not in drawn:
                drawn[y] = self.ready(self.render_line(y))
        strips: list[Strip] = [drawn[y] for y in rows]
        return strips if crop.width == width else [strip.crop(crop.x, crop.right) for strip in strips]

    def draw(self) -> None:
        """Draw the rows that are to be drawn again ahead of the frame that shows them."""
        if self._screen_if_shown() is not None:
            self.render_lines(self.outer_size.region)

    def ready(self, row: Strip) -> ReadyRow:
        """A row as it goes to the screen; one that is ready already is left as it is."""
        if isinstance(row, ReadyRow):
            return row
        width, filters = self._kept_for
        ground = self._ground = self._ground or self.background_colors[1]
        if (length := row.cell_length) > width:
            row = row.crop(0, width)
        segments = list(row)
        if length < width:
            segments.append(Segment(" " * (width - length), Style(bgcolor=ground.rich_color)))
        for line_filter in filters:
            segments = line_filter.apply(segments, ground)
        return ReadyRow(segments, width)

    def notify_style_update(self) -> None:
        self._ground = None
        super().notify_style_update()

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Draw the rows of some regions again, or all; one frame shows all that a key has refreshed.

        By way of its own messages, as Textual does it, each widget would tell the screen at a time of its own, and a key
        that changes several would be shown in two frames, the second a sixtieth of a second later.
        """
        screen = None if layout or recompose or not repaint else self._screen_if_shown()
        if screen is None:
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        self._set_dirty(*regions)
        screen._dirty_widgets.add(self)
        screen.check_idle()
        return self

    def _screen_if_shown(self) -> Screen[Any] | None:
        """The screen, if it shows the widget: as it was laid out last, or it would be in the middle of a layout."""
        with suppress(NoScreen):
            if self in ((screen := self.screen)._compositor._visible_widgets or ()):
                return screen
        return None

    def _set_dirty(self, *regions: Region) -> None:
        for region in regions:
            for y in region.line_range:
                self._kept_rows.pop(y, None)
        if not regions:
            self._kept_rows.clear()
            self._repaint_regions.clear()
        self._repaint_regions.update(regions or (self.outer_size.region,))


_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28", "9": "29"}
"""What switches an attribute off; bold and dim go together."""
_SEEN_ON_BLANKS = frozenset({"4", "7", "9"})
"""Attributes that change how a space looks: underlined, reversed, struck out. Its ink does not."""
_Codes = tuple[frozenset[str], str, str]


@lru_cache(4096)
def _codes(style: Style | None, system: ColorSystem) -> _Codes:
    """What switches a style on: its attributes, ink and ground, as the numbers of a control sequence."""
    if style is None:
        return frozenset(), "39", "49"
    ink, ground = (
        ";".join(colour.downgrade(system).get_ansi_codes(is_ink)) if colour is not None else default
        for colour, is_ink, default in ((style.color, True, "39"), (style.bgcolor, False, "49"))
    )
    return frozenset(filter(None, Strip.render_ansi(style.without_color, system).split(";"))), ink, ground


@lru_cache(4096)
def _switch(before: _Codes, now: _Codes) -> str:
    """The control sequence from one style to another; empty where they are the same."""
    anew = ";".join(("0", *sorted(now[0]), *(code for code in now[1:] if code not in {"39", "49"})))
    gone = before[0] - now[0]
    if gone - _OFF.keys():
        return f"\x1b[{anew}m"
    off = {_OFF[code] for code in gone}
    on = now[0] - before[0] | (now[0] & {"1", "2"} if "22" in off else set())
    colours = (code for code, was in zip(now[1:], before[1:], strict=True) if code != was)
    codes = ";".join((*sorted(off), *sorted(on), *colours))
    return f"\x1b[{min(codes, anew, key=len)}m" if codes else ""


class LightRow(Strip):
    """A row, without the seven caches that Textual makes for each strip until they are used."""

    __slots__ = ()

    def __init__(self, segments: list[Segment], cell_length: int | None = None) -> None:
        self._segments, self._cell_length = segments, cell_length
        self._render_cache = self._link_ids = self._cell_count = None

    def __getattr__(self, name: str) -> FIFOCache[Any, Any]:
        if not name.endswith("_cache"):
            raise AttributeError(name)
        cache: FIFOCache[Any, Any] = FIFOCache(4)
        setattr(self, name, cache)
        return cache


class ReadyRow(LightRow):
    """A row as it goes to the screen."""

    __slots__ = ()

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """The parts up to each of these cells; those beyond the row are left out."""
        length = self.cell_length
        cuts = tuple(cut for cut in cuts if cut <= length)
        if cuts == (length,):
            return [self]
        if (found := self._divide_cache.get(cuts)) is None:
            parts = Segment.divide(self._segments, cuts)
            lengths = (cut - before for before, cut in pairwise((0, *cuts)))
            found = [ReadyRow(part, size) for part, size in zip(parts, lengths, strict=False)]
            self._divide_cache[cuts] = found
        return found

    def crop(self, start: int, end: int | None = None) -> Strip:
        """The cells from one to another; of a row beside what is drawn anew Textual asks for none."""
        length = self.cell_length
        start, end = max(start, 0), length if end is None else min(end, length)
        if start == 0 and end == length:
            return self
        if end <= start:
            return _NOTHING
        if (found := self._crop_cache.get((start, end))) is None:
            found = self._crop_cache[start, end] = ReadyRow(self._cut(start, end), end - start)
        return found

    def _cut(self, start: int, end: int) -> list[Segment]:
        """The segments from one cell to another."""
        at, found = 0, list[Segment]()
        for segment in self._segments:
            beyond = at + segment.cell_length
            if beyond > start:
                part = segment.split_cells(end - at)[0] if beyond > end else segment
                found.append(part.split_cells(start - at)[1] if at < start else part)
            if beyond >= end:
                break
            at = beyond
        return found

    def render(self, console: Console) -> str:
        """What is sent to the terminal."""
        if self._render_cache is None:
            self._render_cache = written(self._segments, console._color_system or ColorSystem.TRUECOLOR)
        return self._render_cache


_NOTHING = ReadyRow([], 0)


def written(row: Iterable[Segment], system: ColorSystem) -> str:
    """A row as it goes to the terminal: where the style changes, only what differs. Textual switches all off and on."""
    parts: list[str] = []
    plain = state = _codes(None, system)
    for text, style, _ in row:
        now = _codes(style, system)
        if not text.strip(" ") and not (now[0] | state[0]) & _SEEN_ON_BLANKS:
            now = (*state[:2], now[2])
        parts += (_switch(state, now), text)
        state = now
    return "".join(parts) + ("\x1b[0m" if state != plain else "")


class Side(Vertical):
    """A column of widgets that cover it, so that it has nothing to draw."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Nothing."""
        return []


class Row(Horizontal):
    """A row of widgets that cover it, so that it has nothing to draw."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Nothing."""
        return []
