"""Colours: three themes, and the styles in which spans are drawn so that every layer stays tellable.

No label is told by colour alone. Each has a column with its key in the gutter, its boundaries stand out, and the first
four differ in how the text itself looks: plain, italic, bold, underlined; without colour the first is underlined too.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from annotator.model import Label

if TYPE_CHECKING:
    from textual.theme import Theme

Depth = Literal["truecolor", "16", "none"]
RGB = tuple[int, int, int]


class ThemeColours(NamedTuple):
    """The ground colours of a theme, `#rrggbb`."""

    name: str
    dark: bool
    ground: str
    text: str
    faint: str
    """Gutter lines and other things that should not draw the eye."""
    bar: str
    """The ground of the panel and the status line."""
    field: str
    """The ground of what is typed into."""
    select: str
    error: str
    notice: str
    """Of a sentence that says why nothing was done."""
    accent: str
    strength: float
    """How much of a label's colour tints its text's ground, 0 to 1."""


THEMES = {
    "dark": ThemeColours("annotator-dark", True, "#14171C", "#DADDE2", "#8A93A1", "#1D2129", "#343B47", "#2F5F9E", "#F2667C", "#E8B84A", "#8AB4F8", 0.26),
    "light": ThemeColours("annotator-light", False, "#FBFAF7", "#22262C", "#646A73", "#EFEDE7", "#FFFFFF", "#A9C8F5", "#B3261E", "#7A5200", "#1A56B0", 0.28),
    "contrast": ThemeColours("annotator-contrast", True, "#000000", "#FFFFFF", "#A8A8A8", "#000000", "#2B2B2B", "#1D4ED8", "#FF4D4D", "#FFB000", "#FFD60A", 0.42),
}  # fmt: skip


_MARK = "#F0E442"
"""What a search found: the yellow of the palette, which no label has."""
_QUIET = 0.4
"""The share of its tint that a label has which covers most of the text."""
_READABLE = 4.5
"""The least contrast of text to its ground (WCAG 2.1, 1.4.3)."""


def textual_theme(look: ThemeColours) -> Theme:
    """The look as a theme for Textual's own widgets."""
    from textual.theme import Theme

    return Theme(
        name=look.name,
        primary=look.accent,
        secondary=look.select,
        warning="#E69F00",
        error=look.error,
        success="#009E73",
        accent=look.accent,
        foreground=look.text,
        background=look.ground,
        surface=look.field,
        panel=look.bar,
        dark=look.dark,
        variables={
            "scrollbar": look.faint,
            "scrollbar-hover": look.text,
            "scrollbar-active": look.text,
            "scrollbar-background": look.bar,
            "scrollbar-background-hover": look.bar,
            "scrollbar-background-active": look.bar,
            "scrollbar-corner-color": look.bar,
        },
    )


def rgb(colour: str) -> RGB:
    """`#rrggbb` as three numbers of 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def blend(under: RGB, over: RGB, share: float) -> RGB:
    """`share` (0 to 1) of `over` on `under`."""
    r, g, b = (round(u + (o - u) * share) for u, o in zip(under, over, strict=True))
    return r, g, b


def _luminance(colour: RGB) -> float:
    red, green, blue = ((c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4) for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: RGB, other: RGB) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(ground: RGB) -> RGB:
    """Black or white, whichever can be read better on a ground; its contrast is never below 4.5."""
    return max(((0, 0, 0), (255, 255, 255)), key=lambda ink: contrast(ink, ground))


class TextState(NamedTuple):
    """What decides how a stretch of text is drawn."""

    layers: tuple[str, ...] = ()
    """The labels of the spans here, the outermost first."""
    edge: str | None = None
    """The label of the innermost span that begins or ends in this character."""
    here: str | None = None
    """The label of the span under the cursor, where this text belongs to it."""
    chosen: bool = False
    """That span is chosen: keys act on it."""
    selected: bool = False
    cursor: bool = False
    proposed: str | None = None
    """The label of a suggestion."""
    marked: bool = False
    """Found by a search, or about to be tagged."""
    proposed_end: bool = False
    """A suggestion ends in this character."""
    quiet: bool = False
    """The innermost span's label covers most of the text, so that it is drawn faintly."""
    dimmed: bool = False
    """Unlikely to be tagged, where that is to be seen."""


