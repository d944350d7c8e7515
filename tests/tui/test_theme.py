"""The themes by the properties of their colours: readable everywhere, and no label told by colour alone."""

from __future__ import annotations

import re
from itertools import permutations, product
from pathlib import Path

import pytest
from rich.color import Color
from rich.style import Style

import annotator.tui
from annotator.model import DEFAULT_LABELS, Label
from annotator.tui.theme import RGB, THEMES, Palette, TextState, contrast, rgb, textual_theme
from annotator.tui.widgets.report_view import heat_style

READABLE = 4.5
"""WCAG 2.1, 1.4.3: the least contrast of text to its ground."""
NAMES = [label.name for label in DEFAULT_LABELS]
LAYERS = [layers for depth in range(4) for layers in permutations(NAMES, depth)]
EVERY_THEME = pytest.mark.parametrize("theme", THEMES)


def ratio(style: Style) -> float:
    assert style.color is not None
    assert style.bgcolor is not None
    return contrast(_rgb(style.color), _rgb(style.bgcolor))


def _rgb(colour: Color) -> RGB:
    red, green, blue = colour.get_truecolor()
    return red, green, blue


def cells() -> list[TextState]:
    """Every way in which a stretch of text can be drawn under up to three spans."""
    found = []
    for layers in LAYERS:
        inner = layers[-1] if layers else None
        for edge, here, chosen, selected, proposed, marked in product(
            {None, inner}, {None, inner}, (False, True), (False, True), (None, *NAMES), (False, True)
        ):
            if here or not chosen:
                found.append(TextState(layers, edge, here, chosen, selected, False, proposed, marked))
    return found


def test_contrast_is_that_of_the_guideline() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.005)  # a known pair that just fails
    assert contrast((10, 20, 30), (10, 20, 30)) == 1


@EVERY_THEME
def test_text_can_be_read_whatever_spans_searches_and_suggestions_lie_over_it(theme: str) -> None:
    palette = Palette(THEMES[theme], DEFAULT_LABELS, "truecolor")
    hard = [(cell, round(ratio(style), 2)) for cell in cells() if ratio(style := palette.cell(cell)) < READABLE]
    assert hard == []


@EVERY_THEME
@pytest.mark.parametrize("outer", [(), ("claim",), ("claim", "quote")])
def test_the_innermost_label_keeps_its_own_colour_whatever_is_around_it_and_whatever_is_chosen(
    theme: str, outer: tuple[str, ...]
) -> None:
    palette = Palette(THEMES[theme], DEFAULT_LABELS, "truecolor")
    alone = palette.cell(TextState(("number",)))
    nested = palette.cell(TextState((*outer, "number")))
    assert (nested.color, nested.bgcolor) == (alone.color, alone.bgcolor)
    chosen = palette.cell(TextState((*outer, "number"), here="claim", chosen=True))
    assert chosen.bgcolor == alone.bgcolor


@EVERY_THEME
def test_a_label_that_covers_most_is_faint_and_still_there(theme: str) -> None:
    palette = Palette(THEMES[theme], DEFAULT_LABELS, "truecolor")
    faint, full = (palette.cell(TextState(("claim",), quiet=quiet)).bgcolor for quiet in (True, False))
    assert faint not in {full, palette.plain.bgcolor}
    assert faint is not None
    assert full is not None
    assert palette.plain.bgcolor is not None
    ground = _rgb(palette.plain.bgcolor)
    assert contrast(_rgb(faint), ground) < contrast(_rgb(full), ground)


@EVERY_THEME
@pytest.mark.parametrize("colour", ["#000000", "#FFFFFF", "#808080", "#FF0000", "#0000FF", "#00FF00"])
def test_it_can_be_read_with_any_colour_that_a_project_gives_a_label(theme: str, colour: str) -> None:
    palette = Palette(THEMES[theme], [Label(name="a", key="a", colour=colour)], "truecolor")
    for cell in (
        TextState(("a",)),
        TextState(("a",), "a", "a"),
        TextState(("a", "a"), None, "a", chosen=True),
        TextState(proposed="a"),
    ):
        assert ratio(palette.cell(cell)) >= READABLE
    assert ratio(palette.mark("a")) >= READABLE


@EVERY_THEME
def test_bars_panels_and_messages_can_be_read(theme: str) -> None:
    look = THEMES[theme]
    palette = Palette(look, DEFAULT_LABELS, "truecolor")
    for ground in (look.ground, look.bar):
        for ink in (look.text, look.faint, look.accent, look.error):
            assert contrast(rgb(ink), rgb(ground)) >= READABLE, (ink, ground)
        for name in (*NAMES, "unknown"):
            assert ratio(palette.mark(name, ground)) >= READABLE, (name, ground)
    assert contrast(rgb(look.text), rgb(look.select)) >= READABLE
    assert contrast(rgb(look.ground), rgb(look.accent)) >= READABLE  # the offer over the article
    assert ratio(palette.hint) >= READABLE
    assert min(ratio(heat_style(palette, heat / 20)) for heat in range(21)) >= READABLE


@EVERY_THEME
@pytest.mark.parametrize("depth", ["truecolor", "16", "none"])
def test_labels_are_told_apart_without_their_colours(theme: str, depth: str) -> None:
    palette = Palette(THEMES[theme], DEFAULT_LABELS, depth)  # type: ignore[arg-type]

    def drawn(cell: TextState) -> tuple[bool | None, ...]:
        style = palette.cell(cell)
        return style.italic, style.bold, style.underline, style.reverse

    # With few colours the first label is underlined as the fourth is; the key in the gutter and in lists tells them apart.
    assert len({drawn(TextState((name,))) for name in NAMES}) == (4 if depth == "truecolor" else 3)
    assert len({palette.key(name) for name in NAMES}) == len(NAMES)
    if depth == "none":
        assert all(drawn(TextState((name,))) != drawn(TextState()) for name in NAMES)
        assert all(palette.cell(cell).color is None and palette.cell(cell).bgcolor is None for cell in cells())


@pytest.mark.parametrize("depth", ["16", "none"])
def test_with_few_colours_what_is_chosen_selected_found_or_proposed_still_shows(depth: str) -> None:
    palette = Palette(THEMES["dark"], DEFAULT_LABELS, depth)  # type: ignore[arg-type]
    plain = palette.cell(TextState(("claim",)))
    for cell in (
        TextState(("claim",), here="claim", chosen=True), TextState(("claim",), selected=True), TextState(("claim",), cursor=True),
        TextState(("claim",), marked=True),
    ):  # fmt: skip
        assert palette.cell(cell) != plain
    assert palette.cell(TextState(proposed="claim")) != palette.cell(TextState())


def test_every_colour_that_a_style_sheet_names_is_one_of_each_themes() -> None:
    from textual.theme import BUILTIN_THEMES

    folder = Path(annotator.tui.__file__).parent
    sheets = [path for path in folder.rglob("*") if path.suffix in {".tcss", ".py"}]
    named = {name for path in sheets for name in re.findall(r":[^;{}\n]*\$([a-z][a-z-]*)", path.read_text("utf-8"))}
    assert {"panel", "background", "accent", "error"} <= named
    for theme in (*map(textual_theme, THEMES.values()), BUILTIN_THEMES["textual-dark"]):
        assert named <= theme.to_color_system().generate().keys()
