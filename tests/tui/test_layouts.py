"""Every screen at every size and theme by its properties: nothing overlaps or sticks out, rows fit, keys are in view.

Pictures show each screen in one size and theme only; what another size can break is asked here.
"""

from __future__ import annotations

import shutil
from itertools import combinations
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.widget import Widget

from annotator.project import Project
from annotator.tui.dialogs.help import HelpScreen
from annotator.tui.widgets.status import KeyBar, StatusLine
from tests.tui.driving import Drive, Driven, add_mo, measured

ROOT = Path(__file__).parents[2]
SIZES = pytest.mark.parametrize(
    ("size", "theme"),
    [((80, 24), "light"), ((120, 40), "contrast"), ((40, 10), "dark")],
    ids=lambda value: value if isinstance(value, str) else f"{value[0]}x{value[1]}",
)


@pytest.fixture
def annotated(world: Project) -> Project:
    """The bundled articles and annotations, and a third annotator's."""
    shutil.copytree(ROOT / "annotations", world.annotations, ignore=shutil.ignore_patterns(".*"))
    add_mo(world)
    return world


def check_layout(driven: Driven) -> None:
    """What holds on every screen, whatever it shows."""
    screen = driven.app.screen
    width, height = driven.app.size
    rows = driven.shown()
    assert len(rows) == height
    assert all(cell_len(row) == width for row in rows)
    shown = [widget for widget in screen.walk_children(Widget) if widget.display and widget.region.area]
    for widget in shown:
        scrolled = isinstance(widget.parent, Widget) and widget.parent.max_scroll_y > 0
        assert scrolled or widget.region in screen.region, f"{widget} sticks out"
    for parent in {widget.parent for widget in shown}:
        siblings = [widget for widget in shown if widget.parent is parent and not widget.styles.has_rule("layer")]
        for one, other in combinations(siblings, 2):
            assert not one.region.overlaps(other.region), f"{one} lies over {other}"
    for bar in screen.query(KeyBar):
        y = bar.region.y
        assert rows[y][bar.region.x :].strip(), "the keys are in view"
    if list(screen.query(StatusLine)):
        assert rows[-1].strip()
        assert rows[-2].strip()
    for dialog in screen.query(".dialog"):
        assert dialog.region in screen.region
        whole = dialog.max_scroll_y == 0 or height < 24 or isinstance(screen, HelpScreen)
        assert whole, "all of a dialog but the list of keys fits a terminal of 80x24"


STATES = {
    "tab tab tab": "chosen", "shift+down shift+down": "selection", "A": "hints", "f": "words", "slash m o o": "search",
    "v": "by label", "g": "guideline",
}  # fmt: skip
DIALOGS = ["question_mark", "o", "tab tab tab e", "ctrl+e", "ctrl+p t h e", "ctrl+p"]


@SIZES
async def test_the_annotating_screen_and_all_that_opens_over_it(
    drive: Drive, annotated: Project, size: tuple[int, int], theme: str
) -> None:
    async with drive(article="short-note", size=size, theme=theme) as driven:
        check_layout(driven)
        for keys in STATES:
            await driven.press(*keys.split())
            check_layout(driven)
            await driven.press("escape", "escape", *(["g"] if keys == "g" else []))
        await driven.press("ctrl+t", "tab")
        check_layout(driven)
        await driven.press("ctrl+t", "escape")
        for keys in DIALOGS:
            await driven.press(*keys.split())
            assert len(driven.app.screen_stack) == 2, keys
            check_layout(driven)
            await driven.press("escape", "escape")
            assert len(driven.app.screen_stack) == 1, keys


@SIZES
async def test_the_pages_of_agreement(drive: Drive, annotated: Project, size: tuple[int, int], theme: str) -> None:
    async with drive(article="short-note", size=size, theme=theme, read_only=True) as driven:
        await driven.press("=")
        await measured(driven)
        for page in "123456":
            await driven.press(page, "down")
            check_layout(driven)


@SIZES
async def test_an_article_that_changed(drive: Drive, annotated: Project, size: tuple[int, int], theme: str) -> None:
    path = annotated.seeds / "short-note.txt"
    path.write_text("Corrected.\n\n" + path.read_text("utf-8").replace('"Fantastic."', ""), encoding="utf-8")
    async with drive(article="short-note", size=size, theme=theme) as driven:
        check_layout(driven)
        await driven.press("M", "down")
        assert len(driven.app.screen_stack) == 2
        check_layout(driven)


@SIZES
async def test_asking_who(drive: Drive, size: tuple[int, int], theme: str) -> None:
    async with drive(annotator=None, article=None, size=size, theme=theme) as driven:
        check_layout(driven)


@SIZES
async def test_the_tutorial(drive: Drive, size: tuple[int, int], theme: str) -> None:
    async with drive(size=size, theme=theme) as driven:
        await driven.press("f1")
        check_layout(driven)