class Palette:
    """Styles for one look, one set of labels and what the terminal can show."""

    def __init__(self, look: ThemeColours, labels: Iterable[Label], depth: Depth) -> None:
        self.look = look
        self.depth = depth
        self.labels = {label.name: label for label in labels}
        self._place = {name: i for i, name in enumerate(self.labels)}
        self._ground, self._text = rgb(look.ground), rgb(look.text)
        self.cell = cache(self._cell)
        self.mark = cache(self._mark)
        self.ruler = cache(self._ruler)
        self.warning = cache(self._warning)
        self.message = cache(self._message)
        self.plain = self.flat(look.text, look.ground)
        self.faint = self.flat(look.faint, look.ground)
        self.bar = self.flat(look.text, look.bar)
        """Plain text on the ground of panel, lists and lines."""
        self.bar_faint = self.flat(look.faint, look.bar)
        self.accent = self.flat(look.accent, look.bar, bold=True)
        self.hint = self._hint_style()

    def _hint_style(self) -> Style:
        """Letters to type: the strongest thing on the screen, on a ground that no label has."""
        if self.depth != "truecolor":
            return Style(reverse=True, bold=True, underline=True)
        ink, ground = ("#000000", "#F0E442") if self.look.dark else ("#FFFFFF", "#3B3000")
        return self.flat(ink, ground, bold=True)

    def hint_for(self, label: str) -> Style:
        """Letters to type for an object of a label: on the label's colour, undiluted as nothing else is."""
        if self.depth == "none":
            return self.hint
        if self.depth == "16":
            return self.hint + Style(color=Color.parse(_sixteen(self.colour(label))))
        ground = self.colour(label)
        return Style(color=Color.from_rgb(*ink_on(ground)), bgcolor=Color.from_rgb(*ground), bold=True)

    def flat(self, text: str, ground: str, *, bold: bool = False) -> Style:
        """Plain text of one colour on another."""
        if self.depth != "truecolor":
            return Style(bold=bold or None)
        return Style(color=Color.from_rgb(*rgb(text)), bgcolor=Color.from_rgb(*rgb(ground)), bold=bold or None)

    def _warning(self, ground: str) -> Style:
        """The style of what is wrong."""
        return self.flat(self.look.error, ground, bold=True)

    def _message(self, kind: str, *, alarm: bool) -> Style:
        """The style of the line that says what was done: `""`, `notice` or `error`; red all over for an alarm."""
        if self.depth != "truecolor":
            return Style(reverse=True, bold=alarm or kind == "error" or None)
        look = self.look
        if alarm:
            ground = rgb(look.error)
            return Style(color=Color.from_rgb(*ink_on(ground)), bgcolor=Color.from_rgb(*ground), bold=True)
        return self.flat({"error": look.error, "notice": look.notice}.get(kind, look.text), look.bar, bold=bool(kind))

    @cached_property
    def chip(self) -> Style:
        """The style in which a mode is named."""
        if self.depth != "truecolor":
            return Style(bold=True)
        return self.flat(self.look.ground, self.look.accent, bold=True)

    def chosen(self, style: Style, *, bold: bool = True) -> Style:
        """The style of a line that is chosen in a list."""
        if self.depth != "truecolor":
            return style + Style(bold=bold, reverse=True)
        return style + Style(bold=bold, bgcolor=Color.from_rgb(*rgb(self.look.select)))

    def colour(self, label: str) -> RGB:
        """The colour of a label; grey for one that the project does not know."""
        known = self.labels.get(label)
        return rgb(known.colour) if known else (150, 150, 150)

    def key(self, label: str) -> str:
        """The key that stands for a label; `?` for one that the project does not know."""
        known = self.labels.get(label)
        return known.key if known else "?"

    def _mark(self, label: str, ground: str | None = None) -> Style:
        """The style of a label's key in the gutter and in lists."""
        if self.depth == "none":
            return Style(bold=True)
        if self.depth == "16":
            return Style(color=Color.parse(_sixteen(self.colour(label))), bold=True)
        under = rgb(ground or self.look.ground)
        for tenths in range(0 if self.look.dark else 4, 11):
            ink = blend(self.colour(label), self._text, tenths / 10)
            if contrast(ink, under) >= _READABLE:
                break
        return Style(color=Color.from_rgb(*ink), bgcolor=Color.from_rgb(*under), bold=True)

    def _ruler(self, label: str | None, in_view: bool) -> Segment:
        """A cell of the ruler beside the text: a label of which a span begins there, and whether that part is in view."""
        character = " " if label is None else "▪" if self.depth == "truecolor" else self.key(label)
        if self.depth != "truecolor":
            return Segment(character if label else "│" if in_view else " ", Style(reverse=in_view or None))
        ground = self.look.select if in_view else self.look.bar
        style = self.mark(label, ground) if label is not None else Style()
        return Segment(character, style + Style(bgcolor=Color.from_rgb(*rgb(ground))))

    def _cell(self, cell: TextState) -> Style:
        attributes = self._attributes(cell)
        if cell.cursor or (cell.selected and self.depth != "truecolor"):
            attributes["reverse"] = True
        if self.depth == "none":
            return Style(**attributes)
        if self.depth == "16":
            inner = cell.here or (cell.layers[-1] if cell.layers else None)
            return Style(color=Color.parse(_sixteen(self.colour(inner))) if inner else None, **attributes)
        ground, ink = self._ground, self._text
        inner = cell.layers[-1] if cell.layers else None
        if inner is not None:
            colour = self.colour(inner)
            # The innermost label alone: a mixture of colours would be the colour of none.
            ground = blend(ground, colour, self.look.strength * (_QUIET if cell.quiet else 1))
            if self._place.get(inner, 9):  # every label but the first tints the letters too
                ink = blend(self._text, colour, 0.4 if self.look.dark else 0.25)
        if cell.proposed is not None:
            ink = blend(self._text, self.colour(cell.proposed), 0.8 if self.look.dark else 0.6)
            if cell.proposed_end:
                ground = blend(ground, self.colour(cell.proposed), 0.6)
        if cell.dimmed:
            ink = rgb(self.look.faint)
        if cell.marked:
            ground = blend(ground, rgb(_MARK), 0.4)
        if cell.here is not None and cell.here == inner:  # what is nested in it keeps its own colour
            ground = blend(ground, self.colour(cell.here), 0.75 if cell.chosen else 0.25)
        if cell.edge is not None:
            ground = blend(ground, self.colour(cell.edge), 0.3)
        if cell.selected:
            ground = blend(rgb(self.look.select), ground, 0.15)
        if (cell.chosen and cell.here == inner) or contrast(ground, ink) < _READABLE:
            ink = ink_on(ground)
        return Style(color=Color.from_rgb(*ink), bgcolor=Color.from_rgb(*ground), **attributes)

    def _attributes(self, cell: TextState) -> dict[str, Any]:
        """Italic for the second label, bold for the third, underlined for the fourth: told without any colour."""
        places = {self._place.get(name, 3) for name in (*cell.layers, *filter(None, [cell.proposed]))}
        found: dict[str, Any] = {}
        if 1 in places:
            found["italic"] = True
        if 2 in places:
            found["bold"] = True
        if places - {0, 1, 2} or (0 in places and self.depth != "truecolor") or cell.here is not None:
            found["underline"] = True
        if cell.proposed is not None:
            found["underline"] = True
            found["dim"] = self.depth == "none" or None
        if cell.dimmed and self.depth != "truecolor":
            found["dim"] = True
        if (cell.marked or cell.proposed_end) and self.depth != "truecolor":
            found["reverse"] = True
        if cell.chosen:
            found["bold"] = True
            if self.depth != "truecolor":
                found["reverse"] = True
        return found


@cache
def _sixteen(colour: RGB) -> str:
    """The nearest of the bright ANSI colours that a 16-colour terminal has."""
    ansi = {
        "bright_cyan": (86, 180, 233),
        "bright_yellow": (230, 159, 0),
        "bright_green": (0, 158, 115),
        "bright_magenta": (204, 121, 167),
        "bright_red": (213, 94, 0),
        "bright_blue": (0, 114, 178),
        "bright_white": (200, 200, 200),
    }
    return min(ansi, key=lambda name: sum((a - b) ** 2 for a, b in zip(ansi[name], colour, strict=True)))
