"""Every screen at every size and theme by its properties: nothing overlaps or sticks out, rows fit, keys are in view.

Pictures show each screen in one size and theme only; what another size can break is asked here.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotator.project import ProjectFolder
from tests.tui.driving import Drive, add_mo, check_layout, measured

ROOT = Path(__file__).parents[2]
SIZES = pytest.mark.parametrize(
    ("size", "theme"),
    [((80, 24), "light"), ((120, 40), "contrast"), ((40, 10), "dark")],
    ids=lambda value: value if isinstance(value, str) else f"{value[0]}x{value[1]}",
)


@pytest.fixture
def annotated(world: ProjectFolder) -> ProjectFolder:
    """The bundled articles and annotations, and a third annotator's."""
    shutil.copytree(ROOT / "annotations", world.annotations, ignore=shutil.ignore_patterns(".*"))
    add_mo(world)
    return world


STATES = {
    "tab tab tab": "chosen", "shift+down shift+down": "selection", "A": "hints", "s": "sweep", "f": "words", "slash m o o": "search",
    "v": "by label", "g": "guideline",
}  # fmt: skip
DIALOGS = ["ctrl+f e a g l e", "question_mark", "o", "tab tab tab e", "ctrl+e", "ctrl+p t h e", "ctrl+p"]


@SIZES
async def test_the_annotating_screen_and_all_that_opens_over_it(
    drive: Drive, annotated: ProjectFolder, size: tuple[int, int], theme: str
) -> None:
    async with drive(article="short-note", size=size, theme=theme) as driven:
        check_layout(driven.app)
        for keys in STATES:
            await driven.press(*keys.split())
            check_layout(driven.app)
            await driven.press("escape", "escape", *(["g"] if keys == "g" else []))
        await driven.press("ctrl+t", "tab")
        check_layout(driven.app)
        await driven.press("ctrl+t", "escape")
        for keys in DIALOGS:
            await driven.press(*keys.split())
            assert len(driven.app.screen_stack) == 2, keys
            check_layout(driven.app)
            await driven.press("escape", "escape")
            assert len(driven.app.screen_stack) == 1, keys


@SIZES
async def test_the_pages_of_agreement(
    drive: Drive, annotated: ProjectFolder, size: tuple[int, int], theme: str
) -> None:
    async with drive(article="short-note", size=size, theme=theme, read_only=True) as driven:
        await driven.press("=")
        await measured(driven)
        for page in "123456":
            await driven.press(page, "down")
            check_layout(driven.app)


@SIZES
async def test_an_article_that_changed(
    drive: Drive, annotated: ProjectFolder, size: tuple[int, int], theme: str
) -> None:
    path = annotated.seeds / "short-note.txt"
    path.write_text("Corrected.\n\n" + path.read_text("utf-8").replace('"Fantastic."', ""), encoding="utf-8")
    async with drive(article="short-note", size=size, theme=theme) as driven:
        check_layout(driven.app)
        await driven.press("M", "down")
        assert len(driven.app.screen_stack) == 2
        check_layout(driven.app)


@SIZES
async def test_asking_who(drive: Drive, size: tuple[int, int], theme: str) -> None:
    async with drive(annotator=None, article=None, size=size, theme=theme) as driven:
        check_layout(driven.app)


@SIZES
async def test_the_tutorial(drive: Drive, size: tuple[int, int], theme: str) -> None:
    async with drive(size=size, theme=theme) as driven:
        await driven.press("ctrl+p", *"tutorial", "enter")
        check_layout(driven.app)


@SIZES
async def test_a_disagreement(drive: Drive, annotated: ProjectFolder, size: tuple[int, int], theme: str) -> None:
    async with drive(article="short-note", size=size, theme=theme, read_only=True) as driven:
        await driven.press("greater_than_sign")
        for _ in range(500):
            if driven.screen.others.display:
                break
            await driven.pilot.pause(0.01)
        await driven.pilot.pause()
        check_layout(driven.app)
        first, beyond = driven.screen.pane.in_view()
        assert first <= driven.screen.caret.offset <= beyond
