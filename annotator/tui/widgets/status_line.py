"""Widgets of one or a few lines: the status line, the key bar, the details of a span."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from annotator.model import Span
from annotator.text.sanitize import one_line, plural
from annotator.text.wrap import Rows, cell_length, cut
from annotator.tui.theme import Palette
from annotator.tui.widgets.drawn_rows import DrawnRows

_LEAST = 8
"""Cells that a message has at least; else what stands beside it gives way."""
_NOTED_LINES = 2
"""Of an attribute or a note, at most."""


class TitleLine(DrawnRows, Widget):
    """What is worked on, how far it is, who works and whether all is saved; a click opens the list of articles."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(id="title")
        self.palette = palette
        self._shown = ("", "")

    def show(self, title: str, right: str) -> None:
        """Show the title, which is cut where there is no room for it, and the rest."""
        if (title, right) != self._shown:
            self._shown = title, right
            self.refresh()

    def on_click(self) -> None:
        self.post_message(StatusLine.Clicked())

    def render_line(self, y: int) -> Strip:
        width, (title, right) = self.outer_size.width, self._shown
        right = one_line(right, max(width - 2, 1))
        room = width - cell_length(right) - 3
        left = f" {cut(title, room)}" if room > 3 else ""
        plain = self.palette.bar
        strip = Strip([Segment(left, self.palette.accent)]).adjust_cell_length(
            max(width - cell_length(right) - 1, 0), plain
        )
        return Strip([*strip, Segment(f"{right} ", plain)]).adjust_cell_length(width, plain)


MessageKind = Literal["", "notice", "error"]
"""A sentence that says what was done; one that says why nothing was; one of something that is wrong."""


class StatusLine(DrawnRows, Widget):
    """The mode that keys are in, and what was last done; a click opens the list of articles."""

    class Clicked(Message):
        """The line was clicked."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(id="status")
        self.palette = palette
        self._shown: tuple[str, str, str, MessageKind, bool] = ("", "", "", "", False)

    def show(self, mode: str, message: str, right: str = "", *, kind: MessageKind = "", alarm: bool = False) -> str:
        """Show the parts; returns what of the message found no room.

        Args:
            mode: the mode, or where the person is.
            message: what was last done, or what is wrong.
            right: what else there is to know; never cut.
            kind: of the message.
            alarm: draw the line in red.
        """
        message = one_line(message)
        over = ""
        room = self.size.width - cell_length(_chip(mode)) - 1 - cell_length(_at_the_right(right))
        if message and room < _LEAST:
            mode, right, room = "", "", self.size.width - 1
        if cell_length(message) > room > 0:
            cut = Rows(message, room).bounds(0)[1]
            message, over = message[:cut], message[cut:]
        if (mode, message, right, kind, alarm) != self._shown:
            self._shown = (mode, message, right, kind, alarm)
            self.refresh()
        return over

    def on_click(self) -> None:
        """By mouse alone the articles must be in reach too."""
        self.post_message(self.Clicked())

    def render_line(self, y: int) -> Strip:
        mode, message, right, kind, alarm = self._shown
        width = self.outer_size.width
        style = self.palette.message(kind, alarm=alarm)
        chip, right = _chip(mode), _at_the_right(right)
        strip = Strip([Segment(chip, self.palette.chip), Segment(" ", style), Segment(message, style)])
        strip = strip.adjust_cell_length(max(width - cell_length(right), 0), style)
        return Strip([*strip, Segment(right, style)]).adjust_cell_length(width, style)


def _chip(mode: str) -> str:
    return f" {one_line(mode)} " if mode else ""


def _at_the_right(words: str) -> str:
    return f" {one_line(words)} " if words else ""


class KeyBar(DrawnRows, Widget):
    """The keys that matter most; a click on one does what the key does."""

    @dataclass(eq=False, repr=False)
    class Clicked(Message):
        """An entry was clicked."""

        action: str

    def __init__(self, palette: Palette, entries: Sequence[tuple[str, str, str, str | None]]) -> None:
        """Make the bar of `(key, title, action, label or None)` entries.

        The last two, help and the way out, are always there; of the others those are left out that find no room.
        """
        super().__init__(id="keys")
        self.palette = palette
        self._entries = entries
        self._over = self._clicked_away = ""
        self._places: list[tuple[int, int, str]] = []

    def show(self, over: str) -> None:
        """Lend the line to what the status line had no room for, or take it back (`""`).

        Its last two entries stay where there is room for both. What was clicked away stays away.
        """
        if over == self._clicked_away:
            over = ""
        else:
            self._clicked_away = ""
        if over != self._over:
            self._over = over
            self.refresh()

    def offer(self, entries: Sequence[tuple[str, str, str, str | None]]) -> None:
        """Show other entries."""
        self._entries = entries
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width, text = self.outer_size.width, self.palette.bar
        sizes = [cell_length(key) + cell_length(title) + 3 for key, title, _, _ in self._entries]
        always = len(sizes) - 2
        room = width - sum(sizes[always:])
        shown, segments, cell = range(len(sizes)), list[Segment](), 0
        if self._over:
            fits = cell_length(one_line(self._over)) <= room - 2
            shown, room = (range(always, len(sizes)), room) if fits else (range(0), width)
            segments += Strip([Segment(f" {one_line(self._over, room - 2)}", text)]).adjust_cell_length(room, text)
            cell = room
        self._places = []
        for place in shown:
            if place < always and cell + sizes[place] > room:
                room = -1
                continue
            key, title, action, label = self._entries[place]
            style = self.palette.mark(label, self.palette.look.bar) if label else self.palette.accent
            segments += [Segment(f" {key}", style), Segment(f" {title} ", text)]
            self._places.append((cell, cell + sizes[place], action))
            cell += sizes[place]
        return Strip(segments).adjust_cell_length(width, text)

    def on_click(self, event: events.Click) -> None:
        for start, end, action in self._places:
            if start <= event.x < end:
                self.post_message(self.Clicked(action))
                return
        if self._over:  # by mouse alone the other keys must be in reach again
            self._clicked_away, self._over = self._over, ""
            self.refresh()


_WRONG_LINES = 3
"""Lines that may say what is wrong with a span, for each rule that it breaks."""


class Counts(DrawnRows, Widget):
    """How many spans an article has, of each label, and how many problems."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(id="counts")
        self.palette = palette
        self._shown: tuple[Mapping[str, int], int] = ({}, 0)

    def show(self, counts: Mapping[str, int], problems: int) -> None:
        """Show counts by label; what has none is left out."""
        shown = {name: count for name, count in counts.items() if count}, problems
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def render_line(self, y: int) -> Strip:
        counts, problems = self._shown
        ground = self.palette.look.bar
        known = (*self.palette.labels, *sorted(set(counts) - set(self.palette.labels)))
        segments = [
            Segment(f"  {self.palette.key(name)} {counts[name]:,}", self.palette.mark(name, ground))
            for name in known
            if name in counts
        ]
        if problems:
            segments.append(Segment(f"  ! {problems:,}", self.palette.warning(ground)))
        total = sum(counts.values())
        title = f" {plural(total, 'span')}"
        if cell_length(title) + sum(segment.cell_length for segment in segments) > self.outer_size.width:
            title = f" {total:,}"
        segments.insert(0, Segment(title, self.palette.bar + Style(bold=True)))
        return Strip(segments).adjust_cell_length(self.outer_size.width, self.palette.bar)


class SpanDetails(DrawnRows, Widget):
    """The span under the cursor: label, where it is, text, attributes, note."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(id="details")
        self.palette = palette
        self._place = ""
        self._span: Span | None = None
        self._wrong: Sequence[str] = ()
        self._suggested = ""
        self._folded: tuple[Size, list[str], int] | None = None
        """The lines, the size for which they were folded, and after which of them what is wrong ends."""

    def show(self, span: Span | None, place: str, wrong: Sequence[str] = (), suggested: str = "(suggestion)") -> None:
        """Show a span, where it is and what is wrong with it; only the lines that differ are drawn.

        Of a suggestion, which is in no journal, `suggested` says what it is.
        """
        if (place, span, wrong, suggested) == (self._place, self._span, self._wrong, self._suggested):
            return
        (before, _), label = self._lines(), self._span.label if self._span else None
        self._place, self._span, self._wrong, self._folded = place, span, wrong, None
        self._suggested = suggested
        after, _ = self._lines()
        height = self.size.height
        texts = zip_longest(before[:height], after[:height], fillvalue="")
        changed = {y for y, (old, new) in enumerate(texts) if old != new}
        if label != (span.label if span else None):
            changed.add(0)
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in sorted(changed)))

    def render_line(self, y: int) -> Strip:
        look, width = self.palette.look, self.outer_size.width
        style = text = self.palette.bar
        if y == 0:
            style = self.palette.mark(self._span.label, look.bar) if self._span else text + Style(bold=True)
        lines, wrong_end = self._lines()
        line = lines[y] if y < len(lines) else ""
        if 0 < y < wrong_end:
            style = self.palette.warning(look.bar)
        return Strip([Segment(f" {cut(line, width - 1 - (y > 0))}", style)]).adjust_cell_length(width, text)

    def _lines(self) -> tuple[list[str], int]:
        """Title and body, and where the lines end that say what is wrong."""
        size = self.outer_size
        if self._folded is None or self._folded[0] != size:
            self._folded = size, *self._fold(size)
        return self._folded[1:]

    def _fold(self, size: Size) -> tuple[list[str], int]:
        span, width = self._span, size.width - 2
        if span is None:
            return [""], 0
        wrong = [line for told in self._wrong for line in _folded(f"! {told}", width, _WRONG_LINES)]
        noted = [f"{name}: {value}" for name, value in sorted(span.attributes.items())]
        if span.note:
            noted.append(f"note: {span.note}")
        lines = [line for told in noted for line in _folded(told, width, _NOTED_LINES)]
        if not span.at:  # in no journal yet
            lines.append(self._suggested)
        elif span.origin != "hand":
            lines.append("(suggested, accepted)" if span.origin == "suggested" else f"({span.origin})")
        # The text takes the lines that the rest leaves, one at least.
        room = max(size.height - 1 - len(wrong) - len(lines), 1)
        return [f"{span.label}, {self._place}", *wrong, *_folded(span.text, width, room), *lines], 1 + len(wrong)


def _folded(text: str, width: int, lines: int) -> list[str]:
    """The beginning of a text in at most so many lines of a width in cells, `…` where more follows."""
    whole = one_line(text[: max(width, 1) * (lines + 1)])
    rows = Rows(whole, max(width, 2))
    found = [whole[slice(*rows.visible(row))].rstrip() for row in range(min(lines, len(rows)))]
    if len(rows) > lines or len(text) > len(whole) + width:
        found[-1] = found[-1][: max(width - 1, 0)] + "…"
    return found


class Offer(DrawnRows, Widget):
    """One line that stays while there is something to offer; a click on it takes the offer."""

    class Taken(Message):
        """The line was clicked."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(id="offer")
        self.palette = palette
        self._text = ""
        self.display = False

    def show(self, text: str) -> None:
        """Offer something; nothing, with an empty text."""
        if text != self._text:
            self._text = text
            self.display = bool(text)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        look, width = self.palette.look, self.outer_size.width
        style = self.palette.flat(look.ground, look.accent, bold=True)
        if self.palette.depth != "truecolor":
            style = Style(reverse=True, bold=True)
        return Strip([Segment(f" {cut(self._text, width - 2)}", style)]).adjust_cell_length(width, style)

    def on_click(self) -> None:
        self.post_message(self.Taken())
